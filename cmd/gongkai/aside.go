package main

import (
	"io"
	"os"
	"path/filepath"

	"gongkai/internal/site"
)

// asideFile is a file without a name, where texts wait until they are printed.
type asideFile struct{ *os.File }

// Close frees its space.
func (f asideFile) Close() error {
	err := f.File.Close()
	_ = os.Remove(f.Name()) // where an open file can't be removed
	return err
}

// newAside makes a place for texts beside the record of the last run, and what
// closes it. Without one, where nothing can be written, they stay in memory.
func (p *process) newAside() (*site.Aside, io.Closer) {
	state := filepath.Join(p.siteDir, ".gongkai")
	if err := os.MkdirAll(state, 0o755); err != nil {
		return nil, io.NopCloser(nil)
	}
	file, err := os.CreateTemp(state, "texts-")
	if err != nil {
		return nil, io.NopCloser(nil)
	}
	_ = os.Remove(file.Name()) // so that a kill leaves nothing behind
	return site.NewAside(file), asideFile{file}
}
