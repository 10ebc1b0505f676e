package inspect

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// WordsFile is the list of words that an office wants put right, in content/.
// gongkai has no list of its own: which words are wrong is for the office.
const WordsFile = "words.toml"

var ruleWord = diag.Rule{
	Code: "I001", Severity: diag.Warning,
	Message: diag.Text{ZH: "「{1}」应写作「{2}」{3}", EN: "{1} should be {2}{3}"},
	Hint:    diag.Text{ZH: "照改；这里没有错的，在 words.toml 这个词的 except 里写上它所在的词组", EN: "change it; where it is right, add the phrase around it to except in words.toml"},
	Why:     diag.Text{ZH: "这是本机关在 words.toml 里列出的错词。", EN: "The office lists it as wrong in words.toml."},
	Bad:     wordsExample("") + page("截止目前，调查已经结束。"),
	Good:    wordsExample("") + page("截至目前，调查已经结束。"),
}

var ruleGraveWord = diag.Rule{
	Code: "I002", Severity: diag.Error,
	Message: diag.Text{ZH: "不能写「{1}」，应写作「{2}」{3}", EN: "{1} must not stand here; it should be {2}{3}"},
	Hint:    diag.Text{ZH: "照改；这里没有错的，在 words.toml 这个词的 except 里写上它所在的词组", EN: "change it; where it is right, add the phrase around it to except in words.toml"},
	Why:     diag.Text{ZH: "本机关在 words.toml 里把它列为不能发布的错误（stop = true）。", EN: "The office lists it in words.toml as an error that stops a release (stop = true)."},
	Basis:   "本机关的 words.toml",
	Bad:     wordsExample("stop = true\n") + page("截止目前，调查已经结束。"),
	Good:    wordsExample("stop = true\n") + page("截至目前，调查已经结束。"),
}

var ruleWordEntry = diag.Rule{
	Code: "I003", Severity: diag.Error,
	Message: diag.Text{ZH: "words.toml 的第 {1} 个 [[word]] 用不了：{2}", EN: "entry {1} of words.toml can't be used: {2}"},
	Hint:    diag.Text{ZH: "写上 wrong（错的写法，两个字以上）和 right（对的写法），两者不同", EN: "write wrong (two characters or more) and right, which differ"},
	Why:     diag.Text{ZH: "写错的一条什么也查不出来，却看上去在查。", EN: "A broken entry finds nothing, and looks as if it did."},
	Bad:     "-- content/words.toml --\n[[word]]\nwrong = \"错\"\nright = \"对\"\n",
	Good:    wordsExample(""),
}

func wordsExample(more string) string {
	return "-- content/words.toml --\n[[word]]\nwrong = \"截止目前\"\nright = \"截至目前\"\n" + more
}

// page is a notice with a text, for the catalogue.
func page(text string) string {
	return "-- content/disclosure/notices/2024-03-01-1.md --\n+++\ntitle = \"关于调查情况的通知\"\ndate  = 2024-03-01\n+++\n" + text + "\n"
}

// wordsTOML is words.toml as it is written.
type wordsTOML struct {
	Words []wordTOML `toml:"word"`
}

type wordTOML struct {
	Wrong  string   `toml:"wrong"`
	Right  string   `toml:"right"`
	Reason string   `toml:"reason"`
	Except []string `toml:"except"` // longer phrases in which it is right
	Stop   bool     `toml:"stop"`   // a release must not hold it
}

// Words is a list of wrong words, ready to be looked for. The zero value finds
// nothing.
type Words struct {
	key  string // stands for the list
	list []wordTOML
	// first tells by a hash of three bytes whether a word may begin with them,
	// so that a text is gone through once, however long the list.
	first [1 << 16]bool
	by    map[string][]int // the words by their first three bytes
}

