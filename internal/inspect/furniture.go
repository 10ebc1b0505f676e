package inspect

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/site"
)

// What every page carries (网页标签, 底部功能区) and what the platform must have
// (指南, 制度, 法定主动公开内容, 年报, 依申请公开).

var ruleSiteTag = diag.Rule{
	Code: "I107", Severity: diag.Warning, Basis: basis47,
	Message: diag.Text{ZH: "网页标签「{1}」没有内容", EN: "the meta tag {1} has no content"},
	Hint:    diag.Text{ZH: "在 site.toml 里填写 {2}", EN: "fill in {2} in site.toml"},
	Why:     diag.Text{ZH: "每一页都要有网站名称、域名和标识码三个标签，检查时逐页读取。", EN: "Every page carries the site's name, domain and code; inspections read them."},
	Bad:     spoilt("site_id = \"0000000001\"\n", ""),
	Good:    sound,
}

var ruleColumnTag = diag.Rule{
	Code: "I108", Severity: diag.Warning, Basis: basis47,
	Message: diag.Text{ZH: "栏目「{1}」的网页标签「{2}」没有内容", EN: "the column {1} has no content for the meta tag {2}"},
	Hint:    diag.Text{ZH: "在 site.toml 这个 [[column]] 里填写 {3}", EN: "fill in {3} in its [[column]]"},
	Why:     diag.Text{ZH: "栏目页要有说明和关键词，页面标签不规范会被通报。", EN: "A column's page carries its description and keywords."},
	Bad:     spoilt("description = \"预算、决算和资金使用\"\n", ""),
	Good:    sound,
}

var rulePlaceholder = diag.Rule{
	Code: "I109", Severity: diag.Warning, Basis: basis47,
	Message: diag.Text{ZH: "「{1}」写的是「{2}」，不是真的内容", EN: "{1} is {2}, which says nothing"},
	Hint:    diag.Text{ZH: "写上真的内容；没有就删去这一行", EN: "write what it is, or delete the line"},
	Why:     diag.Text{ZH: "网页标签里的 null、无、测试什么也没有说，检查时可能被当作不规范。", EN: "Tags that say null, none or test say nothing, and inspections may count them as faults."},
	Bad:     with("author = \"null\"\n", "正文。"),
	Good:    with("author = \"办公室\"\n", "正文。"),
}

var ruleFoot = diag.Rule{
	Code: "I110", Severity: diag.Warning, Basis: basis47,
	Message: diag.Text{ZH: "页脚没有{1}", EN: "the foot of the pages has no {1}"},
	Hint:    diag.Text{ZH: "在 site.toml 里填写 {2}", EN: "fill in {2} in site.toml"},
	Why:     diag.Text{ZH: "底部功能区要有党政机关网站标识、主办单位和联系方式、ICP 备案号、公安备案号。", EN: "The foot must show the mark of government sites, the host, how to reach it, and both registrations."},
	Bad:     spoilt("icp     = \"豫ICP备00000000号-1\"\n", ""),
	Good:    sound,
}

var ruleGuide = diag.Rule{
	Code: "I111", Severity: diag.Warning, Basis: "《中华人民共和国政府信息公开条例》第十二条",
	Message: diag.Text{ZH: "公开指南里没有写{1}", EN: "the guide doesn't tell: {1}"},
	Hint:    diag.Text{ZH: "补上；没有传真或者邮箱的，写明没有", EN: "add it; say so where there is no fax or e-mail"},
	Why:     diag.Text{ZH: "指南要写明信息的分类、编排体系、获取方式，以及工作机构的名称、地址、时间、电话、传真和互联网联系方式。", EN: "The guide tells how information is sorted and got, and how to reach the office."},
	Bad:     spoilt("，另有电子邮箱", ""),
	Good:    sound,
}

var ruleGuideOld = diag.Rule{
	Code: "I112", Severity: diag.Hint,
	Message: diag.Text{ZH: "公开指南{1}", EN: "the guide {1}"},
	Hint:    diag.Text{ZH: "核对一遍地址、电话，改好后写上 lastmod（最近更新日期）", EN: "check the addresses and numbers, then set lastmod"},
	Why:     diag.Text{ZH: "指南要及时更新；电话换了、指南没换，读者找不到人。", EN: "A guide is kept up to date, or readers reach nobody."},
	Bad:     spoilt("政府信息公开指南\"\ndate  = 2024-01-02", "政府信息公开指南\"\ndate  = 2022-01-02"),
	Good:    sound,
}

var ruleSection = diag.Rule{
	Code: "I113", Severity: diag.Warning, Basis: "国办公开办函〔2019〕61号",
	Message: diag.Text{ZH: "公开平台没有「{1}」的内容", EN: "the platform has nothing under {1}"},
	Hint:    diag.Text{ZH: "在 content/{2}/ 里补上", EN: "add it in content/{2}/"},
	Why:     diag.Text{ZH: "公开平台统一设指南、制度、法定主动公开内容、年报四个栏目，另有依申请公开的入口；空着的，读者找不到要找的东西。", EN: "The platform has four sections everywhere (guide, rules, disclosure, reports) and a way in for requests; readers look for what is there."},
	Bad:     sound + "-- content/rules/2024-01-02-1.md --\n+++\ntitle = \"政府信息公开审查办法\"\ndate  = 2024-01-02\nindex = \"000014349/2024-00001\"\nexpiryDate = 2024-02-01\n+++\n公开前先审查。\n",
	Good:    sound,
}

