package document

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// readWord reads a .docx: the text as it stands when every tracked change is
// taken up. What a reader of the printed page wouldn't see is listed.
func readWord(p *pack) (*Document, error) {
	d := &Document{Kind: Word}
	for _, name := range []string{"word/vbaProject.bin", "word/activeX/activeX1.xml"} {
		if p.has(name) {
			d.Hidden = append(d.Hidden, Hidden{External, name, Place{}})
		}
	}
	numbering, err := readNumbering(p)
	if err != nil {
		return nil, err
	}
	styles, err := readStyles(p)
	if err != nil {
		return nil, err
	}
	data, err := p.read("word/document.xml")
	if err != nil {
		return nil, err
	}
	w := &wordWalk{Document: d, tokens: newTokens("word/document.xml", data), numbering: numbering, styles: styles}
	if err := w.document(); err != nil {
		return nil, err
	}
	if err := w.comments(p); err != nil {
		return nil, err
	}
	return d, w.properties(p)
}

// wordWalk reads the body. The reader goes down into tables and calls itself
// for each cell, since cells hold paragraphs and tables again.
type wordWalk struct {
	*Document
	*tokens
	numbering *numbering
	styles    map[string]style
	cells     int
	tables    int
	bytes     int
	deleted   strings.Builder
	concealed strings.Builder
}

func (w *wordWalk) document() error {
	for {
		token, err := w.next()
		if err != nil || token == nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "body" {
			w.Blocks, err = w.content("body", false)
			if err != nil {
				return err
			}
		}
	}
}

// content reads paragraphs and tables up to the end of an element.
func (w *wordWalk) content(end string, inTable bool) ([]Block, error) {
	var found []Block
	for {
		token, err := w.next()
		if err != nil || token == nil {
			return found, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == end {
				return found, nil
			}
		case xml.StartElement:
			switch e.Name.Local {
			case "p":
				place := Place{Where: fmt.Sprintf("第%d段", len(found)+1)}
				b, err := w.paragraph(place)
				if err != nil {
					return nil, err
				}
				b.Place = place
				if b.Text != "" || inTable {
					found = append(found, b)
				}
			case "tbl":
				t, err := w.table()
				if err != nil {
					return nil, err
				}
				found = append(found, Block{Table: t, Place: Place{Where: fmt.Sprintf("表%d", w.tables)}})
			case "altChunk":
				w.Hidden = append(w.Hidden, Hidden{External, "altChunk", Place{}})
			case "sectPr", "tcPr", "tblPr":
				if err := w.skip(e.Name.Local); err != nil {
					return nil, err
				}
			}
		}
	}
}

// skip passes over an element.
func (w *wordWalk) skip(name string) error {
	for depth := 1; depth > 0; {
		token, err := w.next()
		if err != nil || token == nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local == name {
				depth++
			}
		case xml.EndElement:
			if e.Name.Local == name {
				depth--
			}
		}
	}
	return nil
}

// paragraph reads runs up to the paragraph's end.
func (w *wordWalk) paragraph(place Place) (Block, error) {
	var b Block
	var text strings.Builder
	var numID, level string
	style := ""
	deleting, inserting := 0, 0
	run := runProperties{}
	inText, inDeleted, inField := false, false, 0
	depth := 1
	for depth > 0 {
		token, err := w.next()
		if err != nil {
			return b, err
		}
		if token == nil {
			break
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "p": // in a text box
				depth++
			case "pStyle":
				style = attribute(e, "val")
			case "numId":
				numID = attribute(e, "val")
			case "ilvl":
				level = attribute(e, "val")
			case "outlineLvl":
				if n, err := strconv.Atoi(attribute(e, "val")); err == nil && 0 <= n && n < 9 {
					b.Level = n + 1
				}
			case "del", "moveFrom":
				deleting++
			case "ins", "moveTo":
				inserting++
			case "r":
				run = runProperties{}
			case "vanish", "specVanish", "webHidden":
				run.hidden = run.hidden || on(e)
			case "color":
				run.white = strings.EqualFold(attribute(e, "val"), "ffffff")
			case "shd", "highlight":
				run.shaded = true
			case "t":
				inText = true
			case "delText":
				inDeleted = true
			case "tab":
				if deleting == 0 {
					text.WriteByte('\t')
				}
			case "br", "cr":
				text.WriteByte(' ')
			case "noBreakHyphen":
				text.WriteByte('-')
			case "sym":
				text.WriteByte('?')
			case "instrText":
				inField++
			case "object", "OLEObject":
				w.Hidden = append(w.Hidden, Hidden{External, e.Name.Local, place})
			case "Fallback", "pict":
				if err := w.skip(e.Name.Local); err != nil {
					return b, err
				}
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "p":
				depth--
			case "del", "moveFrom":
				deleting--
			case "ins", "moveTo":
				inserting--
			case "t":
				inText = false
			case "delText":
				inDeleted = false
			case "instrText":
				inField--
			}
		case xml.CharData:
			s := string(e)
			if w.bytes += len(s); w.bytes > maxText {
				return b, &Error{TooLarge, fmt.Sprintf("%d MiB", maxText>>20)}
			}
			switch {
			case inDeleted || inText && deleting > 0:
				w.deleted.WriteString(s)
			case inText && (run.hidden || run.white && !run.shaded):
				w.concealed.WriteString(s)
			case inText && inField == 0:
				text.WriteString(s)
			}
		}
	}
	w.tell(Deleted, &w.deleted, place)
	w.tell(HiddenText, &w.concealed, place)
	known := w.styles[style]
	if b.Level == 0 {
		b.Level = known.level
	}
	if numID == "" {
		numID, level = known.numID, known.ilvl
	}
	b.Text = strings.TrimSpace(text.String())
	if b.Text != "" {
		b.Text = w.numbering.next(numID, level) + b.Text
	}
	return b, nil
}

