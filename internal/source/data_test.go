package source

import (
	"strings"
	"testing"

	"gongkai/internal/diag"
)

func tomlText(s string) Text { return Text{Name: "content/report/2023.toml", Bytes: []byte(s)} }

// parsed reads a document that must be right.
func parsed(t *testing.T, s string) *Data {
	t.Helper()
	d, problems := ParseData(tomlText(s))
	if d == nil || len(problems) > 0 {
		t.Fatalf("%q: %v", s, brief(problems))
	}
	return d
}

const figures = `form = "2021"
[requests]                         # 三
new  = [ 0, 12, "", "/", 4, 5 ]    # 一
outcome.granted = [
  1,
  2, # 二
]
outcome.refused.state_secret = [0]

[[column]]
path = "a"
[[column]]
path = "b"
"键 名" = { from = 2023-06-01, "to" = 2023-06-10 }
[review]
fees = 3415.70
`

func TestPlaces(t *testing.T) {
	d := parsed(t, figures)
	for _, c := range []struct {
		path       string
		value, key string
	}{
		{"form", "1:8-14", "1:1-5"},
		{"requests", "2:2-10", "2:2-10"},
		{"requests/new", "3:8-32", "3:1-4"},
		{"requests/new/0", "3:10-11", "3:10-11"},
		{"requests/new/2", "3:17-19", "3:17-19"},
		{"requests/new/3", "3:21-24", "3:21-24"},
		{"requests/outcome", "4:1-8", "4:1-8"},
		{"requests/outcome/granted/1", "6:3-4", "6:3-4"},
		{"requests/outcome/refused/state_secret", "8:32-35", "8:17-29"},
		{"column", "10:3-9", "10:3-9"},
		{"column/1", "12:3-9", "12:3-9"},
		{"column/1/path", "13:8-11", "13:1-5"},
		{"column/1/键 名", "14:1-6", "14:1-6"},
		{"column/1/键 名/to", "14:37-47", "14:30-34"},
		// What isn't there stands where it would belong.
		{"requests/carried_in", "2:2-10", "2:2-10"},
		{"requests/new/6", "3:1-4", "3:1-4"},
		{"requests/new/00", "3:1-4", "3:1-4"},
		{"nothing/at/all", "", ""},
	} {
		path := strings.Split(c.path, "/")
		for _, got := range []struct {
			place diag.Place
			want  string
		}{{d.Place(path...), c.value}, {d.KeyPlace(path...), c.key}} {
			text := strings.TrimPrefix(brief(diag.List{{Place: got.place}})[0], " ")
			if text != got.want || got.place.File != "content/report/2023.toml" {
				t.Errorf("%s stands at %q, want %q", c.path, text, got.want)
			}
		}
	}
}

func TestRawKeepsWhatIsWritten(t *testing.T) {
	d := parsed(t, figures)
	for path, want := range map[string]string{
		"review/fees": "3415.70", "requests/new/2": `""`, "requests/new/3": `"/"`, "requests/new/1": "12",
		"column/1/键 名/from": "2023-06-01", "review": "", "review/nothing": "",
	} {
		if got := d.Raw(strings.Split(path, "/")...); got != want {
			t.Errorf("%s is written %q, want %q", path, got, want)
		}
	}
}

func TestKeysAreInTheOrderOfTheFile(t *testing.T) {
	d := parsed(t, figures)
	for path, want := range map[string]string{
		"":                         "form requests column review",
		"requests":                 "new outcome",
		"requests/outcome":         "granted refused",
		"requests/outcome/granted": "0 1",
		"column":                   "0 1",
		"column/1":                 "path 键 名",
		"nothing":                  "",
		"form":                     "",
	} {
		var steps []string
		if path != "" {
			steps = strings.Split(path, "/")
		}
		if got := strings.Join(d.Keys(steps...), " "); got != want {
			t.Errorf("%s has %q, want %q", path, got, want)
		}
	}
	if !d.Has("column", "1", "path") || d.Has("column", "2") || !d.Has() {
		t.Error("Has is wrong about [[column]]")
	}
}

func TestFrontMatterIsTheRootOfItsKeys(t *testing.T) {
	front, _, _ := FrontMatter(markdown("+++\ntitle = \"通知\"\n+++\n"))
	if got := front.Place("date").String(); got != "content/a.md:1:1" {
		t.Errorf("a missing key stands at %s, want the opening fence", got)
	}
	if got := front.Place("title").String(); got != "content/a.md:2:9" {
		t.Errorf("title stands at %s", got)
	}
}

