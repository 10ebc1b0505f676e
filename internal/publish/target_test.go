package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gofrs/flock"
)

// refuses checks that publishing fails with words for the operator that hold a
// piece of text, and leaves the folder as it was.
func (d *desk) refuses(says string) {
	d.Helper()
	before := files(d.T, d.dir)
	_, err := d.try(quick{}, oldSite)
	var known *Error
	switch {
	case !errors.As(err, &known):
		d.Errorf("got %v, want a refusal that says %q", err, says)
	case !strings.Contains(known.Text.EN, says) || known.Text.ZH == "":
		d.Errorf("the refusal says %q, not %q", known.Text.EN, says)
	}
	after := files(d.T, d.dir)
	for p, text := range before {
		if after[p] != text {
			d.Errorf("%s was changed", p)
		}
	}
}

func TestTargetsThatCanOnlyBeASlip(t *testing.T) {
	for _, c := range []struct {
		name, target, says string
		make               func(d *desk)
	}{
		{"none", "", "no output folder", nil},
		{"the root", "/", "root of the disk", nil},
		{"a file", "public", "not a folder", func(d *desk) { os.WriteFile(d.target, nil, 0o644) }},
		{"a link to a file", "public", "not a folder", func(d *desk) {
			os.WriteFile(filepath.Join(d.dir, "file"), nil, 0o644)
			os.Symlink("file", d.target)
		}},
		{"a link to nothing", "public", "doesn't exist", func(d *desk) { os.Symlink("nowhere", d.target) }},
		{"the content", "content", "overlaps", nil},
		{"the content by a link", "link", "overlaps", func(d *desk) { os.Symlink("content", d.target) }},
		{"around the content", ".", "overlaps", nil},
		{"in the content", "content/public", "overlaps", nil},
		{"the state", ".gongkai", "overlaps", func(d *desk) { os.Mkdir(d.target, 0o755) }},
		{"somebody else's site", "public", "files that gongkai didn't make, such as a/own.html", func(d *desk) { d.put("a/own.html", "own") }},
		{"somebody else's manifest", "public", "didn't make", func(d *desk) { d.put("manifest.json", `{"name":"app"}`) }},
		{"a damaged manifest", "public", "such as own.html", func(d *desk) {
			d.put("manifest.json", manifestHead)
			d.put("own.html", "own")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			d.options.Content = filepath.Join(d.dir, "content")
			os.Mkdir(d.options.Content, 0o755)
			os.WriteFile(filepath.Join(d.options.Content, "site.toml"), []byte("title"), 0o644)
			if d.target = c.target; c.target != "" && c.target != "/" {
				d.target = filepath.Join(d.dir, c.target)
			}
			if c.make != nil {
				c.make(d)
			}
			d.refuses(c.says)
		})
	}
}

func TestALinkToAFolderIsFollowed(t *testing.T) {
	d := newDesk(t)
	real := filepath.Join(d.dir, "www", "real")
	os.MkdirAll(real, 0o755)
	if err := os.Symlink(real, d.target); err != nil {
		t.Skip(err)
	}
	d.publish(oldSite)
	d.publish(newSite)
	d.holds(newSite)
	if info, err := os.Lstat(d.target); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
}

func TestFoldersAboveAreMade(t *testing.T) {
	d := newDesk(t)
	d.target = filepath.Join(d.dir, "deep", "down", "public")
	d.publish(oldSite)
	d.holds(oldSite)
}

func TestASecondRunIsKeptOut(t *testing.T) {
	d := newDesk(t)
	d.publish(oldSite)
	name := filepath.Join(d.dir, workName, "spare", "public", "lock")
	held := flock.New(name)
	if err := held.Lock(); err != nil {
		t.Fatal(err)
	}
	os.WriteFile(name, []byte("4711\n"), 0o644)
	d.refuses("(process 4711)")
	os.WriteFile(name, nil, 0o644)
	d.refuses("another gongkai is writing")
	held.Close()
	os.WriteFile(name, []byte("4711\n"), 0o644) // what a process that died leaves
	d.publish(newSite)
	if pid, _ := os.ReadFile(name); string(pid) != strconv.Itoa(os.Getpid())+"\n" {
		t.Errorf("the lock names process %q", pid)
	}
}
