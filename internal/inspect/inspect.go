// Package inspect looks at what is about to go public as an inspector would:
// personal data in pages, file names and attachments, wrong words, copies, and
// the part of 《政府网站与政务新媒体检查指标》 and 《政府网站发展指引》 that a program
// can check.
//
// It is given a linked site, a date, and what a run remembers of attachments,
// and hands on findings, a report for the leader and the clerk, and a calendar
// of the days on which something falls due. It decides what is found, not
// whether a release stops: severity says that.
//
// What concerns one page alone is looked for when the page is read (Examiner),
// and kept with it as long as it doesn't change; Gates gathers it.
package inspect

import (
	"gongkai/internal/diag"
	"gongkai/internal/notice"
	"gongkai/internal/privacy"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// examination is what was noted of one page while its text was in hand.
type examination struct {
	personal []sighting
	problems diag.List // wrong words, what a copy left behind
	sketch   sketch
}

// sighting is personal data at a place.
type sighting struct {
	privacy.Finding
	place diag.Place
}

// Examiner is what site.Link calls with every page that it reads.
func Examiner(words *Words) func(source.Text, *notice.Notice, *site.Settings) any {
	return func(t source.Text, n *notice.Notice, s *site.Settings) any {
		text := string(t.Bytes)
		e := &examination{sketch: sketchOf(text[n.Start:])}
		for _, f := range privacy.FindPage(text, n.Body.Text, options(s)) {
			e.personal = append(e.personal, sighting{f, t.Place(f.Start, f.End)})
		}
		e.problems = append(words.find(t, text), leftovers(t, text, n, s)...)
		e.problems = append(e.problems, starters(t, text, n, s)...)
		return e
	}
}

// options is what the site knows to be no leak: the agency's own telephones.
func options(s *site.Settings) privacy.Options {
	return privacy.Options{Own: s.OwnNumbers}
}

// noted is what was noted of a page; never nil.
func noted(p *site.Page) *examination {
	if e, ok := p.Noted.(*examination); ok {
		return e
	}
	return &examination{}
}

// Rules is this room's part of the catalogue.
func Rules() []diag.Rule {
	return []diag.Rule{
		ruleWord, ruleGraveWord, ruleWordEntry, ruleCopy, ruleOtherBody, ruleOtherYear, ruleStarter,
		ruleHomeStale, ruleColumnStale, ruleColumnBlank, ruleVetoStale, ruleVetoLong, ruleVetoBlank,
		ruleSiteTag, ruleColumnTag, rulePlaceholder, ruleFoot, ruleGuide, ruleGuideOld, ruleSection,
		ruleLooseInterpretation, ruleUnmarked, ruleRedated, ruleReportMissing, ruleReportLate, ruleTwentyDays,
		ruleOutsideGov, ruleBareAddress, ruleOutsideDead, ruleOwnLimit,
	}
}
