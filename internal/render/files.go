package render

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"time"

	"gongkai/internal/markup"
)

// The rendered site as a file system. Files have no times of their own: the
// same content gives the same site, whenever it is built.

// Open renders one file, or lists a folder.
func (r *Rendered) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if f := r.find(name); f != nil {
		return f.open(name)
	}
	entries, err := r.list("open", name)
	if err != nil {
		return nil, err
	}
	return &folder{name: name, entries: entries}, nil
}

// ReadFile renders one file.
func (r *Rendered) ReadFile(name string) ([]byte, error) {
	if f := r.find(name); f != nil && f.copy == nil && fs.ValidPath(name) {
		b, printer, err := f.render(name)
		if err != nil || printer == nil {
			return b, err
		}
		defer printer.free()
		return bytes.Clone(b), nil
	}
	opened, err := r.Open(name)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	return io.ReadAll(opened)
}

// ReadDir lists a folder; nothing is rendered before a size is asked for.
func (r *Rendered) ReadDir(name string) ([]fs.DirEntry, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	return r.list("readdir", name)
}

func (r *Rendered) list(op, name string) ([]fs.DirEntry, error) {
	var entries []fs.DirEntry
	for _, child := range r.index().children(name) {
		full := path.Join(name, child.name)
		entries = append(entries, dirEntry{child.name, child.folder, func() (fs.FileInfo, error) {
			f, err := r.Open(full)
			if err != nil {
				return nil, err
			}
			defer f.Close()
			return f.Stat()
		}})
	}
	if len(entries) == 0 {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return entries, nil
}

// open is a rendered page in memory, or a file of the content under its
// published name.
func (f *file) open(name string) (fs.File, error) {
	if f.copy != nil {
		source, err := f.copy.File.Open()
		if err != nil {
			return nil, err
		}
		return &copied{source, path.Base(name)}, nil
	}
	b, printer, err := f.render(name)
	if err != nil {
		return nil, err
	}
	return &rendered{bytes.NewReader(b), info{name: path.Base(name), size: int64(len(b))}, printer}, nil
}

// render makes a file; when it is in a printer, that is to be freed. A text
// that was put aside and is gone is an error of the file that needs it.
func (f *file) render(name string) (b []byte, p *printer, err error) {
	defer func() {
		switch lost := recover().(type) {
		case nil:
		case *markup.LostError:
			err = &fs.PathError{Op: "render", Path: name, Err: lost}
		default:
			panic(lost)
		}
	}()
	if f.print == nil {
		return f.bytes(), nil, nil
	}
	p = newPrinter()
	f.print(p)
	return p.out, p, nil
}

// rendered is an open page.
type rendered struct {
	*bytes.Reader
	info    info
	printer *printer // whose buffer it reads, if any
}

func (f *rendered) Stat() (fs.FileInfo, error) { return f.info, nil }

// Close lets the next page be printed where this one is.
func (f *rendered) Close() error {
	f.Reset(nil)
	if f.printer != nil {
		f.printer.free()
		f.printer = nil
	}
	return nil
}

// copied is an open attachment.
type copied struct {
	fs.File
	name string
}

func (f *copied) Stat() (fs.FileInfo, error) {
	source, err := f.File.Stat()
	if err != nil {
		return nil, err
	}
	return info{name: f.name, size: source.Size()}, nil
}

// Seek is for servers, which ask where a file ends.
func (f *copied) Seek(offset int64, whence int) (int64, error) {
	if s, ok := f.File.(io.Seeker); ok {
		return s.Seek(offset, whence)
	}
	return 0, &fs.PathError{Op: "seek", Path: f.name, Err: fs.ErrInvalid}
}

// folder is an open folder.
type folder struct {
	name    string
	entries []fs.DirEntry
	next    int
}

func (d *folder) Stat() (fs.FileInfo, error) { return info{path.Base(d.name), 0, true}, nil }
func (d *folder) Close() error               { return nil }

func (d *folder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.name, Err: fs.ErrInvalid}
}

// ReadDir gives the next n entries, or with n ≤ 0 all that are left.
func (d *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	left := d.entries[d.next:]
	if n > 0 && len(left) == 0 {
		return nil, io.EOF
	}
	if n > 0 && n < len(left) {
		left = left[:n]
	}
	d.next += len(left)
	return left, nil
}

type dirEntry struct {
	name   string
	folder bool
	info   func() (fs.FileInfo, error)
}

func (e dirEntry) Name() string               { return e.name }
func (e dirEntry) IsDir() bool                { return e.folder }
func (e dirEntry) Info() (fs.FileInfo, error) { return e.info() }
func (e dirEntry) String() string             { return fs.FormatDirEntry(e) }
func (e dirEntry) Type() fs.FileMode          { return info{folder: e.folder}.Mode().Type() }

type info struct {
	name   string
	size   int64
	folder bool
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) IsDir() bool        { return i.folder }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) Sys() any           { return nil }

func (i info) Mode() fs.FileMode {
	if i.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}
