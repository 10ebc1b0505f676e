package site

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/internal/source"
)

// textEdits is a site whose texts change, and what else stands in its front
// matters.
func textEdits() (fronts map[string]string, bodies []string) {
	fronts = map[string]string{
		"disclosure/notices/1.md":       "index = \"000014349/2024-00002\"",
		"disclosure/notices/2.md":       "replaces = [\"1.md\"]",
		"disclosure/notices/3.md":       "draft = true",
		"disclosure/notices/4/index.md": "attachments = [\"b.pdf\"]",
		"disclosure/finance/1.md":       "image = \"x.png\"",
		"disclosure/finance/2.md":       "publishDate = 2024-07-01",
		"disclosure/finance/3.md":       "index = \"000014349/2024-00002\"",
		"guide/1.md":                    "weight = 2",
		"rules/1.md":                    "",
	}
	bodies = []string{
		"", "正文。", "更长的正文。\n\n又一段。", "## 标题\n\n正文。", "## 标题\n\n## 另一个\n\n[上](#标题)", "[a](1.md)", "[a](1.md#标题)", "[a](../finance/1.md#标题)",
		"[a](4/a.pdf)", "![图](x.png)", "[a](a.pdf) [b](b.pdf)", "[没有](none.md)", "[自己](2.md#标题)\n\n## 标题", "[x](javascript:x) [y](none.md#z)", "[草稿](../notices/3.md)",
	}
	return fronts, bodies
}

// head is the part of a front matter that changes.
func head(t *rapid.T) string {
	title := rapid.SampledFrom([]string{"通知", "公告", "通知\"\nkeywords = [\"甲\"]\nauthor = \"乙"}).Draw(t, "title")
	date := rapid.SampledFrom([]string{"2024-03-01", "2024-02-01", "2024-05-01", "2023-05-01", "2024-04-01T09:00:00+08:00", "2024-07-01"}).Draw(t, "date")
	more := rapid.SampledFrom([]string{"", "", "", "", "validity = \"废止\"\n", "weight = 1\n", "interprets = [\"../notices/1.md\"]\n"}).Draw(t, "more")
	return fmt.Sprintf("title = \"%s\"\ndate = %s\n%s", title, date, more)
}

// A text that is written again, or a front matter, is linked by itself, and the
// site is what a full link would make it.
func TestLinkAgainSharesWhatATextDoesNotTouch(t *testing.T) {
	start := overlay(t, "")
	for _, name := range []string{"disclosure/notices/4/a.pdf", "disclosure/notices/4/b.pdf", "disclosure/finance/x.png", "disclosure/notices/x.png"} {
		start[name] = &fstest.MapFile{Data: []byte("%PDF"), Mode: 0o644}
	}
	fronts, bodies := textEdits()
	shared, links := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		files := maps.Clone(start)
		heads, texts := map[string]string{}, map[string]string{}
		write := func(name string, step int) {
			if step == 0 || rapid.Bool().Draw(t, "text") {
				texts[name] = rapid.SampledFrom(bodies).Draw(t, "body")
			}
			if step == 0 || rapid.Bool().Draw(t, "front") {
				heads[name] = head(t)
			}
			files[name] = &fstest.MapFile{
				Data: fmt.Appendf(nil, "+++\n%s%s\n+++\n%s\n", heads[name], fronts[name], texts[name]),
				Mode: 0o644, ModTime: time.Unix(int64(step), 0),
			}
		}
		names := slices.Sorted(maps.Keys(fronts))
		for _, name := range names {
			write(name, 0)
		}
		tree, err := source.Read(files, nil)
		if err != nil {
			t.Fatal(err)
		}
		options := Options{Now: now, Hidden: true}
		last, _, _ := Link(tree, nil, options)
		for step := range rapid.IntRange(1, 8).Draw(t, "steps") {
			var touched []string
			for range max(1, rapid.IntRange(-2, 2).Draw(t, "edits")) {
				name := rapid.SampledFrom(names).Draw(t, "name")
				write(name, step+1)
				touched = append(touched, name)
			}
			next, err := source.Again(files, tree, touched)
			if err != nil {
				t.Fatal(err)
			}
			site, found, fast := again(next, last, options)
			links++
			if fast {
				shared++
			} else {
				site, found, _ = Link(next, last, options)
			}
			afresh, want, _ := Link(next, nil, options)
			if diff := cmp.Diff(dump(afresh, want), dump(site, found)); diff != "" {
				t.Fatalf("step %d, shared %v (- afresh, + again):\n%s", step, fast, diff)
			}
			checkInvariants(t, site)
			tree, last = next, site
		}
	})
	if shared < links/4 {
		t.Errorf("only %d of %d links shared what was there", shared, links)
	}
	t.Logf("%d of %d links shared", shared, links)
}
