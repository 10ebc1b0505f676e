package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// stamps is what a folder's files and folders look like from outside, times and
// inodes too.
func stamps(t *testing.T, dir string) map[string]string {
	got := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && e.Name() != "lock" {
			got[name] = fmt.Sprint(info.Mode(), info.Size(), info.ModTime().UnixNano(), inode(info))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestNoChangeWritesNothing looks at the target, the state and the spare.
func TestNoChangeWritesNothing(t *testing.T) {
	for _, disk := range []disk{quick{}, inPlaceDisk{}} {
		d := newDesk(t)
		d.put(".gitignore", "*\n")
		publish := func() Summary {
			sum, err := d.try(disk, newSite)
			if err != nil {
				t.Fatal(err)
			}
			return sum
		}
		publish()
		before := stamps(t, d.dir)
		if sum := publish(); sum != (Summary{Unchanged: len(newSite)}) {
			t.Errorf("%+v", sum)
		}
		if diff := cmp.Diff(before, stamps(t, d.dir)); diff != "" {
			t.Error(diff)
		}
	}
}

// closedSite fails when a file is opened.
type closedSite struct{ fstest.MapFS }

func (s closedSite) Open(name string) (fs.File, error) {
	if _, file := s.MapFS[name]; file {
		return nil, errors.New("opened")
	}
	return s.MapFS.Open(name)
}

func TestAKnownKeyIsEnough(t *testing.T) {
	d := newDesk(t)
	d.publish(oldSite)
	if _, err := publishFolder(context.Background(), quick{}, closedSite{oldSite}, d.target, d.options); err != nil {
		t.Error(err)
	}
	// times that differ are no reason to render either, as long as the bytes don't
	long := time.Now().Add(-time.Hour)
	os.Chtimes(filepath.Join(d.target, "a/x.html"), long, long)
	for range 2 {
		if _, err := publishFolder(context.Background(), quick{}, closedSite{oldSite}, d.target, d.options); err != nil {
			t.Error(err)
		}
	}
	d.options.Key = func(string) [32]byte { return [32]byte{} }
	if _, err := publishFolder(context.Background(), quick{}, closedSite{oldSite}, d.target, d.options); err == nil {
		t.Error("the zero key was taken for a key")
	}
}

func TestANewKeyOfTheSameBytesWritesNothing(t *testing.T) {
	d := newDesk(t)
	d.publish(oldSite)
	before := stamps(t, d.target)
	d.options.Key = func(name string) [32]byte { return [32]byte{1, byte(len(name))} }
	for range 2 {
		sum, err := publishFolder(context.Background(), quick{}, oldSite, d.target, d.options)
		if want := (Summary{Unchanged: len(oldSite)}); err != nil || sum != want {
			t.Errorf("%+v %v", sum, err)
		}
	}
	if _, err := publishFolder(context.Background(), quick{}, closedSite{oldSite}, d.target, d.options); err != nil {
		t.Error("the new keys were not noted: ", err)
	}
	if diff := cmp.Diff(before, stamps(t, d.target)); diff != "" {
		t.Error(diff)
	}
}

func TestWithoutKeysOrRecordTheBytesDecide(t *testing.T) {
	d := newDesk(t)
	d.options.State = ""
	publish := func(site fs.FS) Summary {
		sum, err := publishFolder(context.Background(), quick{}, site, d.target, d.options)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	publish(oldSite)
	if sum := publish(oldSite); sum != (Summary{Unchanged: len(oldSite)}) {
		t.Errorf("%+v", sum)
	}
	if sum := publish(newSite); sum.Written != 4 || sum.Unchanged != 1 || sum.Removed != 1 {
		t.Errorf("%+v", sum)
	}
	d.holds(newSite)
}

func TestALostOrDamagedRecordCostsOnlyTime(t *testing.T) {
	d := newDesk(t)
	for _, damage := range []func(slot string){
		func(slot string) { os.Remove(slot) },
		func(slot string) { os.Truncate(slot, 50) },
		func(slot string) {
			data, _ := os.ReadFile(slot)
			data[len(data)/2]++
			os.WriteFile(slot, data, 0o644)
		},
		func(slot string) { os.WriteFile(slot, []byte("gongkai publish record 2\n"), 0o644) },
		func(slot string) { os.Remove(slot); os.Mkdir(slot, 0o755) },
	} {
		d.publish(oldSite)
		d.publish(newSite)
		slots, _ := filepath.Glob(filepath.Join(d.options.State, "publish", "*"))
		if len(slots) != 2 {
			t.Fatal(slots)
		}
		for _, slot := range slots {
			damage(slot)
		}
		if sum := d.publish(newSite); sum != (Summary{Unchanged: len(newSite)}) {
			t.Errorf("%+v", sum)
		}
	}
}

func TestTwoTargetsOfOneSite(t *testing.T) {
	d := newDesk(t)
	first := d.target
	d.publish(oldSite)
	d.target = filepath.Join(d.dir, "www")
	d.publish(newSite)
	d.holds(newSite)
	d.target = first
	if sum := d.publish(oldSite); sum != (Summary{Unchanged: len(oldSite)}) {
		t.Errorf("%+v", sum)
	}
}

func TestHandEditsThatHide(t *testing.T) {
	outside := filepath.Join(tempDir(t), "outside")
	os.WriteFile(outside, []byte("same"), 0o644)
	for name, edit := range map[string]func(d *desk){
		"the same length":       func(d *desk) { d.put("a/y.html", "SAME") },
		"a link in its place":   func(d *desk) { os.Remove(d.target + "/a/y.html"); os.Symlink(outside, d.target+"/a/y.html") },
		"a folder in its place": func(d *desk) { os.Remove(d.target + "/a/y.html"); os.Mkdir(d.target+"/a/y.html", 0o755) },
		"the folder deleted":    func(d *desk) { os.RemoveAll(d.target + "/a") },
		"the manifest edited":   func(d *desk) { d.put(ManifestName, `{"gongkai-manifest":1,"files":[]}`) },
		"everything deleted":    func(d *desk) { os.RemoveAll(d.target) },
		"the spare edited": func(d *desk) {
			spare := filepath.Join(d.dir, workName, "spare", "public", "tree")
			os.Remove(spare + "/a/y.html")
			os.WriteFile(spare+"/a/y.html", []byte("EVIL"), 0o644)
			os.WriteFile(spare+"/evil.html", []byte("EVIL"), 0o644)
			os.MkdirAll(spare+"/evil/dir", 0o755)
			d.put("a/x.html", "so that there is something to do")
		},
		"the spare a file": func(d *desk) {
			spare := filepath.Join(d.dir, workName, "spare", "public", "tree")
			os.RemoveAll(spare)
			os.WriteFile(spare, nil, 0o644)
			d.put("a/x.html", "so that there is something to do")
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, disk := range []disk{quick{}, inPlaceDisk{}} {
				d := newDesk(t)
				d.publish(oldSite)
				edit(d)
				if _, err := d.try(disk, oldSite); err != nil {
					t.Fatal(err)
				}
				d.holds(oldSite)
			}
		})
	}
	if text, _ := os.ReadFile(outside); string(text) != "same" {
		t.Error("a file outside of the target was written")
	}
}

func TestStrangersAtTheSitesNamesAreNotOverwritten(t *testing.T) {
	for _, disk := range []disk{quick{}, inPlaceDisk{}} {
		for name, put := range map[string]func(d *desk){
			"fresh/w.html":     func(d *desk) { d.put("fresh/w.html", "a stranger's") },
			"fresh":            func(d *desk) { d.put("fresh", "a stranger's") },
			"fresh/w.html/in":  func(d *desk) { d.put("fresh/w.html/in", "a stranger's") },
			"fresh as a link":  func(d *desk) { os.Symlink(d.dir, filepath.Join(d.target, "fresh")) },
			"w.html as a link": func(d *desk) { os.Mkdir(d.target+"/fresh", 0o755); os.Symlink(d.dir, d.target+"/fresh/w.html") },
		} {
			t.Run(name, func(t *testing.T) {
				d := newDesk(t)
				d.publish(oldSite)
				put(d)
				before := files(t, d.target)
				_, err := d.try(disk, newSite)
				var known *Error
				if !errors.As(err, &known) || !strings.Contains(known.Text.EN, "wasn't made by gongkai") {
					t.Errorf("got %v", err)
				}
				if diff := cmp.Diff(before, files(t, d.target)); diff != "" {
					t.Error(diff)
				}
			})
		}
		d := newDesk(t)
		d.publish(oldSite)
		d.put("fresh/w.html", "new w") // the very bytes
		if _, err := d.try(disk, newSite); err != nil {
			t.Fatal(err)
		}
		d.holds(newSite)
		d.publish(oldSite)
		d.holds(oldSite)
	}
}

func TestAWithdrawnPageIsGoneFromTheDisk(t *testing.T) {
	d := newDesk(t)
	d.publish(pages("index.html", "home", "leak.html", "410000000000000000"))
	d.publish(pages("index.html", "home"))
	for p, text := range files(t, d.dir) {
		if strings.Contains(text, "410000") {
			t.Errorf("still in %s", p)
		}
	}
}

// uploadingSite is a site during whose rendering somebody else works in the
// target.
type uploadingSite struct {
	fstest.MapFS
	work func()
}

func (s uploadingSite) Open(name string) (fs.File, error) {
	if name == "index.html" {
		s.work()
	}
	return s.MapFS.Open(name)
}

func TestWhatIsPutThereMeanwhileIsNotLost(t *testing.T) {
	for _, disk := range []disk{quick{}, inPlaceDisk{}} {
		d := newDesk(t)
		d.publish(oldSite)
		d.put("upload/first.txt", "1")
		d.put("upload/second.txt", "2")
		site := uploadingSite{newSite, func() {
			os.Remove(filepath.Join(d.target, "upload/second.txt"))
			d.put("upload/second.txt", "2, replaced")
			d.put("upload/third/third.txt", "3")
		}}
		if _, err := d.try(disk, site); err != nil {
			t.Fatal(err)
		}
		d.holds(newSite, "upload/first.txt", "1", "upload/second.txt", "2, replaced", "upload/third/third.txt", "3")
	}
}

func TestLongFiles(t *testing.T) {
	long := func(seed string, n int) string { return strings.Repeat(seed, n)[:n] }
	for _, n := range []int{bufferSize - 1, bufferSize, bufferSize + 1, 3*bufferSize + 7} {
		d := newDesk(t)
		first := pages("index.html", "home", "a.pdf", long("abc", n))
		d.publish(first)
		d.holds(first)
		d.options.Key = nil
		again := func(site fs.FS, want Summary) {
			t.Helper()
			sum, err := publishFolder(context.Background(), quick{}, site, d.target, d.options)
			if err != nil || sum != want {
				t.Errorf("%d: %+v %v", n, sum, err)
			}
		}
		again(first, Summary{Unchanged: 2})
		second := pages("index.html", "home", "a.pdf", long("abd", n))
		again(second, Summary{Written: 1, Unchanged: 1, Bytes: int64(n)})
		d.holds(second)
		third := pages("index.html", "home", "a.pdf", long("abd", n+1))
		again(third, Summary{Written: 1, Unchanged: 1, Bytes: int64(n + 1)})
		d.holds(third)
	}
}

// brokenSite is a site of which one file can't be rendered, or only begun.
type brokenSite struct {
	fstest.MapFS
	how string
}

func (s brokenSite) Open(name string) (fs.File, error) {
	f, err := s.MapFS.Open(name)
	if name != "a/x.html" || err != nil {
		return f, err
	}
	if s.how == "open" {
		return nil, errors.New("the template is broken")
	}
	return brokenFile{f, s.how}, nil
}

type brokenFile struct {
	fs.File
	how string
}

func (f brokenFile) Stat() (fs.FileInfo, error) {
	if f.how == "stat" {
		return nil, errors.New("the template is broken")
	}
	info, err := f.File.Stat()
	switch f.how {
	case "grow":
		return sizedInfo{info, info.Size() - 1}, err
	case "shrink":
		return sizedInfo{info, info.Size() + 1}, err
	}
	return info, err
}

// sizedInfo tells a size that is no longer right.
type sizedInfo struct {
	fs.FileInfo
	size int64
}

func (s sizedInfo) Size() int64 { return s.size }

func (f brokenFile) Read(p []byte) (int, error) {
	switch n, err := f.File.Read(p); {
	case f.how == "read", f.how == "end" && err != nil:
		return n, errors.New("the template is broken")
	default:
		return n, err
	}
}

func TestAPageThatCannotBeRenderedChangesNothing(t *testing.T) {
	short := pages("index.html", "new home", "a/x.html", "new x")
	long := pages("index.html", "new home", "a/x.html", strings.Repeat("new x", bufferSize))
	for _, disk := range []disk{quick{}, inPlaceDisk{}} {
		for _, site := range []brokenSite{
			{short, "open"}, {short, "read"}, {short, "end"}, {long, "open"}, {long, "read"}, {long, "end"}, {long, "stat"},
		} {
			d := newDesk(t)
			d.publish(oldSite)
			_, err := d.try(disk, site)
			if err == nil || err.Error() != "publish: render a/x.html: the template is broken" {
				t.Errorf("%s: %v", site.how, err)
			}
			d.holds(oldSite)
			for p, text := range files(t, d.dir) {
				if strings.HasPrefix(text, "new ") {
					t.Errorf("%s: %s was left behind", site.how, p)
				}
			}
		}
	}
}

func TestStoppingLeavesTheOldSite(t *testing.T) {
	for _, disk := range []disk{quick{}, inPlaceDisk{}} {
		for _, when := range []string{"before", "while rendering", "at the last moment"} {
			d := newDesk(t)
			d.publish(oldSite)
			ctx, stop := context.WithCancel(context.Background())
			site := uploadingSite{newSite, func() {}}
			switch when {
			case "before":
				stop()
			case "while rendering":
				site.work = stop
			default:
				disk = stoppingDisk{disk, stop}
			}
			d.options.Key = nil
			_, err := publishFolder(ctx, disk, site, d.target, d.options)
			var known *Error
			if !errors.Is(err, context.Canceled) || !errors.As(err, &known) || !strings.Contains(known.Text.ZH, "没有改动") {
				t.Errorf("%s: %v", when, err)
			}
			d.holds(oldSite)
			stop()
		}
	}
}

// stoppingDisk ends the run's context while it waits for the disk.
type stoppingDisk struct {
	disk
	stop func()
}

func (d stoppingDisk) Sync(dir string) error {
	d.stop()
	return d.disk.Sync(dir)
}

func TestSitesThatCannotBe(t *testing.T) {
	d := newDesk(t)
	d.publish(oldSite)
	for _, c := range []struct {
		site fs.FS
		says string
	}{
		{fstest.MapFS{}, "has no files"},
		{pages("manifest.json", "{}"), "can't have a file named manifest.json"},
		{pages(".gongkai/x", ""), "can't have a file named .gongkai/x"},
		{listedSite{nil, []string{"../x"}}, "can't have a file named ../x"},
		{uploadingSite{nil, nil}, "has no files"},
	} {
		_, err := d.try(quick{}, c.site)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("got %v, want %q", err, c.says)
		}
	}
	d.holds(oldSite)
}

func TestProgressCountsEveryFileOnce(t *testing.T) {
	for _, disk := range []disk{quick{}, inPlaceDisk{}} {
		d := newDesk(t)
		d.publish(oldSite)
		var calls []string
		d.options.Progress = func(done, total int) { calls = append(calls, fmt.Sprint(done, "/", total)) }
		if _, err := d.try(disk, newSite); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"1/5", "2/5", "3/5", "4/5", "5/5"}, calls); diff != "" {
			t.Error(diff)
		}
	}
}

