package privacy

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Words that say what the number behind them is. With one of them a number is
// told by its digits however it is parted; without one, points, slashes and
// brackets part versions, dates, fractions and amounts.
var numberWords = []string{"手机", "电话", "联系方式", "身份证", "证件号", "卡号", "账号", "帐号", "一卡通", "残疾人证"}

// parted is the numbers behind such a word with points, slashes or brackets
// inside: 手机138.0000.0000.
func parted(text string, options Options) []Finding {
	var found []Finding
	for _, word := range numberWords {
		for from := 0; ; {
			i := strings.Index(text[from:], word)
			if i < 0 {
				break
			}
			from += i + len(word)
			if f, ok := partedAt(text, from); ok && (f.Kind != BankCard || containsAny(word, bankWords)) && !slices.Contains(options.Own, f.value) {
				found = append(found, f)
			}
		}
	}
	return found
}

// partedAt is the number that begins a few words behind a place.
func partedAt(text string, at int) (Finding, bool) {
	start, ok := numberBehind(text, at)
	if !ok {
		return Finding{}, false
	}
	var digits strings.Builder
	mark, marked, end := false, false, start
	for i := start; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		c := ascii(r)
		switch {
		case c >= '0' && c <= '9', c == 'X' && digits.Len() == 17:
			digits.WriteByte(c)
			marked = marked || mark
			end = i + size
		case parts(r):
			mark = mark || digits.Len() > 0
		case !invisible(r) && r != ' ' && !dashed(r):
			i = len(text)
		}
		if digits.Len() > longest {
			return Finding{}, false
		}
		i += size
	}
	number := digits.String()
	kind, ok := kindOf(number)
	if !ok || !marked {
		return Finding{}, false
	}
	value := candidate{digits: number}.value(kind)
	return Finding{
		Kind: kind, Confidence: Medium, CheckFails: kind == IdentityCard && identityCheck(number) != number[17],
		Start: start, End: end, Masked: mask(kind, value), Hash: hashOf(kind, value), value: value,
	}, true
}

// numberBehind is where the first digit stands, or the bracket before it: a
// few characters of the same sentence may be before it (号码为：).
func numberBehind(text string, at int) (int, bool) {
	opened := -1
	for n := 0; at < len(text) && n < 10; n++ {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch c := ascii(r); {
		case c >= '0' && c <= '9':
			if opened >= 0 {
				return opened, true
			}
			return at, true
		case strings.ContainsRune("\n。；;，,、|", r):
			return 0, false
		case r == '(' || r == '（':
			opened = at
		case !invisible(r):
			opened = -1
		}
		at += size
	}
	return 0, false
}

// parts tells the marks that part a number only where a word names it.
func parts(r rune) bool { return strings.ContainsRune(".．/／()（）", r) }

// kindOf tells what a named number is by its digits alone.
func kindOf(digits string) (Kind, bool) {
	switch n := len(digits); {
	case n == 11 || n == 13 && strings.HasPrefix(digits, "86"):
		number := digits[n-11:]
		return Mobile, number[0] == '1' && number[1] >= '3'
	case n == 18 && province(digits) && birthday(digits[6:14]):
		return IdentityCard, true
	case n == 20 && numeric(digits) && province(digits) && birthday(digits[6:14]):
		return DisabilityCard, identityCheck(digits) == digits[17]
	case n >= 16 && n <= 19 && numeric(digits):
		return BankCard, strings.HasPrefix(digits, "62") && luhn(digits)
	}
	return "", false
}
