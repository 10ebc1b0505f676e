package render

import (
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"gongkai/internal/document"
	"gongkai/internal/markup"
	"gongkai/internal/site"
)

// A spreadsheet in the text of a page is set as a table. Of the sheet only
// what its author sees is shown: hidden rows and columns are left out, and
// said to be. Rows over the whole width at the top are the table's titles;
// the next is the head of the columns, with those that its merged cells reach
// into.
//
// On a phone a table of more than four columns becomes a card a row, each
// number under the name of its column. There a cell that is merged over
// several rows is repeated in each, where the wide table has it once.

// Embed is given to partials/embed.html: a spreadsheet as a table.
type Embed struct {
	Caption string
	Titles  []string // the sheet's own titles, as far as they say more than Caption
	File    File
	Head    []EmbedRow
	Body    []EmbedRow
	Rows    string // how many are in the body
	Long    bool   // so many that a reader wants to filter them
	Wide    bool   // on a phone each row is a card
	Hidden  string // what isn't shown; "" when all is
	Style   URL    // the style sheet and the script: on the page's first table only
	Script  URL
}

// EmbedRow is a row.
type EmbedRow struct{ Cells []EmbedCell }

// EmbedCell is one cell. Its attributes are "" when they aren't needed.
type EmbedCell struct {
	Text             string
	Header           bool
	Scope            string
	RowSpan, ColSpan string
	Class            string // ta-right; again
	Label            string // the name of its column, for a card
}

const (
	longTable = 50 // rows from which a filter is offered
	wideTable = 4  // columns that a phone shows side by side
)

// embed sets the table of a page's i-th link.
func (r *Rendered) embed(out []byte, p *site.Page, i int, root string) []byte {
	link, target := &p.Body.Links[i], p.Targets[i]
	asset, ok := findAsset(r.site.Files, target.Address)
	if target.Missing || !ok {
		return append(appendEscaped(append(out, "<p>"...), link.Text), "</p>"...)
	}
	table, err := site.ReadTable(r.site.Files[asset].File, link.Fragment)
	if err != nil {
		table = &document.Table{} // it has changed since it was checked
	}
	e := setTable(table)
	e.File = r.download(target.Address, link.Text, root)
	e.caption(link.Text)
	if !hasEmbed(p.Body.Links[:i]) {
		e.Style, e.Script = r.asset(root, "assets/embed.css"), r.asset(root, "assets/table.js")
	}
	printed := newPrinter()
	defer printed.free()
	dot := reflect.ValueOf(e).Elem()
	r.layouts.programs[embedFile](printed, dot, dot)
	return append(out, printed.out...)
}

func hasEmbed(links []markup.Link) bool {
	for i := range links {
		if links[i].Kind == markup.Embed {
			return true
		}
	}
	return false
}

// embedKey stands for a table in a page's key.
func (r *Rendered) embedKey(w io.Writer, t site.Target) {
	if i, ok := findAsset(r.site.Files, t.Address); ok {
		r.copyFile(&r.site.Files[i]).inputs(w)
	}
	fmt.Fprint(w, r.asset("", "assets/embed.css"), r.asset("", "assets/table.js"))
}

// caption takes the author's words; the sheet's title is left out when it says
// the same.
func (e *Embed) caption(words string) {
	e.Caption = words
	if words == "" && len(e.Titles) > 0 {
		e.Caption, e.Titles = e.Titles[0], e.Titles[1:]
	}
	if len(e.Titles) > 0 && strings.Contains(e.Caption, e.Titles[0]) {
		e.Titles = e.Titles[1:]
	}
}

// shownCell is a visible cell in the visible grid.
type shownCell struct {
	*document.Cell
	column, rows, columns int
}

// setTable sets what is visible of a sheet.
func setTable(t *document.Table) *Embed {
	grid, width, hidden := visible(t)
	e := &Embed{Hidden: hidden, Wide: width > wideTable}
	for len(grid) > 0 && width > 1 && len(grid[0]) > 0 && isTitle(grid[0], width) {
		if text := grid[0][0].Text; text != "" {
			e.Titles = append(e.Titles, text)
		}
		grid = grid[1:]
	}
	head := headRows(grid)
	labels := make([]string, width)
	e.Head = make([]EmbedRow, head)
	for i, row := range grid[:head] {
		for _, c := range row {
			for column := c.column; column < min(c.column+c.columns, width); column++ {
				labels[column] = strings.TrimSpace(labels[column] + " " + c.Text)
			}
			cell := EmbedCell{Text: c.Text, Header: true, Scope: "col", RowSpan: spanText(min(c.rows, head-i)), ColSpan: spanText(c.columns)}
			if c.columns > 1 {
				cell.Scope = "colgroup"
			}
			e.Head[i].Cells = append(e.Head[i].Cells, cell)
		}
	}
	e.body(grid[head:], labels)
	return e
}

