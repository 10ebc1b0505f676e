package privacy

import (
	"html"
	"strings"
	"unicode/utf8"
)

// FindPage is every finding in the source of a page, front matter and all, in
// order of place. Its tables are read by rows, so that a heading speaks for
// the cells below it. rendered is the page as readers see it: it is asked for
// only when marks or escapes stand among digits, as in 138**0000**0000, where
// the source shows no number and the page does.
func FindPage(text string, rendered func() string, options Options) []Finding {
	var found []Finding
	end := 0
	for _, t := range pipeTables(text) {
		found = append(found, shifted(Find(text[end:t.start], options), end)...)
		found = append(found, t.find(options)...)
		end = t.end
	}
	found = append(found, shifted(Find(text[end:], options), end)...)
	if disguises(text) {
		found = append(found, disguised(text, rendered(), found, options)...)
	}
	return sorted(found)
}

// shifted is the findings of a part as findings of the whole.
func shifted(found []Finding, by int) []Finding {
	for i := range found {
		found[i].Start += by
		found[i].End += by
	}
	return found
}

// pipeTable is a table of Markdown as its source has it.
type pipeTable struct {
	start, end int
	rows       [][]string
	at         [][]int // where each cell begins in the text
}

// pipeTables is the tables of a text: a row of headings, a rule of dashes, and
// the rows up to a line without a bar.
func pipeTables(text string) []pipeTable {
	if !strings.Contains(text, "|") {
		return nil
	}
	var tables []pipeTable
	var t *pipeTable
	previous := 0 // where the line before begins
	for from := 0; from < len(text); {
		to := len(text)
		if i := strings.IndexByte(text[from:], '\n'); i >= 0 {
			to = from + i
		}
		line := text[from:to]
		switch {
		case t != nil && strings.Contains(line, "|"):
			t.row(line, from)
			t.end = to
		case t != nil:
			t = nil
		case isRule(line) && from > 0:
			tables = append(tables, pipeTable{start: previous, end: to})
			t = &tables[len(tables)-1]
			t.row(text[previous:from-1], previous)
		}
		previous, from = from, to+1
	}
	return tables
}

func isRule(line string) bool {
	return strings.Trim(line, "|-: \t\r>") == "" && strings.Contains(line, "-") && strings.Contains(line, "|")
}

// row cuts a line at its bars; a bar after a backslash is a letter.
func (t *pipeTable) row(line string, start int) {
	var cells []string
	var at []int
	from := 0
	for i := 0; i <= len(line); i++ {
		if i < len(line) && (line[i] != '|' || i > 0 && line[i-1] == '\\') {
			continue
		}
		cell := line[from:i]
		if i == 0 || len(cells) == 0 && strings.Trim(cell, " \t>") == "" { // before the first bar
			from = i + 1
			continue
		}
		cells, at = append(cells, cell), append(at, start+from)
		from = i + 1
	}
	t.rows, t.at = append(t.rows, cells), append(t.at, at)
}

func (t *pipeTable) find(options Options) []Finding {
	var found []Finding
	for _, f := range FindRows(t.rows, 1, options) {
		by := t.at[f.Row][f.Column]
		f.Start, f.End = f.Start+by, f.End+by
		found = append(found, f.Finding)
	}
	return found
}

// disguises tells whether a reader may see a number that the source hides:
// marks of emphasis between digits, a character reference, an escape.
func disguises(text string) bool {
	if strings.Contains(text, "&#") || strings.Contains(text, `\u`) || strings.Contains(text, `\U`) {
		return true
	}
	for i := 1; i < len(text); i++ {
		if !marks(text[i]) || !digit(text[i-1]) {
			continue
		}
		for i < len(text) {
			n := unseen(text[i:])
			if n == 0 {
				break
			}
			i += n
		}
		if i < len(text) && digit(text[i]) {
			return true
		}
	}
	return false
}

func marks(b byte) bool { return strings.IndexByte("*_~`\\&[]", b) >= 0 }

