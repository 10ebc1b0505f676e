package render

import (
	"strings"
	"testing"

	"gongkai/internal/document"
)

// sheetRow is a row of plain cells.
func sheetRow(texts ...string) document.Row {
	var row document.Row
	for i, text := range texts {
		row.Cells = append(row.Cells, document.Cell{Text: text, Column: i, RowSpan: 1, ColSpan: 1})
	}
	return row
}

func TestWhatASheetHidesIsNotSet(t *testing.T) {
	table := &document.Table{Rows: []document.Row{
		sheetRow("项目", "证件号", "资金"), sheetRow("示例甲", "不公开", "30"), sheetRow("示例乙", "不公开", "20"),
	}}
	for i := range table.Rows {
		table.Rows[i].Cells[1].Hidden = true
	}
	table.Rows[2].Hidden = true
	e := setTable(table)
	if e.Hidden != "1 行、1 列" || len(e.Body) != 1 || len(e.Body[0].Cells) != 2 {
		t.Fatalf("%q %v", e.Hidden, e.Body)
	}
	for _, c := range e.Body[0].Cells {
		if c.Text == "不公开" {
			t.Error("a hidden column is shown")
		}
	}
}

func TestTitlesHeadsAndMergedCells(t *testing.T) {
	title := document.Row{Cells: []document.Cell{{Text: "示例项目表", RowSpan: 1, ColSpan: 5}}}
	head := sheetRow("乡镇", "项目", "资金来源", "", "合计")
	head.Cells = append(head.Cells[:3], head.Cells[4])
	head.Cells[2].ColSpan = 2
	for _, i := range []int{0, 1, 3} {
		head.Cells[i].RowSpan = 2
	}
	second := document.Row{Cells: []document.Cell{{Text: "中央", Column: 2, RowSpan: 1, ColSpan: 1}, {Text: "省级", Column: 3, RowSpan: 1, ColSpan: 1}}}
	first := sheetRow("示例乡", "道路", "30.50", "12.00", "42.50")
	first.Cells[0].RowSpan = 2
	under := sheetRow("", "水渠", "18.00", "/", "18.00")
	under.Cells = under.Cells[1:]
	e := setTable(&document.Table{Rows: []document.Row{title, head, second, first, under}})
	if len(e.Titles) != 1 || len(e.Head) != 2 || len(e.Body) != 2 {
		t.Fatalf("%v %v %v", e.Titles, e.Head, e.Body)
	}
	if c := e.Body[0].Cells[0]; !c.Header || c.Scope != "rowgroup" || c.RowSpan != "2" {
		t.Errorf("the merged cell is %+v", c)
	}
	if c := e.Body[1].Cells[0]; c.Class != "again" || c.Text != "示例乡" {
		t.Errorf("a card below lacks what is merged: %+v", c)
	}
	if c := e.Body[1].Cells[2]; c.Class != "ta-right" || c.Label != "资金来源 中央" {
		t.Errorf("a number is %+v", c)
	}
}

func TestAFilterIsOfferedOverFiftyRows(t *testing.T) {
	for _, rows := range []int{50, 51} {
		r := build(t, minimal(
			t, "disclosure/notices/plan/index.md", "+++\ntitle = \"示例：关于公示名单的通知\"\ndate = 2024-01-03\nindex = \"000014349/2024-00009\"\n+++\n![名单](list.csv)\n",
			"disclosure/notices/plan/list.csv", "项目,资金\n"+strings.Repeat("示例,30\n", rows),
		))
		page := open(t, r, "disclosure/notices/plan/index.html")
		if got := len(page.all(".table-filter")) > 0; got != (rows > longTable) {
			t.Errorf("%d rows: filter %v", rows, got)
		}
		if got := len(page.all(".embed tbody tr")); got != rows {
			t.Errorf("%d rows, want %d", got, rows)
		}
	}
}
