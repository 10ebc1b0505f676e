package markup

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestLinks(t *testing.T) {
	md := "[甲*乙*](%E4%B8%99%20丁.md?a=%20b#%E4%B8%80、总体 \"题\")" +
		"[![图](a.png)](b.pdf)" +
		"<https://example.com/中?a=b#c>" +
		"[信](mailto:a@example.com)<a@example.com>[电话](tel:0000-0000000)" +
		"[节](#一、总体)[丙][]\n\n" +
		"![项目\n清单](清单.xlsx)\n\n" +
		"[丙]: HTTPS://例子.example/a%2Fb\n"
	text, d, found := convert(md)
	if len(found) > 0 {
		t.Errorf("found %v", said(text, found))
	}
	want := []Link{
		{Kind: Anchor, Destination: "丙 丁.md", Query: "a=%20b", Fragment: "一、总体", Text: "甲乙"},
		{Kind: Anchor, Destination: "b.pdf", Text: "图"},
		{Kind: Image, Destination: "a.png", Text: "图"},
		{Kind: Anchor, External: true, Destination: "https://example.com/%E4%B8%AD?a=b#c", Text: "https://example.com/中?a=b#c"},
		{Kind: Anchor, External: true, Destination: "mailto:a@example.com", Text: "信"},
		{Kind: Anchor, External: true, Destination: "mailto:a@example.com", Text: "a@example.com"},
		{Kind: Anchor, External: true, Destination: "tel:0000-0000000", Text: "电话"},
		{Kind: Anchor, Fragment: "一、总体", Text: "节"},
		{Kind: Anchor, External: true, Destination: "HTTPS://%E4%BE%8B%E5%AD%90.example/a%2Fb", Text: "丙"},
		{Kind: Embed, Destination: "清单.xlsx", Text: "项目清单"},
	}
	if diff := cmp.Diff(want, d.Links, cmpopts.IgnoreFields(Link{}, "Gap", "Start", "End")); diff != "" {
		t.Error(diff)
	}
	var spans []string
	for _, l := range d.Links {
		spans = append(spans, string(text.Bytes[l.Start:l.End]))
	}
	wantSpans := []string{
		"[甲*乙*](%E4%B8%99%20丁.md?a=%20b#%E4%B8%80、总体 \"题\")", "[![图](a.png)](b.pdf)", "![图](a.png)",
		"<https://example.com/中?a=b#c>", "[信](mailto:a@example.com)", "<a@example.com>", "[电话](tel:0000-0000000)",
		"[节](#一、总体)", "[丙][]", "![项目\n清单](清单.xlsx)",
	}
	if diff := cmp.Diff(wantSpans, spans); diff != "" {
		t.Error(diff)
	}
}

// A link is found in a quote whose lines begin with marks, and after a tab.
func TestLinkSpansThroughContainers(t *testing.T) {
	text, d, found := convert("> 甲\n> [乙](\n> javascript:x\n> )\n>\n> -\t[丙](丁.pdf)\n")
	if got := strings.Join(said(text, found), " "); got != "M020「javascript:x」" {
		t.Error(got)
	}
	if len(d.Links) != 1 || string(text.Bytes[d.Links[0].Start:d.Links[0].End]) != "[丙](丁.pdf)" {
		t.Errorf("%+v", d.Links)
	}
}

func TestOutline(t *testing.T) {
	text, d, _ := convert("前言\n\n## 一、总体*情况* ##\n\n### （一） 甲\\*乙&amp;丙 [丁](a)  \n\n二、问题\n-----\n")
	want := []Heading{
		{Level: 2, ID: "s-一总体情况", Text: "一、总体情况"},
		{Level: 3, ID: "s-一-甲乙丙-丁", Text: "（一） 甲*乙&丙 丁"},
		{Level: 2, ID: "s-二问题", Text: "二、问题"},
	}
	if diff := cmp.Diff(want, d.Outline, cmpopts.IgnoreFields(Heading{}, "Start", "End", "HTMLStart")); diff != "" {
		t.Error(diff)
	}
	var lines []string
	for _, h := range d.Outline {
		lines = append(lines, string(text.Bytes[h.Start:h.End]))
		if !strings.HasPrefix(string(d.HTML[h.HTMLStart:]), fmt.Sprintf(`<h%d id="%s">`, h.Level, h.ID)) {
			t.Errorf("%q begins elsewhere", h.Text)
		}
	}
	if diff := cmp.Diff([]string{"## 一、总体*情况* ##", "### （一） 甲\\*乙&amp;丙 [丁](a)", "二、问题"}, lines); diff != "" {
		t.Error(diff)
	}
}

// Authors write a heading's text, its id, or the number of a repeated one.
func TestAnchor(t *testing.T) {
	_, d, _ := convert("## 一、总体情况\n\n## Q&A 问答\n\n## 附则\n\n## 附则\n\n## cafe\u0301\n")
	for fragment, want := range map[string]string{
		"一、总体情况":    "s-一总体情况",
		"一总体情况":     "s-一总体情况",
		"s-一总体情况":   "s-一总体情况",
		"q&a 问答":    "s-qa-问答",
		"Q&A-问答":    "s-qa-问答",
		"附则":        "s-附则",
		"附则-2":      "s-附则-2",
		"caf\u00e9": "s-caf\u00e9",
		"附则-3":      "",
		"":          "",
		"section":   "",
	} {
		if got, ok := d.Anchor(fragment); got != want || ok != (want != "") {
			t.Errorf("%q leads to %q", fragment, got)
		}
	}
}

func TestText(t *testing.T) {
	_, d, _ := convert("## 一、甲\n\n乙**丙**\n丁 & `x <y>`[^1]\\\n戊  one\ntwo\n\n> - 己\n>   1. 庚\n\n" +
		"| 辛 | 壬 |\n|---|:-:|\n| 1 | 2 |\n| | 3 |\n\n![清单](a.csv)\n\n![图](a.png)癸\n\n```\na  b\n\n  c\n```\n\n条\n: 款\n\n- [x] 子\n\n---\n\n<b>\n\n[^1]: 注\n")
	want := `一、甲
乙丙丁 & x <y> 戊 one two
己
庚
辛 壬
1 2
3
清单
癸
a b
c
条
款
子
<b>
注`
	if diff := cmp.Diff(want, d.Text()); diff != "" {
		t.Error(diff)
	}
	if got := (&Document{}).Text(); got != "" {
		t.Errorf("an empty page reads %q", got)
	}
}

func TestAppendPart(t *testing.T) {
	_, d, _ := convert("[甲](a)\n\n## 乙\n\n[丙](b)\n\n## 丁\n\n[戊](c)\n")
	from, to := d.Outline[0].HTMLStart, d.Outline[1].HTMLStart
	part := d.Append([]byte("|"), from, to, func(dst []byte, i int) []byte { return append(dst, d.Links[i].Destination...) })
	if got, want := string(part), "|<h2 id=\"s-乙\">乙</h2>\n<p><a href=\"b\">丙</a></p>\n"; got != want {
		t.Errorf("got %q", got)
	}
}

// Every rule of the catalogue is listed once, in the order of the codes.
func TestRulesAreListed(t *testing.T) {
	rules := Rules()
	for i, r := range rules {
		if i > 0 && rules[i-1].Code >= r.Code {
			t.Errorf("%s after %s", r.Code, rules[i-1].Code)
		}
	}
}
