package privacy

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A mask that leaves too much is a leak that looks like care: a number of
// which a few digits are hidden can be worked out with its check digit, and a
// hidden date of birth stands in the next column.
//
// Such a number is found from its marks: the run of digits and marks around a
// mark, from the first two digits on, ten to twenty characters and perhaps an X.
func weakMasks(text string) []Finding {
	if !mayMask(text) {
		return nil
	}
	var found []Finding
	for _, mark := range markWords {
		for from := 0; ; {
			i := strings.Index(text[from:], mark)
			if i < 0 {
				break
			}
			at := from + i
			start, stop := maskedRun(text, at)
			from = max(stop, at+len(mark))
			runes := []rune(text[start:stop])
			if kind, weak := weakness(runes); weak {
				found = append(found, Finding{
					Kind: WeakMask, Confidence: Medium, Start: start, End: stop,
					Masked: string(runes[0]) + strings.Repeat("*", len(runes)-2) + string(runes[len(runes)-1]),
					Hash:   hashOf(kind, string(runes)),
				})
			}
		}
	}
	return found
}

// mayMask tells in one pass whether a text can hold a mark: most texts hold
// none, and looking for each of them would cost more than all the rest.
func mayMask(text string) bool {
	for i := range len(text) {
		switch text[i] {
		case '*', 'x', 'X', '_', 0xC3, 0xEF, 0xE2: // ×; ＊ and ●○■□
			if slices.ContainsFunc(markWords, func(w string) bool { return strings.HasPrefix(text[i:], w) }) {
				return true
			}
		}
	}
	return false
}

// Marks without one of which nothing is masked.
var markWords = []string{"*", "＊", "xx", "XX", "××", "●", "○", "■", "□", "__"}

// maskedRun is the run of digits and marks around a mark, from its first two
// digits on; at most twenty characters and an X.
func maskedRun(text string, at int) (start, end int) {
	start = at
	for n := 0; start > 0 && n < 20; n++ {
		r, size := utf8.DecodeLastRuneInString(text[:start])
		if !inMask(r) {
			break
		}
		start -= size
	}
	for start < at {
		r, size := utf8.DecodeRuneInString(text[start:])
		next, _ := utf8.DecodeRuneInString(text[start+size:])
		if ascii(r) != 0 && ascii(r) <= '9' && ascii(next) != 0 && ascii(next) <= '9' {
			break
		}
		start += size
	}
	end = start
	for n := 0; end < len(text) && n < 20; n++ {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !inMask(r) {
			break
		}
		end += size
	}
	if r, size := utf8.DecodeRuneInString(text[end:]); ascii(r) == 'X' {
		end += size
	}
	return start, end
}

func inMask(r rune) bool {
	if c := ascii(r); c != 0 {
		return c <= '9' || c == 'X'
	}
	return strings.ContainsRune("*＊×●○■□_", r)
}

// weakness tells what a masked number of this shape can be, and whether too
// little of it is hidden.
func weakness(runes []rune) (Kind, bool) {
	first, hidden := -1, 0
	for i, r := range runes {
		if c := ascii(r); c == 0 || c == 'X' && i < len(runes)-1 {
			hidden++
			if first < 0 {
				first = i
			}
		}
	}
	switch len(runes) {
	case 18, 15:
		birthOnly := len(runes) == 18 && first == 6 && hidden <= 8
		return IdentityCard, hidden > 0 && (hidden < 8 || birthOnly)
	case 11:
		return Mobile, runes[0] == '1' && hidden > 0 && hidden < 4
	case 16, 17, 19:
		return BankCard, hidden > 0 && hidden < 6
	}
	return "", false
}

// home is an address down to the door: a flat in a block, or a house in a
// village group. An office in a street is not one.
var home = regexp.MustCompile(`[\p{Han}0-9]{0,12}(?:(?:小区|花园|家园|公寓|苑|社区|村)[\p{Han}0-9A-Za-z]{0,6}?[0-9一二三四五六七八九十]+(?:栋|幢|号楼|座)[0-9一二三四五六七八九十]*(?:单元)?[0-9一二三四五六七八九十]+(?:室|户|号)|村[\p{Han}]{0,4}?[0-9一二三四五六七八九十]+(?:组|队|社)[0-9一二三四五六七八九十]+号)`)

// Words without which there is no such address. They are looked for first, and
// the expression is tried around them only: notices are long, homes are few.
var homeWords = []string{"栋", "幢", "号楼", "单元", "组", "队"}

func addresses(text string) []Finding {
	var found []Finding
	for i := 0; i+3 <= len(text); i++ {
		if b := text[i]; b < 0xE5 || b > 0xE9 {
			continue
		}
		if !slices.ContainsFunc(homeWords, func(w string) bool { return text[i] == w[0] && text[i+1] == w[1] && strings.HasPrefix(text[i:], w) }) {
			continue
		}
		// Digits stand before each of these words, or it is another word.
		if r, _ := utf8.DecodeLastRuneInString(text[:i]); !strings.ContainsRune("0123456789一二三四五六七八九十", r) {
			continue
		}
		start, end := window(text, i)
		for _, m := range home.FindAllStringIndex(text[start:end], -1) {
			runes := []rune(text[start+m[0] : start+m[1]])
			found = append(found, Finding{
				Kind: Address, Confidence: Low, Start: start + m[0], End: start + m[1],
				Masked: string(runes[:min(3, len(runes))]) + "***", Hash: hashOf(Address, string(runes)),
			})
		}
	}
	return found
}

// window is the part of a line around a place: at most 90 bytes before and 60 after.
func window(text string, at int) (start, end int) {
	start, end = max(0, at-90), min(len(text), at+60)
	for start < at && !utf8.RuneStart(text[start]) {
		start++
	}
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end++
	}
	if i := strings.LastIndexByte(text[start:at], '\n'); i >= 0 {
		start += i + 1
	}
	if i := strings.IndexByte(text[at:end], '\n'); i >= 0 {
		end = at + i
	}
	return start, end
}

// sorted is in order of place, with what lies inside another finding left out.
func sorted(found []Finding) []Finding {
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	kept := found[:0]
	end := 0
	for _, f := range found {
		if f.Start < end {
			continue
		}
		kept = append(kept, f)
		end = f.End
	}
	return kept
}
