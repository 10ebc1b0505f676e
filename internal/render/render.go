// Package render makes the pages: a linked site and the layouts become the
// rendered site, itself an fs.FS.
//
// Nothing is rendered before it is asked for, so the preview shows one page in
// the time of one page, and a build streams. A page is a pure function of what
// it reads; Key is the hash of all that, found without rendering.
package render

import (
	"io/fs"

	"gongkai/internal/site"
)

// Options are what a run asks for.
type Options struct {
	Version string // of gongkai, part of every key
}

// Rendered is the rendered site. It implements fs.FS, fs.ReadFileFS and fs.ReadDirFS.
type Rendered struct{}

// New prepares the rendered site. The layouts are the embedded files,
// overlaid by the site's own one by one. The error is the layouts' author's: a
// template that doesn't parse or names a field that isn't there.
func New(s *site.Site, layouts fs.FS, options Options) (*Rendered, error) { panic("unwritten") }

// Open renders one file, or lists a folder.
func (r *Rendered) Open(name string) (fs.File, error) { panic("unwritten") }

// Paths is every file of the site, in order.
func (r *Rendered) Paths() []string { panic("unwritten") }

// Key is a hash of everything that a file's bytes depend on.
func (r *Rendered) Key(name string) [32]byte { panic("unwritten") }
