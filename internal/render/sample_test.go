package render

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"gongkai/internal/diag"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// now is the day on which the tests build.
var now = time.Date(2024, 6, 1, 9, 0, 0, 0, time.FixedZone("", 8*3600))

// linked is a site's content, read and linked without an error.
func linked(t testing.TB, content fs.FS, hidden bool) *site.Site {
	t.Helper()
	tree, err := source.Read(content, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, problems, err := site.Link(tree, nil, site.Options{Now: now, Hidden: hidden})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if p.Severity == diag.Error {
			t.Fatalf("%s: %s %s", p.Place, p.Code, p.Message.ZH)
		}
	}
	return s
}

// build is a site's content with the embedded layouts.
func build(t testing.TB, content fs.FS) *Rendered {
	t.Helper()
	r, err := New(linked(t, content, false), os.DirFS("../../layouts"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sample is the repository's sample site.
func sample(t testing.TB) *Rendered {
	t.Helper()
	return build(t, os.DirFS("../../content"))
}

// minimal is the smallest clean site with other files laid over it: names from
// content/ on, each with its text.
func minimal(t testing.TB, files ...string) fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile("../../cmd/gongkai/testdata/minimal.txtar")
	if err != nil {
		t.Fatal(err)
	}
	content := fstest.MapFS{}
	for _, f := range archive.Files {
		content[strings.TrimPrefix(f.Name, "content/")] = &fstest.MapFile{Data: f.Data}
	}
	for i := 0; i < len(files); i += 2 {
		content[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return content
}

// notices is n notices of one column, a day apart, the first the oldest.
func notices(column string, n int) []string {
	var files []string
	for i := range n {
		day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i).Format(time.DateOnly)
		files = append(files, fmt.Sprintf("%s/n%03d.md", column, i+1),
			fmt.Sprintf("+++\ntitle = \"第%d号\"\ndate = %s\nindex = \"000014349/%s-%05d\"\n+++\n正文。\n", i+1, day, day[:4], 100+i))
	}
	return files
}
