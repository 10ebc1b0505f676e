package report

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

//go:embed forms/*.toml
var embedded embed.FS

// library is every form there is, the oldest first.
type library []*Form

// builtin is read once, when first asked for. A form that can't be read is a
// mistake in the program.
var builtin = sync.OnceValue(func() library {
	forms, err := load(embedded, "forms")
	if err != nil {
		panic(err)
	}
	return forms
})

// load reads the forms of a folder.
func load(files fs.FS, folder string) (library, error) {
	names, err := fs.Glob(files, folder+"/*.toml")
	if err != nil {
		return nil, err
	}
	var forms library
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		form, err := parseForm(source.Text{Name: name, Bytes: text})
		if err != nil {
			return nil, fmt.Errorf("report: form %s: %w", name, err)
		}
		forms = append(forms, form)
	}
	slices.SortFunc(forms, func(a, b *Form) int { return a.from - b.from })
	return forms, nil
}

// of is the form that governs a year, or nil: the newest, so that a new form
// needs no change in the one before it.
func (l library) of(year int) *Form {
	for _, f := range slices.Backward(l) {
		if f.governs(year) {
			return f
		}
	}
	return nil
}

// named is the form with an id, or nil.
func (l library) named(id string) *Form {
	for _, f := range l {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// formFile is a form as it is written in TOML.
type formFile struct {
	ID        string      `toml:"id"`
	Document  string      `toml:"document"`
	Title     string      `toml:"title"`
	From      int         `toml:"from"`
	Until     int         `toml:"until"`
	Blank     string      `toml:"blank"` // what a blank figure is: error or warning
	Leftovers []string    `toml:"leftovers"`
	Parts     []partFile  `toml:"part"`
	Mentions  []mention   `toml:"mention"`
	Claims    []claim     `toml:"claim"`
	Measures  []measure   `toml:"measure"`
	Tables    []tableFile `toml:"table"`
}

type partFile struct {
	Ordinal  string   `toml:"ordinal"`
	Title    string   `toml:"title"`
	Variants []string `toml:"variants"`
	Table    string   `toml:"table"`
	Aspects  []struct {
		Title string `toml:"title"`
		Mark  string `toml:"mark"`
	} `toml:"aspects"`
	Advice  string `toml:"advice"`
	Minimum int    `toml:"minimum"`
}

type tableFile struct {
	Key         string         `toml:"key"`
	Short       string         `toml:"short"`
	Caption     string         `toml:"caption"`
	Abreast     bool           `toml:"abreast"`
	Sections    []sectionFile  `toml:"section"`
	Balances    []balanceFile  `toml:"balance"`
	AcrossYears []relationFile `toml:"across_years"`
}

type sectionFile struct {
	Title   string `toml:"title"`
	Corner  string `toml:"corner"`
	Columns []struct {
		Key    string   `toml:"key"`
		Labels []string `toml:"labels"`
		Kind   string   `toml:"kind"`
		Units  []string `toml:"units"`
		Total  bool     `toml:"total"`
	} `toml:"columns"`
	Rows []struct {
		Key    string   `toml:"key"`
		Labels []string `toml:"labels"`
		SumOf  string   `toml:"sum_of"`
	} `toml:"rows"`
}

type balanceFile struct {
	Opening      []string `toml:"opening"`
	OpeningWords string   `toml:"opening_words"`
	Closing      []string `toml:"closing"`
	ClosingWords string   `toml:"closing_words"`
	Basis        string   `toml:"basis"`
}

type relationFile struct {
	Rows    []string `toml:"rows"`
	Columns []string `toml:"columns"`
	Words   string   `toml:"words"`
	Terms   []struct {
		Last   bool   `toml:"last"`
		Minus  bool   `toml:"minus"`
		Row    string `toml:"row"`
		Column string `toml:"column"`
	} `toml:"terms"`
}

// parseForm reads one form. An error names the first thing that is wrong.
func parseForm(text source.Text) (*Form, error) {
	data, problems := source.ParseData(text)
	var file formFile
	if data != nil {
		problems = append(problems, data.Decode(&file)...)
	}
	if problems.Count(diag.Error) > 0 {
		return nil, fmt.Errorf("%s: %s", problems[0].Place, problems[0].Message.EN)
	}
	f := &Form{
		ID: file.ID, Document: file.Document, Title: file.Title,
		from: file.From, until: file.Until, blankIsError: file.Blank != "warning",
		rows: map[string]*row{},
	}
	for _, p := range file.Parts {
		part := Part{Ordinal: p.Ordinal, Title: p.Title, Table: p.Table, Advice: p.Advice, variants: p.Variants, minimum: p.Minimum}
		for _, a := range p.Aspects {
			part.Aspects = append(part.Aspects, a.Title)
			part.marks = append(part.marks, a.Mark)
		}
		f.Parts = append(f.Parts, part)
	}
	for _, t := range file.Tables {
		if err := f.addTable(t); err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Key, err)
		}
	}
	if f.ID == "" || f.from == 0 || len(f.tables) == 0 {
		return nil, errors.New("needs id, from and a table")
	}
	if err := f.addMeasures(file.Measures); err != nil {
		return nil, err
	}
	var err error
	f.words, err = f.compileWords(file)
	return f, err
}

