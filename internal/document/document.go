// Package document reads the files that offices exchange — Word (.docx),
// Excel (.xlsx), CSV, web pages, Markdown and plain text — as paragraphs and
// tables with the place of each in its source. It knows nothing of what they
// say. A PDF is refused: package pdf reads it, for those to whom it is enough
// to have most of a text and to know what is missing.
//
// A table keeps what its source tells: where each cell stands in the grid, how
// far it reaches, and whether it is hidden. What a document holds but doesn't
// show (tracked deletions, comments, hidden text, rows, columns and sheets) is
// never among the blocks: it is listed as Hidden, for the caller to report.
//
// Everything here is given bytes that may come from anywhere, so every reader
// has caps: on bytes, on unpacked bytes, on nesting, on cells. It also writes
// workbooks (Workbook).
package document

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"
)

// Caps on what is read. The longest official report in the field is some
// 300 KiB, the largest list some 20 MiB.
const (
	MaxFile  = 32 << 20 // bytes of a file
	maxText  = 8 << 20  // bytes of text in a document
	maxCells = 400_000  // cells of all tables
	maxGrid  = 16_384   // columns of a table
	maxDepth = 256      // of nested elements
)

// Kind is the shape of a source.
type Kind string

const (
	Plain    Kind = "text"
	Markdown Kind = "markdown"
	HTML     Kind = "html"
	Word     Kind = "docx"
	Sheet    Kind = "xlsx"
	CSV      Kind = "csv"
)

// Document is a source as blocks, in its own order.
type Document struct {
	Name   string
	Kind   Kind
	Title  string // as the file itself has it: <title>, the document's properties
	Blocks []Block
	Hidden []Hidden
	Text   string // decoded, LF at line ends; of Plain, Markdown and CSV alone
	Ours   bool   // Workbook wrote it, so that a blank in it is meant
}

// Block is a line or a paragraph, or a table.
type Block struct {
	Text  string
	Level int // of a heading, from 1; 0 for plain text
	Table *Table
	Place Place
	Frame bool // of the web page around the text: its menus, its foot
}

// Table is rows of cells.
type Table struct {
	Name   string // of the sheet
	Hidden bool   // the sheet is
	Rows   []Row
}

// Row is the cells that begin in a line of the grid.
type Row struct {
	Cells  []Cell
	Hidden bool
}

// Cell is one cell. Its column counts from 0 in the grid; spans are at least 1.
type Cell struct {
	Text             string
	Column           int
	RowSpan, ColSpan int
	Hidden           bool // its column is
	Header           bool // the source says that it heads a row or a column
	Formula          bool // computed, and the file doesn't hold the result
	Place            Place
}

// Place is where something stands in its source: a line of a text, or a cell.
type Place struct {
	Line  int    // from 1; 0 when the source has no lines
	Where string // 表1第3行第2格; Sheet1!B3
}

// Concealment is how a document holds what it doesn't show.
type Concealment string

const (
	Deleted      Concealment = "deleted"  // a tracked deletion
	Comment      Concealment = "comment"  // a remark of an editor
	HiddenText   Concealment = "text"     // white or marked as hidden
	HiddenRow    Concealment = "row"      // of a table
	HiddenColumn Concealment = "column"   // of a table
	HiddenSheet  Concealment = "sheet"    // of a workbook
	External     Concealment = "external" // an object, a macro or a file elsewhere
)

// Hidden is something that a document holds but doesn't show.
type Hidden struct {
	Concealment
	Text  string
	Place Place
}

// Reason is why a file can't be read.
type Reason string

const (
	Empty       Reason = "empty"       // no bytes at all
	TooLarge    Reason = "too large"   // more than the caps allow; Detail says of what
	OldOffice   Reason = "old office"  // .doc, .xls, .ppt or .wps, whatever it is named
	PDF         Reason = "pdf"         // package pdf reads it; here it would only be guessed which cell a number belongs to
	Picture     Reason = "picture"     // a scan
	Encrypted   Reason = "encrypted"   // with a password
	Unsafe      Reason = "unsafe"      // a bomb, or built to mislead readers
	Damaged     Reason = "damaged"     // not whole
	Unreadable  Reason = "unreadable"  // no kind that is known
	NotDecoded  Reason = "not decoded" // text in no encoding that is known
	UnknownPack Reason = "archive"     // a zip that is neither Word nor Excel
)

// Error is why a file can't be read.
type Error struct {
	Reason Reason
	Detail string // the member of an archive, the limit, or the place
}

func (e *Error) Error() string {
	if e.Detail == "" {
		return "document: " + string(e.Reason)
	}
	return "document: " + string(e.Reason) + ": " + e.Detail
}

// Read reads a file by what it holds; its name only tells texts apart. The
// error is always an *Error.
func Read(name string, data []byte) (*Document, error) {
	d, err := read(name, data)
	if err != nil {
		return nil, err
	}
	d.Name = name
	return d, nil
}

func read(name string, data []byte) (*Document, error) {
	switch {
	case len(data) == 0:
		return nil, &Error{Empty, ""}
	case len(data) > MaxFile:
		return nil, &Error{TooLarge, fmt.Sprintf("%d MiB", MaxFile>>20)}
	}
	switch sniff(data) {
	case "zip":
		return readPackage(data)
	case "ole":
		return nil, oleReason(data)
	case "pdf":
		return nil, &Error{PDF, ""}
	case "picture":
		return nil, &Error{Picture, ""}
	case "rtf":
		return nil, &Error{OldOffice, "RTF"}
	}
	extension := strings.ToLower(path.Ext(name))
	if looksLikeHTML(data) || extension == ".html" || extension == ".htm" {
		return readHTML(data)
	}
	text, err := Decode(data)
	if err != nil {
		return nil, err
	}
	if len(text) > maxText {
		return nil, &Error{TooLarge, fmt.Sprintf("%d MiB", maxText>>20)}
	}
	switch extension {
	case ".csv":
		return readCSV(text)
	case ".md", ".markdown":
		return readMarkdown(text), nil
	}
	return readPlain(text), nil
}

// sniff tells binary kinds by their first bytes; "" for text.
func sniff(data []byte) string {
	for _, magic := range []struct{ prefix, kind string }{
		{"PK\x03\x04", "zip"},
		{"PK\x05\x06", "zip"},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"},
		{"%PDF-", "pdf"},
		{`{\rtf`, "rtf"},
		{"\xff\xd8\xff", "picture"},
		{"\x89PNG\r\n", "picture"},
		{"GIF8", "picture"},
		{"II*\x00", "picture"},
		{"MM\x00*", "picture"},
		{"BM", "bmp"},
	} {
		if bytes.HasPrefix(data, []byte(magic.prefix)) {
			if magic.kind == "bmp" {
				if len(data) > 14 && bytes.Equal(data[6:10], []byte{0, 0, 0, 0}) {
					return "picture"
				}
				continue
			}
			return magic.kind
		}
	}
	return ""
}

// oleReason tells a password-protected new file, which is wrapped in the old
// container, from an old one.
func oleReason(data []byte) *Error {
	name := []byte{}
	for _, r := range "EncryptedPackage" {
		name = append(name, byte(r), 0)
	}
	if bytes.Contains(data, name) {
		return &Error{Encrypted, ""}
	}
	return &Error{OldOffice, ""}
}

// shorten is a text as it is quoted in a finding.
func shorten(s string) string {
	const most = 40
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
