package preview

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/internal/diag"
)

// What an open page is told. The overlay sets every word of it as text.

const (
	maxFindings = 100
	maxWithheld = 200
	maxSaved    = 5
	maxLine     = 160 // characters of a quoted line to either side of the span
)

type message struct {
	Number   int        `json:"number"` // of the scene
	Alarm    int        `json:"alarm"`  // the number of the scene that brought the last new error; 0 when there is none
	Seen     string     `json:"seen"`   // what the page shows when it has done what it is told
	Reload   bool       `json:"reload"`
	Styles   bool       `json:"styles"`
	Saved    []saved    `json:"saved"` // the pages that the save changed
	Errors   int        `json:"errors"`
	Warnings int        `json:"warnings"`
	Findings []finding  `json:"findings"`
	More     int        `json:"more"` // findings that are left out
	Failure  string     `json:"failure"`
	Last     bool       `json:"last"`   // the page shown is the last good one
	Why      string     `json:"why"`    // the public doesn't see this page
	Hidden   int        `json:"hidden"` // how many items are withheld
	Withheld []withheld `json:"withheld"`
	Waiting  string     `json:"waiting"` // what this page lacks of its review
	Waits    int        `json:"waits"`   // how many lack some
	Reviews  []finding  `json:"reviews"`
}

type saved struct {
	Address string `json:"address"`
	Title   string `json:"title"`
}

type withheld struct {
	File    string `json:"file"`
	Title   string `json:"title"`
	Address string `json:"address"`
	Why     string `json:"why"`
}

type finding struct {
	Severity string    `json:"severity"`
	Word     string    `json:"word"` // the severity as it is said
	Code     string    `json:"code"`
	Message  string    `json:"message"`
	Place    string    `json:"place"`
	Line     int       `json:"line"`
	Quote    [3]string `json:"quote"` // the source line: before the span, the span, after it
	Label    string    `json:"label"`
	Hint     string    `json:"hint"`
	Basis    string    `json:"basis"`
	Page     *saved    `json:"page,omitempty"` // that it is about, where it doesn't go without saying
	Related  []related `json:"related"`
}

type related struct {
	Place   string `json:"place"`
	Message string `json:"message"`
}

// message is what a page is told that shows seen.
func (s *server) message(scene *scene, page, seen string) *message {
	e := scene.edition
	m := &message{
		Number: scene.number, Alarm: scene.alarm, Failure: e.Failure,
		Errors: e.Findings.Count(diag.Error), Warnings: e.Findings.Count(diag.Warning),
		Hidden: len(e.Withheld), Saved: []saved{}, Findings: []finding{}, Withheld: []withheld{},
	}
	v, ok := s.view(scene, page)
	if !ok {
		if v, ok = s.view(scene, "404.html"); !ok {
			v = s.blank(scene, page)
		}
	}
	m.Reload, m.Styles = stale(seen, v)
	m.Seen, m.Last = v.seen(), v.last
	for _, file := range e.Changed {
		at := e.Page(file)
		if known := saved(at); at.Address != "" && len(m.Saved) < maxSaved && !slices.Contains(m.Saved, known) {
			m.Saved = append(m.Saved, known)
		}
	}
	for i := range e.Withheld {
		w := &e.Withheld[i]
		if w.Page.Address == page {
			m.Why = w.Why
		}
		if i < maxWithheld {
			m.Withheld = append(m.Withheld, withheld{w.File, w.Page.Title, w.Page.Address, w.Why})
		}
	}
	m.Waits, m.Reviews = len(e.Unapproved), []finding{}
	for i := range e.Unapproved {
		d := &e.Unapproved[i]
		about := saved(e.Page(d.File))
		if about.Address == page && m.Waiting == "" {
			m.Waiting = diag.Visible(d.Message.In(s.lang))
		}
		if i < maxWithheld {
			f := s.finding(d)
			f.Page, f.Severity, f.Word = &about, diag.Warning.String(), diag.Text{ZH: "待审核", EN: "to be approved"}.In(s.lang)
			m.Reviews = append(m.Reviews, f)
		}
	}
	order := scene.order(page)
	for _, i := range order[:min(len(order), maxFindings)] {
		m.Findings = append(m.Findings, s.finding(&e.Findings[i]))
	}
	m.More = len(order) - len(m.Findings)
	return m
}

// order is the findings as they matter to who looks at a page: those of the
// files just saved, those of the page itself, the others; errors first.
func (s *scene) order(page string) []int {
	e := s.edition
	rank := map[string]int{}
	rankOf := func(file string) int {
		r, ok := rank[file]
		if !ok {
			switch {
			case s.changed[file]:
				r = 1
			case e.Page(file).Address == page || s.broken[file] == page:
				r = 2
			default:
				r = 3
			}
			rank[file] = r
		}
		return r
	}
	order := make([]int, len(e.Findings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &e.Findings[a], &e.Findings[b]
		return cmp.Or(cmp.Compare(y.Severity, x.Severity), cmp.Compare(rankOf(x.File), rankOf(y.File)))
	})
	return order
}

// finding is a diagnostic in the words of the terminal.
func (s *server) finding(d *diag.Diagnostic) finding {
	f := finding{
		Severity: d.Severity.String(), Word: d.Severity.Words().In(s.lang), Code: d.Code,
		Message: diag.Visible(d.Message.In(s.lang)), Line: d.Line,
		Label: diag.Visible(d.Label.In(s.lang)), Hint: diag.Visible(d.Hint.In(s.lang)), Basis: diag.Visible(d.Basis),
		Related: []related{},
	}
	if d.File != "" {
		f.Place = diag.Visible(d.Place.String())
	}
	if d.Line > 0 && d.Column > 0 && d.Text != "" {
		f.Quote = quote(d)
	}
	for _, r := range d.Related {
		f.Related = append(f.Related, related{diag.Visible(r.Place.String()), diag.Visible(r.Message.In(s.lang))})
	}
	return f
}

// quote is the source line in three pieces, cut where it is very long.
func quote(d *diag.Diagnostic) [3]string {
	length := 1
	switch {
	case d.EndLine > d.Line:
		length = utf8.RuneCountInString(d.Text)
	case d.EndLine == d.Line:
		length = max(1, d.EndColumn-d.Column)
	}
	before, rest := cutRunes(d.Text, d.Column-1)
	span, after := cutRunes(rest, length)
	if n := utf8.RuneCountInString(before); n > maxLine {
		_, before = cutRunes(before, n-maxLine)
		before = "..." + before
	}
	if short, more := cutRunes(span, 2*maxLine); more != "" {
		span, after = short, more
	}
	if short, more := cutRunes(after, maxLine); more != "" {
		after = short + "..."
	}
	return [3]string{shown(before), shown(span), shown(after)}
}

// cutRunes parts a text after its first n characters.
func cutRunes(s string, n int) (head, tail string) {
	i := 0
	for ; n > 0 && i < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s[:i], s[i:]
}

// shown is text with everything printed that is there; tabs stay.
func shown(s string) string {
	parts := strings.Split(s, "\t")
	for i := range parts {
		parts[i] = diag.Visible(parts[i])
	}
	return strings.Join(parts, "\t")
}
