package report

import (
	"slices"
	"strings"

	"gongkai/internal/diag"
)

var (
	ruleAcknowledge = diag.Rule{
		Code: "R011", Severity: diag.Error,
		Message: diag.Text{ZH: "[[acknowledge]] 缺少 {1}", EN: "[[acknowledge]] without {1}"},
		Hint: diag.Text{
			ZH: "code、at、reason 三项都要写，reason 写明为什么保留原来公布的数字",
			EN: "write code, at and reason; the reason says why the published figure stays as it is",
		},
		Why: diag.Text{
			ZH: "「原文如此」要连同理由印在表下面",
			EN: "the page prints the reason below the table",
		},
		Bad:  example("[disclosure]\n", "[[acknowledge]]\ncode = \"R204\"\nat = \"requests.carried_out.natural\"\nreason = \"\"\n[disclosure]\n", "new        = [0,", "new        = [1,"),
		Good: example("[disclosure]\n", "[[acknowledge]]\ncode = \"R204\"\nat = \"requests.carried_out.natural\"\nreason = \"公布时少计一件，已经说明\"\n[disclosure]\n", "new        = [0,", "new        = [1,"),
	}
	ruleAcknowledgeAt = diag.Rule{
		Code: "R012", Severity: diag.Error,
		Message: diag.Text{ZH: "表里没有「{1}」这一格", EN: "the tables have no cell “{1}”"},
		Hint: diag.Text{
			ZH: "{2}；格名就是检查结果的提示里 at 后面的名字",
			EN: "{2}; the name stands after “at” in the finding's hint",
		},
		Why: diag.Text{
			ZH: "写错格名，就不知道保留的是哪个数",
			EN: "with a misspelt cell nobody knows which figure is meant",
		},
		Bad:  example("[disclosure]\n", "[[acknowledge]]\ncode = \"R204\"\nat = \"requests.carried_uot.natural\"\nreason = \"公布时少计一件\"\n[disclosure]\n"),
		Good: example("[disclosure]\n", "[[acknowledge]]\ncode = \"R204\"\nat = \"requests.carried_out.natural\"\nreason = \"公布时少计一件\"\n[disclosure]\n", "new        = [0,", "new        = [1,"),
	}
	ruleAcknowledgeList = diag.Rule{
		Code: "R014", Severity: diag.Error,
		Message: diag.Text{ZH: "acknowledge 要写成 [[acknowledge]]，一处一段", EN: "write [[acknowledge]], once for each finding"},
		Hint: diag.Text{
			ZH: "用两层方括号，下面写 code、at、reason 三行",
			EN: "use double brackets, and write code, at and reason below",
		},
		Why: diag.Text{
			ZH: "一份报告可能有几处「原文如此」，每处都要有自己的理由",
			EN: "a report may keep several mistakes, each with a reason of its own",
		},
		Bad:  example("[disclosure]\n", "[acknowledge]\ncode = \"R204\"\nat = \"requests.carried_out.natural\"\nreason = \"公布时少计一件\"\n[disclosure]\n"),
		Good: example(),
	}
	ruleAcknowledgeIdle = diag.Rule{
		Code: "R013", Severity: diag.Warning,
		Message: diag.Text{ZH: "[[acknowledge]] 写的 {1}（{2}）并没有出现", EN: "[[acknowledge]] names {1} at {2}, which isn't found"},
		Hint:    diag.Text{ZH: "数字已经改对的，删去这一段；否则核对 code 和 at", EN: "delete it when the figure has been mended; otherwise check code and at"},
		Why: diag.Text{
			ZH: "没有用的说明会让以后真正的错误悄悄通过",
			EN: "an idle one would let a later mistake pass",
		},
		Bad:  example("[disclosure]\n", "[[acknowledge]]\ncode = \"R204\"\nat = \"requests.carried_out.natural\"\nreason = \"公布时少计一件\"\n[disclosure]\n"),
		Good: example("", ""),
	}
)

