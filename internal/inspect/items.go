package inspect

import (
	"bytes"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/notice"
	"gongkai/internal/site"
)

var ruleLooseInterpretation = diag.Rule{
	Code: "I114", Severity: diag.Warning,
	Message: diag.Text{ZH: "这篇解读没有关联它解读的文件", EN: "this interpretation doesn't name the document that it explains"},
	Hint:    diag.Text{ZH: "在前置信息里写 interprets = [\"文件.md\"]，两边就会互相链接", EN: "write interprets = [\"document.md\"]; both pages then link to each other"},
	Why:     diag.Text{ZH: "政策文件和解读要互相关联，“关联不到位”是常见的通报问题。", EN: "A policy and its interpretation must link to each other."},
	Bad:     strings.Replace(with("", "正文。"), "关于数据解读会的通知", "《统计调查办法》政策解读", 1),
	Good:    strings.Replace(with("interprets = [\"2024-05-28-1.md\"]\n", "正文。"), "关于数据解读会的通知", "《统计调查办法》政策解读", 1),
}

var ruleUnmarked = diag.Rule{
	Code: "I115", Severity: diag.Warning, Basis: basis47,
	Message: diag.Text{ZH: "正文写着有效期到 {1}，已经过了，却没有标明失效", EN: "the text says that it holds until {1}, which is past, but it is not marked as lapsed"},
	Hint:    diag.Text{ZH: "写上 validity = \"失效\"；延长了的，写明依据", EN: "write validity = \"失效\", or say by what it was prolonged"},
	Why:     diag.Text{ZH: "失效、废止的文件要显著标明，否则读者会照旧文件办事。", EN: "A lapsed document must be marked, or readers go on following it."},
	Bad:     with("", "本办法有效期至2024年5月30日。"),
	Good:    with("validity = \"失效\"\n", "本办法有效期至2024年5月30日。"),
}

var ruleRedated = diag.Rule{
	Code: "I116", Severity: diag.Warning, Basis: basis19,
	Message: diag.Text{ZH: "发布日期原是 {1}，现在改成了 {2}", EN: "its date of publication was {1} and is now {2}"},
	Hint:    diag.Text{ZH: "发布日期公开以后不变；内容有更新的，用 lastmod 写更新日期", EN: "a date of publication never changes; an update has its date in lastmod"},
	Why:     diag.Text{ZH: "改动发布日期属于伪造发布时间，单项否决。", EN: "A changed date of publication is a forged one: a veto."},
	Bad:     published("2024-05-27") + sound[strings.IndexByte(sound, '\n')+1:],
	Good:    published("2024-05-28") + sound[strings.IndexByte(sound, '\n')+1:],
}

// published is what a release before said of the sound site's notice.
func published(date string) string {
	return "$ gongkai check --inspect\n-- public/catalogue.json --\n[{\"address\": \"disclosure/notices/2024-05-28-1.html\", \"date\": \"" + date + "\"}]\n"
}

var ruleReportMissing = diag.Rule{
	Code: "I117", Severity: diag.Warning, Basis: "《中华人民共和国政府信息公开条例》第四十九条",
	Message: diag.Text{ZH: "{1}年的年报还没有发布，期限是 {2}", EN: "the report of {1} is not published; it was due by {2}"},
	Hint:    diag.Text{ZH: "运行 gongkai new report {1} 开始写", EN: "begin it with gongkai new report {1}"},
	Why:     diag.Text{ZH: "部门的年报 1 月 31 日前、政府信息公开工作主管部门的 3 月 31 日前向社会公布。", EN: "A department's report is public by 31 January, that of a government by 31 March."},
	Bad:     sound + "-- content/report/2023.md --\n+++\ntitle = \"示例县统计局2023年政府信息公开工作年度报告\"\ndate  = 2024-01-20\nindex = \"000014349/2024-00004\"\ndraft = true\n+++\n",
	Good:    sound,
}

var ruleReportLate = diag.Rule{
	Code: "I118", Severity: diag.Warning, Basis: "《中华人民共和国政府信息公开条例》第四十九条",
	Message: diag.Text{ZH: "{1}年的年报 {2} 才发布，期限是 {3}", EN: "the report of {1} was published on {2}; it was due by {3}"},
	Hint:    diag.Text{ZH: "日期写错的改正；真的晚了，下一年提前准备", EN: "mend a wrong date; if it was late, begin earlier next year"},
	Why:     diag.Text{ZH: "年报是否按时公布，上级每年检查。", EN: "Whether reports are in time is inspected every year."},
	Bad:     spoilt("[[column]]\npath        = \"disclosure/finance\"", "[inspection]\nsupervisor = false\n[[column]]\npath        = \"disclosure/finance\"") + lateReport,
	Good:    spoilt("[[column]]\npath        = \"disclosure/finance\"", "[inspection]\nsupervisor = true\n[[column]]\npath        = \"disclosure/finance\"") + lateReport,
}

