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
	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// State tells a number from a blank and from a cell that doesn't apply.
type State uint8

const (
	Missing       State = iota // the file has no such row: always an error
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
	data         *source.Data
}

// Acknowledgement lets one finding pass in a report that is already public.
type Acknowledgement struct{ Code, At, Reason string }

// Forms is every form that is built in, the oldest first.
func Forms() []*Form { panic("unwritten") }

// FormOf is the form that governs a year, or nil before the first.
func FormOf(year int) *Form { panic("unwritten") }

// Decode reads a year's figures. The year chooses the form unless the file
// names another. What is wrong with a cell, and every sum that fails, is among
// the findings; with draft they are warnings.
func Decode(data *source.Data, year int, draft bool) (*Report, diag.List) { panic("unwritten") }

// Cell is the figure of a cell by its name, such as requests.new.total; nearest is
// the name to suggest when there is none.
func (r *Report) Cell(name string) (cell Cell, nearest string, ok bool) { panic("unwritten") }

// CheckSeries compares each report with the year before it: carry-over, stock,
// missing years. The reports are in order of year.
func CheckSeries(reports []*Report) diag.List { panic("unwritten") }

// Rules is this room's part of the catalogue.
func Rules() []diag.Rule { panic("unwritten") }
