package render

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/internal/site"
)

// 政府信息公开目录: every item of the site, a page for each column and year,
// so that no page grows without end, and the whole as CSV and JSON.

// year is a column's items of one year, in the order of the column.
type year struct {
	year  int
	pages []*site.Page
}

// catalogued is the columns that the catalogue covers.
func (r *Rendered) catalogued() []*site.Column {
	if r.site.Reports == nil {
		return r.columns
	}
	return append(slices.Clone(r.columns), r.site.Reports)
}

// countYears sorts the items of each column by year, the newest first.
func (r *Rendered) countYears() map[*site.Column][]year {
	all := map[*site.Column][]year{}
	for _, c := range r.catalogued() {
		var years []year
		for _, p := range c.Pages {
			of := r.local(p.Date).Year()
			i := slices.IndexFunc(years, func(y year) bool { return y.year == of })
			if i < 0 {
				i = len(years)
				years = append(years, year{year: of})
			}
			years[i].pages = append(years[i].pages, p)
		}
		slices.SortFunc(years, func(a, b year) int { return cmp.Compare(b.year, a.year) })
		all[c] = years
	}
	return all
}

// catalogueAddress is the page of a column's year: catalogue/2023/disclosure/finance.html.
func catalogueAddress(c *site.Column, year int) string {
	return "catalogue/" + strconv.Itoa(year) + "/" + folderOf(c.Address) + ".html"
}

// catalogueYear is the file at such an address, or nil.
func (r *Rendered) catalogueYear(name string) *file {
	rest, ok := strings.CutPrefix(name, "catalogue/")
	if !ok {
		return nil
	}
	for _, c := range r.catalogued() {
		if !strings.HasSuffix(rest, "/"+folderOf(c.Address)+".html") {
			continue
		}
		for _, y := range r.years()[c] {
			if catalogueAddress(c, y.year) == name {
				return r.cataloguePage(c, y)
			}
		}
	}
	return nil
}

func (r *Rendered) cataloguePage(c *site.Column, y year) *file {
	return r.page("catalogue-year.html", func(bool) any {
		address := catalogueAddress(c, y.year)
		root := up(address)
		made := &CatalogueYear{
			Column: r.columnName(c), Year: strconv.Itoa(y.year),
			Labels: CatalogueLabels{"索引号", "名称", "发文字号", "成文日期", "发布日期", "主题分类", "有效性"},
			Engine: r.asset(root, "assets/catalogue.js"),
		}
		made.Title = made.Column + "（" + made.Year + "年）"
		for _, p := range y.pages {
			made.Items = append(made.Items, CatalogueItem{
				Item: r.item(p, root), Index: p.Index, Number: p.Number,
				Issued: r.day(p.Issued), Description: p.Description,
				Subject: p.Subject.String(), InForce: string(p.Validity),
			})
		}
		for _, other := range r.years()[c] {
			made.Others = append(made.Others, Link{
				Text: strconv.Itoa(other.year), URL: URL(root + escapePath(catalogueAddress(c, other.year))),
				Current: other.year == y.year,
			})
		}
		made.Frame = r.frame(place{
			address: address, title: made.Title + "－" + catalogueName, tags: r.columnTags(c),
			trail: []Link{
				{Text: catalogueName, URL: URL(root + catalogueFile)},
				{Text: made.Title, URL: URL(root + escapePath(address)), Current: true},
			},
		})
		return made
	})
}

// catalogue is the front of the catalogue.
func (r *Rendered) catalogue() *file {
	return r.page("catalogue.html", func(text bool) any {
		root := up(catalogueFile)
		made := &Catalogue{Title: catalogueName, Frame: r.frame(place{
			address: catalogueFile, title: catalogueName,
			tags:  r.columnTagsOf(catalogueName, "本机关主动公开的全部政府信息，按栏目和年份编排", "", "信息公开"),
			trail: []Link{{Text: catalogueName, URL: URL(root + catalogueFile), Current: true}},
		})}
		var all []int
		for _, c := range r.catalogued() {
			for _, y := range r.years()[c] {
				all = append(all, y.year)
			}
		}
		slices.SortFunc(all, func(a, b int) int { return cmp.Compare(b, a) })
		all = slices.Compact(all)
		for _, y := range all {
			made.Years = append(made.Years, strconv.Itoa(y))
		}
		for _, c := range r.catalogued() {
			row := CatalogueRow{Link: Link{Text: r.columnName(c), URL: URL(root + escapePath(c.Address))}, Total: len(c.Pages)}
			for _, y := range all {
				row.Cells = append(row.Cells, r.count(c, y, root))
			}
			made.Rows = append(made.Rows, row)
			made.Total += row.Total
		}
		made.Data = []File{
			{Title: catalogueName, URL: URL(root + "catalogue.csv"), Type: "CSV"},
			{Title: catalogueName, URL: URL(root + "catalogue.json"), Type: "JSON"},
		}
		if r.searches() {
			made.Filters = r.searchFilters(r.searchIndex())
		}
		return made
	})
}

