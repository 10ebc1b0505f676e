package source

import (
	"regexp"
	"strings"

	"gongkai/internal/diag"
)

// isFigure tells whether the value being read has to be a figure.
func (l *lexer) isFigure() bool {
	return l.isWords != nil && !l.isWords(l.parts[len(l.parts)-1].name)
}

// counted is a number with the unit that a table prints at its head. An amount
// of money is left alone: without its unit it may be another amount.
var counted = regexp.MustCompile(`^(0|[1-9][0-9]*) ?[件条项个宗次]$`)

// beyond are numbers that can't be had: too large, or in a form that nobody
// types. They are numbers all the same, and are told about as such.
var beyond = regexp.MustCompile(`^[+-]?(0[xob][0-9a-fA-F]+|[1-9][0-9]{18,}|[0-9.]+[eE][+-]?[0-9]+)$`)

// strangeFigure explains a word that stands where a figure must.
func (l *lexer) strangeFigure(start int) {
	word, end := l.src[start:l.pos], l.pos
	plain := strings.Map(halfWidth, word)
	if _, ok := classify(plain); ok && plain != word {
		l.mend(&ruleWideMark, start, end, plain, word, plain)
		return
	}
	d := l.report(&ruleNotFigure, start, end, shown(word))
	if m := counted.FindStringSubmatch(plain); m != nil {
		d.Fix = replace(d.Place, m[1])
	} else if plain == "/" {
		d.Fix = replace(d.Place, straight(plain))
	}
}

// noFigure is what to do about a row of figures that has none.
var noFigure = diag.Text{
	ZH: "在等号后面填数字；没有发生的填 0，还不知道的写 \"\"",
	EN: "write the number after the equals sign: 0 where there is nothing to report, \"\" while it isn't known",
}

var ruleNotFigure = diag.Rule{
	Code: "S231", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」不是数字",
		EN: "「{1}」 is not a number",
	},
	Hint: diag.Text{
		ZH: "这里要填数字：「l」像数字 1、「O」像 0；不写单位；没有发生的填 0，不适用的写 \"/\"",
		EN: "a number belongs here: 「l」 looks like 1 and 「O」 like 0; write no unit, 0 where there is nothing to report, \"/\" where it doesn't apply",
	},
	Why: diag.Text{
		ZH: "看着像数字的字母不能求和，也不能与上年比较",
		EN: "a letter that looks like a number can't be added up or compared with last year",
	},
	Bad:  "-- content/report/2023.toml --\n[disclosure]\nlicences = l\n",
	Good: goodPage,
}
