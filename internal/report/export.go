package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// byteOrderMark lets spreadsheets read the CSV as UTF-8.
const byteOrderMark = "\uFEFF"

// JSON is the figures as one object: agency, year, form, then the tables in the
// form's order, each row with its totals. Counts are numbers, money is a
// decimal string so that its decimals stay, a blank is null.
func (r *Report) JSON(agency string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\n  \"agency\": %s,\n  \"year\": %d,\n  \"form\": %s", jsonString(agency), r.Year, jsonString(r.Form.ID))
	for _, t := range r.Form.tables {
		fmt.Fprintf(&b, ",\n  %s: ", jsonString(t.key))
		top := &node{}
		for _, row := range t.rows {
			top.add(row.key, &node{row: row})
			if key, _ := row.unitKey(); key != "" {
				top.add(key, &node{unitOf: row})
			}
		}
		r.object(&b, top, "  ")
	}
	if len(r.Acknowledged) > 0 {
		b.WriteString(",\n  \"acknowledge\": [")
		for i, a := range r.Acknowledged {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "\n    {\"code\": %s, \"at\": %s, \"reason\": %s}", jsonString(a.Code), jsonString(a.At), jsonString(a.Reason))
		}
		b.WriteString("\n  ]")
	}
	b.WriteString("\n}\n")
	return b.Bytes()
}

// object writes a group of rows.
func (r *Report) object(b *bytes.Buffer, n *node, indent string) {
	b.WriteByte('{')
	for i, child := range n.children {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(b, "\n%s  %s: ", indent, jsonString(child.key))
		switch {
		case child.unitOf != nil:
			b.WriteString(jsonString(r.units[child.unitOf.name()]))
		case child.row != nil:
			r.array(b, child.row)
		default:
			r.object(b, child, indent+"  ")
		}
	}
	fmt.Fprintf(b, "\n%s}", indent)
}

// array writes the values of a row.
func (r *Report) array(b *bytes.Buffer, row *row) {
	var values []string
	for c, column := range row.columns {
		f := r.figures[row.figure(c)]
		switch {
		case f.State == NotApplicable:
			values = append(values, `"/"`)
		case f.State != Number:
			values = append(values, "null")
		case column.kind == Money || column.kind == Amount:
			values = append(values, jsonString(f.Text))
		default:
			values = append(values, strconv.FormatInt(f.value, 10))
		}
	}
	if row.scalar() {
		b.WriteString(values[0])
		return
	}
	b.WriteString("[" + strings.Join(values, ", ") + "]")
}

// jsonString is a string as JSON that is safe inside a script too.
func jsonString(s string) string {
	text, _ := json.Marshal(s) // a string always can be
	return string(text)
}

// csvHeader is the first line of the CSV.
var csvHeader = []string{"table", "key", "label", "column", "column_label", "value"}

// CSV is the figures, one cell a line, in the form's order: UTF-8 with a byte
// order mark, lines ended by CRLF (RFC 4180). A text that a spreadsheet would
// take for a formula is preceded by an apostrophe; numbers stay numbers.
func (r *Report) CSV() []byte {
	var b bytes.Buffer
	b.WriteString(byteOrderMark)
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	line := func(fields ...string) {
		for i := range fields {
			fields[i] = neutral(fields[i])
		}
		_ = w.Write(fields) // a buffer takes everything
	}
	_ = w.Write(csvHeader)
	for _, f := range r.Form.figures {
		value := r.figures[f.Name]
		text := r.text(f.Name)
		if f.Kind == Signed && value.State == Number {
			text = strconv.FormatInt(value.value, 10) // without +, which spreadsheets drop
		}
		line(f.Table, f.Row, strings.Join(f.RowLabels, " "), f.Column, strings.Join(f.ColumnLabels, " "), text)
	}
	for _, a := range r.Acknowledged {
		line("acknowledge", a.Code, a.Label, a.At, "", a.Reason)
	}
	w.Flush()
	return b.Bytes()
}

// neutral keeps a spreadsheet from reading a text as a formula.
func neutral(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r'", rune(s[0])) || plainNumber.MatchString(s) {
		return s
	}
	return "'" + s
}

// FromJSON reads what JSON writes.
func FromJSON(text []byte) (r *Report, agency string, err error) { return builtin().fromJSON(text) }

func (l library) fromJSON(text []byte) (r *Report, agency string, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var top map[string]any
	if err := decoder.Decode(&top); err != nil {
		return nil, "", fmt.Errorf("report: read JSON: %w", err)
	}
	agency, _ = top["agency"].(string)
	year, _ := top["year"].(json.Number)
	id, _ := top["form"].(string)
	in, err := l.input(year.String(), id)
	if err != nil {
		return nil, "", err
	}
	for _, row := range in.form.rowsInOrder() {
		value, _ := look(top, row.path())
		in.jsonRow(row, value)
		if key, _ := row.unitKey(); key != "" {
			unit, _ := look(top, append([]string{row.table.key}, strings.Split(key, ".")...))
			in.units[row.name()], _ = unit.(string)
		}
	}
	entries, _ := top["acknowledge"].([]any)
	for _, entry := range entries {
		fields, _ := entry.(map[string]any)
		code, _ := fields["code"].(string)
		at, _ := fields["at"].(string)
		reason, _ := fields["reason"].(string)
		in.acknowledged = append(in.acknowledged, Acknowledgement{Code: code, At: at, Reason: reason})
	}
	r, err = in.report()
	return r, agency, err
}

