package render

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

var embedded = os.DirFS("../../layouts")

// html/template itself is the judge of what its trees are compiled to.
func TestCompiledTemplatesPrintWhatHTMLTemplatePrints(t *testing.T) {
	r := sample(t)
	files, err := readLayouts(embedded)
	if err != nil {
		t.Fatal(err)
	}
	for i := range files {
		if path.Ext(files[i].name) == ".html" {
			if files[i].bytes, err = newMinifier().Bytes("text/html", files[i].bytes); err != nil {
				t.Fatal(err)
			}
		}
	}
	pages := 0
	for _, name := range r.Paths() {
		f := r.find(name)
		if f.template == "" {
			continue
		}
		pages++
		set, err := parsePage(files, f.template)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := set.Execute(&want, f.data(true)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, _ := r.ReadFile(name); !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s differs:\n got %s\nwant %s", name, got, want.Bytes())
		}
	}
	if pages < 40 {
		t.Errorf("only %d pages were compared", pages)
	}
}

func TestMistakesInLayoutsNameTheirPlace(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"notice.html", "{{define \"main\"}}\n\n<p>{{.Titel}}</p>{{end}}", "layouts/notice.html:3: Notice has no field Titel"},
		{"partials/period.html", "<b>\n{{.Form.Text}}</b>", "layouts/partials/period.html:2: Period has no field Form"},
		{"notice.html", "{{define \"main\"}}{{.Title.Length}}{{end}}", "layouts/notice.html:1: .Title.Length: a string has no fields"},
		{"notice.html", "{{define \"main\"}}\n{{if}}{{end}}{{end}}", "layouts/notice.html:2: missing value for if"},
		{"notice.html", "{{define \"main\"}}<a href=\"{{.Title}}\">x</a>{{end}}", "is not a URL"},
		{"notice.html", "{{define \"main\"}}<a href={{.Address}}>x</a>{{end}}", "in quoted attributes only"},
		{"notice.html", "{{define \"main\"}}<a title=\"{{.Body}}\">x</a>{{end}}", "is HTML and can't stand here"},
		{"notice.html", "{{define \"main\"}}<script>var a = {{.Title}}</script>{{end}}", "in quoted attributes only"},
		{"notice.html", "{{define \"main\"}}{{.Fields}}{{end}}", "can't be printed"},
		{"notice.html", "{{define \"main\"}}{{range .Title}}{{end}}{{end}}", "is not a list"},
		{"notice.html", "{{define \"main\"}}{{$x := .Title}}{{$x}}{{end}}", "layouts have no variables"},
		{"notice.html", "{{define \"main\"}}{{len .Fields}}{{end}}", "is not understood in layouts"},
		{"notice.html", "{{define \"main\"}}{{if eq .Title \"x\"}}{{end}}{{end}}", "layouts know and, or, not"},
		{"notice.html", "{{define \"main\"}}{{template \"nothing\" .}}{{end}}", "nothing"},
		{"notice.html", "{{define \"main\"}}{{template \"partials/items.html\"}}{{end}}", "needs what to show"},
		{"notice.html", "{{define \"main\"}}<b title=\"{{template \"partials/name.html\" .}}\">{{end}}", "between tags only"},
		{"notice.html", "{{define \"main\"}}{{range .Fields}}{{break}}{{end}}{{end}}", "is not understood in layouts"},
		{"notice.html", "{{define \"main\"}}<a {{end}}", "layouts/"},
		{"assets/site.js", "function (", "layouts/assets/site.js"},
	} {
		site := Overlay(embedded, fstest.MapFS{c.file: {Data: []byte(c.text)}})
		_, err := loadLayouts(site, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
	files := fstest.MapFS{}
	fs.WalkDir(embedded, ".", func(name string, d fs.DirEntry, _ error) error {
		if !d.IsDir() && name != "home.html" {
			b, _ := fs.ReadFile(embedded, name)
			files[name] = &fstest.MapFile{Data: b}
		}
		return nil
	})
	if _, err := loadLayouts(files, nil); err == nil || !strings.Contains(err.Error(), "layouts/home.html: the file is missing") {
		t.Errorf("a missing page file: %v", err)
	}
}

func TestConditionsAndLists(t *testing.T) {
	type inner struct{ Word string }
	type outer struct {
		*inner
		A, B  bool
		Count int
		List  []*inner
		None  *inner
	}
	data := outer{inner: &inner{"甲"}, A: true, Count: 3, List: []*inner{{"一"}, {"二"}}}
	for _, c := range []struct{ text, want string }{
		{`{{if and .A .B}}x{{else}}y{{end}}`, "y"},
		{`{{if or .A .B}}x{{else}}y{{end}}`, "x"},
		{`{{if not .B}}x{{end}}{{if not (or .A .B)}}y{{end}}`, "x"},
		{`{{if .Count}}{{.Count}}{{end}}`, "3"},
		{`{{range .List}}{{.Word}}{{$.Word}}{{else}}-{{end}}`, "一甲二甲"},
		{`{{with .None}}{{.Word}}{{else}}{{.Word}}{{end}}`, "甲"},
		{`{{with .None}}{{end}}{{if .None}}x{{else if .B}}y{{else}}z{{end}}`, "z"},
		{`{{.None.Word}}{{/* nothing */}}`, ""},
	} {
		set, err := parsePage([]layoutFile{{"alias.html", []byte(c.text)}}, "alias.html")
		if err != nil {
			t.Fatal(err)
		}
		program, err := compile(set, reflect.TypeFor[outer]())
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		var p printer
		v := reflect.ValueOf(&data).Elem()
		program(&p, v, v)
		if string(p.out) != c.want {
			t.Errorf("%s prints %q, want %q", c.text, p.out, c.want)
		}
	}
}

func TestASitesOwnLayoutsReplaceTheEmbeddedOnesOneByOne(t *testing.T) {
	own := fstest.MapFS{
		"partials/period.html": {Data: []byte(`<i>{{.To.Text}}</i>`)},
		"assets/custom.css":    {Data: []byte(`a { color: #ff0000; }`)},
		"assets/logo.png":      {Data: []byte("PNG")},
		"layouts.go":           {Data: []byte("package layouts")},
		".DS_Store":            {Data: []byte("x")},
	}
	joined := Overlay(embedded, own)
	if err := fstest.TestFS(joined, "base.html", "assets/custom.css", "assets/logo.png", "assets/site.css"); err != nil {
		t.Fatal(err)
	}
	r, err := New(linked(t, os.DirFS("../../content"), false), joined, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := r.ReadFile("assets/custom.css"); string(got) != "a{color:red}" {
		t.Errorf("custom.css: %s", got)
	}
	if got, _ := r.ReadFile("assets/logo.png"); string(got) != "PNG" {
		t.Errorf("logo.png: %s", got)
	}
	page := open(t, r, "index.html")
	styles := page.all("head link[rel=stylesheet]")
	last := attr(styles[2], "href")
	if !strings.HasPrefix(last, "assets/custom.css?v=") {
		t.Errorf("custom.css is not last but for print: %s", last)
	}
	if got := open(t, r, "disclosure/projects/2023-plan/index.html").texts(".period-box i"); len(got) != 1 {
		t.Errorf("the site's own partial: %q", got)
	}
}

func TestUnchangedLayoutsServeAgain(t *testing.T) {
	s := linked(t, minimal(t), false)
	first, err := New(s, embedded, Options{})
	if err != nil {
		t.Fatal(err)
	}
	second, err := New(s, embedded, Options{Previous: first})
	if err != nil || second.layouts != first.layouts {
		t.Errorf("%v: the layouts were loaded again", err)
	}
	third, err := New(s, Overlay(embedded, fstest.MapFS{"assets/custom.css": {Data: []byte("a{top:0}")}}), Options{Previous: second})
	if err != nil || third.layouts == first.layouts {
		t.Errorf("%v: changed layouts were not loaded", err)
	}
}
