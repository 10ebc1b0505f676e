package report

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gongkai/internal/diag"
)

// invented is the built-in forms and one more, which is a data file alone.
func invented(t testing.TB) library {
	t.Helper()
	forms, err := load(os.DirFS("testdata"), "forms")
	if err != nil {
		t.Fatal(err)
	}
	return append(slices.Clone(builtin()), forms...)
}

const figures2031 = `[visits]
waiting = [1, 0]
came = [10, 5]
served.guided = [8, 4]
served.alone = [2, 0]
left = [1, 1]
[money]
repairs = [1200.50, -3]
gifts = 3.50
gifts_unit = "万元"
[appeals]
first = [1, 2]
again = [0, 0, 0]
`

func TestAFormIsDataAlone(t *testing.T) {
	forms := invented(t)
	if forms.of(2030).ID != "2021" || forms.of(2031).ID != "2031" {
		t.Fatal("the new form doesn't govern its years")
	}
	read := func(text string, year int) (*Report, diag.List) { return forms.decode(parse(t, text), year, false) }
	r, problems := read(figures2031, 2031)
	if len(problems) > 0 {
		t.Fatal(outline(problems))
	}
	for name, want := range map[string]string{
		"visits.came.sum": "15", "visits.served.all.adults": "10", "visits.served.all.sum": "14",
		"money.repairs.plan": "1200.50", "money.repairs.change": "-3", "money.gifts": "3.50万元", "appeals.first.sum": "3",
	} {
		if cell, _, _ := r.Cell(name); cell.Text != want {
			t.Errorf("%s is %s, want %s", name, cell.Text, want)
		}
	}
	for _, test := range []struct{ name, from, to, want string }{
		{"balance", "came = [10, 5]", "came = [11, 5]", "R204 1"},
		{"row", "again = [0, 0, 0]", "again = [0, 0, 1]", "R201 1"},
		{"culprit", "came = [10, 5]", "came = [10, 5, 16]", "R203 16"},
		{"missing", "left = [1, 1]\n", "", "R003 visits"},
		{"unit", "万元", "块", `R008 "块"`},
		{"negative", "1200.50, -3", "-1200.50, -3", "R103 -1200.50"},
	} {
		_, problems := read(edit(t, figures2031, test.from, test.to), 2031)
		if got := outline(problems); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}

	var captions []string
	for _, table := range r.Tables() {
		expand(t, table.Head, len(table.Columns))
		expand(t, table.Body, len(table.Columns))
		captions = append(captions, table.Caption)
	}
	if got := strings.Join(captions, " "); got != "来访情况（2031年，单位：人次） 经费情况（2031年） 申诉情况（2031年）" {
		t.Error(got)
	}

	for _, way := range []struct {
		name string
		read func() (*Report, error)
	}{
		{"JSON", func() (*Report, error) { r, _, err := forms.fromJSON(r.JSON("示例馆")); return r, err }},
		{"CSV", func() (*Report, error) { return forms.fromCSV(r.CSV(), 2031) }},
	} {
		again, err := way.read()
		if err != nil {
			t.Fatal(way.name, err)
		}
		if string(again.Format(nil)) != string(r.Format(nil)) {
			t.Errorf("%s gives back\n%s", way.name, again.Format(nil))
		}
	}

	next := r.Form.Skeleton(r)
	if !strings.Contains(string(next), `waiting       = [1,   1   ]`) {
		t.Errorf("the carry-over isn't filled in:\n%s", next)
	}
	second, problems := read(edit(t, figures2031, "waiting = [1, 0]", "waiting = [1, 1]", "came = [10, 5]", "came = [10, 4]", "1200.50", "1197.49"), 2032)
	if len(problems) > 0 {
		t.Fatal(outline(problems))
	}
	series := CheckSeries([]*Report{r, second})
	if got := outline(series); got != "R301 1197.49" {
		t.Error(got)
	}
	if !strings.Contains(series[0].Message.ZH, "「1197.5」，相差 0.01") {
		t.Error(series[0].Message.ZH)
	}

	page := string(r.Form.ProseSkeleton())
	if page != "## 一、概况\n\n> 填写提示：写接待和场所。\n\n### （一）接待\n\n### （二）场所\n" {
		t.Errorf("skeleton\n%s", page)
	}
	prose := Prose{Year: 2031, Sections: []Section{{Heading: "一、概况", Level: 2, Text: "接待来访 12 人次，场所整洁。此处填写。"}}}
	if got := codes(CheckProse(r, prose, nil, false)); got != "R409 R412 R414" {
		t.Error(got)
	}
}

func TestAFormThatCannotBe(t *testing.T) {
	good, err := os.ReadFile("testdata/forms/2031.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, from, to, want string }{
		{"no TOML", `id       = "2031"`, "id = ", "forms/bad.toml"},
		{"unknown key", "from     =", "form     =", "form"},
		{"no year", "from     = 2031", "from     = 0", "needs id"},
		{"strange kind", `kind = "money"`, `kind = "gold"`, `kind "gold"`},
		{"total in front", `labels = ["成人"] }`, `labels = ["成人"], total = true }`, ""},
		{"total of money", `{ key = "kept", labels = ["维持"] }`, `{ key = "kept", labels = ["维持"], kind = "money" }`, "only counts"},
		{"no label", `labels = ["捐赠"]`, "labels = []", "no label"},
		{"row twice", `key = "came"`, `key = "waiting"`, "twice"},
		{"sum of nothing", `sum_of = "served"`, `sum_of = "serves"`, "no row begins"},
		{"balance of nothing", `opening       = ["waiting"`, `opening       = ["nobody"`, "no row nobody"},
		{"balance to nothing", `closing       = ["served.all"`, `closing       = ["nobody"`, "no row nobody"},
		{"relation of nothing", `rows  = ["waiting"]`, `rows  = ["nobody"]`, "no row nobody"},
		{"measure of nothing", `sum   = ["visits.came.sum"]`, `sum   = ["visits.came.total"]`, "no figures"},
		{"claim of nothing", `accept   = [["visits.came.sum"]]`, `accept   = [["visits.came.total"]]`, "no figure"},
		{"claim that is no pattern", "接待来访([0-9]+)人次", "接待来访([0-9]+人次", "claim"},
		{"total not last", `{ key = "children", labels = ["来访人", "儿童"] }`, `{ key = "children", labels = ["来访人", "儿童"], total = true }`, "last column"},
	} {
		if test.want == "" {
			continue
		}
		text := edit(t, string(good), test.from, test.to)
		_, err := load(fstest.MapFS{"forms/bad.toml": {Data: []byte(text)}}, "forms")
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if _, err := load(os.DirFS("testdata"), "[]"); err == nil {
		t.Error("a folder that can't be read gives no error")
	}
	if _, err := load(fstest.MapFS{"forms/a.toml/b": {}}, "forms"); err == nil {
		t.Error("a folder for a form gives no error")
	}
}
