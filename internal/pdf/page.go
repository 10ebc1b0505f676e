package pdf

import (
	"bytes"
	"math"
	"strconv"

	"gongkai/internal/document"
)

// reader goes through the pages.
type reader struct {
	file    *file
	fonts   map[reference]*font
	blocks  []document.Block
	columns []int // of each block that is a table
	text    int   // bytes of it
	unread  Unread

	// Of the page at hand.
	glyphs   []glyph
	area     float64
	pictured float64 // how much of it pictures cover
	strokes  int     // lines and curves: letters may be drawn as outlines
	missed   int
	unknown  bool // a part of it is packed in a way that is not known
}

// Figures of a page that holds no text to speak of.
const (
	outlines = 400  // strokes from which a page without text may show letters
	fewWords = 40   // letters that a scan may have as its stamp or page number
	covered  = 0.45 // of the page by pictures: a scan
)

func (r *reader) page(number int, page dictionary) {
	f := r.file
	r.area = 595 * 842
	if box := f.numbers(page["MediaBox"], 4); box != nil {
		r.area = math.Abs((box[2] - box[0]) * (box[3] - box[1]))
	}
	r.glyphs, r.pictured, r.strokes, r.missed, r.unknown = nil, 0, 0, 0, false
	r.run(r.contents(page["Contents"]), f.dict(page["Resources"]), state{at: unit, stretch: 1}, 0)
	where := "第" + strconv.Itoa(number) + "页"
	for _, v := range f.array(page["Annots"]) {
		r.note(f.dict(v), where)
	}
	r.unread.Glyphs += r.missed
	if r.unknown || len(r.glyphs) < fewWords && (r.pictured > covered*r.area || r.strokes > outlines) {
		r.unread.Pages = append(r.unread.Pages, number)
	}
	for _, b := range layout(r.glyphs) {
		b.Place = document.Place{Where: where}
		r.add(b)
	}
}

func (r *reader) add(b document.Block) {
	n, columns := len(b.Text), 0
	if b.Table != nil {
		for _, row := range b.Table.Rows {
			for k := range row.Cells {
				c := &row.Cells[k]
				n, columns, c.Place = n+len(c.Text), max(columns, c.Column+1), b.Place
			}
		}
	}
	if r.text += n; r.text > maxText {
		panic(errTooMuch)
	}
	// A table that goes on over the page keeps its headings.
	if last := len(r.blocks) - 1; b.Table != nil && last >= 0 {
		for _, i := range []int{last, last - 1} { // a page number may stand between
			if i >= 0 && r.blocks[i].Table != nil && r.columns[i] == columns && r.blocks[i].Place != b.Place {
				r.blocks[i].Table.Rows = append(r.blocks[i].Table.Rows, b.Table.Rows...)
				return
			}
		}
	}
	r.blocks, r.columns = append(r.blocks, b), append(r.columns, columns)
}

// note reads what a remark or a field of a form says.
func (r *reader) note(annotation dictionary, where string) {
	f := r.file
	for _, key := range []symbol{"Contents", "V"} {
		if text := f.text(annotation[key]); text != "" {
			r.add(document.Block{Text: text, Place: document.Place{Where: where + "批注"}})
		}
	}
	if s, ok := f.get(f.dict(annotation["AP"])["N"]).(*stream); ok {
		r.form(s, nil, state{at: unit, stretch: 1}, 1)
	}
}

// contents is a page's operators, all its streams together.
func (r *reader) contents(v any) []byte {
	list := r.file.array(v)
	if list == nil {
		list = []any{v}
	}
	var parts [][]byte
	for _, part := range list {
		if s, ok := r.file.get(part).(*stream); ok {
			data, ok := r.file.unpack(s)
			r.unknown = r.unknown || !ok
			parts = append(parts, data)
		}
	}
	return bytes.Join(parts, []byte{'\n'})
}

// form runs a form: a piece of a page.
func (r *reader) form(s *stream, resources dictionary, state state, depth int) {
	f := r.file
	data, ok := f.unpack(s)
	r.unknown = r.unknown || !ok
	if m := f.numbers(s.dict["Matrix"], 6); m != nil {
		state.at = matrix(m).times(state.at)
	}
	if own := f.dict(s.dict["Resources"]); own != nil {
		resources = own
	}
	r.run(data, resources, state, depth)
}

// run goes through operators.
func (r *reader) run(data []byte, resources dictionary, state state, depth int) {
	if depth > nesting/4 {
		r.unknown = true
		return
	}
	l := &lexer{file: r.file, data: data}
	p := &pen{r: r, resources: resources, fonts: map[symbol]*font{}, state: state, depth: depth}
	var operands []any
	for {
		v, ok := l.object(0)
		if !ok {
			if l.at >= len(data) {
				return
			}
			l.at++
			continue
		}
		word, isWord := v.(operator)
		if !isWord {
			if operands = append(operands, v); len(operands) > 64 {
				operands = operands[32:]
			}
			continue
		}
		if word == "ID" {
			l.skipPicture()
		}
		p.do(string(word), operands)
		operands = operands[:0]
	}
}

// skipPicture passes over the bytes of a picture inside the operators.
func (l *lexer) skipPicture() {
	for i := l.at; i+3 < len(l.data); i++ {
		if isSpace(l.data[i]) && l.data[i+1] == 'E' && l.data[i+2] == 'I' && isSpace(l.data[i+3]) {
			l.at = i + 3
			return
		}
	}
	l.at = len(l.data)
}
