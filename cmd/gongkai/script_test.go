package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/txtar"
)

// scriptCommands are what the scripts can do besides testscript's own.
var scriptCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"minimal":  scriptMinimal,
	"exits":    scriptExits,
	"snapshot": scriptSnapshot,
	"same":     scriptSame,
	"append":   scriptAppend,
	"preview":  scriptPreview,
}

// minimal [DIR] writes the minimal site; files of the script win.
func scriptMinimal(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(".")
	if len(args) > 0 {
		dir = ts.MkAbs(args[0])
	}
	archive, err := txtar.ParseFile(ts.Getenv("MINIMAL"))
	ts.Check(err)
	for _, f := range archive.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if _, err := os.Stat(name); err == nil {
			continue
		}
		ts.Check(os.MkdirAll(filepath.Dir(name), 0o755))
		ts.Check(os.WriteFile(name, f.Data, 0o644))
	}
}

// exits CODE COMMAND ARG... runs a command and looks at its exit code.
func scriptExits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	err = ts.Exec(args[1], args[2:]...)
	var failed *exec.ExitError
	switch {
	case errors.As(err, &failed):
		code = failed.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if code != want {
		ts.Fatalf("exit code %d, not %d", code, want)
	}
}

// snapshot FILE DIR notes every file of a folder, with the time of its last
// change, so that a file written again shows even when its bytes are the same.
func scriptSnapshot(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(listing(ts.MkAbs(args[1]))), 0o644))
}

// same FILE DIR compares a folder with its snapshot.
func scriptSame(ts *testscript.TestScript, neg bool, args []string) {
	then, now := ts.ReadFile(args[0]), listing(ts.MkAbs(args[1]))
	if (then == now) == neg {
		ts.Fatalf("then:\n%s\nnow:\n%s", then, now)
	}
}

// append FILE LINE... adds lines to a file.
func scriptAppend(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0]) + strings.Join(args[1:], "\n") + "\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

func listing(dir string) string {
	var b strings.Builder
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if !d.IsDir() {
			fmt.Fprintf(&b, "%s %d %s\n", name, info.Size(), info.ModTime())
		}
		return nil
	})
	if err != nil {
		return err.Error()
	}
	return b.String()
}

// tree is every file of a folder with its bytes.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		files[rel] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// differences names the files that two folders don't share byte for byte.
func differences(a, b map[string]string) (names []string) {
	for name := range a {
		if text, ok := b[name]; !ok || text != a[name] {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
