package diag

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// Text from a file may hold an escape sequence, a bidirectional override, a
// zero-width space or a hundred accents on one letter. On a terminal it would
// clear the screen, turn a sentence round or hide what is wrong with it, so
// such characters are shown by their number instead.

// maxMarks is how many combining marks a letter keeps. Written languages need
// no more; a flood of them would paint over the lines above.
const maxMarks = 4

// Visible is text that is safe on a terminal: one line, with everything
// printed that is there.
func Visible(s string) string {
	var b strings.Builder
	marks := 0
	for len(s) > 0 {
		glyph, _, size := nextGlyph(s, &marks)
		b.WriteString(glyph)
		s = s[size:]
	}
	return b.String()
}

// nextGlyph is the first character as it is shown, its width in terminal
// cells, and its length in bytes. marks counts the combining marks so far.
func nextGlyph(s string, marks *int) (glyph string, cells, size int) {
	r, size := utf8.DecodeRuneInString(s)
	cells = terminal.RuneWidth(r)
	switch {
	case r == utf8.RuneError && size == 1:
		glyph = fmt.Sprintf(`\x%02x`, s[0])
	case r < 0x80 && unicode.IsControl(r):
		glyph = fmt.Sprintf(`\x%02x`, r)
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp), cells == 0 && *marks >= maxMarks:
		glyph = fmt.Sprintf(`\u%04x`, r)
	case cells == 0:
		*marks++
		return s[:size], cells, size
	default:
		*marks = 0
		return s[:size], cells, size
	}
	return glyph, len(glyph), size
}

// terminal measures characters. Marks such as “ ” and … are one cell in some
// terminals and two in others; they are taken as one, and messages quote the
// text, so that nothing depends on the caret alone.
var terminal = runewidth.Condition{StrictEmojiNeutral: true}
