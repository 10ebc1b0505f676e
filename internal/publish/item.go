package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
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
		r.items[i].path = p
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

// remember joins the items with what earlier runs wrote, and refuses a target
// that none of them wrote.
func (r *run) remember(context.Context) error {
	if r.place.info == nil {
		r.memory = slotsFor(r.disk, r.options.State, r.place.dir)
		_, _ = r.memory.load(r.manifest) // for the number of the newest
		return nil
	}
	if err := r.recall(); err != nil {
		return err
	}
	i := 0
	for j := range r.old {
		e := &r.old[j]
		for i < len(r.items) && r.items[i].path < e.path {
			i++
		}
		if i < len(r.items) && r.items[i].path == e.path {
			r.items[i].old = e
		} else {
			r.removed = append(r.removed, e.path)
		}
	}
	return nil
}

// recall reads the record and the manifest. Where both are of one site the
// record is enough; otherwise the files that either lists are ours.
func (r *run) recall() error {
	manifest, err := readManifest(r.disk, r.place.dir)
	if err != nil {
		return err
	}
	r.manifest = sha256.Sum256(manifest)
	r.memory = slotsFor(r.disk, r.options.State, r.place.dir)
	last, fits := r.memory.load(r.manifest)
	if last != nil {
		r.old, r.trusted = last.entries, fits
	}
	if fits {
		return nil
	}
	files, err := decodeManifest(manifest)
	if err != nil {
		return r.ours(errors.Is(err, errBrokenManifest))
	}
	r.old = merge(r.old, files)
	return nil
}

// ours refuses a target that has no manifest of this program, unless it is empty,
// dotfiles apart, or every file in it is one that the record knows, untouched:
// then it is the manifest that was deleted, or edited, by hand.
func (r *run) ours(edited bool) error {
	stranger, err := r.stranger(".", edited)
	if err != nil || stranger == "" {
		return err
	}
	return refused(r.place.shown,
		"「"+r.place.shown+"」中已有不是 gongkai 生成的文件（如「"+stranger+"」），为免覆盖，没有发布；请清空该文件夹，或用 --out 另指定一个",
		r.place.shown+" holds files that gongkai didn't make, such as "+stranger+"; so as not to overwrite them nothing was published. Empty the folder, or name another with --out")
}

// stranger is a file of the target, not a dotfile, that no record knows.
func (r *run) stranger(dir string, edited bool) (string, error) {
	name := join(r.place.dir, dir)
	entries, err := r.disk.ReadDir(name)
	if err != nil {
		return "", failed("read", name, err)
	}
	for _, e := range entries {
		p := path.Join(dir, e.name)
		switch {
		case dir == "." && strings.HasPrefix(e.name, "."), edited && p == manifestName:
			continue
		case e.dir:
			if s, err := r.stranger(p, edited); s != "" || err != nil {
				return s, err
			}
		case !r.untouched(p):
			return p, nil
		}
	}
	return "", nil
}

func (r *run) untouched(p string) bool {
	i, known := slices.BinarySearchFunc(r.old, p, func(e entry, p string) int { return strings.Compare(e.path, p) })
	if !known {
		return false
	}
	at, err := r.find(p)
	return err == nil && at.kind == regular && at.size == r.old[i].size && at.mtime == r.old[i].mtime
}

// find looks at a name in the target.
func (r *run) find(p string) (found, error) {
	name := join(r.place.dir, p)
	info, err := r.disk.Lstat(name)
	switch {
	case absent(err):
		return found{}, nil
	case err != nil:
		return found{}, failed("read", name, err)
	case info.IsDir():
		return found{kind: folder}, nil
	case !info.Mode().IsRegular():
		return found{kind: special}, nil
	}
	return found{regular, info.Size(), info.ModTime().UnixNano(), inode(info)}, nil
}

// compare finds, without opening a file, which items the target has already.
func (r *run) compare(ctx context.Context) error {
	if r.place.info != nil {
		for _, dir := range r.folders {
			if err := r.enter(dir); err != nil {
				return err
			}
		}
	}
	return each(ctx, r.workers, len(r.items), func(_, i int) error {
		it := &r.items[i]
		if r.options.Key != nil {
			it.key = r.options.Key(it.path)
		}
		if r.place.info == nil {
			return nil
		}
		var err error
		if it.found, err = r.find(it.path); err != nil {
			return err
		}
		it.sure = r.trusted && it.old != nil && it.found.kind == regular &&
			it.found.size == it.old.size && it.found.mtime == it.old.mtime
		if it.old != nil && it.key == it.old.key && it.key != [32]byte{} && r.holds(it, it.old.size, it.old.sum) {
			r.keep(it, it.old.sum)
		}
		return nil
	})
}

// enter refuses a folder of the target that a reader would find elsewhere, since
// writing into it would write there.
func (r *run) enter(dir string) error {
	at, err := r.find(dir)
	if err != nil {
		return err
	}
	if at.kind == nothing || at.kind == folder || slices.Contains(r.removed, dir) {
		return nil
	}
	return r.taken(dir)
}

// taken refuses to write over what this program didn't write.
func (r *run) taken(p string) error {
	name := path.Join(r.place.shown, p)
	return refused(name,
		"「"+name+"」不是 gongkai 生成的，网站现在要用这个名称；为免覆盖，没有发布，请移走它后重新运行",
		name+" wasn't made by gongkai, and the site now needs the name; so as not to overwrite it nothing was published. Move it away, then run again")
}

// respelt tells, on a disk that knows no case, a file whose name the site now
// spells with other capitals.
func (r *run) respelt(p string) bool {
	return slices.ContainsFunc(r.removed, func(old string) bool { return strings.EqualFold(old, p) && r.oneFile(old, p) })
}

// oneFile tells whether two names of the target stand for one file.
func (r *run) oneFile(p, q string) bool {
	a, err := r.disk.Lstat(join(r.place.dir, p))
	if err != nil {
		return false
	}
	b, err := r.disk.Lstat(join(r.place.dir, q))
	return err == nil && os.SameFile(a, b)
}

// holds tells whether the file found in the target has the bytes. It is opened
// only when the record can't say: after a copy, a restore or a lost record the
// times differ and the bytes don't.
func (r *run) holds(it *item, size int64, sum [sha256.Size]byte) bool {
	if it.found.kind != regular || it.found.size != size {
		return false
	}
	if it.sure {
		return it.old.sum == sum
	}
	f, err := r.disk.Open(join(r.place.dir, it.path))
	if err != nil {
		return false // then it is written again
	}
	defer f.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, f)
	return err == nil && [sha256.Size]byte(hash.Sum(nil)) == sum
}

// keep decides that the target has an item already.
func (r *run) keep(it *item, sum [sha256.Size]byte) {
	it.size, it.mtime, it.sum, it.fate = it.found.size, it.found.mtime, sum, kept
	r.progress()
}

// progress counts an item as done.
func (r *run) progress() {
	if r.options.Progress == nil {
		return
	}
	r.counting.Lock()
	defer r.counting.Unlock()
	r.done++
	r.options.Progress(min(r.done, len(r.items)), len(r.items))
}
