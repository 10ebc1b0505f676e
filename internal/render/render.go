// Package render makes the pages: a linked site and the layouts become the
// rendered site, itself an fs.FS.
//
// Nothing is rendered before it is asked for, so the preview shows one page in
// the time of one page, and a build streams. A page is a pure function of what
// it reads; Key is the hash of all that, found without rendering.
//
// It decides which files a site has and what each template is given (data.go);
// how they look is for the layouts.
package render

import (
	"cmp"
	"crypto/sha256"
	"io"
	"io/fs"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"gongkai/internal/site"
)

// Options are what a run asks for.
type Options struct {
	Version  string      // of gongkai, part of every key
	Previous *Rendered   // the last run's; its layouts serve again when no file of theirs has changed
	Search   site.Search // instead of the site's own setting, unless ""
}

// Rendered is the rendered site. It implements fs.FS, fs.ReadFileFS and
// fs.ReadDirFS, and may be used by many at once.
type Rendered struct {
	site    *site.Site
	layouts *layouts
	salt    [32]byte // what every key begins with: version, layouts
	fixed   map[string]*file
	columns []*site.Column // all that have a list: rules, then disclosure
	byPath  map[string]*site.Column

	tags []Tag // of every page

	search site.Search

	shells      sync.Map // shellKey → *Shell
	index       func() *index
	searchIndex func() *searchIndex
	years       func() map[*site.Column][]year
	entriesSum  func() [32]byte
	titled      func() []titledYear
}

// New prepares the rendered site. The layouts are the embedded files,
// overlaid by the site's own one by one. The error is the layouts' author's: a
// template that doesn't parse or names a field that isn't there.
func New(s *site.Site, layoutFiles fs.FS, options Options) (*Rendered, error) {
	var last *layouts
	if options.Previous != nil {
		last = options.Previous.layouts
	}
	l, err := loadLayouts(layoutFiles, last)
	if err != nil {
		return nil, err
	}
	r := &Rendered{site: s, layouts: l, byPath: map[string]*site.Column{}, search: cmp.Or(options.Search, s.Settings.Search)}
	r.salt = sha256.Sum256(append([]byte(options.Version+"\x00"), l.hash[:]...))
	if s.Rules != nil {
		r.columns = append(r.columns, s.Rules)
	}
	r.columns = append(r.columns, s.Columns...)
	for _, c := range r.columns {
		r.byPath[folderOf(c.Address)] = c
	}
	r.tags = r.siteTags()
	r.index = sync.OnceValue(r.makeIndex)
	r.searchIndex = sync.OnceValue(r.makeSearchIndex)
	r.years = sync.OnceValue(r.countYears)
	r.entriesSum = sync.OnceValue(r.sumEntries)
	r.titled = sync.OnceValue(r.sortTitles)
	r.fixed = r.fixedFiles()
	return r, nil
}

// file is one file of the rendered site.
type file struct {
	template string              // the page file, "" when there is none
	data     func(text bool) any // what the template is given
	copy     *site.Asset         // a file of the content, published as it is
	print    func(*printer)      // a file made by a template
	bytes    func() []byte       // any other
	inputs   func(io.Writer)     // what its bytes depend on, the layouts apart
}

// page is a file made by a template. data makes what the template is given;
// with text unset the text of pages is replaced by its digest, and what is
// costly to make by what it is made from.
func (r *Rendered) page(template string, data func(text bool) any) *file {
	return &file{
		template: template,
		data:     data,
		print: func(p *printer) {
			dot := reflect.ValueOf(data(true)).Elem()
			r.layouts.programs[template](p, dot, dot)
		},
		inputs: func(w io.Writer) {
			p := newPrinter()
			defer p.free()
			p.out = r.layouts.inputs[template](p.out, reflect.ValueOf(data(false)).Elem())
			w.Write(p.out)
		},
	}
}

// plainFile is a file whose bytes are as quickly made as what they depend on.
func plainFile(bytes func() []byte) *file {
	return dataFile(bytes, func(w io.Writer) { w.Write(bytes()) })
}

// dataFile is a file that isn't made by a template.
func dataFile(bytes func() []byte, inputs func(io.Writer)) *file {
	return &file{bytes: bytes, inputs: inputs}
}

// find is the file at an address, or nil. No way to a file but that of an
// alias looks at more than one page, or the preview would slow down as the
// site grows.
func (r *Rendered) find(name string) *file {
	if f := r.fixed[name]; f != nil {
		return f
	}
	if p := r.site.Page(name); p != nil {
		return r.pageFile(p)
	}
	if f := r.listPage(name); f != nil {
		return f
	}
	if f := r.catalogueYear(name); f != nil {
		return f
	}
	if f := r.searchFile(name); f != nil {
		return f
	}
	if f := r.titlesFile(name); f != nil {
		return f
	}
	if i, ok := findAsset(r.site.Files, name); ok {
		return r.copyFile(&r.site.Files[i])
	}
	if p := r.index().aliases[name]; p != nil {
		return r.alias(name, p)
	}
	return nil
}

// pageFile is the file of a Markdown page.
func (r *Rendered) pageFile(p *site.Page) *file {
	switch p.Kind {
	case site.GuidePage, site.RequestPage:
		return r.article(p)
	case site.ReportPage:
		return r.report(p)
	}
	return r.notice(p)
}

// listPage is an older page of a column: disclosure/finance/index-3.html.
func (r *Rendered) listPage(name string) *file {
	slash := strings.LastIndexByte(name, '/')
	if slash < 0 {
		return nil
	}
	column := r.byPath[name[:slash]]
	number, ok := strings.CutPrefix(name[slash+1:], "index-")
	number, isHTML := strings.CutSuffix(number, ".html")
	n, err := strconv.Atoi(number)
	if column == nil || !ok || !isHTML || err != nil || n < 1 || n >= listPages(column) || strconv.Itoa(n) != number {
		return nil
	}
	return r.columnList(column, n)
}

// base is the site's absolute address, ending in a slash, or "".
func (r *Rendered) base() string { return r.site.Settings.BaseURL }

// folderOf is an address without its last part.
func folderOf(address string) string {
	if i := strings.LastIndexByte(address, '/'); i >= 0 {
		return address[:i]
	}
	return ""
}