// acknowledgements reads [[acknowledge]].
func (d *decoder) acknowledgements() {
	fields := []string{"code", "at", "reason"}
	entries := d.data.Keys("acknowledge")
	if d.data.Has("acknowledge") && (len(entries) == 0 || entries[0] != "0") {
		d.problems = append(d.problems, ruleAcknowledgeList.New(d.data.KeyPlace("acknowledge")))
		return
	}
	for _, i := range entries {
		entry := []string{"acknowledge", i}
		for _, key := range d.data.Keys(entry...) {
			if !slices.Contains(fields, key) {
				at := append(slices.Clone(entry), key)
				hint := diag.Text{ZH: "这里只有 code、at、reason", EN: "only code, at and reason may stand here"}
				d.problems = append(d.problems, ruleUnknownKey.New(d.data.KeyPlace(at...), shown("acknowledge."+key), hint))
			}
		}
		var values [3]string
		for n, field := range fields {
			at := append(slices.Clone(entry), field)
			values[n], _ = unquote(d.data.Raw(at...))
			if values[n] == "" {
				d.problems = append(d.problems, ruleAcknowledge.New(d.data.Place(at...), field))
			}
		}
		if values[0] != "" && values[1] != "" {
			d.acknowledge(Acknowledgement{Code: values[0], At: values[1], Reason: values[2]}, i)
		}
	}
}

// acknowledge keeps an acknowledgement of a figure, a row or a table.
func (d *decoder) acknowledge(a Acknowledgement, i string) {
	form := d.report.Form
	isTable := slices.ContainsFunc(form.tables, func(t *table) bool { return t.key == a.At })
	if row, _ := form.split(a.At); row == nil && !isTable {
		hint := diag.Text{ZH: "核对格名", EN: "check the name"}
		if near := form.nearest(a.At); near != "" {
			hint = perhaps(near)
		}
		d.problems = append(d.problems, ruleAcknowledgeAt.New(d.data.Place("acknowledge", i, "at"), shown(a.At), hint))
		return
	}
	a.Label = d.report.labelOf(a.At)
	a.index = i
	d.report.Acknowledged = append(d.report.Acknowledged, a)
}

// acknowledges tells whether a finding about a figure is acknowledged, by its
// own name, its row's or its table's.
func (r *Report) acknowledges(code, name string) bool {
	return slices.ContainsFunc(r.Acknowledged, func(a Acknowledgement) bool { return a.Code == code && a.covers(name) })
}

func (a Acknowledgement) covers(name string) bool {
	return a.At == name || strings.HasPrefix(name, a.At+".")
}

// IsIn tells whether it is about a table, given by its key, or something in it.
func (a Acknowledgement) IsIn(table string) bool {
	return a.At == table || strings.HasPrefix(a.At, table+".")
}

// isAcrossYears and isOwn tell whether an acknowledgement is about the series of reports, or
// about one report by itself.
func isAcrossYears(code string) bool { return strings.HasPrefix(code, "R3") }
func isOwn(code string) bool         { return !isAcrossYears(code) }

// settle drops the findings that are acknowledged. Of the acknowledgements of
// a kind, those that match nothing are reported.
func (r *Report) settle(findings []finding, kind func(code string) bool) (open, idle diag.List) {
	used := make([]bool, len(r.Acknowledged))
	for _, f := range findings {
		passed := false
		for i, a := range r.Acknowledged {
			if a.Code == f.Code && a.covers(f.at) {
				used[i], passed = true, true
			}
		}
		if !passed {
			open = append(open, f.Diagnostic)
		}
	}
	for i, a := range r.Acknowledged {
		if !kind(a.Code) || used[i] || a.Code == ruleBlank.Code && r.hasBlank(a) || r.data == nil {
			continue
		}
		idle = append(idle, ruleAcknowledgeIdle.New(r.data.KeyPlace("acknowledge", a.index), a.Code, a.At))
	}
	return open, idle
}

// hasBlank tells whether an acknowledgement covers a blank figure.
func (r *Report) hasBlank(a Acknowledgement) bool {
	return slices.ContainsFunc(r.Form.figures, func(f Figure) bool {
		return a.covers(f.Name) && r.figures[f.Name].State == Blank && r.figures[f.Name].given
	})
}
