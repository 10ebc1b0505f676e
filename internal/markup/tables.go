package markup

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"gongkai/internal/diag"
)

const (
	maxColumns = 64
	maxCells   = 50_000 // of a page, with the empty ones that short rows are filled with
)

// tables guards the tables, and says where a table is not one, or loses cells.
type tables struct{ parser.ParagraphTransformer }

func (t tables) Transform(node *ast.Paragraph, reader gtext.Reader, pc parser.Context) {
	lines, src := node.Lines(), reader.Source()
	for i := 1; i < lines.Len(); i++ {
		line := lines.At(i)
		columns := tableRule(line.Value(src))
		if columns == 0 {
			continue
		}
		if !pageOf(pc).table(lines, i, columns) {
			replaceByCode(node)
			return
		}
		break
	}
	t.ParagraphTransformer.Transform(node, reader, pc)
}

// tableRule is the number of columns when a line is the rule under a table's
// head: |---|:---:|.
func tableRule(line []byte) int {
	if len(bytes.Trim(line, "|-: \t\n")) > 0 || !bytes.ContainsAny(line, "|:") {
		return 0
	}
	if indent, _ := util.IndentWidth(line, 0); indent > 3 {
		return 0
	}
	cells := bytes.Split(line, []byte{'|'})
	if util.IsBlank(cells[0]) {
		cells = cells[1:]
	}
	if n := len(cells); n > 0 && util.IsBlank(cells[n-1]) {
		cells = cells[:n-1]
	}
	for _, cell := range cells {
		cell = bytes.TrimSuffix(bytes.TrimPrefix(util.TrimRightSpace(util.TrimLeftSpace(cell)), []byte{':'}), []byte{':'})
		if len(cell) == 0 || len(bytes.Trim(cell, "-")) > 0 {
			return 0
		}
	}
	return len(cells)
}

// table checks a table before it is built: its head is the line before the
// rule. It tells whether it may be built.
func (p *page) table(lines *gtext.Segments, rule, columns int) bool {
	head, under := lines.At(rule-1), lines.At(rule)
	if columns > maxColumns {
		p.report(&ruleTooWide, under.Start, under.Start+1, columns, maxColumns)
		return false
	}
	if n := countCells(head.Value(p.src)); n != columns {
		p.report(&ruleTableHead, under.Start, p.trimmed(under), n, columns)
		return true
	}
	rows := lines.Len() - rule
	p.marks.cells += rows * columns
	if p.marks.cells > maxCells {
		p.once(&ruleTooManyCells, under.Start, under.Start+1, maxCells)
		return false
	}
	for i := rule + 1; i < lines.Len(); i++ {
		row := lines.At(i)
		value := row.Value(p.src)
		if n := countCells(value); n > columns {
			p.report(&ruleTableRow, row.Start, p.trimmed(row), n, columns)
		}
		if bytes.IndexByte(value, '`') >= 0 && !p.allowPipes(value, row.Start) {
			return false
		}
	}
	return true
}

// allowPipes counts the bars in a row's code, which the table parser compares
// with every piece of code.
func (p *page) allowPipes(row []byte, at int) bool {
	for range bytes.Count(row, []byte(`\|`)) {
		if !p.allow(nil, &limitPipes, at) {
			return false
		}
	}
	return true
}

// trimmed is the end of a line without the space at its end.
func (p *page) trimmed(line gtext.Segment) int {
	return line.TrimRightSpace(p.src).Stop
}

// countCells counts the cells of a row as the table parser splits it.
func countCells(line []byte) int {
	line = util.TrimRightSpace(util.TrimLeftSpace(line))
	if len(line) == 0 {
		return 0
	}
	line = bytes.TrimPrefix(line, []byte{'|'})
	n := 1
	for i, c := range line {
		if c == '|' && (i == 0 || line[i-1] != '\\') {
			n++
		}
	}
	if len(line) > 0 && line[len(line)-1] == '|' {
		n--
	}
	return n
}

// alignment is the class that a cell is set by; the policy of the pages
// forbids style attributes.
func alignment(a extast.Alignment) string {
	switch a {
	case extast.AlignLeft:
		return ` class="ta-left"`
	case extast.AlignRight:
		return ` class="ta-right"`
	case extast.AlignCenter:
		return ` class="ta-center"`
	}
	return ""
}

