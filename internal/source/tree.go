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
	"slices"
	"strings"
	"time"

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
	t := &Tree{FS: content}
	if previous != nil {
		t.Files = make([]*File, 0, len(previous.Files)+16)
	}
	entries, err := fs.ReadDir(content, ".")
	if err != nil {
		return nil, fmt.Errorf("source: read the content folder: %w", err)
	}
	t.folder("", entries, previous)
	slices.SortFunc(t.Files, func(a, b *File) int { return strings.Compare(a.Path, b.Path) })
	t.byPath = make(map[string]*File, len(t.Files))
	for _, f := range t.Files {
		t.byPath[f.Path] = f
	}
	t.Problems.Sort()
	return t, nil
}

// folder takes the entries of one folder; prefix is its path with a slash.
func (t *Tree) folder(prefix string, entries []fs.DirEntry, previous *Tree) {
	t.twins(prefix, entries)
	for _, e := range entries {
		name := e.Name()
		if isLitter(name) || !t.named(prefix, e) {
			continue
		}
		path := prefix + name
		switch kind := e.Type(); {
		case kind.IsDir():
			below, err := fs.ReadDir(t.FS, path)
			if err != nil {
				t.report(&ruleUnreadable, path, shown(name), cause(err))
			}
			t.folder(path+"/", below, previous)
		case kind&fs.ModeSymlink != 0:
			t.report(&ruleLink, path, shown(name))
		case !kind.IsRegular():
			t.report(&ruleSpecial, path, shown(name), kindWords(kind))
		default:
			t.file(path, e, previous)
		}
	}
}

// file takes one regular file.
func (t *Tree) file(path string, e fs.DirEntry, previous *Tree) {
	info, err := e.Info()
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) { // else removed while we looked
			t.report(&ruleUnreadable, path, shown(e.Name()), cause(err))
		}
		return
	}
	if previous != nil {
		if f := previous.byPath[path]; f != nil && f.Size == info.Size() && f.ModTime.Equal(info.ModTime()) {
			t.Files = append(t.Files, f)
			return
		}
	}
	t.Files = append(t.Files, &File{Path: path, Size: info.Size(), ModTime: info.ModTime(), fs: t.FS})
}

func (t *Tree) report(rule *diag.Rule, path string, args ...any) {
	t.Problems = append(t.Problems, rule.New(diag.Place{File: "content/" + path}, args...))
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

// File is the file at a path relative to content/, or nil.
func (t *Tree) File(path string) *File { return t.byPath[path] }

// Name is the file as diagnostics name it: content/report/2023.toml.
func (f *File) Name() string { return "content/" + f.Path }

// Place is the file as a whole.
func (f *File) Place() diag.Place { return diag.Place{File: f.Name()} }

var errNotRegular = errors.New("not a regular file")

// Open opens the file for reading. It looks first: a name that has become a
// pipe since the tree was read would block for ever, a link might lead
// anywhere.
func (f *File) Open() (fs.File, error) {
	info, err := fs.Lstat(f.fs, f.Path)
	if err == nil && !info.Mode().IsRegular() {
		err = errNotRegular
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
