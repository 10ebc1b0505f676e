package source

import "gongkai/internal/diag"

// Data is a TOML document, or the front matter of a page, with the place of
// every key and every value. A path names a value: Data.Place("requests",
// "new", "3") is the fourth number of that row, Data.Place("column", "0",
// "path") the path of the first [[column]].
type Data struct{}

// ParseData reads a whole file as TOML. With an error among the findings the
// Data is nil.
func ParseData(t Text) (*Data, diag.List) { panic("unwritten") }

// FrontMatter reads the +++ block that opens a page and says where the body
// begins (a byte offset into t). With an error among the findings the Data is
// nil.
func FrontMatter(t Text) (front *Data, body int, problems diag.List) { panic("unwritten") }

// Decode fills a struct by its toml tags. A key that the struct doesn't know
// is an error that names the nearest one it knows; a value of the wrong type
// is an error at the value. Every problem is reported, not only the first.
func (d *Data) Decode(into any) diag.List { panic("unwritten") }

// Has tells whether the document says anything at this path.
func (d *Data) Has(path ...string) bool { panic("unwritten") }

// Keys is the names directly under a table (none: the document), or the
// indexes of an array, in the order of the file.
func (d *Data) Keys(path ...string) []string { panic("unwritten") }

// Raw is the value as it is written, so that 3415.70 stays 3415.70.
func (d *Data) Raw(path ...string) string { panic("unwritten") }

// Place is the place of a value; of the key, when the value is a table; of
// the nearest table above, when there is no such value.
func (d *Data) Place(path ...string) diag.Place { panic("unwritten") }

// KeyPlace is the place of the last key of a path.
func (d *Data) KeyPlace(path ...string) diag.Place { panic("unwritten") }
