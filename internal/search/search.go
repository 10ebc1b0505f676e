// Package search makes the offline full-text index: exact Chinese search from
// a folder of scripts, on a host or from disk, with no server and no fetch.
//
// It is given documents and hands on files that layouts/assets/search.js
// reads. Chinese is found by pairs of characters, which finds every phrase,
// and the text itself then tells whether the pairs stand together; letters and
// digits are found by the beginning of a run.
//
// Documents are parted into segments by year. A segment whose documents have
// not changed has the same bytes as before, so that a stick or a sync carries
// little. Everything about a segment's files follows from the number of its
// documents: index shards of about 16 KB, a power of two of them, found by the
// hash of a key; text shards of 16 documents, found by their number.
package search

import (
	"fmt"
	"math/bits"
	"time"
)

// Document is something that can be found.
type Document struct {
	Address  string // from the site's root
	Title    string
	Date     time.Time // zero for pages without one
	Column   string    // the column's path; "" for none
	Validity string    // 有效性; "" when not given
	Number   string    // 发文字号
	Index    string    // 索引号
	Files    []string  // names of attachments
}

// Segment is a year of documents, the oldest first. The number of a document
// is its place here.
type Segment struct {
	Name      string // the year, or "pages" for what has no date
	Documents []Document
}

const (
	textShard = 16 // documents a text shard
	keyShard  = 16 // documents an index shard, about: 16 notices of 900 characters have 16 KB of new postings
)

// Split parts documents, the oldest first, into segments, the newest first.
func Split(documents []Document) []Segment {
	var segments []Segment
	for _, d := range documents {
		name := "pages"
		if !d.Date.IsZero() {
			name = fmt.Sprintf("%04d", d.Date.Year())
		}
		if n := len(segments); n == 0 || segments[n-1].Name != name {
			segments = append(segments, Segment{Name: name})
		}
		last := &segments[len(segments)-1]
		last.Documents = append(last.Documents, d)
	}
	for i, j := 0, len(segments)-1; i < j; i, j = i+1, j-1 {
		segments[i], segments[j] = segments[j], segments[i]
	}
	return segments
}

// KeyShards is the number of index shards for n documents: a power of two.
func KeyShards(n int) int {
	if n <= keyShard {
		return 1
	}
	return 1 << bits.Len(uint((n-1)/keyShard))
}

// TextShards is the number of text shards for n documents.
func TextShards(n int) int { return (n + textShard - 1) / textShard }

// Names is the files of the segment, relative to the folder of the search.
func (s Segment) Names() []string {
	n := len(s.Documents)
	names := make([]string, 0, KeyShards(n)+TextShards(n))
	for i := range KeyShards(n) {
		names = append(names, s.keyName(i))
	}
	for i := range TextShards(n) {
		names = append(names, s.textName(i))
	}
	return names
}

func (s Segment) keyName(i int) string  { return fmt.Sprintf("%s/k%d.js", s.Name, i) }
func (s Segment) textName(i int) string { return fmt.Sprintf("%s/t%d.js", s.Name, i) }
