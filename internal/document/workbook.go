package document

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Workbook is an .xlsx to be written: what each cell says, where it stands and
// how it looks. The same workbook gives the same bytes on every run.
type Workbook struct {
	Title, Creator string // what the file says of itself
	Sheets         []Grid
}

// Grid is a sheet that prints on A4, as wide as the page.
type Grid struct {
	Name   string
	Widths []float64 // of the columns, in digits
	Lying  bool      // the page lies on its side
	Lines  []Line
}

// Line is a row of a sheet.
type Line struct {
	Height float64 // in points
	Boxes  []Box
}

// Box is a cell of a sheet, or several merged.
type Box struct {
	Text             string
	Number           bool // Text is a decimal number, and keeps all its digits
	Column           int  // from 0
	RowSpan, ColSpan int
	Look             Look
}

// Look is how a cell looks.
type Look struct {
	Font   string
	Size   float64
	Bold   bool
	Left   bool   // set to the left, not in the middle
	Ruled  bool   // with lines around it
	Tinted bool   // on grey
	Format string // of a number: 0.00
}

// writer marks the workbooks written here, whose blanks are meant.
const writer = "gongkai"

// never is when every workbook says that it was made.
const never = "2000-01-01T00:00:00Z"

// Bytes is the workbook as a file.
func (w Workbook) Bytes() []byte {
	f := excelize.NewFile()
	defer f.Close()
	b := &binder{File: f, styles: map[Look]int{}}
	b.must(f.SetDocProps(&excelize.DocProperties{
		Title: w.Title, Creator: w.Creator, LastModifiedBy: writer, Created: never, Modified: never, Language: "zh-CN",
	}))
	for i, g := range w.Sheets {
		if i == 0 {
			b.must(f.SetSheetName("Sheet1", g.Name))
		} else {
			_, err := f.NewSheet(g.Name)
			b.must(err)
		}
		b.sheet(g)
	}
	data, err := f.WriteToBuffer()
	b.must(err)
	return data.Bytes()
}

// binder writes sheets. What it is given is made by the program, so that a
// sheet which can't be written is a mistake in it.
type binder struct {
	*excelize.File
	styles map[Look]int
}

func (b *binder) must(err error) {
	if err != nil {
		panic(fmt.Errorf("document: workbook: %w", err))
	}
}

func (b *binder) sheet(g Grid) {
	for i, width := range g.Widths {
		b.must(b.SetColWidth(g.Name, columnName(i), columnName(i), width))
	}
	for i, line := range g.Lines {
		if line.Height > 0 {
			b.must(b.SetRowHeight(g.Name, i+1, min(line.Height, 409)))
		}
		for _, box := range line.Boxes {
			b.box(g.Name, i, box)
		}
	}
	size, orientation, wide, high, fit, centred, margin, top := 9, "portrait", 1, 0, true, true, 0.5, 0.8
	if g.Lying {
		orientation = "landscape"
	}
	b.must(b.SetPageLayout(g.Name, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}))
	b.must(b.SetSheetProps(g.Name, &excelize.SheetPropsOptions{FitToPage: &fit}))
	b.must(b.SetPageMargins(g.Name, &excelize.PageLayoutMarginsOptions{Left: &margin, Right: &margin, Top: &top, Bottom: &top, Horizontally: &centred}))
}

func (b *binder) box(sheet string, line int, box Box) {
	from := columnName(box.Column) + strconv.Itoa(line+1)
	to := columnName(box.Column+max(box.ColSpan, 1)-1) + strconv.Itoa(line+max(box.RowSpan, 1))
	if from != to {
		b.must(b.MergeCell(sheet, from, to))
	}
	b.must(b.SetCellStyle(sheet, from, to, b.style(box.Look)))
	switch {
	case box.Text == "":
	case box.Number:
		// The digits as they are: a binary fraction would change them.
		b.must(b.SetCellDefault(sheet, from, strings.TrimPrefix(box.Text, "+")))
	default:
		b.must(b.SetCellStr(sheet, from, box.Text))
	}
}

// style makes each look once.
func (b *binder) style(l Look) int {
	if id, ok := b.styles[l]; ok {
		return id
	}
	s := &excelize.Style{
		Font:      &excelize.Font{Family: l.Font, Size: l.Size, Bold: l.Bold},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
	}
	if l.Left {
		s.Alignment.Horizontal = "left"
	}
	if l.Ruled {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Color: "000000", Style: 1})
		}
	}
	if l.Tinted {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F2F2F2"}}
	}
	if l.Format != "" {
		s.CustomNumFmt = &l.Format
	}
	id, err := b.NewStyle(s)
	b.must(err)
	b.styles[l] = id
	return id
}
