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
// documents: index shards of about 16 KB, found by the hash of a key; text
// shards of 8 documents, found by their number.
//
// A weak host takes an index of titles alone: the same format without the
// texts, in fewer and fuller shards.
package search

import (
	"fmt"
	"slices"
	"time"
)

// Document is something that can be found.
type Document struct {
	Address  string // from the site's root
	Title    string
	Date     time.Time // zero for pages without one
	Column   string    // the column's path; "" for none
	Validity string    // 有效性; "" when not given
	Subject  string    // 主题分类, as in "综合政务/政务公开"
	Number   string    // 发文字号
	Index    string    // 索引号
	Files    []string  // names of attachments
}

// Segment is a year of documents, the oldest first. The number of a document
// is its place here.
type Segment struct {
	Name      string // the year, or "pages" for what has no date
	Documents []Document
	Titles    bool // without the texts
	// Version changes with the documents. It is part of the addresses of the
	// files, so that a browser never pairs an old shard with a new one.
	Version string
}

// The documents of a shard: of 4 notices of 900 characters the new postings,
// and of 8 the texts, take 16 to 32 KB; without the texts those of 128 do.
const (
	keyShard    = 4
	textShard   = 8
	titlesShard = 128
)

func (s Segment) perKeyShard() int {
	if s.Titles {
		return titlesShard
	}
	return keyShard
}

func (s Segment) perTextShard() int {
	if s.Titles {
		return titlesShard
	}
	return textShard
}

// Split parts documents, the oldest first, into segments, the newest first.
func Split(documents []Document) []Segment {
	var segments []Segment
	for i := range documents {
		name := "pages"
		if d := &documents[i]; !d.Date.IsZero() {
			name = fmt.Sprintf("%04d", d.Date.Year())
		}
		if n := len(segments); n == 0 || segments[n-1].Name != name {
			segments = append(segments, Segment{Name: name, Documents: documents[i:i]})
		}
		last := &segments[len(segments)-1]
		last.Documents = last.Documents[:len(last.Documents)+1]
	}
	slices.Reverse(segments)
	return segments
}

func (s Segment) keyShards() int  { return shards(len(s.Documents), s.perKeyShard()) }
func (s Segment) textShards() int { return shards(len(s.Documents), s.perTextShard()) }

// shards is how many hold n documents, one at least.
func shards(n, per int) int { return max(1, (n+per-1)/per) }

// Names is the files of the segment, relative to the folder of the search.
func (s Segment) Names() []string {
	names := make([]string, 0, s.keyShards()+s.textShards())
	for i := range s.keyShards() {
		names = append(names, s.keyName(i))
	}
	for i := range s.textShards() {
		names = append(names, s.textName(i))
	}
	return names
}

// Reads is the documents, by number, that a file of the segment depends on:
// those of a text shard, or all.
func (s Segment) Reads(file string) (from, to int) {
	var shard int
	if n, _ := fmt.Sscanf(file, s.Name+"/t%d.js", &shard); n != 1 {
		return 0, len(s.Documents)
	}
	return shard * s.perTextShard(), min((shard+1)*s.perTextShard(), len(s.Documents))
}

func (s Segment) keyName(i int) string  { return fmt.Sprintf("%s/k%d.js", s.Name, i) }
func (s Segment) textName(i int) string { return fmt.Sprintf("%s/t%d.js", s.Name, i) }
