package intake

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"gongkai/internal/report"
)

// The shapes in which reports survive, made from a report whose figures are
// known. Each is as ugly as real ones are: what is ugly is drawn by the test.

// shape sets a report and gives the name of its file.
type shape struct {
	name  string
	least int // per cent of the figures that must be read when none is damaged
	set   func(d *damage, r *report.Report) (file string, data []byte)
}

var shapes = []shape{
	{"tabs", 90, tabs},
	{"layout", 90, layout},
	{"one cell a line", 90, oneCellALine},
	{"blocks", 60, blocks},
	{"markdown", 90, markdown},
	{"web page", 90, webPage},
	{"csv", 90, commaSeparated},
	{"word", 90, word},
	{"excel", 90, excel},
}

// damage draws what is wrong with a copy. It remembers which figures suffered,
// so that the test knows what the source says.
type damage struct {
	*rand.Rand
	heavy bool // figures themselves suffer, not only their surroundings
	says  map[string]report.Cell
}

func (d *damage) chance(percent int) bool {
	return d.IntN(100) < percent
}

func (d *damage) pick(from ...string) string {
	return from[d.IntN(len(from))]
}

// label writes a label as people do.
func (d *damage) label(s string) string {
	switch d.IntN(10) {
	case 0:
		s = strings.NewReplacer("（", "(", "）", ")", "，", ",", "“", "\"", "”", "\"").Replace(s)
	case 1:
		s = strings.NewReplacer("（一）", "(一) ", "（二）", "(二) ", "（三）", "(三) ", "1.", "1. ", "2.", "2、", "3.", "３．").Replace(s)
	case 2:
		for _, pair := range [][2]string{{"国", "國"}, {"务", "務"}, {"开", "開"}, {"数", "數"}, {"请", "請"}, {"总计", "總計"}, {"条", "條"}} {
			s = strings.ReplaceAll(s, pair[0], pair[1])
		}
	case 3:
		if i := strings.Index(s, "1.申请人无正当理由逾期不补正"); i >= 0 {
			s = s[:i] + "1.逾期不补正"
		}
		if i := strings.Index(s, "2.申请人逾期未按"); i >= 0 {
			s = s[:i] + "2.逾期不缴费"
		}
		if strings.Contains(s, "部分公开（") {
			s = "（二）部分公开"
		}
	}
	return s
}

// figure writes a figure as people do, and sometimes not at all.
func (d *damage) figure(c report.TableCell) string {
	text := c.Text
	if d.heavy && d.chance(4) {
		switch d.IntN(6) {
		case 0:
			d.says[c.Key] = report.Cell{State: report.Blank}
			return ""
		case 1:
			d.says[c.Key] = report.Cell{State: report.NotApplicable, Text: "/"}
			return "/"
		case 2:
			d.says[c.Key] = report.Cell{State: report.Blank}
			return "-"
		case 3:
			// Two figures run together: what the source says is gone.
			d.says[c.Key] = report.Cell{State: report.Missing}
			return "0" + text
		case 4:
			if _, err := strconv.Atoi(text); err == nil && len(text) > 1 && text[0] != '+' && text[0] != '-' {
				d.says[c.Key] = report.Cell{State: report.Missing}
				return text[:1] + "  " + text[1:]
			}
		default:
			d.says[c.Key] = report.Cell{State: report.Blank}
			return "—"
		}
	}
	switch d.IntN(20) {
	case 0:
		text = wide(text)
	case 1:
		if n, err := strconv.Atoi(text); err == nil && n > 999 && text[0] != '+' {
			text = text[:len(text)-3] + "," + text[len(text)-3:]
			if n > 999999 {
				text = text[:len(text)-7] + "," + text[len(text)-7:]
			}
		}
	case 2:
		if !strings.ContainsAny(text, "./+-元") && text != "" {
			text += "件"
		}
	case 3:
		if strings.HasPrefix(text, "-") {
			text = "减" + text[1:]
		}
	}
	return text
}

func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r - '0' + '０'
		}
		return r
	}, s)
}

// page is a report as lines and tables, whatever the shape.
func (d *damage) page(r *report.Report, paragraph func(string), table func(report.Table)) {
	exampleProse(r, func(s string) {
		if strings.Contains(s, "、") {
			s = d.heading(s)
		}
		paragraph(s)
	}, paragraph, func(t report.Table) {
		if d.chance(10) {
			paragraph("该部分以表格形式报告。表格如下：")
		}
		table(t)
	})
}