type runProperties struct{ hidden, white, shaded bool }

// on reads a property that is switched by its presence or by a value.
func on(e xml.StartElement) bool {
	v := attribute(e, "val")
	return v != "0" && v != "false" && v != "off"
}

// tell lists what a paragraph conceals.
func (w *wordWalk) tell(kind Concealment, b *strings.Builder, place Place) {
	if text := shorten(b.String()); text != "" {
		w.Hidden = append(w.Hidden, Hidden{kind, text, place})
	}
	b.Reset()
}

// table reads rows; vMerge continues the cell above.
func (w *wordWalk) table() (*Table, error) {
	w.tables++
	number := w.tables
	t := &Table{}
	open := map[int]*Cell{} // by column: the cell that vMerge continues
	for {
		token, err := w.next()
		if err != nil || token == nil {
			return t, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "tbl" {
				w.conceal(t)
				return t, nil
			}
		case xml.StartElement:
			switch e.Name.Local {
			case "tr":
				place := fmt.Sprintf("表%d第%d行", number, len(t.Rows)+1)
				row, err := w.row(place, open)
				if err != nil {
					return nil, err
				}
				t.Rows = append(t.Rows, row)
				for i := range row.Cells {
					c := &t.Rows[len(t.Rows)-1].Cells[i]
					open[c.Column] = c
				}
			case "tblPr", "tblGrid":
				if err := w.skip(e.Name.Local); err != nil {
					return nil, err
				}
			}
		}
	}
}

func (w *wordWalk) row(place string, open map[int]*Cell) (Row, error) {
	var row Row
	column := 0
	for {
		token, err := w.next()
		if err != nil || token == nil {
			return row, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "tr" {
				return row, nil
			}
		case xml.StartElement:
			switch e.Name.Local {
			case "gridBefore":
				n, _ := strconv.Atoi(attribute(e, "val"))
				column += min(max(n, 0), maxGrid)
			case "hidden":
				row.Hidden = on(e)
			case "del":
				row.Hidden = true
			case "tc":
				c, continues, err := w.cell(Place{Where: fmt.Sprintf("%s第%d格", place, len(row.Cells)+1)})
				if err != nil {
					return row, err
				}
				c.Column = column
				column += c.ColSpan
				if column > maxGrid {
					return row, &Error{TooLarge, fmt.Sprintf("%d columns", maxGrid)}
				}
				if above := open[c.Column]; continues && above != nil {
					above.RowSpan++
					if c.Text != "" {
						above.Text = strings.TrimSpace(above.Text + " " + c.Text)
					}
					continue
				}
				row.Cells = append(row.Cells, c)
			}
		}
	}
}

// cell reads a cell; its paragraphs are one text, and so is a table inside it.
func (w *wordWalk) cell(place Place) (c Cell, continues bool, err error) {
	c = Cell{RowSpan: 1, ColSpan: 1, Place: place}
	if w.cells++; w.cells > maxCells {
		return c, false, tooManyCells()
	}
	var texts []string
	for {
		token, err := w.next()
		if err != nil || token == nil {
			return c, continues, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "tc" {
				c.Text = strings.TrimSpace(strings.Join(texts, " "))
				return c, continues, nil
			}
		case xml.StartElement:
			switch e.Name.Local {
			case "gridSpan":
				if n, err := strconv.Atoi(attribute(e, "val")); err == nil {
					c.ColSpan = min(max(n, 1), maxGrid)
				}
			case "vMerge":
				continues = attribute(e, "val") != "restart"
			case "p":
				b, err := w.paragraph(place)
				if err != nil {
					return c, false, err
				}
				if b.Text != "" {
					texts = append(texts, b.Text)
				}
			case "tbl":
				inner, err := w.table()
				if err != nil {
					return c, false, err
				}
				for _, row := range inner.Rows {
					for _, cell := range row.Cells {
						texts = append(texts, cell.Text)
					}
				}
			}
		}
	}
}

// comments lists what editors remarked.
func (w *wordWalk) comments(p *pack) error {
	data, err := p.read("word/comments.xml")
	if err != nil || data == nil {
		return err
	}
	t := newTokens("word/comments.xml", data)
	var text strings.Builder
	for {
		token, err := t.next()
		if err != nil || token == nil {
			return err
		}
		switch e := token.(type) {
		case xml.CharData:
			text.Write(e)
		case xml.EndElement:
			if e.Name.Local == "comment" {
				w.tell(Comment, &text, Place{})
			}
		}
	}
}

// properties takes the title.
func (w *wordWalk) properties(p *pack) error {
	data, err := p.read("docProps/core.xml")
	if err != nil || data == nil {
		return err
	}
	return w.core(data)
}

// core reads the properties that all office files have.
func (d *Document) core(data []byte) error {
	t := newTokens("docProps/core.xml", data)
	name := ""
	for {
		token, err := t.next()
		if err != nil || token == nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			name = e.Name.Local
		case xml.EndElement:
			name = ""
		case xml.CharData:
			switch name {
			case "title":
				d.Title += strings.TrimSpace(string(e))
			case "lastModifiedBy":
				d.Ours = d.Ours || string(e) == writer
			}
		}
	}
}
