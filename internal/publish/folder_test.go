package publish

import (
	"context"
	"crypto/sha256"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// pages makes a site of a path and its text, in turn.
func pages(pairs ...string) fstest.MapFS {
	site := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		site[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return site
}

// listedSite is a site that knows its paths, as the rendered one does.
type listedSite struct {
	fstest.MapFS
	paths []string
}

func (s listedSite) Paths() []string { return s.paths }

// byContent is a key function that knows a file by its bytes, and counts.
func byContent(site fstest.MapFS) func(string) [32]byte {
	return func(name string) [32]byte { return sha256.Sum256(append([]byte("key"), site[name].Data...)) }
}

// desk is a folder with a site's state and a target.
type desk struct {
	*testing.T
	dir, target string
	options     Options
}

// tempDir is a folder in memory where the system has one: the tests make some
// ten thousand sites.
func tempDir(t testing.TB) string {
	dir, err := os.MkdirTemp("/dev/shm", "publish")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func newDesk(t *testing.T) *desk {
	dir := tempDir(t)
	return &desk{t, dir, filepath.Join(dir, "public"), Options{State: filepath.Join(dir, ".gongkai")}}
}

// quick is the machine's disk without the wait for it, which the tests that cut
// the power don't use.
type quick struct{ system }

func (quick) Sync(string) error    { return nil }
func (quick) SyncDir(string) error { return nil }

// publish publishes a site that must be published.
func (d *desk) publish(site fstest.MapFS) Summary {
	d.Helper()
	sum, err := d.try(quick{}, site)
	if err != nil {
		d.Fatal(err)
	}
	return sum
}

// try publishes a site; one that is no plain map has no keys.
func (d *desk) try(disk disk, site fs.FS) (Summary, error) {
	d.options.Key = nil
	if plain, ok := site.(fstest.MapFS); ok {
		d.options.Key = byContent(plain)
	}
	return publishFolder(context.Background(), disk, site, d.target, d.options)
}

// put writes a file of the target by hand.
func (d *desk) put(name, text string) {
	d.Helper()
	name = filepath.Join(d.target, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		d.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		d.Fatal(err)
	}
}

// files is a folder's files with their text, the manifest and empty folders too.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	got := map[string]string{}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path, _ := filepath.Rel(dir, name)
		path = filepath.ToSlash(path)
		if e.IsDir() {
			if inside, _ := os.ReadDir(name); len(inside) == 0 {
				got[path+"/"] = ""
			}
			return nil
		}
		if !e.Type().IsRegular() {
			link, _ := os.Readlink(name)
			got[path] = e.Type().String() + link
			return nil
		}
		data, err := os.ReadFile(name)
		got[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// manifestOf is a site's manifest.
func manifestOf(site fstest.MapFS) []byte {
	paths, _ := sitePaths(site)
	var listing []File
	for _, p := range paths {
		listing = append(listing, File{p, int64(len(site[p].Data)), sha256.Sum256(site[p].Data)})
	}
	return EncodeManifest(listing)
}

// holds checks that the target is a site, whole, with its manifest, and nothing
// else but the strays.
func (d *desk) holds(site fstest.MapFS, strays ...string) {
	d.Helper()
	want := whole(site, strays)
	if diff := cmp.Diff(want, files(d.T, d.target)); diff != "" {
		d.Errorf("the target is not the site (-want +got):\n%s", diff)
	}
}

func TestPublishingWritesOnlyWhatChanged(t *testing.T) {
	d := newDesk(t)
	first := pages("index.html", "home", "a/x.html", "x", "a/y.html", "y")
	if diff := cmp.Diff(Summary{Written: 3, Bytes: 6}, d.publish(first)); diff != "" {
		t.Error(diff)
	}
	d.holds(first)
	if diff := cmp.Diff(Summary{Unchanged: 3}, d.publish(first)); diff != "" {
		t.Error(diff)
	}
	second := pages("index.html", "home", "a/x.html", "x2", "b/z.html", "z")
	if diff := cmp.Diff(Summary{Written: 2, Unchanged: 1, Removed: 1, Bytes: 3}, d.publish(second)); diff != "" {
		t.Error(diff)
	}
	d.holds(second)
	d.publish(first)
	d.holds(first)
}

func TestStraysStay(t *testing.T) {
	d := newDesk(t)
	d.put(".gitignore", "*\n")
	site := pages("index.html", "home", "a/x.html", "x")
	d.publish(site)
	d.holds(site, ".gitignore", "*\n")
	d.put("a/visitor.txt", "v")
	d.put("own/deep/file.html", "o")
	site = pages("index.html", "home 2")
	d.publish(site)
	d.holds(site, ".gitignore", "*\n", "a/visitor.txt", "v", "own/deep/file.html", "o")
	d.publish(pages("index.html", "home 3"))
	d.publish(site)
	d.holds(site, ".gitignore", "*\n", "a/visitor.txt", "v", "own/deep/file.html", "o")
}

func TestHandEditsAreUndone(t *testing.T) {
	d := newDesk(t)
	site := pages("index.html", "home", "a/x.html", "x", "a/y.html", "y")
	d.publish(site)
	d.put("a/x.html", "edited")
	os.Remove(filepath.Join(d.target, "a/y.html"))
	if diff := cmp.Diff(Summary{Written: 2, Unchanged: 1, Bytes: 2}, d.publish(site)); diff != "" {
		t.Error(diff)
	}
	d.holds(site)
	os.Remove(filepath.Join(d.target, ManifestName))
	d.publish(site)
	d.holds(site)
}