// body sets the rows below the head.
func (e *Embed) body(grid [][]shownCell, labels []string) {
	numeric, names := columnsOf(grid, len(labels))
	over := make([]struct {
		cell shownCell
		left int
	}, len(labels)) // what reaches down into each column
	e.Body = make([]EmbedRow, len(grid))
	for i, row := range grid {
		next := 0
		for column := 0; column < len(labels); {
			if above := &over[column]; above.left > 0 {
				above.left--
				if e.Wide {
					e.Body[i].Cells = append(e.Body[i].Cells, EmbedCell{Text: above.cell.Text, Class: "again", Label: labels[column]})
				}
				column += above.cell.columns
				continue
			}
			if next == len(row) || row[next].column > column {
				e.Body[i].Cells = append(e.Body[i].Cells, EmbedCell{}) // the file has no cell here
				column++
				continue
			}
			c := row[next]
			next++
			cell := EmbedCell{Text: c.Text, RowSpan: spanText(min(c.rows, len(grid)-i)), ColSpan: spanText(c.columns)}
			if column == names && c.Text != "" {
				cell.Header, cell.Scope = true, "row"
				if c.rows > 1 {
					cell.Scope = "rowgroup"
				}
			}
			if numeric[column] {
				cell.Class = "ta-right"
			}
			if e.Wide {
				cell.Label = labels[column]
			}
			over[column] = struct {
				cell shownCell
				left int
			}{c, c.rows - 1}
			e.Body[i].Cells = append(e.Body[i].Cells, cell)
			column += c.columns
		}
	}
	e.Rows, e.Long = strconv.Itoa(len(grid)), len(grid) > longTable
}

// visible is the cells that the sheet shows, in a grid without its hidden and
// its empty ends, and what was left out in words.
func visible(t *document.Table) (grid [][]shownCell, width int, hidden string) {
	last := 0
	gone := map[int]bool{}
	for _, row := range t.Rows {
		for i := range row.Cells {
			c := &row.Cells[i]
			if c.Hidden {
				gone[c.Column] = true
			} else if c.Text != "" && !row.Hidden {
				last = max(last, c.Column+1)
			}
		}
	}
	place := make([]int, last+1) // of a column among those shown
	for column := range last {
		place[column+1] = place[column]
		if !gone[column] {
			place[column+1]++
		}
	}
	width = place[last]
	hiddenRows, filled := 0, 0
	for y, row := range t.Rows {
		if row.Hidden {
			hiddenRows++
			continue
		}
		var line []shownCell
		for i := range row.Cells {
			c := &row.Cells[i]
			if c.Hidden || c.Column >= last {
				continue
			}
			shown := shownCell{c, place[c.Column], 0, place[min(c.Column+c.ColSpan, last)] - place[c.Column]}
			for below := y; below < min(y+c.RowSpan, len(t.Rows)); below++ {
				if !t.Rows[below].Hidden {
					shown.rows++
				}
			}
			line = append(line, shown)
			if c.Text != "" {
				filled = len(grid) + 1
			}
		}
		grid = append(grid, line)
	}
	var parts []string
	if hiddenRows > 0 {
		parts = append(parts, strconv.Itoa(hiddenRows)+" 行")
	}
	if len(gone) > 0 {
		parts = append(parts, strconv.Itoa(len(gone))+" 列")
	}
	return grid[:filled], width, strings.Join(parts, "、")
}

// isTitle tells a row that says one thing over the whole width from a row of
// the table.
func isTitle(row []shownCell, width int) bool {
	filled := 0
	for _, c := range row {
		if c.Text != "" {
			filled++
		}
	}
	return filled == 0 || filled == 1 && row[0].Text != "" && (row[0].columns == width || len(row) == 1 && row[0].columns == 1)
}

// headRows is how many rows head the columns.
func headRows(grid [][]shownCell) int {
	if len(grid) < 2 {
		return 0
	}
	rows := 1
	for _, c := range grid[0] {
		rows = max(rows, c.rows)
		if c.columns > 1 {
			rows = max(rows, 2)
		}
	}
	return min(rows, len(grid)-1)
}

var numberText = regexp.MustCompile(`^[+−-]?[0-9][0-9,]*(\.[0-9]+)?[%％]?$`)

// columnsOf finds the columns that hold numbers alone, and the first that
// doesn't: it names the rows. It is -1 when there is none.
func columnsOf(grid [][]shownCell, width int) (numeric []bool, names int) {
	numbers, words := make([]int, width), make([]int, width)
	for _, row := range grid {
		for _, c := range row {
			switch {
			case c.Text == "", c.Text == "/", c.Text == "—", c.Text == "-", c.column >= width:
			case numberText.MatchString(c.Text):
				numbers[c.column]++
			default:
				words[c.column]++
			}
		}
	}
	numeric, names = make([]bool, width), -1
	for column := range width {
		numeric[column] = numbers[column] > 0 && words[column] == 0
		if names < 0 && words[column] > 0 {
			names = column
		}
	}
	return numeric, names
}
