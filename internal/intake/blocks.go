package intake

import (
	"slices"
	"strings"

	"gongkai/internal/report"
	"gongkai/internal/source"
)

// pdftotext without -layout writes a table as it finds blocks of text on the
// page: a row's figures one after the other, or, where rows stand close, a
// block of rows column by column. Labels come before, after and between. Their
// order down the page is kept in every column, so the figures can be dealt out
// to the rows from the first to the last, if there is but one way to do it in
// which every sum of the form holds, no block crosses a page, and no label
// stands beside blocks that aren't its own. Anything else is left unread.

// heap is figures that follow one another without a gap or a label.
type heap struct {
	values []value
	first  *line
	page   int
	before *rowTemplate // whose label, alone and whole, stands right before it
}

// most is how many steps the search may take: there are a few per block of a
// true report.
const mostSteps = 2000

// blocks reads a section whose figures come in blocks.
func (r *reader) blocks(lines []*line, rows []*rowTemplate) bool {
	width := rows[0].values()
	heaps, count := r.heaps(lines)
	if width < 3 || heaps == nil || slices.ContainsFunc(rows, func(row *rowTemplate) bool { return row.values() != width || !row.hasTotal() }) {
		return false
	}
	for _, slots := range r.slotsOf(rows) {
		if count != len(slots)*width {
			continue
		}
		d := &dealing{reader: r, heaps: heaps, slots: slots, width: width}
		d.deal(0, 0, nil)
		if d.steps > mostSteps || len(d.found) != 1 {
			return false
		}
		for i, s := range slots {
			if s.group != nil {
				whole := *d.first[i]
				whole.values, whole.labels, whole.tabbed = d.found[0][i], nil, true
				r.lines = append(r.lines, &whole)
				r.groupOf[&whole] = s.group
				continue
			}
			r.takeRun(s.row, d.found[0][i], d.first[i])
		}
		for _, l := range lines {
			l.used = true
		}
		return true
	}
	return false
}

// heaps gathers the figures of a section; none when one of them isn't a number
// or stands beside a label.
func (r *reader) heaps(lines []*line) (heaps []heap, count int) {
	open := false
	var before *rowTemplate
	for _, l := range lines {
		switch {
		case l.ruled || l.tabbed || len(l.labels) > 0 && len(l.values) > 0:
			return nil, 0
		case len(l.labels) > 0:
			open = false
			if before, _ = r.find(l.join(0, len(l.labels))); r.isHeader(l) || before != nil && slices.Contains(before.columns, l.labels[0].text) {
				before = nil // 总计 is a column as well
			}
		case len(l.values) == 0:
			open = false
		case !open:
			heaps = append(heaps, heap{first: l, page: l.page, before: before})
			open, before = true, nil
		}
		for _, v := range l.values {
			if v.unread || v.state != report.Number || v.signed || strings.Contains(v.text, ".") {
				return nil, 0
			}
			h := &heaps[len(heaps)-1]
			h.values = append(h.values, v)
			count++
		}
	}
	return heaps, count
}

// slot is where a line of figures belongs: a row, or the rows of a group that
// the source has as one.
type slot struct {
	row   *rowTemplate
	group *groupTemplate
}

// slotsOf is the ways in which a source may have the rows: as the form has
// them, or one group undivided.
func (r *reader) slotsOf(rows []*rowTemplate) [][]slot {
	var whole []slot
	for _, row := range rows {
		whole = append(whole, slot{row: row})
	}
	all := [][]slot{whole}
	for _, g := range r.template.groups {
		if !r.isUndivided(g) {
			continue
		}
		var slots []slot
		for _, row := range rows {
			switch {
			case !slices.Contains(g.rows, row):
				slots = append(slots, slot{row: row})
			case row == g.rows[0]:
				slots = append(slots, slot{group: g})
			}
		}
		all = append(all, slots)
	}
	return all
}

// isUndivided tells whether another form has a group's label as a row: then
// some reports still have it so.
func (r *reader) isUndivided(g *groupTemplate) bool {
	for _, form := range report.Forms() {
		for _, f := range form.Figures() {
			if form != r.form && f.RowLabels[len(f.RowLabels)-1] == g.label {
				return true
			}
		}
	}
	return false
}

