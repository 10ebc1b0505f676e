package privacy

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
)

// A second corpus, by other hands than the first: numbers in odd dress and in
// odd places, and neighbours that come as near to a number as offices get.
const dressRows = 12_000

// dresses are ways to write a number that a reader still reads.
var dresses = []struct {
	name string
	wear func(r *rand.Rand, kind Kind, number string) string
}{
	{"as it is", func(_ *rand.Rand, _ Kind, n string) string { return n }},
	{"full width", func(_ *rand.Rand, _ Kind, n string) string { return wideForm(n) }},
	{"half full width", func(r *rand.Rand, _ Kind, n string) string {
		cut := 1 + r.IntN(len(n)-1)
		return n[:cut] + wideForm(n[cut:])
	}},
	{"in groups", func(r *rand.Rand, k Kind, n string) string {
		return grouped(n, k, pick(r, " ", "-", "　", "\u00a0", "–", "·", "_", "\u2009"))
	}},
	{"spaced hyphens", func(r *rand.Rand, k Kind, n string) string {
		return grouped(n, k, pick(r, " - ", "  ", "- ", " – ", "——"))
	}},
	{"dotted", func(_ *rand.Rand, k Kind, n string) string { return grouped(n, k, ".") }},
	{"slashed", func(_ *rand.Rand, k Kind, n string) string { return grouped(n, k, "/") }},
	{"every digit apart", func(r *rand.Rand, _ Kind, n string) string {
		return strings.Join(strings.Split(n, ""), pick(r, " ", "　", "-"))
	}},
	{"zero width inside", func(r *rand.Rand, _ Kind, n string) string {
		cut := 1 + r.IntN(len(n)-1)
		return n[:cut] + pick(r, "\u200b", "\u200d", "\ufeff", "\u2060", "\u00ad", "\u202c", "\u2066", "\u180e", "\ufe0f", "\u034f") + n[cut:]
	}},
	{"broken by a line", func(r *rand.Rand, k Kind, n string) string { return grouped(n, k, "\n") }},
	{"mathematical", func(_ *rand.Rand, _ Kind, n string) string {
		return strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return 0x1D7E2 + c - '0'
			}
			return c
		}, n)
	}},
	{"superscript", func(_ *rand.Rand, _ Kind, n string) string {
		return strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹").Replace(n)
	}},
	{"small x", func(_ *rand.Rand, _ Kind, n string) string { return strings.ToLower(n) }},
	{"multiplication sign for X", func(_ *rand.Rand, _ Kind, n string) string { return strings.NewReplacer("X", "×").Replace(n) }},
	{"Cyrillic Х", func(_ *rand.Rand, _ Kind, n string) string { return strings.NewReplacer("X", "Х").Replace(n) }},
	{"quoted for a spreadsheet", func(r *rand.Rand, _ Kind, n string) string { return pick(r, "'"+n, "=\""+n+"\"", "`"+n) }},
	{"with decimals", func(_ *rand.Rand, k Kind, n string) string {
		if strings.HasSuffix(n, "X") || k == Mobile {
			return n
		}
		return n + ".0"
	}},
}

