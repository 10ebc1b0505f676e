package report

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/internal/diag"
)

// The prose of a report is checked for what reviewers find: parts that are
// missing, misnumbered or empty, a year or a name left over from another
// report, sentences of the template, numbers that contradict the tables, and
// last year's text handed in again. All but the shape of the parts is a matter
// of reading, so it is a warning, and where a sentence may well speak of
// something else nothing is said.

// Prose is the text of a report, as its author wrote it.
type Prose struct {
	Year     int
	Title    string     // of the page
	Place    diag.Place // of the title
	Agency   []string   // the agency's names: full, short
	Sections []Section
	// Disclosed is how many items the site itself made public in the year;
	// negative when that isn't known.
	Disclosed int
}

// Section is a heading of the prose with the text below it, up to the next.
type Section struct {
	Heading string                          // as plain text; "" for the text before the first heading
	Level   int                             // 2 for a part, 3 for an aspect
	Place   diag.Place                      // of the heading
	Text    string                          // Markdown, as it is written
	At      func(start, end int) diag.Place // of Text[start:end]
}

var (
	ruleTablePart = diag.Rule{
		Code: "R401", Severity: diag.Error,
		Message: diag.Text{ZH: "「{1}」是表，不写在正文里", EN: "{1} is a table and isn't written in the text"},
		Hint:    diag.Text{ZH: "删去这一部分；数字写在同名的 .toml 里，发布时自动成表", EN: "delete this part; the figures in the .toml of the same name become the table"},
		Why: diag.Text{
			ZH: "两处都写，数字就会不一致",
			EN: "written twice, the figures come to differ",
		},
		Bad:  exampleProse("## 五、", "## 三、收到和处理政府信息公开申请情况\n\n收到申请 0 件。\n\n## 五、"),
		Good: exampleProse(),
	}
	ruleNoPart = diag.Rule{
		Code: "R402", Severity: diag.Error,
		Message: diag.Text{ZH: "正文缺少「{1}」", EN: "the text lacks {1}"},
		Hint:    diag.Text{ZH: "加上标题 ## {1}，并写出内容", EN: "add the heading ## {1} and its text"},
		Why: diag.Text{
			ZH: "年度报告的六个部分缺一不可",
			EN: "an annual report has six parts, none of which may be missing",
		},
		Basis: "《中华人民共和国政府信息公开条例》第五十条",
		Bad:   exampleProse("## 六、其他需要报告的事项\n\n没有收取信息处理费。\n", ""),
		Good:  exampleProse(),
	}
	ruleNumbering = diag.Rule{
		Code: "R403", Severity: diag.Warning,
		Message: diag.Text{ZH: "标题「{1}」的序号不对，应为「{2}」", EN: "the heading “{1}” is misnumbered: it should be “{2}”"},
		Hint:    diag.Text{ZH: "改成 {2}", EN: "write {2}"},
		Why: diag.Text{
			ZH: "序号错位，读者和检查的人会以为缺了一部分",
			EN: "with a wrong number, a part seems to be missing",
		},
		Bad:  exampleProse("## 五、存在", "## 四、存在"),
		Good: exampleProse(),
	}
	ruleVariant = diag.Rule{
		Code: "R404", Severity: diag.Hint,
		Message: diag.Text{ZH: "标题「{1}」与格式的写法不同", EN: "the heading “{1}” differs from the form's wording"},
		Hint:    diag.Text{ZH: "格式写作 {2}", EN: "the form has {2}"},
		Why: diag.Text{
			ZH: "统一的标题便于查找和比较",
			EN: "uniform headings are easier to find and to compare",
		},
		Bad:  exampleProse("## 五、存在的主要问题及改进情况", "## 五、存在问题及改进情况"),
		Good: exampleProse(),
	}
	ruleHeading = diag.Rule{
		Code: "R405", Severity: diag.Warning,
		Message: diag.Text{ZH: "「{1}」不是年度报告六个部分的标题", EN: "“{1}” isn't the heading of one of the report's parts"},
		Hint:    diag.Text{ZH: "{2}；部分之内的小标题用 ###", EN: "{2}; use ### for a heading inside a part"},
		Why: diag.Text{
			ZH: "格式规定的结构不能增减",
			EN: "nothing may be added to the structure of the form",
		},
		Bad:  exampleProse("## 六、", "## 下一步打算\n\n按月检查。\n\n## 六、"),
		Good: exampleProse("## 六、", "### 下一步打算\n\n按月检查。\n\n## 六、"),
	}
	ruleOrder = diag.Rule{
		Code: "R406", Severity: diag.Warning,
		Message: diag.Text{ZH: "「{1}」的位置不对：{2}", EN: "{1} is out of place: {2}"},
		Hint:    diag.Text{ZH: "按一、五、六的顺序写，每个部分一次", EN: "write each part once, in the form's order"},
		Why: diag.Text{
			ZH: "六个部分的顺序是格式规定的",
			EN: "the form fixes the order of the parts",
		},
		Bad:  exampleProse("## 六、其他需要报告的事项\n\n没有收取信息处理费。\n", "", "## 五、", "## 六、其他需要报告的事项\n\n没有收取信息处理费。\n\n## 五、"),
		Good: exampleProse(),
	}
	ruleAspect = diag.Rule{
		Code: "R407", Severity: diag.Warning,
		Message: diag.Text{ZH: "「{1}」没有写到：{2}", EN: "{1} says nothing of {2}"},
		Hint:    diag.Text{ZH: "依次写 {3}", EN: "write, in this order, {3}"},
		Why: diag.Text{
			ZH: "总体情况要从格式规定的几个方面写",
			EN: "the form asks for each of these aspects",
		},
		Basis: "政府信息公开工作年度报告格式",
		Bad:   exampleProse("### （五）监督保障\n\n专人负责。\n\n", ""),
		Good:  exampleProse(),
	}
	ruleEmpty = diag.Rule{
		Code: "R408", Severity: diag.Warning,
		Message: diag.Text{ZH: "「{1}」{2}", EN: "{1} {2}"},
		Hint:    diag.Text{ZH: "写出实际情况", EN: "say what there is to say"},
		Why: diag.Text{
			ZH: "只写「无」或者几个字，检查时按缺项处理；整个部分一个字也没有，等于没有写，除草稿外是错误",
			EN: "a part that says “none” counts as missing at inspection; one without a word is not written at all, which is an error but in a draft",
		},
		Bad:  exampleProse("栏目更新还不够及时，将按月检查。", "无。"),
		Good: exampleProse(),
	}
	ruleMention = diag.Rule{
		Code: "R409", Severity: diag.Warning,
		Message: diag.Text{ZH: "「{1}」没有说明{2}{3}", EN: "{1} doesn't speak of {2}{3}"},
		Hint:    diag.Text{ZH: "写明本年度收了多少，或者没有收取", EN: "say how much was charged in the year, or that nothing was"},
		Why: diag.Text{
			ZH: "收取信息处理费的情况每年都要报告，没有收取也要写明",
			EN: "the fee for processing information is reported each year, even when none was charged",
		},
		Basis: "政府信息公开工作年度报告格式",
		Bad:   exampleProse("没有收取信息处理费。", "没有其他需要报告的事项。"),
		Good:  exampleProse(),
	}
)

