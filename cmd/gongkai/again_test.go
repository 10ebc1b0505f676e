package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gongkai/internal/site"
)

// What was built is remembered until something that it was made from changes.
func TestABuildIsRemembered(t *testing.T) {
	dir := minimal(t)
	never := func() (fs.FS, error) { return nil, errors.New("linked") }
	search := site.Search("")
	remembered := func(hours int) bool {
		t.Helper()
		p := &process{siteDir: dir, search: search, clock: func() time.Time { return time.Now().Add(time.Minute) }}
		when, _ := time.Parse(time.RFC3339, now)
		p.now = when.Add(time.Duration(hours) * time.Hour)
		mark, err := p.fingerprint()
		if err != nil {
			t.Fatal(err)
		}
		return p.remembered(mark, never) != nil
	}
	if remembered(0) {
		t.Fatal("a site that was never built is remembered")
	}
	if code, said := buildAt(t, dir, 0, ""); code != exitClean {
		t.Fatal(said)
	}
	for hours, want := range map[int]bool{-1: false, 0: true, 14: true, 15: false} {
		if remembered(hours) != want {
			t.Errorf("after %d hours remembered is %t", hours, !want)
		}
	}
	search = "off"
	if remembered(0) {
		t.Error("a site with a search is taken for one without")
	}
	search = ""
	name := filepath.Join(dir, "content", "guide", "index.md")
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(name, time.Now(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if remembered(0) {
		t.Error("a touched file is taken for untouched")
	}
	if err := os.Chtimes(name, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if changed, _ := status(info); changed != 0 && remembered(0) {
		t.Error("a file whose time was put back is taken for untouched")
	}
}

// A site with files of this very moment isn't remembered: their next change
// might bear the same time.
func TestYoungFilesAreNotTrusted(t *testing.T) {
	p := &process{siteDir: minimal(t), clock: time.Now}
	mark, err := p.fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	if mark.settled {
		t.Error("files made a moment ago count as settled")
	}
}
