package site

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"gongkai/internal/diag"
	"gongkai/internal/notice"
	"gongkai/internal/source"
)

// overlay is the minimal site with other files laid over it.
func overlay(t testing.TB, files string) fstest.MapFS {
	t.Helper()
	minimal, err := os.ReadFile("../../cmd/gongkai/testdata/minimal.txtar")
	if err != nil {
		t.Fatal(err)
	}
	tree := fstest.MapFS{}
	for _, archive := range []*txtar.Archive{txtar.Parse(minimal), txtar.Parse([]byte(files))} {
		for _, f := range archive.Files {
			if name, ok := strings.CutPrefix(f.Name, "content/"); ok {
				tree[name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
			}
		}
	}
	return tree
}

var now = time.Date(2024, 6, 1, 9, 0, 0, 0, time.FixedZone("", 8*60*60))

// linkFS links a tree, and joins what all rooms below say of it.
func linkFS(t testing.TB, files fstest.MapFS, options Options) (*Site, diag.List) {
	t.Helper()
	if options.Now.IsZero() {
		options.Now = now
	}
	tree, err := source.Read(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, found, err := Link(tree, nil, options)
	if err != nil {
		t.Fatal(err)
	}
	return s, s.Settings.Permit(found, nil)
}

func linkText(t testing.TB, files string) (*Site, diag.List) {
	t.Helper()
	return linkFS(t, overlay(t, files), Options{})
}

func codes(list diag.List) string {
	var all []string
	for _, d := range list {
		all = append(all, d.Code)
	}
	return strings.Join(all, " ")
}

func TestMinimalSiteIsClean(t *testing.T) {
	if _, found := linkText(t, ""); len(found) > 0 {
		t.Errorf("found %v", found)
	}
}

// Every rule of the two rooms gives its own finding on its bad example, that
// one alone, and none on its good one.
func TestExamplesOfRules(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range append(notice.Rules(), Rules()...) {
		t.Run(rule.Code, func(t *testing.T) {
			if seen[rule.Code] {
				t.Error("the code is used twice")
			}
			seen[rule.Code] = true
			if rule.Message.EN == "" || rule.Hint.EN == "" || rule.Why.EN == "" || rule.Message.ZH == "" || rule.Hint.ZH == "" || rule.Why.ZH == "" {
				t.Error("words are missing")
			}
			if rule.Bad == "" || strings.HasPrefix(rule.Bad, "$ ") {
				t.Skip("has a test of its own, or needs another command")
			}
			if _, found := linkText(t, rule.Bad); !strings.Contains(codes(found), rule.Code) {
				t.Errorf("bad example gives %q", codes(found))
			} else if n := len(found); n > 1 && !strings.Contains("L213 L305 L403", rule.Code) {
				t.Errorf("bad example gives %d findings: %v", n, found)
			}
			if _, found := linkText(t, rule.Good); len(found) > 0 {
				t.Errorf("good example gives %v", found)
			}
		})
	}
}