// CheckProse reads a report's text beside its figures and last year's text.
// r is nil when the figures can't be had, last when there is no text of last
// year. With draft no finding is an error.
func CheckProse(r *Report, text Prose, last *Prose, draft bool) diag.List {
	form := FormOf(text.Year)
	if r != nil {
		form = r.Form
	}
	if form == nil {
		return nil
	}
	p := &proof{Prose: text, form: form, report: r}
	for _, s := range text.Sections {
		p.texts = append(p.texts, compact(s.Text))
	}
	p.headings()
	for i := range p.chapters {
		p.chapter(&p.chapters[i])
	}
	p.year()
	p.bodies()
	p.leftovers()
	p.claims()
	p.copied(last)
	if draft {
		soften(p.problems)
	}
	return p.problems
}

// proof is a text while it is read.
type proof struct {
	Prose
	form     *Form
	report   *Report     // nil when the figures can't be had
	texts    []compacted // of each section
	chapters []chapter
	problems diag.List
}

// chapter is the sections of one part: its own and those of its aspects.
type chapter struct {
	part     *Part
	sections []Section
}

func (p *proof) say(rule *diag.Rule, at diag.Place, args ...any) {
	p.problems = append(p.problems, rule.New(at, args...))
}

// headings finds the parts by their headings, and what is wrong with them.
func (p *proof) headings() {
	seen := map[*Part]bool{}
	meant := map[*Part]bool{}
	var previous *Part
	for _, s := range p.Sections {
		if s.Level > 2 || s.Heading == "" {
			if n := len(p.chapters); n > 0 {
				p.chapters[n-1].sections = append(p.chapters[n-1].sections, s)
			}
			continue
		}
		if s.Level < 2 {
			continue
		}
		part, wording := p.form.partOf(s.Heading)
		p.chapters = append(p.chapters, chapter{part, []Section{s}})
		if part == nil {
			p.strange(s, meant)
			continue
		}
		p.heading(s, part, wording)
		switch {
		case seen[part] && part.Table == "":
			p.say(&ruleOrder, s.Place, part.Heading(), diag.Text{ZH: "前面已经写过", EN: "it was written before"})
		case previous != nil && p.form.index(part) < p.form.index(previous):
			p.say(&ruleOrder, s.Place, part.Heading(), diag.Text{
				ZH: "应在「" + previous.Heading() + "」前面", EN: "it belongs before " + previous.Heading(),
			})
		}
		previous = part
		seen[part] = true
	}
	for i := range p.form.Parts {
		if part := &p.form.Parts[i]; part.Table == "" && !seen[part] && !meant[part] {
			p.say(&ruleNoPart, p.Place, part.Heading())
		}
	}
}

