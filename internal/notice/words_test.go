package notice

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDocumentNumbers(t *testing.T) {
	for _, test := range []struct{ number, mended string }{ // "" when it is right, "?" when nobody can tell
		{"示统〔2024〕12号", ""},
		{"国办公开办函〔2021〕30号", ""},
		{"国务院令第711号", ""},
		{"国务院令 第711号", ""},
		{"示例县公告2024年第3号", ""},
		{"示例市人民政府令第三十二号", ""},
		{"示统[2024]12号", "示统〔2024〕12号"},
		{"示统(2024)12号", "示统〔2024〕12号"},
		{"示统（2024）12号", "示统〔2024〕12号"},
		{"示统【2024】12号", "示统〔2024〕12号"},
		{"示统﹝2024﹞12号", "示统〔2024〕12号"},
		{"示统［2024］12号", "示统〔2024〕12号"},
		{"示统〔2024〕第12号", "示统〔2024〕12号"},
		{"示统〔2024〕012号", "示统〔2024〕12号"},
		{"示统〔2024〕12", "示统〔2024〕12号"},
		{"示统〔2024年〕12号", "示统〔2024〕12号"},
		{"示统 〔2024〕 12 号", "示统〔2024〕12号"},
		{"示统〔２０２４〕１２号", "示统〔2024〕12号"},
		{"示统202412号", "?"},
		{"示统〔24〕12号", "?"},
		{"示统〔2024〕0号", "?"},
		{"无", "?"},
	} {
		_, found := parse(t, plain+"number = \""+test.number+"\"")
		switch {
		case test.mended == "" && len(found) > 0, test.mended != "" && len(found) != 1:
			t.Errorf("%s: %v", test.number, found)
		case test.mended == "?" && (found[0].Code != "N041" || found[0].Fix != nil):
			t.Errorf("%s: %v", test.number, found)
		case test.mended != "" && test.mended != "?" && found[0].Fix.Text != `"`+test.mended+`"`:
			t.Errorf("%s is mended to %s", test.number, found[0].Fix.Text)
		}
	}
}

func TestNumberOfAnotherYear(t *testing.T) {
	for number, want := range map[string]string{"示统〔2023〕12号": "N042", "示统[2023]12号": "N040 N042", "示统〔2024〕12号": "", "国务院令第711号": ""} {
		if _, found := parse(t, plain+"issued = 2024-01-02\nnumber = \""+number+"\""); codes(found) != want {
			t.Errorf("%s: %v", number, found)
		}
	}
}

// Every fault of a number is told in one finding.
func TestNumberFaultsAreToldTogether(t *testing.T) {
	mended, faults, year := mendNumber("示统 [2024年] 第03")
	if mended != "示统〔2024〕3号" || year != "2024" || strings.Count(faults.ZH, "；") != 5 || strings.Count(faults.EN, ";") != 5 {
		t.Errorf("%q %q %q", mended, faults, year)
	}
}

func TestCheckDigits(t *testing.T) {
	for code, want := range map[string]string{
		"000014349":                  "",
		"00001434-9":                 "",
		"01527918X":                  "",
		"01527918x":                  "",
		"011158671":                  "",
		"035210000":                  "「8」",
		"00001434A":                  "「9」",
		"0000143!9":                  "字符",
		"12620600MB0523338C":         "",
		"11441700007280420Y":         "",
		"11500000MB1B37366Q":         "",
		"11341702486344515H":         "",
		"114108235721833082":         "",
		"11341702486344515A":         "「H」",
		"1134170248634451OH":         "字符",
		"11341702486344515":          "9 位",
		"":                           "9 位",
		strings.Repeat("9", 1000000): "9 位",
	} {
		problem, ok := CheckCode(code)
		if ok != (want == "") || !strings.Contains(problem.ZH, want) {
			t.Errorf("%.20s: %v %q", code, ok, problem.ZH)
		}
	}
}

// One wrong digit is always found.
func TestCheckDigitFindsOneWrongDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := []byte(rapid.SampledFrom([]string{"000014349", "011158671", "11341702486344515H", "12620600MB0523338C"}).Draw(t, "code"))
		i := rapid.IntRange(0, len(code)-1).Draw(t, "place")
		digit := byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		if code[i] == digit {
			return
		}
		code[i] = digit
		if _, ok := CheckCode(string(code)); ok {
			t.Errorf("%s passes", code)
		}
	})
}

func TestSubjectsAreTheOfficialList(t *testing.T) {
	children := 0
	for _, c := range subjects() {
		children += len(c.children)
		if near, ok := lookUp(Subject{Class: c.name}); !ok {
			t.Error(c.name, near)
		}
		for _, child := range c.children {
			if near, ok := lookUp(Subject{c.name, child}); !ok {
				t.Error(c.name, child, near)
			}
		}
	}
	// 22 classes; the children counted in the list of gov.cn.
	if len(subjects()) != 22 || children != 121 {
		t.Errorf("%d classes, %d children", len(subjects()), children)
	}
}

func TestNearestWord(t *testing.T) {
	for word, want := range map[string]string{
		"通知书": "通知", "公 告": "公告", "记要": "纪要", "命令": "命令（令）", "xyz": "", "": "",
		strings.Repeat("通", 5000): "",
	} {
		if got := nearest(word, kinds); got != want && word != "" {
			t.Errorf("%.9s: %q, want %q", word, got, want)
		}
	}
}

func TestIndexTemplates(t *testing.T) {
	for template, bad := range map[string]string{
		"":                                  "",
		"{org}/{year}-{seq:05}":             "",
		"SL/{year}-{seq}":                   "",
		"{org}/{year}{month}{day}-{seq:04}": "",
		"{org}/{year}-{serial}":             "{serial}",
		"{org}/{year:04}-{seq}":             "{year:04}",
		"{org}/{year}":                      "{seq}",
		"{org/{year}-{seq}":                 "{org/",
		"{org}/{seq:5}":                     "{seq:5}",
		"{org}/{year}-{seq:05}}":            "}",
	} {
		if got, fault := ParseIndexTemplate(template); fault != bad || fault == "" && got.String() != template {
			t.Errorf("%s: %q, want %q", template, fault, bad)
		}
	}
}

// What a template writes, it reads.
func TestIndexTemplateReadsWhatItWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		template, _ := ParseIndexTemplate(rapid.SampledFrom([]string{
			"{org}/{year}-{seq:05}", "SL/{year}-{seq}", "{org}-{year}{month}-{seq:03}", "{year}.{month}.{day}/{seq:04}", "zfb/{seq}",
		}).Draw(t, "template"))
		org := rapid.SampledFrom([]string{"000014349", "11341702486344515H", "00001434-9"}).Draw(t, "org")
		date := time.Date(rapid.IntRange(1949, 2099).Draw(t, "year"), 1, rapid.IntRange(1, 365).Draw(t, "day"), 0, 0, 0, 0, beijing)
		seq := rapid.IntRange(1, 999999).Draw(t, "seq")
		index := template.Format(org, date, seq)
		parts, ok := template.Match(index)
		if !ok || parts.Seq != seq || parts.Year != 0 && parts.Year != date.Year() || parts.Org != "" && parts.Org != NormalCode(org) {
			t.Errorf("%s writes %s, reads %+v %v", template, index, parts, ok)
		}
	})
}
