// Package pdf reads the text of a PDF: page by page, letters put into lines and
// tables by their places, together with what could not be read. It decides what
// the bytes that a file shows mean, and hides how ISO 32000-1 (PDF 1.7) has
// them written: its objects (7.3), streams and filters (7.4), fonts and the
// maps of their codes (9.7, 9.10), and the operators of a page (9.4).
//
// A PDF is read for the numbers in it, so that what could not be read matters
// as much as what could: a reader that skips a glyph in silence lets a leak
// pass for clean. So every glyph that is shown is counted, and every page that
// shows something and holds no text is named.
//
// A file is not trusted to know its own shape. Its table of objects is passed
// over; the objects are found where they stand, from the beginning, a later
// one in the place of an earlier. That is linear, and reads damaged files too.
// All work is paid for out of one purse.
package pdf

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"gongkai/internal/document"
)

// Unread is what of a PDF could not be read as text.
type Unread struct {
	Glyphs int   // letters whose meaning the file doesn't tell
	Pages  []int // that show a picture or drawn outlines and hold no text
	Files  int   // packed inside it
}

// kind is the kind of what Read reads; document.Read refuses a PDF.
const kind document.Kind = "pdf"

// Read reads the text of a PDF page by page, tables as tables, and says what
// could not be read. The error is always a *document.Error.
func Read(data []byte) (d *document.Document, unread Unread, err error) {
	if len(data) > maxFile {
		return nil, Unread{}, &document.Error{Reason: document.TooLarge, Detail: fmt.Sprintf("%d MiB", maxFile>>20)}
	}
	defer func() {
		if p := recover(); p != nil {
			if p != errTooMuch {
				panic(p)
			}
			d, unread, err = nil, Unread{}, &document.Error{Reason: document.TooLarge}
		}
	}()
	f := &file{purse: purse{mostWork, mostUnpacked}, data: data, at: map[int]place{}, known: map[int]any{}, trailer: dictionary{}}
	f.find()
	if f.trailer["Encrypt"] != nil {
		return nil, Unread{}, &document.Error{Reason: document.Encrypted}
	}
	pages := f.pages()
	if len(pages) == 0 {
		return nil, Unread{}, &document.Error{Reason: document.Damaged}
	}
	r := &reader{file: f, fonts: map[reference]*font{}}
	for i, page := range pages {
		r.page(i+1, page)
	}
	title := r.about()
	return &document.Document{Kind: kind, Title: title, Blocks: r.blocks}, r.unread, nil
}

// about reads what the file says of itself, and counts what is packed in it.
func (r *reader) about() (title string) {
	f := r.file
	info := f.dict(f.trailer["Info"])
	for _, key := range []symbol{"Title", "Author", "Subject", "Keywords"} {
		title = strings.TrimSpace(title + " " + f.text(info[key]))
	}
	for _, number := range f.numbered() {
		s, ok := f.get(reference(number)).(*stream)
		if !ok {
			continue
		}
		switch {
		case f.name(s.dict["Type"]) == "EmbeddedFile":
			r.unread.Files++
		case f.name(s.dict["Subtype"]) == "XML":
			if data, ok := f.unpack(s); ok {
				r.add(document.Block{Text: tagless(string(data)), Place: document.Place{Where: "属性"}})
			}
		}
	}
	return title
}

// tagless is the text of an XML stream, a line an element.
func tagless(xml string) string {
	var b strings.Builder
	for xml != "" {
		text, rest, _ := strings.Cut(xml, "<")
		b.WriteString(strings.TrimSpace(text))
		_, xml, _ = strings.Cut(rest, ">")
		b.WriteByte('\n')
	}
	return b.String()
}

// text is a text that people wrote into the file's objects.
func (f *file) text(v any) string {
	s, _ := f.get(v).(string)
	f.spend(len(s))
	return strings.TrimSpace(textString(s))
}

// textString reads a text string: UTF-16 with a mark, UTF-8 with a mark, else as
// bytes of Latin letters.
func textString(s string) string {
	if rest, ok := strings.CutPrefix(s, "\xEF\xBB\xBF"); ok {
		return strings.ToValidUTF8(rest, "?")
	}
	if rest, ok := strings.CutPrefix(s, "\xFE\xFF"); ok {
		return utf16Text(rest)
	}
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

// utf16Text reads big-endian UTF-16.
func utf16Text(s string) string {
	units := make([]uint16, len(s)/2)
	for i := range units {
		units[i] = uint16(s[2*i])<<8 | uint16(s[2*i+1])
	}
	return string(utf16.Decode(units))
}
