package source

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/internal/diag"
)

// value reads a value into a node.
func (l *lexer) value(n int32) bool {
	start := l.pos
	r, size := l.rune()
	ok := true
	switch {
	case r == '"' || r == '\'':
		l.all[n].kind = stringKind
		_, ok = l.quoted()
	case isOpeningQuote(r):
		l.all[n].kind = stringKind
		ok = l.chineseString(r, size)
	case r == '[' || narrow(r) == '[':
		ok = l.list(n)
	case r == '{' || narrow(r) == '{':
		ok = l.inline(n)
	default:
		ok = l.scalar(n)
	}
	l.all[n].value = span{start, l.pos}
	return ok && !l.full
}

// deeper counts an open bracket.
func (l *lexer) deeper() bool {
	if l.depth == maxDepth {
		l.report(&ruleTooDeep, l.pos, l.pos+1, maxDepth)
		return false
	}
	l.depth++
	return true
}

// list reads [a, b, c].
func (l *lexer) list(n int32) bool {
	start := l.pos
	if !l.deeper() {
		return false
	}
	l.accept('[')
	l.all[n].kind, l.all[n].elements = arrayKind, true
	for l.blank(); !l.accept(']'); l.blank() {
		if l.pos == len(l.src) || l.lineStart() && looksLikeStatement(l.rest()) {
			l.notClosed(start, "]")
			return false
		}
		if !l.more() || !l.value(l.add(n, node{})) {
			return false
		}
		if !l.separator(start, ']') {
			return false
		}
	}
	l.depth--
	return true
}

// inline reads {a = 1, b = 2}.
func (l *lexer) inline(n int32) bool {
	start := l.pos
	if !l.deeper() {
		return false
	}
	l.accept('{')
	l.all[n].kind = tableKind
	l.all[n].origin = dotted
	for l.blank(); !l.accept('}'); l.blank() {
		if l.pos == len(l.src) {
			l.notClosed(start, "}")
			return false
		}
		if !l.more() || !l.pair(n) || !l.separator(start, '}') {
			return false
		}
	}
	l.seal(n)
	l.depth--
	return true
}

// seal closes an inline table and the tables that dotted keys made in it.
func (l *lexer) seal(n int32) {
	l.all[n].origin = closed
	for _, c := range l.all[n].children {
		if l.all[c].kind == tableKind && l.all[c].origin == dotted {
			l.seal(c)
		}
	}
}

// separator expects a comma, or the bracket that closes the list.
func (l *lexer) separator(open int, closing byte) bool {
	end := l.pos
	l.blank()
	if l.accept(',') {
		return true
	}
	if r, _ := l.rune(); l.peek() == closing || narrow(r) == rune(closing) {
		return true
	}
	if l.pos == len(l.src) || l.lineStart() && looksLikeStatement(l.rest()) {
		l.notClosed(open, string(closing))
		return false
	}
	l.mend(&ruleNoComma, end, end, ",", string(closing))
	return false
}

// notClosed reports a bracket without its partner.
func (l *lexer) notClosed(start int, closing string) {
	_, size := utf8.DecodeRuneInString(l.src[start:])
	l.report(&ruleNotClosed, start, start+size, l.src[start:start+size], closing)
}

// quoted reads a string in straight quotes and gives its content: for a
// multi-line string, which can't be a key, as it is written.
func (l *lexer) quoted() (string, bool) {
	start := l.pos
	quote := l.src[start]
	fence := l.src[start : start+1]
	if triple := strings.Repeat(fence, 3); strings.HasPrefix(l.src[start:], triple) {
		return "", l.multiline(triple)
	}
	escaped := false
	for l.pos++; l.pos < len(l.src) && l.src[l.pos] != '\n'; l.pos++ {
		switch c := l.src[l.pos]; {
		case c == quote:
			l.pos++
			content := l.src[start+1 : l.pos-1]
			if escaped {
				content = l.unescape(start+1, content)
			}
			return content, true
		case c == '\\' && quote == '"':
			escaped = true
			if l.pos+1 < len(l.src) && l.src[l.pos+1] != '\n' {
				l.pos++
			}
		}
	}
	l.openQuote(start, fence)
	return "", false
}

