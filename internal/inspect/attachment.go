package inspect

import (
	"archive/zip"
	"bytes"
	"errors"
	"html"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gongkai/internal/diag"
	"gongkai/internal/document"
	"gongkai/internal/privacy"
)

// reading is the state of looking through one attachment.
type reading struct {
	options  privacy.Options
	words    *Words
	scan     *Scan
	seen     map[string]bool // hashes: a value is told of once a file
	inside   string          // the member of an archive that is being read
	office   bool            // the archive is an office file
	unpacked int64
}

const (
	deepest      = 3        // archives in archives
	mostUnpacked = 96 << 20 // bytes of all members
	mostMembers  = 4096
)

// file looks through a file, whatever it is. First as the document that it is,
// so that findings have their place and tables their headings; then, since an
// office file is an archive, through all the rest of what is packed in it:
// comments, properties, headers, old versions.
func (r *reading) file(name string, data []byte, depth int) {
	d, err := document.Read(name, data)
	var failed *document.Error
	if errors.As(err, &failed) && failed.Reason == document.PDF {
		d, err = r.pdf(data)
		failed = nil
	}
	switch {
	case err == nil:
		r.document(d)
		if d.Kind == document.HTML {
			r.source(data)
		}
	case errors.As(err, &failed):
		if why, ok := reasons[failed.Reason]; ok {
			r.unread(why)
		}
	}
	if f, ok := privacy.LocatedPhoto(data); ok {
		r.add(f, 0, "")
	}
	if bytes.HasPrefix(data, []byte("PK")) && (failed == nil || failed.Reason != document.Unsafe && failed.Reason != document.Encrypted) {
		r.archive(data, depth, err == nil)
	}
}

// document looks through what a reader of documents made of a file.
func (r *reading) document(d *document.Document) {
	for _, b := range d.Blocks {
		if b.Table != nil {
			r.table(b.Table)
		} else {
			r.text(b.Text, b.Place)
			r.wrong(b.Text, nil, b.Place)
		}
	}
	for _, h := range d.Hidden {
		r.text(h.Text, h.Place)
		r.wrong(h.Text, nil, h.Place)
	}
	r.text(d.Title, document.Place{Where: "标题"})
	r.conceal(d.Hidden)
}

// source looks through what a page holds besides its text: comments, scripts,
// attributes. Much in it is made by programs, so that only what is proven
// counts.
func (r *reading) source(data []byte) {
	text, err := document.Decode(data)
	if err != nil {
		return
	}
	for _, f := range privacy.Find(html.UnescapeString(text), r.options) {
		if f.Confidence == privacy.High {
			r.add(f, 0, "网页源代码")
		}
	}
}

func (r *reading) text(text string, at document.Place) {
	for _, f := range privacy.Find(text, r.options) {
		r.add(f, at.Line, at.Where)
	}
}

// table looks through a table by rows, with its headings.
func (r *reading) table(t *document.Table) {
	rows := make([][]string, len(t.Rows))
	places := make([][]document.Place, len(t.Rows))
	for i, row := range t.Rows {
		for _, c := range row.Cells {
			r.wrong(c.Text, t, c.Place)
			for len(rows[i]) <= c.Column {
				rows[i], places[i] = append(rows[i], ""), append(places[i], document.Place{})
			}
			rows[i][c.Column], places[i][c.Column] = c.Text, c.Place
		}
	}
	for _, f := range privacy.FindRows(rows, headings(rows), r.options) {
		at := placed(t, places[f.Row][f.Column])
		r.add(f.Finding, at.Line, at.Where)
	}
}

// placed is a place in a table with the table's name.
func placed(t *document.Table, at document.Place) document.Place {
	if t != nil && at.Where != "" && t.Name != "" && !strings.Contains(at.Where, "!") {
		at.Where = t.Name + " " + at.Where
	}
	return at
}

