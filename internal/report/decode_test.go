package report

import (
	"strings"
	"testing"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// outline is the findings with the text that each is about.
func outline(list diag.List) string {
	var all []string
	for _, d := range list {
		line := []rune(d.Text)
		spot := ""
		if d.Line > 0 && d.Line == d.EndLine && d.EndColumn-1 <= len(line) {
			spot = string(line[d.Column-1 : d.EndColumn-1])
		}
		all = append(all, d.Code+" "+spot)
	}
	return strings.Join(all, "; ")
}

func TestWhatIsWrongWithTheFile(t *testing.T) {
	const row = "outcome.granted = [0, 0, 0, 0, 0, 0]"
	for _, test := range []struct {
		name     string
		from, to string
		want     string // code and the text it is about
		words    string // in the message or the hint
	}{
		{"clean", "", "", "", ""},
		{"missing row", row + "\n", "", "R003 outcome", "（一）予以公开"},
		{"missing scalar", "licences  = 0\n", "", "R003 disclosure", "行政许可"},
		{"missing table", "[review]", "[reviews]", "R004 reviews", "review"},
		{"missing group", "outcome.other.correction_overdue = [0, 0, 0, 0, 0, 0]\noutcome.other.payment_overdue    = [0, 0, 0, 0, 0, 0]\noutcome.other.rest               = [0, 0, 0, 0, 0, 0]\n", "", "R003 outcome", "（六）其他处理」的 3 行"},
		{"misspelt row", "outcome.granted", "outcome.grnated", "R004 grnated", "granted"},
		{"misspelt group", "outcome.refused.state_secret ", "outcome.refusd.state_secret ", "R004 refusd", "refused"},
		{"row in another group", "penalties = 0", "penalties = 0\nnew = [0, 0, 0, 0, 0, 0]", "R004 new", ""},
		{"row of another group", "outcome.granted ", "granted ", "R004 granted", "outcome.granted"},
		{"row of another form", "outcome.other.rest ", "outcome.other.undivided ", "R004 undivided", "这是 2019 年格式的行；这里应分开写 rest"},
		{
			"row of another form for a whole group",
			"outcome.other.correction_overdue = [0, 0, 0, 0, 0, 0]\noutcome.other.payment_overdue    = [0, 0, 0, 0, 0, 0]\noutcome.other.rest               = [0, 0, 0, 0, 0, 0]\n",
			"outcome.other.undivided = [0, 0, 0, 0, 0, 0]\n", "R004 undivided", "correction_overdue、payment_overdue、rest",
		},
		{"unlike anything", "[review]", "[review]\nzzzzzzzzzzzz = 1", "R004 zzzzzzzzzzzz", "gongkai new report"},
		{"very long key", "[review]", "[review]\n" + strings.Repeat("x", 90) + " = 1", "R004 " + strings.Repeat("x", 90), "…"},
		{"top-level key", "[disclosure]", "years = 2023\n[disclosure]", "R004 years", ""},
		{"too few", row, "outcome.granted = [0, 0, 0, 0, 0]", "R006 [0, 0, 0, 0, 0]", "应有 6 个数，写了 5 个"},
		{"too many", row, "outcome.granted = [0, 0, 0, 0, 0, 0, 0, 0]", "R006 [0, 0, 0, 0, 0, 0, 0, 0]", "写了 8 个"},
		{"none", row, "outcome.granted = []", "R006 []", "写了 0 个"},
		{"one value for a row", row, "outcome.granted = 0", "R006 0", "自然人、商业企业"},
		{"table for a row", row, "outcome.granted = { natural = 0 }", "R006 granted", ""},
		{"row for one value", "licences  = 0", "licences  = [0, 0]", "R006 [0, 0]", "应有 1 个数，写了 2 个"},
		{"list in a cell", row, "outcome.granted = [[0], 0, 0, 0, 0, 0]", "R101 [0]", ""},
		{"total agrees", row, "outcome.granted = [0, 0, 0, 0, 0, 0, 0]", "", ""},
		{"text", row, `outcome.granted = ["12件", 0, 0, 0, 0, 0]`, `R101 "12件"`, "只写数字"},
		{"true", "licences  = 0", "licences  = true", "R101 true", ""},
		{"date", "licences  = 0", "licences  = 2023-01-01", "R101 2023-01-01", ""},
		{"decimal", "licences  = 0", "licences  = 1.5", "R102 1.5", "小数"},
		{"decimal without fraction", "licences  = 0", "licences  = 12.0", "R102 12.0", ""},
		{"negative", "licences  = 0", "licences  = -1", "R103 -1", "小于 0"},
		{"negative zero", "licences  = 0", "licences  = -0", "", ""},
		{"negative money", "fees      = 0", "fees      = -0.01", "R103 -0.01", ""},
		{"nan", "licences  = 0", "licences  = nan", "R104 nan", ""},
		{"inf", "licences  = 0", "licences  = -inf", "R104 -inf", ""},
		{"hex", "licences  = 0", "licences  = 0x1F", "R104 0x1F", ""},
		{"exponent", "fees      = 0", "fees      = 1e3", "R104 1e3", ""},
		{"largest", "licences  = 0", "licences  = 9007199254740992", "", ""},
		{"too large", "licences  = 0", "licences  = 9007199254740993", "R105 9007199254740993", "太大"},
		{"money too long", "fees      = 0", "fees      = 1.123456789012345678901234", "R105 1.123456789012345678901234", ""},
		{"underscores", "licences  = 0", "licences  = 1_234_567", "", ""},
		{"blank", row, `outcome.granted = [0, "", 0, "", 0, 0]`, `R106 ""`, "商业企业、社会公益组织"},
		{"blank value", "fees      = 0", `fees      = ""`, `R106 ""`, "行政事业性收费"},
		{"blank total", row, `outcome.granted = [0, 0, 0, 0, 0, 0, ""]`, `R106 ""`, "总计"},
		{"blank in other quotes", row, `outcome.granted = ["/", '/', """/""", '''/''', 0, '']`, "R106 ''", "其他"},
		{"not applicable", row, `outcome.granted = ["/", "/", 0, 0, 0, 0]`, "", ""},
		{"unknown form", "[disclosure]", "form = \"2022\"\n[disclosure]", `R002 "2022"`, `"2019"、"2021"`},
		{"form isn't text", "[disclosure]", "form = 2019\n[disclosure]", "R002 2019", ""},
		{"own form named", "[disclosure]", "form = \"2021\"\n[disclosure]", "", ""},
		{"table as a value", "[review]\nreconsideration   = [0, 0, 0, 0]\nlitigation_direct = [0, 0, 0, 0]\nlitigation_after  = [0, 0, 0, 0]", "[[review]]", "R007 review", "[review]"},
		{"unit in a form without one", "licences  = 0", "licences  = 0\nprocurement_unit = \"元\"", "R004 procurement_unit", "gongkai new report"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, problems := decodeText(t, edit(t, example2021, test.from, test.to), 2023)
			if got := outline(problems); got != test.want {
				t.Fatalf("%s\nwant %s", got, test.want)
			}
			if r == nil {
				t.Fatal("no report")
			}
			if len(problems) > 0 {
				all := problems[0].Message.ZH + problems[0].Hint.ZH
				if !strings.Contains(all, test.words) {
					t.Errorf("no %q in %s", test.words, all)
				}
			}
		})
	}
}

