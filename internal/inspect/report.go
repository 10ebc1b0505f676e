package inspect

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/diag"
)

// weight is what an indicator can cost.
type weight uint8

const (
	veto weight = iota // 单项否决: fails the site at once
	stop               // our own errors: the release doesn't go out
	mend               // to be put right
	look               // worth a look
)

var weights = [...]string{"单项否决", "阻止发布", "整改", "提醒"}

// indicator is a line of the report: what is looked at, by which rules. The
// thresholds of 国办秘函〔2019〕19号 are called national; no scores are given, as
// few of its scores are confirmed.
type indicator struct {
	name  string
	rule  string // what is asked, by the national threshold
	basis string
	weight
	codes []string // of rules, in full or by their beginning
}

// indicators is the report, line by line.
func (n *Inspection) indicators() []indicator {
	const i19, i47, rules = "国办秘函〔2019〕19号", "国办发〔2017〕47号", "条例"
	return []indicator{
		{"首页更新", fmt.Sprintf("%d 天内有更新", nationalHome), i19, veto, []string{"I101"}},
		{"动态类、一级通知和政策类栏目更新", fmt.Sprintf("逾期的合计少于 %d 个", nationalStale), i19, veto, []string{"I104"}},
		{"应更新栏目更新", fmt.Sprintf("各级各类逾期的少于 %d 个", nationalLong), i19, veto, []string{"I105"}},
		{"空白栏目数", fmt.Sprintf("少于 %d 个", nationalBlank), i19, veto, []string{"I106"}},
		{"发布日期没有改动", "公开以后不变", i19, veto, []string{"I116"}},
		{"个人信息", "没有能认出个人的号码", rules + "第十五条", stop, []string{"P001", "P002", "P003", "P004", "P005", "P006", "P009", "P010"}},
		{"审核记录", "各级审核齐全，审后没有改动" + n.spared(), rules + "第十七条", stop, []string{"A"}},
		{"本机关列出的严重错误", "没有", "本机关", stop, []string{"I002"}},
		{"站内链接和附件", "没有打不开的", "建议", stop, []string{"L201", "L202", "L203", "L204", "L205", "L206", "L207", "L208"}},
		{"年报的格式和数字", "部分、表格齐全，勾稽相符", "国办公开办函〔2021〕30号", stop, []string{"R"}},
		{"各栏目更新期限", fmt.Sprintf("动态要闻 %d 天；通知公告、政策文件 %d 天", nationalNews, nationalPolicy), i19, mend, []string{"I102"}},
		{"本机关设置的期限和数目", "没有达到 site.toml 里更严的数", "本机关", mend, []string{"I123"}},
		{"空白栏目", "没有", "建议", mend, []string{"I103"}},
		{"网页标签", "齐全、规范", i47, mend, []string{"I107", "I108", "I109"}},
		{"底部功能区", "标识、主办单位、联系方式、备案号齐全", i47, mend, []string{"I110"}},
		{"公开指南内容", "分类、编排、获取方式和联系方式齐全", rules + "第十二条", mend, []string{"I111"}},
		{"公开平台栏目", "指南、制度、法定主动公开内容、年报有内容，有依申请公开的入口", "国办公开办函〔2019〕61号", mend, []string{"I113"}},
		{"政策与解读关联", "解读都关联到文件", "建议", mend, []string{"I114"}},
		{"失效、废止标明", "都已标明", i47, mend, []string{"I115", "L211"}},
		{"年报按时发布", n.reportDue(n.now.In(n.site.Settings.Zone).Year()-1).Format("1 月 2 日") + "前", rules + "第四十九条", mend, []string{"I117", "I118"}},
		{"成文日期与发布日期", "发布不早于成文", "建议", mend, []string{"N012"}},
		{"IP 地址链接", "没有", "建议", mend, []string{"I121"}},
		{"外部链接", "都能打开", "建议", mend, []string{"I122"}},
		{"错词", "没有本机关列出的错词", "本机关", mend, []string{"I001", "I003"}},
		{"重复和照抄", "没有几乎一样的信息、别的单位的落款、别的年份、开始时的示例", "建议", mend, []string{"I004", "I005", "I006", "I007"}},
		{"敏感的列、住址、照片位置、隐藏内容", "逐处核对", rules + "第十五条", look, []string{"P007", "P008", "P011", "P014"}},
		{"没有检查过的附件", "逐个人工查看", "建议", look, []string{"P012"}},
		{"指南核对", fmt.Sprintf("%d 天内核对过", n.site.Settings.Inspect.GuideDays), "建议", look, []string{"I112"}},
		{"二十个工作日", "成文后及时公开", rules + "第二十六条", look, []string{"I119"}},
		{"政府网站以外的链接", "都经过审核", i47, look, []string{"I120"}},
	}
}

