package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// font tells what the bytes of a shown text mean, and how wide they are.
type font struct {
	cmap                       // how many bytes a code has, and its meaning by ToUnicode
	names    map[uint32]string // of codes, by the names in Encoding
	charset  string            // utf16, gbk, cid, latin: how other codes are read
	widths   codes
	scale    float64 // of a width, to thousandths
	width    float64 // of the others, in thousandths
	vertical bool
}

// next is the first code of a text and how many bytes it has.
func (p *font) next(s string) (code uint32, n int) {
	for n := 1; n <= 4 && n <= len(s); n++ {
		code = code<<8 | uint32(s[n-1])
		for _, c := range p.spaces {
			if c.bytes == n && c.low <= code && code <= c.high {
				return code, n
			}
		}
	}
	// No code: as many bytes as the shortest has.
	n = 1
	if len(p.spaces) > 0 {
		n = min(p.spaces[0].bytes, len(s))
	}
	code = 0
	for i := range n {
		code = code<<8 | uint32(s[i])
	}
	return code, n
}

// text is what a code means; false when the file doesn't tell.
func (p *font) text(code uint32, n int) (string, bool) {
	if text, ok := p.cmap.text(code); ok {
		return text, told(text)
	}
	if text, ok := p.names[code]; ok {
		return text, told(text)
	}
	b := make([]byte, n)
	for i := range n {
		b[i] = byte(code >> (8 * (n - 1 - i)))
	}
	switch p.charset {
	case "utf16":
		text := utf16Text(string(b))
		return text, told(text)
	case "gbk":
		text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		return string(text), err == nil && told(string(text))
	case "cid": // the character collections of Adobe begin with ASCII
		if code >= 1 && code <= 95 {
			return string(rune(code + 31)), true
		}
	case "latin":
		r := charmap.Windows1252.DecodeByte(byte(code))
		return string(r), r >= ' ' && r != utf8.RuneError
	}
	return "", false
}

// told tells a meaning from the absence of one: private characters are shapes
// that a font alone knows.
func told(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return r == utf8.RuneError || r == 0 || unicode.Is(unicode.Co, r)
	})
}

// font reads a font.
func (f *file) font(v any) *font {
	dict := f.dict(v)
	p := &font{names: map[uint32]string{}, scale: 1}
	if f.name(dict["Subtype"]) == "Type0" {
		f.compositeFont(p, dict)
	} else {
		f.simpleFont(p, dict)
	}
	unicode := f.cmap(dict["ToUnicode"])
	p.meanings = unicode.meanings
	if len(p.spaces) == 0 {
		p.spaces = unicode.spaces
	}
	if len(p.spaces) == 0 {
		p.spaces = []codeSpace{{2, 0, 0xFFFF}}
	}
	return p
}

// simpleFont is a font of one byte a letter.
func (f *file) simpleFont(p *font, dict dictionary) {
	p.spaces = []codeSpace{{1, 0, 0xFF}}
	descriptor := f.dict(dict["FontDescriptor"])
	p.width = f.number(descriptor["MissingWidth"], 500)
	if f.name(dict["Subtype"]) == "Type3" {
		if matrix := f.numbers(dict["FontMatrix"], 6); matrix != nil {
			p.scale = matrix[0] * 1000
		}
	}
	first := uint32(max(f.number(dict["FirstChar"], 0), 0))
	if list := f.array(dict["Widths"]); len(list) > 0 {
		p.widths = codes{{first, first + uint32(len(list)) - 1, list}}
	}
	encoding := f.get(dict["Encoding"])
	symbolic := int(f.number(descriptor["Flags"], 0))&4 != 0
	if f.name(dict["Subtype"]) != "Type3" && (encoding != nil || !symbolic) {
		p.charset = "latin"
	}
	table, _ := encoding.(dictionary)
	code := uint32(0)
	for _, v := range f.array(table["Differences"]) {
		switch v := f.get(v).(type) {
		case float64:
			code = uint32(max(v, 0))
		case symbol:
			p.names[code] = glyphText(string(v))
			code++
		}
	}
}