func TestAMisspeltKeyIsMended(t *testing.T) {
	for _, from := range []string{"grnated", "Granted", "granted_"} {
		text := edit(t, example2021, "outcome.granted", "outcome."+from)
		_, problems := decodeText(t, text, 2023)
		if len(problems) != 1 || problems[0].Fix == nil || apply(text, problems[0].Fix) != example2021 {
			t.Errorf("%s: %v", from, problems)
		}
	}
}

func TestAllFaultsAreFoundInOnePass(t *testing.T) {
	text := edit(
		t, example2021, "licences  = 0", "licences  = 1.5", "penalties = 0", "penalties = -2", "coercions = 0\n", "",
		"[0, 0, 0, 0, 0, 0]", "[0, 0, 0, 0, 0]", "reconsideration   = [0, 0, 0, 0]", "reconsideration   = [1, 0, 0, 0, 3]",
	)
	_, problems := decodeText(t, text, 2023)
	if got, want := outline(problems), `R102 1.5; R103 -2; R006 [0, 0, 0, 0, 0]; R003 disclosure; R201 3`; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestSubTablesAreReadLikeDottedKeys(t *testing.T) {
	text := strings.ReplaceAll(example2021, "outcome.", "")
	text = edit(t, text, "carried_out = [0, 0, 0, 0, 0, 0]\n", "", "granted =", "carried_out = [0, 0, 0, 0, 0, 0]\n[requests.outcome]\ngranted =")
	if r, problems := decodeText(t, text, 2023); len(problems) > 0 || r.figures["requests.outcome.other.rest.natural"].Text != "0" {
		t.Error(outline(problems))
	}
	inline := edit(t, example2021, "reconsideration   = [0, 0, 0, 0]\nlitigation_direct = [0, 0, 0, 0]\nlitigation_after  = [0, 0, 0, 0]\n", "", "[review]\n", "",
		"[disclosure]", "review = { reconsideration = [0, 0, 0, 0], litigation_direct = [0, 0, 0, 0], litigation_after = [0, 0, 0, 0] }\n[disclosure]")
	if _, problems := decodeText(t, inline, 2023); len(problems) > 0 {
		t.Error(outline(problems))
	}
}

func TestTheYearChoosesTheForm(t *testing.T) {
	for year, id := range map[int]string{2018: "", 2019: "2019", 2020: "2019", 2021: "2021", 2025: "2021", 2050: "2021"} {
		form := FormOf(year)
		if form == nil != (id == "") || form != nil && form.ID != id {
			t.Errorf("%d is on %v", year, form)
		}
	}
	for _, test := range []struct {
		name, text string
		year       int
		form, want string
	}{
		{"an older form for a newer year", `form = "2019"` + "\n" + example2019(), 2023, "2019", ""},
		{"a file on the older form that doesn't say so", example2019(), 2023, "2019", "R005 licences"},
		{"a file on the newer form in an older year", example2021, 2020, "2021", "R005 licences"},
		{"a year before the forms", example2019(), 2018, "", "R001 "},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, problems := decodeText(t, test.text, test.year)
			if got := outline(problems); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
			if (r == nil) != (test.form == "") || r != nil && r.Form.ID != test.form {
				t.Errorf("read on %v", r)
			}
		})
	}
}

