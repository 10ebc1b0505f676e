package privacy

import (
	"strings"
	"testing"
	"unicode/utf8"

	"gongkai/internal/diag"
)

// What is shown of a finding never holds the number, nor does the quoted line.
func TestDiagnosticNeverEchoesTheNumber(t *testing.T) {
	for _, line := range []string{
		"某某，身份证号 11010519491231002X，手机13800000000",
		"某某 １１０１０５１９４９１２３１００２Ｘ",
		"卡号 6225 8800 0000 0001",
		"残疾人证 11010519491231002X43",
		"护照号码 E12345678",
		"身份证110105491231002",
	} {
		for _, f := range Find(line, Options{}) {
			d := f.Diagnostic(diag.Place{File: "content/a.md", Line: 1, Column: 1, Text: line})
			shown := d.Text + d.Message.ZH + d.Message.EN + d.Hint.ZH + d.Hint.EN
			if again := Find(shown, Options{}); len(again) > 0 {
				t.Errorf("%q is shown as %q", line, shown)
			}
			if utf8.RuneCountInString(d.Text) != utf8.RuneCountInString(line) {
				t.Errorf("%q: the quoted line %q has other columns", line, d.Text)
			}
		}
	}
}

func TestEveryKindHasItsRule(t *testing.T) {
	tests := []struct {
		finding Finding
		code    string
		level   diag.Severity
	}{
		{Finding{Kind: IdentityCard, Confidence: High}, "P001", diag.Error},
		{Finding{Kind: IdentityCard, Confidence: Medium}, "P001", diag.Warning},
		{Finding{Kind: IdentityCard, Confidence: Medium, CheckFails: true}, "P002", diag.Warning},
		{Finding{Kind: DisabilityCard, Confidence: High}, "P003", diag.Error},
		{Finding{Kind: Mobile, Confidence: High}, "P004", diag.Error},
		{Finding{Kind: Mobile, Confidence: Low}, "P004", diag.Warning},
		{Finding{Kind: BankCard, Confidence: High}, "P005", diag.Error},
		{Finding{Kind: Passport, Confidence: Medium}, "P006", diag.Warning},
		{Finding{Kind: Address}, "P007", diag.Warning},
		{Finding{Kind: SensitiveColumn}, "P008", diag.Warning},
		{Finding{Kind: WeakMask, Confidence: Medium}, "P009", diag.Warning},
		{Finding{Kind: DamagedNumber, Confidence: Medium}, "P010", diag.Warning},
	}
	for _, test := range tests {
		d := test.finding.Diagnostic(diag.Place{})
		if d.Code != test.code || d.Severity != test.level {
			t.Errorf("%+v: %s %s, want %s %s", test.finding, d.Code, d.Severity, test.code, test.level)
		}
	}
	if len(Rules()) != 14 {
		t.Errorf("%d rules", len(Rules()))
	}
}

func TestTravelDocumentsNeedTheirName(t *testing.T) {
	for _, text := range []string{"护照EA1234567", "通行证H1234567890", "台胞证12345678", "通行证C12345678"} {
		if found := Find(text, Options{}); len(found) != 1 || found[0].Kind != Passport {
			t.Errorf("%s: %+v", text, found)
		}
	}
	if found := Find("通行证Z12", Options{}); len(found) > 0 {
		t.Errorf("%+v", found)
	}
}

func FuzzFind(f *testing.F) {
	for _, seed := range []string{"", "11010519491231002X", "１３８ ００００ ００００", "4.1E+17", "\xff\xf0\x9d\x9f\x8e1234567", strings.Repeat("1 ", 40), "村3组12号", "1234****5678"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, found := range Find(text, Options{}) {
			if found.Start < end || found.End <= found.Start || found.End > len(text) {
				t.Fatalf("%q: span %d–%d after %d", text, found.Start, found.End, end)
			}
			end = found.End
		}
		if utf8.ValidString(text) && utf8.RuneCountInString(Mask(text)) != utf8.RuneCountInString(text) {
			t.Fatalf("%q: masked to another length", text)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	text := strings.Repeat("为进一步规范2023年财政衔接推进乡村振兴补助资金项目管理，现将有关事项公示如下，咨询电话0000-1234567。\n", 30)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Find(text, Options{})
	}
}

// A line that is quoted for one number shows no other, not even one that is let
// pass for a code.
func TestQuotedLinesMaskWhatIsLetPass(t *testing.T) {
	for _, line := range []string{
		"发票6217000000000000004，手机13800000000", "工程编号110105194912310021，手机13800000000",
		"国库 6225880000000001，基本户 4111111111111111 开户行", "编号110105491231002", "手机138.1234.5678",
	} {
		masked := Mask(line)
		for _, number := range []string{"6217000000000000004", "110105194912310021", "6225880000000001", "4111111111111111", "110105491231002", "138.1234"} {
			if strings.Contains(masked, number) {
				t.Errorf("%q is shown as %q", line, masked)
			}
		}
	}
	for _, code := range []string{"统一社会信用代码114108235721833082", "索引号000014349/2024-00003", "示政办〔2024〕3号"} {
		if Mask(code) != code {
			t.Errorf("%q is shown as %q", code, Mask(code))
		}
	}
}
