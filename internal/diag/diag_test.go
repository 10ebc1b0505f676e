package diag_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gongkai/internal/diag"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var ruleSum = diag.Rule{
	Code: "R204", Severity: diag.Error,
	Message: diag.Text{
		ZH: "依申请公开：办理结果与结转之和「{1}」不等于本年新收与上年结转之和「{2}」",
		EN: "Requests: outcomes and carry-over make “{1}”, not “{2}” as received and carried in",
	},
	Hint:  diag.Text{ZH: "核对「（七）总计」与「四、结转下年度继续办理」", EN: "Compare “（七）总计” with “四、结转下年度继续办理”"},
	Basis: "国办公开办函〔2021〕30号",
}

func place(line, column, endColumn int, text string) diag.Place {
	return diag.Place{File: "content/report/2024.toml", Line: line, Column: column, EndLine: line, EndColumn: endColumn, Text: text}
}

// broken is the finding of the design's picture, with everything that a finding can have.
func broken() diag.Diagnostic {
	d := ruleSum.New(place(37, 12, 14, "granted = [12, 0, 0, 0, 0, 0]"), 12, 13)
	d.Label = diag.Text{ZH: "自然人一列应为 13", EN: "13 expected for 自然人"}
	d.Related = []diag.Related{{
		Place:   place(21, 8, 10, "new = [10, 0, 0, 0, 0, 0]"),
		Message: diag.Text{ZH: "本年新收 10", EN: "10 received this year"},
	}}
	d.Fix = &diag.Fix{Line: 37, Column: 12, EndLine: 37, EndColumn: 14, Text: "13"}
	return d
}

func warning(at diag.Place) diag.Diagnostic {
	return diag.Diagnostic{Code: "L999", Severity: diag.Warning, Place: at, Message: diag.Text{ZH: "看「" + at.Text + "」", EN: "See “" + at.Text + "”"}}
}

// short is a finding whose message doesn't quote the line.
func short(at diag.Place) diag.Diagnostic {
	d := warning(at)
	d.Message = diag.Text{ZH: "一行很长"}
	return d
}

func TestPrinter(t *testing.T) {
	long := strings.Repeat("很长的一行，", 30) + "错误在这里" + strings.Repeat("，后面还有很多", 30)
	tests := []struct {
		name    string
		printer diag.Printer
		d       diag.Diagnostic
	}{
		{"picture", diag.Printer{}, broken()},
		{"picture.en", diag.Printer{Lang: diag.English}, broken()},
		{"colour", diag.Printer{Color: true}, broken()},
		{"chinese", diag.Printer{}, warning(place(3, 4, 6, "标题：错字 title"))},
		{"tabs", diag.Printer{}, warning(place(12345, 3, 6, "\t\tkey = 1"))},
		{"combining", diag.Printer{}, warning(place(1, 6, 7, "cafe\u0301x"))},
		{"flood", diag.Printer{}, warning(place(1, 9, 10, "a"+strings.Repeat("\u0301", 7)+"b"))},
		{"escapes", diag.Printer{}, warning(place(1, 5, 6, "a\x1b[2J\u202e\u200bz\x9b\xff\u2028"))},
		{"long", diag.Printer{}, short(place(7, 181, 186, long))},
		{"long.start", diag.Printer{Width: 40}, short(place(7, 1, 3, long))},
		{"long.end", diag.Printer{Width: 40}, short(place(7, 395, 396, long))},
		{"long.span", diag.Printer{Width: 60}, short(place(7, 2, 300, long))},
		{"lines", diag.Printer{}, warning(diag.Place{File: "a.md", Line: 2, Column: 3, EndLine: 4, EndColumn: 1, Text: "从这里开始"})},
		{"point", diag.Printer{}, warning(place(2, 4, 4, "abc"))},
		{"open", diag.Printer{}, warning(diag.Place{File: "a.md", Line: 2, Column: 2, Text: "一二三"})},
		{"file", diag.Printer{}, warning(diag.Place{File: "content/a\nb.md"})},
		{"site", diag.Printer{}, warning(diag.Place{})},
		{"hint", diag.Printer{Lang: diag.English}, diag.Diagnostic{Code: "L998", Message: diag.Text{EN: "A word."}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			if err := test.printer.Print(&out, &test.d); err != nil {
				t.Fatal(err)
			}
			golden(t, test.name, out.Bytes())
		})
	}
}

