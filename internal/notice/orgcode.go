package notice

import (
	"strings"

	"gongkai/internal/diag"
)

// NormalCode is a code of an organisation without the hyphen that is often
// printed before its check digit, in capitals.
func NormalCode(code string) string {
	return strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(code), "-", ""))
}

// CheckCode checks an agency's 组织机构代码 (9 characters, GB 11714) or
// 统一社会信用代码 (18 characters, GB 32100) by its check digit. When it isn't
// one, problem says why.
func CheckCode(code string) (problem diag.Text, ok bool) {
	var want byte
	switch code = NormalCode(code); len(code) {
	case organisationLength:
		want = organisationDigit(code)
	case creditLength:
		want = creditDigit(code)
	default:
		return diag.Text{ZH: "应为 9 位组织机构代码或 18 位统一社会信用代码", EN: "it should be an organisation code of 9 characters or a social credit code of 18"}, false
	}
	switch got := code[len(code)-1]; want {
	case got:
		return diag.Text{}, true
	case 0:
		return diag.Text{ZH: "里面有这种代码不用的字符", EN: "it holds a character that such codes don't use"}, false
	default:
		return diag.Text{
			ZH: "前面各位算出的校验位是「" + string(want) + "」，写的是「" + string(got) + "」",
			EN: "its check digit should be " + string(want) + ", not " + string(got),
		}, false
	}
}

const (
	organisationLength = 9
	creditLength       = 18
	creditAlphabet     = "0123456789ABCDEFGHJKLMNPQRTUWXY" // without I, O, S, V, Z
)

var organisationWeights = [...]int{3, 7, 9, 10, 5, 8, 4, 2}

// organisationDigit is the check digit of the first 8 characters, 0 when one
// of them is neither a digit nor a letter.
func organisationDigit(code string) byte {
	const modulus, ten = 11, 10
	sum := 0
	for i, weight := range organisationWeights {
		value := strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", code[i])
		if value < 0 {
			return 0
		}
		sum += weight * value
	}
	switch check := modulus - sum%modulus; check {
	case ten:
		return 'X'
	case modulus:
		return '0'
	default:
		return byte('0' + check)
	}
}

// creditDigit is the check digit of the first 17 characters, 0 when one of
// them is not in the alphabet. The weights are the powers of 3 modulo 31.
func creditDigit(code string) byte {
	modulus := len(creditAlphabet)
	sum, weight := 0, 1
	for i := range creditLength - 1 {
		value := strings.IndexByte(creditAlphabet, code[i])
		if value < 0 {
			return 0
		}
		sum += weight * value
		weight = weight * 3 % modulus
	}
	return creditAlphabet[(modulus-sum%modulus)%modulus]
}
