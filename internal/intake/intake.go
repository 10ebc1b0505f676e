// Package intake turns an old annual report, in whatever shape it has
// survived, into figures on its form and prose under the form's headings.
//
// It is given a file's bytes; document makes lines and tables of them. Rows are
// found by their labels, never by their position, and columns by the header or
// by how full lines stand. What can't be known is left blank, with a comment,
// and is among the doubts: a figure is read rightly or it is asked about. A
// source of which little can be trusted is refused with the reason.
//
// The room hands on the year's two files as gongkai itself would write them,
// less the front matter, which is the caller's.
package intake

import (
	"bytes"
	"path"
	"strconv"
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/document"
	"gongkai/internal/report"
	"gongkai/internal/source"
)

// Result is what a file holds.
type Result struct {
	Year    int
	Report  *report.Report
	Figures []byte // <year>.toml
	Title   string // of the report; "" when none was found
	Date    string // of publication, 2024-01-20; "" when the source doesn't say
	Prose   []byte // <year>.md without front matter; nil when the source holds figures alone

	asked map[string]bool // figures that are left blank and asked about
}

// Asked tells whether a figure is left blank and is among the doubts.
func (r *Result) Asked(figure string) bool { return r.asked[figure] }

// Read reads a file. The year is told by the file itself unless it is given. A
// refusal is an error among the findings, and gives no result; doubts are
// warnings.
func Read(name string, data []byte, year int) (*Result, diag.List) {
	switch strings.ToLower(path.Ext(name)) {
	case ".json":
		return readOwnJSON(name, data)
	case ".csv":
		if isOwnCSV(data) {
			return readOwnCSV(name, data, year)
		}
	}
	d, err := document.Read(name, data)
	if err != nil {
		return nil, diag.List{refusal(name, err)}
	}
	return readDocument(name, d, year)
}

// maxLines is more than the longest report has, rows of tables included.
const maxLines = 20_000

func readDocument(name string, d *document.Document, year int) (*Result, diag.List) {
	lines := linesOf(d, name)
	if len(lines) > maxLines {
		return nil, diag.List{ruleTooLarge.New(diag.Place{File: name}, diag.Text{ZH: strconv.Itoa(maxLines) + " 行", EN: strconv.Itoa(maxLines) + " lines"})}
	}
	if isGarbled(lines) {
		return nil, diag.List{ruleGarbled.New(diag.Place{File: name})}
	}
	var doubts diag.List
	titled, period := years(d.Title, name, lines)
	if year == 0 {
		year = titled
		if year == 0 {
			year = period
		} else if period != 0 && period != titled {
			doubts = append(doubts, ruleOtherYear.New(diag.Place{File: name}, titled, period))
		}
	}
	if year == 0 {
		return nil, diag.List{ruleNoYear.New(diag.Place{File: name})}
	}
	if report.FormOf(year) == nil {
		return nil, diag.List{ruleTooOld.New(diag.Place{File: name}, year)}
	}
	form := formOf(year, lines)
	if form != report.FormOf(year) {
		doubts = append(doubts, ruleForm.New(diag.Place{File: name}, year, form.ID))
	}
	t := newTemplate(form, year)
	from, to := t.body(lines)
	r := newReader(t, lines[from:to], d.Kind == document.Plain || d.Kind == document.Markdown)
	r.ours = d.Ours
	r.read()
	if refused := r.refuse(name); refused != nil {
		return nil, diag.List{*refused}
	}
	result := &Result{Year: year, asked: r.asked}
	var err error
	result.Report, err = report.Fill(form, year, r.cells)
	if err != nil {
		return nil, diag.List{ruleDamaged.New(diag.Place{File: name}, err)}
	}
	if d.Ours {
		for _, l := range lines {
			result.Report.TakeNote(l.text)
		}
	}
	result.Figures = result.Report.Format(r.notes)
	doubts = append(doubts, r.doubts...)
	doubts = append(doubts, r.sums(result, name)...)
	for _, h := range d.Hidden {
		doubts = append(doubts, ruleHidden.New(diag.Place{File: name}, concealments[h.Concealment], where(h.Place), quoted(h.Text)))
	}
	if d.Ours {
		result.Title = d.Title
		return result, doubts
	}
	p := t.prose(lines, from, to, d.Kind)
	result.Prose, result.Title = p.markdown(), p.title
	doubts = append(doubts, p.doubts(name)...)
	if result.Date = published(year, lines); result.Date == "" && result.Prose != nil {
		doubts = append(doubts, ruleNoDate.New(diag.Place{File: name}))
	}
	return result, doubts
}

