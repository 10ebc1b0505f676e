package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
)

// bufferSize holds nearly every page whole, so that it is read once, compared,
// and written only if it differs.
const bufferSize = 256 << 10

// render opens every item that the keys didn't settle, and writes those that the
// target doesn't hold into the stage. On a second stage, after the first proved
// to be of no use, it writes again what it wrote before.
func (r *run) render(ctx context.Context) error {
	var open []int
	for i := range r.items {
		if r.items[i].fate != kept {
			open = append(open, i)
		}
	}
	buffers := make([][]byte, r.workers)
	return each(ctx, r.workers, len(open), func(worker, n int) error {
		if buffers[worker] == nil {
			buffers[worker] = make([]byte, bufferSize)
		}
		return r.renderOne(open[n], buffers[worker])
	})
}

func (r *run) renderOne(i int, buffer []byte) error {
	it := &r.items[i]
	f, err := r.site.Open(it.Path)
	if err != nil {
		return failed("render", it.Path, err)
	}
	defer f.Close()
	n, err := io.ReadFull(f, buffer)
	switch {
	case err == nil:
		return r.renderLong(i, buffer, f)
	case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return failed("render", it.Path, err)
	}
	page := buffer[:n]
	sum := sha256.Sum256(page)
	if it.fate == undecided && r.holds(it, int64(n), sum) {
		r.keep(it, sum)
		return nil
	}
	return r.write(i, func(w io.Writer) error {
		it.Sum = sum
		_, err := w.Write(page)
		return err
	})
}

// renderLong is renderOne for a file of which only the first part has been read.
// When the target has one of the same length it is read twice: once to compare,
// once to write.
func (r *run) renderLong(i int, first []byte, f fs.File) error {
	it := &r.items[i]
	content := io.MultiReader(bytes.NewReader(first), f)
	info, err := f.Stat()
	if err != nil {
		return failed("render", it.Path, err)
	}
	if it.fate == undecided && it.found.kind == regular && it.found.size == info.Size() {
		sum, err := r.pass(io.Discard, content, it.Path)
		if err != nil {
			return err
		}
		if r.holds(it, info.Size(), sum) {
			r.keep(it, sum)
			return nil
		}
		again, err := r.site.Open(it.Path)
		if err != nil {
			return failed("render", it.Path, err)
		}
		defer again.Close()
		content = again
	}
	return r.write(i, func(w io.Writer) (err error) {
		it.Sum, err = r.pass(w, content, it.Path)
		return err
	})
}

// pass hands on a file of the site and finds its hash on the way.
func (r *run) pass(to io.Writer, content io.Reader, path string) ([sha256.Size]byte, error) {
	hash := sha256.New()
	_, err := io.Copy(io.MultiWriter(to, hash), siteReader{content, path})
	return [sha256.Size]byte(hash.Sum(nil)), err
}

// siteReader marks errors as the site's, not the disk's that the bytes go to.
type siteReader struct {
	io.Reader
	path string
}

func (r siteReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = failed("render", r.path, err)
	}
	return n, err
}

// write puts an item into the stage.
func (r *run) write(i int, fill func(io.Writer) error) error {
	it := &r.items[i]
	if it.old == nil && (it.found.kind == regular || it.found.kind == special) && !r.respelt(it.Path) {
		return r.taken(it.Path)
	}
	stage, err := r.opened()
	if err != nil {
		return err
	}
	f, name, err := stage.create(i)
	if err != nil {
		return err
	}
	err = fill(f)
	info, closing := f.Close()
	if err == nil {
		err = closing
	}
	if err != nil {
		return failed("write", name, err)
	}
	it.Size, it.mtime = info.Size(), info.ModTime().UnixNano()
	if it.fate != written {
		it.fate = written
		r.progress()
	}
	return nil
}
