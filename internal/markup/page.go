package markup

import (
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// page is one conversion at work: what was given, what has come out so far,
// and the counters of the guards. Offsets are into src.
type page struct {
	text    source.Text
	body    int    // where src begins in the file
	src     []byte // the body
	options Options

	doc   *Document
	html  []byte
	found diag.List

	// while reading
	marks marks
	spans map[ast.Node]linkSpan // where each link was written
	notes []note                // the footnotes that are defined

	// while writing
	ids      map[string]int // headings' ids and how often each was wanted
	level    int            // of the last heading
	tail     []byte         // the last text written in this block, for line breaks
	fresh    bool           // nothing of this block has been written yet
	inLink   bool
	expanded int            // bytes that reference links have taken
	openTags map[string]int // of raw HTML, by name
	scratch  []byte
}

var pageKey = parser.NewContextKey()

func withPage(p *page) parser.ParseOption {
	pc := parser.NewContext()
	pc.Set(pageKey, p)
	return parser.WithContext(pc)
}

func pageOf(pc parser.Context) *page { return pc.Get(pageKey).(*page) }

// report adds a finding over src[start:end].
func (p *page) report(rule *diag.Rule, start, end int, args ...any) {
	switch {
	case len(p.found) > maxFindings:
		return
	case len(p.found) == maxFindings:
		rule, args = &ruleTooMany, []any{maxFindings}
	}
	p.found = append(p.found, rule.New(p.place(start, end), args...))
}

// mend adds a finding with the text that should stand instead of
// src[start:end].
func (p *page) mend(rule *diag.Rule, start, end int, instead string, args ...any) {
	n := len(p.found)
	p.report(rule, start, end, args...)
	if len(p.found) > n && n < maxFindings {
		d := &p.found[n]
		d.Fix = &diag.Fix{Line: d.Line, Column: d.Column, EndLine: d.EndLine, EndColumn: d.EndColumn, Text: instead}
	}
}

// place is the place of src[start:end]. Findings on one line share its text,
// for the line may be the whole page.
func (p *page) place(start, end int) diag.Place {
	at := p.text.Place(p.body+start, p.body+end)
	if n := len(p.found); n > 0 && p.found[n-1].Line == at.Line {
		at.Text = p.found[n-1].Text
	}
	return at
}

// shown shortens a text that a message quotes.
func shown[T string | []byte](text T) string {
	const most = 40
	s := string(text[:min(len(text), 4*most)])
	n := 0
	for i, r := range s {
		if n == most || r == '\n' || r == utf8.RuneError {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
