package privacy

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the rates into docs/privacy.md")

// The labelled corpus: rows as they stand in notices and lists, made up by a
// generator with a fixed seed. A dirty row holds one valid number of a known
// kind; a clean one holds what is often taken for one.
const corpusRows = 20_000

func TestRatesOnTheLabelledCorpus(t *testing.T) {
	random := rand.New(rand.NewPCG(2024, 7))
	missed, alarms := map[Kind]int{}, 0
	total := map[Kind]int{}
	for range corpusRows {
		kind, row := dirtyRow(random)
		total[kind]++
		found := Find(row, Options{})
		if len(found) != 1 || found[0].Kind != kind {
			missed[kind]++
			t.Logf("missed %s in %q: %+v", kind, row, found)
		}
		clean := cleanRow(random)
		if found := Find(clean, Options{}); len(found) > 0 {
			alarms++
			if alarms < 20 {
				t.Logf("false alarm %s %s in %q", found[0].Kind, found[0].Confidence, clean)
			}
		}
	}
	for _, kind := range []Kind{IdentityCard, DisabilityCard, Mobile, BankCard} {
		t.Logf("%-16s %6d rows, %d missed", kind, total[kind], missed[kind])
		if missed[kind] > 0 {
			t.Errorf("%s: %d of %d missed", kind, missed[kind], total[kind])
		}
	}
	t.Logf("clean            %6d rows, %d false alarms", corpusRows, alarms)
	if *update {
		writeRates(t, total, missed, alarms)
	}
	if alarms*1000 > corpusRows {
		t.Errorf("%d false alarms in %d clean rows", alarms, corpusRows)
	}
}

// writeRates puts the rates into docs/privacy.md.
func writeRates(t *testing.T, total, missed map[Kind]int, alarms int) {
	t.Helper()
	var table strings.Builder
	table.WriteString("| rows with | rows | found |\n| --- | ---: | ---: |\n")
	for _, kind := range []Kind{IdentityCard, DisabilityCard, Mobile, BankCard} {
		fmt.Fprintf(&table, "| `%s` | %d | %d |\n", kind, total[kind], total[kind]-missed[kind])
	}
	fmt.Fprintf(&table, "\n%d clean rows (credit codes, index and document numbers, amounts, dates, office telephones …); false alarms: %d.\n", corpusRows, alarms)
	name := filepath.Join("..", "..", "docs", "privacy.md")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	between := regexp.MustCompile(`(?s)(<!-- rows -->\n).*?(<!-- end -->)`)
	if err := os.WriteFile(name, between.ReplaceAll(text, []byte("${1}"+table.String()+"${2}")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// digits is n random digits.
func digits(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + r.IntN(10))
	}
	return string(b)
}

func pick(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }

func date(r *rand.Rand, layout string) string {
	return fmt.Sprintf(layout, 1940+r.IntN(80), 1+r.IntN(12), 1+r.IntN(28))
}

func identity(r *rand.Rand) string {
	seventeen := pick(r, "11", "12", "41", "43", "54", "62", "65") + digits(r, 4) + date(r, "%04d%02d%02d") + digits(r, 3)
	return seventeen + string(identityCheck(seventeen+"0"))
}

func card(r *rand.Rand) string {
	n := []int{16, 17, 18, 19}[r.IntN(4)]
	for {
		number := "62" + digits(r, n-2)
		if luhn(number) && !(n == 18 && creditCode(number)) && !shapedAsIdentity(number) {
			return number
		}
	}
}

// shapedAsIdentity tells the cards that are identity cards too: those count as the latter.
func shapedAsIdentity(number string) bool {
	return len(number) == 18 && province(number) && birthday(number[6:14])
}

// spoken writes a number as people do: plain, grouped, full width or with a hidden character inside.
func spoken(r *rand.Rand, number string, groups ...int) string {
	switch r.IntN(6) {
	case 0:
		parts := []string{}
		rest := number
		for _, n := range groups {
			parts = append(parts, rest[:n])
			rest = rest[n:]
		}
		return strings.Join(append(parts, rest), pick(r, " ", "-", " "))
	case 1:
		return strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return c - '0' + '０'
			}
			return c
		}, number)
	case 2:
		return number[:5] + "\u200b" + number[5:]
	}
	return number
}

