package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestJSONIsThatOfTheDesign(t *testing.T) {
	text := edit(t, busy(false).text(), "licences = ", `licences = "/" # `)
	r, _ := decodeText(t, text, 2023)
	var got map[string]any
	decoder := json.NewDecoder(bytes.NewReader(r.JSON("示例县<统计局>")))
	decoder.UseNumber()
	if err := decoder.Decode(&got); err != nil {
		t.Fatal(err)
	}
	at := func(path string) string {
		value, _ := look(got, strings.Split(path, "."))
		return fmt.Sprint(value)
	}
	if at("agency") != "示例县<统计局>" || at("year") != "2023" || at("form") != "2021" {
		t.Error(at("agency"), at("year"), at("form"))
	}
	if at("disclosure.fees") != "3415.70" || at("disclosure.licences") != "/" {
		t.Error(at("disclosure.fees"), at("disclosure.licences"))
	}
	for _, row := range []struct {
		path  string
		count int
	}{{"requests.outcome.refused.state_secret", 7}, {"requests.outcome.total", 7}, {"review.litigation_after", 5}, {"disclosure.rules", 3}} {
		value, _ := look(got, strings.Split(row.path, "."))
		if list, _ := value.([]any); len(list) != row.count {
			t.Errorf("%s has %v", row.path, value)
		}
	}
	if order := strings.Index(string(r.JSON("")), `"disclosure"`) < strings.Index(string(r.JSON("")), `"requests"`); !order {
		t.Error("the tables aren't in order")
	}

	old, _ := decodeText(t, edit(
		t, example2019(), "fees           = [0, 0]", "fees           = [3, +1]", "new        = [0,", `new        = ["",`,
		"procurement    = [0, 0]", "procurement    = [2, 251000.00]\nprocurement_unit = \"元\"",
	), 2019)
	text = string(old.JSON(""))
	for _, want := range []string{`"fees": [3, 1]`, `"procurement": [2, "251000.00"]`, `"procurement_unit": "元"`, `"new": [null, 0, 0, 0, 0, 0, 0]`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

func TestCSVIsACellALine(t *testing.T) {
	text := edit(
		t, example2019(), "coercions      = [0, 0, 0]", "coercions      = [3, -3, 0]", "penalties      = [0, 0, 0]", "penalties      = [3, +2, 0]",
		"reconsideration   = [0, 0, 0, 0]", "reconsideration   = [1, 0, 0, 0, 3]", "procurement    = [0, 0]", "procurement    = [2, 0.37]\nprocurement_unit = \"万元\"",
	)
	text = "[[acknowledge]]\ncode = \"R201\"\nat = \"review.reconsideration.total\"\nreason = \"=1+2 公布有误\"\n" + text
	r, problems := decodeText(t, text, 2019)
	if len(problems) > 0 {
		t.Fatal(outline(problems))
	}
	file := string(r.CSV())
	if !strings.HasPrefix(file, "\uFEFFtable,key,label,column,column_label,value\r\n") {
		t.Errorf("begins %q", file[:60])
	}
	if strings.Count(file, "\n") != strings.Count(file, "\r\n") {
		t.Error("a line doesn't end in CRLF")
	}
	for _, want := range []string{
		"disclosure,coercions,行政强制,change,本年增/减,-3\r\n",
		"disclosure,penalties,行政处罚,change,本年增/减,2\r\n",
		"disclosure,procurement,政府集中采购,amount,采购总金额,0.37万元\r\n",
		"requests,outcome.refused.state_secret,三、本年度办理结果 （三）不予公开 1.属于国家秘密,natural,申请人情况 自然人,0\r\n",
		"review,reconsideration,行政复议,total,总计,3\r\n",
		"acknowledge,R201,「行政复议」总计,review.reconsideration.total,,'=1+2 公布有误\r\n",
	} {
		if !strings.Contains(file, want) {
			t.Errorf("no %q", want)
		}
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, byteOrderMark))).ReadAll()
	if err != nil || len(lines) != 1+len(r.Form.figures)+1 {
		t.Errorf("%d lines for %d figures: %v", len(lines), len(r.Form.figures), err)
	}
}

func TestNeutral(t *testing.T) {
	for from, to := range map[string]string{
		"": "", "-3": "-3", "+1036": "+1036", "-3.50": "-3.50", "=1+1": "'=1+1", "+cmd": "'+cmd", "-": "'-", "@sum": "'@sum",
		"\ttab": "'\ttab", "'quoted": "''quoted", "规章": "规章", "/": "/",
	} {
		if got := neutral(from); got != to {
			t.Errorf("%q becomes %q", from, got)
		}
	}
}

