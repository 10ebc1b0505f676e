package main

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"gongkai/internal/diag"
	"gongkai/internal/site"
)

func (p *process) exportCommand() *cobra.Command {
	var (
		year   int
		format string
		out    string
	)
	c := &cobra.Command{
		Use:   "export [--year N] [--format json|csv|xlsx] [--out FILE]",
		Short: p.words("输出一年年报的数据", "print a year's figures"),
		Long: p.words(`按格式的次序输出一年年报的全部数据，合计已经算好；不生成网站。
不写年份，就是最近一年的。CSV 可以直接用表格软件打开；xlsx 的样子和正式表格一样，
要用 --out 写到文件里。`,
			`Prints all figures of a year's report in the order of its form, with the sums
worked out; no site is built. Without a year it is the latest one. CSV opens in
any spreadsheet; a workbook looks like the printed form and needs --out.`),
		Example: `gongkai export --year 2023
gongkai export --format csv --out 2023.csv
gongkai export --format xlsx --out 2023.xlsx`,
		Args: p.takes(0, 0),
		RunE: func(*cobra.Command, []string) error { return p.export(year, format, out) },
	}
	c.Flags().IntVar(&year, "year", 0, p.words("哪一年；不写就是最近一年", "the year; the latest, unless told"))
	c.Flags().StringVar(&format, "format", "json", p.words("格式；不写就是 json", "the format; json, unless told"))
	c.Flags().StringVar(&out, "out", "", p.words("写到这个文件；不写就输出在屏幕上", "the file to write; stdout, unless told"))
	return c
}

func (p *process) export(year int, format, out string) error {
	if format != "json" && format != "csv" && format != "xlsx" {
		return p.badValue("format", format, p.words(" json、csv 或 xlsx", "json, csv or xlsx"))
	}
	if _, shown := terminal(p.stdout); shown && format == "xlsx" && out == "" {
		return usageError(p.words("xlsx 不能显示在屏幕上；加上 --out 文件名.xlsx", "a workbook can't be shown here; add --out FILE.xlsx"))
	}
	_, s, findings, err := p.everything()
	if err != nil {
		return err
	}
	page, err := p.findReport(s, year)
	if err != nil {
		return err
	}
	figures := strings.TrimSuffix(page.File.Name(), path.Ext(page.File.Name())) + ".toml"
	findings = slices.DeleteFunc(findings, func(d diag.Diagnostic) bool { return d.File != figures })
	p.talkFindings(findings)
	if p.failed(findings) || page.Report == nil {
		return errProblems
	}
	agency := cmp.Or(page.Agency, s.Settings.Agency.Name)
	text := page.Report.JSON(agency)
	switch format {
	case "csv":
		text = page.Report.CSV()
	case "xlsx":
		text = page.Report.Workbook(agency)
	}
	if out != "" {
		return replaceFile(out, text)
	}
	_, err = p.stdout.Write(text)
	return err
}

// findReport is the report of a year; of the latest year when it is 0.
func (p *process) findReport(s *site.Site, year int) (*site.Page, error) {
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
