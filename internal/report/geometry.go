package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Table is one of the three statutory tables, ready to be set.
type Table struct {
	Key     string // disclosure, requests, review
	Caption string
	Columns []Column
	Head    [][]TableCell // header rows
	Body    [][]TableCell
}

// Column is a column of the table's grid.
type Column struct {
	Kind string // "label" or "number"
}

// TableCell is one cell of the merged table. Spans are at least 1.
type TableCell struct {
	Text             string
	Header           bool
	Scope            string   // col, row, colgroup, rowgroup; "" for a number
	ID               string   // unique in the page, for headers only
	Headers          []string // ids of the headers that govern it, rows first, the outermost first
	RowSpan, ColSpan int
	Key              string // a figure's name: requests.new.total
	State            State  // of a figure
	Zero             bool   // a figure that is 0, set in grey
	Total            bool   // a figure that is the sum of others, or the header of such figures
	Level            int    // of a row header: 1, 2, 3
	Original         bool   // an acknowledged mistake: 原文如此
}

// Tables is the report's three tables with its figures.
func (r *Report) Tables() []Table {
	var tables []Table
	for _, t := range r.Form.tables {
		tables = append(tables, r.table(t))
	}
	return tables
}

// table sets one table. The spans of its headers follow from their labels: a
// label that neighbours share is one cell, and a path that is shorter than
// others reaches over the levels that it lacks.
func (r *Report) table(t *table) Table {
	b := &board{report: r, table: t}
	b.Key = t.key
	b.Caption = strings.ReplaceAll(t.caption, "{year}", strconv.Itoa(r.Year))
	switch {
	case t.abreast:
		b.abreast()
	case len(t.sections) == 1 && t.sections[0].title == "":
		b.headed(t.sections[0])
	default:
		b.sectioned()
	}
	return b.Table
}

// board is a table while it is being set.
type board struct {
	Table
	report *Report
	table  *table
}

// grid declares the columns: so many of labels, then so many of numbers.
func (b *board) grid(labels, numbers int) {
	for i := range labels + numbers {
		kind := "number"
		if i < labels {
			kind = "label"
		}
		b.Columns = append(b.Columns, Column{kind})
	}
}

// abreast sets the rows of a table side by side under headers of three levels.
func (b *board) abreast() {
	var paths [][]string
	var figures []string
	var totals []bool
	for _, row := range b.table.rows {
		for c, column := range row.columns {
			paths = append(paths, slices.Concat(row.labels, column.labels))
			figures = append(figures, row.figure(c))
			totals = append(totals, column.total)
		}
	}
	b.grid(0, len(paths))
	b.Head = make([][]TableCell, depth(paths))
	governing := b.columnHeads(paths, totals, 0)
	var line []TableCell
	for i, name := range figures {
		line = append(line, b.number(name, 1, governing[i]))
	}
	b.Body = append(b.Body, line)
}

// headed sets a table whose only section has its columns at the head.
func (b *board) headed(s *section) {
	var rows, columns [][]string
	var totals []bool
	for _, c := range s.columns {
		columns = append(columns, c.labels)
		totals = append(totals, c.total)
	}
	for _, r := range s.rows {
		rows = append(rows, r.labels)
	}
	labels := depth(rows)
	b.grid(labels, len(columns))
	b.Head = make([][]TableCell, depth(columns))
	b.Head[0] = append(b.Head[0], TableCell{
		Text: s.corner, Header: true, Scope: scope("col", labels), ID: b.id("h", 0, 0),
		RowSpan: len(b.Head), ColSpan: labels,
	})
	above := b.columnHeads(columns, totals, labels)
	b.Body = make([][]TableCell, len(rows))
	beside := b.rowHeads(s.rows, 0, labels)
	for i, row := range s.rows {
		for c := range row.columns {
			b.Body[i] = append(b.Body[i], b.number(row.figure(c), 1, append(slices.Clone(beside[i]), above[c]...)))
		}
	}
}

