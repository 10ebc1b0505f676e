//go:build !linux

package main

import (
	"io"
	"os"
)

// contentFS is the content folder.
type contentFS struct {
	rootFS
	io.Closer
}

func newContentFS(root *os.Root) *contentFS {
	return &contentFS{root.FS().(rootFS), io.NopCloser(nil)}
}
