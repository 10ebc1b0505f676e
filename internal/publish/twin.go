package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"syscall"

	"gongkai/internal/diag"
)

// twin is the second folder, made ready beside the target and then exchanged
// with it. After the exchange it is the old site; it is brought up to the new
// one at once, so that the next run finds nearly everything in it, and so that a
// page withdrawn from the public doesn't lie on in a folder that nobody looks
// into.
//
// What it holds is never trusted: a file in it counts only when it is, by its
// inode, the very file that the target holds. It may have been left half made by
// a run that was killed, or edited, or deleted; the worst is that files are
// linked afresh. And since a file in it may be one that readers see, it is never
// opened for writing, only removed and made anew.
type twin struct {
	*run
	dir     string           // the second folder
	index   map[string]int   // the items by path
	folders map[string]bool  // of the site; true when the twin has it
	strays  map[string]stray // what others have put in the target
}

func newTwin(r *run) (stage, error) {
	if r.place.work == "" {
		return nil, unable{diag.Text{
			ZH: "「" + r.place.shown + "」的上级文件夹不能写入",
			EN: "the folder above " + r.place.shown + " can't be written",
		}}
	}
	t := &twin{
		run: r, dir: filepath.Join(r.place.work, "tree"),
		index: make(map[string]int, len(r.items)), folders: make(map[string]bool, len(r.folders)),
	}
	for i := range r.items {
		t.index[r.items[i].Path] = i
	}
	for _, dir := range r.folders {
		t.folders[dir] = false
	}
	if r.place.info != nil {
		if err := t.probe(); err != nil {
			return nil, err
		}
		var err error
		if t.strays, err = t.findStrays(r.place.dir); err != nil {
			return nil, err
		}
	}
	return t, t.prepare()
}

// probe tries, on two folders of its own, the two calls that not every file
// system has.
func (t *twin) probe() error {
	a, b := filepath.Join(t.place.work, "probe-a"), filepath.Join(t.place.work, "probe-b")
	try := func() error {
		for _, dir := range []string{a, b} {
			if err := removeAll(t.disk, dir); err != nil {
				return err
			}
			if err := t.disk.Mkdir(dir, workPerm); err != nil {
				return err
			}
		}
		if _, err := writeFile(t.disk, filepath.Join(a, "file"), nil); err != nil {
			return err
		}
		if err := t.disk.Link(filepath.Join(a, "file"), filepath.Join(b, "file")); err != nil {
			return err
		}
		return t.disk.Exchange(a, b)
	}
	err := try()
	for _, dir := range []string{a, b} {
		_ = removeAll(t.disk, dir)
	}
	if err != nil && impossible(err) {
		return t.unable()
	}
	return failed("try", t.place.work, err)
}

// impossible tells a call that can't work here from one that failed.
func impossible(err error) bool {
	for _, errno := range []error{
		errors.ErrUnsupported, syscall.EINVAL, syscall.EXDEV, syscall.EBUSY, syscall.EPERM, syscall.EMLINK,
	} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}

func (t *twin) unable() error {
	return unable{diag.Text{
		ZH: "「" + t.place.shown + "」所在的文件系统不支持",
		EN: "the file system of " + t.place.shown + " has no call for it",
	}}
}

// prepare clears the twin of all that has no place in the next site and makes
// the folders that are missing.
func (t *twin) prepare() error {
	if err := t.root(); err != nil {
		return err
	}
	if err := t.clear("."); err != nil {
		return err
	}
	for _, dir := range t.run.folders {
		if t.folders[dir] {
			continue
		}
		name := join(t.dir, dir)
		if err := t.disk.Mkdir(name, dirPerm); err != nil {
			return failed("create", name, err)
		}
	}
	return nil
}

// root makes the twin itself, with the permissions of the target.
func (t *twin) root() error {
	info, err := t.disk.Lstat(t.dir)
	if err == nil && !info.IsDir() {
		if err = removeFile(t.disk, t.dir); err != nil {
			return err
		}
		err = fs.ErrNotExist
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = t.disk.Mkdir(t.dir, dirPerm)
	}
	if err == nil && t.place.info != nil {
		err = t.disk.Like(t.dir, t.place.info)
	}
	return failed("create", t.dir, err)
}