// places are where a number stands.
var places = []struct {
	name string
	put  func(r *rand.Rand, label, number string) string
}{
	{"after a colon", func(r *rand.Rand, l, n string) string {
		return "某某，" + l + pick(r, "：", ":", "为", "是", " ", "") + n + "。"
	}},
	{"in a row of bars", func(r *rand.Rand, _, n string) string { return "| " + digits(r, 2) + " | 某某 | " + n + " | 800 |" }},
	{"in a row of commas", func(r *rand.Rand, _, n string) string {
		return digits(r, 3) + ",某某," + n + "," + digits(r, 3) + ".00"
	}},
	{"in a row of tabs", func(r *rand.Rand, _, n string) string { return digits(r, 2) + "\t某某\t" + n + "\t" + digits(r, 4) }},
	{"glued to a name", func(_ *rand.Rand, _, n string) string { return "某某某" + n + "示例村" }},
	{"in brackets", func(r *rand.Rand, _, n string) string {
		return "某某" + pick(r, "（", "(", "[", "【", "〔", "<") + n + pick(r, "）", ")", "]", "】")
	}},
	{"in quotes", func(r *rand.Rand, l, n string) string {
		return l + pick(r, "“", "\"", "'", "「") + n + pick(r, "”", "\"", "'", "」")
	}},
	{"after Latin letters", func(r *rand.Rand, _, n string) string {
		return pick(r, "Tel", "ID", "No.", "tel_", "id=", "手机号Tel", "SFZ") + n + " 某某"
	}},
	{"before Latin letters", func(r *rand.Rand, _, n string) string {
		return "某某 " + n + pick(r, "abc", "（M）", "m", "yuan", "_x")
	}},
	{"in a link", func(r *rand.Rand, _, n string) string {
		return "[材料](https://www.example.gov.cn/d?id=" + n + "&p=" + digits(r, 1) + ")"
	}},
	{"in a path", func(_ *rand.Rand, _, n string) string { return "files/" + n + "_申请表.docx" }},
	{"after a date", func(r *rand.Rand, _, n string) string { return date(r, "%d年%d月%d日") + "，" + n + "，同意" }},
	{"beside another number", func(r *rand.Rand, _, n string) string { return digits(r, 3) + "、" + n + "、" + digits(r, 2) + "元" }},
	{"with a full stop", func(_ *rand.Rand, l, n string) string { return l + "。" + n + "." }},
	{"with a semicolon", func(r *rand.Rand, l, n string) string { return "某某;" + n + ";" + digits(r, 4) + ";" }},
	{"in front matter", func(_ *rand.Rand, _, n string) string { return "description = \"" + n + "\"" }},
}

// asked tells which dresses are clear enough to be asked for. The others are
// shown by -v.
func asked(kind Kind, dress, place, worn string) bool {
	switch dress {
	case "dotted", "slashed", "with decimals":
		return false // 1.2.3 is a version, 1/2 a fraction: nobody writes a card so
	case "broken by a line":
		return kind != Mobile && (place == "glued to a name" || place == "in brackets")
	case "spaced hyphens": // two spaces part the columns of a list
		if kind == Mobile || kind == BankCard {
			return !strings.Contains(worn, "  ")
		}
	}
	if place == "before Latin letters" || place == "after Latin letters" || place == "in a path" {
		return dress == "as it is"
	}
	return true
}

func wideForm(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c == 'X' {
			return c - '0' + '０'
		}
		return c
	}, s)
}

// grouped parts a number as people do.
func grouped(n string, kind Kind, by string) string {
	sizes := map[Kind][]int{IdentityCard: {6, 8}, Mobile: {3, 4}, BankCard: {4, 4, 4, 4}, DisabilityCard: {6, 8, 4}}[kind]
	var parts []string
	for _, size := range sizes {
		if size < len(n) {
			parts, n = append(parts, n[:size]), n[size:]
		}
	}
	return strings.Join(append(parts, n), by)
}

// numberOf is a valid number of a kind.
func numberOf(r *rand.Rand, kind Kind) string {
	switch kind {
	case IdentityCard:
		return identity(r)
	case Mobile:
		return "1" + digitsBetween(r, 3, 9) + digits(r, 9)
	case DisabilityCard:
		return identity(r) + digitsBetween(r, 1, 7) + digitsBetween(r, 1, 4) + pick(r, "", "", "B1")
	}
	return card(r)
}

var labels = map[Kind][]string{
	IdentityCard: {"身份证号", "公民身份号码", "证件号码", "身份证", "编号"}, Mobile: {"手机", "电话", "联系方式", "联系电话", "编号"},
	BankCard: {"账号", "一卡通", "银行卡号", "开户行及账号"}, DisabilityCard: {"残疾人证号", "证号"},
}

