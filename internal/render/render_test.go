package render

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTheRenderedSiteIsAFileSystem(t *testing.T) {
	r := sample(t)
	if err := fstest.TestFS(r, r.Paths()...); err != nil {
		t.Fatal(err)
	}
	if !slices.IsSorted(r.Paths()) {
		t.Error("the paths are not in order")
	}
	for _, name := range []string{"nothing.html", "disclosure/finance/index-1.html", "disclosure/finance/index-01.html", "catalogue/1999/rules.html", "../x"} {
		if _, err := r.Open(name); err == nil {
			t.Errorf("%s can be opened", name)
		}
	}
}

func TestEveryLinkOfTheSampleLeadsSomewhere(t *testing.T) {
	r := sample(t)
	ids := map[string]map[string]bool{}
	pages := map[string]doc{}
	for _, name := range r.Paths() {
		if path.Ext(name) != ".html" {
			continue
		}
		pages[name], ids[name] = open(t, r, name), map[string]bool{}
		for n := range pages[name].Descendants() {
			id := attr(n, "id")
			if id != "" && ids[name][id] {
				t.Errorf("%s: the id %s stands twice", name, id)
			}
			ids[name][id] = true
		}
	}
	base := r.base()
	for name, page := range pages {
		for n := range page.Descendants() {
			for _, key := range []string{"href", "src"} {
				to := attr(n, key)
				if to == "" {
					continue
				}
				u, err := url.Parse(to)
				if err != nil {
					t.Errorf("%s: %s", name, err)
					continue
				}
				var target string
				switch {
				case strings.HasPrefix(to, base):
					target = strings.TrimPrefix(u.Path, "/")
				case u.IsAbs():
					continue
				case u.Path == "":
					target = name
				default:
					target = path.Join(path.Dir(name), u.Path)
				}
				if strings.HasPrefix(u.Path, "/") && !strings.HasPrefix(to, base) || strings.HasSuffix(u.Path, "/") {
					t.Errorf("%s: %s is not a relative link to a file", name, to)
				}
				if target != "" && r.find(target) == nil {
					t.Errorf("%s: %s leads nowhere", name, to)
				}
				if u.Fragment != "" && !ids[target][u.Fragment] {
					t.Errorf("%s: nothing has the id of %s", name, to)
				}
			}
		}
	}
}

func TestEveryPageKeepsThePolicy(t *testing.T) {
	r := sample(t)
	for _, name := range r.Paths() {
		if path.Ext(name) != ".html" {
			continue
		}
		page := open(t, r, name)
		policy := attr(page.one(t, "head meta[http-equiv=Content-Security-Policy]"), "content")
		if !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %s", name, policy)
		}
		for n := range page.Descendants() {
			if n.Data == "style" || n.Data == "script" && attr(n, "src") == "" {
				t.Errorf("%s has an inline <%s>", name, n.Data)
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: <%s %s>", name, n.Data, a.Key)
				}
			}
		}
		if got := attr(page.one(t, "html"), "lang"); got != "zh-CN" {
			t.Errorf("%s: lang is %q", name, got)
		}
		for _, n := range page.all("h1") {
			if text(n) == "" {
				t.Errorf("%s has an empty heading", name)
			}
		}
	}
}

func TestTagsOfAPage(t *testing.T) {
	r := build(t, minimal(t, "disclosure/finance/2024-01-04-1.md", `+++
title = "2024年部门预算"
date = 2024-01-04T09:30:00
index = "000014349/2024-00003"
keywords = ["预算", "部门"]
source = "县财政局"
author = "甲"
description = "收支总表"
+++
预算全文如下。
`))
	tags := func(name string) []string {
		var all []string
		for _, n := range open(t, r, name).all("head meta") {
			if tag := attr(n, "name"); tag != "" && tag != "viewport" && tag != "color-scheme" {
				all = append(all, tag+"="+attr(n, "content"))
			}
		}
		return all
	}
	site := []string{"SiteName=示例县统计局政府信息公开", "SiteDomain=example.com", "SiteIDCode=0000000001"}
	column := []string{"ColumnName=财政资金", "ColumnDescription=预算、决算和资金使用", "ColumnKeywords=预算,决算", "ColumnType=财政资金"}
	content := []string{
		"ArticleTitle=2024年部门预算", "PubDate=2024-01-04 09:30", "ContentSource=县财政局", "Keywords=预算,部门", "Author=甲",
		"Description=收支总表", "Url=https://example.com/disclosure/finance/2024-01-04-1.html",
	}
	for name, want := range map[string][]string{
		"disclosure/finance/2024-01-04-1.html": slices.Concat(site, column, content),
		"disclosure/finance/index.html":        slices.Concat(site, column),
		"index.html": slices.Concat(site, []string{
			"ColumnName=首页", "ColumnDescription=示例县统计局的政府信息公开平台",
			"ColumnKeywords=示例县统计局,政府信息公开", "ColumnType=首页",
		}),
	} {
		if got := tags(name); !slices.Equal(got, want) {
			t.Errorf("%s\n got %q\nwant %q", name, got, want)
		}
	}
}

