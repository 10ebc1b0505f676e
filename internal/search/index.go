package search

import (
	"slices"
	"sync"
)

// index gathers which document has which key. The first character of a pair
// chooses a list; the second and the document fit one uint32 of it: 16 bits,
// 1 to tell titles, 15 for the number of the document. So a segment is slices
// to sort and no map, 4 bytes a pair of its texts. Keys of another length, and
// pairs of characters above U+FFFF, are numbered apart.
type index struct {
	pairs chains[uint32] // by the first character
	runs  map[string]uint32
	names []string // of runs, by number
	words []uint64 // number of the run, then of the document

	normal []rune // of the text at hand
	key    []byte
}

const (
	documentBits = 15
	documentMask = 1<<documentBits - 1
	titleBit     = 1 << documentBits
)

// Keys that no text can have: a title's key begins with ^, a filter with #.
const (
	titleMark  = "^"
	filterMark = "#"
)

// pair adds a key of two characters, or of one when first is 0.
func (x *index) pair(first, second rune, document uint32) {
	if first|second > 0xFFFF {
		x.key = x.key[:0]
		if document&titleBit != 0 {
			x.key = append(x.key, titleMark...)
		}
		if first != 0 {
			x.key = appendRune(x.key, first)
		}
		x.word(appendRune(x.key, second), document&documentMask)
		return
	}
	x.pairs.add(int(first), uint32(second)<<(documentBits+1)|document)
}

// add indexes one document.
func (x *index) add(number int, d *Document, body string) {
	n := uint32(number)
	x.normal = appendNormal(x.normal[:0], d.Title)
	x.text(x.normal, n|titleBit)
	for _, r := range x.normal { // a single character is answered from titles
		if classOf(r) == han {
			x.pair(0, r, n|titleBit)
		}
	}
	x.text(x.normal, n)
	for _, part := range [...]string{d.Number, d.Index, body} {
		x.normal = appendNormal(x.normal[:0], part)
		x.text(x.normal, n)
	}
	for _, name := range d.Files {
		x.normal = appendNormal(x.normal[:0], name)
		x.text(x.normal, n)
	}
	for _, filter := range d.filters() {
		x.word([]byte(filterMark+filter), n)
	}
}

// text adds the keys of a normalised text: pairs of Han characters, pairs over
// the border of Han and other letters, beginnings of runs, and joined numbers.
func (x *index) text(normal []rune, document uint32) {
	before, here := mark, mark
	if len(normal) > 0 {
		here = classOf(normal[0])
	}
	for i, r := range normal {
		next := mark
		if i+1 < len(normal) {
			next = classOf(normal[i+1])
		}
		if here != mark && next != mark && (here == han || next == han) {
			x.pair(r, normal[i+1], document)
		}
		if here == word && before != word {
			x.run(normal[i:], document)
		}
		before, here = here, next
	}
}

// longestBeginning is the characters of a run by which it is found; the text
// tells the rest.
const longestBeginning = 8

// run adds the beginnings of the run at the start of a text.
func (x *index) run(normal []rune, document uint32) {
	n := runLength(normal)
	x.key = x.key[:0]
	if document&titleBit != 0 {
		x.key = append(x.key, titleMark...)
	}
	document &= documentMask
	from := len(x.key)
	for i := range min(n, longestBeginning) {
		x.key = appendRune(x.key, normal[i])
		if i > 0 || n == 1 {
			x.word(x.key, document)
		}
	}
	second, ok := joined(normal, n)
	if !ok {
		return
	}
	x.key = x.key[:from]
	for _, r := range normal[:n+1] {
		x.key = appendRune(x.key, r)
	}
	for i, r := range second[:min(len(second), longestBeginning)] {
		x.key = appendRune(x.key, r)
		if i+1 >= shortestSecond {
			x.word(x.key, document)
		}
	}
	if len(second) <= longestBeginning {
		x.word(append(x.key, wholeMark), document)
	}
}