func TestNumbersInOddDress(t *testing.T) {
	r := rand.New(rand.NewPCG(20261124, 1))
	type cell struct{ wanted, missed int }
	byDress, byPlace := map[string]*cell{}, map[string]*cell{}
	count := func(m map[string]*cell, key string, missed bool) {
		if m[key] == nil {
			m[key] = &cell{}
		}
		m[key].wanted++
		if missed {
			m[key].missed++
		}
	}
	shown := 0
	for range dressRows {
		kind := []Kind{IdentityCard, Mobile, BankCard, DisabilityCard}[r.IntN(4)]
		number := numberOf(r, kind)
		d, p := dresses[r.IntN(len(dresses))], places[r.IntN(len(places))]
		worn := d.wear(r, kind, number)
		row := p.put(r, labels[kind][r.IntN(len(labels[kind]))], worn)
		if p.name == "in a link" && r.IntN(2) == 0 {
			row = strings.Replace(row, number, url.QueryEscape(number), 1)
		}
		missed := true
		for _, f := range Find(row, Options{}) {
			missed = missed && (f.value != number || f.Kind != kind)
		}
		if asked(kind, d.name, p.name, worn) {
			count(byDress, d.name, missed)
			count(byPlace, p.name, missed)
			if missed {
				if shown++; shown <= 40 {
					t.Errorf("%s, %s: %s is missed in %q: %+v", d.name, p.name, kind, row, Find(row, Options{}))
				}
			}
		} else {
			count(byDress, d.name+" *", missed)
			if p.name == "before Latin letters" || p.name == "after Latin letters" || p.name == "in a path" {
				count(byPlace, p.name+" *", missed)
			}
		}
	}
	for _, m := range []map[string]*cell{byDress, byPlace} {
		for key, c := range m {
			t.Logf("%-30s %5d wanted %5d missed", key, c.wanted, c.missed)
		}
	}
}