// openQuote reports a string that the line ends before its closing quote does.
// When a Chinese quote stands in its stead, that is the fault.
func (l *lexer) openQuote(start int, fence string) {
	line := trimSpace(l.src[start:l.pos])
	if r, size := utf8.DecodeLastRuneInString(line); r != '"' && isClosingQuote(r) {
		end := start + len(line)
		l.mend(&ruleChineseQuotes, end-size, end, fence, string(r))
		return
	}
	l.report(&ruleOpenString, start, start+len(line), fence)
}

// multiline reads a string in triple quotes.
func (l *lexer) multiline(triple string) bool {
	start := l.pos
	for l.pos += 3; l.pos < len(l.src); l.pos++ {
		switch {
		case l.src[l.pos] == '\\' && triple[0] == '"':
			l.pos++
		case strings.HasPrefix(l.src[l.pos:], triple):
			// Up to two quotes may stand before the closing three.
			l.pos += 3
			for i := 0; i < 2 && l.peek() == triple[0]; i++ {
				l.pos++
			}
			if triple[0] == '"' {
				l.unescape(start+3, l.src[start+3:l.pos-3])
			}
			return true
		}
	}
	l.pos = len(l.src)
	l.report(&ruleOpenString, start, start+3, triple)
	return false
}

// unescape replaces the escapes of a string and reports those that TOML
// doesn't have.
func (l *lexer) unescape(start int, s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			i++
			continue
		}
		r, size := escape(s[i:])
		if size == 0 {
			_, width := utf8.DecodeRuneInString(s[i+1:])
			l.report(&ruleEscape, start+i, start+i+1+width, s[i:i+1+width])
			return s
		}
		if r >= 0 {
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

// escape is the character that an escape stands for and the escape's length,
// 0 when there is no such escape. A line's end that is escaped stands for
// nothing: -1.
func escape(s string) (rune, int) {
	if len(s) < 2 {
		return 0, 0
	}
	const plain, meaning = `btnfre"\`, "\b\t\n\f\r\x1b\"\\"
	if i := strings.IndexByte(plain, s[1]); i >= 0 {
		return rune(meaning[i]), 2
	}
	digits := 0
	switch s[1] {
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	default:
		if rest := strings.TrimLeft(s[1:], " \t"); strings.HasPrefix(rest, "\n") {
			return -1, len(s) - len(strings.TrimLeft(rest, " \t\n"))
		}
		return 0, 0
	}
	if len(s) < 2+digits {
		return 0, 0
	}
	code, err := strconv.ParseUint(s[2:2+digits], 16, 32)
	if err != nil || !utf8.ValidRune(rune(code)) || code > utf8.MaxRune {
		return 0, 0
	}
	return rune(code), 2 + digits
}

// chineseString reads “text” as the string that was meant: to the last quote of
// the line, for there may be quotes within; in a list, to the next one.
func (l *lexer) chineseString(opening rune, size int) bool {
	start := l.pos
	line := l.rest()
	end := -1 // where the closing quote begins
	if l.depth == 0 {
		line = line[:bareEnd(line, "")]
		if r, width := utf8.DecodeLastRuneInString(line); len(line) > size && isClosingQuote(r) {
			end = len(line) - width
		}
	}
	if end < 0 {
		end = size + strings.IndexFunc(line[size:], isClosingQuote)
	}
	if end < size {
		l.report(&ruleChineseQuotes, start, start+size, string(opening))
		return false
	}
	_, width := utf8.DecodeRuneInString(line[end:])
	l.pos = start + end + width
	l.mend(&ruleChineseQuotes, start, l.pos, straight(line[size:end]), string(opening))
	return true
}

// straight is a text as a TOML string.
func straight(content string) string {
	return `"` + strings.ReplaceAll(strings.ReplaceAll(content, `\`, `\\`), `"`, `\"`) + `"`
}

func isOpeningQuote(r rune) bool {
	return r >= utf8.RuneSelf && strings.ContainsRune("“”‘’＂＇「『„«", r)
}

func isClosingQuote(r rune) bool {
	return r == '"' || r >= utf8.RuneSelf && strings.ContainsRune("“”‘’＂＇」』»", r)
}

var ruleChineseQuotes = diag.Rule{
	Code: "S220", Severity: diag.Error,
	Message: diag.Text{
		ZH: "值用了引号「{1}」，应为英文引号 \"",
		EN: "the value is in 「{1}」 quotes; they must be \"",
	},
	Hint: diag.Text{
		ZH: "关闭中文输入法后重新键入两个引号；文字里面的 “ ” 可以保留",
		EN: "type both quotes again with the Chinese input method off; “ ” within the text may stay",
	},
	Why: diag.Text{
		ZH: "程序只认识英文引号",
		EN: "only straight quotes are recognised",
	},
	Bad:  page("title = “通知”\n" + dated),
	Good: goodPage,
}

var ruleOpenString = diag.Rule{
	Code: "S221", Severity: diag.Error,
	Message: diag.Text{
		ZH: "引号 {1} 没有结束",
		EN: "the quote {1} is not closed",
	},
	Hint: diag.Text{
		ZH: "在文字末尾补上 {1}；文字里的引号请写成 “ ”",
		EN: "add {1} at the end of the text; within text use “ ”",
	},
	Why: diag.Text{
		ZH: "没有结束的引号会把后面的键都吞掉",
		EN: "an open quote swallows the keys that follow",
	},
	Bad:  page("title = \"通知\n" + dated),
	Good: goodPage,
}

var ruleEscape = diag.Rule{
	Code: "S222", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」不是可用的转义",
		EN: "「{1}」 is not an escape",
	},
	Hint: diag.Text{
		ZH: "反斜杠请写成 \\\\，或者把整段文字放在英文单引号里",
		EN: "write a backslash as \\\\, or put the text in single straight quotes",
	},
	Why: diag.Text{
		ZH: "双引号里的反斜杠有特别的意思",
		EN: "a backslash has a meaning of its own within double quotes",
	},
	Bad:  page("title = \"目录D:\\公开\"\n" + dated),
	Good: page("title = '目录D:\\公开'\n" + dated),
}

var ruleNotClosed = diag.Rule{
	Code: "S223", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」没有对应的「{2}」",
		EN: "「{1}」 has no 「{2}」",
	},
	Hint: diag.Text{
		ZH: "在最后一项后面补上 {2}",
		EN: "add {2} after the last item",
	},
	Why: diag.Text{
		ZH: "没有结束的列表会把后面的键都吞掉",
		EN: "an open list swallows the keys that follow",
	},
	Bad:  page(title + dated + "keywords = [\"统计\"\n"),
	Good: page(title + dated + "keywords = [\"统计\"]\n"),
}

var ruleNoComma = diag.Rule{
	Code: "S224", Severity: diag.Error,
	Message: diag.Text{
		ZH: "两项之间少了逗号",
		EN: "a comma is missing between two items",
	},
	Hint: diag.Text{
		ZH: "各项之间用半角逗号隔开，最后用 {1} 结束",
		EN: "separate the items by commas, and end with {1}",
	},
	Why: diag.Text{
		ZH: "没有逗号分不清是几项",
		EN: "without commas it can't be told how many items there are",
	},
	Bad:  page(title + dated + "keywords = [\"统计\" \"调查\"]\n"),
	Good: page(title + dated + "keywords = [\"统计\", \"调查\"]\n"),
}