// A line of ten megabytes costs what is shown of it.
func TestLongLineIsCut(t *testing.T) {
	for _, filler := range []string{"a", "字", "\u0301", "\u1160"} {
		line := strings.Repeat(filler, 10<<20/len(filler))
		d := warning(place(1, 1<<20, 1<<20+1, line))
		d.Message = diag.Text{}
		var out bytes.Buffer
		if err := (diag.Printer{}).Print(&out, &d); err != nil {
			t.Fatal(err)
		}
		if out.Len() > 2000 {
			t.Errorf("%d bytes for a line of %q", out.Len(), filler)
		}
	}
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"示例县 “abc” 〔2023〕1号": "示例县 “abc” 〔2023〕1号",
		"a\tb\r\n":           `a\x09b\x0d\x0a`,
		"\x1b]8;;x\x07":      `\x1b]8;;x\x07`,
		"\u2066甲\u2069":      `\u2066甲\u2069`,
		"\ufeff":             `\ufeff`,
		"\xe4\xb8":           `\xe4\xb8`,
		"\U000e0041":         `\ue0041`,
	} {
		if got := diag.Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestJSON(t *testing.T) {
	type related struct {
		File, Message, MessageEn string
		Line, Column             int
	}
	type fix struct {
		Line, Column, EndLine, EndColumn int
		Text                             string
	}
	type line struct {
		Code, Severity, File             string
		Line, Column, EndLine, EndColumn int
		Message, MessageEn, Hint, Basis  string
		Related                          []related
		Fix                              *fix
	}
	d := broken()
	bare := warning(diag.Place{File: "content/<a>.md"})
	var out bytes.Buffer
	if err := (diag.List{d, bare}).WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), `"file":"content/<a>.md"`) || strings.Count(out.String(), "\n") != 2 {
		t.Errorf("not one plain object a line:\n%s", out.String())
	}
	var got []line
	decoder := json.NewDecoder(&out)
	decoder.DisallowUnknownFields()
	for decoder.More() {
		var l line
		if err := decoder.Decode(&l); err != nil {
			t.Fatal(err)
		}
		got = append(got, l)
	}
	want := []line{
		{
			Code: "R204", Severity: "error", File: "content/report/2024.toml", Line: 37, Column: 12, EndLine: 37, EndColumn: 14,
			Message: d.Message.ZH, MessageEn: d.Message.EN, Hint: d.Hint.ZH, Basis: "国办公开办函〔2021〕30号",
			Related: []related{{File: "content/report/2024.toml", Line: 21, Column: 8, Message: "本年新收 10", MessageEn: "10 received this year"}},
			Fix:     &fix{37, 12, 37, 14, "13"},
		},
		{Code: "L999", Severity: "warning", File: "content/<a>.md", Message: "看「」", MessageEn: "See “”", Related: []related{}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSortIsByFileLineColumnAndCode(t *testing.T) {
	at := func(file string, line, column int, code string) diag.Diagnostic {
		return diag.Diagnostic{Code: code, Place: diag.Place{File: file, Line: line, Column: column}}
	}
	want := diag.List{at("", 0, 0, "P001"), at("a", 0, 0, "L001"), at("a", 2, 1, "L001"), at("a", 2, 9, "L001"), at("a", 2, 9, "L002"), at("b", 1, 1, "L001")}
	got := diag.List{want[4], want[5], want[3], want[0], want[2], want[1]}
	got.Sort()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestArgumentsInEachLanguage(t *testing.T) {
	rule := diag.Rule{Message: diag.Text{ZH: "{2}和{1}", EN: "{1} and {2}"}, Hint: diag.Text{ZH: "改", EN: "mend"}}
	d := rule.New(diag.Place{}, diag.Text{ZH: "甲", EN: "A"}, "{1}")
	if d.Message != (diag.Text{ZH: "{1}和甲", EN: "A and {1}"}) || d.Hint != rule.Hint {
		t.Errorf("got %+v", d)
	}
	if plain := rule.New(diag.Place{}); plain.Message != rule.Message {
		t.Errorf("without arguments: %+v", plain.Message)
	}
}

func TestCountAndSummary(t *testing.T) {
	list := diag.List{{Severity: diag.Error}, {Severity: diag.Warning}, {Severity: diag.Error}, {Severity: diag.Hint}}
	if list.Count(diag.Error) != 2 || list.Count(diag.Hint) != 1 {
		t.Error("wrong count")
	}
	for _, test := range []struct {
		list diag.List
		want diag.Text
	}{
		{nil, diag.Text{ZH: "没有发现问题", EN: "no problems"}},
		{list, diag.Text{ZH: "2 处错误，1 处警告，1 处提示", EN: "2 errors, 1 warning, 1 hint"}},
		{list[3:], diag.Text{ZH: "1 处提示", EN: "1 hint"}},
	} {
		if got := test.list.Summary(); got != test.want {
			t.Errorf("got %+v, want %+v", got, test.want)
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
}
