package render

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/html"
	"github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/minify/v2/svg"
)

// The page files that layouts must have, and what each is given. Every one
// but alias.html defines "main", which base.html sets between head and foot.
var pageFiles = []struct {
	name string
	data reflect.Type
}{
	{"404.html", reflect.TypeFor[NotFound]()},
	{"alias.html", reflect.TypeFor[Alias]()},
	{"article.html", reflect.TypeFor[Article]()},
	{"catalogue-year.html", reflect.TypeFor[CatalogueYear]()},
	{"catalogue.html", reflect.TypeFor[Catalogue]()},
	{"columns.html", reflect.TypeFor[Columns]()},
	{"home.html", reflect.TypeFor[Home]()},
	{"kiosk.html", reflect.TypeFor[Kiosk]()},
	{"list.html", reflect.TypeFor[List]()},
	{embedFile, reflect.TypeFor[Embed]()},
	{"notice.html", reflect.TypeFor[Notice]()},
	{"report.html", reflect.TypeFor[Report]()},
	{"reports.html", reflect.TypeFor[Reports]()},
	{"search.html", reflect.TypeFor[Search]()},
	{"sitemap.html", reflect.TypeFor[SiteMap]()},
	{"trends.html", reflect.TypeFor[Trends]()},
}

const (
	baseFile  = "base.html"
	aliasFile = "alias.html"
	embedFile = "partials/embed.html" // set in the text of pages
	partials  = "partials/"           // templates that several pages use, named by their file
	assets    = "assets/"             // style sheets, scripts and pictures, published under the same name
)

// layouts is the loaded folder: programs and assets.
type layouts struct {
	programs map[string]step // by page file
	inputs   map[string]inputs
	assets   map[string]asset
	names    []string // of the assets, in order
	hash     [32]byte // of every file
}

// asset is a published file of the layouts. Its address carries version, so
// that a browser never pairs an old style sheet with a new page.
type asset struct {
	bytes   []byte
	version string
}

// loadLayouts reads and compiles the folder. The result of the last run
// serves again when no file has changed.
func loadLayouts(fsys fs.FS, last *layouts) (*layouts, error) {
	files, err := readLayouts(fsys)
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	for _, f := range files {
		fmt.Fprintf(hash, "%s\x00%d\x00%s", f.name, len(f.bytes), f.bytes)
	}
	l := &layouts{programs: map[string]step{}, inputs: map[string]inputs{}, assets: map[string]asset{}}
	hash.Sum(l.hash[:0])
	if last != nil && last.hash == l.hash {
		return last, nil
	}
	m := newMinifier()
	for _, f := range files {
		if strings.HasPrefix(f.name, assets) {
			if err := l.addAsset(m, f); err != nil {
				return nil, err
			}
		}
	}
	return l, l.compile(files, m)
}

// layoutFile is one file of the folder as it is written.
type layoutFile struct {
	name  string
	bytes []byte
}

func readLayouts(fsys fs.FS) ([]layoutFile, error) {
	var files []layoutFile
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name != "." && strings.HasPrefix(d.Name(), ".") {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() || path.Ext(name) == ".go" {
			return nil
		}
		bytes, err := fs.ReadFile(fsys, name)
		files = append(files, layoutFile{name, bytes})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("render: read layouts: %w", err)
	}
	return files, nil
}

// newMinifier knows the delimiters of templates, and keeps what scripts and
// styles of 2017 understand.
func newMinifier() *minify.M {
	m := minify.New()
	m.Add("text/html", &html.Minifier{
		TemplateDelims: html.GoTemplateDelims, KeepDocumentTags: true, KeepEndTags: true,
		KeepQuotes: true, KeepDefaultAttrVals: true,
	})
	m.Add("text/css", &css.Minifier{})
	m.Add("text/javascript", &js.Minifier{Version: 2017})
	m.Add("image/svg+xml", &svg.Minifier{})
	return m
}

var assetTypes = map[string]string{".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

func (l *layouts) addAsset(m *minify.M, f layoutFile) error {
	bytes := f.bytes
	if kind := assetTypes[path.Ext(f.name)]; kind != "" {
		small, err := m.Bytes(kind, bytes)
		if err != nil {
			return fmt.Errorf("layouts/%s: %w", f.name, err)
		}
		bytes = small
	}
	sum := sha256.Sum256(bytes)
	l.assets[f.name] = asset{bytes, hex.EncodeToString(sum[:4])}
	l.names = append(l.names, f.name)
	return nil
}

// compile makes the programs, from minified files. When one can't be made, the
// files as they are written have the lines that a message can name.
func (l *layouts) compile(files []layoutFile, m *minify.M) error {
	small := slices.Clone(files)
	var problems []error
	for i, f := range small {
		if path.Ext(f.name) == ".html" {
			bytes, err := m.Bytes("text/html", f.bytes)
			if err != nil {
				problems = append(problems, fmt.Errorf("layouts/%s: %w", f.name, err))
			}
			small[i].bytes = bytes
		}
	}
	for _, page := range pageFiles {
		program, err := compilePage(small, page.name, page.data)
		if err != nil {
			if _, named := compilePage(files, page.name, page.data); named != nil {
				err = named
			}
			problems = append(problems, err)
			continue
		}
		l.programs[page.name], l.inputs[page.name] = program, inputsOf(page.data)
	}
	return errors.Join(unique(problems)...)
}

// unique drops repetitions: a mistake in base.html is found with every page.
func unique(problems []error) []error {
	seen := map[string]bool{}
	return slices.DeleteFunc(problems, func(err error) bool {
		was := seen[err.Error()]
		seen[err.Error()] = true
		return was
	})
}

// compilePage joins a page file with base.html and the partials, and compiles them.
func compilePage(files []layoutFile, name string, data reflect.Type) (step, error) {
	set, err := parsePage(files, name)
	if err != nil {
		return nil, err
	}
	program, err := compile(set, data)
	if err != nil {
		return nil, layoutError(err)
	}
	return program, nil
}

// parsePage parses base.html before the page file, whose definitions replace
// those of base.html.
func parsePage(files []layoutFile, name string) (*htmltemplate.Template, error) {
	root := baseFile
	if name == aliasFile || name == embedFile {
		root = name
	}
	set := htmltemplate.New(root)
	found := map[string]bool{}
	for _, wanted := range []func(string) bool{
		func(f string) bool { return f == root },
		func(f string) bool { return strings.HasPrefix(f, partials) },
		func(f string) bool { return f == name && f != root },
	} {
		for _, f := range files {
			if !wanted(f.name) {
				continue
			}
			found[f.name] = true
			t := set
			if f.name != root {
				t = set.New(f.name)
			}
			if _, err := t.Parse(string(f.bytes)); err != nil {
				return nil, layoutError(err)
			}
		}
	}
	for _, needed := range []string{root, name} {
		if !found[needed] {
			return nil, fmt.Errorf("layouts/%s: the file is missing", needed)
		}
	}
	return set, nil
}

// layoutError names the file as the layouts' author knows it: layouts/notice.html:12:5.
func layoutError(err error) error {
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "template: "), "html/template:")
	return errors.New("layouts/" + text)
}
