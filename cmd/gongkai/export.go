package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"gongkai/internal/diag"
	"gongkai/internal/report"
	"gongkai/internal/site"
)

func (p *process) exportCommand() *cobra.Command {
	var (
		year   int
		format string
		out    string
	)
	c := &cobra.Command{
		Use:   "export [--year N] [--format json|csv] [--out FILE]",
		Short: p.words("输出一年年报的数据", "print a year's figures"),
		Long: p.words(`按格式的次序输出一年年报的全部数据，合计已经算好；不生成网站。
不写年份，就是最近一年的。CSV 可以直接用表格软件打开。`,
			`Prints all figures of a year's report in the order of its form, with the sums
worked out; no site is built. Without a year it is the latest one.`),
		Example: `gongkai export --year 2023
gongkai export --format csv --out 2023.csv`,
		Args: p.takes(0, 0),
		RunE: func(*cobra.Command, []string) error { return p.export(year, format, out) },
	}
	c.Flags().IntVar(&year, "year", 0, p.words("哪一年；不写就是最近一年", "the year; the latest, unless told"))
	c.Flags().StringVar(&format, "format", "json", p.words("格式；不写就是 json", "the format; json, unless told"))
	c.Flags().StringVar(&out, "out", "", p.words("写到这个文件；不写就输出在屏幕上", "the file to write; stdout, unless told"))
	return c
}

func (p *process) export(year int, format, out string) error {
	if format != "json" && format != "csv" {
		return p.badValue("format", format, p.words(" json 或 csv", "json or csv"))
	}
	_, s, findings, err := p.everything()
	if err != nil {
		return err
	}
	page, err := p.reportPage(s, year)
	if err != nil {
		return err
	}
	figures := strings.TrimSuffix(page.File.Name(), path.Ext(page.File.Name())) + ".toml"
	findings = slices.DeleteFunc(findings, func(d diag.Diagnostic) bool { return d.File != figures })
	p.talkFindings(findings)
	if p.failed(findings) || page.Report == nil {
		return errProblems
	}
	agency := s.Settings.Agency.Name
	if page.Agency != "" {
		agency = page.Agency
	}
	text := exportJSON(page.Report, agency)
	if format == "csv" {
		text = exportCSV(page.Report)
	}
	if out != "" {
		return replaceFile(out, text)
	}
	_, err = p.stdout.Write(text)
	return err
}

// reportPage is the report of a year; of the latest year when it is 0.
func (p *process) reportPage(s *site.Site, year int) (*site.Page, error) {
	if s.Reports != nil {
		for _, page := range s.Reports.Pages {
			if year == 0 || stem(page.File.Path) == fmt.Sprint(year) {
				return page, nil
			}
		}
	}
	if year == 0 {
		return nil, usageError(p.words("还没有年报；新建一份用 gongkai new report 年份", "there is no report yet; start one with gongkai new report YEAR"))
	}
	return nil, usageError(fmt.Sprintf(p.words("没有 %d 年的年报", "there is no report for %d"), year))
}

// exportJSON is one object: the tables by their keys, each row as its values,
// the sums among them.
func exportJSON(r *report.Report, agency string) []byte {
	root := &branch{}
	root.add([]string{"agency"}, quote(agency))
	root.add([]string{"year"}, fmt.Sprint(r.Year))
	root.add([]string{"form"}, quote(r.Form.ID))
	for _, row := range rowsOf(r.Form) {
		keys := append([]string{row[0].Table}, strings.Split(row[0].Row, ".")...)
		var values []string
		for _, figure := range row {
			cell, _, _ := r.Cell(figure.Name)
			values = append(values, jsonValue(cell, figure.Kind))
		}
		if len(row) == 1 && row[0].Column == "" {
			root.add(keys, values[0])
		} else {
			root.add(keys, "["+strings.Join(values, ", ")+"]")
		}
	}
	var b strings.Builder
	root.write(&b, "")
	b.WriteByte('\n')
	return []byte(b.String())
}

// rowsOf is the figures of a form, row by row.
func rowsOf(form *report.Form) (rows [][]report.Figure) {
	for _, figure := range form.Figures() {
		if last := len(rows) - 1; last >= 0 && rows[last][0].Table == figure.Table && rows[last][0].Row == figure.Row {
			rows[last] = append(rows[last], figure)
		} else {
			rows = append(rows, []report.Figure{figure})
		}
	}
	return rows
}

// jsonValue is a cell: null when it is blank, money as text so that 3415.70
// stays 3415.70.
func jsonValue(cell report.Cell, kind report.Kind) string {
	switch {
	case cell.State == report.NotApplicable:
		return `"/"`
	case cell.State != report.Number:
		return "null"
	case kind == report.Count && json.Valid([]byte(cell.Text)):
		return cell.Text
	}
	return quote(cell.Text)
}

// branch is a JSON object whose keys keep their order.
type branch struct {
	key      string
	value    string // as JSON, when it is a leaf
	branches []*branch
}

func (b *branch) add(keys []string, value string) {
	if len(keys) == 0 {
		b.value = value
		return
	}
	for _, below := range b.branches {
		if below.key == keys[0] {
			below.add(keys[1:], value)
			return
		}
	}
	below := &branch{key: keys[0]}
	b.branches = append(b.branches, below)
	below.add(keys[1:], value)
}

func (b *branch) write(out *strings.Builder, indent string) {
	if b.branches == nil {
		out.WriteString(b.value)
		return
	}
	separator := "{\n"
	for _, below := range b.branches {
		out.WriteString(separator + indent + "  " + quote(below.key) + ": ")
		separator = ",\n"
		below.write(out, indent+"  ")
	}
	out.WriteString("\n" + indent + "}")
}

// exportCSV is one figure a line, marked as UTF-8 so that a spreadsheet reads
// it without being asked.
func exportCSV(r *report.Report) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	_ = w.Write([]string{"table", "key", "label", "column", "column_label", "value"})
	for _, f := range r.Form.Figures() {
		cell, _, _ := r.Cell(f.Name)
		_ = w.Write([]string{f.Table, f.Row, strings.Join(f.RowLabels, "/"), f.Column, strings.Join(f.ColumnLabels, "/"), cell.Text})
	}
	w.Flush()
	return b.Bytes()
}
