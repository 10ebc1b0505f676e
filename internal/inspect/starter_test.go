package inspect

import (
	"os"
	"strings"
	"testing"
)

// What init writes to be replaced is found once the site is no demonstration.
func TestStartersAreFound(t *testing.T) {
	const folder = "../../cmd/gongkai/starter/content/"
	read := func(name string) string {
		text, err := os.ReadFile(folder + name)
		if err != nil {
			t.Fatal(err)
		}
		return strings.NewReplacer("@DATE@", "2024-03-01", "@YEAR@", "2024").Replace(string(text))
	}
	settings := read("site.toml")
	public := strings.Replace(settings, "sample   = true", "sample   = false", 1)
	if public == settings {
		t.Fatal("the first site.toml has no sample")
	}
	pages := "-- content/guide/index.md --\n" + read("guide/index.md") + "-- content/disclosure/notices/2024-03-01-1.md --\n" + read("disclosure/notices/DAY.md")
	for _, test := range []struct {
		site string
		want int
	}{
		{"-- content/site.toml --\n" + settings + pages, 0},
		{"-- content/site.toml --\n" + public + pages, 6},
		{pages, 2},
	} {
		s, tree := linked(t, test.site)
		found, _ := new(Gates).Look(s, tree, &Scans{}, day)
		if n := strings.Count(codes(found), "I007"); n != test.want {
			t.Errorf("%d findings, want %d: %s", n, test.want, codes(found))
		}
	}
}