func TestWhatANoticeSaysOfItself(t *testing.T) {
	r := build(t, minimal(t,
		"disclosure/notices/old.md", `+++
title = "旧办法"
date = 2024-01-05
index = "000014349/2024-00011"
number = "示统〔2024〕1号"
issued = 2024-01-03
subject = "综合政务/政务公开"
genre = "通知"
validity = "废止"
openness = "主动公开"
+++
旧。[外部](https://example.org/a?b=1&c=2)、[政府](https://www.gov.cn/)。
`, "disclosure/notices/new/index.md", `+++
title = "新办法"
date = 2024-01-06
index = "000014349/2024-00012"
replaces = ["../old.md"]
notice_period = { from = 2024-01-06, to = 2024-01-15 }
attachments = [{ path = "a b.txt", title = "说明" }]
+++
新。
`, "disclosure/notices/new/a b.txt", strings.Repeat("x", 2048),
		"disclosure/notices/explained.md", `+++
title = "新办法解读"
date = 2024-01-07
index = "000014349/2024-00013"
interprets = ["new/index.md"]
+++
解读。
`))
	old := open(t, r, "disclosure/notices/old.html")
	wantFields := []string{
		"索引号 000014349/2024-00011", "发布机构 示例县统计局", "发文字号 示统〔2024〕1号", "成文日期 2024-01-03",
		"发布日期 2024-01-05", "主题分类 综合政务/政务公开", "体裁 通知", "有效性 废止", "公开方式 主动公开",
	}
	if got := old.texts(".metadata div"); !slices.EqualFunc(got, wantFields, func(a, b string) bool {
		return strings.ReplaceAll(a, " ", "") == strings.ReplaceAll(b, " ", "")
	}) {
		t.Errorf("metadata: %q", got)
	}
	if got := attr(old.one(t, ".lapsed a"), "href"); got != "../../disclosure/notices/new/index.html" {
		t.Errorf("a repealed document leads to %q", got)
	}
	outside := old.one(t, ".prose a.outside")
	if attr(outside, "href") != "https://example.org/a?b=1&c=2" || attr(outside, "rel") != "noopener" {
		t.Errorf("a link to another site: %v", outside.Attr)
	}

	fresh := open(t, r, "disclosure/notices/new/index.html")
	if got := text(fresh.one(t, ".period-box")); got != "公示期 2024-01-06 至 2024-01-15" {
		t.Errorf("period: %q", got)
	}
	if got := text(fresh.one(t, ".attachments li")); got != "说明 TXT 2.0 KB" {
		t.Errorf("attachment: %q", got)
	}
	if got := attr(fresh.one(t, ".attachments a"), "href"); got != "../../../disclosure/notices/new/a%20b.txt" {
		t.Errorf("attachment: %q", got)
	}
	if got := fresh.texts(".relations h3"); !slices.Equal(got, []string{"本文件的解读", "废止的文件"}) {
		t.Errorf("relations: %q", got)
	}
	if got := fresh.texts(".neighbours a"); !slices.Equal(got, []string{"上一篇 新办法解读", "下一篇 旧办法"}) {
		t.Errorf("neighbours: %q", got)
	}
	if len(fresh.all(".qr svg")) != 1 {
		t.Error("no QR code")
	}
}

func TestListsOfTwentyCountedFromTheOldest(t *testing.T) {
	before := build(t, minimal(t, notices("disclosure/notices", 44)...))
	if got := len(open(t, before, "disclosure/notices/index.html").all(".items li")); got != 5 { // 44 and the minimal site's own
		t.Errorf("the newest page has %d items", got)
	}
	oldest := open(t, before, "disclosure/notices/index-1.html")
	items := oldest.texts(".items a")
	if len(items) != 20 || items[0] != "第20号" || items[19] != "第1号" {
		t.Errorf("the oldest page: %q", items)
	}
	if got := text(oldest.one(t, ".pager-range")); got != "2020-01-01 至 2020-01-20" {
		t.Errorf("range: %q", got)
	}
	after := build(t, minimal(t, append(notices("disclosure/notices", 44),
		"disclosure/notices/newest.md", "+++\ntitle = \"新\"\ndate = 2024-05-01\nindex = \"000014349/2024-00099\"\n+++\n新。\n")...))
	var changed []string
	for _, name := range after.Paths() {
		if was, err := before.ReadFile(name); err == nil {
			is, _ := after.ReadFile(name)
			if !bytes.Equal(was, is) && strings.HasPrefix(name, "disclosure/notices/") {
				changed = append(changed, name)
			}
		}
	}
	// 数据截至 stands in every foot; a site whose newest item is older shows
	// what else a new notice changes.
	if len(changed) < 2 {
		t.Errorf("changed: %q", changed)
	}
}

