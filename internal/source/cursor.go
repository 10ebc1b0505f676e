package source

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/internal/diag"
)

// The lexer's eye: single characters, spaces, comments, the rest of a line.
// Full-width twins of TOML's marks are found here and nowhere else.

// rest is what is left of the line.
func (l *lexer) rest() string {
	rest := l.src[l.pos:]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

func (l *lexer) skipLine() { l.pos = min(l.pos+len(l.rest())+1, len(l.src)) }

// peek is the next byte, 0 at the end.
func (l *lexer) peek() byte {
	if l.pos < len(l.src) {
		return l.src[l.pos]
	}
	return 0
}

func (l *lexer) rune() (rune, int) { return utf8.DecodeRuneInString(l.src[l.pos:]) }

// accept steps over a mark, or over its full-width twin with a finding.
func (l *lexer) accept(mark byte) bool {
	if l.peek() == mark {
		l.pos++
		return true
	}
	r, size := l.rune()
	if r >= utf8.RuneSelf && narrow(r) == rune(mark) {
		rule := &ruleWideMark
		if mark == '=' {
			rule = &ruleWideEquals
		}
		l.mend(rule, l.pos, l.pos+size, string(mark), string(r), string(mark))
		l.pos += size
		return true
	}
	return false
}

// space steps over spaces and tabs. Spaces that only look like spaces are
// found: they come with text that was copied from a web page or typed with a
// Chinese input method.
func (l *lexer) space() {
	for l.pos < len(l.src) {
		c := l.src[l.pos]
		if c == ' ' || c == '\t' {
			l.pos++
			continue
		}
		if c < utf8.RuneSelf {
			return
		}
		start := l.pos
		for r, size := l.rune(); isOddSpace(r); r, size = l.rune() {
			l.pos += size
		}
		if l.pos == start {
			return
		}
		r, _ := utf8.DecodeRuneInString(l.src[start:])
		l.mend(&ruleOddSpace, start, l.pos, " ", fmt.Sprintf("U+%04X", r))
	}
}

// blank steps over empty lines and comments.
func (l *lexer) blank() {
	for {
		l.space()
		switch l.peek() {
		case '\n':
			l.pos++
		case '#':
			l.pos += len(l.rest())
		default:
			return
		}
	}
}

func trimSpace(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || isOddSpace(r) })
}

// isOddSpace tells the spaces that TOML doesn't know: ideographic, no-break,
// and those without any width.
func isOddSpace(r rune) bool {
	if r < 0x80 {
		return false
	}
	return unicode.Is(unicode.Zs, r) || r == '\u200b' || r == '\ufeff'
}

// narrow is the ASCII character that a full-width one stands for, or 0.
func narrow(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '【':
		return '['
	case r == '】':
		return ']'
	case r == '、':
		return ','
	}
	return 0
}

func isBare(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// lineStart tells whether only spaces stand before the position on its line.
func (l *lexer) lineStart() bool {
	before := strings.TrimRight(l.src[:l.pos], " \t")
	return before == "" || before[len(before)-1] == '\n'
}

// halfWidth turns full-width characters into the ones that they stand for.
func halfWidth(r rune) rune {
	if plain := narrow(r); plain != 0 {
		return plain
	}
	return r
}

var ruleOddSpace = diag.Rule{
	Code: "S205", Severity: diag.Error,
	Message: diag.Text{
		ZH: "这里的空格（{1}）不是半角空格",
		EN: "the space ({1}) here is not a plain one",
	},
	Hint: diag.Text{
		ZH: "删去它，用半角空格",
		EN: "delete it, and type a plain space",
	},
	Why: diag.Text{
		ZH: "全角空格看起来一样，程序却不认识",
		EN: "it looks like a space but is not one to the program",
	},
	Bad:  page("title　= \"通知\"\n" + dated),
	Good: goodPage,
}

var ruleWideEquals = diag.Rule{
	Code: "S207", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」是全角等号，应为「{2}」",
		EN: "「{1}」 is a full-width equals sign; it must be 「{2}」",
	},
	Hint: diag.Text{
		ZH: "关闭中文输入法后重新键入",
		EN: "type it again with the Chinese input method off",
	},
	Why: diag.Text{
		ZH: "程序只认识半角符号",
		EN: "only the plain sign is recognised",
	},
	Bad:  page("title ＝ \"通知\"\n" + dated),
	Good: goodPage,
}

var ruleWideMark = diag.Rule{
	Code: "S208", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」是全角字符，应为「{2}」",
		EN: "「{1}」 is full-width; it must be 「{2}」",
	},
	Hint: diag.Text{
		ZH: "关闭中文输入法后重新键入",
		EN: "type it again with the Chinese input method off",
	},
	Why: diag.Text{
		ZH: "程序只认识半角符号和数字",
		EN: "only plain signs and digits are recognised",
	},
	Bad:  page(title + dated + "keywords = [\"统计\"，\"调查\"]\n"),
	Good: page(title + dated + "keywords = [\"统计\", \"调查\"]\n"),
}
