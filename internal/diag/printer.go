package diag

import (
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"
)

// Printer shows findings to a person at a terminal:
//
//	错误[R204] 依申请公开：办理结果与结转之和「12」不等于本年新收与上年结转之和「13」
//	  content/report/2024.toml:37:12
//	   37 │ granted = [12, 0, 0, 0, 0, 0]
//	      │            ^^ 自然人一列应为 13
//	  相关  content/report/2024.toml:21:8   本年新收 10
//	  提示  核对「（七）总计」与「四、结转下年度继续办理」
type Printer struct {
	Lang  Lang
	Color bool
	Width int // of the terminal, in cells; 0 means 80
}

// gutter is the width of the line numbers, and margin what stands to the left
// of a quoted line.
const (
	gutter = 5
	margin = gutter + len(" | ")
)

// Print writes one finding, and an empty line after it.
func (p Printer) Print(w io.Writer, d *Diagnostic) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", p.paint(severityColor[d.Severity], d.Severity.Words().In(p.Lang)+"["+d.Code+"]"), Visible(d.Message.In(p.Lang)))
	if d.File != "" {
		fmt.Fprintf(&b, "  %s\n", p.paint(placeColor, Visible(d.Place.String())))
	}
	p.quote(&b, d)
	for _, r := range d.Related {
		p.note(&b, Text{"相关", "see"}, Visible(r.Place.String())+"   "+Visible(r.Message.In(p.Lang)))
	}
	p.note(&b, Text{"提示", "hint"}, Visible(d.Hint.In(p.Lang)))
	p.note(&b, Text{"依据", "basis"}, Visible(d.Basis))
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

// quote shows the source line with a caret under the span.
func (p Printer) quote(b *strings.Builder, d *Diagnostic) {
	if d.Line == 0 || d.Column == 0 || d.Text == "" {
		return
	}
	end := d.Column + 1
	switch {
	case d.EndLine > d.Line:
		end = d.Column + len(d.Text) // to the end of the line
	case d.EndLine == d.Line:
		end = max(end, d.EndColumn)
	}
	width := p.Width
	if width <= 0 {
		width = 80
	}
	line, before, under := excerpt(d.Text, d.Column, end, max(width-margin, 20))
	fmt.Fprintf(b, "%s %s\n", p.paint(gutterColor, fmt.Sprintf("%*d │", gutter, d.Line)), strings.TrimRight(line, " "))
	caret := strings.Repeat("^", under)
	if label := d.Label.In(p.Lang); label != "" {
		caret += " " + Visible(label)
	}
	fmt.Fprintf(b, "%s %s%s\n", p.paint(gutterColor, fmt.Sprintf("%*s │", gutter, "")), strings.Repeat(" ", before), p.paint(severityColor[d.Severity], caret))
}

// note writes one labelled line, or nothing when there is nothing to say.
func (p Printer) note(b *strings.Builder, label Text, text string) {
	if text == "" {
		return
	}
	word := label.In(p.Lang)
	if p.Lang == English {
		word = fmt.Sprintf("%-5s", word)
	}
	fmt.Fprintf(b, "  %s  %s\n", p.paint(gutterColor, word), text)
}

// Colours as SGR attributes: what they mean is also said in words.
var (
	severityColor = [...][]color.Attribute{
		Hint:    {color.FgCyan, color.Bold},
		Warning: {color.FgYellow, color.Bold},
		Error:   {color.FgRed, color.Bold},
	}
	placeColor  = []color.Attribute{color.Bold}
	gutterColor = []color.Attribute{color.FgBlue}
)

func (p Printer) paint(attributes []color.Attribute, s string) string {
	if !p.Color {
		return s
	}
	c := color.New(attributes...)
	c.EnableColor()
	return c.Sprint(s)
}