func TestTheOlderForm(t *testing.T) {
	for _, test := range []struct {
		name, from, to, want string
	}{
		{"clean", "", "", ""},
		{"signed", "licences       = [0, 0, 0]", "licences       = [31, +4, 1036]", ""},
		{"signed down", "licences       = [0, 0, 0]", "licences       = [31, -3, 1036]", ""},
		{"signed only where it is printed", "licences       = [0, 0, 0]", "licences       = [-31, 3, 1036]", "R103 -31"},
		{"amount with its unit", "procurement    = [0, 0]", "procurement    = [2, 251000]\nprocurement_unit = \"元\"", ""},
		{"amount without", "procurement    = [0, 0]", "procurement    = [2, 0.37]", ""},
		{"unit left blank", "procurement    = [0, 0]", "procurement    = [2, 0.37]\nprocurement_unit = \"\"", ""},
		{"unit in the cell", "procurement    = [0, 0]", `procurement    = [2, "251000元"]`, `R101 "251000元"`},
		{"strange unit", "procurement    = [0, 0]", "procurement    = [2, 251000]\nprocurement_unit = \"块\"", `R008 "块"`},
		{"unit that isn't text", "procurement    = [0, 0]", "procurement    = [2, 251000]\nprocurement_unit = 3", "R008 3"},
		{"a blank is a warning", "new        = [0, 0, 0, 0, 0, 0]", `new        = [0, "", "", "", "", 0]`, `R106 ""`},
		{"blank parts count as nothing", "reconsideration   = [0, 0, 0, 0]", `reconsideration   = [2, "", "", "", 2]`, `R106 ""`},
		{"and a wrong total is found beside them", "reconsideration   = [0, 0, 0, 0]", `reconsideration   = [2, "", "", "", 3]`, `R106 ""; R201 3`},
		{"a sum whose total is blank is skipped", "reconsideration   = [0, 0, 0, 0]", `reconsideration   = [2, 0, 0, 0, ""]`, `R106 ""`},
		{"a total beside nothing but blanks", "reconsideration   = [0, 0, 0, 0]", `reconsideration   = ["", "", "", "", 3]`, `R106 ""`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, problems := decodeText(t, edit(t, example2019(), test.from, test.to), 2019)
			if got := outline(problems); got != test.want {
				t.Fatalf("%s, want %s", got, test.want)
			}
			for _, p := range problems {
				if p.Code == "R106" && p.Severity != diag.Warning {
					t.Error("a blank stops the release")
				}
			}
		})
	}
}

