package site

import "slices"

// A page's title stands on its neighbours and on the items that it repeals,
// explains, or is repealed or explained by; its date is its place in the
// column. When nothing else of concern has changed in its front matter, these
// few pages are made anew beside it, and nothing else.

// front tells whether a page's new front matter concerns no more of the site
// than that. lines is how long the old one was.
func (a *relink) front(made, old *Page, lines int) bool {
	n, o := made.Notice, old.Notice
	hidden, absence := hiddenAt(made, a.options.Now)
	switch {
	case !a.alone, hidden != old.Hidden, !absence.Equal(old.AbsenceOf):
		return false
	case n.Index != o.Index, n.Validity != o.Validity, n.Slug != o.Slug, n.Weight != o.Weight, n.Image != o.Image,
		!n.PublishDate.Equal(o.PublishDate), !n.Expiry.Equal(o.Expiry):
		return false
	case !slices.Equal(n.Aliases, o.Aliases), !slices.Equal(n.Replaces, o.Replaces),
		!slices.Equal(n.Interprets, o.Interprets), !slices.Equal(n.Attachments, o.Attachments):
		return false
	case n.Date.Year() != o.Date.Year(): // reports say how many there were
		return false
	case !n.Date.Equal(o.Date) && o.Date.Equal(a.site.Latest):
		return false
	}
	for _, d := range old.found {
		if d.Line > 0 && d.Line <= lines {
			return false // it stands elsewhere now
		}
	}
	for _, d := range a.findings {
		for _, r := range d.Related {
			if r.File == old.File.Name() {
				return false
			}
		}
	}
	a.fronted = true
	return a.relations(old)
}

// relations notes the pages that name a page in their front matter, or that it
// names. It is false when one of them can't be made anew by itself.
func (a *relink) relations(p *Page) bool {
	for _, q := range slices.Concat(p.Replaces, p.ReplacedBy, p.Interprets, p.InterpretedBy) {
		now := a.site.Page(q.Address)
		if now == nil || now.Kind != NoticePage || now.Column == nil || now.Column.Path == rulesFolder {
			return false
		}
		if !slices.Contains(a.related, now) {
			a.related = append(a.related, now)
		}
	}
	return true
}

// reseat gives a page its place in its column, and the pages that show its
// title or its place what they have to show.
func (a *relink) reseat(s *Site, made *Page) {
	around := slices.Clone(a.related)
	if made.Column != nil {
		pages := slices.Clone(made.Column.Pages)
		at := slices.Index(pages, made)
		around = append(around, neighbours(pages, at)...)
		pages = slices.Delete(pages, at, at+1)
		at, _ = slices.BinarySearchFunc(pages, made, newestFirst)
		pages = slices.Insert(pages, at, made)
		around = append(around, neighbours(pages, at)...)
		made.Column.Pages = pages
		if made.Hidden == "" && made.Date.After(s.Latest) {
			s.Latest = made.Date
		}
	}
	again := []*Page{made}
	for i, p := range around {
		if !slices.Contains(around[:i], p) {
			again = append(again, a.copied(s, p, made))
		}
	}
	for _, p := range again {
		if i := slices.IndexFunc(s.Columns, func(c *Column) bool { return p.Column != nil && c.Path == p.Column.Path }); i >= 0 {
			p.Column = s.Columns[i]
		}
	}
	if made.Column == nil {
		return
	}
	pages := made.Column.Pages
	for i, p := range pages {
		if !slices.Contains(again, p) {
			continue
		}
		p.Newer, p.Older = nil, nil
		if i > 0 {
			p.Newer = pages[i-1]
		}
		if i+1 < len(pages) {
			p.Older = pages[i+1]
		}
	}
}

// neighbours is the neighbours of a page in a list.
func neighbours(pages []*Page, at int) (list []*Page) {
	if at > 0 {
		list = append(list, pages[at-1])
	}
	if at+1 < len(pages) {
		list = append(list, pages[at+1])
	}
	return list
}

// copied puts a copy of a page into its place that has made among its
// relations, and may be changed.
func (a *relink) copied(s *Site, p, made *Page) *Page {
	q := *p
	for _, list := range []*[]*Page{&q.Replaces, &q.ReplacedBy, &q.Interprets, &q.InterpretedBy} {
		*list = slices.Clone(*list)
		for i, r := range *list {
			if r.Address == made.Address {
				(*list)[i] = made
			}
		}
	}
	s.put(p, &q)
	a.byFile[q.File] = &q
	a.jobs[slices.Index(a.jobs, p)] = &q
	return &q
}
