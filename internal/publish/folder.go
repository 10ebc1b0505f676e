// Package publish takes a rendered site into a folder or an archive of this
// machine; carry brings it to any other. Only what changed is written, and a
// reader sees the old site or the new one, never a mixture.
//
// It is given the site as an fs.FS and decides, file by file, whether what the
// target holds is already right; it hands on a count of what it did. It writes
// manifest.json, the one list of what is published, and keeps to itself the
// record of the last run, the lock and the staging folder.
package publish

import (
	"context"
	"io/fs"

	"gongkai/internal/diag"
)

// Folder publishes into a folder.
//
// The site is made ready in a second folder beside the target, of hard links to
// all that is unchanged and new files for the rest; one sync of the file system
// brings it to the disk; one call exchanges the two folders. A kill, a full disk
// or a power cut at any moment leaves the old site or the new one. The old
// folder is kept as the spare for the next run, which then links what changed
// and not what exists. Where folders can't be exchanged (a mount point, a file
// system without the call) the site is published in place, see inplace.go, and
// the summary says so.
//
// A file that was changed or deleted by hand in the target is written again. A
// file that no earlier run wrote stays. A run that has nothing to change writes
// nothing in the target.
//
// Every error is an *Error, with a sentence for the operator. When ctx ends
// before the exchange, the old site is left as it was.
func Folder(ctx context.Context, site fs.FS, target string, options Options) (Summary, error) {
	return publishFolder(ctx, system{}, site, target, options)
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
