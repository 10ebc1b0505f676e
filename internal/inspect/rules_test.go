package inspect

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"gongkai/internal/diag"
)

// Every indicator has a site that trips it and one that doesn't.
func TestExamplesOfRules(t *testing.T) {
	minimal, err := os.ReadFile(filepath.Join("..", "..", "cmd", "gongkai", "testdata", "minimal.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range Rules() {
		if got := run(t, string(minimal), rule.Bad); !strings.Contains(got, rule.Code) {
			t.Errorf("%s: its wrong example gives %q", rule.Code, got)
		}
		if got := run(t, string(minimal), rule.Good); got != "" {
			t.Errorf("%s: its right example gives %q", rule.Code, got)
		}
	}
}

// run is the codes that an example gives, laid over the minimal site.
func run(t *testing.T, minimal, example string) string {
	t.Helper()
	known := Known{Dead: map[string]diag.Text{"http://nowhere.invalid/": {ZH: "没有这个网站"}}}
	for _, f := range txtar.Parse([]byte(example)).Files {
		if f.Name != "public/catalogue.json" {
			continue
		}
		var items []struct{ Address, Date string }
		if err := json.Unmarshal(f.Data, &items); err != nil {
			t.Fatal(err)
		}
		known.Published = map[string]string{items[0].Address: items[0].Date}
	}
	s, tree := linked(t, minimal+example[max(0, strings.Index(example, "-- ")):])
	_, found := ReadWords(tree.File(WordsFile))
	found = append(append(found, Gate(s, tree, &Scans{})...), Copies(s)...)
	if strings.HasPrefix(example, "$") {
		found = append(found, Inspect(s, day, known).Findings()...)
	}
	return codes(found)
}

func TestLeftovers(t *testing.T) {
	for _, test := range []struct{ title, text, want string }{
		{"通知", "正文。\n\n样例县财政局\n\n2024年3月1日", "I005"},
		{"通知", "正文。\n\n样例县财政局\\\n2024年3月1日", "I005"},
		{"通知", "正文。\n\n　　示例县统计局\n　　2024年3月1日", ""},
		{"通知", "正文。\n\n县统计局\n2024年3月1日", ""},
		{"通知", "正文。\n\n示例县统计局办公室\n2024年3月1日", ""},
		{"通知", "样例县财政局的来文。\n\n2024年3月1日", ""},
		{"通知", "2024年3月1日", ""},
		{"通知", "正文。", ""},
		{"2024年企业调查公告", "2023年企业调查开始。", "I006"},
		{"2024年企业调查公告", "2023年企业调查之后，2024年企业调查开始。", ""},
		{"2024年企业调查公告", "去年企业调查，1年企业调查。", ""},
		{"2024年企业调查公告", "2023年人口调查。", ""},
		{"2024年计划", "2023年计划。", ""},
	} {
		s, tree := linked(t, sound+strings.Replace(page(test.text), "关于调查情况的通知", test.title, 1))
		if got := codes(Gate(s, tree, &Scans{})); got != test.want {
			t.Errorf("%s / %q: %q, want %q", test.title, test.text, got, test.want)
		}
	}
	const reprint = "source = \"样例县人民政府网站\"\n"
	s, tree := linked(t, sound+strings.Replace(page("正文。\n\n样例县财政局\n\n2024年3月1日"), "date  =", reprint+"date  =", 1))
	if got := codes(Gate(s, tree, &Scans{})); got != "" {
		t.Errorf("a reprint gives %q", got)
	}
}

// A demonstration is not asked for numbers; every missing one is named else.
func TestFurniture(t *testing.T) {
	bare := "-- content/site.toml --\ntitle = \"公开\"\n[agency]\nname = \"示例县统计局\"\n[[column]]\npath = \"disclosure/notices\"\nname = \"通知公告\"\ndescription = \"无\"\n"
	s, _ := linked(t, bare)
	found := codes(Inspect(s, day, Known{}).Findings())
	if want := "I103 I107 I107 I108 I109 I110 I110 I110 I110 I110 I113 I113 I113 I113 I113 I117"; found != want {
		t.Errorf("%s, want %s", found, want)
	}
	s, _ = linked(t, "-- content/site.toml --\nsample = true\n"+strings.TrimPrefix(bare, "-- content/site.toml --\n"))
	if found := codes(Inspect(s, day, Known{}).Findings()); strings.Contains(found, "I107") || strings.Contains(found, "I110") {
		t.Error(found)
	}
}

// An indicator's codes are those of rules, and every rule of the inspection is
// an indicator's.
func TestIndicatorsCoverTheRules(t *testing.T) {
	s, _ := linked(t, sound)
	list := Inspect(s, day, Known{}).indicators()
	for _, rule := range Rules() {
		if !slices.ContainsFunc(list, func(i indicator) bool { return i.covers(rule.Code) }) {
			t.Errorf("%s is no indicator's", rule.Code)
		}
		if OnRequest(rule.Code) != (rule.Code >= "I100") {
			t.Errorf("%s: on request?", rule.Code)
		}
	}
}

func TestFilesElsewhere(t *testing.T) {
	s, tree := linked(t, sound+page("见[清单](../finance/list.txt)和[表](table.csv)。")+"-- content/disclosure/finance/list.txt --\n清单\n-- content/disclosure/notices/table.csv --\n甲,乙\n")
	scans := &Scans{}
	Gate(s, tree, scans)
	for _, p := range s.All() {
		if !strings.HasSuffix(p.File.Path, "2024-03-01-1.md") {
			continue
		}
		item, _ := ReviewOf(s, tree, scans, p)
		if len(item.Subject.Files) != 2 || item.Subject.Files[0].Name != "disclosure/finance/list.txt" || item.Subject.Files[1].Name != "table.csv" || len(item.Subject.Files[1].SHA) != 64 {
			t.Errorf("%+v", item.Subject)
		}
	}
}
