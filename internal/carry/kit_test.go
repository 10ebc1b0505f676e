package carry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"gongkai/internal/carry/target"
	"gongkai/internal/diag"
	"gongkai/internal/publish"
)

// site is pages by their names.
func site(pairs ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		files[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return files
}

// build builds a site into a folder, as the command does.
func build(t testing.TB, pages fs.FS) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "public")
	if _, err := publish.Folder(context.Background(), pages, dir, publish.Options{}); err != nil {
		t.Fatal(err)
	}
	return dir
}

func open(t testing.TB, dir string) *Built {
	t.Helper()
	b, err := Open(context.Background(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func built(t testing.TB, pages fs.FS) *Built {
	t.Helper()
	return open(t, build(t, pages))
}

// links are the files that a page needs or leads to.
var links = regexp.MustCompile(`(?:href|src)="([^"#?]+)[^"]*"`)

func linksOf(page string, text []byte) (to []string) {
	for _, m := range links.FindAllSubmatch(text, -1) {
		to = append(to, path.Join(path.Dir(page), string(m[1])))
	}
	return to
}

var (
	errKilled = errors.New("the process is gone")
	errOnce   = errors.New("no answer")
)

// memoryStore is a host in memory that fails as it is told.
type memoryStore struct {
	lock  sync.Mutex
	files map[string][]byte
	// before is asked before each request and after it, in turn; what it returns
	// is the request's error. A request that fails before has no effect.
	fault func(n int, after bool) error
	n     int
	puts  map[string]int // of a path and its bytes
	op    []string       // the requests
	// seen is called after every change.
	seen func()
}

func newMemory() *memoryStore {
	return &memoryStore{files: map[string][]byte{}, puts: map[string]int{}}
}

func (m *memoryStore) request(op, name string, work func() error) error {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.n++
	m.op = append(m.op, op+" "+name)
	n := m.n
	if m.fault != nil {
		if err := m.fault(n, false); err != nil {
			return err
		}
	}
	if err := work(); err != nil {
		return err
	}
	if m.fault != nil {
		return m.fault(n, true)
	}
	return nil
}

func (m *memoryStore) changed() {
	if m.seen != nil {
		m.seen()
	}
}

func (m *memoryStore) read(_ context.Context, name string) (data []byte, err error) {
	err = m.request("read", name, func() error {
		found, ok := m.files[name]
		if !ok {
			return fs.ErrNotExist
		}
		data = bytes.Clone(found)
		return nil
	})
	return data, err
}

func (m *memoryStore) put(_ context.Context, o *object, fresh bool) error {
	return m.request("put", o.name, func() error {
		if _, there := m.files[o.name]; there && fresh {
			return errTaken
		}
		data, err := io.ReadAll(o.content)
		if err != nil {
			return err
		}
		m.files[o.name] = data
		m.puts[o.name+"\x00"+string(data)]++
		m.changed()
		return nil
	})
}

func (m *memoryStore) remove(_ context.Context, name string) error {
	return m.request("remove", name, func() error {
		delete(m.files, name)
		m.changed()
		return nil
	})
}

func (m *memoryStore) holds(_ context.Context, o *object) (h holding, err error) {
	err = m.request("holds", o.name, func() error {
		data, err := io.ReadAll(o.content)
		if err != nil {
			return err
		}
		found, there := m.files[o.name]
		switch {
		case !there:
			h = nothing
		case bytes.Equal(found, data):
			h = same
		default:
			h = other
		}
		return nil
	})
	return h, err
}

func (m *memoryStore) list(context.Context) (sizes map[string]int64, err error) {
	err = m.request("list", "", func() error {
		sizes = map[string]int64{}
		for name, data := range m.files {
			sizes[name] = int64(len(data))
		}
		return nil
	})
	return sizes, err
}

func (m *memoryStore) tidy(context.Context) error { return nil }

// site is what the public sees: everything but the folder of work.
func (m *memoryStore) public() map[string]string {
	files := map[string]string{}
	for name, data := range m.files {
		if !strings.HasPrefix(name, workDir+"/") {
			files[name] = string(data)
		}
	}
	return files
}

// hole is a page that a reader can come by and that leads to nothing, or needs
// what isn't there: "" when there is none. A reader begins at the home page or at
// any page that he came by before. Between two pages that are both being taken
// away a link may break, since one of them must go first.
func (m *memoryStore) hole(known map[string]bool, coming *Built) string {
	leaving := func(name string) bool { return find(coming.files, name) == nil && path.Ext(name) == ".html" }

	seen := map[string]bool{}
	queue := append(slices.Sorted(maps.Keys(known)), "index.html")
	for len(queue) > 0 {
		page := queue[0]
		queue = queue[1:]
		text, there := m.files[page]
		if seen[page] || !there {
			continue // a page that he knew may be gone
		}
		seen[page], known[page] = true, true
		for _, to := range linksOf(page, text) {
			if _, there := m.files[to]; !there && !(leaving(page) && leaving(to)) {
				return fmt.Sprintf("%s needs %s, which isn't there", page, to)
			}
			queue = append(queue, to)
		}
	}
	return ""
}

// instantly is a pause that takes no time; only the beat of the lock waits for
// the end of the work.
func instantly(ctx context.Context, d time.Duration) error {
	if d == beat {
		<-ctx.Done()
	}
	return ctx.Err()
}

func options() Options {
	return Options{Sleep: instantly, Event: func(Event) {}, Env: func(string) string { return "" }, Today: 20240601}
}

var somewhere = target.Target{Name: "www"}

func sendTo(m *memoryStore, b *Built, o Options) (Summary, error) {
	return send(context.Background(), m, b, somewhere, o)
}

// page is a page with links.
func page(text string, to ...string) string {
	for _, l := range to {
		text += fmt.Sprintf(` <a href="%s">x</a>`, l)
	}
	return text
}

// The old and the new site of the tests: a new column in every page's menu, pages
// that come, go and change, two new ones that lead to each other.
func oldSite() fstest.MapFS {
	return site(
		"index.html", page("home", "assets/site.css?v=1", "a/index.html", "a/1.html"),
		"assets/site.css", "css", "a/index.html", page("a", "../index.html", "1.html", "2.html"),
		"a/1.html", page("one", "../assets/site.css", "1/plan.xlsx", "2.html"), "a/1/plan.xlsx", "plan",
		"a/2.html", page("two", "../index.html", "2/gone.pdf", "1.html"), "a/2/gone.pdf", "pdf",
		"a/3.html", page("three", "../index.html"), "a/4.html", page("four", "3.html"), "a/5.html", page("five", "4.html"),
		"feed.xml", "feed", "search/index.js", "words",
	)
}

func newSite() fstest.MapFS {
	return site(
		"index.html", page("home", "assets/site.css?v=2", "assets/new.js", "a/index.html", "b/index.html", "b/1.html"),
		"assets/site.css", "css 2", "assets/new.js", "js", "a/index.html", page("a", "../index.html", "1.html", "../b/index.html"),
		"a/1.html", page("one", "../assets/site.css", "1/plan.xlsx", "../b/1.html", "../b/index.html"), "a/1/plan.xlsx", "plan 2",
		"a/3.html", page("three", "../index.html", "../b/index.html"), "a/4.html", page("four", "3.html"), "a/5.html", page("five", "4.html"),
		"b/index.html", page("b", "../index.html", "1.html", "2.html"), "b/1.html", page("new one", "2.html", "../a/1.html", "1/list.csv"),
		"b/1/list.csv", "csv", "b/2.html", page("new two", "1.html", "../assets/new.js"),
		"feed.xml", "feed 2", "search/index.js", "words 2",
	)
}

// otherSite is a third one: some of the first, some of the second.
func otherSite() fstest.MapFS {
	s := oldSite()
	s["index.html"] = &fstest.MapFile{Data: []byte(page("home again", "assets/site.css", "a/index.html", "c/1.html"))}
	s["c/1.html"] = &fstest.MapFile{Data: []byte(page("third", "../a/1.html", "../index.html"))}
	return s
}

// whole is a site as it lies at a target.
func whole(t testing.TB, b *Built) map[string]string {
	t.Helper()
	files := map[string]string{publish.ManifestName: string(publish.EncodeManifest(b.files))}
	for _, f := range b.files {
		data, err := os.ReadFile(filepath.Join(b.Dir, filepath.FromSlash(f.Path)))
		if err != nil {
			t.Fatal(err)
		}
		files[f.Path] = string(data)
	}
	return files
}

// words is an error as the operator reads it.
func words(err error) string {
	var told *publish.Error
	if errors.As(err, &told) {
		return told.Text.In(diag.Chinese)
	}
	return fmt.Sprint(err)
}

// many is a site of a size at which targets are listed.
func many(n int) fstest.MapFS {
	s := oldSite()
	for i := range n {
		s[fmt.Sprintf("m/%d/%d.html", i%7, i)] = &fstest.MapFile{Data: []byte(page(strings.Repeat("many ", i), "../../index.html"))}
	}
	return s
}
