package source

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"strconv"
	"unicode/utf8"

	"gongkai/internal/diag"
)

// Caps on what is read. The longest official page in the field is some
// 200 KiB; what is a hundred times longer is a mistake or an attack.
const (
	maxPage = 2 << 20
	maxData = 1 << 20
)

// longLine is where a line is too long to be shown beside a finding.
const longLine = 64 << 10

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
	if lineEnd-lineStart <= longLine {
		p.Text = string(t.Bytes[lineStart:lineEnd])
	}
	return p
}

// position is the line and the column (in characters, both from 1) of a byte offset.
func (t Text) position(offset int) (line, column int) {
	before := t.Bytes[:offset]
	lineStart := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte{'\n'}) + 1, utf8.RuneCount(before[lineStart:]) + 1
}

// Text reads the file and decodes it. What isn't UTF-8 gives a finding with
// the way to convert it, and no text.
func (f *File) Text() (Text, diag.List) {
	limit := maxPage
	if path.Ext(f.Path) == ".toml" {
		limit = maxData
	}
	raw, err := f.read(limit + 1)
	switch {
	case err != nil:
		return Text{Name: f.Name()}, diag.List{ruleUnreadable.New(f.Place(), shown(path.Base(f.Path)), cause(err))}
	case len(raw) > limit:
		return Text{Name: f.Name()}, diag.List{ruleTooLarge.New(f.Place(), size(limit))}
	}
	return decode(f.Name(), raw)
}

// read is the first bytes of the file.
func (f *File) read(limit int) ([]byte, error) {
	if r, ok := f.fs.(Reader); ok {
		return r.ReadRegular(f.Path, limit)
	}
	file, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var b bytes.Buffer
	b.Grow(min(int(f.Size), limit) + bytes.MinRead)
	_, err = b.ReadFrom(io.LimitReader(file, int64(limit)))
	return b.Bytes(), err
}

// cause is the words for an operating system's error.
func cause(err error) diag.Text {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return diag.Text{ZH: "文件已被删除或改名", EN: "it was removed or renamed"}
	case errors.Is(err, fs.ErrPermission):
		return diag.Text{ZH: "没有读取权限", EN: "permission denied"}
	case errors.Is(err, ErrNotRegular):
		return diag.Text{ZH: "它已不是普通文件", EN: "it is no longer a regular file"}
	}
	return diag.Text{ZH: shown(err.Error()), EN: shown(err.Error())}
}

// decode makes a text of a file's bytes. With an error among the findings
// there is no text.
func decode(name string, raw []byte) (Text, diag.List) {
	if problem := refuse(Text{name, raw}); problem != nil {
		return Text{Name: name}, diag.List{*problem}
	}
	t := Text{name, unixLines(bytes.TrimPrefix(raw, []byte("\ufeff")))}
	problems := inspect(t)
	if problems.Count(diag.Error) > 0 {
		t.Bytes = nil
	}
	return t, problems
}

// unixLines ends every line with LF, as written on Windows (CR LF) or on old
// Macs (CR).
func unixLines(b []byte) []byte {
	if bytes.IndexByte(b, '\r') < 0 {
		return b
	}
	b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(b, []byte("\r"), []byte("\n"))
}

// size is a cap as a message says it.
func size(n int) string {
	if n >= 1<<20 {
		return strconv.Itoa(n>>20) + " MiB"
	}
	return strconv.Itoa(n>>10) + " KiB"
}

var ruleTooLarge = diag.Rule{
	Code: "S001", Severity: diag.Error,
	Message: diag.Text{
		ZH: "文件超过 {1}，没有读取",
		EN: "the file is larger than {1} and was not read",
	},
	Hint: diag.Text{
		ZH: "把长文拆成几篇，或者把数据放进附件",
		EN: "split the text into several pages, or put the data into an attachment",
	},
	Why: diag.Text{
		ZH: "这样大的文本多半是误放的文件，会拖慢生成和浏览",
		EN: "a text of this size is usually a misplaced file, and slows down the build and its readers",
	},
	Good: goodPage,
}
