package site

import (
	"crypto/sha256"
	"path"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/text/unicode/norm"

	"gongkai/internal/diag"
	"gongkai/internal/markup"
	"gongkai/internal/notice"
	"gongkai/internal/source"
)

// Link joins the tree. previous, nil at first, is the site of the last run:
// what the change did not touch is shared with it, and the result equals a
// full link. The findings are all there are in the tree, sorted; a warning that
// site.toml lets pass is among them still (see Settings.Permit). The error is
// an operator's: a file could not be read.
//
// The order is: settings, folders, the pages side by side, the reports (whose
// text may quote how many items there are), addresses, links side by side,
// and what follows from them.
func Link(tree *source.Tree, previous *Site, options Options) (*Site, diag.List, error) {
	if s, found, ok := again(tree, previous, options); ok {
		return s, found, nil
	}
	l := &linker{tree: tree, options: options, sheets: new(sync.Map), headings: new(sync.Map), site: &Site{
		pages:    map[string]*Page{},
		settings: tree.File(settingsFile),
		words:    tree.File(wordsFile),
		readings: map[*source.File]*reading{},
	}}
	settings, problems := readSettings(l.site.settings)
	l.site.Settings = settings
	l.findings = append(append(l.findings, tree.Problems...), problems...)
	l.sortFolders()
	l.readPages(previous)
	l.readReports()
	l.withhold()
	l.giveAddresses()
	l.resolveLinks()
	l.relate()
	l.fillColumns()
	l.publishFiles()
	l.checkIndexes()
	l.collect()
	l.findings.Sort()
	if options.Hidden {
		l.site.linker = l
	}
	return l.site, l.findings, nil
}

// linker is the state of one Link.
type linker struct {
	tree     *source.Tree
	options  Options
	site     *Site
	findings diag.List

	columns  map[string]*Column // by folder
	folders  map[string]*folder
	jobs     []*Page                   // every Markdown page, in order of path; without a Notice when it can't be read
	byFile   map[*source.File]*Page    // jobs, by file
	bundled  map[string][]*source.File // the files of a notice's folder, in order of path
	figures  map[string]*source.File   // the reports' .toml, by stem
	loose    []*source.File            // files that are published only when linked
	composed map[string]*source.File   // files whose path isn't in NFC, by the path that is
	claims   map[string]*claim         // addresses, by how a file system may see them
	used     map[*source.File]bool     // files that a page shows, links or attaches
	named    map[string]bool           // files and folders whose names have been looked at
	listed   map[*Column]bool          // columns that have a page to show
	sheets   *sync.Map                 // what sheetRows has read
	headings *sync.Map                 // the ids of a page with many, for heading
}

// reading is what one file says, kept for the next run.
type reading struct {
	kind     Kind
	notice   *notice.Notice // nil when not even the front matter could be read
	problems diag.List
	digest   [32]byte
	sum      [32]byte // of the text alone
	noted    any
	front    [32]byte // stands for the front matter, which ends with line lines
	lines    int
	file     *source.File // set when the HTML was not kept
}

// find adds a finding.
func (l *linker) find(rule *diag.Rule, at diag.Place, args ...any) *diag.Diagnostic {
	l.findings = append(l.findings, rule.New(at, args...))
	return &l.findings[len(l.findings)-1]
}

// each runs do for 0 to n-1 on every core. What do writes must be its own.
func each(n int, do func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
}

// readPages reads every page but the reports, side by side. What the last run
// read of the same file under the same settings is taken over.
func (l *linker) readPages(previous *Site) {
	reusable := previous != nil && previous.settings != nil && previous.settings == l.site.settings && previous.words == l.site.words
	if l.options.Kept != nil {
		l.options.Kept.open(l.site.settings, l.site.words)
	}
	readings := make([]*reading, len(l.jobs))
	each(len(l.jobs), func(i int) {
		p := l.jobs[i]
		if p.Kind == ReportPage {
			return
		}
		if reusable {
			if last := previous.readings[p.File]; last != nil && last.kind == p.Kind {
				readings[i] = last
				return
			}
		}
		if readings[i] = l.options.Kept.find(p, l.site.Settings.Zone); readings[i] != nil {
			return
		}
		readings[i] = l.read(p, markup.Options{})
		if n := readings[i].notice; n != nil {
			l.options.Aside.put(n.Body)
			readings[i].compact(l.site.Settings.Zone)
		}
	})
	for i, r := range readings {
		if r != nil {
			l.keep(l.jobs[i], r)
		}
	}
}

// read reads one page.
func (l *linker) read(p *Page, options markup.Options) *reading {
	text, problems := p.File.Text()
	r := &reading{kind: p.Kind, problems: problems}
	if problems.Count(diag.Error) > 0 {
		return r
	}
	settings := l.site.Settings
	var found diag.List
	r.notice, found = notice.Parse(text, notice.Options{
		Zone:          settings.Zone,
		IndexTemplate: settings.template,
		Org:           settings.org,
		Markup:        options,
		DateOptional:  p.Kind != NoticePage && p.Kind != ReportPage,
	})
	r.problems = append(r.problems, found...)
	r.sum = sha256.Sum256(text.Bytes)
	r.digest = r.sum
	if r.notice != nil {
		r.front, r.lines = frontOf(text.Bytes, r.notice.Start)
	}
	if r.notice != nil && l.options.Examine != nil {
		r.noted = l.options.Examine(text, r.notice, settings)
	}
	return r
}

// keep gives a page what was read of it, and decides whether it is public.
func (l *linker) keep(p *Page, r *reading) {
	p.Notice, p.digest, p.sum, p.Noted = r.notice, r.digest, r.sum, r.noted
	l.site.readings[p.File] = r
	if p.Notice != nil {
		p.Hidden, p.AbsenceOf = hiddenAt(p, l.options.Now)
		l.site.all = append(l.site.all, p)
	}
}

// collect gathers the findings of the pages. A draft isn't published, so what
// is wrong with it doesn't stop the rest; nothing else is let off.
func (l *linker) collect() {
	for _, p := range l.jobs {
		p.cache = nil
		l.findings = append(l.findings, l.own(p)...)
	}
}

// own is what is wrong with a page itself.
func (l *linker) own(p *Page) diag.List {
	found := l.site.readings[p.File].problems
	found = append(found[:len(found):len(found)], p.found...)
	if p.Notice != nil && p.Draft {
		found = found.Softened()
	}
	return found
}

// file is the file at a path, however its accents are composed.
func (l *linker) file(name string) *source.File {
	if file := l.tree.File(name); file != nil {
		return file
	}
	composed := norm.NFC.String(name)
	if file := l.tree.File(composed); file != nil {
		return file
	}
	return l.composed[composed]
}

// folderOf is a path without its last part, "" at the top.
func folderOf(name string) string {
	if dir := path.Dir(name); dir != "." {
		return dir
	}
	return ""
}
