package inspect

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/site"
)

const (
	basis19 = "政府网站与政务新媒体检查指标（国办秘函〔2019〕19号）"
	basis47 = "政府网站发展指引（国办发〔2017〕47号）"
)

var ruleHomeStale = diag.Rule{
	Code: "I101", Severity: diag.Warning, Basis: basis19,
	Message: diag.Text{ZH: "首页已有 {1} 天没有更新，期限是 {2} 天（单项否决）", EN: "nothing new on the home page for {1} days; {2} are allowed (a veto)"},
	Hint:    diag.Text{ZH: "尽快发布新的信息", EN: "publish something new soon"},
	Why:     diag.Text{ZH: "首页两周没有信息更新，单项否决。", EN: "Two weeks without anything new on the home page fail the site."},
	Bad:     spoilt("2024-05-28\n", "2024-05-01\n"),
	Good:    sound,
}

var ruleColumnStale = diag.Rule{
	Code: "I102", Severity: diag.Warning, Basis: basis19,
	Message: diag.Text{ZH: "栏目「{1}」已有 {2} 天没有更新，期限是 {3} 天", EN: "nothing new in the column {1} for {2} days; {3} are allowed"},
	Hint:    diag.Text{ZH: "补充信息；不再更新的栏目，合并或者撤下", EN: "add to it; a column that can't be kept up is merged or taken down"},
	Why:     diag.Text{ZH: "动态要闻类两周、通知公告和政策文件类六个月没有更新，算作栏目不更新。", EN: "News count as stale after two weeks, notices and policy documents after six months."},
	Bad:     spoilt(`freshness   = "policy"`, `freshness   = "news"`, "2024-05-28\n", "2024-05-01\n") + fresh,
	Good:    spoilt(`freshness   = "policy"`, `freshness   = "news"`),
}

// fresh is a notice that keeps the home page up.
const fresh = "-- content/disclosure/finance/2024-05-28-1.md --\n+++\ntitle = \"资金使用情况\"\ndate  = 2024-05-28\n+++\n使用情况如下。\n"

var ruleColumnBlank = diag.Rule{
	Code: "I103", Severity: diag.Warning, Basis: basis19,
	Message: diag.Text{ZH: "栏目「{1}」是空的", EN: "the column {1} is blank"},
	Hint:    diag.Text{ZH: "补充信息；没有内容可公开的，删去这个栏目", EN: "fill it; a column with nothing to show is deleted"},
	Why:     diag.Text{ZH: "空白栏目是最常见的问题之一，达到一定数目单项否决。", EN: "Blank columns are among the usual faults, and so many of them fail the site."},
	Bad:     sound + "-- content/disclosure/finance/2024-01-04-1.md --\n+++\ntitle = \"2024年部门预算\"\ndate  = 2024-01-04\nindex = \"000014349/2024-00003\"\nexpiryDate = 2024-02-01\n+++\n预算全文如下。\n",
	Good:    sound,
}

var ruleVetoStale = diag.Rule{
	Code: "I104", Severity: diag.Warning, Basis: basis19,
	Message: diag.Text{ZH: "动态要闻类栏目和通知公告、政策文件类一级栏目有 {1} 个逾期没有更新，达到 {2} 个（单项否决）", EN: "{1} columns of news and first-level columns of notices and policy are overdue; {2} are a veto"},
	Hint:    diag.Text{ZH: "先更新这些栏目：{3}", EN: "update these first: {3}"},
	Why:     diag.Text{ZH: "动态要闻类栏目两周、通知公告和政策文件类一级栏目六个月没有更新，合计达到 5 个，单项否决。", EN: "Columns of news overdue by two weeks and first-level columns of notices and policy by six months: five of them together fail the site."},
	Bad:     spoilt(`freshness   = "policy"`, `freshness   = "news"`, "2024-05-28\n", "2024-05-01\n", "[[column]]\npath        = \"disclosure/notices\"", "[inspection]\nstale_columns = 1\n[[column]]\npath        = \"disclosure/notices\"") + fresh,
	Good:    spoilt(`freshness   = "policy"`, `freshness   = "news"`),
}

var ruleVetoLong = diag.Rule{
	Code: "I105", Severity: diag.Warning, Basis: basis19,
	Message: diag.Text{ZH: "应更新而逾期没有更新的栏目（各级各类）有 {1} 个，达到 {2} 个（单项否决）", EN: "{1} columns that should be updated, of every level, are overdue; {2} are a veto"},
	Hint:    diag.Text{ZH: "先更新这些栏目：{3}", EN: "update these first: {3}"},
	Why:     diag.Text{ZH: "应更新而长期没有更新的栏目达到 10 个，单项否决。", EN: "Ten columns that should be updated and are not fail the site."},
	Bad:     spoilt(`freshness   = "policy"`, `freshness   = "news"`, "2024-05-28\n", "2024-05-01\n", "[[column]]\npath        = \"disclosure/notices\"", "[inspection]\nlong_stale_columns = 1\n[[column]]\npath        = \"disclosure/notices\"") + fresh,
	Good:    spoilt(`freshness   = "policy"`, `freshness   = "news"`),
}