// clear walks the twin, removes what the next site has no place for, and notes
// which file it has of each item.
func (t *twin) clear(dir string) error {
	entries, err := t.disk.ReadDir(join(t.dir, dir))
	if err != nil {
		return failed("read", join(t.dir, dir), err)
	}
	for _, e := range entries {
		p := path.Join(dir, e.name)
		i, wanted := t.index[p]
		_, enter := t.folders[p]
		s, stray := t.strays[p]
		switch {
		case e.dir && enter:
			t.folders[p] = true
			err = t.clear(p)
		case !e.dir && wanted:
			t.items[i].spare = e.inode
		case stray && s.dir == e.dir:
			if s.dir {
				err = t.clear(p)
			}
		default:
			err = removeAll(t.disk, join(t.dir, p))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *twin) create(i int) (file, string, error) {
	it := &t.items[i]
	name := join(t.dir, it.Path)
	if it.spare != 0 {
		if err := removeFile(t.disk, name); err != nil {
			return nil, name, err
		}
		it.spare = 0
	}
	f, err := t.disk.Create(name)
	return f, name, failed("create", name, err)
}

// commit completes the twin, brings it to the disk and exchanges it with the
// target. Whatever fails after the exchange fails on a site that is already the
// new one.
func (t *twin) commit(ctx context.Context) error {
	if err := t.linkKept(ctx); err != nil {
		return err
	}
	if err := t.carry(t.strays, t.place.dir, t.dir); err != nil {
		return err
	}
	manifest := EncodeManifest(t.listing())
	name := join(t.dir, ManifestName)
	if err := removeFile(t.disk, name); err != nil {
		return err
	}
	if _, err := writeFile(t.disk, name, manifest); err != nil {
		return err
	}
	next := t.record(sha256.Sum256(manifest))
	unclear := next.manifest == t.manifest && len(t.removed) > 0 // it could be the old site's
	if unclear {
		next = t.withRemoved(next)
	}
	if err := t.memory.save(next); err != nil {
		return err
	}
	if err := t.disk.Sync(t.dir); err != nil {
		return failed("sync", t.dir, err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := t.exchange(); err != nil {
		return err
	}
	t.follow()
	if unclear {
		t.memory.use()
		_ = t.memory.save(t.record(next.manifest))
	}
	return nil
}

// exchange is the one step between the old site and the new.
func (t *twin) exchange() error {
	var err error
	if t.place.info == nil {
		err = t.disk.Rename(t.dir, t.place.dir)
	} else {
		err = t.disk.Exchange(t.dir, t.place.dir)
	}
	if err != nil && impossible(err) {
		return t.unable()
	}
	if err != nil {
		return failed("exchange", t.place.dir, err)
	}
	for _, dir := range []string{filepath.Dir(t.place.dir), t.place.work} {
		if err := t.disk.SyncDir(dir); err != nil {
			return failed("sync", dir, err)
		}
	}
	return nil
}

// linkKept puts every unchanged file into the twin that isn't there already.
func (t *twin) linkKept(ctx context.Context) error {
	return each(ctx, t.workers, len(t.items), func(_, i int) error {
		it := &t.items[i]
		if it.fate != kept || it.spare == it.found.inode {
			return nil
		}
		from, to := join(t.place.dir, it.Path), join(t.dir, it.Path)
		if it.spare != 0 {
			if err := removeFile(t.disk, to); err != nil {
				return err
			}
		}
		err := t.disk.Link(from, to)
		if err == nil || !impossible(err) {
			return failed("link", to, err)
		}
		if errors.Is(err, syscall.EXDEV) {
			return t.unable()
		}
		info, err := t.duplicate(from, to) // another user's file, or one with too many names
		if err != nil {
			return err
		}
		it.mtime = info.ModTime().UnixNano()
		return nil
	})
}

// duplicate copies a file.
func (r *run) duplicate(from, to string) (fs.FileInfo, error) {
	in, err := r.disk.Open(from)
	if err != nil {
		return nil, failed("read", from, err)
	}
	defer in.Close()
	out, err := r.disk.Create(to)
	if err != nil {
		return nil, failed("create", to, err)
	}
	_, err = io.Copy(out, in)
	info, closing := out.Close()
	if err == nil {
		err = closing
	}
	return info, failed("write", to, err)
}

// follow brings the twin, which is the old site now, up to the new one, and
// brings to the new one what others put into the old one while it was made. The
// run has succeeded already: what fails here is made good by the next one.
func (t *twin) follow() {
	if t.place.info != nil {
		if late, err := t.findStrays(t.dir); err == nil {
			maps.DeleteFunc(late, func(p string, s stray) bool { return t.strays[p] == s })
			_ = t.carry(late, t.dir, t.place.dir)
		}
	}
	if err := t.root(); err != nil {
		return
	}
	for _, p := range t.removed {
		_ = removeFile(t.disk, join(t.dir, p))
	}
	for _, dir := range t.run.folders {
		if err := t.disk.Mkdir(join(t.dir, dir), dirPerm); err != nil && !errors.Is(err, fs.ErrExist) {
			return
		}
	}
	_ = each(context.Background(), t.workers, len(t.items), func(_, i int) error {
		it := &t.items[i]
		if it.fate != written {
			return nil
		}
		name := join(t.dir, it.Path)
		if it.found.kind != nothing {
			if err := removeFile(t.disk, name); err != nil {
				return err
			}
		}
		return t.disk.Link(join(t.place.dir, it.Path), name)
	})
}

// abandon removes the new files from the twin, finished or not, whose space a
// full disk may need; the links in it take none.
func (t *twin) abandon() {
	for i := range t.items {
		if t.items[i].fate != kept {
			_ = t.disk.Remove(join(t.dir, t.items[i].Path))
		}
	}
	_ = t.disk.Remove(join(t.dir, ManifestName))
}

func (t *twin) reason() diag.Text { return diag.Text{} }
