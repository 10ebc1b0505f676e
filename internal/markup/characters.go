package markup

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"gongkai/internal/diag"
)

// characters reports the characters that no page may hold, and those that
// readers may not see.
func (p *page) characters() {
	marks := 0
	for i := 0; i < len(p.src); {
		if !watched[p.src[i]] {
			i, marks = i+1, 0
			continue
		}
		r, size := utf8.DecodeRune(p.src[i:])
		switch rule := hidden(r); {
		case rule != nil:
			p.report(rule, i, i+size, codePoint(r))
		case unicode.Is(unicode.Co, r) || r > 0xFFFF && !assigned(r):
			p.report(&rulePrivate, i, i+size, codePoint(r))
		case unicode.Is(unicode.Mn, r):
			marks++
			if marks == maxMarks+1 {
				p.report(&ruleManyMarks, i, i+size)
			}
			i += size
			continue
		}
		i, marks = i+size, 0
	}
}

// maxMarks is how many combining marks one character may carry; more than a
// few cover the lines above and below.
const maxMarks = 4

// watched are the bytes that begin a character that characters looks at.
// Nearly all of a Chinese text passes by: its lead bytes are E3 to E9.
var watched = watchedBytes()

func watchedBytes() (w [256]bool) {
	for c := range 0x20 {
		w[c] = true
	}
	w['\t'], w['\n'], w[0x7f] = false, false, true
	w[0xC2] = true                // C1 controls
	w[0xCC], w[0xCD] = true, true // combining marks
	w[0xE2] = true                // bidirectional controls, beside much punctuation
	w[0xEE], w[0xEF] = true, true // private use, beside full-width forms
	for c := 0xF0; c <= 0xF4; c++ {
		w[c] = true
	}
	return w
}

// hidden is the rule that forbids a character, or nil.
func hidden(r rune) *diag.Rule {
	switch {
	case r == '\t', r == '\n':
		return nil
	case r < 0x20, r >= 0x7f && r < 0xa0:
		return &ruleControl
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return &ruleDirection
	}
	return nil
}

// assigned tells whether Unicode gives the character a meaning.
func assigned(r rune) bool {
	return unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cf)
}

func codePoint(r rune) string { return fmt.Sprintf("U+%04X", r) }

var ruleControl = diag.Rule{
	Code: "M002", Severity: diag.Error,
	Message: diag.Text{ZH: "正文里有控制字符 {1}", EN: "the text holds the control character {1}"},
	Hint:    diag.Text{ZH: "把光标移到这里，删去这个看不见的字符；多半是从别的软件粘贴来的", EN: "delete the invisible character here; it usually comes in with pasted text"},
	Why:     diag.Text{ZH: "控制字符在网页里没有意义，浏览器、订阅和搜索会各自出错。", EN: "Control characters mean nothing in a page; browsers, feeds and search each fail in their own way."},
	Bad:     example + "调查于\x082024年3月开始。\n",
	Good:    example + "调查于2024年3月开始。\n",
}

var ruleDirection = diag.Rule{
	Code: "M003", Severity: diag.Error,
	Message: diag.Text{ZH: "正文里有改变书写方向的字符 {1}", EN: "the text holds {1}, which changes the direction of writing"},
	Hint:    diag.Text{ZH: "把光标移到这里，删去这个看不见的字符", EN: "delete the invisible character here"},
	Why:     diag.Text{ZH: "它能使读者看到的文字、金额或文件名与实际不同。", EN: "It can make a reader see other words, amounts or file names than are there."},
	Bad:     example + "附件名为\u202efdp.exe。\n",
	Good:    example + "附件名为exe.pdf。\n",
}

var rulePrivate = diag.Rule{
	Code: "M004", Severity: diag.Warning,
	Message: diag.Text{ZH: "正文里有通用字库没有的字符 {1}", EN: "the text holds {1}, which common fonts don't have"},
	Hint:    diag.Text{ZH: "换成国家标准字库里的正式编码；实在没有的生僻字，用图片或者文字说明字形", EN: "use the character's standard code; a rare character without one can be shown as a picture or described"},
	Why:     diag.Text{ZH: "自造字只在造字的电脑上能看见，别处显示为空白或方框。", EN: "A privately coded character shows only on the computer that defined it; elsewhere it is blank or a box."},
	Basis:   "《通用规范汉字表》；GB 18030",
	Bad:     example + "联系人：示\ue123。\n",
	Good:    example + "联系人：示例。\n",
}

var ruleManyMarks = diag.Rule{
	Code: "M005", Severity: diag.Warning,
	Message: diag.Text{ZH: "一个字上叠了过多的附加符号", EN: "too many combining marks are piled on one character"},
	Hint:    diag.Text{ZH: "删去多余的附加符号", EN: "delete the extra marks"},
	Why:     diag.Text{ZH: "叠起来的符号会盖住上下行的文字。", EN: "The pile covers the lines above and below."},
	Bad:     example + "通a\u0301\u0301\u0301\u0301\u0301\u0301知。\n",
	Good:    example + "通á知。\n",
}
