package document

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math/big"
	"path"
	"strconv"
	"strings"
	"time"
)

// A workbook is read element by element, and only the cells that are there:
// a reader that lays out the grid first needs gigabytes for a sheet whose one
// cell stands in its last corner.

// readSheets reads every sheet; the hidden ones are marked.
func readSheets(p *pack) (*Document, error) {
	d := &Document{Kind: Sheet}
	b := &book{pack: p, Document: d}
	for _, step := range []func() error{b.workbook, b.strings, b.formats} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	for _, s := range b.sheets {
		t, err := b.sheet(s)
		if err != nil {
			return nil, err
		}
		if t.Hidden {
			d.Hidden = append(d.Hidden, Hidden{HiddenSheet, shorten(t.Name), Place{Where: t.Name}})
		}
		d.conceal(t)
		d.Blocks = append(d.Blocks, Block{Table: t, Place: Place{Where: t.Name}})
	}
	for _, name := range []string{"xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml"} {
		if p.has(name) {
			d.Hidden = append(d.Hidden, Hidden{External, name, Place{}})
		}
	}
	if err := b.notes(); err != nil {
		return nil, err
	}
	return d, b.properties()
}

// properties takes the title, and whether we wrote the workbook ourselves.
func (b *book) properties() error {
	data, err := b.read("docProps/core.xml")
	if err != nil || data == nil {
		return err
	}
	return b.Document.core(data)
}

type book struct {
	*pack
	*Document
	sheets   []sheetEntry
	from1904 bool
	shared   []string
	dates    map[int]bool // styles that print a date
	decimals map[int]int  // that a style prints, at least
	cells    int
	bytes    int
}

type sheetEntry struct {
	name, file string
	hidden     bool
}

// workbook reads the list of sheets, and where each is.
func (b *book) workbook() error {
	targets := map[string]string{}
	data, err := b.read("xl/_rels/workbook.xml.rels")
	if err != nil {
		return err
	}
	err = b.each("xl/_rels/workbook.xml.rels", data, func(e xml.StartElement) error {
		if e.Name.Local == "Relationship" && !strings.EqualFold(attribute(e, "TargetMode"), "External") {
			target := attribute(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			targets[attribute(e, "Id")] = strings.TrimPrefix(target, "/")
		}
		return nil
	})
	if err != nil {
		return err
	}
	if data, err = b.read("xl/workbook.xml"); err != nil {
		return err
	}
	return b.each("xl/workbook.xml", data, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			v := attribute(e, "date1904")
			b.from1904 = v == "1" || v == "true"
		case "sheet":
			var id string
			for _, a := range e.Attr {
				if a.Name.Local == "id" {
					id = a.Value
				}
			}
			state := attribute(e, "state")
			b.sheets = append(b.sheets, sheetEntry{attribute(e, "name"), targets[id], state == "hidden" || state == "veryHidden"})
		}
		return nil
	})
}

// each calls a function with every element of a member.
func (b *book) each(member string, data []byte, call func(xml.StartElement) error) error {
	t := newTokens(member, data)
	for {
		token, err := t.next()
		if err != nil || token == nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok {
			if err := call(e); err != nil {
				return err
			}
		}
	}
}

// strings reads the texts that cells share. Phonetic guides aren't text.
func (b *book) strings() error {
	const member = "xl/sharedStrings.xml"
	data, err := b.read(member)
	if err != nil || data == nil {
		return err
	}
	t := newTokens(member, data)
	var text strings.Builder
	inText, inGuide := false, 0
	for {
		token, err := t.next()
		if err != nil || token == nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "rPh":
				inGuide++
			case "t":
				inText = inGuide == 0
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "rPh":
				inGuide--
			case "t":
				inText = false
			case "si":
				if len(b.shared) >= maxCells {
					return tooManyCells()
				}
				b.shared = append(b.shared, squeeze(spaces(text.String())))
				text.Reset()
			}
		case xml.CharData:
			if inText {
				text.Write(e)
			}
		}
	}
}

// formats finds the styles that print a number as a date.
func (b *book) formats() error {
	b.dates, b.decimals = map[int]bool{}, map[int]int{}
	data, err := b.read("xl/styles.xml")
	if err != nil || data == nil {
		return err
	}
	custom, places := map[int]bool{}, map[int]int{2: 2, 4: 2}
	inCells, style := false, 0
	t := newTokens("xl/styles.xml", data)
	for {
		token, err := t.next()
		if err != nil || token == nil {
			return err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "cellXfs" {
				inCells = false
			}
		case xml.StartElement:
			switch e.Name.Local {
			case "cellXfs":
				inCells = true
			case "numFmt":
				if id, err := strconv.Atoi(attribute(e, "numFmtId")); err == nil {
					code := attribute(e, "formatCode")
					custom[id] = isDateFormat(code)
					if _, zeros, ok := strings.Cut(code, "0."); ok {
						places[id] = len(zeros) - len(strings.TrimLeft(zeros, "0"))
					}
				}
			case "xf":
				if inCells {
					id, _ := strconv.Atoi(attribute(e, "numFmtId"))
					b.dates[style] = custom[id] || 14 <= id && id <= 17 || id == 22 || 27 <= id && id <= 31 || id == 36 || 50 <= id && id <= 58
					b.decimals[style] = places[id]
					style++
				}
			}
		}
	}
}

