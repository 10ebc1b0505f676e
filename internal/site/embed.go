package site

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"sync"

	"gongkai/internal/diag"
	"gongkai/internal/document"
	"gongkai/internal/markup"
	"gongkai/internal/source"
)

// A page sets the table of a file, ![清单](projects.xlsx#表二). The file is read
// here to say at the link what is wrong with it, and read again when the page
// is rendered: keeping every table of a site would cost more memory than all
// its pages.

// What a page can hold for a reader, in all its tables together. A longer list
// is a file to download.
const (
	mostTables       = 100
	mostTableRows    = 10_000
	mostTableColumns = 40
)

var tableWhy = diag.Text{
	ZH: "表格读不出来，读者就看不到它；缺了数的表会误导人。",
	EN: "A table that can't be read is not shown, and one that lacks figures misleads.",
}

var ruleNoSheet = diag.Rule{
	Code: "L214", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」里没有工作表「{2}」{3}", EN: "{1} has no sheet {2}{3}"},
	Hint:    diag.Text{ZH: "# 后面照抄工作表的名称；只有一张表的不用写{4}", EN: "after # comes the name of the sheet; a file of one table needs none{4}"},
	Why:     tableWhy,
	Bad:     bundleExample("![清单](list.csv#表二)", "-- content/disclosure/notices/plan/list.csv --\n项目,资金\n示例项目,30\n"),
	Good:    bundleExample("![清单](list.csv)", "-- content/disclosure/notices/plan/list.csv --\n项目,资金\n示例项目,30\n"),
}

var ruleNoTable = diag.Rule{
	Code: "L215", Severity: diag.Error,
	Message: diag.Text{ZH: "从「{1}」读不出表格：{2}", EN: "no table can be read from {1}: {2}"},
	Hint:    diag.Text{ZH: "用 WPS 或 Excel 打开，另存为 .xlsx 或 .csv；不要加密码", EN: "open it in a spreadsheet program and save it as .xlsx or .csv, without a password"},
	Why:     tableWhy,
	Bad:     bundleExample("![清单](list.xlsx)", "-- content/disclosure/notices/plan/list.xlsx --\n清单\n"),
	Good:    bundleExample("![清单](list.csv)", "-- content/disclosure/notices/plan/list.csv --\n项目,资金\n示例项目,30\n"),
}

var ruleNoResult = diag.Rule{
	Code: "L216", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」的 {2} 没有算好的结果{3}", EN: "{2} of {1} has no result{3}"},
	Hint:    diag.Text{ZH: "用 WPS 或 Excel 打开，核对公式，算好以后保存", EN: "open it in a spreadsheet program, check the formula, and save it when it is worked out"},
	Why:     tableWhy,
	Bad:     bundleExample("![清单](list.csv)", "-- content/disclosure/notices/plan/list.csv --\n项目,资金\n合计,#REF!\n"),
	Good:    bundleExample("![清单](list.csv)", "-- content/disclosure/notices/plan/list.csv --\n项目,资金\n合计,30\n"),
}

var ruleLargeTable = diag.Rule{
	Code: "L217", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」的表格太大：{2}", EN: "the table of {1} is too large: {2}"},
	Hint:    diag.Text{ZH: "按乡镇或者按年份拆成几张表，或者去掉前面的 !，只作为附件提供", EN: "split it by township or year, or drop the ! to offer it as a file alone"},
	Why:     diag.Text{ZH: "太大的表格网页打不开，手机上更看不了。", EN: "A browser can't open a table without bound, and a phone still less."},
	Bad:     bundleExample("![清单](list.csv)", "-- content/disclosure/notices/plan/list.csv --\n"+strings.Repeat("示例,", mostTableColumns)+"示例\n"),
	Good:    bundleExample("见[清单](list.csv)。", "-- content/disclosure/notices/plan/list.csv --\n"+strings.Repeat("示例,", mostTableColumns)+"示例\n"),
}

// tableError is why a file has no table to set.
type tableError struct {
	rule *diag.Rule
	args []any
}

func (e *tableError) Error() string {
	return "site: " + e.rule.New(diag.Place{}, e.args...).Message.EN
}

