package main

import (
	"io/fs"
	"syscall"
)

// status is the time of a file's last change of any kind, and its number.
func status(info fs.FileInfo) (changed, inode int64) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ctim.Nano(), int64(s.Ino)
	}
	return 0, 0
}