// heading writes a part's heading as people do.
func (d *damage) heading(s string) string {
	switch {
	case strings.HasPrefix(s, "五、"):
		return d.pick(s, "五、存在的主要问题和改进情况", "五、政府信息公开工作存在的主要问题及改进情况", "五、 存在问题及改进情况")
	case strings.HasPrefix(s, "六、"):
		return d.pick(s, "l六、其他需要报告的事项", "六、其他需要报告的事项：")
	case strings.HasPrefix(s, "二、"):
		return d.pick(s, "三、主动公开政府信息情况", "二、 主动公开政府信息情况")
	}
	return s
}

// encoded writes a text in one of the encodings that are about.
func (d *damage) encoded(text string) []byte {
	switch d.pick("utf-8", "bom", "crlf", "gbk", "utf-16le", "utf-16be") {
	case "bom":
		return []byte("\ufeff" + text)
	case "crlf":
		return []byte(strings.ReplaceAll(text, "\n", "\r\n"))
	case "gbk":
		data, _ := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
		return data
	case "utf-16le":
		return append([]byte{0xff, 0xfe}, units(text, false)...)
	case "utf-16be":
		return append([]byte{0xfe, 0xff}, units(text, true)...)
	}
	return []byte(text)
}

func units(text string, big bool) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return b
}

// cells is a table as rows of texts, merged cells taken apart; header cells and
// figures are written as people write them.
func (d *damage) cells(t report.Table) [][]string { return grid(d.dressed(t)) }

// dressed writes every cell of a table as people do.
func (d *damage) dressed(t report.Table) report.Table {
	dress := func(lines [][]report.TableCell) [][]report.TableCell {
		var out [][]report.TableCell
		for _, line := range lines {
			var cells []report.TableCell
			for _, c := range line {
				switch {
				case c.Key != "":
					c.Text = d.figure(c)
				case t.Key == "requests" && c.Level > 0 || t.Key == "disclosure":
					c.Text = d.label(c.Text)
				}
				cells = append(cells, c)
			}
			out = append(out, cells)
		}
		return out
	}
	t.Body = dress(t.Body)
	return t
}

// tabs is a report as it is pasted from a page: merged cells are lost, and the
// rows are out of line.
func tabs(d *damage, r *report.Report) (string, []byte) {
	var b strings.Builder
	d.page(r, func(s string) { b.WriteString(s + "\n\n") }, func(t report.Table) {
		rows := d.cells(t)
		for _, row := range rows {
			text := strings.Join(row, "\t")
			if t.Key == "requests" && d.chance(20) {
				text = strings.TrimLeft(text, "\t")
			}
			if d.chance(30) {
				text += "\t"
			}
			b.WriteString(text + "\n")
		}
		b.WriteString("\n")
	})
	return "report.txt", d.encoded(b.String())
}

// layout is what pdftotext -layout makes: cells where they stand on the page,
// labels broken over lines, vertical labels down the margin, pages.
func layout(d *damage, r *report.Report) (string, []byte) {
	var b strings.Builder
	pageNumber := 1
	newPage := func() {
		fmt.Fprintf(&b, "\n%s- %d -\n\f", strings.Repeat(" ", 40), pageNumber)
		pageNumber++
	}
	d.page(r, func(s string) { b.WriteString("    " + s + "\n") }, func(t report.Table) {
		if d.chance(50) {
			newPage()
		}
		switch t.Key {
		case "requests":
			d.layoutRequests(&b, t, newPage)
		case "review":
			d.layoutAbreast(&b, t)
		default:
			for _, line := range d.dressed(t).Body {
				var texts []string
				for _, c := range line {
					texts = append(texts, c.Text)
				}
				b.WriteString(strings.TrimRight(strings.Join(texts, "         "), " ") + "\n\n")
			}
		}
	})
	return "report.txt", d.encoded(b.String())
}

