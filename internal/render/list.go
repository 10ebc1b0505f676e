package render

import (
	"cmp"
	"slices"
	"strconv"

	"gongkai/internal/site"
)

// A column's pages hold 20 items and are counted from the oldest: a full page
// never changes again, and a new item changes the newest page alone, which is
// index.html.
const listLength = 20

// listPages is how many pages a column has; an empty one has one.
func listPages(c *site.Column) int {
	return max(1, (len(c.Pages)+listLength-1)/listLength)
}

// listAddress is the address of a column's n-th page, from 1, the oldest.
func listAddress(c *site.Column, n int) string {
	if n == listPages(c) {
		return c.Address
	}
	return folderOf(c.Address) + "/index-" + strconv.Itoa(n) + ".html"
}

// columnList is the n-th page of a column.
func (r *Rendered) columnList(c *site.Column, n int) *file {
	return r.page("list.html", func(text bool) any {
		address, total := listAddress(c, n), listPages(c)
		root := up(address)
		l := &List{Title: r.columnName(c), Description: c.Description, Basis: basis(c.Article20)}
		shown := c.Pages[max(0, len(c.Pages)-n*listLength) : len(c.Pages)-(n-1)*listLength]
		for _, p := range shown {
			l.Items = append(l.Items, r.item(p, root))
		}
		if n == total {
			l.Intro = r.intro(c, text)
		} else {
			l.Newest, l.Newer = URL(root+escapePath(c.Address)), URL(root+escapePath(listAddress(c, n+1)))
		}
		if n > 1 {
			l.Oldest, l.Older = URL(root+escapePath(listAddress(c, 1))), URL(root+escapePath(listAddress(c, n-1)))
		}
		if len(shown) > 0 {
			l.From, l.To = r.day(shown[len(shown)-1].Date), r.day(shown[0].Date)
		}
		at := place{address: address, section: r.sectionOf(c), title: l.Title, tags: r.columnTags(c)}
		if at.section == disclosureSection {
			l.Section, l.Siblings = r.sectionLink(disclosureSection, root), r.columnLinks(root, c)
			at.trail = []Link{{Text: l.Title, URL: URL(root + escapePath(c.Address)), Current: true}}
		}
		l.Frame = r.frame(at)
		return l
	})
}

// intro is a column's introduction, set on the column's first page.
func (r *Rendered) intro(c *site.Column, text bool) HTML {
	if c.Intro == nil || c.Intro.Body == nil {
		return ""
	}
	if !text {
		return r.bodyKey(c.Intro)
	}
	return r.bodyPart(c.Intro, c.Address, 0, len(c.Intro.Body.HTML))
}

// columnLinks is the columns of 法定主动公开内容.
func (r *Rendered) columnLinks(root string, current *site.Column) []Link {
	var made []Link
	for _, c := range r.site.Columns {
		made = append(made, Link{
			Text: c.Name, URL: URL(root + escapePath(c.Address)),
			Description: c.Description, Current: c == current,
		})
	}
	return made
}

// item is a page as a line of a list.
func (r *Rendered) item(p *site.Page, root string) Item {
	return Item{
		Title: p.Title, URL: URL(root + escapePath(p.Address)), Date: r.day(p.Date),
		Period: r.period(p), Validity: lapsed(p.Validity), Withheld: p.Hidden != "",
	}
}

// basis says which item of 条例第二十条 a column serves.
func basis(item int) string {
	numerals := [...]string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五"}
	if item < 1 || item > len(numerals) {
		return ""
	}
	return "条例第二十条第（" + numerals[item-1] + "）项"
}

// group is a column with its newest items.
func (r *Rendered) group(c *site.Column, root string, items int) Group {
	g := Group{
		Link:  Link{Text: r.columnName(c), URL: URL(root + escapePath(c.Address)), Description: c.Description},
		Basis: basis(c.Article20), Count: len(c.Pages),
	}
	for _, p := range c.Pages[:min(items, len(c.Pages))] {
		g.Items = append(g.Items, r.item(p, root))
	}
	return g
}

func (r *Rendered) groups(root string, items int) []Group {
	var made []Group
	for _, c := range r.site.Columns {
		made = append(made, r.group(c, root, items))
	}
	return made
}

// columnsPage is 法定主动公开内容 as a whole.
func (r *Rendered) columnsPage() *file {
	return r.page("columns.html", func(bool) any {
		name := sectionName(disclosureSection)
		return &Columns{
			Title: name, Columns: r.groups(up(disclosureFile), 3),
			Frame: r.frame(place{
				address: disclosureFile, section: disclosureSection, title: name,
				tags: r.sectionTags(disclosureSection),
			}),
		}
	})
}

// How many lines the front page shows.
const (
	homeLatest  = 8
	homePeriods = 4
	homeReports = 3
)

// home is the front page.
func (r *Rendered) home() *file {
	return r.page("home.html", func(text bool) any {
		h := &Home{
			Title: r.site.Settings.Title, Columns: r.groups("", 0),
			Disclosure: r.sectionLink(disclosureSection, ""), Series: r.sectionLink(reportSection, ""),
			Frame: r.frame(place{address: homeFile, tags: r.columnTagsOf(
				homeName, r.site.Settings.Agency.Name+"的政府信息公开平台", r.site.Settings.Agency.Name+",政府信息公开", homeName,
			)}),
		}
		if p := r.site.Home; p != nil && p.Body != nil {
			h.Intro = r.bodyKey(p)
			if text {
				h.Intro = r.bodyPart(p, homeFile, 0, len(p.Body.HTML))
			}
		}
		for _, p := range r.newest(homeLatest, func(*site.Page) bool { return true }) {
			h.Latest = append(h.Latest, r.mixedItem(p))
		}
		// Whether a 公示期 still runs is for the reader's clock to say; here
		// it is enough that it ran when the newest item came out.
		for _, p := range r.newest(homePeriods, func(p *site.Page) bool { return p.Period.To.Sub(r.site.Latest) >= 0 && !p.Period.To.IsZero() }) {
			h.Periods = append(h.Periods, r.mixedItem(p))
		}
		if r.site.Reports != nil {
			pages := r.site.Reports.Pages
			for _, p := range pages[:min(homeReports, len(pages))] {
				h.Reports = append(h.Reports, r.item(p, ""))
			}
		}
		return h
	})
}

// mixedItem is a line that also names the column.
func (r *Rendered) mixedItem(p *site.Page) Item {
	item := r.item(p, "")
	if p.Column != nil {
		item.Column = r.columnName(p.Column)
	}
	return item
}

// newest is the n newest items of all columns that are wanted.
func (r *Rendered) newest(n int, wanted func(*site.Page) bool) []*site.Page {
	var best []*site.Page
	for _, list := range r.itemLists() {
		for _, p := range list {
			if len(best) == n && !p.Date.After(best[n-1].Date) || !wanted(p) {
				continue
			}
			at, _ := slices.BinarySearchFunc(best, p, func(a, b *site.Page) int {
				return cmp.Or(b.Date.Compare(a.Date), -1) // after those of the same moment
			})
			best = slices.Insert(best, at, p)
			best = best[:min(n, len(best))]
		}
	}
	return best
}

// itemLists is every list of dated items: rules, columns, reports.
func (r *Rendered) itemLists() [][]*site.Page {
	var lists [][]*site.Page
	for _, c := range r.columns {
		lists = append(lists, c.Pages)
	}
	if r.site.Reports != nil {
		lists = append(lists, r.site.Reports.Pages)
	}
	return lists
}
