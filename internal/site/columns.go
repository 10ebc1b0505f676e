package site

import (
	"strconv"
	"strings"

	"gongkai/internal/diag"
)

// The folders of content/, by what their pages are for.
const (
	guideFolder      = "guide"
	requestFolder    = "request"
	rulesFolder      = "rules"
	disclosureFolder = "disclosure"
	reportFolder     = "report"
)

var ruleColumnPath = diag.Rule{
	Code: "L010", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」不能作栏目的文件夹：{2}", EN: "{1} can't be a column's folder: {2}"},
	Hint:    diag.Text{ZH: "写成 disclosure/finance 这样：在 disclosure/ 下，用小写英文字母、数字和 -", EN: "write it as in disclosure/finance: below disclosure/, in small Latin letters, digits and -"},
	Why:     diag.Text{ZH: "栏目的文件夹就是它在网上的地址，公开以后不能再变。", EN: "A column's folder is its address, which must never change once it is public."},
	Bad:     columnExample(`path = "finance"`, `name = "财政"`),
	Good:    columnExample(`path = "disclosure/finance"`, `name = "财政"`),
}

var ruleColumnTwice = diag.Rule{
	Code: "L011", Severity: diag.Error,
	Message: diag.Text{ZH: "栏目「{1}」写了两次", EN: "the column {1} is there twice"},
	Hint:    diag.Text{ZH: "删去一个，或者改正 path", EN: "delete one of them, or mend its path"},
	Why:     diag.Text{ZH: "一个文件夹只能是一个栏目。", EN: "A folder can be one column only."},
	Bad:     columnExample(`path = "disclosure/finance"`, `name = "财政"`) + "[[column]]\npath = \"disclosure/finance\"\nname = \"资金\"\n",
	Good:    columnExample(`path = "disclosure/finance"`, `name = "财政"`),
}

var ruleArticle20 = diag.Rule{
	Code: "L012", Severity: diag.Error,
	Message: diag.Text{ZH: "条例第二十条没有第「{1}」项", EN: "article 20 of the Regulations has no item {1}"},
	Hint:    diag.Text{ZH: "写 1 到 15；不对应哪一项就不写", EN: "write 1 to 15, or leave it out"},
	Why:     diag.Text{ZH: "栏目页据此注明公开的依据。", EN: "The column's page states its basis by it."},
	Basis:   "政府信息公开条例第二十条",
	Bad:     columnExample(`path = "disclosure/finance"`, `name = "财政"`, `article20 = 16`),
	Good:    columnExample(`path = "disclosure/finance"`, `name = "财政"`, `article20 = 7`),
}

var ruleFreshness = diag.Rule{
	Code: "L013", Severity: diag.Error,
	Message: diag.Text{ZH: "更新要求「{1}」不认识", EN: "{1} is not a class of freshness"},
	Hint:    diag.Text{ZH: "news 是动态要闻（14 天），policy 是通知公告和政策文件（183 天），none 是不要求", EN: "news: 14 days; policy: notices and policy documents, 183 days; none"},
	Why:     diag.Text{ZH: "栏目多久不更新就提醒，由它决定。", EN: "It decides when a column is said to be out of date."},
	Bad:     columnExample(`path = "disclosure/finance"`, `name = "财政"`, `freshness = "weekly"`),
	Good:    columnExample(`path = "disclosure/finance"`, `name = "财政"`, `freshness = "policy"`),
}

// readColumns reads every [[column]]. Those of rules and report only describe
// these two folders, which every site has.
func (r *settingsReader) readColumns(s *Settings) {
	s.rules.Path, s.reports.Path = rulesFolder, reportFolder
	seen := map[string]int{}
	for i := range r.toml.Columns {
		column := r.column(s, i)
		key := fold(column.Path)
		first, twice := seen[key]
		switch {
		case column.Path == "":
		case twice:
			d := ruleColumnTwice.New(r.data.Place("column", strconv.Itoa(i), "path"), column.Path)
			d.Related = append(d.Related, diag.Related{
				Place:   r.data.Place("column", strconv.Itoa(first), "path"),
				Message: diag.Text{ZH: "第一次写在这里", EN: "it is first here"},
			})
			r.problems = append(r.problems, d)
		case column.Path == rulesFolder:
			s.rules, seen[key] = column, i
		case column.Path == reportFolder:
			s.reports, seen[key] = column, i
		default:
			s.Columns, seen[key] = append(s.Columns, column), i
		}
	}
}

// column reads one [[column]]; one whose path can't be used has none.
func (r *settingsReader) column(s *Settings, i int) ColumnSettings {
	t := &r.toml.Columns[i]
	at := func(key string) []string { return []string{"column", strconv.Itoa(i), key} }
	c := ColumnSettings{
		Path: strings.TrimSuffix(strings.TrimSpace(t.Path), "/"), Name: strings.TrimSpace(t.Name),
		Description: strings.TrimSpace(t.Description), Keywords: t.Keywords, Type: strings.TrimSpace(t.Type),
		Article20: t.Article20, Freshness: Freshness(t.Freshness),
	}
	r.require(c.Path, "path", at("path")...)
	if fault := columnFault(c.Path); c.Path != "" && fault != (diag.Text{}) {
		r.find(&ruleColumnPath, at("path"), c.Path, fault)
		c.Path, s.misplaced = "", true
	}
	if c.Path != rulesFolder && c.Path != reportFolder {
		r.require(c.Name, "name", at("name")...)
	}
	if c.Article20 < 0 || c.Article20 > 15 || c.Article20 == 0 && r.data.Raw(at("article20")...) == "0" {
		r.find(&ruleArticle20, at("article20"), c.Article20)
		c.Article20 = 0
	}
	switch c.Freshness {
	case "":
		c.Freshness = None
	case News, Policy, None:
	default:
		r.find(&ruleFreshness, at("freshness"), c.Freshness)
		c.Freshness = None
	}
	return c
}

// columnFault is why a path can't be a column's, if it can't.
func columnFault(path string) diag.Text {
	if path == rulesFolder || path == reportFolder {
		return diag.Text{}
	}
	below, ok := strings.CutPrefix(path, disclosureFolder+"/")
	if !ok {
		return diag.Text{ZH: "栏目都在 disclosure/ 下", EN: "columns are below disclosure/"}
	}
	for segment := range strings.SplitSeq(below, "/") {
		if fault := segmentFault(segment); fault != (diag.Text{}) {
			return fault
		}
	}
	return diag.Text{}
}
