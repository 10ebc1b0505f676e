package render

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

// Whatever is changed: where the bytes differ, the key differs.
func TestAKeyCoversAllThatAPageReads(t *testing.T) {
	base := minimal(t, notices("disclosure/notices", 25)...)
	base["disclosure/finance/2024-01-04-1/index.md"] = &fstest.MapFile{Data: []byte("+++\ntitle = \"带附件\"\ndate = 2024-01-05\nindex = \"000014349/2024-00077\"\naliases = [\"old.html\"]\n+++\n见[通知](../../notices/n003.md)。\n\n![表](t.csv)\n")}
	base["disclosure/finance/2024-01-04-1/t.csv"] = &fstest.MapFile{Data: []byte("a,b\n1,2\n")}
	delete(base, "disclosure/finance/2024-01-04-1.md")
	edits := map[string]func(content fstest.MapFS, n int){
		"nothing": func(fstest.MapFS, int) {},
		"text of a notice": func(c fstest.MapFS, n int) {
			name := fmt.Sprintf("disclosure/notices/n%03d.md", n+1)
			c[name] = &fstest.MapFile{Data: append(bytes.Clone(c[name].Data), "又一段。\n"...)}
		},
		"title of a notice": func(c fstest.MapFS, n int) {
			name := fmt.Sprintf("disclosure/notices/n%03d.md", n+1)
			c[name] = &fstest.MapFile{Data: bytes.Replace(c[name].Data, []byte("第"), []byte("第改"), 1)}
		},
		"address of a notice": func(c fstest.MapFS, n int) {
			name := fmt.Sprintf("disclosure/notices/n%03d.md", n+1)
			if n != 2 && c[name] != nil {
				c[strings.Replace(name, "/n0", "/m0", 1)] = c[name]
				delete(c, name)
			}
		},
		"slug of the linked notice": func(c fstest.MapFS, _ int) {
			c["disclosure/notices/n003.md"] = &fstest.MapFile{Data: bytes.Replace(c["disclosure/notices/n003.md"].Data, []byte("+++\ntitle"), []byte("+++\nslug = \"renamed\"\ntitle"), 1)}
		},
		"one notice less": func(c fstest.MapFS, n int) {
			if n != 2 {
				delete(c, fmt.Sprintf("disclosure/notices/n%03d.md", n+1))
			}
		},
		"attachment": func(c fstest.MapFS, n int) {
			c["disclosure/finance/2024-01-04-1/t.csv"] = &fstest.MapFile{Data: []byte(strings.Repeat("a,b\n", n+3))}
		},
		"figure": func(c fstest.MapFS, _ int) {
			c["report/2023.toml"] = &fstest.MapFile{Data: bytes.Replace(c["report/2023.toml"].Data, []byte("licences  = 0"), []byte("licences  = 7"), 1)}
		},
		"settings": func(c fstest.MapFS, n int) {
			old := []string{"示例县示例路1号", `name        = "财政资金"`, "https://example.com/", "通知公告"}[n%4]
			c["site.toml"] = &fstest.MapFile{Data: bytes.Replace(c["site.toml"].Data, []byte(old), []byte(strings.Replace(strings.Replace(old, "示例路", "新路", 1), "资金", "收支", 1)), 1)}
		},
	}
	names := []string{}
	for name := range edits {
		names = append(names, name)
	}
	slices.Sort(names)
	before := build(t, base)
	was := map[string][]byte{}
	for _, name := range before.Paths() {
		was[name], _ = before.ReadFile(name)
	}
	rapid.Check(t, func(t2 *rapid.T) {
		content := fstest.MapFS{}
		for name, f := range base {
			content[name] = f
		}
		for range rapid.IntRange(0, 3).Draw(t2, "edits") {
			edit := rapid.SampledFrom(names).Draw(t2, "edit")
			n := rapid.IntRange(0, 24).Draw(t2, "n")
			func() {
				defer func() { recover() }() // an edit of what an earlier one took away
				edits[edit](content, n)
			}()
		}
		after, err := New(linked(t, content, false), embedded, Options{Previous: before})
		if err != nil {
			t2.Fatal(err)
		}
		for _, name := range after.Paths() {
			was, ok := was[name]
			if !ok {
				continue
			}
			is, err := after.ReadFile(name)
			if err != nil {
				t2.Fatal(err)
			}
			if !bytes.Equal(was, is) && before.Key(name) == after.Key(name) {
				t2.Errorf("%s changed, and its key did not", name)
			}
		}
	})
}

func TestAKeyIsTheSameForTheSamePage(t *testing.T) {
	a, b := sample(t), sample(t)
	for _, name := range a.Paths() {
		if a.Key(name) != b.Key(name) {
			t.Errorf("%s has another key in another run", name)
		}
	}
	other, err := New(a.site, embedded, Options{Version: "next"})
	if err != nil {
		t.Fatal(err)
	}
	if other.Key("index.html") == a.Key("index.html") {
		t.Error("the version is not in the key")
	}
}

// A new text changes the key of its own page, and of what the search knows of
// its segment: its text, the keys, and the two files that name its version.
func TestAnEditChangesFewKeys(t *testing.T) {
	content := minimal(t, notices("disclosure/notices", 45)...)
	before := build(t, content)
	content["disclosure/notices/n010.md"] = &fstest.MapFile{Data: append(bytes.Clone(content["disclosure/notices/n010.md"].Data), "又。\n"...)}
	after := build(t, content)
	var changed []string
	for _, name := range after.Paths() {
		if before.Key(name) != after.Key(name) {
			changed = append(changed, name)
		}
	}
	segment := regexp.MustCompile(`^search/[0-9-]+/`)
	segments, texts := map[string]bool{}, 0
	others := slices.DeleteFunc(slices.Clone(changed), func(name string) bool {
		folder := segment.FindString(name)
		if strings.HasPrefix(name, folder+"t") && folder != "" {
			texts++
		}
		segments[folder] = true
		return folder != ""
	})
	delete(segments, "")
	if !slices.Equal(others, []string{"disclosure/notices/n010.html", "search/index.html", "search/segments.js"}) || len(segments) != 1 || texts != 1 {
		t.Errorf("changed: %q", changed)
	}
}
