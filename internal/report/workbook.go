package report

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"gongkai/internal/document"
)

// The workbook is the form as it is printed: a sheet a table, merged cells and
// all. Sums are plain numbers and not formulas, so that every reader sees
// them, and a file that is sent on can't change them.

// The faces of official documents, and what a cell looks like.
const (
	songTi = "宋体"
	heiTi  = "黑体"
)

var (
	titleLook   = document.Look{Font: heiTi, Size: 16}
	captionLook = document.Look{Font: songTi, Size: 12, Bold: true}
	noteLook    = document.Look{Font: songTi, Size: 9, Left: true}
	cellLook    = document.Look{Font: songTi, Size: 10, Ruled: true}
)

// lineHeight is of a line of text in a cell, in points.
const lineHeight = 14

// exactLength is how long a number may be for every spreadsheet to keep it; a
// longer one is written as a text.
const exactLength = 15

// Workbook is the report as an Excel workbook. Its sheets can be read back.
func (r *Report) Workbook(agency string) []byte {
	w := document.Workbook{Title: Title(agency, r.Year), Creator: agency}
	for _, t := range r.Form.tables {
		w.Sheets = append(w.Sheets, r.sheet(t, w.Title))
	}
	return w.Bytes()
}

// sheet sets a table: the report's title, the caption, the cells, and what is
// said of a mistake that was made public.
func (r *Report) sheet(t *table, title string) document.Grid {
	set := r.table(t)
	g := document.Grid{Name: t.short, Widths: widths(set.Columns), Lying: len(set.Columns) > 12}
	across := func(text string, look document.Look, height float64) {
		box := document.Box{Text: text, RowSpan: 1, ColSpan: len(g.Widths), Look: look}
		g.Lines = append(g.Lines, document.Line{Height: height, Boxes: []document.Box{box}})
	}
	across(title, titleLook, 36)
	across(set.Caption, captionLook, 24)
	rows := append(set.Head[:len(set.Head):len(set.Head)], set.Body...)
	columns := places(rows, len(g.Widths))
	first := len(g.Lines)
	for i, row := range rows {
		line := document.Line{Height: lineHeight + 4}
		for j := range row {
			line.Boxes = append(line.Boxes, r.box(&row[j], columns[i][j]))
		}
		g.Lines = append(g.Lines, line)
	}
	fit(g.Lines[first:], g.Widths)
	for _, a := range r.Acknowledged {
		if a.IsIn(t.key) {
			across(fmt.Sprintf("原文如此（%s %s）：%s", a.Code, a.Label, a.Reason), noteLook, lineHeight+4)
		}
	}
	return g
}

var acknowledgedNote = regexp.MustCompile(`^原文如此（(R\d{3}) (.+?)）：(.+)$`)

// TakeNote reads back what a sheet says of a mistake that was made public. It
// tells false when the text is something else.
func (r *Report) TakeNote(text string) bool {
	m := acknowledgedNote.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	var names []string
	for _, t := range r.Form.tables {
		names = append(names, t.key)
	}
	for _, f := range r.Form.figures {
		names = append(names, f.Table+"."+f.Row, f.Name)
	}
	i := slices.IndexFunc(names, func(name string) bool { return r.labelOf(name) == m[2] })
	if i >= 0 {
		r.Acknowledged = append(r.Acknowledged, Acknowledgement{Code: m[1], At: names[i], Label: m[2], Reason: m[3]})
	}
	return i >= 0
}

// box sets a cell.
func (r *Report) box(c *TableCell, column int) document.Box {
	look := cellLook
	look.Bold, look.Tinted = c.Total, c.Header
	look.Left = c.Header && c.Level > 0 && c.Scope == "row"
	box := document.Box{Text: c.Text, Column: column, RowSpan: c.RowSpan, ColSpan: c.ColSpan}
	if c.State == Number && c.Key != "" {
		f := r.figures[c.Key]
		row, n := r.Form.split(c.Key)
		switch kind := row.columns[n].kind; {
		case kind == Amount && r.units[row.name()] != "", len(f.Text) > exactLength:
		case kind == Signed:
			box.Number, box.Text = true, strings.TrimPrefix(f.Text, "+")
			look.Format = "+0;-0;0"
		default:
			box.Number = true
			look.Format = "0"
			if _, decimals, ok := strings.Cut(f.Text, "."); ok {
				look.Format = "0." + strings.Repeat("0", len(decimals))
			}
		}
	}
	box.Look = look
	return box
}

// widths is how wide the columns are, in digits: the labels' by what they
// hold, the numbers' what an upright sheet leaves.
func widths(columns []Column) []float64 {
	labels := 0
	for _, c := range columns {
		if c.Kind == "label" {
			labels++
		}
	}
	all := make([]float64, len(columns))
	for i, c := range columns {
		switch {
		case c.Kind != "label":
			all[i] = math.Max(8, math.Round(48/float64(len(columns)-labels)))
		case labels == 1:
			all[i] = 28
		case i == 0:
			all[i] = 8
		case i == labels-1:
			all[i] = 36
		default:
			all[i] = 12
		}
	}
	return all
}

// places finds the grid column of each cell: the first that no cell of a row
// above reaches into.
func places(rows [][]TableCell, width int) [][]int {
	until := make([]int, width) // the row from which a column is free
	columns := make([][]int, len(rows))
	for i, row := range rows {
		column := 0
		for j := range row {
			for column < width && until[column] > i {
				column++
			}
			columns[i] = append(columns[i], column)
			for end := min(column+row[j].ColSpan, width); column < end; column++ {
				until[column] = i + row[j].RowSpan
			}
		}
	}
	return columns
}

// fit makes each line as high as its texts need; what a range over several
// lines needs more is given to its last.
func fit(lines []document.Line, widths []float64) {
	for tall := range 2 {
		for i := range lines {
			for _, box := range lines[i].Boxes {
				if (box.RowSpan > 1) != (tall == 1) {
					continue
				}
				room := -2.0
				for _, width := range widths[box.Column : box.Column+box.ColSpan] {
					room += width
				}
				need := math.Ceil(displayed(box.Text)/room)*lineHeight + 4
				for _, line := range lines[i : i+box.RowSpan-1] {
					need -= line.Height
				}
				last := &lines[i+box.RowSpan-1]
				last.Height = math.Max(last.Height, need)
			}
		}
	}
}

// displayed is how wide a text is, in digits.
func displayed(text string) float64 {
	width := 0.0
	for _, c := range text {
		if width++; c >= 0x2E80 || c == '“' || c == '”' {
			width++
		}
	}
	return width
}
