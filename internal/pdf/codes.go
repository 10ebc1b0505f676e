package pdf

import (
	"cmp"
	"slices"
	"sort"
)

// codes tells what codes stand for, in runs as a file has them. They aren't
// written out: one line of a file may name 65,536 codes.
type codes []run

// run is the codes from first to last. The value is a list, with an entry for
// each; or a text, whose last letter counts up with the codes; or a number.
type run struct {
	first, last uint32
	value       any
}

// sort makes codes ready to be asked. Of runs that begin alike the later one of
// the file counts.
func (c codes) sort() {
	slices.SortStableFunc(c, func(a, b run) int { return cmp.Compare(a.first, b.first) })
}

// at is what a code stands for, and which it is of its run; nil for nothing.
func (c codes) at(code uint32) (value any, by uint32) {
	const overlap = 8 // runs that may reach into each other
	end := sort.Search(len(c), func(i int) bool { return c[i].first > code })
	for i := end - 1; i >= max(0, end-overlap); i-- {
		if code > c[i].last {
			continue
		}
		by := code - c[i].first
		list, isList := c[i].value.([]any)
		switch {
		case !isList:
			return c[i].value, by
		case int(by) < len(list):
			return list[by], 0
		}
	}
	return nil, 0
}

// cmap is how texts are cut into codes, and what these mean.
type cmap struct {
	spaces   []codeSpace
	meanings codes
}

type codeSpace struct {
	bytes     int
	low, high uint32
}

// text is what a code means; ok is false when the map passes over it. A
// meaning beyond the format's limit is none.
func (m *cmap) text(code uint32) (text string, ok bool) {
	value, by := m.meanings.at(code)
	s, ok := value.(string)
	if !ok || len(s) > mostMeaning {
		return "", ok
	}
	runes := []rune(utf16Text(s))
	if len(runes) > 0 {
		runes[len(runes)-1] += rune(by)
	}
	return string(runes), true
}

// cmap reads a stream that maps codes; empty when there is none.
func (f *file) cmap(v any) cmap {
	var m cmap
	s, ok := f.get(v).(*stream)
	if !ok {
		return m
	}
	data, _ := f.unpack(s)
	l := &lexer{file: f, data: data}
	var operands []any
	for {
		v, ok := l.object(0)
		if !ok {
			if l.at >= len(data) {
				break
			}
			l.at++
			continue
		}
		word, isWord := v.(operator)
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
				if n > 0 && n <= 4 && len(m.spaces) < 64 {
					m.spaces = append(m.spaces, codeSpace{n, low, high})
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(operands); i += 2 {
				f.mean(&m, operands[i], operands[i], operands[i+1])
			}
		case "endbfrange":
			for i := 0; i+2 < len(operands); i += 3 {
				f.mean(&m, operands[i], operands[i+1], operands[i+2])
			}
		}
		operands = operands[:0]
	}
	m.meanings.sort()
	return m
}

// mean notes what a run of codes means.
func (f *file) mean(m *cmap, first, last, meaning any) {
	const kept = 16 // steps: a run takes more memory than its bytes
	low, n := code(first)
	high, _ := code(last)
	if n == 0 || high < low || high-low > 0xFFFF {
		return
	}
	f.spend(kept)
	m.meanings = append(m.meanings, run{low, high, meaning})
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
