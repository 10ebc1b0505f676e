package markup

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"

	"gongkai/internal/diag"
)

// linkSpan is where a link was written: its closing bracket and its end.
type linkSpan struct{ bracket, end int }

// links notes where each link ends, guards the searches that an open bracket
// starts, and says where text is almost a link.
type links struct{ parser.InlineParser }

func (l links) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	p := pageOf(pc)
	p.marks.enter(parent)
	if p.marks.brackets > limitBrackets.most || p.marks.open > limitOpen.most {
		return nil
	}
	if line[0] != ']' {
		node := l.InlineParser.Parse(parent, block, pc)
		if node != nil {
			p.allow(parent, &limitOpen, segment.Start)
		}
		return node
	}
	if p.marks.open == 0 {
		return nil
	}
	p.marks.open--
	node := l.InlineParser.Parse(parent, block, pc)
	if node == nil {
		p.unlinked(parent, line, segment.Start)
		return nil
	}
	if p.spans == nil {
		p.spans = map[ast.Node]linkSpan{}
	}
	_, at := block.Position()
	p.spans[node] = linkSpan{segment.Start, at.Start}
	return node
}

// unlinked looks at brackets that made no link. Each that goes on has cost a
// search through the paragraph.
func (p *page) unlinked(parent ast.Node, rest []byte, at int) {
	if len(rest) > 1 && (rest[1] == '(' || rest[1] == '[') {
		p.allow(parent, &limitBrackets, at)
	}
	p.almostLink(rest, at)
}

// CloseBlock is part of parser.CloseBlocker.
func (l links) CloseBlock(parent ast.Node, block gtext.Reader, pc parser.Context) {
	l.InlineParser.(parser.CloseBlocker).CloseBlock(parent, block, pc)
}

// almostLink reports brackets that were meant as a link: a space in the
// address, or the round brackets of a Chinese keyboard. rest begins at the
// square bracket that closes the text.
func (p *page) almostLink(rest []byte, at int) {
	after := rest[1:]
	for _, pair := range [...][2]string{{"(", ")"}, {"（", "）"}, {"（", ")"}, {"(", "）"}} {
		inside, ok := bytes.CutPrefix(after, []byte(pair[0]))
		if !ok {
			continue
		}
		end := bytes.Index(inside[:min(len(inside), longestAddress)], []byte(pair[1]))
		if end < 0 {
			continue
		}
		address := string(bytes.TrimSpace(inside[:end]))
		if !looksLikeAddress(address) || strings.ContainsAny(address, `<>"`) {
			continue
		}
		stop := at + 1 + len(pair[0]) + end + len(pair[1])
		if pair[0] == "(" && pair[1] == ")" {
			if strings.Contains(address, " ") {
				p.mend(&ruleSpaceInAddress, at+1, stop, "(<"+address+">)", shown(address))
			}
			return
		}
		written := address
		if strings.Contains(address, " ") {
			written = "<" + address + ">"
		}
		p.mend(&ruleWideBrackets, at+1, stop, "("+written+")", shown(after[:stop-at-1]))
		return
	}
}

// longestAddress is how far almostLink looks for the end of an address.
const longestAddress = 512

// looksLikeAddress tells whether a text in round brackets was meant as an
// address and not as a remark: it is a URL, a fragment, a path, or ends in a
// file's extension.
func looksLikeAddress(s string) bool {
	if strings.Contains(s, "://") || strings.HasPrefix(s, "#") || strings.HasPrefix(s, "./") || strings.HasPrefix(s, "../") {
		return true
	}
	i := strings.LastIndexByte(s, '.')
	if i < 1 || len(s)-i < 3 || len(s)-i > 5 {
		return false
	}
	letter := false
	for _, c := range []byte(strings.ToLower(s[i+1:])) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
		letter = letter || c >= 'a'
	}
	return letter
}

// link is a link or an image as it was read, whatever its syntax.
type link struct {
	node       ast.Node
	raw, title []byte
	reference  bool
	start, end int // in src
	address    int // where raw stands in src
}

func (p *page) linkOf(n *ast.Link) link {
	return p.span(link{node: n, raw: n.Destination, title: n.Title, reference: n.Reference != nil})
}

func (p *page) imageOf(n *ast.Image) link {
	return p.span(link{node: n, raw: n.Destination, title: n.Title, reference: n.Reference != nil})
}

// span finds where a link stands.
func (p *page) span(l link) link {
	at := p.spans[l.node]
	l.start, l.end = l.node.Pos(), at.end
	l.address = at.bracket
	if i := bytes.Index(p.src[at.bracket:at.end], l.raw); i >= 0 && !l.reference {
		l.address = at.bracket + i
	}
	return l
}

// open reads a link's destination, and tells whether it can be followed. A
// fault in a reference is reported at its definition.
func (p *page) open(l link) (Link, bool) {
	if l.reference && !p.expand(l) {
		return Link{}, false
	}
	out, f := parseDestination(l.raw)
	if f != nil && !l.reference {
		start, end := l.address, l.address+len(l.raw)
		if len(l.raw) == 0 {
			start, end = l.start, l.end
		}
		p.faulty(f, start, end)
	}
	out.Start, out.End = p.body+l.start, p.body+l.end
	return out, f == nil || f.rule == &ruleNoAddress
}