// heading compares a heading with that of its part.
func (p *proof) heading(s Section, part *Part, wording string) {
	heading := strings.TrimSpace(s.Heading)
	switch {
	case part.Table != "":
		p.say(&ruleTablePart, s.Place, part.Heading())
	case heading == part.Heading():
	case squeeze(heading) == part.Ordinal+"、"+squeeze(wording):
		p.say(&ruleVariant, s.Place, shown(heading), part.Heading())
	default:
		p.say(&ruleNumbering, s.Place, shown(heading), part.Heading())
	}
}

// strange reports a heading that is none of the parts', and notes the part
// that it may be meant for.
func (p *proof) strange(s Section, meant map[*Part]bool) {
	hint := diag.Text{ZH: "格式没有这一部分", EN: "the form has no such part"}
	title := squeeze(s.Heading)
	for i := range p.form.Parts {
		part := &p.form.Parts[i]
		if diag.Distance(title, part.Heading()) <= utf8.RuneCountInString(title)/2 {
			hint = diag.Text{ZH: "可能是「" + part.Heading() + "」", EN: "perhaps " + part.Heading()}
			meant[part] = true
			break
		}
	}
	p.say(&ruleHeading, s.Place, shown(s.Heading), hint)
}

// partOf is the part that a heading names, whatever its number, and the wording
// of the title that was recognised.
func (f *Form) partOf(heading string) (*Part, string) {
	title := squeeze(heading)
	for i := range f.Parts {
		part := &f.Parts[i]
		for _, wording := range append([]string{part.Title}, part.variants...) {
			// A dirty number, such as l六、, is a few characters long.
			before, ok := strings.CutSuffix(title, squeeze(wording))
			if ok && utf8.RuneCountInString(before) <= 4 {
				return part, wording
			}
		}
	}
	return nil, ""
}

