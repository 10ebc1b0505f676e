package notice

import (
	"slices"
	"strings"

	"gongkai/internal/diag"
)

// kinds are the fifteen kinds of official document (公文种类).
var kinds = []string{
	"决议", "决定", "命令（令）", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函", "纪要",
}

// genres are the kinds and what sites file beside them.
var genres = append(slices.Clone(kinds), "规章", "行政规范性文件", "其他")

var validities = []string{string(InForce), string(Lapsed), string(Repealed), string(Amended)}

// OnRequest is a 公开方式: the item is given to those who ask for it.
const (
	Proactive = "主动公开"
	OnRequest = "依申请公开"
	notOpen   = "不予公开"
)

var ruleGenre = diag.Rule{
	Code: "N051", Severity: diag.Warning,
	Message: diag.Text{ZH: "体裁里没有「{1}」", EN: "{1} is not a kind of document"},
	Hint:    diag.Text{ZH: "可用：{2}", EN: "use one of {2}"},
	Why:     diag.Text{ZH: "目录按体裁筛选，写法不一就筛不出来。", EN: "The catalogue is filtered by kind; another word isn't found."},
	Basis:   "党政机关公文处理工作条例",
	Bad:     example(titled + dated + "\n" + `genre = "通知书"`),
	Good:    example(titled + dated + "\n" + `genre = "通知"`),
}

var ruleGenreOfTitle = diag.Rule{
	Code: "N052", Severity: diag.Warning,
	Message: diag.Text{ZH: "体裁写的是「{1}」，标题末尾却是「{2}」", EN: "the kind is {1}, but the title ends in {2}"},
	Hint:    diag.Text{ZH: "核对 genre（体裁）和标题", EN: "compare genre with the title"},
	Why:     diag.Text{ZH: "文种与标题不符，读者和检查人员都会质疑。", EN: "A document whose title and kind disagree is doubted by readers and inspectors."},
	Basis:   "党政机关公文处理工作条例",
	Bad:     example(titled + dated + "\n" + `genre = "公告"`),
	Good:    example(titled + dated + "\n" + `genre = "通知"`),
}

var ruleValidity = diag.Rule{
	Code: "N053", Severity: diag.Error,
	Message: diag.Text{ZH: "有效性「{1}」不认识", EN: "{1} is not a state of validity"},
	Hint:    diag.Text{ZH: "可用：{2}", EN: "use one of {2}"},
	Why:     diag.Text{ZH: "失效、废止的文件要显著标明，写法必须一致。", EN: "Documents that have lapsed must be marked as such, in the same words everywhere."},
	Bad:     example(titled + dated + "\n" + `validity = "现行有效"`),
	Good:    example(titled + dated + "\n" + `validity = "有效"`),
}

var ruleOpenness = diag.Rule{
	Code: "N054", Severity: diag.Error,
	Message: diag.Text{ZH: "公开方式「{1}」不认识", EN: "{1} is not a way of disclosure"},
	Hint:    diag.Text{ZH: "可用：{2}", EN: "use one of {2}"},
	Why:     diag.Text{ZH: "公开方式决定这条信息能不能放到网上。", EN: "It decides whether the item may be on the site at all."},
	Bad:     example(titled + dated + "\n" + `openness = "公开"`),
	Good:    example(titled + dated + "\n" + `openness = "主动公开"`),
}

var ruleNotOpen = diag.Rule{
	Code: "N055", Severity: diag.Error,
	Message: diag.Text{ZH: "公开方式是「不予公开」，不能放到网站上", EN: "it is marked 不予公开 (not to be disclosed) and must not be on the site"},
	Hint:    diag.Text{ZH: "把文件移出 content 文件夹；标错了就改成「主动公开」", EN: "move the file out of the content folder; if the mark is wrong, write 主动公开"},
	Why:     diag.Text{ZH: "不予公开的信息一旦上网就无法收回。", EN: "What is once on the net can't be taken back."},
	Bad:     example(titled + dated + "\n" + `openness = "不予公开"`),
	Good:    example(titled + dated + "\n" + `openness = "主动公开"`),
}

// choice reads a value that must be one of a few words.
func (r *reader) choice(rule *diag.Rule, key, value string, among []string) string {
	value = strings.TrimSpace(value)
	if value == "" || slices.Contains(among, value) {
		return value
	}
	d := r.find(rule, r.data.Place(key), value, diag.Text{ZH: strings.Join(among, "、"), EN: strings.Join(among, ", ")})
	r.mend(d, nearest(value, among))
	return value
}

// openness reads the 公开方式.
func (r *reader) openness() string {
	value := r.choice(&ruleOpenness, "openness", r.front.Openness, []string{Proactive, OnRequest, notOpen})
	if value == notOpen {
		r.find(&ruleNotOpen, r.data.Place("openness"))
	}
	return value
}

// genre reads the 体裁 and compares it with the kind that the title names.
func (r *reader) genre(title string) string {
	value := strings.TrimSpace(r.front.Genre)
	switch value {
	case "命令", "令", "命令(令)":
		value = "命令（令）"
	}
	value = r.choice(&ruleGenre, "genre", value, genres)
	if kind := kindOfTitle(title); kind != "" && kind != value && slices.Contains(kinds, value) {
		d := r.find(&ruleGenreOfTitle, r.data.Place("genre"), value, kind)
		r.mend(d, kind)
	}
	return value
}

// kindOfTitle is the kind that a title ends in, leaving out a note in brackets
// such as （试行）; "" when it names none.
func kindOfTitle(title string) string {
	for strings.HasSuffix(title, "）") || strings.HasSuffix(title, ")") {
		i := strings.LastIndexAny(title, "（(")
		if i <= 0 {
			break
		}
		title = strings.TrimSpace(title[:i])
	}
	for _, kind := range kinds {
		if strings.HasSuffix(title, kind) {
			return kind
		}
	}
	if strings.HasSuffix(title, "令") {
		return "命令（令）"
	}
	return ""
}

// nearest is the word that a wrong one was most likely meant to be: one that
// holds it or is held by it, else the one with the fewest characters to
// change, as long as that is under half of them; else "".
func nearest(word string, among []string) string {
	best, cost := "", 0
	for _, candidate := range among {
		c := diag.Distance(word, candidate)
		if strings.Contains(candidate, word) || strings.Contains(word, candidate) {
			c = 1
		}
		longer := max(len([]rune(word)), len([]rune(candidate)))
		if 2*c <= longer && (best == "" || c < cost) {
			best, cost = candidate, c
		}
	}
	return best
}
