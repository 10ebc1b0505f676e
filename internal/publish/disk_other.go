//go:build !linux && !darwin

package publish

import (
	"errors"
	"io/fs"
	"os"
)

// Exchange is what these systems can't do: the site is published in place.
func (system) Exchange(a, b string) error { return errors.ErrUnsupported }

// Sync has nothing left to do, since each file is synced as it is closed.
func (system) Sync(string) error { return nil }

func syncFile(f *os.File) error { return f.Sync() }

func isMount(string) bool { return false }

func inode(fs.FileInfo) uint64 { return 0 }