// writeTable sets a table in a box of its own that can be scrolled, by key
// too, where the page is narrow.
func (p *page) writeTable(n *extast.Table) {
	p.put(`<div class="table" tabindex="0" role="group" aria-label="表格"><table>` + "\n")
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		_, head := row.(*extast.TableHeader)
		if head {
			p.put("<thead>\n")
		}
		p.put("<tr>\n")
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			p.cell(cell.(*extast.TableCell), head)
		}
		p.put("</tr>\n")
		switch {
		case head && row.NextSibling() != nil:
			p.put("</thead>\n<tbody>\n")
		case head:
			p.put("</thead>\n")
		case row.NextSibling() == nil:
			p.put("</tbody>\n")
		}
	}
	p.put("</table></div>\n")
}

// cell sets one cell. An empty cell of the head is no header.
func (p *page) cell(n *extast.TableCell, head bool) {
	head = head && n.FirstChild() != nil
	if head {
		p.put(`<th scope="col"`)
	} else {
		p.put("<td")
	}
	p.put(alignment(n.Alignment))
	p.put(">")
	p.inlines(n)
	if head {
		p.put("</th>\n")
	} else {
		p.put("</td>\n")
	}
}

var ruleTooWide = diag.Rule{
	Code: "M002", Severity: diag.Error,
	Message: diag.Text{ZH: "表格有 {1} 列，最多 {2} 列", EN: "the table has {1} columns; {2} are allowed"},
	Hint:    diag.Text{ZH: "拆成几张表，或者作为 .xlsx 附件发布", EN: "split the table, or publish it as an .xlsx attachment"},
	Why:     diag.Text{ZH: "这样宽的表在屏幕和纸上都读不了。", EN: "Such a table can be read neither on a screen nor on paper."},
	Bad:     example + strings.Repeat("|甲", 65) + "\n" + strings.Repeat("|-", 65) + "\n",
	Good:    example + "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n",
}

var ruleTooManyCells = diag.Rule{
	Code: "M003", Severity: diag.Error,
	Message: diag.Text{ZH: "这一页的表格超过 {1} 格", EN: "the tables of this page have more than {1} cells"},
	Hint:    diag.Text{ZH: "按年份或地区拆成几篇，或者作为 .xlsx 附件发布", EN: "split the page by year or place, or publish the tables as .xlsx attachments"},
	Why:     diag.Text{ZH: "这样大的一页，手机打不开。", EN: "A phone can't open such a page."},
	Bad:     example + strings.Repeat("|甲", 64) + "\n" + strings.Repeat("|-", 64) + "\n" + strings.Repeat("|\n", 800),
	Good:    example + "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n",
}

var ruleTableHead = diag.Rule{
	Code: "M050", Severity: diag.Error,
	Message: diag.Text{ZH: "表头有 {1} 列，下面的分隔行有 {2} 列，不成表格", EN: "the table's head has {1} columns and the rule under it {2}, so this is no table"},
	Hint:    diag.Text{ZH: "使分隔行与表头的列数相同，例如两列写作「|---|---|」", EN: "give the rule as many columns as the head: |---|---| for two"},
	Why:     diag.Text{ZH: "列数不同，整张表会变成一段带竖线的文字。", EN: "With different counts the whole table becomes a paragraph full of bars."},
	Bad:     example + "| 项目 | 金额 |\n|---|\n| 甲 | 1 |\n",
	Good:    example + "| 项目 | 金额 |\n|---|---|\n| 甲 | 1 |\n",
}

var ruleTableRow = diag.Rule{
	Code: "M051", Severity: diag.Error,
	Message: diag.Text{ZH: "这一行有 {1} 格，表头只有 {2} 格，多出的格不会显示", EN: "this row has {1} cells and the head {2}; the cells beyond would not be shown"},
	Hint:    diag.Text{ZH: "补全表头，或者删去多余的竖线；格里的竖线写作「\\|」", EN: "complete the head, or delete the extra bars; write a bar inside a cell as \\|"},
	Why:     diag.Text{ZH: "多出的格会不声不响地丢掉，公开的数据就不完整。", EN: "The cells would be dropped in silence, and the published figures would be incomplete."},
	Bad:     example + "| 项目 | 金额 |\n|---|---|\n| 甲 | 1 | 2 |\n",
	Good:    example + "| 项目 | 金额 | 余额 |\n|---|---|---|\n| 甲 | 1 | 2 |\n",
}
