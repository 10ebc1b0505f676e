package publish

import (
	"context"
	"crypto/sha256"
	"io"
	"os"
	"path"
	"slices"
	"strings"
)

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
			it.key = r.options.Key(it.Path)
		}
		if r.place.info == nil {
			return nil
		}
		var err error
		if it.found, err = r.find(it.Path); err != nil {
			return err
		}
		it.sure = r.trusted && it.old != nil && it.found.kind == regular &&
			it.found.size == it.old.Size && it.found.mtime == it.old.mtime
		if it.old != nil && it.key == it.old.key && it.key != [32]byte{} && r.holds(it, it.old.Size, it.old.Sum) {
			r.keep(it, it.old.Sum)
		}
		return nil
	})
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
		return it.old.Sum == sum
	}
	f, err := r.disk.Open(join(r.place.dir, it.Path))
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
	it.Size, it.mtime, it.Sum, it.fate = it.found.size, it.found.mtime, sum, kept
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
