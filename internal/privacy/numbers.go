package privacy

import (
	"slices"
	"strings"
	"time"
)

// findings proves what a token's groups can be, whole or joined. The longest
// proof from the left wins, so that one number is found once.
func (t token) findings(text string, options Options) []Finding {
	var found []Finding
	for i := 0; i < len(t.groups); {
		f, n := t.at(i, text, options)
		if n == 0 {
			i++
			continue
		}
		found = append(found, f)
		i += n
	}
	return found
}

// at proves a number that begins with group i, and says how many groups it takes.
func (t token) at(i int, text string, options Options) (best Finding, n int) {
	joined, before := "", context(text, t.groups[i].start)
	if decimals(text, t.groups[i].start) {
		return best, 0
	}
	for j := i; j < len(t.groups) && len(joined)+len(t.groups[j].text) <= longest; j++ {
		if j > i && t.groups[j].gap == tab && len(t.groups[j].text)+len(t.groups[j-1].text) > 2 {
			break // another cell
		}
		joined += t.groups[j].text
		c := candidate{
			digits: joined, groups: t.groups[i : j+1],
			before: before,
			after:  text[t.groups[j].end:min(len(text), t.groups[j].end+9)],
			line:   line(text, t.groups[i].start),
			quoted: options.quoting,
			chained: i > 0 && t.groups[i].gap == dash && digit(t.groups[i-1].text[0]) ||
				j+1 < len(t.groups) && t.groups[j+1].gap == dash && digit(t.groups[j+1].text[0]),
		}
		kind, confidence, fails, ok := c.prove()
		if !ok || n > 0 && confidence < best.Confidence {
			continue
		}
		value := c.value(kind)
		if slices.Contains(options.Own, value) {
			continue
		}
		best = Finding{
			Kind: kind, Confidence: confidence, CheckFails: fails,
			Start: t.groups[i].start, End: t.groups[j].end,
			Masked: mask(kind, value), Hash: hashOf(kind, value), value: value,
		}
		n = j - i + 1
	}
	return best, n
}

// decimals tells the digits behind the point of an amount. What stands at the
// start of a line is the number of an item: 1.13800000000.
func decimals(text string, start int) bool {
	whole, ok := strings.CutSuffix(text[max(0, start-16):start], ".")
	if !ok {
		return false
	}
	before := strings.TrimRight(whole, "0123456789")
	return len(before) < len(whole) && before != "" && !strings.HasSuffix(before, "\n")
}

// candidate is a run of joined groups with what stands around it.
type candidate struct {
	digits  string
	groups  []group
	before  string // the words just before
	after   string // the few bytes just after
	line    string // what stands before it on its line, further back
	quoted  bool   // names of codes have no say
	chained bool   // more digits are tied to it with a dash
}

// sizes is how long each group is.
func (c candidate) sizes() []int {
	sizes := make([]int, 0, len(c.groups))
	for _, g := range c.groups {
		sizes = append(sizes, len(g.text))
	}
	return sizes
}

// even tells whether the groups are parted all in one way, as people part
// numbers that are weakly proven.
func (c candidate) even() bool {
	for i, g := range c.groups[1:] {
		if g.gap > dash && g.gap != broken || i > 0 && g.gap != c.groups[1].gap && c.groups[1].gap != glued {
			return false
		}
	}
	return true
}

// value is the number without a country code.
func (c candidate) value(kind Kind) string {
	if kind == Mobile {
		return c.digits[len(c.digits)-11:]
	}
	return c.digits
}

// prove tells what the digits are, if anything.
func (c candidate) prove() (kind Kind, confidence Confidence, checkFails, ok bool) {
	if confidence, fails, ok := c.identityCard(); ok {
		return IdentityCard, confidence, fails, true
	}
	if c.disabilityCard() {
		return DisabilityCard, High, false, true
	}
	if c.mobile() {
		return Mobile, c.unlessCode(High), false, true
	}
	if confidence, ok := c.bankCard(); ok {
		return BankCard, confidence, false, true
	}
	if c.travelDocument() {
		return Passport, Medium, false, true
	}
	return "", Low, false, false
}

// identityCard proves 18 or 15 digits (GB 11643).
func (c candidate) identityCard() (confidence Confidence, checkFails, ok bool) {
	switch len(c.digits) {
	case 18:
		if !numeric(c.digits[:17]) || !numeric(c.digits[17:]) && c.digits[17] != 'X' {
			return 0, false, false
		}
		foreign := c.digits[0] == '9' // 外国人永久居留身份证
		if !foreign && !province(c.digits) || !birthday(c.digits[6:14]) {
			return 0, false, false
		}
		if identityCheck(c.digits) == c.digits[17] {
			if c.named(projectWords) && !c.named(identityWords) {
				return Low, false, true // one code in eleven passes
			}
			return High, false, true
		}
		// A code that proves itself otherwise is not a mistyped identity card.
		if foreign || creditCode(c.digits) || c.code() {
			return 0, false, false
		}
		return Medium, true, true
	case 15:
		if len(c.groups) > 1 || !numeric(c.digits) || !province(c.digits) || !birthday("19"+c.digits[6:12]) || c.code() {
			return 0, false, false
		}
		if c.named(identityWords) {
			return High, false, true
		}
		return Medium, false, true
	}
	return 0, false, false
}

