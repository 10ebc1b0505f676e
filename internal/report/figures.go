package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongkai/internal/diag"
)

// newReport is a report in which nothing is filled in.
func newReport(form *Form, year int) *Report {
	r := &Report{Year: year, Form: form, figures: make(map[string]figure, len(form.figures)), units: map[string]string{}}
	for _, f := range form.figures {
		r.figures[f.Name] = figure{}
	}
	return r
}

// Fill makes a report from its cells by name. A cell that isn't among them is
// blank, but for a total, which is computed. An error names the first cell that
// the form doesn't have or whose text isn't of its kind. The unit of an
// amount is part of its text: 251000元.
func Fill(form *Form, year int, cells map[string]Cell) (*Report, error) {
	r := newReport(form, year)
	for _, f := range form.figures {
		cell, ok := cells[f.Name]
		switch {
		case ok:
			value, err := r.accept(f, cell)
			if err != nil {
				return nil, fmt.Errorf("report: %s: %w", f.Name, err)
			}
			r.figures[f.Name] = value
		case !f.Total:
			r.figures[f.Name] = figure{Cell: Cell{State: Blank}, given: true}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(cells)) {
		if _, ok := r.figures[name]; !ok {
			return nil, fmt.Errorf("report: the form of %s has no figure %q", form.ID, name)
		}
	}
	r.total()
	return r, nil
}

// accept reads the text of a cell that comes from another program.
func (r *Report) accept(f Figure, cell Cell) (figure, error) {
	text := cell.Text
	switch cell.State {
	case Missing:
		return figure{}, nil
	case Blank:
		text = `""`
	case NotApplicable:
		text = `"/"`
	}
	if f.Kind == Amount && cell.State == Number {
		row, _ := r.Form.split(f.Name)
		text, r.units[row.name()] = splitUnit(text, row)
	}
	value, fault := readValue(text, f.Kind)
	if fault != nil {
		return figure{}, fmt.Errorf("%q is no %s", cell.Text, f.Kind)
	}
	return value, nil
}

// total computes the totals that aren't given: first each row's, then the rows
// that add up others.
func (r *Report) total() {
	for _, t := range r.Form.tables {
		for _, sums := range []bool{false, true} {
			for _, row := range t.rows {
				if (row.sumOf != "") == sums {
					r.totalRow(row)
				}
			}
		}
	}
}

func (r *Report) totalRow(row *row) {
	given := row.sumOf == ""
	for c := range row.columns {
		given = given || r.figures[row.figure(c)].given
	}
	for c, column := range row.columns {
		var parts []string
		switch {
		case column.total && given:
			parts = row.across()
		case row.sumOf != "":
			parts = row.down(c)
		default:
			continue
		}
		name := row.figure(c)
		sum := r.sum(parts, column.kind)
		f := r.figures[name]
		switch {
		case !f.given:
			r.figures[name] = sum
		case column.total: // when it is left blank, its parts stand in for it
			f.parts = parts
			r.figures[name] = f
		}
	}
}

// sum adds figures up. A blank counts as nothing, but a sum of blanks alone is
// blank; a missing part makes the sum unknown.
func (r *Report) sum(parts []string, kind Kind) figure {
	sum := figure{Cell: Cell{State: NotApplicable, Text: "/"}, parts: parts}
	for _, name := range parts {
		part := r.figures[name]
		switch part.State {
		case Missing:
			return figure{parts: parts}
		case Number:
			sum.State = Number
			sum.value += part.value
		case Blank:
			if sum.State == NotApplicable {
				sum.State = Blank
			}
		}
	}
	switch sum.State {
	case Number:
		sum.Text = printed(sum.value, kind)
	case Blank:
		sum.Text = ""
	}
	return sum
}

// words is how a sentence calls a figure: 「（一）予以公开」自然人.
func (r *Report) words(name string) diag.Text {
	row, c := r.Form.split(name)
	switch {
	case row == nil:
		return diag.Text{ZH: name, EN: name}
	case c < 0 || row.scalar():
		return diag.Text{ZH: "「" + row.label() + "」", EN: row.name()}
	}
	return diag.Text{ZH: "「" + row.label() + "」" + row.columns[c].label(), EN: name}
}

// text is a figure as it is printed: an amount with its unit.
func (r *Report) text(name string) string {
	f := r.figures[name]
	if f.State != Number {
		return f.Text
	}
	if row, c := r.Form.split(name); row.columns[c].kind == Amount {
		return f.Text + r.units[row.name()]
	}
	return f.Text
}

// splitUnit takes an amount apart: 251000元.
func splitUnit(text string, row *row) (number, unit string) {
	_, units := row.unitKey()
	for _, u := range units {
		if rest, ok := strings.CutSuffix(text, u); ok && len(u) > len(unit) {
			number, unit = rest, u
		}
	}
	if unit == "" {
		return text, ""
	}
	return number, unit
}
