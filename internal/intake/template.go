package intake

import (
	"slices"
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/report"
)

// template is a form as the importer looks for it in a page: rows by their
// labels, columns by theirs, and every other word that the form prints.
type template struct {
	form   *report.Form
	year   int
	tables []*tableTemplate
	rows   []*rowTemplate // of all tables, in the form's order
	groups []*groupTemplate
	parts  []partTemplate
	text   string // every word that the form prints, bare
	byText map[string][]*rowTemplate
	slips  int // labels that were compared with all rows
}

// partTemplate is one of the report's parts and how its title is written.
type partTemplate struct {
	*report.Part
	wordings []string
}

// maxSlips bounds the search for misspelt labels: a report has some thirty
// rows, a list that is no report has thousands.
const maxSlips = 100

// tableTemplate is one of the form's tables.
type tableTemplate struct {
	key     string
	heading string
	abreast bool // its rows stand side by side: the table is one line of figures
	rows    []*rowTemplate
}

// rowTemplate is a row of figures.
type rowTemplate struct {
	name     string // requests.outcome.granted
	table    *tableTemplate
	section  string // the title above its columns: 第二十条第（五）项, bare
	index    int    // in the form
	labels   []string
	figures  []report.Figure
	columns  []string // the bare labels of its columns, the innermost
	wordings []string // its own label and what else it is called, bare; with its number first
	above    []string // the labels that it shares with other rows, bare
	group    *groupTemplate
	sumRow   bool
}

// groupTemplate is a label over several rows: （六）其他处理.
type groupTemplate struct {
	label    string
	wordings []string
	rows     []*rowTemplate
}

// label is how a sentence calls the row.
func (r *rowTemplate) label() string {
	if r.table.abreast {
		return strings.Join(r.labels, " ")
	}
	if len(r.labels) > 2 {
		return strings.Join(r.labels[len(r.labels)-2:], " ")
	}
	return r.labels[len(r.labels)-1]
}

// values is how many figures a row has.
func (r *rowTemplate) values() int { return len(r.figures) }

// hasTotal tells whether the last column adds up the others.
func (r *rowTemplate) hasTotal() bool {
	return len(r.figures) > 1 && r.figures[len(r.figures)-1].Total
}

func newTemplate(form *report.Form, year int) *template {
	t := &template{form: form, year: year, byText: map[string][]*rowTemplate{}}
	empty, _ := report.Fill(form, year, nil) // nothing in it can be wrong
	t.print(empty)
	for _, f := range form.Figures() {
		t.figure(f)
	}
	t.group()
	for i := range form.Parts {
		part := &form.Parts[i]
		t.parts = append(t.parts, partTemplate{part, wordings(part.Title, lexicon().headings)})
	}
	for _, r := range t.rows {
		r.wordings = wordings(r.labels[len(r.labels)-1], lexicon().labels)
		for _, label := range r.labels[:len(r.labels)-1] {
			r.above = append(r.above, bare(label))
		}
		for _, w := range r.wordings {
			t.byText[w] = append(t.byText[w], r)
		}
	}
	t.sections(empty)
	return t
}

// print gathers the words of the printed form, and which tables are abreast.
func (t *template) print(empty *report.Report) {
	var b strings.Builder
	for _, table := range empty.Tables() {
		tt := &tableTemplate{key: table.Key, abreast: table.Columns[0].Kind == "number"}
		for _, p := range t.form.Parts {
			if p.Table == table.Key {
				tt.heading = p.Heading()
			}
		}
		t.tables = append(t.tables, tt)
		for _, line := range slices.Concat(table.Head, table.Body) {
			for _, c := range line {
				if c.Header {
					b.WriteString(bare(c.Text) + "\n")
				}
			}
		}
	}
	t.text = b.String()
}

// figure adds a figure to its row.
func (t *template) figure(f report.Figure) {
	name := f.Table + "." + f.Row
	var row *rowTemplate
	if n := len(t.rows); n > 0 && t.rows[n-1].name == name {
		row = t.rows[n-1]
	} else {
		row = &rowTemplate{name: name, index: len(t.rows), labels: f.RowLabels, sumRow: f.Total}
		for _, table := range t.tables {
			if table.key == f.Table {
				row.table = table
				table.rows = append(table.rows, row)
			}
		}
		t.rows = append(t.rows, row)
	}
	row.figures = append(row.figures, f)
	row.columns = append(row.columns, bare(f.ColumnLabels[len(f.ColumnLabels)-1]))
}

