package site

import (
	"strings"
	"testing"
	"testing/fstest"

	"gongkai/internal/source"
)

func FuzzSettings(f *testing.F) {
	minimal := overlay(f, "")
	f.Add(string(minimal[settingsFile].Data))
	for _, rule := range Rules() {
		for _, text := range []string{rule.Bad, rule.Good} {
			if _, after, ok := strings.Cut(text, "-- content/site.toml --\n"); ok {
				settings, _, _ := strings.Cut(after, "\n-- ")
				f.Add(settings)
			}
		}
	}
	f.Fuzz(func(t *testing.T, settings string) {
		minimal[settingsFile] = &fstest.MapFile{Data: []byte(settings)}
		s, found := linkFS(t, minimal, Options{})
		if s.Settings == nil || s.Settings.Zone == nil {
			t.Fatal("no settings")
		}
		if base := s.Settings.BaseURL; base != "" && !strings.HasSuffix(base, "/") {
			t.Errorf("base_url %q", base)
		}
		for _, c := range s.Columns {
			if columnFault(c.Path).ZH != "" && s.Settings.data != nil && !s.Settings.misplaced {
				t.Errorf("column %q", c.Path)
			}
		}
		for _, d := range found {
			if d.Message.ZH == "" || d.Message.EN == "" {
				t.Errorf("%s says nothing", d.Code)
			}
		}
	})
}

// Whatever a link says, it leads to something that is published, or a finding
// says why not; and a fix that is offered mends it.
func FuzzLink(f *testing.F) {
	for _, seed := range []string{
		"other.md", "other.md#一、范围", "#", "?", "..", "../..", "/", "//a", "plan/", "plan/附件2.pdf", "a b.md", "<a b.md>", "%2e%2e/", "a%00.md", "Other.md",
		"https://example.com/", "mailto:a@b", "../../report/2023.xlsx", "../../catalogue/", "index.html", "plan/../other.md", "other.html?x#y", "\\..\\x", "CON",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, destination string) {
		s, found := linkFS(t, linked(t, "", "["+"a]("+destination+")"), Options{})
		checkAddresses(t, s)
		p := s.Page("disclosure/notices/a.html")
		if p == nil {
			return // refused as a whole
		}
		for i, target := range p.Targets {
			switch {
			case target.Missing && len(beyond(found)) == 0:
				t.Errorf("%q is missing, and nothing says so", p.Body.Links[i].Destination)
			case target.Address != "" && !published(s, target.Address):
				t.Errorf("%q leads to %q, which isn't there", p.Body.Links[i].Destination, target.Address)
			}
		}
	})
}

// published tells the addresses that a site has.
func published(s *Site, address string) bool {
	for _, a := range s.Files {
		if a.Address == address {
			return true
		}
	}
	for _, c := range append([]*Column{s.Rules, s.Reports}, s.Columns...) {
		if c != nil && c.Address == address {
			return true
		}
	}
	switch address {
	case "index.html", "disclosure/index.html", "catalogue/index.html", "sitemap.html", "report/2023.json", "report/2023.csv", "report/2023.xlsx":
		return true
	}
	return s.Page(address) != nil
}

// Places are not kept: the file says where a key is.
func TestPlaceReadsTheFileAgain(t *testing.T) {
	tree, err := source.Read(with(t, map[string]*fstest.MapFile{notices + "a.md": page("", "")}), nil)
	if err != nil {
		t.Fatal(err)
	}
	s, _, _ := Link(tree, nil, Options{Now: now})
	p := s.Page("disclosure/notices/a.html")
	if place := p.Place("date"); place.Line != 3 || place.Column != 8 {
		t.Error(place)
	}
	if place := p.Place("nothing"); place.File != "content/disclosure/notices/a.md" {
		t.Error(place)
	}
}
