// Package source reads what staff write: the content tree as files with
// places, the front matter of pages, and TOML with the place of every key and
// every value.
//
// It is given a folder as an fs.FS and decides what may be read at all (names,
// kinds, sizes, encodings) and what the bytes say as TOML. It hands on text
// that is UTF-8 with LF line ends and findings that say where, in lines and
// columns; what a key means is for the rooms above.
package source

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"gongkai/internal/diag"
)

// Tree is the content folder as it was found: names, sizes and times, in
// order of path. The text of a file is read when a room asks for it, and is
// not kept, so that memory doesn't grow with what the site says.
type Tree struct {
	FS    fs.FS // rooted at content/
	Files []*File
	// Problems are the findings about names and kinds of files.
	Problems diag.List
	byPath   map[string]*File
	fresh    map[string]*File // the files that Again found since; byPath has what they were
}

// File is one regular file of the content tree.
type File struct {
	Path    string // relative to content/, with slashes, as it is on disk: report/2023.toml
	Size    int64
	ModTime time.Time
	fs      fs.FS
}

// Read lists the content tree. A file that has not changed since previous
// (nil at first) is the same *File, so that later rooms can reuse what they
// made of it; it goes on reading from the file system that it was found in.
// Links, devices, pipes and sockets are findings: they are never followed and
// never opened. The error is an operator's: the folder can't be read.
func Read(content fs.FS, previous *Tree) (*Tree, error) {
	entries, err := fs.ReadDir(content, ".")
	if err != nil {
		return nil, fmt.Errorf("source: read the content folder: %w", err)
	}
	if previous == nil {
		previous = &Tree{}
	}
	w := walk{content: content, previous: previous}
	w.others.SetLimit(runtime.GOMAXPROCS(0))
	top := w.folder("", entries)
	w.others.Wait() // nobody returns an error
	t := &Tree{FS: content, Files: make([]*File, 0, len(previous.Files)+16)}
	t.gather(top)
	slices.SortFunc(t.Files, func(a, b *File) int { return strings.Compare(a.Path, b.Path) })
	t.byPath = make(map[string]*File, len(t.Files))
	for _, f := range t.Files {
		t.byPath[f.Path] = f
	}
	t.Problems.Sort()
	return t, nil
}

// gather takes over what was found in a folder and below it.
func (t *Tree) gather(f *folder) {
	t.Files = append(t.Files, f.files...)
	t.Problems = append(t.Problems, f.problems...)
	for _, below := range f.below {
		t.gather(below)
	}
}

// walk reads folders side by side: nearly all of the time goes to waiting for
// the system to say how large and how old each file is.
type walk struct {
	content  fs.FS
	previous *Tree
	others   errgroup.Group
}

// folder is what was found in one folder.
type folder struct {
	prefix   string // its path with a slash, "" for the content folder
	files    []*File
	problems diag.List
	below    []*folder
}

// folder takes the entries of one folder and of those below it.
func (w *walk) folder(prefix string, entries []fs.DirEntry) *folder {
	f := &folder{prefix: prefix}
	f.twins(entries)
	for _, e := range entries {
		if isLitter(e.Name()) || !f.named(e.Name()) {
			continue
		}
		switch kind := e.Type(); {
		case kind.IsDir():
			below := &folder{prefix: prefix + e.Name() + "/"}
			f.below = append(f.below, below)
			read := func() error { *below = *w.read(prefix, e.Name()); return nil }
			if !w.others.TryGo(read) {
				_ = read()
			}
		case kind&fs.ModeSymlink != 0:
			f.report(&ruleLink, e.Name(), shown(e.Name()))
		case !kind.IsRegular():
			f.report(&ruleSpecial, e.Name(), shown(e.Name()), kindWords(kind))
		default:
			w.file(f, e)
		}
	}
	return f
}

// read reads a folder that lies in another.
func (w *walk) read(prefix, name string) *folder {
	entries, err := fs.ReadDir(w.content, prefix+name)
	f := w.folder(prefix+name+"/", entries)
	if err != nil {
		f.problems = append(f.problems, ruleUnreadable.New(diag.Place{File: "content/" + prefix + name}, shown(name), cause(err)))
	}
	return f
}

// file takes one regular file.
func (w *walk) file(f *folder, e fs.DirEntry) {
	path := f.prefix + e.Name()
	info, err := e.Info()
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) { // else removed while we looked
			f.report(&ruleUnreadable, e.Name(), shown(e.Name()), cause(err))
		}
		return
	}
	old := w.previous.File(path)
	if old == nil || old.Size != info.Size() || !old.ModTime.Equal(info.ModTime()) {
		old = &File{Path: path, Size: info.Size(), ModTime: info.ModTime(), fs: w.content}
	}
	f.files = append(f.files, old)
}

func (f *folder) report(rule *diag.Rule, name string, args ...any) {
	f.problems = append(f.problems, rule.New(diag.Place{File: "content/" + f.prefix + name}, args...))
}

// kindWords says what a file is that isn't regular.
func kindWords(mode fs.FileMode) diag.Text {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return diag.Text{ZH: "命名管道", EN: "a named pipe"}
	case mode&fs.ModeSocket != 0:
		return diag.Text{ZH: "套接字", EN: "a socket"}
	case mode&fs.ModeDevice != 0:
		return diag.Text{ZH: "设备文件", EN: "a device"}
	}
	return diag.Text{ZH: "特殊文件", EN: "a special file"}
}

// One is a single file, for who needs no other; nil when there is none, or it
// isn't a regular one.
func One(content fs.FS, path string) *File {
	info, err := fs.Lstat(content, path)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	return &File{Path: path, Size: info.Size(), ModTime: info.ModTime(), fs: content}
}

// File is the file at a path relative to content/, or nil.
func (t *Tree) File(path string) *File {
	if f := t.fresh[path]; f != nil {
		return f
	}
	return t.byPath[path]
}

// Name is the file as diagnostics name it: content/report/2023.toml.
func (f *File) Name() string { return "content/" + f.Path }

// Place is the file as a whole.
func (f *File) Place() diag.Place { return diag.Place{File: f.Name()} }

// ErrNotRegular is why a file is not read: it has become a link, a pipe or a
// folder since the tree was.
var ErrNotRegular = errors.New("not a regular file")

// Reader is a file system that can read a regular file, up to a number of bytes,
// in fewer steps than by looking, opening and reading. The error for any other
// kind of file is ErrNotRegular.
type Reader interface {
	ReadRegular(name string, limit int) ([]byte, error)
}

// Open opens the file for reading. It looks first: a name that has become a
// pipe since the tree was read would block for ever, a link might lead
// anywhere.
func (f *File) Open() (fs.File, error) {
	info, err := fs.Lstat(f.fs, f.Path)
	if err == nil && !info.Mode().IsRegular() {
		err = ErrNotRegular
	}
	if err != nil {
		return nil, err
	}
	return f.fs.Open(f.Path)
}

var ruleUnreadable = diag.Rule{
	Code: "S309", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」读不出来：{2}",
		EN: "「{1}」 can't be read: {2}",
	},
	Hint: diag.Text{
		ZH: "检查文件是否还在、是否有读取权限，再运行一次",
		EN: "see whether it is still there and may be read, then run again",
	},
	Why: diag.Text{
		ZH: "读不出来的内容不能公开，也不能当作没有",
		EN: "what can't be read can't be published, and must not be passed over",
	},
}
