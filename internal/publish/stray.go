package publish

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"

	"gongkai/internal/diag"
)

// stray is a file or folder of the target that no run has written: a .gitignore,
// a page of somebody else's. It goes over into the new site as it is.
type stray struct {
	dir   bool
	inode uint64
}

// strayWalk looks for strays in a folder that is, or was, the target.
type strayWalk struct {
	*twin
	root    string
	removed map[string]bool // what earlier runs wrote and the next site doesn't have
	emptied map[string]bool // folders of the removed
	strays  map[string]stray
}

func (t *twin) findStrays(root string) (map[string]stray, error) {
	w := strayWalk{twin: t, root: root, removed: map[string]bool{}, emptied: map[string]bool{}, strays: map[string]stray{}}
	for _, p := range t.run.removed {
		w.removed[p] = true
	}
	for _, dir := range foldersOf(t.run.removed) {
		w.emptied[dir] = true
	}
	err := w.walk(".", false)
	return w.strays, err
}

// walk lists one folder; in a stray one everything is stray.
func (w *strayWalk) walk(dir string, inStray bool) error {
	name := join(w.root, dir)
	if isMount(name) {
		shown := path.Join(w.place.shown, dir)
		return unable{diag.Text{
			ZH: "「" + shown + "」是挂载点",
			EN: shown + " is a mount point",
		}}
	}
	entries, err := w.disk.ReadDir(name)
	if err != nil {
		return failed("read", name, err)
	}
	for _, e := range entries {
		p := path.Join(dir, e.name)
		if p == workName || p == ManifestName && !e.dir {
			continue
		}
		if !inStray && w.ours(p, e) {
			if e.dir {
				if err := w.walk(p, false); err != nil {
					return err
				}
			}
			continue
		}
		if err := w.add(p, e); err != nil {
			return err
		}
	}
	return nil
}

// ours tells whether an entry is a file that a run wrote, or a folder that it
// made.
func (w *strayWalk) ours(p string, e dirEntry) bool {
	_, wanted := w.index[p]
	_, entered := w.twin.folders[p]
	if e.dir {
		return entered || w.emptied[p]
	}
	return wanted || w.removed[p]
}

// add takes an entry up. What the site needs the name of can't be one, unless it
// is a folder with no files in it.
func (w *strayWalk) add(p string, e dirEntry) error {
	needed := ""
	for above := p; above != "." && needed == ""; above = path.Dir(above) {
		if _, wanted := w.index[above]; wanted || above == ManifestName {
			needed = above
		}
	}
	switch {
	case needed != "" && !e.dir:
		return w.taken(needed)
	case needed == "":
		w.strays[p] = stray{e.dir, e.inode}
	}
	if e.dir {
		return w.walk(p, true)
	}
	return nil
}

// carry links the strays of one folder into another. What can't be linked can't
// be brought over an exchange as the same file.
func (t *twin) carry(strays map[string]stray, from, to string) error {
	for _, p := range slices.Sorted(maps.Keys(strays)) { // a folder before what is in it
		s := strays[p]
		there, err := t.disk.Lstat(join(to, p))
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return failed("read", join(to, p), err)
		case err == nil && !s.dir && inode(there) == s.inode:
			continue
		case s.dir:
			err = t.carryFolder(join(from, p), join(to, p))
		default:
			err = t.carryFile(p, from, to)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// carryFolder keeps the permissions even of a folder that is there already, since
// they may have been changed since the last run.
func (t *twin) carryFolder(from, to string) error {
	info, err := t.disk.Lstat(from)
	if err != nil {
		return failed("read", from, err)
	}
	if err := mkdirAll(t.disk, to); err != nil {
		return err
	}
	return failed("create", to, t.disk.Like(to, info))
}

// carryFile links by way of the work folder, so that what stands there is
// replaced in one step.
func (t *twin) carryFile(p, from, to string) error {
	name, passing := join(to, p), filepath.Join(t.place.work, "passing")
	if err := mkdirAll(t.disk, filepath.Dir(name)); err != nil {
		return err
	}
	if err := removeFile(t.disk, passing); err != nil {
		return err
	}
	err := t.disk.Link(join(from, p), passing)
	if err == nil {
		err = t.disk.Rename(passing, name)
	}
	if err != nil && impossible(err) {
		shown := path.Join(t.place.shown, p)
		return unable{diag.Text{
			ZH: "「" + shown + "」不是 gongkai 生成的，也不能建立硬链接",
			EN: shown + " wasn't made by gongkai and can't be linked",
		}}
	}
	return failed("link", name, err)
}
