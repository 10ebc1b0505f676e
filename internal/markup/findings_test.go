package markup

import (
	"fmt"
	"strings"
	"testing"

	"gongkai/internal/source"
)

// Each finding points at the smallest text that is at fault, and says what
// should stand there when that is certain.
func TestFindings(t *testing.T) {
	for _, test := range []struct{ md, want string }{
		{"甲[乙](https://example.com/)[丙](tel:0000-0000000)<a@example.com>", ""},
		{"甲[乙](丙.pdf#第一节)[丁](../丁/index.md?a=b)", ""},

		{"甲<b>乙</b>丙", "M010「<b>」"},
		{"甲</b>丙", "M010「</b>」"},
		{"甲<b>乙<i>丙</i></b></i>", "M010「<b>」 M010「<i>」 M010「</i>」"},
		{"> <div onload=x>\n> 甲\n> </div>", "M010「<div onload=x>」"},
		{"甲<!-- 乙 -->", "M010「<!-- 乙 -->」"},
		{"<!-->", "M010「<!-->」"},
		{"<meta http-equiv=refresh>", "M010「<meta http-equiv=refresh>」"},
		{"<svg onload=alert(1)>", "M010「<svg onload=alert(1)>」"},
		{"<script>alert(1)</script>", "M010「<script>」"},
		{"<style>@import", "M010「<style>」"},
		{"甲&#x202e;乙", "M007「&#x202e;」"},

		{"[甲](javascript:alert(1))", "M020「javascript:alert(1)」"},
		{"[甲](JaVaScRiPt:alert)", "M020「JaVaScRiPt:alert」"},
		{"[甲](&#106;avascript:alert)", "M020「&#106;avascript:alert」"},
		{"[甲](java&#10;script:alert)", "M023「java&#10;script:alert」"},
		{"[甲](java&Tab;script:alert)", "M023「java&Tab;script:alert」"},
		{"[甲](&#1;javascript:alert)", "M023「&#1;javascript:alert」"},
		{"[甲](<  javascript:alert>)", "M020「  javascript:alert」"},
		{"[甲](javascript%3Aalert)", "M020「javascript%3Aalert」"},
		{"[甲](java\\script:x)", "M021「java\\script:x」"},
		{"[甲](data:text/html,x 'data:text/html,x')", "M020「data:text/html,x」"},
		{"![甲](data:image/png;base64,AA)", "M020「data:image/png;base64,AA」"},
		{"[甲](vbscript:x)", "M020「vbscript:x」"},
		{"[甲](ftp://example.com/)", "M020「ftp://example.com/」"},
		{"<javascript:alert>", "M020「<javascript:alert>」"},
		{"<https://example.com/\">", ""},
		{"[甲][乙]\n\n[乙]: javascript:x", "M020「javascript:x」"},
		{"[甲](file:///D:/a.pdf)", "M021「file:///D:/a.pdf」"},
		{"[甲](C:\\a\\b.pdf)", "M021「C:\\a\\b.pdf」"},
		{"[甲](d:/a.pdf)", "M021「d:/a.pdf」"},
		{"[甲](\\\\\\\\host\\a.pdf)", "M021「\\\\\\\\host\\a.pdf」"},
		{"[甲](a%5Cb.pdf)", "M021「a%5Cb.pdf」"},
		{"[甲](//host/a.pdf)", "M022「//host/a.pdf」→「https://host/a.pdf」"},
		{"[甲](%2F/host/a.pdf)", "M022「%2F/host/a.pdf」"},
		{"[甲](www.example.com)", "M022「www.example.com」→「https://www.example.com」"},
		{"[甲](http：／／example.com/a)", "M022「http：／／example.com/a」→「http://example.com/a」"},
		{"[甲](https：//example.com)", "M022「https：//example.com」→「https://example.com」"},
		{"[甲](https:example.com)", "M022「https:example.com」"},
		{"[甲](https://)", "M022「https://」"},
		{"[甲](http:///a)", "M022「http:///a」"},
		{"[甲](a\u200b.pdf)", "M023「a\u200b.pdf」"},
		{"[甲](a%00.pdf)", "M023「a%00.pdf」"},
		{"[甲](a.pdf%0d%0aSet-Cookie:x)", "M023「a.pdf%0d%0aSet-Cookie:x」"},
		{"[甲](%B1%ED.pdf)", "M024「%B1%ED.pdf」"},
		{"[甲](100%.pdf)[乙](%E4%B9%99%.pdf)", ""},
		{"[甲]()", "M025「[甲]()」"},
		{"[甲](<>)", "M025「[甲](<>)」"},
		{"[甲](#)", "M025「#」"},

		{"![清单](项目 清单.xlsx)", "M026「(项目 清单.xlsx)」→「(<项目 清单.xlsx>)」"},
		{"[甲](https://example.com/a b)", "M026「(https://example.com/a b)」→「(<https://example.com/a b>)」"},
		{"数组[1](见 下文)", ""},
		{"[甲](a.pdf \"题 目\")", ""},
		{"[清单]（清单.xlsx）", "M027「（清单.xlsx）」→「(清单.xlsx)」"},
		{"[清单]（清单 1.xlsx)", "M027「（清单 1.xlsx)」→「(<清单 1.xlsx>)」"},
		{"[网站](https://example.com/）", "M027「(https://example.com/）」→「(https://example.com/)」"},
		{"按照文件[2023]（见附件1）[2024](甲.乙丙)[1](第1.2)", ""},
		{"甲]（https://example.com/）", ""},
		{"`[甲]（https://example.com/）`", ""},
		{"[](https://example.com/)", "M028「[](https://example.com/)」"},
		{"[ ![](a.png) ](https://example.com/)", "M029「![](a.png)」"},
		{"[![甲](a.png)](https://example.com/)", ""},
		{"![](a.png)", "M029「![](a.png)」"},
		{"![甲](https://example.com/a.png)", "M030「https://example.com/a.png」"},
		{"![甲](https://example.com/a.xlsx)", "M030「https://example.com/a.xlsx」"},
		{"清单：![甲](a.xlsx)", "M031「![甲](a.xlsx)」"},
		{"| ![甲](a.csv) |\n|:--|", "M031「![甲](a.csv)」"},
		{"![甲](javascript:a.csv)", "M020「javascript:a.csv」"},

		{"# 甲", "M040「# 甲」"},
		{"甲\n=====", "M040「甲」"},
		{"## 甲\n\n#### 乙\n\n#### 丙\n", "M041「#### 乙」"},
		{"### 甲\n", "M041「### 甲」"},
		{"## 甲\n\n### 乙\n\n## 丙\n\n### 丁 ###\n", ""},
		{"##\n", "M042「##」"},
		{"## <!-- -->\n", "M042「## <!-- -->」 M010「<!-- -->」"},
		{"##甲", "M043「##」→「## 」"},
		{"#甲\n", "M043「#」→「# 」"},
		{"＃＃ 甲", "M043「＃＃」→「##」"},
		{"乙\n##甲", "M043「##」→「## 」"},
		{"#1 #甲# \\##甲", ""},
		{"####### 甲", ""},

		{"| 甲 | 乙 |\n|---|\n", "M050「|---|」"},
		{"| 甲 | 乙 |\n|---|---|\n| 1 | 2 | 3 |\n| 1 |\n| 1 \\| 2 | 3 |\n", "M051「| 1 | 2 | 3 |」"},
		{"甲\n---\n乙 | 丙\n", ""},
		{"甲\n- - -\n乙\n: -\n", ""},
		{"甲\n|甲|-|\n", ""},
		{"甲 | 乙\n    -|-\n", ""},
		{"甲 | 乙\n| |-|\n", ""},

		{"甲[^1]", "M060「[^1]」"},
		{"甲![^1]", "M060「[^1]」"},
		{"甲[^1](a.pdf)", ""},
		{"[^1]: 注\n\n甲[^2]", "M060「[^2]」 M061「[^1]:」"},
		{"甲[^1]\n\n[^1]: 注\n[^1]: 又\n", "M061「[^1]:」"},

		{"　　甲。\n　　乙。\n　　丙。", "M070「　」"},
		{"甲\n\n　　乙", ""},
		{"    甲。", "M071「甲。」"},
		{"    x := 1", ""},
		{"```\n甲\n```", ""},
		{"张*三、李*四", "M072「*三、李*」"},
		{"张**三，李**四", "M072「**三，李**」"},
		{"138****1234，139****5678", "M072「****1234，139****」"},
		{"请*务必*按时，*不要*迟到", ""},
		{"请**务必于6月1日前，将材料送达**窗口", ""},
		{"*甲*、*乙*", ""},
	} {
		text, _, found := convert(test.md)
		if got := strings.Join(said(text, found), " "); got != test.want {
			t.Errorf("%q\ngot  %s\nwant %s", test.md, got, test.want)
		}
	}
}

