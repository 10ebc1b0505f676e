package source

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/internal/diag"
)

// key reads a key, dotted or not, into l.parts.
func (l *lexer) key() bool {
	l.parts = l.parts[:0]
	for {
		l.space()
		if len(l.parts) == maxParts {
			l.report(&ruleTooManyParts, l.parts[0].start, l.parts[maxParts-1].end, maxParts)
			return false
		}
		if !l.part() {
			return false
		}
		l.space()
		if !l.accept('.') {
			return true
		}
	}
}

// part reads one part of a key.
func (l *lexer) part() bool {
	start := l.pos
	if c := l.peek(); c == '"' || c == '\'' {
		if strings.HasPrefix(l.src[l.pos:], strings.Repeat(string(c), 3)) {
			l.report(&ruleNoKey, start, start+3, shown(l.rest()))
			return false
		}
		name, ok := l.quoted()
		if len(name) > maxKey {
			return l.longKey(start)
		}
		if ok {
			l.parts = append(l.parts, part{name, span{start, l.pos}, false})
		}
		return ok
	}
	plain := true
	for l.pos < len(l.src) {
		if isBare(l.src[l.pos]) {
			l.pos++
			continue
		}
		r, size := l.rune()
		if r < utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		plain = false
		l.pos += size
	}
	name := l.src[start:l.pos]
	if len(name) > maxKey {
		return l.longKey(start)
	}
	if name == "" {
		end := start + len(trimSpace(l.rest()))
		if r, size := l.rune(); isOpeningQuote(r) {
			l.report(&ruleChineseQuotes, start, start+size, string(r))
		} else {
			l.report(&ruleNoKey, start, end, shown(l.src[start:end]))
		}
		return false
	}
	l.parts = append(l.parts, part{name, span{start, l.pos}, !plain})
	return true
}

func (l *lexer) longKey(start int) bool {
	l.report(&ruleLongKey, start, l.pos, maxKey)
	return false
}

// explainKey reports the parts of a key that are neither ASCII nor in quotes,
// and names the key that was meant as far as that can be told. It waits until
// the key has proved to be one: a line of prose has another fault.
func (l *lexer) explainKey() {
	for _, p := range l.parts {
		if !p.odd {
			continue
		}
		if plain, odd := lookalike(p.name); plain != "" {
			l.mend(&ruleLookalikeKey, p.start, p.end, plain, p.name, plain, string(odd), fmt.Sprintf("U+%04X", odd))
		} else if known := labels[p.name]; known != "" {
			l.mend(&ruleChineseKey, p.start, p.end, known, p.name, knownAs(known))
		} else {
			l.report(&ruleChineseKey, p.start, p.end, shown(p.name), diag.Text{})
		}
	}
}

// equals reads the sign between key and value.
func (l *lexer) equals() bool {
	if l.accept('=') {
		return true
	}
	key := span{l.parts[0].start, l.parts[len(l.parts)-1].end}
	written := shown(l.src[key.start:key.end])
	r, size := l.rune()
	if r == ':' || r == '：' {
		fix := " ="
		if strings.HasPrefix(l.src[l.pos+size:], "=") {
			fix = ""
		}
		l.mend(&ruleColon, l.pos, l.pos+size, fix, string(r))
		l.pos += size
		l.accept('=')
		return true
	}
	l.report(&ruleNoEquals, key.start, key.end, written)
	return false
}

// define finds the place of the key just read under a table and makes its
// node. A key that can't stand there gets a node of its own, so that its
// value is read and checked all the same.
func (l *lexer) define(table int32) int32 {
	final := l.parts[len(l.parts)-1]
	for i, p := range l.parts[:len(l.parts)-1] {
		next := l.child(table, p.name)
		switch {
		case next == none:
			next = l.add(table, node{name: p.name, key: p.span, origin: dotted})
		case l.all[next].kind != tableKind || l.all[next].origin != dotted:
			l.conflict(&ruleNotTable, i, next)
			return l.make(node{name: final.name, key: final.span})
		}
		table = next
	}
	fresh := node{name: final.name, key: final.span}
	if old := l.child(table, final.name); old != none {
		l.conflict(&ruleDuplicateKey, len(l.parts)-1, old)
		return l.make(fresh)
	}
	return l.add(table, fresh)
}

// conflict reports a key that is already taken, with the place that took it.
func (l *lexer) conflict(rule *diag.Rule, upTo int, old int32) {
	names := make([]string, upTo+1)
	for i := range names {
		names[i] = l.parts[i].name
	}
	at := l.parts[upTo]
	d := l.report(rule, at.start, at.end, shown(strings.Join(names, ".")))
	if first := l.all[old].key; first != (span{}) {
		d.Related = []diag.Related{{Place: l.place(first.start, first.end), Message: firstWritten}}
	}
}

// firstWritten stands beside the first of two keys.
var firstWritten = diag.Text{ZH: "先写在这里", EN: "first written here"}

