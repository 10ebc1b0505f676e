package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"

	"gongkai/internal/diag"
)

// fault is a way for a disk to fail.
type fault int

const (
	once    fault = iota // one call fails
	late                 // one call does its work and still fails
	full                 // from one call on there is no space for anything new
	forever              // from one call on every call fails, as after a kill: nothing more is done
	faults
)

func (f fault) String() string { return [...]string{"once", "late", "full", "forever"}[f] }

// faulty is a disk whose n-th call fails.
type faulty struct {
	disk
	kind fault
	at   int

	lock  sync.Mutex
	calls int
	hit   string // the call that failed first; "" while none did
}

// do counts a call, and does it unless it is to fail.
func (f *faulty) do(call string, takesSpace bool, work func() error) error {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.calls++
	if f.calls == f.at {
		f.hit = call
	}
	switch {
	case f.calls < f.at:
		return work()
	case f.kind == full && takesSpace:
		return &fs.PathError{Op: call, Path: "x", Err: syscall.ENOSPC}
	case f.kind == late && f.calls == f.at:
		_ = work()
	case f.kind == full, f.kind != forever && f.calls > f.at:
		return work()
	}
	return &fs.PathError{Op: call, Path: "x", Err: syscall.EIO}
}

func (f *faulty) Lstat(name string) (info fs.FileInfo, err error) {
	err = f.do("lstat", false, func() (err error) { info, err = f.disk.Lstat(name); return err })
	return info, err
}

func (f *faulty) ReadDir(name string) (entries []dirEntry, err error) {
	err = f.do("readdir", false, func() (err error) { entries, err = f.disk.ReadDir(name); return err })
	return entries, err
}

func (f *faulty) Open(name string) (in io.ReadCloser, err error) {
	err = f.do("open", false, func() (err error) { in, err = f.disk.Open(name); return err })
	return in, err
}

func (f *faulty) Create(name string) (file, error) {
	var out file
	err := f.do("create", true, func() (err error) { out, err = f.disk.Create(name); return err })
	if err != nil {
		return nil, err
	}
	return faultyFile{out, f}, nil
}

func (f *faulty) Mkdir(name string, perm fs.FileMode) error {
	return f.do("mkdir", true, func() error { return f.disk.Mkdir(name, perm) })
}

func (f *faulty) Link(old, name string) error {
	return f.do("link", true, func() error { return f.disk.Link(old, name) })
}

func (f *faulty) Rename(old, name string) error {
	return f.do("rename", false, func() error { return f.disk.Rename(old, name) })
}

func (f *faulty) Exchange(a, b string) error {
	return f.do("exchange", false, func() error { return f.disk.Exchange(a, b) })
}

func (f *faulty) Remove(name string) error {
	return f.do("remove", false, func() error { return f.disk.Remove(name) })
}

func (f *faulty) Like(name string, model fs.FileInfo) error {
	return f.do("like", false, func() error { return f.disk.Like(name, model) })
}

func (f *faulty) Sync(dir string) error {
	return f.do("sync", true, func() error { return f.disk.Sync(dir) })
}

func (f *faulty) SyncDir(dir string) error {
	return f.do("syncdir", false, func() error { return f.disk.SyncDir(dir) })
}

// faultyFile writes half of what it was given when its turn has come.
type faultyFile struct {
	file
	disk *faulty
}

func (f faultyFile) Write(p []byte) (n int, err error) {
	err = f.disk.do("write", true, func() (err error) { n, err = f.file.Write(p); return err })
	if err != nil && n == 0 {
		n, _ = f.file.Write(p[:len(p)/2])
	}
	return n, err
}

func (f faultyFile) Close() (info fs.FileInfo, err error) {
	err = f.disk.do("close", true, func() (err error) { info, err = f.file.Close(); return err })
	if info == nil {
		_, _ = f.file.Close()
	}
	return info, err
}

// inPlaceDisk is a disk that can't exchange folders.
type inPlaceDisk struct{ quick }

