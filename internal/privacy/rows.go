package privacy

import (
	"regexp"
	"slices"
	"strings"
)

// RowFinding is a finding in a table.
type RowFinding struct {
	Finding
	Row, Column int // from 0; Start and End are bytes in that cell
}

// FindRows is every finding in a table, row by row: in each cell, over cells
// that hold one digit each, and in the headings. headings is the number of
// rows at the top that head the columns. A cell's heading counts as the words
// before its number.
func FindRows(rows [][]string, headings int, options Options) []RowFinding {
	headings = min(headings, len(rows))
	heads := columnHeads(rows[:headings])
	var found []RowFinding
	for r, row := range rows {
		for c, cell := range row {
			if r >= headings && c < len(heads) {
				found = append(found, inCell(r, c, cell, heads[c], options)...)
			} else {
				found = append(found, inCell(r, c, cell, "", options)...)
			}
		}
		if r >= headings {
			found = append(found, overCells(r, row, options)...)
			found = append(found, overParts(r, row, heads)...)
		}
	}
	return append(found, sensitiveColumns(rows[:headings], heads)...)
}

// columnHeads is the words over each column, all heading rows together.
func columnHeads(rows [][]string) []string {
	var heads []string
	for _, row := range rows {
		for c, cell := range row {
			for len(heads) <= c {
				heads = append(heads, "")
			}
			heads[c] += strings.Join(strings.Fields(cell), "")
		}
	}
	return heads
}

func inCell(r, c int, cell, head string, options Options) []RowFinding {
	if len(cell) < 7 || !mayHold(cell) {
		return nil
	}
	var found []RowFinding
	if kind, ok := damaged(cell, head); ok {
		found = append(found, RowFinding{Finding{
			Kind: DamagedNumber, Confidence: Medium, End: len(cell), Masked: cell[:1] + "***", Hash: hashOf(kind, cell),
		}, r, c})
	}
	// The heading stands before the number, as its context does in a sentence.
	prefix := ""
	if head != "" {
		prefix = head[max(0, len(head)-24):] + " "
		prefix = strings.ToValidUTF8(prefix, "")
	}
	for _, f := range Find(prefix+cell, options) {
		if f.Start < len(prefix) {
			continue
		}
		f.Start -= len(prefix)
		f.End -= len(prefix)
		found = append(found, RowFinding{f, r, c})
	}
	return found
}

// mayHold tells quickly whether a cell can hold anything that is looked for:
// most cells of a list are names, words and small numbers.
func mayHold(cell string) bool {
	digits := 0
	for i := range len(cell) {
		switch b := cell[i]; {
		case '0' <= b && b <= '9', b == 0xEF, b == 0xF0, b == 0xC2, b == 0xE2:
			if digits++; digits > 2 {
				return true
			}
		}
	}
	return slices.ContainsFunc(homeWords, func(w string) bool { return strings.Contains(cell, w) })
}

// overCells finds a number that is spread over cells of one character each.
func overCells(r int, row []string, options Options) []RowFinding {
	var found []RowFinding
	for from := 0; from < len(row); {
		to := from
		joined := ""
		for to < len(row) && len([]rune(strings.TrimSpace(row[to]))) == 1 && ascii([]rune(strings.TrimSpace(row[to]))[0]) != 0 {
			joined += strings.TrimSpace(row[to])
			to++
		}
		if to-from >= 11 {
			for _, f := range Find(joined, options) {
				f.Start, f.End = 0, len(row[from])
				found = append(found, RowFinding{f, r, from})
			}
		}
		from = max(to, from+1)
	}
	return found
}

// overParts finds an identity number in several cells: region, date of birth,
// the rest. Its proof is strong enough for that; other numbers must be called
// by the heading over their first cell.
func overParts(r int, row, heads []string) []RowFinding {
	var found []RowFinding
	for from := 0; from < len(row); from++ {
		joined := strings.TrimSpace(row[from])
		if n := len(joined); n < 2 || n > 17 || !numeric(joined) {
			continue
		}
		for to := from + 1; to < len(row) && len(joined) <= 18; to++ {
			part := strings.ToUpper(strings.TrimSpace(row[to]))
			if part == "" || !numeric(strings.TrimSuffix(part, "X")) && part != "X" {
				break
			}
			joined += part
			kind := Kind("")
			switch head := headOf(heads, from); {
			case len(joined) == 18 && numeric(joined[:17]) && province(joined) && birthday(joined[6:14]) && identityCheck(joined) == joined[17]:
				kind = IdentityCard
			case len(joined) == 11 && numeric(joined) && joined[0] == '1' && joined[1] >= '3' && containsAny(head, []string{"手机", "电话", "联系方式"}):
				kind = Mobile
			case len(joined) >= 16 && len(joined) <= 19 && numeric(joined) && luhn(joined) && containsAny(head, bankWords):
				kind = BankCard
			default:
				continue
			}
			found = append(found, RowFinding{Finding{
				Kind: kind, Confidence: High, End: len(row[from]), Masked: mask(kind, joined), Hash: hashOf(kind, joined), value: joined,
			}, r, from})
			from = to
			break
		}
	}
	return found
}

func headOf(heads []string, c int) string {
	if c < len(heads) {
		return heads[c]
	}
	return ""
}

// scientific is what a spreadsheet makes of a long number.
var scientific = regexp.MustCompile(`^\s*[1-9](?:\.\d+)?[Ee]\+?(1[0-9])\s*$`)

func damaged(cell, head string) (Kind, bool) {
	m := scientific.FindStringSubmatch(cell)
	if m == nil {
		return "", false
	}
	switch m[1] {
	case "17", "14":
		return IdentityCard, true
	case "15", "16", "18":
		return BankCard, true
	case "10":
		return Mobile, strings.Contains(head, "电话") || strings.Contains(head, "手机") || strings.Contains(head, "联系")
	}
	return "", false
}

// sensitiveColumns is the headings that should not stand beside a column of
// names, or not in public at all.
func sensitiveColumns(rows [][]string, heads []string) []RowFinding {
	if !slices.ContainsFunc(heads, func(h string) bool {
		return slices.ContainsFunc(nameWords, func(w string) bool { return strings.Contains(h, w) })
	}) {
		return nil
	}
	var found []RowFinding
	for c, head := range heads {
		if !slices.ContainsFunc(sensitiveWords, func(w string) bool { return strings.Contains(head, w) }) {
			continue
		}
		for r := len(rows) - 1; r >= 0; r-- {
			if c < len(rows[r]) && strings.TrimSpace(rows[r][c]) != "" {
				found = append(found, RowFinding{Finding{
					Kind: SensitiveColumn, Confidence: Low, End: len(rows[r][c]), Masked: head, Hash: hashOf(SensitiveColumn, head),
				}, r, c})
				break
			}
		}
	}
	return found
}

var (
	nameWords      = []string{"姓名", "户主", "申请人", "家庭成员", "受益人", "补贴对象", "救助对象", "监护人"}
	sensitiveWords = []string{
		"身份证", "证件号", "银行卡", "银行账", "账号", "帐号", "卡号", "一卡通", "家庭住址", "家庭地址", "现住址", "户籍地址", "住址",
		"病种", "疾病", "病情", "诊断", "健康状况", "残疾", "致贫原因", "致困原因", "低保类别", "出生日期", "出生年月", "文化程度", "婚姻", "宗教", "手机", "联系电话", "联系方式", "怀孕", "孕检",
	}
)
