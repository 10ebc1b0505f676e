package source

import (
	"strings"
	"unicode/utf8"

	"gongkai/internal/diag"
)

// labels are the Chinese names that a clerk may type for a key. They serve
// suggestions alone: what a key means is decided where it is read.
var labels = map[string]string{
	"标题": "title", "题目": "title", "名称": "title",
	"日期": "date", "发布日期": "date", "发布时间": "date", "公开日期": "date",
	"成文日期": "issued", "索引号": "index", "发文字号": "number", "文号": "number",
	"主题分类": "subject", "体裁": "genre", "有效性": "validity", "关键词": "keywords",
	"公示期": "notice_period", "摘要": "description", "内容概述": "description", "描述": "description",
	"发布机构": "agency", "来源": "source", "信息来源": "source", "作者": "author", "责任编辑": "author",
	"公开方式": "openness", "附件": "attachments", "草稿": "draft", "权重": "weight",
}

// knownAs is the words that name a key in a sentence.
func knownAs(key string) diag.Text {
	return diag.Text{ZH: "，对应的键名是「" + key + "」", EN: ": the key is 「" + key + "」"}
}

// lookalikes are letters of other alphabets that print like ASCII ones, each
// followed by the letter that it looks like.
const lookalikes = "аaвbсcеeһhіiјjкkмmոnоoрpѕsтtѵvхxуyԁdԛqԝwАAВBСCЕEНHІIЈJКKМMОOРPЅSТTХXУYαaεeιiκkνvοoρpτtυuχxγyΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXıiɡgℓlſs"

// lookalike is the ASCII word that a word prints like, and its first letter
// that isn't ASCII; "" when there is no such word.
func lookalike(word string) (plain string, odd rune) {
	pairs := []rune(lookalikes)
	var b strings.Builder
	for _, r := range word {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
			continue
		}
		ascii := narrow(r)
		for i := 0; ascii == 0 && i < len(pairs); i += 2 {
			if pairs[i] == r {
				ascii = pairs[i+1]
			}
		}
		if ascii == 0 {
			return "", 0
		}
		if odd == 0 {
			odd = r
		}
		b.WriteRune(ascii)
	}
	if odd == 0 {
		return "", 0
	}
	return b.String(), odd
}

// maxShown is how much of a text a message quotes, in characters.
const maxShown = 40

// shown is a text as a message quotes it: not too long. What a terminal would
// obey is made harmless where messages are printed.
func shown(s string) string {
	n := 0
	for i := range s {
		if n == maxShown {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// nearest is the known word that a word was probably meant to be, or "".
func nearest(word string, known []string) string {
	if plain, _ := lookalike(word); plain != "" {
		word = plain
	}
	if utf8.RuneCountInString(word) > 2*maxShown {
		return ""
	}
	label := labels[word]
	best, least := "", 1+max(1, len(word)/3)
	for _, k := range known {
		if k == label || fold(k) == fold(word) {
			return k
		}
		if d := diag.Distance(fold(word), fold(k)); d < least && d < len(k) {
			best, least = k, d
		}
	}
	return best
}

// fold drops what is easily got wrong: case, and the mark between two words.
func fold(key string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(key))
}
