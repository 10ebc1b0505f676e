package render

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"gongkai/internal/markup"
	"gongkai/internal/notice"
	"gongkai/internal/search"
	"gongkai/internal/site"
)

// The offline search: its page, and the folder of scripts that internal/search
// makes of every page that has an address. A text shard is made when it is
// asked for. The index shards of a segment are made together, when the first of
// them is, and forgotten again: a build opens the files in order, so the memory
// of two segments is enough for a site of any size.

const (
	searchFolder   = "search/"
	searchFile     = searchFolder + "index.html"
	searchManifest = "segments.js"
)

// searchIndex is the segments with what they are made from.
type searchIndex struct {
	segments []search.Segment
	pages    [][]*site.Page // of each segment, by the number of the document
	digests  [][][32]byte   // the same
	columns  [][2]string    // path and name
	manifest []byte

	making sync.Mutex
	made   [2]madeSegment // the last two: readers side by side may straddle two
}

// madeSegment is the index shards of a segment.
type madeSegment struct {
	name   string
	shards *search.Shards
}

func (r *Rendered) searches() bool { return r.search != site.NoSearch }

func (r *Rendered) makeSearchIndex() *searchIndex {
	x := &searchIndex{columns: r.searchColumns()}
	pages := slices.SortedFunc(r.pages(), func(a, b *site.Page) int {
		return cmp.Or(a.Date.Compare(b.Date), strings.Compare(a.Address, b.Address))
	})
	documents := make([]search.Document, len(pages))
	digests := make([][32]byte, len(pages))
	for i, p := range pages {
		documents[i] = r.document(p)
		digests[i] = r.documentDigest(p, &documents[i])
	}
	x.segments = search.Split(documents)
	end := len(pages)
	for i := range x.segments {
		s := &x.segments[i]
		from := end - len(s.Documents)
		x.pages = append(x.pages, pages[from:end])
		x.digests = append(x.digests, digests[from:end])
		end = from
		s.Titles = r.search == site.TitleSearch
		s.Version = version(func(w io.Writer) { writeDigests(w, x.digests[i]) })
	}
	x.manifest = search.Manifest(x.segments, x.columns)
	return x
}

// searchColumns is where documents can be, in the order of the menu.
func (r *Rendered) searchColumns() [][2]string {
	var columns [][2]string
	for s := guideSection; s <= requestSection; s++ {
		switch address := r.sectionAddress(s); {
		case s == disclosureSection:
			for _, c := range r.site.Columns {
				columns = append(columns, [2]string{folderOf(c.Address), r.columnName(c)})
			}
		case address != "":
			columns = append(columns, [2]string{folderOf(address), sectionName(s)})
		}
	}
	return columns
}

func (r *Rendered) document(p *site.Page) search.Document {
	d := search.Document{
		Address: p.Address, Title: p.Title, Validity: string(p.Validity), Subject: p.Subject.String(),
		Number: p.Number, Index: p.Index,
	}
	switch {
	case p.Column != nil:
		d.Column = folderOf(p.Column.Address)
	default:
		d.Column, _, _ = strings.Cut(p.Address, "/")
	}
	if !p.Date.IsZero() {
		d.Date = r.local(p.Date)
	}
	for i := range p.Attachments {
		d.Files = append(d.Files, p.Attachments[i].Title)
	}
	return d
}

// documentDigest stands for all that the index says of a page.
func (r *Rendered) documentDigest(p *site.Page, d *search.Document) [32]byte {
	hash := sha256.New()
	digest := p.Digest()
	hash.Write(digest[:])
	for i := range p.Targets {
		if p.Body.Links[i].Kind == markup.Embed {
			fmt.Fprintf(hash, "%q", p.Body.Links[i].Fragment)
			r.embedBytes(hash, p.Targets[i])
		}
	}
	fmt.Fprintf(hash, "%q%d", []string{d.Address, d.Title, d.Column, d.Validity, d.Subject, d.Number, d.Index, strings.Join(d.Files, "\n")}, d.Date.Unix())
	var sum [32]byte
	hash.Sum(sum[:0])
	return sum
}

// embedBytes stands for a table in what is published: by its bytes, since a
// file's time is not the same on every machine.
func (r *Rendered) embedBytes(w io.Writer, t site.Target) {
	i, ok := findAsset(r.site.Files, t.Address)
	if !ok {
		return
	}
	f, err := r.site.Files[i].File.Open()
	if err != nil {
		return // it has gone since it was checked; publishing says so
	}
	defer f.Close()
	_, _ = io.Copy(w, f)
}

func writeDigests(w io.Writer, digests [][32]byte) {
	for i := range digests {
		w.Write(digests[i][:])
	}
}

// version is a short hash, for an address.
func version(write func(io.Writer)) string {
	hash := sha256.New()
	write(hash)
	return hex.EncodeToString(hash.Sum(nil)[:4])
}

// paths is every file of the index.
func (x *searchIndex) paths() []string {
	paths := []string{searchFolder + searchManifest}
	for i := range x.segments {
		for _, name := range x.segments[i].Names() {
			paths = append(paths, searchFolder+name)
		}
	}
	return paths
}

