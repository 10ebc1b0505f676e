package intake

import (
	"gongkai/internal/diag"
)

// Some programs write every cell on a line of its own. Then only the strict
// order can be trusted: a label, as many figures as it has columns, the next
// label, from the first row to the last. Where columns come before labels, or
// a label is out of its place, nothing tells to which row a figure belongs,
// and the sums don't either: two rows of refusals can change places without
// breaking one. So anything out of order leaves the whole section unread.

// streams reads the sections of which no row was found.
func (r *reader) streams() {
	if !r.plain {
		return
	}
	for _, table := range r.tables {
		if table.abreast {
			continue
		}
		from, to := r.region(table)
		for first := 0; first < len(table.rows); {
			end := first
			known := 0
			for ; end < len(table.rows) && table.rows[end].section == table.rows[first].section; end++ {
				if r.lineOf[table.rows[end]] != nil {
					known++
				}
			}
			if known == 0 {
				lines, rows := r.section(table.rows[first], from, to), table.rows[first:end]
				if !r.stream(lines, rows) {
					r.blocks(lines, rows)
				}
			}
			first = end
		}
	}
}

// section is the lines under a section's title, up to the next.
func (r *reader) section(row *rowTemplate, from, to int) []*line {
	if row.section == "" {
		return r.lines[from:to]
	}
	start := -1
	for i := from; i < to; i++ {
		text := r.lines[i].join(0, len(r.lines[i].labels))
		isTitle := false
		for _, other := range r.rows {
			isTitle = isTitle || other.section != "" && other.section == text
		}
		switch {
		case text == row.section:
			start = i + 1
		case isTitle && start >= 0:
			return r.lines[start:i]
		}
	}
	if start < 0 {
		return nil
	}
	return r.lines[start:to]
}

// run is figures in a row, and the labels that stand before them.
type run struct {
	pieces []string
	values []value
	first  *line
}

func (r *reader) stream(lines []*line, rows []*rowTemplate) bool {
	runs := []run{{}}
	for _, l := range lines {
		if l.ruled || l.tabbed || len(l.labels) > 0 && len(l.values) > 0 {
			return false
		}
		last := &runs[len(runs)-1]
		if len(l.labels) > 0 && len(last.values) > 0 {
			runs = append(runs, run{})
			last = &runs[len(runs)-1]
		}
		last.pieces = append(last.pieces, l.words()...)
		if len(l.values) > 0 && last.first == nil {
			last.first = l
		}
		last.values = append(last.values, l.values...)
	}
	if len(rows) == 1 && r.onlyFigure(lines, runs, rows[0]) {
		return true
	}
	if tail := runs[len(runs)-1]; len(tail.values) == 0 {
		runs = runs[:len(runs)-1]
		for _, p := range tail.pieces {
			if !r.isPrinted(p) {
				return false
			}
		}
	}
	if len(runs) != len(rows) {
		return false
	}
	for i, run := range runs {
		if len(run.values) != rows[i].values() || !r.spells(run.pieces, rows[i:i+1]) {
			return false
		}
	}
	for i, run := range runs {
		r.takeRun(rows[i], run.values, run.first)
	}
	for _, l := range lines {
		l.used = true
	}
	return true
}

// onlyFigure reads a section of one row: its figures can be no other's, on
// whichever side of the label they stand.
func (r *reader) onlyFigure(lines []*line, runs []run, row *rowTemplate) bool {
	var pieces []string
	var values []value
	var first *line
	for _, run := range runs {
		pieces = append(pieces, run.pieces...)
		values = append(values, run.values...)
		if first == nil {
			first = run.first
		}
	}
	if len(values) != row.values() || first == nil || !r.spells(pieces, []*rowTemplate{row}) {
		return false
	}
	r.takeRun(row, values, first)
	for _, l := range lines {
		l.used = true
	}
	return true
}

// takeRun gives figures of several lines to a row as if they stood on one.
func (r *reader) takeRun(row *rowTemplate, values []value, first *line) {
	whole := *first
	whole.values, whole.tabbed = values, true
	r.take(row, &whole)
}

// abreast reads the table whose rows stand side by side: one line of figures.
func (r *reader) abreast(table *tableTemplate) {
	n, known := 0, 0
	for _, row := range table.rows {
		n += row.values()
		if l := r.lineOf[row]; l != nil {
			r.assign(row, l)
			known++
		}
	}
	if known == len(table.rows) {
		return
	}
	from, to := r.abreastRegion(table)
	var found []*line
	for _, l := range r.lines[from:to] {
		if r.rowOf[l] == nil && (len(l.numbers()) > 0 || r.ours && len(l.values) == n && len(l.labels) == 0) {
			found = append(found, l)
		}
	}
	if len(found) == 0 {
		return
	}
	l := found[0]
	values := l.numbers()
	switch {
	case len(found) == 1 && len(values) == n && len(l.labels) == 0:
		r.sideBySide(table, l, values)
	case len(found) == 1 && l.ruled && len(l.values) == n && len(l.labels) == 0:
		r.sideBySide(table, l, l.values)
	case len(found) > 1 && r.plain && r.oneByOne(table, found, n):
	default:
		for _, row := range table.rows {
			if r.lineOf[row] == nil {
				r.ask(row, l, nil, diag.Text{
					ZH: "数的个数与列数不合，分不清哪个是哪一列的",
					EN: "there are more or fewer figures than columns, and their columns can't be told",
				})
			}
		}
	}
	for _, l := range found {
		l.used = true
	}
}

// abreastRegion is from the table's own labels, or its heading, to the end.
func (r *reader) abreastRegion(table *tableTemplate) (from, to int) {
	from, to = r.region(table)
	if from > 0 {
		return from, to
	}
	// No heading: it begins after the last row of any other table.
	for i, l := range r.lines {
		if row := r.rowOf[l]; row != nil && row.table != table {
			from = i + 1
		}
	}
	for i := from; i < to; i++ {
		for _, p := range r.lines[i].labels {
			if p.text == bare(table.rows[0].labels[0]) {
				return i, to
			}
		}
	}
	return to, to
}

func (r *reader) sideBySide(table *tableTemplate, l *line, values []value) {
	at := 0
	for _, row := range table.rows {
		own := *l
		own.values = values[at : at+row.values()]
		at += row.values()
		var order []int
		for c := range row.values() {
			order = append(order, c)
		}
		r.lineOf[row] = &own
		if l.ruled || l.tabbed || r.sumHolds(order, row, own.values) || spread(values) {
			r.set(row, &own, order, own.values)
		} else {
			r.ask(row, &own, nil, diag.Text{ZH: "各数之和不等于总计，数与数又靠得太近", EN: "the figures don't add up to the total, and stand too close to be told apart"})
		}
	}
}

// spread tells whether figures stand so far from one another that none can be
// the half of another.
func spread(values []value) bool {
	for i := 1; i < len(values); i++ {
		if values[i].at-values[i-1].to < 3 {
			return false
		}
	}
	return true
}

// oneByOne reads figures that stand on lines of their own: the sums of all
// blocks must hold.
func (r *reader) oneByOne(table *tableTemplate, lines []*line, n int) bool {
	var values []value
	for _, l := range lines {
		if len(l.labels) > 0 {
			return false
		}
		values = append(values, l.numbers()...)
	}
	if len(values) != n {
		return false
	}
	at := 0
	for _, row := range table.rows {
		var order []int
		for c := range row.values() {
			order = append(order, c)
		}
		if !r.sumHolds(order, row, values[at:at+row.values()]) {
			return false
		}
		at += row.values()
	}
	whole := *lines[0]
	r.sideBySide(table, &whole, values)
	return true
}
