package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongkai/internal/approval"
	"gongkai/internal/diag"
	"gongkai/internal/inspect"
	"gongkai/internal/preview"
	"gongkai/internal/render"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// window is how the preview comes to its pages: source.Read → examine →
// render.New, each given what it made last time.
type window struct {
	process *process
	version string // of the program
	first   bool   // nothing has been shown yet
	slow    *time.Timer

	folder  *siteFolder
	places  [2]fs.FileInfo    // of content/ and layouts/ when folder was opened
	layouts map[string]string // the site's own layouts: size and time, by name

	tree      *source.Tree
	site      *site.Site
	aside     *site.Aside // where the texts of the pages wait
	asideFile io.Closer
	kept      *site.Kept     // what the last run read; nil after the first look
	scans     *inspect.Scans // what is known of the attachments; kept in memory alone
	gates     inspect.Gates
	pages     *render.Rendered // the last that could be made
	sound     bool             // site.toml was without errors then
	gated     diag.List        // what the gates said last
	reviews   diag.List        // the same, of what isn't approved
	gatesTook time.Duration
	edition   *preview.Edition
	failed    bool // the last look: something is in the way that no file of the site tells of
}

func (w *window) close() {
	if w.folder != nil {
		w.folder.Close()
	}
	if w.asideFile != nil {
		w.asideFile.Close()
	}
}

// slowGates is how long the gates may take before a save is shown without
// waiting for them. With manyFiles that is known beforehand.
const (
	slowGates = 12 * time.Millisecond
	manyFiles = 2000
)

// look makes the next edition, or returns the last one when nothing has
// changed.
func (w *window) look(files []string) *preview.Edition {
	now := w.process.now
	if w.process.nowText == "" {
		now = w.process.clock()
	}
	tree, err := w.read(files)
	if err != nil {
		return w.fail(err)
	}
	layouts := w.ownLayouts()
	changed := append(changedFiles(w.tree, tree), changedLayouts(w.layouts, layouts)...)
	due := w.site != nil && !w.site.Due.IsZero() && !now.Before(w.site.Due)
	if w.edition != nil && !w.failed && len(changed) == 0 && !due {
		return w.edition
	}
	options := w.options(now)
	s, linked, err := linkExamined(tree, w.site, options)
	if err != nil {
		return w.fail(err)
	}
	w.tree, w.site, w.layouts, w.failed = tree, s, layouts, false
	w.edition = w.newEdition(changed)
	w.makePages(w.edition, linked)
	if w.scans == nil {
		w.scans = w.process.knownScans()
	}
	gate := func() {
		started := w.process.clock()
		w.gated, w.reviews = w.gates.Look(s, tree, w.scans, now)
		w.gatesTook = w.process.clock().Sub(started)
		w.keep()
	}
	if w.gatesTook < slowGates && (w.gatesTook > 0 || len(tree.Files) < manyFiles) {
		gate()
		w.judge(w.edition, linked)
		return w.edition
	}
	w.judge(w.edition, linked) // by what they said last
	w.edition.Rest = func() *preview.Edition {
		gate()
		whole := *w.edition
		whole.Rest, whole.SameSave = nil, true
		w.edition = &whole
		w.judge(w.edition, linked)
		return w.edition
	}
	return w.edition
}

// options is what the site is linked with. The first time, what the last run
// read is taken over, and the texts are put aside from then on.
func (w *window) options(now time.Time) site.Options {
	if w.site == nil && w.asideFile == nil {
		w.aside, w.asideFile = w.process.newAside()
		if mark, err := w.process.fingerprint(); err == nil {
			w.kept = w.process.kept(&mark)
		}
	}
	return site.Options{Now: now, Hidden: true, Aside: w.aside, Kept: w.kept}
}

// keep keeps what the first look read, when much of it was not known, for the
// next preview or build.
func (w *window) keep() {
	if w.kept != nil && w.kept.Missed() > len(w.tree.Files)/20 {
		w.process.keep(w.kept, w.site)
	}
	w.kept = nil
}

// judge gives an edition its findings. What isn't approved yet is apart: a
// release waits for it, but nobody who is writing has made a mistake.
func (w *window) judge(e *preview.Edition, linked diag.List) {
	type of struct{ code, file string }
	waits := map[of]bool{}
	for _, d := range w.reviews {
		if d.Severity == diag.Error {
			waits[of{d.Code, d.File}] = true
		}
	}
	e.Findings, e.Unapproved = nil, nil
	for _, d := range permitted(w.site, linked, w.gated, w.reviews) {
		if waits[of{d.Code, d.File}] {
			e.Unapproved = append(e.Unapproved, d)
		} else {
			e.Findings = append(e.Findings, d)
		}
	}
}

// read reads the content folder: the named files alone when they are known.
func (w *window) read(files []string) (*source.Tree, error) {
	moved, err := w.open()
	if err != nil {
		return nil, err
	}
	content := w.folder.content.FS()
	if moved || w.tree == nil || files == nil {
		last := w.tree
		if moved {
			last = nil // its files read from the folder that was
		}
		return source.Read(content, last)
	}
	var names []string
	for _, file := range files {
		if name, ok := strings.CutPrefix(file, "content/"); ok {
			names = append(names, name)
		}
	}
	return source.Again(content, w.tree, names)
}

