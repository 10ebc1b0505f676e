package source

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/internal/diag"
)

// scalar reads a number, a date or a truth value; what is none of them is
// explained.
func (l *lexer) scalar(n int32) bool {
	start := l.pos
	l.pos += wordEnd(l.src[start:])
	if l.pos == start {
		return l.noValue()
	}
	if l.dateGoesOn(start) {
		l.pos++
		l.pos += wordEnd(l.src[l.pos:])
	}
	word := l.src[start:l.pos]
	if k, ok := classify(word); ok {
		l.all[n].kind = k
		return true
	}
	l.pos = start
	marks := ""
	if l.depth > 0 {
		marks = ",，、]}］】｝"
	}
	l.pos += bareEnd(l.rest(), marks)
	if l.isFigure() && !beyond.MatchString(l.src[start:l.pos]) {
		l.strangeFigure(start)
	} else {
		l.strangeValue(start)
	}
	return true
}

// noValue reports the key that nothing follows, or the list that has nothing
// between two commas.
func (l *lexer) noValue() bool {
	key := l.parts[len(l.parts)-1]
	d := l.report(&ruleNoValue, key.start, key.end, shown(l.src[key.start:key.end]))
	if l.isFigure() {
		d.Hint = noFigure
	}
	return l.depth == 0 || l.peek() == ','
}

// wordEnd is where a scalar that is well written ends.
func wordEnd(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case ' ', '\t', '\n', ',', ']', '}', '#':
			return i
		}
		if s[i] >= utf8.RuneSelf {
			if r, _ := utf8.DecodeRuneInString(s[i:]); isOddSpace(r) || narrow(r) != 0 && strings.ContainsRune(",]}#", narrow(r)) {
				return i
			}
		}
	}
	return len(s)
}

// bareEnd is where a text without quotes ends: at a comment, at one of the
// marks, or with the line.
func bareEnd(line, marks string) int {
	end := len(line)
	if i := strings.Index(line, " #"); i >= 0 {
		end = i
	}
	if i := strings.IndexAny(line[:end], marks); i > 0 {
		end = i
	}
	return len(strings.TrimRightFunc(line[:end], func(r rune) bool { return r == ' ' || r == '\t' || isOddSpace(r) }))
}

// dateGoesOn tells whether the word is a date and a time follows after one
// space: 2023-06-01 09:00:00.
func (l *lexer) dateGoesOn(start int) bool {
	rest := l.src[l.pos:]
	return l.pos-start == len("2023-06-01") && l.src[start+4] == '-' &&
		len(rest) > 3 && rest[0] == ' ' && isDigit(rest[1]) && isDigit(rest[2]) && rest[3] == ':'
}

// classify is the kind of a scalar that TOML knows.
func classify(word string) (kind, bool) {
	switch {
	case word == "true" || word == "false":
		return boolKind, true
	case isInteger(word):
		return integerKind, true
	case dateOf(word) == dateFine:
		return dateKind, true
	case isTime(word):
		return timeKind, true
	}
	return floatKind, isFloat(word)
}

// strangeValue explains a word that is no value.
func (l *lexer) strangeValue(start int) {
	word, end := l.src[start:l.pos], l.pos
	if truth := boolWord(word); truth != "" {
		l.mend(&ruleBoolWord, start, end, truth, word, truth)
		return
	}
	if date, fault := meantAsDate(word); fault == dateWrong {
		l.report(&ruleNoSuchDate, start, end, shown(word))
		return
	} else if fault != dateNone {
		d := l.report(&ruleDateForm, start, end, shown(word))
		if date != "" {
			d.Fix = replace(d.Place, date)
		}
		return
	}
	plain := strings.Map(halfWidth, word)
	if _, ok := classify(plain); ok && plain != word {
		l.mend(&ruleWideMark, start, end, plain, word, plain)
		return
	}
	if strings.Trim(plain, "0123456789+-_.,xXoabcdefABCDEF ") == "" && strings.ContainsAny(plain, "0123456789") {
		l.report(&ruleNumberForm, start, end, shown(word), numberHint(plain))
		return
	}
	l.mend(&ruleNoQuotes, start, end, straight(word), shown(word))
}

// boolWord is the truth value that a word means, "" when it means none.
func boolWord(word string) string {
	switch strings.ToLower(word) {
	case "true", "yes", "on", "是", "真":
		return "true"
	case "false", "no", "off", "否", "假":
		return "false"
	}
	return ""
}

