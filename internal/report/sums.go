package report

import (
	"slices"

	"gongkai/internal/diag"
)

// The identities of a table (勾稽关系) are equations between the figures that
// the file gives; a total that isn't given is opened up into its parts. One
// wrong figure breaks every equation it stands in: its row, its column, and
// through the total column all of them again. So the broken equations are
// looked at together. When one figure alone, changed by one amount, would mend
// every equation that it stands in, and no other figure could do the same, that
// figure is the fault and is named. Only what no figure explains is reported
// as a sum: a row at its given total, a column at the row that adds up, a
// balance at what is carried over. The equations of a total column follow from
// its rows and the other columns, and speak only when those don't.

var (
	ruleRow = diag.Rule{
		Code: "R201", Severity: diag.Error,
		Message: diag.Text{
			ZH: "{1}：「{2}」各列之和「{3}」不等于{4}「{5}」，相差 {6}",
			EN: "{1}: the columns of {2} add up to {3}, not to the {4} {5}: a difference of {6}",
		},
		Hint: diag.Text{
			ZH: "核对这一行的各个数；总计可以不写，由程序计算。确实这样公布过的，用 [[acknowledge]] 写明 code、at（{7}）和 reason",
			EN: "check the figures of this row; the total may be left out and is then computed. If it was published so, use [[acknowledge]] with code, at ({7}) and reason",
		},
		Why: diag.Text{
			ZH: "总计与各列之和不符，是年报检查里最常见的错误",
			EN: "a total that differs from its parts is what inspections find most",
		},
		Basis: "政府信息公开工作年度报告格式",
		Bad:   example("reconsideration   = [0, 0, 0, 0]", "reconsideration   = [1, 0, 0, 0, 2]"),
		Good:  example("reconsideration   = [0, 0, 0, 0]", "reconsideration   = [2, 0, 0, 0, 2]"),
	}
	ruleColumn = diag.Rule{
		Code: "R202", Severity: diag.Error,
		Message: diag.Text{
			ZH: "{1}：{4}一列各项之和「{3}」不等于「{2}」「{5}」，相差 {6}",
			EN: "{1}: the rows of column {4} add up to {3}, not to {2} {5}: a difference of {6}",
		},
		Hint: diag.Text{
			ZH: "核对这一列的各个数；这一行可以不写，由程序计算。确实这样公布过的，用 [[acknowledge]] 写明 code、at（{7}）和 reason",
			EN: "check the figures of this column; this row may be left out and is then computed. If it was published so, use [[acknowledge]] with code, at ({7}) and reason",
		},
		Why: diag.Text{
			ZH: "办理结果的总计是以上各种情形之和",
			EN: "the total of outcomes is the sum of the outcomes above it",
		},
		Basis: "政府信息公开工作年度报告格式",
		Bad:   example("carried_out =", "outcome.total = [1, 0, 0, 0, 0, 0]\ncarried_out =", "new        = [0,", "new        = [1,", "granted = [0,", "granted = [2,"),
		Good:  example("carried_out =", "outcome.total = [1, 0, 0, 0, 0, 0]\ncarried_out =", "new        = [0,", "new        = [1,", "granted = [0,", "granted = [1,"),
	}
	ruleCulprit = diag.Rule{
		Code: "R203", Severity: diag.Error,
		Message: diag.Text{
			ZH: "{1}：{2}「{3}」与 {4} 处合计都不符，应为「{5}」，相差 {6}",
			EN: "{1}: {2} is {3}, but {4} sums need {5}: a difference of {6}",
		},
		Hint: diag.Text{
			ZH: "改成 {5}，各处合计就都相符。确实这样公布过的，用 [[acknowledge]] 写明 code、at（{7}）和 reason",
			EN: "with {5} every sum holds. If it was published so, use [[acknowledge]] with code, at ({7}) and reason",
		},
		Why: diag.Text{
			ZH: "行、列和勾稽关系同时不符，而只改这一格就都相符，错的就是这一格",
			EN: "row, column and balance fail together, and this cell alone would mend them all",
		},
		Basis: "政府信息公开工作年度报告格式",
		Bad:   example("new        = [0, 0, 0, 0, 0, 0]", "new        = [2, 0, 0, 0, 0, 0, 1]", "granted = [0,", "granted = [1,"),
		Good:  example("new        = [0, 0, 0, 0, 0, 0]", "new        = [1, 0, 0, 0, 0, 0, 1]", "granted = [0,", "granted = [1,"),
	}
	ruleBalance = diag.Rule{
		Code: "R204", Severity: diag.Error,
		Message: diag.Text{
			ZH: "{1}：{2}「{3}」不等于{4}「{5}」，相差 {6}",
			EN: "{1}: {2} is {3}, {4} is {5}: a difference of {6}",
		},
		Hint: diag.Text{
			ZH: "核对{8}一列；确实这样公布过的，用 [[acknowledge]] 写明 code、at（{7}）和 reason",
			EN: "check column {8}; if it was published so, use [[acknowledge]] with code, at ({7}) and reason",
		},
		Why: diag.Text{
			ZH: "收进来的申请，要么办结，要么结转，一件也不会少",
			EN: "every request that came in was either answered or carried over",
		},
		Basis: "政府信息公开工作年度报告格式",
		Bad:   example("new        = [0,", "new        = [1,"),
		Good:  example("new        = [0,", "new        = [1,", "granted = [0,", "granted = [1,"),
	}
)

