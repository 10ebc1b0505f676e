// Package markup turns our dialect of Markdown into HTML: CommonMark, tables,
// footnotes, definition lists, task lists and strikethrough, with Chinese
// emphasis, headings and line breaks set right and no raw HTML.
//
// It is given the text of a page and hands on a Document: the HTML with a gap
// for each destination, because only the site knows where a file ends up; the
// outline; and the links with their places. A page is converted once.
//
// What an author may have meant otherwise is a finding, not a guess: text that
// is almost a link, a table that is not one, a masked name whose star became
// emphasis. Whatever would make a page cost more than its size is refused
// while it is read, before the cost arises.
package markup

import (
	"bytes"
	"slices"
	"sync"

	gtext "github.com/yuin/goldmark/text"

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

	aside aside // where the HTML is when it isn't here
}

// LinkKind says what the author wrote.
type LinkKind uint8

const (
	Anchor LinkKind = iota // [text](destination) or <https://…>
	Image                  // ![alt](picture)
	Embed                  // ![caption](table.xlsx), .csv or .toml: a table is set here
)

// Link is a destination as the author wrote it. A dangerous one is reported
// and set as plain text: it is not among the links.
type Link struct {
	Kind        LinkKind
	External    bool   // Destination is a whole URL (http, https, mailto, tel), percent-encoded
	Gap         int    // byte offset into HTML
	Destination string // percent-decoded path, with any #fragment or ?query apart
	Fragment    string // without #, percent-decoded
	Query       string // without ?, as written
	Text        string // link text, alt text or caption, as plain text
	Start, End  int    // byte span of the whole link in the source text
}

// Heading is an entry of the outline.
type Heading struct {
	Level      int // as set: 2 to 6
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

// Convert reads the body of a page: t.Bytes from the offset body on. Source
// has seen to its size (2 MiB at most) and its characters. It is safe for
// concurrent use.
func Convert(t source.Text, body int, options Options) (*Document, diag.List) {
	p := &page{text: t, body: body, src: t.Bytes[body:], options: options, doc: &Document{}}
	if !p.fits() {
		return p.doc, p.found
	}
	root := dialect.Parse(gtext.NewReader(p.src), withPage(p))
	buffer := buffers.Get().(*[]byte)
	p.html = (*buffer)[:0]
	p.blocks(root)
	p.unusedNotes(lastFootnotes(root))
	p.doc.HTML = bytes.Clone(p.html)
	*buffer = p.html
	buffers.Put(buffer)
	return p.doc, p.found
}

// buffers are where pages are written, one after the other.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// Append appends HTML[from:to] to dst, with the gaps filled: fill appends what
// belongs at the gap of Links[i].
func (d *Document) Append(dst []byte, from, to int, fill func(dst []byte, i int) []byte) []byte {
	if d.aside.store != nil && len(d.Links) == 0 {
		at := len(dst)
		dst = slices.Grow(dst, to-from)[:at+to-from]
		d.aside.read(dst[at:], from)
		return dst
	}
	html := d.html()
	for i := range d.Links {
		if gap := d.Links[i].Gap; from <= gap && gap < to {
			dst = append(dst, html[from:gap]...)
			dst = fill(dst, i)
			from = gap
		}
	}
	return append(dst, html[from:to]...)
}

// Anchor is the id of the heading that a fragment means. Authors write the
// heading's text (other.md#一、总体情况) or its id.
func (d *Document) Anchor(fragment string) (id string, ok bool) {
	for i := range d.Outline {
		if d.Outline[i].ID == fragment {
			return fragment, true
		}
	}
	slug := HeadingID(fragment)
	for i := range d.Outline {
		if d.Outline[i].ID == slug {
			return slug, true
		}
	}
	return "", false
}
