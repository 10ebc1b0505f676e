package diag

import (
	"strings"
	"unicode/utf8"
)

// tab is what a tab is shown as: the terminal's own tab stops would move the
// line but not the caret.
const tab = "    "

// cut stands for what was left out of a long line. Three ASCII dots: the width
// of … differs from terminal to terminal, and the caret stands to its right.
const cut = "..."

// excerpt is a source line as the terminal shows it: at most width cells, cut
// around the span if need be. from and to are the span's columns (from 1, in
// characters, to exclusive); before and under are the cells to the left of the
// visible part of the span and of it.
func excerpt(line string, from, to, width int) (shown string, before, under int) {
	half := width / 2
	// A character of a cell or more each: these are all that can be needed,
	// however long the line is.
	skipped := max(0, from-1-half*(maxMarks+1))
	left, marks := glyphsOf(skipRunes(line, skipped), from-1-skipped)
	room := half
	start := len(left)
	for start > 0 && room >= left[start-1].cells {
		start--
		room -= left[start].cells
	}
	cutLeft := start > 0 || skipped > 0
	if cutLeft {
		for room < len(cut) && start < len(left) {
			room += left[start].cells
			start++
		}
		shown, before = cut, len(cut)
	}
	for _, g := range left[start:] {
		shown += g.text
		before += g.cells
	}
	rest := skipRunes(line, from-1)
	right, under, cutRight := head(rest, to-from, width-before, marks)
	if cutRight {
		right, under, _ = head(rest, to-from, width-before-len(cut), marks)
		right += cut
	}
	return shown + right, before, max(under, 1)
}

// head is the beginning of a text that fits into room cells, the cells of its
// first span characters, and whether anything had to be left out.
func head(s string, span, room, marks int) (shown string, under int, more bool) {
	var b strings.Builder
	for i := 0; len(s) > 0; i++ {
		g, size := nextShown(s, &marks)
		if g.cells > room {
			return b.String(), under, true
		}
		room -= g.cells
		if i < span {
			under += g.cells
		}
		b.WriteString(g.text)
		s = s[size:]
	}
	return b.String(), under, false
}

// glyph is a character as it is shown.
type glyph struct {
	text  string
	cells int
}

// glyphsOf is the first n characters, and the combining marks that the last of
// them carries.
func glyphsOf(s string, n int) (glyphs []glyph, marks int) {
	for ; n > 0 && len(s) > 0; n-- {
		g, size := nextShown(s, &marks)
		glyphs = append(glyphs, g)
		s = s[size:]
	}
	return glyphs, marks
}

func nextShown(s string, marks *int) (glyph, int) {
	if s[0] == '\t' {
		*marks = 0
		return glyph{tab, len(tab)}, 1
	}
	text, cells, size := nextGlyph(s, marks)
	return glyph{text, cells}, size
}

// skipRunes is the text after its first n characters.
func skipRunes(s string, n int) string {
	for ; n > 0 && len(s) > 0; n-- {
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
	return s
}