// A table of many keys is searched by a map, one of few by looking.
func TestManyKeys(t *testing.T) {
	var b strings.Builder
	for i := range 3 * manyChildren {
		b.WriteString("k" + number(i) + " = " + number(i) + "\n")
	}
	d := parsed(t, b.String())
	for i := range 3 * manyChildren {
		if got := d.Raw("k" + number(i)); got != number(i) {
			t.Errorf("k%d is %q", i, got)
		}
	}
	if d.Has("k99") {
		t.Error("k99 is found")
	}
	_, problems := ParseData(tomlText(b.String() + "k40 = 1\n"))
	expect(t, problems, "S215 49:1-4")
}

// Each case is a document with faults, and every finding that it must give.
var faults = map[string]struct {
	text string
	want []string
}{
	"2 a key of 10 000 parts":     {strings.Repeat("a.", 10000) + "a = 1\nb = 是\n", []string{"S202 1:1-32", "S226 2:5-6 → true"}},
	"3 a header of many parts":    {"[" + strings.Repeat("a.", 10000) + "a]\n", []string{"S202 1:2-33"}},
	"1 nested inline tables":      {"a = " + strings.Repeat("{a = ", 8000), []string{"S201 1:85-86"}},
	"4 brackets and nothing else": {strings.Repeat("[", 1<<20), []string{"S210 1:3-1048577"}},
	"4 a value of brackets":       {"a = " + strings.Repeat("[", 1<<19), []string{"S201 1:21-22"}},
	"5 tables without end":        {strings.Repeat("[[a]]\n", 100000), []string{"S203 9999:1-1"}},
	"6 a file beyond the cap":     {strings.Repeat("# 说明\n", 200000), []string{"S001"}},
	"elements without end":        {"a = [" + strings.Repeat("0,", 30000) + "]", []string{"S203 1:20002-20002"}},
	"a key without end":           {strings.Repeat("k", 200) + " = 1\nb = 是", []string{"S219 1:1-201", "S226 2:5-6 → true"}},
	"a quoted key without end":    {"\"" + strings.Repeat("k", 200) + "\" = 1\n", []string{"S219 1:1-203"}},

	"7 duplicate key":              {"a = 1\nb = 2\na = 是\n", []string{"S215 3:1-2", "S226 3:5-6 → true"}},
	"7 duplicate, quoted":          {"a = 1\n\"a\" = 2\n", []string{"S215 2:1-4"}},
	"7 duplicate, inline":          {"t = {a = 1, a = 2}\n", []string{"S215 1:13-14"}},
	"7 dotted twice":               {"a.b = 1\na.b = 2\n", []string{"S215 2:3-4"}},
	"8 duplicate table":            {"[a]\n[b]\n[a]\nx = 1\nx = 2\n", []string{"S216 3:2-3", "S215 5:1-2"}},
	"8 table after its list":       {"[[a]]\n[a]\n", []string{"S216 2:2-3"}},
	"8 list after its table":       {"[a]\n[[a]]\n", []string{"S216 2:3-4"}},
	"8 implied tables open once":   {"[a.b]\n[a]\n[a]\n", []string{"S216 3:2-3"}},
	"8 dotted tables stay closed":  {"a.b = 1\n[a]\n", []string{"S216 2:2-3"}},
	"9 dotted key over a value":    {"a = 1\na.b = 2\n[a.c]\n", []string{"S217 2:1-2", "S217 3:2-3"}},
	"9 dotted key over a table":    {"[a.b]\nx = 1\n[a]\nb.y = 2\n", []string{"S217 4:1-2"}},
	"9 dotted key over an inline":  {"a = {b = 1}\na.c = 2\n[a.d]\n", []string{"S217 2:1-2", "S217 3:2-3"}},
	"9 header over a value":        {"a = 1\n[a]\n[[a]]\n", []string{"S217 2:2-3", "S217 3:3-4"}},
	"9 a list doesn't grow tables": {"a = [{}]\n[a.b]\n[[a]]\n", []string{"S217 2:2-3", "S217 3:3-4"}},

	"16 hex overflow":         {"a = 0x1FFFFFFFFFFFFFFFF\n", []string{"S229 1:5-24"}},
	"17 beyond 64 bits":       {"a = 9223372036854775808\n", []string{"S229 1:5-24"}},
	"a leading zero":          {"a = 007\nb = 0.5\nc = .5\nd = 5.\n", []string{"S229 1:5-8", "S229 3:5-7", "S229 4:5-7"}},
	"thousands":               {"a = 3,415.70\nb = 1 000\n", []string{"S206 1:6-13", "S206 2:7-10"}},
	"an exponent, a sign":     {"a = 1e\nb = +0x1\nc = --1\n", []string{"S229 1:5-7", "S229 2:5-9", "S229 3:5-8"}},
	"full-width digits":       {"a = １２\n", []string{"S208 1:5-7 → 12"}},
	"19 homoglyph key":        {"tіtle = 1\nｄate = 2\n", []string{"S211 1:1-6 → title", "S211 2:1-5 → date"}},
	"20 full-width equals":    {"a ＝ 1\n", []string{"S207 1:3-4 → ="}},
	"20 Chinese quotes":       {"a = “甲”\nb = ‘乙’\nc = 「丙」\nd = ＂丁＂\n", []string{"S220 1:5-8 → \"甲\"", "S220 2:5-8 → \"乙\"", "S220 3:5-8 → \"丙\"", "S220 4:5-8 → \"丁\""}},
	"20 quotes that differ":   {"a = \"甲”\nb = “乙\"\n", []string{"S220 1:7-8 → \"", "S220 2:5-8 → \"乙\""}},
	"20 quotes within quotes": {"a = “关于“十四五”规划的通知” # 说明\nb = [“甲”, “乙”]\n", []string{"S220 1:5-19 → \"关于“十四五”规划的通知\"", "S220 2:6-9 → \"甲\"", "S220 2:11-14 → \"乙\""}},
	"20 a quote left open":    {"a = “甲\nb = 是\n", []string{"S220 1:5-6", "S226 2:5-6 → true"}},
	"20 a quoted key":         {"“a” = 1\nb = 是\n", []string{"S220 1:1-2", "S226 2:5-6 → true"}},
	"20 a colon":              {"a: 1\nb：2\nc := 3\n", []string{"S213 1:2-3 →  =", "S213 2:2-3 →  =", "S213 3:3-4 → "}},
	"20 full-width brackets":  {"a = ［1，2］\n【b】\nc．d = 1\n", []string{"S208 1:5-6 → [", "S208 1:7-8 → ,", "S208 1:9-10 → ]", "S210 2:1-4", "S208 3:2-3 → ."}},
	"20 Chinese marks":        {"a = [\"甲\"、\"乙\"】\n", []string{"S208 1:9-10 → ,", "S208 1:13-14 → ]"}},
	"20 a full-width hash":    {"a = 1 ＃ 说明\n", []string{"S206 1:7-11"}},
	"21 odd spaces":           {"　a　= 1\u00a0\n", []string{"S205 1:1-2 →  ", "S205 1:3-4 →  ", "S205 1:7-8 →  "}},
	"21 tabs are fine":        {"\ta\t=\t1\t# 说明　\n", nil},

	"bare Chinese keys":                {"标题 = \"a\"\n联系人 = \"b\"\n[表]\n", []string{"S212 1:1-3 → title", "S212 2:1-4", "S212 3:2-3"}},
	"no key":                           {"= 1\n!\n\"\"\"a\"\"\" = 1\n", []string{"S210 1:1-4", "S210 2:1-2", "S210 3:1-4"}},
	"no value":                         {"a =\nb = # 说明\nc = [1,,2]\nd = [1 }\n", []string{"S225 1:1-2", "S225 2:1-2", "S225 3:1-2", "S224 4:7-7 → ,"}},
	"no equals":                        {"a 1\n这是正文。\na b = 1\n", []string{"S214 1:1-2", "S214 2:1-5", "S214 3:1-2"}},
	"truth values":                     {"a = True\nb = no\nc = 否\n", []string{"S226 1:5-9 → true", "S226 2:5-7 → false", "S226 3:5-6 → false"}},
	"no quotes":                        {"a = 关于公示的通知 # 说明\nb = [甲, 乙]\nc = abc\n", []string{"S230 1:5-12 → \"关于公示的通知\"", "S230 2:6-7 → \"甲\"", "S230 2:9-10 → \"乙\"", "S230 3:5-8 → \"abc\""}},
	"quotes within quotes":             {"a = \"关于\"十四五\"规划\"\n", []string{"S206 1:9-16"}},
	"an open single quote":             {"a = '甲\"\n", []string{"S221 1:5-8"}},
	"an open string":                   {"a = \"甲\nb = 是\n", []string{"S221 1:5-7", "S226 2:5-6 → true"}},
	"an open long string":              {"a = \"\"\"甲\nb = 1\n", []string{"S221 1:5-8"}},
	"escapes":                          {`a = "D:\公开"` + "\n" + `b = "\u12"` + "\n" + `c = "\ud800"` + "\n" + `"\q" = 1` + "\n", []string{"S222 1:8-10", "S222 2:6-8", "S222 3:6-8", "S222 4:2-4"}},
	"escapes that exist":               {`a = "\b\t\n\f\r\e\"\\\x41\u4e2d\U0001F600"` + "\n" + `b = 'D:\公开'`, nil},
	"a list left open":                 {"a = [1, 2\nb = 是\n", []string{"S223 1:5-6", "S226 2:5-6 → true"}},
	"a list open to a table":           {"a = [1,\n# 说明\n[b]\nc = 是\n", []string{"S223 1:5-6", "S226 4:5-6 → true"}},
	"a list open to the end":           {"a = [1,", []string{"S223 1:5-6"}},
	"an inline table open":             {"a = {b = 1", []string{"S223 1:5-6"}},
	"an inline table, open with comma": {"a = {b = 1,", []string{"S223 1:5-6"}},
	"no comma":                         {"a = [1 2]\nb = 是\n", []string{"S224 1:7-7 → ,", "S226 2:5-6 → true"}},
	"a fault in a long list":           {"a = [\n  1 2,\n  3,\n]\nb = 是\n", []string{"S224 2:4-4 → ,", "S226 5:5-6 → true"}},
	"lists over lines":                 {"a = [\n [true],\n [inf, 1], # 说明\n]\nb = {\n c = 1,\n}\n", nil},
	"a header left open":               {"[a\nb = 1\n[[c]\n[]\n[d]]\n", []string{"S218 1:1-3", "S218 3:1-5", "S218 4:1-3", "S206 5:4-5"}},
	"keys below a bad header are not the table's above": {"a = 1\n[b\na = 2\n", []string{"S218 2:1-3"}},

	"22 the year 0":           {"a = 0000-01-01\n", []string{"S227 1:5-15"}},
	"23 year 10000":           {"a = 10000-01-01\nb = 9999-12-31\n", []string{"S227 1:5-16"}},
	"24 leap days":            {"a = 2023-02-29\nb = 2024-02-29\nc = 2024-02-30\n", []string{"S227 1:5-15", "S227 3:5-15"}},
	"25 month 13":             {"a = 2023-13-01\nb = 2023-00-01\n", []string{"S227 1:5-15", "S227 2:5-15"}},
	"26 hour 24, second 60":   {"a = 2023-06-01 24:00:00\nb = 2023-06-01T23:59:60Z\nc = 24:00:00\n", []string{"S227 1:5-24", "S227 2:5-25", "S227 3:5-13"}},
	"27 offsets":              {"a = 2023-06-01T00:00:00+24:00\nb = 2023-06-01T00:00:00+08:60\nc = 2023-06-01T00:00:00-08:00\n", []string{"S227 1:5-30", "S227 2:5-30"}},
	"30 dates in other forms": {"a = 2023-6-1\nb = 2023年6月1日\nc = 二〇二五年十一月二十日\nd = 2023/06/01 9:05\ne = 二〇二五年\nf = 2023.6.1\ng = 二〇二五年二月三十日\n", []string{"S228 1:5-13 → 2023-06-01", "S228 2:5-14 → 2023-06-01", "S228 3:5-16 → 2025-11-20", "S228 4:5-20 → 2023-06-01 09:05:00", "S228 5:5-10", "S228 6:5-13 → 2023-06-01", "S227 7:5-15"}},
	"dates that are fine":     {"a = [2023-06-01, 2023-06-01T09:00:00, 2023-06-01 09:00, 2023-06-01T09:00:00.5Z, 2023-06-01t09:00:00.25+08:00, 09:00:00.5]\n", nil},
	"dates that are not":      {"a = 2023-06-01T09:00:00.\nb = 2023-06-01X09:00\nc = 2023-06-01T9\n", []string{"S228 1:5-25", "S228 2:5-21", "S228 3:5-17"}},
}

