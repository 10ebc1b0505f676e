package markup

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"

	"gongkai/internal/diag"
)

// numbers reads {{ name }} where a page's options resolve names. It is part of
// the reading, never a substitution in the text: what it prints is not read
// again, and code is left alone.
type numbers struct{}

func (numbers) Trigger() []byte { return []byte{'{'} }

func (numbers) Parse(_ ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	p := pageOf(pc)
	if p.options.Number == nil {
		return nil
	}
	line, segment := block.PeekLine()
	if !bytes.HasPrefix(line, []byte("{{")) {
		return nil
	}
	end := bytes.Index(line[:min(len(line), longestName)], []byte("}}"))
	if end < 0 {
		p.report(&ruleOpenNumber, segment.Start, segment.Start+2)
		block.Advance(2)
		return ast.NewTextSegment(segment.WithStop(segment.Start + 2))
	}
	block.Advance(end + 2)
	name := string(bytes.TrimSpace(line[2:end]))
	value, nearest, ok := p.options.Number(name)
	if !ok {
		p.unknownNumber(segment.Start, segment.Start+end+2, name, nearest)
		return ast.NewTextSegment(segment.WithStop(segment.Start + end + 2))
	}
	node := ast.NewString([]byte(value))
	node.SetRaw(true)
	return node
}

// longestName is how far the end of a name is looked for.
const longestName = 200

func (p *page) unknownNumber(start, end int, name, nearest string) {
	if nearest == "" {
		hint := diag.Text{ZH: "名称见「gongkai export」的输出，例如「requests.new.total」", EN: "gongkai export prints the names, such as requests.new.total"}
		p.report(&ruleUnknownNumber, start, end, shown(name), hint)
		return
	}
	hint := diag.Text{ZH: "是不是要写「" + nearest + "」", EN: "did you mean “" + nearest + "”?"}
	p.mend(&ruleUnknownNumber, start, end, "{{ "+nearest+" }}", shown(name), hint)
}

var ruleUnknownNumber = diag.Rule{
	Code: "M080", Severity: diag.Error,
	Message: diag.Text{ZH: "数据里没有「{1}」", EN: "the figures have no “{1}”"},
	Hint:    diag.Text{ZH: "{2}", EN: "{2}"},
	Why:     diag.Text{ZH: "年报正文里的数字取自数据文件，名称不对就没有数字可填。", EN: "The numbers in a report's prose come from its figures; a name that isn't there has no number."},
	Bad:     exampleReport + "全年收到申请{{ requests.new.totl }}件。\n" + exampleReportRest,
	Good:    exampleReport + "全年收到申请{{ requests.new.total }}件。\n" + exampleReportRest,
}

var ruleOpenNumber = diag.Rule{
	Code: "M081", Severity: diag.Error,
	Message: diag.Text{ZH: "「{{」后面缺「}}」", EN: "“{{” has no “}}” after it on its line"},
	Hint:    diag.Text{ZH: "写作「{{ 名称 }}」，写在一行里；要原样显示，写作「\\{{」", EN: "write {{ name }} on one line; to print the braces write \\{{"},
	Why:     diag.Text{ZH: "没有写完的名称会原样显示给读者。", EN: "A name left open would be printed as it is."},
	Bad:     exampleReport + "全年收到申请{{ requests.new.total }件。\n" + exampleReportRest,
	Good:    exampleReport + "全年收到申请{{ requests.new.total }}件。\n" + exampleReportRest,
}
