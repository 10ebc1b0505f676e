package site

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"gongkai/internal/markup"
	"gongkai/internal/source"
)

// What was read of the pages is kept from one run to the next in one file, so
// that a run reads the pages that changed and no others. The file is flat: a
// page's part is found by its path, and taken apart only as far as the page is
// the same: its stamp (size, times and number of its file), the program, the
// settings, the list of words. The strings of a page are pieces of the file.
//
// Only a page without any finding is kept, so what is wrong with a page is
// always said of the page as it is. Its HTML is not kept: few pages of a second
// run are printed, and each of those is converted again.
//
// Nothing depends on the file: what is cut short, damaged or of another program
// is as good as none.

// Stamp tells one state of a file from another, without opening it.
type Stamp struct{ Size, Modified, Changed, Inode int64 }

// Kept is what was read of pages in the last run, and what says whether it
// still holds.
type Kept struct {
	Program string // which made the file: another one may read pages otherwise
	// Stamp is the stamp of a file, taken before this run read anything; not ok
	// when the next change of the file could have the same one.
	Stamp func(*source.File) (Stamp, bool)
	// Pack and Unpack turn what Options.Examine noted of a page into bytes and
	// back. What isn't ok is not kept.
	Pack   func(noted any) ([]byte, bool)
	Unpack func(packed string) (noted any, ok bool)
	Last   string // the file that the last run wrote; "" when there is none

	salt   [sha256.Size]byte
	parts  map[string]string // of Last, by path
	missed atomic.Int64
}

// Missed is how many pages had to be read, as they had changed or weren't kept.
func (k *Kept) Missed() int { return int(k.missed.Load()) }

const keptMagic = "gongkai pages 1\n"

// open takes the file apart, if it was made by the same program, under the
// same settings and list of words.
func (k *Kept) open(settings, words *source.File) {
	hash := sha256.New()
	hash.Write([]byte(keptMagic + k.Program))
	for _, file := range []*source.File{settings, words} {
		var text source.Text
		if file != nil {
			text, _ = file.Text()
		}
		sum := sha256.Sum256(text.Bytes)
		hash.Write(sum[:])
	}
	hash.Sum(k.salt[:0])
	head := keptMagic + string(k.salt[:])
	body := len(k.Last) - crc32.Size
	if body < len(head) || !strings.HasPrefix(k.Last, head) {
		return
	}
	sum := crc32.New(castagnoli)
	_, _ = io.WriteString(sum, k.Last[:body]) // a hash takes everything
	if string(binary.LittleEndian.AppendUint32(nil, sum.Sum32())) != k.Last[body:] {
		return
	}
	k.parts = map[string]string{}
	for in := (unpacker{rest: k.Last[len(head):body]}); in.rest != ""; {
		path, part := in.text(), in.text()
		if in.broken {
			k.parts = nil
			return
		}
		k.parts[path] = part
	}
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// find is what was read of a page in the last run, or nil.
func (k *Kept) find(p *Page, zone *time.Location) *reading {
	if k == nil {
		return nil
	}
	r := k.known(p, zone)
	if r == nil {
		k.missed.Add(1)
	}
	return r
}

func (k *Kept) known(p *Page, zone *time.Location) *reading {
	part, ok := k.parts[p.File.Path]
	if !ok {
		return nil
	}
	in := unpacker{rest: part, zone: zone}
	if in.stamp() != k.stamp(p.File) || Kind(in.number()) != p.Kind {
		return nil
	}
	r := in.reading(p)
	r.noted, ok = k.Unpack(in.text())
	if in.broken || !ok || in.rest != "" {
		return nil
	}
	return r
}

// stamp is the stamp of a file as the tree has it; zero, which no file has,
// when it can't be relied on.
func (k *Kept) stamp(file *source.File) Stamp {
	s, ok := k.Stamp(file)
	if !ok || s.Size != file.Size || s.Modified != file.ModTime.UnixNano() {
		return Stamp{}
	}
	return s
}

// WriteTo writes the file for the next run. It is called after the Link that
// was given k.
func (k *Kept) WriteTo(w io.Writer, s *Site) error {
	sum := crc32.New(castagnoli)
	out := bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<16)
	_, _ = out.WriteString(keptMagic)
	_, _ = out.Write(k.salt[:])
	var b packer
	for _, p := range s.all {
		stamp := k.stamp(p.File)
		if stamp == (Stamp{}) || p.Kind == ReportPage {
			continue
		}
		b.bytes = b.bytes[:0]
		if !b.page(k, stamp, p, s.readings[p.File]) {
			continue
		}
		var head packer
		head.text(p.File.Path)
		head.number(len(b.bytes))
		_, _ = out.Write(head.bytes)
		_, _ = out.Write(b.bytes)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	_, err := w.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
	return err
}

// page packs a page that can be kept.
func (b *packer) page(k *Kept, stamp Stamp, p *Page, r *reading) bool {
	noted, ok := k.Pack(r.noted)
	if !ok || r.notice == nil || len(r.problems) > 0 || r.notice.Extra != nil {
		return false
	}
	for _, n := range []int64{stamp.Size, stamp.Modified, stamp.Changed, stamp.Inode} {
		b.fixed(n)
	}
	b.number(int(p.Kind))
	b.reading(r)
	b.text(string(noted))
	return true
}

var errChanged = errors.New("the file has changed since it was read; run again")

// ReadAt converts a page again whose HTML wasn't kept.
func (r *reading) ReadAt(html []byte, at int64) (int, error) {
	text, _ := r.file.Text()
	if sha256.Sum256(text.Bytes) != r.sum {
		return 0, errChanged
	}
	document, _ := markup.Convert(text, r.notice.Start, markup.Options{})
	n := copy(html, document.HTML[min(int(at), len(document.HTML)):])
	if n < len(html) {
		return n, io.EOF
	}
	return n, nil
}
