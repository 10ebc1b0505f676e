package intake

import (
	"slices"
	"strings"
	"testing"

	"gongkai/internal/diag"
)

// codes is the findings in short.
func codes(l diag.List) string {
	var all []string
	for _, d := range l {
		all = append(all, d.Code)
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), " ")
}

func TestYears(t *testing.T) {
	for _, c := range []struct {
		text, name, want string
		year             int
	}{
		{"示例县统计局2023年政府信息公开工作年度报告", "a.txt", "T013", 0},
		{"示例县\n2018 年政府信息公开工作年度报告", "a.txt", "T012", 0},
		{"二〇一八年政府信息公开年度报告", "a.txt", "T012", 0},
		{"政府信息公开年度报告（2018年）", "a.txt", "T012", 0},
		{"统计期限自2018年1月1日至12月31日", "a.txt", "T012", 0},
		{"没有年份", "report-2018.txt", "T012", 0},
		{"没有年份", "a.txt", "T011", 0},
		{"没有年份", "a.txt", "T012", 2010},
	} {
		if _, findings := Read(c.name, []byte(c.text), c.year); codes(findings) != c.want {
			t.Errorf("%s: %s, not %s", c.text, codes(findings), c.want)
		}
	}
}

// A year that is given wins over the text's own.
func TestYearGiven(t *testing.T) {
	r, findings := Read("a.txt", []byte(exampleText("2021", 2023)), 2022)
	if r == nil || r.Year != 2022 {
		t.Fatalf("%v", findings)
	}
}

func TestProse(t *testing.T) {
	text := strings.NewReplacer(
		"（一）主动公开。", "一、主动公开：",
		"（四）政府信息公开平台建设。", "（四）公开平台建设方面。",
		"栏目更新还不够及时，将按月检查。", "1.更新*不够*及时\n# 将按月[检查]",
		"行政强制\t2\n", "行政强制\t2\n注：含派出机构。\n",
		"六、其他需要报告的事项", "l六、其他需要报告的事项：",
	).Replace(exampleText("2021", 2023))
	r, findings := Read("a.txt", []byte(text), 0)
	if codes(findings) != "T111" {
		t.Fatalf("%v", findings)
	}
	for _, want := range []string{
		"发布日期：2024-01-20\n\n本报告的统计期限",
		"## 一、总体情况\n\n### （一）主动公开\n\n由专人负责，定期检查。",
		"### （四）政府信息公开平台建设\n\n由专人负责",
		"## 五、存在的主要问题及改进情况\n\n1\\.更新\\*不够\\*及时\n\n\\# 将按月\\[检查\\]\n",
		"## 六、其他需要报告的事项\n\n本年度没有收取信息处理费。",
		"## 导入时没有归位的内容\n\n注：含派出机构。",
	} {
		if !strings.Contains(string(r.Prose), want) {
			t.Errorf("no %q in\n%s", want, r.Prose)
		}
	}
	if r.Title != "示例县统计局2023年政府信息公开工作年度报告" || r.Date != "2024-01-20" {
		t.Errorf("%q %q", r.Title, r.Date)
	}
}

// A page's lines become paragraphs again, over page breaks too.
func TestLinesOfAPage(t *testing.T) {
	long := strings.Repeat("信息公开工作", 5)
	text := strings.Replace(exampleText("2021", 2023), "栏目更新还不够及时，将按月检查。\n",
		"    "+long+"\n"+long+"\n"+long+"\n\n                - 4 -\n\f"+long+"\n不足。\n    "+long+"\n下一步。\n", 1)
	r, findings := Read("a.txt", []byte(text), 0)
	if len(findings) > 0 {
		t.Fatalf("%v", findings)
	}
	if want := strings.Repeat(long, 4) + "不足。\n\n" + long + "下一步。\n"; !strings.Contains(string(r.Prose), want) {
		t.Errorf("no %s in\n%s", want, r.Prose)
	}
}

// A title on two lines names its agency on the first.
func TestTitleOnTwoLines(t *testing.T) {
	text := strings.Replace(exampleText("2021", 2023), "示例县统计局2023年", "首页\n示例县统计局\n2023 年", 1)
	r, _ := Read("a.txt", []byte(text), 0)
	if r.Title != "示例县统计局2023年政府信息公开工作年度报告" || !strings.HasPrefix(string(r.Prose), "首页\n") {
		t.Errorf("%q\n%s", r.Title, r.Prose)
	}
}

// A table of contents is no heading.
func TestTableOfContents(t *testing.T) {
	text := exampleText("2021", 2023)
	contents := "目录\n"
	for line := range strings.Lines(text) {
		if strings.Contains(line, "情况\n") && strings.Contains(line, "、") || strings.HasPrefix(line, "六、") {
			contents += strings.TrimSpace(line) + " ………… 3\n"
		}
	}
	text = strings.Replace(text, "发布日期", contents+"发布日期", 1)
	r, findings := Read("a.txt", []byte(text), 0)
	if len(findings) > 0 || !strings.Contains(string(r.Figures), "licences            = 12") {
		t.Fatalf("%v", findings)
	}
}

// The cells that can't be what they say are asked about, each by its name.
func TestCellsThatAreNoFigures(t *testing.T) {
	for _, c := range []struct{ from, to, row string }{
		{"行政许可\t12", "行政许可\t12元", "disclosure.licences"},
		{"行政许可\t12", "行政许可\t1.5", "disclosure.licences"},
		{"行政许可\t12", "行政许可\t无", "disclosure.licences"},
		{"行政许可\t12", "行政许可\t", "disclosure.licences"},
		{"行政许可\t12", "行政许可\t-3", "disclosure.licences"},
		{"行政许可\t12", "行政许可\t1,23", "disclosure.licences"},
		{"行政事业性收费\t0", "行政事业性收费\t3500元", "disclosure.fees"},
	} {
		r, findings := Read("a.txt", []byte(strings.Replace(exampleText("2021", 2023), c.from, c.to, 1)), 0)
		if r == nil || !r.Asked(c.row) {
			t.Errorf("%s: %v", c.to, findings)
		}
	}
	r, findings := Read("a.txt", []byte(strings.Replace(exampleText("2021", 2023), "行政事业性收费\t0", "行政事业性收费\t7,730.2810万元", 1)), 0)
	if cell, _, _ := r.Report.Cell("disclosure.fees"); cell.Text != "7730.2810" || len(findings) > 0 {
		t.Errorf("%v %v", cell, findings)
	}
}
