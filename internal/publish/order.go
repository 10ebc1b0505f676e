package publish

import (
	"path"
	"strings"
)

// Rank is the order in which files are put where readers see them one by one: 0
// for what pages need, 1 for pages, 2 for what leads to pages. So a reader never follows a
// link to a page that isn't there yet, nor opens a page before its pictures.
func Rank(p string) int {
	first, _, nested := strings.Cut(p, "/")
	name := path.Base(p)
	switch {
	case nested && (first == "catalogue" || first == "search" || first == "kiosk"),
		!nested && (name == "feed.xml" || name == "robots.txt"),
		strings.HasPrefix(name, "sitemap"),
		strings.HasPrefix(name, "index") && path.Ext(name) == ".html":
		return 2
	case path.Ext(name) == ".html":
		return 1
	}
	return 0
}
