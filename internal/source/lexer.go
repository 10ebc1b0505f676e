package source

import (
	"strings"

	"gongkai/internal/diag"
)

// The lexer walks a TOML text once and notes where every key and value
// stands. It runs before the decoder, for three reasons: the decoder gives no
// place for most of what it reads; it accepts some keys that are written
// twice; and a few kilobytes of nested brackets cost it gigabytes.
//
// A clerk's slips (“ ” for " ", ＝ for =, a key in Chinese) are named one by
// one and read as they were meant, so that everything else in the file is
// checked in the same pass. Only what can't be guessed ends a statement, and
// the walk goes on at the next line that looks like one.

// Caps of a TOML text. The deepest official form has 4 levels and some 300
// values.
const (
	maxDepth    = 16    // brackets within brackets
	maxParts    = 16    // a.b.c has three
	maxKey      = 128   // bytes of one part, some 40 Chinese characters
	maxNodes    = 10000 // keys, values and elements
	maxProblems = 100   // findings in one file
)

// part is one part of a dotted key.
type part struct {
	name string
	span
	odd bool // neither ASCII nor in quotes
}

type lexer struct {
	nodes
	text     Text
	base     int    // where src begins in the text
	src      string // the TOML
	pos      int
	table    int32                 // the table that the last header opened
	parts    []part                // of the key being read
	depth    int                   // open brackets
	full     bool                  // a cap is reached: stop
	isWords  func(key string) bool // which values are no figures; nil when none need be
	problems diag.List
}

// index reads the TOML that stands in text from start to end.
func index(text Text, start, end int, isWords func(key string) bool) *lexer {
	l := &lexer{isWords: isWords, text: text, base: start, src: string(text.Bytes[start:end])}
	l.all = make([]node, 1, 16)
	for l.blank(); l.pos < len(l.src) && !l.full; l.blank() {
		if !l.statement() {
			l.recover()
		}
	}
	l.problems.Sort()
	return l
}

// report notes a finding about a span of src.
func (l *lexer) report(rule *diag.Rule, start, end int, args ...any) *diag.Diagnostic {
	if l.full {
		return &diag.Diagnostic{}
	}
	if len(l.problems) == maxProblems {
		rule, args = &ruleTooManyProblems, []any{maxProblems}
		l.full = true
	}
	l.problems = append(l.problems, rule.New(l.place(start, end), args...))
	return &l.problems[len(l.problems)-1]
}

func (l *lexer) place(start, end int) diag.Place {
	return l.text.Place(l.base+start, l.base+end)
}

// mend is report with the text that would be right.
func (l *lexer) mend(rule *diag.Rule, start, end int, fix string, args ...any) {
	d := l.report(rule, start, end, args...)
	d.Fix = replace(d.Place, fix)
}

// replace is the fix that puts text in the place of a finding.
func replace(at diag.Place, text string) *diag.Fix {
	return &diag.Fix{Line: at.Line, Column: at.Column, EndLine: at.EndLine, EndColumn: at.EndColumn, Text: text}
}

// more makes sure that the index does not outgrow its cap.
func (l *lexer) more() bool {
	if len(l.all) < maxNodes {
		return true
	}
	l.report(&ruleTooMuch, l.pos, l.pos, maxNodes)
	l.full = true
	return false
}

// statement reads a header or a key and its value, to the end of the line.
func (l *lexer) statement() bool {
	if !l.more() {
		return false
	}
	if l.peek() == '[' {
		return l.header() && l.lineEnd()
	}
	return l.pair(l.table) && l.lineEnd()
}

// pair reads key = value under a table.
func (l *lexer) pair(table int32) bool {
	if !l.key() || !l.equals() {
		return false
	}
	l.explainKey()
	n := l.define(table)
	l.space()
	return l.value(n)
}

// lineEnd expects nothing but a comment before the next line.
func (l *lexer) lineEnd() bool {
	l.space()
	if l.pos == len(l.src) || l.peek() == '\n' || l.peek() == '#' {
		return true
	}
	start := l.pos
	end := start + len(trimSpace(l.rest()))
	l.report(&ruleLeftover, start, end, shown(l.src[start:end]))
	return false
}

// recover leaves a statement that could not be read for the next line that
// looks like a statement; a broken list may go on for several lines.
func (l *lexer) recover() {
	open := l.depth > 0
	if !open || !l.lineStart() || !looksLikeStatement(l.rest()) {
		l.skipLine()
	}
	for open && l.pos < len(l.src) && !looksLikeStatement(l.rest()) {
		l.skipLine()
	}
	l.depth = 0
}