// index is a part's position.
func (f *Form) index(part *Part) int {
	return slices.IndexFunc(f.Parts, func(p Part) bool { return p.Ordinal == part.Ordinal })
}

// squeeze drops white space, and punctuation at the end.
func squeeze(s string) string {
	s = strings.Join(strings.Fields(s), "")
	return strings.TrimRight(s, "：:。")
}

// chapter checks what a part says.
func (p *proof) chapter(c *chapter) {
	if c.part == nil || c.part.Table != "" {
		return
	}
	text := c.text()
	if strings.Contains(text, adviceMark) {
		return // not written yet; the sentence left in is reported
	}
	at := c.sections[0].Place
	switch {
	case !says(c.sections):
		p.say(&ruleEmpty, at, c.part.Heading(), emptyWords)
		p.problems[len(p.problems)-1].Severity = diag.Error
		return
	case letters(text) < c.part.minimum:
		p.say(&ruleEmpty, at, c.part.Heading(), diag.Text{ZH: "几乎是空的", EN: "is all but empty"})
		return
	}
	for _, a := range c.aspects() {
		if !says(a) {
			p.say(&ruleEmpty, a[0].Place, shown(a[0].Heading), emptyWords)
		}
	}
	var absent []string
	for i, mark := range c.part.marks {
		if !strings.Contains(text, mark) {
			absent = append(absent, c.part.Aspects[i])
		}
	}
	if len(absent) > 0 {
		p.say(&ruleAspect, at, c.part.Heading(), strings.Join(absent, "、"), strings.Join(c.part.Aspects, "、"))
	}
	for _, m := range p.form.words.mentions {
		if m.Part == c.part.Ordinal && !strings.Contains(text, m.Word) && p.positive(m.Cell) {
			p.say(&ruleMention, at, c.part.Heading(), m.What, p.amount(m.Cell))
			return
		}
	}
}

var emptyWords = diag.Text{ZH: "下面没有内容", EN: "has nothing beneath it"}

// says tells whether anything is written below headings. A heading that is a
// sentence, as where a paragraph is set as one, says something itself.
func says(sections []Section) bool {
	return slices.ContainsFunc(sections, func(s Section) bool {
		return letters(s.Text) > 0 || strings.ContainsAny(s.Heading, "。，；")
	})
}

// aspects is the sections of each aspect that has a heading: its own and all
// that follow, whatever their level, up to the next aspect's.
func (c *chapter) aspects() (all [][]Section) {
	for _, s := range c.sections[1:] {
		names := func(mark string) bool { return strings.Contains(s.Heading, mark) }
		switch n := len(all); {
		case slices.ContainsFunc(c.part.marks, names):
			all = append(all, []Section{s})
		case n > 0:
			all[n-1] = append(all[n-1], s)
		}
	}
	return all
}

// text is all that a part says, headings included, without white space.
func (c *chapter) text() string {
	var b strings.Builder
	for i, s := range c.sections {
		if i > 0 {
			b.WriteString(s.Heading)
		}
		b.WriteString(s.Text)
	}
	return strings.Join(strings.Fields(b.String()), "")
}

// positive tells whether a figure is above 0; without a name it always is.
func (p *proof) positive(name string) bool {
	return name == "" || p.report != nil && p.report.figures[name].decimal().Sign() > 0
}

// amount is a figure as a remark.
func (p *proof) amount(name string) diag.Text {
	if name == "" {
		return diag.Text{}
	}
	words, text := p.report.words(name), p.report.text(name)
	return diag.Text{ZH: "，而表里" + words.ZH + "为 " + text, EN: ", while " + words.EN + " is " + text}
}

// letters counts the letters and digits of a text.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}