// numberHint says what is wrong with a number.
func numberHint(word string) diag.Text {
	digits := strings.TrimLeft(word, "+-")
	switch {
	case strings.ContainsAny(word, ", "):
		return diag.Text{ZH: "数字中间不加逗号和空格", EN: "write digits without commas or spaces"}
	case len(digits) > 1 && digits[0] == '0' && isDigit(digits[1]):
		return diag.Text{ZH: "数字不能以 0 开头；编号、电话请放在英文引号里", EN: "a number can't start with 0; put codes and telephone numbers in straight quotes"}
	case strings.HasPrefix(digits, ".") || strings.HasSuffix(digits, "."):
		return diag.Text{ZH: "小数点前后都要有数字，例如 0.5", EN: "a decimal point needs digits on both sides, as in 0.5"}
	case strings.Trim(digits, "0123456789") == "":
		return diag.Text{ZH: "这个整数太大；编号请放在英文引号里", EN: "this integer is too large; put codes in straight quotes"}
	}
	return diag.Text{ZH: "若是编号，请放在英文引号里", EN: "if it is a code, put it in straight quotes"}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isInteger tells a decimal, hexadecimal, octal or binary integer of 64 bits.
// strconv reads TOML's integers, and a few more: 017, 0X1F, +0x1F, 0x_1F.
func isInteger(s string) bool {
	digits := strings.TrimLeft(s, "+-")
	if len(digits) > 1 && digits[0] == '0' {
		prefixed := len(digits) == len(s) && len(s) > 2 && strings.IndexByte("xob", s[1]) >= 0
		if !prefixed || s[2] == '_' {
			return false
		}
	}
	_, err := strconv.ParseInt(s, 0, 64)
	return err == nil
}

// fraction is a number with decimals, an exponent or both, or no number at all.
var fraction = regexp.MustCompile(`^[+-]?(?:inf|nan|(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?)$`)

// isFloat tells a number that is no integer, and that a float can hold.
func isFloat(s string) bool {
	switch {
	case !fraction.MatchString(s):
		return false
	case strings.HasSuffix(s, "inf") || strings.HasSuffix(s, "nan"):
		return true
	case !strings.ContainsAny(s, ".eE"):
		return false
	}
	_, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64)
	return err == nil
}

var ruleNoValue = diag.Rule{
	Code: "S225", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」后面没有写值",
		EN: "「{1}」 has no value",
	},
	Hint: diag.Text{
		ZH: "在等号后面写上值；没有内容的键可以整行删去",
		EN: "write the value after the equals sign; delete the line of a key that has none",
	},
	Why: diag.Text{
		ZH: "空着的键看不出是漏填还是没有",
		EN: "with nothing there it can't be told whether it was forgotten",
	},
	Bad:  page("title =\n" + dated),
	Good: goodPage,
}

var ruleBoolWord = diag.Rule{
	Code: "S226", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」应写作 {2}",
		EN: "「{1}」 must be written {2}",
	},
	Hint: diag.Text{
		ZH: "是与否只写 true 和 false，小写，不加引号",
		EN: "write only true or false, in small letters, without quotes",
	},
	Why: diag.Text{
		ZH: "程序只认识 true 和 false",
		EN: "only true and false are recognised",
	},
	Bad:  page(title + dated + "draft = 否\n"),
	Good: page(title + dated + "draft = false\n"),
}

var ruleNoSuchDate = diag.Rule{
	Code: "S227", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」不是实际存在的日期或时间",
		EN: "「{1}」 is not a date or time that exists",
	},
	Hint: diag.Text{
		ZH: "核对年月日和时分秒；年份从 0001 到 9999",
		EN: "check the date and the time; years go from 0001 to 9999",
	},
	Why: diag.Text{
		ZH: "日期决定公开时限和排序",
		EN: "dates decide on time limits and on order",
	},
	Bad:  page(title + "date = 2024-02-30\nindex = \"000014349/2024-00002\"\n"),
	Good: goodPage,
}

var ruleDateForm = diag.Rule{
	Code: "S228", Severity: diag.Error,
	Message: diag.Text{
		ZH: "日期「{1}」的写法不对",
		EN: "the date 「{1}」 is not in the right form",
	},
	Hint: diag.Text{
		ZH: "写成 2023-06-01，月和日用两位数，不加引号；有时间的写成 2023-06-01 09:00:00",
		EN: "write 2023-06-01, with two digits for month and day and without quotes; with a time, 2023-06-01 09:00:00",
	},
	Why: diag.Text{
		ZH: "写法统一，才能排序和计算时限",
		EN: "in one form, dates can be sorted and time limits counted",
	},
	Bad:  page(title + "date = 2024年1月3日\nindex = \"000014349/2024-00002\"\n"),
	Good: goodPage,
}

var ruleNumberForm = diag.Rule{
	Code: "S229", Severity: diag.Error,
	Message: diag.Text{
		ZH: "数字「{1}」的写法不对：{2}",
		EN: "the number 「{1}」 is not in the right form: {2}",
	},
	Hint: diag.Text{
		ZH: "只写数字，例如 3415.70",
		EN: "write digits alone, such as 3415.70",
	},
	Why: diag.Text{
		ZH: "写法有歧义的数字不能猜",
		EN: "a number that can be read in two ways must not be guessed",
	},
	Bad:  page(title + dated + "weight = 007\n"),
	Good: page(title + dated + "weight = 7\n"),
}

var ruleNoQuotes = diag.Rule{
	Code: "S230", Severity: diag.Error,
	Message: diag.Text{
		ZH: "文字「{1}」没有放在引号里",
		EN: "the text 「{1}」 is not in quotes",
	},
	Hint: diag.Text{
		ZH: "在两边加上英文引号 \"",
		EN: "put straight quotes around it",
	},
	Why: diag.Text{
		ZH: "没有引号分不清文字到哪里为止",
		EN: "without quotes it can't be told where the text ends",
	},
	Bad:  page("title = 通知\n" + dated),
	Good: goodPage,
}