func (d *damage) layoutRequests(b *strings.Builder, t report.Table, newPage func()) {
	header := func() {
		b.WriteString("（本列数据的勾稽关系为：第一项加第二项之和，等\n于第三项加第四项之和）                                     申请人情况\n")
		b.WriteString("                                              自然人         法人或其他组织           总计\n")
		b.WriteString("                                                    商业  科研  社会公益 法律服务 其他\n                                                    企业  机构  组织   机构\n\n")
	}
	header()
	vertical := []rune("三、本年度办理结果")
	var group string
	for i, line := range d.dressed(t).Body {
		if i > 3 && d.chance(6) {
			newPage()
			if d.chance(50) {
				header()
			}
		}
		var labels []string
		var figures []string
		for _, c := range line {
			switch {
			case c.Key != "":
				figures = append(figures, c.Text)
			case c.Text != "三、本年度办理结果" && bare(c.Text) != "三本年度办理结果":
				labels = append(labels, c.Text)
			}
		}
		label := labels[len(labels)-1]
		if len(labels) > 1 {
			group = labels[0]
		}
		margin := "    "
		if len(vertical) > 0 && i > 3 && d.chance(40) {
			margin = string(vertical[0]) + "  "
			vertical = vertical[1:]
		}
		beside := "            "
		if group != "" && d.chance(30) {
			beside = group + "  "
			group = ""
		}
		// Columns stand where they stand, whatever the labels do.
		values := strings.Builder{}
		for k, f := range figures {
			if f == "" {
				continue
			}
			at := 4 + 6*k - utf8.RuneCountInString(f) + 2
			for utf8.RuneCountInString(values.String()) < at {
				values.WriteByte(' ')
			}
			if s := values.String(); s != "" && !strings.HasSuffix(s, " ") {
				values.WriteByte(' ')
			}
			values.WriteString(f)
		}
		put := func(text, values string) {
			for utf8.RuneCountInString(text) < 50 {
				text += " "
			}
			b.WriteString(strings.TrimRight(text+values, " ") + "\n")
		}
		runes := []rune(label)
		if len(runes) > 12 && d.chance(60) {
			cut := 6 + d.IntN(len(runes)-8)
			first, second := string(runes[:cut]), string(runes[cut:])
			switch d.pick("first", "second", "between", "after") {
			case "first":
				put(margin+beside+first, values.String())
				put("                "+second, "")
			case "second":
				put("                "+first, "")
				put(margin+beside+second, values.String())
			case "between":
				put("                "+first, "")
				put("", values.String())
				put(margin+beside+second, "")
			default:
				put("                "+first, "")
				put(margin+beside+second, "")
				put("", values.String())
			}
			continue
		}
		put(margin+beside+label, values.String())
	}
}

func (d *damage) layoutAbreast(b *strings.Builder, t report.Table) {
	b.WriteString("       行政复议                         行政诉讼\n\n                          未经复议直接起诉           复议后起诉\n\n")
	b.WriteString("结果  结果  其他  尚未  总 计 结果 结果 其他 尚未 总 计 结果 结果 其他 尚未 总计\n维持  纠正  结果  审结        维持 纠正 结果 审结      维持 纠正 结果 审结\n\n")
	for _, c := range d.dressed(t).Body[0] {
		b.WriteString(c.Text + "    ")
	}
	b.WriteString("\n\n")
}

// oneCellALine is what some programs make of a table.
func oneCellALine(d *damage, r *report.Report) (string, []byte) {
	var b strings.Builder
	gap := d.pick("\n", "\n\n")
	d.page(r, func(s string) { b.WriteString(s + "\n\n") }, func(t report.Table) {
		t = d.dressed(t)
		for _, line := range append(append([][]report.TableCell{}, t.Head...), t.Body...) {
			for _, c := range line {
				if c.Text != "" {
					b.WriteString(c.Text + gap)
				}
			}
		}
		b.WriteString("\n")
	})
	return "report.txt", d.encoded(b.String())
}

// blocks is what pdftotext makes without -layout: figures in blocks, row by row
// or column by column, labels somewhere before or after them.
func blocks(d *damage, r *report.Report) (string, []byte) {
	var b strings.Builder
	d.page(r, func(s string) { b.WriteString(s + "\n") }, func(t report.Table) {
		t = d.dressed(t)
		if t.Key != "requests" {
			for _, line := range t.Body {
				for _, c := range line {
					if c.Text != "" {
						b.WriteString(c.Text + "\n\n")
					}
				}
			}
			return
		}
		b.WriteString("申请人情况\n\n（本列数据的勾稽关系为：第一项加第二项之和， 等\n于第三项加第四项之和）\n\n法人或其他组织\n\n自然人\n\n社会 法律\n商业 科研\n公益 服务 其他\n企业 机构\n组织 机构\n\n总计\n\n")
		for lines := t.Body; len(lines) > 0; {
			n := min(1+d.IntN(10), len(lines))
			byColumn := d.chance(50)
			if !byColumn {
				n = 1
			}
			d.block(&b, lines[:n])
			lines = lines[n:]
			if d.chance(15) {
				fmt.Fprintf(&b, "- %d -\n\n\f", 2+d.IntN(3))
			}
		}
	})
	return "report.txt", d.encoded(b.String())
}

