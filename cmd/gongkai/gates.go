package main

import (
	"encoding/json"
	"io"
	"os"
	"slices"

	"gongkai/internal/diag"
	"gongkai/internal/inspect"
	"gongkai/internal/privacy"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// examine links the content and puts it through every gate: what is wrong with
// it, what personal data is in it, who approved it, what it was copied from.
// It is the one way to the findings of a run, so that check, build, explain
// and the preview agree. The preview doesn't look for copies among all pages
// at every save, and remembers what the gates said of what is unchanged.
func examine(tree *source.Tree, scans *inspect.Scans, options site.Options) (*site.Site, diag.List, error) {
	s, found, err := linkExamined(tree, nil, options)
	if err != nil {
		return nil, nil, err
	}
	gated, reviews := new(inspect.Gates).Look(s, tree, scans, options.Now)
	return s, permitted(s, found, gated, inspect.Copies(s), reviews), nil
}

// linkExamined links the content and looks at each page that is read. The
// preview shows the pages as soon as that is done, and what the gates say
// follows.
func linkExamined(tree *source.Tree, previous *site.Site, options site.Options) (*site.Site, diag.List, error) {
	words, found := inspect.ReadWords(tree.File(inspect.WordsFile))
	options.Examine = inspect.Examiner(words)
	s, linked, err := site.Link(tree, previous, options)
	return s, append(found, linked...), err
}

// permitted is the findings of a run, less what the site lets pass.
func permitted(s *site.Site, found ...diag.List) diag.List {
	all := slices.Concat(found...)
	all.Sort()
	return masked(s.Settings.Permit(all, everyRun))
}

func everyRun(code string) bool { return !inspect.OnRequest(code) }

// masked is the findings with no personal data left in anything that is shown
// of them, whichever rule quotes it. All that a run prints goes through here.
func masked(found diag.List) diag.List {
	type line struct {
		file string
		n    int
	}
	spans := map[line][][2]int{} // of a line, where a heading alone betrays a number
	for _, d := range found {
		if d.Personal != nil && d.Line > 0 && d.Line == d.EndLine && d.Personal.Kind != string(privacy.SensitiveColumn) {
			at := line{d.File, d.Line}
			spans[at] = append(spans[at], [2]int{d.Column, d.EndColumn})
		}
	}
	place := func(p *diag.Place) {
		for _, span := range spans[line{p.File, p.Line}] {
			p.Text = privacy.Cover(p.Text, span[0], span[1])
		}
		p.Text, p.File = privacy.Mask(p.Text), privacy.Mask(p.File)
	}
	text := func(t *diag.Text) { t.ZH, t.EN = privacy.Mask(t.ZH), privacy.Mask(t.EN) }
	for i := range found {
		d := &found[i]
		place(&d.Place)
		text(&d.Message)
		text(&d.Hint)
		text(&d.Label)
		for j := range d.Related {
			place(&d.Related[j].Place)
			text(&d.Related[j].Message)
		}
		if d.Fix != nil && privacy.Mask(d.Fix.Text) != d.Fix.Text {
			d.Fix = nil // what would put the number back
		}
	}
	return found
}

// scansFile is where what is known of attachments is kept.
const scansFile = "attachments.json"

// knownScans is what the last run knew of the attachments. What can't be read,
// or is of another program, is nothing.
func (p *process) knownScans() *inspect.Scans {
	none := &inspect.Scans{Key: programKey()}
	text, err := os.ReadFile(p.memoPath(scansFile))
	if err != nil {
		return none
	}
	known := &inspect.Scans{}
	if err := json.Unmarshal(text, known); err != nil || known.Key != none.Key {
		return none
	}
	return known
}

// keepScans keeps them for the next run.
func (p *process) keepScans(scans *inspect.Scans) {
	if scans.Changed {
		_ = p.memo(scansFile, func(w io.Writer) error { return json.NewEncoder(w).Encode(scans) })
	}
}
