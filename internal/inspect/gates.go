package inspect

import (
	"path"
	"slices"
	"strings"
	"time"

	"gongkai/internal/approval"
	"gongkai/internal/diag"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// Gates is what keeps a site from being released, with a memory of what was
// said of each page and attachment the last time: what hasn't changed since is
// not looked at again, so that a save costs the same however large the site is.
// What is found is what a look without a memory finds.
//
// A page hasn't changed when it is the same *site.Page in a tree in which no
// more than texts of pages have, or when it was made of the same reading of the
// same file, shows the same files and has the same record of review.
//
// The zero value remembers nothing.
type Gates struct {
	scans   *Scans
	tree    *source.Tree
	pages   []*site.Page // in order of path
	said    []*said      // of each page; nil when there is nothing to say
	orphans diag.List    // records of review that are no page's
	toml    diag.List    // personal data in site.toml, and the names that init wrote

	files    []*source.File // that pages show, link or attach, in order of path
	owners   map[*source.File][]*site.Page
	attached map[*source.File]diag.List
}

// said is what there is to say of a page.
type said struct {
	found, reviews diag.List
	pending        bool // a review has a time that has not come yet
}

// Look is every finding that holds for a release: what was noted of the pages,
// their attachments, the data files; and what keeps items back because of their
// review. Copies are apart, as they ask for all pages at once.
func (g *Gates) Look(s *site.Site, tree *source.Tree, scans *Scans, now time.Time) (found, reviews diag.List) {
	if g.scans != scans || scans.failed || g.tree.File("site.toml") != tree.File("site.toml") || g.tree.File(WordsFile) != tree.File(WordsFile) {
		*g = Gates{scans: scans, tree: &source.Tree{}}
	}
	last := *g
	textsAlone := onlyPages(last.tree, tree)
	g.tree, g.pages = tree, s.All()
	g.said = make([]*said, len(g.pages))
	fresh, touched := g.share(&last, textsAlone)
	g.lookAtFiles(s, &last, fresh, touched)
	sideBySide(len(fresh), func(i int) { g.said[fresh[i]] = g.say(s, g.pages[fresh[i]], now) })
	if !textsAlone {
		g.orphans = orphans(s, tree)
		g.toml = append(dataFile(s, tree.File("site.toml"), nil), starterSettings(s.Settings)...)
	}
	return g.found()
}

// onlyPages tells whether two trees differ in nothing but the contents of
// pages.
func onlyPages(before, after *source.Tree) bool {
	return len(before.Files) == len(after.Files) && slices.EqualFunc(before.Files, after.Files, func(a, b *source.File) bool {
		return a == b || a.Path == b.Path && strings.EqualFold(path.Ext(a.Path), ".md")
	})
}

// share takes over what was said of the pages that haven't changed. Fresh is
// the others, touched the files of those that are no longer as they were.
func (g *Gates) share(last *Gates, textsAlone bool) (fresh []int, touched []*source.File) {
	gone := func(p *site.Page) { touched = append(touched, p.Uses()...) }
	j := 0
	for i, p := range g.pages {
		for ; j < len(last.pages) && last.pages[j] != p && last.pages[j].File.Path < p.File.Path; j++ {
			gone(last.pages[j])
		}
		if j == len(last.pages) || last.pages[j] != p && last.pages[j].File.Path != p.File.Path {
			fresh = append(fresh, i)
			continue
		}
		old, was := last.pages[j], last.said[j]
		j++
		switch {
		case (was == nil || !was.pending) && (textsAlone && old == p || g.unchanged(last, old, p)):
			g.said[i] = was
		default:
			fresh = append(fresh, i)
			gone(old)
		}
	}
	for ; j < len(last.pages); j++ {
		gone(last.pages[j])
	}
	return fresh, touched
}

// unchanged tells whether all that is looked at of a page is what it was.
func (g *Gates) unchanged(last *Gates, old, p *site.Page) bool {
	record := approval.Path(p.File.Path)
	return old.Notice == p.Notice && old.File == p.File && old.Hidden == p.Hidden && p.Kind != site.ReportPage &&
		slices.Equal(old.Uses(), p.Uses()) && last.tree.File(record) == g.tree.File(record)
}

// say looks at a page.
func (g *Gates) say(s *site.Site, p *site.Page, now time.Time) *said {
	found := append(personalOf(p, g.scans), noted(p).problems...)
	if p.Draft {
		found = found.Softened()
	}
	if p.Kind == site.ReportPage {
		found = append(found, dataFile(s, g.tree.File(strings.TrimSuffix(p.File.Path, path.Ext(p.File.Path))+".toml"), p.Waivers)...)
	}
	reviews, pending := reviewed(s, g.tree, g.scans, p, now)
	if len(found)+len(reviews) == 0 && !pending {
		return nil
	}
	return &said{found, reviews, pending}
}

// lookAtFiles looks at the attachments of the pages that are fresh, and at
// those of pages that are gone or were otherwise.
func (g *Gates) lookAtFiles(s *site.Site, last *Gates, fresh []int, touched []*source.File) {
	for _, i := range fresh {
		touched = append(touched, g.pages[i].Uses()...)
	}
	if len(touched) == 0 && last.owners != nil {
		return
	}
	anew := make(map[*source.File]bool, len(touched))
	for _, file := range touched {
		anew[file] = true
	}
	g.files, g.owners = files(s), owners(s)
	words, _ := ReadWords(g.tree.File(WordsFile)) // what is wrong with it is said when pages are examined
	g.scans.look(g.files, options(s.Settings), words)
	g.attached = map[*source.File]diag.List{}
	for _, file := range g.files {
		found := last.attached[file]
		if anew[file] {
			found = attachment(file, g.scans, g.owners[file])
		}
		if len(found) > 0 {
			g.attached[file] = found
		}
	}
}

// found is all that is to be said.
func (g *Gates) found() (found, reviews diag.List) {
	for _, said := range g.said {
		if said != nil {
			found = append(found, said.found...)
			reviews = append(reviews, said.reviews...)
		}
	}
	for _, file := range g.files {
		found = append(found, g.attached[file]...)
	}
	return append(found, g.toml...), append(reviews, g.orphans...)
}