// block sets rows column by column.
func (d *damage) block(b *strings.Builder, lines [][]report.TableCell) {
	labels := func() {
		for _, line := range lines {
			for _, c := range line {
				if c.Key == "" {
					b.WriteString(c.Text + d.pick("\n", "\n\n"))
				}
			}
		}
		b.WriteString("\n")
	}
	before := d.chance(70)
	if before {
		labels()
	}
	for column := range 7 {
		for _, line := range lines {
			if text := line[len(line)-7+column].Text; text != "" {
				b.WriteString(text + "\n")
			}
		}
		b.WriteString("\n")
	}
	if !before {
		labels()
	}
}

func markdown(d *damage, r *report.Report) (string, []byte) {
	var b strings.Builder
	d.page(r, func(s string) {
		if strings.Contains(s, "、") && utf8.RuneCountInString(s) < 30 && strings.Contains("一二三四五六", string([]rune(s)[:1])) {
			s = "## " + s
		}
		b.WriteString(s + "\n\n")
	}, func(t report.Table) {
		rows := d.cells(t)
		width := 0
		for _, row := range rows {
			width = max(width, len(row))
		}
		for i, row := range rows {
			for len(row) < width && d.chance(80) {
				row = append(row, "")
			}
			b.WriteString("| " + strings.Join(row, " | ") + " |\n")
			if i == 0 {
				b.WriteString("|" + strings.Repeat(" --- |", width) + "\n")
			}
		}
		b.WriteString("\n")
	})
	return "report.md", d.encoded(b.String())
}

// webPage is a page of a content management system, pasted from Word.
func webPage(d *damage, r *report.Report) (string, []byte) {
	var b strings.Builder
	charset := d.pick("utf-8", "gb2312", "GBK")
	b.WriteString("<!DOCTYPE html><html><head><meta charset=" + charset + "><title>年报</title><style>p{}</style></head><body><div class=nav><a href=#>首页</a></div>\n")
	perCharacter := d.chance(50)
	text := func(s string) string {
		if !perCharacter {
			return html.EscapeString(s)
		}
		var spans strings.Builder
		for _, c := range s {
			spans.WriteString("<span style='font-family:仿宋_GB2312'>" + html.EscapeString(string(c)) + "</span>")
		}
		return spans.String()
	}
	d.page(r, func(s string) { b.WriteString("<p class=MsoNormal>" + text(s) + "<o:p></o:p></p>\n") }, func(t report.Table) {
		t = d.dressed(t)
		uneven := d.chance(50)
		b.WriteString("<table border=1><tbody>\n")
		for _, line := range append(append([][]report.TableCell{}, t.Head...), t.Body...) {
			b.WriteString("<tr>")
			for _, c := range line {
				columns := c.ColSpan
				if uneven && t.Key == "disclosure" {
					columns = 1 + d.IntN(3)
				}
				fmt.Fprintf(&b, "<td rowspan=\"%d\" colspan=%d>\n<p align=center>%s<o:p>&nbsp;</o:p></p>\n</td>", c.RowSpan, columns, text(c.Text))
			}
			b.WriteString("</tr>\n")
		}
		b.WriteString("</tbody></table>\n")
	})
	b.WriteString("<script>var total = 12345;</script></body></html>\n")
	if d.chance(30) {
		data, _ := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(b.String()))
		return "report.html", data
	}
	return d.pick("report.html", "report.doc", "report.htm"), []byte(b.String())
}

func commaSeparated(d *damage, r *report.Report) (string, []byte) {
	var b strings.Builder
	line := func(row []string) {
		for i, s := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			if strings.ContainsAny(s, ",\"\n") {
				s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
			}
			b.WriteString(s)
		}
		b.WriteString("\r\n")
	}
	d.page(r, func(s string) { line([]string{s}) }, func(t report.Table) {
		rows := d.cells(t)
		for _, row := range rows {
			line(row)
		}
	})
	return "report.csv", d.encoded(b.String())
}

