package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite what is generated: docs/diagnostics.md and the golden parts of scripts")

// minimalFile is the smallest clean site.
var minimalFile = filepath.Join("testdata", "minimal.txtar")

// now is the day on which the minimal site is clean.
const now = "2024-06-01T09:00:00+08:00"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gongkai": main})
}

// Whole sites, through the real binary.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join("testdata", "script"),
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			file, err := filepath.Abs(minimalFile)
			env.Setenv("MINIMAL", file)
			env.Setenv("LANG", "C.UTF-8")
			env.Setenv("NOW", now)
			env.Setenv("GOCOVERDIR", os.Getenv("GOCOVERDIR"))
			return err
		},
		Cmds: scriptCommands,
	})
}

// at runs the command line inside this process and says how it ended.
func at(t *testing.T, dir string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return atWith(t, nil, dir, args...)
}

func atWith(t *testing.T, env map[string]string, dir string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, talk bytes.Buffer
	args = append([]string{"--site", dir, "--now", now}, args...)
	clock := func() time.Time { return time.Date(2024, 6, 1, 1, 0, 0, 0, time.UTC) }
	code = run(context.Background(), args, strings.NewReader(""), &out, &talk, func(name string) string { return env[name] }, clock)
	return code, out.String(), talk.String()
}

// lay writes txtar files into a folder, over what is there.
func lay(t testing.TB, dir string, archive *txtar.Archive) {
	t.Helper()
	for _, f := range archive.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// minimal is the smallest clean site, in a folder of its own.
func minimal(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	layMinimal(t, dir)
	return dir
}

func layMinimal(t testing.TB, dir string) {
	t.Helper()
	archive, err := txtar.ParseFile(minimalFile)
	if err != nil {
		t.Fatal(err)
	}
	lay(t, dir, archive)
}
