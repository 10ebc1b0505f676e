package source

import (
	"strings"
	"testing"
)

func TestFiguresThatWereTypedWrongly(t *testing.T) {
	isWords := func(key string) bool { return key == "form" || key == "reason" }
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"letters":            {"new = [ l, 0, O, 1O ]\n", []string{"S231 1:9-10", "S231 1:15-16", "S231 1:18-20"}},
		"a unit":             {"new = [ 10件, 3条 ]\nfees = 3万元\n", []string{"S231 1:9-12 → 10", "S231 1:14-16 → 3", "S231 2:8-11"}},
		"words":              {"new = [ 无, 否, -, /, 2024.1.3, 007 ]\n", []string{"S231 1:9-10", "S231 1:12-13", "S231 1:15-16", "S231 1:18-19 → \"/\"", "S231 1:21-29", "S231 1:31-34"}},
		"beyond":             {"new = [ 0x8000000000000000, 99999999999999999999, 1e400 ]\n", []string{"S229 1:9-27", "S229 1:29-49", "S229 1:51-56"}},
		"full-width digits":  {"new = [ １２, 0 ]\n", []string{"S208 1:9-11 → 12"}},
		"nothing":            {"penalties =\n", []string{"S225 1:1-10"}},
		"words of their own": {"form = 甲\n[[acknowledge]]\nreason = 原文如此\n", []string{"S230 1:8-9 → \"甲\"", "S230 3:10-14 → \"原文如此\""}},
	} {
		t.Run(name, func(t *testing.T) {
			d, problems := ParseFigures(tomlText(c.text), isWords)
			expect(t, problems, c.want...)
			if d != nil {
				t.Error("the file is read")
			}
			for _, p := range problems {
				if p.Code != "S230" && strings.Contains(p.Hint.ZH, "引号") || strings.Contains(p.Hint.ZH, "删去") {
					t.Errorf("%s advises %s", p.Code, p.Hint.ZH)
				}
			}
		})
	}
	if d, problems := ParseFigures(tomlText("new = [1, \"/\", 3.50]\n"), isWords); d == nil || len(problems) > 0 {
		t.Error(problems)
	}
	_, problems := ParseFigures(tomlText(strings.Repeat("#", maxData+1)), isWords)
	expect(t, problems, "S001")
}