func TestFaultsOfTOML(t *testing.T) {
	for name, c := range faults {
		t.Run(name, func(t *testing.T) {
			d, problems := ParseData(tomlText(c.text))
			expect(t, problems, c.want...)
			if (d == nil) != (c.want != nil) {
				t.Errorf("Data %v", d)
			}
		})
	}
}

func TestTooManyProblemsAreCutShort(t *testing.T) {
	_, problems := ParseData(tomlText(strings.Repeat("a\n", 200)))
	if len(problems) != maxProblems+1 || problems[maxProblems].Code != "S204" {
		t.Errorf("%d findings, the last %s", len(problems), problems[len(problems)-1].Code)
	}
}

func TestDuplicatesNameTheFirst(t *testing.T) {
	_, problems := ParseData(tomlText("a = 1\n\na = 2\n"))
	if r := problems[0].Related; len(r) != 1 || r[0].Line != 1 || r[0].Column != 1 {
		t.Errorf("related places %v", r)
	}
}

// The control characters that TOML refuses are refused when a file is read;
// a text from elsewhere must not slip through.
func TestTheDecoderHasTheLastWord(t *testing.T) {
	_, problems := ParseData(tomlText("a = 1\nb = \"\x01\"\n"))
	expect(t, problems, "S299 2:5-6")
}
