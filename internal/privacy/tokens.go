package privacy

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// A token is a run of digits and Latin letters, as a person reads it: full
// width and zero-width characters don't break it, single spaces and hyphens
// between digits part it into groups. Its spelling is plain ASCII.
type token struct {
	groups []group
}

// group is a stretch of a token without a separator inside.
type group struct {
	text       string // digits and letters, ASCII, upper case
	start, end int    // byte span in the text
}

// fewest is the digits of the shortest number that is looked for, a passport.
const fewest = 7

// longest is the longest number that is looked for, with room for a country code.
const longest = 24

// tokens is every token with enough digits to be a number that is looked for.
func tokens(text string) iter.Seq[token] {
	return func(yield func(token) bool) {
		for i := 0; i < len(text); {
			if !opens(text[i]) {
				i++
				continue
			}
			end, digits := extent(text, i)
			if digits >= fewest && !yield(split(text[:end], i)) {
				return
			}
			i = max(end, i+1)
		}
	}
}

// opens tells quickly whether a token can begin with this byte: an ASCII digit
// or letter, or the first byte of a full-width form, of a mathematical digit
// or of a zero-width character.
func opens(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || b == 0xEF || b == 0xF0
}

// extent is where the token that begins at i ends, and how many digits it has.
func extent(text string, i int) (end, digits int) {
	separated := true
	for i < len(text) {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch c := ascii(r); {
		case c != 0:
			if c <= '9' {
				digits++
			}
			separated = false
		case invisible(r):
		case separates(r) && !separated:
			separated = true
		default:
			return i, digits
		}
		i += size
	}
	return i, digits
}

// split parts a token into its groups.
func split(text string, i int) token {
	var t token
	var spelled []byte
	start, end := i, i
	flush := func() {
		if len(spelled) > 0 {
			t.groups = append(t.groups, group{string(spelled), start, end})
			spelled = spelled[:0]
		}
	}
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if c := ascii(r); c != 0 {
			if len(spelled) == 0 {
				start = i
			}
			spelled = append(spelled, c)
			end = i + size
		} else if !invisible(r) {
			flush()
		}
		i += size
	}
	flush()
	return t
}

// ascii spells a digit or a letter of any width in ASCII; 0 for anything else.
func ascii(r rune) byte {
	switch {
	case '0' <= r && r <= '9', 'A' <= r && r <= 'Z':
		return byte(r)
	case 'a' <= r && r <= 'z':
		return byte(r - 'a' + 'A')
	case '０' <= r && r <= '９':
		return byte(r - '０' + '0')
	case 'Ａ' <= r && r <= 'Ｚ':
		return byte(r - 'Ａ' + 'A')
	case 'ａ' <= r && r <= 'ｚ':
		return byte(r - 'ａ' + 'A')
	case 0x1D7CE <= r && r <= 0x1D7FF: // mathematical digits
		return byte((r-0x1D7CE)%10 + '0')
	}
	return 0
}

// invisible characters are skipped: they hide a number from a search, not from a reader.
func invisible(r rune) bool {
	return r == 0x00AD || r == 0xFEFF || 0x200B <= r && r <= 0x200F || 0x2060 <= r && r <= 0x2064 || 0x202A <= r && r <= 0x202E
}

// separates tells the spaces and dashes that people put between groups of digits.
func separates(r rune) bool {
	switch r {
	case ' ', '-', '\t', '·', '_', '‐', '‑', '‒', '–', '—', '－', '　', 0x00A0:
		return true
	}
	return unicode.Is(unicode.Zs, r)
}
