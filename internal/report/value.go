package report

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"gongkai/internal/diag"
)

// largest is the greatest count that every reader of our JSON keeps exact.
const largest = 1 << 53

// maxDigits bounds an amount of money as it is written.
const maxDigits = 24

var (
	ruleNotNumber = diag.Rule{
		Code: "R101", Severity: diag.Error,
		Message: diag.Text{ZH: "{1}：「{2}」不是数字", EN: "{1}: “{2}” is not a number"},
		Hint: diag.Text{
			ZH: "只写数字，单位和说明不写在格里；空着的写 \"\"，不适用的写 \"/\"",
			EN: "write the number alone, without unit or remark; \"\" for a blank, \"/\" for not applicable",
		},
		Why: diag.Text{
			ZH: "带单位或文字的格不能求和，也不能与上年比较",
			EN: "a cell with a unit or a word can't be added up or compared with last year",
		},
		Bad:  example(`licences  = 0`, `licences  = "12件"`),
		Good: example(`licences  = 0`, `licences  = 12`),
	}
	ruleDecimal = diag.Rule{
		Code: "R102", Severity: diag.Error,
		Message: diag.Text{ZH: "{1}：「{2}」是小数，件数应为整数", EN: "{1}: “{2}” is a decimal, a count is a whole number"},
		Hint:    diag.Text{ZH: "写成整数", EN: "write a whole number"},
		Why: diag.Text{
			ZH: "除金额外，各表的单位都是件，没有半件",
			EN: "but for money, the tables count cases, and there is no half of one",
		},
		Bad:  example(`licences  = 0`, `licences  = 1.5`),
		Good: example(`licences  = 0`, `licences  = 15`),
	}
	ruleNegative = diag.Rule{
		Code: "R103", Severity: diag.Error,
		Message: diag.Text{ZH: "{1}：「{2}」小于 0", EN: "{1}: “{2}” is less than 0"},
		Hint:    diag.Text{ZH: "件数和金额不会小于 0，核对原始数据", EN: "counts and amounts are never negative: check the source"},
		Why: diag.Text{
			ZH: "只有 2019 年格式的「本年增/减」可以带负号",
			EN: "only the yearly change of the 2019 form may be negative",
		},
		Bad:  example(`penalties = 0`, `penalties = -3`),
		Good: example(`penalties = 0`, `penalties = 3`),
	}
	ruleNotation = diag.Rule{
		Code: "R104", Severity: diag.Error,
		Message: diag.Text{ZH: "{1}：「{2}」不是平常的十进制写法", EN: "{1}: “{2}” is not a plain decimal number"},
		Hint:    diag.Text{ZH: "写成 1234 或 1234.50 这样的数", EN: "write it as 1234 or 1234.50"},
		Why: diag.Text{
			ZH: "十六进制、科学记数和 nan、inf 不是报表里的数",
			EN: "hexadecimal, exponents, nan and inf are not figures of a report",
		},
		Bad:  example(`fees      = 0`, `fees      = 3.4e3`),
		Good: example(`fees      = 0`, `fees      = 3400`),
	}
	ruleTooLarge = diag.Rule{
		Code: "R105", Severity: diag.Error,
		Message: diag.Text{ZH: "{1}：「{2}」太大", EN: "{1}: “{2}” is too large"},
		Hint:    diag.Text{ZH: "核对位数，可能多打了几位", EN: "check the digits, some may be typed twice"},
		Why: diag.Text{
			ZH: "超过 9007199254740992 的数，多数软件读不准",
			EN: "most programs can't read a number above 9007199254740992 exactly",
		},
		Bad:  example(`coercions = 0`, `coercions = 9007199254740993`),
		Good: example(`coercions = 0`, `coercions = 9007`),
	}
)

// fault is what is wrong with a value, and what to write instead, if that is plain.
type fault struct {
	rule *diag.Rule
	mend string
}

var (
	plainNumber = regexp.MustCompile(`^[+-]?[0-9][0-9_]*(\.[0-9_]+)?$`)
	oddNumber   = regexp.MustCompile(`^[+-]?(0[xob]|inf|nan|[0-9._]+[eE])`)
	withUnit    = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)\s*(?:件|条|项|个|宗|次)?$`)
)

// readValue turns a value as it is written in TOML into a figure.
func readValue(raw string, kind Kind) (figure, *fault) {
	if content, quoted := unquote(raw); quoted {
		switch content {
		case "":
			return figure{Cell: Cell{State: Blank}, given: true}, nil
		case "/":
			return figure{Cell: Cell{NotApplicable, "/"}, given: true}, nil
		}
		found := &fault{rule: &ruleNotNumber}
		if m := withUnit.FindStringSubmatch(narrow(content)); m != nil {
			if _, err := readValue(m[1], kind); err == nil {
				found.mend = m[1]
			}
		}
		return figure{}, found
	}
	if !plainNumber.MatchString(raw) {
		if oddNumber.MatchString(raw) {
			return figure{}, &fault{rule: &ruleNotation}
		}
		return figure{}, &fault{rule: &ruleNotNumber}
	}
	return readNumber(strings.ReplaceAll(raw, "_", ""), kind)
}

// readNumber reads a plain decimal number.
func readNumber(text string, kind Kind) (figure, *fault) {
	negative := text[0] == '-'
	text = strings.TrimLeft(text, "+-")
	whole, fraction, decimal := strings.Cut(text, ".")
	negative = negative && strings.Trim(text, "0.") != ""
	if negative && kind != Signed {
		return figure{}, &fault{rule: &ruleNegative}
	}
	if kind == Money || kind == Amount {
		if len(text) > maxDigits {
			return figure{}, &fault{rule: &ruleTooLarge}
		}
		return figure{Cell: Cell{Number, text}, given: true}, nil
	}
	if decimal {
		found := &fault{rule: &ruleDecimal}
		if strings.Trim(fraction, "0") == "" {
			found.mend = whole
		}
		return figure{}, found
	}
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil || value > largest {
		return figure{}, &fault{rule: &ruleTooLarge}
	}
	if negative {
		value = -value
	}
	return figure{Cell: Cell{Number, printed(value, kind)}, value: value, given: true}, nil
}

// printed is a whole number as the form prints it.
func printed(value int64, kind Kind) string {
	if kind == Signed && value > 0 {
		return "+" + strconv.FormatInt(value, 10)
	}
	return strconv.FormatInt(value, 10)
}

// unquote is the content of a TOML string without white space around it.
func unquote(raw string) (content string, quoted bool) {
	if raw == "" || raw[0] != '"' && raw[0] != '\'' {
		return "", false
	}
	if content, err := strconv.Unquote(raw); err == nil && raw[0] == '"' {
		return strings.TrimSpace(content), true
	}
	for len(raw) >= 2 && raw[0] == raw[len(raw)-1] && (raw[0] == '"' || raw[0] == '\'') {
		raw = raw[1 : len(raw)-1]
	}
	return strings.TrimSpace(raw), true
}

// narrow replaces full-width digits, points and signs by their ASCII twins.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if '！' <= r && r <= '～' {
			return r - '！' + '!'
		}
		if r == '　' {
			return ' '
		}
		return r
	}, s)
}

// decimal is a figure as an exact number, 0 when it has none.
func (f figure) decimal() *big.Rat {
	if number, ok := new(big.Rat).SetString(f.Text); ok && f.State == Number {
		return number
	}
	return new(big.Rat)
}