// neighbours are clean: what looks like a number and is none.
var neighbours = []func(r *rand.Rand) string{
	func(r *rand.Rand) string { return "机构代码 " + digits(r, 8) + "-" + pick(r, "X", "1", "7") },
	func(r *rand.Rand) string {
		return "ISBN 978-7-" + digits(r, 4) + "-" + digits(r, 4) + "-" + digits(r, 1)
	},
	func(r *rand.Rand) string { return "书号 9787" + digits(r, 9) },
	func(r *rand.Rand) string { return "发票代码 " + digits(r, 12) + " 发票号码 " + digits(r, 8) },
	func(r *rand.Rand) string { return "电子发票号码：" + "2" + digits(r, 19) },
	func(r *rand.Rand) string { return "订单编号：" + date(r, "%d%02d%02d") + digits(r, 10) },
	func(r *rand.Rand) string {
		return "服务热线 400-" + digits(r, 3) + "-" + digits(r, 4) + "，400" + digits(r, 7) + "，800-" + digits(r, 3) + "-" + digits(r, 4)
	},
	func(r *rand.Rand) string {
		return "电话：0" + digitsBetween(r, 3, 9) + digits(r, 2) + pick(r, "-", " ", "") + digitsBetween(r, 2, 8) + digits(r, 6) + pick(r, "", "-8001", " 转 802")
	},
	func(r *rand.Rand) string {
		return "（0" + digitsBetween(r, 3, 9) + digits(r, 2) + "）" + digitsBetween(r, 2, 8) + digits(r, 6) + "、" + digitsBetween(r, 2, 8) + digits(r, 6)
	},
	func(r *rand.Rand) string { return "010-" + digitsBetween(r, 5, 8) + digits(r, 7) + "/" + digits(r, 4) },
	func(r *rand.Rand) string { return "宗地代码 " + digits(r, 6) + digits(r, 6) + "GB" + digits(r, 5) },
	func(r *rand.Rand) string {
		return "地块编号：示储" + fmt.Sprintf("%d-%d", 2000+r.IntN(25), r.IntN(99)) + "号，面积" + digits(r, 5) + "." + digits(r, 2) + "平方米"
	},
	func(r *rand.Rand) string {
		return fmt.Sprintf("坐标 X=%s.%s，Y=%s.%s", digits(r, 7), digits(r, 3), digits(r, 8), digits(r, 3))
	},
	func(r *rand.Rand) string {
		return fmt.Sprintf("E1%s.%s,N%s.%s", digits(r, 2), digits(r, 8), digits(r, 2), digits(r, 8))
	},
	func(r *rand.Rand) string { return "条形码 69" + digits(r, 11) },
	func(r *rand.Rand) string { return "车牌 豫A" + digits(r, 5) + "、豫AD" + digits(r, 5) },
	func(r *rand.Rand) string { return "电表号 " + digitsBetween(r, 4, 5) + digits(r, 12) },
	func(r *rand.Rand) string {
		return fmt.Sprintf("服务器 10.%d.%d.%d", r.IntN(255), r.IntN(255), r.IntN(255))
	},
	func(r *rand.Rand) string { return "SHA-256 " + hexDigits(r, 64) },
	func(r *rand.Rand) string { return "MD5：" + hexDigits(r, 32) },
	func(r *rand.Rand) string {
		return hexDigits(r, 8) + "-" + hexDigits(r, 4) + "-" + hexDigits(r, 4) + "-" + hexDigits(r, 4) + "-" + hexDigits(r, 12)
	},
	func(r *rand.Rand) string {
		return "预算科目 " + digits(r, 7) + " 行政运行 " + digits(r, 4) + "." + digits(r, 2)
	},
	func(r *rand.Rand) string { return "合同编号 " + digits(r, 18) },
	func(r *rand.Rand) string {
		return "项目编号：" + "41" + digits(r, 4) + date(r, "%d%02d%02d") + digits(r, 4)
	},
	func(r *rand.Rand) string {
		return "采购项目编号 示财磋商-" + fmt.Sprintf("%d-%d", 2000+r.IntN(25), r.IntN(99)) + "，预算金额 " + digitsBetween(r, 1, 9) + digits(r, 6) + ".00 元"
	},
	func(r *rand.Rand) string { return "备案编号 " + digits(r, 20) },
	func(r *rand.Rand) string { return "许可证编号 JY1" + digits(r, 13) },
	func(r *rand.Rand) string { return "SC" + digits(r, 14) + " 示例食品厂" },
	func(r *rand.Rand) string {
		return "总资产 " + digitsBetween(r, 1, 9) + digits(r, 2) + "," + digits(r, 3) + "," + digits(r, 3) + "," + digits(r, 3) + ".00 元"
	},
	func(r *rand.Rand) string {
		return "中标金额：" + digitsBetween(r, 1, 9) + digits(r, 8) + "." + digits(r, 2)
	},
	func(r *rand.Rand) string { return "时间戳 " + date(r, "%d%02d%02d") + digits(r, 6) },
	func(r *rand.Rand) string {
		return "![图](/u/cms/" + date(r, "%d%02d/%02d") + digits(r, 8) + "abcd.jpg)"
	},
	func(r *rand.Rand) string {
		return "https://www.example.gov.cn/art/" + date(r, "%d/%d/%d") + "/art_" + digits(r, 4) + "_" + digits(r, 7) + ".html"
	},
	func(r *rand.Rand) string {
		return "https://www.example.gov.cn/" + digits(r, 10) + "/" + date(r, "%d%02d") + "/" + hexDigits(r, 32) + ".shtml"
	},
	func(r *rand.Rand) string {
		return "| " + digits(r, 4) + " | " + digits(r, 5) + " | " + digits(r, 6) + " | " + digits(r, 7) + " | " + digits(r, 8) + " |"
	},
	func(r *rand.Rand) string {
		return strings.Join([]string{digits(r, 3), digits(r, 4), digits(r, 4), digits(r, 3), digits(r, 5)}, "\t")
	},
	func(r *rand.Rand) string { return date(r, "%04d-%02d-%02d") + " " + date(r, "%04d-%02d-%02d") },
	func(r *rand.Rand) string { return date(r, "%04d.%02d.%02d") + "—" + date(r, "%04d.%02d.%02d") },
	func(r *rand.Rand) string { return date(r, "%04d%02d%02d") + "-" + date(r, "%04d%02d%02d") },
	func(r *rand.Rand) string {
		return "人口 1" + digits(r, 4) + "、耕地 1" + digits(r, 5) + "亩、产值 1" + digits(r, 9) + "元"
	},
	func(r *rand.Rand) string { return "1" + digits(r, 10) + "元、1" + digits(r, 10) + ".5" },
	func(r *rand.Rand) string {
		return "身份证号 " + "4108**********" + digits(r, 2) + "，手机 138****" + digits(r, 4)
	},
	func(r *rand.Rand) string { return "账号 ************" + digits(r, 4) },
	func(r *rand.Rand) string {
		return "环评编号 " + "41" + digits(r, 4) + "-" + fmt.Sprint(2000+r.IntN(25)) + "-" + digits(r, 3) + "-" + digits(r, 4)
	},
	func(r *rand.Rand) string { return "QQ群 " + digits(r, 9) + "，邮编 " + digits(r, 6) },
	func(r *rand.Rand) string {
		return "建设用地批准书 " + fmt.Sprint(2000+r.IntN(25)) + "-" + digits(r, 6) + "-" + digits(r, 5)
	},
	func(r *rand.Rand) string {
		return "取水许可 D" + digits(r, 6) + "S" + fmt.Sprint(2000+r.IntN(25)) + "-" + digits(r, 4)
	},
	func(r *rand.Rand) string {
		return "药品批准文号 国药准字Z" + digits(r, 8) + "，批号 " + date(r, "%d%02d%02d")
	},
	func(r *rand.Rand) string {
		return "统一社会信用代码 1" + digitsBetween(r, 1, 2) + digits(r, 15) + "0 示例中心"
	},
	func(r *rand.Rand) string { return "公式 3.14159265358979，系数 0." + digits(r, 12) },
	func(r *rand.Rand) string { return "快递单号 SF" + digits(r, 13) + "，YT" + digits(r, 13) },
	func(r *rand.Rand) string { return "流水号：" + digits(r, 16) },
	func(r *rand.Rand) string {
		return "投诉举报：12345、12315、12350、114、95598，传真 " + digitsBetween(r, 2, 8) + digits(r, 6)
	},
}

