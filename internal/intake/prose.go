package intake

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/internal/diag"
	"gongkai/internal/document"
	"gongkai/internal/privacy"
	"gongkai/internal/report"
)

// prose is the text of a report sorted into its parts.
type prose struct {
	form     *report.Form
	title    string
	before   []paragraph // the first part
	parts    map[string][]paragraph
	found    map[string]bool
	unplaced []paragraph
}

// paragraph is a line of the page, or several that were one.
type paragraph struct {
	text  string
	place diag.Place
}

// prose sorts what isn't part of a table. Nothing is dropped but page numbers,
// the title, and words that the form itself prints.
func (t *template) prose(lines []*line, from, to int, kind document.Kind) *prose {
	p := &prose{form: t.form, parts: map[string][]paragraph{}, found: map[string]bool{}}
	start := p.takeTitle(lines[:from])
	contents := t.contents(lines)
	width := pageWidth(slices.Concat(lines[:from], lines[to:]), kind)
	var kept []*line
	current := ""
	end := func() {
		paragraphs := join(kept, width)
		switch {
		case current == "" && len(p.found) == 0:
			p.before = append(p.before, paragraphs...)
		case current == "":
			p.unplaced = append(p.unplaced, paragraphs...)
		default:
			p.parts[current] = append(p.parts[current], paragraphs...)
		}
		kept = nil
	}
	for i := start; i < len(lines); i++ {
		l := lines[i]
		if i == from {
			end()
			p.table(t, lines[from:to])
			current = ""
			i = to - 1
			p.found[""] = true
			continue
		}
		if contents[i] {
			continue
		}
		if part := t.partOf(l); part != nil {
			end()
			p.found[part.Ordinal] = true
			current = part.Ordinal
			if part.Table != "" {
				current = "" // its table was elsewhere
			}
			continue
		}
		kept = append(kept, l)
	}
	end()
	p.cutFoot()
	return p
}

// foot is how a line begins, or what it says, that belongs to the foot of a web
// page and not to a report.
var foot = regexp.MustCompile(`^[【\[]?(?:上一[篇条页]|下一[篇条页]|主办单位|承办单位|主办[:：]|承办[:：]|网站地图|网站标识码|网站声明|版权所有|版权声明|Copyright|©|打印本页|关闭(?:本页|窗口)|分享到|扫一扫)|ICP备|网安备|备案号`)

// cutFoot takes the foot of a web page out of the last part, where nothing else
// tells that the report has ended: from its first line on.
func (p *prose) cutFoot() {
	last := ""
	for _, part := range p.form.Parts {
		if part.Table == "" {
			last = part.Ordinal
		}
	}
	text := p.parts[last]
	i := slices.IndexFunc(text, func(q paragraph) bool {
		return utf8.RuneCountInString(q.text) <= 80 && foot.MatchString(q.text)
	})
	if i >= 0 {
		p.parts[last], p.unplaced = text[:i:i], append(p.unplaced, text[i:]...)
	}
}

// table gathers what stands between the tables and is none of the form's words.
func (p *prose) table(t *template, lines []*line) {
	for _, l := range lines {
		if part := t.partOf(l); part != nil {
			p.found[part.Ordinal] = true
			continue
		}
		if l.used || l.isPage {
			continue
		}
		strange := false
		for _, piece := range l.labels {
			if t.isPrinted(piece.text) {
				continue
			}
			for word := range strings.FieldsSeq(piece.original) {
				strange = strange || bare(word) != "" && !t.isPrinted(bare(word))
			}
		}
		if strange || len(l.labels) == 0 && len(l.numbers()) > 0 && !l.ruled {
			p.unplaced = append(p.unplaced, paragraph{tidy(l.text), l.place})
		}
	}
}

var (
	titleEnd  = regexp.MustCompile(`报告[（(]?[\d年度）)]*$`)
	bareTitle = regexp.MustCompile(`^[\d〇○零一二三四五六七八九]{0,4}年?度?政府信息公开(?:工作)?(?:年度)?(?:工作)?(?:年度)?报告$`)
)

// takeTitle finds the title among the first lines, and where the text begins.
// A title that doesn't name the agency has it on the line before.
func (p *prose) takeTitle(lines []*line) (start int) {
	agency := -1
	for i, l := range lines[:min(len(lines), 30)] {
		if l.blank() {
			continue
		}
		own := strings.Join(strings.Fields(l.text), "")
		if titleEnd.MatchString(own) && strings.Contains(own, "公开") && utf8.RuneCountInString(own) <= 60 && !strings.ContainsAny(own, "。；，") {
			p.title = own
			if agency >= 0 && bareTitle.MatchString(own) {
				p.title = strings.Join(strings.Fields(lines[agency].text), "") + own
			} else {
				agency = -1
			}
			for j, earlier := range lines[:i] {
				if j != agency && !earlier.blank() && !earlier.isPage {
					p.before = append(p.before, paragraph{tidy(earlier.text), earlier.place})
				}
			}
			return i + 1
		}
		agency = -1
		if utf8.RuneCountInString(own) <= 30 && !strings.ContainsAny(own, "。；，：:") {
			agency = i
		}
	}
	return 0
}

