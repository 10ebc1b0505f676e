package site

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongkai/internal/diag"
)

var beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

func dated(date, front string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("+++\ntitle = \"通知\"\ndate = " + date + "\n" + front + "\n+++\n正文。\n"), Mode: 0o644}
}

func addresses(pages []*Page) string {
	var all []string
	for _, p := range pages {
		all = append(all, strings.TrimSuffix(p.Address[strings.LastIndexByte(p.Address, '/')+1:], ".html"))
	}
	return strings.Join(all, " ")
}

func TestColumnsAreNewestFirst(t *testing.T) {
	s, found := linkFS(t, with(t, map[string]*fstest.MapFile{
		notices + "2024-01-03-1.md":   dated("2024-01-03", ""),
		notices + "2024-01-03-2.md":   dated("2024-01-03", ""),
		notices + "2024-01-03-10.md":  dated("2024-01-03", ""),
		notices + "heavy.md":          dated("2024-01-03", "weight = 9"),
		notices + "light.md":          dated("2024-01-03", "weight = 1"),
		notices + "new.md":            dated("2024-05-01", ""),
		notices + "clock.md":          dated("2024-05-01T08:00:00", ""),
		notices + "2020/old.md":       dated("2020-05-01", ""),
		notices + "slug.md":           dated("2019-05-01", "slug = \"renamed\""),
		notices + "own/index.md":      dated("2018-05-01", "slug = \"folder\""),
		"disclosure/finance/index.md": dated("2018-05-01", ""),
		"guide/b.md":                  page("weight = 2", ""),
		"guide/c.md":                  page("weight = 1", ""),
		"guide/a.md":                  page("", ""),
		"index.md":                    page("", ""),
	}), Options{})
	if len(found) > 0 {
		t.Fatal(found)
	}
	c := s.Columns[0]
	if got, want := addresses(c.Pages), "clock new light heavy 2024-01-03-10 2024-01-03-2 2024-01-03-1 old renamed index"; got != want {
		t.Errorf("order %s\nwant  %s", got, want)
	}
	for i, p := range c.Pages {
		if i > 0 && (p.Newer != c.Pages[i-1] || p.Newer.Older != p) || i == 0 && p.Newer != nil {
			t.Errorf("neighbours of %s", p.Address)
		}
		if s.Page(p.Address) != p || p.Column != c {
			t.Errorf("%s is not found by its address", p.Address)
		}
	}
	if got := c.Pages[len(c.Pages)-1].Address; got != "disclosure/notices/folder/index.html" {
		t.Errorf("a folder's slug gives %s", got)
	}
	if got := addresses(s.Guide); got != "index c b a" {
		t.Errorf("guide %s", got)
	}
	if s.Home == nil || s.Home.Address != "index.html" || s.Columns[1].Intro == nil || s.Columns[1].Intro.Address != "disclosure/finance/index.html" || s.Page("index.html") != nil {
		t.Error("introductions")
	}
	if s.Columns[0].Name != "通知公告" || s.Columns[1].Article20 != 7 || s.Rules.Address != "rules/index.html" || len(s.Rules.Pages) != 1 || len(s.Reports.Pages) != 1 {
		t.Error("columns")
	}
	if !s.Latest.Equal(time.Date(2024, 5, 1, 8, 0, 0, 0, beijing)) {
		t.Errorf("latest %v", s.Latest)
	}
}

func TestSiteWithoutRulesAndReports(t *testing.T) {
	files := overlay(t, "")
	for name := range files {
		if strings.HasPrefix(name, "rules/") || strings.HasPrefix(name, "report/") {
			delete(files, name)
		}
	}
	files[notices+"a.md"] = page("", "[a](../../rules/)")
	s, found := linkFS(t, files, Options{})
	if s.Rules != nil || s.Reports != nil || codes(found) != "L201" {
		t.Error(s.Rules, s.Reports, found)
	}
}

