package render

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/site"
)

// The board of the village hall's screen (政务公开查询机、电子公示栏): its
// page, and the titles that people find by the initials of their pinyin. The
// other pages of the site are the same for everyone; opened with ?kiosk, their
// script (layouts/assets/kiosk.js) takes away what leads out of the site.
//
// Titles come in a script a year, so that a new notice changes one of them.

const (
	kioskFolder = "kiosk/"
	kioskFile   = kioskFolder + "index.html"
	kioskName   = "信息公开查询"

	kioskPeriods = 60 // notices with a 公示期 that may be running
	kioskLatest  = 40 // newest items
)

// Kiosk is given to kiosk.html, the board that a public screen shows by itself.
type Kiosk struct {
	Frame
	Title    string
	Periods  []Item // with a 公示期 that may be running, the first to end first
	Latest   []Item // the newest items of all columns
	QR       HTML   // a picture of Address; "" without one
	Address  string // the site's absolute address
	Style    URL
	Engines  []URL // scripts, in the order in which they run
	Titles   []URL // the scripts that hold the titles, the newest year first
	Initials URL   // the script that knows the initials of characters
}

// kiosk is the board.
func (r *Rendered) kiosk() *file {
	return r.page("kiosk.html", func(text bool) any {
		root := up(kioskFile)
		k := &Kiosk{
			Title: kioskName, Address: r.base(), Style: r.asset(root, "assets/kiosk.css"),
			Initials: r.asset(root, "assets/pinyin.js"),
			Frame: r.frame(place{
				address: kioskFile, title: kioskName,
				tags:  r.columnTagsOf(kioskName, "供公共场所的查询屏使用：正在公示和最新公开的信息", "", "信息查询"),
				trail: []Link{{Text: kioskName, URL: URL(root + kioskFile), Current: true}},
			}),
		}
		for _, name := range []string{"assets/kiosk.js", "assets/kiosk-board.js"} {
			if u := r.asset(root, name); u != "" {
				k.Engines = append(k.Engines, u)
			}
		}
		if text && k.Address != "" { // the picture depends on nothing else
			k.QR = qrCode(k.Address)
		}
		for _, p := range r.running() {
			k.Periods = append(k.Periods, r.boardItem(p, root))
		}
		for _, p := range r.newest(kioskLatest, func(*site.Page) bool { return true }) {
			k.Latest = append(k.Latest, r.boardItem(p, root))
		}
		for _, y := range r.titled() {
			k.Titles = append(k.Titles, URL(root+titlesAddress(y.year)+"?v="+version(func(w io.Writer) { r.titleInputs(w, y.pages) })))
		}
		return k
	})
}

// boardItem is a line that also names the column.
func (r *Rendered) boardItem(p *site.Page, root string) Item {
	item := r.item(p, root)
	if p.Column != nil {
		item.Column = r.columnName(p.Column)
	}
	return item
}

// running is the items whose 公示期 was not over when the newest item came
// out: whether one runs on the day of reading is for the reader's clock to say.
func (r *Rendered) running() []*site.Page {
	var found []*site.Page
	for _, list := range r.itemLists() {
		for _, p := range list {
			if !p.Period.To.IsZero() && !p.Period.To.Before(r.site.Latest) {
				found = append(found, p)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b *site.Page) int {
		return cmp.Or(a.Period.To.Compare(b.Period.To), b.Date.Compare(a.Date), strings.Compare(a.Address, b.Address))
	})
	return found[:min(kioskPeriods, len(found))]
}

// titledYear is the pages of one year, the newest first.
type titledYear struct {
	year  int // 0 for pages without a date: the guide, how to apply
	pages []*site.Page
}

// sortTitles sorts every page of the site by year, the newest first.
func (r *Rendered) sortTitles() []titledYear {
	byYear := map[int][]*site.Page{}
	for p := range r.pages() {
		year := 0
		if !p.Date.IsZero() {
			year = r.local(p.Date).Year()
		}
		byYear[year] = append(byYear[year], p)
	}
	years := make([]titledYear, 0, len(byYear))
	for year, pages := range byYear {
		slices.SortStableFunc(pages, func(a, b *site.Page) int { return b.Date.Compare(a.Date) })
		years = append(years, titledYear{year, pages})
	}
	slices.SortFunc(years, func(a, b titledYear) int { return cmp.Compare(b.year, a.year) })
	return years
}

// titlesAddress is the script of a year's titles: kiosk/titles-2023.js.
func titlesAddress(year int) string { return kioskFolder + "titles-" + strconv.Itoa(year) + ".js" }

// titlesFile is the script at such an address, or nil.
func (r *Rendered) titlesFile(name string) *file {
	if !strings.HasPrefix(name, kioskFolder) {
		return nil
	}
	for _, y := range r.titled() {
		if titlesAddress(y.year) == name {
			return &file{
				bytes:  func() []byte { return r.titles(y.pages) },
				inputs: func(w io.Writer) { r.titleInputs(w, y.pages) },
			}
		}
	}
	return nil
}

// titleInputs writes what the script is made from, faster than the script.
func (r *Rendered) titleInputs(w io.Writer, pages []*site.Page) {
	out := bufio.NewWriter(w)
	for _, p := range pages {
		for _, s := range []string{p.Title, p.Address, r.day(p.Date).Text} {
			out.WriteString(s)
			out.WriteByte(0)
		}
	}
	out.Flush()
}

// titles is a call with a line for each page: title, address, date.
func (r *Rendered) titles(pages []*site.Page) []byte {
	out := bytes.NewBufferString("gongkaiTitles([\n")
	for i, p := range pages {
		if i > 0 {
			out.WriteString(",\n")
		}
		line, err := json.Marshal([]string{p.Title, p.Address, r.day(p.Date).Text})
		if err != nil {
			panic(err) // strings always can be written
		}
		out.Write(line)
	}
	out.WriteString("\n]);\n")
	return out.Bytes()
}
