package document

import (
	"strings"
)

// area is a merged range, from 0.
type area struct{ top, left, bottom, right int }

// merge lets the first cell of each merged range reach over the others.
func (r *sheetReader) merge() {
	byLine := map[int]*Row{}
	for i := range r.table.Rows {
		row := &r.table.Rows[i]
		for _, c := range row.Cells {
			if _, line, ok := parseReference(c.Place.Where[strings.LastIndexByte(c.Place.Where, '!')+1:]); ok {
				byLine[line] = row
			}
			break
		}
	}
	covered := map[[2]int]bool{}
	budget := 4 * maxCells // of rows under merged cells
	for _, a := range r.merges {
		row := byLine[a.top]
		if row == nil {
			continue
		}
		for i := range row.Cells {
			if c := &row.Cells[i]; c.Column == a.left {
				c.RowSpan, c.ColSpan = a.bottom-a.top+1, a.right-a.left+1
			}
		}
		// The cells under a merged one are there, empty, for their borders.
		for line := a.top; line <= a.bottom && budget > 0; line++ {
			budget--
			if row := byLine[line]; row != nil {
				budget -= len(row.Cells)
				for _, c := range row.Cells {
					if a.left <= c.Column && c.Column <= a.right && (line != a.top || c.Column != a.left) {
						covered[[2]int{line, c.Column}] = true
					}
				}
			}
		}
	}
	if len(covered) == 0 {
		return
	}
	for line, row := range byLine {
		kept := row.Cells[:0]
		for _, c := range row.Cells {
			if !covered[[2]int{line, c.Column}] {
				kept = append(kept, c)
			}
		}
		row.Cells = kept
	}
}

func parseArea(ref string) (area, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		return area{}, false
	}
	left, top, ok1 := parseReference(from)
	right, bottom, ok2 := parseReference(to)
	return area{top, left, bottom, right}, ok1 && ok2 && top <= bottom && left <= right
}
