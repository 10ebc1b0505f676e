package document

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/htmlindex"
)

// looksLikeHTML tells a web page, also one that was saved as .doc or .xls.
func looksLikeHTML(data []byte) bool {
	head := bytes.ToLower(data[:min(len(data), 2048)])
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<table", "<div", "<p>", "<p ", "<?xml"} {
		if bytes.HasPrefix(head, []byte(tag)) {
			return tag != "<?xml" || bytes.Contains(head, []byte("<html"))
		}
	}
	return false
}

// readHTML reads a page as it is pasted from a content management system.
func readHTML(data []byte) (*Document, error) {
	text, err := decodeHTML(data)
	if err != nil {
		return nil, err
	}
	if len(text) > 4*maxText {
		return nil, &Error{TooLarge, fmt.Sprintf("%d MiB", 4*maxText>>20)}
	}
	if tooDeep(text) {
		return nil, &Error{Unsafe, fmt.Sprintf("%d levels of elements", maxDepth)}
	}
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return nil, &Error{Damaged, err.Error()}
	}
	w := &htmlWalk{Document: &Document{Kind: HTML}}
	w.walk(root, false, 0)
	w.flush()
	w.frames()
	if w.err != nil {
		return nil, w.err
	}
	return w.Document, nil
}

// decodeHTML believes the bytes before the page's own declaration, which lies
// on pages that were converted and not mended.
func decodeHTML(data []byte) (string, error) {
	text, ok := decode(data)
	if ok && !Garbled(text) {
		return Decode(data)
	}
	head := strings.ToLower(string(data[:min(len(data), 4096)]))
	if _, rest, found := strings.Cut(head, "charset="); found {
		name := strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(`"'/> ;`, r) })
		if len(name) > 0 {
			if e, err := htmlindex.Get(name[0]); err == nil {
				if decoded, err := e.NewDecoder().String(string(data)); err == nil && !Garbled(decoded) {
					return Decode([]byte(decoded))
				}
			}
		}
	}
	return Decode(data)
}

// tooDeep counts open elements the cheap way, before anything recurses.
func tooDeep(text string) bool {
	z := html.NewTokenizer(strings.NewReader(text))
	depth := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken:
			name, _ := z.TagName()
			if !void[atom.Lookup(name)] {
				depth++
			}
			if depth > maxDepth {
				return true
			}
		case html.EndTagToken:
			depth = max(depth-1, 0)
		}
	}
}

// void elements have no end; the others here are commonly left open.
var void = map[atom.Atom]bool{
	atom.Br: true, atom.Img: true, atom.Hr: true, atom.Meta: true, atom.Link: true, atom.Input: true, atom.Col: true,
	atom.Base: true, atom.Wbr: true, atom.Area: true, atom.Param: true, atom.Source: true, atom.Track: true, atom.Embed: true,
	atom.P: true, atom.Li: true, atom.Td: true, atom.Tr: true, atom.Th: true, atom.Dd: true, atom.Dt: true, atom.Option: true,
	atom.Tbody: true, atom.Thead: true, atom.Tfoot: true,
}

// htmlWalk gathers paragraphs and tables.
type htmlWalk struct {
	*Document
	text   strings.Builder
	level  int
	cells  int
	tables int
	frame  int    // open elements that are the page's frame
	main   int    // open elements that hold its text
	inMain []bool // of each block
	err    error
}

// add takes a block in.
func (w *htmlWalk) add(b Block) {
	b.Frame = w.frame > 0
	w.Blocks = append(w.Blocks, b)
	w.inMain = append(w.inMain, w.main > 0)
}

// frames leaves the page's frame to itself where the page says what its text
// is: when every table is in the main part, so is the text.
func (w *htmlWalk) frames() {
	within := false
	for i, b := range w.Blocks {
		if b.Table != nil && !b.Frame {
			if !w.inMain[i] {
				return
			}
			within = true
		}
	}
	for i := range w.Blocks {
		w.Blocks[i].Frame = w.Blocks[i].Frame || within && !w.inMain[i]
	}
}