const lateReport = `-- content/report/2023.md --
+++
title = "示例县统计局2023年政府信息公开工作年度报告"
date  = 2024-02-20
index = "000014349/2024-00004"
+++
## 一、总体情况

### （一）主动公开

全年主动公开信息。

### （二）依申请公开

全年没有收到申请。

### （三）政府信息管理

信息公开前先审查，公开后定期清理。

### （四）政府信息公开平台建设

平台按时更新。

### （五）监督保障

有专人负责，定期检查。

## 五、存在的主要问题及改进情况

更新还不够及时，将按月检查各栏目。

## 六、其他需要报告的事项

本年度没有收取信息处理费。
`

var ruleTwentyDays = diag.Rule{
	Code: "I119", Severity: diag.Hint, Basis: "《中华人民共和国政府信息公开条例》第二十六条",
	Message: diag.Text{ZH: "成文后约 {1} 个工作日才发布（没有扣除节假日），期限是 20 个", EN: "published about {1} working days after it was made (holidays not counted out); 20 are allowed"},
	Hint:    diag.Text{ZH: "核对成文日期和发布日期；以后及时公开", EN: "check both dates, and publish sooner"},
	Why:     diag.Text{ZH: "主动公开的信息应当自形成或者变更之日起 20 个工作日内公开。", EN: "What is published of the office's own accord is published within 20 working days."},
	Bad:     with("issued = 2024-04-01\n", "正文。"),
	Good:    with("issued = 2024-05-20\n", "正文。"),
}

var ruleOutsideGov = diag.Rule{
	Code: "I120", Severity: diag.Hint, Basis: basis47,
	Message: diag.Text{ZH: "链接到政府网站以外的「{1}」", EN: "a link to {1}, which is no government site"},
	Hint:    diag.Text{ZH: "确有需要的，经主办单位负责人同意，并定期检查；不需要的删去", EN: "links outside need the consent of the site's head and are looked at regularly; delete what isn't needed"},
	Why:     diag.Text{ZH: "使用外部链接要经过审核，不能链接商业网站；域名易手后会指向有害的内容。", EN: "Outside links must be approved; a domain that changes hands leads readers astray."},
	Bad:     with("", "见[说明](https://www.example.com/)。"),
	Good:    with("", "见[说明](https://www.example.gov.cn/)。"),
}

var ruleBareAddress = diag.Rule{
	Code: "I121", Severity: diag.Warning,
	Message: diag.Text{ZH: "链接「{1}」用的是 IP 地址", EN: "the link {1} is a bare IP address"},
	Hint:    diag.Text{ZH: "改用域名；找错链接的旧地址 121.43.68.40 已停用", EN: "use the domain name"},
	Why:     diag.Text{ZH: "IP 地址看不出是谁的网站，也随时会换。", EN: "Nobody can tell whose an address is, and it may change at any time."},
	Bad:     with("", "见[说明](http://192.0.2.1/a)。"),
	Good:    with("", "见[说明](https://www.example.gov.cn/)。"),
}

var ruleOutsideDead = diag.Rule{
	Code: "I122", Severity: diag.Warning,
	Message: diag.Text{ZH: "外部链接「{1}」打不开：{2}", EN: "the outside link {1} doesn't open: {2}"},
	Hint:    diag.Text{ZH: "在浏览器里再试一次；确实不在了，改正或者删去", EN: "try it in a browser; if it is gone, mend or delete it"},
	Why:     diag.Text{ZH: "打不开的链接，读者白点一次，检查时也可能算作错链。", EN: "A dead link leads readers nowhere, and inspections may count it."},
	Bad:     strings.Replace(with("", "见[说明](http://nowhere.invalid/)。"), "--inspect", "--external", 1),
	Good:    strings.Replace(sound, "--inspect", "--external", 1),
}

// items looks at every page that the public sees.
func (n *Inspection) items() {
	for _, p := range n.site.All() {
		if p.Hidden != "" {
			continue
		}
		n.placeholders(p)
		n.interpretation(p)
		n.validity(p)
		n.dates(p)
		n.links(p)
	}
}

func (n *Inspection) placeholders(p *site.Page) {
	for _, field := range []struct{ key, value string }{
		{"title", p.Title}, {"description", p.Description}, {"source", p.Source}, {"author", p.Author}, {"agency", p.Agency},
	} {
		if field.value != "" && placeholder(field.value) {
			n.find(&rulePlaceholder, p.Place(field.key), field.key, field.value)
		}
	}
	for i, word := range p.Keywords {
		if placeholder(word) {
			n.find(&rulePlaceholder, p.Place("keywords", strconv.Itoa(i)), "keywords", word)
		}
	}
}

// interpretation looks for 解读 that name no document.
func (n *Inspection) interpretation(p *site.Page) {
	if p.Kind != site.NoticePage || len(p.Interprets) > 0 {
		return
	}
	column := p.Column != nil && (strings.Contains(p.Column.Name, "解读") || strings.Contains(p.Column.Type, "解读"))
	if column || strings.HasSuffix(p.Title, "解读") || strings.HasSuffix(p.Title, "图解") {
		n.find(&ruleLooseInterpretation, p.Place("title"))
	}
}

// validUntil is how documents say when they end.
var validUntil = regexp.MustCompile(`有效期(?:至|到|截至)(20[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日`)

