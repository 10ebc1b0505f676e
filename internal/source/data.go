package source

import (
	"errors"

	"github.com/BurntSushi/toml"

	"gongkai/internal/diag"
)

// Data is a TOML document, or the front matter of a page, with the place of
// every key and every value. A path names a value: Data.Place("requests",
// "new", "3") is the fourth number of that row, Data.Place("column", "0",
// "path") the path of the first [[column]].
type Data struct {
	nodes
	text   Text
	base   int            // where src begins in the text
	src    string         // the TOML
	root   span           // the fence that opens the front matter; empty when the file is all TOML
	values map[string]any // as BurntSushi decodes them
}

// ParseData reads a whole file as TOML. With an error among the findings the
// Data is nil.
func ParseData(t Text) (*Data, diag.List) {
	if len(t.Bytes) > maxData {
		return nil, diag.List{ruleTooLarge.New(diag.Place{File: t.Name}, size(maxData))}
	}
	return parse(index(t, 0, len(t.Bytes), nil), span{})
}

// ParseFigures reads a file whose values are figures, but for those of keys
// that isWords knows. It is ParseData that advises differently on a slip: a
// figure that was typed wrongly doesn't become right in quotes.
func ParseFigures(t Text, isWords func(key string) bool) (*Data, diag.List) {
	if len(t.Bytes) > maxData {
		return ParseData(t)
	}
	return parse(index(t, 0, len(t.Bytes), isWords), span{})
}

// parse reads the TOML that a lexer has walked. root is where it says what is
// missing in it.
func parse(l *lexer, root span) (*Data, diag.List) {
	if l.problems.Count(diag.Error) > 0 {
		return nil, l.problems
	}
	d := &Data{nodes: l.nodes, text: l.text, base: l.base, src: l.src, root: root}
	var values any
	if _, err := toml.Decode(l.src, &values); err != nil {
		var fault toml.ParseError
		if !errors.As(err, &fault) {
			panic(err) // the decoder has no other error
		}
		at := fault.Position
		return nil, append(l.problems, ruleSyntax.New(l.place(at.Start, at.Start+at.Len), fault.Message))
	}
	d.values = values.(map[string]any)
	return d, l.problems
}

// find is the node at the end of a path, or none with the nearest table above.
func (d *Data) find(path []string) (n, above int32) {
	for _, name := range path {
		c := d.child(n, name)
		if c == none {
			return none, n
		}
		n = c
	}
	return n, n
}

// Has tells whether the document says anything at this path.
func (d *Data) Has(path ...string) bool {
	n, _ := d.find(path)
	return n != none
}

// Keys is the names directly under a table (none: the document), or the
// indexes of an array, in the order of the file.
func (d *Data) Keys(path ...string) []string {
	n, _ := d.find(path)
	if n == none {
		return nil
	}
	children := d.all[n].children
	keys := make([]string, len(children))
	for i, c := range children {
		keys[i] = d.all[c].name
		if d.all[n].elements {
			keys[i] = number(i)
		}
	}
	return keys
}

// Raw is the value as it is written, so that 3415.70 stays 3415.70; "" for a
// table that has a header, and for no value.
func (d *Data) Raw(path ...string) string {
	n, _ := d.find(path)
	if n == none {
		return ""
	}
	v := d.all[n].value
	return d.src[v.start:v.end]
}

// Place is the place of a value; of the key, when the value is a table; of
// the nearest table above, when there is no such value.
func (d *Data) Place(path ...string) diag.Place {
	n, above := d.find(path)
	if n == none {
		return d.keyPlace(above)
	}
	return d.valuePlace(n)
}

// KeyPlace is the place of the last key of a path.
func (d *Data) KeyPlace(path ...string) diag.Place {
	n, above := d.find(path)
	if n == none {
		n = above
	}
	return d.keyPlace(n)
}

func (d *Data) valuePlace(n int32) diag.Place {
	if node := d.all[n]; node.kind != tableKind && node.kind != tablesKind {
		return d.place(node.value)
	}
	return d.keyPlace(n)
}

// keyPlace is the place of a node's key; of its value, when it is an element
// of a list; of the whole, when it is the document.
func (d *Data) keyPlace(n int32) diag.Place {
	node := d.all[n]
	switch {
	case n == 0 && d.root == (span{}):
		return diag.Place{File: d.text.Name}
	case n == 0:
		return d.text.Place(d.root.start, d.root.end)
	case node.key != (span{}):
		return d.place(node.key)
	}
	return d.place(node.value)
}

func (d *Data) place(s span) diag.Place { return d.text.Place(d.base+s.start, d.base+s.end) }
