package source

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/internal/diag"
)

// maxMarks is how many marks may stand on one letter. Vietnamese and Yi need
// two, Tibetan five; what is higher climbs over the lines above.
const maxMarks = 8

// maxRelated is how many further places a finding about a character names.
const maxRelated = 9

// odd is a character that a reader can't see or can't be shown.
type odd struct {
	rule  *diag.Rule
	char  rune
	spans []span // the first few
	count int
}

// inspect finds the characters that don't belong into a text. A character
// makes one finding however often it stands there.
func inspect(t Text) diag.List {
	var odds []odd
	for i := 0; i < len(t.Bytes); {
		if !suspicious(t.Bytes[i]) {
			i++
			continue
		}
		r, size := utf8.DecodeRune(t.Bytes[i:])
		rule := ruleOf(r)
		if rule == &ruleMarks {
			size = marks(t.Bytes[i:])
			if size == 0 {
				rule, size = nil, utf8.RuneLen(r)
			}
		}
		if rule != nil && !(r == joiner && joinsEmoji(t.Bytes[:i])) {
			odds = note(odds, rule, r, span{i, i + size})
		}
		i += size
	}
	var problems diag.List
	for _, o := range odds {
		at := t.Place(o.spans[0].start, o.spans[0].end)
		d := o.rule.New(at, fmt.Sprintf("U+%04X", o.char), o.count, charName(o.char))
		for _, s := range o.spans[1:] {
			d.Related = append(d.Related, diag.Related{Place: t.Place(s.start, s.end), Message: alsoHere})
		}
		problems = append(problems, d)
	}
	return problems
}

// alsoHere stands beside the further places of a character.
var alsoHere = diag.Text{ZH: "这里也有", EN: "also here"}

func note(odds []odd, rule *diag.Rule, char rune, at span) []odd {
	for i := range odds {
		o := &odds[i]
		if o.rule != rule || rule != &ruleMarks && o.char != char && !(isTag(o.char) && isTag(char)) {
			continue
		}
		o.count++
		if len(o.spans) <= maxRelated {
			o.spans = append(o.spans, at)
		}
		return odds
	}
	if len(odds) == maxProblems {
		return odds
	}
	return append(odds, odd{rule, char, []span{at}, 1})
}

// suspicious tells the first bytes of the characters that ruleOf looks at. The
// rest of a text, ASCII and Chinese characters, is passed over a byte each.
func suspicious(first byte) bool {
	switch {
	case first < ' ':
		return first != '\n' && first != '\t'
	case first < 0xc2:
		return first == 0x7f
	}
	return first < 0xe4 || first > 0xe9
}

// ruleOf is the rule that a character breaks, or nil.
func ruleOf(r rune) *diag.Rule {
	switch {
	case r == '\n' || r == '\t' || r >= ' ' && r < 0x7f:
		return nil
	case r >= '‐' && r <= '‧' || r >= '\u3000' && r <= '〩' || r >= '！' && r <= '｠':
		return nil // the punctuation of every Chinese text, for speed
	case unicode.IsControl(r):
		return &ruleControl
	case isBidi(r):
		return &ruleBidi
	case isInvisible(r):
		return &ruleInvisible
	case r == utf8.RuneError || r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe:
		return &ruleLost
	case unicode.Is(unicode.Co, r):
		return &rulePrivate
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
		return &ruleMarks
	}
	return nil
}

// isBidi tells the characters that turn the direction of the text around.
func isBidi(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x061c || r == 0x200e || r == 0x200f
}

// isInvisible tells the characters that have no width: a search for the words
// around them finds nothing.
func isInvisible(r rune) bool {
	switch r {
	case 0x00ad, 0x034f, 0x115f, 0x1160, 0x180e, 0x2028, 0x2029, 0x3164, 0xfeff, 0xffa0:
		return true
	}
	return r >= 0x200b && r <= joiner || r >= 0x2060 && r <= 0x2064 || r >= 0xfff9 && r <= 0xfffb || isTag(r)
}

// isTag tells the characters that repeat ASCII unseen: whole sentences can hide
// in them.
func isTag(r rune) bool { return r >= 0xe0000 && r <= 0xe007f }

// joiner binds two emoji to one.
const joiner = 0x200d

func joinsEmoji(before []byte) bool {
	r, _ := utf8.DecodeLastRune(before)
	return r == 0xfe0f || unicode.Is(unicode.So, r) || r >= 0x1f3fb && r <= 0x1f3ff
}

// marks is the length of the marks at the start of b when they are too many
// for one letter, else 0.
func marks(b []byte) int {
	n, end := 0, 0
	for end < len(b) {
		r, size := utf8.DecodeRune(b[end:])
		if !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Me, r) {
			break
		}
		n++
		end += size
	}
	if n <= maxMarks {
		return 0
	}
	return end
}

