package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The tables as they are printed, cell by cell: a cell that spans several
// columns or rows stands in each of them. n is a figure.

const printedDisclosure2021 = `
第二十条第（一）项|第二十条第（一）项|第二十条第（一）项|第二十条第（一）项
信息内容|本年制发件数|本年废止件数|现行有效件数
规章|n|n|n
行政规范性文件|n|n|n
第二十条第（五）项|第二十条第（五）项|第二十条第（五）项|第二十条第（五）项
信息内容|本年处理决定数量|本年处理决定数量|本年处理决定数量
行政许可|n|n|n
第二十条第（六）项|第二十条第（六）项|第二十条第（六）项|第二十条第（六）项
信息内容|本年处理决定数量|本年处理决定数量|本年处理决定数量
行政处罚|n|n|n
行政强制|n|n|n
第二十条第（八）项|第二十条第（八）项|第二十条第（八）项|第二十条第（八）项
信息内容|本年收费金额（单位：万元）|本年收费金额（单位：万元）|本年收费金额（单位：万元）
行政事业性收费|n|n|n`

const printedDisclosure2019 = `
第二十条第（一）项|第二十条第（一）项|第二十条第（一）项|第二十条第（一）项|第二十条第（一）项|第二十条第（一）项|第二十条第（一）项
信息内容|本年新制作数量|本年新制作数量|本年新公开数量|本年新公开数量|对外公开总数量|对外公开总数量
规章|n|n|n|n|n|n
规范性文件|n|n|n|n|n|n
第二十条第（五）项|第二十条第（五）项|第二十条第（五）项|第二十条第（五）项|第二十条第（五）项|第二十条第（五）项|第二十条第（五）项
信息内容|上一年项目数量|上一年项目数量|本年增/减|本年增/减|处理决定数量|处理决定数量
行政许可|n|n|n|n|n|n
其他对外管理服务事项|n|n|n|n|n|n
第二十条第（六）项|第二十条第（六）项|第二十条第（六）项|第二十条第（六）项|第二十条第（六）项|第二十条第（六）项|第二十条第（六）项
信息内容|上一年项目数量|上一年项目数量|本年增/减|本年增/减|处理决定数量|处理决定数量
行政处罚|n|n|n|n|n|n
行政强制|n|n|n|n|n|n
第二十条第（八）项|第二十条第（八）项|第二十条第（八）项|第二十条第（八）项|第二十条第（八）项|第二十条第（八）项|第二十条第（八）项
信息内容|上一年项目数量|上一年项目数量|上一年项目数量|本年增/减|本年增/减|本年增/减
行政事业性收费|n|n|n|n|n|n
第二十条第（九）项|第二十条第（九）项|第二十条第（九）项|第二十条第（九）项|第二十条第（九）项|第二十条第（九）项|第二十条第（九）项
信息内容|采购项目数量|采购项目数量|采购项目数量|采购总金额|采购总金额|采购总金额
政府集中采购|n|n|n|n|n|n`

// printedRequests lists the three labels of each row; numbers follow.
const printedRequests = `
一、本年新收政府信息公开申请数量|一、本年新收政府信息公开申请数量|一、本年新收政府信息公开申请数量
二、上年结转政府信息公开申请数量|二、上年结转政府信息公开申请数量|二、上年结转政府信息公开申请数量
三、本年度办理结果|（一）予以公开|（一）予以公开
三、本年度办理结果|（二）部分公开（区分处理的，只计这一情形，不计其他情形）|（二）部分公开（区分处理的，只计这一情形，不计其他情形）
三、本年度办理结果|（三）不予公开|1.属于国家秘密
三、本年度办理结果|（三）不予公开|2.其他法律行政法规禁止公开
三、本年度办理结果|（三）不予公开|3.危及“三安全一稳定”
三、本年度办理结果|（三）不予公开|4.保护第三方合法权益
三、本年度办理结果|（三）不予公开|5.属于三类内部事务信息
三、本年度办理结果|（三）不予公开|6.属于四类过程性信息
三、本年度办理结果|（三）不予公开|7.属于行政执法案卷
三、本年度办理结果|（三）不予公开|8.属于行政查询事项
三、本年度办理结果|（四）无法提供|1.本机关不掌握相关政府信息
三、本年度办理结果|（四）无法提供|2.没有现成信息需要另行制作
三、本年度办理结果|（四）无法提供|3.补正后申请内容仍不明确
三、本年度办理结果|（五）不予处理|1.信访举报投诉类申请
三、本年度办理结果|（五）不予处理|2.重复申请
三、本年度办理结果|（五）不予处理|3.要求提供公开出版物
三、本年度办理结果|（五）不予处理|4.无正当理由大量反复申请
三、本年度办理结果|（五）不予处理|5.要求行政机关确认或重新出具已获取信息
三、本年度办理结果|（六）其他处理|1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请
三、本年度办理结果|（六）其他处理|2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请
三、本年度办理结果|（六）其他处理|3.其他
三、本年度办理结果|（七）总计|（七）总计
四、结转下年度继续办理|四、结转下年度继续办理|四、结转下年度继续办理`

const corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

var printedRequestsHead = []string{
	strings.Join([]string{corner, corner, corner, "申请人情况", "申请人情况", "申请人情况", "申请人情况", "申请人情况", "申请人情况", "申请人情况"}, "|"),
	strings.Join([]string{corner, corner, corner, "自然人", "法人或其他组织", "法人或其他组织", "法人或其他组织", "法人或其他组织", "法人或其他组织", "总计"}, "|"),
	strings.Join([]string{corner, corner, corner, "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"}, "|"),
}

const printedReview = `
行政复议|行政复议|行政复议|行政复议|行政复议|行政诉讼|行政诉讼|行政诉讼|行政诉讼|行政诉讼|行政诉讼|行政诉讼|行政诉讼|行政诉讼|行政诉讼
结果维持|结果纠正|其他结果|尚未审结|总计|未经复议直接起诉|未经复议直接起诉|未经复议直接起诉|未经复议直接起诉|未经复议直接起诉|复议后起诉|复议后起诉|复议后起诉|复议后起诉|复议后起诉
结果维持|结果纠正|其他结果|尚未审结|总计|结果维持|结果纠正|其他结果|尚未审结|总计|结果维持|结果纠正|其他结果|尚未审结|总计
n|n|n|n|n|n|n|n|n|n|n|n|n|n|n`

// expand sets each cell of the rows into every place that it spans. It fails
// when cells overlap, leave a gap or reach out of the grid.
func expand(t *testing.T, rows [][]TableCell, width int) [][]*TableCell {
	t.Helper()
	grid := make([][]*TableCell, len(rows))
	for i := range grid {
		grid[i] = make([]*TableCell, width)
	}
	for i, row := range rows {
		column := 0
		for k := range row {
			cell := &row[k]
			for column < width && grid[i][column] != nil {
				column++
			}
			for y := i; y < i+cell.RowSpan; y++ {
				for x := column; x < column+cell.ColSpan; x++ {
					if y >= len(grid) || x >= width || grid[y][x] != nil {
						t.Fatalf("%q overlaps or reaches out at row %d, column %d", cell.Text, y, x)
					}
					grid[y][x] = cell
				}
			}
		}
	}
	for i, row := range grid {
		if k := slices.Index(row, nil); k >= 0 {
			t.Fatalf("nothing stands in row %d, column %d", i, k)
		}
	}
	return grid
}

func texts(grid [][]*TableCell) string {
	var b strings.Builder
	for _, row := range grid {
		for i, cell := range row {
			if i > 0 {
				b.WriteByte('|')
			}
			if cell.Header {
				b.WriteString(cell.Text)
			} else {
				b.WriteByte('n')
			}
		}
		b.WriteByte('\n')
	}
	return strings.TrimSpace(b.String())
}

