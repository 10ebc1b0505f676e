package inspect

import (
	"fmt"
	"html"
	"strings"
)

// The report and the ledger are pages for the staff: each is one file without
// script, font or picture from elsewhere, that prints on A4 and can be handed
// on. They are few and plain, so they are written directly; what is said in
// them comes from files and is escaped here, in the one place.

// writer writes a page.
type writer struct{ strings.Builder }

// style is light and dark enough for anyone (7:1), and paper's.
const style = `:root{color-scheme:light}
body{font:16px/1.6 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1a1a1a;background:#fff;max-width:72rem;margin:0 auto;padding:1rem 1.25rem 3rem}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.25rem;margin:2rem 0 .5rem;border-bottom:2px solid #1f4e79;padding-bottom:.25rem}
p{margin:.5rem 0}a{color:#0b4a8f}
table{border-collapse:collapse;width:100%;margin:.5rem 0}caption{text-align:left;color:#444;padding:.25rem 0}
th,td{border:1px solid #8a8a8a;padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#eef3f8}td.n,th.n{text-align:right;white-space:nowrap}
.verdict{border:3px solid #1b6e3c;padding:.75rem 1rem;font-size:1.15rem;margin:1rem 0}.verdict.bad{border-color:#a01b1b}
.veto,.todo{font-weight:700}.veto{color:#8f1414}.todo{color:#6b4700}.fine{color:#14532d}
.scroll{overflow-x:auto}code{font-family:inherit;overflow-wrap:anywhere}
@media print{body{padding:0;font-size:11pt}h2{break-after:avoid}tr{break-inside:avoid}}
`

func newPage(title string) *writer {
	w := &writer{}
	w.WriteString("<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
	w.WriteString("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"robots\" content=\"noindex\">\n")
	w.put("<title>%s</title>\n", title)
	w.WriteString("<style>" + style + "</style>\n</head>\n<body>\n<main>\n")
	w.put("<h1>%s</h1>\n", title)
	return w
}

// end is the whole page.
func (w *writer) end() []byte {
	w.WriteString("</main>\n</body>\n</html>\n")
	return []byte(w.String())
}

// put writes a format whose arguments are text: each is escaped.
func (w *writer) put(format string, args ...any) {
	for i, arg := range args {
		args[i] = html.EscapeString(fmt.Sprint(arg))
	}
	fmt.Fprintf(w, format, args...)
}

// head begins a table. A heading that ends in # is of numbers.
func (w *writer) head(caption string, headings ...string) {
	w.put("<div class=\"scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\"><table>\n<caption>%s</caption>\n<thead><tr>", caption, caption)
	for _, h := range headings {
		if text, ok := strings.CutSuffix(h, "#"); ok {
			w.put("<th scope=\"col\" class=\"n\">%s</th>", text)
		} else {
			w.put("<th scope=\"col\">%s</th>", h)
		}
	}
	w.WriteString("</tr></thead>\n<tbody>\n")
}

func (w *writer) row(cells ...string) {
	w.WriteString("<tr>")
	for _, c := range cells {
		w.put("<td>%s</td>", c)
	}
	w.WriteString("</tr>\n")
}

func (w *writer) foot() { w.WriteString("</tbody></table></div>\n") }