// count opens or closes an element that is the frame's or the text's.
func (w *htmlWalk) count(n *html.Node, by int) {
	if n.Type != html.ElementNode {
		return
	}
	switch n.DataAtom {
	case atom.Footer, atom.Nav, atom.Aside:
		w.frame += by
	case atom.Main, atom.Article:
		w.main += by
	}
}

// silent elements say nothing to a reader.
var silent = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Iframe: true, atom.Object: true,
	atom.Select: true, atom.Button: true, atom.Svg: true, atom.Textarea: true, atom.Head: false,
}

// blocks end the paragraph before and after them.
var blocks = map[atom.Atom]int{
	atom.P: 0, atom.Div: 0, atom.Li: 0, atom.Ul: 0, atom.Ol: 0, atom.Section: 0, atom.Article: 0, atom.Header: 0, atom.Footer: 0, atom.Dd: 0, atom.Dt: 0,
	atom.Br: 0, atom.Hr: 0, atom.Pre: 0, atom.Blockquote: 0, atom.Tr: 0, atom.Center: 0, atom.Nav: 0, atom.Main: 0, atom.Aside: 0, atom.Caption: 0, atom.Td: 0, atom.Th: 0,
	atom.H1: 1, atom.H2: 2, atom.H3: 3, atom.H4: 4, atom.H5: 5, atom.H6: 6,
}

func (w *htmlWalk) walk(n *html.Node, hidden bool, depth int) {
	if w.err != nil || depth > 4*maxDepth {
		return
	}
	switch n.Type {
	case html.TextNode:
		if hidden {
			if text := shorten(n.Data); text != "" {
				w.Hidden = append(w.Hidden, Hidden{HiddenText, text, Place{}})
			}
			return
		}
		w.text.WriteString(spaces(n.Data))
		return
	case html.ElementNode:
		if silent[n.DataAtom] {
			return
		}
		if n.DataAtom == atom.Title {
			w.Title = squeeze(textOf(n, depth))
			return
		}
		hidden = hidden || isHidden(n)
		if n.DataAtom == atom.Table && !hidden && !isLayout(n) {
			w.flush()
			w.tables++
			w.table(n)
			return
		}
	}
	level, isBlock := blocks[n.DataAtom]
	isBlock = isBlock && n.Type == html.ElementNode
	if isBlock {
		w.flush()
		w.level = level
	}
	w.count(n, 1)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, hidden, depth+1)
	}
	if isBlock {
		w.flush()
	}
	w.count(n, -1)
}

// flush ends the paragraph.
func (w *htmlWalk) flush() {
	if text := squeeze(w.text.String()); text != "" {
		w.add(Block{Text: text, Level: w.level, Place: Place{Where: fmt.Sprintf("第%d段", len(w.Blocks)+1)}})
	}
	w.text.Reset()
	w.level = 0
}

// isLayout tells a table that only places other tables on the page.
func isLayout(n *html.Node) bool {
	found := false
	var look func(*html.Node, int)
	look = func(m *html.Node, depth int) {
		for c := m.FirstChild; c != nil && !found && depth < 4*maxDepth; c = c.NextSibling {
			if c.DataAtom == atom.Table {
				found = true
				return
			}
			look(c, depth+1)
		}
	}
	look(n, 0)
	return found
}

// isHidden tells what a browser doesn't show.
func isHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		value := strings.ToLower(strings.ReplaceAll(a.Val, " ", ""))
		switch {
		case a.Key == "hidden":
			return true
		case a.Key == "style" && (strings.Contains(value, "display:none") || strings.Contains(value, "visibility:hidden") || strings.Contains(value, "mso-hide:all")):
			return true
		}
	}
	return false
}