// ReadTable reads the table of a file as it is to be set: the sheet of that
// name, or with "" the first that is shown. What the file hides is marked, not
// taken out.
func ReadTable(file *source.File, sheet string) (*document.Table, error) {
	fault := func(rule *diag.Rule, args ...any) error {
		return &tableError{rule, append([]any{path.Base(file.Path)}, args...)}
	}
	if strings.EqualFold(path.Ext(file.Path), ".toml") {
		if sheet != "" {
			return nil, fault(&ruleNoSheet, sheet, diag.Text{}, diag.Text{})
		}
		t, words := readTableFile(file)
		if t == nil {
			return nil, fault(&ruleNoTable, words)
		}
		return t, checkTable(t, fault)
	}
	data, err := readStart(file)
	if err != nil {
		return nil, fault(&ruleNoTable, diag.Text{ZH: "文件打不开", EN: "it can't be opened"})
	}
	d, err := document.Read(file.Path, data)
	if err != nil {
		return nil, fault(&ruleNoTable, whyNoTable(err))
	}
	t, err := pickSheet(d, sheet, fault)
	if err != nil {
		return nil, err
	}
	return t, checkTable(t, fault)
}

// readStart reads a file, and of one that is too large only as much as document
// needs to refuse it.
func readStart(file *source.File) ([]byte, error) {
	f, err := file.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, document.MaxFile+1))
}

// pickSheet finds the sheet that is asked for.
func pickSheet(d *document.Document, name string, fault func(*diag.Rule, ...any) error) (*document.Table, error) {
	var names []string
	var first *document.Table
	for _, b := range d.Blocks {
		t := b.Table
		switch {
		case t == nil:
		case t.Hidden && t.Name == name && name != "":
			return nil, fault(&ruleNoSheet, name, diag.Text{ZH: "：它是隐藏的", EN: ": it is hidden"}, diag.Text{})
		case t.Hidden:
		case t.Name == name && name != "":
			return t, nil
		default:
			names = append(names, t.Name)
			if first == nil && len(t.Rows) > 0 {
				first = t
			}
		}
	}
	switch {
	case name != "":
		return nil, fault(&ruleNoSheet, name, diag.Text{}, suggestion(nearest(name, names)))
	case first == nil:
		return nil, fault(&ruleNoTable, diag.Text{ZH: "里面没有表格", EN: "there is none in it"})
	}
	return first, nil
}

// checkTable looks for what would mislead or overwhelm a reader.
func checkTable(t *document.Table, fault func(*diag.Rule, ...any) error) error {
	rows, columns := shownRows(t), 0
	for _, row := range t.Rows {
		if row.Hidden {
			continue
		}
		for _, c := range row.Cells {
			if c.Hidden {
				continue
			}
			if c.Text != "" {
				columns = max(columns, c.Column+1)
			}
			where := c.Place.Where
			if c.Place.Line > 0 {
				where = fmt.Sprintf("第%d行", c.Place.Line) + where
			}
			if c.Formula {
				return fault(&ruleNoResult, where, diag.Text{})
			}
			if isFormulaError(c.Text) {
				return fault(&ruleNoResult, where, diag.Text{ZH: "：" + c.Text, EN: ": " + c.Text})
			}
		}
	}
	switch {
	case rows > mostTableRows:
		return fault(&ruleLargeTable, diag.Text{ZH: fmt.Sprintf("有 %d 行，最多 %d 行", rows, mostTableRows), EN: fmt.Sprintf("%d rows, at most %d", rows, mostTableRows)})
	case columns > mostTableColumns:
		return fault(&ruleLargeTable, diag.Text{ZH: fmt.Sprintf("有 %d 列，最多 %d 列", columns, mostTableColumns), EN: fmt.Sprintf("%d columns, at most %d", columns, mostTableColumns)})
	case rows == 0 || columns == 0:
		return fault(&ruleNoTable, diag.Text{ZH: "里面没有表格", EN: "there is none in it"})
	}
	return nil
}

// shownRows is how many rows a reader sees.
func shownRows(t *document.Table) (n int) {
	for _, row := range t.Rows {
		if !row.Hidden {
			n++
		}
	}
	return n
}

func isFormulaError(text string) bool {
	switch text {
	case "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!":
		return true
	}
	return false
}