// look follows keys into nested objects.
func look(value any, path []string) (any, bool) {
	for _, key := range path {
		object, ok := value.(map[string]any)
		if !ok {
			return nil, false
		}
		if value, ok = object[key]; !ok {
			return nil, false
		}
	}
	return value, true
}

// input is the figures of another file before they are a report.
type input struct {
	form         *Form
	year         int
	cells        map[string]string // as in a CSV: a number, "" or /
	units        map[string]string
	acknowledged []Acknowledgement
}

// input begins to read a report of a year on a form.
func (l library) input(year, form string) (*input, error) {
	y, err := strconv.Atoi(year)
	if err != nil {
		return nil, fmt.Errorf("report: no year in the file: %q", year)
	}
	in := &input{form: l.named(form), year: y, cells: map[string]string{}, units: map[string]string{}}
	if in.form == nil {
		return nil, fmt.Errorf("report: no form %q", form)
	}
	return in, nil
}

// jsonRow takes the values of a row.
func (in *input) jsonRow(row *row, value any) {
	values, isList := value.([]any)
	if !isList {
		values = []any{value}
	}
	if len(values) != len(row.columns) {
		return // reported as missing
	}
	for c := range row.columns {
		switch v := values[c].(type) {
		case json.Number:
			in.cells[row.figure(c)] = v.String()
		case string:
			in.cells[row.figure(c)] = v
		case nil:
			in.cells[row.figure(c)] = ""
		default:
			in.cells[row.figure(c)] = fmt.Sprint(v)
		}
	}
}

// report makes the report. Every figure must be there, and no other.
func (in *input) report() (*Report, error) {
	for _, f := range in.form.figures {
		if _, ok := in.cells[f.Name]; !ok {
			return nil, fmt.Errorf("report: %s is missing", f.Name)
		}
	}
	cells := map[string]Cell{}
	for name, text := range in.cells {
		cells[name] = cellOf(text)
	}
	for _, row := range in.form.rowsInOrder() {
		if unit := in.units[row.name()]; unit != "" {
			for c, column := range row.columns {
				name := row.figure(c)
				if cell := cells[name]; column.kind == Amount && cell.State == Number {
					cells[name] = Cell{Number, cell.Text + unit}
				}
			}
		}
	}
	r, err := Fill(in.form, in.year, cells)
	if err != nil {
		return nil, err
	}
	for _, a := range in.acknowledged {
		a.Label = r.labelOf(a.At)
		r.Acknowledged = append(r.Acknowledged, a)
	}
	return r, nil
}

// cellOf is a cell as the CSV has it.
func cellOf(text string) Cell {
	switch text {
	case "":
		return Cell{State: Blank}
	case "/":
		return Cell{NotApplicable, "/"}
	}
	return Cell{Number, text}
}

// FromCSV reads what CSV writes, also after a spreadsheet has saved it again.
// The rows tell the form; the year is told by the file's name.
func FromCSV(text []byte, year int) (*Report, error) { return builtin().fromCSV(text, year) }

func (l library) fromCSV(text []byte, year int) (*Report, error) {
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte(byteOrderMark))))
	reader.FieldsPerRecord = len(csvHeader)
	lines, err := reader.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("report: read CSV: %w", err)
	}
	if len(lines) == 0 || !slices.Equal(lines[0], csvHeader) {
		return nil, errors.New("report: the CSV doesn't begin with " + strings.Join(csvHeader, ","))
	}
	in := &input{year: year, cells: map[string]string{}}
	for _, line := range lines[1:] {
		value := line[5]
		if rest, ok := strings.CutPrefix(value, "'"); ok && neutral(rest) != rest {
			value = rest
		}
		if line[0] == "acknowledge" {
			in.acknowledged = append(in.acknowledged, Acknowledgement{Code: line[1], At: line[3], Reason: value})
			continue
		}
		in.cells[strings.TrimSuffix(line[0]+"."+line[1]+"."+line[3], ".")] = value
	}
	for _, in.form = range l {
		if r, err := in.report(); err == nil {
			return r, nil
		}
	}
	in.form = l.of(year)
	if in.form == nil {
		return nil, fmt.Errorf("report: no form governs %d", year)
	}
	return in.report()
}

// rowsInOrder is every row of the form.
func (f *Form) rowsInOrder() []*row {
	var rows []*row
	for _, t := range f.tables {
		rows = append(rows, t.rows...)
	}
	return rows
}

// labelOf is how the form calls a figure, a row or a table.
func (r *Report) labelOf(name string) string {
	for _, t := range r.Form.tables {
		if t.key == name {
			return "「" + r.Form.heading(name) + "」"
		}
	}
	return r.words(name).ZH
}
