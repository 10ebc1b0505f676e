package intake

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
)

//go:embed words.txt
var wordsFile string

// words is what is known of how people write what the forms say.
type words struct {
	labels, headings, aspects map[string][]string // by the form's wording, bare
}

// lexicon is read once, when it is first asked for.
var lexicon = sync.OnceValue(func() *words {
	w := &words{map[string][]string{}, map[string][]string{}, map[string][]string{}}
	section := ""
	for line := range strings.Lines(wordsFile) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = strings.Trim(line, "[]")
		case section == "characters":
		default:
			official, seen, _ := strings.Cut(line, " = ")
			into := map[string]map[string][]string{"labels": w.labels, "headings": w.headings, "aspects": w.aspects}[section]
			for other := range strings.SplitSeq(seen, "｜") {
				into[bare(official)] = append(into[bare(official)], bare(other))
			}
		}
	}
	return w
})

// narrow replaces full-width letters, digits and signs by their ASCII twins.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case '！' <= r && r <= '～':
			return r - '！' + '!'
		case r == '　', r == '\u00a0', r == '\u2002', r == '\u2003', r == '\u2009':
			return ' '
		case r == '\u200b', r == '\u200c', r == '\u200d', r == '\ufeff', r == '\u2060':
			return -1
		case r == '〇', r == '○':
			return '〇'
		}
		return r
	}, s)
}

// bare is a text without spaces and punctuation, narrow and simplified, so
// that 1. 属于国家秘密 and １．屬於國家秘密 are the same.
func bare(s string) string {
	twins := simplified()
	var b strings.Builder
	for _, r := range narrow(s) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		if simple, ok := twins[r]; ok {
			r = simple
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// simplified is the simplified twin of each traditional character.
var simplified = sync.OnceValue(func() map[rune]rune {
	twins := map[rune]rune{}
	_, list, _ := strings.Cut(wordsFile, "[characters]\n")
	for pair := range strings.FieldsSeq(list) {
		if runes := []rune(pair); len(runes) == 2 {
			twins[runes[0]] = runes[1]
		}
	}
	return twins
})

// ordinals are the numbers that stand before labels and headings.
const ordinals = "一二三四五六七八九十0123456789①②③④⑤⑥⑦⑧⑨⑩"

// unnumbered is a label's bare text without the number that it begins with.
func unnumbered(bareText string) string {
	return strings.TrimLeft(bareText, ordinals)
}

// chineseDigits reads 二〇二三 as 2023.
func chineseDigits(s string) string {
	return strings.NewReplacer("〇", "0", "○", "0", "零", "0", "一", "1", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9").Replace(s)
}
