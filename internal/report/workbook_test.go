package report

import (
	"bytes"
	"testing"

	"gongkai/internal/document"
)

func TestWorkbookIsThePrintedForm(t *testing.T) {
	r, _ := decodeText(t, edit(t, busy(false).text(), "licences = ", `licences = "/" # `), 2023)
	r.Acknowledged = append(r.Acknowledged, Acknowledgement{Code: "R201", At: "disclosure.licences", Label: "「行政许可」", Reason: "示例"})
	file := r.Workbook("示例县统计局")
	if !bytes.Equal(file, r.Workbook("示例县统计局")) {
		t.Error("the same report gave other bytes")
	}
	d, err := document.Read("2023.xlsx", file)
	if err != nil {
		t.Fatal(err)
	}
	tables := r.Tables()
	if len(d.Blocks) != len(tables) {
		t.Fatalf("%d sheets", len(d.Blocks))
	}
	for i, table := range tables {
		rows := d.Blocks[i].Table.Rows
		if rows[0].Cells[0].Text != "示例县统计局2023年政府信息公开工作年度报告" || rows[1].Cells[0].Text != table.Caption {
			t.Errorf("%s begins with %q, %q", table.Key, rows[0].Cells[0].Text, rows[1].Cells[0].Text)
		}
		printed := append(table.Head, table.Body...)
		for j, row := range printed {
			for k, c := range row {
				got := rows[2+j].Cells[k]
				if got.Text != c.Text || got.RowSpan != c.RowSpan || got.ColSpan != c.ColSpan {
					t.Errorf("%s: %q %d×%d, want %q %d×%d", got.Place.Where, got.Text, got.RowSpan, got.ColSpan, c.Text, c.RowSpan, c.ColSpan)
				}
			}
		}
	}
	last := d.Blocks[0].Table.Rows
	if note := last[len(last)-1].Cells[0].Text; note != "原文如此（R201 「行政许可」）：示例" {
		t.Errorf("the note is %q", note)
	}
}

func TestWorkbookKeepsSignsAndUnits(t *testing.T) {
	r, _ := decodeText(t, edit(
		t, example2019(), "fees           = [0, 0]", "fees           = [3, +1]",
		"procurement    = [0, 0]", "procurement    = [2, 251000.00]\nprocurement_unit = \"元\"",
	), 2019)
	d, err := document.Read("2019.xlsx", r.Workbook(""))
	if err != nil {
		t.Fatal(err)
	}
	rows := d.Blocks[0].Table.Rows
	var got []string
	for _, row := range rows[len(rows)-4:] {
		for _, c := range row.Cells {
			got = append(got, c.Text)
		}
	}
	for _, want := range []string{"3", "1", "2", "251000.00元"} {
		found := false
		for _, text := range got {
			found = found || text == want
		}
		if !found {
			t.Errorf("no %q in %q", want, got)
		}
	}
}
