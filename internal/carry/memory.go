package carry

import (
	"bytes"
	"io/fs"
	"path"
	"time"
)

// memoryFile is bytes as an open file.
type memoryFile struct {
	*bytes.Reader
	size int64
	name string
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return memoryInfo{f}, nil }
func (f *memoryFile) Close() error               { return nil }

type memoryInfo struct{ file *memoryFile }

func (i memoryInfo) Name() string       { return path.Base(i.file.name) }
func (i memoryInfo) Size() int64        { return i.file.size }
func (i memoryInfo) Mode() fs.FileMode  { return 0o444 }
func (i memoryInfo) ModTime() time.Time { return time.Time{} }
func (i memoryInfo) IsDir() bool        { return false }
func (i memoryInfo) Sys() any           { return nil }
