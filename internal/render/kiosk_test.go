package render

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func kioskOf(t *testing.T, r *Rendered) *Kiosk {
	t.Helper()
	return r.find(kioskFile).data(true).(*Kiosk)
}

func periodNotice(title, date, from, to string) string {
	return "+++\ntitle = \"" + title + "\"\ndate = " + date + "\nindex = \"000014349/" + date[:4] + "-00" + date[5:7] + date[8:10][1:] + "\"\nnotice_period = { from = " + from + ", to = " + to + " }\n+++\n公示。\n"
}

// The browser says which periods run; the board holds all that may, and no others.
func TestTheBoardHoldsEveryPeriodThatMayRun(t *testing.T) {
	r := build(t, minimal(t,
		"disclosure/finance/a.md", periodNotice("早已结束的公示", "2024-01-02", "2024-01-02", "2024-01-08"),
		"disclosure/finance/b.md", periodNotice("后结束的公示", "2024-05-03", "2024-05-03", "2024-06-30"),
		"disclosure/finance/c.md", periodNotice("先结束的公示", "2024-05-04", "2024-05-06", "2024-06-03"),
		"disclosure/finance/d.md", periodNotice("最新一天结束的公示", "2024-05-05", "2024-05-05", "2024-05-05"),
	))
	var titles []string
	for _, item := range kioskOf(t, r).Periods {
		titles = append(titles, item.Title)
	}
	want := []string{"最新一天结束的公示", "先结束的公示", "后结束的公示"}
	if !slices.Equal(titles, want) {
		t.Errorf("periods %q, not %q", titles, want)
	}
}

// Every page can be found by its title: the scripts that the board names hold
// each page of the site once, in order.
func TestTitlesOfEveryPageAreAtHand(t *testing.T) {
	r := sample(t)
	k := kioskOf(t, r)
	found := map[string]string{}
	for _, u := range k.Titles {
		name, _, _ := strings.Cut(strings.TrimPrefix(string(u), "../"), "?")
		if !slices.Contains(r.Paths(), name) {
			t.Fatalf("%s is not a file of the site", name)
		}
		b, err := r.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		list, ok := strings.CutPrefix(string(b), "gongkaiTitles(")
		list, closed := strings.CutSuffix(list, ");\n")
		var lines [][3]string
		if err := json.Unmarshal([]byte(list), &lines); !ok || !closed || err != nil {
			t.Fatalf("%s: %v: %s", name, err, b)
		}
		for i, line := range lines {
			if _, twice := found[line[1]]; twice {
				t.Errorf("%s: %s stands twice", name, line[1])
			}
			found[line[1]] = line[0]
			if i > 0 && line[2] > lines[i-1][2] {
				t.Errorf("%s: %s is newer than the line before", name, line[1])
			}
		}
	}
	n := 0
	for p := range r.pages() {
		n++
		if found[p.Address] != p.Title {
			t.Errorf("%s has the title %q on the board", p.Address, found[p.Address])
		}
	}
	if n != len(found) || n == 0 {
		t.Errorf("%d titles of %d pages", len(found), n)
	}
	for _, name := range []string{"kiosk/titles-1900.js", "kiosk/titles-02023.js", "kiosk/titles-x.js", "kiosk/titles-.js"} {
		if _, err := r.Open(name); err == nil {
			t.Errorf("%s can be opened", name)
		}
	}
}

// A title that looks like a script stays a string of it.
func TestTitlesCannotEndTheirScript(t *testing.T) {
	r := build(t, minimal(t, "disclosure/finance/a.md",
		"+++\ntitle = \"</script>\\\"]);关于\"\ndate = 2024-05-05\nindex = \"000014349/2024-00077\"\n+++\n公示。\n"))
	b, err := r.ReadFile(titlesAddress(2024))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), "</script") {
		t.Errorf("the title stands in the script as it is: %s", b)
	}
}
