package intake

import (
	"math/big"
	"slices"
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/report"
)

// header is the columns of a table as the source has them: which figure of a
// row stands below each label, and where.
type header struct {
	order    []int       // figures of a row, from left to right
	at       map[int]int // where the column of a figure begins
	complete bool        // every column's label was found
	seen     bool        // some label was found
	ruled    bool        // the columns of the grid are known
	disorder bool        // the labels of a line stand in another order than the form's
}

// findHeaders reads, for every line that was given to a row, the labels above it.
func (r *reader) findHeaders() {
	type key struct {
		table   *tableTemplate
		section string
	}
	current := map[key]*header{}
	open := map[key]bool{} // no row has come since the header
	for _, l := range r.lines {
		if row := r.rowOf[l]; row != nil {
			k := key{row.table, row.section}
			if h := current[k]; h != nil {
				h.finish(row)
				r.headers[l] = h
			}
			open[k] = false
			continue
		}
		for _, row := range r.rows {
			if row.table.abreast || row.values() < 2 || row.index > 0 && r.rows[row.index-1].section == row.section && r.rows[row.index-1].table == row.table {
				continue // one row of each section
			}
			k := key{row.table, row.section}
			before := -1
			for _, p := range l.labels {
				c := slices.Index(row.columns, p.text)
				if c < 0 {
					if strings.Contains(p.text, row.columns[len(row.columns)-1]) && open[k] && row.hasTotal() {
						current[k].at[len(row.columns)-1] = -1 // it is there, glued to others
					}
					continue
				}
				if !open[k] {
					current[k] = &header{at: map[int]int{}, ruled: l.ruled}
					open[k] = true
				}
				current[k].at[c] = p.at
				current[k].disorder = current[k].disorder || c < before
				before = c
			}
		}
	}
}

// finish works out the order of the columns.
func (h *header) finish(row *rowTemplate) {
	if h.order != nil {
		return
	}
	n := row.values()
	h.seen = len(h.at) > 0
	placed := 0
	for _, at := range h.at {
		if at >= 0 {
			placed++
		}
	}
	_, total := h.at[n-1]
	for c := range n {
		if c == n-1 && row.hasTotal() && !total && h.seen {
			continue // there is no such column
		}
		h.order = append(h.order, c)
	}
	h.complete = placed == len(h.order)
	if h.complete && h.ruled {
		slices.SortStableFunc(h.order, func(a, b int) int { return h.at[a] - h.at[b] })
	}
}

// over tells whether the header's grid is the line's: each column's label stands
// exactly above a cell. Where merged cells were lost a header has slid aside.
func (h *header) over(l *line) bool {
	if !h.complete || len(l.values) < len(h.order) {
		return false
	}
	cells := map[int]bool{}
	for _, v := range l.values {
		cells[v.at] = true
	}
	last := 0
	for _, at := range h.at {
		if !cells[at] {
			return false
		}
		delete(cells, at) // two labels can't stand above one cell
		last = max(last, at)
	}
	return last == l.values[len(l.values)-1].at
}

// order is the figures of a row from left to right.
func (r *reader) order(row *rowTemplate, l *line) []int {
	all := make([]int, row.values())
	for c := range all {
		all[c] = c
	}
	h := r.headers[l]
	switch {
	case h == nil || !h.seen:
		return all
	case len(h.order) < len(all) && len(l.numbers()) == len(all) && r.sumHolds(all, row, l.numbers()):
		return all // the label of the total has run together with others
	case slices.IsSorted(h.order) || h.disorder || h.over(l):
		return h.order
	}
	return all
}

// assign gives the values of a line to the figures of its row.
func (r *reader) assign(row *rowTemplate, l *line) {
	order := r.order(row, l)
	numbers := l.numbers()
	full := len(numbers) == len(order)
	switch {
	case !r.columnsKnown(row, l, order, numbers):
		r.ask(row, l, nil, diag.Text{ZH: "各列的次序与格式不同", EN: "its columns are in another order than the form's"})
	case full && (l.ruled || l.tabbed || row.values() == 1 || !row.hasTotal() || r.sumHolds(order, row, numbers) || r.aligned(row, l)):
		r.set(row, l, order, numbers)
	case full:
		r.ask(row, l, nil, diag.Text{ZH: "各数之和不等于总计，又不能按位置核对", EN: "the figures don't add up to the total, and their columns can't be told by where they stand"})
	default:
		r.partial(row, l, order, numbers)
	}
}

// columnsKnown tells whether nothing speaks against the order of a line's
// columns: where the header has another order than the form, or has slid from
// its grid, the line must add up.
func (r *reader) columnsKnown(row *rowTemplate, l *line, order []int, numbers []value) bool {
	h := r.headers[l]
	if h == nil || slices.IsSorted(h.order) && !h.disorder {
		return true
	}
	if h.disorder && !h.over(l) {
		return false
	}
	return !row.hasTotal() || len(numbers) == len(order) && r.sumHolds(order, row, numbers)
}

