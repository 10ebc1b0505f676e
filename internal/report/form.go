package report

// Form is a statutory form (格式) as data.
type Form struct {
	ID       string // the year it came into force: 2019, 2021
	Document string // 国办公开办函〔2021〕30号
	Title    string // the document's title
	Parts    []Part // the six parts, in order
}

// Part is one of the report's parts: prose under its fixed heading, or a table.
type Part struct {
	Ordinal string   // 一
	Title   string   // 总体情况
	Table   string   // the key of its table: disclosure, requests or review; "" for prose
	Aspects []string // the fixed level-3 titles: 主动公开 …
	Advice  string   // what the part must say, for the skeleton
}

// Heading is the part's fixed title with its number: 一、总体情况.
func (p Part) Heading() string { return p.Ordinal + "、" + p.Title }

// Table is one of the three statutory tables, ready to be set.
type Table struct {
	Key     string // disclosure, requests, review
	Caption string
	Columns []Column
	Head    [][]TableCell // header rows
	Body    [][]TableCell
}

// Column is a column of the table's grid.
type Column struct {
	Kind string // "label" or "number"
}

// TableCell is one cell of the merged table. Spans are at least 1.
type TableCell struct {
	Text             string
	Header           bool
	Scope            string   // col, row, colgroup, rowgroup; "" for a number
	ID               string   // unique in the page, for headers only
	Headers          []string // ids of the headers that govern it
	RowSpan, ColSpan int
	Key              string // a figure's name: requests.new.total
	State            State  // of a figure
	Zero             bool   // a figure that is 0, set in grey
	Total            bool   // a computed column or row
	Level            int    // of a row header: 1, 2, 3
	Original         bool   // an acknowledged mistake: 原文如此
}

// Tables is the report's three tables with its figures.
func (r *Report) Tables() []Table { panic("unwritten") }

// Skeleton is a new year's file, every row with its official label, with last
// year's carry-over filled in when last is not nil.
func (f *Form) Skeleton(last *Report) []byte { panic("unwritten") }