// word is a .docx with the habits of Word: runs, tracked changes, merged cells.
func word(d *damage, r *report.Report) (string, []byte) {
	var b strings.Builder
	escape := func(s string) string {
		var e strings.Builder
		_ = xml.EscapeText(&e, []byte(s))
		return e.String()
	}
	run := func(s string) string {
		if d.chance(10) && utf8.RuneCountInString(s) > 1 {
			runes := []rune(s)
			return "<w:r><w:t>" + escape(string(runes[:1])) + "</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">" + escape(string(runes[1:])) + "</w:t></w:r>"
		}
		if d.chance(5) {
			return "<w:del><w:r><w:delText>99</w:delText></w:r></w:del><w:ins><w:r><w:t>" + escape(s) + "</w:t></w:r></w:ins>"
		}
		return "<w:r><w:t>" + escape(s) + "</w:t></w:r>"
	}
	d.page(r, func(s string) { b.WriteString("<w:p>" + run(s) + "</w:p>") }, func(t report.Table) {
		t = d.dressed(t)
		b.WriteString("<w:tbl><w:tblPr/>")
		below := map[int][2]int{} // rows left and width, by column
		for _, line := range append(append([][]report.TableCell{}, t.Head...), t.Body...) {
			b.WriteString("<w:tr>")
			at := 0
			merged := func() {
				for below[at][0] > 0 {
					m := below[at]
					below[at] = [2]int{m[0] - 1, m[1]}
					fmt.Fprintf(&b, "<w:tc><w:tcPr><w:gridSpan w:val=\"%d\"/><w:vMerge/></w:tcPr><w:p/></w:tc>", m[1])
					at += m[1]
				}
			}
			for _, c := range line {
				merged()
				vertical := ""
				if c.RowSpan > 1 {
					vertical = `<w:vMerge w:val="restart"/>`
					below[at] = [2]int{c.RowSpan - 1, c.ColSpan}
				}
				fmt.Fprintf(&b, "<w:tc><w:tcPr><w:gridSpan w:val=\"%d\"/>%s</w:tcPr><w:p>%s</w:p></w:tc>", c.ColSpan, vertical, run(c.Text))
				at += c.ColSpan
			}
			merged()
			b.WriteString("</w:tr>")
		}
		b.WriteString("</w:tbl>")
	})
	return d.pick("report.docx", "report.doc"), packed(map[string]string{
		"word/document.xml": `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + b.String() + `<w:sectPr/></w:body></w:document>`,
	})
}

// excel is a workbook of one sheet.
func excel(d *damage, r *report.Report) (string, []byte) {
	var b, merges strings.Builder
	line := 0
	cell := func(column int, s string) {
		ref := string(rune('A'+column)) + strconv.Itoa(line)
		var e strings.Builder
		_ = xml.EscapeText(&e, []byte(s))
		if _, err := strconv.ParseFloat(s, 64); err == nil && s[0] != '+' && d.chance(80) {
			fmt.Fprintf(&b, `<c r="%s"><v>%s</v></c>`, ref, s)
			return
		}
		fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, ref, e.String())
	}
	row := func(fill func()) {
		line++
		fmt.Fprintf(&b, `<row r="%d">`, line)
		fill()
		b.WriteString("</row>")
	}
	d.page(r, func(s string) { row(func() { cell(0, s) }) }, func(t report.Table) {
		t = d.dressed(t)
		below := map[int]int{}
		for _, cells := range append(append([][]report.TableCell{}, t.Head...), t.Body...) {
			row(func() {
				at := 0
				for _, c := range cells {
					for below[at] > 0 {
						below[at]--
						at++
					}
					if c.Text != "" || d.chance(50) {
						cell(at, c.Text)
					}
					if c.RowSpan > 1 || c.ColSpan > 1 {
						fmt.Fprintf(&merges, `<mergeCell ref="%c%d:%c%d"/>`, 'A'+at, line, 'A'+at+c.ColSpan-1, line+c.RowSpan-1)
					}
					for range c.ColSpan {
						below[at] = c.RowSpan - 1
						at++
					}
				}
				for below[at] > 0 {
					below[at]--
					at++
				}
			})
		}
	})
	return "report.xlsx", packed(map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="年报" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + b.String() + `</sheetData><mergeCells>` + merges.String() + `</mergeCells></worksheet>`,
	})
}

// packed is a zip of members.
func packed(members map[string]string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"word/document.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"} {
		if text, ok := members[name]; ok {
			f, _ := w.Create(name)
			_, _ = f.Write([]byte(text))
		}
	}
	_ = w.Close()
	return b.Bytes()
}