// group finds the labels that rows share.
func (t *template) group() {
	for _, r := range t.rows {
		if r.table.abreast || len(r.labels) < 2 {
			continue
		}
		for level := range len(r.labels) - 1 {
			label := r.labels[level]
			i := slices.IndexFunc(t.groups, func(g *groupTemplate) bool { return g.label == label })
			if i < 0 {
				i = len(t.groups)
				t.groups = append(t.groups, &groupTemplate{label: label, wordings: wordings(label, lexicon().labels)})
			}
			t.groups[i].rows = append(t.groups[i].rows, r)
			r.group = t.groups[i]
		}
	}
}

// sections notes the title over each row's columns.
func (t *template) sections(empty *report.Report) {
	for _, table := range empty.Tables() {
		title := ""
		for _, line := range table.Body {
			for _, c := range line {
				if c.Header && c.ColSpan == len(table.Columns) {
					title = bare(c.Text)
				}
				for _, r := range t.rows {
					if c.Key != "" && c.Key == r.figures[0].Name {
						r.section = title
					}
				}
			}
		}
	}
}

// wordings is a label in every way that it is written: as printed, without its
// number, and as others call it.
func wordings(label string, known map[string][]string) []string {
	printed := bare(label)
	plain := unnumbered(printed)
	number := strings.TrimSuffix(printed, plain)
	all := []string{printed}
	add := func(s string) {
		if s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	add(plain)
	for _, other := range known[plain] {
		add(number + other)
		add(other)
	}
	return all
}

// find is the row whose label a text is, or the group.
func (t *template) find(text string) (row *rowTemplate, group *groupTemplate) {
	if text == "" {
		return nil, nil
	}
	if rows := t.byText[text]; len(rows) == 1 {
		return rows[0], nil
	}
	for _, g := range t.groups {
		if slices.Contains(g.wordings, text) {
			return nil, g
		}
	}
	return nil, nil
}

// near is the row whose label a text is but for a slip of the pen: no other
// row's label may be nearly as like it, and their numbers must agree.
func (t *template) near(text string) *rowTemplate {
	length := len([]rune(text))
	if t.slips++; length < 6 || length > 60 || t.slips > maxSlips {
		return nil
	}
	var best *rowTemplate
	least, second := length, length
	for _, r := range t.rows {
		if r.table.abreast {
			continue
		}
		d := length
		for _, w := range r.wordings {
			if wide := len([]rune(w)); wide >= 5 && wide-length < 8 && length-wide < 8 {
				d = min(d, diag.Distance(w, text))
			}
		}
		switch {
		case d < least:
			best, least, second = r, d, least
		case d < second:
			second = d
		}
	}
	if best == nil || least > max(1, length/6) || second < 2*least+2 {
		return nil
	}
	if number := numberOf(text); number != "" && numberOf(best.wordings[0]) != "" && number != numberOf(best.wordings[0]) {
		return nil
	}
	return best
}

// numberOf is the number that a bare label begins with.
func numberOf(text string) string { return strings.TrimSuffix(text, unnumbered(text)) }

// isPrinted tells a piece of what the form itself prints.
func (t *template) isPrinted(piece string) bool {
	return piece != "" && strings.Contains(t.text, piece)
}

// partOf is the part that a line is the heading of, or nil.
func (t *template) partOf(l *line) *report.Part {
	if len(l.labels) == 0 || l.ruled && len(l.labels) != 1 {
		return nil
	}
	raw := strings.TrimSpace(narrow(l.labels[0].original))
	text := l.join(0, len(l.labels))
	if strings.HasPrefix(raw, "(") || len(text) > 120 {
		return nil // an aspect, or a sentence
	}
	for _, p := range t.parts {
		for _, w := range p.wordings {
			before, ok := strings.CutSuffix(text, w)
			if ok && len([]rune(before)) <= 4 && strings.Trim(before, ordinals+"第部分章节abcdefghijklmnopqrstuvwxyz") == "" {
				return p.Part
			}
		}
	}
	return nil
}