// wrong notes the wrong words of a text, each where it stands first.
func (r *reading) wrong(text string, t *document.Table, at document.Place) {
	r.words.each(text, func(word *wordTOML, _ int) {
		i := slices.IndexFunc(r.scan.Words, func(w FileWord) bool { return w.Wrong == word.Wrong })
		if i >= 0 {
			r.scan.Words[i].Times++
			return
		}
		at := placed(t, at)
		w := FileWord{Wrong: word.Wrong, Times: 1, Line: at.Line, Where: at.Where}
		if r.inside != "" {
			w.Line, w.Where = 0, strings.TrimSpace(r.inside+" "+at.Where)
		}
		r.scan.Words = append(r.scan.Words, w)
	})
}

// headings is how many rows head a table: up to the first of the top five that
// names two columns or more without any long number.
func headings(rows [][]string) int {
	for i, row := range rows[:min(5, len(rows))] {
		filled, number := 0, false
		for _, cell := range row {
			if strings.TrimSpace(cell) != "" {
				filled++
			}
			number = number || digits(cell) >= 6
		}
		switch {
		case number:
			return i
		case filled >= 2:
			return i + 1
		}
	}
	return min(1, len(rows))
}

func digits(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// add notes a finding, once a value.
func (r *reading) add(f privacy.Finding, line int, where string) {
	if r.seen[f.Hash] {
		return
	}
	r.seen[f.Hash] = true
	if r.inside != "" {
		line, where = 0, strings.TrimSpace(r.inside+" "+where)
	}
	r.scan.Personal = append(r.scan.Personal, FileSighting{f, line, where})
}

// concealments is how what is hidden is counted, in words.
var concealments = []struct {
	kind document.Concealment
	text diag.Text
}{
	{document.Deleted, diag.Text{ZH: "修订中删去的文字", EN: "tracked deletions"}},
	{document.Comment, diag.Text{ZH: "批注", EN: "comments"}},
	{document.HiddenText, diag.Text{ZH: "隐藏的文字", EN: "hidden text"}},
	{document.HiddenRow, diag.Text{ZH: "隐藏的行", EN: "hidden rows"}},
	{document.HiddenColumn, diag.Text{ZH: "隐藏的列", EN: "hidden columns"}},
	{document.HiddenSheet, diag.Text{ZH: "隐藏的工作表", EN: "hidden sheets"}},
	{document.External, diag.Text{ZH: "外部对象或宏", EN: "objects or macros"}},
}

func (r *reading) conceal(hidden []document.Hidden) {
	var parts []diag.Text
	for _, c := range concealments {
		n := 0
		for _, h := range hidden {
			if h.Concealment == c.kind {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, diag.Text{ZH: c.text.ZH + " " + strconv.Itoa(n) + " 处", EN: c.text.EN + " " + strconv.Itoa(n)})
		}
	}
	if r.inside == "" {
		r.scan.Concealed = joined(parts, "、", ", ")
	}
}

// archive looks through the members of a zip. known is whether the document's
// own reader has been through it: then only the parts that it passes over are
// of interest.
func (r *reading) archive(data []byte, depth int, known bool) {
	pack, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) || depth >= deepest {
		return
	}
	if len(pack.File) > mostMembers {
		r.unread(tooMuch)
		return
	}
	office := slices.ContainsFunc(pack.File, func(f *zip.File) bool { return f.Name == "[Content_Types].xml" })
	outer, outerOffice := r.inside, r.office
	for _, f := range pack.File {
		r.inside, r.office = outer, outerOffice
		if strings.HasSuffix(f.Name, "/") || office && passed(f.Name, known) {
			continue
		}
		if f.Flags&1 != 0 {
			r.unread(locked)
			continue
		}
		body, err := r.member(f)
		if err != nil {
			r.unread(dangerous)
			break
		}
		r.inside = strings.TrimSpace(outer + " " + path.Base(strings.ToValidUTF8(f.Name, "?")))
		r.text(strings.TrimSuffix(f.Name, path.Ext(f.Name)), document.Place{Where: "文件名"})
		switch {
		case office && (path.Ext(f.Name) == ".xml" || path.Ext(f.Name) == ".rels" || path.Ext(f.Name) == ".vml"):
			if known && strings.Contains(f.Name, "/worksheets/sheet") {
				body = besideCells(body)
			}
			r.text(plain(body), document.Place{})
		default:
			r.office = r.office || office
			r.file(f.Name, body, depth+1)
		}
	}
	r.inside, r.office = outer, outerOffice
}

