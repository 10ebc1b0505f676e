package document

import (
	"bytes"
	"testing"
)

func TestWorkbookIsReadBackAsItWasWritten(t *testing.T) {
	look := Look{Font: "宋体", Size: 10, Ruled: true, Format: "0.00"}
	w := Workbook{Title: "示例表", Creator: "示例县统计局", Sheets: []Grid{
		{Name: "一", Widths: []float64{8, 8, 8}, Lines: []Line{
			{Height: 18, Boxes: []Box{{Text: "收费 <万元>", RowSpan: 1, ColSpan: 3, Look: look}}},
			{Height: 18, Boxes: []Box{
				{Text: "甲", RowSpan: 2, ColSpan: 1, Look: look},
				{Text: "3415.70", Number: true, Column: 1, RowSpan: 1, ColSpan: 1, Look: look},
				{Text: "12345678901234567890.10", Column: 2, RowSpan: 1, ColSpan: 1, Look: look},
			}},
			{Height: 18, Boxes: []Box{
				{Text: "/", Column: 1, RowSpan: 1, ColSpan: 1, Look: look},
				{Text: "", Column: 2, RowSpan: 1, ColSpan: 1, Look: look},
			}},
		}},
		{Name: "二", Lying: true, Widths: []float64{8}, Lines: []Line{{Height: 18, Boxes: []Box{{Text: "-4", Number: true, RowSpan: 1, ColSpan: 1}}}}},
	}}
	file := w.Bytes()
	if !bytes.Equal(file, w.Bytes()) {
		t.Error("the same workbook gave other bytes")
	}
	d, err := Read("a.xlsx", file)
	if err != nil {
		t.Fatal(err)
	}
	type cell struct {
		text               string
		column, rows, cols int
	}
	want := map[string][][]cell{
		"一": {
			{{"收费 <万元>", 0, 1, 3}},
			{{"甲", 0, 2, 1}, {"3415.70", 1, 1, 1}, {"12345678901234567890.10", 2, 1, 1}},
			{{"/", 1, 1, 1}, {"", 2, 1, 1}},
		},
		"二": {{{"-4", 0, 1, 1}}},
	}
	if len(d.Blocks) != 2 || len(d.Hidden) != 0 {
		t.Fatalf("%d sheets, hidden %v", len(d.Blocks), d.Hidden)
	}
	for _, block := range d.Blocks {
		rows := want[block.Table.Name]
		if len(rows) != len(block.Table.Rows) {
			t.Fatalf("%s: %d rows", block.Table.Name, len(block.Table.Rows))
		}
		for i, row := range block.Table.Rows {
			if len(row.Cells) != len(rows[i]) {
				t.Errorf("%s row %d: %d cells, want %d", block.Table.Name, i+1, len(row.Cells), len(rows[i]))
				continue
			}
			for j, c := range row.Cells {
				if got := (cell{c.Text, c.Column, c.RowSpan, c.ColSpan}); got != rows[i][j] {
					t.Errorf("%s: %v, want %v", c.Place.Where, got, rows[i][j])
				}
			}
		}
	}
}