func TestTheSiteWithoutAnAddress(t *testing.T) {
	content := minimal(t)
	content["site.toml"].Data = bytes.Replace(content["site.toml"].Data, []byte(`"https://example.com/"`), []byte(`""`), 1)
	r := build(t, content)
	for _, name := range []string{"feed.xml", "sitemap.xml"} {
		if r.find(name) != nil {
			t.Errorf("%s is there", name)
		}
	}
	page := open(t, r, "disclosure/finance/2024-01-04-1.html")
	if len(page.all(".qr"))+len(page.all("link[rel=canonical]")) > 0 {
		t.Error("an absolute address without base_url")
	}
	lost := open(t, r, "404.html")
	for n := range lost.Descendants() {
		if to := attr(n, "href") + attr(n, "src"); to != "" && !strings.HasPrefix(to, "#") {
			if strings.HasPrefix(to, "https://") {
				continue
			}
			t.Errorf("404.html leads to %s, which depends on where it is shown", to)
		}
	}
	robots, _ := r.ReadFile("robots.txt")
	if strings.Contains(string(robots), "Sitemap") {
		t.Errorf("robots.txt: %s", robots)
	}
}

func TestLinksOf404AreAbsolute(t *testing.T) {
	for _, n := range open(t, build(t, minimal(t)), "404.html").all("a") {
		if to := attr(n, "href"); !strings.HasPrefix(to, "https://") && !strings.HasPrefix(to, "#") {
			t.Errorf("404.html: %s", to)
		}
	}
}

func TestAliases(t *testing.T) {
	r := build(t, minimal(t, "disclosure/notices/2024-01-03-1.md",
		"+++\ntitle = \"甲 & 乙\"\ndate = 2024-01-03\nindex = \"000014349/2024-00002\"\naliases = [\"old/1.html\"]\n+++\n调查。\n"))
	page := open(t, r, "old/1.html")
	if got := attr(page.one(t, "meta[http-equiv=refresh]"), "content"); got != "0; url=../disclosure/notices/2024-01-03-1.html" {
		t.Errorf("refresh: %q", got)
	}
	if got := attr(page.one(t, "link[rel=canonical]"), "href"); got != "https://example.com/disclosure/notices/2024-01-03-1.html" {
		t.Errorf("canonical: %q", got)
	}
	if !slices.Contains(r.Paths(), "old/1.html") {
		t.Error("the alias is not among the paths")
	}
}

func TestFeed(t *testing.T) {
	r := build(t, minimal(t, "disclosure/notices/x.md",
		"+++\ntitle = \"]]> & <b>\"\ndate = 2024-02-03T08:00:00\nlastmod = 2024-02-05\nindex = \"000014349/2024-00042\"\ndescription = \"概述\"\n+++\n调查。\n"))
	b, err := r.ReadFile("feed.xml")
	if err != nil {
		t.Fatal(err)
	}
	var feed struct {
		Updated string `xml:"updated"`
		Entries []struct {
			Title     string `xml:"title"`
			ID        string `xml:"id"`
			Published string `xml:"published"`
			Updated   string `xml:"updated"`
			Summary   string `xml:"summary"`
		} `xml:"http://www.w3.org/2005/Atom entry"`
	}
	if err := xml.Unmarshal(b, &feed); err != nil {
		t.Fatal(err)
	}
	first := feed.Entries[0]
	if len(feed.Entries) != 5 || first.Title != "]]> & <b>" || first.ID != "https://example.com/disclosure/notices/x.html" ||
		first.Published != "2024-02-03T08:00:00+08:00" || first.Updated != "2024-02-05T00:00:00+08:00" || first.Summary != "概述" {
		t.Errorf("%d entries, the first %+v", len(feed.Entries), first)
	}
}

