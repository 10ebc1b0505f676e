package source

import (
	"io/fs"
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
	tree    *Tree
}

// Read lists the content tree. A file that has not changed since previous
// (nil at first) is the same *File, so that later rooms can reuse what they
// made of it. The error is an operator's: the folder can't be read.
func Read(content fs.FS, previous *Tree) (*Tree, error) { panic("unwritten") }

// File is the file at a path relative to content/, or nil.
func (t *Tree) File(path string) *File { return t.byPath[path] }

// Text reads the file and decodes it. What isn't UTF-8 gives a finding with
// the way to convert it, and no text.
func (f *File) Text() (Text, diag.List) { panic("unwritten") }

// Name is the file as diagnostics name it: content/report/2023.toml.
func (f *File) Name() string { return "content/" + f.Path }

// Place is the file as a whole.
func (f *File) Place() diag.Place { return diag.Place{File: f.Name()} }

// Rules is this room's part of the catalogue.
func Rules() []diag.Rule { panic("unwritten") }
