package report

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/internal/diag"
)

var (
	ruleYear = diag.Rule{
		Code: "R410", Severity: diag.Warning,
		Message: diag.Text{ZH: "「{1}」的年份与 {2} 年度的报告不符", EN: "“{1}” doesn't fit the report of {2}"},
		Hint:    diag.Text{ZH: "可能是从往年的报告里留下来的，核对年份", EN: "perhaps it is left over from another year's report: check the year"},
		Why: diag.Text{
			ZH: "留下往年的年份，读者会怀疑整篇报告是照抄的",
			EN: "a year left over makes readers doubt the whole report",
		},
		Bad:  exampleProse("通过网站公开信息。", "2022年，通过网站公开信息。"),
		Good: exampleProse("通过网站公开信息。", "2023年，通过网站公开信息。"),
	}
	ruleBody = diag.Rule{
		Code: "R411", Severity: diag.Warning,
		Message: diag.Text{ZH: "「{1}」不是本机关的名称", EN: "“{1}” isn't this agency's name"},
		Hint:    diag.Text{ZH: "本机关是{2}；可能是从别处的报告里留下来的", EN: "this agency is {2}; perhaps the name is left over from another's report"},
		Why: diag.Text{
			ZH: "报告上写着别的机关，就不是本机关的报告",
			EN: "a report that names another body isn't this body's report",
		},
		Bad:  exampleProse("title = \"示例县统计局", "title = \"示例县教育局"),
		Good: exampleProse(),
	}
	ruleTemplate = diag.Rule{
		Code: "R412", Severity: diag.Warning,
		Message: diag.Text{ZH: "「{1}」是模板里的话，没有删去或者填写", EN: "“{1}” is left over from a template"},
		Hint:    diag.Text{ZH: "删去，或者填上实际内容", EN: "delete it, or fill it in"},
		Why: diag.Text{
			ZH: "模板的话留在正文里，说明报告没有校对",
			EN: "it shows that nobody read the report before it was published",
		},
		Bad:  exampleProse("没有收取信息处理费。", "没有收取信息处理费。该部分以表格形式报告。"),
		Good: exampleProse(),
	}
	ruleAdvice = diag.Rule{
		Code: "R413", Severity: diag.Error,
		Message: diag.Text{ZH: "「{1}」的填写提示还没有换成正文", EN: "the advice in {1} hasn't been replaced by text"},
		Hint:    diag.Text{ZH: "写好这一部分，删去以「填写提示：」开头的一段", EN: "write this part and delete the paragraph that begins with “填写提示：”"},
		Why: diag.Text{
			ZH: "提示是写给起草人的，不能公布",
			EN: "the advice is for the author, not for the public",
		},
		Bad:  exampleProse("没有收取信息处理费。", "> 填写提示：写明信息处理费。"),
		Good: exampleProse(),
	}
)

// adviceMark begins the advice that new writes into a skeleton.
const adviceMark = "填写提示："

var (
	titleYear  = regexp.MustCompile(`([0-9]{4})\s*年`)
	period     = regexp.MustCompile(`([0-9]{4})年1月1日.{0,9}?(?:至|到|—|－|-|~|～)+.{0,9}?([0-9]{4})年12月31日`)
	yearOpens  = regexp.MustCompile(`^(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．])?([0-9]{4})年度?[，,]?(?:我|本|全|[，,])`)
	yearless   = regexp.MustCompile(`(?:^|[^0-9])(20[0-9]{2}(?:1[0-2]|[1-9])月)[0-9]{1,2}日`)
	reportOf   = regexp.MustCompile(`(\p{Han}{2,30}?)\s*([0-9]{4})\s*年度?政府信息公开工作?年度报告`)
	bodyEnding = regexp.MustCompile(`(?:局|委|委员会|办公室|办事处|政府|厅|处|院|中心|大队|支队|管委会)$`)
	pronoun    = regexp.MustCompile(`(?:我|本|该|各|全|其|所属)\p{Han}{0,6}$`)
)

// year reports a year that isn't the report's: in the title, in the period
// that the figures cover, and at the beginning of a paragraph that never
// speaks of the report's own year.
func (p *proof) year() {
	if m := titleYear.FindStringSubmatch(p.Title); m != nil && m[1] != strconv.Itoa(p.Year) {
		p.say(&ruleYear, p.Place, m[1]+"年", p.Year)
	}
	own := strconv.Itoa(p.Year) + "年"
	for i, s := range p.Sections {
		t := p.texts[i]
		for _, m := range period.FindAllStringSubmatchIndex(t.text, -1) {
			if t.text[m[2]:m[3]]+"年" != own || t.text[m[4]:m[5]]+"年" != own {
				p.say(&ruleYear, t.at(s, m[0], m[1]), t.text[m[0]:m[1]], p.Year)
			}
		}
		for _, m := range yearless.FindAllStringSubmatchIndex(t.text, -1) {
			p.say(&ruleYear, t.at(s, m[2], m[3]), t.text[m[2]:m[3]], p.Year)
		}
		p.openings(s, own)
	}
}