// compositeFont is a font of codes of several bytes.
func (f *file) compositeFont(p *font, dict dictionary) {
	var descendant dictionary
	if list := f.array(dict["DescendantFonts"]); len(list) > 0 {
		descendant = f.dict(list[0])
	}
	p.width = f.number(descendant["DW"], 1000)
	f.cidWidths(p, f.array(descendant["W"]))
	encoding := string(f.name(dict["Encoding"]))
	p.vertical = strings.HasSuffix(encoding, "-V")
	switch {
	case strings.HasPrefix(encoding, "Identity"):
		p.spaces = []codeSpace{{2, 0, 0xFFFF}}
		if text, ok := f.get(f.dict(descendant["CIDSystemInfo"])["Ordering"]).(string); ok && text != "Identity" {
			p.charset = "cid"
		}
	case strings.Contains(encoding, "UCS2"), strings.Contains(encoding, "UTF16"):
		p.charset = "utf16"
		p.spaces = []codeSpace{{2, 0, 0xD7FF}, {2, 0xE000, 0xFFFF}, {4, 0xD800DC00, 0xDBFFDFFF}}
	case strings.HasPrefix(encoding, "GB"):
		p.charset = "gbk"
		p.spaces = []codeSpace{{1, 0, 0x80}, {2, 0x8140, 0xFEFE}, {4, 0x81308130, 0xFE39FE39}}
	default:
		p.spaces = f.cmap(dict["Encoding"]).spaces
	}
}

// cidWidths reads /W: first [w w w], or first last w.
func (f *file) cidWidths(p *font, list []any) {
	for i := 0; i+1 < len(list); {
		first := uint32(max(f.number(list[i], 0), 0))
		if widths := f.array(list[i+1]); widths != nil {
			if len(widths) > 0 {
				p.widths = append(p.widths, run{first, first + uint32(len(widths)) - 1, widths})
			}
			i += 2
			continue
		}
		if i+2 >= len(list) {
			break
		}
		last := uint32(max(f.number(list[i+1], 0), 0))
		p.widths = append(p.widths, run{first, last, list[i+2]})
		i += 3
	}
	p.widths.sort()
}

// widthOf is how wide a code is, in thousandths of the size.
func (f *file) widthOf(p *font, code uint32) float64 {
	width, _ := p.widths.at(code)
	if width, ok := f.get(width).(float64); ok {
		return width * p.scale
	}
	return p.width
}

// glyphText is what a glyph's name means, "" for a name that says nothing.
func glyphText(name string) string {
	name, _, _ = strings.Cut(name, ".")
	if len(name) == 1 {
		return name
	}
	if text, ok := glyphNames[name]; ok {
		return text
	}
	if hex, ok := strings.CutPrefix(name, "uni"); ok && len(hex) >= 4 {
		l := &lexer{data: []byte("<" + hex[:4] + ">")}
		return utf16Text(l.hex())
	}
	return ""
}

// glyphNames are the names of the letters of ASCII that aren't letters.
var glyphNames = map[string]string{
	"space": " ", "nbspace": " ", "exclam": "!", "quotedbl": "\"", "numbersign": "#", "dollar": "$", "percent": "%", "ampersand": "&",
	"quotesingle": "'", "quoteright": "’", "quoteleft": "‘", "parenleft": "(", "parenright": ")", "asterisk": "*", "plus": "+", "comma": ",",
	"hyphen": "-", "minus": "-", "period": ".", "slash": "/", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
	"six": "6", "seven": "7", "eight": "8", "nine": "9", "colon": ":", "semicolon": ";", "less": "<", "equal": "=", "greater": ">",
	"question": "?", "at": "@", "bracketleft": "[", "backslash": "\\", "bracketright": "]", "asciicircum": "^", "underscore": "_",
	"grave": "`", "braceleft": "{", "bar": "|", "braceright": "}", "asciitilde": "~", "bullet": "•", "endash": "–", "emdash": "—",
	"quotedblleft": "“", "quotedblright": "”", "periodcentered": "·", "middot": "·",
}
