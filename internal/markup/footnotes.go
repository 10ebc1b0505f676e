package markup

import (
	"bytes"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"

	"gongkai/internal/diag"
)

// footnotes guards the definitions of footnotes, which are sorted by
// insertion and searched one by one.
type footnotes struct{ container }

func (f footnotes) Open(parent ast.Node, reader gtext.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, at := reader.Position()
	node, state := f.container.Open(parent, reader, pc)
	if node == nil {
		return nil, state
	}
	p := pageOf(pc)
	if !p.allow(nil, &limitFootnotes, at.Start) {
		reader.SetPosition(line, at)
		return nil, parser.NoChildren
	}
	label := node.(*extast.Footnote).Ref
	if start := bytes.Index(p.src[at.Start:], []byte("[^")); start >= 0 {
		start += at.Start
		p.notes = append(p.notes, note{string(label), start, start + len(label) + 4})
	}
	return node, state
}

// note is where a footnote is defined.
type note struct {
	label      string
	start, end int
}

// footnoteMarks guards the references to footnotes and reports those that lead
// nowhere. Beyond the limits a reference is plain text: the definition that was
// not read as a footnote would make it a link.
type footnoteMarks struct{ parser.InlineParser }

func (f footnoteMarks) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	mark := bytes.TrimPrefix(line, []byte{'!'})
	if len(mark) < 2 || mark[0] != '[' || mark[1] != '^' {
		return nil
	}
	p := pageOf(pc)
	row, at := block.Position()
	allowed := p.allow(nil, &limitNotes, segment.Start)
	if allowed {
		if node := f.InlineParser.Parse(parent, block, pc); node != nil {
			return node
		}
	}
	if !allowed || p.marks.footnotes > limitFootnotes.most {
		block.SetPosition(row, at)
		opening := len(line) - len(mark) + len("[^")
		block.Advance(opening)
		return ast.NewTextSegment(segment.WithStop(segment.Start + opening))
	}
	end := bytes.IndexByte(mark, ']')
	if end < 3 || end+1 < len(mark) && (mark[end+1] == '(' || mark[end+1] == '[' || mark[end+1] == ':') {
		return nil
	}
	label := mark[2:end]
	if _, ok := pc.Reference("^" + string(label)); !ok && bytes.IndexByte(label, '[') < 0 {
		start := segment.Start + len(line) - len(mark)
		p.report(&ruleNoFootnote, start, start+end+1, shown(label))
	}
	return nil
}

// unusedNotes reports the footnotes that nothing refers to: they would vanish
// from the page.
func (p *page) unusedNotes(list *extast.FootnoteList) {
	used := map[string]bool{}
	if list != nil {
		for n := list.FirstChild(); n != nil; n = n.NextSibling() {
			used[string(n.(*extast.Footnote).Ref)] = true
		}
	}
	for _, n := range p.notes {
		if !used[n.label] {
			p.report(&ruleUnusedFootnote, n.start, n.end, shown(n.label))
		}
		delete(used, n.label) // a second definition of the same label is never shown
	}
}

// lastFootnotes is the list of the footnotes in use, which ends the page.
func lastFootnotes(root ast.Node) *extast.FootnoteList {
	list, _ := root.LastChild().(*extast.FootnoteList)
	return list
}

func (p *page) writeFootnotes(n *extast.FootnoteList) {
	p.put(`<section class="footnotes" role="doc-endnotes" aria-label="脚注">` + "\n<ol>\n")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		p.put(`<li id="fn-`)
		p.number(c.(*extast.Footnote).Index)
		p.put("\">\n")
		p.blocks(c)
		p.put("</li>\n")
	}
	p.put("</ol>\n</section>\n")
}

// footnoteMark sets the raised number in the text.
func (p *page) footnoteMark(n *extast.FootnoteLink) {
	p.put(`<sup id="`)
	p.noteID(n.Index, n.RefIndex)
	if p.inLink {
		p.put(`">`)
		p.number(n.Index)
		p.put("</sup>")
		return
	}
	p.put(`"><a href="#fn-`)
	p.number(n.Index)
	p.put(`" class="footnote-ref" role="doc-noteref" aria-label="脚注 `)
	p.number(n.Index)
	p.put(`">`)
	p.number(n.Index)
	p.put("</a></sup>")
}

// footnoteReturn sets the way back from the note to one of its places.
func (p *page) footnoteReturn(n *extast.FootnoteBacklink) {
	p.put(` <a href="#`)
	p.noteID(n.Index, n.RefIndex)
	p.put(`" class="footnote-back" role="doc-backlink" aria-label="返回正文，脚注 `)
	p.number(n.Index)
	if n.RefCount > 1 {
		p.put(" 第 ")
		p.number(n.RefIndex + 1)
		p.put(" 处")
	}
	p.put("\">↩\ufe0e</a>")
}

// noteID is the id of a reference to a footnote.
func (p *page) noteID(index, reference int) {
	p.put("fnref-")
	p.number(index)
	if reference > 0 {
		p.put("-")
		p.number(reference + 1)
	}
}

func (p *page) number(n int) { p.html = strconv.AppendInt(p.html, int64(n), 10) }

var ruleNoFootnote = diag.Rule{
	Code: "M060", Severity: diag.Error,
	Message: diag.Text{ZH: "脚注「{1}」没有写明内容", EN: "the footnote “{1}” is not defined"},
	Hint:    diag.Text{ZH: "另起一段写「[^{1}]: 注释的内容」，或者删去这个记号", EN: "write [^{1}]: and the note in a paragraph of its own, or delete the mark"},
	Why:     diag.Text{ZH: "没有内容的脚注记号会原样显示给读者。", EN: "The mark would be printed as it is."},
	Bad:     example + "数据为快报数[^1]。\n",
	Good:    example + "数据为快报数[^1]。\n\n[^1]: 以年报为准。\n",
}

var ruleUnusedFootnote = diag.Rule{
	Code: "M061", Severity: diag.Error,
	Message: diag.Text{ZH: "正文没有引用脚注「{1}」，它不会显示", EN: "nothing refers to the footnote “{1}”, so it is not shown"},
	Hint:    diag.Text{ZH: "在正文相应的地方写上「[^{1}]」；若与另一条脚注重名，换一个名称", EN: "write [^{1}] where it belongs; if another note has the same name, give this one another"},
	Why:     diag.Text{ZH: "没有引用的脚注会不声不响地丢掉。", EN: "A note that nothing refers to would be dropped in silence."},
	Bad:     example + "数据为快报数。\n\n[^1]: 以年报为准。\n",
	Good:    example + "数据为快报数[^1]。\n\n[^1]: 以年报为准。\n",
}