// roundTrips writes a report in each format, reads it back, and compares the
// year's files that come of both.
func roundTrips(t interface {
	Errorf(string, ...any)
	Fatal(...any)
}, r *Report,
) {
	want := string(r.Format(nil))
	fromJSON, agency, err := FromJSON(r.JSON("示例县统计局"))
	if err != nil || agency != "示例县统计局" {
		t.Fatal(agency, err)
	}
	if got := string(fromJSON.Format(nil)); got != want {
		t.Errorf("JSON gives back\n%s\nwant\n%s", got, want)
	}
	fromCSV, err := FromCSV(r.CSV(), r.Year)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(fromCSV.Format(nil)); got != want {
		t.Errorf("CSV gives back\n%s\nwant\n%s", got, want)
	}
}

func TestWhatIsExportedComesBack(t *testing.T) {
	for _, test := range []struct {
		name, text string
		year       int
	}{
		{"zeros", example2021, 2023},
		{"busy", busy(true).text(), 2024},
		{"2019", edit(t, example2019(), "procurement    = [0, 0]", "procurement    = [2, 251000]\nprocurement_unit = \"元\"", "licences       = [0, 0, 0]", "licences       = [31, +4, 1036]"), 2019},
		{"on another form", "form = \"2019\"\n" + example2019(), 2023},
		{"three states", edit(t, example2019(), "new        = [0, 0, 0, 0, 0, 0]", `new        = [0, "", "/", "", 0, 0, ""]`, "reconsideration   = [0, 0, 0, 0]", `reconsideration   = ["", "", "", ""]`), 2019},
		{"a mistake that is history", "[[acknowledge]]\ncode = \"R201\"\nat = \"review.reconsideration.total\"\nreason = \"公布时\\\"笔误\\\"\"\n" + edit(t, example2021, "reconsideration   = [0, 0, 0, 0]", "reconsideration   = [1, 0, 0, 0, 3]"), 2023},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, problems := decodeText(t, test.text, test.year)
			for _, p := range problems {
				if p.Severity > 1 {
					t.Fatal(outline(problems))
				}
			}
			roundTrips(t, r)
			again, problems := decodeText(t, string(r.Format(nil)), test.year)
			if got := string(again.Format(nil)); got != string(r.Format(nil)) {
				t.Errorf("written again it is\n%s", got)
			}
			if len(r.Acknowledged) > 0 && len(problems) > 0 {
				t.Error(outline(problems))
			}
		})
	}
}

// Whatever the cells are, every format brings them back.
func TestRoundTripsOfAnyReport(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		form := Forms()[rapid.IntRange(0, len(Forms())-1).Draw(t, "form")]
		cells := map[string]Cell{}
		for _, f := range form.Figures() {
			if f.Total && rapid.Bool().Draw(t, "computed") {
				continue
			}
			cells[f.Name] = rapid.SampledFrom([]Cell{
				{State: Blank},
				{NotApplicable, "/"},
				{Number, "0"},
				{Number, map[Kind]string{Count: "7", Signed: "-7", Money: "7.10", Amount: "0.70万元"}[f.Kind]},
				{Number, "1234567890"},
			}).Draw(t, f.Name)
		}
		r, err := Fill(form, rapid.IntRange(2019, 2030).Draw(t, "year"), cells)
		if err != nil {
			t.Fatal(err)
		}
		roundTrips(t, r)
	})
}