// addTable adds a table with its rows, figures and identities.
func (f *Form) addTable(file tableFile) error {
	t := &table{key: file.Key, short: file.Short, caption: file.Caption, abreast: file.Abreast}
	for _, s := range file.Sections {
		if err := f.addSection(t, s); err != nil {
			return err
		}
	}
	for _, r := range t.rows {
		if r.sumOf == "" {
			continue
		}
		for _, other := range t.rows {
			if other != r && strings.HasPrefix(other.key, r.sumOf+".") {
				r.addend = append(r.addend, other)
			}
		}
		if len(r.addend) == 0 {
			return fmt.Errorf("row %s: no row begins with %q", r.key, r.sumOf)
		}
	}
	for _, b := range file.Balances {
		opening, err := f.rowsNamed(t, b.Opening)
		if err != nil {
			return err
		}
		closing, err := f.rowsNamed(t, b.Closing)
		if err != nil {
			return err
		}
		t.balances = append(t.balances, balance{opening, closing, b.OpeningWords, b.ClosingWords, b.Basis})
	}
	for _, a := range file.AcrossYears {
		if _, err := f.rowsNamed(t, a.Rows); err != nil {
			return err
		}
		relation := relation{rows: a.Rows, columns: a.Columns, words: a.Words}
		for _, w := range a.Terms {
			relation.terms = append(relation.terms, term{w.Last, w.Minus, w.Row, w.Column})
		}
		t.relations = append(t.relations, relation)
	}
	f.tables = append(f.tables, t)
	return nil
}

// addSection adds a section and the figures of its rows.
func (f *Form) addSection(t *table, file sectionFile) error {
	s := &section{title: file.Title, corner: file.Corner}
	for i, c := range file.Columns {
		kind := Kind(c.Kind)
		if kind == "" {
			kind = Count
		}
		if !slices.Contains([]Kind{Count, Signed, Money, Amount}, kind) {
			return fmt.Errorf("column %s: kind %q", c.Key, c.Kind)
		}
		if c.Total && (i == 0 || i != len(file.Columns)-1) {
			return fmt.Errorf("column %s: a total is the last column", c.Key)
		}
		s.columns = append(s.columns, column{c.Key, c.Labels, kind, c.Units, c.Total})
	}
	for _, c := range s.columns {
		if s.totalColumn() >= 0 && c.kind != Count {
			return fmt.Errorf("column %s: only counts have a total", c.key)
		}
		if len(c.labels) == 0 {
			return fmt.Errorf("column %s: no label", c.key)
		}
	}
	for _, file := range file.Rows {
		r := &row{key: file.Key, labels: file.Labels, sumOf: file.SumOf, table: t, section: s}
		if f.rows[r.name()] != nil || len(r.labels) == 0 || len(s.columns) == 0 {
			return fmt.Errorf("row %s: twice, without label or without columns", r.key)
		}
		f.rows[r.name()] = r
		t.rows = append(t.rows, r)
		s.rows = append(s.rows, r)
		for _, column := range s.columns {
			name := r.name()
			if !r.scalar() {
				name += "." + column.key
			}
			r.names = append(r.names, name)
			f.figures = append(f.figures, Figure{
				Name: name, Table: t.key, Row: r.key, Column: column.key,
				RowLabels: r.labels, ColumnLabels: column.labels,
				Kind: column.kind, Total: column.total || r.sumOf != "",
			})
		}
	}
	t.sections = append(t.sections, s)
	return nil
}

// rowsNamed finds the rows of a table by their keys.
func (f *Form) rowsNamed(t *table, keys []string) ([]*row, error) {
	var rows []*row
	for _, key := range keys {
		r := f.rows[t.key+"."+key]
		if r == nil {
			return nil, fmt.Errorf("no row %s", key)
		}
		rows = append(rows, r)
	}
	return rows, nil
}
