package report

import (
	"math"
	"unicode"

	"gongkai/internal/diag"
)

var ruleCopied = diag.Rule{
	Code: "R416", Severity: diag.Warning,
	Message: diag.Text{ZH: "「{1}」与上年的文字几乎相同（{2}%）", EN: "{1} is all but the same as last year's ({2}%)"},
	Hint:    diag.Text{ZH: "写出本年度的实际情况", EN: "say what happened this year"},
	Why: diag.Text{
		ZH: "年年照抄的报告曾被公开批评",
		EN: "reports copied year after year have been criticised in public",
	},
	Bad:  exampleCopy(exampleLong),
	Good: exampleCopy("今年新设了专栏，编制了目录，培训了工作人员，修订了公开指南，开展了满意度调查，把征集到的意见逐条答复并公布了采纳情况。"),
}

const (
	// A shorter text says the same each year because there is little to say.
	copiedLength = 80
	// Texts that share so many of their groups of letters were copied. Reports
	// of one agency that were written anew share a quarter to six tenths.
	copiedShare = 0.95
	gramLength  = 4
)

// copied compares each part with last year's.
func (p *proof) copied(last *Prose) {
	if last == nil {
		return
	}
	before := &proof{Prose: *last, form: p.form}
	before.headings()
	for _, c := range p.chapters {
		if c.part == nil || c.part.Table != "" {
			continue
		}
		for _, old := range before.chapters {
			if old.part == c.part {
				if share := likeness(c.text(), old.text()); share >= copiedShare {
					p.say(&ruleCopied, c.sections[0].Place, c.part.Heading(), int(math.Round(share*100)))
				}
				break
			}
		}
	}
}

// likeness is the share of groups of letters that two texts have in common,
// figures and years apart; 0 when one is short.
func likeness(a, b string) float64 {
	x, y := grams(a), grams(b)
	total, common := 0, 0
	for gram, n := range x {
		common += min(n, y[gram])
		total += n
	}
	for _, n := range y {
		total += n
	}
	if total < 2*copiedLength {
		return 0
	}
	return float64(2*common) / float64(total)
}

// grams counts the groups of neighbouring letters of a text.
func grams(text string) map[string]int {
	var letters []rune
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters = append(letters, r)
		}
	}
	counts := map[string]int{}
	for i := 0; i+gramLength <= len(letters); i++ {
		counts[string(letters[i:i+gramLength])]++
	}
	return counts
}
