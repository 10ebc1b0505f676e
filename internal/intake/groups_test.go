package intake

import (
	"regexp"
	"strings"
	"testing"
)

// spacedText is the example with its cells set apart by spaces, as on a page.
func spacedText(pairs ...string) []byte {
	text := regexp.MustCompile(`\t+`).ReplaceAllString(exampleText("2021", 2023), "      ")
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			panic(pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return []byte(text)
}

const (
	zeros = "      0      0      0      0      0      0      0"
	other = "      （六）其他处理      1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请" + zeros + "\n" +
		"      2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请" + zeros + "\n" +
		"      3.其他" + zeros + "\n"
)

// A label over several rows may stand beside figures: its own, when the rows
// below it are missing; a row's whose label is broken around it; or a subtotal.
func TestLabelsOverSeveralRows(t *testing.T) {
	const (
		correction = "requests.outcome.other.correction_overdue.natural"
		payment    = "requests.outcome.other.payment_overdue.natural"
	)
	seven := "      7      0      0      0      0      0      7"
	for _, c := range []struct {
		what, codes       string
		text              []byte
		correction, asked string // of the first row
	}{
		{"as it is", "", spacedText(), "0", ""},
		{"one row for three", "T103", spacedText(other, "      （六）其他处理"+seven+"\n"), "", correction},
		{
			"broken around the label above", "T106",
			spacedText(other, "                1.申请人无正当理由逾期不补正、行政机关不再处理其\n      （六）其他处理"+seven+"\n                政府信息公开申请\n"+
				"      2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"+zeros+"\n      3.其他"+zeros+"\n"),
			"7", "",
		},
		{"a subtotal", "T104", spacedText("      （四）无法提供      1.", "      （四）无法提供"+seven+"\n      1."), "0", ""},
		{
			"a misspelt label, broken", "",
			spacedText("5.要求行政机关确认或重新出具已获取信息"+zeros, "5.要求行政机关确认或重新\n"+zeros+"\n      出据已获取信息"),
			"0", "",
		},
		{
			"a row twice, alike", "",
			spacedText("      3.其他"+zeros+"\n", "      3.其他"+zeros+"\n      3.其他"+zeros+"\n"),
			"0", "",
		},
		{
			"a row twice, not alike", "T101",
			spacedText("      2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"+zeros+"\n",
				"      2.逾期不缴费"+zeros+"\n      2.逾期不缴费"+seven+"\n"),
			"0", payment,
		},
	} {
		t.Run(c.what, func(t *testing.T) {
			r, findings := Read("a.txt", c.text, 0)
			if codes(findings) != c.codes {
				t.Fatalf("%s: %v\n%s", codes(findings), findings, c.text)
			}
			if cell, _, _ := r.Report.Cell(correction); cell.Text != c.correction {
				t.Errorf("read %q, not %q", cell.Text, c.correction)
			}
			if c.asked != "" && !r.Asked(c.asked) {
				t.Errorf("%s isn't asked about", c.asked)
			}
		})
	}
}
