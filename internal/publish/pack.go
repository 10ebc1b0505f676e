package publish

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"time"
)

// packer puts files into an archive, one after the other.
type packer interface {
	add(path string, size int64, content io.Reader) error
	Close() error
}

// packingOf is the way of packing that a file's name asks for.
func packingOf(file string) (func(io.Writer) packer, error) {
	name := strings.ToLower(file)
	switch {
	case strings.HasSuffix(name, ".zip"):
		return newZip, nil
	case strings.HasSuffix(name, ".tar.gz"), strings.HasSuffix(name, ".tgz"):
		return newTar, nil
	}
	return nil, refused(file,
		"归档文件「"+file+"」的扩展名应为 .zip 或 .tar.gz",
		"the archive "+file+" should be named .zip or .tar.gz")
}

// packTime is the time of every file in an archive, the first that a zip can
// tell.
var packTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

type zipPacker struct{ *zip.Writer }

func newZip(w io.Writer) packer { return zipPacker{zip.NewWriter(w)} }

func (z zipPacker) add(p string, _ int64, content io.Reader) error {
	header := &zip.FileHeader{Name: p, Method: zip.Deflate, Modified: packTime}
	if slices.Contains(compressed, strings.ToLower(path.Ext(p))) {
		header.Method = zip.Store
	}
	header.SetMode(filePerm)
	w, err := z.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, content)
	return err
}

// compressed are the endings of files that wouldn't get any smaller.
var compressed = []string{".jpg", ".jpeg", ".png", ".webp", ".zip", ".gz", ".xlsx", ".docx", ".pptx", ".mp4", ".mp3"}

type tarPacker struct {
	*tar.Writer
	gzip *gzip.Writer
}

func newTar(w io.Writer) packer {
	z := gzip.NewWriter(w)
	return tarPacker{tar.NewWriter(z), z}
}

func (t tarPacker) add(p string, size int64, content io.Reader) error {
	header := &tar.Header{Typeflag: tar.TypeReg, Name: p, Size: size, Mode: filePerm, ModTime: packTime}
	if err := t.WriteHeader(header); err != nil {
		return err
	}
	_, err := io.Copy(t.Writer, content)
	return err
}

func (t tarPacker) Close() error { return errors.Join(t.Writer.Close(), t.gzip.Close()) }

// pack puts the site into an archive: it is rendered on every core, a few files
// ahead of the one that is being packed.
func (r *run) pack(ctx context.Context, into packer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	i := 0
	for coming := range r.renderAhead(ctx) {
		if err := r.packOne(i, <-coming, into); err != nil {
			return err
		}
		r.progress()
		i++
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	manifest := EncodeManifest(r.listing())
	if err := into.add(ManifestName, int64(len(manifest)), bytes.NewReader(manifest)); err != nil {
		return err
	}
	return into.Close()
}

// page is a file of the site on its way into an archive.
type page struct {
	data []byte
	long bool // too long to be held
	err  error
}

// renderAhead gives the pages in order, each as soon as it is there.
func (r *run) renderAhead(ctx context.Context) <-chan chan page {
	queue := make(chan chan page, 2*r.workers)
	go func() {
		defer close(queue)
		for i := range r.items {
			coming := make(chan page, 1)
			select {
			case queue <- coming:
				go func() { coming <- r.renderPage(r.items[i].Path) }()
			case <-ctx.Done():
				return
			}
		}
	}()
	return queue
}

func (r *run) renderPage(p string) page {
	f, err := r.site.Open(p)
	if err != nil {
		return page{err: failed("render", p, err)}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, bufferSize+1))
	if len(data) > bufferSize {
		return page{long: true}
	}
	return page{data: data, err: failed("render", p, err)}
}

func (r *run) packOne(i int, from page, into packer) error {
	it := &r.items[i]
	switch {
	case from.err != nil:
		return from.err
	case from.long:
		return r.packLong(it, into)
	}
	it.Size, it.Sum = int64(len(from.data)), sha256.Sum256(from.data)
	return into.add(it.Path, it.Size, bytes.NewReader(from.data))
}

// packLong reads a file of the site again, a piece at a time.
func (r *run) packLong(it *item, into packer) error {
	f, err := r.site.Open(it.Path)
	if err != nil {
		return failed("render", it.Path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return failed("render", it.Path, err)
	}
	hash := sha256.New()
	counted := &counter{Reader: siteReader{f, it.Path}}
	err = into.add(it.Path, info.Size(), io.TeeReader(counted, hash))
	if err != nil && !errors.Is(err, tar.ErrWriteTooLong) {
		return err
	}
	if err != nil || counted.n != info.Size() {
		return refused(it.Path,
			"「"+it.Path+"」在归档过程中发生变化，请重新运行",
			it.Path+" changed while it was being packed; run again")
	}
	it.Size, it.Sum = counted.n, [sha256.Size]byte(hash.Sum(nil))
	return nil
}

// counter counts the bytes that were read.
type counter struct {
	io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}
