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

// The guards keep reading linear. Each stands before a part of the parser
// whose cost can outgrow its text (measured in growth_test.go) and, at its
// limit, stops that part from reading further marks and says so; the text is
// then read as plain text, and the finding keeps it from being published. The
// limits are far above what a notice needs.

const (
	maxNesting   = 32        // quotes and lists in one another
	maxSteps     = 1 << 20   // lines of a page, each times the lists and quotes that it continues
	maxFindings  = 100       // of a page
	maxBackticks = 80        // of a run that opens code
	maxSigns     = 400_000   // line ends and ASCII punctuation of a page: each may cost a kilobyte of tree
	maxExpanded  = 256 << 10 // bytes that reference links take by repeating their destination
)

// limit is how many marks of a kind a paragraph, or a page, may hold.
type limit struct {
	most  int
	of    diag.Text
	count func(*marks) *int
}

var (
	limitEmphasis    = limit{1000, diag.Text{ZH: "一段里的 * _ ~ 记号", EN: "marks *, _ and ~ in one paragraph"}, func(m *marks) *int { return &m.emphasis }}
	limitBrackets    = limit{200, diag.Text{ZH: "一段里没有写成的链接", EN: "unfinished links in one paragraph"}, func(m *marks) *int { return &m.brackets }}
	limitOpen        = limit{100, diag.Text{ZH: "一段里没有闭合的方括号", EN: "open square brackets in one paragraph"}, func(m *marks) *int { return &m.open }}
	limitDefinitions = limit{1000, diag.Text{ZH: "连续的链接定义", EN: "link definitions in a row"}, func(m *marks) *int { return &m.definitions }}
	limitFootnotes   = limit{1000, diag.Text{ZH: "一页的脚注", EN: "footnotes on one page"}, func(m *marks) *int { return &m.footnotes }}
	limitPipes       = limit{1000, diag.Text{ZH: "一页的表格里与代码同格的「\\|」", EN: "signs \\| beside code in the tables of one page"}, func(m *marks) *int { return &m.pipes }}
	limitNotes       = limit{5000, diag.Text{ZH: "一页的脚注引用", EN: "references to footnotes on one page"}, func(m *marks) *int { return &m.notes }}
)

// marks counts what the guards count.
type marks struct {
	inBlock
	footnotes, notes, steps, cells, pipes int // of the page
}

// inBlock counts what stands in one paragraph.
type inBlock struct {
	block                                 ast.Node
	emphasis, definitions, brackets, open int
}

// enter begins to count anew in a paragraph that is not the last one.
func (m *marks) enter(block ast.Node) {
	if block != nil && block != m.block {
		m.inBlock = inBlock{block: block}
	}
}

// allow counts one more mark and tells whether it is within its limit. The
// first beyond it is reported. A nil block counts for the page.
func (p *page) allow(block ast.Node, l *limit, at int) bool {
	p.marks.enter(block)
	n := l.count(&p.marks)
	*n++
	if *n == l.most+1 {
		p.report(&ruleTooManyMarks, at, at+1, l.of, l.most)
	}
	return *n <= l.most
}

// fits tells whether a page can be read in reasonable memory.
func (p *page) fits() bool {
	if len(p.src) <= maxSigns {
		return true
	}
	n := 0
	for i, c := range p.src {
		if c == '\n' || util.IsPunct(c) {
			n++
		}
		if n > maxSigns {
			p.report(&ruleTooManyMarks, i, i+1, diag.Text{ZH: "一页的换行和半角标点", EN: "line ends and punctuation marks on one page"}, maxSigns)
			return false
		}
	}
	return true
}

// container guards a block that holds blocks: their nesting, and the steps
// that every line of a deep one takes.
type container struct{ parser.BlockParser }

func (c container) Open(parent ast.Node, reader gtext.Reader, pc parser.Context) (ast.Node, parser.State) {
	deep := nesting(pc.OpenedBlocks()) >= maxNesting
	line, at := reader.Position()
	node, state := c.BlockParser.Open(parent, reader, pc)
	if node == nil || !deep {
		return node, state
	}
	reader.SetPosition(line, at)
	p := pageOf(pc)
	p.once(&ruleTooDeep, at.Start, at.Start+1, maxNesting)
	return nil, parser.NoChildren
}

func (c container) Continue(node ast.Node, reader gtext.Reader, pc parser.Context) parser.State {
	p := pageOf(pc)
	p.marks.steps++
	if p.marks.steps > maxSteps {
		_, at := reader.Position()
		p.once(&ruleTooDeep, at.Start, at.Start+1, maxNesting)
		return parser.Close
	}
	return c.BlockParser.Continue(node, reader, pc)
}

