package render

import (
	"cmp"
	"slices"

	"gongkai/internal/site"
)

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
			Title: r.site.Settings.Title, Intro: r.body(r.site.Home, text), Columns: r.groups("", 0),
			Disclosure: r.sectionLink(disclosureSection, ""), Series: r.sectionLink(reportSection, ""),
			Frame: r.frame(place{address: homeFile, tags: r.columnTagsOf(
				homeName, r.site.Settings.Agency.Name+"的政府信息公开平台", r.site.Settings.Agency.Name+",政府信息公开", homeName,
			)}),
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