// Numbers that a mark joins, as in 〔2023〕12号 and 2023-00012, have keys of
// their own: each of the two alone says little. The key is both whole, with $
// behind; and, for those that are still being typed, the beginnings of the
// second from its fourth digit.
const (
	longestFirst   = 10
	shortestSecond = 4
	wholeMark      = '$'
)

// joined is the number that a mark joins to the first n characters.
func joined(normal []rune, n int) ([]rune, bool) {
	if n > longestFirst || n+1 >= len(normal) || !isDigit(normal[0]) || !isDigit(normal[n+1]) {
		return nil, false
	}
	switch normal[n] {
	case ')', '/', '-', '.':
		return normal[n+1:][:runLength(normal[n+1:])], true
	}
	return nil, false
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// runLength is the letters and digits at the start of a text.
func runLength(normal []rune) int {
	n := 0
	for n < len(normal) && classOf(normal[n]) == word {
		n++
	}
	return n
}

func (x *index) word(key []byte, document uint32) {
	n, ok := x.runs[string(key)]
	if !ok {
		n = uint32(len(x.names))
		x.names = append(x.names, string(key))
		x.runs[x.names[n]] = n
	}
	x.words = append(x.words, uint64(n)<<documentBits|uint64(document))
}

// makeIndex indexes documents, some a processor.
func makeIndex(documents []Document, text func(i int) string, processors int) []*index {
	parts := make([]*index, processors)
	var all sync.WaitGroup
	for p := range parts {
		parts[p] = &index{pairs: newChains[uint32](1<<16, 64), runs: map[string]uint32{}}
		all.Go(func() {
			for i := p * len(documents) / processors; i < (p+1)*len(documents)/processors; i++ {
				parts[p].add(i, &documents[i], text(i))
			}
		})
	}
	all.Wait()
	return parts
}

// entries calls back with every key and its documents, ascending, in a fixed
// order.
func entries(parts []*index, yield func(key []byte, documents []uint32)) {
	var documents, list []uint32
	var key []byte
	for first := range 1 << 16 {
		list = list[:0]
		for _, x := range parts {
			list = x.pairs.appendTo(list, first)
		}
		slices.Sort(list)
		list = slices.Compact(list)
		for i := 0; i < len(list); {
			k := list[i] >> documentBits
			documents = documents[:0]
			for ; i < len(list) && list[i]>>documentBits == k; i++ {
				documents = append(documents, list[i]&documentMask)
			}
			key = appendPair(key[:0], rune(first), k)
			yield(key, documents)
		}
	}
	wordEntries(parts, yield)
}

// appendPair spells the key of two characters, or of one in a title.
func appendPair(key []byte, first rune, k uint32) []byte {
	if k&1 != 0 {
		key = append(key, titleMark...)
	}
	if first != 0 {
		key = appendRune(key, first)
	}
	return appendRune(key, rune(k>>1))
}

// wordEntries goes through the runs in the order of their spelling, so that
// the index doesn't depend on the order in which they were met.
func wordEntries(parts []*index, yield func(key []byte, documents []uint32)) {
	var names []string
	for _, x := range parts {
		names = append(names, x.names...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	ranks := make(map[string]uint64, len(names))
	for i, name := range names {
		ranks[name] = uint64(i)
	}
	var words []uint64
	for _, x := range parts {
		for _, w := range x.words {
			words = append(words, ranks[x.names[w>>documentBits]]<<documentBits|w&documentMask)
		}
	}
	slices.Sort(words)
	words = slices.Compact(words)
	var documents []uint32
	for i := 0; i < len(words); {
		n := words[i] >> documentBits
		documents = documents[:0]
		for ; i < len(words) && words[i]>>documentBits == n; i++ {
			documents = append(documents, uint32(words[i]&documentMask))
		}
		yield([]byte(names[n]), documents)
	}
}
