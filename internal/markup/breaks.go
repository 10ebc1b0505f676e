package markup

import (
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// joins tells whether the line break after a text disappears: between two
// Chinese characters it would be printed as a space. Emphasis and links that
// begin or end at the break are looked through.
func (p *page) joins(n ast.Node) bool {
	before, _ := utf8.DecodeLastRune(p.tail)
	return joinable(before, p.firstRune(following(n)))
}

// joinable tells whether nothing belongs between two characters on either side
// of a line break. Quotes, dashes and dots are shared with other scripts, and
// follow their neighbour.
func joinable(before, after rune) bool {
	return isCJK(before) && (isCJK(after) || isShared(after)) || isShared(before) && isCJK(after)
}

// isShared tells a punctuation mark that Chinese shares with other scripts.
func isShared(r rune) bool {
	switch r {
	case '“', '”', '‘', '’', '—', '…', '·':
		return true
	}
	return false
}

// following is the next inline node after n in reading order, looking up
// through the inline nodes that end with it.
func following(n ast.Node) ast.Node {
	for n != nil && n.Type() == ast.TypeInline {
		if next := n.NextSibling(); next != nil {
			return next
		}
		n = n.Parent()
	}
	return nil
}

// firstRune is the first character that a node prints, or utf8.RuneError when
// it prints none that matters.
func (p *page) firstRune(n ast.Node) rune {
	for n != nil {
		var value []byte
		switch n := n.(type) {
		case *ast.Text:
			value = n.Value(p.src)
		case *ast.String:
			value = n.Value
		case *ast.AutoLink, *ast.Image, *ast.RawHTML:
			return utf8.RuneError
		}
		if len(value) > 0 {
			r, _ := utf8.DecodeRune(value)
			return r
		}
		if child := n.FirstChild(); child != nil {
			n = child
		} else {
			n = following(n)
		}
	}
	return utf8.RuneError
}