// ReadWords reads words.toml; nil is a site without one.
func ReadWords(file *source.File) (*Words, diag.List) {
	if file == nil {
		return nil, nil
	}
	text, problems := file.Text()
	if problems.Count(diag.Error) > 0 {
		return nil, problems
	}
	data, found := source.ParseData(text)
	problems = append(problems, found...)
	if data == nil {
		return nil, problems
	}
	var toml wordsTOML
	problems = append(problems, data.Decode(&toml)...)
	sum := sha256.Sum256(text.Bytes)
	w := &Words{key: hex.EncodeToString(sum[:8]), by: map[string][]int{}}
	for i, word := range toml.Words {
		word.Wrong, word.Right = strings.TrimSpace(word.Wrong), strings.TrimSpace(word.Right)
		if fault := word.fault(); fault != (diag.Text{}) {
			problems = append(problems, ruleWordEntry.New(data.Place("word", strconv.Itoa(i)), i+1, fault))
			continue
		}
		if strings.Contains(word.Right, word.Wrong) {
			word.Except = append(word.Except, word.Right)
		}
		w.first[prefix(word.Wrong)] = true
		w.by[word.Wrong[:3]] = append(w.by[word.Wrong[:3]], len(w.list))
		w.list = append(w.list, word)
	}
	return w, problems
}

func (w *wordTOML) fault() diag.Text {
	switch {
	case w.Wrong == "" || w.Right == "":
		return diag.Text{ZH: "wrong 和 right 都要写", EN: "it needs wrong and right"}
	case utf8.RuneCountInString(w.Wrong) < 2 || len(w.Wrong) < 3:
		return diag.Text{ZH: "wrong 只有一个字，到处都会碰上", EN: "wrong is one character and would be found everywhere"}
	case w.Wrong == w.Right:
		return diag.Text{ZH: "wrong 和 right 一样", EN: "wrong and right are the same"}
	}
	return diag.Text{}
}

// prefix hashes the first three bytes.
func prefix(s string) uint16 {
	return uint16(s[0])<<10 ^ uint16(s[1])<<6 ^ uint16(s[2])
}

// find is every wrong word of a page, in order of place.
func (w *Words) find(t source.Text, text string) diag.List {
	var found diag.List
	w.each(text, func(word *wordTOML, i int) {
		d := word.diagnostic(t.Place(i, i+len(word.Wrong)))
		d.Fix = &diag.Fix{Line: d.Line, Column: d.Column, EndLine: d.EndLine, EndColumn: d.EndColumn, Text: word.Right}
		found = append(found, d)
	})
	return found
}

// each calls with every wrong word in a text and where it begins.
func (w *Words) each(text string, found func(word *wordTOML, i int)) {
	if w == nil || len(w.list) == 0 {
		return
	}
	for i := 0; i+3 <= len(text); i++ {
		if !w.first[prefix(text[i:])] {
			continue
		}
		for _, n := range w.by[text[i:i+3]] {
			if word := &w.list[n]; strings.HasPrefix(text[i:], word.Wrong) && !word.right(text, i) {
				found(word, i)
			}
		}
	}
}

// of is the word that is written so; false when it is no longer in the list.
func (w *Words) of(wrong string) (*wordTOML, bool) {
	if w == nil || len(wrong) < 3 {
		return nil, false
	}
	for _, n := range w.by[wrong[:3]] {
		if w.list[n].Wrong == wrong {
			return &w.list[n], true
		}
	}
	return nil, false
}

// right tells whether the word at i stands in a phrase where it is right.
func (w *wordTOML) right(text string, i int) bool {
	for _, phrase := range w.Except {
		for at := 0; at < len(phrase); {
			n := strings.Index(phrase[at:], w.Wrong)
			if n < 0 {
				break
			}
			at += n
			if start := i - at; start >= 0 && strings.HasPrefix(text[start:], phrase) {
				return true
			}
			at += len(w.Wrong)
		}
	}
	return false
}

func (w *wordTOML) diagnostic(at diag.Place) diag.Diagnostic {
	rule := &ruleWord
	if w.Stop {
		rule = &ruleGraveWord
	}
	reason := diag.Text{}
	if w.Reason != "" {
		reason = diag.Text{ZH: "：" + w.Reason, EN: ": " + w.Reason}
	}
	return rule.New(at, w.Wrong, w.Right, reason)
}