// unseen is how many bytes of marks a reader doesn't see as such: emphasis,
// escapes, a character reference, the brackets and the target of a link; and
// what parts groups of digits. 0 when a text begins otherwise.
func unseen(text string) int {
	switch {
	case strings.HasPrefix(text, "]("):
		if end := strings.IndexAny(text, ")\n"); end > 0 && text[end] == ')' {
			return end + 1
		}
	case text[0] == '&':
		if end := strings.IndexByte(text[:min(len(text), 12)], ';'); end > 0 {
			return end + 1
		}
		return 0
	}
	if marks(text[0]) || text[0] == '-' || text[0] == ' ' {
		return 1
	}
	return 0
}

func digit(b byte) bool { return '0' <= b && b <= '9' }

// disguised is what the rendered page and the resolved escapes show besides.
func disguised(text, rendered string, known []Finding, options Options) []Finding {
	seen := map[string]bool{}
	for _, f := range known {
		seen[f.Hash] = true
	}
	var found []Finding
	spelled := spell(text)
	for _, shown := range []string{rendered, unescaped(text)} {
		spelled.from = 0
		for _, f := range Find(shown, options) {
			if seen[f.Hash] || f.value == "" {
				continue
			}
			seen[f.Hash] = true
			f.Start, f.End = spelled.find(f.value)
			found = append(found, f)
		}
	}
	return found
}

// unescaped resolves the escapes of TOML strings, \u0031; "" when there are none.
func unescaped(text string) string {
	if !strings.Contains(text, `\u`) && !strings.Contains(text, `\U`) {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, n := escape(text[i:])
		b.WriteRune(r)
		i += n
	}
	return b.String()
}

// escape reads one character: \uXXXX and \UXXXXXXXX, &#49;, &nbsp; or itself.
func escape(text string) (r rune, n int) {
	r, n = utf8.DecodeRuneInString(text)
	switch {
	case strings.HasPrefix(text, `\u`) && len(text) >= 6:
		return hexRune(text[2:6], r, 6)
	case strings.HasPrefix(text, `\U`) && len(text) >= 10:
		return hexRune(text[2:10], r, 10)
	case text[0] == '&':
		if end := strings.IndexByte(text[:min(len(text), 12)], ';'); end > 0 {
			if c, size := utf8.DecodeRuneInString(html.UnescapeString(text[:end+1])); c != '&' && size > 0 {
				return c, end + 1
			}
		}
	}
	return r, max(n, 1)
}

func hexRune(digits string, otherwise rune, size int) (rune, int) {
	value := rune(0)
	for _, d := range digits {
		i := strings.IndexRune("0123456789abcdef", d|0x20)
		if i < 0 {
			return otherwise, 1
		}
		value = value<<4 | rune(i)
	}
	return value, size
}

// spelling is a text's digits and letters alone, with the place of each.
type spelling struct {
	letters    string
	start, end []int
	from       int // where the last number found ends: the next one stands behind it
	missed     int // numbers that didn't
}

func spell(text string) spelling {
	var s spelling
	var b strings.Builder
	for i := 0; i < len(text); {
		if strings.HasPrefix(text[i:], "](") { // the target of a link is not read
			i += unseen(text[i:])
			continue
		}
		r, n := escape(text[i:])
		if c := ascii(r); c != 0 {
			b.WriteByte(c)
			s.start, s.end = append(s.start, i), append(s.end, i+n)
		}
		i += n
	}
	s.letters = b.String()
	return s
}

// find is where a number is spelt, behind the last one if it can be; the text's
// first byte when it isn't. A page of nothing but numbers that aren't where
// they should be isn't searched for each of them.
func (s *spelling) find(value string) (start, end int) {
	const mostMissed = 256
	if s.missed >= mostMissed {
		return 0, 0
	}
	i := strings.Index(s.letters[s.from:], value)
	if i >= 0 {
		i += s.from
	} else {
		s.missed++
		i = strings.Index(s.letters, value)
	}
	if i < 0 {
		return 0, 0
	}
	s.from = i + len(value)
	return s.start[i], s.end[s.from-1]
}
