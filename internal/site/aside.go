package site

import (
	"io"
	"sync/atomic"

	"gongkai/internal/markup"
)

// Aside is where the converted texts of the pages are put until they are
// printed: a file of the caller's that nobody else writes. They are most of
// what a linked site knows, 500 MB of 100,000 notices, and each is wanted once
// more at most. One Aside may serve several Links, one after the other.
type Aside struct {
	file File
	end  atomic.Int64
}

// File is what an Aside needs of a file; an *os.File is one.
type File interface {
	io.ReaderAt
	io.WriterAt
}

// NewAside puts texts into an empty file, which must outlive every site that
// is linked with it.
func NewAside(file File) *Aside { return &Aside{file: file} }

// put puts a document's HTML aside. When the file can't be written (a full
// disk, say) the document keeps it.
func (a *Aside) put(d *markup.Document) {
	size := int64(len(d.HTML))
	if a == nil || size == 0 {
		return
	}
	at := a.end.Add(size) - size
	if _, err := a.file.WriteAt(d.HTML, at); err == nil {
		d.PutAside(a.file, at, len(d.HTML))
	}
}
