package publish

import (
	"path"
	"strings"
)

// rank is the order in which files are put where readers see them one by one:
// what pages need, the pages, what leads to pages. So a reader never follows a
// link to a page that isn't there yet, nor opens a page before its pictures.
func rank(p string) int {
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