// passed are the parts of an office file that hold no words of people, and
// those that its own reader has read.
func passed(name string, known bool) bool {
	for _, part := range []string{"/theme/", "/styles", "/fontTable", "/webSettings", "/calcChain", "[Content_Types]", "/printerSettings"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return known && strings.HasSuffix(name, ".rels") && !strings.Contains(name, "document.xml") && !strings.Contains(name, "sheet")
}

// besideCells is a sheet's XML without its cells, which its own reader has
// read, but with their formulas.
func besideCells(xml []byte) []byte {
	from, to := bytes.Index(xml, []byte("<sheetData")), bytes.LastIndex(xml, []byte("</sheetData>"))
	if from < 0 || to < from {
		return xml
	}
	rest := append(slices.Clone(xml[:from]), '\n')
	for cells := xml[from:to]; ; {
		i := bytes.Index(cells, []byte("<f"))
		if i < 0 {
			break
		}
		cells = cells[i:]
		end := bytes.Index(cells, []byte("</f>"))
		if end < 0 {
			break
		}
		rest = append(append(rest, cells[:end]...), "</f></c>"...)
		cells = cells[end:]
	}
	return append(rest, xml[to:]...)
}

func (r *reading) member(f *zip.File) ([]byte, error) {
	opened, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	data, err := io.ReadAll(io.LimitReader(opened, mostUnpacked-r.unpacked+1))
	r.unpacked += int64(len(data))
	if err == nil && r.unpacked > mostUnpacked {
		err = errors.New("inspect: an archive unpacks beyond measure")
	}
	return data, err
}

// plain is the text of an XML part: runs joined, a line a paragraph, a cell or
// an entry; what people wrote into attributes too.
func plain(xml []byte) string {
	var b strings.Builder
	for len(xml) > 0 {
		open := bytes.IndexByte(xml, '<')
		if open < 0 {
			break
		}
		b.Write(xml[:open])
		end := bytes.IndexByte(xml[open:], '>')
		if end < 0 {
			break
		}
		tag := xml[open+1 : open+end]
		if ends(tag) {
			b.WriteByte('\n')
		}
		for _, value := range written(tag) {
			b.WriteByte('\n')
			b.Write(value)
			b.WriteByte('\n')
		}
		xml = xml[open+end+1:]
	}
	return html.UnescapeString(b.String())
}

// attributes are those that people fill in; val is one in the elements below.
var attributes = []string{"Target", "author", "userId", "descr", "title", "alt", "name", "prompt", "promptTitle", "error", "tooltip", "display", "location", "initials", "val", "value", "string"}

var valued = []string{"default", "docVar", "tag", "alias", "query", "connectString", "listItem", "placeholder", "textpath"}

// written is the values that people wrote into a tag.
func written(tag []byte) [][]byte {
	var values [][]byte
	element, _, _ := bytes.Cut(tag, []byte(" "))
	if i := bytes.IndexByte(element, ':'); i >= 0 {
		element = element[i+1:]
	}
	for rest := tag; ; {
		i := bytes.Index(rest, []byte(`="`))
		if i < 0 {
			return values
		}
		name := rest[bytes.LastIndexAny(rest[:i], " :\n\t")+1 : i]
		value, after, ok := bytes.Cut(rest[i+2:], []byte{'"'})
		if !ok {
			return values
		}
		if n := string(name); slices.Contains(attributes, n) && (n != "val" || slices.Contains(valued, string(element))) {
			values = append(values, value)
		}
		rest = after
	}
}

// ends tells the elements that end a line of text.
func ends(tag []byte) bool {
	if len(tag) == 0 || tag[0] != '/' {
		return false
	}
	name := string(tag[1:])
	if i := strings.IndexByte(name, ':'); i >= 0 && name[:i] != "dc" && name[:i] != "cp" && name[:i] != "vt" {
		name = name[i+1:]
	} else if i >= 0 {
		return true // a property
	}
	switch name {
	case "p", "si", "comment", "tc", "c", "v", "h", "row", "text", "title", "property", "lpwstr":
		return true
	}
	return false
}
