package intake

import (
	"regexp"
	"strconv"
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/document"
)

// line is a line of a page, or a row of a table: what is written in it and
// where, labels apart from values.
type line struct {
	labels  []piece
	values  []value
	ruled   bool // a row of a table whose cells are known
	tabbed  bool // cells are known by the tabs between them
	table   int  // of a ruled line: the number of its table, from 1
	columns int  // of a ruled line: cells after the last label
	text    string
	level   int // of a heading
	place   diag.Place
	where   string // of a cell's row: 表1第3行
	page    int
	used    bool // it has been read as part of a table
	isPage  bool // nothing but a page number
}

// piece is a label, or a part of one.
type piece struct {
	text     string // bare
	at, to   int
	where    string
	original string
}

// linesOf turns a document into lines, page by page.
func linesOf(d *document.Document, name string) []*line {
	var lines []*line
	table, page := 0, 1
	for _, b := range d.Blocks {
		if b.Frame {
			continue
		}
		if b.Table == nil {
			page += strings.Count(b.Text, "\f")
			l := textLine(strings.ReplaceAll(b.Text, "\f", ""), d.Kind == document.Plain || d.Kind == document.Word)
			l.place = diag.Place{File: name, Line: b.Place.Line}
			l.where, l.level, l.page = b.Place.Where, b.Level, page
			lines = append(lines, l)
			continue
		}
		if b.Table.Hidden {
			continue
		}
		table++
		for i := range b.Table.Rows {
			if row := &b.Table.Rows[i]; !row.Hidden {
				l := rowLine(row)
				l.table, l.page = table, page
				l.place = diag.Place{File: name}
				if len(row.Cells) > 0 {
					l.place.Line = row.Cells[0].Place.Line
					l.where = row.Cells[0].Place.Where
				}
				lines = append(lines, l)
			}
		}
	}
	markPageNumbers(lines)
	return lines
}

// rowLine reads a row of a table. What stands after the last label are values;
// empty cells before it belong to labels that reach down from above.
func rowLine(row *document.Row) *line {
	l := &line{ruled: true}
	last := -1
	for i, c := range row.Cells {
		if _, ok := readValue(c.Text); !ok && !c.Hidden {
			last = i
		}
	}
	var texts []string
	for i, c := range row.Cells {
		if c.Hidden {
			continue
		}
		if c.Text != "" {
			texts = append(texts, c.Text)
		}
		v, ok := readValue(c.Text)
		switch {
		case ok && i > last:
			v.at, v.to, v.place = c.Column, c.Column+c.ColSpan, c.Place.Where
			if c.Formula {
				v.unread, v.raw = true, "公式"
			}
			l.values = append(l.values, v)
			l.columns++
		case c.Text != "":
			l.labels = append(l.labels, piece{bare(c.Text), c.Column, c.Column + c.ColSpan, c.Place.Where, c.Text})
		}
	}
	l.text = strings.Join(texts, "　")
	return l
}

// textLine reads a line of text: cells divided by tabs, or words spread over
// the page.
func textLine(text string, tables bool) *line {
	l := &line{text: text}
	if !tables {
		l.text = strings.TrimSpace(text)
	}
	if strings.Contains(strings.Trim(text, "\t "), "\t") {
		l.tabs(text)
		return l
	}
	l.spaced(text)
	return l
}

// tabs reads cells divided by tabs.
func (l *line) tabs(text string) {
	l.tabbed = true
	cells := strings.Split(text, "\t")
	last := -1
	for i, c := range cells {
		if _, ok := readValue(c); !ok {
			last = i
		}
	}
	for i, c := range cells {
		v, ok := readValue(c)
		switch {
		case ok && i > last:
			v.at, v.to = i, i+1
			l.values = append(l.values, v)
		case strings.TrimSpace(c) != "":
			l.labels = append(l.labels, piece{text: bare(c), at: i, to: i + 1, original: strings.TrimSpace(c)})
		}
	}
}

// spaced reads a line by the space between its words: pdftotext -layout sets a
// cell where it stands on the page.
func (l *line) spaced(text string) {
	type word struct {
		text   string
		at, to int
	}
	var found []word
	at := 0
	inWord := false
	for _, r := range text {
		space := r == ' ' || r == '\t' || r == '　' || r == '\u00a0'
		switch {
		case space:
			inWord = false
		case inWord:
			w := &found[len(found)-1]
			w.text += string(r)
			w.to = at + 1
		default:
			found = append(found, word{string(r), at, at + 1})
			inWord = true
		}
		at++
	}
	last := -1
	for i, w := range found {
		if _, ok := readValue(w.text); !ok && !isUnit(w.text) {
			last = i
		}
	}
	for i, w := range found {
		v, ok := readValue(w.text)
		switch {
		case ok && i > last:
			v.at, v.to = w.at, w.to
			l.values = append(l.values, v)
		case i > last && isUnit(w.text):
			if n := len(l.values); n > 0 {
				if joined, ok := readValue(l.values[n-1].raw + w.text); ok {
					joined.at, joined.to = l.values[n-1].at, w.to
					l.values[n-1] = joined
				}
			}
		default:
			if n := len(l.labels); n > 0 && w.at-l.labels[n-1].to <= 1 {
				p := &l.labels[n-1]
				p.text += bare(w.text)
				p.original += " " + w.text
				p.to = w.to
				continue
			}
			l.labels = append(l.labels, piece{text: bare(w.text), at: w.at, to: w.to, original: w.text})
		}
	}
}

func isUnit(s string) bool {
	return s == "件" || s == "元" || s == "万元" || s == "个" || s == "项"
}

// blank tells a line on which nothing is written.
func (l *line) blank() bool { return len(l.labels) == 0 && len(l.values) == 0 }

var (
	decorated  = regexp.MustCompile(`^[-—–－―·•~]+\s*\d{1,3}\s*[-—–－―·•~]+$|^第\s*\d{1,3}\s*页(\s*[/／,，]?\s*共\s*\d{1,3}\s*页)?$`)
	bareNumber = regexp.MustCompile(`^\d{1,3}$`)
)

// markPageNumbers finds the lines that only number a page: - 3 -, 第3页, and a
// bare number at the end of a page that may be its own: the last figure of a
// table stands there as well.
func markPageNumbers(lines []*line) {
	for i, l := range lines {
		text := strings.TrimSpace(l.text)
		if l.ruled || text == "" {
			continue
		}
		l.isPage = decorated.MatchString(text)
		if bareNumber.MatchString(text) {
			next := i + 1
			for next < len(lines) && lines[next].blank() && lines[next].page == l.page {
				next++
			}
			n, _ := strconv.Atoi(text)
			l.isPage = (next == len(lines) && l.page > 1 || next < len(lines) && lines[next].page > l.page) && n > 0 && n-l.page <= 2 && l.page-n <= 2
		}
		if l.isPage {
			l.values, l.labels = nil, nil
		}
	}
}
