package site

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// dump is everything of a site that a room above can see.
func dump(s *Site, found diag.List) string {
	var b strings.Builder
	name := func(p *Page) string {
		if p == nil {
			return "-"
		}
		return fmt.Sprint(p.Address, " ", p.Title, " ", p.Date)
	}
	names := func(pages []*Page) string {
		var all []string
		for _, p := range pages {
			all = append(all, name(p))
		}
		return strings.Join(all, " ")
	}
	column := func(c *Column) {
		if c != nil {
			fmt.Fprintf(&b, "column %s %s intro %s: %s\n", c.Path, c.Name, name(c.Intro), names(c.Pages))
		}
	}
	fmt.Fprintf(&b, "home %s guide %s request %s latest %v due %v\n", name(s.Home), names(s.Guide), names(s.Request), s.Latest, s.Due)
	for _, c := range append([]*Column{s.Rules, s.Reports}, s.Columns...) {
		column(c)
	}
	for _, w := range s.Withheld {
		fmt.Fprintln(&b, "withheld", w.File.Path, w.Reason, w.Until)
	}
	for _, a := range s.Files {
		fmt.Fprintln(&b, "file", a.Address, a.Title)
	}
	for _, address := range slices.Sorted(maps.Keys(s.pages)) {
		p := s.Page(address)
		fmt.Fprintf(&b, "page %s %x %s %v < %s > %s %v %v %s %s %s %s\n", address, p.Digest(), p.Title, p.Hidden, name(p.Older), name(p.Newer),
			p.Targets, p.Redirects, names(p.Replaces), names(p.ReplacedBy), names(p.Interprets), names(p.InterpretedBy))
		for _, a := range p.Attachments {
			fmt.Fprintln(&b, "  attached", a.Address, a.Title)
		}
	}
	for _, d := range found {
		fmt.Fprintln(&b, d.Place, d.Code, d.Severity, d.Message.ZH, d.Hint.ZH, len(d.Related), d.Fix)
	}
	return b.String()
}

// edit changes one file of a tree, as staff do: a notice added, changed, made
// a draft, linked, renamed, given a folder, or removed; the settings too.
func edit(t *rapid.T, files fstest.MapFS, settings string, step int) {
	column := rapid.SampledFrom([]string{"disclosure/notices", "disclosure/finance", "rules", "guide"}).Draw(t, "column")
	name := fmt.Sprintf("%s/%d.md", column, rapid.IntRange(1, 4).Draw(t, "name"))
	if rapid.IntRange(0, 3).Draw(t, "folder") == 0 {
		name = strings.TrimSuffix(name, ".md") + "/" + rapid.SampledFrom([]string{"index.md", "a.pdf", "b.md"}).Draw(t, "inner")
	}
	write := func(name, text string) {
		files[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644, ModTime: time.Unix(int64(step), 0)}
	}
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0, 1:
		delete(files, name)
	case 2:
		if rapid.Bool().Draw(t, "broken") {
			settings = strings.Replace(settings, "disclosure/finance", rapid.SampledFrom([]string{"disclosure/else", "finance"}).Draw(t, "path"), 1)
		}
		write(settingsFile, settings)
	case 3:
		write(fmt.Sprintf("report/%d.md", rapid.IntRange(2021, 2023).Draw(t, "year")), "+++\ntitle = \"年报\"\ndate = 2024-01-20\n+++\n## 一、总体情况\n\n公开 {{ disclosed.count }} 条。\n")
	default:
		front := rapid.SampledFrom([]string{
			"", "draft = true", "publishDate = 2024-07-01", "expiryDate = 2024-06-02", "slug = \"1\"", "aliases = [\"old.html\"]",
			"replaces = [\"2.md\"]", "interprets = [\"../finance/1.md\"]", "index = \"000014349/2024-00002\"", "validity = \"废止\"", "weight = 2", "titel = 1",
			"attachments = [\"a.pdf\"]", "image = \"1/a.pdf\"",
		}).Draw(t, "front")
		body := rapid.SampledFrom([]string{"", "[a](1.md)", "[a](2.md#标题)", "## 标题\n\n正文。", "[a](1/)", "[a](1/a.pdf)", "[a](../finance/3.md)", "[a](../../guide/1.md)", "![a](x.png)"}).Draw(t, "body")
		year := rapid.IntRange(2023, 2024).Draw(t, "year")
		write(name, fmt.Sprintf("+++\ntitle = \"通知\"\ndate = %d-03-01\n%s\n+++\n%s\n", year, front, body))
	}
}

// Linking again after any edits equals linking afresh.
func TestLinkAgainEqualsLinkAfresh(t *testing.T) {
	start := overlay(t, "")
	rapid.Check(t, func(t *rapid.T) {
		files := maps.Clone(start)
		var tree *source.Tree
		var last *Site
		for step := range rapid.IntRange(1, 6).Draw(t, "steps") {
			for range rapid.IntRange(1, 3).Draw(t, "edits") {
				edit(t, files, string(start[settingsFile].Data), step+1)
			}
			next, err := source.Read(files, tree)
			if err != nil {
				t.Fatal(err)
			}
			options := Options{Now: now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "days")) * 24 * time.Hour), Hidden: rapid.Bool().Draw(t, "hidden")}
			again, foundAgain, _ := Link(next, last, options)
			afresh, found, _ := Link(next, nil, options)
			if diff := cmp.Diff(dump(afresh, found), dump(again, foundAgain)); diff != "" {
				t.Fatalf("step %d (- afresh, + again):\n%s", step, diff)
			}
			checkInvariants(t, afresh)
			tree, last = next, again
		}
	})
}

// checkInvariants: what must hold of any site, right or wrong.
func checkInvariants(t *rapid.T, s *Site) {
	for address := range s.pages {
		p := s.Page(address)
		if p.Address != address || len(p.Targets) != len(p.Body.Links) {
			t.Errorf("%s: address %s, %d targets of %d links", address, p.Address, len(p.Targets), len(p.Body.Links))
		}
		for _, target := range p.Targets {
			if (target.Address != "") == (target.External != "" || target.Missing) {
				t.Errorf("%s: target %+v", address, target)
			}
		}
	}
	if !slices.IsSortedFunc(s.Files, func(a, b Asset) int { return strings.Compare(a.Address, b.Address) }) {
		t.Error("the files are not in order")
	}
}

// A page that did not change is not read again.
func TestUnchangedPagesAreShared(t *testing.T) {
	files := overlay(t, "")
	tree, err := source.Read(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	last, _, _ := Link(tree, nil, Options{Now: now})
	files[notices+"a.md"] = page("", "")
	next, err := source.Read(files, tree)
	if err != nil {
		t.Fatal(err)
	}
	s, _, _ := Link(next, last, Options{Now: now})
	const address = "disclosure/notices/2024-01-03-1.html"
	if s.Page(address).Notice != last.Page(address).Notice {
		t.Error("it was read again")
	}
}

// The result doesn't depend on how many cores there are.
func TestCoresDoNotMatter(t *testing.T) {
	files := linked(t, "", "[a](no.md) [b](other.md) [c](ohter.md)")
	link := func(cores int) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		s, found := linkFS(t, files, Options{})
		return dump(s, found)
	}
	one := link(1)
	for range 5 {
		if diff := cmp.Diff(one, link(8)); diff != "" {
			t.Fatal(diff)
		}
	}
}
