package notice

import (
	"strings"
	"testing"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

var beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

func options(t testing.TB) Options {
	t.Helper()
	template, bad := ParseIndexTemplate("{org}/{year}-{seq:05}")
	if bad != "" {
		t.Fatal(bad)
	}
	return Options{Zone: beijing, IndexTemplate: template, Org: "00001434-9"}
}

// parse reads a notice with this front matter.
func parse(t testing.TB, front string) (*Notice, diag.List) {
	t.Helper()
	text := source.Text{Name: "content/a.md", Bytes: []byte("+++\n" + front + "\n+++\n正文。\n")}
	return Parse(text, options(t))
}

const plain = "title = \"关于开展统计调查的通知\"\ndate = 2024-01-03\n"

func codes(list diag.List) string {
	list.Sort()
	var all []string
	for _, d := range list {
		all = append(all, d.Code)
	}
	return strings.Join(all, " ")
}

func TestEveryKeyIsRead(t *testing.T) {
	n, found := parse(t, plain+`
index = "000014349/2024-00002"
number = "示统〔2024〕12号"
issued = 2024-01-02
subject = "农业、林业、水利\\水利"
genre = "令"
validity = "有效"
keywords = ["统计", " ", "调查"]
agency = "示例县统计局"
source = "示例县统计局"
author = "示例"
image = "a.png"
description = "概述"
openness = "依申请公开"
replaces = ["old.md"]
interprets = ["policy.md"]
notice_period = { from = 2024-01-03, to = 2024-01-12 }
attachments = ["a.pdf", { path = "b.pdf", title = "附件二" }]
draft = true
publishDate = 2024-01-04T09:30:00
expiryDate = 2024-02-01T09:30:00+08:00
lastmod = 2024-01-05
weight = 3
slug = "survey"
aliases = ["old.html"]
[[waive]]
kind = "mobile"
hash = "0123456789ab"
reason = "值班电话"
by = "示例"
[extra]
anything = { goes = 1 }
`)
	if genre := "命令（令）"; codes(found) != "N052" || n.Genre != genre { // the title says 通知
		t.Fatalf("found %v, genre %q", found, n.Genre)
	}
	want := Notice{
		Start: n.Start, Title: "关于开展统计调查的通知",
		Date: time.Date(2024, 1, 3, 0, 0, 0, 0, beijing), Issued: time.Date(2024, 1, 2, 0, 0, 0, 0, beijing),
	}
	switch {
	case n.Title != want.Title, !n.Date.Equal(want.Date), n.HasClock, !n.Issued.Equal(want.Issued):
		t.Errorf("title %q, date %v, issued %v", n.Title, n.Date, n.Issued)
	case n.Subject.String() != "农业、林业、水利/水利":
		t.Errorf("subject %v", n.Subject)
	case len(n.Keywords) != 2 || len(n.Replaces) != 1 || len(n.Interprets) != 1 || len(n.Aliases) != 1:
		t.Errorf("lists %v %v %v %v", n.Keywords, n.Replaces, n.Interprets, n.Aliases)
	case n.Attachments[0] != Attachment{Path: "a.pdf"} || n.Attachments[1] != Attachment{"b.pdf", "附件二"}:
		t.Errorf("attachments %v", n.Attachments)
	case !n.PublishDate.Equal(time.Date(2024, 1, 4, 9, 30, 0, 0, beijing)) || !n.Expiry.Equal(time.Date(2024, 2, 1, 9, 30, 0, 0, beijing)):
		t.Errorf("appears %v, expires %v", n.PublishDate, n.Expiry)
	case n.Period.To.Sub(n.Period.From) != 9*24*time.Hour:
		t.Errorf("period %v", n.Period)
	case n.Waivers[0] != Waiver{"mobile", "0123456789ab", "值班电话", "示例"}:
		t.Errorf("waivers %v", n.Waivers)
	case n.Weight != 3 || n.Slug != "survey" || !n.Draft || n.Openness != OnRequest || n.Validity != InForce || n.Extra["anything"] == nil:
		t.Errorf("%+v", n)
	case string(n.Body.HTML) == "":
		t.Error("no body")
	}
}

func TestFindings(t *testing.T) {
	for _, test := range []struct{ front, want string }{
		{plain, ""},
		{"", "N001 N010"},
		{"title = \"  \"\ndate = 2024-01-03", "N001"},
		{"title = 12\ndate = 2024-01-03", "S242"}, // one fault, one finding
		{"title = '''\n通知\n'''\ndate = 2024-01-03", ""},
		{"title = \"一\\n二\"\ndate = 2024-01-03", "N002"},
		{"title = \"通知\\u202E\"\ndate = 2024-01-03", "N002"},
		{plain + "keywords = [\"统计\", \"调\\u0007查\"]", "N002"},
		{"title = \"" + strings.Repeat("长", 121) + "\"\ndate = 2024-01-03", "N003"},
		{"title = \"" + strings.Repeat("长", 120) + "\"\ndate = 2024-01-03", ""},
		{"title = \"通知\"\ndate = \"昨天\"", "S242"},
		{"title = \"通知\"\ndate = 0000-01-01", "S227"},
		{"title = \"通知\"\ndate = 0001-01-01", "N011"},
		{"title = \"通知\"\ndate = 1949-09-30", "N011"},
		{"title = \"通知\"\ndate = 1949-10-01", ""},
		{"title = \"通知\"\ndate = 2099-12-31", ""},
		{"title = \"通知\"\ndate = 2100-01-01", "N011"},
		{"title = \"通知\"\ndate = 9999-12-31", "N011"},
		{plain + "issued = 2024-01-04", "N012"},
		{plain + "issued = 2024-01-03T23:00:00", ""}, // the same day
		{plain + "expiryDate = 2024-01-03", "N013"},
		{plain + "publishDate = 2024-02-01\nexpiryDate = 2024-01-20", "N013"},
		{plain + "lastmod = 2024-01-02", "N014"},
		{plain + "lastmod = 2024-01-03", ""},
		{plain + "notice_period = { to = 2024-01-12 }", "N020"},
		{plain + "notice_period = {}", "N020 N020"},
		{plain + "notice_period = { from = 2024-01-12, to = 2024-01-11 }", "N021"},
		{plain + "notice_period = { from = 2024-01-12, to = 2024-01-12 }", ""},
		{plain + "notice_period = { from = 2024-01-03T08:00:00, to = 2024-01-12 }", "N022"},
		{plain + "notice_period = { from = 2023-01-03, to = 2024-01-02 }", "N023"},
		{plain + "notice_period = { from = 2023-01-03, to = 9999-01-02 }", "N011"},
		{plain + `index = "000014349/2024-1"`, "N030"},
		{plain + `index = "000014349/2024-00000"`, "N030"},
		{plain + `index = "00001434-9/2024-00001"`, ""},
		{plain + `index = "000014349/2024-100001"`, ""},
		{plain + `index = "000014349/2024-000012"`, "N030"},
		{plain + `index = "000014348/2024-00001"`, "N031"},
		{plain + `index = "234234234444444444/2024-20622"`, "N031"},
		{plain + `index = "011158671/2024-00001"`, "N032"},
		{plain + "agency = \"示例省\"\n" + `index = "11341702486344515H/2024-00001"`, ""},
		{plain + `index = "000014349/2023-00001"`, "N033"},
		{plain + "issued = 2023-12-31\n" + `index = "000014349/2023-00001"`, ""},
		{plain + `subject = "综合政务"`, ""},
		{plain + `subject = "综合政务／政务公开"`, ""},
		{plain + `subject = "国防/国防动员"`, ""},
		{plain + `subject = "其他"`, ""},
		{plain + `subject = "民政、乡村振兴、救灾"`, "N050"},
		{plain + `genre = "公示"`, "N051"},
		{plain + `genre = "规章"`, ""},
		{plain + `genre = "函"`, "N052"},
		{"title = \"关于印发办法的通知（试行）\"\ndate = 2024-01-03\ngenre = \"公告\"", "N052"},
		{"title = \"禁火令\"\ndate = 2024-01-03\ngenre = \"命令\"", ""},
		{plain + `validity = "作废"`, "N053"},
		{plain + `openness = "公开"`, "N054"},
		{plain + `openness = "不予公开"`, "N055"},
		{plain + "[[waive]]\nkind = \"mobile\"", "N060"},
		{plain + "attachments = [1, { path = \"a.pdf\", name = \"x\" }, { title = \"x\" }, \"\"]", "N061 N061 N061 N061"},
		{plain + "slug = \"\"", "N062"},
		{plain + "titel = \"x\"", "S240"},
	} {
		_, found := parse(t, test.front)
		if got := codes(found); got != test.want {
			t.Errorf("%s\ngives %q, want %q: %v", test.front, got, test.want, found)
		}
	}
}

func TestDateIsOptionalForGuides(t *testing.T) {
	text := source.Text{Name: "content/guide/index.md", Bytes: []byte("+++\ntitle = \"指南\"\n+++\n")}
	o := options(t)
	o.DateOptional = true
	if _, found := Parse(text, o); len(found) > 0 {
		t.Error(found)
	}
}

// Two dates that disagree are both shown.
func TestComparedDatesAreRelated(t *testing.T) {
	for _, line := range []string{"issued = 2024-02-03", "lastmod = 2024-01-01", "expiryDate = 2024-01-02"} {
		if _, found := parse(t, plain+line); len(found) != 1 || len(found[0].Related) != 1 || found[0].Related[0].Line != 3 {
			t.Errorf("%s: %v", line, found)
		}
	}
}

func TestUnreadableFrontMatter(t *testing.T) {
	n, found := Parse(source.Text{Name: "content/a.md", Bytes: []byte("没有前置信息")}, options(t))
	if n != nil || found.Count(diag.Error) != 1 {
		t.Error(n, found)
	}
	// The body is read all the same: everything wrong with a file is told at once.
	n, found = Parse(source.Text{Name: "content/a.md", Bytes: []byte("+++\ntitle = “通知”\n+++\n<div>正文</div>\n")}, options(t))
	if got := codes(found); n != nil || len(found) != 2 || !strings.HasPrefix(got, "S") || !strings.Contains(got, " M") {
		t.Error(n, found)
	}
}

// A finding stands at its value, and its fix mends it.
func TestFixesMend(t *testing.T) {
	for _, test := range []struct{ line, fixed string }{
		{`number = "示统[2024]3号"`, `number = "示统〔2024〕3号"`},
		{`subject = "政务公开"`, `subject = "综合政务/政务公开"`},
		{`subject = "综合政务/政务公示"`, `subject = "综合政务/政务公开"`},
		{`subject = "农业/水利"`, `subject = "农业、林业、水利/水利"`},
		{`subject = "财政"`, `subject = "财政、金融、审计/财政"`},
		{`genre = "通知书"`, `genre = "通知"`},
		{`genre = "公告"`, `genre = "通知"`},
		{`validity = "现行有效"`, `validity = "有效"`},
		{`openness = "主动"`, `openness = "主动公开"`},
	} {
		_, found := parse(t, plain+test.line)
		if len(found) != 1 || found[0].Fix == nil {
			t.Errorf("%s: %v", test.line, found)
			continue
		}
		fix := found[0].Fix
		line := []rune(test.line)
		const number = 4 // after +++ and two lines
		if fix.Line != number || fix.EndLine != number {
			t.Errorf("%s: fix in line %d", test.line, fix.Line)
			continue
		}
		got := string(line[:fix.Column-1]) + fix.Text + string(line[fix.EndColumn-1:])
		if got != test.fixed {
			t.Errorf("%s is mended to %s, want %s", test.line, got, test.fixed)
		}
		if _, again := parse(t, plain+got); len(again) > 0 {
			t.Errorf("%s still gives %v", got, again)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(plain + `index = "000014349/2024-00002"` + "\nnumber = \"示统〔2024〕12号\"\nattachments = [\"a\", { path = \"b\" }]")
	f.Add(plain + "notice_period = { from = 2024-01-03, to = 2024-01-12 }\nsubject = \"综合政务/\"\ngenre = \"令\"")
	f.Add("title = \"（\"\ndate = 9999-12-31T23:59:59+14:00\nissued = 0000-01-01\nslug = \"\"")
	f.Add("title = \"令）)\"\n[[waive]]\n[extra]\na = 1")
	f.Fuzz(func(t *testing.T, front string) {
		n, found := parse(t, front)
		if n == nil && found.Count(diag.Error) == 0 {
			t.Error("nothing was read, and nothing was said")
		}
		for _, d := range found {
			if d.Message.ZH == "" || d.Message.EN == "" || strings.Contains(d.Message.ZH, "{1}") && !strings.Contains(front, "{") {
				t.Errorf("%s: %q %q", d.Code, d.Message.ZH, d.Message.EN)
			}
		}
	})
}