// equation says that what stands on its left adds up to what stands on its right.
type equation struct {
	rule        *diag.Rule
	row         *row // of a sum; nil for a balance
	balance     *balance
	column      int
	at          string   // the figure at which it is reported
	left, right []string // as the form has them
	leftSum     int64
	rightSum    int64
	weights     map[string]int64 // of the given figures in left − right
	// follows is, for an equation of a total column, the rows and the sign
	// with which their own sums enter it.
	follows map[*row]int64
}

func (e *equation) difference() int64 { return e.leftSum - e.rightSum }

// equations is every equation of a table that can be checked.
func (r *Report) equations(t *table) []*equation {
	var all []*equation
	for _, row := range t.rows {
		if c := row.totalColumn(); c >= 0 {
			all = append(all, r.sumEquation(&ruleRow, row, c))
		}
	}
	for _, of := range t.rows {
		if of.sumOf == "" {
			continue
		}
		for c := range of.columns {
			e := r.sumEquation(&ruleColumn, of, c)
			if of.columns[c].total {
				e.follows = map[*row]int64{}
				r.follow(e, 1, of)
				r.follow(e, -1, of.addend...)
			}
			all = append(all, e)
		}
	}
	for i := range t.balances {
		b := &t.balances[i]
		for c := range b.opening[0].columns {
			all = append(all, r.balanceEquation(b, c))
		}
	}
	return slices.DeleteFunc(all, func(e *equation) bool { return !r.open(e) })
}

// sumEquation is a given total against its parts, across a row or down a column.
func (r *Report) sumEquation(rule *diag.Rule, of *row, c int) *equation {
	name := of.figure(c)
	e := &equation{rule: rule, row: of, column: c, at: name, right: []string{name}}
	if rule == &ruleRow {
		e.left = of.across()
	} else {
		e.left = of.down(c)
	}
	return e
}

// balanceEquation is what is closed against what was opened, in one column.
func (r *Report) balanceEquation(b *balance, c int) *equation {
	e := &equation{rule: &ruleBalance, balance: b, column: c}
	for _, row := range b.closing {
		e.left = append(e.left, row.figure(c))
		e.at = row.figure(c)
	}
	for _, row := range b.opening {
		e.right = append(e.right, row.figure(c))
	}
	if b.opening[0].columns[c].total {
		e.follows = map[*row]int64{}
		r.follow(e, 1, b.opening...)
		r.follow(e, -1, b.closing...)
	}
	return e
}

// follow notes with which sign the sums of rows enter an equation. A row of
// sums that isn't given is what its addends make it.
func (r *Report) follow(e *equation, sign int64, rows ...*row) {
	for _, row := range rows {
		if row.sumOf != "" && !r.figures[row.figure(0)].given {
			r.follow(e, sign, row.addend...)
			continue
		}
		e.follows[row] += sign
	}
}