// looksLikeStatement tells the line of a key or a header from the inside of a
// list, in which neither can stand.
func looksLikeStatement(line string) bool {
	line = strings.TrimLeft(line, " \t")
	inner := strings.TrimLeft(line, "[")
	n := 0
	for n < len(inner) && (isBare(inner[n]) || inner[n] == '.') {
		n++
	}
	word := inner[:n]
	if word == "" || isDigit(word[0]) {
		return false
	}
	if len(inner) == len(line) {
		return strings.HasPrefix(strings.TrimLeft(inner[n:], " \t"), "=")
	}
	_, value := classify(word)
	return !value && strings.HasPrefix(inner[n:], "]")
}

var ruleTooDeep = diag.Rule{
	Code: "S201", Severity: diag.Error,
	Message: diag.Text{
		ZH: "括号嵌套超过 {1} 层",
		EN: "brackets are nested more than {1} deep",
	},
	Hint: diag.Text{
		ZH: "检查是否多打了括号",
		EN: "look for brackets that were typed too often",
	},
	Why: diag.Text{
		ZH: "过深的嵌套会耗尽内存",
		EN: "deep nesting exhausts the memory",
	},
	Bad:  page(title + dated + "keywords = " + strings.Repeat("[", 17) + strings.Repeat("]", 17) + "\n"),
	Good: goodPage,
}

var ruleTooManyParts = diag.Rule{
	Code: "S202", Severity: diag.Error,
	Message: diag.Text{
		ZH: "键名超过 {1} 段",
		EN: "the key has more than {1} parts",
	},
	Hint: diag.Text{
		ZH: "检查是否多打了点",
		EN: "look for dots that were typed too often",
	},
	Why: diag.Text{
		ZH: "过长的键名会耗尽内存",
		EN: "long keys exhaust the memory",
	},
	Bad:  page(title + dated + "a" + strings.Repeat(".a", 16) + " = 1\n"),
	Good: goodPage,
}

var ruleTooMuch = diag.Rule{
	Code: "S203", Severity: diag.Error,
	Message: diag.Text{
		ZH: "键和值超过 {1} 个，后面的没有读取",
		EN: "there are more than {1} keys and values; the rest was not read",
	},
	Hint: diag.Text{
		ZH: "把数据拆成几个文件",
		EN: "split the data into several files",
	},
	Why: diag.Text{
		ZH: "一个文件里不应有这么多数据",
		EN: "a file should not hold so much data",
	},
	Good: goodPage,
}

var ruleTooManyProblems = diag.Rule{
	Code: "S204", Severity: diag.Error,
	Message: diag.Text{
		ZH: "问题超过 {1} 处，只列出前面的",
		EN: "there are more than {1} problems; only the first are listed",
	},
	Hint: diag.Text{
		ZH: "先改好已列出的，再检查一次",
		EN: "mend what is listed, then check again",
	},
	Why: diag.Text{
		ZH: "列出太多反而看不清",
		EN: "too long a list helps nobody",
	},
	Good: goodPage,
}

var ruleLeftover = diag.Rule{
	Code: "S206", Severity: diag.Error,
	Message: diag.Text{
		ZH: "值已经结束，后面多出「{1}」",
		EN: "the value ends here; 「{1}」 is left over",
	},
	Hint: diag.Text{
		ZH: "一行只写一个键；文字里的引号请写成 “ ”，数字里不写逗号和单位",
		EN: "write one key a line; within text use “ ” for quotes, and no commas or units in numbers",
	},
	Why: diag.Text{
		ZH: "多出的内容不知道该归哪一个键",
		EN: "what is left over belongs to no key",
	},
	Bad:  page("title = \"关于\"十四五\"规划的通知\"\n" + dated),
	Good: page("title = \"关于“十四五”规划的通知\"\n" + dated),
}

var ruleSyntax = diag.Rule{
	Code: "S299", Severity: diag.Error,
	Message: diag.Text{
		ZH: "这里的写法读不懂：{1}",
		EN: "this can't be read: {1}",
	},
	Hint: diag.Text{
		ZH: "对照《编写说明》里的例子检查这一行",
		EN: "compare the line with the examples of the manual",
	},
	Why: diag.Text{
		ZH: "读不懂的地方不能猜",
		EN: "what can't be read must not be guessed",
	},
}