// A total left blank in the rows, but given at the end, is known all the same:
// the sub-rows' sums stand in for it.
func TestBlankTotalsOfSubRows(t *testing.T) {
	text := edit(
		t, example2019(), "new        = [0, 0, 0, 0, 0, 0]", "new        = [5, 1, 0, 0, 0, 0, 6]",
		"outcome.granted = [0, 0, 0, 0, 0, 0]", `outcome.granted = [5, 1, 0, 0, 0, 0, ""]`,
		"carried_out =", "outcome.total = [5, 1, 0, 0, 0, 0, 6]\ncarried_out =",
	)
	_, problems := decodeText(t, text, 2019)
	if got := outline(problems); got != `R106 ""` {
		t.Error(got)
	}
	// And the total column is checked by itself when the other columns are blank.
	text = edit(
		t, example2019(), "new        = [0, 0, 0, 0, 0, 0]", `new        = ["", "", "", "", "", "", 6]`,
		"outcome.granted = [0, 0, 0, 0, 0, 0]", `outcome.granted = ["", "", "", "", "", "", 5]`,
		"carried_out =", `outcome.total = ["", "", "", "", "", "", 5]`+"\ncarried_out =",
	)
	_, problems = decodeText(t, text, 2019)
	if got := codes(problems); got != "R106 R106 R106 R204" {
		t.Error(got)
	}
}

func TestAnUntouchedSkeletonIsAFindingATable(t *testing.T) {
	data := parse(t, string(FormOf(2023).Skeleton(nil)))
	_, problems := Decode(data, 2023, true)
	if got := codes(problems); got != "R106 R106 R106" {
		t.Error(got)
	}
	for _, p := range problems {
		if p.Severity != diag.Hint {
			t.Error("a draft is told off for what is still to be filled in")
		}
	}
	_, problems = Decode(parse(t, edit(t, example2021, "licences  = 0", "licences  = -1")), 2023, true)
	if problems.Count(diag.Warning) != 1 || problems.Count(diag.Error) != 0 {
		t.Errorf("a mistake in a draft: %v", problems)
	}
}

func TestMendingAValue(t *testing.T) {
	for from, to := range map[string]string{`"12件"`: "12", `"１２"`: "12", "12.00": "12", `"十二"`: "", `"-5件"`: ""} {
		text := edit(t, example2021, "licences  = 0", "licences  = "+from)
		_, problems := decodeText(t, text, 2023)
		if len(problems) != 1 {
			t.Fatalf("%s: %v", from, problems)
		}
		fix := problems[0].Fix
		if fix == nil {
			if to != "" {
				t.Errorf("%s isn't mended", from)
			}
			continue
		}
		if fix.Text != to {
			t.Errorf("%s is mended as %s", from, fix.Text)
		}
	}
}

func TestCellByName(t *testing.T) {
	r, _ := decodeText(t, edit(t, busy(false).text(), "fees = 3415.70", "fees = 3415.700"), 2023)
	old, _ := decodeText(t, edit(
		t, example2019(), "procurement    = [0, 0]", "procurement    = [2, 0.370]\nprocurement_unit = \"万元\"",
		"licences       = [0, 0, 0]", "licences       = [9, 4, 2]", "coercions      = [0, 0, 0]", "coercions      = [9, -4, 2]",
	), 2019)
	for _, test := range []struct {
		report        *Report
		name          string
		text, nearest string
	}{
		{r, "disclosure.fees", "3415.700", ""},
		{r, "requests.new.total", r.figures["requests.new.total"].Text, ""},
		{r, "requests.outcome.total.natural", r.figures["requests.outcome.total.natural"].Text, ""},
		{r, "requests.new", "", "requests.new.total"},
		{r, "requests.nwe.total", "", "requests.new.total"},
		{r, "granted.total", "", "requests.outcome.granted.total"},
		{r, "disclosure.fees.total", "", "disclosure.fees"},
		{r, "review.reconsideration.upheldd", "", "review.reconsideration.upheld"},
		{r, "weather", "", ""},
		{r, "", "", ""},
		{r, strings.Repeat("a", 100), "", ""},
		{old, "disclosure.procurement.amount", "0.370万元", ""},
		{old, "disclosure.licences.change", "+4", ""},
		{old, "disclosure.coercions.change", "-4", ""},
		{old, "disclosure.penalties.change", "0", ""},
	} {
		cell, nearest, ok := test.report.Cell(test.name)
		if ok != (test.text != "") || cell.Text != test.text || nearest != test.nearest {
			t.Errorf("%s: %q, perhaps %q, %v", test.name, cell.Text, nearest, ok)
		}
	}
}