func TestVisibility(t *testing.T) {
	moment := func(text string) time.Time {
		m, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for _, test := range []struct {
		now, front string
		want       Reason
		due        string
	}{
		{"2024-01-02T15:59:59Z", "date = 2024-01-03", Future, "2024-01-03T00:00:00+08:00"}, // local midnight
		{"2024-01-02T16:00:00Z", "date = 2024-01-03", "", ""},
		{"2024-01-02T16:00:00Z", "date = 2024-01-03T00:00:01", Future, "2024-01-03T00:00:01+08:00"},
		{"2024-01-02T16:00:00Z", "date = 2024-01-03T00:00:01Z", Future, "2024-01-03T00:00:01Z"},
		{"2024-06-01T00:00:00Z", "date = 2024-01-03\ndraft = true", Draft, ""},
		{"2024-06-01T00:00:00Z", "date = 2024-09-03\ndraft = true", Draft, ""},
		{"2024-06-01T00:00:00Z", "date = 2024-01-03\npublishDate = 2024-07-01", Future, "2024-07-01T00:00:00+08:00"},
		{"2024-06-01T00:00:00Z", "date = 2024-07-03\npublishDate = 2024-02-01", "", ""}, // publishDate decides
		{"2024-06-01T00:00:00Z", "date = 2024-01-03\nexpiryDate = 2024-06-02", "", "2024-06-02T00:00:00+08:00"},
		{"2024-06-01T16:00:00Z", "date = 2024-01-03\nexpiryDate = 2024-06-02", Expired, ""},
		{"2023-12-31T15:30:00Z", "date = 2024-01-01", Future, "2024-01-01T00:00:00+08:00"}, // 31 December, 23:30
		{"1970-01-01T00:00:00Z", "date = 2024-01-01", Future, "2024-01-01T00:00:00+08:00"},
		{"2100-01-01T00:00:00Z", "date = 2024-01-01\nexpiryDate = 2099-01-01", Expired, ""},
	} {
		files := overlay(t, "")
		for name := range files {
			if strings.HasSuffix(name, ".md") || strings.HasSuffix(name, ".toml") && name != settingsFile {
				delete(files, name)
			}
		}
		files[notices+"a.md"] = &fstest.MapFile{Data: []byte("+++\ntitle = \"通知\"\n" + test.front + "\n+++\n正文。\n")}
		s, found := linkFS(t, files, Options{Now: moment(test.now)})
		if len(found) > 0 {
			t.Error(found)
		}
		shown := s.Page("disclosure/notices/a.html")
		switch {
		case test.want == "" && (shown == nil || len(s.Withheld) > 0):
			t.Errorf("%s at %s: withheld %v", test.front, test.now, s.Withheld)
		case test.want != "" && (shown != nil || len(s.Withheld) != 1 || s.Withheld[0].Reason != test.want):
			t.Errorf("%s at %s: withheld %v", test.front, test.now, s.Withheld)
		case test.want == Future && !s.Withheld[0].Until.Equal(s.Due):
			t.Errorf("%s: until %v", test.front, s.Withheld[0].Until)
		}
		if test.due == "" != s.Due.IsZero() || test.due != "" && !s.Due.Equal(moment(test.due)) {
			t.Errorf("%s at %s: due %v", test.front, test.now, s.Due)
		}
		preview, _ := linkFS(t, files, Options{Now: moment(test.now), Hidden: true})
		if p := preview.Page("disclosure/notices/a.html"); p == nil || p.Hidden != test.want || len(preview.Withheld) != len(s.Withheld) {
			t.Errorf("%s: the preview has %v", test.front, p)
		}
	}
}

func TestHiddenItemsHideTheirFiles(t *testing.T) {
	files := with(t, map[string]*fstest.MapFile{
		notices + "plan/index.md": page("draft = true", "见[附件](a.pdf)和[图](../b.pdf)。"),
		notices + "plan/a.pdf":    {Data: []byte("%PDF")},
		notices + "b.pdf":         {Data: []byte("%PDF")},
		notices + "plan/c d.pdf":  {Data: []byte("%PDF")},
	})
	s, found := linkFS(t, files, Options{})
	if len(s.Files) != 0 || codes(found) != "L101" {
		t.Errorf("%v %v", s.Files, found)
	}
	if s, _ = linkFS(t, files, Options{Hidden: true}); len(s.Files) != 3 {
		t.Errorf("the preview has %v", s.Files)
	}
}

func TestNextIndex(t *testing.T) {
	s, _ := linkFS(t, with(t, map[string]*fstest.MapFile{
		notices + "a.md": page("index = \"000014349/2024-00017\"\ndraft = true", ""),
		notices + "b.md": dated("2023-02-01", "index = \"000014349/2023-00040\""),
		notices + "c.md": page("agency = \"示例省统计局\"\nindex = \"011158671/2024-00090\"", ""),
	}), Options{})
	for year, want := range map[int]string{2024: "000014349/2024-00018", 2023: "000014349/2023-00041", 2025: "000014349/2025-00001"} {
		if got := s.NextIndex(time.Date(year, 3, 1, 0, 0, 0, 0, beijing)); got != want {
			t.Errorf("%d: %s, want %s", year, got, want)
		}
	}
	for _, agency := range []string{`name = "示例"`, `name = "示例"` + "\n[index]\ntemplate = \"\""} {
		if s, _ := linkText(t, settingsExample(`title = "公开"`, agency)); s.NextIndex(now) != "" {
			t.Errorf("%s: %s", agency, s.NextIndex(now))
		}
	}
}

func TestIndexUsedTwice(t *testing.T) {
	_, found := linkFS(t, with(t, map[string]*fstest.MapFile{
		notices + "a.md": page("index = \"000014349/2024-00001\"\ndraft = true", ""),
	}), Options{})
	if len(found) != 1 || found[0].Code != "L307" || len(found[0].Related) != 1 || found[0].Line+found[0].Related[0].Line == 0 {
		t.Error(found)
	}
}

func TestFolders(t *testing.T) {
	for _, test := range []struct {
		files map[string]*fstest.MapFile
		want  string
	}{
		{map[string]*fstest.MapFile{"news/a.md": page("", ""), "news/b.md": page("", ""), "news/deep/c.md": page("", "")}, "L301"}, // once for the folder
		{map[string]*fstest.MapFile{"about.md": page("", "")}, "L301"},
		{map[string]*fstest.MapFile{"disclosure/a.md": page("", "")}, "L302"},
		{map[string]*fstest.MapFile{"disclosure/index.md": page("", "")}, "L302"},
		{map[string]*fstest.MapFile{"disclosure/x/a.md": page("", ""), "disclosure/x/y/b.md": page("", ""), "disclosure/z/a.md": page("", "")}, "L302 L302"},
		{map[string]*fstest.MapFile{notices + "p/index.md": page("", ""), notices + "p/b.md": page("", ""), notices + "p/q/index.md": page("", "")}, "L303 L303"},
		{map[string]*fstest.MapFile{"report/2022/index.md": page("", "")}, "L304"},
		{map[string]*fstest.MapFile{"report/annual.toml": {Data: []byte("")}}, "L304"},
		{map[string]*fstest.MapFile{"report/sub/2022.md": page("", "")}, "L304"},
		{map[string]*fstest.MapFile{"report/index.md": page("", "")}, ""},
		{map[string]*fstest.MapFile{"report/2020.toml": {Data: []byte("")}}, "L306"},
		{map[string]*fstest.MapFile{"images/logo.png": {Data: []byte("PNG")}, notices + "a.md": page("", "![标志](../../images/logo.png)")}, ""},
		{map[string]*fstest.MapFile{"images/logo.png": {Data: []byte("PNG")}}, "L209"},
		{map[string]*fstest.MapFile{notices + "p/index.md": page("", ""), notices + "p/run.exe": {Data: []byte("MZ")}}, "L210"},
		{map[string]*fstest.MapFile{notices + "a.md": page("", "见[页面](x.html)。"), notices + "x.html": {Data: []byte("<p>")}}, "L210"},
		{map[string]*fstest.MapFile{notices + "a.MD": page("", "")}, ""},
	} {
		_, found := linkFS(t, with(t, test.files), Options{})
		got := codes(found)
		if strings.HasPrefix(test.want, "L306") {
			got = strings.Split(got, " ")[0] // the empty file's own findings follow
		}
		if got != test.want {
			t.Errorf("%v gives %v, want %q", test.files, found, test.want)
		}
	}
}

func TestColumnInsideAColumn(t *testing.T) {
	files := with(t, map[string]*fstest.MapFile{
		"disclosure/finance/budget/a.md":     page("", ""),
		"disclosure/finance/budget/index.md": page("", ""),
		"disclosure/finance/other/a.md":      page("", ""),
	})
	files[settingsFile].Data = []byte(string(files[settingsFile].Data) + "[[column]]\npath = \"disclosure/finance/budget\"\nname = \"预算\"\n[[column]]\npath = \"rules\"\nname = \"制度\"\ndescription = \"说明\"\n")
	s, found := linkFS(t, files, Options{})
	if len(found) > 0 || addresses(s.Columns[2].Pages) != "a" || s.Columns[2].Intro == nil || len(s.Columns[1].Pages) != 2 || s.Rules.Name != "制度" || len(s.Columns) != 3 {
		t.Error(found, s.Columns)
	}
}

func TestSettings(t *testing.T) {
	s, found := linkText(t, "")
	if len(found) > 0 {
		t.Fatal(found)
	}
	set := s.Settings
	if set.BaseURL != "https://example.com/" || set.Zone.String() != "Asia/Shanghai" || set.Agency.Code != "00001434-9" || set.Identity.SiteID != "0000000001" ||
		set.Columns[1].Freshness != None || set.Index != "{org}/{year}-{seq:05}" || set.IndexTemplate().String() != set.Index {
		t.Errorf("%+v", set)
	}
	for _, test := range []struct{ top, agency, want string }{
		{``, ``, "L002 L002"},
		{`title = ""`, `name = " "`, "L002 L002"},
		{`title = 3`, `name = "示例"`, "S"},
		{"title = \"公开\"\nbase_url = \"https://example.com\"", `name = "示例"`, ""},
		{"title = \"公开\"\nbase_url = \"http://example.com/a/b\"", `name = "示例"`, ""},
		{"title = \"公开\"\nbase_url = \"ftp://example.com/\"", `name = "示例"`, "L003"},
		{"title = \"公开\"\nbase_url = \"/openness/\"", `name = "示例"`, "L003"},
		{"title = \"公开\"\nbase_url = \"https://a:b@example.com/\"", `name = "示例"`, "L003"},
		{"title = \"公开\"\nbase_url = \"https://example.com/?a\"", `name = "示例"`, "L003"},
		{"title = \"公开\"\nbase_url = \"https:///a\"", `name = "示例"`, "L003"},
		{"title = \"公开\"\nbase_url = \"javascript:alert(1)\"", `name = "示例"`, "L003"},
		{"title = \"公开\"\ntimezone = \"Local\"", `name = "示例"`, "L004"},
		{"title = \"公开\"\ntimezone = \"../../etc/passwd\"", `name = "示例"`, "L004"},
		{"title = \"公开\"\ntimezone = \"Asia/Urumqi\"", `name = "示例"`, ""},
		{`title = "公开"`, "name = \"示例\"\n[identity]\nsite_id = \"bm07000001\"", ""},
		{`title = "公开"`, "name = \"示例\"\n[identity]\npolice = \"京公网安备11010202008000号\"", ""},
		{`title = "公开"`, "name = \"示例\"\n[identity]\nicp = \"豫ICP备05024460号\"", ""},
		{`title = "公开"`, "name = \"示例\"\n[index]\ntemplate = \"{org}/{year}\"", "L009"},
		{`title = "公开"`, "name = \"示例\"\n[index]\ntemplate = \"\"", ""},
		{`title = "公开"`, "nmae = \"示例\"", "L002 S"},
	} {
		_, found := linkText(t, settingsExample(test.top, test.agency))
		got := ""
		for _, d := range found {
			if d.File == "content/site.toml" {
				got += " " + strings.TrimRight(d.Code, "0123456789")
				if d.Code[0] == 'L' {
					got = got[:len(got)-1] + d.Code
				}
			}
		}
		if got = strings.TrimSpace(got); got != test.want {
			t.Errorf("%s %s gives %v, want %q", test.top, test.agency, found, test.want)
		}
	}
	for _, test := range []struct{ lines, want string }{
		{"path = \"guide\"\nname = \"x\"", "L010"},
		{"path = \"disclosure\"\nname = \"x\"", "L010"},
		{"path = \"disclosure/../x\"\nname = \"x\"", "L010"},
		{"path = \"disclosure/a b\"\nname = \"x\"", "L010"},
		{"path = \"disclosure/CON\"\nname = \"x\"", "L010"},
		{"path = \"disclosure/Notices\"\nname = \"x\"", "L011"},
		{"path = \"disclosure/x\"", "L002"},
		{"name = \"x\"", "L002"},
		{"path = \"disclosure/x\"\nname = \"x\"\narticle20 = 0", "L012"},
		{"path = \"disclosure/x\"\nname = \"x\"\narticle20 = 15", ""},
		{"path = \"disclosure/x\"\nname = \"x\"\nfreshness = \"none\"", ""},
	} {
		if _, found := linkText(t, columnExample("path = \"disclosure/finance\"\nname = \"财政\"\n[[column]]\n"+test.lines)); codes(found) != test.want {
			t.Errorf("%s gives %v, want %q", test.lines, found, test.want)
		}
	}
}

// One fault of site.toml is one finding, and the other files are checked all
// the same.
func TestSettingsThatCannotBeRead(t *testing.T) {
	files := with(t, map[string]*fstest.MapFile{notices + "a.md": page("validity = \"好\"", "[a](no.md)")})
	files[settingsFile] = &fstest.MapFile{Data: []byte("title = 「公开」\n")}
	s, found := linkFS(t, files, Options{})
	if got := codes(found); !strings.HasPrefix(got, "L201 N053 S") && !strings.HasPrefix(got, "N053 L201 S") || len(found) != 3 || len(s.Columns) != 2 || s.Settings.Place("title").File != "content/site.toml" {
		t.Error(found)
	}
	delete(files, settingsFile)
	if _, found = linkFS(t, files, Options{}); codes(found) != "N053 L201 L001" {
		t.Error(found)
	}
	files[settingsFile] = &fstest.MapFile{Data: []byte("\xff\xfet\x00")}
	if _, found = linkFS(t, files, Options{}); len(found) != 3 {
		t.Error(found)
	}
}

func TestAllow(t *testing.T) {
	const unlinked = "-- content/disclosure/notices/a.csv --\na,b\n-- content/guide/b.csv --\na,b\n"
	for _, test := range []struct{ allow, want string }{
		{"code = \"L209\"\nreason = \"暂存\"", ""},
		{"code = \"L209\"\npath = \"disclosure\"\nreason = \"暂存\"", "L209"},
		{"code = \"L209\"\npath = \"content/disclosure/notices/\"\nreason = \"暂存\"", "L209"},
		{"code = \"L209\"\npath = \"guide/b.csv\"\nreason = \"暂存\"", "L209"},
		{"code = \"L209\"\npath = \"gui\"\nreason = \"暂存\"", "L209 L209 L402"},
		{"code = \"L209\"", "L209 L209 L401"},
		{"code = \"L209\"\nreason = \" \"", "L209 L209 L401"},
		{"reason = \"暂存\"", "L209 L209 L401"},
	} {
		_, found := linkText(t, settingsExample(`title = "公开"`, "name = \"示例县统计局\"\n[[allow]]\n"+test.allow)+unlinked)
		if codes(found) != test.want {
			t.Errorf("%s gives %v, want %q", test.allow, found, test.want)
		}
	}
}

func reportFiles(t *testing.T, name string, year int, change func(md, toml string) (string, string)) map[string]*fstest.MapFile {
	t.Helper()
	minimal := overlay(t, "")
	md, toml := string(minimal["report/2023.md"].Data), string(minimal["report/2023.toml"].Data)
	md = strings.NewReplacer("2023", fmt.Sprint(year), "2024", fmt.Sprint(year+1), "00004", "00044").Replace(md)
	md, toml = change(md, toml)
	return map[string]*fstest.MapFile{"report/" + name + ".md": {Data: []byte(md)}, "report/" + name + ".toml": {Data: []byte(toml)}}
}

func TestReportsQuoteFiguresAndCountItems(t *testing.T) {
	files := with(t, reportFiles(t, "2023", 2023, func(md, toml string) (string, string) {
		md = strings.Replace(md, "全年主动公开信息。", "主动公开 {{ disclosed.count }} 条，许可 {{ disclosure.licences }} 件。", 1)
		return md, strings.Replace(toml, "licences  = 0", "licences  = 7", 1)
	}))
	for i, front := range []string{"", "expiryDate = 2024-01-01", "draft = true", "publishDate = 2029-01-01"} {
		files[fmt.Sprintf("%s%d.md", notices, i)] = dated("2023-03-01", front)
	}
	files["rules/b.md"] = dated("2023-03-01", "")
	s, found := linkFS(t, files, Options{})
	if found.Count(diag.Error) > 0 {
		t.Fatal(found)
	}
	p := s.Page("report/2023.html")
	// The item that has expired since was disclosed; the draft and the future one were not.
	if s.Disclosed(2023) != 2 || !strings.Contains(string(p.Body.HTML), "主动公开 2 条，许可 7 件") {
		t.Errorf("%d, %s", s.Disclosed(2023), p.Body.HTML)
	}
	before := p.Digest()
	files[notices+"9.md"] = dated("2023-03-02", "")
	if s, _ = linkFS(t, files, Options{}); s.Page("report/2023.html").Digest() == before {
		t.Error("the page's digest doesn't follow the figures that it quotes")
	}
}

func TestUnknownFigureInProse(t *testing.T) {
	for name, want := range map[string]string{"disclosed.cuont": disclosedName, "requests.new.totla": "requests.new.total"} {
		_, found := linkFS(t, with(t, reportFiles(t, "2023", 2023, func(md, toml string) (string, string) {
			return strings.Replace(md, "全年主动公开信息。", "主动公开 {{ "+name+" }} 条。", 1), toml
		})), Options{})
		if len(found) != 1 || !strings.Contains(found[0].Message.ZH+found[0].Hint.ZH, want) {
			t.Errorf("%s: %v", name, found)
		}
	}
}

// Figures that can't be read are one finding, not one for every name.
func TestFiguresThatCannotBeRead(t *testing.T) {
	s, found := linkFS(t, with(t, reportFiles(t, "2023", 2023, func(md, _ string) (string, string) {
		return strings.Replace(md, "全年主动公开信息。", "许可 {{ disclosure.licences }} 件。", 1), "[disclosure"
	})), Options{})
	if len(found) != 1 || s.Page("report/2023.html").Report != nil {
		t.Error(found)
	}
}

func TestDraftReportOnlyWarns(t *testing.T) {
	_, found := linkFS(t, with(t, reportFiles(t, "2023", 2023, func(md, _ string) (string, string) {
		return strings.Replace(md, "date", "draft = true\ndate", 1), "[disclosure"
	})), Options{})
	if len(found) == 0 || found.Count(diag.Error) > 0 {
		t.Error(found)
	}
}

// Reports are newest first, and each is compared with the year before.
func TestSeriesOfReports(t *testing.T) {
	files := with(t, reportFiles(t, "2022", 2022, func(md, toml string) (string, string) {
		md = strings.NewReplacer("更新还不够及时，将按月检查各栏目。", "公开的范围还不够宽，将逐项梳理目录。").Replace(md)
		return md, strings.Replace(strings.Replace(toml, "carried_out = [0", "carried_out = [1", 1), "new        = [0", "new        = [1", 1)
	}))
	s, found := linkFS(t, files, Options{})
	if got := addresses(s.Reports.Pages); got != "2023 2022" {
		t.Errorf("order %s", got)
	}
	across := 0
	for _, d := range found {
		if d.File == "content/report/2023.toml" && d.Code[0] == 'R' && d.Severity == diag.Warning {
			across++
		}
	}
	if across != 1 || found.Count(diag.Error) > 0 {
		t.Error(found)
	}
}

func TestReportBeforeTheFirstForm(t *testing.T) {
	files := with(t, map[string]*fstest.MapFile{"report/2010.md": dated("2011-03-01", "")})
	if _, found := linkFS(t, files, Options{}); len(found) > 0 {
		t.Error(found)
	}
}
