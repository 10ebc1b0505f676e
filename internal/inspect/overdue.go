package inspect

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/site"
)

// The thresholds of 国办秘函〔2019〕19号. They alone decide a veto: what an office
// sets for itself can warn it sooner, and never lets a veto pass.
const (
	nationalHome   = 14  // days
	nationalNews   = 14  // days
	nationalPolicy = 183 // days
	nationalStale  = 5   // columns of news and first-level ones of notices and policy
	nationalLong   = 10  // columns of any class
	nationalBlank  = 5   // columns
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
	Code: "I103", Severity: diag.Warning,
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
	Bad:     more(nationalStale, "a", `freshness = "news"`, "2024-05-01"),
	Good:    more(1, "a", `freshness = "news"`, "2024-05-28"),
}

var ruleVetoLong = diag.Rule{
	Code: "I105", Severity: diag.Warning, Basis: basis19,
	Message: diag.Text{ZH: "应更新而逾期没有更新的栏目（各级各类）有 {1} 个，达到 {2} 个（单项否决）", EN: "{1} columns that should be updated, of every level, are overdue; {2} are a veto"},
	Hint:    diag.Text{ZH: "先更新这些栏目：{3}", EN: "update these first: {3}"},
	Why:     diag.Text{ZH: "应更新而长期没有更新的栏目达到 10 个，单项否决。", EN: "Ten columns that should be updated and are not fail the site."},
	Bad:     more(nationalLong, "notices/a", `freshness = "policy"`, "2023-05-01"),
	Good:    more(1, "notices/a", `freshness = "policy"`, "2024-05-28"),
}

var ruleVetoBlank = diag.Rule{
	Code: "I106", Severity: diag.Warning, Basis: basis19,
	Message: diag.Text{ZH: "空白栏目有 {1} 个，达到 {2} 个（单项否决）", EN: "{1} columns are blank; {2} are a veto"},
	Hint:    diag.Text{ZH: "补充或者删去这些栏目：{3}", EN: "fill or delete these: {3}"},
	Why:     diag.Text{ZH: "空白栏目达到 5 个，单项否决。", EN: "Five blank columns fail the site."},
	Bad:     more(nationalBlank, "a", "", ""),
	Good:    sound,
}

var ruleOwnLimit = diag.Rule{
	Code: "I123", Severity: diag.Warning,
	Message: diag.Text{ZH: "{1}；本机关设置的是 {2}，全国指标是 {3}", EN: "{1}; the office has set {2}, the national number is {3}"},
	Hint:    diag.Text{ZH: "赶在全国指标的期限以前更新；不需要这样严的，改 site.toml 的 [inspection]", EN: "update before the national limit; where this is too strict, change [inspection] of site.toml"},
	Why:     diag.Text{ZH: "这是本机关在 site.toml 里写得比全国指标更严的期限或者数目，不是单项否决。", EN: "The office's own limit in site.toml is stricter than the national one; it is no veto."},
	Bad:     spoilt("2024-05-28\n", "2024-05-25\n", "[[column]]\npath        = \"disclosure/notices\"", "[inspection]\nhome_days = 1\n[[column]]\npath        = \"disclosure/notices\""),
	Good:    spoilt("[[column]]\npath        = \"disclosure/notices\"", "[inspection]\nhome_days = 7\n[[column]]\npath        = \"disclosure/notices\""),
}

// more is the sound site with so many columns more, each with a notice of a
// day; blank ones when there is none.
func more(n int, folder, freshness, date string) string {
	var columns, notices strings.Builder
	for i := 1; i <= n; i++ {
		path, name := "disclosure/"+folder+strconv.Itoa(i), "栏目"+strconv.Itoa(i)
		columns.WriteString("[[column]]\npath = \"" + path + "\"\nname = \"" + name + "\"\ndescription = \"" + name + "的信息\"\nkeywords = [\"" + name + "\"]\n")
		if freshness != "" {
			columns.WriteString(freshness + "\n")
		}
		if date != "" {
			notices.WriteString("-- content/" + path + "/1.md --\n+++\ntitle = \"第" + strconv.Itoa(i) + "号公告\"\ndate = " + date + "\n+++\n公告" + strconv.Itoa(i) + "。\n")
		}
	}
	return strings.Replace(sound, "-- content/guide", columns.String()+"-- content/guide", 1) + notices.String()
}

// state is how a column stands.
type state struct {
	column  *site.Column
	setting int       // its place among [[column]]
	last    time.Time // of the newest item; zero when it is blank
	limit   int       // days, the national number or the office's stricter one; 0 when it may rest
	due     time.Time // the last day on which it is not overdue; zero without a limit
	blank   bool
	overdue bool // by its limit
	late    bool // by the national one
}

func (st *state) days(now time.Time) int { return daysBetween(st.last, now) }

// daysBetween counts midnights, whatever the time of day.
func daysBetween(from, to time.Time) int {
	to = to.In(from.Location())
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(day(to).Sub(day(from)).Hours() / 24)
}

