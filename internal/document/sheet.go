package document

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// A sheet is read element by element, and only the cells that are there:
// a reader that lays out the grid first needs gigabytes for a sheet whose one
// cell stands in its last corner.

// sheet reads the cells of a sheet into a table.
func (b *book) sheet(s sheetEntry) (*Table, error) {
	data, err := b.read(s.file)
	if err != nil {
		return nil, err
	}
	r := &sheetReader{book: b, table: &Table{Name: s.name, Hidden: s.hidden}, hidden: map[int]bool{}}
	if err := r.read(s.file, data); err != nil {
		return nil, err
	}
	r.merge()
	return r.table, nil
}

type sheetReader struct {
	*book
	table  *Table
	hidden map[int]bool // columns
	merges []area
	line   int // of the row at hand, from 1
}

func (r *sheetReader) read(member string, data []byte) error {
	t := newTokens(member, data)
	var c Cell
	var kind string
	var style int
	var value, inline strings.Builder
	inValue, inText, hasFormula := false, false, false
	for {
		token, err := t.next()
		if err != nil || token == nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "col":
				if v := attribute(e, "hidden"); v == "1" || v == "true" {
					from, _ := strconv.Atoi(attribute(e, "min"))
					to, _ := strconv.Atoi(attribute(e, "max"))
					for i := max(from, 1); i <= min(to, maxGrid); i++ {
						r.hidden[i-1] = true
					}
				}
			case "row":
				r.row(e)
			case "c":
				c = Cell{RowSpan: 1, ColSpan: 1}
				kind = attribute(e, "t")
				style, _ = strconv.Atoi(attribute(e, "s"))
				value.Reset()
				inline.Reset()
				hasFormula = false
				r.position(&c, attribute(e, "r"))
			case "v":
				inValue = true
			case "t":
				inText = true
			case "f":
				hasFormula = true
			case "mergeCell":
				if a, ok := parseArea(attribute(e, "ref")); ok && len(r.merges) < maxCells/8 {
					r.merges = append(r.merges, a)
				}
			}
		case xml.CharData:
			if inValue {
				value.Write(e)
			}
			if inText {
				inline.Write(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "v":
				inValue = false
			case "t":
				inText = false
			case "c":
				text := value.String()
				if kind == "inlineStr" {
					text = inline.String()
				}
				c.Formula = hasFormula && text == ""
				c.Text = r.text(kind, style, text)
				if err := r.add(c); err != nil {
					return err
				}
			}
		}
	}
}

// row begins a row; rows that aren't written are empty.
func (r *sheetReader) row(e xml.StartElement) {
	line, err := strconv.Atoi(attribute(e, "r"))
	if err != nil || line <= r.line {
		line = r.line + 1
	}
	r.line = line
	v := attribute(e, "hidden")
	r.table.Rows = append(r.table.Rows, Row{Hidden: v == "1" || v == "true"})
}

// position reads a cell's reference: B3.
func (r *sheetReader) position(c *Cell, ref string) {
	column, line, ok := parseReference(ref)
	if !ok {
		column, line = 0, r.line-1
		if n := len(r.table.Rows); n > 0 {
			if cells := r.table.Rows[n-1].Cells; len(cells) > 0 {
				column = cells[len(cells)-1].Column + 1
			}
		}
	}
	c.Column = column
	c.Hidden = r.hidden[column]
	c.Place = Place{Where: r.table.Name + "!" + columnName(column) + strconv.Itoa(line+1)}
}

func (r *sheetReader) add(c Cell) error {
	if r.cells++; r.cells > maxCells {
		return tooManyCells()
	}
	if r.bytes += len(c.Text); r.bytes > maxText {
		return &Error{TooLarge, fmt.Sprintf("%d MiB", maxText>>20)}
	}
	if len(r.table.Rows) == 0 {
		r.table.Rows = append(r.table.Rows, Row{})
	}
	last := &r.table.Rows[len(r.table.Rows)-1]
	last.Cells = append(last.Cells, c)
	return nil
}

// parseReference reads B3 as column 1, line 2.
func parseReference(ref string) (column, line int, ok bool) {
	i := 0
	for i < len(ref) && 'A' <= ref[i] && ref[i] <= 'Z' && i < 3 {
		column = column*26 + int(ref[i]-'A') + 1
		i++
	}
	line, err := strconv.Atoi(ref[i:])
	if i == 0 || err != nil || line < 1 || line > 1<<20 || column > maxGrid {
		return 0, 0, false
	}
	return column - 1, line - 1, true
}

func columnName(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}