func (r *Rendered) count(c *site.Column, of int, root string) Count {
	made := Count{Year: strconv.Itoa(of)}
	for _, y := range r.years()[c] {
		if y.year == of {
			made.Count, made.URL = len(y.pages), URL(root+escapePath(catalogueAddress(c, of)))
		}
	}
	return made
}

// entry is an item in the catalogue's data files.
type entry struct {
	Index       string
	Title       string
	Address     string // from the site's root
	Column      string
	Agency      string
	Number      string
	Issued      string
	Date        string
	Subject     string
	Genre       string
	Validity    string
	Keywords    []string
	Description string
}

func (r *Rendered) entries() iter.Seq[*entry] {
	return func(yield func(*entry) bool) {
		for _, c := range r.catalogued() {
			for _, p := range c.Pages {
				if !yield(&entry{
					p.Index, p.Title, escapePath(p.Address), r.columnName(c), r.agencyOf(p), p.Number,
					r.day(p.Issued).Text, r.day(p.Date).Text, p.Subject.String(), p.Genre, string(p.Validity), p.Keywords, p.Description,
				}) {
					return
				}
			}
		}
	}
}

// entriesKey stands for the data files in a key.
func (r *Rendered) entriesKey(w io.Writer) {
	sum := r.entriesSum()
	w.Write(sum[:])
}

func (r *Rendered) sumEntries() [32]byte {
	hash := sha256.New()
	write := inputsOf(reflect.TypeFor[entry]())
	p := newPrinter()
	defer p.free()
	for e := range r.entries() {
		p.out = write(p.out[:0], reflect.ValueOf(e).Elem())
		hash.Write(p.out)
	}
	return [32]byte(hash.Sum(nil))
}

// catalogueJSON is a list of entries, indented by one space. It is written by
// hand: indenting what the library encodes costs several times as much.
func (r *Rendered) catalogueJSON() []byte {
	out := append(make([]byte, 0, 512*r.entryCount()+4), '[')
	for e := range r.entries() {
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(out, "\n {"...)
		for i, f := range [...]struct{ name, text string }{
			{"index", e.Index},
			{"title", e.Title},
			{"address", e.Address},
			{"column", e.Column},
			{"agency", e.Agency},
			{"number", e.Number},
			{"issued", e.Issued},
			{"date", e.Date},
			{"subject", e.Subject},
			{"genre", e.Genre},
			{"validity", e.Validity},
		} {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(append(append(out, "\n  \""...), f.name...), "\": "...)
			out = appendJSON(out, f.text)
		}
		out = append(out, ",\n  \"keywords\": ["...)
		for i, k := range e.Keywords {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendJSON(append(out, "\n   "...), k)
		}
		if len(e.Keywords) > 0 {
			out = append(out, "\n  "...)
		}
		out = appendJSON(append(out, "],\n  \"description\": "...), e.Description)
		out = append(out, "\n }"...)
	}
	if len(out) > 1 {
		out = append(out, '\n')
	}
	return append(out, "]\n"...)
}

// appendJSON writes a string as JSON. Nearly every one needs no escape.
func appendJSON(out []byte, s string) []byte {
	for i := range len(s) {
		// 0xE2 may begin a line separator, which JavaScript takes for a line's end.
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == 0xE2 || c >= utf8.RuneSelf && !utf8.ValidString(s) {
			var quoted bytes.Buffer
			encoder := json.NewEncoder(&quoted)
			encoder.SetEscapeHTML(false)
			_ = encoder.Encode(s) // a string always can be
			return append(out, bytes.TrimSuffix(quoted.Bytes(), []byte("\n"))...)
		}
	}
	return append(append(append(out, '"'), s...), '"')
}

// entryCount is how many entries there are.
func (r *Rendered) entryCount() (n int) {
	for _, c := range r.catalogued() {
		n += len(c.Pages)
	}
	return n
}

// byteOrderMark makes spreadsheets read a CSV as UTF-8.
const byteOrderMark = "\uFEFF"

func (r *Rendered) catalogueCSV() []byte {
	out := bytes.NewBuffer(make([]byte, 0, 256*r.entryCount()+512))
	out.WriteString(byteOrderMark)
	w := csv.NewWriter(out)
	w.UseCRLF = true
	write := func(row ...string) {
		for i := range row {
			row[i] = noFormula(row[i])
		}
		_ = w.Write(row) // a buffer takes everything
	}
	write("索引号", "名称", "地址", "栏目", "发布机构", "发文字号", "成文日期", "发布日期", "主题分类", "体裁", "有效性", "关键词", "内容概述")
	for e := range r.entries() {
		write(
			e.Index, e.Title, e.Address, e.Column, e.Agency, e.Number, e.Issued, e.Date,
			e.Subject, e.Genre, e.Validity, strings.Join(e.Keywords, "、"), e.Description,
		)
	}
	w.Flush()
	return out.Bytes()
}

// noFormula keeps a spreadsheet from running a cell that an author began
// with = + - or @ as a formula.
func noFormula(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
