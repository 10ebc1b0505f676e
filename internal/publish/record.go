package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"math"
	"slices"
	"strings"
)

// The record is what the last run knew about each file that it wrote: the key
// that it was rendered from, its hash, and the size and time of modification by
// which a later run sees that nobody has touched it since. It lies in the state
// folder and is safe to delete: the next run then renders everything, compares,
// and still writes only what differs.
//
// A target has two slots for its record, written in turn. A run fills the slot
// that is not in use before it makes the new site visible, and a reader takes
// the slot that names the manifest found in the target. So at no moment, however
// the run ends, does the record of one site speak for the files of another; and
// a slot cut short fails its checksum and is as good as none.
type record struct {
	seq      uint64            // the later of two that both fit
	manifest [sha256.Size]byte // hash of the manifest beside these files
	entries  []entry           // in order of path
}

// entry is one file of a record.
type entry struct {
	File
	key   [32]byte
	mtime int64 // nanoseconds since 1970; unknownTime when nothing is known of the file but that it is ours
}

const (
	unknownTime = math.MinInt64
	recordMagic = "gongkai publish record 1\n"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// encode is the record as bytes, its checksum last.
func (r *record) encode() []byte {
	out := make([]byte, 0, 64+140*len(r.entries))
	out = append(out, recordMagic...)
	out = binary.LittleEndian.AppendUint64(out, r.seq)
	out = append(out, r.manifest[:]...)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(r.entries)))
	for i := range r.entries {
		e := &r.entries[i]
		out = binary.AppendUvarint(out, uint64(len(e.Path)))
		out = append(out, e.Path...)
		out = append(out, e.key[:]...)
		out = append(out, e.Sum[:]...)
		out = binary.LittleEndian.AppendUint64(out, uint64(e.Size))
		out = binary.LittleEndian.AppendUint64(out, uint64(e.mtime))
	}
	return checked(out)
}

// checked puts the checksum of some bytes behind them.
func checked(out []byte) []byte {
	return binary.LittleEndian.AppendUint32(out, crc32.Checksum(out, castagnoli))
}

// recordHead is how long that is which says of which site a record is.
const recordHead = int64(len(recordMagic)) + 8 + sha256.Size

// decodeHead reads the head of a record. Anything else passes for the oldest.
func decodeHead(data []byte) (r record) {
	if int64(len(data)) < recordHead || !bytes.HasPrefix(data, []byte(recordMagic)) {
		return r
	}
	in := cursor{rest: string(data[len(recordMagic):])}
	r.seq = in.number()
	copy(r.manifest[:], in.take(sha256.Size))
	return r
}

// decodeRecord reads a record; nil when anything about it is not as encode
// leaves it.
func decodeRecord(data []byte) *record {
	body := len(data) - 4
	if body < len(recordMagic) || !bytes.HasPrefix(data, []byte(recordMagic)) {
		return nil
	}
	if crc32.Checksum(data[:body], castagnoli) != binary.LittleEndian.Uint32(data[body:]) {
		return nil
	}
	in := cursor{rest: string(data[len(recordMagic):body])}
	r := &record{seq: in.number()}
	copy(r.manifest[:], in.take(sha256.Size))
	count := in.number()
	if count > uint64(len(in.rest))/81 { // the least that an entry takes
		return nil
	}
	r.entries = make([]entry, count)
	for i := range r.entries {
		e := &r.entries[i]
		e.Path = in.take(in.length())
		copy(e.key[:], in.take(len(e.key)))
		copy(e.Sum[:], in.take(len(e.Sum)))
		e.Size, e.mtime = int64(in.number()), int64(in.number())
		if i > 0 && e.Path <= r.entries[i-1].Path {
			return nil
		}
	}
	if in.short || in.rest != "" {
		return nil
	}
	return r
}

// cursor takes a record apart; past the end it gives zeros and says so. It walks
// over one string, which all the paths then share.
type cursor struct {
	rest  string
	short bool
}

func (c *cursor) take(n int) string {
	if n > len(c.rest) {
		c.rest, c.short = "", true
		return ""
	}
	s := c.rest[:n]
	c.rest = c.rest[n:]
	return s
}

func (c *cursor) number() uint64 {
	if s := c.take(8); s != "" {
		return binary.LittleEndian.Uint64([]byte(s))
	}
	return 0
}

func (c *cursor) length() int {
	n, used := binary.Uvarint([]byte(c.rest[:min(len(c.rest), binary.MaxVarintLen64)]))
	if used <= 0 || n > uint64(len(c.rest)) {
		c.short = true
		return 0
	}
	c.take(used)
	return int(n)
}

// merge adds the files that only a manifest knows to those of a record: all that
// earlier runs have written.
func merge(entries []entry, files []File) []entry {
	if len(entries) == 0 {
		entries = make([]entry, 0, len(files))
	}
	known := len(entries)
	for _, f := range files {
		_, found := slices.BinarySearchFunc(entries[:known], f.Path, func(e entry, path string) int {
			return strings.Compare(e.Path, path)
		})
		if !found {
			entries = append(entries, entry{File: f, mtime: unknownTime})
		}
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.Path, b.Path) })
	return entries
}