// open spreads an equation over the given figures, and tells whether it can be
// checked: a total that isn't given or is left blank can't, nor a figure that
// isn't there. A blank part counts as 0 where the form lets it pass; where it
// is an error of its own, no sum speaks of it again.
func (r *Report) open(e *equation) bool {
	if f := r.figures[e.at]; e.row != nil && (!f.given || f.State != Number) {
		return false
	}
	e.weights = map[string]int64{}
	var left, right spread
	for _, name := range e.left {
		r.spread(e, name, 1, &left)
	}
	for _, name := range e.right {
		r.spread(e, name, -1, &right)
	}
	e.leftSum, e.rightSum = left.sum, right.sum
	return left.numbers > 0 && right.numbers > 0 && !left.unknown && !right.unknown
}

// spread is what one side of an equation comes to.
type spread struct {
	sum     int64
	numbers int
	unknown bool
}

func (r *Report) spread(e *equation, name string, sign int64, side *spread) {
	f := r.figures[name]
	switch {
	case f.State == Number && f.given:
		e.weights[name] += sign
		side.sum += f.value
		side.numbers++
	case len(f.parts) > 0:
		for _, part := range f.parts {
			r.spread(e, part, sign, side)
		}
	case f.State == Missing, f.State == Blank && r.Form.blankIsError && !r.acknowledges(ruleBlank.Code, name):
		side.unknown = true
	}
}

// broken is the equations that don't hold, and the figures that explain some
// of them by themselves.
func (r *Report) broken(t *table) (failed []*equation, culprits []culprit) {
	all := r.equations(t)
	for _, e := range all {
		if e.difference() != 0 {
			failed = append(failed, e)
		}
	}
	if len(failed) == 0 {
		return nil, nil
	}
	suspects := r.suspects(t, all)
	for _, s := range suspects {
		if !slices.ContainsFunc(suspects, func(other culprit) bool { return other.name != s.name && other.rivals(s) }) {
			culprits = append(culprits, s)
		}
	}
	return failed, culprits
}

// culprit is a figure that, changed by an amount, mends all its equations.
type culprit struct {
	name      string
	mended    int64
	equations []*equation
}

// suspects is the figures all of whose equations fail by the same amount.
func (r *Report) suspects(t *table, all []*equation) []culprit {
	var found []culprit
	for _, row := range t.rows {
	figures:
		for c := range row.columns {
			s := culprit{name: row.figure(c)}
			f := r.figures[s.name]
			s.mended = f.value
			for _, e := range all {
				weight := e.weights[s.name]
				if weight == 0 {
					continue
				}
				mended := f.value - e.difference()/weight
				if e.difference()%weight != 0 || mended == f.value || mended < 0 || mended > largest ||
					len(s.equations) > 0 && mended != s.mended {
					continue figures
				}
				s.mended = mended
				s.equations = append(s.equations, e)
			}
			if len(s.equations) > 1 { // one sum alone accuses nobody
				found = append(found, s)
			}
		}
	}
	return found
}

// rivals tells whether this figure explains an equation of another's as well
// as that one does: not when the other explains all of it and more.
func (s culprit) rivals(other culprit) bool {
	shared := 0
	for _, e := range s.equations {
		if slices.Contains(other.equations, e) {
			shared++
		}
	}
	return shared > 0 && (shared < len(s.equations) || len(s.equations) >= len(other.equations))
}

// implied tells whether a broken equation of a total column is no more than
// what its rows and the other columns already say.
func (e *equation) implied(failed []*equation) bool {
	if e.follows == nil {
		return false
	}
	var expected int64
	for _, other := range failed {
		switch {
		case other == e:
		case other.rule == e.rule && other.row == e.row && other.balance == e.balance:
			expected += other.difference()
		case other.rule == &ruleRow:
			expected += e.follows[other.row] * other.difference()
		}
	}
	return expected == e.difference()
}