var ruleNoKey = diag.Rule{
	Code: "S210", Severity: diag.Error,
	Message: diag.Text{
		ZH: "这里应当是键名，写的是「{1}」",
		EN: "a key belongs here, not 「{1}」",
	},
	Hint: diag.Text{
		ZH: "每行写成 键名 = 值，例如 title = \"通知\"；说明文字前面加 #",
		EN: "write key = value on a line, as in title = \"Notice\"; put # before remarks",
	},
	Why: diag.Text{
		ZH: "没有键名的内容不知道做什么用",
		EN: "without a key it can't be told what it is for",
	},
	Bad:  page(title + dated + "= 1\n"),
	Good: goodPage,
}

var ruleLongKey = diag.Rule{
	Code: "S219", Severity: diag.Error,
	Message: diag.Text{
		ZH: "键名超过 {1} 字节",
		EN: "the key is longer than {1} bytes",
	},
	Hint: diag.Text{
		ZH: "给键起短一些的名字；文字内容写在等号后面",
		EN: "give the key a shorter name; text belongs after the equals sign",
	},
	Why: diag.Text{
		ZH: "过长的键名会耗尽内存",
		EN: "long keys exhaust the memory",
	},
	Bad:  page(title + dated + strings.Repeat("a", 129) + " = 1\n"),
	Good: goodPage,
}

var ruleLookalikeKey = diag.Rule{
	Code: "S211", Severity: diag.Error,
	Message: diag.Text{
		ZH: "键名「{1}」看起来像「{2}」，但其中「{3}」（{4}）不是英文字母",
		EN: "the key 「{1}」 looks like 「{2}」, but 「{3}」 ({4}) in it is another alphabet's letter",
	},
	Hint: diag.Text{
		ZH: "重新键入 {2}",
		EN: "type {2} again",
	},
	Why: diag.Text{
		ZH: "形状相同的字母对程序是不同的字母",
		EN: "letters of the same shape are different letters to a program",
	},
	Bad:  page("tіtle = \"通知\"\n" + dated),
	Good: goodPage,
}

var ruleChineseKey = diag.Rule{
	Code: "S212", Severity: diag.Error,
	Message: diag.Text{
		ZH: "键名不能直接写「{1}」{2}",
		EN: "a key can't be written as 「{1}」{2}",
	},
	Hint: diag.Text{
		ZH: "改用英文键名，例如标题写 title，日期写 date；[extra] 里的中文键要放在英文引号里",
		EN: "use the English key, such as title or date; in [extra] put a Chinese key in straight quotes",
	},
	Why: diag.Text{
		ZH: "TOML 的键名只有英文字母、数字、- 和 _",
		EN: "a bare key has only ASCII letters, digits, - and _",
	},
	Bad:  page("标题 = \"通知\"\n" + dated),
	Good: page(title + dated + "[extra]\n\"联系人\" = \"办公室\"\n"),
}

var ruleColon = diag.Rule{
	Code: "S213", Severity: diag.Error,
	Message: diag.Text{
		ZH: "键和值之间写了「{1}」，应为 =",
		EN: "「{1}」 stands between key and value; it must be =",
	},
	Hint: diag.Text{
		ZH: "写成 键名 = 值",
		EN: "write key = value",
	},
	Why: diag.Text{
		ZH: "程序只认识等号",
		EN: "only the equals sign is recognised",
	},
	Bad:  page("title: \"通知\"\n" + dated),
	Good: goodPage,
}

var ruleNoEquals = diag.Rule{
	Code: "S214", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」后面没有等号和值",
		EN: "「{1}」 is not followed by = and a value",
	},
	Hint: diag.Text{
		ZH: "写成 键名 = 值；若这一行是正文，请移到第二行 +++ 之后；若是说明，前面加 #",
		EN: "write key = value; if the line is text, move it below the second +++; if it is a remark, put # before it",
	},
	Why: diag.Text{
		ZH: "没有值的键没有意义",
		EN: "a key without a value says nothing",
	},
	Bad:  page("title\n" + dated),
	Good: goodPage,
}

var ruleDuplicateKey = diag.Rule{
	Code: "S215", Severity: diag.Error,
	Message: diag.Text{
		ZH: "键「{1}」写了两次",
		EN: "the key 「{1}」 is written twice",
	},
	Hint: diag.Text{
		ZH: "留下正确的一个，删去另一个",
		EN: "keep the right one and delete the other",
	},
	Why: diag.Text{
		ZH: "两个值不知道该用哪一个",
		EN: "of two values it can't be told which one counts",
	},
	Bad:  page(title + title + dated),
	Good: goodPage,
}

var ruleNotTable = diag.Rule{
	Code: "S217", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」已经写过，不能再往里面加键",
		EN: "「{1}」 is written already, and can't take more keys here",
	},
	Hint: diag.Text{
		ZH: "把这些键写在一处：同一张表只开一次",
		EN: "write these keys in one place: a table is opened once",
	},
	Why: diag.Text{
		ZH: "一个键不能既是值又是表",
		EN: "a key can't be both a value and a table",
	},
	Bad:  page(title + dated + "title.short = \"通知\"\n"),
	Good: goodPage,
}
