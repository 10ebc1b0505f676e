// Package search makes the offline full-text index: exact Chinese search from
// a folder of scripts, on a host or from disk, with no server and no fetch.
//
// It is given documents and hands on files that layouts/assets/search.js
// reads. Chinese is found by pairs of characters, which finds every phrase,
// and the text itself then tells whether the pairs stand together; letters and
// digits are found by the beginning of a run.
//
// Documents are parted into segments by year: the newest year, which grows, by
// itself, the years before it together as far as they are few. A segment whose
// documents have not changed has the same bytes as before, so that a stick or a
// sync carries little. Everything about a segment's files follows from the
// number of its documents: index shards of about 16 KB, found by the hash of a
// key; text shards of 4 documents, found by their number.
//
// A weak host takes an index of titles alone: the same format without the
// texts, in fewer and fuller shards.
package search

import (
	"fmt"
	"strconv"
	"strings"
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

// filters is what a document can be found by without a word: all of them, the
// values of each kind, the year.
func (d *Document) filters() []string {
	filters := []string{"all", "column/" + d.Column}
	if !d.Date.IsZero() {
		filters = append(filters, "year/"+year(d))
	}
	if d.Validity != "" {
		filters = append(filters, "validity/"+d.Validity)
	}
	if d.Subject != "" {
		class, _, _ := strings.Cut(d.Subject, "/")
		filters = append(filters, "subject/"+class)
	}
	return filters
}

func year(d *Document) string { return fmt.Sprintf("%04d", d.Date.Year()) }

// Segment is documents that follow each other in time, the oldest first. The
// number of a document is its place here.
type Segment struct {
	Name      string // the year, "2016-2019", or "pages" for what has no date
	Documents []Document
	Titles    bool // without the texts
	// Version changes with the documents. It is part of the addresses of the
	// files, so that a browser never pairs an old shard with a new one.
	Version string
}

// The documents of a shard: the keys of 4 notices take about 15 KB, and so do
// the texts of 4; without the texts those of 128 do.
const (
	fullShard   = 4
	titlesShard = 128
)

func (s Segment) perShard() int {
	if s.Titles {
		return titlesShard
	}
	return fullShard
}

func (s Segment) keyShards() int  { return shards(len(s.Documents), s.perShard()) }
func (s Segment) textShards() int { return shards(len(s.Documents), s.perShard()) }

// shards is how many hold n documents, one at least.
func shards(n, per int) int { return max(1, (n+per-1)/per) }

// Names is the files of the segment, relative to the folder of the search.
func (s Segment) Names() []string {
	names := make([]string, 0, s.keyShards()+s.textShards())
	for i := range s.keyShards() {
		names = append(names, s.fileName(keyKind, i))
	}
	for i := range s.textShards() {
		names = append(names, s.fileName(textKind, i))
	}
	return names
}

// Reads is the documents, by number, that a file of the segment depends on:
// those of a text shard, or all.
func (s Segment) Reads(file string) (from, to int) {
	shard, ok := s.number(file, textKind)
	if !ok {
		return 0, len(s.Documents)
	}
	return shard * s.perShard(), min((shard+1)*s.perShard(), len(s.Documents))
}

// Has tells whether a file is one of the segment's.
func (s Segment) Has(file string) bool {
	_, key := s.number(file, keyKind)
	return key || s.IsText(file)
}

// IsText tells a text shard from an index shard.
func (s Segment) IsText(file string) bool {
	_, ok := s.number(file, textKind)
	return ok
}

// The kinds of files, by the letter before their number.
const (
	keyKind  = 'k'
	textKind = 't'
)

func (s Segment) fileName(kind rune, n int) string { return fmt.Sprintf("%s/%c%d.js", s.Name, kind, n) }

// number is the number of a file of that kind, if it is one of the segment's.
func (s Segment) number(file string, kind rune) (int, bool) {
	digits, ok := strings.CutPrefix(file, s.Name+"/"+string(kind))
	n, err := strconv.Atoi(strings.TrimSuffix(digits, ".js"))
	count := s.keyShards()
	if kind == textKind {
		count = s.textShards()
	}
	return n, ok && err == nil && 0 <= n && n < count && s.fileName(kind, n) == file
}