func TestFilesThatAreNoExport(t *testing.T) {
	r, _ := decodeText(t, example2021, 2023)
	whole := string(r.JSON("a"))
	for _, test := range []struct{ name, text, want string }{
		{"not JSON", "{", "read JSON"},
		{"no year", "{}", "no year"},
		{"no form", `{"year": 2023}`, `no form ""`},
		{"no figures", `{"year": 2023, "form": "2021"}`, "missing"},
		{"a row too short", strings.Replace(whole, `"rules": [0, 0, 0]`, `"rules": [0, 0]`, 1), "disclosure.rules.issued is missing"},
		{"a word for a figure", strings.Replace(whole, `"licences": 0`, `"licences": "many"`, 1), "disclosure.licences"},
		{"a bool for a figure", strings.Replace(whole, `"licences": 0`, `"licences": true`, 1), "disclosure.licences"},
		{"a table for a row", strings.Replace(whole, `"disclosure": {`, `"disclosure": 1, "was": {`, 1), "missing"},
	} {
		if _, _, err := FromJSON([]byte(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	lines := string(r.CSV())
	for _, test := range []struct {
		name, text string
		year       int
		want       string
	}{
		{"empty", "", 2023, "doesn't begin"},
		{"another table", "a,b,c,d,e,f\n", 2023, "doesn't begin"},
		{"uneven", "table,key\nx\n", 2023, "read CSV"},
		{"no figures", "table,key,label,column,column_label,value\n", 2023, "missing"},
		{"no form", "table,key,label,column,column_label,value\n", 2010, "no form governs 2010"},
		{"an unknown cell", lines + "disclosure,weather,,,,1\r\n", 2023, `no figure "disclosure.weather"`},
		{"a word for a figure", strings.Replace(lines, "（单位：万元）,0", "（单位：万元）,many", 1), 2023, "disclosure.fees"},
	} {
		if _, err := FromCSV([]byte(test.text), test.year); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	r, err := Fill(FormOf(2023), 2023, map[string]Cell{"review.reconsideration.total": {Number, "3"}, "review.reconsideration.upheld": {Number, "2"}, "disclosure.fees": {}})
	if err != nil {
		t.Fatal(err)
	}
	if got := codes(r.Check()); got != "R106 R106 R106" || r.figures["disclosure.fees"].State != Missing {
		t.Error(got)
	}
	if _, err := Fill(FormOf(2023), 2023, map[string]Cell{"weather": {Number, "1"}}); err == nil {
		t.Error("an unknown cell is filled in")
	}
}

func TestSkeleton(t *testing.T) {
	last, _ := decodeText(t, edit(t, example2021, "new        = [0,", "new        = [7,", "carried_out = [0, 0,", "carried_out = [7, 0,"), 2023)
	text := string(last.Form.Skeleton(last))
	if text != string(last.Form.Skeleton(last)) {
		t.Error("it differs from time to time")
	}
	r, problems := decodeText(t, text, 2024)
	if got := codes(problems); got != "R106 R106 R106" {
		t.Errorf("%s\n%s", got, text)
	}
	for name, want := range map[string]Cell{
		"requests.carried_in.natural":    {Number, "7"},
		"requests.carried_in.commercial": {Number, "0"},
		"requests.new.natural":           {State: Blank},
		"disclosure.rules.in_force":      {State: Blank},
	} {
		if cell, _, _ := r.Cell(name); cell != want {
			t.Errorf("%s is %v", name, cell)
		}
	}
	for _, row := range r.Form.rowsInOrder() {
		if row.sumOf == "" && !strings.Contains(text, "# "+row.label()) {
			t.Errorf("no label %s", row.label())
		}
	}
	// The comments stand in one column within a section.
	at := -1
	for line := range strings.SplitSeq(text[strings.Index(text, "[requests]"):strings.Index(text, "[review]")], "\n") {
		if i := strings.Index(line, "] # "); i > 0 && !strings.HasPrefix(line, "[") {
			if at >= 0 && i != at {
				t.Errorf("%d, not %d: %s", i, at, line)
			}
			at = i
		}
	}
	notes := string(r.Format(map[string]string{"requests.new": "？原文是「l2」"}))
	if !strings.Contains(notes, "一、本年新收政府信息公开申请数量　？原文是「l2」\n") {
		t.Errorf("no note in\n%s", notes)
	}
}

func TestTitleAndProseSkeleton(t *testing.T) {
	if got := Title("示例县统计局", 2024); got != "示例县统计局2024年政府信息公开工作年度报告" {
		t.Error(got)
	}
	for _, form := range Forms() {
		text := string(form.ProseSkeleton())
		var headings []string
		for line := range strings.SplitSeq(text, "\n") {
			if strings.HasPrefix(line, "#") {
				headings = append(headings, line)
			}
		}
		want := []string{
			"## 一、总体情况", "### （一）主动公开", "### （二）依申请公开", "### （三）政府信息管理", "### （四）政府信息公开平台建设", "### （五）监督保障",
			"## 五、存在的主要问题及改进情况", "## 六、其他需要报告的事项",
		}
		if !slices.Equal(headings, want) {
			t.Errorf("%v", headings)
		}
		if strings.Count(text, "> "+adviceMark) != 3 {
			t.Error(text)
		}
		// Left as it is, it can't be published.
		prose := proseOf("content/report/2024.md", "+++\n+++\n"+text, 2024)
		if got := codes(CheckProse(nil, prose, nil, false)); got != "R413 R413 R413" {
			t.Error(got)
		}
	}
}

func FuzzFromJSON(f *testing.F) {
	for _, text := range []string{example2021, busy(true).text()} {
		r, _ := decodeText(f, text, 2023)
		f.Add(r.JSON("示例县统计局"))
	}
	f.Add([]byte(`{"year": 2023, "form": "2021", "disclosure": {"rules": [1, null, "/"]}, "acknowledge": [1, {"at": 2}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if r, _, err := FromJSON(text); err == nil {
			roundTrips(t, r)
		}
	})
}

func FuzzFromCSV(f *testing.F) {
	r, _ := decodeText(f, busy(true).text(), 2023)
	f.Add(r.CSV())
	r, _ = decodeText(f, example2019(), 2019)
	f.Add(r.CSV())
	f.Fuzz(func(t *testing.T, text []byte) {
		if r, err := FromCSV(text, 2023); err == nil {
			roundTrips(t, r)
		}
	})
}
