package site

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/markup"
	"gongkai/internal/report"
	"gongkai/internal/source"
)

// A year's report is two files of the same stem: 2023.md and 2023.toml. The
// prose may quote figures, {{ requests.new.total }}, and how many items the
// site disclosed in that year, {{ disclosed.count }}; so the reports are read
// when everything else is.

// disclosedName is the one figure that comes from the site, not from the form.
const disclosedName = "disclosed.count"

var ruleReportName = diag.Rule{
	Code: "L304", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」不是年报的文件名", EN: "{1} is not the name of an annual report's file"},
	Hint:    diag.Text{ZH: "年报是 report/ 里的 2023.md 和 2023.toml 这样两个文件，文件名就是年份", EN: "a report is two files such as 2023.md and 2023.toml in report/, named by the year"},
	Why:     diag.Text{ZH: "年份取自文件名；历年报告按它排列和核对。", EN: "The year is the file's name: the series is put in order and compared by it."},
	Bad:     "-- content/report/annual.md --\n+++\ntitle = \"年度报告\"\ndate = 2024-01-20\nindex = \"000014349/2024-00009\"\n+++\n正文。\n",
	Good:    "-- content/guide/annual.md --\n+++\ntitle = \"怎样查阅年报\"\n+++\n正文。\n",
}

var ruleNoFigures = diag.Rule{
	Code: "L305", Severity: diag.Error,
	Message: diag.Text{ZH: "{1}年年报没有数据文件「{2}」", EN: "the report of {1} has no figures: {2}"},
	Hint:    diag.Text{ZH: "运行 gongkai new report {1} 生成数据文件，再填数", EN: "run gongkai new report {1} for the file, then fill it in"},
	Why:     diag.Text{ZH: "年报的第二、三、四部分是表格，没有数据就缺了一半。", EN: "Parts two to four of a report are tables; without figures half of it is missing."},
	Basis:   "国办公开办函〔2021〕30号",
	Bad:     "-- content/report/2022.md --\n+++\ntitle = \"2022年政府信息公开工作年度报告\"\ndate = 2023-01-20\nindex = \"000014349/2023-00009\"\n+++\n## 一、总体情况\n",
	Good:    "-- content/report/2018.md --\n+++\ntitle = \"2018年政府信息公开工作年度报告\"\ndate = 2019-03-20\nindex = \"000014349/2019-00009\"\n+++\n## 一、概述\n\n全年主动公开信息。\n",
}

var ruleNoProse = diag.Rule{
	Code: "L306", Severity: diag.Error,
	Message: diag.Text{ZH: "{1}年年报没有正文「{2}」", EN: "the report of {1} has no text: {2}"},
	Hint:    diag.Text{ZH: "运行 gongkai new report {1} 生成正文的框架，再写", EN: "run gongkai new report {1} for its frame, then write it"},
	Why:     diag.Text{ZH: "只有数据、没有正文的年报不会公开。", EN: "Figures without a text are not published."},
	Basis:   "国办公开办函〔2021〕30号",
	Bad:     "-- content/report/2022.toml --\n",
	Good:    "-- content/guide/annual.md --\n+++\ntitle = \"怎样查阅年报\"\n+++\n正文。\n",
}

// isReport tells whether a page of report/ is named as a report must be.
func (l *linker) isReport(file *source.File, p *Page) bool {
	_, ok := year(stem(file.Path))
	if !ok || p.bundle != "" || folderOf(file.Path) != reportFolder {
		l.find(&ruleReportName, file.Place(), strings.TrimPrefix(file.Path, reportFolder+"/"))
		return false
	}
	return true
}

// sortFigures takes a year's figures.
func (l *linker) sortFigures(file *source.File) {
	if _, ok := year(stem(file.Path)); !ok || folderOf(file.Path) != reportFolder {
		l.find(&ruleReportName, file.Place(), path.Base(file.Path))
		return
	}
	l.figures[stem(file.Path)] = file
}