// sectioned sets a table whose sections follow one another, each with a title
// and columns of its own. The grid is fine enough for each to divide evenly.
func (b *board) sectioned() {
	width := 1
	for _, s := range b.table.sections {
		width = leastCommonMultiple(width, len(s.columns))
	}
	b.grid(1, width)
	for _, s := range b.table.sections {
		n := len(b.Body)
		title := TableCell{
			Text: s.title, Header: true, Scope: "colgroup", ID: b.id("r", n, 0),
			RowSpan: 1, ColSpan: 1 + width,
		}
		heads := []TableCell{{
			Text: s.corner, Header: true, Scope: "col", ID: b.id("r", n+1, 0), RowSpan: 1, ColSpan: 1,
		}}
		span := width / len(s.columns)
		for c, column := range s.columns {
			heads = append(heads, TableCell{
				Text: column.label(), Header: true, Scope: scope("col", span), ID: b.id("r", n+1, 1+c*span),
				RowSpan: 1, ColSpan: span, Total: column.total,
			})
		}
		b.Body = append(b.Body, []TableCell{title}, heads)
		b.Body = append(b.Body, make([][]TableCell, len(s.rows))...)
		beside := b.rowHeads(s.rows, n+2, 1)
		for i, row := range s.rows {
			line := &b.Body[n+2+i]
			for c := range row.columns {
				governing := slices.Concat([]string{title.ID}, beside[i], []string{heads[1+c].ID})
				*line = append(*line, b.number(row.figure(c), span, governing))
			}
		}
	}
}

// columnHeads sets the headers of columns into the head, from a grid column on,
// and gives the ids that govern each column.
func (b *board) columnHeads(paths [][]string, totals []bool, from int) [][]string {
	governing := make([][]string, len(paths))
	for level := range b.Head {
		for c := 0; c < len(paths); {
			if level >= len(paths[c]) {
				c++
				continue
			}
			end := c + 1
			for end < len(paths) && shares(paths[c], paths[end], level) {
				end++
			}
			cell := TableCell{
				Text: paths[c][level], Header: true, Scope: scope("col", end-c), ID: b.id("h", level, from+c),
				RowSpan: 1, ColSpan: end - c,
			}
			if level == len(paths[c])-1 {
				cell.RowSpan = len(b.Head) - level
				cell.Total = totals[c]
			}
			b.Head[level] = append(b.Head[level], cell)
			for ; c < end; c++ {
				governing[c] = append(governing[c], cell.ID)
			}
		}
	}
	return governing
}

// rowHeads sets the headers of rows into the body, from a line on, and gives the
// ids that govern each row.
func (b *board) rowHeads(rows []*row, from, depth int) [][]string {
	governing := make([][]string, len(rows))
	for level := range depth {
		for i := 0; i < len(rows); {
			labels := rows[i].labels
			if level >= len(labels) {
				i++
				continue
			}
			end := i + 1
			for end < len(rows) && shares(labels, rows[end].labels, level) {
				end++
			}
			cell := TableCell{
				Text: labels[level], Header: true, Scope: scope("row", end-i), ID: b.id("r", from+i, level),
				RowSpan: end - i, ColSpan: 1, Level: level + 1,
			}
			if level == len(labels)-1 {
				cell.ColSpan = depth - level
				cell.Total = rows[i].sumOf != ""
			}
			b.Body[from+i] = append(b.Body[from+i], cell)
			for ; i < end; i++ {
				governing[i] = append(governing[i], cell.ID)
			}
		}
	}
	return governing
}

// number is the cell of a figure.
func (b *board) number(name string, span int, headers []string) TableCell {
	f := b.report.figures[name]
	row, c := b.report.Form.split(name)
	return TableCell{
		Text: b.report.text(name), Headers: headers, RowSpan: 1, ColSpan: span, Key: name, State: f.State,
		Zero:  f.State == Number && f.decimal().Sign() == 0,
		Total: row.columns[c].total || row.sumOf != "",
		Original: slices.ContainsFunc(b.report.Acknowledged, func(a Acknowledgement) bool {
			return a.At == name || a.covers(name) && f.State == Blank
		}),
	}
}

// id is unique in the page: the table's key, the part of it, the line and the
// grid's column.
func (b *board) id(part string, line, column int) string {
	return fmt.Sprintf("%s-%s%d-%d", b.Key, part, line+1, column+1)
}

// scope is that of a header over one or more lines.
func scope(axis string, span int) string {
	if span > 1 {
		return axis + "group"
	}
	return axis
}

// shares tells whether two paths are one cell at a level: the same labels down
// to it, and neither ends there.
func shares(a, b []string, level int) bool {
	return level < len(a)-1 && level < len(b)-1 && slices.Equal(a[:level+1], b[:level+1])
}

func depth(paths [][]string) int {
	deepest := 0
	for _, p := range paths {
		deepest = max(deepest, len(p))
	}
	return deepest
}

func leastCommonMultiple(a, b int) int {
	n := a
	for n%b != 0 {
		n += a
	}
	return n
}
