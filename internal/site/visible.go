package site

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"strings"
	"time"
)

// withhold lists what the public doesn't see now, and says when that will
// change next.
func (l *linker) withhold() {
	s := l.site
	for _, p := range s.all {
		if p.Column != nil && l.shown(p) {
			l.listed[p.Column] = true
		}
		if p.Hidden != "" {
			withheld := Withheld{File: p.File, Reason: p.Hidden}
			if p.Hidden == Future {
				withheld.Until = p.AbsenceOf
			}
			s.Withheld = append(s.Withheld, withheld)
		}
		switch {
		case p.Hidden == Future:
			s.Due = sooner(s.Due, p.AbsenceOf)
		case p.Hidden == "" && !p.Expiry.IsZero():
			s.Due = sooner(s.Due, p.Expiry)
		}
	}
}

// hiddenAt is why a page isn't public at a moment, and since or until when. It
// appears at publishDate, else at date; a bare date is that day's midnight.
func hiddenAt(p *Page, now time.Time) (Reason, time.Time) {
	appears := p.PublishDate
	if appears.IsZero() {
		appears = p.Date
	}
	switch {
	case p.Draft:
		return Draft, time.Time{}
	case appears.After(now):
		return Future, appears
	case !p.Expiry.IsZero() && !p.Expiry.After(now):
		return Expired, p.Expiry
	}
	return "", time.Time{}
}

// sooner is the earlier of two moments, either of which may not be given.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// shown tells whether a page is in this run.
func (l *linker) shown(p *Page) bool { return p.Hidden == "" || l.options.Hidden }

// fillColumns puts the pages into their columns, in order, each between its
// neighbours.
func (l *linker) fillColumns() {
	s := l.site
	for _, p := range s.all {
		if !l.shown(p) {
			continue
		}
		switch p.Kind {
		case HomePage:
			s.Home = p
		case IntroPage:
			p.Column.Intro = p
		case GuidePage:
			s.Guide = append(s.Guide, p)
		case RequestPage:
			s.Request = append(s.Request, p)
		case NoticePage, ReportPage:
			p.Column.Pages = append(p.Column.Pages, p)
			if p.Hidden == "" && p.Date.After(s.Latest) {
				s.Latest = p.Date
			}
		}
		if p.Kind != HomePage && p.Kind != IntroPage {
			s.pages[p.Address] = p
		}
	}
	slices.SortFunc(s.Guide, byWeight)
	slices.SortFunc(s.Request, byWeight)
	for _, c := range s.Columns {
		slices.SortFunc(c.Pages, newestFirst)
		join(c.Pages)
	}
	if rules := l.columns[rulesFolder]; len(rules.Pages) > 0 || rules.Intro != nil {
		s.Rules = rules
		slices.SortFunc(rules.Pages, newestFirst)
		join(rules.Pages)
	}
	if reports := l.columns[reportFolder]; len(reports.Pages) > 0 || reports.Intro != nil {
		s.Reports = reports
		slices.SortFunc(reports.Pages, func(a, b *Page) int { return strings.Compare(stem(b.File.Path), stem(a.File.Path)) })
		join(reports.Pages)
	}
}

// join makes neighbours of a list that is newest first.
func join(pages []*Page) {
	for i, p := range pages {
		if i > 0 {
			p.Newer = pages[i-1]
		}
		if i+1 < len(pages) {
			p.Older = pages[i+1]
		}
	}
}

// newestFirst orders a column: by date, then by weight, then by path, the
// later name (2024-01-03-2) being the newer.
func newestFirst(a, b *Page) int {
	return cmp.Or(b.Date.Compare(a.Date), heavierLast(a, b), natural(b.File.Path, a.File.Path))
}

// byWeight orders pages that have no date: the section's own first, then by
// weight, then by path.
func byWeight(a, b *Page) int {
	first := func(p *Page) int {
		if p.File.Path == guideFolder+"/"+indexPage || p.File.Path == requestFolder+"/"+indexPage {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(first(a), first(b)), heavierLast(a, b), natural(a.File.Path, b.File.Path))
}

// heavierLast compares weights as Hugo does: none comes after any.
func heavierLast(a, b *Page) int {
	switch {
	case a.Weight == b.Weight:
		return 0
	case a.Weight == 0:
		return 1
	case b.Weight == 0:
		return -1
	}
	return cmp.Compare(a.Weight, b.Weight)
}

// natural compares two names with the numbers in them as numbers: 附件2 comes
// before 附件10.
func natural(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		m, n := digits(x), digits(y)
		if m > 0 && n > 0 {
			p, q := strings.TrimLeft(x[:m], "0"), strings.TrimLeft(y[:n], "0")
			if c := cmp.Or(cmp.Compare(len(p), len(q)), strings.Compare(p, q)); c != 0 {
				return c
			}
			x, y = x[m:], y[n:]
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(a, b))
}

// digits is how many digits a string begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// digestOf joins what a page says with what it is made into.
func digestOf(digest [32]byte, html []byte) [32]byte {
	return sha256.Sum256(append(digest[:], html...))
}
