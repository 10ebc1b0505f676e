package report

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/diag"
)

// A claim is a sentence of the prose that speaks of a figure: 收到政府信息公开申请
// 12 件. What a form's sentences look like, and which figures they may mean, is
// the form's own data. Prose breaks numbers down, looks back and counts other
// things, so a claim is only doubted when no sentence of its kind agrees with
// the figures, and never when its own sentence holds a word that changes what
// is counted.

var (
	ruleClaim = diag.Rule{
		Code: "R414", Severity: diag.Warning,
		Message: diag.Text{ZH: "正文说「{1}」，表里{2}是 {3}", EN: "the text says “{1}”, the tables have {3} for {2}"},
		Hint: diag.Text{
			ZH: "核对两处{4}",
			EN: "check both{4}",
		},
		Why: diag.Text{
			ZH: "正文与表不一致，是检查时最容易发现的问题",
			EN: "a text that contradicts its tables is what inspections find first",
		},
		Bad:  exampleProse("没有收到申请。", "全年收到政府信息公开申请 3 件。"),
		Good: exampleProse("没有收到申请。", "全年收到政府信息公开申请 0 件。"),
	}
	ruleLimit = diag.Rule{
		Code: "R415", Severity: diag.Warning,
		Message: diag.Text{ZH: "正文说「{1}」，{5}于{2} {3}", EN: "the text says “{1}”, which is {5} {3} ({2})"},
		Hint:    diag.Text{ZH: "核对两处的数字和单位", EN: "check both figures and their units"},
		Why: diag.Text{
			ZH: "部分不会大于全部，公开的条数也不会少于本站已有的",
			EN: "a part can't exceed the whole, nor can less be disclosed than this site holds",
		},
		Bad:  exampleProse("没有收取信息处理费。", "全年收取信息处理费 380 元。"),
		Good: exampleProse("没有收取信息处理费。", "全年收取信息处理费 0 元。"),
	}
)

// words is what a form says about the prose.
type words struct {
	mentions  []mention
	leftovers []string
	claims    []claim
}

// mention is what a part must speak of.
type mention struct {
	Part string `toml:"part"`
	Word string `toml:"word"`
	What string `toml:"what"`
	Cell string `toml:"cell"` // only when this figure is above 0
}

// claim is a kind of sentence.
type claim struct {
	What     string     `toml:"what"`
	Patterns []string   `toml:"patterns"` // the first group is the number; without one it is 0
	Need     string     `toml:"need"`     // a pattern that the sentence must hold
	Skip     string     `toml:"skip"`     // a pattern that the sentence must not hold up to the number
	Accept   [][]string `toml:"accept"`   // sums of figures, any of which will do
	Compare  string     `toml:"compare"`  // "": equal; at_most; at_least
	Factor   int        `toml:"factor"`   // of the unit: 10000 for 元 against 万元

	patterns   []*regexp.Regexp
	need, skip *regexp.Regexp
}

// disclosed is the name of the number of items that the site disclosed.
const disclosed = "disclosed.count"

// compileWords takes over what a form's file says about the prose.
func (f *Form) compileWords(file formFile) (words, error) {
	w := words{mentions: file.Mentions, leftovers: file.Leftovers}
	for _, c := range file.Claims {
		for _, source := range append([]string{c.Need, c.Skip}, c.Patterns...) {
			pattern, err := regexp.Compile(source)
			if err != nil {
				return w, fmt.Errorf("claim %s: %w", c.What, err)
			}
			c.patterns = append(c.patterns, pattern)
		}
		c.need, c.skip, c.patterns = c.patterns[0], c.patterns[1], c.patterns[2:]
		for _, name := range slices.Concat(c.Accept...) {
			if _, ok := f.matching(name); !ok {
				return w, fmt.Errorf("claim %s: no figure %s", c.What, name)
			}
		}
		c.Factor = max(c.Factor, 1)
		w.claims = append(w.claims, c)
	}
	return w, nil
}

// matching is the figures that a name of a claim stands for: requests.new.total,
// requests.outcome.refused.*.total for those of a group, - before either.
func (f *Form) matching(name string) (names []string, ok bool) {
	name = strings.TrimPrefix(name, "-")
	before, after, group := strings.Cut(name, "*")
	for _, figure := range f.figures {
		if figure.Name == name || group && strings.HasPrefix(figure.Name, before) && strings.HasSuffix(figure.Name, after) {
			names = append(names, figure.Name)
		}
	}
	return names, len(names) > 0 || name == disclosed
}

// statement is a claim found in the text.
type statement struct {
	section Section
	text    compacted
	from    int
	to      int
	number  *big.Rat
	doubted bool // its sentence is plainly about the figure
}

