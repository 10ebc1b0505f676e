package site

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/markup"
)

// linked is a site with a column of items, a folder of attachments, drafts and
// reports, to link from disclosure/notices/a.md.
func linked(t testing.TB, front, body string) fstest.MapFS {
	t.Helper()
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text), Mode: 0o644} }
	return with(t, map[string]*fstest.MapFile{
		notices + "a.md":                     page(front, body),
		notices + "other.md":                 page("", "## 一、范围\n\n正文。\n\n## 二、方法\n\n正文。"),
		notices + "plan/index.md":            page("", "见[表](table.xlsx)。\n\n![图](map.png)"),
		notices + "plan/table.xlsx":          file("PK"),
		notices + "plan/map.png":             file("PNG"),
		notices + "plan/附件10.pdf":            file("%PDF"),
		notices + "plan/附件2.pdf":             file("%PDF"),
		notices + "plan/deep/note.txt":       file("说明"),
		notices + "draft.md":                 page("draft = true", ""),
		notices + "future.md":                page("publishDate = 2024-07-01", ""),
		notices + "expired.md":               page("expiryDate = 2024-05-01", ""),
		notices + "hidden/index.md":          page("draft = true", ""),
		notices + "hidden/secret.pdf":        file("%PDF"),
		notices + "broken.md":                file("+++\ntitle = 「通知」\n+++\n"),
		notices + "cafe\u0301.md":            page("", ""),
		"disclosure/finance/index.md":        page("", "## 说明\n\n正文。"),
		"guide/shared.png":                   file("PNG"),
		"guide/form.docx":                    file("PK"),
		"guide/how.md":                       page("", "见[表](form.docx)，![图](shared.png)。"),
		"report/2023.approval.toml":          file(""),
		"disclosure/notices/x.approval.toml": file(""),
	})
}

