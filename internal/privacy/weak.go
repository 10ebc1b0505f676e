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
var masked = regexp.MustCompile(`[0-9０-９][0-9０-９*＊xX×●○■□_]{8,18}[Ｘｘ]?`)

// Marks without one of which nothing is masked.
var maskWords = []string{"*", "＊", "xx", "XX", "××", "●", "○", "■", "□", "__"}

// mayMask tells whether one of the marks follows a digit, as the first of a
// masked number does. The stars of bold type stand on nearly every page, and
// the expression costs more than the rest of the page's checks together.
func mayMask(text string) bool {
	for _, word := range maskWords {
		for from := 0; ; {
			i := strings.Index(text[from:], word)
			if i < 0 {
				break
			}
			if r, _ := utf8.DecodeLastRuneInString(text[:from+i]); strings.ContainsRune("0123456789０１２３４５６７８９xX×_", r) {
				return true
			}
			from += i + len(word)
		}
	}
	return false
}

// weakMasks is the masked numbers that don't protect.
func weakMasks(text string) []Finding {
	if !mayMask(text) {
		return nil
	}
	var found []Finding
	for _, at := range masked.FindAllStringIndex(text, -1) {
		runes := []rune(text[at[0]:at[1]])
		if kind, weak := weakness(runes); weak {
			found = append(found, Finding{
				Kind: WeakMask, Confidence: Medium, Start: at[0], End: at[1],
				Masked: string(runes[0]) + strings.Repeat("*", len(runes)-2) + string(runes[len(runes)-1]),
				Hash:   hashOf(kind, string(runes)),
			})
		}
	}
	return found
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
	for _, word := range homeWords {
		for from := 0; ; {
			i := strings.Index(text[from:], word)
			if i < 0 {
				break
			}
			at := from + i
			from = at + len(word)
			// Digits stand before each of these words, or it is another word.
			if r, _ := utf8.DecodeLastRuneInString(text[:at]); !strings.ContainsRune("0123456789一二三四五六七八九十", r) {
				continue
			}
			start, end := window(text, at)
			for _, m := range home.FindAllStringIndex(text[start:end], -1) {
				runes := []rune(text[start+m[0] : start+m[1]])
				found = append(found, Finding{
					Kind: Address, Confidence: Low, Start: start + m[0], End: start + m[1],
					Masked: string(runes[:min(3, len(runes))]) + "***", Hash: hashOf(Address, string(runes)),
				})
			}
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