// table sets a table into a grid, as a browser does.
func (w *htmlWalk) table(n *html.Node) {
	t := &Table{}
	g := newGrid()
	for _, tr := range descend(n, atom.Tr) {
		row := Row{Hidden: isHidden(tr)}
		line := len(t.Rows)
		g.next()
		for cell := tr.FirstChild; cell != nil; cell = cell.NextSibling {
			if cell.DataAtom != atom.Td && cell.DataAtom != atom.Th {
				continue
			}
			c := Cell{
				Text: squeeze(inside(cell, 0)), RowSpan: span(cell, "rowspan"), ColSpan: span(cell, "colspan"),
				Header: cell.DataAtom == atom.Th, Hidden: isHidden(cell),
			}
			if w.cells++; w.cells > maxCells {
				w.err = tooManyCells()
				return
			}
			c.Column = g.put(c.RowSpan, c.ColSpan)
			c.Place = Place{Where: fmt.Sprintf("表%d第%d行第%d格", w.tables, line+1, len(row.Cells)+1)}
			row.Cells = append(row.Cells, c)
		}
		t.Rows = append(t.Rows, row)
	}
	w.conceal(t)
	w.add(Block{Table: t, Place: Place{Where: fmt.Sprintf("表%d", w.tables)}})
}

// conceal lists the rows and cells that aren't shown.
func (d *Document) conceal(t *Table) {
	for _, row := range t.Rows {
		for _, c := range row.Cells {
			if c.Text != "" && (row.Hidden || c.Hidden) {
				kind := HiddenColumn
				if row.Hidden {
					kind = HiddenRow
				}
				d.Hidden = append(d.Hidden, Hidden{kind, shorten(c.Text), c.Place})
			}
		}
	}
}

// descend is the elements of a kind below another, but not in a table inside it.
func descend(n *html.Node, kind atom.Atom) (found []*html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case kind:
			found = append(found, c)
		case atom.Tbody, atom.Thead, atom.Tfoot, atom.Form:
			found = append(found, descend(c, kind)...)
		}
	}
	return found
}

func span(n *html.Node, name string) int {
	for _, a := range n.Attr {
		if a.Key == name {
			if v, err := strconv.Atoi(strings.TrimSpace(a.Val)); err == nil {
				return min(max(v, 1), 1000)
			}
		}
	}
	return 1
}

// textOf is the text of a cell: lines inside it are one.
func textOf(n *html.Node, depth int) string {
	if depth > 4*maxDepth {
		return ""
	}
	if n.Type == html.TextNode {
		return spaces(n.Data)
	}
	if n.Type == html.ElementNode && (silent[n.DataAtom] || isHidden(n)) {
		return ""
	}
	return inside(n, depth)
}

// inside is the text between an element's tags.
func inside(n *html.Node, depth int) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(textOf(c, depth+1))
	}
	if _, isBlock := blocks[n.DataAtom]; isBlock && n.Type == html.ElementNode {
		b.WriteByte(' ')
	}
	return b.String()
}

// spaces turns line ends of the source into spaces, as a browser does.
func spaces(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\t', '\u00a0':
			return ' '
		case '\u200b', '\ufeff', '\u00ad':
			return -1
		}
		return r
	}, s)
}

// squeeze makes one space of many, and none between two Chinese characters
// where the source merely broke its line.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// grid finds the column of each cell when those above it reach down.
type grid struct {
	below []int // rows that a column is still taken for
	at    int
}

func newGrid() *grid { return &grid{} }

// next begins a row.
func (g *grid) next() {
	for i := range g.below {
		g.below[i] = max(g.below[i]-1, 0)
	}
	g.at = 0
}

// put places a cell and gives its column.
func (g *grid) put(rows, columns int) int {
	for g.at < len(g.below) && g.below[g.at] > 0 {
		g.at++
	}
	column := g.at
	if column >= maxGrid {
		return column
	}
	for range columns {
		if g.at >= maxGrid {
			break
		}
		if g.at == len(g.below) {
			g.below = append(g.below, 0)
		}
		g.below[g.at] = rows
		g.at++
	}
	return column
}
