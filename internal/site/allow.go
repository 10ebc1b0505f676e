package site

import (
	"strconv"
	"strings"

	"gongkai/internal/diag"
)

var ruleAllowIncomplete = diag.Rule{
	Code: "L401", Severity: diag.Error,
	Message: diag.Text{ZH: "[[allow]] 没有写「{1}」", EN: "this [[allow]] has no {1}"},
	Hint:    diag.Text{ZH: "写上 code（规则编号）和 reason（理由），path（文件或文件夹）可以不写", EN: "write code and reason; path, a file or a folder, may be left out"},
	Why:     diag.Text{ZH: "放过一个警告要说明理由，以后的人才知道为什么。", EN: "Whoever comes later must know why a warning was let pass."},
	Bad:     settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n[[allow]]\n"+`code = "L209"`),
	Good:    settingsExample(`title = "公开"`, `name = "示例县统计局"`),
}

var ruleAllowUnused = diag.Rule{
	Code: "L402", Severity: diag.Warning,
	Message: diag.Text{ZH: "没有「{1}」这样的警告，这个 [[allow]] 不再需要", EN: "there is no warning {1} to let pass: this [[allow]] is not needed"},
	Hint:    diag.Text{ZH: "删去它；或者核对 code 和 path", EN: "delete it, or check its code and path"},
	Why:     diag.Text{ZH: "留着不用的放行，会在以后悄悄放过真正的问题。", EN: "An idle permission would silently let a real problem pass one day."},
	Bad:     settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n[[allow]]\n"+`code = "L209"`+"\n"+`reason = "暂存"`),
	Good:    settingsExample(`title = "公开"`, `name = "示例县统计局"`),
}

var ruleAllowError = diag.Rule{
	Code: "L403", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」是错误，不能用 [[allow]] 放过", EN: "{1} is an error and can't be let pass by [[allow]]"},
	Hint:    diag.Text{ZH: "改正它所指的问题，再删去这个 [[allow]]", EN: "mend what it points at, then delete this [[allow]]"},
	Why:     diag.Text{ZH: "错误会让公开的内容不对或者打不开，只有警告可以带着理由放过。", EN: "An error makes what is public wrong or unreadable; only warnings may pass, with a reason."},
	Bad: settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n[[allow]]\n"+`code = "L201"`+"\n"+`reason = "以后再改"`) +
		example("", "见[细则](rules-2024.md)。"),
	Good: settingsExample(`title = "公开"`, `name = "示例县统计局"`),
}

// Permit drops the warnings that [[allow]] lets pass, and adds a finding for
// each [[allow]] that matches none, or an error. It is given the findings of
// all rooms together, once, at the end of a run. looked tells the codes that
// this run can find, nil for all: what was not looked for is not unused.
func (s *Settings) Permit(list diag.List, looked func(code string) bool) diag.List {
	if len(s.Allow) == 0 {
		return list
	}
	used := make([]bool, len(s.Allow))
	refused := make([]bool, len(s.Allow))
	kept := make(diag.List, 0, len(list))
	for _, d := range list {
		passes := false
		for i, a := range s.Allow {
			if !a.covers(d) {
				continue
			}
			if d.Severity == diag.Error {
				refused[i] = true
			} else {
				used[i], passes = true, true
			}
		}
		if !passes {
			kept = append(kept, d)
		}
	}
	for i, a := range s.Allow {
		place := s.Place("allow", strconv.Itoa(i), "code")
		switch {
		case a.Code == "": // incomplete, and said so
		case looked != nil && !looked(a.Code):
		case refused[i]:
			kept = append(kept, ruleAllowError.New(place, a.Code))
		case !used[i]:
			kept = append(kept, ruleAllowUnused.New(place, a.Code))
		}
	}
	kept.Sort()
	return kept
}

// covers tells whether a finding is the kind and in the place that it names.
func (a Allow) covers(d diag.Diagnostic) bool {
	if a.Code == "" || a.Code != d.Code {
		return false
	}
	name := strings.TrimPrefix(d.File, "content/")
	within := strings.TrimPrefix(a.Path, "content/")
	return within == "" || name == within || strings.HasPrefix(name, within+"/")
}
