package markup

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// FuzzConvert holds for every text: the page is bounded by its text, nothing
// in it can run, every offset is one, and the same text gives the same page.
func FuzzConvert(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	for _, h := range hostile {
		f.Add(h.text(2000))
	}
	f.Fuzz(func(t *testing.T, md string) {
		if len(md) > 1<<16 {
			t.Skip("longer than is useful to mutate")
		}
		text := source.Text{Name: "content/a.md", Bytes: []byte(md)}
		options := Options{Number: func(name string) (string, string, bool) { return name + "<i>", "", len(name)%2 == 0 }}
		d, found := Convert(text, 0, options)
		again, foundAgain := Convert(text, 0, options)
		if !bytes.Equal(d.HTML, again.HTML) || fmt.Sprint(d.Links, d.Outline, found) != fmt.Sprint(again.Links, again.Outline, foundAgain) {
			t.Fatal("two pages of one text")
		}
		if most := maxGrowth*len(md) + 30*maxCells; len(d.HTML) > most {
			t.Fatalf("%d bytes of text became %d", len(md), len(d.HTML))
		}
		checkOffsets(t, text, d, found)
		checkSafe(t, d)
		if got := d.Text(); strings.Contains(got, "\n\n") {
			t.Fatalf("an empty line in %q", got)
		}
	})
}

// maxGrowth is what a byte of text may become: the worst is a footnote's mark
// of four bytes, with its way back.
const maxGrowth = 100

func checkOffsets(t *testing.T, text source.Text, d *Document, found diag.List) {
	t.Helper()
	last := 0
	for _, l := range d.Links {
		if l.Gap < last || l.Gap > len(d.HTML) || l.Start < 0 || l.Start >= l.End || l.End > len(text.Bytes) {
			t.Fatalf("a link out of place: %+v", l)
		}
		last = l.Gap
	}
	for _, h := range d.Outline {
		if h.Start < 0 || h.Start >= h.End || h.End > len(text.Bytes) || !bytes.HasPrefix(d.HTML[h.HTMLStart:], []byte("<h")) {
			t.Fatalf("a heading out of place: %+v", h)
		}
		if id, ok := d.Anchor(h.ID); !ok || id != h.ID {
			t.Fatalf("%q leads to %q", h.ID, id)
		}
	}
	for _, p := range found {
		if p.Line < 1 || p.Column < 1 || p.EndLine < p.Line {
			t.Fatalf("a finding out of place: %+v", p)
		}
	}
}

// checkSafe parses the page as a browser does. Only our own elements and
// attributes may come out, only gaps and footnotes as destinations, and every
// id once.
func checkSafe(t *testing.T, d *Document) {
	t.Helper()
	page := d.Append(nil, 0, len(d.HTML), func(dst []byte, i int) []byte {
		if d.Links[i].Kind == Embed {
			return dst
		}
		return append(dst, "gap"...)
	})
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(bytes.NewReader(page), body)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
		case html.ElementNode:
			checkElement(t, n, ids)
		default:
			t.Fatalf("a node of type %d: %q", n.Type, n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
	}
	for _, n := range nodes {
		visit(n)
	}
}

func checkElement(t *testing.T, n *html.Node, ids map[string]bool) {
	t.Helper()
	attributes, ok := allowed[n.Data]
	if !ok {
		t.Fatalf("an element <%s>", n.Data)
	}
	for _, a := range n.Attr {
		if !slices.Contains(strings.Fields(attributes), a.Key) {
			t.Fatalf("an attribute %s on <%s>", a.Key, n.Data)
		}
		switch a.Key {
		case "href", "src":
			if a.Val != "gap" && !strings.HasPrefix(a.Val, "#fn") {
				t.Fatalf("a destination %q", a.Val)
			}
		case "id":
			if ids[a.Val] || !strings.HasPrefix(a.Val, "s-") && !strings.HasPrefix(a.Val, "fn") {
				t.Fatalf("an id %q", a.Val)
			}
			ids[a.Val] = true
		}
	}
}

var allowed = map[string]string{
	"p": "", "br": "", "hr": "", "em": "", "strong": "", "del": "", "pre": "", "code": "class", "blockquote": "",
	"ul": "", "ol": "start", "li": "id", "dl": "", "dt": "", "dd": "",
	"h2": "id", "h3": "id", "h4": "id", "h5": "id", "h6": "id",
	"a": "href title class role aria-label", "img": "src alt title", "input": "type disabled checked aria-label",
	"div": "class tabindex role aria-label", "table": "", "thead": "", "tbody": "", "tr": "", "th": "scope class", "td": "class",
	"sup": "id", "section": "class role aria-label",
}

var seeds = []string{
	"**注意：**请看`a`\n\n## 一、甲\n\n| 甲 | 乙 |\n|:-|-:|\n| 1 |\n",
	"甲[^1]\n\n[^1]: 注[^1]\n\n    又\n",
	"[甲](a%20b.pdf '\"><script>')![\" onerror=\"](x.png)<https://a.b/\">\n\n![清单](a.csv)\n",
	"```\"><script>\n甲\n```\n\n<script>alert(1)</script>\n\n甲<b onclick=x>乙",
	"[a]: javascript:x '\"'\n\n[a]![a][a]\n",
	"- [x] 甲\n  > 乙\n\n: 丙\n\n条\n: 款\n",
	"# <b>甲</b> [乙](丙)\n\n==\n",
	"&#x202e;&#0;&quot;&lt;script&gt;\\<\\&",
	"{{ ab }}{{ abc }}{{ \"><script> }}",
	"[[甲](a)](b)[![丙](c)](d)[<https://e/>](f)",
	"　　甲\n　　乙*三、李*四##x\n＃甲",
}