func TestLinks(t *testing.T) {
	for _, test := range []struct {
		body    string
		want    string // codes beyond those of the broken page
		target  Target
		mended  string // the destination that the fix writes; "" for no fix
		message string // part of the message or hint
	}{
		{body: "[a](other.md)", target: Target{Address: "disclosure/notices/other.html"}},
		{body: "[a](./other.md)", target: Target{Address: "disclosure/notices/other.html"}},
		{body: "[a](../notices/other.md)", target: Target{Address: "disclosure/notices/other.html"}},
		{body: "[a](other.md#一、范围)", target: Target{Address: "disclosure/notices/other.html", Fragment: markup.HeadingID("一、范围")}},
		{body: "[a](other.md?x=1#二、方法)", target: Target{Address: "disclosure/notices/other.html", Query: "x=1", Fragment: markup.HeadingID("二、方法")}},
		{body: "[a](#自己)\n\n## 自己\n\n正文。", target: Target{Address: "disclosure/notices/a.html", Fragment: markup.HeadingID("自己")}},
		{body: "[a](plan)", target: Target{Address: "disclosure/notices/plan/index.html"}},
		{body: "[a](plan/)", target: Target{Address: "disclosure/notices/plan/index.html"}},
		{body: "[a](plan/index.md)", target: Target{Address: "disclosure/notices/plan/index.html"}},
		{body: "[a](plan/table.xlsx)", target: Target{Address: "disclosure/notices/plan/table.xlsx"}},
		{body: "[a](plan/附件2.pdf#page=3)", target: Target{Address: "disclosure/notices/plan/附件2.pdf", Fragment: "page=3"}},
		{body: "[a](plan/%E9%99%84%E4%BB%B62.pdf)", target: Target{Address: "disclosure/notices/plan/附件2.pdf"}},
		{body: "![a](plan/map.png)", target: Target{Address: "disclosure/notices/plan/map.png"}},
		{body: "![a](../../guide/shared.png)", target: Target{Address: "guide/shared.png"}},
		{body: "[a](caf%C3%A9.md)", target: Target{Address: "disclosure/notices/caf\u00e9.html"}},
		{body: "[a](cafe%CC%81.md)", target: Target{Address: "disclosure/notices/caf\u00e9.html"}},
		{body: "[a](../finance/)", target: Target{Address: "disclosure/finance/index.html"}},
		{body: "[a](../finance/index.md#说明)", target: Target{Address: "disclosure/finance/index.html", Fragment: markup.HeadingID("说明")}},
		{body: "[a](../finance#说明)", target: Target{Address: "disclosure/finance/index.html", Fragment: markup.HeadingID("说明")}},
		{body: "[a](./)", target: Target{Address: "disclosure/notices/index.html"}},
		{body: "[a](..)", target: Target{Address: "disclosure/index.html"}},
		{body: "[a](../../)", target: Target{Address: "index.html"}},
		{body: "[a](../../guide/)", target: Target{Address: "guide/index.html"}},
		{body: "[a](../../rules/)", target: Target{Address: "rules/index.html"}},
		{body: "[a](../../report/)", target: Target{Address: "report/index.html"}},
		{body: "[a](../../report/2023.md#一、总体情况)", target: Target{Address: "report/2023.html", Fragment: markup.HeadingID("一、总体情况")}},
		{body: "[a](../../report/2023.md#三、收到和处理政府信息公开申请情况)", target: Target{Address: "report/2023.html", Fragment: "part-requests"}},
		{body: "[a](../../report/2023.xlsx)", target: Target{Address: "report/2023.xlsx"}},
		{body: "[a](../../catalogue/)", target: Target{Address: "catalogue/index.html"}},
		{body: "[a](../../sitemap.html)", target: Target{Address: "sitemap.html"}},
		{body: "[a](https://www.example.gov.cn/a%20b?x=1#y)", target: Target{External: "https://www.example.gov.cn/a%20b?x=1#y"}},
		{body: "[a](mailto:office@example.com)", target: Target{External: "mailto:office@example.com"}},

		{body: "[a](ohter.md)", want: "L201", mended: "other.md", message: "other.md"},
		{body: "[a](Other.md)", want: "L201", mended: "other.md"},
		{body: "[a](other)", want: "L201", mended: "other.md"},
		{body: "[a](plan.md)", want: "L201", mended: "plan/index.md"},
		{body: "[a](table.xlsx)", want: "L201"},
		{body: "[a](nowhere/at/all.pdf)", want: "L201"},
		{body: "[a](../../guide/form.doc)", want: "L201", mended: "../../guide/form.docx"},
		{body: "[a](../../guide/form.doc \"表\")", want: "L201", mended: "../../guide/form.docx"},
		{body: "[a](<../../guide/form.doc>)", want: "L201", mended: "../../guide/form.docx"},
		{body: "[a][x]\n\n[x]: ohter.md", want: "L201"}, // not written in the link: no edit
		{body: "[a](other.md#一、范国)", want: "L202", message: "一、范围"},
		{body: "[a](#没有)", want: "L202"},
		{body: "[a](../../report/2024.xlsx)", want: "L201"},
		{body: "[a](../../catalogue/#没有)", want: "L202"},
		{body: "[a](../../../../secret)", want: "L203"},
		{body: "[a](/disclosure/notices/other.md)", want: "L204", mended: "other.md"},
		{body: "[a](/guide/)", want: "L204", mended: "../../guide/index.md"},
		{body: "[a](/disclosure/finance/)", want: "L204", mended: "../finance/"},
		{body: "[a](/catalogue/)", want: "L204", mended: "../../catalogue/index.html"},
		{body: "[a](/no.md)", want: "L204"},
		{body: "[a](other.html)", want: "L205", mended: "other.md", message: "写成「other.md」"},
		{body: "[a](other.html#一、范围)", want: "L205", mended: "other.md#一、范围"},
		{body: "[a](plan/index.html)", want: "L205", mended: "plan/index.md"},
		{body: "[a](index.html)", want: "L205", mended: "./"},
		{body: "[a](draft.md)", want: "L206", message: "草稿"},
		{body: "[a](future.md)", want: "L206", message: "2024-07-01 00:00"},
		{body: "[a](expired.md)", want: "L206", message: "2024-05-01 00:00"},
		{body: "[a](hidden/secret.pdf)", want: "L206", message: "草稿"},
		{body: "[a](../../site.toml)", want: "L207"},
		{body: "[a](../../report/2023.toml)", want: "L207"},
		{body: "[a](../../report/2023.approval.toml)", want: "L207"},
		{body: "![a](plan/附件2.pdf)", want: "L208"},
		{body: "![a](other.md)", want: "L208"},
		{body: "![a](no.png)", want: "L201"},
		{body: "![表](../../report/2023.xlsx)", want: "L201"},
		{body: "[a](broken.md)"}, // what is wrong with it is said there
	} {
		t.Run(test.body, func(t *testing.T) {
			s, found := linkFS(t, linked(t, "", test.body), Options{})
			found = beyond(found)
			if got := codes(found); got != test.want {
				t.Fatalf("gives %q, want %q: %v", got, test.want, found)
			}
			target := s.Page("disclosure/notices/a.html").Targets[0]
			if test.want == "" && test.target != (Target{}) && target != test.target {
				t.Errorf("leads to %+v, want %+v", target, test.target)
			}
			if test.want == "" {
				return
			}
			d := found[0]
			if !target.Missing && d.Code != "L202" {
				t.Errorf("leads to %+v", target)
			}
			if d.Line != 6 || !strings.Contains(d.Message.ZH+d.Hint.ZH, test.message) {
				t.Errorf("%s: %s; %s", d.Place, d.Message.ZH, d.Hint.ZH)
			}
			switch {
			case d.Fix == nil && test.mended != "":
				t.Errorf("no fix, want %s", test.mended)
			case d.Fix != nil && d.Fix.Text != test.mended:
				t.Errorf("is mended to %s, want %q", d.Fix.Text, test.mended)
			case d.Fix != nil:
				line := []rune(strings.SplitN(test.body, "\n", 2)[0])
				mended := string(line[:d.Fix.Column-1]) + d.Fix.Text + string(line[d.Fix.EndColumn-1:])
				if _, again := linkFS(t, linked(t, "", mended), Options{}); len(beyond(again)) > 0 {
					t.Errorf("%s still gives %v", mended, again)
				}
			}
		})
	}
}

