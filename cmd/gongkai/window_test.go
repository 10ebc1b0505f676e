package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/preview"
)

var notices = flag.Int("notices", 0, "the size of the site in BenchmarkSave; 0 is 1,000 and 10,000")

// corpus is a site of n notices in twelve columns over ten years, one in five
// with a table, each linked to one before it.
func corpus(t testing.TB, n int) string {
	t.Helper()
	dir := t.TempDir()
	layMinimal(t, dir)
	settings := filepath.Join(dir, "content", "site.toml")
	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	for c := range 12 {
		text = fmt.Appendf(text, "[[column]]\npath = \"disclosure/c%02d\"\nname = \"栏目%d\"\ndescription = \"第%d个栏目\"\nkeywords = [\"栏目\"]\n", c, c, c)
		if err := os.MkdirAll(filepath.Join(dir, "content", "disclosure", fmt.Sprintf("c%02d", c)), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(settings, text, 0o644); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := os.WriteFile(filepath.Join(dir, "content", corpusFile(i)), []byte(corpusNotice(i, "初稿")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func corpusFile(i int) string { return fmt.Sprintf("disclosure/c%02d/%d.md", i%12, i) }

func corpusNotice(i int, version string) string {
	var b strings.Builder
	year := 2014 + i%10
	fmt.Fprintf(&b, "+++\ntitle = \"关于开展第%d次调查的通知\"\ndate = %d-%02d-%02d\nindex = \"000014349/%d-%05d\"\nkeywords = [\"统计\", \"调查\"]\n+++\n%s。\n\n", i, year, i%12+1, i%28+1, year, 100+i, version)
	b.WriteString(strings.Repeat("为做好统计调查工作，现将有关事项通知如下，请认真执行。", 30))
	if i%5 == 0 {
		b.WriteString("\n\n| 项目 | 金额 |\n|---|---|\n" + strings.Repeat("| 道路 | 12 |\n", 10))
	}
	if i >= 12 {
		fmt.Fprintf(&b, "\n\n见[上一篇](%d.md)。\n", i-12)
	}
	return b.String()
}

// BenchmarkSave is what a save costs, from the file to its page: the folder is
// looked at, the site linked, the page rendered.
func BenchmarkSave(b *testing.B) {
	sizes := []int{1000, 10000}
	if *notices > 0 {
		sizes = []int{*notices}
	}
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := corpus(b, n)
			p := &process{siteDir: dir, started: time.Now(), clock: time.Now}
			w := &window{process: p}
			defer w.close()
			if e := w.look(nil); e.Pages == nil || e.Findings.Count(diag.Error) > 0 {
				b.Fatal(e.Failure, e.Findings[0])
			}
			file := corpusFile(n / 2)
			address := strings.TrimSuffix(file, ".md") + ".html"
			for i := 0; b.Loop(); i++ {
				if err := os.WriteFile(filepath.Join(dir, "content", file), []byte(corpusNotice(n/2, fmt.Sprint("第", i, "稿"))), 0o644); err != nil {
					b.Fatal(err)
				}
				e := w.look([]string{"content/" + file})
				f, err := e.Pages.Open(address)
				if err != nil || len(e.Changed) != 1 {
					b.Fatal(err, e.Changed)
				}
				f.Close()
			}
		})
	}
}

// A site that is given layouts while it is previewed goes on putting its texts
// aside, and reads those that it had.
func TestTextsStayAsideWhenTheFolderMoves(t *testing.T) {
	dir := corpus(t, 3)
	w := &window{process: &process{siteDir: dir, started: time.Now(), clock: time.Now}}
	defer w.close()
	address := strings.TrimSuffix(corpusFile(0), ".md") + ".html"
	before := w.look(nil)
	if err := os.Mkdir(filepath.Join(dir, "layouts"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "content", corpusFile(1)), []byte(corpusNotice(1, "第二稿")), 0o644); err != nil {
		t.Fatal(err)
	}
	after := w.look(nil)
	if body := w.site.Page(address).Body; body.HTML != nil || body.Len() == 0 {
		t.Error("the text stays in memory")
	}
	for _, e := range []*preview.Edition{before, after} {
		html, err := fs.ReadFile(e.Pages, address)
		if err != nil || !strings.Contains(string(html), "初稿") {
			t.Errorf("the text is lost: %v", err)
		}
	}
}
