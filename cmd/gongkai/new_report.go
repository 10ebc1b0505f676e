package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"gongkai/internal/report"
	"gongkai/internal/site"
)

func (p *process) newReportCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "report YEAR",
		Short: p.words("新建一年的年度报告", "start a year's report"),
		Long: p.words(`新建一年的政府信息公开工作年度报告：YEAR.toml 填数据，YEAR.md 写文字。
上年结转按上一年的结转下年度继续办理填好。写完以前是草稿，不会公开。`,
			`Starts a year's report: the figures go into YEAR.toml, the prose into YEAR.md.
What was carried over from the year before is filled in. It is a draft until it
is finished.`),
		Example: "gongkai new report 2024",
		Args:    p.takes(1, 1),
		RunE:    func(_ *cobra.Command, args []string) error { return p.newReport(args[0]) },
	}
}

func (p *process) newReport(text string) error {
	year, err := strconv.Atoi(text)
	if err != nil {
		return usageError(fmt.Sprintf(p.words("年份「%s」看不懂，应当是 2024 这样的四位数", "“%s” is no year such as 2024"), text))
	}
	form := report.FormOf(year)
	if form == nil {
		return usageError(fmt.Sprintf(p.words("没有 %d 年的格式；最早的是 %s 年", "there is no form for %d; the first is that of %s"), year, report.Forms()[0].ID))
	}
	_, s, _, err := p.everything()
	if err != nil {
		return err
	}
	today := p.now.In(s.Settings.Zone)
	if year > today.Year() {
		return usageError(fmt.Sprintf(p.words("%d 年还没有开始（今天是 %s），年报写的是过去一年的事；请核对年份", "%d hasn't begun (today is %s), and a report is on a year that is past: check the year"), year, today.Format(time.DateOnly)))
	}
	prose := reportPage(form, s.Settings.Agency.Name, year, today, s.NextIndex(today))
	name := fmt.Sprintf("content/report/%d", year)
	if err := p.write(name+".toml", form.Skeleton(reportOf(s, year-1))); err != nil {
		return err
	}
	if err := p.write(name+".md", prose); err != nil {
		_ = os.Remove(filepath.Join(p.siteDir, filepath.FromSlash(name+".toml"))) // figures without a page stop the build
		return err
	}
	for _, end := range []string{".toml", ".md"} {
		if err := p.created(name + end); err != nil {
			return err
		}
	}
	p.talk(p.words("下一步：在 %[1]d.toml 填数据，在 %[1]d.md 写文字；都写好以后删去 draft = true，运行 gongkai check\n",
		"next: fill in %[1]d.toml and write %[1]d.md; then remove draft = true and run gongkai check\n"), year)
	return nil
}

// reportOf is the figures of a year, or nil.
func reportOf(s *site.Site, year int) *report.Report {
	if s.Reports == nil {
		return nil
	}
	for _, page := range s.Reports.Pages {
		if page.Report != nil && page.Report.Year == year {
			return page.Report
		}
	}
	return nil
}

// reportPage is the beginning of a report's text: a draft, with the fixed
// headings and advice on what each part must say.
func reportPage(form *report.Form, agency string, year int, day time.Time, index string) []byte {
	var b strings.Builder
	b.WriteString("+++\n")
	frontMatter(&b, report.Title(agency, year), day, index)
	b.WriteString("draft = true   # 草稿不公开；写好以后删去这一行\n+++\n")
	b.Write(form.ProseSkeleton())
	return []byte(b.String())
}
