package document

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// pdfFont tells what the bytes of a shown text mean, and how wide they are.
type pdfFont struct {
	spaces   []codeSpace       // how many bytes a code has
	meanings map[uint32]string // of codes, by the font's ToUnicode or Encoding
	charset  string            // utf16, gbk, cid, latin: how other codes are read
	widths   map[uint32]float64
	width    float64 // of the others, in thousandths
	vertical bool
}

type codeSpace struct {
	bytes     int
	low, high uint32
}

// next is the first code of a text and how many bytes it has.
func (p *pdfFont) next(s string) (code uint32, n int) {
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
func (p *pdfFont) text(code uint32, n int) (string, bool) {
	if text, ok := p.meanings[code]; ok {
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
func (f *pdfFile) font(v any) *pdfFont {
	dict := f.dict(v)
	p := &pdfFont{meanings: map[uint32]string{}, widths: map[uint32]float64{}}
	if f.name(dict["Subtype"]) == "Type0" {
		f.compositeFont(p, dict)
	} else {
		f.simpleFont(p, dict)
	}
	if s, ok := f.get(dict["ToUnicode"]).(*pdfStream); ok {
		if data, ok := f.unpack(s); ok {
			told := &pdfFont{meanings: p.meanings}
			f.cmap(told, data)
			if len(p.spaces) == 0 {
				p.spaces = told.spaces
			}
		}
	}
	if len(p.spaces) == 0 {
		p.spaces = []codeSpace{{2, 0, 0xFFFF}}
	}
	return p
}

// simpleFont is a font of one byte a letter.
func (f *pdfFile) simpleFont(p *pdfFont, dict pdfDict) {
	p.spaces = []codeSpace{{1, 0, 0xFF}}
	descriptor := f.dict(dict["FontDescriptor"])
	p.width = f.number(descriptor["MissingWidth"], 500)
	scale := 1.0
	if f.name(dict["Subtype"]) == "Type3" {
		if matrix := f.numbers(dict["FontMatrix"]); len(matrix) == 6 {
			scale = matrix[0] * 1000
		}
	}
	first := uint32(f.number(dict["FirstChar"], 0))
	for i, w := range f.numbers(dict["Widths"]) {
		p.widths[first+uint32(i)] = w * scale
	}
	encoding := f.get(dict["Encoding"])
	symbolic := int(f.number(descriptor["Flags"], 0))&4 != 0
	if f.name(dict["Subtype"]) != "Type3" && (encoding != nil || !symbolic) {
		p.charset = "latin"
	}
	table, _ := encoding.(pdfDict)
	code := uint32(0)
	for _, v := range f.array(table["Differences"]) {
		switch v := f.get(v).(type) {
		case float64:
			code = uint32(max(v, 0))
		case pdfName:
			p.meanings[code] = glyphText(string(v))
			code++
		}
	}
}

// compositeFont is a font of codes of several bytes.
func (f *pdfFile) compositeFont(p *pdfFont, dict pdfDict) {
	var descendant pdfDict
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
		if s, ok := f.get(dict["Encoding"]).(*pdfStream); ok {
			if data, ok := f.unpack(s); ok {
				own := &pdfFont{meanings: map[uint32]string{}}
				f.cmap(own, data)
				p.spaces = own.spaces
			}
		}
	}
}

// cidWidths reads /W: first [w w w], or first last w.
func (f *pdfFile) cidWidths(p *pdfFont, list []any) {
	for i := 0; i+1 < len(list); {
		first := f.number(list[i], 0)
		if widths := f.array(list[i+1]); widths != nil {
			for k, w := range widths {
				p.widths[uint32(first)+uint32(k)] = f.number(w, p.width)
			}
			i += 2
			continue
		}
		if i+2 >= len(list) {
			return
		}
		last := min(f.number(list[i+1], 0), first+0xFFFF)
		f.spend(int(max(last-first, 0)))
		for code := first; code <= last; code++ {
			p.widths[uint32(code)] = f.number(list[i+2], p.width)
		}
		i += 3
	}
}

// cmap reads the meanings and the code spaces of a CMap.
func (f *pdfFile) cmap(p *pdfFont, data []byte) {
	l := &pdfLexer{file: f, data: data}
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
			if operands = append(operands, v); len(operands) > 1<<16 {
				operands = operands[1<<15:]
			}
			continue
		}
		switch word {
		case "endcodespacerange":
			for i := 0; i+1 < len(operands); i += 2 {
				low, n := code(operands[i])
				high, _ := code(operands[i+1])
				if n > 0 && n <= 4 && len(p.spaces) < 64 {
					p.spaces = append(p.spaces, codeSpace{n, low, high})
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(operands); i += 2 {
				from, n := code(operands[i])
				if to, ok := operands[i+1].(string); ok && n > 0 {
					p.meanings[from] = utf16Text(to)
				}
			}
		case "endbfrange":
			for i := 0; i+2 < len(operands); i += 3 {
				f.cmapRange(p, operands[i], operands[i+1], operands[i+2])
			}
		}
		operands = operands[:0]
	}
}

func (f *pdfFile) cmapRange(p *pdfFont, first, last, meaning any) {
	low, n := code(first)
	high, _ := code(last)
	if n == 0 || high < low || high-low > 0xFFFF {
		return
	}
	f.spend(8 * int(high-low))
	switch meaning := meaning.(type) {
	case string:
		runes := []rune(utf16Text(meaning))
		if len(runes) == 0 {
			return
		}
		for c := low; c <= high && c >= low; c++ {
			p.meanings[c] = string(runes[:len(runes)-1]) + string(runes[len(runes)-1]+rune(c-low))
		}
	case []any:
		for i, v := range meaning {
			if text, ok := v.(string); ok && uint32(i) <= high-low {
				p.meanings[low+uint32(i)] = utf16Text(text)
			}
		}
	}
}

// code is a code written as a text of bytes, and how many.
func code(v any) (value uint32, n int) {
	s, ok := v.(string)
	if !ok || len(s) > 4 {
		return 0, 0
	}
	for i := range len(s) {
		value = value<<8 | uint32(s[i])
	}
	return value, len(s)
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
		l := &pdfLexer{data: []byte("<" + hex[:4] + ">")}
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
