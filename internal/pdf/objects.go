package pdf

import (
	"bytes"
	"slices"
)

// Objects of a PDF. Numbers are float64, texts string, lists []any.
type (
	symbol     string // a name, as in /Type
	operator   string // an operator, or anything else that stands bare
	reference  int
	dictionary map[symbol]any
	stream     struct {
		dict dictionary
		raw  []byte
	}
)

// file is where its objects are.
type file struct {
	purse
	data    []byte
	at      map[int]place
	known   map[int]any
	trailer dictionary
}

type place struct {
	in []byte // the file, or an unpacked stream of objects
	at int
}

// find notes where every object is, and what the trailers say.
func (f *file) find() {
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
		l := &lexer{file: f, data: f.data, at: i}
		value, _ := l.object(0)
		f.at[number] = place{f.data, i}
		delete(f.known, number)
		i = max(i, l.at)
		dict, _ := value.(dictionary)
		start, ok := l.streamStart()
		if dict == nil || !ok {
			continue
		}
		i = f.streamEnd(dict, start, &noEnd)
		s := &stream{dict, f.data[start:i]}
		f.known[number] = s
		switch dict["Type"] {
		case symbol("ObjStm"):
			f.findPacked(s)
		case symbol("XRef"):
			f.trail(dict)
		}
	}
	for i := 0; ; {
		n := bytes.Index(f.data[i:], []byte("trailer"))
		if n < 0 {
			return
		}
		l := &lexer{file: f, data: f.data, at: i + n + len("trailer")}
		if dict, ok := l.object(0); ok {
			if dict, ok := dict.(dictionary); ok {
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
func (f *file) streamEnd(dict dictionary, start int, noEnd *int) int {
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
func (f *file) trail(dict dictionary) {
	for _, key := range []symbol{"Root", "Info", "Encrypt"} {
		if dict[key] != nil {
			f.trailer[key] = dict[key]
		}
	}
}

// findPacked notes the objects in an unpacked stream of objects.
func (f *file) findPacked(s *stream) {
	data, ok := f.unpack(s)
	first, _ := s.dict["First"].(float64)
	count, _ := s.dict["N"].(float64)
	if !ok || first < 0 || int(first) > len(data) {
		return
	}
	l := &lexer{file: f, data: data[:int(first)]}
	for range int(min(max(count, 0), first)) {
		number, ok1 := l.object(0)
		offset, ok2 := l.object(0)
		n, isNumber := number.(float64)
		at, isOffset := offset.(float64)
		if !ok1 || !ok2 || !isNumber || !isOffset || n < 0 || at < 0 || int(at) > len(data)-int(first) {
			return
		}
		f.at[int(n)] = place{data, int(first) + int(at)}
		delete(f.known, int(n))
	}
}

// get follows references to what they stand for.
func (f *file) get(v any) any {
	for range nesting {
		ref, ok := v.(reference)
		if !ok {
			return v
		}
		f.spend(1)
		number := int(ref)
		value, known := f.known[number]
		if !known {
			if place, ok := f.at[number]; ok {
				l := &lexer{file: f, data: place.in, at: place.at}
				before := f.work
				value, _ = l.object(0)
				f.spend(3 * (before - f.work)) // it is kept: memory is dearer than time
			}
			f.known[number] = value
		}
		v = value
	}
	return nil
}

func (f *file) dict(v any) dictionary {
	switch v := f.get(v).(type) {
	case dictionary:
		return v
	case *stream:
		return v.dict
	}
	return nil
}

// array is a list, and pays for going through it.
func (f *file) array(v any) []any {
	a, _ := f.get(v).([]any)
	f.spend(len(a))
	return a
}

func (f *file) name(v any) symbol { n, _ := f.get(v).(symbol); return n }

func (f *file) number(v any, otherwise float64) float64 {
	if n, ok := f.get(v).(float64); ok {
		return n
	}
	return otherwise
}

// numbers is a list of so many numbers; nil when it is something else.
func (f *file) numbers(v any, n int) []float64 {
	list := f.array(v)
	if len(list) != n {
		return nil
	}
	numbers := make([]float64, n)
	for i, v := range list {
		numbers[i] = f.number(v, 0)
	}
	return numbers
}

// pages is every page in order, with what it inherits.
func (f *file) pages() []dictionary {
	var list []dictionary
	seen := map[reference]bool{}
	var walk func(v any, resources, box any, depth int)
	walk = func(v any, resources, box any, depth int) {
		if ref, ok := v.(reference); ok {
			if seen[ref] {
				return
			}
			seen[ref] = true
		}
		if depth > nesting || len(list) >= mostPages {
			panic(errTooMuch) // no page is left out in silence
		}
		node := f.dict(v)
		if node == nil {
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
		list = append(list, dictionary{"Contents": node["Contents"], "Annots": node["Annots"], "Resources": resources, "MediaBox": box})
	}
	walk(f.dict(f.trailer["Root"])["Pages"], nil, nil, 0)
	if len(list) > 0 {
		return list
	}
	// The way to the pages is lost: they are found by what they say they are.
	for _, number := range f.numbered() {
		if page := f.dict(reference(number)); page["Type"] == symbol("Page") {
			walk(page, nil, nil, 0)
		}
	}
	return list
}

// numbered is the numbers of all objects, in order.
func (f *file) numbered() []int {
	numbers := make([]int, 0, len(f.at))
	for n := range f.at {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	return numbers
}
