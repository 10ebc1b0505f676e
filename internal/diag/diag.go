// Package diag says what is wrong, where, and how to mend it, in Chinese and
// in English.
//
// It is given places by the rooms that read files and hands on diagnostics:
// plain values that the terminal, the JSON output and the preview's overlay
// show in the same words. A room declares each of its rules once, as a Rule,
// and makes diagnostics from it; nothing registers itself.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Lang is the language that the terminal speaks. The zero value is Chinese.
type Lang uint8

const (
	Chinese Lang = iota
	English
)

// Text is one sentence in both languages.
type Text struct{ ZH, EN string }

// In is the sentence in the language asked for.
func (t Text) In(lang Lang) string {
	if lang == English {
		return t.EN
	}
	return t.ZH
}

// Severity orders findings: a hint never stops a release, a warning stops it
// under --strict only, an error always.
type Severity uint8

const (
	Hint Severity = iota
	Warning
	Error
)

// String is the word of the JSON output: hint, warning or error.
func (s Severity) String() string { return [...]string{"hint", "warning", "error"}[s] }

// Words is the severity as the terminal prints it.
func (s Severity) Words() Text {
	return [...]Text{{"提示", "hint"}, {"警告", "warning"}, {"错误", "error"}}[s]
}

// Place is a span in a file. Lines and columns count from 1, columns in
// characters; the end is exclusive. Line 0 means the file as a whole, an
// empty File the site as a whole.
type Place struct {
	File               string // relative to the site, with slashes: content/report/2023.toml
	Line, Column       int
	EndLine, EndColumn int
	Text               string // the line at Line, without its line end; personal data already masked
}

// String is file:line:column, as editors understand it.
func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}

// Related is another place that takes part in a finding.
type Related struct {
	Place
	Message Text
}

// Fix is an edit that mends a finding: the text that replaces a span of the
// diagnostic's own file.
type Fix struct {
	Line, Column, EndLine, EndColumn int
	Text                             string
}

// Diagnostic is one finding, for a person who can mend it.
type Diagnostic struct {
	Code     string
	Severity Severity
	Place
	Message Text
	Hint    Text // how to mend it
	Label   Text // a few words beside the caret, if any
	Basis   string
	Related []Related
	Fix     *Fix
	// Personal is set when the finding is personal data: what it is, masked.
	Personal *Personal
}

// Personal is personal data as a program may be told of it.
type Personal struct {
	Kind       string `json:"kind"`
	Confidence string `json:"confidence"` // low, medium or high
	Masked     string `json:"masked"`
	Hash       string `json:"hash"` // what a waiver is bound to
}

// Rule is one entry of the catalogue: everything that is known about a kind
// of finding. In Message and Hint, {1}, {2} … stand for the arguments of New.
type Rule struct {
	Code     string // a letter for the room and three digits, never reused
	Severity Severity
	Message  Text
	Hint     Text
	Why      Text   // why it matters: what readers or inspectors would meet
	Basis    string // the legal or technical source, in Chinese; "" when there is none
	// Bad and Good are sites in txtar form, laid over a minimal site that is
	// itself clean. A line "$ gongkai …" before the first file names the
	// command; without one it is "gongkai check". Bad must give this code,
	// Good must give nothing.
	Bad, Good string
}

// New makes a finding at a place. An argument is printed with %v; a Text
// argument in the language of the sentence.
func (r *Rule) New(at Place, args ...any) Diagnostic {
	return Diagnostic{
		Code: r.Code, Severity: r.Severity, Place: at, Basis: r.Basis,
		Message: fill(r.Message, args), Hint: fill(r.Hint, args),
	}
}

// fill puts the arguments into the sentence of each language.
func fill(t Text, args []any) Text {
	if len(args) == 0 {
		return t
	}
	replacer := func(lang Lang) *strings.Replacer {
		pairs := make([]string, 0, 2*len(args))
		for i, arg := range args {
			if words, ok := arg.(Text); ok {
				arg = words.In(lang)
			}
			pairs = append(pairs, "{"+strconv.Itoa(i+1)+"}", fmt.Sprint(arg))
		}
		return strings.NewReplacer(pairs...)
	}
	return Text{ZH: replacer(Chinese).Replace(t.ZH), EN: replacer(English).Replace(t.EN)}
}

// List is the findings of a run.
type List []Diagnostic

// Sort orders findings by file, line, column and code, so that every run
// reports them alike.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Message.ZH, b.Message.ZH),
		)
	})
}

// Softened is the findings with every error a warning.
func (l List) Softened() List {
	soft := slices.Clone(l)
	for i := range soft {
		soft[i].Severity = min(soft[i].Severity, Warning)
	}
	return soft
}

// Count is the number of findings of one severity.
func (l List) Count(s Severity) int {
	n := 0
	for i := range l {
		if l[i].Severity == s {
			n++
		}
	}
	return n
}

// Summary is how many findings there are of each severity, in words.
func (l List) Summary() Text {
	var zh, en []string
	for s := Error; ; s-- {
		if n := l.Count(s); n > 0 {
			words := s.Words()
			zh = append(zh, fmt.Sprintf("%d 处%s", n, words.ZH))
			if n > 1 {
				words.EN += "s"
			}
			en = append(en, fmt.Sprintf("%d %s", n, words.EN))
		}
		if s == Hint {
			break
		}
	}
	if zh == nil {
		return Text{"没有发现问题", "no problems"}
	}
	return Text{strings.Join(zh, "，"), strings.Join(en, ", ")}
}