// TestAVisitorSeesOneSiteOrTheOther reads pages all the while that sites follow
// each other, through the path as a web server does.
func TestAVisitorSeesOneSiteOrTheOther(t *testing.T) {
	d := newDesk(t)
	const generations = 60
	site := func(n int) fstest.MapFS {
		text := strings.Repeat(fmt.Sprintf("generation %d\n", n), 2000)
		return pages("index.html", text, "a/x.html", text, "a/b/y.html", text, "assets/site.css", text)
	}
	d.publish(site(0))
	var clock atomic.Int64 // odd while a site is being published
	seen := make(chan error, 1)
	go func() { seen <- d.visit(&clock, 2*generations) }()
	for n := range generations {
		clock.Add(1)
		d.publish(site(n + 1))
		clock.Add(1)
	}
	if err := <-seen; err != nil {
		t.Error(err)
	}
}

// visit reads all pages again and again: each must be whole, none older than the
// one before it, and all of one generation while nothing is being published.
func (d *desk) visit(clock *atomic.Int64, end int64) error {
	for before := int64(0); before < end; before = clock.Load() {
		var read []string
		for _, p := range []string{"index.html", "a/x.html", "a/b/y.html", "assets/site.css"} {
			text, err := os.ReadFile(filepath.Join(d.target, p))
			if err != nil {
				return err
			}
			line, _, _ := bytes.Cut(text, []byte("\n"))
			if len(text) != 2000*(len(line)+1) || bytes.Count(text, line) != 2000 {
				return fmt.Errorf("%s is torn", p)
			}
			read = append(read, fmt.Sprintf("%20s", line))
		}
		quiet := before%2 == 0 && before == clock.Load()
		if !slices.IsSorted(read) || quiet && read[0] != read[3] {
			return fmt.Errorf("two generations in one site: %q", read)
		}
	}
	return nil
}
