package main

import (
	"io"
	"os"
	"strings"

	"gongkai/internal/inspect"
	"gongkai/internal/site"
)

// keptFile is where what was read of the pages is kept.
const keptFile = "pages"

// kept is what the last run read.
func (p *process) kept(mark *fingerprint) *site.Kept {
	k := &site.Kept{Program: programKey(), Stamp: mark.stamp, Pack: inspect.Pack, Unpack: inspect.Unpack}
	file, err := os.Open(p.memoPath(keptFile))
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

// keep keeps what this run read for the next.
func (p *process) keep(k *site.Kept, s *site.Site) {
	_ = p.memo(keptFile, func(w io.Writer) error { return k.WriteTo(w, s) })
}