func (inPlaceDisk) Exchange(a, b string) error { return syscall.EINVAL }

// publisher is what the fault tests try: Folder, and the naive one.
type publisher func(ctx context.Context, d disk, site fs.FS, target string, options Options) (Summary, error)

// scenario is a site that is followed by another.
type scenario struct {
	name   string
	disk   disk
	before fstest.MapFS // published before; nil when nothing was
	change func(d *desk)
	after  fstest.MapFS
	strays []string
	rare   bool // tried by make trust alone
}

var (
	oldSite = pages("index.html", "old home", "a/x.html", "old x", "a/y.html", "same", "gone/z.html", "old z", "assets/site.css", "old css")
	newSite = pages("index.html", "new home", "a/x.html", "new x", "a/y.html", "same", "fresh/w.html", "new w", "assets/site.css", "new css")
	// nextSite has files where newSite has folders, and the other way round.
	nextSite = pages("index.html", "third home", "a", "now a file", "assets/site.css/x.html", "now a folder")
)

func scenarios() []scenario {
	addStrays := func(d *desk) {
		d.put(".gitignore", "*\n")
		d.put("a/visitor.txt", "v")
	}
	strays := []string{".gitignore", "*\n", "a/visitor.txt", "v"}
	var all []scenario
	for _, disk := range []disk{quick{}, inPlaceDisk{}} {
		all = append(
			all,
			scenario{"first", disk, nil, func(*desk) {}, newSite, nil, false},
			scenario{"first beside a dotfile", disk, nil, func(d *desk) { d.put(".gitignore", "*\n") }, newSite, strays[:2], true},
			scenario{"second", disk, oldSite, addStrays, newSite, strays, false},
			scenario{"second without a spare", disk, oldSite, func(d *desk) {
				addStrays(d)
				os.RemoveAll(filepath.Join(d.dir, ".gongkai", "spare"))
			}, newSite, strays, true},
			scenario{"second without a record", disk, oldSite, func(d *desk) {
				addStrays(d)
				os.RemoveAll(filepath.Join(d.dir, ".gongkai", "publish"))
			}, newSite, strays, true},
			scenario{"files for folders", disk, newSite, func(*desk) {}, nextSite, nil, false},
			scenario{"folders for files", disk, nextSite, func(*desk) {}, newSite, nil, true},
		)
	}
	return all
}

// TestNoFaultTearsTheSite fails every call of a run in turn, in every way, and
// looks at the target as a visitor would.
func TestNoFaultTearsTheSite(t *testing.T) {
	for _, s := range scenarios() {
		for kind := range faults {
			if !thorough && (s.rare || s.name != "second" && (kind == late || kind == full)) {
				continue
			}
			_, inPlace := s.disk.(inPlaceDisk)
			t.Run(fmt.Sprintf("%s/%v/inplace=%v", s.name, kind, inPlace), func(t *testing.T) {
				tried, torn := s.try(t, kind, publishFolder)
				if len(torn) > 0 {
					t.Errorf("%d of %d points left a torn site:\n%s", len(torn), tried, strings.Join(torn, "\n"))
				}
				t.Logf("%d points", tried)
			})
		}
	}
}

// TestTheFaultsWouldBeSeen shows that the test above can fail: a publisher that
// writes page by page into the target is caught by every kind of fault.
func TestTheFaultsWouldBeSeen(t *testing.T) {
	for _, s := range scenarios() {
		if s.name != "second" {
			continue
		}
		for kind := range faults {
			if _, torn := s.try(t, kind, naive); len(torn) == 0 {
				t.Errorf("%v: a naive publisher went unnoticed", kind)
			}
		}
	}
}

