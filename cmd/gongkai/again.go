package main

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/site"
)

// A build of what was built before reads nothing. What the last build was made
// from is told by its fingerprint (fingerprint.go), and its result is kept in
// .gongkai/: every file's name and key, and all that was said. When the
// fingerprint is the same, publish is handed these names and keys in place of a
// linked site; it still looks at every file of the target, and if one must be
// written again after all, the site is linked then and only then.
//
// The memory speaks for the content, never for the target. It is a pure
// function of what it was made from, so an old one can't do harm; a lost, cut
// or strange one costs the time of a full build.

// release is what a build publishes, and what it says of it.
type release struct {
	Files     int // of the content
	Withheld  []site.Withheld
	Findings  diag.List
	NoAddress bool      // no base_url: no feed and no site map
	Until     time.Time // when the same content may say something else
	pages     pages     // nil when the site has errors
	site      *site.Site
}

// pages is the rendered site, or the memory of it.
type pages interface {
	fs.FS
	Paths() []string
	Key(name string) [32]byte
}

// memory is a release as it is kept.
type memory struct {
	Since   time.Time
	Release release
	Paths   string // one a line, in order
	Keys    []byte // 32 bytes each
}

const (
	memoryFile = "last-build"
	keySize    = 32
)

// remembered is the release of a fingerprint, or nil. link makes the site that
// it speaks of, should a file of it have to be written after all.
func (p *process) remembered(mark fingerprint, link func() (fs.FS, error)) *release {
	data, err := os.ReadFile(p.memoPath(memoryFile))
	// The fingerprint stands first, in the clear: mostly it isn't the one.
	if err != nil || len(data) < len(mark.sum)+crc32.Size || !bytes.HasPrefix(data, mark.sum[:]) {
		return nil
	}
	body, sum := data[:len(data)-crc32.Size], data[len(data)-crc32.Size:]
	var m memory
	if !bytes.Equal(checksum(body), sum) || gob.NewDecoder(bytes.NewReader(body[len(mark.sum):])).Decode(&m) != nil {
		return nil
	}
	paths := strings.Split(m.Paths, "\n")
	if p.now.Before(m.Since) || !p.now.Before(m.Release.Until) || len(m.Keys) != len(paths)*keySize {
		return nil
	}
	m.Release.pages = &known{paths, m.Keys, sync.OnceValues(link)}
	return &m.Release
}

// remember keeps a release for the next build.
func (p *process) remember(mark fingerprint, r *release, told *told) {
	m := memory{Since: p.now, Release: *r, Paths: strings.Join(told.paths, "\n"), Keys: told.keys}
	out := bytes.NewBuffer(mark.sum[:])
	if err := gob.NewEncoder(out).Encode(&m); err != nil {
		return
	}
	out.Write(checksum(out.Bytes()))
	_ = p.memo(memoryFile, func(w io.Writer) error {
		_, err := w.Write(out.Bytes())
		return err
	})
}

// told is the rendered site, with a memory of the keys that publish asked for:
// to work them out a second time would cost as much as a tenth of a build.
type told struct {
	pages
	paths []string // in order
	keys  []byte   // 32 bytes each; one that was not asked for is zero, and will be opened
}

func newTold(p pages) *told {
	paths := p.Paths()
	slices.Sort(paths)
	return &told{pages: p, paths: paths, keys: make([]byte, len(paths)*keySize)}
}

// Key may be called by many at once: each file has its own 32 bytes.
func (t *told) Key(name string) [keySize]byte {
	key := t.pages.Key(name)
	if i, ok := slices.BinarySearch(t.paths, name); ok {
		copy(t.keys[i*keySize:], key[:])
	}
	return key
}

// known is the memory of a rendered site: its names and keys. What stands
// behind a name is made when it is opened.
type known struct {
	paths []string
	keys  []byte
	link  func() (fs.FS, error)
}

func (k *known) Paths() []string { return k.paths }

func (k *known) Key(name string) (key [keySize]byte) {
	if i, ok := slices.BinarySearch(k.paths, name); ok {
		copy(key[:], k.keys[i*keySize:])
	}
	return key
}

func (k *known) Open(name string) (fs.File, error) {
	site, err := k.link()
	if err != nil {
		return nil, err
	}
	return site.Open(name)
}

func checksum(data []byte) []byte {
	return binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(data))
}
