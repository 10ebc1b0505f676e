package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"sync"
	"syscall"

	"gongkai/internal/source"
)

// Pages are read by their folder: an os.Root walks the whole path for every
// question, and what it opens is prepared for waiting, which files never need.
// Those were two thirds of the calls that a page's reading took.

// contentFS is the content folder. It keeps folders open, so it is for one run,
// not for a preview, in which a folder may be replaced by another.
type contentFS struct {
	rootFS
	lock    sync.Mutex
	folders map[string]*os.File
}

// mostFolders is how many folders are kept open.
const mostFolders = 128

func newContentFS(root *os.Root) *contentFS {
	return &contentFS{rootFS: root.FS().(rootFS), folders: map[string]*os.File{}}
}

// Close closes the folders.
func (c *contentFS) Close() error {
	var problems []error
	for _, folder := range c.folders {
		problems = append(problems, folder.Close())
	}
	return errors.Join(problems...)
}

// ReadRegular is source.Reader.
func (c *contentFS) ReadRegular(name string, limit int) ([]byte, error) {
	folder, keep, err := c.folder(path.Dir(name))
	if err != nil {
		return nil, err
	}
	if !keep {
		defer folder.Close()
	}
	data, err := readRegular(int(folder.Fd()), path.Base(name), limit)
	if errors.Is(err, source.ErrNotRegular) {
		return nil, err
	}
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return data, nil
}

// folder is an open folder, and whether it stays open.
func (c *contentFS) folder(name string) (folder *os.File, keep bool, err error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	if folder := c.folders[name]; folder != nil {
		return folder, true, nil
	}
	opened, err := c.Open(name)
	if err != nil {
		return nil, false, err
	}
	folder = opened.(*os.File) // as an os.Root opens
	if keep = len(c.folders) < mostFolders; keep {
		c.folders[name] = folder
	}
	return folder, keep, nil
}

// readRegular reads the beginning of a file of an open folder. It never follows
// a link and never waits for the other end of a pipe.
func readRegular(folder int, name string, limit int) ([]byte, error) {
	fd, err := retry(func() (int, error) {
		return syscall.Openat(folder, name, syscall.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	})
	if err == syscall.ELOOP {
		return nil, source.ErrNotRegular
	}
	if err != nil {
		return nil, err
	}
	defer syscall.Close(fd)
	var stat syscall.Stat_t
	if err := syscall.Fstat(fd, &stat); err != nil {
		return nil, err
	}
	if stat.Mode&syscall.S_IFMT != syscall.S_IFREG {
		return nil, source.ErrNotRegular
	}
	// One byte more than there is room for in the file, so that a read that
	// leaves room has seen its end.
	data := make([]byte, 0, min(stat.Size, int64(limit))+1)
	for len(data) < limit {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := retry(func() (int, error) { return syscall.Read(fd, data[len(data):min(cap(data), limit)]) })
		if err != nil {
			return nil, err
		}
		if n == 0 {
			break
		}
		data = data[:len(data)+n]
		if int64(len(data)) == stat.Size && len(data) < cap(data) {
			break
		}
	}
	return data, nil
}

// retry calls again what a signal broke off.
func retry(call func() (int, error)) (int, error) {
	for {
		if n, err := call(); err != syscall.EINTR {
			return n, err
		}
	}
}
