package inspect

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"gongkai/internal/diag"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// tripping is a site for every indicator that the report names, in which it is
// not met.
var tripping = map[string]string{
	"首页更新": ruleHomeStale.Bad,
	"动态类、一级通知和政策类栏目更新": ruleVetoStale.Bad,
	"应更新栏目更新":          ruleVetoLong.Bad,
	"空白栏目数":            ruleVetoBlank.Bad,
	"发布日期没有改动":         ruleRedated.Bad,
	"本机关列出的严重错误":       sound + strings.TrimPrefix(ruleGraveWord.Bad, "$"),
	"个人信息":             with("", "联系人手机 13800000000。"),
	"审核记录":             spoilt("[[column]]\npath        = \"disclosure/finance\"", "[review]\nlevels = [\"初审\"]\n[[column]]\npath        = \"disclosure/finance\""),
	"站内链接和附件":          with("", "见[附件](missing.docx)。"),
	"年报的格式和数字":         sound + "-- content/report/2023.toml --\n[requests]\nnew = [1]\n" + lateReport,
	"各栏目更新期限":          ruleColumnStale.Bad,
	"空白栏目":             ruleColumnBlank.Bad,
	"本机关设置的期限和数目":      ruleOwnLimit.Bad,
	"网页标签":             ruleSiteTag.Bad,
	"底部功能区":            ruleFoot.Bad,
	"公开指南内容":           ruleGuide.Bad,
	"公开平台栏目":           ruleSection.Bad,
	"政策与解读关联":          ruleLooseInterpretation.Bad,
	"失效、废止标明":          ruleUnmarked.Bad,
	"年报按时发布":           ruleReportMissing.Bad,
	"成文日期与发布日期":        with("issued = 2024-06-01\n", "正文。"),
	"IP 地址链接":          ruleBareAddress.Bad,
	"外部链接":             ruleOutsideDead.Bad,
	"错词":               sound + ruleWord.Bad,
	"重复和照抄":            sound + ruleCopy.Bad,
	"敏感的列、住址、照片位置、隐藏内容": with("", "| 姓名 | 病种 |\n| --- | --- |\n| 某某 | 某病 |"),
	"没有检查过的附件":          sound + "-- content/disclosure/notices/list/index.md --\n+++\ntitle = \"清单公示\"\ndate = 2024-05-28\n+++\n见附件。\n-- content/disclosure/notices/list/a.doc --\n\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\n",
	"指南核对":              ruleGuideOld.Bad,
	"二十个工作日":            ruleTwentyDays.Bad,
	"政府网站以外的链接":         ruleOutsideGov.Bad,
}

// reported is what the report says of each indicator.
func reported(t *testing.T, minimal, example string) map[string]string {
	t.Helper()
	known := Known{Dead: map[string]diag.Text{"http://nowhere.invalid/": {ZH: "没有这个网站"}}, Published: map[string]string{}}
	files := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(minimal + example[max(0, strings.Index(example, "-- ")):])).Files {
		if f.Name == "public/catalogue.json" {
			known.Published["disclosure/notices/2024-05-28-1.html"] = "2024-05-27"
		}
		if name, ok := strings.CutPrefix(f.Name, "content/"); ok {
			files[name] = &fstest.MapFile{Data: f.Data, ModTime: day}
		}
	}
	tree, err := source.Read(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	words, _ := ReadWords(tree.File(WordsFile))
	s, found, err := site.Link(tree, nil, site.Options{Now: day, Examine: Examiner(words)})
	if err != nil {
		t.Fatal(err)
	}
	gated, reviews := new(Gates).Look(s, tree, &Scans{}, day)
	inspected := Inspect(s, day, known)
	for _, list := range []diag.List{gated, reviews, Copies(s), inspected.Findings()} {
		found = append(found, list...)
	}
	found.Sort()
	said := map[string]string{}
	for _, m := range regexp.MustCompile(`<th scope="row">([^<]+)</th><td class="n [a-z]+">(?:<a [^>]+>)?([^<]+)`).FindAllStringSubmatch(string(inspected.HTML(found)), -1) {
		said[m[1]] = m[2]
	}
	return said
}