// join puts the lines of a page together again: a page breaks a paragraph
// where its width ends.
func join(lines []*line, width int) []paragraph {
	var all []paragraph
	var last *line
	gap, pageBreak := false, false
	for _, l := range lines {
		if l.isPage {
			pageBreak = true
			continue
		}
		text := tidy(l.text)
		if text == "" {
			gap = true
			continue
		}
		if last != nil && l.page != last.page {
			pageBreak = true
		}
		begins := width == 0 || last == nil || l.ruled || last.ruled ||
			gap && !pageBreak ||
			cells(tidy(last.text))*5 < width*4 ||
			!pageBreak && indent(l.text) > indent(last.text) ||
			aspectStart.MatchString(text)
		if begins {
			all = append(all, paragraph{text, l.place})
		} else {
			p := &all[len(all)-1]
			if latinEdge(p.text, text) {
				p.text += " "
			}
			p.text += text
		}
		last, gap, pageBreak = l, false, false
	}
	return all
}

// pageWidth is the width of the page in cells when lines were broken at it:
// then many are nearly as long as the longest. It is 0 when each line is a
// paragraph.
func pageWidth(lines []*line, kind document.Kind) int {
	if kind != document.Plain && kind != document.Markdown {
		return 0
	}
	const narrowest, widest = 40, 160
	width, count, near := 0, 0, 0
	for _, l := range lines {
		if !l.isPage && !l.ruled {
			width = max(width, cells(tidy(l.text)))
		}
	}
	for _, l := range lines {
		w := cells(tidy(l.text))
		if w > 0 {
			count++
		}
		if w*5 >= width*4 {
			near++
		}
	}
	if width < narrowest || width > widest || near*3 < count {
		return 0
	}
	return width
}

// cells is the width of a text on a page: a Chinese character takes two.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x2e80 {
			n++
		}
	}
	return n
}

func indent(s string) int {
	return utf8.RuneCountInString(s) - utf8.RuneCountInString(strings.TrimLeft(s, " 　\t"))
}

// latinEdge tells whether two lines meet at letters that a space must part.
func latinEdge(a, b string) bool {
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	isLatin := func(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
	return isLatin(last) && isLatin(first)
}

// tidy is a line without the white space around it.
func tidy(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == '\t' || r == '\f' || r == '　' || r == '\u00a0'
	}), " ")
}

var aspectStart = regexp.MustCompile(`^\s*(?:[（(][一二三四五六七八九十][）)]|[一二三四五六七八九十]、)`)

// aspect takes a paragraph apart that begins with the title of an aspect:
// （四）公开平台建设方面。一是 …
func aspect(text string, part *report.Part) (title, rest string, ok bool) {
	head := aspectStart.FindString(text)
	if head == "" {
		return "", "", false
	}
	body := text[len(head):]
	end := strings.IndexAny(body, "。：:；，,")
	name := body
	if end >= 0 {
		name = body[:end]
		rest = strings.TrimLeft(body[end:], "。：:；，, ")
	}
	known := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(bare(name), "情况"), "方面"), "工作")
	for i, official := range part.Aspects {
		for _, w := range wordings(official, lexicon().aspects) {
			if known == w {
				return "（" + string([]rune("一二三四五六七八九十")[i]) + "）" + official, rest, true
			}
		}
	}
	return "", "", false
}

// unplacedHeading stands over what has no place.
const unplacedHeading = "导入时没有归位的内容"

// markdown is the text under the form's headings.
func (p *prose) markdown() []byte {
	var b strings.Builder
	write := func(text string) {
		if text != "" {
			b.WriteString("\n" + escape(text) + "\n")
		}
	}
	for _, q := range p.before {
		write(q.text)
	}
	for i := range p.form.Parts {
		part := &p.form.Parts[i]
		if part.Table != "" {
			continue
		}
		b.WriteString("\n## " + part.Heading() + "\n")
		for _, q := range p.parts[part.Ordinal] {
			if title, rest, ok := aspect(q.text, part); ok {
				b.WriteString("\n### " + title + "\n")
				write(rest)
				continue
			}
			write(q.text)
		}
	}
	if len(p.unplaced) > 0 {
		b.WriteString("\n## " + unplacedHeading + "\n")
		for _, q := range p.unplaced {
			write(q.text)
		}
	}
	return []byte(strings.TrimPrefix(b.String(), "\n"))
}

// doubts is what a person must look at.
func (p *prose) doubts(name string) diag.List {
	var found diag.List
	if n := len(p.unplaced); n > 0 {
		first := p.unplaced[0]
		at := first.place
		if at.Line > 0 {
			at.Text = privacy.Mask(first.text)
			at.Column, at.EndLine, at.EndColumn = 1, at.Line, utf8.RuneCountInString(first.text)+1
		}
		found = append(found, ruleUnplaced.New(at, n, quoted(first.text)))
	}
	for i := range p.form.Parts {
		if part := &p.form.Parts[i]; part.Table == "" && !p.found[part.Ordinal] {
			found = append(found, ruleNoPart.New(diag.Place{File: name}, part.Heading()))
		}
	}
	return found
}

var (
	blockStart = regexp.MustCompile(`^(?:[-+#>=~|:]|\d{1,9}[.)])`)
	special    = strings.NewReplacer(
		`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "&", `\&`, "{{", `\{{`, "~~", `\~~`, "|", `\|`,
	)
)

// escape keeps Markdown from reading anything into a text.
func escape(text string) string {
	text = special.Replace(text)
	if m := blockStart.FindString(text); m != "" {
		text = text[:len(m)-1] + `\` + text[len(m)-1:]
	}
	return text
}
