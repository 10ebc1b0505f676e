// Package publish takes a rendered site to where it is read: a folder, an
// archive, a remote host. Only what changed is written, and a reader sees the
// old site or the new one, never a mixture.
package publish

import (
	"io/fs"

	"gongkai/internal/diag"
)

// Folder publishes into a folder: a staging tree beside it, one sync, one
// exchange. What is there and was not written by an earlier run stays.
func Folder(site fs.FS, target string, options Options) (Summary, error) { panic("unwritten") }

// Options are how a run publishes.
type Options struct {
	// State is the folder for the lock and the record of the last run, such as
	// .gongkai beside content/.
	State string
	// Key tells a file's key without opening it; a file whose key is the one of
	// the last run is not opened again. nil means every file is.
	Key func(name string) [32]byte
	// Progress is called as files are done; nil is fine.
	Progress func(done, total int)
}

// Summary is what a run did.
type Summary struct {
	Written, Unchanged, Removed int
	Bytes                       int64  // written
	InPlace                     string // why the exchange was not possible; "" when it was
}

// Rules is this room's part of the catalogue.
func Rules() []diag.Rule { panic("unwritten") }
