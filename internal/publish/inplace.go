package publish

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"gongkai/internal/diag"
)

// inPlace updates a target that can't be exchanged: a mount point, a file system
// without the call, another operating system. All new files are made ready in a
// work folder within the target, so that a full disk or a page that can't be
// rendered still changes nothing. Then each is renamed to its place, in the order
// of rank, the manifest after them, and what the site no longer has is removed
// last. A reader sees every single file whole, and for a moment some old, some
// new. A run that is killed in that moment leaves a site that works; the record
// says which files were about to change, and the next run completes them.
type inPlace struct {
	*run
	why diag.Text
	dir string // the work folder
}

func newInPlace(r *run, why diag.Text) (stage, error) {
	home := join(r.place.dir, workName)
	s := &inPlace{run: r, why: why, dir: join(home, "new")}
	if err := mkdirAll(r.disk, r.place.dir); err != nil {
		return nil, err
	}
	if err := removeAll(r.disk, s.dir); err != nil {
		return nil, err
	}
	for _, dir := range []string{home, s.dir} {
		if err := r.disk.Mkdir(dir, workPerm); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, failed("create", dir, err)
		}
	}
	return s, nil
}

// staged is where an item is made ready: a thousand to a folder, since some of
// these file systems search a folder from its start.
func (s *inPlace) staged(i int) string {
	return filepath.Join(s.dir, strconv.Itoa(i/1000), strconv.Itoa(i%1000))
}

func (s *inPlace) create(i int) (file, string, error) {
	name := s.staged(i)
	f, err := s.disk.Create(name)
	if errors.Is(err, fs.ErrNotExist) {
		if err := s.makeFolder(filepath.Dir(name), workPerm); err != nil {
			return nil, name, err
		}
		f, err = s.disk.Create(name)
	}
	return f, name, failed("create", name, err)
}

func (s *inPlace) makeFolder(dir string, perm fs.FileMode) error {
	if err := s.disk.Mkdir(dir, perm); err != nil && !errors.Is(err, fs.ErrExist) {
		return failed("create", dir, err)
	}
	return nil
}

