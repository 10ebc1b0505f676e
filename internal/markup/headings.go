package markup

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/text/unicode/norm"

	"gongkai/internal/diag"
)

// HeadingID is the id of a heading by its text: the letters and digits of any
// script, in lower case, with hyphens for spaces. The prefix keeps headings
// apart from the ids of the layouts and from what scripts find by name.
func HeadingID(text string) string {
	var b strings.Builder
	b.WriteString("s-")
	for _, r := range norm.NFC.String(strings.TrimSpace(text)) {
		switch {
		case unicode.In(r, unicode.L, unicode.N, unicode.M), r == '_', r == '-':
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsSpace(r):
			b.WriteByte('-')
		}
	}
	if b.Len() == len("s-") {
		return "s-section"
	}
	return b.String()
}

// uniqueID is a heading's id, numbered when the page has it already.
func (p *page) uniqueID(text string) string {
	if p.ids == nil {
		p.ids = map[string]int{}
	}
	base := HeadingID(text)
	id := base
	for p.ids[id] > 0 {
		p.ids[base]++
		id = base + "-" + strconv.Itoa(p.ids[base])
	}
	p.ids[id] = 1
	return id
}

// writeHeading sets a heading. Level 1 is the page's title, so a body's
// headings begin at level 2; a level 1 in the body is reported and set as 2.
func (p *page) writeHeading(n *ast.Heading) {
	start, end := p.headingSpan(n)
	text := strings.TrimSpace(p.plain(n))
	level := max(n.Level, 2)
	switch {
	case text == "":
		p.report(&ruleEmptyHeading, start, end)
	case n.Level == 1:
		p.report(&ruleLevelOne, start, end, shown(text))
	case level > max(p.level, 1)+1:
		p.report(&ruleLevelJump, start, end, shown(text), level, max(p.level, 1)+1)
	}
	id := p.uniqueID(text)
	if text != "" {
		p.level = level
		p.doc.Outline = append(p.doc.Outline, Heading{
			Level: level, ID: id, Text: text,
			Start: p.body + start, End: p.body + end, HTMLStart: len(p.html),
		})
	}
	digit := "0123456"[level]
	p.put("<h")
	p.html = append(p.html, digit)
	p.put(` id="`)
	p.escape([]byte(id))
	p.put(`">`)
	p.inlines(n)
	p.put("</h")
	p.html = append(p.html, digit)
	p.put(">\n")
}

// headingSpan is the heading's text with its number signs, without the line
// under it.
func (p *page) headingSpan(n *ast.Heading) (start, end int) {
	start = n.Pos()
	end = start
	if i := n.Lines().Len(); i > 0 {
		last := n.Lines().At(i - 1)
		end = last.Stop
	}
	if i := bytes.IndexByte(p.src[end:], '\n'); i >= 0 {
		end += i
	} else {
		end = len(p.src)
	}
	for end > start && (p.src[end-1] == ' ' || p.src[end-1] == '\t') {
		end--
	}
	return start, end
}

var ruleLevelOne = diag.Rule{
	Code: "M040", Severity: diag.Warning,
	Message: diag.Text{ZH: "正文里有一级标题「{1}」，按二级显示", EN: "the text has a level-1 heading, “{1}”; it is set as level 2"},
	Hint:    diag.Text{ZH: "正文的标题从「##」写起；一级是页面的题目，取自 title", EN: "begin the headings of the text with ##; level 1 is the page's title, taken from title"},
	Why:     diag.Text{ZH: "一页只有一个题目，读屏软件和搜索靠它认出这一页。", EN: "A page has one title; screen readers and search know it by that."},
	Bad:     example + "# 调查内容\n\n调查于3月开始。\n",
	Good:    example + "## 调查内容\n\n调查于3月开始。\n",
}

var ruleLevelJump = diag.Rule{
	Code: "M041", Severity: diag.Warning,
	Message: diag.Text{ZH: "标题「{1}」跳了级：这里是第 {2} 级，应当是第 {3} 级", EN: "the heading “{1}” skips a level: it is level {2} and should be level {3}"},
	Hint:    diag.Text{ZH: "逐级使用标题：「##」下面是「###」，再下面是「####」", EN: "use the levels in turn: ### under ##, #### under ###"},
	Why:     diag.Text{ZH: "用读屏软件的人靠标题的级别找到内容，跳级会使人以为漏了一节。", EN: "People who use a screen reader find their way by the levels; a gap looks like a missing section."},
	Bad:     example + "## 调查内容\n\n调查如下。\n\n#### 对象\n\n企业。\n",
	Good:    example + "## 调查内容\n\n调查如下。\n\n### 对象\n\n企业。\n",
}

var ruleEmptyHeading = diag.Rule{
	Code: "M042", Severity: diag.Warning,
	Message: diag.Text{ZH: "标题没有文字", EN: "the heading has no text"},
	Hint:    diag.Text{ZH: "写上标题的文字，或者删去这一行", EN: "write the heading's text, or delete the line"},
	Why:     diag.Text{ZH: "空标题会被读屏软件读出来，却没有内容。", EN: "Screen readers announce an empty heading, with nothing to say."},
	Bad:     example + "##\n\n调查于3月开始。\n",
	Good:    example + "## 时间\n\n调查于3月开始。\n",
}