// The hint says what to write instead of a tag.
func TestHintsForTags(t *testing.T) {
	for md, want := range map[string]string{
		"甲<br>": "反斜杠", "甲<img src=a>": "![说明]", "甲<a href=b>": "[文字](地址)", "甲<B>": "**文字**", "甲<em>": "*文字*",
		"甲<del>": "~~文字~~", "<table>": ".xlsx", "<h2>": "## 文字", "<hr/>": "---", "甲<!-- 乙 -->": "注释", "甲<u>": "只留文字", "甲<?php ?>": "只留文字",
	} {
		_, _, found := convert(md)
		if len(found) != 1 || !strings.Contains(found[0].Hint.ZH, want) {
			t.Errorf("%q: %v", md, found)
		}
	}
}

// A page of too many signs is not read at all.
func TestTooManySigns(t *testing.T) {
	for md, want := range map[string]string{
		strings.Repeat("a\n", maxSigns+1): "M004",
		strings.Repeat("甲", maxSigns):     "",
	} {
		_, d, found := convert(md)
		if want != "" && (len(found) != 1 || found[0].Code != want || len(d.HTML) > 0) || want == "" && len(found) > 0 {
			t.Errorf("%d bytes: %v", len(md), found)
		}
	}
}

// What stands beyond the limit of footnotes is text: neither links to what the
// notes say, nor more findings.
func TestFootnotesBeyondTheirLimit(t *testing.T) {
	var text, notes strings.Builder
	for i := range limitFootnotes.most + 50 {
		fmt.Fprintf(&text, "甲[^%d]![^%d]\n\n", i, i)
		fmt.Fprintf(&notes, "[^%d]: 注\n\n", i)
	}
	d, found := Convert(source.Text{Name: "content/a.md", Bytes: []byte(text.String() + notes.String())}, 0, Options{})
	if len(found) != 1 || found[0].Code != ruleTooManyMarks.Code {
		t.Errorf("%d findings, first %v", len(found), found[:min(3, len(found))])
	}
	if len(d.Links) > 0 || !strings.Contains(string(d.HTML), "<p>甲[^1020]![^1020]</p>") {
		t.Errorf("%d links", len(d.Links))
	}
}
