package document

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
)

// A PDF is read for the numbers in it, so that what could not be read matters
// as much as what could: a reader that skips a glyph in silence lets a leak
// pass for clean. So every glyph that is shown is counted, and every page that
// shows something and holds no text is named.
//
// A file is not trusted to know its own shape. Its table of objects is passed
// over; the objects are found where they stand, from the beginning, a later
// one in the place of an earlier. That is linear, and reads damaged files too.
// All work is paid for out of one purse (spend).

// Unread is what of a PDF could not be read as text.
type Unread struct {
	Glyphs int   // letters whose meaning the file doesn't tell
	Pages  []int // that show a picture or drawn outlines and hold no text
	Files  int   // packed inside it
}

const (
	mostPages    = 5000
	mostUnpacked = 160 << 20  // bytes of all streams
	mostWork     = 40_000_000 // objects and operators read
	nesting      = 48         // of arrays, dictionaries, forms, page nodes
)

// pdfKind is the kind of what ReadPDF reads; Read alone refuses a PDF.
const pdfKind Kind = "pdf"

// Objects of a PDF. Numbers are float64, texts string, arrays []any.
type (
	pdfName   string
	pdfWord   string // an operator, or anything else that stands bare
	pdfRef    int
	pdfDict   map[pdfName]any
	pdfStream struct {
		dict pdfDict
		raw  []byte
	}
)

// errTooMuch ends the reading of a file whose work has run out.
var errTooMuch = errors.New("document: too much work")

// pdfFile is where its objects are.
type pdfFile struct {
	data     []byte
	at       map[int]pdfPlace
	known    map[int]any
	trailer  pdfDict
	work     int
	unpacked int
}

type pdfPlace struct {
	in []byte // the file, or an unpacked stream of objects
	at int
}

// spend pays for n steps; reading ends when there is nothing left.
func (f *pdfFile) spend(n int) {
	if f.work -= n; f.work < 0 {
		panic(errTooMuch)
	}
}

// ReadPDF reads the text of a PDF page by page, tables as tables, and says
// what could not be read. The error is always an *Error.
func ReadPDF(data []byte) (d *Document, unread Unread, err error) {
	if len(data) > maxFile {
		return nil, Unread{}, &Error{TooLarge, fmt.Sprintf("%d MiB", maxFile>>20)}
	}
	defer func() {
		if p := recover(); p != nil {
			if p != errTooMuch {
				panic(p)
			}
			d, unread, err = nil, Unread{}, &Error{TooLarge, ""}
		}
	}()
	f := &pdfFile{data: data, at: map[int]pdfPlace{}, known: map[int]any{}, trailer: pdfDict{}, work: mostWork}
	f.find()
	if f.trailer["Encrypt"] != nil {
		return nil, Unread{}, &Error{Encrypted, ""}
	}
	pages := f.pages()
	if len(pages) == 0 {
		return nil, Unread{}, &Error{Damaged, ""}
	}
	r := &pdfReader{file: f, fonts: map[pdfRef]*pdfFont{}}
	for i, page := range pages {
		r.page(i+1, page)
	}
	d = &Document{Kind: pdfKind, Blocks: r.blocks}
	f.about(d, &r.unread)
	return d, r.unread, nil
}

// find notes where every object is, and what the trailers say.
func (f *pdfFile) find() {
	noEnd := len(f.data) // from here on no stream ends
	for i := 0; ; {
		n := bytes.Index(f.data[i:], []byte("obj"))
		if n < 0 {
			break
		}
		at := i + n
		i = at + len("obj")
		f.spend(1)
		number, ok := objectNumber(f.data[max(0, at-24):at])
		if !ok {
			continue
		}
		l := &pdfLexer{file: f, data: f.data, at: i}
		value, _ := l.object(0)
		f.at[number] = pdfPlace{f.data, i}
		delete(f.known, number)
		i = max(i, l.at)
		dict, _ := value.(pdfDict)
		start, ok := l.streamStart()
		if dict == nil || !ok {
			continue
		}
		i = f.streamEnd(dict, start, &noEnd)
		s := &pdfStream{dict, f.data[start:i]}
		f.known[number] = s
		switch dict["Type"] {
		case pdfName("ObjStm"):
			f.findPacked(s)
		case pdfName("XRef"):
			f.trail(dict)
		}
	}
	for i := 0; ; {
		n := bytes.Index(f.data[i:], []byte("trailer"))
		if n < 0 {
			return
		}
		l := &pdfLexer{file: f, data: f.data, at: i + n + len("trailer")}
		if dict, ok := l.object(0); ok {
			if dict, ok := dict.(pdfDict); ok {
				f.trail(dict)
			}
		}
		i = max(i+n+1, l.at)
	}
}

