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

func newDesk(t *testing.T) *desk {
	dir := t.TempDir()
	return &desk{t, dir, filepath.Join(dir, "public"), Options{State: filepath.Join(dir, ".gongkai")}}
}

// publish publishes a site that must be published.
func (d *desk) publish(site fstest.MapFS) Summary {
	d.Helper()
	d.options.Key = byContent(site)
	sum, err := Folder(context.Background(), site, d.target, d.options)
	if err != nil {
		d.Fatal(err)
	}
	return sum
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
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
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
		data, err := os.ReadFile(name)
		got[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// holds checks that the target is a site, whole, with its manifest, and nothing
// else but the strays.
func (d *desk) holds(site fstest.MapFS, strays ...string) {
	d.Helper()
	want := map[string]string{}
	var listing []listed
	paths, _ := sitePaths(site)
	for _, p := range paths {
		data := site[p].Data
		want[p] = string(data)
		listing = append(listing, listed{p, int64(len(data)), sha256.Sum256(data)})
	}
	want[manifestName] = string(encodeManifest(listing))
	for i := 0; i < len(strays); i += 2 {
		want[strays[i]] = strays[i+1]
	}
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
	os.Remove(filepath.Join(d.target, manifestName))
	d.publish(site)
	d.holds(site)
}
