package markup

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// put writes markup of our own.
func (p *page) put(s string) { p.html = append(p.html, s...) }

// blocks writes the blocks in a node.
func (p *page) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		p.block(n)
	}
}

func (p *page) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph:
		if p.embed(n) {
			return
		}
		p.paragraph(n)
		p.put("<p>")
		p.inlines(n)
		p.put("</p>\n")
	case *ast.TextBlock:
		if !p.embed(n) {
			p.paragraph(n)
			p.inlines(n)
		}
		if n.NextSibling() != nil && n.FirstChild() != nil {
			p.put("\n")
		}
	case *ast.Heading:
		p.writeHeading(n)
	case *ast.List:
		p.writeList(n)
	case *ast.Blockquote:
		p.put("<blockquote>\n")
		p.blocks(n)
		p.put("</blockquote>\n")
	case *ast.ThematicBreak:
		p.put("<hr>\n")
	case *ast.CodeBlock:
		p.indented(n)
		p.writeCode(n, nil)
	case *ast.FencedCodeBlock:
		p.writeCode(n, n.Language(p.src))
	case *ast.HTMLBlock:
		p.rawBlock(n)
	case *ast.LinkReferenceDefinition:
		p.definition(n)
	case *extast.Table:
		p.writeTable(n)
	case *extast.DefinitionList:
		p.writeDefinitions(n)
	case *extast.FootnoteList:
		p.writeFootnotes(n)
	default:
		p.inline(n) // the way back from a footnote that ends in no paragraph
	}
}

func (p *page) writeList(n *ast.List) {
	tag := "ul>\n"
	if n.IsOrdered() {
		tag = "ol>\n"
	}
	if n.IsOrdered() && n.Start != 1 {
		p.put(`<ol start="`)
		p.number(n.Start)
		p.put("\">\n")
	} else {
		p.put("<" + tag)
	}
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		p.put("<li>")
		if first := item.FirstChild(); first != nil && first.Kind() != ast.KindTextBlock {
			p.put("\n")
		}
		p.blocks(item)
		p.put("</li>\n")
	}
	p.put("</" + tag)
}

func (p *page) writeDefinitions(n *extast.DefinitionList) {
	p.put("<dl>\n")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *extast.DefinitionTerm:
			p.put("<dt>")
			p.inlines(c)
			p.put("</dt>\n")
		case *extast.DefinitionDescription:
			p.put("<dd>")
			if !c.IsTight {
				p.put("\n")
			}
			p.blocks(c)
			p.put("</dd>\n")
		}
	}
	p.put("</dl>\n")
}

func (p *page) writeCode(n ast.Node, language []byte) {
	p.put("<pre><code")
	if language != nil {
		p.put(` class="language-`)
		p.write(language, -1)
		p.put(`"`)
	}
	p.put(">")
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		p.escape(line.Value(p.src))
	}
	p.put("</code></pre>\n")
}

// inlines writes the text of a block.
func (p *page) inlines(parent ast.Node) {
	if parent.Type() == ast.TypeBlock {
		p.tail, p.fresh = nil, true
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		p.inline(n)
	}
}

func (p *page) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		p.writeText(n)
	case *ast.String:
		p.tail, p.fresh = n.Value, false
		p.escape(n.Value)
	case *ast.Emphasis:
		p.writeEmphasis(n)
	case *extast.Strikethrough:
		p.put("<del>")
		p.inlines(n)
		p.put("</del>")
	case *ast.CodeSpan:
		p.writeCodeSpan(n)
	case *ast.Link:
		p.writeLink(n)
	case *ast.AutoLink:
		p.writeAutoLink(n)
	case *ast.Image:
		p.writeImage(n)
	case *ast.RawHTML:
		p.rawInline(n)
	case *extast.TaskCheckBox:
		p.writeTask(n)
	case *extast.FootnoteLink:
		p.footnoteMark(n)
	case *extast.FootnoteBacklink:
		p.footnoteReturn(n)
	}
}

// writeText sets a run of text and the line break after it. A paragraph's own
// indent of full-width spaces is left to the style sheet.
func (p *page) writeText(n *ast.Text) {
	value := n.Segment.Value(p.src)
	if p.fresh {
		value = bytes.TrimLeft(value, "\u3000")
		p.fresh = len(value) == 0
	}
	at := n.Segment.Stop - len(value)
	if n.IsRaw() {
		p.escape(value)
	} else {
		p.write(value, at)
	}
	if len(value) > 0 {
		p.tail = value
	}
	switch {
	case n.HardLineBreak():
		p.put("<br>\n")
		p.tail = nil
	case n.SoftLineBreak() && !p.joins(n):
		p.put("\n")
	}
}

func (p *page) writeEmphasis(n *ast.Emphasis) {
	p.masked(n)
	if n.Level == 2 {
		p.put("<strong>")
		p.inlines(n)
		p.put("</strong>")
		return
	}
	p.put("<em>")
	p.inlines(n)
	p.put("</em>")
}

func (p *page) writeCodeSpan(n *ast.CodeSpan) {
	p.fresh = false
	p.put("<code>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		value := c.(*ast.Text).Value(p.src)
		if text, ok := bytes.CutSuffix(value, []byte{'\n'}); ok {
			p.escape(text)
			p.put(" ")
		} else {
			p.escape(value)
		}
		p.tail = value
	}
	p.put("</code>")
}

// writeTask sets the box of a task; the label says what a mark says to the eye.
func (p *page) writeTask(n *extast.TaskCheckBox) {
	if n.IsChecked {
		p.put(`<input type="checkbox" disabled checked aria-label="已完成"> `)
	} else {
		p.put(`<input type="checkbox" disabled aria-label="未完成"> `)
	}
}
