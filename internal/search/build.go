package search

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"
)

// Shards is the index shards of a segment.
type Shards struct {
	segment Segment
	entries chains[byte]
}

// Index makes the index shards of a segment. text is the plain text of a
// document by its number; it is asked once for each, from several goroutines,
// and not at all for an index of titles.
//
// The keys are parted by their hash. An entry is "|key:postings", so that a
// shard is one string in which indexOf finds a key.
func (s Segment) Index(text func(i int) string) *Shards {
	if s.Titles {
		text = func(int) string { return "" }
	}
	n := s.keyShards()
	made := &Shards{s, newChains[byte](n, 1<<10)}
	var entry []byte
	entries(makeIndex(s.Documents, text, runtime.GOMAXPROCS(0)), func(key []byte, documents []uint32) {
		entry = appendEscaped(append(entry[:0], '|'), string(key))
		entry = appendPostings(append(entry, ':'), documents)
		// A title's key stands beside the key itself, so that one load serves both.
		made.entries.add(int(hash(strings.TrimPrefix(string(key), titleMark))%uint32(n)), entry...)
	})
	return made
}

// File is an index shard by its name.
func (m *Shards) File(name string) []byte {
	n, ok := m.segment.number(name, keyKind)
	if !ok {
		return nil
	}
	data := make([]byte, 0, m.entries.length(n)+len(name)+32)
	data = m.entries.appendTo(append(appendCall(data, name), '"'), n)
	return append(data, "|\")\n"...)
}

// Text makes a text shard by its name: the documents as the results page shows
// and checks them. text is as for Index.
func (s Segment) Text(name string, text func(i int) string) []byte {
	from, to := s.Reads(name)
	data := append(appendCall(nil, name), '[')
	for i := from; i < to; i++ {
		if i > from {
			data = append(data, ',')
		}
		d := &s.Documents[i]
		date, body := "", ""
		if !d.Date.IsZero() {
			date = d.Date.Format("2006-01-02")
		}
		if !s.Titles {
			body = text(i)
		}
		for j, field := range [...]string{d.Address, d.Title, date, d.Column, d.Validity, d.Number, d.Index, strings.Join(d.Files, "\n"), body} {
			data = append(data, "[,"[min(j, 1)], '"')
			data = append(appendEscaped(data, field), '"')
		}
		data = append(data, ']')
	}
	return append(data, "])\n"...)
}

// appendCall begins a script that hands its data to the page:
// gongkaiSearch(name, data).
func appendCall(data []byte, name string) []byte {
	return append(appendEscaped(append(data, `gongkaiSearch("`...), name), `",`...)
}

// appendEscaped writes the inside of a string of a script.
func appendEscaped(data []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c != 0xE2 {
			continue
		}
		switch {
		case c == '"', c == '\\':
			data = append(append(data, s[from:i]...), '\\', c)
		case c == '\n':
			data = append(append(data, s[from:i]...), `\n`...)
		case c < ' ':
			data = fmt.Appendf(append(data, s[from:i]...), `\u%04x`, c)
		case strings.HasPrefix(s[i:], "\u2028"), strings.HasPrefix(s[i:], "\u2029"): // lines end there in old browsers
			data = fmt.Appendf(append(data, s[from:i]...), `\u20%x`, s[i+2]-0x80)
			i += 2
		default:
			continue
		}
		from = i + 1
	}
	return append(data, s[from:]...)
}

func appendRune(key []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(key, byte(r))
	}
	return utf8.AppendRune(key, r)
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
func appendPostings(data []byte, documents []uint32) []byte {
	previous := -1
	for _, d := range documents {
		v := int(d) - previous - 1
		previous = int(d)
		for v >= len(digitsLast) {
			data = append(data, digitsMore[v%len(digitsMore)])
			v = v/len(digitsMore) - 1
		}
		data = append(data, digitsLast[v])
	}
	return data
}

// Manifest is the script that the search page loads first: the segments, the
// newest first, and the names of the columns by their paths.
func Manifest(segments []Segment, columns [][2]string) []byte {
	type entry struct {
		Name      string `json:"name"`
		Documents int    `json:"documents"`
		Keys      int    `json:"keys"`  // index shards
		Texts     int    `json:"texts"` // documents a text shard
		Version   string `json:"version"`
	}
	manifest := struct {
		Titles   bool        `json:"titles"`
		Segments []entry     `json:"segments"`
		Columns  [][2]string `json:"columns"`
	}{false, []entry{}, columns}
	for _, s := range segments {
		manifest.Titles = s.Titles
		manifest.Segments = append(manifest.Segments, entry{s.Name, len(s.Documents), s.keyShards(), s.perShard(), s.Version})
	}
	data, err := json.Marshal(manifest)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return append(append(appendCall(nil, "segments"), data...), ")\n"...)
}
