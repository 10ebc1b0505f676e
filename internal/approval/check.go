package approval

import (
	"slices"
	"strings"
	"time"

	"gongkai/internal/diag"
)

// Item is one thing to be released.
type Item struct {
	Place   func() diag.Place // of its title
	Date    time.Time         // 发布日期
	Subject Subject
	Log     []Record // in the order in which they were written
}

// Check is what keeps an item from being released: one finding, at the first
// level that is not in order, since the levels after it wait for it.
func (p Policy) Check(item Item, now time.Time) diag.List {
	if !p.asks(item) {
		return nil
	}
	if d := p.unknownRole(item); d != nil {
		return diag.List{*d}
	}
	var before []Record // the reviews that stand, level by level
	for i, level := range p.Levels {
		r, ok := latest(item.Log, level)
		if !ok {
			return diag.List{ruleMissing.New(item.Place(), strings.Join(p.Levels[i:], "、"))}
		}
		if d := p.standing(r, item, before, now); d != nil {
			return diag.List{*d}
		}
		before = append(before, r)
	}
	for _, r := range before {
		if r.secret() {
			return diag.List{ruleSecret.New(r.Place, r.Role, r.Secrecy)}
		}
	}
	if p.Secrecy && !cleared(before) {
		return diag.List{ruleSecrecy.New(before[len(before)-1].Place)}
	}
	return p.backdated(item)
}

// cleared tells whether one of the reviews has the result of the secrecy review.
func cleared(reviews []Record) bool {
	return slices.ContainsFunc(reviews, func(r Record) bool { return r.Secrecy == NotSecret })
}

// unknownRole finds a review by a role that the office doesn't have.
func (p Policy) unknownRole(item Item) *diag.Diagnostic {
	for _, r := range item.Log {
		if !slices.Contains(p.Levels, r.Role) && r.Subject.changed(item.Subject) == (diag.Text{}) {
			d := ruleRole.New(r.Place, r.Role, strings.Join(p.Levels, "、"))
			return &d
		}
	}
	return nil
}

// latest is the last review of a level.
func latest(log []Record, level string) (Record, bool) {
	for i := len(log) - 1; i >= 0; i-- {
		if log[i].Role == level {
			return log[i], true
		}
	}
	return Record{}, false
}

// standing is why a review doesn't stand, or nil.
func (p Policy) standing(r Record, item Item, before []Record, now time.Time) *diag.Diagnostic {
	var d diag.Diagnostic
	day := r.Time.Format(time.DateOnly)
	switch changed := r.Subject.changed(item.Subject); {
	case changed != (diag.Text{}):
		d = ruleChanged.New(item.Place(), r.Role, r.By, day, changed)
		d.Related = []diag.Related{{Place: r.Place, Message: diag.Text{ZH: "那次审核", EN: "that review"}}}
	case r.Opinion != Pass:
		d = ruleNotPassed.New(item.Place(), r.Role, r.Opinion.Words(), r.By, day)
	case r.Time.After(now):
		d = ruleOrder.New(r.Place, r.Role, diag.Text{ZH: "审核时间还没有到", EN: "its time has not come yet"})
	case len(before) > 0 && r.Time.Before(before[len(before)-1].Time):
		last := before[len(before)-1].Role
		d = ruleOrder.New(r.Place, r.Role, diag.Text{ZH: "它早于「" + last + "」", EN: "it is earlier than " + last})
	case !p.SamePerson && slices.ContainsFunc(before, func(b Record) bool { return samePerson(b.By, r.By) }):
		d = ruleOnePerson.New(r.Place, r.By, r.Role)
	default:
		return nil
	}
	return &d
}

// backdated compares the date of publication with the first day on which the
// last level had passed anything: a later correction is approved anew, and
// keeps its date.
func (p Policy) backdated(item Item) diag.List {
	last := p.Levels[len(p.Levels)-1]
	i := slices.IndexFunc(item.Log, func(r Record) bool { return r.Role == last && r.Opinion == Pass })
	if item.Date.IsZero() {
		return nil
	}
	first := item.Log[i].Time.In(item.Date.Location()).Format(time.DateOnly)
	if date := item.Date.Format(time.DateOnly); date < first {
		return diag.List{ruleBackdated.New(item.Place(), date, first)}
	}
	return nil
}

// Refusal is why a review can't be recorded now, or nothing.
func (p Policy) Refusal(item Item, r Record) diag.Text {
	level := slices.Index(p.Levels, r.Role)
	if level < 0 {
		all := strings.Join(p.Levels, "、")
		return diag.Text{ZH: "site.toml 的 [review] 里没有「" + r.Role + "」这一级；有的是：" + all, EN: "[review] of site.toml has no level " + r.Role + "; it has: " + all}
	}
	if n := len(item.Log); n > 0 && item.Log[n-1].Time.After(r.Time) {
		return diag.Text{ZH: "上一条记录的时间更晚，请核对电脑的时钟", EN: "the record before it is later: check the clock"}
	}
	if r.Opinion != Pass {
		return diag.Text{}
	}
	var before []Record
	for _, earlier := range p.Levels[:level] {
		last, ok := latest(item.Log, earlier)
		if !ok || p.standing(last, item, before, r.Time) != nil {
			return diag.Text{ZH: "先要经过「" + earlier + "」", EN: earlier + " has to review it first"}
		}
		before = append(before, last)
	}
	if !p.SamePerson && slices.ContainsFunc(before, func(b Record) bool { return samePerson(b.By, r.By) }) {
		return diag.Text{ZH: "「" + r.By + "」已经审过前面一级，这一级要由别人审", EN: r.By + " has reviewed an earlier level: someone else must review this one"}
	}
	return p.secrecyRefusal(append(before, r))
}

// secrecyRefusal is why the last of the reviews can't pass the item: what is
// secret never passes, and the last level leaves no question open.
func (p Policy) secrecyRefusal(reviews []Record) diag.Text {
	switch r := reviews[len(reviews)-1]; {
	case r.secret():
		return diag.Text{
			ZH: "保密审查的结果只能是「" + NotSecret + "」，不能是「" + r.Secrecy + "」；涉密的不能公开，用 --opinion return 或者 fail 记录",
			EN: "only " + NotSecret + " can pass the secrecy review, not " + r.Secrecy + "; what is secret isn't published: record it with --opinion return or fail",
		}
	case p.Secrecy && len(reviews) == len(p.Levels) && !cleared(reviews):
		return diag.Text{
			ZH: "各级都没有记录保密审查的结果；请加上 --secrecy " + NotSecret,
			EN: "no level has recorded the result of the secrecy review: add --secrecy " + NotSecret,
		}
	}
	return diag.Text{}
}
