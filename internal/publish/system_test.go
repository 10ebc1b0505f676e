package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"pgregory.net/rapid"
)

// The disks below are those of machines that the tests don't run on.

// lateDisk finds out only at the exchange itself that it can't be done, as an
// overlay does whose lower layer holds the target.
type lateDisk struct{ quick }

func (d lateDisk) Exchange(a, b string) error {
	if strings.Contains(a, "probe-") {
		return d.quick.Exchange(a, b)
	}
	return syscall.EXDEV
}

// stubbornDisk refuses links of some files, as the kernel does of another user's.
type stubbornDisk struct {
	quick
	refuse func(name string) error
}

func (d stubbornDisk) Link(old, name string) error {
	if err := d.refuse(old); err != nil {
		return &os.LinkError{Op: "link", Old: old, New: name, Err: err}
	}
	return d.quick.Link(old, name)
}

// closedDisk lets nothing be made beside the target.
type closedDisk struct{ quick }

func (d closedDisk) Mkdir(name string, perm fs.FileMode) error {
	if filepath.Base(name) == workName && perm == dirPerm {
		return &fs.PathError{Op: "mkdir", Path: name, Err: syscall.EACCES}
	}
	return d.quick.Mkdir(name, perm)
}

// mountedDisk has another file system mounted on the target's folder assets.
type mountedDisk struct{ inPlaceDisk }

func (d mountedDisk) Rename(old, name string) error {
	mounted := func(name string) bool { return strings.Contains(name, "/assets/") }
	if mounted(old) != mounted(name) {
		return &os.LinkError{Op: "rename", Old: old, New: name, Err: syscall.EXDEV}
	}
	return d.inPlaceDisk.Rename(old, name)
}

func TestWhereFoldersCannotBeExchanged(t *testing.T) {
	all := func(errno error) func(string) error { return func(string) error { return errno } }
	only := func(part string, errno error) func(string) error {
		return func(name string) error {
			if strings.HasSuffix(name, part) {
				return errno
			}
			return nil
		}
	}
	for _, c := range []struct {
		name   string
		disk   disk
		reason string
	}{
		{"no exchange", inPlaceDisk{}, "has no call for it"},
		{"no exchange after all", lateDisk{}, "has no call for it"},
		{"no links", stubbornDisk{refuse: all(syscall.EPERM)}, "has no call for it"},
		{"a mount in the target", stubbornDisk{refuse: only("a/y.html", syscall.EXDEV)}, "has no call for it"},
		{"a stray that can't be linked", stubbornDisk{refuse: only("visitor.txt", syscall.EPERM)}, "a/visitor.txt wasn't made by gongkai and can't be linked"},
		{"a page that can't be linked", stubbornDisk{refuse: only("a/y.html", syscall.EPERM)}, ""},
		{"a folder above that can't be written", closedDisk{}, "the folder above"},
		{"assets mounted", mountedDisk{}, "has no call for it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			d.options.State = filepath.Join(d.dir, "state")
			os.Mkdir(d.target, 0o755)
			if _, err := d.try(c.disk, oldSite); err != nil {
				t.Fatal(err)
			}
			d.holds(oldSite)
			d.put("a/visitor.txt", "v")
			sum, err := d.try(c.disk, newSite)
			if err != nil || !strings.Contains(sum.InPlace.EN, c.reason) || (sum.InPlace.ZH == "") != (c.reason == "") {
				t.Errorf("%+v %v", sum, err)
			}
			sum.InPlace.ZH, sum.InPlace.EN = "", ""
			if want := (Summary{Written: 4, Unchanged: 1, Removed: 1, Bytes: 25}); sum != want {
				t.Errorf("%+v", sum)
			}
			d.holds(newSite, "a/visitor.txt", "v")
			if sum, err := d.try(c.disk, newSite); err != nil || sum != (Summary{Unchanged: 5}) {
				t.Errorf("%+v %v", sum, err)
			}
		})
	}
}

func TestATargetThatCannotBeMade(t *testing.T) {
	d := newDesk(t)
	if _, err := d.try(closedDisk{}, oldSite); !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
}

func TestInPlaceFromNothing(t *testing.T) {
	d := newDesk(t)
	disk := firstExdev{}
	sum, err := d.try(disk, oldSite)
	if err != nil || sum.InPlace.EN == "" {
		t.Errorf("%+v %v", sum, err)
	}
	d.holds(oldSite)
	d = newDesk(t)
	if _, err := d.try(disk, brokenSite{oldSite, "open"}); err == nil {
		t.Error("a broken page was published")
	}
	if _, err := os.Stat(d.target); !errors.Is(err, fs.ErrNotExist) {
		t.Error("an empty target was left behind")
	}
}

