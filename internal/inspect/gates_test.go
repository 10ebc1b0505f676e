package inspect

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/internal/diag"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// Gate and Approvals are what a look without a memory finds.
func Gate(s *site.Site, tree *source.Tree, scans *Scans) diag.List {
	found, _ := new(Gates).Look(s, tree, scans, day)
	return found
}

func Approvals(s *site.Site, tree *source.Tree, scans *Scans, now time.Time) diag.List {
	_, reviews := new(Gates).Look(s, tree, scans, now)
	return reviews
}

// saves is a site that is written at, and what its files may say.
func saves() map[string][]string {
	front := func(more, text string) string {
		return "+++\ntitle = \"关于调查情况的通知\"\ndate = 2024-03-01\n" + more + "+++\n" + text + "\n"
	}
	texts := []string{
		front("", "正文。"), front("", "联系电话：13800000000。"), front("", "截止目前，另见[表](a.csv)。"), front("", "见[表](b.csv)。"), front("draft = true\n", "13800000000，[表](a.csv)。"),
		front("expiryDate = 2024-04-01\n", "13800000000。"), front("publishDate = 2024-06-02\n", "正文。"),
		front("[[waive]]\nkind = \"mobile\"\nhash = \"785cfda7963c\"\nreason = \"值班\"\nby = \"甲\"\n", "13800000000，见[表](a.csv)。"), "",
	}
	review := func(when string) string {
		return "[[review]]\nrole = \"初审\"\nby = \"甲\"\ntime = " + when + "\nopinion = \"pass\"\nhash = \"" + fmt.Sprintf("%x", sha256.Sum256([]byte(texts[0]))) + "\"\n"
	}
	tables := []string{"甲,乙\n", "某,13800000000\n", "某,13900000000\n", ""}
	records := []string{"", review("2024-03-01T09:00:00+08:00"), review("2024-06-01T12:00:00+08:00"), review("2024-06-01T12:00:00+08:00"), "[[review]]\n"}
	files := map[string][]string{}
	for _, name := range []string{"a", "b"} {
		files["disclosure/notices/"+name+".csv"] = tables
		files["disclosure/notices/"+name+".md"] = texts
		files["disclosure/notices/13700000000"+name+".md"] = texts
		files["disclosure/notices/"+name+".approval.toml"] = records
	}
	return files
}

// What is remembered of the last look makes no difference to what is found.
func TestGatesRemember(t *testing.T) {
	settings := []string{"", "[review]\nlevels = [\"初审\"]\n", "[review]\nlevels = [\"初审\"]\n", "telephone = \"13800000000\"\n"}
	shared, looked := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		content := fstest.MapFS{}
		version := 0
		write := func(name, text string) {
			version++
			if text == "" {
				delete(content, name)
				return
			}
			content[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644, ModTime: day.Add(time.Duration(version) * time.Second)}
		}
		write("words.toml", "[[word]]\nwrong = \"截止目前\"\nright = \"截至目前\"\n")
		base := "title = \"公开\"\n[agency]\nname = \"示例县统计局\"\n%s[[column]]\npath = \"disclosure/notices\"\nname = \"通知\"\n"
		write("site.toml", fmt.Sprintf(base, ""))
		possible := saves()
		names := slices.Sorted(maps.Keys(possible))
		now, gates, scans := day, new(Gates), &Scans{}
		var last *site.Site
		var tree *source.Tree
		for range rapid.IntRange(1, 12).Draw(t, "looks") {
			var touched []string
			for range rapid.IntRange(0, 3).Draw(t, "saves") {
				name := rapid.SampledFrom(names).Draw(t, "name")
				write(name, rapid.SampledFrom(possible[name]).Draw(t, "text"))
				touched = append(touched, name)
			}
			if rapid.IntRange(0, 5).Draw(t, "settings") == 0 {
				write("site.toml", fmt.Sprintf(base, rapid.SampledFrom(settings).Draw(t, "setting")))
				touched = append(touched, "site.toml")
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 4).Draw(t, "hours")) * time.Hour)
			var err error
			if tree == nil {
				tree, err = source.Read(content, nil)
			} else {
				tree, err = source.Again(content, tree, touched)
			}
			if err != nil {
				t.Fatal(err)
			}
			words, _ := ReadWords(tree.File(WordsFile))
			options := site.Options{Now: now, Hidden: true, Examine: Examiner(words)}
			if last, _, err = site.Link(tree, last, options); err != nil {
				t.Fatal(err)
			}
			before := gates.said
			found, reviews := gates.Look(last, tree, scans, now)
			for i, said := range gates.said {
				looked++
				if i < len(before) && said != nil && before[i] == said {
					shared++
				}
			}
			want, wantReviews := new(Gates).Look(last, tree, &Scans{}, now)
			order(found, reviews, want, wantReviews)
			if diff := gocmp.Diff(want, found) + gocmp.Diff(wantReviews, reviews); diff != "" {
				t.Fatalf("(- without, + with the memory):\n%s", diff)
			}
		}
	})
	if shared < looked/20 {
		t.Errorf("of %d pages that were looked at, only %d had been", looked, shared)
	}
}

func order(lists ...diag.List) {
	for _, list := range lists {
		list.Sort()
		slices.SortStableFunc(list, func(a, b diag.Diagnostic) int {
			return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message.ZH, b.Message.ZH))
		})
	}
}

// A review whose time has come is looked at again, though nothing was saved.
func TestGatesRememberUntilATimeHasCome(t *testing.T) {
	files := saves()
	name := "disclosure/notices/a.md"
	s, tree := linked(t, "-- content/site.toml --\ntitle = \"公开\"\n[agency]\nname = \"示例县统计局\"\n[review]\nlevels = [\"初审\"]\n[[column]]\npath = \"disclosure/notices\"\nname = \"通知\"\n"+
		"-- content/"+name+" --\n"+files[name][0]+"-- content/disclosure/notices/a.approval.toml --\n"+files["disclosure/notices/a.approval.toml"][2])
	gates, scans := new(Gates), &Scans{}
	for i, want := range []string{"A004", "A004", "A010"} { // at 10, 11 and 12
		if _, reviews := gates.Look(s, tree, scans, day.Add(time.Duration(i+1)*time.Hour)); codes(reviews) != want {
			t.Errorf("%d h later: %s, not %s", i+1, codes(reviews), want)
		}
	}
}
