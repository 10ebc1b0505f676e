package main

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// fingerprint stands for everything that a build is made from: the name, kind,
// size and times of every file of content/ and of the site's own layouts, this
// program, the layouts in it and --search. No file is opened:
// where the system keeps the time of the last change of any kind, and the
// file's number, a change that keeps size and time of modification is seen too.
type fingerprint struct {
	sum     [sha256.Size]byte
	texts   [sha256.Size]byte // only of the names, sizes and times of modification of what people write
	settled bool              // no file is so young that its next change could bear the same times
	young   int64
	content *looked
}

// stamp is the stamp of a file of the content, by its path; not ok when the
// file is so young.
func (f *fingerprint) stamp(file *source.File) (site.Stamp, bool) {
	dir := f.content
	name := file.Path
	for dir != nil {
		first, rest, below := strings.Cut(name, "/")
		if !below {
			stamp, ok := dir.files[name]
			return stamp, ok && max(stamp.Modified, stamp.Changed) < f.young
		}
		dir, name = dir.below[first], rest
	}
	return site.Stamp{}, false
}

// youth is how long that can be: the coarsest clock of a file system in use
// ticks every two seconds.
const youth = 2 * time.Second

// fingerprint looks at the site's folder. It is taken before anything is read,
// so that what changes meanwhile is seen by the next run.
func (p *process) fingerprint() (fingerprint, error) {
	f := fingerprint{settled: true, young: p.clock().Add(-youth).UnixNano()}
	sum, texts := sha256.New(), sha256.New()
	fmt.Fprintf(sum, "%s\x00%s\x00", programKey(), p.search)
	for _, name := range []string{"content", "layouts"} {
		l := looking{}
		l.others.SetLimit(runtime.GOMAXPROCS(0))
		top := l.folder(filepath.Join(p.siteDir, name))
		_ = l.others.Wait() // each keeps its own error
		if name == "content" {
			f.content = top
		}
		if err := top.add(sum.Write, texts.Write, &f.settled, f.young); err != nil && (name == "content" || !errors.Is(err, fs.ErrNotExist)) {
			return f, err
		}
	}
	sum.Sum(f.sum[:0])
	texts.Sum(f.texts[:0])
	return f, nil
}

// looking looks into folders side by side: the time goes to waiting for the
// system to say how large and how old each file is.
type looking struct{ others errgroup.Group }

// looked is what was seen of a folder.
type looked struct {
	entries []byte // name, kind and stamp of each, in order of name
	texts   []byte // name, size and time of modification of each file that people write
	newest  int64  // ns since 1970
	files   map[string]site.Stamp
	folders []*looked
	below   map[string]*looked // the same by name
	err     error
}

func (l *looking) folder(dir string) *looked {
	f := &looked{files: map[string]site.Stamp{}, below: map[string]*looked{}}
	entries, err := os.ReadDir(dir)
	f.err = err
	f.entries = make([]byte, 0, len(entries)*80)
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			f.err = errors.Join(f.err, err)
			continue
		}
		changed, inode := status(info)
		stamp := site.Stamp{Size: info.Size(), Modified: info.ModTime().UnixNano(), Changed: changed, Inode: inode}
		f.entries = append(append(f.entries, e.Name()...), 0)
		for _, n := range []int64{int64(info.Mode()), stamp.Size, stamp.Modified, stamp.Changed, stamp.Inode} {
			f.entries = binary.LittleEndian.AppendUint64(f.entries, uint64(n))
		}
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !strings.HasPrefix(e.Name(), "~") && !strings.HasSuffix(e.Name(), "~") {
			f.texts = append(append(f.texts, e.Name()...), 0)
			f.texts = binary.LittleEndian.AppendUint64(f.texts, uint64(stamp.Size))
			f.texts = binary.LittleEndian.AppendUint64(f.texts, uint64(stamp.Modified))
		}
		f.files[e.Name()] = stamp
		f.newest = max(f.newest, info.ModTime().UnixNano(), changed)
		if e.IsDir() {
			below := &looked{}
			f.folders = append(f.folders, below)
			f.below[e.Name()] = below
			look := func() error { *below = *l.folder(filepath.Join(dir, e.Name())); return nil }
			if !l.others.TryGo(look) {
				_ = look()
			}
		}
	}
	return f
}

// add writes a folder and those below it, in order.
func (f *looked) add(write, texts func([]byte) (int, error), settled *bool, young int64) error {
	if f.err != nil {
		return f.err
	}
	*settled = *settled && f.newest < young
	count := binary.LittleEndian.AppendUint64(nil, uint64(len(f.entries)))
	_, _ = write(count) // a hash takes everything
	_, _ = write(f.entries)
	_, _ = texts(binary.LittleEndian.AppendUint64(nil, uint64(len(f.texts))))
	_, _ = texts(f.texts)
	for _, below := range f.folders {
		if err := below.add(write, texts, settled, young); err != nil {
			return err
		}
	}
	return nil
}