func (p *page) faulty(f *fault, start, end int) {
	if f.instead != "" {
		p.mend(f.rule, start, end, f.instead, f.args...)
		return
	}
	p.report(f.rule, start, end, f.args...)
}

// expand counts what reference links add to the page: a short [1] repeats a
// whole address.
func (p *page) expand(l link) bool {
	p.expanded += len(l.raw) + len(l.title)
	if p.expanded > maxExpanded {
		p.once(&ruleExpanded, l.start, l.end, maxExpanded>>10)
		return false
	}
	return true
}

// definition checks the destination of a link's definition.
func (p *page) definition(n *ast.LinkReferenceDefinition) {
	_, f := parseDestination(n.Destination)
	if f == nil {
		return
	}
	first, last := n.Lines().At(0), n.Lines().At(n.Lines().Len()-1)
	start, end := first.Start, last.Stop
	if i := bytes.Index(p.src[start:end], []byte("]:")); i >= 0 && len(n.Destination) > 0 {
		if j := bytes.Index(p.src[start+i:end], n.Destination); j >= 0 {
			start += i + j
			end = start + len(n.Destination)
		}
	}
	p.faulty(f, start, end)
}

// writeLink sets [text](destination).
func (p *page) writeLink(n *ast.Link) {
	l := p.linkOf(n)
	out, ok := p.open(l)
	if !ok || p.inLink {
		p.inlines(n)
		return
	}
	out.Kind = Anchor
	out.Text = p.plain(n)
	if strings.TrimSpace(out.Text) == "" && !holdsImage(n) {
		p.report(&ruleNoLinkText, l.start, l.end)
	}
	p.put(`<a href="`)
	p.gap(out)
	p.title(l.title)
	p.put(">")
	p.inLink = true
	p.inlines(n)
	p.inLink = false
	p.put("</a>")
}

// holdsImage tells whether a link's text has an image, whose alt text speaks
// for it.
func holdsImage(n ast.Node) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == ast.KindImage || holdsImage(c) {
			return true
		}
	}
	return false
}

// writeAutoLink sets <https://…> and <someone@…>.
func (p *page) writeAutoLink(n *ast.AutoLink) {
	label := n.Label(p.src)
	address := string(label)
	if n.AutoLinkType == ast.AutoLinkEmail {
		address = "mailto:" + address
	}
	start := n.Pos()
	out, f := parseAddress(address)
	if f != nil {
		p.faulty(f, start, start+len(label)+2)
	}
	p.tail = label
	if f != nil || p.inLink {
		p.escape(label)
		return
	}
	out.Text = string(label)
	out.Start, out.End = p.body+start, p.body+start+len(label)+2
	p.put(`<a href="`)
	p.gap(out)
	p.put(">")
	p.escape(label)
	p.put("</a>")
}

// writeImage sets ![alt](picture). A table file belongs in a paragraph of its
// own, where embed sets it.
func (p *page) writeImage(n *ast.Image) {
	l := p.imageOf(n)
	alt := p.plain(n)
	p.tail = nil
	out, ok := p.open(l)
	switch {
	case !ok:
	case out.External:
		p.report(&ruleRemoteImage, l.address, l.address+len(l.raw))
		ok = false
	case isTable(out.Destination):
		p.report(&ruleEmbedNotAlone, l.start, l.end, shown(l.raw))
		ok = false
	}
	if !ok {
		p.escape([]byte(alt))
		return
	}
	if strings.TrimSpace(alt) == "" {
		p.report(&ruleNoAlt, l.start, l.end, shown(l.raw))
	}
	out.Kind, out.Text = Image, alt
	p.put(`<img src="`)
	p.gap(out)
	p.put(` alt="`)
	p.escape([]byte(alt))
	p.put(`"`)
	p.title(l.title)
	p.put(">")
}

// embed leaves the gap of a table that is set in the page, when the block is
// nothing but the image that names it.
func (p *page) embed(block ast.Node) bool {
	n, ok := block.FirstChild().(*ast.Image)
	if !ok || n.NextSibling() != nil {
		return false
	}
	out, f := parseDestination(n.Destination)
	if f != nil || out.External || !isTable(out.Destination) {
		return false
	}
	l := p.imageOf(n)
	if l.reference && !p.expand(l) {
		return true
	}
	out.Kind, out.Text = Embed, p.plain(n)
	out.Start, out.End = p.body+l.start, p.body+l.end
	out.Gap = len(p.html)
	p.doc.Links = append(p.doc.Links, out)
	p.put("\n")
	return true
}

// gap notes the place of a destination and closes its attribute.
func (p *page) gap(l Link) {
	l.Gap = len(p.html)
	p.doc.Links = append(p.doc.Links, l)
	p.put(`"`)
}