// disabilityCard is an identity card, a category (1–7) and a level (1–4).
func (c candidate) disabilityCard() bool {
	return len(c.digits) >= 20 && len(c.digits) <= 22 && numeric(c.digits[:17]) && province(c.digits) && birthday(c.digits[6:14]) &&
		identityCheck(c.digits) == c.digits[17] &&
		'1' <= c.digits[18] && c.digits[18] <= '7' && '1' <= c.digits[19] && c.digits[19] <= '4' &&
		(len(c.digits) == 20 || c.digits[20] == 'B')
}

// mobile is 1[3-9] and nine digits, in the ways that people group them.
func (c candidate) mobile() bool {
	digits, sizes := c.digits, c.sizes()
	for _, code := range []string{"0086", "86"} {
		if len(digits) == 11+len(code) && strings.HasPrefix(digits, code) && c.groups[0].gap != glued {
			digits = digits[len(code):]
			if sizes[0] == len(code) {
				sizes = sizes[1:]
			} else {
				sizes = append([]int{sizes[0] - len(code)}, sizes[1:]...)
			}
		}
	}
	if len(digits) != 11 || !numeric(digits) || digits[0] != '1' || digits[1] < '3' || c.amount() {
		return false
	}
	if len(sizes) > 1 && (c.chained || len(sizes) < 11 && (!c.even() || c.groups[1].gap == broken)) {
		return false
	}
	switch len(sizes) {
	case 1:
		return true
	case 11:
		return true
	default:
		return slices.ContainsFunc(mobileGroups, func(g []int) bool { return slices.Equal(g, sizes) })
	}
}

var mobileGroups = [][]int{{3, 4, 4}, {3, 8}, {7, 4}, {4, 4, 3}, {3, 3, 5}, {5, 6}, {6, 5}, {4, 3, 4}, {1, 10}, {1, 3, 3, 4}}

// bankCard proves a card by its issuer and the Luhn digit. One number in ten
// passes Luhn by chance, so that what stands before it has a say.
func (c candidate) bankCard() (Confidence, bool) {
	n := len(c.digits)
	if n < 13 || n > 19 || !numeric(c.digits) || !luhn(c.digits) || creditCode(c.digits) {
		return 0, false
	}
	if sizes := c.sizes(); len(sizes) > 1 && (!evenly(sizes) || c.chained || slices.Max(sizes) > 1 && !c.even()) || c.amount() {
		return 0, false
	}
	if c.code() { // a card of the usual length stands there by mistake more often than a code is like one
		return Low, strings.HasPrefix(c.digits, "62") && (n == 16 || n == 19)
	}
	context := c.named(bankWords)
	if !c.quoted && containsAny(c.line, unitWords) { // 对公账户 are public; a card is hardly theirs
		context = false
		if strings.HasPrefix(c.digits, "62") && n >= 16 {
			return Low, true
		}
		return 0, false
	}
	switch {
	case strings.HasPrefix(c.digits, "62") && n >= 16:
		return High, true
	case c.issuer() && context:
		return High, true
	case c.issuer() && n == 16 && (c.digits[0] <= '5' && c.digits[:2] != "36"):
		return Medium, true
	case n == 15 && (c.digits[:2] == "34" || c.digits[:2] == "37"):
		return Medium, true
	case context:
		return Medium, true
	}
	return 0, false
}

// issuer tells the other prefixes of cards: Visa, Mastercard, American
// Express, JCB, Diners Club and the older domestic 9 series.
func (c candidate) issuer() bool {
	two := c.digits[:2]
	return c.digits[0] == '4' || "51" <= two && two <= "55" || two == "34" || two == "37" || two == "35" || two == "36" || two == "62" || two == "60" || c.digits[0] == '9'
}

// code tells what is called a code of some kind.
func (c candidate) code() bool { return !c.quoted && c.named(codeWords) }

// evenly tells groups as cards are printed and typed: none shorter than three
// digits but the last, or all digits written apart one by one.
func evenly(sizes []int) bool {
	return slices.Min(sizes[:len(sizes)-1]) >= 3 && sizes[0] >= 4 || slices.Max(sizes) == 1
}