func (n *Inspection) validity(p *site.Page) {
	if p.Validity == notice.Lapsed || p.Validity == notice.Repealed || !bytes.Contains(p.Body.HTML, []byte("有效期")) {
		return
	}
	m := validUntil.FindSubmatch(p.Body.HTML)
	if m == nil {
		return
	}
	var ymd [3]int
	for i := range ymd {
		ymd[i], _ = strconv.Atoi(string(m[i+1])) // digits, by the expression
	}
	end := time.Date(ymd[0], time.Month(ymd[1]), ymd[2]+1, 0, 0, 0, 0, n.site.Settings.Zone)
	if !n.now.Before(end) {
		n.find(&ruleUnmarked, p.Place("validity"), end.AddDate(0, 0, -1).Format(time.DateOnly))
	}
}

// dates compares the date of publication with what was published before and
// with the document's own.
func (n *Inspection) dates(p *site.Page) {
	if was, now := n.published[p.Address], p.Date.Format(time.DateOnly); was != "" && was != now && !p.Date.IsZero() {
		n.find(&ruleRedated, p.Place("date"), was, now)
	}
	if p.Issued.IsZero() || p.Date.IsZero() || n.now.Sub(p.Date) > 365*24*time.Hour {
		return
	}
	if days := weekdays(p.Issued, p.Date); days > 20 {
		n.find(&ruleTwentyDays, p.Place("date"), days)
	}
}

// weekdays counts Monday to Friday after a day, up to and with another.
func weekdays(from, to time.Time) int {
	total := daysBetween(from, to)
	n := total / 7 * 5
	for day := from.AddDate(0, 0, total/7*7+1); daysBetween(day, to) >= 0; day = day.AddDate(0, 0, 1) {
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			n++
		}
	}
	return n
}

// links looks at where a page leads outside.
func (n *Inspection) links(p *site.Page) {
	said := map[string]bool{}
	for i, target := range p.Targets {
		host := hostOf(target.External)
		if host == "" || said[host] && n.dead[target.External] == (diag.Text{}) {
			continue
		}
		said[host] = true
		link := &p.Body.Links[i]
		at := func() diag.Place { return p.At(link.Start, link.End) }
		_, err := netip.ParseAddr(host)
		switch why := n.dead[target.External]; {
		case why != diag.Text{}:
			n.find(&ruleOutsideDead, at(), target.External, why)
		case err == nil:
			n.find(&ruleBareAddress, at(), target.External)
		case !site.Government(host):
			n.find(&ruleOutsideGov, at(), host)
		}
	}
}

// outsideHost is a host that is no government's.
type outsideHost struct {
	name  string
	pages int
	first string // a page that leads to it
}

// outsideHosts is those that public pages lead to, the most linked first.
func (n *Inspection) outsideHosts() []outsideHost {
	var list []outsideHost
	at := map[string]int{}
	for _, p := range n.site.All() {
		if p.Hidden != "" {
			continue
		}
		here := map[string]bool{}
		for _, target := range p.Targets {
			host := hostOf(target.External)
			if host == "" || site.Government(host) || here[host] {
				continue
			}
			here[host] = true
			i, known := at[host]
			if !known {
				i = len(list)
				at[host] = i
				list = append(list, outsideHost{name: host, first: p.File.Name()})
			}
			list[i].pages++
		}
	}
	slices.SortStableFunc(list, func(a, b outsideHost) int { return b.pages - a.pages })
	return list
}

// hostOf is the host of a web address, "" for anything else.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// Outside is every web address that the public pages lead to, each once, in
// order of the pages.
func Outside(s *site.Site) []string {
	var list []string
	seen := map[string]bool{}
	for _, p := range s.All() {
		for _, target := range p.Targets {
			if p.Hidden == "" && hostOf(target.External) != "" && !seen[target.External] {
				seen[target.External] = true
				list = append(list, target.External)
			}
		}
	}
	return list
}

// reports looks for last year's annual report.
func (n *Inspection) reports() {
	year := n.now.In(n.site.Settings.Zone).Year() - 1
	due := n.reportDue(year)
	var found *site.Page
	if n.site.Reports != nil {
		for _, p := range n.site.Reports.Pages {
			if p.Hidden == "" && strings.HasSuffix(p.File.Path, "/"+strconv.Itoa(year)+".md") {
				found = p
			}
		}
	}
	switch {
	case found == nil && daysBetween(due, n.now) > 0:
		n.find(&ruleReportMissing, diag.Place{File: "content/report"}, year, due.Format(time.DateOnly))
	case found != nil && daysBetween(due, found.Date) > 0:
		n.find(&ruleReportLate, found.Place("date"), year, found.Date.Format(time.DateOnly), due.Format(time.DateOnly))
	}
}

// reportDue is the last day for the report of a year.
func (n *Inspection) reportDue(year int) time.Time {
	month, day := time.January, 31
	if n.site.Settings.Inspect.Supervisor {
		month = time.March
	}
	return time.Date(year+1, month, day, 0, 0, 0, 0, n.site.Settings.Zone)
}
