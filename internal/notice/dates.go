package notice

import (
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// plausible tells the days that an item of the People's Republic's
// administration can bear. Whoever means "never" leaves the key out.
func plausible(t time.Time) bool {
	const earliest, latest = "1949-10-01", "2099-12-31"
	day := written(t)
	return len(day) == len(earliest) && earliest <= day && day <= latest
}

var ruleNoDate = diag.Rule{
	Code: "N010", Severity: diag.Error,
	Message: diag.Text{ZH: "没有发布日期", EN: "there is no date of publication"},
	Hint:    diag.Text{ZH: "在两行 +++ 之间写上 date = 2024-01-03", EN: "write date = 2024-01-03 between the two lines of +++"},
	Why:     diag.Text{ZH: "列表按发布日期排列；没有发布日期的信息，检查时视为没有更新。", EN: "Lists are in order of date, and inspectors count an item without one as not updated."},
	Bad:     example(titled + `index = "000014349/2024-00002"`),
	Good:    example(titled + dated),
}

var ruleImplausibleDate = diag.Rule{
	Code: "N011", Severity: diag.Error,
	Message: diag.Text{ZH: "日期「{1}」不合情理", EN: "{1} is not a plausible date"},
	Hint:    diag.Text{ZH: "日期应在 1949-10-01 到 2099-12-31 之间；长期有效的信息不写 expiryDate", EN: "a date lies between 1949-10-01 and 2099-12-31; an item without an end has no expiryDate"},
	Why:     diag.Text{ZH: "年份多打或少打一位，信息就会排到最前或者永远不出现。", EN: "A digit too many or too few puts the item at the top for ever, or hides it for ever."},
	Bad:     example(titled + "date = 9999-01-03\n" + indexed),
	Good:    example(titled + dated),
}

var ruleIssuedLater = diag.Rule{
	Code: "N012", Severity: diag.Error,
	Message: diag.Text{ZH: "成文日期「{1}」晚于发布日期「{2}」", EN: "it was issued ({1}) later than it was published ({2})"},
	Hint:    diag.Text{ZH: "核对 issued（成文日期）和 date（发布日期）", EN: "compare issued with date"},
	Why:     diag.Text{ZH: "文件先成文后发布，两个日期必有一个写错。", EN: "A document is made before it is published: one of the two is wrong."},
	Bad:     example(titled + dated + "\nissued = 2024-02-03"),
	Good:    example(titled + dated + "\nissued = 2024-01-02"),
}

var ruleNeverVisible = diag.Rule{
	Code: "N013", Severity: diag.Error,
	Message: diag.Text{ZH: "撤下时间「{1}」不晚于发布时间「{2}」，这条信息永远不会出现", EN: "it expires ({1}) before it is published ({2}) and would never be seen"},
	Hint:    diag.Text{ZH: "改正 expiryDate，或者删去它", EN: "mend expiryDate, or delete it"},
	Why:     diag.Text{ZH: "已经撤下的信息不进入网站，也没有人会发现它缺失。", EN: "An expired item is left out of the site, and nobody would notice."},
	Bad:     example(titled + dated + "\nexpiryDate = 2023-12-31"),
	Good:    example(titled + dated + "\nexpiryDate = 2025-12-31"),
}

var ruleModifiedEarlier = diag.Rule{
	Code: "N014", Severity: diag.Warning,
	Message: diag.Text{ZH: "修改日期「{1}」早于发布日期「{2}」", EN: "it was modified ({1}) before it was published ({2})"},
	Hint:    diag.Text{ZH: "lastmod 写发布以后最近一次修改的日期，没有修改过就不写", EN: "lastmod is the last change after publication; leave it out when there was none"},
	Why:     diag.Text{ZH: "读者和搜索引擎据此判断信息新旧。", EN: "Readers and search engines judge by it how fresh the item is."},
	Bad:     example(titled + dated + "\nlastmod = 2023-12-31"),
	Good:    example(titled + dated + "\nlastmod = 2024-01-05"),
}

// dates reads every date of the item and compares them. The days are compared,
// not the hours, where only days are usually written.
func (r *reader) dates(n *Notice) {
	f := &r.front
	n.Date, n.HasClock = r.moment(f.Date, "date"), f.Date.HasClock()
	n.Issued = r.moment(f.Issued, "issued")
	n.PublishDate = r.moment(f.PublishDate, "publishDate")
	n.Expiry = r.moment(f.ExpiryDate, "expiryDate")
	n.Modified = r.moment(f.Lastmod, "lastmod")
	if !r.options.DateOptional && !r.data.Has("date") {
		r.find(&ruleNoDate, r.data.Place("date"))
	}
	if after(day(n.Issued), day(n.Date)) {
		r.beside(r.find(&ruleIssuedLater, r.data.Place("issued"), written(n.Issued), written(n.Date)), "date")
	}
	if after(day(n.Date), day(n.Modified)) {
		r.beside(r.find(&ruleModifiedEarlier, r.data.Place("lastmod"), written(n.Modified), written(n.Date)), "date")
	}
	appears, key := n.PublishDate, "publishDate"
	if appears.IsZero() {
		appears, key = n.Date, "date"
	}
	if !n.Expiry.IsZero() && !appears.IsZero() && !n.Expiry.After(appears) {
		r.beside(r.find(&ruleNeverVisible, r.data.Place("expiryDate"), written(n.Expiry), written(appears)), key)
	}
}

// beside names the date that another is compared with.
func (r *reader) beside(d *diag.Diagnostic, key string) {
	d.Related = append(d.Related, diag.Related{
		Place:   r.data.Place(key),
		Message: diag.Text{ZH: "与这个日期比较", EN: "it is compared with this date"},
	})
}

// after compares two days, either of which may not be given.
func after(a, b time.Time) bool { return !a.IsZero() && !b.IsZero() && a.After(b) }

// day is the midnight that opens a day.
func day(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// written is a date as front matter has it.
func written(t time.Time) string { return t.Format(time.DateOnly) }

var rulePeriodIncomplete = diag.Rule{
	Code: "N020", Severity: diag.Error,
	Message: diag.Text{ZH: "公示期缺少「{1}」", EN: "the period of notice has no {1}"},
	Hint:    diag.Text{ZH: "写成 notice_period = { from = 2024-01-03, to = 2024-01-12 }", EN: "write notice_period = { from = 2024-01-03, to = 2024-01-12 }"},
	Why:     diag.Text{ZH: "公示期要让群众知道从哪天到哪天可以提意见。", EN: "The public must know from which day to which day it may object."},
	Bad:     example(titled + dated + "\nnotice_period = { from = 2024-01-03 }"),
	Good:    example(titled + dated + "\nnotice_period = { from = 2024-01-03, to = 2024-01-12 }"),
}

var rulePeriodReversed = diag.Rule{
	Code: "N021", Severity: diag.Error,
	Message: diag.Text{ZH: "公示期的结束日期「{1}」早于开始日期「{2}」", EN: "the period of notice ends ({1}) before it begins ({2})"},
	Hint:    diag.Text{ZH: "核对 notice_period 的 from 和 to", EN: "compare from and to of notice_period"},
	Why:     diag.Text{ZH: "公示栏据此计算剩余天数。", EN: "The board works out the days left from it."},
	Bad:     example(titled + dated + "\nnotice_period = { from = 2024-01-12, to = 2024-01-03 }"),
	Good:    example(titled + dated + "\nnotice_period = { from = 2024-01-03, to = 2024-01-12 }"),
}

var rulePeriodHours = diag.Rule{
	Code: "N022", Severity: diag.Error,
	Message: diag.Text{ZH: "公示期「{1}」写了钟点", EN: "the period of notice has a time of day: {1}"},
	Hint:    diag.Text{ZH: "公示期按整天计算，首尾两天都算在内，只写日期", EN: "a period is counted in whole days, both ends included: write the dates alone"},
	Why:     diag.Text{ZH: "带钟点的公示期会让人误算一天。", EN: "With a time of day people count a day too many or too few."},
	Bad:     example(titled + dated + "\nnotice_period = { from = 2024-01-03, to = 2024-01-12T17:00:00 }"),
	Good:    example(titled + dated + "\nnotice_period = { from = 2024-01-03, to = 2024-01-12 }"),
}

var rulePeriodOver = diag.Rule{
	Code: "N023", Severity: diag.Warning,
	Message: diag.Text{ZH: "公示期在「{1}」结束，早于发布日期「{2}」", EN: "the period of notice ended ({1}) before the item was published ({2})"},
	Hint:    diag.Text{ZH: "核对公示期和 date（发布日期）", EN: "compare the period with date"},
	Why:     diag.Text{ZH: "发布时公示期已过，群众没有机会提意见。", EN: "The public has no chance to object."},
	Bad:     example(titled + dated + "\nnotice_period = { from = 2023-12-01, to = 2023-12-10 }"),
	Good:    example(titled + dated + "\nnotice_period = { from = 2024-01-03, to = 2024-01-12 }"),
}

// period reads the 公示期.
func (r *reader) period(published time.Time) Period {
	if r.front.Period == nil {
		return Period{}
	}
	from, fromOK := r.periodDay(r.front.Period.From, "from")
	to, toOK := r.periodDay(r.front.Period.To, "to")
	if !fromOK || !toOK {
		return Period{}
	}
	switch place := r.data.Place("notice_period", "to"); {
	case to.Before(from):
		r.find(&rulePeriodReversed, place, written(to), written(from))
		return Period{}
	case after(day(published), to):
		r.find(&rulePeriodOver, place, written(to), written(published))
	}
	return Period{From: from, To: to}
}

// periodDay reads one end of the period.
func (r *reader) periodDay(date source.Date, key string) (time.Time, bool) {
	path := []string{"notice_period", key}
	if !r.data.Has(path...) {
		r.find(&rulePeriodIncomplete, r.data.Place("notice_period"), key)
		return time.Time{}, false
	}
	moment := r.moment(date, path...)
	if date.HasClock() {
		r.find(&rulePeriodHours, r.data.Place(path...), r.data.Raw(path...))
		return time.Time{}, false
	}
	return moment, !moment.IsZero()
}
