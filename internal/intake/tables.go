package intake

import (
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/privacy"
	"gongkai/internal/report"
)

// A figure is read in two steps. First each line that holds values is given
// its row: by the label on the line, or, when a label has been broken over
// several lines, by all the labels between two lines that are known (wrapped.go),
// or, when every cell stands on a line of its own, by their strict order
// (stream.go). Then the values are given their columns: by their number when
// the line is full, else by where they stand below the headers or beside full
// lines. What neither step can tell is left blank and asked about.

// reader reads the tables of one source on one form.
type reader struct {
	*template
	lines   []*line // the part of the source that holds the tables
	cells   map[string]report.Cell
	notes   map[string]string
	rowOf   map[*line]*rowTemplate
	groupOf map[*line]*groupTemplate
	lineOf  map[*rowTemplate]*line
	headers map[*line]*header // of a line with values: the columns above it
	asked   map[string]bool   // figures
	doubts  diag.List
	plain   bool // the source is running text, not tables
	ours    bool // gongkai wrote it: what is blank in it is meant to be
}

func newReader(t *template, lines []*line, plain bool) *reader {
	return &reader{
		template: t, lines: lines, plain: plain,
		cells: map[string]report.Cell{}, notes: map[string]string{}, asked: map[string]bool{},
		rowOf: map[*line]*rowTemplate{}, groupOf: map[*line]*groupTemplate{}, lineOf: map[*rowTemplate]*line{}, headers: map[*line]*header{},
	}
}

func (r *reader) read() {
	twice := map[*rowTemplate]bool{}
	for _, l := range r.lines {
		if len(l.values) == 0 || len(l.labels) == 0 || len(l.numbers()) == 0 && r.isHeader(l) {
			continue
		}
		row, group, slip := r.labelled(l)
		switch {
		case row != nil && row.table.abreast && !l.ruled:
		case row != nil && r.lineOf[row] != nil:
			if !same(r.lineOf[row], l) {
				twice[row] = true
			}
			l.used = true
		case row != nil:
			r.take(row, l)
			if slip {
				r.doubts = append(r.doubts, ruleSlip.New(r.cite(l), quoted(l.labelText()), row.label()))
			}
		case group != nil && len(l.values) > 0:
			r.groupOf[l] = group
		}
	}
	r.groups()
	r.wrapped()
	r.streams()
	r.findHeaders()
	for _, table := range r.tables {
		if table.abreast {
			r.abreast(table)
		}
	}
	stray := r.besideStray()
	for _, table := range r.tables {
		if table.abreast {
			continue
		}
		for _, row := range table.rows {
			l := r.lineOf[row]
			switch {
			case stray[row]:
				r.ask(row, l, nil, diag.Text{ZH: "旁边的行里还有数，不知道是哪一格的", EN: "the lines beside it hold more figures, whose cells can't be told"})
			case twice[row]:
				r.ask(row, l, nil, diag.Text{ZH: "原文有两行，数字不同", EN: "the source has two such rows, which differ"})
			case l != nil:
				r.assign(row, l)
			}
		}
	}
	r.undivided()
	r.missing()
}

// besideStray is the rows next to figures that belong to no row: a figure too
// wide for its column is broken over two lines, and each half looks whole.
func (r *reader) besideStray() map[*rowTemplate]bool {
	const near = 6 // lines: a narrow label takes as many
	doubted := map[*rowTemplate]bool{}
	for i, l := range r.lines {
		if l.ruled || l.tabbed || l.used || len(l.labels) > 0 || len(l.numbers()) == 0 {
			continue
		}
		for _, step := range []int{-1, 1} {
			for j := i + step; 0 <= j && j < len(r.lines) && j-i <= near && i-j <= near; j += step {
				if row := r.rowOf[r.lines[j]]; row != nil {
					doubted[row] = true
					break
				}
			}
		}
	}
	return doubted
}

// isHeader tells a line of column labels, some of which are called like rows:
// 总计, 其他, 行政复议.
func (r *reader) isHeader(l *line) bool {
	n := 0
	for _, p := range l.labels {
		for _, row := range r.rows {
			if slices.Contains(row.columns, p.text) || row.table.abreast && slices.Contains(row.wordings, p.text) {
				n++
				break
			}
		}
	}
	return n > 1 || n == 1 && len(l.labels) > 1
}

