// Package markup turns our dialect of Markdown into HTML: CommonMark, tables,
// footnotes, definition lists, task lists and strikethrough, with Chinese
// emphasis, headings and line breaks set right and no raw HTML.
//
// It is given the text of a page and hands on a Document: the HTML with a gap
// for each destination, because only the site knows where a file ends up; the
// outline; and the links with their places. A page is converted once.
package markup

import (
	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// Document is one page's body, converted.
type Document struct {
	// HTML is safe to print as it is, but for the gaps: the destination of
	// Links[i] (already escaped for a double-quoted attribute) belongs at
	// Links[i].Gap; an Embed's gap takes a whole element.
	HTML    []byte
	Links   []Link    // in the order of their gaps
	Outline []Heading // in reading order
}

// LinkKind says what the author wrote.
type LinkKind uint8

const (
	Anchor LinkKind = iota // [text](destination) or <https://…>
	Image                  // ![alt](picture)
	Embed                  // ![caption](table.xlsx), .csv or .toml: a table is set here
)

// Link is a destination as the author wrote it.
type Link struct {
	Kind        LinkKind
	Gap         int    // byte offset into HTML
	Destination string // percent-decoded path, with any #fragment or ?query apart
	Fragment    string // without #
	Query       string // without ?
	Text        string // link text, alt text or caption, as plain text
	Start, End  int    // byte span of the whole link in the source text
}

// Heading is an entry of the outline.
type Heading struct {
	Level      int
	ID         string
	Text       string
	Start, End int // byte span of the line in the source text
	HTMLStart  int // byte offset of the heading's element in Document.HTML
}

// Options are what a page may ask of the dialect.
type Options struct {
	// Number resolves {{ name }} in running text (not in code) to the text to
	// print. nil leaves the braces as they are. When ok is false, nearest is
	// the name to suggest, or "".
	Number func(name string) (text, nearest string, ok bool)
}

// Convert reads the body of a page: t.Bytes from the offset body on.
func Convert(t source.Text, body int, options Options) (*Document, diag.List) { panic("unwritten") }

// Text is the page as plain text, a line a block, for search and abstracts.
func (d *Document) Text() string { panic("unwritten") }

// Rules is this room's part of the catalogue.
func Rules() []diag.Rule { panic("unwritten") }
