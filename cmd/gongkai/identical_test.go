package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The same content gives the same bytes, whatever the machine is set to.
func TestBuildsAreByteIdentical(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no shell to set a umask")
	}
	build := func(t *testing.T, umask string, env ...string) map[string]string {
		dir := filepath.Join(t.TempDir(), "另一个 文件夹")
		if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS(filepath.Join(repository, "content"))); err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(dir, "site", "public")
		c := exec.Command("sh", "-c", "umask "+umask+`; exec gongkai build --site "$1" --out "$2" --now `+now, "sh", dir, out)
		c.Env = append([]string{"PATH=" + os.Getenv("PATH"), "GOCOVERDIR=" + t.TempDir()}, env...)
		if text, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		return tree(t, out)
	}
	want := build(t, "022")
	if len(want) < 20 {
		t.Fatalf("only %d files", len(want))
	}
	for _, test := range []struct {
		name, umask string
		env         []string
	}{
		{"time zone", "022", []string{"TZ=America/New_York"}},
		{"locale", "022", []string{"LC_ALL=en_US.UTF-8", "LANG=de_DE.UTF-8"}},
		{"one core", "022", []string{"GOMAXPROCS=1"}},
		{"many cores", "022", []string{"GOMAXPROCS=8"}},
		{"closed umask", "077", nil},
		{"open umask", "000", []string{"HOME=/nonexistent", "TMPDIR=/nonexistent"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if names := differences(want, build(t, test.umask, test.env...)); len(names) > 0 {
				t.Errorf("not the same: %v", names)
			}
		})
	}
}