// readReports reads both halves of every report, the oldest first.
func (l *linker) readReports() {
	var series []*report.Report
	var last *report.Prose
	written := map[string]bool{}
	for _, p := range l.jobs {
		if p.Kind != ReportPage {
			continue
		}
		name := stem(p.File.Path)
		written[name] = true
		l.readReport(p, name)
		if p.Report != nil {
			series = append(series, p.Report)
		}
		if p.Notice == nil {
			continue
		}
		prose := l.prose(p, name)
		if last != nil && last.Year != prose.Year-1 {
			last = nil
		}
		p.found = append(p.found, report.CheckProse(p.Report, *prose, last, p.Draft)...)
		last = prose
	}
	for _, file := range l.tree.Files {
		name := stem(file.Path)
		if l.figures[name] == file && !written[name] {
			l.find(&ruleNoProse, file.Place(), name, reportFolder+"/"+name+pageExt)
		}
	}
	l.findings = append(l.findings, report.CheckSeries(series)...)
	// Pages are kept in order of path, whenever they were read.
	slices.SortFunc(l.site.all, func(a, b *Page) int { return strings.Compare(a.File.Path, b.File.Path) })
}

// readReport reads one report: the figures, then the prose that quotes them.
// Whether it is a draft is in the prose's front matter, which is looked at
// before either.
func (l *linker) readReport(p *Page, name string) {
	number, _ := year(name)
	front := p.source().front
	draft := front != nil && front.Raw("draft") == "true"
	figures := l.figures[name]
	switch {
	case figures != nil:
		made, problems := readFigures(figures, number, draft)
		p.Report = made
		l.findings = append(l.findings, problems...)
	case report.FormOf(number) != nil:
		p.found = append(p.found, ruleNoFigures.New(p.File.Place(), number, reportFolder+"/"+name+figuresExt))
	}
	r := l.read(p, markup.Options{Number: l.numbers(p.Report, number)})
	if r.notice != nil {
		// A page that quotes figures changes when they do.
		r.digest = digestOf(r.digest, r.notice.Body.HTML)
	}
	l.keep(p, r)
}

// readFigures reads a year's figures. A draft's mistakes are warnings.
func readFigures(file *source.File, year int, draft bool) (*report.Report, diag.List) {
	text, problems := file.Text()
	var data *source.Data
	if problems.Count(diag.Error) == 0 {
		var found diag.List
		data, found = report.Parse(text)
		problems = append(problems, found...)
	}
	if draft {
		problems = problems.Softened()
	}
	if data == nil {
		return nil, problems
	}
	made, found := report.Decode(data, year, draft)
	return made, append(problems, found...)
}

// prose is a report's text, cut at its headings.
func (l *linker) prose(p *Page, name string) *report.Prose {
	text := p.source().text
	number, _ := year(name)
	prose := &report.Prose{Year: number, Title: p.Title, Place: p.place("title"), Disclosed: disclosed(l.site.all, number)}
	for _, name := range []string{l.site.Settings.Agency.Name, l.site.Settings.Agency.ShortName} {
		if name != "" {
			prose.Agency = append(prose.Agency, name)
		}
	}
	section := report.Section{Place: p.File.Place()}
	start := p.Start
	cut := func(end int) {
		from := start
		section.Text = string(text.Bytes[from:end])
		section.At = func(start, end int) diag.Place { return text.Place(from+start, from+end) }
		prose.Sections = append(prose.Sections, section)
	}
	for _, h := range p.Body.Outline {
		cut(h.Start)
		section = report.Section{Heading: h.Text, Level: h.Level, Place: text.Place(h.Start, h.End)}
		start = h.End
	}
	cut(len(text.Bytes))
	return prose
}

// numbers resolves the names in a report's prose. When the figures can't be
// read, that is said once and not again for every name.
func (l *linker) numbers(r *report.Report, year int) func(string) (string, string, bool) {
	count := strconv.Itoa(disclosed(l.site.all, year))
	return func(name string) (text, nearest string, ok bool) {
		if name == disclosedName {
			return count, "", true
		}
		if r == nil {
			return "—", "", true
		}
		cell, nearest, ok := r.Cell(name)
		if !ok && strings.HasPrefix(name, "disclosed") {
			nearest = disclosedName
		}
		return cell.Text, nearest, ok
	}
}

// disclosed counts the items of disclosure/ that were published in a year.
func disclosed(pages []*Page, year int) int {
	count := 0
	for _, p := range pages {
		if p.Kind == NoticePage && p.Column != nil && p.Column.Path != rulesFolder &&
			p.Date.Year() == year && !p.Draft && p.Hidden != Future {
			count++
		}
	}
	return count
}

// PartAnchor is the id of a part of a report that is a table: report/2023.md#三、…
// leads there.
func PartAnchor(part report.Part) string { return "part-" + part.Table }