func TestTablesAreThoseOfTheForm(t *testing.T) {
	requests := func(printed string) string {
		lines := slices.Clone(printedRequestsHead)
		for line := range strings.SplitSeq(strings.TrimSpace(printed), "\n") {
			lines = append(lines, line+strings.Repeat("|n", 7))
		}
		return strings.Join(lines, "\n")
	}
	old := printedRequests
	for _, label := range []string{
		"1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
		"2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
	} {
		old = strings.Replace(old, "三、本年度办理结果|（六）其他处理|"+label+"\n", "", 1)
	}
	old = strings.Replace(old, "（六）其他处理|3.其他", "（六）其他处理|（六）其他处理", 1)
	for _, test := range []struct {
		form string
		want []string
	}{
		{"2021", []string{printedDisclosure2021, requests(printedRequests), printedReview}},
		{"2019", []string{printedDisclosure2019, requests(old), printedReview}},
	} {
		r, _ := Fill(builtin().named(test.form), 2021, nil)
		for i, table := range r.Tables() {
			t.Run(test.form+"/"+table.Key, func(t *testing.T) {
				width := len(table.Columns)
				grid := append(expand(t, table.Head, width), expand(t, table.Body, width)...)
				if got, want := texts(grid), strings.TrimSpace(test.want[i]); got != want {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
			})
		}
	}
}

// Spans that the texts alone can't tell: each merged cell is one cell.
func TestMergedCells(t *testing.T) {
	spans := func(form, text string) string {
		r, _ := Fill(builtin().named(form), 2021, nil)
		var all []string
		for _, table := range r.Tables() {
			for _, row := range slices.Concat(table.Head, table.Body) {
				for _, cell := range row {
					if cell.Text == text && cell.Header {
						all = append(all, fmt.Sprintf("%d×%d %s", cell.RowSpan, cell.ColSpan, cell.Scope))
					}
				}
			}
		}
		return strings.Join(all, ", ")
	}
	for _, test := range []struct{ form, text, want string }{
		{"2021", corner, "3×3 colgroup"},
		{"2021", "申请人情况", "1×7 colgroup"},
		{"2021", "法人或其他组织", "1×5 colgroup"},
		{"2021", "自然人", "2×1 col"},
		{"2021", "商业企业", "1×1 col"},
		{"2021", "一、本年新收政府信息公开申请数量", "1×3 row"},
		{"2021", "三、本年度办理结果", "22×1 rowgroup"},
		{"2021", "（一）予以公开", "1×2 row"},
		{"2021", "（三）不予公开", "8×1 rowgroup"},
		{"2021", "（四）无法提供", "3×1 rowgroup"},
		{"2021", "（五）不予处理", "5×1 rowgroup"},
		{"2021", "（六）其他处理", "3×1 rowgroup"},
		{"2021", "3.其他", "1×1 row"},
		{"2021", "行政复议", "1×5 colgroup"},
		{"2021", "行政诉讼", "1×10 colgroup"},
		{"2021", "复议后起诉", "1×5 colgroup"},
		{"2021", "结果维持", "2×1 col, 1×1 col, 1×1 col"},
		{"2021", "本年处理决定数量", "1×3 colgroup, 1×3 colgroup"},
		{"2019", "三、本年度办理结果", "20×1 rowgroup"},
		{"2019", "（六）其他处理", "1×2 row"},
		{"2019", "采购总金额", "1×3 colgroup"},
	} {
		if got := spans(test.form, test.text); got != test.want {
			t.Errorf("%s %s: %s, want %s", test.form, test.text, got, test.want)
		}
	}
}

// Every figure names the headers that stand above and beside it, and no id is
// used twice in the page.
func TestHeadersOfFigures(t *testing.T) {
	for _, form := range Forms() {
		r, _ := Fill(form, 2021, nil)
		seen := map[string]bool{}
		figures := 0
		for _, table := range r.Tables() {
			ids := map[string]string{}
			rows := slices.Concat(table.Head, table.Body)
			for _, row := range rows {
				for _, cell := range row {
					if !cell.Header {
						continue
					}
					if seen[cell.ID] || !strings.HasPrefix(cell.ID, table.Key+"-") || cell.Scope == "" {
						t.Errorf("%q: id %q, scope %q", cell.Text, cell.ID, cell.Scope)
					}
					seen[cell.ID] = true
					ids[cell.ID] = cell.Text
				}
			}
			for _, row := range rows {
				for _, cell := range row {
					if cell.Header {
						continue
					}
					figures++
					var labels []string
					for _, id := range cell.Headers {
						labels = append(labels, ids[id])
					}
					i := slices.IndexFunc(form.figures, func(f Figure) bool { return f.Name == cell.Key })
					if i < 0 {
						t.Fatalf("no figure %q", cell.Key)
					}
					f := form.figures[i]
					want := slices.Concat(f.RowLabels, f.ColumnLabels)
					if len(labels) == len(want)+1 {
						labels = labels[1:] // the title of the section
					}
					if !slices.Equal(labels, want) {
						t.Errorf("%s: headers %v, want %v", cell.Key, labels, want)
					}
				}
			}
		}
		if figures != len(form.figures) {
			t.Errorf("%d figures are set, the form has %d", figures, len(form.figures))
		}
	}
}

func TestCellsSayWhatTheyAre(t *testing.T) {
	text := edit(t, busy(false).text(), "licences = ", `licences = "/" # `, "penalties = ", "penalties = 0 # ")
	r, _ := decodeText(t, text, 2023)
	cells := map[string]TableCell{}
	headers := map[string]TableCell{}
	for _, table := range r.Tables() {
		for _, row := range slices.Concat(table.Head, table.Body) {
			for _, cell := range row {
				if cell.Header {
					headers[cell.Text] = cell
				} else {
					cells[cell.Key] = cell
				}
			}
		}
	}
	if c := cells["disclosure.licences"]; c.Text != "/" || c.State != NotApplicable || c.Zero {
		t.Errorf("not applicable: %+v", c)
	}
	if c := cells["disclosure.penalties"]; c.Text != "0" || !c.Zero {
		t.Errorf("zero: %+v", c)
	}
	if c := cells["disclosure.fees"]; c.Text != "3415.70" || c.State != Number {
		t.Errorf("money keeps its decimals: %+v", c)
	}
	if !cells["requests.new.total"].Total || !cells["requests.outcome.total.natural"].Total || cells["requests.new.natural"].Total {
		t.Error("totals aren't told from the rest")
	}
	for text, level := range map[string]int{"三、本年度办理结果": 1, "（一）予以公开": 2, "1.属于国家秘密": 3} {
		if headers[text].Level != level {
			t.Errorf("%s is of level %d", text, headers[text].Level)
		}
	}
	if want := "收到和处理政府信息公开申请情况（2023年，单位：件）"; r.Tables()[1].Caption != want {
		t.Errorf("caption %s", r.Tables()[1].Caption)
	}
}