// nesting counts the quotes and lists among the open blocks.
func nesting(open []parser.Block) int {
	if len(open) < maxNesting {
		return 0
	}
	n := 0
	for _, b := range open {
		switch b.Node.(type) {
		case *ast.Blockquote, *ast.List, *extast.DefinitionList, *extast.Footnote:
			n++
		}
	}
	return n
}

// once reports a rule at its first place only.
func (p *page) once(rule *diag.Rule, start, end int, args ...any) {
	for i := range p.found {
		if p.found[i].Code == rule.Code {
			return
		}
	}
	p.report(rule, start, end, args...)
}

// codeSpans leaves longer runs of backticks alone: each length that is not
// closed costs a search through the paragraph.
type codeSpans struct{ parser.InlineParser }

func (c codeSpans) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	run := 0
	for run < len(line) && line[run] == '`' {
		run++
	}
	if run > maxBackticks {
		block.Advance(run)
		return ast.NewTextSegment(segment.WithStop(segment.Start + run))
	}
	return c.InlineParser.Parse(parent, block, pc)
}

// definitions guards the link definitions, whose removal from a paragraph
// costs the square of their number.
type definitions struct{ parser.ParagraphTransformer }

func (d definitions) Transform(node *ast.Paragraph, reader gtext.Reader, pc parser.Context) {
	lines, src := node.Lines(), reader.Source()
	if lines.Len() > limitDefinitions.most {
		p := pageOf(pc)
		for i := range lines.Len() {
			line := lines.At(i)
			if bytes.Contains(line.Value(src), []byte("]:")) && !p.allow(node, &limitDefinitions, line.Start) {
				replaceByCode(node)
				return
			}
		}
	}
	d.ParagraphTransformer.Transform(node, reader, pc)
}

// replaceByCode sets a paragraph that can't be read as it stands.
func replaceByCode(node *ast.Paragraph) {
	code := ast.NewFencedCodeBlock(nil)
	code.SetLines(node.Lines())
	node.Parent().ReplaceChild(node.Parent(), node, code)
}

var ruleTooDeep = diag.Rule{
	Code: "M001", Severity: diag.Error,
	Message: diag.Text{ZH: "引用和列表套得太深，最多 {1} 层", EN: "quotes and lists are nested too deep; {1} levels are allowed"},
	Hint:    diag.Text{ZH: "减少层次，改用标题分节；若这里不是引用或列表，在行首的记号前加反斜杠「\\」", EN: "use headings instead of levels; if this is no quote or list, put a backslash before the mark"},
	Why:     diag.Text{ZH: "层次过深的文字读不明白，也会拖垮发布。", EN: "Nobody can follow such nesting, and it would slow the build to a halt."},
	Bad:     example + ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> 引用。\n",
	Good:    example + ">>> 引用。\n",
}

var ruleTooManyMarks = diag.Rule{
	Code: "M004", Severity: diag.Error,
	Message: diag.Text{ZH: "{1}太多，上限是 {2} 个", EN: "too many {1}; {2} are allowed"},
	Hint:    diag.Text{ZH: "分段写；若这些符号只是普通文字，在前面加反斜杠「\\」", EN: "split the paragraph; if the signs are plain text, put a backslash before each"},
	Why:     diag.Text{ZH: "成千上万的记号多半是误粘贴，逐个配对会拖垮发布。", EN: "Thousands of marks are mostly a slip of the clipboard, and pairing them would slow the build to a halt."},
	Bad:     example + strings.Repeat("*甲", 1001) + "\n",
	Good:    example + strings.Repeat("甲", 101) + "\n",
}

var ruleExpanded = diag.Rule{
	Code: "M005", Severity: diag.Error,
	Message: diag.Text{ZH: "引用式链接展开后超过 {1} KiB", EN: "the reference links take more than {1} KiB when they are written out"},
	Hint:    diag.Text{ZH: "缩短被引用的地址，或者减少引用的次数", EN: "shorten the address, or refer to it less often"},
	Why:     diag.Text{ZH: "每处引用都要写出整个地址，短短一页会变得极大。", EN: "Every reference repeats the whole address, so a short page becomes huge."},
	Bad:     example + strings.Repeat("[甲] ", 300) + "\n\n[甲]: https://example.com/" + strings.Repeat("a", 1000) + "\n",
	Good:    example + "[甲]\n\n[甲]: https://example.com/a\n",
}

var ruleTooMany = diag.Rule{
	Code: "M006", Severity: diag.Error,
	Message: diag.Text{ZH: "这一页的问题超过 {1} 个，后面的没有列出", EN: "this page has more than {1} findings; the rest are not listed"},
	Hint:    diag.Text{ZH: "先改好前面的，再检查一次", EN: "mend those above and check again"},
	Why:     diag.Text{ZH: "问题这样多，往往出于同一个原因。", EN: "So many findings mostly have one cause."},
	Bad:     example + strings.Repeat("[甲]()", 101) + "\n",
	Good:    example + "甲\n",
}
