// Package report is the annual report (政府信息公开工作年度报告): the statutory
// forms as data, a year's figures, the identities between them (勾稽关系), and
// the geometry of the three tables.
//
// Nothing here knows a single row of a form: rows, labels, spans, units and
// identities are read from forms/*.toml, and a new national form is a new file
// there. What it is given is the TOML that staff type; what it hands on is the
// figures, cells ready to be set as a table, and what doesn't add up.
package report

import (
	"strconv"
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// State tells a number from a blank and from a cell that doesn't apply.
type State uint8

const (
	Missing       State = iota // the file has no such row, or no number that can be read: always an error
	Number                     // a figure
	Blank                      // "" in the file: left empty
	NotApplicable              // "/" in the file
)

// Cell is one figure. Its Text is what is printed, to the last decimal.
type Cell struct {
	State State
	Text  string
}

// Report is a year's figures (数据) on its form.
type Report struct {
	Year         int
	Form         *Form
	Acknowledged []Acknowledgement // broken sums that were published, and are history

	figures map[string]figure // by name
	units   map[string]string // of amounts, by the row's name
	data    *source.Data      // nil when it wasn't read from a year's file
}

// figure is a cell with what the sums need to know of it.
type figure struct {
	Cell
	value int64    // of a Count or Signed
	given bool     // written in the file
	parts []string // the figures that a total adds up
}

// Acknowledgement lets one finding pass in a report that is already public
// (原文如此).
type Acknowledgement struct {
	Code   string // of the finding
	At     string // the figure, or the row, that it names
	Label  string // how the form calls that figure
	Reason string

	index string // among those of the file
}

// Forms is every form that is built in, the oldest first.
func Forms() []*Form { return builtin() }

// FormOf is the form that governs a year, or nil before the first.
func FormOf(year int) *Form { return builtin().of(year) }

// Cell is the figure of a cell by its name, such as requests.new.total; nearest is
// the name to suggest when there is none.
func (r *Report) Cell(name string) (cell Cell, nearest string, ok bool) {
	if figure, ok := r.figures[name]; ok {
		return Cell{figure.State, r.text(name)}, "", true
	}
	return Cell{}, r.Form.nearest(name), false
}

// place is where a figure is written; where its row is, when it isn't.
func (r *Report) place(name string) diag.Place {
	if r.data == nil {
		return diag.Place{}
	}
	row, column := r.Form.split(name)
	if row == nil {
		return r.data.Place(strings.Split(name, ".")...)
	}
	path := row.path()
	if !row.scalar() && column >= 0 && r.figures[name].given {
		path = append(path, strconv.Itoa(column))
	}
	return r.data.Place(path...)
}