// firstExdev can't move a folder from beside the target into its place.
type firstExdev struct{ quick }

func (d firstExdev) Rename(old, name string) error {
	if strings.HasSuffix(old, "tree") {
		return syscall.EXDEV
	}
	return d.quick.Rename(old, name)
}

// foldingDisk knows no case: a name is the one that is there already, however it
// is spelt.
type foldingDisk struct {
	disk
	root string
}

func (d foldingDisk) real(name string) string {
	rest, inside := strings.CutPrefix(name, d.root)
	if !inside {
		return name
	}
	at := d.root
	for _, part := range strings.Split(strings.Trim(rest, "/"), "/") {
		entries, _ := os.ReadDir(at)
		i := slices.IndexFunc(entries, func(e fs.DirEntry) bool { return strings.EqualFold(e.Name(), part) })
		if i >= 0 {
			part = entries[i].Name()
		}
		at = filepath.Join(at, part)
	}
	return at
}

func (d foldingDisk) Lstat(name string) (fs.FileInfo, error)  { return d.disk.Lstat(d.real(name)) }
func (d foldingDisk) ReadDir(name string) ([]dirEntry, error) { return d.disk.ReadDir(d.real(name)) }
func (d foldingDisk) Open(name string) (io.ReadCloser, error) { return d.disk.Open(d.real(name)) }
func (d foldingDisk) Create(name string) (file, error)        { return d.disk.Create(d.real(name)) }
func (d foldingDisk) Mkdir(name string, perm fs.FileMode) error {
	return d.disk.Mkdir(d.real(name), perm)
}
func (d foldingDisk) Remove(name string) error { return d.disk.Remove(d.real(name)) }
func (d foldingDisk) Link(old, name string) error {
	return d.disk.Link(d.real(old), d.real(name))
}

func (d foldingDisk) Rename(old, name string) error {
	return d.disk.Rename(d.real(old), d.real(name))
}

func TestCapitalsOnADiskThatKnowsNone(t *testing.T) {
	for _, under := range []disk{quick{}, inPlaceDisk{}} {
		d := newDesk(t)
		disk := foldingDisk{under, d.dir}
		publish := func(pairs ...string) {
			t.Helper()
			if _, err := d.try(disk, pages(pairs...)); err != nil {
				t.Fatal(err)
			}
			got := files(t, d.target)
			if len(got) != len(pairs)/2+1 {
				t.Errorf("%v", got)
			}
			for i := 0; i < len(pairs); i += 2 {
				if text, err := os.ReadFile(disk.real(filepath.Join(d.target, pairs[i]))); err != nil || string(text) != pairs[i+1] {
					t.Errorf("%s: %q %v", pairs[i], text, err)
				}
			}
		}
		publish("A.html", "a", "Docs/B.html", "b")
		publish("a.html", "a", "docs/b.html", "b 2") // respelt, with and without a change
		publish("a.html", "a 2", "Docs/b.html", "b 2")
		publish("a.html", "a 2")
	}
}

func TestALockThatCannotBeHad(t *testing.T) {
	unlock, err := lock(quick{}, place{}, "")
	if err != nil {
		t.Error(err)
	}
	unlock()
	dir := tempDir(t)
	if unlock, err = lock(quick{}, place{}, dir); err != nil {
		t.Fatal(err)
	}
	if _, err := lock(quick{}, place{shown: "public"}, dir); err == nil {
		t.Error("locked twice")
	}
	unlock()
	if _, err := lock(quick{}, place{work: filepath.Join(dir, "lock")}, ""); !errors.Is(err, syscall.ENOTDIR) {
		t.Error(err)
	}
}

// TestTheMachinesOwnDisk goes through Folder itself, sync and all.
func TestTheMachinesOwnDisk(t *testing.T) {
	d := newDesk(t)
	d.target = filepath.Join(t.TempDir(), "public")
	for range 2 {
		if _, err := Folder(context.Background(), oldSite, d.target, d.options); err != nil {
			t.Fatal(err)
		}
		d.holds(oldSite)
		if _, err := Folder(context.Background(), newSite, d.target, d.options); err != nil {
			t.Fatal(err)
		}
		d.holds(newSite)
	}
	nowhere := filepath.Join(d.dir, "nowhere")
	for _, err := range []error{system{}.Sync(nowhere), system{}.SyncDir(nowhere)} {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
	}
}

