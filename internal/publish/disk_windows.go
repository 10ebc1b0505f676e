package publish

import (
	"io/fs"
	"syscall"

	"golang.org/x/sys/windows"
)

// A disk is full, or a user's share of it.
const (
	errFull  = syscall.Errno(windows.ERROR_DISK_FULL)
	errQuota = syscall.Errno(windows.ERROR_DISK_QUOTA_EXCEEDED)
)

// Like does nothing: a folder takes its permissions from the one above.
func (system) Like(string, fs.FileInfo) error { return nil }

// SyncDir has no counterpart; the names are written with the files.
func (system) SyncDir(string) error { return nil }