// searchFile is a script of the index, or nil.
func (r *Rendered) searchFile(address string) *file {
	name, ok := strings.CutPrefix(address, searchFolder)
	if !ok || !r.searches() {
		return nil
	}
	x := r.searchIndex()
	if name == searchManifest {
		return plainFile(func() []byte { return bytes.Clone(x.manifest) })
	}
	i := slices.IndexFunc(x.segments, func(s search.Segment) bool { return strings.HasPrefix(name, s.Name+"/") })
	if i < 0 || !x.segments[i].Has(name) {
		return nil
	}
	s := &x.segments[i]
	return &file{
		bytes: func() []byte {
			if s.IsText(name) {
				return s.Text(name, r.searchedTexts(x, i))
			}
			return r.searchKeys(x, i).File(name)
		},
		inputs: func(w io.Writer) {
			from, to := s.Reads(name)
			fmt.Fprintf(w, "%s %t %d\x00", name, s.Titles, len(s.Documents))
			writeDigests(w, x.digests[i][from:to])
		},
	}
}

// searchKeys is the index shards of a segment, made unless they are at hand.
func (r *Rendered) searchKeys(x *searchIndex, i int) *search.Shards {
	s := &x.segments[i]
	x.making.Lock()
	defer x.making.Unlock()
	for _, m := range x.made {
		if m.name == s.Name {
			return m.shards
		}
	}
	x.made[0], x.made[1] = madeSegment{}, x.made[0]
	x.made[0] = madeSegment{s.Name, s.Index(r.searchedTexts(x, i))}
	return x.made[0].shards
}

// searchedTexts is the texts of a segment's documents, with the cells of the
// tables that they set, which stand in files.
func (r *Rendered) searchedTexts(x *searchIndex, i int) func(n int) string {
	return func(n int) string {
		p := x.pages[i][n]
		if p.Body == nil {
			return ""
		}
		text := p.Body.Text()
		for j := range p.Targets {
			if p.Body.Links[j].Kind == markup.Embed {
				text += r.tableText(p, j)
			}
		}
		return text
	}
}

// tableText is what is shown of the table of a page's i-th link, a line a row.
func (r *Rendered) tableText(p *site.Page, i int) string {
	asset, ok := findAsset(r.site.Files, p.Targets[i].Address)
	if p.Targets[i].Missing || !ok {
		return ""
	}
	table, err := site.ReadTable(r.site.Files[asset].File, p.Body.Links[i].Fragment)
	if err != nil {
		return "" // it has changed since it was checked
	}
	var text strings.Builder
	grid, _, _ := visible(table)
	for _, row := range grid {
		separator := "\n"
		for _, cell := range row {
			if cell.Text != "" {
				text.WriteString(separator + cell.Text)
				separator = " "
			}
		}
	}
	return text.String()
}

// searchPage is the page on which people search.
func (r *Rendered) searchPage() *file {
	return r.page("search.html", func(bool) any {
		root, x := up(searchFile), r.searchIndex()
		made := &Search{
			Title: searchName, TitlesOnly: r.search == site.TitleSearch, Filters: r.searchFilters(x),
			Index:  URL(searchManifest + "?v=" + version(func(w io.Writer) { w.Write(x.manifest) })),
			Engine: r.asset(root, "assets/search.js"),
			Frame: r.frame(place{
				address: searchFile, title: searchName,
				tags:  r.columnTagsOf(searchName, "检索本网站公开的政府信息", "", "信息检索"),
				trail: []Link{{Text: searchName, URL: URL(root + searchFile), Current: true}},
			}),
		}
		shell := *made.Shell
		shell.Search = "" // no second box in its head
		made.Shell = &shell
		return made
	})
}

const searchName = "信息检索"

// searchFilters is the choices that the site has, all of each kind first.
func (r *Rendered) searchFilters(x *searchIndex) []Filter {
	columns := Filter{Label: "栏目", Name: "column", All: "全部栏目"}
	for _, c := range x.columns {
		columns.Options = append(columns.Options, Option{c[0], c[1]})
	}
	years := Filter{Label: "年份", Name: "year", All: "全部年份"}
	subjects := Filter{Label: "主题分类", Name: "subject", All: "全部主题"}
	validities := Filter{Label: "有效性", Name: "validity", All: "不限"}
	var listed, classes, kinds []string
	for i := range x.segments {
		s := &x.segments[i]
		for j := range s.Documents {
			if date := s.Documents[j].Date; !date.IsZero() {
				listed = addNew(listed, date.Format("2006"))
			}
			class, _, _ := strings.Cut(s.Documents[j].Subject, "/")
			classes, kinds = addNew(classes, class), addNew(kinds, s.Documents[j].Validity)
		}
	}
	slices.Sort(listed)
	for _, year := range slices.Backward(listed) {
		years.Options = append(years.Options, Option{year, year + "年"})
	}
	slices.Sort(classes)
	for _, class := range classes {
		subjects.Options = append(subjects.Options, Option{class, class})
	}
	for _, v := range []notice.Validity{notice.InForce, notice.Amended, notice.Lapsed, notice.Repealed} {
		if slices.Contains(kinds, string(v)) {
			validities.Options = append(validities.Options, Option{string(v), string(v)})
		}
	}
	var filters []Filter
	for _, f := range []Filter{columns, years, subjects, validities} {
		if len(f.Options) > 1 {
			filters = append(filters, f)
		}
	}
	return filters
}

// addNew adds what a short list doesn't have yet.
func addNew(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
