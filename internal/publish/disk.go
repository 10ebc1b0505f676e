package publish

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// disk is every call by which publishing changes a file system or learns what to
// change: the tests fail each of them in turn and look at what a visitor would
// then see.
type disk interface {
	Lstat(name string) (fs.FileInfo, error)
	ReadDir(name string) ([]dirEntry, error) // in order
	Open(name string) (io.ReadCloser, error)
	Create(name string) (file, error) // a new file; an error when the name is taken
	Mkdir(name string, perm fs.FileMode) error
	Link(old, name string) error // of the link itself, when old is a symbolic one
	Rename(old, name string) error
	Exchange(a, b string) error // in one step
	Remove(name string) error
	// Like gives a folder the permissions and, where allowed, the owner of
	// another, so that a site keeps them over an exchange.
	Like(name string, model fs.FileInfo) error
	// Sync waits until all that was written in the file system around a folder
	// would outlast a power cut.
	Sync(dir string) error
	// SyncDir does so for the names in one folder.
	SyncDir(dir string) error
}

// dirEntry is what a folder says of one thing in it.
type dirEntry struct {
	name  string
	dir   bool
	inode uint64 // 0 when the system has none
}

// file is a file being written. Close tells what it came to.
type file interface {
	io.Writer
	Close() (fs.FileInfo, error)
}

// Files are readable by the web server whatever the umask of the builder is.
const (
	filePerm = 0o644
	dirPerm  = 0o755
	workPerm = 0o700 // what isn't published yet, or not any more, is nobody's to read
)

// system is the disk of the machine. Exchange, Like, Sync and SyncDir differ
// from one system to the next; see the files named for them.
type system struct{}

func (system) Lstat(name string) (fs.FileInfo, error)  { return os.Lstat(name) }
func (system) Open(name string) (io.ReadCloser, error) { return os.Open(name) }
func (system) Link(old, name string) error             { return os.Link(old, name) }
func (system) Rename(old, name string) error           { return os.Rename(old, name) }
func (system) Remove(name string) error                { return os.Remove(name) }

func (system) Create(name string) (file, error) {
	f, err := createFile(name)
	if err != nil {
		return nil, err
	}
	return systemFile{f}, nil
}

// Mkdir makes a folder with the very permissions, keeping only the set-group bit
// that a system may hand down from the folder above.
func (system) Mkdir(name string, perm fs.FileMode) error {
	if err := os.Mkdir(name, perm); err != nil {
		return err
	}
	info, err := os.Lstat(name)
	if err != nil {
		return err
	}
	if info.Mode().Perm() == perm {
		return nil
	}
	return os.Chmod(name, perm|info.Mode()&fs.ModeSetgid)
}

type systemFile struct{ *os.File }

func (f systemFile) Close() (fs.FileInfo, error) {
	info, err := f.Stat()
	if err == nil && info.Mode().Perm() != filePerm {
		err = f.Chmod(filePerm)
	}
	if err == nil {
		err = syncFile(f.File)
	}
	if closing := f.File.Close(); err == nil {
		err = closing
	}
	return info, err
}

// join is a file of the site under a folder of the disk.
func join(dir, path string) string {
	return dir + string(filepath.Separator) + filepath.FromSlash(path)
}

// absent tells an error that says that a name stands for nothing.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// mkdirAll makes a folder and those above it, where they are missing.
func mkdirAll(d disk, dir string) error {
	if info, err := d.Lstat(dir); err == nil && info.IsDir() {
		return nil
	}
	err := d.Mkdir(dir, dirPerm)
	if errors.Is(err, fs.ErrNotExist) && filepath.Dir(dir) != dir {
		if err := mkdirAll(d, filepath.Dir(dir)); err != nil {
			return err
		}
		err = d.Mkdir(dir, dirPerm)
	}
	if errors.Is(err, fs.ErrExist) { // a link to a folder, or made meanwhile
		_, err = d.ReadDir(dir)
	}
	return failed("create", dir, err)
}

// removeFile removes a file, or an empty folder, that may be missing.
func removeFile(d disk, name string) error {
	if err := d.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return failed("remove", name, err)
	}
	return nil
}

// removeAll removes a folder with all that is in it, or a file.
func removeAll(d disk, name string) error {
	info, err := d.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return failed("remove", name, err)
	}
	if info.IsDir() {
		entries, err := d.ReadDir(name)
		if err != nil {
			return failed("remove", name, err)
		}
		for _, e := range entries {
			if err := removeAll(d, join(name, e.name)); err != nil {
				return err
			}
		}
	}
	return removeFile(d, name)
}

// writeFile makes a new file.
func writeFile(d disk, name string, data []byte) (fs.FileInfo, error) {
	f, err := d.Create(name)
	if err != nil {
		return nil, failed("create", name, err)
	}
	_, err = f.Write(data)
	info, closing := f.Close()
	if err == nil {
		err = closing
	}
	return info, failed("write", name, err)
}