func (s *inPlace) commit(ctx context.Context) error {
	if err := s.obstacles(); err != nil {
		return err
	}
	manifest := EncodeManifest(s.listing())
	staged := filepath.Join(s.dir, ManifestName)
	if _, err := writeFile(s.disk, staged, manifest); err != nil {
		return err
	}
	if err := s.memory.save(s.before()); err != nil {
		return err
	}
	s.memory.use()
	if err := s.disk.Sync(s.dir); err != nil {
		return failed("sync", s.dir, err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.expose(staged, sha256.Sum256(manifest))
}

// expose is the part that readers see.
func (s *inPlace) expose(manifest string, sum [sha256.Size]byte) error {
	early, late := s.split()
	if err := s.remove(early); err != nil {
		return err
	}
	if err := s.clearTheWay(); err != nil {
		return err
	}
	for _, dir := range s.folders {
		if err := s.makeFolder(join(s.place.dir, dir), dirPerm); err != nil {
			return err
		}
	}
	for _, i := range s.inOrder() {
		if err := s.move(s.staged(i), join(s.place.dir, s.items[i].Path)); err != nil {
			return err
		}
	}
	if err := s.memory.save(s.withRemoved(s.record(sum))); err != nil {
		return err
	}
	if err := s.move(manifest, join(s.place.dir, ManifestName)); err != nil {
		return err
	}
	s.memory.use()
	if err := s.remove(late); err != nil {
		return err
	}
	s.abandon()
	if err := s.disk.Sync(s.place.dir); err != nil {
		return failed("sync", s.place.dir, err)
	}
	if len(s.removed) == 0 {
		return nil
	}
	return s.memory.save(s.record(sum))
}

// before is the record of a target that is about to change: of the files to be
// written or removed it knows only that they are ours.
func (s *inPlace) before() *record {
	r := &record{manifest: s.manifest}
	for i := range s.items {
		it := &s.items[i]
		if it.fate == kept && it.old != nil {
			r.entries = append(r.entries, *it.old)
		} else {
			r.entries = append(r.entries, ourOwn(it.Path))
		}
	}
	return s.withRemoved(r)
}

// inOrder is the written items as they are to appear.
func (s *inPlace) inOrder() []int {
	var order []int
	for i := range s.items {
		if s.items[i].fate == written {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(Rank(s.items[a].Path), Rank(s.items[b].Path)), cmp.Compare(a, b))
	})
	return order
}

// split parts what is to be removed: early is what stands where the new site
// needs a folder, or lies in a folder where it needs a file.
func (s *inPlace) split() (early, late []string) {
	folders, files := map[string]bool{}, map[string]bool{}
	for _, dir := range s.folders {
		folders[dir] = true
	}
	for i := range s.items {
		files[s.items[i].Path] = s.items[i].found.kind == folder
	}
	for _, p := range s.removed {
		inTheWay := folders[p]
		for dir := path.Dir(p); dir != "." && !inTheWay; dir = path.Dir(dir) {
			inTheWay = files[dir]
		}
		if inTheWay {
			early = append(early, p)
		} else {
			late = append(late, p)
		}
	}
	return early, late
}

// remove deletes files that earlier runs wrote, and the folders that this leaves
// empty. Where names differ only by case and the disk knows no case, the old name
// is a name of the new file, and stays.
func (s *inPlace) remove(paths []string) error {
	if len(paths) == 0 {
		return nil
	}
	spelt := make(map[string]string, len(s.items))
	for i := range s.items {
		spelt[strings.ToLower(s.items[i].Path)] = s.items[i].Path
	}
	for _, p := range paths {
		if other, ok := spelt[strings.ToLower(p)]; ok && s.oneFile(p, other) {
			continue
		}
		at, err := s.find(p)
		if err == nil && (at.kind == regular || at.kind == special) {
			err = removeFile(s.disk, join(s.place.dir, p))
		}
		if err != nil {
			return err
		}
	}
	for _, dir := range slices.Backward(foldersOf(paths)) {
		at, err := s.find(dir)
		if err == nil && at.kind == folder {
			err = removeFile(s.disk, join(s.place.dir, dir))
		}
		if err != nil && !errors.Is(err, syscall.ENOTEMPTY) && !errors.Is(err, fs.ErrExist) { // something else is in it
			return err
		}
	}
	return nil
}

// move renames a file that was made ready. A folder of the target may itself be
// a mount point: then the file is copied beside its place first.
func (s *inPlace) move(from, to string) error {
	err := s.disk.Rename(from, to)
	if !errors.Is(err, syscall.EXDEV) {
		return failed("rename", to, err)
	}
	passing := filepath.Join(filepath.Dir(to), workName+"-passing")
	if err := removeFile(s.disk, passing); err != nil {
		return err
	}
	if _, err := s.duplicate(from, passing); err != nil {
		return err
	}
	return failed("rename", to, s.disk.Rename(passing, to))
}

// obstacles refuses a site that needs the name of a folder in which others have
// put something.
func (s *inPlace) obstacles() error {
	ours := map[string]bool{}
	for _, p := range s.removed {
		ours[p] = true
	}
	return s.inTheWay(func(p string, e dirEntry) error {
		if e.dir || ours[p] {
			return nil
		}
		return s.taken(p)
	})
}

// clearTheWay removes the folders, empty by now, whose names the site needs.
func (s *inPlace) clearTheWay() error {
	return s.inTheWay(func(p string, e dirEntry) error {
		return removeFile(s.disk, join(s.place.dir, p))
	})
}

// inTheWay visits every folder that has the name of an item, after all that is in
// it.
func (s *inPlace) inTheWay(visit func(string, dirEntry) error) error {
	var walk func(p string, e dirEntry) error
	walk = func(p string, e dirEntry) error {
		if e.dir {
			name := join(s.place.dir, p)
			entries, err := s.disk.ReadDir(name)
			if err != nil {
				return failed("read", name, err)
			}
			for _, e := range entries {
				if err := walk(path.Join(p, e.name), e); err != nil {
					return err
				}
			}
		}
		return visit(p, e)
	}
	for i := range s.items {
		if s.items[i].found.kind != folder {
			continue
		}
		if at, err := s.find(s.items[i].Path); err != nil || at.kind != folder {
			continue // it went with the last file in it
		}
		if err := walk(s.items[i].Path, dirEntry{dir: true}); err != nil {
			return err
		}
	}
	return nil
}

// abandon removes the work folder, and the target if this run made it.
func (s *inPlace) abandon() {
	sweep(s.disk, s.place.dir)
	if s.place.info == nil {
		_ = s.disk.Remove(s.place.dir)
	}
}

func (s *inPlace) reason() diag.Text { return s.why }

// sweep removes the work folder from a target, which a run that was killed has
// left there.
func sweep(d disk, target string) {
	home := join(target, workName)
	_ = removeAll(d, join(home, "new"))
	_ = d.Remove(home) // not when another target's work lies in it
}