// travelDocument is a passport or a permit, when it is called one.
func (c candidate) travelDocument() bool {
	if len(c.groups) > 2 || len(c.groups) == 2 && c.groups[1].gap != glued || !c.named(travelWords) {
		return false
	}
	d := c.digits
	switch {
	case len(d) == 9 && strings.ContainsRune("EGDSPKHMC", rune(d[0])):
		return numeric(d[1:]) || d[0] == 'E' && numeric(d[2:]) || d[0] == 'C' && numeric(d[2:])
	case len(d) == 11 && (d[0] == 'H' || d[0] == 'M'):
		return numeric(d[1:])
	case len(d) == 8:
		return numeric(d) // 台湾居民来往大陆通行证
	}
	return false
}

// amount tells a quantity: decimals or a unit follow it.
func (c candidate) amount() bool {
	if len(c.after) > 1 && c.after[0] == '.' && c.after[1] >= '0' && c.after[1] <= '9' {
		return true
	}
	after := strings.TrimLeft(c.after, " ")
	return slices.ContainsFunc(units, func(u string) bool { return strings.HasPrefix(after, u) })
}

var units = []string{"元", "万", "亿", "吨", "平方", "立方", "公斤", "千克", "千瓦", "人次", "株", "％", "%"}

func containsAny(s string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

// unlessCode lowers a mobile number that is called a code of some kind.
func (c candidate) unlessCode(confidence Confidence) Confidence {
	if c.named(codeWords) {
		return Low
	}
	return confidence
}

// named tells whether one of the words stands just before the number.
func (c candidate) named(words []string) bool {
	return containsAny(c.before, words)
}

var (
	identityWords = []string{"身份证", "证件号", "公民身份", "证号"}
	bankWords     = []string{"账号", "帐号", "卡号", "一卡通", "开户", "账户", "帐户", "银行"}
	travelWords   = []string{"护照", "通行证", "居留", "台胞证", "回乡证", "证件号"}
	// Accounts of an office or a firm, which are public.
	unitWords = []string{"对公", "基本存款", "基本账户", "基本户", "一般户", "保证金", "财政专户", "国库", "非税", "缴款", "收款单位", "收款人全称", "单位名称", "单位账", "专用账户"}
	// Codes of eighteen digits that hold a date.
	projectWords = []string{"项目编号", "项目代码", "项目编码", "工程编号", "合同编号", "采购编号", "招标编号", "订单", "单号", "流水号", "备案编号", "许可证编号"}
	codeWords    = []string{
		"信用代码", "机构代码", "索引号", "项目代码", "项目编号", "项目编码", "工程编号", "合同编号", "采购编号", "招标编号",
		"备案号", "备案编号", "文号", "编号", "流水号", "批准文号", "许可证号", "标识码", "不动产权", "宗地", "图斑", "地块", "ISBN", "ISSN",
		"国标", "条形码", "条码", "注册号", "登记号", "税号", "单号", "订单", "发票", "批号", "序列号", "车架号", "电表", "水表", "表号", "合同号", "凭证号",
	}
)

// context is the words just before a number: back to the start of the line or
// cell, at most 36 bytes (a dozen characters).
func context(text string, start int) string {
	from := max(0, start-36)
	before := text[from:start]
	if i := strings.LastIndexAny(before, "\n|，。；;"); i >= 0 {
		before = before[i:]
	}
	return before
}

// line is what stands before a place on its line, at most 240 bytes of it.
func line(text string, start int) string {
	before := text[max(0, start-240):start]
	return before[strings.LastIndexByte(before, '\n')+1:]
}

func numeric(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) > 0
}

// province tells the first two digits of a division code (GB/T 2260).
func province(digits string) bool {
	switch n := int(digits[0]-'0')*10 + int(digits[1]-'0'); {
	case n >= 11 && n <= 15, n >= 21 && n <= 23, n >= 31 && n <= 37, n >= 41 && n <= 46, n >= 50 && n <= 54, n >= 61 && n <= 65, n == 71, n >= 81 && n <= 83:
		return true
	}
	return false
}

// birthday tells a date from 1900 on. The far end is generous: what is
// published today may speak of a child born this year.
func birthday(yyyymmdd string) bool {
	date, err := time.Parse("20060102", yyyymmdd)
	return err == nil && date.Year() >= 1900 && date.Year() < 2100
}

// identityCheck is the check digit of the first 17 (ISO 7064 MOD 11-2).
func identityCheck(digits string) byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(digits[i]-'0') * w
	}
	return "10X98765432"[sum%11]
}

// luhn is the check of bank cards (ISO/IEC 7812).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// creditCode proves a 统一社会信用代码 (GB 32100).
func creditCode(code string) bool {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	if len(code) != 18 {
		return false
	}
	sum, weight := 0, 1
	for i := range 17 {
		v := strings.IndexByte(alphabet, code[i])
		if v < 0 {
			return false
		}
		sum += v * weight
		weight = weight * 3 % 31
	}
	return alphabet[(31-sum%31)%31] == code[17]
}
