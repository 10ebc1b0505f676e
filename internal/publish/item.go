package publish

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// item is one file of the site.
type item struct {
	entry        // as it is published in the end
	old   *entry // as an earlier run wrote it; nil when none did
	found found  // what has its name in the target
	sure  bool   // old tells the bytes of what was found
	spare uint64 // inode of what has its name in the spare; 0 when nothing has
	fate  fate
}

// found is what a name in the target stands for.
type found struct {
	kind        kind
	size, mtime int64
	inode       uint64
}

type kind uint8

const (
	nothing kind = iota
	regular
	folder
	special // a link, a pipe, a device: nothing that this room writes
)

// fate is what a run does about an item.
type fate uint8

const (
	undecided fate = iota
	kept           // the target has the right bytes
	written
)

// list is the files of the site and the folders that they lie in.
func (r *run) list(context.Context) error {
	paths, err := sitePaths(r.site)
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return refused(r.place.shown,
			"网站没有任何文件，没有发布，「"+r.place.shown+"」没有改动",
			"the site has no files; nothing was published and "+r.place.shown+" is as it was")
	}
	r.items = make([]item, len(paths))
	for i, p := range paths {
		if !publishable(p) {
			return refused(p, "网站中不能有名为「"+p+"」的文件，这个名称留给发布程序", "the site can't have a file named "+p+"; the name is kept for publishing")
		}
		r.items[i].Path = p
	}
	r.folders = foldersOf(paths)
	return nil
}

// sitePaths is every file of a site, in order. A site that has a list of them
// needn't be walked.
func sitePaths(site fs.FS) ([]string, error) {
	var paths []string
	if listed, ok := site.(interface{ Paths() []string }); ok {
		paths = slices.Clone(listed.Paths())
	} else {
		err := fs.WalkDir(site, ".", func(p string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				paths = append(paths, p)
			}
			return failed("read", p, err)
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths), nil
}

// foldersOf is every folder that the paths, in order, lie in; each after the one
// that it lies in itself.
func foldersOf(paths []string) []string {
	seen := map[string]bool{".": true}
	last := ""
	for _, p := range paths {
		dir := p[:max(strings.LastIndexByte(p, '/'), 0)]
		if dir == last || dir == "" {
			continue // no need to ask the map of a hundred thousand
		}
		last = dir
		for ; !seen[dir]; dir = path.Dir(dir) {
			seen[dir] = true
		}
	}
	delete(seen, ".")
	folders := make([]string, 0, len(seen))
	for dir := range seen {
		folders = append(folders, dir)
	}
	slices.Sort(folders)
	return folders
}
