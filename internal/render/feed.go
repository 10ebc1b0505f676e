package render

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/site"
)

// feedLength is how many items the feed holds.
const feedLength = 30

// The feed is Atom (RFC 4287). encoding/xml escapes text and puts U+FFFD for
// characters that XML can't hold.
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string      `xml:"xml:lang,attr"`
		Title   string      `xml:"title"`
		ID      string      `xml:"id"`
		Updated string      `xml:"updated"`
		Links   []atomLink  `xml:"link"`
		Author  string      `xml:"author>name"`
		Entries []atomEntry `xml:"entry"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	atomEntry struct {
		Title     string        `xml:"title"`
		ID        string        `xml:"id"`
		Link      atomLink      `xml:"link"`
		Published string        `xml:"published"`
		Updated   string        `xml:"updated"`
		Category  *atomCategory `xml:"category"`
		Summary   string        `xml:"summary,omitempty"`
	}
	atomCategory struct {
		Term string `xml:"term,attr"`
	}
)

func (r *Rendered) feed() []byte {
	feed := atomFeed{
		Lang: "zh-CN", Title: r.site.Settings.Title, ID: r.base(),
		Updated: r.local(r.site.Latest).Format(time.RFC3339),
		Links: []atomLink{
			{Rel: "self", Type: "application/atom+xml", Href: r.base() + feedFile},
			{Rel: "alternate", Type: "text/html", Href: r.base() + homeFile},
		},
		Author: r.site.Settings.Agency.Name,
	}
	for _, p := range r.newest(feedLength, func(p *site.Page) bool { return p.Hidden == "" }) {
		address := r.base() + escapePath(p.Address)
		entry := atomEntry{
			Title: p.Title, ID: address, Link: atomLink{Rel: "alternate", Type: "text/html", Href: address},
			Published: r.local(p.Date).Format(time.RFC3339), Updated: r.local(changed(p)).Format(time.RFC3339),
			Summary: p.Description,
		}
		if p.Column != nil {
			entry.Category = &atomCategory{r.columnName(p.Column)}
		}
		feed.Entries = append(feed.Entries, entry)
	}
	return marshal(feed)
}

// changed is when a page was last changed.
func changed(p *site.Page) time.Time {
	if p.Modified.After(p.Date) {
		return p.Modified
	}
	return p.Date
}

func marshal(v any) []byte {
	out, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		panic(err) // strings alone
	}
	return append([]byte(xml.Header), append(out, '\n')...)
}

// sitemapLength is how many addresses a sitemap may hold.
const sitemapLength = 50_000

type (
	siteMapURLs struct {
		XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []siteMapURL `xml:"url"`
	}
	siteMapIndex struct {
		XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Maps    []siteMapURL `xml:"sitemap"`
	}
	siteMapURL struct {
		Address string `xml:"loc"`
		Changed string `xml:"lastmod,omitempty"`
	}
)

// siteMapURLs is what search engines are shown: pages, and the newest page of
// each list, from which the older ones can be reached.
func (r *Rendered) siteMapURLs() []siteMapURL {
	add := func(address string, changed time.Time) siteMapURL {
		return siteMapURL{r.base() + escapePath(address), r.day(changed).Machine}
	}
	urls := []siteMapURL{add(homeFile, r.site.Latest)}
	for s := rulesSection; s <= reportSection; s++ {
		if address := r.sectionAddress(s); address != "" {
			urls = append(urls, add(address, time.Time{}))
		}
	}
	for _, c := range r.site.Columns {
		urls = append(urls, add(c.Address, time.Time{}))
	}
	for p := range r.pages() {
		if p.Hidden == "" {
			urls = append(urls, add(p.Address, changed(p)))
		}
	}
	return urls
}

// siteMapCount is how many addresses siteMapURLs has, found without making them.
func (r *Rendered) siteMapCount() int {
	n := 1 + len(r.site.Columns) + int(reportSection)
	for _, list := range r.lists() {
		n += len(list)
	}
	return n
}

// siteMaps are sitemap.xml and, when one file can't hold every address, its parts.
func (r *Rendered) siteMaps(files map[string]*file) {
	if r.siteMapCount() <= sitemapLength {
		files["sitemap.xml"] = r.siteMapFile(func(urls []siteMapURL) []siteMapURL { return urls })
		return
	}
	parts := (r.siteMapCount() + sitemapLength - 1) / sitemapLength
	var index siteMapIndex
	for i := range parts {
		name := "sitemap-" + strconv.Itoa(i+1) + ".xml"
		index.Maps = append(index.Maps, siteMapURL{Address: r.base() + name})
		files[name] = r.siteMapFile(func(urls []siteMapURL) []siteMapURL {
			return urls[min(i*sitemapLength, len(urls)):min((i+1)*sitemapLength, len(urls))]
		})
	}
	files["sitemap.xml"] = plainFile(func() []byte { return marshal(index) })
}

// siteMapFile is a sitemap of some of the addresses.
func (r *Rendered) siteMapFile(some func([]siteMapURL) []siteMapURL) *file {
	return dataFile(
		func() []byte { return marshal(siteMapURLs{URLs: some(r.siteMapURLs())}) },
		func(w io.Writer) {
			urls := some(r.siteMapURLs())
			writeInputs(w, &urls)
		},
	)
}

func (r *Rendered) robots() []byte {
	var out strings.Builder
	out.WriteString("User-agent: *\nAllow: /\n")
	if base := r.base(); base != "" {
		out.WriteString("Sitemap: " + base + "sitemap.xml\n")
	}
	return []byte(out.String())
}
