package markup

import (
	"bytes"
	"strings"
)

// Text is the page as plain text, a line a block (a row of a table is one
// line), for search and abstracts. It is read back from the HTML, which is our
// own, so that no second copy of the text is kept. The numbers of footnotes
// are left out, the captions of embedded tables are in.
func (d *Document) Text() string {
	t := textReader{}
	html, from := d.html(), 0
	for i := range d.Links {
		if l := &d.Links[i]; l.Kind == Embed {
			t.read(html[from:l.Gap])
			t.line()
			t.words([]byte(l.Text))
			t.line()
			from = l.Gap
		}
	}
	t.read(html[from:])
	t.line()
	return strings.TrimSuffix(t.out.String(), "\n")
}

// textReader drops the markup of our own HTML.
type textReader struct {
	out     strings.Builder
	started bool // the line has text
	space   bool // a space is due before the next word
	code    bool // in a block of code, whose lines are kept
	skip    bool // in the number of a footnote
}

func (t *textReader) read(html []byte) {
	for len(html) > 0 {
		open := bytes.IndexByte(html, '<')
		if open < 0 {
			t.words(html)
			return
		}
		t.words(html[:open])
		end := bytes.IndexByte(html[open:], '>')
		t.tag(html[open+1 : open+end])
		html = html[open+end+1:]
	}
}

// tag takes what a tag means for the lines; attributes are of no interest.
func (t *textReader) tag(tag []byte) {
	if bytes.Contains(tag, []byte("footnote-back")) {
		t.skip = true
		return
	}
	name, _, _ := bytes.Cut(tag, []byte{' '})
	switch string(name) {
	case "em", "/em", "strong", "/strong", "del", "/del", "code", "/code", "a", "img", "input":
	case "/a":
		t.skip = false
	case "sup", "/sup":
		t.skip = string(name) == "sup"
	case "br", "td", "/td", "th", "/th":
		t.space = true
	case "pre", "/pre":
		t.code = string(name) == "pre"
		t.line()
	default:
		t.line()
	}
}

// words takes text between tags, with each run of white space as one space.
func (t *textReader) words(text []byte) {
	if t.skip {
		return
	}
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '\n' && t.code:
			t.line()
			i++
		case c == ' ' || c == '\n' || c == '\t':
			t.space = true
			i++
		default:
			end := i + bytes.IndexAny(text[i:], " \n\t")
			if end < i {
				end = len(text)
			}
			if t.space && t.started {
				t.out.WriteByte(' ')
			}
			t.space, t.started = false, true
			t.word(text[i:end])
			i = end
		}
	}
}

// word writes text without spaces, its references resolved.
func (t *textReader) word(text []byte) {
	if bytes.IndexByte(text, '&') < 0 {
		t.out.Write(text)
		return
	}
	_, _ = fromHTML.WriteString(&t.out, string(text))
}

// fromHTML undoes escape.
var fromHTML = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`)

// line ends a line that has text.
func (t *textReader) line() {
	if t.started {
		t.out.WriteByte('\n')
	}
	t.started, t.space = false, false
}