// set writes the values, and asks about those that aren't figures.
func (r *reader) set(row *rowTemplate, l *line, order []int, values []value) {
	var doubtful, empty []int
	for i, c := range order {
		f := row.figures[c]
		cell, ok := values[i].cell(f.Kind)
		r.cells[f.Name] = cell
		switch {
		case ok:
		case values[i].state == report.Blank && !values[i].unread:
			empty = append(empty, c)
		default:
			doubtful = append(doubtful, c)
		}
	}
	if len(doubtful) > 0 {
		r.ask(row, l, doubtful, diag.Text{ZH: "不是这一格能写的数", EN: "not a figure that this cell can hold"})
	}
	if len(empty) > 0 && !r.ours {
		r.ask(row, l, empty, diag.Text{ZH: "原文空着", EN: "blank in the source"})
	}
}

// partial reads a line that isn't full.
func (r *reader) partial(row *rowTemplate, l *line, order []int, numbers []value) {
	if r.ours && len(l.values) == len(order) {
		r.set(row, l, order, l.values)
		return
	}
	if len(numbers) == 0 && (l.ruled || l.tabbed) {
		r.ask(row, l, nil, diag.Text{ZH: "原文空着", EN: "blank in the source"})
		return
	}
	if len(numbers) < len(order) {
		anchors := r.anchors(row, l, order)
		if values, ok := place(numbers, anchors, l.ruled || l.tabbed); ok {
			if l.ruled || r.sumHolds(order, row, values) {
				r.set(row, l, order, values)
				return
			}
		} else if l.ruled && len(l.values) == len(order) {
			r.set(row, l, order, l.values)
			return
		}
	}
	r.ask(row, l, nil, diag.Text{
		ZH: "数的个数与列数不合，分不清哪个是哪一列的",
		EN: "there are more or fewer figures than columns, and their columns can't be told",
	})
}

// anchors is where each column stands for a line that isn't full: as the full
// lines near it have it, or the header.
func (r *reader) anchors(row *rowTemplate, l *line, order []int) []value {
	var anchors []value
	near := -1
	here := slices.Index(r.lines, l)
	for i, other := range r.lines {
		with := r.rowOf[other]
		if with == nil || with.table != row.table || with.section != row.section || other.page != l.page || other.table != l.table || other.ruled != l.ruled || other.tabbed != l.tabbed {
			continue
		}
		numbers := other.numbers()
		if len(numbers) != len(order) || !l.ruled && row.hasTotal() && !r.sumHolds(order, with, numbers) {
			continue
		}
		if l.ruled || l.tabbed {
			// All full lines of a table must agree on the columns.
			if anchors != nil && !slices.EqualFunc(anchors, numbers, func(a, b value) bool { return a.at == b.at }) {
				return nil
			}
			anchors = numbers
			continue
		}
		if apart := max(i-here, here-i); near < 0 || apart < near {
			anchors, near = numbers, apart
		}
	}
	if h := r.headers[l]; anchors == nil && h != nil && l.ruled && h.over(l) {
		for _, c := range order {
			anchors = append(anchors, value{at: h.at[c], to: h.at[c] + 1})
		}
	}
	return anchors
}

// place gives each value the column that it stands in. A value that touches
// none, or two, spoils the line.
func place(numbers, anchors []value, exact bool) ([]value, bool) {
	if anchors == nil {
		return nil, false
	}
	placed := make([]value, len(anchors))
	taken := make([]bool, len(anchors))
	for i := range placed {
		placed[i].state = report.Blank
	}
	for _, v := range numbers {
		at := -1
		for i, a := range anchors {
			touches := v.at < a.to+1 && a.at-1 < v.to
			if exact {
				touches = v.at == a.at
			}
			if touches {
				if at >= 0 {
					return nil, false
				}
				at = i
			}
		}
		if at < 0 || taken[at] {
			return nil, false
		}
		placed[at], taken[at] = v, true
	}
	return placed, true
}

// aligned tells whether each value of a full line stands where the full lines
// near it have theirs, so that the line is read rightly though it doesn't add up.
func (r *reader) aligned(row *rowTemplate, l *line) bool {
	order := r.order(row, l)
	_, ok := place(l.numbers(), r.anchors(row, l, order), false)
	return ok
}

// sumHolds tells whether the parts of a line add up to its total. A blank part
// counts as nothing; a blank total proves nothing.
func (r *reader) sumHolds(order []int, row *rowTemplate, values []value) bool {
	if !row.hasTotal() || len(order) != row.values() {
		return false
	}
	sum := new(big.Rat)
	var total *big.Rat
	for i, c := range order {
		v := values[i]
		if v.unread {
			return false
		}
		if v.state != report.Number {
			continue
		}
		number, ok := new(big.Rat).SetString(v.text)
		if !ok {
			return false
		}
		if c == row.values()-1 {
			total = number
			continue
		}
		sum.Add(sum, number)
	}
	return total != nil && sum.Cmp(total) == 0
}
