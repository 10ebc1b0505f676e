package main

import (
	"io"
	"os"
	"path/filepath"
)

// What a run leaves for the next stands in .gongkai/ beside the site: the memory
// of the last build, what was read of the pages, what is known of attachments.
// All of it may be deleted at any time, at the cost of some of the next run's
// time; so whoever writes it need not mind when that fails.

// memoPath is where something of that name is left.
func (p *process) memoPath(name string) string { return filepath.Join(p.siteDir, ".gongkai", name) }

// memo leaves something for the next run. Readers see what was there before or
// all that is written now, also while a preview and a build run side by side.
func (p *process) memo(name string, write func(io.Writer) error) error {
	name = p.memoPath(name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+"-*.new")
	if err != nil {
		return err
	}
	err = write(file)
	if err == nil {
		err = file.Chmod(0o644) // another user of the site may run the next
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}
