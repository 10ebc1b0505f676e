package render

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/site"
)

// searchFiles is the addresses below search/, in order.
func searchFiles(r *Rendered) []string {
	var names []string
	for _, name := range r.Paths() {
		if strings.HasPrefix(name, searchFolder) {
			names = append(names, name)
		}
	}
	return names
}

func with(t *testing.T, search site.Search, files ...string) *Rendered {
	t.Helper()
	r, err := New(linked(t, minimal(t, files...), false), embedded, Options{Search: search})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheSearchKnowsEveryPage(t *testing.T) {
	r := with(t, "", "disclosure/notices/plan/index.md", `+++
title = "项目计划"
date = 2023-03-01
index = "000014349/2023-00011"
number = "示统〔2023〕1号"
subject = "综合政务/政务公开"
validity = "废止"
+++
资金安排见[附件](a.txt)。
`, "disclosure/notices/plan/a.txt", "附件", "guide/index.md", "+++\ntitle = \"指南\"\n+++\n怎样申请。\n")
	var all bytes.Buffer
	for _, name := range searchFiles(r) {
		data, err := r.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	for p := range r.pages() {
		if !strings.Contains(all.String(), `"`+p.Address+`","`+p.Title+`"`) {
			t.Errorf("%s isn't among the documents", p.Address)
		}
	}
	for _, want := range []string{
		`["disclosure/notices/plan/index.html","项目计划","2023-03-01","disclosure/notices","废止","示统〔2023〕1号","000014349/2023-00011","a.txt","资金安排见附件。"]`,
		`["guide/index.html","指南","","guide","","","","","怎样申请。"]`, "|#subject/综合政务:", `["guide","政府信息公开指南"]`,
	} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("no %s in the index", want)
		}
	}
	page := open(t, r, searchFile)
	if got := page.texts(`select[name=year] option`); !slices.Equal(got, []string{"全部年份", "2024年", "2023年"}) {
		t.Errorf("years: %q", got)
	}
	if got := len(page.all(`input[name=q]`)); got != 1 {
		t.Errorf("%d boxes to search in", got)
	}
	if got := attr(open(t, r, "disclosure/notices/plan/index.html").one(t, "form.search-box"), "action"); got != "../../../search/index.html" {
		t.Errorf("the box of a notice leads to %q", got)
	}
}

func TestASiteWithoutSearch(t *testing.T) {
	r := with(t, site.NoSearch)
	if got := searchFiles(r); len(got) > 0 {
		t.Errorf("files: %q", got)
	}
	for _, name := range []string{"index.html", "catalogue/index.html"} {
		if page := open(t, r, name); len(page.all("form")) > 0 {
			t.Errorf("%s has a form that leads nowhere", name)
		}
	}
	if r.find("search/segments.js") != nil {
		t.Error("the index is there")
	}
}

func TestASearchOfTitlesHasNoTexts(t *testing.T) {
	r := with(t, site.TitleSearch, notices("disclosure/notices", 40)...)
	for _, name := range searchFiles(r) {
		if data, _ := r.ReadFile(name); strings.HasSuffix(name, ".js") && bytes.Contains(data, []byte("正文。")) {
			t.Errorf("%s holds texts", name)
		}
	}
	if text := open(t, r, searchFile).texts("#search-help li"); !slices.ContainsFunc(text, func(s string) bool { return strings.Contains(s, "不检索正文") }) {
		t.Errorf("the page doesn't say so: %q", text)
	}
}

// Readers side by side may ask for the files of any year in any order.
func TestSearchFilesInAnyOrder(t *testing.T) {
	r := with(t, "", append(notices("disclosure/notices", 25), "disclosure/notices/x.md", "+++\ntitle = \"早\"\ndate = 2019-05-01\nindex = \"000014349/2019-00001\"\n+++\n早。\n")...)
	names := searchFiles(r)
	first := map[string][]byte{}
	for _, name := range names {
		first[name], _ = r.ReadFile(name)
	}
	slices.Reverse(names)
	for range 2 {
		for _, name := range names {
			if again, _ := r.ReadFile(name); len(again) == 0 || !bytes.Equal(again, first[name]) {
				t.Errorf("%s: %d bytes, then %d", name, len(first[name]), len(again))
			}
		}
		slices.SortFunc(names, func(a, b string) int { return strings.Compare(a[len(a)-4:], b[len(b)-4:]) })
	}
}

// What stands in the table of a file that a notice sets is found as its own
// text is; what the sheet's author hides is not.
func TestCellsOfTablesAreFound(t *testing.T) {
	const notice = "+++\ntitle = \"清单\"\ndate = 2023-03-01\n+++\n正文。\n\n![清单](list.csv)\n\n见后。\n"
	index := func(rows string) (string, string) {
		r := with(t, "", "disclosure/notices/plan/index.md", notice, "disclosure/notices/plan/list.csv", rows)
		var text, keys string
		for _, name := range searchFiles(r) {
			data, _ := r.ReadFile(name)
			switch {
			case strings.Contains(name, "/t"):
				text += string(data)
			case strings.Contains(name, "/k"):
				keys += string(data)
			}
		}
		return text, keys
	}
	text, keys := index("项目,资金\n水渠维修,30\n")
	if !strings.Contains(text, `正文。\n清单\n见后。\n项目 资金\n水渠维修 30"`) {
		t.Errorf("the cells aren't in the text: %s", text)
	}
	if !strings.Contains(keys, "|水渠:") {
		t.Error("the cells have no keys")
	}
	if changed, _ := index("项目,资金\n水库维修,30\n"); !strings.Contains(changed, "水库") {
		t.Error("the index doesn't follow the file")
	}
}

func TestTheKeyOfTheSearchFollowsATable(t *testing.T) {
	const notice = "+++\ntitle = \"清单\"\ndate = 2023-03-01\n+++\n![清单](list.csv)\n"
	key := func(rows string) string {
		var key strings.Builder
		r := with(t, "", "disclosure/notices/plan/index.md", notice, "disclosure/notices/plan/list.csv", rows)
		for _, name := range searchFiles(r) {
			if strings.Contains(name, "/t") || strings.Contains(name, "/k") {
				r.find(name).inputs(&key)
			}
		}
		return key.String()
	}
	if key("项目,资金\n水渠维修,30\n") == key("项目,资金\n水库大坝维修,30\n") {
		t.Error("a table that changes would leave the index as it was")
	}
}