// spared says how many public pages may go without a review because of since,
// so that a date written too early is seen.
func (n *Inspection) spared() string {
	pages := 0
	for _, p := range n.site.All() {
		if p.Hidden == "" && n.site.Settings.Review.Spares(p.Date) {
			pages++
		}
	}
	if pages == 0 {
		return ""
	}
	return fmt.Sprintf("；按 since 可以免审 %d 篇", pages)
}

func (i *indicator) covers(code string) bool {
	return slices.ContainsFunc(i.codes, func(c string) bool { return strings.HasPrefix(code, c) })
}

// HTML is the report: what a leader reads in a minute, then what a clerk works
// through. found is every finding of the run, masked already.
func (n *Inspection) HTML(found diag.List) []byte {
	s := n.site.Settings
	w := newPage(s.Agency.Name + "公开平台自查报告")
	w.put("<p>自查日期 %s；数据截至 %s；网站“%s”。</p>\n", dayOf(n.now.In(s.Zone)), dayOf(n.site.Latest), s.Title)
	list := n.indicators()
	groups := make([]diag.List, len(list)+1)
	for _, d := range found {
		i := slices.IndexFunc(list, func(i indicator) bool { return i.covers(d.Code) })
		if i < 0 {
			i = len(list)
		}
		groups[i] = append(groups[i], d)
	}
	list = append(list, indicator{name: "其他"})
	n.verdict(w, list, groups, found)
	n.columnTable(w)
	n.indicatorTable(w, list[:len(list)-1], groups)
	n.outsideTable(w)
	w.WriteString("<h2>逐处整改</h2>\n")
	if len(found) == 0 {
		w.WriteString("<p class=\"fine\">没有需要整改的地方。</p>\n")
	}
	for i := range list {
		worklist(w, i, list[i].name, groups[i])
	}
	w.WriteString("<p>本报告由程序对照能够自动检查的指标生成，不打分；内容是否准确、服务是否实用、留言是否答复等，仍需人工检查。</p>\n")
	return w.end()
}

// verdict is the first lines: can it go out, can it fail, what comes first,
// and by when.
func (n *Inspection) verdict(w *writer, list []indicator, groups []diag.List, found diag.List) {
	hit := [len(weights)]int{}
	var vetoes []string
	for i := range list {
		if len(groups[i]) > 0 {
			hit[list[i].weight]++
			if list[i].weight == veto && list[i].name != "其他" {
				vetoes = append(vetoes, list[i].name)
			}
		}
	}
	failures := found.Count(diag.Error)
	class := ""
	if len(vetoes) > 0 || failures > 0 {
		class = " bad"
	}
	fmt.Fprintf(w, "<div class=\"verdict%s\">\n", class)
	if len(vetoes) > 0 {
		w.put("<p class=\"veto\">有 %v 项触到单项否决：%s。</p>\n", len(vetoes), strings.Join(vetoes, "、"))
	} else {
		w.WriteString("<p class=\"fine\">能自动检查的单项否决指标都没有触到。</p>\n")
	}
	if failures > 0 {
		w.put("<p class=\"veto\">有 %v 处错误，改正以前不能发布。</p>\n", failures)
	}
	w.put("<p>需要整改的指标 %v 项，提醒 %v 项；共 %v 处，列在后面。</p>\n", hit[stop]+hit[mend], hit[look], len(found))
	w.WriteString("</div>\n")
	n.firstThings(w, list, groups)
	if list := n.deadlines(); len(list) > 0 {
		w.WriteString("<h2>最近的期限</h2>\n<ul>\n")
		for _, d := range list[:min(5, len(list))] {
			w.put("<li><strong>%s</strong>（%s）：%s</li>\n", weekdayOf(d.day), away(daysBetween(n.now.In(n.site.Settings.Zone), d.day)), d.what)
		}
		w.WriteString("</ul>\n")
	}
}

// firstThings is what to do in which order, with the way to each place.
func (n *Inspection) firstThings(w *writer, list []indicator, groups []diag.List) {
	said := false
	for i := range list {
		if len(groups[i]) == 0 || list[i].weight == look || list[i].name == "其他" {
			continue
		}
		if !said {
			w.WriteString("<h2>先办这些</h2>\n<ol>\n")
			said = true
		}
		w.put("<li><a href=\"#%s\">%s</a>：%v 处（%s）</li>\n", section(i), list[i].name, len(groups[i]), weights[list[i].weight])
	}
	if said {
		w.WriteString("</ol>\n")
	}
}

func section(i int) string { return "i" + strconv.Itoa(i+1) }

