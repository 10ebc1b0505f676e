package site

import (
	"bytes"
	"crypto/sha256"
	"maps"
	"reflect"
	"slices"

	"gongkai/internal/diag"
	"gongkai/internal/markup"
	"gongkai/internal/source"
)

// Most saves change one page. What the rest of the site reads of a page is in
// its front matter, but for the headings that links lead to and the files that
// it publishes. So when the front matter is byte for byte what it was, and no
// link, heading or file of concern to others has changed, a new link would find
// all else as it was: again makes that one page anew and shares the rest with
// the last site, at a cost that doesn't grow with it. When the front matter has
// changed in what its neighbours and related items alone read of it, its title
// say, these few pages are made anew as well (link_front.go).
//
// The last run's linker is kept for that, in the preview alone; nobody but
// the next Link touches it.

// mostFresh is how many pages a site may hold apart from its index of
// addresses before it is linked in full again.
const mostFresh = 512

// again links the tree, if only the text of a few pages has changed since
// previous.
func again(tree *source.Tree, previous *Site, options Options) (*Site, diag.List, bool) {
	if previous == nil || previous.linker == nil || previous.linker.site != previous || len(previous.fresh) >= mostFresh || !previous.holdsAt(options) {
		return nil, nil, false
	}
	l := previous.linker
	changed, ok := changedPages(l.tree, tree)
	if !ok {
		return nil, nil, false
	}
	a := relink{linker: l, options: options, alone: len(changed) == 1}
	for _, file := range changed {
		if !a.page(file) {
			return nil, nil, false
		}
	}
	return a.finish(tree, previous)
}

// holdsAt tells whether what an earlier run decided holds for this one.
func (s *Site) holdsAt(options Options) bool {
	last := s.linker.options
	return options.Hidden == last.Hidden && !options.Now.Before(last.Now) && (s.Due.IsZero() || options.Now.Before(s.Due))
}

// changedPages is the files of a tree that have changed, when they are pages
// and nothing else has.
func changedPages(before, after *source.Tree) (changed []*source.File, ok bool) {
	if len(before.Files) != len(after.Files) || !reflect.DeepEqual(before.Problems, after.Problems) {
		return nil, false
	}
	for i, file := range after.Files {
		old := before.Files[i]
		switch {
		case old == file:
		case old.Path != file.Path || !isPage(file.Path):
			return nil, false
		default:
			changed = append(changed, file)
		}
	}
	return changed, true
}

// relink is the pages that are made anew.
type relink struct {
	*linker
	options Options
	alone   bool    // there is one page only
	pages   []*Page // as they were, and at the same place in made as they are
	made    []*Page
	reads   []*reading
	fronted bool    // the one page has another front matter
	related []*Page // the pages that it names or that name it, when it has
}

// page makes one page anew. It is false when others have to know.
func (a *relink) page(file *source.File) bool {
	old := a.byFile[a.tree.File(file.Path)]
	if old == nil || old.Notice == nil || old.Kind != NoticePage && old.Kind != GuidePage && old.Kind != RequestPage || old.Column != nil && old.Column == a.site.Rules {
		return false
	}
	last := a.site.readings[old.File]
	made := *old
	made.File, made.cache, made.Targets = file, nil, nil
	with := *a.linker
	with.options = a.options
	r := with.read(&made, markup.Options{})
	if r.notice == nil || len(old.found) >= mostFindings {
		return false
	}
	made.Notice, made.digest, made.sum, made.Noted = r.notice, r.digest, r.sum, r.noted
	if r.front != last.front && !a.front(&made, old, last.lines) {
		return false
	}
	if made.bare() || old.bare() || !a.links(&made, old) {
		return false
	}
	if !reflect.DeepEqual(made.Body.Outline, old.Body.Outline) && (!a.alone || a.linkedWithin(old) || linksItself(&made)) {
		return false
	}
	a.pages, a.made, a.reads = append(a.pages, old), append(a.made, &made), append(a.reads, r)
	return true
}

// linkedWithin tells whether a page links to a heading of this one.
func (a *relink) linkedWithin(p *Page) bool {
	for _, q := range a.site.all {
		for i := range q.Targets {
			if q != p && q.Body.Links[i].Fragment != "" && q.Targets[i].Address == p.Address {
				return true
			}
		}
	}
	return false
}

