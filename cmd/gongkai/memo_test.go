package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// A preview and a build may leave the same thing at the same time: one of them
// wins, whole.
func TestMemosOfTwoRuns(t *testing.T) {
	p := &process{siteDir: t.TempDir()}
	var group sync.WaitGroup
	for _, text := range []string{strings.Repeat("甲", 50_000), strings.Repeat("乙", 40_000)} {
		group.Go(func() {
			for range 20 {
				err := p.memo("pages", func(w io.Writer) error {
					for part := text; part != ""; part = part[len(part)/2/3*3+3:] {
						if _, err := io.WriteString(w, part[:len(part)/2/3*3+3]); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil && runtime.GOOS != "windows" { // where the other may be renaming its own
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	text, err := os.ReadFile(p.memoPath("pages"))
	if s := string(text); err != nil || s != strings.Repeat("甲", 50_000) && s != strings.Repeat("乙", 40_000) {
		t.Errorf("%d bytes of both: %v", len(text), err)
	}
	if info, err := os.Stat(p.memoPath("pages")); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o644 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

// What can't be written to its end leaves what was there.
func TestMemoThatFails(t *testing.T) {
	p := &process{siteDir: t.TempDir()}
	write := func(text string, fail error) error {
		return p.memo("pages", func(w io.Writer) error {
			_, _ = io.WriteString(w, text)
			return fail
		})
	}
	full := errors.New("the disk is full")
	if err := write("甲", nil); err != nil {
		t.Fatal(err)
	}
	if err := write("乙", full); !errors.Is(err, full) {
		t.Error(err)
	}
	text, _ := os.ReadFile(p.memoPath("pages"))
	left, _ := filepath.Glob(p.memoPath("*"))
	if string(text) != "甲" || len(left) != 1 {
		t.Errorf("%q, and %q", text, left)
	}
}