func TestSiteMapBecomesAnIndex(t *testing.T) {
	r := build(t, minimal(t))
	var urls siteMapURLs
	b, _ := r.ReadFile("sitemap.xml")
	if err := xml.Unmarshal(b, &urls); err != nil || len(urls.URLs) != len(r.siteMapURLs()) {
		t.Fatalf("%v: %s", err, b)
	}
	for range sitemapLength {
		r.site.Columns[0].Pages = append(r.site.Columns[0].Pages, r.site.Columns[1].Pages[0])
	}
	files := map[string]*file{}
	r.siteMaps(files)
	var index siteMapIndex
	if err := xml.Unmarshal(files["sitemap.xml"].bytes(), &index); err != nil || len(index.Maps) != 2 || index.Maps[1].Address != "https://example.com/sitemap-2.xml" {
		t.Fatalf("%v: %+v", err, index)
	}
	total := 0
	for _, name := range []string{"sitemap-1.xml", "sitemap-2.xml"} {
		var part siteMapURLs
		if err := xml.Unmarshal(files[name].bytes(), &part); err != nil || len(part.URLs) > sitemapLength {
			t.Fatalf("%s: %v, %d addresses", name, err, len(part.URLs))
		}
		total += len(part.URLs)
	}
	if total != len(r.siteMapURLs()) {
		t.Errorf("%d addresses of %d", total, len(r.siteMapURLs()))
	}
}

func TestCatalogue(t *testing.T) {
	r := build(t, minimal(t, "disclosure/notices/x.md",
		"+++\ntitle = \"=1+1\"\ndate = 2023-02-03\nindex = \"000014349/2023-00042\"\nkeywords = [\"甲\", \"乙\"]\n+++\n公式。\n"))
	front := open(t, r, "catalogue/index.html")
	if got := front.texts(".catalogue h2"); !slices.Equal(got, []string{"政府信息公开制度 1 条", "通知公告 2 条", "财政资金 1 条", "政府信息公开年报 1 条"}) {
		t.Errorf("columns: %q", got)
	}
	if got := front.texts(".catalogue .years a"); !slices.Contains(got, "2023年 1 条") {
		t.Errorf("years: %q", got)
	}
	year := open(t, r, "catalogue/2023/disclosure/notices.html")
	if got := text(year.one(t, "tbody .name")); got != "=1+1" {
		t.Errorf("2023: %q", got)
	}
	b, _ := r.ReadFile("catalogue.csv")
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte(byteOrderMark)))).ReadAll()
	if err != nil || len(rows) != 6 {
		t.Fatalf("%v: %q", err, rows)
	}
	if !slices.ContainsFunc(rows, func(row []string) bool { return row[1] == "'=1+1" && row[11] == "甲、乙" }) {
		t.Errorf("a spreadsheet would run it: %q", rows)
	}
	var entries []entry
	b, _ = r.ReadFile("catalogue.json")
	if err := json.Unmarshal(b, &entries); err != nil || len(entries) != 5 {
		t.Fatalf("%v: %s", err, b)
	}
	if !slices.ContainsFunc(entries, func(e entry) bool { return e.Title == "=1+1" && e.Date == "2023-02-03" && e.Column == "通知公告" }) {
		t.Errorf("%+v", entries)
	}
}

// What an author writes comes out as the author wrote it, wherever it stands.
func TestHostileWords(t *testing.T) {
	for _, words := range []string{
		`"><script>alert(1)</script>`, `' onload='x`, `{{.}}`, `{{ template "x" }}`, `{% x %}`, `<% x %>`, `${x}`,
		`</script>`, `]]>`, `<!-->`, `&lt;b&gt; &amp;`, `+1-1`, `</title><b>`,
	} {
		r := build(t, minimal(t, "disclosure/notices/x.md", fmt.Sprintf(`+++
title = '''%s'''
date = 2024-02-03
index = "000014349/2024-00042"
keywords = ['''%s''']
description = '''%s'''
source = '''%s'''
+++
正文。
`, words, words, words, words)))
		want := strings.Join(strings.Fields(words), " ")
		page := open(t, r, "disclosure/notices/x.html")
		if got := text(page.one(t, "main h1")); got != want {
			t.Errorf("title: %q, want %q", got, want)
		}
		for _, tag := range []string{"ArticleTitle", "Keywords", "Description", "ContentSource"} {
			if got := attr(page.one(t, "meta[name="+tag+"]"), "content"); got != words {
				t.Errorf("%s: %q, want %q", tag, got, words)
			}
		}
		if got := text(page.one(t, "title")); !strings.HasPrefix(got, want) {
			t.Errorf("window: %q", got)
		}
		if n := len(page.all("script")); n != 1 {
			t.Errorf("%q: %d scripts", words, n)
		}
		if got := open(t, r, "disclosure/notices/index.html").texts(".items a"); got[0] != want {
			t.Errorf("list: %q, want %q", got[0], want)
		}
	}
}

