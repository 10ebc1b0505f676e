package markup

import (
	"fmt"
	"io"
)

// A large site has more HTML than anything else that is known of it, and each
// page's is wanted once more, when the page is printed. So whoever links a
// site may put it aside, into a file, and the document brings it back whenever
// it is asked for its text.

// aside is where a document's HTML was put.
type aside struct {
	store io.ReaderAt
	at    int64
	size  int
}

// PutAside forgets the HTML, size bytes which stand in a store at an offset. Append and Text bring it back; when it can't be read any more they
// panic with a *LostError, since the store is the program's own.
func (d *Document) PutAside(store io.ReaderAt, at int64, size int) {
	d.aside, d.HTML = aside{store, at, size}, nil
}

// Len is the length of the HTML in bytes.
func (d *Document) Len() int { return d.aside.size + len(d.HTML) }

// html is the HTML, wherever it is.
func (d *Document) html() []byte {
	if d.aside.store == nil {
		return d.HTML
	}
	html := make([]byte, d.aside.size)
	d.aside.read(html, 0)
	return html
}

// read brings back a piece of the HTML.
func (a *aside) read(into []byte, from int) {
	if _, err := a.store.ReadAt(into, a.at+int64(from)); err != nil {
		panic(&LostError{err})
	}
}

// LostError says that a text that was put aside can't be read back.
type LostError struct{ Err error }

func (e *LostError) Error() string {
	return fmt.Sprintf("markup: read back a converted text: %v", e.Err)
}
func (e *LostError) Unwrap() error { return e.Err }