// furniture looks at settings and sections.
func (n *Inspection) furniture() {
	s := n.site.Settings
	if !s.Sample { // a demonstration has no numbers
		n.siteTags(s)
		n.footer(s)
	}
	for i, c := range s.Columns {
		at := func(key string) diag.Place { return s.Place("column", strconv.Itoa(i), key) }
		if c.Description == "" {
			n.find(&ruleColumnTag, at("description"), c.Name, "ColumnDescription", "description")
		}
		if len(c.Keywords) == 0 {
			n.find(&ruleColumnTag, at("keywords"), c.Name, "ColumnKeywords", "keywords")
		}
		if placeholder(c.Description) {
			n.find(&rulePlaceholder, at("description"), "description", c.Description)
		}
	}
	n.sections()
	n.guide()
}

func (n *Inspection) siteTags(s *site.Settings) {
	if s.BaseURL == "" {
		n.find(&ruleSiteTag, s.Place("base_url"), "SiteDomain", "base_url")
	}
	if s.Identity.SiteID == "" {
		n.find(&ruleSiteTag, s.Place("identity", "site_id"), "SiteIDCode", "[identity] site_id")
	}
}

func (n *Inspection) footer(s *site.Settings) {
	for _, part := range []struct {
		value, table, key string
		words             diag.Text
	}{
		{s.Identity.Conac, "identity", "conac", diag.Text{ZH: "党政机关网站标识", EN: "mark of government sites"}},
		{s.Agency.Host, "agency", "host", diag.Text{ZH: "主办单位", EN: "host"}},
		{s.Agency.Telephone + s.Agency.Email, "agency", "telephone", diag.Text{ZH: "联系方式", EN: "telephone or e-mail"}},
		{s.Identity.ICP, "identity", "icp", diag.Text{ZH: "ICP 备案号", EN: "ICP number"}},
		{s.Identity.Police, "identity", "police", diag.Text{ZH: "公安备案号", EN: "police registration"}},
	} {
		if part.value == "" {
			n.find(&ruleFoot, s.Place(part.table, part.key), part.words, "["+part.table+"] "+part.key)
		}
	}
}

// sections looks for the platform's five.
func (n *Inspection) sections() {
	s := n.site
	disclosed := slices.ContainsFunc(s.Columns, func(c *site.Column) bool { return public(c) })
	for _, section := range []struct {
		there        bool
		name, folder string
	}{
		{visible(s.Guide), "政府信息公开指南", "guide"},
		{public(s.Rules), "政府信息公开制度", "rules"},
		{disclosed, "法定主动公开内容", "disclosure"},
		{public(s.Reports), "政府信息公开年报", "report"},
		{visible(s.Request), "依申请公开", "request"},
	} {
		if !section.there {
			n.find(&ruleSection, diag.Place{File: "content"}, section.name, section.folder)
		}
	}
}

func public(c *site.Column) bool { return c != nil && visible(c.Pages) }

func visible(pages []*site.Page) bool {
	return slices.ContainsFunc(pages, func(p *site.Page) bool { return p.Hidden == "" })
}

// guideParts is what a guide must tell, by words that tell it.
var guideParts = []struct {
	name  string
	words []string
}{
	{"信息分类", []string{"分类"}},
	{"编排体系", []string{"编排"}},
	{"获取方式", []string{"获取", "查询", "查阅"}},
	{"工作机构的名称", []string{"工作机构", "受理机构", "机构名称"}},
	{"办公地址", []string{"办公地址", "通信地址", "通讯地址", "地址"}},
	{"办公时间", []string{"办公时间", "工作时间", "受理时间", "接待时间"}},
	{"联系电话", []string{"电话"}},
	{"传真", []string{"传真"}},
	{"互联网联系方式", []string{"邮箱", "电子邮件", "互联网", "网址"}},
}

func (n *Inspection) guide() {
	if len(n.site.Guide) == 0 {
		return // said of the section
	}
	var text strings.Builder
	var updated time.Time
	for _, p := range n.site.Guide {
		text.WriteString(p.Body.Text() + "\n")
		for _, t := range []time.Time{p.Date, p.Modified} {
			if t.After(updated) {
				updated = t
			}
		}
	}
	all := text.String()
	var missing []string
	for _, part := range guideParts {
		if !slices.ContainsFunc(part.words, func(w string) bool { return strings.Contains(all, w) }) {
			missing = append(missing, part.name)
		}
	}
	front := n.site.Guide[0]
	if len(missing) > 0 {
		n.find(&ruleGuide, front.Place("title"), strings.Join(missing, "、"))
	}
	switch days := daysBetween(updated, n.now); {
	case updated.IsZero():
		n.find(&ruleGuideOld, front.Place("title"), diag.Text{ZH: "没有写更新日期", EN: "doesn't say when it was updated"})
	case days > n.site.Settings.Inspect.GuideDays:
		n.find(&ruleGuideOld, front.Place("lastmod"), diag.Text{ZH: "已有 " + strconv.Itoa(days) + " 天没有更新", EN: "was last updated " + strconv.Itoa(days) + " days ago"})
	}
}

// placeholder tells what is written where nobody knew what to write.
func placeholder(s string) bool {
	return slices.Contains([]string{"null", "undefined", "none", "nil", "n/a", "test", "测试", "无", "暂无", "待定", "待填", "xxx", "xx", "…", "..."}, strings.ToLower(strings.TrimSpace(s)))
}
