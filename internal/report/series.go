package report

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"gongkai/internal/diag"
)

var (
	ruleAcrossYears = diag.Rule{
		Code: "R301", Severity: diag.Warning,
		Message: diag.Text{
			ZH: "{1}「{2}」，按 {3} 年的报告，{4}应为「{5}」，相差 {6}",
			EN: "{1} is {2}, but from the report of {3} ({4}) it should be {5}: a difference of {6}",
		},
		Hint: diag.Text{
			ZH: "核对两年的数字；因机构调整、数据更正等确有变化的，用 [[acknowledge]] 写明 code、at（{7}）和 reason",
			EN: "check both years; if a reorganisation or a correction explains it, use [[acknowledge]] with code, at ({7}) and reason",
		},
		Why: diag.Text{
			ZH: "两年的报告放在一起看，接不上的数字最先被发现",
			EN: "side by side, figures that don't follow from last year's are the first to be noticed",
		},
		Bad: exampleYear("2022", "form = \"2019\"\n", "") +
			example("carried_in = [0,", "carried_in = [1,", "granted = [0,", "granted = [1,"),
		Good: exampleYear("2022", "form = \"2019\"\n", "") + example(),
	}
	ruleGap = diag.Rule{
		Code: "R302", Severity: diag.Warning,
		Message: diag.Text{ZH: "有 {1} 年和 {2} 年的年度报告，缺少{3}的", EN: "there are reports of {1} and of {2}, but none of {3}"},
		Hint:    diag.Text{ZH: "补上缺少的年度报告；往年的可以用 gongkai import 导入", EN: "add the missing report; gongkai import reads older ones"},
		Why: diag.Text{
			ZH: "缺了一年，结转和现行有效的数字就接不起来",
			EN: "with a year missing, carry-over and stock can't be followed",
		},
		Bad:  exampleYear("2021", "form = \"2019\"\n", ""),
		Good: exampleYear("2022", "form = \"2019\"\n", ""),
	}
)

// figure is the name of a term's figure for a figure of a relation.
func (t term) figure(row *row, c int) string {
	key, column := row.key, row.columns[c].key
	if t.row != "" {
		key = t.row
	}
	if t.column != "" {
		column = t.column
	}
	return strings.TrimSuffix(row.table.key+"."+key+"."+column, ".")
}

// CheckSeries compares each report with the year before it: carry-over, stock,
// missing years. The reports are in order of year. A relation whose figures the
// form of last year doesn't have is left out: there the series breaks.
func CheckSeries(reports []*Report) diag.List {
	var all diag.List
	for i, r := range reports {
		var findings []finding
		if i > 0 {
			last := reports[i-1]
			if last.Year == r.Year-1 {
				findings = r.since(last)
			} else if last.Year < r.Year {
				all = append(all, ruleGap.New(diag.Place{File: r.place("").File}, last.Year, r.Year, between(last.Year, r.Year)))
			}
		}
		open, idle := r.settle(findings, isAcrossYears)
		all = append(append(all, open...), idle...)
	}
	return all
}

// between is the years between two: 2021 年, or 2020 年至 2022 年.
func between(from, to int) diag.Text {
	first, last := strconv.Itoa(from+1), strconv.Itoa(to-1)
	if first == last {
		return diag.Text{ZH: " " + first + " 年", EN: first}
	}
	return diag.Text{ZH: " " + first + " 年至 " + last + " 年", EN: first + " to " + last}
}

// since reports the relations to the year before that don't hold.
func (r *Report) since(last *Report) []finding {
	var all []finding
	for _, t := range r.Form.tables {
		for i := range t.relations {
			all = append(all, r.relate(t, &t.relations[i], last)...)
		}
	}
	return all
}

// relate checks one relation. The total column speaks only when its difference
// isn't that of the other columns together.
func (r *Report) relate(t *table, relation *relation, last *Report) []finding {
	var all []finding
	for _, key := range relation.rows {
		row := r.Form.rows[t.key+"."+key]
		others := new(big.Rat)
		for c, column := range row.columns {
			if !relation.holds(column.key) {
				continue
			}
			expected, related, ok := r.expected(relation, row, c, last)
			name := row.figure(c)
			f := r.figures[name]
			if !ok || f.State != Number {
				continue
			}
			difference := new(big.Rat).Sub(f.decimal(), expected)
			if difference.Sign() == 0 || column.total && difference.Cmp(others) == 0 {
				continue
			}
			others.Add(others, difference)
			words := r.words(name)
			found := ruleAcrossYears.New(
				r.place(name), words, f.Text, last.Year, diag.Text{ZH: relation.words, EN: relation.english(row, c)},
				exact(expected), exact(difference.Abs(difference)), name,
			)
			found.Related = related
			all = append(all, finding{name, found})
		}
	}
	return all
}

// holds tells whether a relation is about a column.
func (relation *relation) holds(column string) bool {
	for _, c := range relation.columns {
		if c == column {
			return true
		}
	}
	return len(relation.columns) == 0
}

// expected is what a figure should be by a relation, with the figures that say
// so; not ok when one of them isn't a number.
func (r *Report) expected(relation *relation, row *row, c int, last *Report) (sum *big.Rat, related []diag.Related, ok bool) {
	sum = new(big.Rat)
	for _, term := range relation.terms {
		from := r
		if term.last {
			from = last
		}
		name := term.figure(row, c)
		f := from.figures[name]
		if f.State != Number {
			return nil, nil, false
		}
		if term.minus {
			sum.Sub(sum, f.decimal())
		} else {
			sum.Add(sum, f.decimal())
		}
		words := from.words(name)
		related = append(related, diag.Related{Place: from.place(name), Message: diag.Text{
			ZH: fmt.Sprintf("%d 年%s %s", from.Year, words.ZH, f.Text),
			EN: fmt.Sprintf("%d: %s %s", from.Year, words.EN, f.Text),
		}})
	}
	return sum, related, true
}

// english is a relation's terms by their names: last disclosure.rules.in_force + …
func (relation *relation) english(row *row, c int) string {
	var b strings.Builder
	for i, term := range relation.terms {
		switch {
		case term.minus:
			b.WriteString(" − ")
		case i > 0:
			b.WriteString(" + ")
		}
		if term.last {
			b.WriteString("last ")
		}
		b.WriteString(term.figure(row, c))
	}
	return b.String()
}

// exact is a number to its last decimal.
func exact(n *big.Rat) string {
	text := n.FloatString(maxDigits)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}