// claims compares what the text says with the figures.
func (p *proof) claims() {
	if p.report == nil {
		return
	}
	for i := range p.form.words.claims {
		p.claim(&p.form.words.claims[i])
	}
}

func (p *proof) claim(c *claim) {
	values := p.values(c)
	if len(values) == 0 {
		return
	}
	var first *statement
	for i := range p.Sections {
		for _, found := range p.statements(c, i) {
			if slices.ContainsFunc(values, func(v *big.Rat) bool { return c.agrees(found.number, v) }) {
				return
			}
			if first == nil && found.doubted {
				first = &found
			}
		}
	}
	if first == nil {
		return
	}
	quote := first.text.text[first.from:first.to]
	place := first.text.at(first.section, first.from, first.to)
	if c.Compare == "" {
		p.say(&ruleClaim, place, quote, c.What, exact(values[0]), c.binding())
		return
	}
	relation := diag.Text{ZH: "大", EN: "more than"}
	if c.Compare == "at_least" {
		relation = diag.Text{ZH: "小", EN: "less than"}
	}
	p.say(&ruleLimit, place, quote, c.What, exact(values[0]), "", relation)
}

// binding is how to write the claim so that it can't go wrong, when it is about
// one figure.
func (c *claim) binding() diag.Text {
	if len(c.Accept[0]) > 1 || strings.Contains(c.Accept[0][0], "*") {
		return diag.Text{}
	}
	name := "{{ " + c.Accept[0][0] + " }}"
	return diag.Text{ZH: "；写成 " + name + " 就会自动填入表里的数", EN: "; " + name + " prints the figure of the table"}
}

// agrees compares a number of the text with a figure.
func (c *claim) agrees(number, value *big.Rat) bool {
	switch order := number.Cmp(value); c.Compare {
	case "at_most":
		return order <= 0
	case "at_least":
		return order >= 0
	default:
		return order == 0
	}
}

// values is what the figures allow a claim to say; none when a figure is
// missing.
func (p *proof) values(c *claim) []*big.Rat {
	var values []*big.Rat
	for _, names := range c.Accept {
		sum := new(big.Rat)
		ok := true
		for _, name := range names {
			value, known := p.value(name)
			if ok = ok && known; !ok {
				break
			}
			sum.Add(sum, value)
		}
		if ok {
			values = append(values, sum.Mul(sum, big.NewRat(int64(c.Factor), 1)))
		}
	}
	return values
}

// value is one summand of what a claim may say.
func (p *proof) value(name string) (*big.Rat, bool) {
	sum := new(big.Rat)
	if name == disclosed {
		return sum.SetInt64(int64(p.Disclosed)), p.Disclosed >= 0
	}
	figures, _ := p.form.matching(name)
	for _, figure := range figures {
		f := p.report.figures[figure]
		if f.State != Number {
			return nil, false
		}
		sum.Add(sum, f.decimal())
	}
	if strings.HasPrefix(name, "-") {
		sum.Neg(sum)
	}
	return sum, true
}

// statements is the claims of a kind in a section.
func (p *proof) statements(c *claim, i int) []statement {
	t := p.texts[i]
	var all []statement
	for _, pattern := range c.patterns {
		for _, m := range pattern.FindAllStringSubmatchIndex(t.text, -1) {
			number := new(big.Rat)
			if len(m) > 2 && m[2] >= 0 {
				digits := strings.NewReplacer(",", "", "，", "").Replace(t.text[m[2]:m[3]])
				if _, ok := number.SetString(digits); !ok {
					continue
				}
			}
			from, to := sentence(t.text, m[0], m[1])
			all = append(all, statement{
				section: p.Sections[i], text: t, from: m[0], to: m[1], number: number,
				doubted: (c.Need == "" || c.need.MatchString(t.text[from:to])) &&
					(c.Skip == "" || !c.skip.MatchString(t.text[from:m[1]])) && p.ownYear(t.text[from:m[0]]),
			})
		}
	}
	return all
}

// sentence is the span of the sentence that holds a span.
func sentence(text string, start, end int) (from, to int) {
	const stops = "。；;！？"
	from, to = max(0, strings.LastIndexAny(text[:start], stops)), len(text)
	if i := strings.IndexAny(text[end:], stops); i >= 0 {
		to = end + i
	}
	return from, to
}

// ownYear tells whether the last year named before a claim, if any, is the
// report's.
func (p *proof) ownYear(before string) bool {
	years := titleYear.FindAllStringSubmatch(before, -1)
	return len(years) == 0 || years[len(years)-1][1] == strconv.Itoa(p.Year)
}
