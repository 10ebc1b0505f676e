package source

import (
	"reflect"
	"testing"
	"time"
)

type period struct {
	From Date `toml:"from"`
	To   Date `toml:"to"`
}

type document struct {
	Title    string         `toml:"title"`
	Date     Date           `toml:"date"`
	Weight   int            `toml:"weight"`
	Draft    bool           `toml:"draft"`
	Keywords []string       `toml:"keywords"`
	Period   *period        `toml:"notice_period"`
	Columns  []column       `toml:"column"`
	Any      any            `toml:"any"`
	Extra    map[string]any `toml:"extra"`
	Labels   map[string]int `toml:"labels"`
	Index    struct {
		Template string `toml:"template"`
	} `toml:"index"`
	Untold string
	Told   string `toml:"-"`
}

type column struct {
	Path string `toml:"path"`
	Name string `toml:"name"`
}

func TestDecodeFillsEveryKindOfField(t *testing.T) {
	var v document
	problems := parsed(t, `
title = "通知"
date = 2023-06-01
weight = -3
draft = true
keywords = ["预算", "决算"]
notice_period = { from = 2023-06-01, to = 2023-06-10 }
any = [1, "a", { b = true }]
index.template = "{org}"
[[column]]
path = "a"
[[column]]
path = "b"
name = "乙"
[extra]
"联系人" = { "电话" = 1 }
`[1:]).Decode(&v)
	expect(t, problems)
	if v.Title != "通知" || v.Weight != -3 || !v.Draft {
		t.Errorf("%+v", v)
	}
	zone := time.FixedZone("", 8*3600)
	if got := v.Period.To.In(zone).Format(time.RFC3339); got != "2023-06-10T00:00:00+08:00" {
		t.Errorf("notice_period.to is %s", got)
	}
	if want := []column{{"a", ""}, {"b", "乙"}}; !reflect.DeepEqual(v.Columns, want) {
		t.Errorf("columns %v", v.Columns)
	}
	if want := []any{int64(1), "a", map[string]any{"b": true}}; !reflect.DeepEqual(v.Any, want) {
		t.Errorf("any %v", v.Any)
	}
	if v.Index.Template != "{org}" || !reflect.DeepEqual(v.Keywords, []string{"预算", "决算"}) {
		t.Errorf("%+v", v)
	}
}

func TestFaultsOfDecoding(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"14 near miss":             {"titel = \"a\"\n", []string{"S240 1:1-6 → title"}},
		"14 case":                  {"Title = \"a\"\nNOTICE-PERIOD = 1\n", []string{"S240 1:1-6 → title", "S240 2:1-14 → notice_period"}},
		"14 nothing near":          {"colour = 1\n\"\" = 1\n", []string{"S240 1:1-7", "S240 2:1-3"}},
		"14 a Chinese label":       {"\"关键词\" = 1\n", []string{"S240 1:1-6 → keywords"}},
		"19 a homoglyph in quotes": {"\"tіtle\" = 1\n", []string{"S240 1:1-8 → title"}},
		"14 below the document":    {"[[column]]\npaht = \"a\"\n[index]\ntemplates = \"\"\n", []string{"S240 2:1-5 → path", "S240 4:1-10 → template"}},
		"a key below a table":      {"[notice_period]\nfrom = 2023-06-01\ntitle = \"a\"\n", []string{"S241 3:1-6"}},
		"a key within braces":      {"notice_period = {title = 1}\n", []string{"S240 1:18-23"}},
		"a field without a tag":    {"Untold = \"a\"\nTold = \"b\"\n", []string{"S240 1:1-7", "S240 2:1-5"}},
		"15 text": {
			"title = 2023\nkeywords = [\"a\", 2, true]\n",
			[]string{"S242 1:9-13 → \"2023\"", "S242 2:18-19 → \"2\"", "S242 2:21-25 → \"true\""},
		},
		"15 a list":         {"keywords = \"预算\"\ncolumn = 1\n", []string{"S242 1:12-16 → [\"预算\"]", "S242 2:10-11"}},
		"15 a truth value":  {"draft = \"是\"\n", []string{"S242 1:9-12 → true"}},
		"15 a number":       {"weight = \"3\"\n[labels]\na = 1.5\nb = [1]\nc = \"三\"\nd = nan\n", []string{"S242 1:10-13 → 3", "S242 3:5-8", "S242 4:5-8", "S242 5:5-8", "S242 6:5-8"}},
		"15 a table":        {"index = \"a\"\nextra = 1\nnotice_period = 2023-06-01\ntitle = {a = 1}\n", []string{"S242 1:9-12", "S242 2:9-10", "S242 3:17-27", "S242 4:1-6"}},
		"15 a date":         {"date = 2023\n", []string{"S242 1:8-12"}},
		"a time alone":      {"date = 09:00:00\n", []string{"S242 1:8-16"}},
		"30 a date in text": {"date = \"2023-6-1\"\n", []string{"S228 1:8-18 → 2023-06-01"}},
		"a date in quotes":  {"date = \"2023-06-01\"\n", []string{"S228 1:8-20 → 2023-06-01"}},
		"30 a year in text": {"date = \"二〇二三年\"\n", []string{"S228 1:8-15"}},
		"24 no such day":    {"date = \"2023-02-30\"\n", []string{"S227 1:8-20"}},
		"no date at all":    {"date = \"昨天\"\n", []string{"S242 1:8-12"}},
	} {
		t.Run(name, func(t *testing.T) {
			var v document
			expect(t, parsed(t, c.text).Decode(&v), c.want...)
		})
	}
}

func TestDecodeKeepsWhatIsRight(t *testing.T) {
	var v document
	parsed(t, "title = 1\ndraft = true\nkeywords = [\"a\", 2]\n").Decode(&v)
	if !v.Draft || len(v.Keywords) != 2 || v.Keywords[0] != "a" {
		t.Errorf("%+v", v)
	}
}

func TestDecodeStopsListingAfterTooMany(t *testing.T) {
	var text string
	for i := range 300 {
		text += "k" + number(i) + " = 1\n"
	}
	var v document
	if problems := parsed(t, text).Decode(&v); len(problems) != maxProblems {
		t.Errorf("%d findings", len(problems))
	}
}

func TestSuggestionsSpeakBothLanguages(t *testing.T) {
	var v document
	d := parsed(t, "titel = 1\n").Decode(&v)[0]
	if d.Message.ZH != "没有「titel」这个键，是不是「title」" || d.Message.EN != "there is no key 「titel」; is it 「title」" {
		t.Errorf("%+v", d.Message)
	}
}