// take gives a line to a row.
func (r *reader) take(row *rowTemplate, l *line) {
	r.rowOf[l], r.lineOf[row] = row, l
	l.used = true
}

// same tells whether two lines hold the same values.
func same(a, b *line) bool {
	return slices.EqualFunc(a.numbers(), b.numbers(), func(x, y value) bool { return x.text == y.text && x.state == y.state })
}

// labelText is the labels of a line as they are written.
func (l *line) labelText() string {
	var texts []string
	for _, p := range l.labels {
		texts = append(texts, p.original)
	}
	return strings.Join(texts, " ")
}

// numbers is the values that aren't empty cells.
func (l *line) numbers() []value {
	var found []value
	for _, v := range l.values {
		if v.state != report.Blank || v.unread {
			found = append(found, v)
		}
	}
	return found
}

// written is the values of a line as they are written.
func (l *line) written() string {
	var texts []string
	for _, v := range l.numbers() {
		texts = append(texts, v.raw)
	}
	return strings.Join(texts, " ")
}

// labelled is the row, or the group of rows, that the labels of a line name.
// slip says that the label is only nearly the form's.
func (r *reader) labelled(l *line) (row *rowTemplate, group *groupTemplate, slip bool) {
	n := len(l.labels)
	for from := n - 1; from >= 0; from-- {
		if row, g := r.find(l.join(from, n)); row != nil {
			return row, nil, false
		} else if g != nil {
			group = g
		}
	}
	last := l.labels[n-1].text
	if row := r.glued(last); row != nil {
		return row, nil, false
	}
	if row := r.glued(l.join(0, n)); row != nil {
		return row, nil, false
	}
	if group != nil && (n == 1 || r.isPrinted(last)) {
		return nil, group, false
	}
	if row := r.near(last); row != nil {
		return row, nil, true
	}
	return nil, nil, false
}

// join is some of the labels as one.
func (l *line) join(from, to int) string {
	var b strings.Builder
	for _, p := range l.labels[from:to] {
		b.WriteString(p.text)
	}
	return b.String()
}

// glued finds a row's label that has run together with those above it:
// （四）无法提供1.本机关不掌握相关政府信息.
func (r *reader) glued(text string) *rowTemplate {
	for _, row := range r.rows {
		for _, w := range row.wordings {
			before, ok := strings.CutSuffix(text, w)
			if !ok || before == "" || len([]rune(w)) < 4 {
				continue
			}
			for _, above := range row.above {
				if strings.Contains(strings.Join(row.above, ""), before) || strings.HasSuffix(above, before) {
					return row
				}
			}
		}
	}
	return nil
}

// groups drops lines whose group is given row by row, and those that only
// carry the group's label beside another row's values.
func (r *reader) groups() {
	for i, l := range r.lines {
		g := r.groupOf[l]
		if g == nil {
			continue
		}
		for _, row := range g.rows {
			if r.lineOf[row] != nil {
				if l.ruled || r.lineOf[row] != nil && len(l.numbers()) > 0 && !r.childNear(i, g) {
					r.doubts = append(r.doubts, ruleExtraRow.New(r.cite(l), quoted(l.labelText()), l.written()))
					l.used = true
				}
				delete(r.groupOf, l)
				break
			}
		}
		if r.groupOf[l] != nil && !l.ruled && r.childNear(i, g) {
			delete(r.groupOf, l)
		}
	}
}

// childNear tells whether pieces of the labels of a group's rows stand around a
// line: then its values belong to one of those rows.
func (r *reader) childNear(i int, g *groupTemplate) bool {
	isChild := func(text string) bool {
		if len([]rune(text)) < 3 {
			return false
		}
		for _, row := range g.rows {
			for _, w := range row.wordings {
				if strings.Contains(w, text) || strings.Contains(text, w) {
					return true
				}
			}
		}
		return false
	}
	for step := range []int{0, 1} {
		for j := i + 2*step - 1; 0 <= j && j < len(r.lines) && j-i < 5 && i-j < 5; j += 2*step - 1 {
			near := r.lines[j]
			if r.rowOf[near] != nil {
				break
			}
			for _, p := range near.labels {
				if isChild(p.text) {
					return true
				}
			}
		}
	}
	return false
}

