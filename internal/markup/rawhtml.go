package markup

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"

	"gongkai/internal/diag"
)

// rawBlock reports a block of HTML and prints it as text.
func (p *page) rawBlock(n *ast.HTMLBlock) {
	var value []byte
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		value = append(value, line.Value(p.src)...)
	}
	if n.HasClosure() {
		value = append(value, n.ClosureLine.Value(p.src)...)
	}
	start := n.Lines().At(0).Start
	first := n.Lines().At(0)
	tag := first.Value(p.src)
	if i := bytes.IndexByte(tag, '<'); i > 0 {
		start += i
		tag = tag[i:]
	}
	end := bytes.IndexByte(tag, '>') + 1
	if end == 0 {
		end = len(bytes.TrimRight(tag, "\n"))
	}
	p.raw(tag[:end], start)
	p.put("<p>")
	p.escape(bytes.TrimRight(value, "\n"))
	p.put("</p>\n")
}

// rawInline reports a tag in running text and prints it as text. The end tag
// of one already reported is not reported again.
func (p *page) rawInline(n *ast.RawHTML) {
	value := n.Segments.Value(p.src)
	p.tail, p.fresh = nil, false
	p.escape(value)
	name := tagName(value)
	switch {
	case bytes.HasPrefix(value, []byte("</")) && p.openTags[name] > 0:
		p.openTags[name]--
		return
	case name != "":
		if p.openTags == nil {
			p.openTags = map[string]int{}
		}
		p.openTags[name]++
	}
	p.raw(value, n.Segments.At(0).Start)
}

func (p *page) raw(tag []byte, start int) {
	p.report(&ruleRawHTML, start, start+len(tag), shown(tag), insteadOf(tag))
}

// tagName is the name in a start or end tag, in lower case.
func tagName(tag []byte) string {
	s := strings.TrimLeft(string(tag[:min(len(tag), 40)]), "</ ")
	end := 0
	for end < len(s) && (s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z' || s[end] >= '0' && s[end] <= '9' || s[end] == '-') {
		end++
	}
	return strings.ToLower(s[:end])
}

// insteadOf says what an author writes instead of a tag.
func insteadOf(tag []byte) diag.Text {
	if bytes.HasPrefix(tag, []byte("<!--")) {
		return diag.Text{ZH: "删去这条注释：它会随源文件流传", EN: "delete the comment: it travels with the source file"}
	}
	switch tagName(tag) {
	case "br":
		return diag.Text{ZH: `要换行，在行末写一个反斜杠「\」；要分段，空一行`, EN: `for a line break end the line with a backslash; for a paragraph leave a blank line`}
	case "img":
		return diag.Text{ZH: "图片写作「![说明](图片.png)」", EN: "write a picture as ![description](picture.png)"}
	case "a":
		return diag.Text{ZH: "链接写作「[文字](地址)」", EN: "write a link as [text](address)"}
	case "b", "strong":
		return diag.Text{ZH: "加粗写作「**文字**」", EN: "write bold as **text**"}
	case "i", "em":
		return diag.Text{ZH: "强调写作「*文字*」", EN: "write emphasis as *text*"}
	case "s", "del", "strike":
		return diag.Text{ZH: "删除线写作「~~文字~~」", EN: "write struck-out text as ~~text~~"}
	case "table", "tr", "td", "th", "thead", "tbody":
		return diag.Text{ZH: "表格用「| 甲 | 乙 |」的写法，或者另存为 .xlsx 再用「![表名](文件.xlsx)」放进来", EN: "write a table with bars, or keep it in an .xlsx file and set it with ![caption](file.xlsx)"}
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return diag.Text{ZH: "标题写作「## 文字」", EN: "write a heading as ## text"}
	case "hr":
		return diag.Text{ZH: "分隔线写作单独一行「---」", EN: "write a rule as --- on a line of its own"}
	}
	return diag.Text{ZH: `删去标签，只留文字；版式由网站统一处理。要原样显示尖括号，写作「\<」`, EN: `delete the tag and keep the text; the site sets the layout. To print an angle bracket write \<`}
}

var ruleRawHTML = diag.Rule{
	Code: "M010", Severity: diag.Error,
	Message: diag.Text{ZH: "正文里有 HTML 标签「{1}」", EN: "the text holds the HTML tag “{1}”"},
	Hint:    diag.Text{ZH: "{2}", EN: "{2}"},
	Why:     diag.Text{ZH: "标签能带来脚本和外站内容，也会破坏统一的版式、打印和无障碍阅读，所以正文只用 Markdown。", EN: "Tags can bring scripts and foreign content, and break the layout, print and screen readers; so the text is Markdown alone."},
	Bad:     example + "调查于<font color=red>3月</font>开始。\n",
	Good:    example + "调查于**3月**开始。\n",
}