func (p *page) title(title []byte) {
	if title == nil {
		return
	}
	p.put(` title="`)
	p.write(title, -1)
	p.put(`"`)
}

var ruleSpaceInAddress = diag.Rule{
	Code: "M026", Severity: diag.Error,
	Message: diag.Text{ZH: "地址「{1}」里有空格，不成链接", EN: "the address “{1}” holds a space, so this is no link"},
	Hint:    diag.Text{ZH: "用尖括号把地址括起来：「(<{1}>)」", EN: "put the address in angle brackets: (<{1}>)"},
	Why:     diag.Text{ZH: "地址里有空格，整个链接会变成一串符号显示给读者。", EN: "With a space in the address the whole link is printed as a string of signs."},
	Bad:     example + "见[网站](https://example.com/a b.pdf)。\n",
	Good:    example + "见[网站](<https://example.com/a b.pdf>)。\n",
}

var ruleWideBrackets = diag.Rule{
	Code: "M027", Severity: diag.Error,
	Message: diag.Text{ZH: "链接地址「{1}」的括号是全角的，不成链接", EN: "the brackets of “{1}” are full-width, so this is no link"},
	Hint:    diag.Text{ZH: "换成半角的圆括号「( )」", EN: "use plain round brackets ( )"},
	Why:     diag.Text{ZH: "括号不对，整个链接会变成一串符号显示给读者。", EN: "With the wrong brackets the whole link is printed as a string of signs."},
	Bad:     example + "见[网站]（https://example.com/）。\n",
	Good:    example + "见[网站](https://example.com/)。\n",
}

var ruleNoLinkText = diag.Rule{
	Code: "M028", Severity: diag.Warning,
	Message: diag.Text{ZH: "链接没有文字", EN: "the link has no text"},
	Hint:    diag.Text{ZH: "在方括号里写上链接的文字", EN: "write the link's text between the square brackets"},
	Why:     diag.Text{ZH: "没有文字的链接看不见、点不到，读屏软件也说不出它通到哪里。", EN: "A link without text can't be seen or touched, and a screen reader can't say where it leads."},
	Basis:   "GB/T 37668—2019（信息无障碍）",
	Bad:     example + "见[](https://example.com/)。\n",
	Good:    example + "见[网站](https://example.com/)。\n",
}

var ruleNoAlt = diag.Rule{
	Code: "M029", Severity: diag.Warning,
	Message: diag.Text{ZH: "图片「{1}」没有文字说明", EN: "the picture “{1}” has no description"},
	Hint:    diag.Text{ZH: "在方括号里用一句话说明图片的内容：「![说明]({1})」", EN: "describe the picture between the square brackets: ![description]({1})"},
	Why:     diag.Text{ZH: "看不见图片的人和搜索都只能读到这句说明。", EN: "Those who can't see the picture, and search, have nothing but this sentence."},
	Basis:   "GB/T 37668—2019（信息无障碍）",
	Bad:     "-- content/disclosure/notices/map/index.md --\n" + exampleOther + "![](map.png)\n-- content/disclosure/notices/map/map.png --\npng\n",
	Good:    "-- content/disclosure/notices/map/index.md --\n" + exampleOther + "![调查范围图](map.png)\n-- content/disclosure/notices/map/map.png --\npng\n",
}

var ruleRemoteImage = diag.Rule{
	Code: "M030", Severity: diag.Error,
	Message: diag.Text{ZH: "图片在别的网站上", EN: "the picture is on another site"},
	Hint:    diag.Text{ZH: "把图片存到这篇信息的文件夹里，只写文件名", EN: "save the picture in this notice's folder and write its name"},
	Why:     diag.Text{ZH: "别的网站随时会撤下图片，还能知道谁在看这一页；离线的公示屏也看不到。", EN: "Another site can take the picture away and learns who reads the page; a screen without a network never shows it."},
	Bad:     example + "![范围图](https://example.com/map.png)\n",
	Good:    example + "见[范围图](https://example.com/map.png)。\n",
}

var ruleEmbedNotAlone = diag.Rule{
	Code: "M031", Severity: diag.Error,
	Message: diag.Text{ZH: "表格文件「{1}」要独占一段", EN: "the table file “{1}” must stand in a paragraph of its own"},
	Hint:    diag.Text{ZH: "在它的前后各空一行；只想给个链接的话，去掉感叹号", EN: "leave a blank line before and after it; for a mere link delete the exclamation mark"},
	Why:     diag.Text{ZH: "表格不能排进一行文字里。", EN: "A table can't be set within a line of text."},
	Bad:     "-- content/disclosure/notices/list/index.md --\n" + exampleOther + "清单：![清单](list.csv)\n-- content/disclosure/notices/list/list.csv --\n项目,金额\n甲,1\n",
	Good:    "-- content/disclosure/notices/list/index.md --\n" + exampleOther + "清单：\n\n![清单](list.csv)\n-- content/disclosure/notices/list/list.csv --\n项目,金额\n甲,1\n",
}
