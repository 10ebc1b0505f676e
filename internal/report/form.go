package report

import (
	"slices"
	"strings"
)

// Form is a statutory form (格式) as data.
type Form struct {
	ID       string // the year it came into force: 2019, 2021
	Document string // 国办公开办函〔2021〕30号
	Title    string // the document's title
	Parts    []Part // the six parts, in order

	from, until  int // the report years it governs; until is 0 while it is in force
	blankIsError bool
	tables       []*table
	rows         map[string]*row // by table and key: requests.new
	figures      []Figure
	words        words
	measures     []measure
}

// Part is one of the report's parts: prose under its fixed heading, or a table.
type Part struct {
	Ordinal string   // 一
	Title   string   // 总体情况
	Table   string   // the key of its table: disclosure, requests or review; "" for prose
	Aspects []string // the fixed level-3 titles: 主动公开 …
	Advice  string   // what the part must say, for the skeleton

	variants []string // other wordings of the title that are understood
	marks    []string // the word by which each aspect is known
	minimum  int      // a text of fewer characters says nothing
}

// Heading is the part's fixed title with its number: 一、总体情况.
func (p Part) Heading() string { return p.Ordinal + "、" + p.Title }

// Kind says what may stand in a figure's place.
type Kind string

const (
	Count  Kind = "count"  // a whole number, 0 or more
	Signed Kind = "signed" // a whole number printed with its sign: 本年增/减
	Money  Kind = "money"  // a decimal, 0 or more, kept to its last digit
	Amount Kind = "amount" // money whose unit the file tells: 251000元
)

// Figure is one figure that a form asks for, without its value.
type Figure struct {
	Name                    string   // requests.new.total; disclosure.fees for a row of one value
	Table, Row, Column      string   // requests, new, total
	RowLabels, ColumnLabels []string // as printed, the outermost first
	Kind                    Kind
	Total                   bool // a sum of other figures: computed, or checked when given
}

// Figures is every figure of the form, in its order.
func (f *Form) Figures() []Figure { return slices.Clone(f.figures) }

// table is one of the statutory tables: sections with columns of their own, or
// one section whose columns head the table.
type table struct {
	key, short, caption string
	abreast             bool // the rows stand side by side in one line
	sections            []*section
	rows                []*row
	balances            []balance
	relations           []relation
}

type section struct {
	title, corner string
	columns       []column
	rows          []*row
}

type column struct {
	key    string
	labels []string
	kind   Kind
	units  []string
	total  bool
}

// row is one row of figures: a line of the year's file.
type row struct {
	key    string
	labels []string
	sumOf  string // the prefix of the keys that this row adds up
	addend []*row
	names  []string // of its figures
	table  *table
	*section
}

// balance is an identity between rows that holds in every column.
type balance struct {
	opening, closing           []*row
	openingWords, closingWords string
	basis                      string
}

// relation ties figures to those of the year before.
type relation struct {
	rows    []string
	columns []string // none: every column
	words   string
	terms   []term
}

// term is one summand of a relation. An empty row or column is that of the
// figure which the relation is about.
type term struct {
	last, minus bool
	row, column string
}

// name is the row's name, and the name of its only figure when it has one.
func (r *row) name() string { return r.table.key + "." + r.key }

// path is where the row stands in the year's file.
func (r *row) path() []string { return append([]string{r.table.key}, strings.Split(r.key, ".")...) }

// figure is the name of the row's figure in a column.
func (r *row) figure(c int) string { return r.names[c] }

// scalar tells a row of one value, written without brackets.
func (r *row) scalar() bool { return len(r.columns) == 1 && r.columns[0].key == "" }

// totalColumn is the column that adds up the others, or -1. It is the last.
func (s *section) totalColumn() int {
	if last := len(s.columns) - 1; s.columns[last].total {
		return last
	}
	return -1
}

// parts is how many columns must be given.
func (s *section) parts() int {
	if t := s.totalColumn(); t >= 0 {
		return t
	}
	return len(s.columns)
}

// across is the figures that the row's total adds up.
func (r *row) across() []string { return r.names[:r.parts()] }

// down is the figures that a row of sums adds up in a column.
func (r *row) down(c int) []string {
	var names []string
	for _, addend := range r.addend {
		names = append(names, addend.figure(c))
	}
	return names
}

// label is how the row is called in a sentence: （六）其他处理 3.其他.
func (r *row) label() string {
	if len(r.labels) > 2 {
		return strings.Join(r.labels[len(r.labels)-2:], " ")
	}
	if r.table.abreast {
		return strings.Join(r.labels, " ")
	}
	return r.labels[len(r.labels)-1]
}

// label is how the column is called in a sentence.
func (c column) label() string { return c.labels[len(c.labels)-1] }

// unitEnding is how the key of an amount's unit ends.
const unitEnding = "_unit"

// unitKey is the key beside the row that tells the unit of its amount.
func (r *row) unitKey() (key string, units []string) {
	for _, c := range r.columns {
		if c.kind == Amount {
			return r.key + unitEnding, c.units
		}
	}
	return "", nil
}

// governs tells whether a report year is written on this form.
func (f *Form) governs(year int) bool {
	return f.from <= year && (f.until == 0 || year <= f.until)
}
