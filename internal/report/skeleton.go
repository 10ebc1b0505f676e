package report

import (
	"fmt"
	"slices"
	"strings"

	"gongkai/internal/source"
)

// Skeleton is a new year's file, every row with its official label, with last
// year's carry-over filled in when last is not nil.
func (f *Form) Skeleton(last *Report) []byte {
	year := f.from
	if last != nil {
		year = last.Year + 1
	}
	r, _ := Fill(f, year, nil) // nothing in it can be wrong
	if last != nil {
		r.carry(last)
	}
	var w writer
	w.WriteString("# 把 \"\" 换成数字：没有发生的填 0，不适用的写 \"/\"。总计由程序计算，不用写。\n\n")
	w.tables(r, nil)
	return []byte(w.String())
}

// carry fills in what a relation says is last year's figure and no more.
func (r *Report) carry(last *Report) {
	for _, t := range r.Form.tables {
		for _, relation := range t.relations {
			if len(relation.terms) != 1 || !relation.terms[0].last {
				continue
			}
			for _, key := range relation.rows {
				row := r.Form.rows[t.key+"."+key]
				for c := range row.parts() {
					from := last.figures[relation.terms[0].figure(row, c)]
					if from.State == Number {
						from.given, from.parts = true, nil
						r.figures[row.figure(c)] = from
					}
				}
			}
		}
	}
}

// Format is a year's file as gongkai itself writes it: a row a line, in the
// form's order, with the official label. A total stands there only when it
// isn't what its parts make it. notes, by the row's name (requests.new), are
// added to the labels.
func (r *Report) Format(notes map[string]string) []byte {
	var w writer
	if byYear := FormOf(r.Year); byYear == nil || byYear.ID != r.Form.ID {
		fmt.Fprintf(&w, "form = %q\n\n", r.Form.ID)
	}
	w.tables(r, notes)
	// In the form's order, as the sheets of a workbook have them.
	table := func(a Acknowledgement) int {
		return slices.IndexFunc(r.Form.tables, func(t *table) bool { return a.IsIn(t.key) })
	}
	for _, a := range slices.SortedStableFunc(slices.Values(r.Acknowledged), func(a, b Acknowledgement) int { return table(a) - table(b) }) {
		fmt.Fprintf(&w, "\n[[acknowledge]]\ncode   = %s\nat     = %s\nreason = %s\n", source.Quote(a.Code), source.Quote(a.At), source.Quote(a.Reason))
	}
	return []byte(w.String())
}

// writer writes a year's file.
type writer struct{ strings.Builder }

// line is a row as it is to be written.
type line struct {
	row     *row
	values  []string // a unit's line has one, and no row
	key     string
	comment string
}

func (w *writer) tables(r *Report, notes map[string]string) {
	for i, t := range r.Form.tables {
		if i > 0 {
			w.WriteByte('\n')
		}
		fmt.Fprintf(w, "[%s] # %s\n", t.key, r.Form.heading(t.key))
		width := 0
		for _, row := range t.rows {
			width = max(width, len(row.key))
			if key, _ := row.unitKey(); key != "" {
				width = max(width, len(key))
			}
		}
		for _, s := range t.sections {
			w.section(r, s, width, notes)
		}
	}
}

// section writes the rows of a section under the names of their columns, all
// aligned: a Chinese character is two cells wide.
func (w *writer) section(r *Report, s *section, keyWidth int, notes map[string]string) {
	lines := r.lines(s, notes)
	widths := make([]int, len(s.columns))
	for _, l := range lines {
		for c, value := range l.values {
			widths[c] = max(widths[c], cells(value)+1)
		}
	}
	if !s.rows[0].scalar() {
		heading := "#" + strings.Repeat(" ", keyWidth+3)
		for c, column := range s.columns[:s.parts()] {
			widths[c] = max(widths[c], cells(column.label()))
			heading += " " + pad(column.label(), widths[c])
		}
		w.WriteString(strings.TrimRight(heading, " ") + "\n")
	}
	length := 0
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = pad(l.key, keyWidth) + " = " + l.list(widths)
		length = max(length, cells(texts[i]))
	}
	for i, l := range lines {
		w.WriteString(pad(texts[i], length) + " # " + l.comment + "\n")
	}
}

// lines is the rows of a section that must be written.
func (r *Report) lines(s *section, notes map[string]string) []line {
	var lines []line
	for _, row := range s.rows {
		count, written := r.written(row)
		if written {
			l := line{row: row, key: row.key, comment: row.label()}
			for c := range count {
				l.values = append(l.values, literal(r.figures[row.figure(c)]))
			}
			if note := notes[row.name()]; note != "" {
				l.comment += "　" + note
			}
			if row.scalar() {
				l.comment += " " + row.columns[0].label()
			}
			lines = append(lines, l)
		}
		if key, units := row.unitKey(); key != "" {
			lines = append(lines, line{key: key, values: []string{source.Quote(r.units[row.name()])}, comment: strings.Join(units, "、")})
		}
	}
	return lines
}

// written tells whether a row must be written, and how many of its values. A
// row of sums needn't when it is what its addends make it, nor does a total
// that its row makes.
func (r *Report) written(row *row) (count int, must bool) {
	for c := range row.columns {
		must = must || row.sumOf == "" || r.differs(row, c, row.down(c))
	}
	if t := row.totalColumn(); t >= 0 && r.differs(row, t, row.across()) {
		return len(row.columns), must
	}
	return row.parts(), must
}

// differs tells whether a given figure isn't the sum of parts.
func (r *Report) differs(row *row, c int, parts []string) bool {
	f := r.figures[row.figure(c)]
	return f.given && r.sum(parts, row.columns[c].kind).Cell != f.Cell
}

// list is the values as TOML.
func (l line) list(widths []int) string {
	if l.row == nil || l.row.scalar() {
		return l.values[0]
	}
	var b strings.Builder
	for c, value := range l.values {
		if c < len(l.values)-1 {
			value = pad(value+",", widths[c]+1)
		} else {
			value = pad(value, widths[c])
		}
		b.WriteString(value)
	}
	return "[" + b.String() + "]"
}

// literal is a figure as TOML.
func literal(f figure) string {
	switch f.State {
	case Number:
		return f.Text
	case NotApplicable:
		return `"/"`
	}
	return `""`
}

// pad fills a text with spaces to a width in cells.
func pad(s string, width int) string { return s + strings.Repeat(" ", max(0, width-cells(s))) }

// cells is how wide a text is in a fixed-width font: labels are ASCII or
// Chinese, and a Chinese character takes two.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x2000 {
			n++
		}
	}
	return n
}