func weekdayOf(day time.Time) string {
	return dayOf(day) + " 星期" + [...]string{"日", "一", "二", "三", "四", "五", "六"}[day.Weekday()]
}

// away is how far a day is.
func away(days int) string {
	if days == 0 {
		return "今天"
	}
	return "还有 " + strconv.Itoa(days) + " 天"
}

// columnTable is how every column stands, and by when it must be updated.
func (n *Inspection) columnTable(w *writer) {
	w.WriteString("<h2>栏目更新</h2>\n")
	w.head("首页和各栏目最近一次更新、下一次期限", "栏目", "状态", "最迟更新#", "最近更新#", "距今#", "条数#", "期限")
	n.homeRow(w)
	for i := range n.columns {
		st := &n.columns[i]
		kind, due, since, verdict, class := "不要求", "—", "—", "正常", "fine"
		if st.limit > 0 {
			kind = fmt.Sprintf("%d 天内更新", st.limit)
		}
		if !st.due.IsZero() {
			due = dayOf(st.due)
		}
		if !st.blank {
			since = strconv.Itoa(st.days(n.now)) + " 天"
		}
		switch {
		case st.blank:
			verdict, class = "空白", "veto"
		case st.overdue:
			verdict, class = fmt.Sprintf("逾期 %d 天", st.days(n.now)-st.limit), "veto"
		case !st.due.IsZero() && daysBetween(n.now.In(st.due.Location()), st.due) <= 7:
			verdict, class = "一周内到期", "todo"
		}
		w.columnRow(st.column.Name, class, verdict, due, dayOf(st.last), since, strconv.Itoa(len(st.column.Pages)), kind)
	}
	w.foot()
}

// columnRow is a line of that table; the last cell is words, the rest figures.
func (w *writer) columnRow(name, class, verdict string, cells ...string) {
	w.put("<tr><th scope=\"row\">%s</th><td class=\"%s\">%s</td>", name, class, verdict)
	for i, cell := range cells {
		if i == len(cells)-1 {
			w.put("<td>%s</td>", cell)
		} else {
			w.put("<td class=\"n\">%s</td>", cell)
		}
	}
	w.WriteString("</tr>\n")
}

// homeRow is how the home page stands.
func (n *Inspection) homeRow(w *writer) {
	latest, limit := n.site.Latest, homeDays(n.site.Settings)
	if latest.IsZero() {
		return
	}
	days := daysBetween(latest, n.now)
	verdict, class := "正常", "fine"
	switch {
	case days > limit:
		verdict, class = fmt.Sprintf("逾期 %d 天", days-limit), "veto"
	case limit-days <= 7:
		verdict, class = "一周内到期", "todo"
	}
	w.columnRow("首页", class, verdict, dayOf(latest.AddDate(0, 0, limit)), dayOf(latest), fmt.Sprintf("%d 天", days), "—", fmt.Sprintf("%d 天内更新", limit))
}

// indicatorTable is every indicator, those that are met too.
func (n *Inspection) indicatorTable(w *writer, list []indicator, groups []diag.List) {
	w.WriteString("<h2>检查项</h2>\n")
	w.head("检查了什么，结果怎样", "检查项", "结果#", "要求", "类别", "依据")
	for i := range list {
		class, result := "fine", "符合"
		if count := len(groups[i]); count > 0 {
			class, result = []string{"veto", "veto", "todo", "todo"}[list[i].weight], fmt.Sprintf("%d 处", count)
		} else if n.unlooked(list[i].name) {
			class, result = "todo", "没有检查"
		}
		w.put("<tr><th scope=\"row\">%s</th><td class=\"n %s\">", list[i].name, class)
		if len(groups[i]) > 0 {
			w.put("<a href=\"#%s\">%s</a>", section(i), result)
		} else {
			w.put("%s", result)
		}
		w.put("</td><td>%s</td><td class=\"k\">%s</td><td class=\"k\">%s</td></tr>\n", list[i].rule, weights[list[i].weight], list[i].basis)
	}
	w.foot()
}

// unlooked tells what this run didn't look at, so that nothing passes for met.
func (n *Inspection) unlooked(name string) bool {
	switch name {
	case "外部链接":
		return n.dead == nil
	case "发布日期没有改动":
		return n.published == nil
	case "审核记录":
		return len(n.site.Settings.Review.Levels) == 0
	}
	return false
}

// outsideTable is the hosts outside the government to which pages lead.
func (n *Inspection) outsideTable(w *writer) {
	hosts := n.outsideHosts()
	if len(hosts) == 0 {
		return
	}
	w.WriteString("<h2>链接到的政府网站以外的网站</h2>\n")
	w.head("每个网站有几页链接它", "网站", "页数#", "先看到的一页")
	for _, h := range hosts {
		w.put("<tr><td>%s</td><td class=\"n\">%v</td><td>%s</td></tr>\n", h.name, h.pages, h.first)
	}
	w.foot()
}

