package intake

import (
	"slices"
	"strings"
)

// A narrow column breaks a label over two or three lines, and the values stand
// beside the first, the last or the one between. No rule tells to which line a
// piece belongs; but between two lines whose labels are whole, the pieces,
// read in order, must spell the labels of exactly the rows that the form has
// between those two, and there must be as many lines of values. Then they
// correspond in order.

// stop is a line whose rows are known: from and to are the form's indices.
type stop struct {
	at, from, to int
}

// wrapped gives rows to lines whose own labels aren't whole.
func (r *reader) wrapped() {
	for _, table := range r.tables {
		if table.abreast || len(table.rows) == 0 {
			continue
		}
		r.between(table)
	}
}

func (r *reader) between(table *tableTemplate) {
	first, last := table.rows[0].index, table.rows[len(table.rows)-1].index
	from, to := r.region(table)
	stops := []stop{{from - 1, first - 1, first - 1}}
	for i := from; i < to; i++ {
		l := r.lines[i]
		switch {
		case r.rowOf[l] != nil && r.rowOf[l].table == table:
			stops = append(stops, stop{i, r.rowOf[l].index, r.rowOf[l].index})
		case r.groupOf[l] != nil && r.groupOf[l].rows[0].table == table:
			g := r.groupOf[l]
			stops = append(stops, stop{i, g.rows[0].index, g.rows[len(g.rows)-1].index})
		}
	}
	stops = append(stops, stop{to, last + 1, last + 1})
	for i := 1; i < len(stops); i++ {
		a, b := stops[i-1], stops[i]
		if b.from > a.to+1 {
			r.gap(r.lines[a.at+1:b.at], r.rows[a.to+1:b.from])
		}
	}
}

// region is the lines of a table: from its heading to the next part's.
func (r *reader) region(table *tableTemplate) (from, to int) {
	from, to = 0, len(r.lines)
	inside := false
	for i, l := range r.lines {
		part := r.partOf(l)
		switch {
		case part == nil:
		case part.Table == table.key:
			from, inside = i+1, true
		case inside:
			return from, i
		}
	}
	return from, to
}

// gap gives the lines of values between two stops to the rows between them.
func (r *reader) gap(lines []*line, rows []*rowTemplate) {
	var valued []*line
	var pieces []string
	for _, l := range lines {
		if l.ruled {
			return
		}
		if len(l.values) > 0 {
			valued = append(valued, l)
		}
		pieces = append(pieces, l.words()...)
	}
	if len(valued) != len(rows) || len(pieces) > 400 {
		return
	}
	if !r.spells(pieces, rows) && !(len(rows) == 1 && r.nearly(pieces, rows[0])) {
		return
	}
	for i, l := range valued {
		r.take(rows[i], l)
	}
	for _, l := range lines {
		l.used = true
	}
}

// words is the labels of a line word by word: words that stand close together
// may belong to different columns.
func (l *line) words() []string {
	var found []string
	for _, p := range l.labels {
		for word := range strings.FieldsSeq(narrow(p.original)) {
			if b := bare(word); b != "" {
				found = append(found, b)
			}
		}
	}
	return found
}

// spells tells whether pieces, in order, are the labels of rows, but for pieces
// of what else the form prints: the labels above, the header that is repeated
// on a new page.
func (r *reader) spells(pieces []string, rows []*rowTemplate) bool {
	type state struct{ piece, row, wording, position int }
	failed := map[state]bool{}
	var try func(s state) bool
	try = func(s state) bool {
		if s.row == len(rows) {
			for _, p := range pieces[s.piece:] {
				if !r.isPrinted(p) {
					return false
				}
			}
			return true
		}
		if s.piece == len(pieces) || failed[s] {
			return false
		}
		p := pieces[s.piece]
		wordings := rows[s.row].wordings
		choose := func(w int, position int) bool {
			rest := wordings[w][position:]
			if p != "" && strings.HasPrefix(rest, p) {
				next := state{s.piece + 1, s.row, w, position + len(p)}
				if next.position == len(wordings[w]) {
					next = state{piece: s.piece + 1, row: s.row + 1}
				}
				return try(next)
			}
			return false
		}
		if s.position > 0 {
			if choose(s.wording, s.position) {
				return true
			}
		} else {
			for w := range wordings {
				if choose(w, 0) {
					return true
				}
			}
		}
		if p == "" || r.isPrinted(p) {
			if try(state{s.piece + 1, s.row, s.wording, s.position}) {
				return true
			}
		}
		failed[s] = true
		return false
	}
	return try(state{})
}

// nearly tells whether the pieces are a row's label but for a slip of the pen.
func (r *reader) nearly(pieces []string, row *rowTemplate) bool {
	var b strings.Builder
	for _, p := range pieces {
		if !slices.ContainsFunc(row.above, func(above string) bool { return strings.Contains(above, p) }) {
			b.WriteString(p)
		}
	}
	return r.near(b.String()) == row
}
