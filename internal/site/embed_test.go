package site

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"gongkai/internal/document"
	"gongkai/internal/source"
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

// The tables of a page are bounded together, and that is said once.
func TestTablesOfOnePage(t *testing.T) {
	for _, row := range []struct {
		times, rows int
		says        string
	}{
		{times: 2, rows: mostTableRows / 2},
		{times: 4, rows: mostTableRows / 2, says: "加起来有 15000 行"},
		{times: mostTables, rows: 1},
		{times: mostTables + 2, rows: 1, says: "已经有 100 张"},
	} {
		s, found := linkFS(t, with(t, map[string]*fstest.MapFile{
			notices + "plan/index.md": page("", strings.Repeat("![清单](list.csv)\n\n", row.times)),
			notices + "plan/list.csv": {Data: []byte(strings.Repeat("甲,乙\n", row.rows)), Mode: 0o644},
		}), Options{})
		last := s.Page("disclosure/notices/plan/index.html").Targets[row.times-1]
		switch {
		case row.says == "" && (len(found) > 0 || last.Missing):
			t.Errorf("%d × %d rows: %v", row.times, row.rows, found)
		case row.says != "" && (len(found) != 1 || found[0].Code != "L217" || !strings.Contains(found[0].Message.ZH, row.says) || !last.Missing):
			t.Errorf("%d × %d rows: %v", row.times, row.rows, found)
		}
	}
}

// counted counts how much is read of a file.
type counted struct {
	fs.FS
	name  string
	bytes atomic.Int64
}

func (c *counted) Open(name string) (fs.File, error) {
	file, err := c.FS.Open(name)
	if err != nil || name != c.name {
		return file, err
	}
	return countedFile{file, c}, nil
}

type countedFile struct {
	fs.File
	in *counted
}

func (f countedFile) Read(b []byte) (int, error) {
	n, err := f.File.Read(b)
	f.in.bytes.Add(int64(n))
	return n, err
}

// A sheet is read once in a run, however many links set it, and a file that is
// too large not to its end.
func TestTablesAreReadOnce(t *testing.T) {
	const list = "项目,资金\n示例,30\n"
	files := map[string]*fstest.MapFile{notices + "plan/list.csv": {Data: []byte(list), Mode: 0o644}, notices + "plan/index.md": page("", "见清单。")}
	for i := range 20 {
		files[fmt.Sprintf("%splan-%d.md", notices, i)] = page("", strings.Repeat("![清单](plan/list.csv)\n\n", 5))
	}
	read := func(files fs.FS, name string, do func(*source.Tree)) int64 {
		count := &counted{FS: files, name: name}
		tree, err := source.Read(count, nil)
		if err != nil {
			t.Fatal(err)
		}
		count.bytes.Store(0)
		do(tree)
		return count.bytes.Load()
	}
	n := read(with(t, files), notices+"plan/list.csv", func(tree *source.Tree) {
		if _, found, err := Link(tree, nil, Options{Now: now}); err != nil || len(found) > 0 {
			t.Fatal(found, err)
		}
	})
	if n != int64(len(list)) {
		t.Errorf("%d bytes read of %d", n, len(list))
	}
	large := fstest.MapFS{"list.csv": {Data: make([]byte, document.MaxFile+1<<20)}}
	n = read(large, "list.csv", func(tree *source.Tree) {
		_, err := ReadTable(tree.File("list.csv"), "")
		var failed *tableError
		if !errors.As(err, &failed) || failed.rule != &ruleNoTable {
			t.Error(err)
		}
	})
	if n > document.MaxFile+1 {
		t.Errorf("%d bytes read of a file that is too large", n)
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