// whyNoTable says why a file can't be read.
func whyNoTable(err error) diag.Text {
	var failed *document.Error
	if !errors.As(err, &failed) {
		return diag.Text{ZH: "文件已损坏", EN: "it is damaged"}
	}
	switch failed.Reason {
	case document.Empty:
		return diag.Text{ZH: "是空文件", EN: "it is empty"}
	case document.TooLarge:
		return diag.Text{ZH: "文件太大", EN: "it is too large"}
	case document.OldOffice:
		return diag.Text{ZH: "是旧格式（.xls、.et 一类）", EN: "it is of an old kind (.xls, .et)"}
	case document.Encrypted:
		return diag.Text{ZH: "设了密码", EN: "it has a password"}
	case document.Unsafe:
		return diag.Text{ZH: "压缩得不正常，可能有害", EN: "it unpacks beyond measure"}
	case document.Damaged:
		return diag.Text{ZH: "文件已损坏", EN: "it is damaged"}
	case document.NotDecoded:
		return diag.Text{ZH: "文字编码不认识", EN: "its encoding is not known"}
	}
	return diag.Text{ZH: "不是表格文件", EN: "it is no spreadsheet"}
}

// tableTOML is a table as a .toml file has it: for a list that is kept by hand.
type tableTOML struct {
	Header []string `toml:"header"` // the heads of the columns
	Rows   [][]any  `toml:"rows"`   // strings and numbers; "" for a blank
}

// readTableFile reads a .toml as a table. Numbers are taken as they are
// written, so that 30.50 stays 30.50.
func readTableFile(file *source.File) (*document.Table, diag.Text) {
	text, problems := file.Text()
	var data *source.Data
	if problems.Count(diag.Error) == 0 {
		data, problems = source.ParseData(text)
	}
	var written tableTOML
	if data != nil {
		problems = append(problems, data.Decode(&written)...)
	}
	for _, d := range problems {
		if d.Severity == diag.Error {
			where := strconv.Itoa(d.Line)
			return nil, diag.Text{ZH: "第 " + where + " 行，" + d.Message.ZH, EN: "line " + where + ": " + d.Message.EN}
		}
	}
	t := &document.Table{}
	add := func(line int, header bool, n int, text func(int) string) {
		row := document.Row{}
		for c := range n {
			row.Cells = append(row.Cells, document.Cell{
				Text: text(c), Column: c, RowSpan: 1, ColSpan: 1, Header: header,
				Place: document.Place{Line: line, Where: fmt.Sprintf("第%d列", c+1)},
			})
		}
		t.Rows = append(t.Rows, row)
	}
	if len(written.Header) > 0 {
		add(data.Place("header").Line, true, len(written.Header), func(c int) string { return written.Header[c] })
	}
	for i, row := range written.Rows {
		index := strconv.Itoa(i)
		add(data.Place("rows", index).Line, false, len(row), func(c int) string {
			if s, ok := row[c].(string); ok {
				return s
			}
			return data.Raw("rows", index, strconv.Itoa(c))
		})
	}
	return t, diag.Text{}
}

// sheet is a sheet of a file, as a link names it.
type sheet struct {
	file *source.File
	name string
}

// sheetRows is how many rows of a sheet are shown, or why none can be. Each
// sheet is read once in a run, however many links set it.
func (l *linker) sheetRows(s sheet) (int, error) {
	read, _ := l.sheets.LoadOrStore(s, sync.OnceValues(func() (int, error) {
		t, err := ReadTable(s.file, s.name)
		if err != nil {
			return 0, err
		}
		return shownRows(t), nil
	}))
	return read.(func() (int, error))()
}

// embed says at the link why its table can't be set. That the tables of a page
// are too much together is said once.
func (l *linker) embed(p *Page, link *markup.Link, file *source.File) (ok bool) {
	if p.tables > mostTables || p.tableRows > mostTableRows {
		return false
	}
	var beyond diag.Text
	if p.tables++; p.tables > mostTables {
		beyond = diag.Text{ZH: fmt.Sprintf("这一页已经有 %d 张表", mostTables), EN: fmt.Sprintf("the page has %d tables already", mostTables)}
	} else {
		rows, err := l.sheetRows(sheet{file, link.Fragment})
		var failed *tableError
		if errors.As(err, &failed) {
			p.blameLink(failed.rule, link, "", failed.args...)
		}
		if err != nil {
			return false
		}
		if p.tableRows += rows; p.tableRows > mostTableRows {
			beyond = diag.Text{ZH: fmt.Sprintf("这一页的表加起来有 %d 行，最多 %d 行", p.tableRows, mostTableRows), EN: fmt.Sprintf("the tables of the page have %d rows together, at most %d", p.tableRows, mostTableRows)}
		}
	}
	if beyond != (diag.Text{}) {
		p.blameLink(&ruleLargeTable, link, "", path.Base(file.Path), beyond)
		return false
	}
	return true
}