// Every indicator that the report names has a site that trips it, and one that
// doesn't.
func TestEveryIndicatorTripsAndPasses(t *testing.T) {
	minimal, err := os.ReadFile(filepath.Join("..", "..", "cmd", "gongkai", "testdata", "minimal.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	// Reviews are asked for, of what is newer than anything here.
	calm := reported(t, string(minimal), strings.Replace(sound, "[[column]]", "[review]\nlevels = [\"初审\"]\nsince = 2030-01-01\n[[column]]", 1))
	for name, verdict := range calm {
		if verdict != "符合" {
			t.Errorf("%s: %s on a sound site", name, verdict)
		}
		if tripping[name] == "" {
			t.Errorf("%s has no site that trips it", name)
		}
	}
	for name, example := range tripping {
		if calm[name] == "" {
			t.Errorf("%s is no indicator", name)
		}
		if got := reported(t, string(minimal), example)[name]; !strings.HasSuffix(got, " 处") {
			t.Errorf("%s: %q on the site that should trip it", name, got)
		}
	}
}

// The vetoes count what 国办秘函〔2019〕19号 counts: columns of news and those of
// the first level for notices and policy from five on; all that are overdue
// from ten; blank ones from five.
func TestVetoesCountTheirOwnColumns(t *testing.T) {
	for _, test := range []struct {
		news, first, nested, blank int
		want                       string
	}{
		{4, 0, 0, 0, ""},
		{5, 0, 0, 0, "I104"},
		{2, 3, 0, 0, "I104"},
		{2, 2, 5, 0, ""},
		{2, 2, 6, 0, "I105"},
		{0, 0, 10, 0, "I105"},
		{0, 0, 9, 0, ""},
		{4, 6, 0, 0, "I104 I105"},
		{0, 0, 0, 4, ""},
		{0, 0, 0, 5, "I106"},
	} {
		var settings, notices strings.Builder
		settings.WriteString("-- content/site.toml --\ntitle = \"公开\"\n[agency]\nname = \"示例县统计局\"\n")
		column := func(path, freshness, date string) {
			fmt.Fprintf(&settings, "[[column]]\npath = %q\nname = %q\nfreshness = %q\n", "disclosure/"+path, path, freshness)
			if date != "" {
				fmt.Fprintf(&notices, "-- content/disclosure/%s/a.md --\n+++\ntitle = \"%s\"\ndate = %s\n+++\n正文。\n", path, path, date)
			}
		}
		column("outer", "none", "2024-05-31")
		for i := range test.news {
			column(fmt.Sprint("news", i), "news", "2024-05-01")
		}
		for i := range test.first {
			column(fmt.Sprint("first", i), "policy", "2023-05-01")
		}
		for i := range test.nested {
			column(fmt.Sprint("outer/n", i), "policy", "2023-05-01")
		}
		for i := range test.blank {
			column(fmt.Sprint("blank", i), "none", "")
		}
		s, _ := linked(t, settings.String()+notices.String())
		var got []string
		for _, d := range Inspect(s, day, Known{}).Findings() {
			if d.Code >= "I104" && d.Code <= "I106" {
				got = append(got, d.Code)
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
}

// A column is overdue from the day after its last, not before.
func TestTheLastDayIsInTime(t *testing.T) {
	s, _ := linked(t, spoilt(`freshness   = "policy"`, `freshness   = "news"`, "2024-05-28\n", "2024-05-10\n")+fresh)
	for days, want := range map[int]bool{13: false, 14: false, 15: true} {
		now := time.Date(2024, 5, 10+days, 23, 59, 0, 0, day.Location())
		if got := strings.Contains(codes(Inspect(s, now, Known{}).Findings()), "I102"); got != want {
			t.Errorf("after %d days: overdue %v", days, got)
		}
	}
}

// A veto is the national number's, whatever the office sets: a looser one
// hides nothing, a stricter one warns and is no veto.
func TestOwnLimitsAreNoVetoes(t *testing.T) {
	const settings = "[[column]]\npath        = \"disclosure/notices\""
	loose := "[inspection]\nhome_days = 400\nnews_days = 400\npolicy_days = 999\nstale_columns = 99\nlong_stale_columns = 99\nblank_columns = 99\n"
	strict := "[inspection]\nhome_days = 1\nnews_days = 1\nstale_columns = 1\nlong_stale_columns = 1\nblank_columns = 1\n"
	for _, test := range []struct{ example, own, want, verdict string }{
		{ruleHomeStale.Bad, loose, "I101", "有 1 项触到单项否决：首页更新"},
		{ruleVetoStale.Bad, loose, "I104", "有 1 项触到单项否决"},
		{ruleVetoLong.Bad, loose, "I105", "有 1 项触到单项否决"},
		{ruleVetoBlank.Bad, loose, "I106", "有 1 项触到单项否决"},
		{spoilt("2024-05-28\n", "2024-05-25\n"), strict, "I123", "单项否决指标都没有触到"},
		{more(1, "a", `freshness = "news"`, "2024-05-25"), strict, "I123 I123 I123 I123", "单项否决指标都没有触到"},
		{more(1, "a", "", ""), strict, "I123 I123", "单项否决指标都没有触到"},
	} {
		s, _ := linked(t, strings.Replace(test.example, settings, test.own+settings, 1)[strings.Index(test.example, "-- "):])
		inspected := Inspect(s, day, Known{})
		if got := codes(inspected.Findings()); !strings.Contains(got, test.want) {
			t.Errorf("%s, want %s", got, test.want)
		}
		if page := string(inspected.HTML(inspected.Findings())); !strings.Contains(page, test.verdict) {
			t.Errorf("%s: the report doesn't say %s", test.want, test.verdict)
		}
		for _, d := range inspected.Findings() {
			if d.Code == "I123" && (d.Basis != "" || strings.Contains(d.Message.ZH, "单项否决") || !strings.Contains(d.Message.ZH, "本机关设置")) {
				t.Errorf("%s (%s)", d.Message.ZH, d.Basis)
			}
		}
	}
}

// The report says how many pages since lets go without a review.
func TestReportCountsWhatSinceSpares(t *testing.T) {
	const settings = "[[column]]\npath        = \"disclosure/notices\""
	for review, want := range map[string]string{
		"[review]\nlevels = [\"初审\"]\nsince = 2024-05-01\n": "按 since 可以免审 1 篇", // the guide, of January
		"[review]\nlevels = [\"初审\"]\nsince = 2030-01-01\n": "按 since 可以免审 2 篇",
		"[review]\nlevels = [\"初审\"]\n":                     "",
		"":                                                  "",
	} {
		s, _ := linked(t, spoilt(settings, review+settings)[strings.Index(sound, "-- "):])
		page := string(Inspect(s, day, Known{}).HTML(nil))
		if want == "" && strings.Contains(page, "免审") || !strings.Contains(page, want) {
			t.Errorf("%q: not %q", review, want)
		}
	}
}
