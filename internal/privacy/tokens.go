package privacy

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// A token is a run of digits and Latin letters, as a person reads it: full
// width and zero-width characters don't break it, spaces, hyphens and a line's
// end part it into groups. Its spelling is plain ASCII.
type token struct {
	groups []group
}

// group is a stretch of a token without a separator inside. Letters that stand
// before or behind one run of digits (Tel138…) are groups of their own; codes
// in which both alternate are left whole.
type group struct {
	text       string // digits and letters, ASCII, upper case
	start, end int    // byte span in the text
	gap        gap    // before it
}

// gap is what parts a group from the one before.
type gap uint8

const (
	first  gap = iota // it begins the token
	glued             // nothing: letters end, digits begin
	space             // one space
	dash              // one dash, with or without spaces
	wide              // more than that: columns of a list
	tab               // the cells of a list
	broken            // the end of a line
)

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
// or letter, or the first byte of a full-width form, of a mathematical or
// raised digit.
func opens(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || b == 0xEF || b == 0xF0 || b == 0xC2 || b == 0xE2
}

// widest is how many characters may stand between two groups.
const widest = 3

// extent is where the token that begins at i ends, and how many digits it has.
func extent(text string, i int) (end, digits int) {
	between := widest // a token begins with a letter or a digit
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
			between = 0
		case invisible(r):
		case separates(r) && between < widest:
			between++
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
	var at []int // where each letter of it begins, and where the last ends
	between := []rune{}
	flush := func(end int) {
		if len(spelled) > 0 {
			t.add(spelled, append(at, end), gapOf(between))
			spelled, at, between = spelled[:0], at[:0], between[:0]
		}
	}
	end := i
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if c := ascii(r); c != 0 {
			spelled, at = append(spelled, c), append(at, i)
			end = i + size
		} else if !invisible(r) {
			flush(end)
			between = append(between, r)
		}
		i += size
	}
	flush(end)
	return t
}

// add adds a stretch of letters and digits as one group, or as three.
func (t *token) add(spelled []byte, at []int, before gap) {
	from, to := digitsIn(spelled)
	for _, part := range [][2]int{{0, from}, {from, to}, {to, len(spelled)}} {
		if part[0] < part[1] {
			t.groups = append(t.groups, group{string(spelled[part[0]:part[1]]), at[part[0]], at[part[1]], before})
			before = glued
		}
	}
}

// digitsIn is where the number is between letters before and behind it: a run
// of digits, with the X or the B that an identity or a disability number may
// hold; all of it when there is no such run.
func digitsIn(spelled []byte) (from, to int) {
	to = len(spelled)
	for from < to && spelled[from] > '9' {
		from++
	}
	for to > from && spelled[to-1] > '9' {
		to--
	}
	inside := 0
	for _, c := range spelled[from:to] {
		if c > '9' {
			inside++
			if c != 'X' && c != 'B' || to-from < 20 {
				return 0, len(spelled)
			}
		}
	}
	if from == to || inside > 1 || creditCode(string(spelled)) {
		return 0, len(spelled)
	}
	if to < len(spelled) && spelled[to] == 'X' && inside == 0 {
		to++
	}
	return from, to
}

// gapOf tells what parts two groups.
func gapOf(between []rune) gap {
	spaces, dashes := 0, 0
	for _, r := range between {
		switch {
		case r == '\t':
			return tab
		case r == '\n', r == '\r':
			return broken
		case dashed(r):
			dashes++
		default:
			spaces++
		}
	}
	switch {
	case dashes > 0:
		return dash
	case spaces > 1:
		return wide
	case spaces == 1:
		return space
	}
	return first
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
	case r < 0x80:
		return 0
	case 0x1D7CE <= r && r <= 0x1D7FF: // mathematical digits
		return byte((r-0x1D7CE)%10 + '0')
	case 0x2070 <= r && r <= 0x2079, 0x2080 <= r && r <= 0x2089: // raised and lowered digits
		return byte(r&0xF + '0')
	}
	switch r {
	case '¹':
		return '1'
	case '²', '³':
		return byte(r - '²' + '2')
	case '×', 'Х', 'х', 'Χ', 'χ': // typed for the X of an identity number
		return 'X'
	}
	return 0
}

// invisible characters are skipped: they hide a number from a search, not from a reader.
func invisible(r rune) bool {
	return r == 0x00AD || r == 0xFEFF || 0x200B <= r && r <= 0x200F || 0x2060 <= r && r <= 0x206F || 0x202A <= r && r <= 0x202E ||
		r == 0x034F || r == 0x061C || r == 0x180E || 0xFE00 <= r && r <= 0xFE0F
}

// separates tells the spaces, dashes and line ends that stand between groups of digits.
func separates(r rune) bool {
	return r == ' ' || r == '\t' || r == '\n' || r == '\r' || dashed(r) || r >= 0x80 && unicode.Is(unicode.Zs, r)
}

// dashed tells the dashes.
func dashed(r rune) bool {
	switch r {
	case '-', '·', '_', '‐', '‑', '‒', '–', '—', '－', '−':
		return true
	}
	return false
}