// linksItself tells whether a page links to a heading of its own by the name
// of its file, which still leads to the page as it was.
func linksItself(p *Page) bool {
	for i := range p.Targets {
		if link := &p.Body.Links[i]; link.Destination != "" && link.Fragment != "" && p.Targets[i].Address == p.Address {
			return true
		}
	}
	return false
}

// links resolves the links of the text. It is false when the page shows or
// links other files than it did.
func (a *relink) links(made, old *Page) bool {
	made.uses, made.found = nil, nil
	made.tables, made.tableRows = 0, 0
	for _, d := range old.found {
		if d.Line <= a.site.readings[old.File].lines { // of the front matter, or of the page as a whole
			made.found = append(made.found, d)
		}
	}
	if len(made.Body.Links) > 0 {
		made.Targets = make([]Target, len(made.Body.Links))
	}
	for i := range made.Body.Links {
		made.Targets[i] = a.resolve(made, &made.Body.Links[i])
	}
	made.cache = nil
	// After the files of the text come those of the front matter and of the
	// page's folder, which depend on them.
	if len(made.found) >= mostFindings || !slices.Equal(made.uses, old.uses[:usedByText(old)]) {
		return false
	}
	made.uses = old.uses
	return true
}

// usedByText is how many of the files that a page uses are those of its text.
func usedByText(p *Page) (n int) {
	for i := range p.Targets {
		if t := &p.Targets[i]; t.Address != "" && n < len(p.uses) && t.Address == assetAddress(p.uses[n]) {
			n++
		}
	}
	return n
}

// finish is the last site with the pages made anew in their places.
func (a *relink) finish(tree *source.Tree, previous *Site) (*Site, diag.List, bool) {
	s := *previous
	s.all, s.fresh = slices.Clone(s.all), maps.Clone(s.fresh)
	if s.fresh == nil {
		s.fresh = map[string]*Page{}
	}
	l := a.linker
	findings := slices.Clone(l.findings)
	for i, old := range a.pages {
		made := a.made[i]
		a.options.Aside.put(made.Body)
		s.put(old, made)
		findings = without(findings, l.own(old))
		delete(l.byFile, old.File)
		delete(s.readings, old.File)
		l.byFile[made.File], s.readings[made.File] = made, a.reads[i]
		l.jobs[slices.Index(l.jobs, old)] = made
	}
	if a.fronted {
		a.reseat(&s, a.made[0])
	}
	l.tree, l.site, l.options = tree, &s, a.options
	for _, made := range a.made {
		findings = append(findings, l.own(made)...)
	}
	findings.Sort()
	l.findings = findings
	return &s, findings, true
}

// put replaces a page in every list of the site, none of which it changes.
func (s *Site) put(old, made *Page) {
	s.all[slices.Index(s.all, old)] = made
	swap := func(list []*Page) []*Page {
		i := slices.Index(list, old)
		if i < 0 {
			return list
		}
		list = slices.Clone(list)
		list[i] = made
		return list
	}
	if s.Page(old.Address) == old { // it is among the pages of this run
		s.fresh[old.Address] = made
	}
	s.Guide, s.Request = swap(s.Guide), swap(s.Request)
	if made.Column == nil {
		return
	}
	column := *made.Column
	column.Pages = swap(column.Pages)
	s.Columns = slices.Clone(s.Columns)
	if i := slices.IndexFunc(s.Columns, func(c *Column) bool { return c.Path == column.Path }); i >= 0 {
		column.Pages = swap(s.Columns[i].Pages)
		s.Columns[i] = &column
	}
	made.Column = &column
}

// without is a list less some findings, each of them once.
func without(list, gone diag.List) diag.List {
	gone = slices.Clone(gone)
	return slices.DeleteFunc(list, func(d diag.Diagnostic) bool {
		i := slices.IndexFunc(gone, func(g diag.Diagnostic) bool {
			return g.Place == d.Place && g.Code == d.Code && g.Severity == d.Severity && g.Message == d.Message
		})
		if i >= 0 {
			gone = slices.Delete(gone, i, i+1)
		}
		return i >= 0
	})
}

// frontOf is what stands for a page's front matter, and its lines.
func frontOf(text []byte, body int) (front [32]byte, lines int) {
	return sha256.Sum256(text[:body]), bytes.Count(text[:body], []byte("\n"))
}
