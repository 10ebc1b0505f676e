package site

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/markup"
)

// How a finding about a page's links is said: at the few characters that are
// wrong, with the edit that mends them. The page's file is read again for it,
// once; and a page has only so many findings, so that what is broken a
// thousand times over costs no more than it is worth.

// mostFindings is how many findings about its links one page can have.
const mostFindings = 100

var ruleMore = diag.Rule{
	Code: "L213", Severity: diag.Error,
	Message: diag.Text{ZH: "这个文件的链接还有别的问题，没有全部列出", EN: "there is more wrong with this file's links than is listed"},
	Hint:    diag.Text{ZH: "先改正列出的，再检查一次", EN: "mend what is listed, then check again"},
	Why:     diag.Text{ZH: "同样的错误列出几百处没有用处，却会拖慢检查。", EN: "Hundreds of the same mistake help nobody, and make the check slow."},
	Bad:     example("", strings.Repeat("[细则](a.md) ", mostFindings+1)),
	Good:    example("", "见[预算](../finance/2024-01-04-1.md)。"),
}

// full tells that a page has as many findings as are listed, and says so once.
func (p *Page) full() bool {
	if len(p.found) == mostFindings {
		p.found = append(p.found, ruleMore.New(p.File.Place()))
	}
	return len(p.found) > mostFindings
}

// blameLink adds a finding at a link, with the edit that mends it when a
// better path is known.
func (p *Page) blameLink(rule *diag.Rule, link *markup.Link, better string, args ...any) *diag.Diagnostic {
	if p.full() {
		return &diag.Diagnostic{}
	}
	text := p.source().text
	start, end, known := destinationSpan(text.Bytes, link)
	d := rule.New(text.Place(start, end), args...)
	if known && better != "" {
		written := escapeDestination(better)
		if link.Query != "" {
			written += "?" + link.Query
		}
		if link.Fragment != "" {
			written += "#" + escapeDestination(link.Fragment)
		}
		if strings.ContainsAny(written, "() ") {
			written = "<" + written + ">"
		}
		d.Fix = &diag.Fix{Line: d.Line, Column: d.Column, EndLine: d.EndLine, EndColumn: d.EndColumn, Text: written}
	}
	p.found = append(p.found, d)
	return &p.found[len(p.found)-1]
}

// blameKey adds a finding at a value of the front matter, with the edit that
// mends it when a better value is known.
func (p *Page) blameKey(rule *diag.Rule, better string, at []string, args ...any) *diag.Diagnostic {
	if p.full() {
		return &diag.Diagnostic{}
	}
	if front := p.source().front; front != nil && front.Has(append(slices.Clone(at), "path")...) {
		at = append(slices.Clone(at), "path") // an attachment with a title
	}
	d := rule.New(p.place(at...), args...)
	if better != "" && d.Line > 0 {
		d.Fix = &diag.Fix{
			Line: d.Line, Column: d.Column, EndLine: d.EndLine, EndColumn: d.EndColumn,
			Text: `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(better) + `"`,
		}
	}
	p.found = append(p.found, d)
	return &p.found[len(p.found)-1]
}

// destinationSpan is where the destination is written within a link; the
// whole link when it is not inline.
func destinationSpan(text []byte, link *markup.Link) (start, end int, known bool) {
	start, end = link.Start, link.End
	if end > len(text) || start > end {
		return start, end, false
	}
	opening := bytes.LastIndex(text[start:end], []byte("]("))
	if opening < 0 {
		return start, end, false
	}
	from := start + opening + len("](")
	inner := text[from:end]
	if bytes.HasPrefix(inner, []byte("<")) {
		if closing := bytes.IndexByte(inner, '>'); closing > 0 {
			return from, from + closing + 1, true
		}
		return start, end, false
	}
	length := bytes.IndexAny(inner, " \t\n")
	if length < 0 {
		length = len(inner) - 1 // the closing parenthesis
	}
	if length <= 0 {
		return start, end, false
	}
	return from, from + length, true
}

// escapeDestination writes a path so that Markdown reads it as it is.
func escapeDestination(name string) string {
	return strings.NewReplacer("%", "%25", "#", "%23", "?", "%3F", "<", "%3C", ">", "%3E").Replace(name)
}

// offer is the words that say what to write instead: a guess, when what is
// written doesn't exist.
func offer(fault *diag.Rule, better, written string) diag.Text {
	if fault == &ruleNotPicture && strings.EqualFold(path.Ext(written), ".xls") {
		return diag.Text{ZH: "；表格用 WPS 另存为 .xlsx，就能排进正文", EN: "; a table that is saved as .xlsx can be set in the text"}
	}
	if better == "" || fault == &ruleMissing {
		return suggestion(better)
	}
	return diag.Text{ZH: "，写成「" + better + "」", EN: ", as " + better}
}

// suggestion is the words that offer a better name.
func suggestion(better string) diag.Text {
	if better == "" {
		return diag.Text{}
	}
	return diag.Text{ZH: "；是不是「" + better + "」？", EN: "; did you mean " + better + "?"}
}
