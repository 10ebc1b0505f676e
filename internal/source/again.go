package source

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Again lists the content tree when none but the named files can have changed
// since previous. Each of them that is still there is a new *File, whatever its
// size and time say: on some disks two saves within two seconds bear the same.
//
// When files have come or gone, or names are of folders, the whole tree is
// read; when only the contents of some have changed, that costs the same
// however large the tree is.
func Again(content fs.FS, previous *Tree, names []string) (*Tree, error) {
	fresh := map[string]*File{}
	for _, name := range names {
		old := previous.File(name)
		info, err := fs.Lstat(content, name)
		switch {
		case isLitter(path.Base(name)), old == nil && err != nil:
			continue // an editor's own, come and gone
		case old == nil, err != nil, !info.Mode().IsRegular():
			return Read(content, previous.without(names))
		}
		fresh[name] = &File{Path: name, Size: info.Size(), ModTime: info.ModTime(), fs: content}
	}
	if len(fresh) == 0 {
		return previous, nil
	}
	return previous.with(fresh), nil
}

// with is the tree with some of its files replaced.
func (t *Tree) with(fresh map[string]*File) *Tree {
	next := *t
	next.Files = slices.Clone(t.Files)
	next.fresh = maps.Clone(t.fresh)
	if next.fresh == nil {
		next.fresh = map[string]*File{}
	}
	for name, file := range fresh {
		i, _ := slices.BinarySearchFunc(next.Files, name, func(f *File, name string) int { return strings.Compare(f.Path, name) })
		next.Files[i] = file
		next.fresh[name] = file
	}
	return &next
}

// without is a tree that knows nothing of some files, to be read again from.
func (t *Tree) without(names []string) *Tree {
	known := &Tree{byPath: maps.Clone(t.byPath)}
	maps.Copy(known.byPath, t.fresh)
	for _, name := range names {
		delete(known.byPath, name)
	}
	return known
}
