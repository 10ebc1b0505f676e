//go:build unix

package publish

import (
	"io/fs"
	"os"
	"syscall"
)

// A disk is full, or a user's share of it.
const (
	errFull  = syscall.ENOSPC
	errQuota = syscall.EDQUOT
)

// Like tries to give the owner too, which only the administrator may.
func (system) Like(name string, model fs.FileInfo) error {
	if stat, ok := model.Sys().(*syscall.Stat_t); ok {
		_ = os.Lchown(name, int(stat.Uid), int(stat.Gid))
	}
	return os.Chmod(name, model.Mode().Perm()|model.Mode()&fs.ModeSetgid)
}

func (system) SyncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
