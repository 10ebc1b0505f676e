package site

import (
	"slices"
	"strconv"

	"gongkai/internal/diag"
	"gongkai/internal/notice"
)

var ruleStillInForce = diag.Rule{
	Code: "L211", Severity: diag.Warning,
	Message: diag.Text{ZH: "「{1}」已被这篇废止，它的有效性却没有写「废止」", EN: "{1} is repealed by this item, but doesn't say so itself"},
	Hint:    diag.Text{ZH: "在「{1}」里写 validity = \"废止\"", EN: `write validity = "废止" in {1}`},
	Why:     diag.Text{ZH: "失效、废止的文件要显著标明，否则读者会照旧文件办事。", EN: "A repealed document must be marked, or readers go on following it."},
	Basis:   "政府网站发展指引（国办发〔2017〕47号）",
	Bad:     example("replaces = [\"../finance/2024-01-04-1.md\"]\n", "正文。"),
	Good: example("replaces = [\"../finance/2024-01-04-1.md\"]\n", "正文。") +
		"-- content/disclosure/finance/2024-01-04-1.md --\n+++\ntitle = \"2024年部门预算\"\ndate = 2024-01-04\nindex = \"000014349/2024-00003\"\nvalidity = \"废止\"\n+++\n预算全文如下。\n",
}

var ruleWrongKind = diag.Rule{
	Code: "L212", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」不能写在 {2} 里：{3}", EN: "{1} can't be in {2}: {3}"},
	Hint:    diag.Text{ZH: "replaces 和 interprets 写另一篇信息的 .md 文件，attachments 和 image 写附件和图片", EN: "replaces and interprets name the .md file of another item, attachments and image a file"},
	Why:     diag.Text{ZH: "两篇信息互相链接，要知道是哪两篇。", EN: "Two items link to each other: it must be clear which."},
	Bad:     example("interprets = [\"2024-01-03-1.md\"]\n", "正文。"),
	Good:    example("interprets = [\"../finance/2024-01-04-1.md\"]\n", "正文。"),
}

var ruleIndexTwice = diag.Rule{
	Code: "L307", Severity: diag.Error,
	Message: diag.Text{ZH: "索引号「{1}」已被别的信息使用", EN: "the index number {1} is another item's"},
	Hint:    diag.Text{ZH: "改成没有用过的号；gongkai new notice 会取下一个", EN: "take a number that is free; gongkai new notice takes the next"},
	Why:     diag.Text{ZH: "一个索引号只能对应一条信息，用过的号不再用。", EN: "An index number names one item and is never used again."},
	Bad:     "-- content/disclosure/notices/2024-01-03-1.md --\n+++\ntitle = \"关于开展统计调查的通知\"\ndate = 2024-01-03\nindex = \"000014349/2024-00003\"\n+++\n正文。\n",
	Good:    example("", "正文。"),
}

// relate links items with what they repeal and explain, both ways.
func (l *linker) relate() {
	for _, p := range l.site.all {
		for i, name := range p.Notice.Replaces {
			old := l.related(p, "replaces", i, name)
			if old == nil || slices.Contains(p.Replaces, old) {
				continue
			}
			p.Replaces = append(p.Replaces, old)
			if l.shown(p) {
				old.ReplacedBy = append(old.ReplacedBy, p)
			}
			if p.Hidden == "" && old.Validity != notice.Repealed && old.Validity != notice.Lapsed {
				d := ruleStillInForce.New(p.place("replaces", strconv.Itoa(i)), name)
				d.Related = append(d.Related, diag.Related{
					Place:   old.place("validity"),
					Message: diag.Text{ZH: "被废止的文件", EN: "the repealed document"},
				})
				p.found = append(p.found, d)
			}
		}
		for i, name := range p.Notice.Interprets {
			document := l.related(p, "interprets", i, name)
			if document == nil || slices.Contains(p.Interprets, document) {
				continue
			}
			p.Interprets = append(p.Interprets, document)
			if l.shown(p) {
				document.InterpretedBy = append(document.InterpretedBy, p)
			}
		}
	}
}

// related is the other item of a relation, or nil with a finding.
func (l *linker) related(p *Page, key string, i int, name string) *Page {
	at := []string{key, strconv.Itoa(i)}
	to := l.look(p, name)
	switch {
	case to.said:
		return nil
	case to.fault != nil:
		better := relative(p, to.better)
		p.blameKey(to.fault, better, at, name, offer(to.fault, better, name))
		return nil
	case to.page == p:
		p.blameKey(&ruleWrongKind, "", at, name, key, diag.Text{ZH: "这就是本篇", EN: "it is this item itself"})
		return nil
	case to.page == nil || to.page.Kind != NoticePage && to.page.Kind != ReportPage:
		p.blameKey(&ruleWrongKind, "", at, name, key, diag.Text{ZH: "它不是一篇信息", EN: "it is not an item"})
		return nil
	}
	if of := l.hiddenOwner(p, to); of != nil {
		soften(p.blameKey(&ruleHidden, "", at, name, whyHidden(of)), of)
		if !l.options.Hidden {
			return nil
		}
	}
	return to.page
}

// checkIndexes finds index numbers that are used twice, by hidden items too.
func (l *linker) checkIndexes() {
	first := make(map[string]*Page, len(l.site.all))
	for _, p := range l.site.all {
		if p.Index == "" {
			continue
		}
		taken := first[p.Index]
		if taken == nil {
			first[p.Index] = p
			continue
		}
		d := ruleIndexTwice.New(p.place("index"), p.Index)
		d.Related = append(d.Related, diag.Related{
			Place:   taken.place("index"),
			Message: diag.Text{ZH: "先用这个号的", EN: "it is taken here"},
		})
		p.found = append(p.found, d)
	}
}