var concealments = map[document.Concealment]diag.Text{
	document.Deleted:      {ZH: "已标记删除的字", EN: "a tracked deletion"},
	document.Comment:      {ZH: "批注", EN: "a comment"},
	document.HiddenText:   {ZH: "隐藏的字", EN: "hidden text"},
	document.HiddenRow:    {ZH: "隐藏的行", EN: "a hidden row"},
	document.HiddenColumn: {ZH: "隐藏的列", EN: "a hidden column"},
	document.HiddenSheet:  {ZH: "隐藏的工作表", EN: "a hidden sheet"},
	document.External:     {ZH: "嵌入的对象或宏", EN: "an embedded object or a macro"},
}

func where(p document.Place) string {
	if p.Where == "" {
		return ""
	}
	return "（" + p.Where + "）"
}

// isGarbled looks at the text as a whole.
func isGarbled(lines []*line) bool {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.text)
		if b.Len() > 1<<20 {
			break
		}
	}
	return document.Garbled(b.String())
}

// body is the lines that hold the tables: from the heading of the first part
// that is a table, or from the first words of one, to the next part of prose.
func (t *template) body(lines []*line) (from, to int) {
	from, to = -1, len(lines)
	contents := t.contents(lines)
	for i, l := range lines {
		if contents[i] {
			continue
		}
		part := t.partOf(l)
		switch {
		case part != nil && part.Table != "" && from < 0:
			from = i
		case part != nil && part.Table == "" && from >= 0:
			return from, i
		case from < 0 && l.ruled && t.isTableLine(l):
			from = i
		}
	}
	if from >= 0 {
		return from, to
	}
	for i, l := range lines {
		if t.isTableLine(l) {
			return i, to
		}
	}
	return len(lines), len(lines)
}

// isTableLine tells a line that can only belong to one of the form's tables.
func (t *template) isTableLine(l *line) bool {
	for _, p := range l.labels {
		if len([]rune(p.text)) >= 4 && strings.Contains(t.text, p.text+"\n") {
			return true
		}
	}
	return false
}

// contents marks the lines of a table of contents: three headings of parts or
// more, one after the other.
func (t *template) contents(lines []*line) map[int]bool {
	marked := map[int]bool{}
	var headings []int
	end := func() {
		if len(headings) >= 3 {
			for _, i := range headings {
				marked[i] = true
			}
		}
		headings = nil
	}
	for i, l := range lines {
		switch {
		case l.blank():
		case t.partOf(l) != nil:
			headings = append(headings, i)
		default:
			end()
		}
	}
	return marked
}

// refuse tells why so little was read that nothing should be written.
func (r *reader) refuse(name string) *diag.Diagnostic {
	at := diag.Place{File: name}
	labels, numbers, read := 0, 0, 0
	for _, l := range r.lines {
		for _, p := range l.labels {
			if row, _ := r.find(p.text); row != nil {
				labels++
			}
		}
		numbers += len(l.numbers())
	}
	for name, c := range r.cells {
		if c.State != report.Blank && !r.asked[name] {
			read++
		}
	}
	var found diag.Diagnostic
	switch {
	case labels < 3 && read == 0:
		found = ruleNoTables.New(at)
	case numbers == 0 && !r.ours:
		found = ruleBlankForm.New(at)
	case read == 0 && !r.ours:
		found = ruleLost.New(at, labels)
	default:
		return nil
	}
	return &found
}

// sums lets the identities speak of what was read.
func (r *reader) sums(result *Result, name string) diag.List {
	data, problems := source.ParseData(source.Text{Name: name, Bytes: result.Figures})
	if data == nil || problems.Count(diag.Error) > 0 {
		return nil
	}
	_, found := report.Decode(data, result.Year, false)
	var doubts diag.List
	for _, d := range found {
		if isSum(d) {
			doubts = append(doubts, ruleSums.New(diag.Place{File: name}, d.Message))
		}
	}
	return doubts
}

// isSum tells a finding about what figures say together.
func isSum(d diag.Diagnostic) bool { return strings.HasPrefix(d.Code, "R2") }

// isOwnCSV tells the table that we write from any other.
func isOwnCSV(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	return bytes.HasPrefix(data, []byte("table,key,label,column,column_label,value"))
}