// charName says what a character is.
func charName(r rune) diag.Text {
	switch {
	case r == 0x200b || r == 0x2060 || r == 0xfeff:
		return diag.Text{ZH: "零宽空格", EN: "zero-width space"}
	case r == 0x00ad:
		return diag.Text{ZH: "软连字符", EN: "soft hyphen"}
	case r == 0x2028 || r == 0x2029:
		return diag.Text{ZH: "行分隔符", EN: "line separator"}
	case r == 0x1b:
		return diag.Text{ZH: "ESC", EN: "ESC"}
	case r == 0x7f:
		return diag.Text{ZH: "DEL", EN: "DEL"}
	case isTag(r):
		return diag.Text{ZH: "标签字符", EN: "tag character"}
	case isBidi(r):
		return diag.Text{ZH: "文字方向控制符", EN: "direction control"}
	}
	return diag.Text{ZH: "字符", EN: "character"}
}

var ruleControl = diag.Rule{
	Code: "S006", Severity: diag.Error,
	Message: diag.Text{
		ZH: "文本里有控制字符 {1}（{3}，共 {2} 处）",
		EN: "there is a control character {1} in the text ({3}; {2} in all)",
	},
	Hint: diag.Text{
		ZH: "删除它，可重新键入这一行",
		EN: "delete it; type the line again if need be",
	},
	Why: diag.Text{
		ZH: "控制字符在网页和数据文件里都不合规范，有的会改变终端显示",
		EN: "control characters are not allowed in web pages and data files, and some change what a terminal shows",
	},
	Bad:  rawPage("+++\n" + title + dated + "+++\n正文\x07。\n"),
	Good: goodPage,
}

var ruleBidi = diag.Rule{
	Code: "S007", Severity: diag.Warning,
	Message: diag.Text{
		ZH: "文本里有文字方向控制符 {1}（共 {2} 处）",
		EN: "there is a direction control {1} in the text ({2} in all)",
	},
	Hint: diag.Text{
		ZH: "中文不需要它，请删除",
		EN: "Chinese text does not need it: delete it",
	},
	Why: diag.Text{
		ZH: "它会让读者看到的次序与实际的文字不同",
		EN: "it makes readers see another order than the text has",
	},
	Bad:  page("title = \"通知\u202e\"\n" + dated),
	Good: goodPage,
}

var ruleInvisible = diag.Rule{
	Code: "S008", Severity: diag.Warning,
	Message: diag.Text{
		ZH: "文本里有看不见的字符 {1}（{3}，共 {2} 处）",
		EN: "there is an invisible character {1} in the text ({3}; {2} in all)",
	},
	Hint: diag.Text{
		ZH: "从网页或聊天软件复制时常带入，请删除",
		EN: "it often comes with text copied from web pages or chats: delete it",
	},
	Why: diag.Text{
		ZH: "夹着它的词搜索不到，复制出去也不对",
		EN: "a search does not find the word around it",
	},
	Bad:  page("title = \"通\u200b知\"\n" + dated),
	Good: goodPage,
}

var ruleLost = diag.Rule{
	Code: "S009", Severity: diag.Error,
	Message: diag.Text{
		ZH: "这里的字已经丢失，只剩下 {1}（共 {2} 处）",
		EN: "a character was lost here: only {1} is left ({2} in all)",
	},
	Hint: diag.Text{
		ZH: "从原稿重新复制这些字",
		EN: "copy the characters again from the original",
	},
	Why: diag.Text{
		ZH: "文件曾用错误的编码保存过，丢失的字找不回来",
		EN: "the file was once saved in the wrong encoding; what was lost is not in it any more",
	},
	Bad:  page("title = \"通\ufffd知\"\n" + dated),
	Good: goodPage,
}

var rulePrivate = diag.Rule{
	Code: "S010", Severity: diag.Warning,
	Message: diag.Text{
		ZH: "文本里有造字 {1}（共 {2} 处），别的电脑显示不出来",
		EN: "there is a private-use character {1} in the text ({2} in all) that other computers can't show",
	},
	Hint: diag.Text{
		ZH: "人名、地名用字请改用国家标准 GB 18030 里的正式编码；查不到时用描述或图片说明",
		EN: "for names use the code of GB 18030; if there is none, describe the character",
	},
	Why: diag.Text{
		ZH: "造字只在装了同一造字文件的电脑上可见",
		EN: "such characters are visible only where the same font was installed",
	},
	Basis: "GB 18030—2022 信息技术 中文编码字符集",
	Bad:   page("title = \"通知\ue000\"\n" + dated),
	Good:  goodPage,
}

var ruleMarks = diag.Rule{
	Code: "S011", Severity: diag.Error,
	Message: diag.Text{
		ZH: "一个字上叠了太多附加符号（共 {2} 处）",
		EN: "too many marks are piled on one letter ({2} in all)",
	},
	Hint: diag.Text{
		ZH: "删除这些符号",
		EN: "delete the marks",
	},
	Why: diag.Text{
		ZH: "叠起来的符号会盖住上下几行",
		EN: "piled marks cover the lines above and below",
	},
	Bad:  rawPage("+++\n" + title + dated + "+++\n正文a" + strings.Repeat("\u0301", 20) + "。\n"),
	Good: goodPage,
}