// naive is how not to publish.
func naive(_ context.Context, d disk, site fs.FS, target string, _ Options) (Summary, error) {
	paths, _ := sitePaths(site)
	for _, p := range paths {
		name := join(target, p)
		data, _ := fs.ReadFile(site, p)
		if err := mkdirAll(d, filepath.Dir(name)); err != nil {
			return Summary{}, err
		}
		if err := removeFile(d, name); err != nil {
			return Summary{}, err
		}
		if _, err := writeFile(d, name, data); err != nil {
			return Summary{}, err
		}
	}
	return Summary{}, nil
}

// try fails the 1st, 2nd, 3rd … call until a run passes unharmed. It returns how
// many points were tried and what was wrong at some of them.
func (s scenario) try(t *testing.T, kind fault, publish publisher) (tried int, torn []string) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // the n-th call is the same in every run
	for n := 1; ; n++ {
		d := s.desk(t)
		before := d.seen()
		f := &faulty{disk: s.disk, kind: kind, at: n}
		d.options.Key = byContent(s.after)
		_, err := publish(context.Background(), f, s.after, d.target, d.options)
		if f.hit == "" {
			if err != nil {
				t.Fatalf("the run without a fault failed: %v", err)
			}
			return n - 1, torn
		}
		if wrong := s.judge(d, before, err); wrong != "" {
			torn = append(torn, fmt.Sprintf("%s, call %d: %s", f.hit, n, wrong))
		}
		os.RemoveAll(d.dir)
	}
}

// desk is the state before the run.
func (s scenario) desk(t *testing.T) *desk {
	d := newDesk(t)
	if s.before != nil {
		if _, err := d.try(s.disk, s.before); err != nil {
			t.Fatal(err)
		}
	}
	s.change(d)
	return d
}

// seen is what a visitor finds; nil when there is no site at all.
func (d *desk) seen() map[string]string {
	if _, err := os.Stat(d.target); err != nil {
		return nil
	}
	all := files(d.T, d.target)
	maps.DeleteFunc(all, func(p, _ string) bool { return strings.HasPrefix(p, workName+"/") })
	return all
}

// judge tells what is wrong with the target after a run with a fault.
func (s scenario) judge(d *desk, before map[string]string, err error) string {
	after := whole(s.after, s.strays)
	now := d.seen()
	_, inPlace := s.disk.(inPlaceDisk)
	switch {
	case maps.Equal(now, after):
	case err == nil:
		return "the run reported success and the new site isn't there"
	case maps.Equal(now, before):
	case inPlace:
		for p, text := range now {
			if text != before[p] && text != after[p] && !strings.HasSuffix(p, "/") {
				return "torn: " + p
			}
		}
	default:
		return fmt.Sprintf("neither the old site nor the new: %v", now)
	}
	for i := 0; i < len(s.strays); i += 2 {
		if now[s.strays[i]] != s.strays[i+1] {
			return "lost: " + s.strays[i]
		}
	}
	var known *Error
	if err != nil && (!errors.As(err, &known) || known.Text == diag.Text{}) {
		return fmt.Sprintf("no words for the operator: %v", err)
	}
	return s.converge(d, after)
}

// converge runs again, without a fault.
func (s scenario) converge(d *desk, after map[string]string) string {
	again := func() (Summary, error) {
		return d.try(s.disk, s.after)
	}
	if _, err := again(); err != nil {
		return "the next run failed: " + err.Error()
	}
	if now := files(d.T, d.target); !maps.Equal(now, after) {
		return fmt.Sprintf("the next run didn't mend the site: %v", now)
	}
	if sum, err := again(); err != nil || sum.Written+sum.Removed > 0 {
		return fmt.Sprintf("the run after the next still found work: %+v %v", sum, err)
	}
	return ""
}

// whole is what the target holds when a site is there.
func whole(site fstest.MapFS, strays []string) map[string]string {
	want := map[string]string{ManifestName: string(manifestOf(site))}
	for p, f := range site {
		want[p] = string(f.Data)
	}
	for i := 0; i < len(strays); i += 2 {
		want[strays[i]] = strays[i+1]
	}
	return want
}
