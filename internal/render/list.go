package render

import (
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
			l.Intro = r.body(c.Intro, text)
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

// plainItems is pages as lines of a list.
func (r *Rendered) plainItems(pages []*site.Page, root string) []Item {
	var items []Item
	for _, p := range pages {
		items = append(items, r.item(p, root))
	}
	return items
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
