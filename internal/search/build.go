package search

import (
	"bytes"
	"encoding/json"
	"strings"
)

// File is one script of the index.
type File struct {
	Name string // relative to the folder of the search
	Data []byte
}

// Build makes the files of a segment, in the order of Names. text is the plain
// text of a document by its number; it is asked once for each, in order, and
// not at all for an index of titles.
func (s Segment) Build(text func(i int) string) []File {
	per := s.perTextShard()
	keys := newIndex()
	files := make([]File, 0, s.textShards())
	var records [][]string
	for i := range s.Documents {
		d := &s.Documents[i]
		body := ""
		if !s.Titles {
			body = text(i)
		}
		keys.add(d, body)
		records = append(records, record(d, body))
		if len(records) == per || i == len(s.Documents)-1 {
			files = append(files, File{s.textName(i / per), call(s.textName(i/per), records)})
			records = records[:0]
		}
	}
	return append(s.shards(keys), files...)
}

// record is a document as the results page shows and checks it.
func record(d *Document, body string) []string {
	date := ""
	if !d.Date.IsZero() {
		date = d.Date.Format("2006-01-02")
	}
	return []string{d.Address, d.Title, date, d.Column, d.Validity, d.Number, d.Index, strings.Join(d.Files, "\n"), body}
}

// call is a script that hands its data to the page: gongkaiSearch(name, data).
func call(name string, data any) []byte {
	var b bytes.Buffer
	b.WriteString("gongkaiSearch(")
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	// Strings and slices of strings always encode.
	_ = encoder.Encode(name)
	b.Truncate(b.Len() - 1)
	b.WriteByte(',')
	_ = encoder.Encode(data)
	b.Truncate(b.Len() - 1)
	b.WriteString(")\n")
	return b.Bytes()
}

// shards parts the keys by their hash. An entry is "|key:postings", so that a
// shard is one string in which indexOf finds a key.
func (s Segment) shards(keys *index) []File {
	n := s.keyShards()
	shards := make([]bytes.Buffer, n)
	for key, documents := range keys.entries() {
		// A title's key stands beside the key itself, so that one load serves both.
		shard := &shards[hash(strings.TrimPrefix(key, titleMark))%uint32(n)]
		shard.WriteByte('|')
		shard.WriteString(key)
		shard.WriteByte(':')
		appendPostings(shard, documents)
	}
	files := make([]File, n)
	for i := range shards {
		shards[i].WriteByte('|')
		files[i] = File{s.keyName(i), call(s.keyName(i), shards[i].String())}
		shards[i] = bytes.Buffer{}
	}
	return files
}

// hash is FNV-1a over UTF-16 code units, as the script has them.
func hash(key string) uint32 {
	h := uint32(2166136261)
	unit := func(u uint16) { h = (h ^ uint32(u)) * 16777619 }
	for _, r := range key {
		if r >= 0x10000 {
			unit(uint16(0xD800 + (r-0x10000)>>10))
			unit(uint16(0xDC00 + (r-0x10000)&0x3FF))
		} else {
			unit(uint16(r))
		}
	}
	// The low bits choose the shard; mix the high ones in.
	return h ^ h>>15
}

// The digits of postings: 45 that end a number and 45 that go on. None needs
// escaping in a script, and none is a mark of the shard.
const (
	digitsLast = "!#$%&'()*+,-./0123456789;=?@ABCDEFGHIJKLMNOPQ"
	digitsMore = "RSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{}~><"
)

// appendPostings writes ascending numbers as differences, the low digits first.
func appendPostings(b *bytes.Buffer, documents []uint32) {
	previous := -1
	for _, d := range documents {
		v := int(d) - previous - 1
		previous = int(d)
		for v >= len(digitsLast) {
			b.WriteByte(digitsMore[v%len(digitsMore)])
			v = v/len(digitsMore) - 1
		}
		b.WriteByte(digitsLast[v])
	}
}

// Manifest is the script that the search page loads first: the segments, the
// newest first, and the names of the columns by their paths.
func Manifest(segments []Segment, columns [][2]string) []byte {
	type entry struct {
		Name      string `json:"name"`
		Documents int    `json:"documents"`
		Version   string `json:"version"`
	}
	manifest := struct {
		Keys     int         `json:"keys"`  // documents an index shard
		Texts    int         `json:"texts"` // documents a text shard
		Titles   bool        `json:"titles"`
		Segments []entry     `json:"segments"`
		Columns  [][2]string `json:"columns"`
	}{keyShard, textShard, false, []entry{}, columns}
	for _, s := range segments {
		manifest.Keys, manifest.Texts, manifest.Titles = s.perKeyShard(), s.perTextShard(), s.Titles
		manifest.Segments = append(manifest.Segments, entry{s.Name, len(s.Documents), s.Version})
	}
	return call("segments", manifest)
}