// beyond leaves out the page that can't be read on purpose.
func beyond(found diag.List) diag.List {
	var rest diag.List
	for _, d := range found {
		if d.File != "content/"+notices+"broken.md" {
			rest = append(rest, d)
		}
	}
	return rest
}

func TestLinkToWhatHasExpiredIsAWarning(t *testing.T) {
	_, found := linkFS(t, linked(t, "", "[a](expired.md)"), Options{})
	if found = beyond(found); found[0].Severity != diag.Warning {
		t.Error(found[0].Severity)
	}
}

// The preview shows hidden pages and the links to them, and says what the
// release build would refuse.
func TestLinkToHiddenPageInPreview(t *testing.T) {
	s, found := linkFS(t, linked(t, "", "[a](draft.md)"), Options{Hidden: true})
	if codes(beyond(found)) != "L206" || s.Page("disclosure/notices/a.html").Targets[0].Address != "disclosure/notices/draft.html" {
		t.Error(found)
	}
}

func TestDraftsMayLinkDrafts(t *testing.T) {
	_, found := linkFS(t, linked(t, "draft = true", "[a](draft.md)\n\n[b](hidden/secret.pdf)"), Options{})
	if len(beyond(found)) > 0 {
		t.Error(found)
	}
}

// What is wrong with a draft doesn't stop the rest.
func TestMistakesOfDraftsAreWarnings(t *testing.T) {
	_, found := linkFS(t, linked(t, "draft = true\nvalidity = \"好\"", "[a](no.md)"), Options{})
	if found = beyond(found); codes(found) != "N053 L201" || found.Count(diag.Warning) != 2 {
		t.Error(found)
	}
}

