package main

//go:generate go test -count=1 -run TestDiagnosticsPageIsCurrent . -update

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"gongkai/internal/approval"
	"gongkai/internal/carry/target"
	"gongkai/internal/diag"
	"gongkai/internal/inspect"
	"gongkai/internal/intake"
	"gongkai/internal/markup"
	"gongkai/internal/notice"
	"gongkai/internal/privacy"
	"gongkai/internal/report"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// catalogue is every rule of every room, in order of code.
func catalogue() []diag.Rule {
	rules := slices.Concat(source.Rules(), markup.Rules(), notice.Rules(), report.Rules(), site.Rules(), intake.Rules(), privacy.Rules(), approval.Rules(), inspect.Rules(), target.Rules())
	slices.SortFunc(rules, func(a, b diag.Rule) int { return cmp.Compare(a.Code, b.Code) })
	return rules
}

// rooms names the letters of the codes.
var rooms = []struct {
	letter string
	words  diag.Text
}{
	{"A", diag.Text{ZH: "审核", EN: "approval"}},
	{"I", diag.Text{ZH: "自查", EN: "inspection"}},
	{"L", diag.Text{ZH: "网站与链接", EN: "the site and its links"}},
	{"M", diag.Text{ZH: "正文", EN: "the text of a page"}},
	{"N", diag.Text{ZH: "公开信息的属性", EN: "what a notice says of itself"}},
	{"P", diag.Text{ZH: "个人信息", EN: "personal data"}},
	{"R", diag.Text{ZH: "年度报告", EN: "the annual report"}},
	{"S", diag.Text{ZH: "文件", EN: "files"}},
	{"T", diag.Text{ZH: "导入", EN: "taking in old reports"}},
	{"W", diag.Text{ZH: "发布目标", EN: "where the site is carried"}},
}

// findRule is the rule with a code, or nil and the nearest code.
func findRule(rules []diag.Rule, code string) (rule *diag.Rule, nearest string) {
	code = strings.ToUpper(strings.TrimSpace(code))
	best := math.MaxInt
	for i := range rules {
		if rules[i].Code == code {
			return &rules[i], ""
		}
		if d := diag.Distance(rules[i].Code, code); d < best {
			best, nearest = d, rules[i].Code
		}
	}
	return nil, nearest
}

// roomOf is the room that a code's letter stands for.
func roomOf(code string) diag.Text {
	for _, room := range rooms {
		if strings.HasPrefix(code, room.letter) {
			return room.words
		}
	}
	return diag.Text{}
}