// TestAnyHistoryComesOutClean publishes random sites one after the other, on
// disks that exchange and disks that don't, with faults, hand edits and losses in
// between. After every run that says so, the target is the site, byte for byte.
func TestAnyHistoryComesOutClean(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := &history{T: rt, desk: newDesk(t), sound: true}
		defer os.RemoveAll(h.desk.dir)
		rt.Repeat(map[string]func(*rapid.T){
			"publish": h.publish,
			"fault":   h.fault,
			"edit":    h.edit,
			"lose":    h.lose,
		})
	})
}

// history is a target and what is known of it.
type history struct {
	*rapid.T
	desk   *desk
	strays []string
	sound  bool // no run has failed since the last one that succeeded
}

// names are such that a site may have a file where another has a folder.
var names = []string{"index.html", "s/x.html", "s/y.html", "b", "b/c.html", "b/c.html/d", "assets/site.css", "s/t/u/v.html", "E.html"}

func (h *history) site(t *rapid.T) map[string]string {
	site := map[string]string{}
	for _, p := range rapid.SliceOfDistinct(rapid.SampledFrom(names), rapid.ID).Draw(t, "paths") {
		clash := false
		for q := range site {
			clash = clash || strings.HasPrefix(p, q+"/") || strings.HasPrefix(q, p+"/")
		}
		if !clash {
			site[p] = rapid.SampledFrom([]string{"one", "two", "six", "", "longer"}).Draw(t, p)
		}
	}
	if len(site) == 0 {
		site["index.html"] = "home"
	}
	return site
}

func (h *history) disk(t *rapid.T) disk {
	return rapid.SampledFrom([]disk{quick{}, quick{}, inPlaceDisk{}, lateDisk{}}).Draw(t, "disk")
}

func (h *history) publish(t *rapid.T) {
	var pairs []string
	for p, text := range h.site(t) {
		pairs = append(pairs, p, text)
	}
	site := pages(pairs...)
	disk := h.disk(t)
	for range rapid.IntRange(1, 2).Draw(t, "runs") {
		if _, err := h.desk.try(disk, site); err != nil {
			t.Fatal(err)
		}
		want, got := whole(site, h.strays), files(h.desk.T, h.desk.target)
		if fmt.Sprint(want) != fmt.Sprint(got) {
			t.Fatalf("want %v, got %v", want, got)
		}
	}
	h.sound = true
}

func (h *history) fault(t *rapid.T) {
	var pairs []string
	for p, text := range h.site(t) {
		pairs = append(pairs, p, text)
	}
	f := &faulty{disk: h.disk(t), kind: fault(rapid.IntRange(0, int(faults)-1).Draw(t, "kind")), at: rapid.IntRange(1, 150).Draw(t, "at")}
	_, err := h.desk.try(f, pages(pairs...))
	h.sound = h.sound && err == nil
}

func (h *history) edit(t *rapid.T) {
	if _, err := os.Stat(h.desk.target); err != nil {
		t.Skip("no target")
	}
	switch rapid.IntRange(0, 3).Draw(t, "edit") {
	case 0:
		name := filepath.Join(h.desk.target, rapid.SampledFrom(names).Draw(t, "name"))
		if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() {
			os.WriteFile(name, []byte("EVIL"[:info.Size()%5]), 0o644)
		}
	case 1:
		os.Remove(filepath.Join(h.desk.target, rapid.SampledFrom(names).Draw(t, "name")))
	case 2:
		stray := rapid.SampledFrom([]string{".gitignore", "own/x.txt", "s/own.txt"}).Draw(t, "stray")
		if !slices.Contains(h.strays, stray) && h.sound {
			h.desk.put(stray, "stray")
			h.strays = append(h.strays, stray, "stray")
		}
	case 3:
		name := filepath.Join(h.desk.dir, workName, "spare", "public", "tree", rapid.SampledFrom(names).Draw(t, "name"))
		os.Remove(name)
		os.WriteFile(name, []byte("one"), 0o644)
	}
}

// lose takes away what is safe to delete after a run that succeeded.
func (h *history) lose(t *rapid.T) {
	if !h.sound {
		t.Skip("the record is needed")
	}
	what := rapid.SampledFrom([]string{"publish", "spare", "."}).Draw(t, "what")
	os.RemoveAll(filepath.Join(h.desk.dir, workName, what))
}
