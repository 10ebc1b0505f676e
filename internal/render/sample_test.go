package render

import (
	"io/fs"
	"os"
	"testing"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// now is the day on which the tests build.
var now = time.Date(2024, 6, 1, 9, 0, 0, 0, time.FixedZone("", 8*3600))

// linked is a site's content, read and linked. Findings are the test's to judge.
func linked(t testing.TB, content fs.FS) *site.Site {
	t.Helper()
	tree, err := source.Read(content, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, problems, err := site.Link(tree, nil, site.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if p.Severity == diag.Error {
			t.Errorf("%s: %s %s", p.Place, p.Code, p.Message.ZH)
		}
	}
	return s
}

// sample is the repository's sample site.
func sample(t testing.TB) *Rendered {
	t.Helper()
	r, err := New(linked(t, os.DirFS("../../content")), os.DirFS("../../layouts"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWriteSample(t *testing.T) {
	out := os.Getenv("GONGKAI_OUT")
	if out == "" {
		t.Skip()
	}
	r := sample(t)
	os.RemoveAll(out)
	if err := os.CopyFS(out, r); err != nil {
		t.Fatal(err)
	}
}
