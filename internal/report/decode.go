package report

import (
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

var (
	ruleNoForm = diag.Rule{
		Code: "R001", Severity: diag.Error,
		Message: diag.Text{ZH: "{1} 年的年度报告没有统一的格式", EN: "no statutory form governs the report of {1}"},
		Hint: diag.Text{
			ZH: "统一格式从 2019 年度开始；更早的报告只写 .md，不写 .toml",
			EN: "forms begin with the report of 2019: write an older report as .md alone, without .toml",
		},
		Why: diag.Text{
			ZH: "2019 年以前的报告没有规定的表，数字不能放进后来的表里",
			EN: "older reports had no statutory tables, and their figures don't fit later ones",
		},
		Bad:  exampleYear("2018", `form = "2019"`+"\n", ""),
		Good: example(),
	}
	ruleUnknownForm = diag.Rule{
		Code: "R002", Severity: diag.Error,
		Message: diag.Text{ZH: "没有「{1}」这种格式", EN: "there is no form “{1}”"},
		Hint:    diag.Text{ZH: "格式有：{2}；去掉这一行，就按年份选择", EN: "the forms are {2}; without this line the year chooses"},
		Why: diag.Text{
			ZH: "格式决定表里有哪些行和列",
			EN: "the form decides the rows and columns of the tables",
		},
		Bad:  example("[disclosure]\n", "form = \"2020\"\n[disclosure]\n"),
		Good: example("[disclosure]\n", "form = \"2021\"\n[disclosure]\n"),
	}
	ruleMissing = diag.Rule{
		Code: "R003", Severity: diag.Error,
		Message: diag.Text{ZH: "缺少{1}", EN: "{1} missing"},
		Hint: diag.Text{
			ZH: "补上 {2}；没有发生的填 0",
			EN: "add {2}; write 0 where there is nothing to report",
		},
		Why: diag.Text{
			ZH: "格式规定的行一行也不能少，缺了就不知道是 0 还是漏报",
			EN: "every row of the form must be there: a missing one may be a 0 or an omission",
		},
		Basis: "政府信息公开工作年度报告格式",
		Bad:   example("licences  = 0\n", ""),
		Good:  example("", ""),
	}
	ruleOtherForm = diag.Rule{
		Code: "R005", Severity: diag.Error,
		Message: diag.Text{ZH: "数据是按 {1} 年格式写的，{2} 年度应当用 {3} 年格式", EN: "the figures follow the form of {1}, but the report of {2} is on the form of {3}"},
		Hint: diag.Text{
			ZH: "如果发布的报告确实用了 {1} 年格式，在文件开头写 form = \"{1}\"；否则按 {3} 年格式填写",
			EN: "if the published report really used the form of {1}, begin the file with form = \"{1}\"; otherwise fill in the form of {3}",
		},
		Why: diag.Text{
			ZH: "两种格式的行和列不同，不能混用",
			EN: "the two forms differ in rows and columns, and can't be mixed",
		},
		Bad:  exampleYear("2023", "", ""),
		Good: exampleYear("2023", `form = "2019"`+"\n", ""),
	}
	ruleValues = diag.Rule{
		Code: "R006", Severity: diag.Error,
		Message: diag.Text{ZH: "{1}应有 {2} 个数，写了 {3} 个", EN: "{1} needs {2} values, not {3}"},
		Hint:    diag.Text{ZH: "依次写：{4}", EN: "in this order: {4}"},
		Why: diag.Text{
			ZH: "少一个数或多一个数，后面的数就都错了列",
			EN: "with one value too few or too many, all that follow stand in the wrong column",
		},
		Bad:  example("new        = [0, 0, 0, 0, 0, 0]", "new        = [0, 0, 0, 0, 0]"),
		Good: example("", ""),
	}
	ruleNotTable = diag.Rule{
		Code: "R007", Severity: diag.Error,
		Message: diag.Text{ZH: "{1}是一组数据，不是一个值", EN: "{1} is a group of rows, not a value"},
		Hint:    diag.Text{ZH: "写成 [{2}]，下面一行写一项", EN: "write [{2}] and a row a line below it"},
		Why: diag.Text{
			ZH: "一组里的每一行都要单独填写",
			EN: "each row of a group is written by itself",
		},
		Bad:  example("[review]\nreconsideration   = [0, 0, 0, 0]\nlitigation_direct = [0, 0, 0, 0]\nlitigation_after  = [0, 0, 0, 0]\n", "[[review]]\nreconsideration   = [0, 0, 0, 0]\nlitigation_direct = [0, 0, 0, 0]\nlitigation_after  = [0, 0, 0, 0]\n"),
		Good: example("", ""),
	}
	ruleUnit = diag.Rule{
		Code: "R008", Severity: diag.Error,
		Message: diag.Text{ZH: "「{1}」不是这里的单位", EN: "“{1}” is not a unit known here"},
		Hint:    diag.Text{ZH: "写 {2} 中的一个；原报告没有写单位的，去掉这一行", EN: "write one of {2}; leave the line out when the report printed no unit"},
		Why: diag.Text{
			ZH: "没有单位的金额读不出大小",
			EN: "without its unit an amount says nothing",
		},
		Bad:  exampleYear("2023", `form = "2019"`+"\n", `procurement_unit = "块"`+"\n"),
		Good: exampleYear("2023", `form = "2019"`+"\n", `procurement_unit = "元"`+"\n"),
	}
	ruleBlank = diag.Rule{
		Code: "R106", Severity: diag.Error,
		Message: diag.Text{ZH: "{1}还空着：{2}", EN: "{1} is still blank: {2}"},
		Hint:    diag.Text{ZH: "填上数字，没有发生的填 0；不适用的写 \"/\"", EN: "fill in the number, 0 when there is nothing to report, \"/\" when it doesn't apply"},
		Why: diag.Text{
			ZH: "空格读不出是 0 还是漏报，检查时按缺数据处理",
			EN: "a blank may be a 0 or an omission, and counts as missing data at inspection",
		},
		Bad:  example(`licences  = 0`, `licences  = ""`),
		Good: example("", ""),
	}
)

// Parse reads the TOML of a year's figures.
func Parse(text source.Text) (*source.Data, diag.List) { return source.ParseFigures(text, isWords) }

// isWords tells the keys of a year's file that hold words.
func isWords(key string) bool {
	return slices.Contains([]string{"form", "code", "at", "reason"}, key) || strings.HasSuffix(key, unitEnding)
}

// Decode reads a year's figures. The year chooses the form unless the file
// names another. What is wrong with a cell, and every sum that fails, is among
// the findings; with draft none is an error. The report is nil when no form
// is to be had.
func Decode(data *source.Data, year int, draft bool) (*Report, diag.List) {
	return builtin().decode(data, year, draft)
}

func (l library) decode(data *source.Data, year int, draft bool) (*Report, diag.List) {
	r, problems := l.read(data, year)
	if r != nil {
		problems = append(problems, r.check()...)
	}
	if draft {
		soften(problems)
	}
	return r, problems
}

// soften is how the findings of a draft count: nobody is told off for what is
// still to be filled in, and nothing else stops a release either.
func soften(problems diag.List) {
	for i := range problems {
		most := diag.Warning
		if code := problems[i].Code; code == ruleBlank.Code || code == ruleAdvice.Code {
			most = diag.Hint
		}
		problems[i].Severity = min(problems[i].Severity, most)
	}
}

// read fills a report from the file, without checking what its figures say. A
// file that plainly follows another form than its year's is read as that form,
// and one finding says so.
func (l library) read(data *source.Data, year int) (*Report, diag.List) {
	form, problem := l.choose(data, year)
	if form == nil {
		return nil, diag.List{*problem}
	}
	d := l.decodeAs(data, year, form)
	if problem != nil {
		d.problems = append(d.problems, *problem)
	}
	if d.misfit == nil || data.Has("form") {
		return d.report, d.problems
	}
	for _, other := range l {
		if o := l.decodeAs(data, year, other); other != form && o.misfit == nil {
			found := ruleOtherForm.New(data.KeyPlace(d.misfit...), other.ID, year, form.ID)
			return o.report, append(o.problems, found)
		}
	}
	return d.report, d.problems
}

// choose is the form of a file: the one that it names, or the year's.
func (l library) choose(data *source.Data, year int) (*Form, *diag.Diagnostic) {
	byYear := l.of(year)
	if byYear == nil {
		found := ruleNoForm.New(data.Place(), year)
		return nil, &found
	}
	if !data.Has("form") {
		return byYear, nil
	}
	raw := data.Raw("form")
	id, _ := unquote(raw)
	if form := l.named(id); form != nil {
		return form, nil
	}
	var ids []string
	for _, f := range l {
		ids = append(ids, strconv.Quote(f.ID))
	}
	found := ruleUnknownForm.New(data.Place("form"), shown(raw), strings.Join(ids, "、"))
	return byYear, &found
}

// decoder reads one file on one form.
type decoder struct {
	data     *source.Data
	report   *Report
	forms    library
	root     *node
	meant    map[*node]bool // rows that a key which isn't the form's stands for
	problems diag.List
	misfit   []string // the first path whose shape isn't the form's
}

func (l library) decodeAs(data *source.Data, year int, form *Form) *decoder {
	d := &decoder{
		data: data, report: newReport(form, year), forms: l,
		root: form.keys(), meant: map[*node]bool{},
	}
	d.report.data = data
	d.root.add("form", &node{known: true})
	d.root.add("acknowledge", &node{known: true})
	d.table(d.root, nil)
	d.missing(d.root, nil)
	d.acknowledgements()
	d.report.total()
	return d
}

// shape reports something that isn't as the form has it.
func (d *decoder) shape(rule *diag.Rule, at diag.Place, path []string, args ...any) {
	if d.misfit == nil {
		d.misfit = slices.Clone(path)
	}
	d.problems = append(d.problems, rule.New(at, args...))
}

// table reads what the file holds under a path.
func (d *decoder) table(n *node, path []string) {
	for _, key := range d.data.Keys(path...) {
		at := append(slices.Clone(path), key)
		child := n.child(key)
		switch {
		case child == nil:
			d.unknown(n, at)
		case child.row != nil:
			d.row(child.row, at)
		case child.unitOf != nil:
			d.unit(child.unitOf, at)
		case child.known:
		case d.isTable(at):
			d.table(child, at)
		default:
			name := strings.Join(at, ".")
			d.shape(&ruleNotTable, d.data.Place(at...), at, child.words(name), name)
		}
	}
}

// missing says which rows the file lacks: a group of which there is nothing at
// all is one fault.
func (d *decoder) missing(n *node, path []string) {
	for _, child := range n.children {
		at := append(slices.Clone(path), child.key)
		switch {
		case !child.required() || d.meant[child]:
		case !d.data.Has(at...):
			name := strings.Join(at, ".")
			d.shape(&ruleMissing, d.data.KeyPlace(path...), at, child.words(name), name)
		case child.row == nil && d.isTable(at):
			d.missing(child, at)
		}
	}
}

// isTable tells a table from a value and from a list of tables.
func (d *decoder) isTable(path []string) bool {
	raw := d.data.Raw(path...)
	keys := d.data.Keys(path...)
	return (raw == "" || raw[0] == '{') && !(len(keys) > 0 && keys[0] == "0")
}

// row reads the values of a row.
func (d *decoder) row(r *row, path []string) {
	raw := d.data.Raw(path...)
	isList := strings.HasPrefix(raw, "[")
	values := d.data.Keys(path...)
	if r.scalar() {
		if isList || raw == "" {
			d.shape(&ruleValues, d.data.Place(path...), path, quoted(r.label()), 1, len(values), r.columns[0].label())
			return
		}
		d.figure(r, 0, path)
		return
	}
	if isList {
		if first, last := d.grouped(r, path, values); last > first {
			d.askGrouped(r, path, first, last)
			return
		}
	}
	if !isList || len(values) != r.parts() && len(values) != len(r.columns) {
		count := len(values)
		if !isList && raw != "" {
			count = 1
		}
		d.shape(&ruleValues, d.data.Place(path...), path, quoted(r.label()), r.parts(), count, r.order())
		return
	}
	for c := range values {
		d.figure(r, c, append(slices.Clone(path), strconv.Itoa(c)))
	}
}

// order is the columns of a row as they must be written.
func (r *row) order() string {
	var labels []string
	for _, c := range r.columns[:r.parts()] {
		labels = append(labels, c.label())
	}
	return strings.Join(labels, "、")
}

// figure reads one value.
func (d *decoder) figure(r *row, c int, path []string) {
	raw := d.data.Raw(path...)
	value, found := readValue(raw, r.columns[c].kind)
	if found != nil {
		place := d.data.Place(path...)
		problem := found.rule.New(place, d.report.words(r.figure(c)), shown(strings.Trim(raw, `"'`)))
		if found.mend != "" {
			problem.Fix = replace(place, found.mend)
		}
		d.problems = append(d.problems, problem)
	}
	value.given = true
	d.report.figures[r.figure(c)] = value
}

// replace is the edit that writes a text over a place.
func replace(p diag.Place, text string) *diag.Fix {
	return &diag.Fix{Line: p.Line, Column: p.Column, EndLine: p.EndLine, EndColumn: p.EndColumn, Text: text}
}

// unit reads the unit of an amount.
func (d *decoder) unit(r *row, path []string) {
	unit, ok := unquote(d.data.Raw(path...))
	_, units := r.unitKey()
	if !ok || unit != "" && !slices.Contains(units, unit) {
		d.problems = append(d.problems, ruleUnit.New(d.data.Place(path...), shown(d.data.Raw(path...)), strings.Join(units, "、")))
		return
	}
	d.report.units[r.name()] = unit
}

// quoted sets a label in quotation marks, for both languages.
func quoted(label string) diag.Text {
	return diag.Text{ZH: "「" + label + "」", EN: "“" + label + "”"}
}
