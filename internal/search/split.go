package search

import (
	"fmt"
	"slices"
)

// A search looks into every segment, so that few of them are fast; and what is
// added changes the whole of a segment, so that small ones are cheap to carry.
// The newest year is therefore a segment by itself, and the years before it
// are joined as the hands of a clock are: into blocks of 1, 2, 4 or 8 whose
// first year that number divides. While a year lasts, no block changes; when
// the next one begins, only the last blocks join. Ten years are four or five
// segments instead of ten.
const (
	longestBlock = 8      // years
	fullBlock    = 10_000 // documents that years are joined up to
	fullSegment  = 16_384 // documents a segment at most
)

// Split parts documents, the oldest first, into segments, the newest first.
func Split(documents []Document) []Segment {
	undated := 0
	for undated < len(documents) && documents[undated].Date.IsZero() {
		undated++
	}
	segments := cut(nil, "pages", documents[:undated])
	if dated := documents[undated:]; len(dated) > 0 {
		newest := dated[len(dated)-1].Date.Year()
		from := firstOf(dated, newest)
		blocks := cut(nil, blockName(newest, newest), dated[from:])
		for end := newest; from > 0; {
			size := min(end&-end, longestBlock)
			for size > 1 && from-firstOf(dated, end-size) > fullBlock {
				size /= 2
			}
			first := firstOf(dated, end-size)
			blocks = append(cut(nil, blockName(end-size, end-1), dated[first:from]), blocks...)
			from, end = first, end-size
		}
		segments = append(segments, blocks...)
	}
	slices.Reverse(segments)
	return segments
}

// firstOf is the place of the first document of a year or later.
func firstOf(documents []Document, year int) int {
	i, _ := slices.BinarySearchFunc(documents, year, func(d Document, year int) int { return d.Date.Year() - year })
	return i
}

func blockName(from, to int) string {
	if from == to {
		return fmt.Sprintf("%04d", from)
	}
	return fmt.Sprintf("%04d-%04d", from, to)
}

// cut adds the segments of one block: more than one only when it is full.
func cut(segments []Segment, name string, documents []Document) []Segment {
	for part := 1; len(documents) > 0; part++ {
		n := min(len(documents), fullSegment)
		s := Segment{Name: name, Documents: documents[:n:n]}
		if part > 1 {
			s.Name = fmt.Sprintf("%s_%d", name, part)
		}
		segments, documents = append(segments, s), documents[n:]
	}
	return segments
}
