package site

import (
	"strings"
	"testing"
	"testing/fstest"

	"gongkai/internal/document"
)

// A notice sets the table of a file in its folder.
func TestTablesOfFiles(t *testing.T) {
	plain := document.Look{Font: "宋体", Size: 10}
	grid := func(name, text string) document.Grid {
		return document.Grid{Name: name, Widths: []float64{8}, Lines: []document.Line{{Height: 18, Boxes: []document.Box{{Text: text, RowSpan: 1, ColSpan: 1, Look: plain}}}}}
	}
	workbook := string(document.Workbook{Sheets: []document.Grid{grid("表一", "甲"), grid("表二", "乙")}}.Bytes())
	for _, row := range []struct{ link, name, text, code, says, first string }{
		{link: "list.csv", name: "list.csv", text: "项目,资金\n示例,30\n", first: "项目"},
		{link: "list.csv#表二", name: "list.csv", text: "项目,资金\n示例,30\n", code: "L214", says: "「表二」"},
		{link: "list.xlsx", name: "list.xlsx", text: workbook, first: "甲"},
		{link: "list.xlsx#表二", name: "list.xlsx", text: workbook, first: "乙"},
		{link: "list.xlsx#表3", name: "list.xlsx", text: workbook, code: "L214", says: "「表3」"},
		{link: "list.xlsx", name: "list.xlsx", text: "清单", code: "L215", says: "没有表格"},
		{link: "list.xlsx", name: "list.xlsx", text: "PK\x03\x04", code: "L215", says: "损坏"},
		{link: "list.csv", name: "list.csv", text: "", code: "L215", says: "空文件"},
		{link: "list.csv", name: "list.csv", text: "项目,资金\n合计,#DIV/0!\n", code: "L216", says: "第2行第2列"},
		{link: "list.csv", name: "list.csv", text: strings.Repeat("甲,乙\n", mostTableRows+1), code: "L217", says: "10001 行"},
		{link: "list.toml", name: "list.toml", text: "header = [\"项目\"]\nrows = [[30.50]]\n", first: "项目"},
		{link: "list.toml", name: "list.toml", text: "header = [\"项目\"]\nrow = [[30]]\n", code: "L215", says: "row"},
		{link: "list.toml#甲", name: "list.toml", text: "rows = [[30]]\n", code: "L214", says: "「甲」"},
	} {
		files := with(t, map[string]*fstest.MapFile{
			notices + "plan/index.md":    page("", "![清单]("+row.link+")"),
			notices + "plan/" + row.name: {Data: []byte(row.text), Mode: 0o644},
		})
		s, found := linkFS(t, files, Options{})
		if row.code == "" {
			target := s.Page("disclosure/notices/plan/index.html").Targets[0]
			if len(found) > 0 || target.Address != "disclosure/notices/plan/"+row.name {
				t.Errorf("%s: %v %v", row.link, found, target)
				continue
			}
			_, sheet, _ := strings.Cut(row.link, "#")
			table, err := ReadTable(s.Files[0].File, sheet)
			if err != nil || table.Rows[0].Cells[0].Text != row.first {
				t.Errorf("%s: %v %v", row.link, table, err)
			}
			continue
		}
		if len(found) != 1 || found[0].Code != row.code || !strings.Contains(found[0].Message.ZH, row.says) {
			t.Errorf("%s %q: %v", row.link, row.text[:min(len(row.text), 20)], found)
		}
	}
}

// A number of a .toml keeps its last zero.
func TestTableOfTOMLKeepsDigits(t *testing.T) {
	s, _ := linkFS(t, with(t, map[string]*fstest.MapFile{
		notices + "plan/index.md":  page("", "![清单](list.toml)"),
		notices + "plan/list.toml": {Data: []byte("rows = [[\"示例\", 30.50, \"\"]]\n"), Mode: 0o644},
	}), Options{})
	table, err := ReadTable(s.Files[0].File, "")
	if err != nil || table.Rows[0].Cells[1].Text != "30.50" || table.Rows[0].Cells[2].Text != "" {
		t.Errorf("%v %v", table, err)
	}
}