// undivided reads groups that the source gives in one row, where the form has
// several. Counts that add up to 0 are all 0; how another sum divides isn't known.
func (r *reader) undivided() {
	for _, l := range r.lines {
		g := r.groupOf[l]
		if g == nil {
			continue
		}
		l.used = true
		n := 0
		for _, row := range g.rows {
			if r.lineOf[row] != nil || r.asked[row.name] {
				continue
			}
			n++
			if r.isAllZero(row, l) {
				r.lineOf[row] = l
				r.notes[row.name] = "原文只有一行，各列都是 0"
				r.set(row, l, r.order(row, l), l.numbers())
				continue
			}
			r.blank(row, quoted(l.written()).ZH)
		}
		r.doubts = append(r.doubts, ruleUndivided.New(r.cite(l), g.label, l.written(), n))
	}
}

// isAllZero tells a full line of zeros.
func (r *reader) isAllZero(row *rowTemplate, l *line) bool {
	numbers := l.numbers()
	if len(numbers) != row.values() {
		return false
	}
	for i, v := range numbers {
		if v.unread || v.state != report.Number || v.text != "0" || row.figures[i].Kind != report.Count {
			return false
		}
	}
	return true
}

// missing asks about rows that no line was found for.
func (r *reader) missing() {
	for _, row := range r.rows {
		if r.lineOf[row] != nil || r.asked[row.name] || row.sumRow && row.table.abreast {
			continue
		}
		r.blank(row, "")
		r.doubts = append(r.doubts, ruleNoRow.New(r.cite(nil), row.label()))
	}
}

// blank leaves a row blank, with a note on what was seen.
func (r *reader) blank(row *rowTemplate, seen string) {
	r.asked[row.name] = true
	note := "待核对"
	if seen != "" {
		note += "：原文" + seen
	}
	r.notes[row.name] = note
	for _, f := range row.figures {
		r.asked[f.Name] = true
		r.cells[f.Name] = report.Cell{State: report.Blank}
	}
}

// ask leaves figures of a row blank and asks about them; all of them when none
// is named.
func (r *reader) ask(row *rowTemplate, l *line, columns []int, why diag.Text) {
	seen := l.written()
	if len(columns) == 0 || len(columns) == row.values() {
		r.blank(row, seenAt(l))
		r.doubts = append(r.doubts, ruleCells.New(r.cite(l), quoted(row.label()), seen, why))
		return
	}
	var labels []string
	for _, c := range columns {
		f := row.figures[c]
		r.asked[f.Name] = true
		r.cells[f.Name] = report.Cell{State: report.Blank}
		labels = append(labels, f.ColumnLabels[len(f.ColumnLabels)-1])
	}
	r.notes[row.name] = "待核对（" + strings.Join(labels, "、") + "）：原文" + seenAt(l)
	name := diag.Text{ZH: "「" + row.label() + "」" + strings.Join(labels, "、"), EN: "“" + row.label() + "” (" + strings.Join(labels, ", ") + ")"}
	r.doubts = append(r.doubts, ruleCells.New(r.cite(l), name, seen, why))
}

// seenAt is what a line holds and where it is, for a comment.
func seenAt(l *line) string {
	at := ""
	switch {
	case l.place.Line > 0:
		at = "第 " + strconv.Itoa(l.place.Line) + " 行"
	case l.where != "":
		at = l.where
	}
	if seen := l.written(); seen != "" {
		return at + "「" + oneLine(seen) + "」"
	}
	return at + "空着"
}

// oneLine keeps a comment on its line.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > 80 {
		s = string(runes[:80]) + "…"
	}
	return s
}

// quoted sets a text in quotation marks, for both languages. Personal data is
// masked, as everywhere.
func quoted(s string) diag.Text {
	s = privacy.Mask(oneLine(s))
	return diag.Text{ZH: "「" + s + "」", EN: "“" + s + "”"}
}

// cite is where a doubt is shown: the line, and for a cell of a table its
// place in words.
func (r *reader) cite(l *line) diag.Place {
	if l == nil {
		if len(r.lines) > 0 {
			return diag.Place{File: r.lines[0].place.File}
		}
		return diag.Place{}
	}
	p := l.place
	if p.Line > 0 {
		p.Column, p.EndLine = 1, p.Line
		p.EndColumn = len([]rune(l.text)) + 1
		p.Text = privacy.Mask(l.text)
	}
	return p
}