func TestAttachments(t *testing.T) {
	names := func(p *Page) string {
		var all []string
		for _, a := range p.Attachments {
			all = append(all, a.Title)
		}
		return strings.Join(all, " ")
	}
	s, found := linkFS(t, linked(t, "", ""), Options{})
	if len(beyond(found)) > 0 {
		t.Fatal(found)
	}
	// In order of name, numbers as numbers; the picture that the text shows is none.
	if got := names(s.Page("disclosure/notices/plan/index.html")); got != "note.txt table.xlsx 附件2.pdf 附件10.pdf" {
		t.Errorf("attachments %s", got)
	}
	files := linked(t, "attachments = [\"../../guide/form.docx\", \"../../guide/form.docx\"]", "")
	files[notices+"plan/index.md"] = page("attachments = [\"附件10.pdf\", { path = \"map.png\", title = \"范围图\" }]", "![图](map.png)")
	s, found = linkFS(t, files, Options{})
	if len(beyond(found)) > 0 {
		t.Fatal(found)
	}
	if got := names(s.Page("disclosure/notices/plan/index.html")); got != "附件10.pdf 范围图 note.txt table.xlsx 附件2.pdf" {
		t.Errorf("attachments %s", got)
	}
	if got := names(s.Page("disclosure/notices/a.html")); got != "form.docx" {
		t.Errorf("attachments %s", got)
	}
	var published []string
	for _, f := range s.Files {
		published = append(published, f.Address)
	}
	want := "disclosure/notices/plan/deep/note.txt disclosure/notices/plan/map.png disclosure/notices/plan/table.xlsx disclosure/notices/plan/附件10.pdf disclosure/notices/plan/附件2.pdf guide/form.docx guide/shared.png"
	if got := strings.Join(published, " "); got != want {
		t.Errorf("published %s\nwant      %s", got, want)
	}
}

func TestAttachmentsThatAreNone(t *testing.T) {
	for front, want := range map[string]string{
		`attachments = ["no.pdf"]`:                                  "L201",
		`attachments = [{ path = "plan/tabel.xlsx", title = "x" }]`: "L201",
		`attachments = ["other.md"]`:                                "L212",
		`attachments = ["hidden/secret.pdf"]`:                       "L206",
		`attachments = ["broken.md"]`:                               "",
		`image = "plan/map.png"`:                                    "",
		`image = "https://example.com/a.png"`:                       "",
		`image = "plan/table.xlsx"`:                                 "L208",
		`image = "plan/mop.png"`:                                    "L201",
	} {
		s, found := linkFS(t, linked(t, front, ""), Options{})
		found = beyond(found)
		if codes(found) != want {
			t.Errorf("%s gives %v", front, found)
		}
		if len(found) > 0 && found[0].Line != 4 {
			t.Errorf("%s: %s", front, found[0].Place)
		}
		if p := s.Page("disclosure/notices/a.html"); want == "" && strings.HasPrefix(front, "image") && p.Picture == "" {
			t.Errorf("%s: no picture", front)
		}
	}
}

func TestFixOfAnAliasDropsTheSlash(t *testing.T) {
	for alias, want := range map[string]string{"/old/1.html": `"old/1.html"`, "/../1.html": ""} {
		_, found := linkFS(t, linked(t, "aliases = [\""+alias+"\"]", ""), Options{})
		if found = beyond(found); codes(found) != "L104" || (found[0].Fix == nil) != (want == "") || want != "" && found[0].Fix.Text != want {
			t.Errorf("%s: %v", alias, found)
		}
	}
}

