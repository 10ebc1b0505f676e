package render

import "bytes"

// fixedFiles is the files whose addresses don't depend on what is published,
// and the front page of each column.
func (r *Rendered) fixedFiles() map[string]*file {
	files := map[string]*file{
		homeFile:         r.home(),
		catalogueFile:    r.catalogue(),
		kioskFile:        r.kiosk(),
		"catalogue.csv":  dataFile(r.catalogueCSV, r.entriesKey),
		"catalogue.json": dataFile(r.catalogueJSON, r.entriesKey),
		siteMapFile:      r.siteMap(),
		notFoundFile:     r.notFound(),
		"robots.txt":     plainFile(r.robots),
	}
	if len(r.site.Columns) > 0 {
		files[disclosureFile] = r.columnsPage()
	}
	if r.searches() {
		files[searchFile] = r.searchPage()
	}
	if r.site.Reports != nil {
		files[r.site.Reports.Address] = r.reports()
		if trends := r.trends(); trends != nil {
			files[trendsFile] = trends
		}
		for _, p := range r.site.Reports.Pages {
			addresses, makers := r.reportFiles(p)
			for i, address := range addresses {
				files[address] = plainFile(makers[i])
			}
		}
	}
	for _, c := range r.columns {
		files[c.Address] = r.columnList(c, listPages(c))
	}
	if r.base() != "" {
		files[feedFile] = plainFile(r.feed)
		r.siteMaps(files)
	}
	for _, name := range r.layouts.names {
		published := r.layouts.assets[name].bytes
		files[name] = plainFile(func() []byte { return bytes.Clone(published) })
	}
	return files
}

// siteMap is 网站地图: every section and column. Items are in the catalogue.
func (r *Rendered) siteMap() *file {
	return r.page("sitemap.html", func(bool) any {
		root := up(siteMapFile)
		m := &SiteMap{Title: siteMapName, Frame: r.frame(place{
			address: siteMapFile, title: siteMapName,
			tags:  r.columnTagsOf(siteMapName, "本网站的全部栏目", "", "网站地图"),
			trail: []Link{{Text: siteMapName, URL: URL(root + siteMapFile), Current: true}},
		})}
		for s := guideSection; s <= requestSection; s++ {
			address := r.sectionAddress(s)
			if address == "" {
				continue
			}
			g := Group{Link: Link{Text: sectionName(s), URL: URL(root + escapePath(address)), Description: sections[s].description}}
			switch s {
			case guideSection:
				g.Items = r.plainItems(r.site.Guide[1:], root)
			case requestSection:
				g.Items = r.plainItems(r.site.Request[1:], root)
			case disclosureSection:
				for _, c := range r.site.Columns {
					g.Items = append(g.Items, Item{Title: c.Name, URL: URL(root + escapePath(c.Address))})
				}
			case reportSection:
				g.Items = r.plainItems(r.site.Reports.Pages, root)
			}
			m.Sections = append(m.Sections, g)
		}
		return m
	})
}

// notFound is 404.html. A server shows it at any depth, so its links are
// absolute; without an address it has none.
func (r *Rendered) notFound() *file {
	return r.page("404.html", func(bool) any {
		n := &NotFound{Title: "没有找到这个页面"}
		f := r.frame(place{address: notFoundFile, title: n.Title})
		f.Trail, f.Canonical, f.Feed = nil, "", ""
		if base := r.base(); base != "" {
			f.Shell = r.shell(base, noSection)
		} else {
			bare := *f.Shell
			bare.written = ""
			bare.Home, bare.Catalogue, bare.SiteMap, bare.Search = "", Link{}, Link{}, ""
			bare.Menu, bare.Styles, bare.Scripts, bare.PrintStyle, bare.TableStyle = nil, nil, nil, "", ""
			f.Shell = &bare
		}
		n.Frame = f
		return n
	})
}
