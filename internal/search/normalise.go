package search

import "unicode/utf8"

// The classes of characters. layouts/assets/search.js has the same three, and
// the vectors in testdata/vectors.json hold both to them.
type class uint8

const (
	mark class = iota // punctuation and anything else: a break
	han               // written without spaces, so found by pairs
	word              // letters and digits, found by the beginning of a run
)

// classOf tells the class of a normalised character.
func classOf(r rune) class {
	switch {
	case 0x3400 <= r && r <= 0x9FFF: // most of a text
		return han
	case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		return word
	case r < 0xC0:
		return mark
	case r <= 0x24F && r != 0xD7 && r != 0xF7, 0x370 <= r && r <= 0x52F, 0x3041 <= r && r <= 0x30FF:
		return word
	case 0xE000 <= r && r <= 0xFAFF, 0x20000 <= r && r <= 0x3FFFF, r == 0x3007:
		return han
	}
	return mark
}

// fold maps a character to the one that it is searched as; 0 drops it.
func fold(r rune) rune {
	switch {
	case 0x3400 <= r && r <= 0x9FFF: // most of a text
		return r
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A'
	case r < 0x80:
		switch r {
		case '[', '{':
			return '('
		case ']', '}':
			return ')'
		case '\t', '\n', '\r', '\f', '\v':
			return ' '
		}
		return r
	case 0xFF01 <= r && r <= 0xFF5E:
		return fold(r - 0xFEE0)
	}
	switch r {
	case 0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000:
		return ' '
	case '〔', '【', '〖', '﹝', '﹙':
		return '('
	case '〕', '】', '〗', '﹞', '﹚':
		return ')'
	case '“', '”', '「', '」', '『', '』':
		return '"'
	case '‘', '’':
		return '\''
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	case 0xAD, 0xFEFF, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069:
		return 0
	}
	return r
}

// normalise is a text as it is searched: half width, lower case, one kind of
// bracket, quote and dash, nothing invisible, and white space only between two
// words of letters or digits.
func normalise(text string) []rune {
	return appendNormal(make([]rune, 0, utf8.RuneCountInString(text)), text)
}

func appendNormal(normal []rune, text string) []rune {
	space, last := false, mark
	for _, r := range text {
		r = fold(r)
		switch r {
		case 0:
			continue
		case ' ':
			space = true
			continue
		}
		here := classOf(r)
		if space && last == word && here == word {
			normal = append(normal, ' ')
		}
		space, last = false, here
		normal = append(normal, r)
	}
	return normal
}
