package document

import (
	"encoding/csv"
	"fmt"
	"strings"
)

// readPlain makes each line a block, white space and all: how text stands on a
// page is for the caller to read. A form feed begins a page.
func readPlain(text string) *Document {
	d := &Document{Kind: Plain, Text: text}
	for i, line := range strings.Split(text, "\n") {
		d.Blocks = append(d.Blocks, Block{Text: strings.TrimRight(line, " \t\r\f"), Place: Place{Line: i + 1}})
	}
	return d
}

// readMarkdown takes pipe tables out of a text and leaves the rest as lines.
func readMarkdown(text string) *Document {
	d := &Document{Kind: Markdown, Text: text}
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); {
		if end := pipeTable(lines, i); end > i {
			d.Blocks = append(d.Blocks, Block{Table: pipeRows(lines, i, end), Place: Place{Line: i + 1}})
			i = end
			continue
		}
		line := strings.TrimRight(lines[i], " \t")
		level := 0
		if rest := strings.TrimLeft(line, "#"); len(line)-len(rest) <= 6 && strings.HasPrefix(rest, " ") {
			level = len(line) - len(rest)
			line = strings.TrimSpace(strings.TrimRight(rest, "# "))
		}
		d.Blocks = append(d.Blocks, Block{Text: line, Level: level, Place: Place{Line: i + 1}})
		i++
	}
	return d
}

// pipeTable is the line after a pipe table that begins at line i, or i. People
// leave the delimiter row out, so two lines of pipes are a table too.
func pipeTable(lines []string, i int) int {
	end := i
	for end < len(lines) && strings.Count(lines[end], "|") >= 2 {
		end++
	}
	if end-i < 2 {
		return i
	}
	return end
}

func pipeRows(lines []string, from, to int) *Table {
	t := &Table{}
	for i := from; i < to; i++ {
		line := strings.TrimSpace(lines[i])
		if strings.Trim(line, "|-: ") == "" && strings.Contains(line, "-") {
			continue
		}
		line = strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|")
		var row Row
		for c, text := range splitPipes(line) {
			row.Cells = append(row.Cells, Cell{
				Text: strings.TrimSpace(text), Column: c, RowSpan: 1, ColSpan: 1,
				Place: Place{Line: i + 1},
			})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// splitPipes splits a row at its pipes; an escaped pipe is a letter.
func splitPipes(line string) []string {
	var cells []string
	var b strings.Builder
	for i := 0; i < len(line) && len(cells) < maxGrid; i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line) && (line[i+1] == '|' || line[i+1] == '.' || line[i+1] == '\\'):
			i++
			b.WriteByte(line[i])
		case line[i] == '|':
			cells = append(cells, b.String())
			b.Reset()
		default:
			b.WriteByte(line[i])
		}
	}
	text := strings.NewReplacer("<br>", "", "<br/>", "", "<br />", "", "**", "", "&nbsp;", " ")
	cells = append(cells, b.String())
	for i := range cells {
		cells[i] = text.Replace(cells[i])
	}
	return cells
}

// readCSV reads commas, or the semicolons and tabs that some programs write.
func readCSV(text string) (*Document, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	first, _, _ := strings.Cut(text, "\n")
	for _, comma := range []rune{',', '\t', ';'} {
		if strings.ContainsRune(first, comma) {
			r.Comma = comma
			break
		}
	}
	t := &Table{}
	cells := 0
	for {
		fields, err := r.Read()
		if fields == nil {
			break
		}
		if err != nil {
			return nil, &Error{Damaged, err.Error()}
		}
		line, _ := r.FieldPos(0)
		var row Row
		for c, field := range fields {
			row.Cells = append(row.Cells, Cell{
				Text: strings.TrimSpace(field), Column: c, RowSpan: 1, ColSpan: 1,
				Place: Place{Line: line, Where: fmt.Sprintf("第%d列", c+1)},
			})
		}
		if cells += len(fields); cells > maxCells {
			return nil, tooManyCells()
		}
		t.Rows = append(t.Rows, row)
	}
	return &Document{Kind: CSV, Text: text, Blocks: []Block{{Table: t, Place: Place{Line: 1}}}}, nil
}

func tooManyCells() *Error { return &Error{TooLarge, fmt.Sprintf("%d cells", maxCells)} }
