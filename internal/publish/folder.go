// Package publish takes a rendered site to where it is read: a folder, an
// archive, a remote host. Only what changed is written, and a reader sees the
// old site or the new one, never a mixture.
package publish

import (
	"context"
	"io/fs"

	"gongkai/internal/diag"
)

// Folder publishes into a folder: a staging tree beside it, one sync, one
// exchange. What is there and was not written by an earlier run stays.
//
// Every error of the operator's is an *Error, with a sentence to show. When ctx
// ends before the exchange, the old site is left as it was.
func Folder(ctx context.Context, site fs.FS, target string, options Options) (Summary, error) {
	panic("unwritten")
}

// Options are how a run publishes.
type Options struct {
	// State is the folder for the record of the last run, such as .gongkai
	// beside content/. "" keeps no record.
	State string
	// Content is the folder that staff write in. A target that is it, holds it
	// or lies in it is refused.
	Content string
	// Key tells a file's key without opening it; a file whose key is the one of
	// the last run is not opened again. nil means every file is, as does the
	// zero key. It is called from several goroutines.
	Key func(name string) [32]byte
	// Progress is called as files are done, one call at a time; nil is fine.
	Progress func(done, total int)
}

// Summary is what a run did.
type Summary struct {
	Written, Unchanged, Removed int
	Bytes                       int64     // written
	InPlace                     diag.Text // why the exchange was not possible; zero when it was
}

// Rules is this room's part of the catalogue: nothing yet, since whatever can go
// wrong here is the operator's to mend.
func Rules() []diag.Rule { return nil }
