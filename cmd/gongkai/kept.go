package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"gongkai/internal/inspect"
	"gongkai/internal/site"
)

// keptFile is where what was read of the pages is kept, beside the record of
// the last run. It may be deleted at any time.
const keptFile = "pages"

func (p *process) keptPath() string { return filepath.Join(p.siteDir, ".gongkai", keptFile) }

// kept is what the last run read.
func (p *process) kept(mark *fingerprint) *site.Kept {
	k := &site.Kept{Program: programKey(), Stamp: mark.stamp, Pack: inspect.Pack, Unpack: inspect.Unpack}
	file, err := os.Open(p.keptPath())
	if err != nil {
		return k
	}
	defer file.Close()
	var text strings.Builder
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
		text.Grow(int(info.Size()))
	}
	if _, err := io.Copy(&text, file); err == nil {
		k.Last = text.String()
	}
	return k
}

// keep keeps what this run read for the next. A folder that can't be written
// costs the next run some time and nothing else.
func (p *process) keep(k *site.Kept, s *site.Site) {
	name := p.keptPath()
	file, err := os.Create(name + ".new")
	if err != nil {
		return
	}
	err = k.WriteTo(file, s)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		_ = os.Remove(name + ".new")
		return
	}
	_ = os.Rename(name+".new", name)
}
