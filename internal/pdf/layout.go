package pdf

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"

	"gongkai/internal/document"
)

// cell is letters that stand together, or a cell of a table.
type cell struct {
	text     strings.Builder
	from, to float64 // along the line
	down     float64
	size     float64
	column   int // of its table, from 1
}

// layout puts letters into lines, and lines that are cut alike into tables.
func layout(glyphs []glyph) []document.Block {
	slices.SortStableFunc(glyphs, func(a, b glyph) int {
		return cmp.Or(cmp.Compare(a.angle, b.angle), cmp.Compare(a.down, b.down))
	})
	var blocks []document.Block
	var lines [][]*cell
	for i := 0; i < len(glyphs); {
		if i > 0 && glyphs[i].angle != glyphs[i-1].angle {
			blocks, lines = append(blocks, blocksOf(lines)...), nil
		}
		end := i + 1
		for end < len(glyphs) && glyphs[end].angle == glyphs[i].angle && glyphs[end].down-glyphs[end-1].down < 0.2*glyphs[i].size && glyphs[end].down-glyphs[i].down < 0.6*glyphs[i].size {
			end++
		}
		lines = append(lines, cellsOf(glyphs[i:end]))
		i = end
	}
	return append(blocks, blocksOf(lines)...)
}

// cellsOf cuts a line at its wide gaps.
func cellsOf(line []glyph) []*cell {
	slices.SortStableFunc(line, func(a, b glyph) int { return cmp.Compare(a.along, b.along) })
	var cells []*cell
	var last *glyph
	for i := range line {
		g := &line[i]
		// Stamped twice for boldness, a letter is still one.
		if last != nil && g.text == last.text && math.Abs(g.along-last.along) < 0.2*g.size {
			continue
		}
		switch gap := 0.0; {
		case last == nil:
			cells = append(cells, &cell{from: g.along, down: g.down, size: g.size})
		default:
			gap = g.along - last.along - last.width
			em := min(g.size, last.size)
			if gap > 0.6*em {
				cells = append(cells, &cell{from: g.along, down: g.down, size: g.size})
			} else if gap > 0.22*em {
				cells[len(cells)-1].text.WriteByte(' ')
			}
		}
		c := cells[len(cells)-1]
		c.text.WriteString(g.text)
		c.to = max(c.to, g.along+g.width)
		last = g
	}
	return cells
}

// blocksOf makes paragraphs of single cells and tables of the rest.
func blocksOf(lines [][]*cell) []document.Block {
	var blocks []document.Block
	for i := 0; i < len(lines); {
		end := i
		for k := i; k < len(lines) && k <= end+2; k++ {
			if len(lines[k]) > 1 {
				end = k + 1
			}
		}
		if len(lines[i]) < 2 || end-i < 2 {
			var words []string
			for _, c := range lines[i] {
				words = append(words, c.text.String())
			}
			blocks = append(blocks, document.Block{Text: strings.Join(words, " | ")})
			i++
			continue
		}
		blocks = append(blocks, document.Block{Table: tableOf(lines[i:end])})
		i = end
	}
	return append(blocks, broken(lines)...)
}

// broken is the numbers that the end of a line broke in two, and those that it
// parted from the words before them.
func broken(lines [][]*cell) []document.Block {
	var blocks []document.Block
	heads := map[int]string{}
	for i, line := range lines {
		for _, c := range line {
			for _, whole := range continued(c, lines[i+1:min(len(lines), i+12)]) {
				blocks = append(blocks, document.Block{Text: heads[c.column] + " " + whole})
			}
			if text := c.text.String(); c.column > 0 && !strings.ContainsAny(text, "0123456789") && len(heads[c.column]) < 60 {
				heads[c.column] += text
			}
		}
		if i == 0 || len(line) > 1 || len(lines[i-1]) > 1 {
			continue
		}
		before, text := []rune(lines[i-1][0].text.String()), []rune(line[0].text.String())
		if len(text) > 0 && '0' <= text[0] && text[0] <= '9' {
			blocks = append(blocks, document.Block{Text: string(before[max(0, len(before)-24):]) + string(text[:min(24, len(text))])})
		}
	}
	return blocks
}

// tableOf gives cells that stand under one another one column.
func tableOf(lines [][]*cell) *document.Table {
	all := slices.Concat(lines...)
	slices.SortStableFunc(all, func(a, b *cell) int { return cmp.Compare(a.from, b.from) })
	column, reach := 0, math.Inf(-1) // from 1
	for _, c := range all {
		if c.from >= reach {
			column++
		}
		c.column = column
		reach = max(reach, c.to)
	}
	t := &document.Table{}
	for _, line := range lines {
		var row document.Row
		var joined strings.Builder // the text of the last cell
		for _, c := range line {
			// Two of a line in one column: a heading over both joins them.
			if n := len(row.Cells); n > 0 && row.Cells[n-1].Column == c.column-1 {
				joined.WriteString(" | " + c.text.String())
				row.Cells[n-1].Text = joined.String()
				continue
			}
			joined = strings.Builder{}
			joined.WriteString(c.text.String())
			row.Cells = append(row.Cells, document.Cell{Text: c.text.String(), Column: c.column - 1, RowSpan: 1, ColSpan: 1})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// continued is a cell of digits with those just below it in the same column:
// all of them together, or, when they are too many for one number, the first
// two, the first three and so on.
func continued(c *cell, below [][]*cell) []string {
	const longest = 22 // digits, of a disability card
	whole := c.text.String()
	if !digitsOnly(whole, 4) {
		return nil
	}
	var list []string
	for _, line := range below {
		d := under(c, line)
		if d == nil {
			continue
		}
		rest := d.text.String()
		if len(rest) == len(c.text.String()) && len(rest) >= 11 {
			break // two whole numbers
		}
		whole += rest
		list = append(list, whole)
		c = d
	}
	if len(list) > 1 && len(whole) <= longest {
		list = list[len(list)-1:]
	}
	return list
}

// under is the digits of a line that stand just below a cell, if there are any.
func under(c *cell, line []*cell) *cell {
	const near = 8 // cells of one line that may stand over each other
	end := sort.Search(len(line), func(i int) bool { return line[i].from >= c.to })
	for _, d := range line[max(0, end-near):end] {
		if d.down > c.down && d.down-c.down < 1.7*c.size && c.from < d.to && digitsOnly(d.text.String(), 1) {
			return d
		}
	}
	return nil
}

// digitsOnly tells whether a text is nothing but so many digits, or an X.
func digitsOnly(s string, fewest int) bool {
	if len(s) < fewest {
		return false
	}
	return strings.Trim(s, "0123456789Xx- ") == ""
}