// Of the places of one kind, so many are listed outright, and so many at all:
// the list is to be worked through, and it begins anew tomorrow.
const (
	open = 20
	most = 300
)

// worklist is every place of an indicator by what is wrong and by file, and
// how to mend it, once.
func worklist(w *writer, i int, name string, found diag.List) {
	if len(found) == 0 {
		return
	}
	w.put("<h3 id=\"%s\">%s（%v 处）</h3>\n", section(i), name, len(found))
	var codes []string
	byCode := map[string]diag.List{}
	for _, d := range found {
		if byCode[d.Code] == nil {
			codes = append(codes, d.Code)
		}
		byCode[d.Code] = append(byCode[d.Code], d)
	}
	slices.Sort(codes)
	for _, code := range codes {
		list := byCode[code]
		w.put("<p class=\"how\">%s %s　怎么改：%s</p>\n", list[0].Severity.Words().ZH, code, sharedHint(list))
		shown := list[:min(most, len(list))]
		for from := 0; from < len(shown); {
			to := from
			for to < len(shown) && shown[to].File == shown[from].File {
				to++
			}
			filePlaces(w, shown[from:to])
			from = to
		}
		if len(list) > most {
			w.put("<p>只列出前 %v 处；全部用 gongkai check --inspect --json 取得。</p>\n", most)
		}
	}
}

// filePlaces is the places in one file, each with a box to tick on paper.
func filePlaces(w *writer, list diag.List) {
	w.put("<div class=\"work\"><p class=\"file\">%s", list[0].File)
	if len(list) > 1 {
		w.put("（%v 处）", len(list))
	}
	w.WriteString("</p>\n<ul>\n")
	for i, d := range list {
		if i == open {
			w.put("</ul>\n<details><summary>这个文件里的其余 %v 处</summary>\n<ul>\n", len(list)-open)
		}
		where := ""
		if d.Line > 0 {
			where = "第 " + strconv.Itoa(d.Line) + " 行　"
		}
		w.put("<li>%s%s</li>\n", where, d.Message.ZH)
	}
	w.WriteString("</ul>\n")
	if len(list) > open {
		w.WriteString("</details>\n")
	}
	w.WriteString("</div>\n")
}

// sharedHint is how to mend findings of one rule: as much of the hint as they
// have in common, up to a comma or a stop.
func sharedHint(list diag.List) string {
	hint := list[0].Hint.ZH
	common := len(hint)
	for _, d := range list {
		n := 0
		for n < common && n < len(d.Hint.ZH) && d.Hint.ZH[n] == hint[n] {
			n++
		}
		common = n
	}
	if common == len(hint) && list[0].Personal == nil {
		return hint
	}
	if i := strings.Index(hint, "在前置信息里写 [[waive]]"); i >= 0 {
		common = min(common, i)
	}
	cut := max(strings.LastIndex(hint[:common], "；"), strings.LastIndex(hint[:common], "。"))
	if cut <= 0 {
		cut = strings.LastIndex(hint[:common], "，")
	}
	if cut <= 0 {
		return hint
	}
	rest := ""
	if list[0].Personal != nil {
		rest = "；确需公开的，运行 gongkai check 看逐处放行的写法"
	}
	return hint[:cut] + rest
}

// deadline is a day on which something falls due.
type deadline struct {
	day  time.Time
	what string
	id   string // the same for the same thing, whenever the calendar is made
}

// deadlines is what falls due from today on, the soonest first.
func (n *Inspection) deadlines() []deadline {
	s := n.site.Settings
	today := n.now.In(s.Zone)
	var list []deadline
	add := func(day time.Time, what, id string) {
		if daysBetween(today, day) >= 0 {
			list = append(list, deadline{day, what, id})
		}
	}
	if !n.site.Latest.IsZero() {
		add(n.site.Latest.AddDate(0, 0, homeDays(s)), "首页最迟在这一天更新", "home")
	}
	for i := range n.columns {
		if st := &n.columns[i]; !st.due.IsZero() {
			add(st.due, "栏目「"+st.column.Name+"」最迟在这一天更新", "column-"+strings.ReplaceAll(st.column.Path, "/", "-"))
		}
	}
	for _, year := range []int{today.Year() - 1, today.Year()} {
		add(n.reportDue(year), strconv.Itoa(year)+"年政府信息公开工作年度报告最迟在这一天公布", "report-"+strconv.Itoa(year))
	}
	slices.SortStableFunc(list, func(a, b deadline) int { return a.day.Compare(b.day) })
	return list
}
