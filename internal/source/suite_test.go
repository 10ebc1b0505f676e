package source

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/diag"
)

// differing are the files of the suite on which we differ: TOML 1.1 allows
// what 1.0 forbids, a lone CR ends a line with us, and characters that nobody
// can see are refused in any text.
var differing = []string{
	"invalid/string/basic-byte-escapes.toml",
	"invalid/inline-table/linebreak-01.toml",
	"invalid/inline-table/linebreak-02.toml",
	"invalid/inline-table/linebreak-03.toml",
	"invalid/inline-table/linebreak-04.toml",
	"invalid/inline-table/trailing-comma.toml",
	"invalid/datetime/no-secs.toml",
	"invalid/local-datetime/no-secs.toml",
	"invalid/local-time/no-secs.toml",
	"invalid/control/bare-cr.toml",
	"invalid/control/comment-cr.toml",
	"invalid/control/multi-cr.toml",
	"invalid/control/rawmulti-cr.toml",
	"valid/key/quoted-unicode.toml",
	"valid/string/quoted-unicode.toml",
	"valid/comment/nonascii.toml",
	"version.toml",
}

func suiteFiles(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".toml") {
			return err
		}
		raw, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = raw
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TOML's own test suite comes with the decoder: what is right must be read,
// and what is wrong refused, also where the decoder lets it pass.
func TestSuiteOfTOML(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/BurntSushi/toml").Output()
	if err != nil {
		t.Fatal(err)
	}
	suite := filepath.Join(strings.TrimSpace(string(dir)), "internal", "toml-test", "tests")
	files := suiteFiles(t, suite)
	if len(files) < 500 {
		t.Fatalf("only %d files in %s", len(files), suite)
	}
	for name, raw := range files {
		if slices.Contains(differing, name) {
			continue
		}
		text, problems := decode(name, raw)
		if problems.Count(diag.Error) == 0 {
			_, problems = ParseData(text)
		}
		if valid, good := strings.HasPrefix(name, "valid/"), problems.Count(diag.Error) == 0; valid != good {
			t.Errorf("%s: %v", name, brief(problems))
		}
	}
}