func TestAcknowledgedMistakes(t *testing.T) {
	entry := func(lines ...string) string {
		return "[[acknowledge]]\n" + strings.Join(lines, "\n") + "\n"
	}
	full := func(code, at string) string {
		return entry(`code = "`+code+`"`, `at = "`+at+`"`, `reason = "公布时少计一件"`)
	}
	wrongTotal := []string{"reconsideration   = [0, 0, 0, 0]", "reconsideration   = [1, 0, 0, 0, 3]"}
	blankCell := []string{"coercions = 0", `coercions = ""`}
	for _, test := range []struct {
		name  string
		entry string
		edits []string
		want  string
	}{
		{"passes", full("R201", "review.reconsideration.total"), wrongTotal, ""},
		{"another cell", full("R201", "review.litigation_after.total"), wrongTotal, "R201 R013"},
		{"another code", full("R204", "review.reconsideration.total"), wrongTotal, "R201 R013"},
		{"nothing to pass", full("R201", "review.reconsideration.total"), nil, "R013"},
		{"blank", full("R106", "disclosure.coercions"), blankCell, ""},
		{"blank that isn't", full("R106", "disclosure.licences"), nil, "R013"},
		{"blanks of a table", full("R106", "disclosure"), blankCell, ""},
		{"a fault of decoding can't pass", full("R103", "disclosure.coercions"), []string{"coercions = 0", "coercions = -1"}, "R103 R013"},
		{"no code", entry(`at = "review.reconsideration.total"`, `reason = "x"`), nil, "R011"},
		{"no cell", entry(`code = "R201"`, `reason = "x"`), nil, "R011"},
		{"no reason", entry(`code = "R201"`, `at = "review.reconsideration.total"`), wrongTotal, "R011"},
		{"empty reason", entry(`code = "R201"`, `at = "review.reconsideration.total"`, `reason = " "`), wrongTotal, "R011"},
		{"nothing at all", entry(), nil, "R011 R011 R011"},
		{"reason that isn't text", entry(`code = "R201"`, `at = "review.reconsideration.total"`, "reason = 3"), wrongTotal, "R011"},
		{"misspelt cell", full("R201", "review.reconsideration.totl"), nil, "R012"},
		{"cell of nowhere", full("R201", "zzz"), nil, "R012"},
		{"unknown key", entry(`code = "R201"`, `at = "review.reconsideration.total"`, `reason = "x"`, `by = "y"`), wrongTotal, "R004"},
		{"a single table", "[acknowledge]\ncode = \"R201\"\n", nil, "R014"},
		{"a value", "acknowledge = 3\n", nil, "R014"},
		{"an escape in the reason", entry(`code = "R201"`, `at = 'review.reconsideration.total'`, `reason = "公布\u65F6\"笔误\""`), wrongTotal, ""},
		{"a warning across years", full("R301", "requests.carried_in.natural"), nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := edit(t, test.entry+example2021, test.edits...)
			if _, problems := decodeText(t, text, 2023); codes(problems) != test.want {
				t.Errorf("%q, want %q", codes(problems), test.want)
			}
		})
	}
	text := edit(t, full("R201", "review.reconsideration.total")+full("R106", "disclosure.rules")+example2021,
		append(wrongTotal, "rules               = [0, 0, 0]", `rules               = [0, "", 0]`)...)
	r, problems := decodeText(t, text, 2023)
	if len(problems) > 0 {
		t.Fatal(outline(problems))
	}
	if got := r.Acknowledged[0].Label; got != "「行政复议」总计" {
		t.Errorf("called %s", got)
	}
	var original []string
	for _, table := range r.Tables() {
		for _, row := range table.Body {
			for _, cell := range row {
				if cell.Original {
					original = append(original, cell.Key)
				}
			}
		}
	}
	if got := strings.Join(original, " "); got != "disclosure.rules.repealed review.reconsideration.total" {
		t.Errorf("marked %s", got)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(example2021)
	f.Add(example2019())
	f.Add(busy(true).text())
	f.Add(string(FormOf(2023).Skeleton(nil)))
	f.Add("form = \"2019\"\n[[acknowledge]]\ncode = 1\n[disclosure]\nrules = [1, \"/\", \"\"]\nprocurement = {a = 1}\n")
	f.Add("[requests]\nnew = [1, 2, 3, 4, 5, 6, 21]\noutcome = [1]\n[[review]]\n")
	f.Fuzz(func(t *testing.T, text string) {
		data, _ := source.ParseData(source.Text{Name: "content/report/2023.toml", Bytes: []byte(text)})
		if data == nil {
			return
		}
		for _, year := range []int{2019, 2023} {
			r, problems := Decode(data, year, false)
			if r == nil {
				continue
			}
			r.Tables()
			if problems.Count(diag.Error) > 0 {
				continue
			}
			// What is right is the same after gongkai has written it.
			again, problems := Decode(parse(t, string(r.Format(nil))), year, false)
			if problems.Count(diag.Error) > 0 || string(again.CSV()) != string(r.CSV()) {
				t.Errorf("written as\n%s\n%v", r.Format(nil), problems)
			}
		}
	})
}
