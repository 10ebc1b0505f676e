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

// style is 7:1 on light and on dark, and black on paper.
const style = `:root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--quiet:#444;--line:#767676;--head:#eef3f8;--link:#0b4a8f;--bad:#8f1414;--todo:#5c3d00;--fine:#14532d}
@media screen and (prefers-color-scheme:dark){:root{--ink:#ececec;--paper:#151718;--quiet:#c6c6c6;--line:#8c8c8c;--head:#22303d;--link:#a9cdf5;--bad:#ffb3ab;--todo:#ffd487;--fine:#a6e3b8}}
body{font:16px/1.6 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:var(--ink);background:var(--paper);max-width:72rem;margin:0 auto;padding:1rem 1.25rem 3rem}
h1{font-size:1.6rem;line-height:1.3;margin:.5rem 0}h2{font-size:1.25rem;margin:2rem 0 .5rem;border-bottom:2px solid var(--link);padding-bottom:.25rem}h3{font-size:1.1rem;margin:1.75rem 0 .5rem}
p{margin:.5rem 0}a{color:var(--link)}a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;width:100%;margin:.5rem 0}caption{text-align:left;color:var(--quiet);padding:.25rem 0}
th,td{border:1px solid var(--line);padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere;min-width:4.5em}
thead th{background:var(--head)}tbody th{font-weight:400}td.n,th.n{text-align:right;white-space:nowrap;min-width:0}td.k{white-space:nowrap}
.verdict{border:3px solid var(--fine);padding:.5rem 1rem;font-size:1.15rem;margin:1rem 0}.verdict.bad{border-color:var(--bad)}
.veto,.todo{font-weight:700}.veto{color:var(--bad)}.todo{color:var(--todo)}.fine{color:var(--fine)}.veto a,.todo a{color:inherit}
ol,ul{margin:.5rem 0;padding-left:1.75rem}
.how{background:var(--head);padding:.35rem .6rem;margin-top:1rem}.work{margin:.75rem 0}.file{font-weight:700;margin:.25rem 0;overflow-wrap:anywhere}
.work ul{list-style:none;padding-left:0;margin:0}.work li{padding:.15rem 0 .15rem 1.75rem;text-indent:-1.75rem;overflow-wrap:anywhere}.work li::before{content:"□";content:"□" / "";display:inline-block;width:1.75rem;text-indent:0}
summary{cursor:pointer;padding:.35rem 0}.scroll{overflow-x:auto}
@page{size:A4;margin:15mm 13mm}
@media print{body{padding:0;font-size:10.5pt;max-width:none}h2,h3,.how,.file,caption,thead{break-after:avoid}tbody tr:first-child{break-before:avoid}tr,li,.verdict{break-inside:avoid}th,td{min-width:0}.scroll{overflow:visible}a{color:inherit}summary{list-style:none}}
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
