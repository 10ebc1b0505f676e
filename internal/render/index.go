package render

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"gongkai/internal/site"
)

// index is every address of the site, made when all of them are asked for.
type index struct {
	names   []string
	aliases map[string]*site.Page
}

// Paths is every file of the site, in order.
func (r *Rendered) Paths() []string { return slices.Clone(r.index().names) }

func (r *Rendered) makeIndex() *index {
	x := &index{aliases: map[string]*site.Page{}}
	for name := range r.fixed {
		x.names = append(x.names, name)
	}
	for p := range r.pages() {
		x.names = append(x.names, p.Address)
		for _, alias := range p.Redirects {
			x.names = append(x.names, alias)
			x.aliases[alias] = p
		}
	}
	for _, c := range r.columns {
		for n := 1; n < listPages(c); n++ {
			x.names = append(x.names, listAddress(c, n))
		}
	}
	for c, years := range r.years() {
		for _, y := range years {
			x.names = append(x.names, catalogueAddress(c, y.year))
		}
	}
	for _, y := range r.titled() {
		x.names = append(x.names, titlesAddress(y.year))
	}
	for i := range r.site.Files {
		x.names = append(x.names, r.site.Files[i].Address)
	}
	if r.searches() {
		x.names = append(x.names, r.searchIndex().paths()...)
	}
	slices.Sort(x.names)
	x.names = slices.Compact(x.names)
	return x
}

// pages is every page with an address of its own, in order of the menu.
func (r *Rendered) pages() iter.Seq[*site.Page] {
	return func(yield func(*site.Page) bool) {
		for _, list := range r.lists() {
			for _, p := range list {
				if !yield(p) {
					return
				}
			}
		}
	}
}

func (r *Rendered) lists() [][]*site.Page {
	lists := [][]*site.Page{r.site.Guide}
	for _, c := range r.columns {
		lists = append(lists, c.Pages)
	}
	if r.site.Reports != nil {
		lists = append(lists, r.site.Reports.Pages)
	}
	return append(lists, r.site.Request)
}

// child is an entry of a folder.
type child struct {
	name   string
	folder bool
}

// children lists a folder, from the sorted addresses: a subfolder is skipped
// as a whole once it has been seen.
func (x *index) children(folder string) []child {
	prefix := folder + "/"
	if folder == "." {
		prefix = ""
	}
	var children []child
	i, _ := slices.BinarySearch(x.names, prefix)
	for i < len(x.names) && strings.HasPrefix(x.names[i], prefix) {
		name, _, isFolder := strings.Cut(x.names[i][len(prefix):], "/")
		children = append(children, child{name, isFolder})
		if !isFolder {
			i++
			continue
		}
		next := prefix + name + "0" // the first that can't begin with prefix + name + "/"
		i, _ = slices.BinarySearch(x.names, next)
	}
	slices.SortFunc(children, func(a, b child) int { return strings.Compare(a.name, b.name) })
	return children
}

// findAsset looks a file up by its address.
func findAsset(files []site.Asset, address string) (int, bool) {
	return slices.BinarySearchFunc(files, address, func(a site.Asset, address string) int {
		return strings.Compare(a.Address, address)
	})
}

// copyFile is a file of the content, published as it is. Its size and time
// stand for its bytes, as they do when the content is read.
func (r *Rendered) copyFile(a *site.Asset) *file {
	return &file{copy: a, inputs: func(w io.Writer) {
		fmt.Fprintf(w, "%s\x00%d\x00%d", a.File.Path, a.File.Size, a.File.ModTime.UnixNano())
	}}
}
