package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"strings"

	"gongkai/internal/report"
)

// example is a report as it is pasted from a page, with some of it replaced:
// pairs of what is there and what stands in its stead.
func example(pairs ...string) string {
	text := exampleText("2021", 2023)
	for i := 0; i < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return "$ gongkai import report.txt --force\n-- report.txt --\n" + text
}

// exampleReport is a small report whose sums hold.
func exampleReport(formID string, year int, empty bool) *report.Report {
	var form *report.Form
	for _, f := range report.Forms() {
		if f.ID == formID {
			form = f
		}
	}
	cells := map[string]report.Cell{}
	for _, f := range form.Figures() {
		cells[f.Name] = report.Cell{State: report.Number, Text: "0"}
		switch {
		case empty:
			cells[f.Name] = report.Cell{State: report.Blank}
		case f.Row == "licences":
			cells[f.Name] = report.Cell{State: report.Number, Text: "12"}
		case f.Row == "coercions":
			cells[f.Name] = report.Cell{State: report.Number, Text: "2"}
		}
	}
	r, err := report.Fill(form, year, cells)
	if err != nil {
		panic(err)
	}
	return r
}

// exampleProse is the parts of a report: a title with its text, or a table.
func exampleProse(r *report.Report, title func(string), paragraph func(string), table func(report.Table)) {
	title(fmt.Sprintf("示例县统计局%d年政府信息公开工作年度报告", r.Year))
	paragraph(fmt.Sprintf("发布日期：%d-01-20", r.Year+1))
	paragraph(fmt.Sprintf("本报告的统计期限自%[1]d年1月1日起，至%[1]d年12月31日止。", r.Year))
	tables := map[string]report.Table{}
	for _, t := range r.Tables() {
		tables[t.Key] = t
	}
	for _, p := range r.Form.Parts {
		title(p.Heading())
		switch {
		case p.Table != "":
			table(tables[p.Table])
		case len(p.Aspects) > 0:
			for i, aspect := range p.Aspects {
				paragraph(fmt.Sprintf("（%c）%s。由专人负责，定期检查。", []rune("一二三四五六七")[i], aspect))
			}
		case p.Ordinal == "五":
			paragraph("栏目更新还不够及时，将按月检查。")
		default:
			paragraph("本年度没有收取信息处理费。")
		}
	}
}

// exampleText is a report with tabs between its cells.
func exampleText(form string, year int) string { return tabbedText(exampleReport(form, year, false)) }

func tabbedText(r *report.Report) string {
	var b strings.Builder
	line := func(s string) { b.WriteString(s + "\n") }
	exampleProse(r, line, line, func(t report.Table) {
		for _, row := range grid(t) {
			line(strings.Join(row, "\t"))
		}
	})
	return b.String()
}

// grid is a table with its merged cells taken apart: the text stands in the
// first, the others are empty. A figure's own span is not taken apart.
func grid(t report.Table) [][]string {
	lines := append(append([][]report.TableCell{}, t.Head...), t.Body...)
	below := map[int]int{}
	var rows [][]string
	for _, line := range lines {
		var row []string
		at := 0
		skip := func() {
			for below[at] > 0 {
				below[at]--
				row = append(row, "")
				at++
			}
		}
		for _, c := range line {
			skip()
			for i := range c.ColSpan {
				if i == 0 {
					row = append(row, c.Text)
				} else if c.Header {
					row = append(row, "")
				}
				below[at] = c.RowSpan - 1
				at++
			}
		}
		skip()
		rows = append(rows, row)
	}
	return rows
}

func blankExample() string { return tabbedText(exampleReport("2021", 2023, true)) }

// lostExample has every label and a few stray numbers.
func lostExample() string {
	return strings.ReplaceAll(tabbedText(exampleReport("2021", 2023, true)), "一、本年新收政府信息公开申请数量", "一、本年新收政府信息公开申请数量\t\t3\t4")
}

// examplePage is a report as a web page.
func examplePage(more string) string {
	var b strings.Builder
	paragraph := func(s string) { b.WriteString("<p>" + html.EscapeString(s) + "</p>\n") }
	b.WriteString("<html><body>\n")
	exampleProse(exampleReport("2021", 2023, false), paragraph, paragraph, func(t report.Table) {
		b.WriteString("<table>\n")
		for _, line := range append(append([][]report.TableCell{}, t.Head...), t.Body...) {
			b.WriteString("<tr>")
			for _, c := range line {
				fmt.Fprintf(&b, "<td rowspan=%d colspan=%d>%s</td>", c.RowSpan, c.ColSpan, html.EscapeString(c.Text))
			}
			b.WriteString("</tr>\n")
		}
		b.WriteString("</table>\n")
	})
	return b.String() + more + "</body></html>\n"
}

var (
	encryptedZip  = exampleZip("word/document.xml", 1)
	strayZip      = exampleZip("../document.xml", 0)
	questionMarks = strings.Repeat("2023????????????????????????????????????????\n", 8)
)

// exampleZip is an archive of one small member.
func exampleZip(name string, flags uint16) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if f, err := w.CreateRaw(&zip.FileHeader{Name: name, Flags: flags, UncompressedSize64: 1, CompressedSize64: 1}); err == nil {
		_, _ = f.Write([]byte("x"))
	}
	_ = w.Close()
	return b.String() + "\n"
}
