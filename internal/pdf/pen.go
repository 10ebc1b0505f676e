package pdf

import (
	"math"
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

// glyph is a letter where it is shown: along its line, and down the page.
type glyph struct {
	text        string
	angle       int // of the line, in degrees
	along, down float64
	width, size float64
}

// state is what q keeps and Q brings back.
type state struct {
	at                        matrix
	font                      *font
	size, spacing, wordSpace  float64
	stretch, leading, lifting float64
}

// pen carries out operators.
type pen struct {
	r         *reader
	resources dictionary
	state     state
	fonts     map[symbol]*font // that stand in the resources
	stack     []state
	text      matrix // where the next letter goes
	line      matrix // where its line began
	depth     int
}

func (p *pen) do(operator string, operands []any) {
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
			s.font, s.size = p.font(operands[0]), n(1)
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

func (p *pen) move(x, y float64) {
	p.line = matrix{1, 0, 0, 1, x, y}.times(p.line)
	p.text = p.line
}

// graphics takes the font of a graphics state.
func (p *pen) graphics(operands []any) {
	if len(operands) == 0 {
		return
	}
	name, _ := operands[0].(symbol)
	f := p.r.file
	if list := f.array(f.dict(f.dict(p.resources["ExtGState"])[name])["Font"]); len(list) == 2 {
		p.state.font, p.state.size = p.r.fontOf(list[0]), f.number(list[1], 1)
	}
}

// object shows a form, or a picture.
func (p *pen) object(operands []any) {
	if len(operands) == 0 {
		return
	}
	name, _ := operands[0].(symbol)
	f := p.r.file
	x, ok := f.get(f.dict(p.resources["XObject"])[name]).(*stream)
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

// font is the font of a name. Most stand by themselves in the file, and are
// read once; one that stands in the resources, once for each run.
func (p *pen) font(operand any) *font {
	name, _ := operand.(symbol)
	v := p.r.file.dict(p.resources["Font"])[name]
	if _, ok := v.(reference); ok {
		return p.r.fontOf(v)
	}
	if p.fonts[name] == nil {
		p.fonts[name] = p.r.fontOf(v)
	}
	return p.fonts[name]
}

func (r *reader) fontOf(v any) *font {
	const kept = 1000 // steps
	ref, isReference := v.(reference)
	if known := r.fonts[ref]; isReference && known != nil {
		return known
	}
	r.file.spend(kept)
	read := r.file.font(v)
	if isReference {
		r.fonts[ref] = read
	}
	return read
}

// showAll shows texts, with the moves between them.
func (p *pen) showAll(list []any) {
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
func (p *pen) advance(by float64) {
	if p.state.font != nil && p.state.font.vertical {
		p.text = matrix{1, 0, 0, 1, 0, -by}.times(p.text)
		return
	}
	p.text = matrix{1, 0, 0, 1, by * p.state.stretch, 0}.times(p.text)
}

func (p *pen) show(text string) {
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
		width := p.r.file.widthOf(font, code)
		if font.vertical {
			width = 1000
		}
		by := width / 1000 * s.size
		if meaning, ok := font.text(code, n); ok {
			p.r.file.spend(len(meaning))
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
func (p *pen) glyph(text string, width float64) {
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
	p.r.glyphs = append(p.r.glyphs, glyph{
		text: text, angle: int(math.Round(math.Atan2(sin, cos) * 180 / math.Pi)),
		along: x*cos + y*sin, down: x*sin - y*cos,
		width: math.Abs(width) * scale * p.stretching(), size: size,
	})
}

func (p *pen) stretching() float64 {
	if p.state.font.vertical {
		return 1
	}
	return math.Abs(p.state.stretch)
}