// nationalDays is how long a column may rest.
func nationalDays(f site.Freshness) int {
	return map[site.Freshness]int{site.News: nationalNews, site.Policy: nationalPolicy}[f]
}

// homeDays is how long the home page may rest.
func homeDays(s *site.Settings) int { return min(s.Inspect.HomeDays, nationalHome) }

// states is every column of the site in the order of the menu.
func states(s *site.Site, now time.Time) []state {
	own := map[site.Freshness]int{site.News: s.Settings.Inspect.NewsDays, site.Policy: s.Settings.Inspect.PolicyDays}
	var list []state
	for i, c := range s.Columns {
		st := state{column: c, setting: i, limit: min(own[c.Freshness], nationalDays(c.Freshness))}
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
			st.late = st.days(now) > nationalDays(c.Freshness)
		}
		list = append(list, st)
	}
	return list
}

// overdue is what is wrong with the home page and the columns.
func (n *Inspection) overdue() {
	n.homeOverdue()
	var stale, long tally
	var blank []string
	for i := range n.columns {
		st := &n.columns[i]
		at := n.site.Settings.Place("column", strconv.Itoa(st.setting), "path")
		switch {
		case st.blank:
			blank = append(blank, st.column.Name)
			n.find(&ruleColumnBlank, at, st.column.Name)
		case st.overdue:
			long.add(st)
			if st.column.Freshness == site.News || n.firstLevel(st.column) {
				stale.add(st)
			}
			n.columnOverdue(st, at)
		}
	}
	own := n.site.Settings.Inspect
	n.count(&ruleVetoStale, stale, nationalStale, own.StaleColumns, diag.Text{ZH: "动态要闻类栏目和通知公告、政策文件类一级栏目逾期没有更新的", EN: "overdue columns of news and first-level ones of notices and policy"})
	n.count(&ruleVetoLong, long, nationalLong, own.LongStaleColumns, diag.Text{ZH: "应更新而逾期没有更新的栏目", EN: "overdue columns of every level"})
	n.count(&ruleVetoBlank, tally{blank, blank}, nationalBlank, own.BlankColumns, diag.Text{ZH: "空白栏目", EN: "blank columns"})
}

// tally is the columns that are overdue: by the office's limits, and of those
// the ones that are by the national ones.
type tally struct{ own, national []string }

func (t *tally) add(st *state) {
	t.own = append(t.own, st.column.Name)
	if st.late {
		t.national = append(t.national, st.column.Name)
	}
}

func (n *Inspection) homeOverdue() {
	if n.site.Latest.IsZero() {
		return
	}
	at := diag.Place{File: "content"}
	switch days := daysBetween(n.site.Latest, n.now); {
	case days > nationalHome:
		n.find(&ruleHomeStale, at, days, nationalHome)
	case days > homeDays(n.site.Settings):
		n.find(&ruleOwnLimit, at, rested(diag.Text{ZH: "首页", EN: "the home page"}, days), inDays(homeDays(n.site.Settings)), inDays(nationalHome))
	}
}

func (n *Inspection) columnOverdue(st *state, at diag.Place) {
	days, national := st.days(n.now), nationalDays(st.column.Freshness)
	if st.late {
		n.find(&ruleColumnStale, at, st.column.Name, days, national)
		return
	}
	name := diag.Text{ZH: "栏目「" + st.column.Name + "」", EN: "the column " + st.column.Name}
	n.find(&ruleOwnLimit, at, rested(name, days), inDays(st.limit), inDays(national))
}

// count compares a number of columns with the one that is a veto, and else
// with the office's own.
func (n *Inspection) count(veto *diag.Rule, t tally, national, own int, what diag.Text) {
	at := diag.Place{File: "content/site.toml"}
	switch {
	case len(t.national) >= national:
		n.find(veto, at, len(t.national), national, strings.Join(t.national, "、"))
	case len(t.own) >= own:
		number, names := strconv.Itoa(len(t.own)), strings.Join(t.own, "、")
		n.find(&ruleOwnLimit, at, diag.Text{ZH: what.ZH + "有 " + number + " 个（" + names + "）", EN: number + " " + what.EN + " (" + names + ")"},
			diag.Text{ZH: strconv.Itoa(own) + " 个", EN: strconv.Itoa(own)}, diag.Text{ZH: strconv.Itoa(national) + " 个", EN: strconv.Itoa(national)})
	}
}

// rested says for how long there was nothing new.
func rested(what diag.Text, days int) diag.Text {
	n := strconv.Itoa(days)
	return diag.Text{ZH: what.ZH + "已有 " + n + " 天没有更新", EN: "nothing new in " + what.EN + " for " + n + " days"}
}

func inDays(days int) diag.Text {
	return diag.Text{ZH: strconv.Itoa(days) + " 天", EN: strconv.Itoa(days) + " days"}
}

// firstLevel tells a column that is in no other.
func (n *Inspection) firstLevel(c *site.Column) bool {
	return !slices.ContainsFunc(n.site.Columns, func(outer *site.Column) bool { return strings.HasPrefix(c.Path, outer.Path+"/") })
}
