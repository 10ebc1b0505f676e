package markup

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"gongkai/internal/diag"
)

// The slips of people who come from a word processor: what they typed is sound
// Markdown, but sets something else than they see before them.

// paragraph looks for slips at the beginnings of a paragraph's lines: number
// signs without a space, and lines that were indented to begin a paragraph.
func (p *page) paragraph(n ast.Node) {
	lines := n.Lines()
	joined, first := 0, 0
	for i := range lines.Len() {
		line := lines.At(i)
		text := p.src[line.Start:line.Stop]
		switch {
		case bytes.HasPrefix(text, []byte{'#'}), bytes.HasPrefix(text, []byte("＃")):
			p.numberSigns(line.Start, line.Stop)
		case i > 0 && bytes.HasPrefix(text, []byte(ideographicSpace)):
			if joined == 0 {
				first = line.Start
			}
			joined++
		}
	}
	if joined > 0 {
		p.report(&ruleJoined, first, first+len(ideographicSpace), joined)
	}
}

const ideographicSpace = "\u3000"

// numberSigns reports a line that begins with number signs and is no heading.
func (p *page) numberSigns(start, stop int) {
	line := string(p.src[start:stop])
	text := strings.TrimLeft(line, "#＃")
	signs := line[:len(line)-len(text)]
	level := utf8.RuneCountInString(signs)
	first, _ := utf8.DecodeRuneInString(text)
	switch {
	case level == 0 || level > 6:
		return
	case level == 1 && signs == "#" && (!isCJK(first) || strings.ContainsRune(text, '#')):
		return // #1, #话题#
	}
	mended := strings.Repeat("#", level)
	if first != ' ' {
		mended += " "
	}
	p.mend(&ruleNoSpace, start, start+len(signs), mended, signs, shown(text))
}

// indented reports Chinese text that four spaces have made code.
func (p *page) indented(n *ast.CodeBlock) {
	first := n.Lines().At(0)
	text := bytes.TrimSpace(first.Value(p.src))
	if bytes.IndexFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 {
		p.report(&ruleIndented, first.Start, p.trimmed(first), shown(text))
	}
}

// masked reports emphasis that has eaten the stars of a masked name or number:
// 张*三、李*四, 138****1234，139****5678.
func (p *page) masked(n *ast.Emphasis) {
	head, ok := n.FirstChild().(*ast.Text)
	if !ok {
		return
	}
	tail, ok := n.LastChild().(*ast.Text)
	if !ok {
		return
	}
	start, end := head.Segment.Start, tail.Segment.Stop
	if start >= end || p.src[start-1] != '*' {
		return
	}
	opener := len(bytes.TrimRight(p.src[:start], "*"))
	closer := len(p.src) - len(bytes.TrimLeft(p.src[end:], "*"))
	before, _ := utf8.DecodeLastRune(p.src[:opener])
	after, _ := utf8.DecodeRune(p.src[closer:])
	content := p.src[start:end]
	if maskedNumbers(before, content, after) || maskedNames(before, content) {
		p.report(&ruleMasked, opener, closer, shown(p.src[opener:closer]))
	}
}

// maskedNumbers tells whether digits stand on both sides of both runs of stars.
func maskedNumbers(before rune, content []byte, after rune) bool {
	first, _ := utf8.DecodeRune(content)
	last, _ := utf8.DecodeLastRune(content)
	return isDigit(before) && isDigit(first) && isDigit(last) && isDigit(after)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' || r == 'X' || r == 'x' }

// maskedNames tells whether the text between two runs of stars runs from one
// name into the family name of the next.
func maskedNames(before rune, content []byte) bool {
	if !unicode.Is(unicode.Han, before) {
		return false
	}
	i := bytes.LastIndexAny(content, "、，；,; \n")
	if i < 0 {
		return false
	}
	_, size := utf8.DecodeRune(content[i:])
	name := content[i+size:]
	notHan := func(r rune) bool { return !unicode.Is(unicode.Han, r) }
	letters := utf8.RuneCount(name)
	return (letters == 1 || letters == 2) && bytes.IndexFunc(name, notHan) < 0
}

var ruleNoSpace = diag.Rule{
	Code: "M043", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」与「{2}」之间没有空格，不成标题", EN: "there is no space between “{1}” and “{2}”, so this is no heading"},
	Hint:    diag.Text{ZH: "标题写作半角的「#」加一个空格再加文字：「## 文字」；要原样显示，写作「\\#」", EN: "write a heading as number signs, a space and the text: ## text; to print the sign write \\#"},
	Why:     diag.Text{ZH: "没有空格，井号会原样显示，也进不了目录。", EN: "Without the space the number signs are printed, and the outline misses the heading."},
	Bad:     example + "##调查内容\n\n调查于3月开始。\n",
	Good:    example + "## 调查内容\n\n调查于3月开始。\n",
}

var ruleJoined = diag.Rule{
	Code: "M070", Severity: diag.Warning,
	Message: diag.Text{ZH: "这一段里有 {1} 行以全角空格开头，前面没有空行，会与上一行接成一段", EN: "lines of this paragraph begin with full-width spaces ({1} in all); with no blank line before them they run on"},
	Hint:    diag.Text{ZH: "段落之间空一行，行首不必空格：首行缩进由网站统一处理", EN: "leave a blank line between paragraphs and no space before them: the site sets the indent"},
	Why:     diag.Text{ZH: "只换行不空行，几段文字会连成一段。", EN: "Without a blank line the paragraphs become one."},
	Bad:     example + "　　调查于3月开始。\n　　请予配合。\n",
	Good:    example + "调查于3月开始。\n\n请予配合。\n",
}

var ruleIndented = diag.Rule{
	Code: "M071", Severity: diag.Warning,
	Message: diag.Text{ZH: "「{1}」前面有四个以上的空格，会当成程序代码显示", EN: "“{1}” is indented by four spaces or more and is set as code"},
	Hint:    diag.Text{ZH: "删去行首的空格：首行缩进由网站统一处理；真是代码的话，前后各加一行「```」", EN: "delete the spaces: the site sets the indent; if it is code, put a line ``` before and after it"},
	Why:     diag.Text{ZH: "代码用等宽字体显示，不会自动换行，手机上要左右拖动才读得完。", EN: "Code is set in a fixed width and doesn't wrap, so a phone shows half of it."},
	Bad:     example + "    调查于3月开始。\n",
	Good:    example + "调查于3月开始。\n",
}

var ruleMasked = diag.Rule{
	Code: "M072", Severity: diag.Warning,
	Message: diag.Text{ZH: "「{1}」里的星号被当成了强调，不会显示", EN: "the stars in “{1}” are read as emphasis and are not shown"},
	Hint:    diag.Text{ZH: "遮住姓名、号码的星号前面加反斜杠「\\*」，或者改用「×」", EN: "put a backslash before each star that masks a name or a number: \\*; or use ×"},
	Why:     diag.Text{ZH: "遮挡用的星号丢了，姓名和号码就会连成错误的内容。", EN: "Without the stars the names and numbers run into wrong ones."},
	Bad:     example + "张*三、李*四。\n",
	Good:    example + "张\\*三、李\\*四。\n",
}
