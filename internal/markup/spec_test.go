package markup

import (
	"encoding/json"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark/util"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// The 652 examples of CommonMark stand in goldmark's own module. They are read
// from there, for the specification's text has a licence of its own.
func specExamples(t *testing.T) (examples []specExample) {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Fatalf("where is goldmark? %v", err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "_test", "spec.json"))
	if err != nil {
		t.Fatalf("the examples of the specification: %v", err)
	}
	if err := json.Unmarshal(data, &examples); err != nil {
		t.Fatal(err)
	}
	if len(examples) != 652 {
		t.Fatalf("%d examples, not 652", len(examples))
	}
	return examples
}

type specExample struct {
	Markdown, HTML, Section string
	Example                 int
}

// ours are the examples that are read otherwise by design, beside those with
// raw HTML, which is refused wherever it stands.
var ours = map[int]string{
	202: "M021", // a backslash in a path
	502: "M021",
	596: "M020", // irc:
	598: "M020", // a+b+c:
	599: "M020", // made-up-scheme:
	601: "M020", // localhost:
}

const withRawHTML = 72

func TestCommonMark(t *testing.T) {
	raw := 0
	for _, ex := range specExamples(t) {
		d, found := Convert(source.Text{Name: "spec.md", Bytes: []byte(ex.Markdown)}, 0, Options{})
		switch got, want := asSpecified(d), plainSpec(ex.HTML); {
		case has(found, ruleRawHTML.Code):
			raw++
		case ours[ex.Example] != "":
			if !has(found, ours[ex.Example]) || got == want {
				t.Errorf("%d is no longer read otherwise: %v", ex.Example, found)
			}
		case got != want:
			t.Errorf("%d %s\n%q\ngot  %q\nwant %q", ex.Example, ex.Section, ex.Markdown, got, want)
		}
	}
	if raw != withRawHTML {
		t.Errorf("%d examples have raw HTML, not %d", raw, withRawHTML)
	}
}

func has(found diag.List, code string) bool {
	return slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Code == code })
}

var headingID = regexp.MustCompile(`<h([2-6]) id="[^"]*">`)

// asSpecified is a document with its gaps filled by the addresses as they were
// written, and without the ids of headings.
func asSpecified(d *Document) string {
	out := d.Append(nil, 0, len(d.HTML), func(dst []byte, i int) []byte {
		l := &d.Links[i]
		url := l.Destination
		if !l.External {
			url = strings.ReplaceAll(url, "%", "%25")
		}
		if l.Query != "" {
			url += "?" + l.Query
		}
		if l.Fragment != "" {
			url += "#" + l.Fragment
		}
		return append(dst, html.EscapeString(string(util.URLEscape([]byte(url), false)))...)
	})
	return headingID.ReplaceAllString(string(out), "<h$1>")
}

// plainSpec is the specification's HTML with void elements as HTML 5 has them
// and a body's first level set as the second.
func plainSpec(s string) string {
	return strings.NewReplacer(" />", ">", "<h1>", "<h2>", "</h1>", "</h2>").Replace(s)
}
