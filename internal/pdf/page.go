package document

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// matrix is a transformation of the plane, [a b c d e f].
type matrix [6]float64

var unit = matrix{1, 0, 0, 1, 0, 0}

// times is m, then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// pdfGlyph is a letter where it is shown: along its line, and down the page.
type pdfGlyph struct {
	text        string
	angle       int // of the line, in degrees
	along, down float64
	width, size float64
}

// pdfState is what q keeps and Q brings back.
type pdfState struct {
	at                        matrix
	font                      *pdfFont
	size, spacing, wordSpace  float64
	stretch, leading, lifting float64
}

// pdfReader goes through the pages.
type pdfReader struct {
	file   *pdfFile
	fonts  map[pdfRef]*pdfFont
	blocks []Block
	text   int // bytes of it
	unread Unread

	// Of the page at hand.
	glyphs   []pdfGlyph
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

func (r *pdfReader) page(number int, page pdfDict) {
	f := r.file
	box := f.numbers(page["MediaBox"])
	r.area = 595 * 842
	if len(box) == 4 {
		r.area = math.Abs((box[2] - box[0]) * (box[3] - box[1]))
	}
	r.glyphs, r.pictured, r.strokes, r.missed, r.unknown = nil, 0, 0, 0, false
	r.run(r.contents(page["Contents"]), f.dict(page["Resources"]), pdfState{at: unit, stretch: 1}, 0)
	where := "第" + strconv.Itoa(number) + "页"
	for _, v := range f.array(page["Annots"]) {
		r.note(f.dict(v), where)
	}
	r.unread.Glyphs += r.missed
	if r.unknown || len(r.glyphs) < fewWords && (r.pictured > covered*r.area || r.strokes > outlines) {
		r.unread.Pages = append(r.unread.Pages, number)
	}
	for _, b := range layout(r.glyphs) {
		b.Place = Place{Where: where}
		r.add(b)
	}
}

func (r *pdfReader) add(b Block) {
	n := len(b.Text)
	if b.Table != nil {
		for i, row := range b.Table.Rows {
			for k := range row.Cells {
				n += len(row.Cells[k].Text)
				b.Table.Rows[i].Cells[k].Place = b.Place
			}
		}
	}
	if r.text += n; r.text > maxText {
		panic(errTooMuch)
	}
	// A table that goes on over the page keeps its headings.
	if last := len(r.blocks) - 1; b.Table != nil && last >= 0 {
		for _, i := range []int{last, last - 1} { // a page number may stand between
			if i >= 0 && r.blocks[i].Table != nil && columnsOf(r.blocks[i].Table) == columnsOf(b.Table) && r.blocks[i].Place != b.Place {
				r.blocks[i].Table.Rows = append(r.blocks[i].Table.Rows, b.Table.Rows...)
				return
			}
		}
	}
	r.blocks = append(r.blocks, b)
}

func columnsOf(t *Table) int {
	n := 0
	for _, row := range t.Rows {
		for _, c := range row.Cells {
			n = max(n, c.Column+1)
		}
	}
	return n
}

// note reads what a remark or a field of a form says.
func (r *pdfReader) note(annotation pdfDict, where string) {
	f := r.file
	for _, key := range []pdfName{"Contents", "V"} {
		if text, ok := f.get(annotation[key]).(string); ok && strings.TrimSpace(text) != "" {
			r.add(Block{Text: pdfText(text), Place: Place{Where: where + "批注"}})
		}
	}
	if s, ok := f.get(f.dict(annotation["AP"])["N"]).(*pdfStream); ok {
		r.form(s, nil, pdfState{at: unit, stretch: 1}, 1)
	}
}

// contents is a page's operators, all its streams together.
func (r *pdfReader) contents(v any) []byte {
	var all []byte
	parts := []any{v}
	if list := r.file.array(v); list != nil {
		parts = list
	}
	for _, part := range parts {
		if s, ok := r.file.get(part).(*pdfStream); ok {
			data, ok := r.file.unpack(s)
			r.unknown = r.unknown || !ok
			all = append(append(all, data...), '\n')
		}
	}
	return all
}

// form runs a form: a piece of a page.
func (r *pdfReader) form(s *pdfStream, resources pdfDict, state pdfState, depth int) {
	f := r.file
	data, ok := f.unpack(s)
	r.unknown = r.unknown || !ok
	if m := f.numbers(s.dict["Matrix"]); len(m) == 6 {
		state.at = matrix(m).times(state.at)
	}
	if own := f.dict(s.dict["Resources"]); own != nil {
		resources = own
	}
	r.run(data, resources, state, depth)
}

// run goes through operators.
func (r *pdfReader) run(data []byte, resources pdfDict, state pdfState, depth int) {
	if depth > nesting/4 {
		r.unknown = true
		return
	}
	l := &pdfLexer{file: r.file, data: data}
	p := &pdfPen{r: r, resources: resources, state: state, depth: depth}
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
		word, isWord := v.(pdfWord)
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
func (l *pdfLexer) skipPicture() {
	for i := l.at; i+3 < len(l.data); i++ {
		if isSpace(l.data[i]) && l.data[i+1] == 'E' && l.data[i+2] == 'I' && isSpace(l.data[i+3]) {
			l.at = i + 3
			return
		}
	}
	l.at = len(l.data)
}

// pdfPen carries out operators.
type pdfPen struct {
	r         *pdfReader
	resources pdfDict
	state     pdfState
	stack     []pdfState
	text      matrix // where the next letter goes
	line      matrix // where its line began
	depth     int
}

func (p *pdfPen) do(operator string, operands []any) {
	n := func(i int) float64 {
		if i < len(operands) {
			if v, ok := operands[i].(float64); ok {
				return v
			}
		}
		return 0
	}
	s := &p.state
	switch operator {
	case "q":
		if len(p.stack) < 4096 {
			p.stack = append(p.stack, *s)
		}
	case "Q":
		if last := len(p.stack) - 1; last >= 0 {
			*s, p.stack = p.stack[last], p.stack[:last]
		}
	case "cm":
		s.at = matrix{n(0), n(1), n(2), n(3), n(4), n(5)}.times(s.at)
	case "BT":
		p.text, p.line = unit, unit
	case "Tf":
		if len(operands) == 2 {
			s.font, s.size = p.r.font(p.resources, operands[0]), n(1)
		}
	case "gs":
		p.graphics(operands)
	case "Tc":
		s.spacing = n(0)
	case "Tw":
		s.wordSpace = n(0)
	case "Tz":
		s.stretch = n(0) / 100
	case "TL":
		s.leading = n(0)
	case "Ts":
		s.lifting = n(0)
	case "Td":
		p.move(n(0), n(1))
	case "TD":
		s.leading = -n(1)
		p.move(n(0), n(1))
	case "Tm":
		p.text = matrix{n(0), n(1), n(2), n(3), n(4), n(5)}
		p.line = p.text
	case "T*":
		p.move(0, -s.leading)
	case "Tj":
		p.showAll(operands)
	case "TJ":
		if len(operands) > 0 {
			list, _ := operands[0].([]any)
			p.showAll(list)
		}
	case "'":
		p.move(0, -s.leading)
		p.showAll(operands)
	case "\"":
		s.wordSpace, s.spacing = n(0), n(1)
		p.move(0, -s.leading)
		p.showAll(operands[min(2, len(operands)):])
	case "Do":
		p.object(operands)
	case "BI":
		p.r.pictured += math.Abs(s.at[0]*s.at[3] - s.at[1]*s.at[2])
	case "l", "c", "v", "y":
		p.r.strokes++
	}
}

func (p *pdfPen) move(x, y float64) {
	p.line = matrix{1, 0, 0, 1, x, y}.times(p.line)
	p.text = p.line
}

// graphics takes the font of a graphics state.
func (p *pdfPen) graphics(operands []any) {
	if len(operands) == 0 {
		return
	}
	name, _ := operands[0].(pdfName)
	f := p.r.file
	if list := f.array(f.dict(f.dict(p.resources["ExtGState"])[name])["Font"]); len(list) == 2 {
		p.state.font, p.state.size = p.r.fontOf(list[0]), f.number(list[1], 1)
	}
}

// object shows a form, or a picture.
func (p *pdfPen) object(operands []any) {
	if len(operands) == 0 {
		return
	}
	name, _ := operands[0].(pdfName)
	f := p.r.file
	x, ok := f.get(f.dict(p.resources["XObject"])[name]).(*pdfStream)
	if !ok {
		return
	}
	f.spend(100)
	if f.name(x.dict["Subtype"]) == "Form" {
		p.r.form(x, p.resources, p.state, p.depth+1)
		return
	}
	at := p.state.at
	p.r.pictured += math.Abs(at[0]*at[3] - at[1]*at[2])
}

func (r *pdfReader) font(resources pdfDict, operand any) *pdfFont {
	name, _ := operand.(pdfName)
	return r.fontOf(r.file.dict(resources["Font"])[name])
}

func (r *pdfReader) fontOf(v any) *pdfFont {
	ref, ok := v.(pdfRef)
	if !ok {
		r.file.spend(1000)
		return r.file.font(v)
	}
	if r.fonts[ref] == nil {
		r.fonts[ref] = r.file.font(v)
	}
	return r.fonts[ref]
}

// showAll shows texts, with the moves between them.
func (p *pdfPen) showAll(list []any) {
	for _, v := range list {
		switch v := v.(type) {
		case string:
			p.show(v)
		case float64:
			p.advance(-v / 1000 * p.state.size)
		}
	}
}

// advance moves the pen along the line.
func (p *pdfPen) advance(by float64) {
	if p.state.font != nil && p.state.font.vertical {
		p.text = matrix{1, 0, 0, 1, 0, -by}.times(p.text)
		return
	}
	p.text = matrix{1, 0, 0, 1, by * p.state.stretch, 0}.times(p.text)
}

func (p *pdfPen) show(text string) {
	s := &p.state
	font := s.font
	if font == nil {
		p.r.missed += len(text)
		return
	}
	for text != "" {
		code, n := font.next(text)
		text = text[n:]
		p.r.file.spend(16)
		width, ok := font.widths[code]
		if !ok {
			width = font.width
		}
		if font.vertical {
			width = 1000
		}
		by := width / 1000 * s.size
		if meaning, ok := font.text(code, n); ok {
			p.glyph(plainLetters(meaning), by)
		} else {
			p.r.missed++
		}
		by += s.spacing
		if n == 1 && code == ' ' {
			by += s.wordSpace
		}
		p.advance(by)
	}
}

// plainLetters writes the radicals that browsers print for some characters
// (⾝ for 身) as the characters.
func plainLetters(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return 0x2E80 <= r && r <= 0x2FDF }) {
		return norm.NFKC.String(s)
	}
	return s
}

// glyph notes a letter where it stands.
func (p *pdfPen) glyph(text string, width float64) {
	s := &p.state
	at := p.text.times(s.at)
	x, y := at[4]+s.lifting*at[2], at[5]+s.lifting*at[3]
	dx, dy := at[0], at[1]
	if s.font.vertical {
		dx, dy = -at[2], -at[3]
		width /= max(s.stretch, 0.01)
	}
	scale := math.Hypot(dx, dy)
	size := math.Abs(s.size) * math.Hypot(at[2], at[3])
	if !(scale > 0 && scale < 1e6 && size > 0 && math.Abs(x) < 1e6 && math.Abs(y) < 1e6) {
		return
	}
	if s.size < 0 {
		dx, dy = -dx, -dy
	}
	cos, sin := dx/scale, dy/scale
	p.r.glyphs = append(p.r.glyphs, pdfGlyph{
		text: text, angle: int(math.Round(math.Atan2(sin, cos) * 180 / math.Pi)),
		along: x*cos + y*sin, down: x*sin - y*cos,
		width: math.Abs(width) * scale * p.stretching(), size: size,
	})
}

func (p *pdfPen) stretching() float64 {
	if p.state.font.vertical {
		return 1
	}
	return math.Abs(p.state.stretch)
}