// The text of a notice reaches the page byte for byte.
func TestTheTextIsNeverMinified(t *testing.T) {
	content := minimal(t, "disclosure/notices/x.md",
		"+++\ntitle = \"甲\"\ndate = 2024-02-03\nindex = \"000014349/2024-00042\"\n+++\n一  二   三\n\n```\n  a\n\n    b\n```\n\n`<!-->` 四\n")
	r := build(t, content)
	p := r.site.Page("disclosure/notices/x.html")
	b, _ := r.ReadFile("disclosure/notices/x.html")
	if !bytes.Contains(b, p.Body.HTML) {
		t.Errorf("the text\n%s\nis not in\n%s", p.Body.HTML, b)
	}
}

func TestThePreviewShowsWhatIsWithheld(t *testing.T) {
	content := minimal(t,
		"disclosure/notices/draft.md", "+++\ntitle = \"草稿\"\ndate = 2024-02-03\nindex = \"000014349/2024-00042\"\ndraft = true\n+++\n草。\n",
		"disclosure/notices/future.md", "+++\ntitle = \"未来\"\ndate = 2025-02-03\nindex = \"000014349/2025-00042\"\n+++\n来。\n",
		"disclosure/notices/gone.md", "+++\ntitle = \"过期\"\ndate = 2024-02-03\nindex = \"000014349/2024-00043\"\nexpiryDate = 2024-03-01\n+++\n过。\n")
	r, err := New(linked(t, content, true), os.DirFS("../../layouts"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"draft": "草稿", "future": "未到发布时间", "gone": "已到撤下时间"} {
		if got := text(open(t, r, "disclosure/notices/"+name+".html").one(t, ".unpublished")); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	feed, _ := r.ReadFile("feed.xml")
	if bytes.Contains(feed, []byte("草稿")) {
		t.Error("a draft is in the feed")
	}
	if got := len(open(t, r, "disclosure/notices/index.html").all(".items .flag")); got != 3 {
		t.Errorf("%d items are marked", got)
	}
}

func TestTheFootShowsOnlyWhatTheSiteHas(t *testing.T) {
	content := minimal(t)
	foot := func() []string { return open(t, build(t, content), "index.html").texts(".foot-facts li") }
	if got := foot(); !slices.Equal(got, []string{"主办单位：示例县统计局", "联系电话：0000-0000000", "办公地址：示例县示例路1号", "网站标识码：0000000001", "我为政府网站找错"}) {
		t.Errorf("%q", got)
	}
	content["site.toml"].Data = bytes.Replace(content["site.toml"].Data, []byte(`site_id = "0000000001"`), nil, 1)
	content["site.toml"].Data = bytes.Replace(content["site.toml"].Data, []byte("[identity]"), []byte("[identity]\nicp = \"豫ICP备05000000号-1\"\npolice = \"豫公网安备 41080000000001号\"\nconac = \"0123456789ABCDEF0123456789ABCDEF\"\n"), 1)
	page := open(t, build(t, content), "index.html")
	if got := page.texts(".foot-facts li"); !slices.Equal(got[3:], []string{"ICP备案编号：豫ICP备05000000号-1", "公安机关备案标识：豫公网安备 41080000000001号", "党政机关网站标识"}) {
		t.Errorf("%q", got)
	}
	if got := attr(page.all(".foot-facts a")[1], "href"); got != "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=41080000000001" {
		t.Errorf("%q", got)
	}
}

func TestStylesAndScriptsCarryTheirVersion(t *testing.T) {
	r := sample(t)
	for _, n := range open(t, r, "disclosure/finance/index.html").all("head link[rel=stylesheet]") {
		if to := attr(n, "href"); !strings.Contains(to, "?v=") {
			t.Errorf("%s has no version", to)
		}
	}
	if n := len(open(t, r, "index.html").all("head link[rel=stylesheet]")); n != 3 {
		t.Errorf("%d style sheets, want tokens, site and print: an empty one is not worth a request", n)
	}
}

func TestReadersMayComeAtOnce(t *testing.T) {
	r := sample(t)
	want := map[string][]byte{}
	for _, name := range r.Paths() {
		want[name], _ = r.ReadFile(name)
	}
	fresh := sample(t)
	t.Run("group", func(t *testing.T) {
		for name := range want {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				if got, err := fresh.ReadFile(name); err != nil || !bytes.Equal(got, want[name]) {
					t.Errorf("%v: another page than before", err)
				}
				fresh.Key(name)
			})
		}
	})
}