// objectNumber reads the 12 of "12 0 obj" from what stands before obj.
func objectNumber(before []byte) (int, bool) {
	fields := bytes.Fields(before)
	if len(fields) < 2 {
		return 0, false
	}
	number, generation := fields[len(fields)-2], fields[len(fields)-1]
	// Other things may stand just before, as in endobj12 0 obj.
	for len(number) > 0 && (number[0] < '0' || number[0] > '9') {
		number = number[1:]
	}
	if len(number) == 0 || len(number) > 8 || len(generation) > 5 {
		return 0, false
	}
	n := 0
	for _, c := range number {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	for _, c := range generation {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	return n, true
}

// streamEnd is where the bytes of a stream end: where its length says, if
// that is so, else before the next endstream.
func (f *pdfFile) streamEnd(dict pdfDict, start int, noEnd *int) int {
	if n, ok := dict["Length"].(float64); ok && n >= 0 && n <= float64(len(f.data)-start) {
		end := start + int(n)
		if bytes.HasPrefix(bytes.TrimLeft(f.data[end:min(len(f.data), end+16)], "\r\n \t"), []byte("endstream")) {
			return end
		}
	}
	if start < *noEnd {
		if n := bytes.Index(f.data[start:], []byte("endstream")); n >= 0 {
			return start + n
		}
		*noEnd = start
	}
	return len(f.data)
}

// trail keeps what a trailer tells: the newest stands last in the file.
func (f *pdfFile) trail(dict pdfDict) {
	for _, key := range []pdfName{"Root", "Info", "Encrypt"} {
		if dict[key] != nil {
			f.trailer[key] = dict[key]
		}
	}
}

// findPacked notes the objects in an unpacked stream of objects.
func (f *pdfFile) findPacked(s *pdfStream) {
	data, ok := f.unpack(s)
	first, _ := s.dict["First"].(float64)
	count, _ := s.dict["N"].(float64)
	if !ok || first < 0 || int(first) > len(data) {
		return
	}
	l := &pdfLexer{file: f, data: data[:int(first)]}
	for range int(min(max(count, 0), first)) {
		number, ok1 := l.object(0)
		offset, ok2 := l.object(0)
		n, isNumber := number.(float64)
		at, isOffset := offset.(float64)
		if !ok1 || !ok2 || !isNumber || !isOffset || n < 0 || at < 0 || int(at) > len(data)-int(first) {
			return
		}
		f.at[int(n)] = pdfPlace{data, int(first) + int(at)}
		delete(f.known, int(n))
	}
}

// get follows references to what they stand for.
func (f *pdfFile) get(v any) any {
	for range nesting {
		ref, ok := v.(pdfRef)
		if !ok {
			return v
		}
		f.spend(1)
		number := int(ref)
		value, known := f.known[number]
		if !known {
			if place, ok := f.at[number]; ok {
				l := &pdfLexer{file: f, data: place.in, at: place.at}
				value, _ = l.object(0)
			}
			f.known[number] = value
		}
		v = value
	}
	return nil
}

func (f *pdfFile) dict(v any) pdfDict {
	switch v := f.get(v).(type) {
	case pdfDict:
		return v
	case *pdfStream:
		return v.dict
	}
	return nil
}

func (f *pdfFile) array(v any) []any { a, _ := f.get(v).([]any); return a }

func (f *pdfFile) name(v any) pdfName { n, _ := f.get(v).(pdfName); return n }

func (f *pdfFile) number(v any, otherwise float64) float64 {
	if n, ok := f.get(v).(float64); ok {
		return n
	}
	return otherwise
}

func (f *pdfFile) numbers(v any) []float64 {
	var list []float64
	for _, v := range f.array(v) {
		list = append(list, f.number(v, 0))
	}
	return list
}

// unpack is the bytes of a stream; false when it is packed in a way that is
// not known.
func (f *pdfFile) unpack(s *pdfStream) ([]byte, bool) {
	data := s.raw
	filters := f.array(s.dict["Filter"])
	if filters == nil && f.get(s.dict["Filter"]) != nil {
		filters = []any{s.dict["Filter"]}
	}
	if len(filters) > 4 {
		return nil, false
	}
	for i, filter := range filters {
		parameters := f.dict(s.dict["DecodeParms"])
		if list := f.array(s.dict["DecodeParms"]); i < len(list) {
			parameters = f.dict(list[i])
		}
		if f.number(parameters["Predictor"], 1) > 1 {
			return nil, false
		}
		var from io.Reader
		switch f.name(filter) {
		case "FlateDecode", "Fl":
			z, err := zlib.NewReader(bytes.NewReader(data))
			if err != nil {
				return nil, false
			}
			from = z
		case "ASCII85Decode", "A85":
			text, _, _ := bytes.Cut(bytes.TrimPrefix(bytes.TrimSpace(data), []byte("<~")), []byte("~"))
			from = ascii85.NewDecoder(bytes.NewReader(text))
		case "ASCIIHexDecode", "AHx":
			text, _, _ := bytes.Cut(data, []byte(">"))
			from = hex.NewDecoder(bytes.NewReader(bytes.Join(bytes.Fields(text), nil)))
		default:
			return nil, false
		}
		// What a damaged stream gives before its fault is text all the same.
		plain, _ := io.ReadAll(io.LimitReader(from, int64(mostUnpacked-f.unpacked+1)))
		if f.unpacked += len(plain); f.unpacked > mostUnpacked {
			panic(errTooMuch)
		}
		data = plain
	}
	return data, true
}

// pages is every page in order, with what it inherits.
func (f *pdfFile) pages() []pdfDict {
	var list []pdfDict
	seen := map[pdfRef]bool{}
	var walk func(v any, resources, box any, depth int)
	walk = func(v any, resources, box any, depth int) {
		if ref, ok := v.(pdfRef); ok {
			if seen[ref] {
				return
			}
			seen[ref] = true
		}
		node := f.dict(v)
		if node == nil || depth > nesting || len(list) >= mostPages {
			return
		}
		if node["Resources"] != nil {
			resources = node["Resources"]
		}
		if node["MediaBox"] != nil {
			box = node["MediaBox"]
		}
		if kids := f.array(node["Kids"]); kids != nil {
			for _, kid := range kids {
				walk(kid, resources, box, depth+1)
			}
			return
		}
		list = append(list, pdfDict{"Contents": node["Contents"], "Annots": node["Annots"], "Resources": resources, "MediaBox": box})
	}
	walk(f.dict(f.trailer["Root"])["Pages"], nil, nil, 0)
	if len(list) > 0 {
		if len(list) >= mostPages {
			panic(errTooMuch)
		}
		return list
	}
	// The way to the pages is lost: they are found by what they say they are.
	for _, number := range f.numbered() {
		if page := f.dict(pdfRef(number)); page["Type"] == pdfName("Page") {
			walk(page, nil, nil, 0)
		}
	}
	return list
}

// numbered is the numbers of all objects, in order.
func (f *pdfFile) numbered() []int {
	numbers := make([]int, 0, len(f.at))
	for n := range f.at {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	return numbers
}

// about is what the file says of itself, and what is packed in it.
func (f *pdfFile) about(d *Document, unread *Unread) {
	info := f.dict(f.trailer["Info"])
	for _, key := range []pdfName{"Title", "Author", "Subject", "Keywords"} {
		if text, ok := f.get(info[key]).(string); ok {
			d.Title = strings.TrimSpace(d.Title + " " + pdfText(text))
		}
	}
	for _, number := range f.numbered() {
		s, ok := f.get(pdfRef(number)).(*pdfStream)
		if !ok {
			continue
		}
		switch {
		case f.name(s.dict["Type"]) == "EmbeddedFile":
			unread.Files++
		case f.name(s.dict["Subtype"]) == "XML":
			if data, ok := f.unpack(s); ok && len(data) < maxText {
				d.Blocks = append(d.Blocks, Block{Text: tagless(string(data)), Place: Place{Where: "属性"}})
			}
		}
	}
}

// tagless is the text of an XML stream, a line an element.
func tagless(xml string) string {
	var b strings.Builder
	for xml != "" {
		text, rest, _ := strings.Cut(xml, "<")
		b.WriteString(strings.TrimSpace(text))
		_, xml, _ = strings.Cut(rest, ">")
		b.WriteByte('\n')
	}
	return b.String()
}

// pdfText reads a text string: UTF-16 with a mark, UTF-8 with a mark, else as
// bytes of Latin letters.
func pdfText(s string) string {
	if rest, ok := strings.CutPrefix(s, "\xEF\xBB\xBF"); ok {
		return strings.ToValidUTF8(rest, "?")
	}
	if rest, ok := strings.CutPrefix(s, "\xFE\xFF"); ok {
		return utf16Text(rest)
	}
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

// utf16Text reads big-endian UTF-16.
func utf16Text(s string) string {
	units := make([]uint16, len(s)/2)
	for i := range units {
		units[i] = uint16(s[2*i])<<8 | uint16(s[2*i+1])
	}
	return string(utf16.Decode(units))
}