// makePages renders the site for an edition, if it can be.
func (w *window) makePages(e *preview.Edition, linked diag.List) {
	sound := !slices.ContainsFunc(linked, func(d diag.Diagnostic) bool {
		return d.Severity == diag.Error && d.File == "content/site.toml"
	})
	if !sound && w.sound {
		return // without its settings the site would fall apart: the last pages stay
	}
	w.sound = sound
	search := site.TitleSearch // the texts change too often to be indexed at each save
	if w.site.Settings.Search == site.NoSearch {
		search = site.NoSearch
	}
	pages, err := render.New(w.site, w.folder.layouts, render.Options{Version: w.version, Previous: w.pages, Search: search})
	if err != nil {
		e.Failure = w.process.operatorWords(err)
		return
	}
	w.pages, e.Pages = pages, pages
}

func (w *window) newEdition(changed []string) *preview.Edition {
	s, tree := w.site, w.tree
	e := &preview.Edition{
		Changed: changed, Base: s.Settings.BaseURL, Due: s.Due,
		Page: func(file string) preview.Page { return pageOf(s, tree, file) },
		Has: func(file string) bool {
			name, ok := strings.CutPrefix(file, "content/")
			return ok && tree.File(name) != nil
		},
	}
	for _, hidden := range s.Withheld {
		e.Withheld = append(e.Withheld, preview.Withheld{
			File: hidden.File.Name(), Page: pageOf(s, tree, hidden.File.Name()), Why: w.process.why(hidden),
		})
	}
	return e
}

// fail is an edition that says what an operator must mend; the pages stay.
func (w *window) fail(err error) *preview.Edition {
	words := w.process.operatorWords(err)
	w.failed = true
	if w.edition != nil && w.edition.Failure == words {
		return w.edition
	}
	w.edition = &preview.Edition{
		Failure: words,
		Page:    func(string) preview.Page { return preview.Page{} },
		Has:     func(string) bool { return true },
	}
	return w.edition
}

// open opens the site's folder, and again when content/ or layouts/ is no
// longer the folder that it was: moved tells so.
func (w *window) open() (moved bool, err error) {
	var places [2]fs.FileInfo
	for i, name := range []string{"content", "layouts"} {
		if info, err := os.Stat(filepath.Join(w.process.siteDir, name)); err == nil {
			places[i] = info
		}
	}
	same := func(a, b fs.FileInfo) bool { return a == nil && b == nil || a != nil && b != nil && os.SameFile(a, b) }
	if w.folder != nil && same(places[0], w.places[0]) && same(places[1], w.places[1]) {
		return false, nil
	}
	folder, err := w.process.openSite()
	if err != nil {
		return false, err
	}
	if w.folder != nil {
		w.folder.Close() // what was put aside is still read
	}
	w.folder, w.places = folder, places
	return true, nil
}

// ownLayouts is what a change of the site's own layouts is known by.
func (w *window) ownLayouts() map[string]string {
	stamps := map[string]string{}
	if w.places[1] == nil {
		return stamps
	}
	dir := os.DirFS(filepath.Join(w.process.siteDir, "layouts"))
	_ = fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // what can't be read is for render to say
		}
		if info, err := d.Info(); err == nil {
			stamps["layouts/"+name] = fmt.Sprint(info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return stamps
}

// changedFiles is the content files that two trees don't share, in order.
func changedFiles(before, after *source.Tree) (names []string) {
	if before == nil {
		return nil
	}
	a, b := before.Files, after.Files
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(a) > 0 && len(b) > 0 && (a[0] == b[0] || sameFile(a[0], b[0])):
			a, b = a[1:], b[1:]
		case len(b) == 0 || len(a) > 0 && a[0].Path < b[0].Path:
			names, a = append(names, a[0].Name()), a[1:]
		case len(a) == 0 || b[0].Path < a[0].Path:
			names, b = append(names, b[0].Name()), b[1:]
		default:
			names, a, b = append(names, b[0].Name()), a[1:], b[1:]
		}
	}
	return names
}

func sameFile(a, b *source.File) bool {
	return a.Path == b.Path && a.Size == b.Size && a.ModTime.Equal(b.ModTime)
}

// changedLayouts is the same of the site's own layouts.
func changedLayouts(before, after map[string]string) (names []string) {
	if before == nil {
		return nil
	}
	for name, stamp := range after {
		if before[name] != stamp {
			names = append(names, name)
		}
	}
	for name := range before {
		if after[name] == "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// pageOf is the page that a file of the content makes, or takes part in.
func pageOf(s *site.Site, tree *source.Tree, file string) preview.Page {
	name, _ := strings.CutPrefix(file, "content/")
	own := tree.File(name)
	if own == nil {
		return preview.Page{}
	}
	if s.Home != nil && s.Home.File == own {
		return preview.Page{Address: "index.html", Title: s.Settings.Title}
	}
	stem := strings.TrimSuffix(name, path.Ext(name))
	switch {
	case strings.HasSuffix(name, approval.Extension): // the review of a page
		stem = strings.TrimSuffix(name, approval.Extension)
		own = tree.File(stem + ".md")
	case path.Ext(name) == ".toml": // the figures of a report
		own = tree.File(stem + ".md")
	case path.Ext(name) != ".md": // an attachment of a notice that has a folder
		stem = path.Join(path.Dir(name), "index")
		own = tree.File(stem + ".md")
	}
	if p := s.Page(stem + ".html"); p != nil && p.File == own {
		return preview.Page{Address: p.Address, Title: p.Title}
	}
	for _, c := range slices.Concat([]*site.Column{s.Rules, s.Reports}, s.Columns) {
		if c == nil || !strings.HasPrefix(name, c.Path+"/") {
			continue
		}
		if c.Intro != nil && c.Intro.File == own {
			return preview.Page{Address: c.Address, Title: c.Name}
		}
		for _, p := range c.Pages { // with a slug of its own
			if p.File == own {
				return preview.Page{Address: p.Address, Title: p.Title}
			}
		}
	}
	return preview.Page{}
}