func dirtyRow(r *rand.Rand) (Kind, string) {
	kind := []Kind{IdentityCard, DisabilityCard, Mobile, BankCard}[r.IntN(4)]
	var number string
	switch kind {
	case IdentityCard:
		number = spoken(r, identity(r), 6, 8)
	case DisabilityCard:
		number = identity(r) + digitsBetween(r, 1, 7) + digitsBetween(r, 1, 4)
	case Mobile:
		number = pick(r, "", "", "+86 ", "86") + spoken(r, "1"+digitsBetween(r, 3, 9)+digits(r, 9), 3, 4)
	case BankCard:
		number = spoken(r, card(r), 4, 4, 4)
	}
	return kind, pick(r,
		fmt.Sprintf("| %d | 某某 | %s | %d |", r.IntN(500), number, r.IntN(9000)),
		fmt.Sprintf("%d,某某,%s,%d.00", r.IntN(500), number, r.IntN(9000)),
		fmt.Sprintf("联系人某某（%s），%s前报名。", number, date(r, "%d年%d月%d日")),
		fmt.Sprintf("某某%s，补贴金额%d元", number, r.IntN(9000)),
		fmt.Sprintf("%d\t某某\t%s\t已核实", r.IntN(500), number),
	)
}

func digitsBetween(r *rand.Rand, low, high int) string {
	return fmt.Sprint(low + r.IntN(high-low+1))
}

// creditCodeFor completes a 统一社会信用代码 with its check character.
func creditCodeFor(seventeen string) string {
	for _, c := range "0123456789ABCDEFGHJKLMNPQRTUWXY" {
		if code := seventeen + string(c); creditCode(code) {
			return code
		}
	}
	return ""
}

func cleanRow(r *rand.Rand) string {
	switch r.IntN(21) {
	case 0:
		return "统一社会信用代码：" + creditCodeFor(pick(r, "11", "12", "91", "92", "51")+digits(r, 6)+digits(r, 9))
	case 1:
		return "| 示例合作社 | " + creditCodeFor("93"+digits(r, 6)+"MA"+digits(r, 7)) + " | 法人 |"
	case 2:
		return fmt.Sprintf("索引号 %s/%d-%s", digits(r, 9), 2008+r.IntN(20), digits(r, 5))
	case 3:
		return fmt.Sprintf("示政办〔%d〕%d号", 2008+r.IntN(20), 1+r.IntN(300))
	case 4:
		return "项目代码：" + fmt.Sprintf("%d-%s-%s-%s-%s", 2018+r.IntN(8), digits(r, 6), digits(r, 2), digits(r, 2), digits(r, 6))
	case 5:
		return fmt.Sprintf("合计 %d,%s,%s.%s 元", r.IntN(999), digits(r, 3), digits(r, 3), digits(r, 2))
	case 6:
		return fmt.Sprintf("公示期 %s 至 %s", date(r, "%04d-%02d-%02d"), date(r, "%04d-%02d-%02d"))
	case 7:
		return fmt.Sprintf("咨询电话 0%s-%s", digits(r, 3), "7"+digits(r, 6))
	case 8:
		return "监督举报电话：12388、12345，传真 0000-" + digits(r, 7)
	case 9:
		return "京公网安备" + digits(r, 14) + "号"
	case 10:
		return fmt.Sprintf("| %d | 示例村 | %s | %s | %s |", r.IntN(99), digits(r, 4), digits(r, 5), digits(r, 3))
	case 11:
		return fmt.Sprintf("%d %d %d %d %d %d %d", r.IntN(20), r.IntN(20), r.IntN(200), r.IntN(20), r.IntN(3000), r.IntN(20), r.IntN(20))
	case 12:
		return fmt.Sprintf("采购编号：示财采-%d-%s，预算 %s.%s 万元", 2018+r.IntN(8), digits(r, 3), digits(r, 3), digits(r, 2))
	case 13:
		return "东经" + fmt.Sprintf("%d.%s，北纬%d.%s", 100+r.IntN(20), digits(r, 6), 20+r.IntN(20), digits(r, 6))
	case 14:
		return fmt.Sprintf("发布时间 %s %02d:%02d:%02d 阅读 %s 次", date(r, "%04d-%02d-%02d"), r.IntN(24), r.IntN(60), r.IntN(60), digits(r, 4))
	case 15:
		return fmt.Sprintf("总投资 1%s%s 元", digitsBetween(r, 3, 9), digits(r, 9))
	case 16:
		return fmt.Sprintf("| 合计 | 1%s%s.%s |", digitsBetween(r, 3, 9), digits(r, 9), digits(r, 2))
	case 17:
		return "工程编号 62" + digits(r, 4) + digits(r, 12)
	case 18:
		return fmt.Sprintf("%s %s %s 共 %d 户", date(r, "%04d%02d%02d"), digits(r, 4), digits(r, 3), r.IntN(99))
	case 19:
		return fmt.Sprintf("批次 %d-%s-%s-%s", 2018+r.IntN(8), digits(r, 3), digits(r, 4), digits(r, 2))
	default:
		return "不动产单元号 " + digits(r, 6) + " " + digits(r, 6) + " GB" + digits(r, 5)
	}
}
