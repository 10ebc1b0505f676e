package render

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// doc is a rendered page, to be asked by selector.
type doc struct {
	*html.Node
	name string
}

// open parses a page of a rendered site.
func open(t testing.TB, r *Rendered, name string) doc {
	t.Helper()
	b, err := r.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	n, err := html.Parse(strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	return doc{n, name}
}

// all is the elements that match a selector: compounds of tag, .class, #id and
// [attribute=value], each below the one before it.
func (d doc) all(selector string) []*html.Node {
	found := []*html.Node{d.Node}
	for _, compound := range strings.Fields(selector) {
		var next []*html.Node
		seen := map[*html.Node]bool{}
		for _, from := range found {
			for n := range from.Descendants() {
				if n.Type == html.ElementNode && !seen[n] && matches(n, compound) {
					seen[n] = true
					next = append(next, n)
				}
			}
		}
		found = next
	}
	return found
}

// one is the only element that matches.
func (d doc) one(t testing.TB, selector string) *html.Node {
	t.Helper()
	found := d.all(selector)
	if len(found) != 1 {
		t.Fatalf("%s: %d elements match %s, want one", d.name, len(found), selector)
	}
	return found[0]
}

// texts is the texts of what matches.
func (d doc) texts(selector string) []string {
	var all []string
	for _, n := range d.all(selector) {
		all = append(all, text(n))
	}
	return all
}

func matches(n *html.Node, compound string) bool {
	for compound != "" {
		end := strings.IndexAny(compound[1:], ".#[")
		part, rest := compound, ""
		if end >= 0 {
			part, rest = compound[:end+1], compound[end+1:]
		}
		switch part[0] {
		case '.':
			if !strings.Contains(" "+attr(n, "class")+" ", " "+part[1:]+" ") {
				return false
			}
		case '#':
			if attr(n, "id") != part[1:] {
				return false
			}
		case '[':
			name, value, _ := strings.Cut(strings.Trim(part, "[]"), "=")
			if attr(n, name) != value {
				return false
			}
		default:
			if n.Data != part {
				return false
			}
		}
		compound = rest
	}
	return true
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text is an element's text, its white space made plain.
func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