var ruleVetoBlank = diag.Rule{
	Code: "I106", Severity: diag.Warning, Basis: basis19,
	Message: diag.Text{ZH: "空白栏目有 {1} 个，达到 {2} 个（单项否决）", EN: "{1} columns are blank; {2} are a veto"},
	Hint:    diag.Text{ZH: "补充或者删去这些栏目：{3}", EN: "fill or delete these: {3}"},
	Why:     diag.Text{ZH: "空白栏目达到 5 个，单项否决。", EN: "Five blank columns fail the site."},
	Bad:     spoilt("[[column]]\npath        = \"disclosure/notices\"", "[inspection]\nblank_columns = 1\n[[column]]\npath        = \"disclosure/laws\"\nname        = \"法规\"\ndescription = \"法规\"\nkeywords    = [\"法规\"]\n[[column]]\npath        = \"disclosure/notices\""),
	Good:    sound,
}

// state is how a column stands.
type state struct {
	column  *site.Column
	setting int       // its place among [[column]]
	last    time.Time // of the newest item; zero when it is blank
	limit   int       // days; 0 when it may rest
	due     time.Time // the last day on which it is not overdue; zero without a limit
	blank   bool
	overdue bool
}

func (st *state) days(now time.Time) int { return daysBetween(st.last, now) }

// daysBetween counts midnights, whatever the time of day.
func daysBetween(from, to time.Time) int {
	to = to.In(from.Location())
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(day(to).Sub(day(from)).Hours() / 24)
}

// states is every column of the site in the order of the menu.
func states(s *site.Site, now time.Time) []state {
	limits := map[site.Freshness]int{site.News: s.Settings.Inspect.NewsDays, site.Policy: s.Settings.Inspect.PolicyDays}
	var list []state
	for i, c := range s.Columns {
		st := state{column: c, setting: i, limit: limits[c.Freshness]}
		for _, other := range s.Columns {
			if other.Path != c.Path && !strings.HasPrefix(other.Path, c.Path+"/") {
				continue
			}
			for _, p := range other.Pages {
				if p.Hidden == "" && p.Date.After(st.last) {
					st.last = p.Date
				}
			}
		}
		st.blank = st.last.IsZero()
		if !st.blank && st.limit > 0 {
			st.due = st.last.AddDate(0, 0, st.limit)
			st.overdue = st.days(now) > st.limit
		}
		list = append(list, st)
	}
	return list
}

// overdue is what is wrong with the home page and the columns.
func (n *Inspection) overdue() {
	limits := n.site.Settings.Inspect
	if !n.site.Latest.IsZero() {
		if days := daysBetween(n.site.Latest, n.now); days > limits.HomeDays {
			n.find(&ruleHomeStale, diag.Place{File: "content"}, days, limits.HomeDays)
		}
	}
	var stale, long, blank []string
	for i := range n.columns {
		st := &n.columns[i]
		at := n.site.Settings.Place("column", strconv.Itoa(st.setting), "path")
		switch {
		case st.blank:
			blank = append(blank, st.column.Name)
			n.find(&ruleColumnBlank, at, st.column.Name)
		case st.overdue:
			long = append(long, st.column.Name)
			if st.column.Freshness == site.News || n.firstLevel(st.column) {
				stale = append(stale, st.column.Name)
			}
			n.find(&ruleColumnStale, at, st.column.Name, st.days(n.now), st.limit)
		}
	}
	for _, veto := range []struct {
		rule    *diag.Rule
		columns []string
		limit   int
	}{
		{&ruleVetoStale, stale, limits.StaleColumns},
		{&ruleVetoLong, long, limits.LongStaleColumns},
		{&ruleVetoBlank, blank, limits.BlankColumns},
	} {
		if len(veto.columns) >= veto.limit {
			n.find(veto.rule, diag.Place{File: "content/site.toml"}, len(veto.columns), veto.limit, strings.Join(veto.columns, "、"))
		}
	}
}

// firstLevel tells a column that is in no other.
func (n *Inspection) firstLevel(c *site.Column) bool {
	return !slices.ContainsFunc(n.site.Columns, func(outer *site.Column) bool { return strings.HasPrefix(c.Path, outer.Path+"/") })
}
