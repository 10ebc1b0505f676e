package publish

import (
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

func (system) Exchange(a, b string) error { return unix.RenamexNp(a, b, unix.RENAME_SWAP) }

// Sync asks for everything to be written, then waits for the drive with the one
// call that does on this system.
func (s system) Sync(dir string) error {
	if err := unix.Sync(); err != nil {
		return err
	}
	return s.SyncDir(dir)
}

func syncFile(*os.File) error { return nil }

// isMount compares devices, the only sign that this system gives.
func isMount(dir string) bool {
	var here, above unix.Stat_t
	return unix.Lstat(dir, &here) == nil && unix.Stat(dir+"/..", &above) == nil && here.Dev != above.Dev
}

func inode(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return stat.Ino
	}
	return 0
}