func TestFixOfAnAttachmentIsItsPath(t *testing.T) {
	_, found := linkFS(t, linked(t, `attachments = [{ path = "plan/tabel.xlsx", title = "x" }]`, ""), Options{})
	found = beyond(found)
	if fix := found[0].Fix; fix == nil || fix.Text != `"plan/table.xlsx"` || fix.Column != len(`attachments = [{ path = `)+1 {
		t.Errorf("%+v", fix)
	}
}

func TestRelations(t *testing.T) {
	files := linked(t, "replaces = [\"other.md\", \"other.md\"]\ninterprets = [\"plan/\"]", "")
	files[notices+"other.md"] = page("validity = \"废止\"", "")
	s, found := linkFS(t, files, Options{})
	if len(beyond(found)) > 0 {
		t.Fatal(found)
	}
	a, other, plan := s.Page("disclosure/notices/a.html"), s.Page("disclosure/notices/other.html"), s.Page("disclosure/notices/plan/index.html")
	if len(a.Replaces) != 1 || a.Replaces[0] != other || len(other.ReplacedBy) != 1 || other.ReplacedBy[0] != a {
		t.Errorf("%v %v", a.Replaces, other.ReplacedBy)
	}
	if len(a.Interprets) != 1 || a.Interprets[0] != plan || len(plan.InterpretedBy) != 1 || plan.InterpretedBy[0] != a {
		t.Errorf("%v %v", a.Interprets, plan.InterpretedBy)
	}
	for front, want := range map[string]string{
		`replaces = ["other.md"]`:                "L211",
		`replaces = ["a.md"]`:                    "L212",
		`replaces = ["../../guide/how.md"]`:      "L212",
		`replaces = ["../finance/"]`:             "L212",
		`replaces = ["ohter.md"]`:                "L201",
		`replaces = ["draft.md"]`:                "L206",
		`replaces = ["broken.md"]`:               "",
		`interprets = ["other.html"]`:            "L205",
		`interprets = ["plan/table.xlsx"]`:       "L212",
		`interprets = ["other.md", "future.md"]`: "L206",
		`interprets = ["../../report/2023.md"]`:  "",
	} {
		if _, found := linkFS(t, linked(t, front, ""), Options{}); codes(beyond(found)) != want {
			t.Errorf("%s gives %v", front, found)
		}
	}
}

// What is not out yet doesn't repeal anything.
func TestFutureItemRepealsNothingYet(t *testing.T) {
	files := linked(t, "publishDate = 2024-07-01\nreplaces = [\"other.md\"]", "")
	s, found := linkFS(t, files, Options{})
	if len(beyond(found)) > 0 || len(s.Page("disclosure/notices/other.html").ReplacedBy) > 0 {
		t.Error(found)
	}
	s, found = linkFS(t, files, Options{Now: now.Add(60 * 24 * time.Hour)})
	if codes(beyond(found)) != "L211" || len(s.Page("disclosure/notices/other.html").ReplacedBy) != 1 {
		t.Error(found)
	}
}

// A notice may have a folder of its own, and an old table is one step from
// the text: the advice says so.
func TestAdviceOnFilesThatAreNearlyRight(t *testing.T) {
	files := linked(t, "", "![表](old.xls)")
	files["disclosure/notices/old.xls"] = &fstest.MapFile{Data: []byte("旧表")}
	files["disclosure/notices/bare/list.csv"] = &fstest.MapFile{Data: []byte("项目\n")}
	_, found := linkFS(t, files, Options{})
	for code, want := range map[string]string{"L208": "另存为 .xlsx", "L209": "没有 index.md，写上正文就会列为附件"} {
		at := slices.IndexFunc(found, func(d diag.Diagnostic) bool { return d.Code == code && strings.Contains(d.Hint.ZH, want) })
		if at < 0 {
			t.Errorf("%s doesn't say %s: %v", code, want, found)
		}
	}
}
