package source

import (
	"bytes"
	"unicode/utf8"

	"gongkai/internal/diag"
)

// Text is a decoded text file: UTF-8 without a byte order mark, every line
// ended by LF. Offsets into Bytes are what the rooms above pass around;
// Place turns them into lines and columns when there is something to say.
type Text struct {
	Name  string // as diagnostics name it, relative to the site: content/report/2023.toml
	Bytes []byte
}

// Place is the span [start, end) in bytes as lines and columns.
func (t Text) Place(start, end int) diag.Place {
	start = min(max(start, 0), len(t.Bytes))
	end = min(max(end, start), len(t.Bytes))
	p := diag.Place{File: t.Name}
	p.Line, p.Column = t.position(start)
	p.EndLine, p.EndColumn = t.position(end)
	lineStart := bytes.LastIndexByte(t.Bytes[:start], '\n') + 1
	lineEnd := len(t.Bytes)
	if i := bytes.IndexByte(t.Bytes[start:], '\n'); i >= 0 {
		lineEnd = start + i
	}
	p.Text = string(t.Bytes[lineStart:lineEnd])
	return p
}

// position is the line and the column (in characters, both from 1) of a byte offset.
func (t Text) position(offset int) (line, column int) {
	before := t.Bytes[:offset]
	lineStart := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte{'\n'}) + 1, utf8.RuneCount(before[lineStart:]) + 1
}