// isDateFormat tells yyyy-mm-dd from 0.00.
func isDateFormat(code string) bool {
	var b strings.Builder
	quoted, bracketed := false, false
	for _, r := range strings.ToLower(code) {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '[':
			bracketed = true
		case r == ']':
			bracketed = false
		case !quoted && !bracketed:
			b.WriteRune(r)
		}
	}
	return strings.ContainsAny(b.String(), "yd") && !strings.Contains(b.String(), "general")
}

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

// area is a merged range, from 0.
type area struct{ top, left, bottom, right int }

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

// text is a cell's value as the file holds it, not as it is printed: a number
// with all its digits.
func (r *sheetReader) text(kind string, style int, value string) string {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(r.shared) {
			return ""
		}
		return r.shared[i]
	case "inlineStr", "str", "e", "d":
		return squeeze(spaces(value))
	case "b":
		return map[string]string{"1": "TRUE", "0": "FALSE"}[value]
	}
	value = strings.TrimSpace(value)
	if r.dates[style] {
		if day, ok := r.date(value); ok {
			return day
		}
	}
	return padded(plainDecimal(value), r.decimals[style])
}

// padded gives a decimal the zeros that its style prints: 3415.7 as 3415.70.
func padded(value string, places int) string {
	if places == 0 || strings.Trim(value, "-0123456789.") != "" || value == "" {
		return value
	}
	whole, fraction, _ := strings.Cut(value, ".")
	if missing := places - len(fraction); missing > 0 && missing <= 16 {
		fraction += strings.Repeat("0", missing)
	}
	return whole + "." + fraction
}

// keptDigits is how long a decimal may be that somebody typed; a longer one is
// what a binary fraction looks like.
const keptDigits = 16

// plainDecimal writes what the file has as 7.73028E3, or as 0.30000000000000004
// for 0.3, the way it was typed. 3415.70 stays as it is: a program that writes
// that last zero means it.
func plainDecimal(value string) string {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || !strings.ContainsAny(value, "eE") && len(value) <= keptDigits {
		return value
	}
	short := strconv.FormatFloat(f, 'f', -1, 64)
	if len(strings.TrimLeft(strings.ReplaceAll(short, ".", ""), "-0")) > 15 {
		short = new(big.Float).SetFloat64(f).Text('g', 15)
		if g, err := strconv.ParseFloat(short, 64); err == nil {
			short = strconv.FormatFloat(g, 'f', -1, 64)
		}
	}
	return short
}

// date is the day of a serial number. The 1900 system has a 29 February 1900
// that never was: serial 60.
func (r *sheetReader) date(value string) (string, bool) {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || f < 0 || f > 2_958_465 {
		return "", false
	}
	days := int(f)
	epoch := time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	if !r.from1904 {
		if days == 60 {
			return "1900-02-29", true
		}
		epoch = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
		if days > 60 {
			days--
		}
	}
	return epoch.AddDate(0, 0, days).Format(time.DateOnly), true
}

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

// notes lists the remarks beside cells.
func (b *book) notes() error {
	for _, f := range b.File {
		name := strings.ToLower(f.Name)
		if !strings.HasPrefix(name, "xl/comments") && !strings.HasPrefix(name, "xl/threadedcomments/") || !strings.HasSuffix(name, ".xml") {
			continue
		}
		data, err := b.read(f.Name)
		if err != nil {
			return err
		}
		if bytes.Contains(data, []byte("<!DOCTYPE")) {
			return &Error{Unsafe, f.Name + ": DOCTYPE"}
		}
		t := newTokens(f.Name, data)
		var text strings.Builder
		var ref string
		for {
			token, err := t.next()
			if err != nil {
				return err
			}
			if token == nil {
				break
			}
			switch e := token.(type) {
			case xml.StartElement:
				if e.Name.Local == "comment" || e.Name.Local == "threadedComment" {
					ref = attribute(e, "ref")
					text.Reset()
				}
			case xml.CharData:
				text.Write(e)
			case xml.EndElement:
				if e.Name.Local == "comment" || e.Name.Local == "threadedComment" {
					if s := shorten(text.String()); s != "" {
						b.Hidden = append(b.Hidden, Hidden{Comment, s, Place{Where: ref}})
					}
				}
			}
		}
	}
	return nil
}