// dealing is a search for the ways to deal figures out to rows.
type dealing struct {
	*reader
	heaps []heap
	slots []slot
	width int
	steps int
	found [][][]value // by slot
	first []*line     // of each slot
	lines []*line
}

// deal goes on from a heap, given the rows that are dealt so far and how many
// of them the last block had.
func (d *dealing) deal(next, last int, dealt [][]value) {
	if d.steps++; d.steps > mostSteps || len(d.found) > 1 {
		return
	}
	if next == len(d.heaps) {
		if len(dealt) == len(d.slots) && d.holds(dealt) && !slices.ContainsFunc(d.found, func(other [][]value) bool { return alike(other, dealt) }) {
			d.found = append(d.found, slices.Clone(dealt))
			d.first = slices.Clone(d.lines)
		}
		return
	}
	size := len(d.heaps[next].values)
	// Rows one after the other in one heap.
	if size%d.width == 0 {
		d.block(next, 1, last, slices.Collect(slices.Chunk(d.heaps[next].values, d.width)), dealt)
	}
	// A heap for each column.
	if next+d.width > len(d.heaps) {
		return
	}
	rows := make([][]value, size)
	for c, h := range d.heaps[next : next+d.width] {
		if len(h.values) != size || h.page != d.heaps[next].page || c > 0 && h.before != nil {
			return
		}
		for i, v := range h.values {
			rows[i] = append(rows[i], v)
		}
	}
	d.block(next, d.width, last, rows, dealt)
}

// block gives a block's lines to the next rows, if each adds up and the label
// before it is one of theirs, or of the rows of the last block.
func (d *dealing) block(next, heaps, last int, rows, dealt [][]value) {
	at := len(dealt)
	if at+len(rows) > len(d.slots) || !d.isBeside(d.heaps[next].before, d.slots[at-last:at+len(rows)]) {
		return
	}
	for _, values := range rows {
		if !d.addsUp(values) {
			return
		}
	}
	known := len(d.lines)
	for range rows {
		d.lines = append(d.lines, d.heaps[next].first)
	}
	d.deal(next+heaps, len(rows), append(slices.Clip(dealt), rows...))
	d.lines = d.lines[:known]
}

// isBeside tells whether a label may stand between blocks of these rows.
func (d *dealing) isBeside(label *rowTemplate, slots []slot) bool {
	return label == nil || slices.ContainsFunc(slots, func(s slot) bool {
		return s.row == label || s.group != nil && slices.Contains(s.group.rows, label)
	})
}

// addsUp tells whether the parts of a line are its total.
func (d *dealing) addsUp(values []value) bool {
	order := make([]int, d.width)
	for c := range order {
		order[c] = c
	}
	return d.sumHolds(order, d.slots[0].row, values)
}

// holds tells whether every identity of the form holds. A group's sum stands in
// its first row for that.
func (d *dealing) holds(dealt [][]value) bool {
	cells := map[string]report.Cell{}
	for i, s := range d.slots {
		rows := []*rowTemplate{s.row}
		if s.group != nil {
			rows = s.group.rows
		}
		for n, row := range rows {
			for c, f := range row.figures {
				text := "0"
				if n == 0 {
					text = dealt[i][c].text
				}
				cells[f.Name] = report.Cell{State: report.Number, Text: text}
			}
		}
	}
	filled, err := report.Fill(d.form, d.year, cells)
	if err != nil {
		return false
	}
	data, _ := source.ParseData(source.Text{Name: "dealt.toml", Bytes: filled.Format(nil)})
	if data == nil {
		return false
	}
	_, found := report.Decode(data, d.year, false)
	for _, f := range found {
		if isSum(f) {
			return false
		}
	}
	return true
}

// alike tells whether two dealings say the same.
func alike(a, b [][]value) bool {
	return slices.EqualFunc(a, b, func(x, y []value) bool {
		return slices.EqualFunc(x, y, func(v, w value) bool { return v.text == w.text })
	})
}
