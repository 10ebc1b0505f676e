package report

import (
	"strings"
	"testing"

	"gongkai/internal/diag"
)

// page is the text of 2023 with replacements made.
func page(t *testing.T, edits ...string) Prose {
	t.Helper()
	text := edit(t, strings.ReplaceAll(examplePage, "YEAR", "2023"), edits...)
	return proseOf("content/report/2023.md", text, 2023)
}

func TestPartsOfTheProse(t *testing.T) {
	const five = "## 五、存在的主要问题及改进情况"
	for _, test := range []struct {
		name  string
		edits []string
		want  string // the findings with what they quote
	}{
		{"as the form has it", nil, ""},
		{"a table written out", []string{"## 五、", "## 二、主动公开政府信息情况\n\n表。\n\n## 五、"}, "R401"},
		{"a table under its clause's name", []string{"## 五、", "## 四、因政府信息公开工作被申请行政复议、提起行政诉讼情况\n\n表。\n\n## 五、"}, "R401"},
		{"no part five", []string{five + "\n\n栏目更新还不够及时，将按月检查。\n\n", ""}, "R402"},
		{"dirty number", []string{"## 六、", "## l六、"}, "R403"},
		{"shifted number", []string{"## 五、", "## 四、"}, "R403"},
		{"no number", []string{"## 五、", "## "}, "R403"},
		{"number and point", []string{"## 五、", "## 五."}, "R403"},
		{"spaces", []string{"## 五、存在的", "## 五、 存在的"}, "R404"},
		{"another wording", []string{five, "## 五、存在的主要问题和改进情况"}, "R404"},
		{"a longer wording", []string{five, "## 五、政府信息公开工作存在的主要问题及改进情况"}, "R404"},
		{"another wording, another number", []string{five, "## 六、存在问题及改进情况"}, "R403"},
		{"like a part", []string{five, "## 五、存在的问题及改进的情况"}, "R405"},
		{"no part at all", []string{five, "## 附表\n\n略\n\n" + five}, "R405"},
		{"twice", []string{five, five + "\n\n第一次写的问题和改进情况。\n\n" + five}, "R406"},
		{"order", []string{"\n## 六、其他需要报告的事项\n\n没有收取信息处理费。\n", "", "## 一、总体情况", "## 六、其他需要报告的事项\n\n没有收取信息处理费。\n\n## 一、总体情况"}, "R406"},
		{"aspect missing", []string{"### （五）监督保障\n\n专人负责。\n\n", ""}, "R407"},
		{"aspects in running text", []string{"### （五）监督保障\n\n专人负责。", "（五）监督保障方面。专人负责。"}, ""},
		{"part five says nothing", []string{"栏目更新还不够及时，将按月检查。", "无"}, "R408"},
		{"part five says little", []string{"栏目更新还不够及时，将按月检查。", "暂无明显问题。"}, "R408"},
		{"part six empty", []string{"没有收取信息处理费。", ""}, "R408"},
		{"an aspect says nothing", []string{"通过网站公开信息。", ""}, "R408"},
		{"two aspects say nothing", []string{"通过网站公开信息。", "", "专人负责。", ""}, "R408 R408"},
		{"an aspect under headings of its own", []string{"通过网站公开信息。", "### 1.制度\n\n通过网站公开信息。"}, ""},
		{"an aspect's text as its heading", []string{"### （五）监督保障\n\n专人负责。", "### （五）监督保障。专人负责。"}, ""},
		{"no word of the fee", []string{"没有收取信息处理费。", "没有其他事项。"}, "R409"},
		{"headings inside a part", []string{"栏目更新还不够及时", "### 主要问题\n\n栏目更新还不够及时"}, ""},
		{"a title of level one", []string{"## 一、总体情况", "# 年度报告\n\n## 一、总体情况"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			problems := CheckProse(nil, page(t, test.edits...), nil, false)
			if got := codes(problems); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
	bare := Prose{Year: 2023, Sections: page(t).Sections}
	for i, s := range bare.Sections {
		if s.Level == 3 {
			bare.Sections[i].Text = "\n\n"
		}
	}
	if got := outline(CheckProse(nil, bare, nil, false)); got != "R408 ## 一、总体情况" {
		t.Errorf("five bare headings give %s", got)
	}
	for _, test := range []struct {
		from, to string
		want     diag.Severity
		draft    bool
	}{
		{"没有收取信息处理费。", "", diag.Error, false},
		{"没有收取信息处理费。", "", diag.Warning, true},
		{"栏目更新还不够及时，将按月检查。", "无", diag.Warning, false},
		{"专人负责。", "", diag.Warning, false},
	} {
		found := CheckProse(nil, page(t, test.from, test.to), nil, test.draft)
		if len(found) != 1 || found[0].Code != "R408" || found[0].Severity != test.want {
			t.Errorf("without %s: %v", test.from, found)
		}
	}
	draft := CheckProse(nil, page(t, five+"\n\n栏目更新还不够及时，将按月检查。\n\n", ""), nil, true)
	if len(draft) != 1 || draft[0].Severity != diag.Warning {
		t.Errorf("a draft gives %v", draft)
	}
	if got := CheckProse(nil, Prose{Year: 2015}, nil, false); got != nil {
		t.Errorf("a year without a form gives %v", got)
	}
}

func TestFeesWithoutAWord(t *testing.T) {
	r := year(t, 2023, example2021, "fees      = 0", "fees      = 3.80")
	problems := CheckProse(r, page(t, "没有收取信息处理费。", "无其他事项，特此说明。"), nil, false)
	if codes(problems) != "R409" || !strings.Contains(problems[0].Message.ZH, "没有说明收费情况，而表里「行政事业性收费」为 3.80") {
		t.Error(problems)
	}
	if got := codes(CheckProse(r, page(t), nil, false)); got != "" {
		t.Error(got)
	}
}

func TestWhatIsLeftOver(t *testing.T) {
	for _, test := range []struct {
		name  string
		edits []string
		want  string
	}{
		{"own year", []string{"通过网站公开信息。", "2023年，我局通过网站公开信息。"}, ""},
		{"last year opens a paragraph", []string{"通过网站公开信息。", "2022年，我局通过网站公开信息。"}, "R410 2022年"},
		{"with a number", []string{"通过网站公开信息。", "（一）2022年度，全局通过网站公开信息。"}, "R410 2022年"},
		{"last year beside this", []string{"通过网站公开信息。", "2022年，我局建成专栏，2023年按月更新。"}, ""},
		{"last year inside a sentence", []string{"通过网站公开信息。", "通过网站公开信息，比2022年有所增加。"}, ""},
		{"next year", []string{"将按月检查。", "将按月检查。\n\n2024年，我局将继续改进。"}, ""},
		{"long ago", []string{"通过网站公开信息。", "2007年，我局开通网站。"}, ""},
		{"period", []string{"## 一、", "统计期限自2022年1月1日起至2022年12月31日止。\n\n## 一、"}, "R410 2022年1月1日起至2022年12月31日"},
		{"period with spaces", []string{"## 一、", "统计期限自 2022 年 1 月 1 日起，至 2022 年 12 月 31 日止。\n\n## 一、"}, "R410 2022 年 1 月 1 日起，至 2022 年 12 月 31 日"},
		{"own period", []string{"## 一、", "统计期限为2023年1月1日至2023年12月31日。\n\n## 一、"}, ""},
		{"a year without 年", []string{"## 一、", "统计期限自20231月1日起至2023年12月31日止。\n\n## 一、"}, "R410 20231月"},
		{"a month isn't a year", []string{"## 一、", "2023年11月1日公布。\n\n## 一、"}, ""},
		{"title of another year", []string{"示例县统计局2023年", "示例县统计局2022年"}, "R410 示例县统计局2022年政府信息公开工作年度报告"},
		{"title with the year in front", []string{"示例县统计局2023年", "2023年示例县统计局"}, ""},
		{"title of another body", []string{"示例县统计局2023年", "示例县教育局2023年"}, "R411 示例县教育局2023年政府信息公开工作年度报告"},
		{"title under a longer name", []string{"示例县统计局2023年", "示例市示例县统计局2023年"}, ""},
		{"title without a name", []string{"示例县统计局2023年", "2023年度"}, ""},
		{"another body in the text", []string{"## 一、", "现公布示例县教育局2023年政府信息公开工作年度报告。\n\n## 一、"}, "R411 现公布示例县教育局"},
		{"own name in the text", []string{"## 一、", "现公布示例县统计局2023年政府信息公开工作年度报告。\n\n## 一、"}, ""},
		{"part of the own name", []string{"## 一、", "现公布我县统计局2023年政府信息公开工作年度报告。\n\n## 一、"}, ""},
		{"pronoun", []string{"## 一、", "现公布本局2023年政府信息公开工作年度报告，指导各乡镇办事处2023年政府信息公开工作年度报告的编制。\n\n## 一、"}, ""},
		{"template", []string{"没有收取信息处理费。", "没有收取信息处理费。该部分以表格形式报告。表格如下："}, "R412 该部分以表格形式报告"},
		{"placeholder", []string{"通过网站公开信息。", "20XX年通过网站公开信息。"}, "R412 20XX年"},
		{"advice", []string{"没有收取信息处理费。", "> 填写提示：写明信息处理费。"}, "R413 填写提示："},
		{"advice before the parts", []string{"## 一、", "填写提示：写一段说明。\n\n## 一、"}, "R413 填写提示："},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := outline(CheckProse(nil, page(t, test.edits...), nil, false)); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
	nameless := page(t)
	nameless.Agency = nil
	if got := codes(CheckProse(nil, nameless, nil, false)); got != "" {
		t.Error(got)
	}
	placeless := page(t, "没有收取信息处理费。", "没有收取信息处理费。表格如下：")
	for i := range placeless.Sections {
		placeless.Sections[i].At = nil
	}
	if got := outline(CheckProse(nil, placeless, nil, false)); !strings.HasPrefix(got, "R412 ## 六、") {
		t.Error(got)
	}
}

// The figures that the sentences below speak of: 10 new, 2 from last year, 9
// answered (4 granted, 1 in part, 2 refused, 1 not held, 1 otherwise), 3 left.
func claimed(t *testing.T) *Report {
	return year(
		t, 2023, example2021, "new        = [0, 0,", "new        = [8, 2,", "carried_in = [0,", "carried_in = [2,",
		"granted = [0,", "granted = [4,", "partial = [0,", "partial = [1,", "state_secret         = [0,", "state_secret         = [1,",
		"law_forbids          = [0, 0,", "law_forbids          = [0, 1,", "not_held                 = [0,", "not_held                 = [1,",
		"rest               = [0,", "rest               = [1,", "carried_out = [0, 0,", "carried_out = [2, 1,",
		"reconsideration   = [0,", "reconsideration   = [2,", "litigation_direct = [0,", "litigation_direct = [1,",
		"fees      = 0", "fees      = 0.038",
	)
}

func TestNumbersOfTheProse(t *testing.T) {
	r := claimed(t)
	for _, test := range []struct{ text, want string }{
		{"全年收到政府信息公开申请10件。", ""},
		{"全年收到政府信息公开申请 **11** 件。", "R414 收到政府信息公开申请 **11** 件"},
		{"全年共受理公民、法人和其他组织提出的申请11件，均为公开申请。", "R414 受理公民、法人和其他组织提出的申请11件"},
		{"全年收办政府信息公开申请12件。", ""},
		{"今年收到１１件政府信息公开申请。", "R414 收到１１件政府信息公开申请"},
		{"受理依申请公开件共11件。", "R414 受理依申请公开件共11件"},
		{"收到政府信息公开申请10余件。", ""},
		{"收到政府信息公开申请10件，其中网络申请7件。", ""},
		{"其中，通过网络收到政府信息公开申请7件。", ""},
		{"2022年收到政府信息公开申请7件。", ""},
		{"2022年收到政府信息公开申请7件，2023年收到政府信息公开申请11件。", "R414 收到政府信息公开申请11件"},
		{"比上年收到政府信息公开申请7件有所增加。", ""},
		{"全局收到政府信息公开申请7件。全年合计收到政府信息公开申请10件。", ""},
		{"全年未收到政府信息公开申请。", "R414 未收到政府信息公开申请"},
		{"没有收到要求公开财务信息的申请。", ""},
		{"收到人大代表建议11件。", ""},
		{"收到信访申请11件。", ""},
		{"全年{{ requests.new.total }}件，收到政府信息公开申请{{ requests.new.total }}件。", ""},
		{"办理上年结转政府信息公开申请2件。", ""},
		{"办理上年结转的申请3件。", "R414 上年结转的申请3件"},
		{"政府信息公开申请全部办结，共答复9件。", ""},
		{"政府信息公开申请已答复10件。", ""},
		{"政府信息公开申请已答复8件。", ""},
		{"政府信息公开申请已答复6件。", "R414 答复6件"},
		{"政府信息公开申请和热线都有专人，热线答复600件。", ""},
		{"答复600件网民来信。", ""},
		{"政府信息公开申请中，结转下年度继续办理3件。", ""},
		{"政府信息公开申请中，结转下一年度办理4件。", "R414 结转下一年度办理4件"},
		{"转2024年办理的申请4件。", "R414 转2024年办理的申请4件"},
		{"已答复的申请中，予以公开4件，部分公开1件，不予公开2件，无法提供1件，不予处理0件。", ""},
		{"已答复的申请中，予以公开5件。", ""},
		{"已答复的申请中，予以公开6件。", "R414 ，予以公开6件"},
		{"已答复的申请中，部分公开2件，不予公开3件，无法提供4件，不予处理5件。", "R414 部分公开2件; R414 不予公开3件; R414 无法提供4件; R414 不予处理5件"},
		{"因政府信息公开被申请行政复议2件、提起行政诉讼1件。", ""},
		{"因政府信息公开被申请行政复议3件、提起行政诉讼2件。", "R414 行政复议3件; R414 行政诉讼2件"},
		{"全年没有发生因政府信息公开引起的行政复议、行政诉讼。", "R414 没有发生因政府信息公开引起的行政复议"},
		{"没有发生政府信息公开行政复议被纠正的情形。", "R414 没有发生政府信息公开行政复议"},
		{"本局全年办理行政复议案件300件。", ""},
		{"向上级备案政府信息公开行政复议案件30件。", ""},
		{"全年制发行政规范性文件0件，废止规范性文件0件，现行有效行政规范性文件0件。", ""},
		{"全年制发行政规范性文件4件。", "R414 制发行政规范性文件4件"},
		{"全年废止规范性文件1件。", "R414 废止规范性文件1件"},
		{"年末现行有效规范性文件32件。", "R414 现行有效规范性文件32件"},
		{"代拟并印发规范性文件3件。", ""},
		{"全年主动公开信息30条。", ""},
		{"全年主动公开政府信息共2条。", "R415 主动公开政府信息共2条"},
		{"全年主动公开政府信息1,200条。", ""},
		{"全年收取信息处理费380元。", ""},
		{"全年收取信息处理费共计381元。", "R415 信息处理费共计381元"},
		{"全年收取信息处理费0.04万元。", "R415 信息处理费0.04万元"},
	} {
		if got := outline(CheckProse(r, page(t, "没有收到申请。", test.text), nil, false)); got != test.want {
			t.Errorf("%s\n%s, want %s", test.text, got, test.want)
		}
	}
	found := CheckProse(r, page(t, "没有收到申请。", "收到政府信息公开申请11件。"), nil, false)
	if want := "正文说「收到政府信息公开申请11件」，表里本年新收政府信息公开申请总计是 10"; found[0].Message.ZH != want {
		t.Error(found[0].Message.ZH)
	}
	if !strings.Contains(found[0].Hint.ZH, "{{ requests.new.total }}") {
		t.Error(found[0].Hint.ZH)
	}
	blank, _ := Fill(FormOf(2023), 2023, nil)
	unknown := page(t, "没有收到申请。", "收到政府信息公开申请11件，主动公开信息1条。")
	unknown.Disclosed = -1
	if got := codes(CheckProse(blank, unknown, nil, false)); got != "" {
		t.Errorf("what isn't known is doubted: %s", got)
	}
}

func TestLastYearsTextHandedInAgain(t *testing.T) {
	const short = "栏目更新还不够及时，将按月检查。"
	rewritten := "今年新设了专栏，编制了目录，培训了工作人员，修订了公开指南，开展了满意度调查，把征集到的意见逐条答复并公布了采纳情况，把答复的范本发到各股室，按季度抽查，抽查的结果在全局通报，列入考核。"
	for _, test := range []struct{ name, last, this, want string }{
		{"the same, long", exampleLong, exampleLong, "R416 ## 五、存在的主要问题及改进情况"},
		{"the same but for the year", exampleLong + "2022年完成。", exampleLong + "2023年完成。", "R416 ## 五、存在的主要问题及改进情况"},
		{"the same, short", short, short, ""},
		{"written anew", exampleLong, rewritten, ""},
		{"half of it", exampleLong, exampleLong[:len(exampleLong)/2/3*3] + rewritten[:len(rewritten)/2/3*3], ""},
	} {
		last, this := page(t, short, test.last), page(t, short, test.this)
		if got := outline(CheckProse(nil, this, &last, false)); got != test.want {
			t.Errorf("%s: %s", test.name, got)
		}
	}
}

func FuzzProse(f *testing.F) {
	f.Add(strings.ReplaceAll(examplePage, "YEAR", "2023"), "")
	f.Add("## 一、总体情况\n\n2022年，我局收到政府信息公开申请１１件。统计期限20231月1日。\n\n## l六、其他需要报告的事项\n> 填写提示：", exampleLong)
	f.Add("现公布示例县教育局2022年政府信息公开工作年度报告\xff\xfe20XX年", "# \n##\n## 五、\n")
	f.Fuzz(func(t *testing.T, text, last string) {
		before := proseOf("content/report/2022.md", last, 2022)
		for _, d := range CheckProse(claimed2023, proseOf("content/report/2023.md", text, 2023), &before, false) {
			if d.Line > 0 && (d.EndLine < d.Line || d.EndLine == d.Line && d.EndColumn < d.Column) {
				t.Errorf("%s at %+v", d.Code, d.Place)
			}
		}
	})
}

// claimed2023 is a report without a place.
var claimed2023, _ = Fill(FormOf(2023), 2023, map[string]Cell{
	"requests.new.total": {Number, "10"}, "requests.outcome.total.total": {Number, "9"}, "disclosure.fees": {Number, "0.038"},
})