// openings looks at how paragraphs begin.
func (p *proof) openings(s Section, own string) {
	for start, end := range paragraphs(s.Text) {
		t := compact(s.Text[start:end])
		m := yearOpens.FindStringSubmatchIndex(t.text)
		if m == nil || strings.Contains(t.text, own) || period.MatchString(t.text) {
			continue
		}
		year, _ := strconv.Atoi(t.text[m[2]:m[3]])
		if year < p.Year && year > p.Year-5 {
			from, to := t.span(m[2], m[3]+len("年"))
			p.say(&ruleYear, s.at(start+from, start+to), t.text[m[2]:m[3]]+"年", p.Year)
		}
	}
}

// paragraphs yields the spans of a text that empty lines part.
func paragraphs(text string) func(yield func(start, end int) bool) {
	return func(yield func(start, end int) bool) {
		start := 0
		for start < len(text) {
			end := start + strings.Index(text[start:]+"\n\n", "\n\n")
			end = min(end, len(text))
			if !yield(start, end) {
				return
			}
			start = end + len("\n\n")
		}
	}
}

// bodies reports the title, or a sentence that names a report, when the name
// is another body's.
func (p *proof) bodies() {
	if len(p.Agency) == 0 {
		return
	}
	if year := titleYear.FindStringIndex(p.Title); year != nil {
		before, after := p.Title[:year[0]], p.Title[year[1]:]
		after, _, _ = strings.Cut(strings.TrimPrefix(after, "度"), "政府信息公开")
		if name := strings.TrimSpace(before) + strings.TrimSpace(after); name != "" && bodyEnding.MatchString(name) && !p.owns(name) {
			p.say(&ruleBody, p.Place, name, p.Agency[0])
		}
	}
	for i, s := range p.Sections {
		t := p.texts[i]
		if !strings.Contains(t.text, "年度报告") {
			continue // the pattern is slow
		}
		for _, m := range reportOf.FindAllStringSubmatchIndex(t.text, -1) {
			name := t.text[m[2]:m[3]]
			if bodyEnding.MatchString(name) && !pronoun.MatchString(name) && !p.owns(name) {
				p.say(&ruleBody, t.at(s, m[2], m[3]), shown(name), p.Agency[0])
			}
		}
	}
}

// owns tells whether a run of characters ends in one of the agency's names, or
// in the end of one: 洪泽区人民政府 for 淮安市洪泽区人民政府.
func (p *proof) owns(name string) bool {
	for _, own := range p.Agency {
		if own != "" && (strings.HasSuffix(name, own) || strings.HasSuffix(own, name)) {
			return true
		}
		// A run that begins before the name: 现公布县统计局.
		for i := range own {
			if rest := own[i:]; utf8.RuneCountInString(rest) >= 4 && strings.HasSuffix(name, rest) {
				return true
			}
		}
	}
	return false
}

// leftovers reports sentences of a template, and the advice of our own once a
// part.
func (p *proof) leftovers() {
	part, advised := "正文", false
	for i, s := range p.Sections {
		if s.Level == 2 {
			part, advised = s.Heading, false
		}
		if at := strings.Index(s.Text, adviceMark); at >= 0 && !advised {
			advised = true
			p.say(&ruleAdvice, s.at(at, at+len(adviceMark)), part)
		}
		for _, sentence := range p.form.words.leftovers {
			if at := strings.Index(p.texts[i].text, sentence); at >= 0 {
				p.say(&ruleTemplate, p.texts[i].at(s, at, at+len(sentence)), sentence)
				break
			}
		}
	}
}

// at is the place of a span of the text; of the heading when the caller has
// no places.
func (s Section) at(start, end int) diag.Place {
	if s.At == nil {
		return s.Place
	}
	return s.At(start, end)
}

// compacted is a text without white space and emphasis, with ASCII digits, so
// that patterns meet every way of writing it.
type compacted struct {
	text    string
	offsets []int // of each byte in the text it was made from, and its end
}

func compact(s string) compacted {
	var b strings.Builder
	var offsets []int
	for i, r := range s {
		if r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '　' || r == '*' || r == '>' || r == '\u00a0' {
			continue
		}
		if '０' <= r && r <= '９' {
			r += '0' - '０'
		}
		b.WriteRune(r)
		for len(offsets) < b.Len() {
			offsets = append(offsets, i)
		}
	}
	return compacted{b.String(), append(offsets, len(s))}
}

// span is where a span of the compacted text stands in the original.
func (c compacted) span(start, end int) (from, to int) {
	if start >= end {
		return c.offsets[start], c.offsets[start]
	}
	// The end of the last character, not the beginning of what follows.
	return c.offsets[start], c.offsets[end-1] + 1
}

func (c compacted) at(s Section, start, end int) diag.Place {
	from, to := c.span(start, end)
	_, size := utf8.DecodeRuneInString(s.Text[to-1:])
	return s.at(from, to-1+size)
}
