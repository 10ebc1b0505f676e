package report

import (
	"strings"
	"testing"

	"gongkai/internal/diag"
)

// year reads one year's file, which must be clean by itself.
func year(t *testing.T, y int, text string, edits ...string) *Report {
	t.Helper()
	r, problems := decodeText(t, edit(t, text, edits...), y)
	if len(problems) > 0 {
		t.Fatal(outline(problems))
	}
	return r
}

func TestFiguresFollowFromLastYear(t *testing.T) {
	carry := []string{"new        = [0, 0,", "new        = [3, 1,", "carried_out = [0, 0,", "carried_out = [3, 1,"}
	taken := []string{"carried_in = [0, 0,", "carried_in = [3, 1,", "granted = [0, 0,", "granted = [3, 1,"}
	rules := func(row string) []string { return []string{"rules               = [0, 0, 0]", row} }
	for _, test := range []struct {
		name    string
		last    *Report
		this    *Report
		want    string
		message string
	}{
		{"nothing carried", year(t, 2022, example2021), year(t, 2023, example2021), "", ""},
		{"carried over", year(t, 2022, example2021, carry...), year(t, 2023, example2021, taken...), "", ""},
		{
			"not carried over", year(t, 2022, example2021, carry...), year(t, 2023, example2021), "R301 0; R301 0",
			"「二、上年结转政府信息公开申请数量」自然人「0」，按 2022 年的报告，上年的「四、结转下年度继续办理」应为「3」，相差 3",
		},
		{
			"carried over in another column", year(t, 2022, example2021, carry...),
			year(t, 2023, example2021, "carried_in = [0, 0,", "carried_in = [4, 0,", "granted = [0, 0,", "granted = [4, 0,"), "R301 4; R301 0", "",
		},
		{"across the forms", year(t, 2020, example2019(), carry...), year(t, 2021, example2021, taken...), "", ""},
		{"not across the forms", year(t, 2020, example2019(), carry...), year(t, 2021, example2021), "R301 0; R301 0", ""},
		{"stock", year(t, 2022, example2021, rules("rules = [0, 0, 5]")...), year(t, 2023, example2021, rules("rules = [2, 1, 6]")...), "", ""},
		{
			"wrong stock", year(t, 2022, example2021, rules("rules = [0, 0, 5]")...), year(t, 2023, example2021, rules("rules = [2, 1, 7]")...), "R301 7",
			"「规章」现行有效件数「7」，按 2022 年的报告，上年现行有效件数加本年制发件数减本年废止件数应为「6」，相差 1",
		},
		{"what was made public isn't what is in force", year(t, 2020, example2019(), rules("rules = [1, 1, 9]")...), year(t, 2021, example2021, rules("rules = [0, 0, 2]")...), "", ""},
		{
			"last year's items", year(t, 2019, example2019(), "licences       = [0, 0, 0]", "licences       = [9, -2, 4]"),
			year(t, 2020, example2019(), "licences       = [0, 0, 0]", "licences       = [8, 0, 4]"), "R301 8", "应为「7」，相差 1",
		},
		{"same year twice", year(t, 2023, example2021, carry...), year(t, 2023, example2021), "", ""},
		{"one year missing", year(t, 2021, example2021, carry...), year(t, 2023, example2021), "R302 ", "缺少 2022 年的"},
		{"two years missing", year(t, 2020, example2019(), carry...), year(t, 2023, example2021), "R302 ", "缺少 2021 年至 2022 年的"},
	} {
		t.Run(test.name, func(t *testing.T) {
			problems := CheckSeries([]*Report{test.last, test.this})
			if got := outline(problems); got != test.want {
				t.Fatalf("%s, want %s", got, test.want)
			}
			for _, p := range problems {
				if p.Severity != diag.Warning || p.File == "" {
					t.Errorf("%v at %s", p.Severity, p.Place)
				}
			}
			if len(problems) > 0 && !strings.Contains(problems[0].Message.ZH, test.message) {
				t.Error(problems[0].Message.ZH)
			}
			if strings.HasPrefix(test.want, "R301") && len(problems[0].Related) == 0 {
				t.Error("last year's figure isn't shown")
			}
		})
	}
}

func TestAGivenTotalSpeaksWhenTheColumnsDoNot(t *testing.T) {
	last, _ := decodeText(t, edit(t, example2019(), "carried_out = [0, 0, 0, 0, 0, 0]", `carried_out = ["", "", "", "", "", "", 4]`), 2019)
	this, _ := decodeText(t, edit(t, example2019(), "carried_in = [0, 0, 0, 0, 0, 0]", `carried_in = ["", "", "", "", "", "", 3]`), 2020)
	if got := outline(CheckSeries([]*Report{last, this})); got != "R301 3" {
		t.Error(got)
	}
}

func TestABreakInTheSeriesMayBeExplained(t *testing.T) {
	last := year(t, 2022, example2021, "new        = [0,", "new        = [3,", "carried_out = [0,", "carried_out = [3,")
	entry := "[[acknowledge]]\ncode = \"R301\"\nat = \"requests.carried_in.natural\"\nreason = \"机构合并，三件转由另一机关办理\"\n"
	this := year(t, 2023, entry+example2021)
	if got := outline(CheckSeries([]*Report{last, this})); got != "" {
		t.Error(got)
	}
	// One that explains nothing is idle, also in the first year of all.
	if got := codes(CheckSeries([]*Report{year(t, 2022, example2021), this})); got != "R013" {
		t.Error(got)
	}
	if got := codes(CheckSeries([]*Report{this})); got != "R013" {
		t.Error(got)
	}
}
