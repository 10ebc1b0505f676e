package search

import (
	"iter"
	"slices"
	"strings"
)

// index gathers which document has which key. A pair of characters and a
// document fit one uint64, so that a year of notices is slices to sort and no
// map: 21 bits each for two characters, 1 to tell titles, 20 for the number of
// the document. Pairs are parted by their first character, so that a slice
// that grows copies little. Runs of letters and digits are numbered apart.
type index struct {
	pairs [parts][]uint64
	runs  map[string]uint32
	names []string // of runs, by number
	words []uint64 // number of the run, then of the document
}

const (
	documentBits = 20 // a million documents a segment
	documentMask = 1<<documentBits - 1
	titleBit     = 1 << documentBits
	runeBits     = 21
	parts        = 64
)

func newIndex() *index { return &index{runs: map[string]uint32{}} }

// pair adds a key of two characters, or of one when first is 0.
func (x *index) pair(first, second rune, document uint64) {
	part := &x.pairs[first%parts]
	*part = append(*part, (uint64(first)<<runeBits|uint64(second))<<(documentBits+1)|document)
}

// Keys that no text can have: a title's key begins with ^, a filter with #.
const (
	titleMark  = "^"
	filterMark = "#"
)

// add indexes one document. Documents come in ascending order.
func (x *index) add(d *Document, body string) {
	n := uint64(x.count())
	title := Normalise(d.Title)
	x.text(title, n|titleBit)
	for _, r := range title { // a single character is answered from titles
		if classOf(r) == han {
			x.pair(0, r, titleBit|n)
		}
	}
	for _, part := range append([]string{d.Title, d.Number, d.Index, body}, d.Files...) {
		x.text(Normalise(part), n)
	}
	x.word(filterMark+"column/"+d.Column, n)
	if d.Validity != "" {
		x.word(filterMark+"validity/"+d.Validity, n)
	}
	if d.Subject != "" {
		class, _, _ := strings.Cut(d.Subject, "/")
		x.word(filterMark+"subject/"+class, n)
	}
	x.word(filterMark+"all", n)
}

// count is the number of documents so far: each has the key of all.
func (x *index) count() int {
	if len(x.words) == 0 {
		return 0
	}
	return int(x.words[len(x.words)-1]&documentMask) + 1
}

// text adds the keys of a normalised text: pairs of Han characters, pairs over
// the border of Han and other letters, and beginnings of runs.
func (x *index) text(normal []rune, document uint64) {
	for i := 0; i < len(normal); i++ {
		c := classOf(normal[i])
		if c == mark {
			continue
		}
		if i+1 < len(normal) {
			if next := classOf(normal[i+1]); next != mark && (c == han || next == han) {
				x.pair(normal[i], normal[i+1], document)
			}
		}
		if c == word && (i == 0 || classOf(normal[i-1]) != word) {
			x.run(normal[i:], document)
		}
	}
}

// run adds the beginnings of the run at the start of a text.
func (x *index) run(normal []rune, document uint64) {
	n := 1
	for n < len(normal) && classOf(normal[n]) == word {
		n++
	}
	prefix := ""
	if document&titleBit != 0 {
		prefix = titleMark
	}
	if n == 1 {
		x.word(prefix+string(normal[0]), document&documentMask)
	}
	for i := 2; i <= min(n, longestBeginning); i++ {
		x.word(prefix+string(normal[:i]), document&documentMask)
	}
}

// longestBeginning is the characters of a run by which it is found; the text
// tells the rest.
const longestBeginning = 8

func (x *index) word(key string, document uint64) {
	n, ok := x.runs[key]
	if !ok {
		n = uint32(len(x.names))
		x.runs[key] = n
		x.names = append(x.names, key)
	}
	x.words = append(x.words, uint64(n)<<documentBits|document)
}

// entries is every key with its documents, ascending, in a fixed order. It
// uses the index up.
func (x *index) entries() iter.Seq2[string, []uint32] {
	return func(yield func(string, []uint32) bool) {
		var documents []uint32
		group := func(sorted []uint64, shift int, key func(uint64) string) bool {
			for i := 0; i < len(sorted); {
				k := sorted[i] >> shift
				documents = documents[:0]
				for ; i < len(sorted) && sorted[i]>>shift == k; i++ {
					documents = append(documents, uint32(sorted[i]&documentMask))
				}
				if !yield(key(k), documents) {
					return false
				}
			}
			return true
		}
		for i := range x.pairs {
			slices.Sort(x.pairs[i])
			if !group(slices.Compact(x.pairs[i]), documentBits, pairKey) {
				return
			}
			x.pairs[i] = nil
		}
		x.rank()
		slices.Sort(x.words)
		x.words = slices.Compact(x.words)
		group(x.words, documentBits, func(n uint64) string { return x.names[n] })
	}
}

// pairKey spells the key of two characters, or of one in a title.
func pairKey(k uint64) string {
	key := ""
	if k&1 != 0 {
		key = titleMark
	}
	k >>= 1
	if first := rune(k >> runeBits); first != 0 {
		key += string(first)
	}
	return key + string(rune(k&(1<<runeBits-1)))
}

// rank renumbers the runs in the order of their spelling, so that the index
// doesn't depend on the order in which they were met.
func (x *index) rank() {
	sorted := slices.Clone(x.names)
	slices.SortFunc(sorted, strings.Compare)
	ranks := make(map[string]uint32, len(sorted))
	for i, name := range sorted {
		ranks[name] = uint32(i)
	}
	for i, w := range x.words {
		x.words[i] = uint64(ranks[x.names[w>>documentBits]])<<documentBits | w&documentMask
	}
	x.names = sorted
}