func hexDigits(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "0123456789abcdef"[r.IntN(16)]
	}
	return string(b)
}

func TestNeighboursOfNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(20261124, 2))
	alarms, shown := 0, map[int]int{}
	const each = 400
	for i, neighbour := range neighbours {
		for range each {
			row := neighbour(r)
			// A code of eighteen digits with a region, a date and the right check
			// digit is an identity number but for its name: a low finding, always.
			if found := Find(row, Options{}); len(found) > 0 && (found[0].Kind != IdentityCard || found[0].Confidence > Low) {
				alarms++
				if shown[i]++; shown[i] <= 2 {
					t.Logf("%d: %s %s in %q", i, found[0].Kind, found[0].Confidence, row)
				}
			}
		}
		if shown[i] > 2 {
			t.Logf("%d: %d of %d", i, shown[i], each)
		}
	}
	t.Logf("%d alarms in %d rows", alarms, each*len(neighbours))
	if alarms*1000 > each*len(neighbours) {
		t.Errorf("%d alarms in %d rows", alarms, each*len(neighbours))
	}
}

// A number may be parted over the cells of a row; rows of small numbers are none.
func TestNumbersOverCells(t *testing.T) {
	heads := []string{"姓名", "手机", "", "", "身份证", "", "", "一卡通", "", "", ""}
	r := rand.New(rand.NewPCG(20261124, 3))
	for range 500 {
		id, phone, bank := identity(r), numberOf(r, Mobile), card(r)
		row := []string{"某某", phone[:3], phone[3:7], phone[7:], id[:6], id[6:14], id[14:], bank[:4], bank[4:8], bank[8:12], bank[12:]}
		kinds := ""
		for _, f := range FindRows([][]string{heads, row}, 1, Options{}) {
			if f.Kind != SensitiveColumn {
				kinds += string(f.Kind) + " "
			}
		}
		if kinds != "mobile identity_card bank_card " {
			t.Errorf("%v: %s", row, kinds)
		}
		clean := []string{"示例村", digits(r, 4), digits(r, 3), digits(r, 4), digits(r, 6), digits(r, 8), digits(r, 4), digits(r, 4), digits(r, 4), digits(r, 4), digits(r, 4)}
		if found := FindRows([][]string{{"村", "户数", "人口", "面积", "产值", "投资", "户", "亩", "元", "年", "月"}, clean}, 1, Options{}); len(found) > 0 {
			t.Errorf("%v: %+v", clean, found)
		}
	}
}
