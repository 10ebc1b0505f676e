package site

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"gongkai/internal/source"
)

// corpus is a site of n notices in twelve columns over ten years: 900
// characters each, one in five with a table, one in ten with an attachment,
// each linked to the one before.
func corpus(t testing.TB, n int) fstest.MapFS {
	t.Helper()
	files := overlay(t, "")
	settings := string(files["site.toml"].Data)
	for c := range 12 {
		settings += fmt.Sprintf("[[column]]\npath = \"disclosure/c%02d\"\nname = \"栏目%d\"\n", c, c)
	}
	files["site.toml"] = &fstest.MapFile{Data: []byte(settings)}
	paragraph := strings.Repeat("为做好统计调查工作，现将有关事项通知如下，请认真执行。", 4) + "\n\n"
	for i := range n {
		year := 2014 + i%10
		var b strings.Builder
		fmt.Fprintf(&b, "+++\ntitle = \"关于开展第%d次统计调查的通知\"\ndate = %d-%02d-%02d\nindex = \"000014349/%d-%05d\"\nsubject = \"综合政务/政务公开\"\ngenre = \"通知\"\nvalidity = \"有效\"\nkeywords = [\"统计\", \"调查\"]\n+++\n", i, year, i%12+1, i%28+1, year, 100+i)
		for p := range 8 {
			fmt.Fprintf(&b, "## 第%d部分\n\n%s", p, paragraph)
		}
		if i%5 == 0 {
			b.WriteString("| 项目 | 金额 |\n|---|---|\n" + strings.Repeat("| 道路 | 12 |\n", 10))
		}
		if i >= 12 {
			fmt.Fprintf(&b, "\n见[上一篇](%d.md#第1部分)。\n", i-12)
		}
		folder := fmt.Sprintf("disclosure/c%02d/", i%12)
		if i%10 == 0 {
			fmt.Fprintf(&b, "\n见[附件](%d.pdf)。\n", i)
			files[fmt.Sprintf("%s%d.pdf", folder, i)] = &fstest.MapFile{Data: []byte("%PDF")}
		}
		files[fmt.Sprintf("%s%d.md", folder, i)] = &fstest.MapFile{Data: []byte(b.String())}
	}
	return files
}

func benchmarkLink(b *testing.B, n int) {
	files := corpus(b, n)
	tree, err := source.Read(files, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		s, found, err := Link(tree, nil, Options{Now: now})
		if err != nil || len(found) > 0 || len(s.all) < n {
			b.Fatal(err, len(found))
		}
	}
	b.StopTimer()
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/notice")
	b.ReportMetric(retained(b, tree)/float64(n), "B/notice")
}

// retained is the memory that a linked site holds.
func retained(b *testing.B, tree *source.Tree) float64 {
	b.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s, _, _ := Link(tree, nil, Options{Now: now})
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(s)
	return float64(after.HeapAlloc) - float64(before.HeapAlloc)
}

func BenchmarkLink1k(b *testing.B)  { benchmarkLink(b, 1000) }
func BenchmarkLink10k(b *testing.B) { benchmarkLink(b, 10000) }

// What a save costs beyond reading the one file that changed.
func BenchmarkLinkAgain10k(b *testing.B) {
	tree, err := source.Read(corpus(b, 10000), nil)
	if err != nil {
		b.Fatal(err)
	}
	last, _, _ := Link(tree, nil, Options{Now: now})
	for b.Loop() {
		last, _, _ = Link(tree, last, Options{Now: now})
	}
}
