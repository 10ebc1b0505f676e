package source

import (
	"strings"

	"gongkai/internal/diag"
)

// header reads [table] or [[array of tables]].
func (l *lexer) header() bool {
	start := l.pos
	l.pos++
	double := l.peek() == '['
	if double {
		l.pos++
	}
	depth := len(l.problems)
	l.parts = l.parts[:0]
	if l.space(); l.peek() == ']' || !l.key() {
		if len(l.problems) == depth {
			l.badHeader(start)
		}
		return l.orphan()
	}
	if !l.accept(']') || double && !l.accept(']') {
		l.badHeader(start)
		return l.orphan()
	}
	l.explainKey()
	l.open(double)
	return true
}

// orphan gives the keys below a header that can't be read a table of their
// own: they must not be taken for the keys of the table above.
func (l *lexer) orphan() bool {
	l.table = l.make(node{origin: opened})
	return false
}

func (l *lexer) badHeader(start int) {
	end := start + len(trimSpace(strings.SplitN(l.src[start:], "\n", 2)[0]))
	l.report(&ruleHeader, start, end, shown(l.src[start:end]))
}

// open makes the table that a header names the table of the keys that follow.
func (l *lexer) open(double bool) {
	last := len(l.parts) - 1
	table := int32(0)
	for i, p := range l.parts[:last] {
		next := l.child(table, p.name)
		switch {
		case next == none:
			next = l.add(table, node{name: p.name, key: p.span})
		case l.all[next].kind == tablesKind:
			next = l.last(next)
		case l.all[next].kind != tableKind || l.all[next].origin == closed:
			l.conflict(&ruleNotTable, i, next)
			l.orphan()
			return
		}
		table = next
	}
	final := l.parts[last]
	old := l.child(table, final.name)
	switch {
	case double && old == none:
		old = l.add(table, node{name: final.name, key: final.span, kind: tablesKind, elements: true})
		fallthrough
	case double && l.all[old].kind == tablesKind:
		l.table = l.add(old, node{key: final.span, origin: opened})
	case old == none:
		l.table = l.add(table, node{name: final.name, key: final.span, origin: opened})
	case !double && l.all[old].kind == tableKind && l.all[old].origin == implied:
		l.all[old].origin, l.all[old].key = opened, final.span
		l.table = old
	case l.all[old].kind == tableKind || l.all[old].kind == tablesKind:
		l.conflict(&ruleDuplicateTable, last, old)
		l.orphan()
	default:
		l.conflict(&ruleNotTable, last, old)
		l.orphan()
	}
}

var ruleDuplicateTable = diag.Rule{
	Code: "S216", Severity: diag.Error,
	Message: diag.Text{
		ZH: "表「{1}」写了两次",
		EN: "the table 「{1}」 is written twice",
	},
	Hint: diag.Text{
		ZH: "把两处的键合并到一处",
		EN: "put the keys of both under one header",
	},
	Why: diag.Text{
		ZH: "同一张表分成两处，容易漏看",
		EN: "a table in two places is easily overlooked",
	},
	Bad:  page(title + dated + "[extra]\na = 1\n[extra]\nb = 1\n"),
	Good: page(title + dated + "[extra]\na = 1\nb = 1\n"),
}

var ruleHeader = diag.Rule{
	Code: "S218", Severity: diag.Error,
	Message: diag.Text{
		ZH: "表头「{1}」没有写完整",
		EN: "the header 「{1}」 is not complete",
	},
	Hint: diag.Text{
		ZH: "写成 [名称]，一组多条的写成 [[名称]]",
		EN: "write [name], or [[name]] for a list of tables",
	},
	Why: diag.Text{
		ZH: "表头决定下面的键归哪里",
		EN: "the header decides where the keys below it belong",
	},
	Bad:  page(title + dated + "[extra\na = 1\n"),
	Good: page(title + dated + "[extra]\na = 1\n"),
}
