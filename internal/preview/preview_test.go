package preview

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongkai/internal/diag"
)

// pages is a rendered site that is already there.
type pages struct{ fstest.MapFS }

func (p pages) Key(name string) [32]byte {
	if f := p.MapFS[name]; f != nil {
		return sha256.Sum256(f.Data)
	}
	return [32]byte{}
}

// edition is a site of some files, made of content files of the same name. A
// file whose name begins with ! can't be made into a page just now.
func edition(files map[string]string, findings ...diag.Diagnostic) *Edition {
	made, there := pages{fstest.MapFS{}}, map[string]bool{}
	for name, text := range files {
		bare := strings.TrimPrefix(name, "!")
		there["content/"+bare] = true
		if bare == name {
			made.MapFS[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return &Edition{
		Pages: made, Findings: findings,
		Has: func(file string) bool { return there[file] },
		Page: func(file string) Page {
			if name := strings.TrimPrefix(file, "content/"); made.MapFS[name] != nil {
				return Page{Address: name, Title: "标题 " + name}
			}
			return Page{}
		},
	}
}

func mistake(file, message string) diag.Diagnostic {
	return diag.Diagnostic{
		Code: "N101", Severity: diag.Error, Message: diag.Text{ZH: message, EN: message},
		Place: diag.Place{File: "content/" + file, Line: 3, Column: 1, EndLine: 3, EndColumn: 3, Text: "错误\t的一行<b>"},
		Hint:  diag.Text{ZH: "改一改"}, Label: diag.Text{ZH: "在这里"}, Basis: "依据",
		Related: []diag.Related{{Place: diag.Place{File: "content/b.html", Line: 1, Column: 2}, Message: diag.Text{ZH: "另一处"}}},
	}
}

const page = `<html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'"><link rel="stylesheet" href="a.css?v=12"><script src="a.js"></script></head><body>%s</body></html>`

func newTestServer(t *testing.T) (*server, *httptest.Server) {
	t.Helper()
	s, err := newServer(&Options{Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.ending = ctx.Done()
	h := httptest.NewServer(s)
	t.Cleanup(func() { cancel(); h.Close() })
	return s, h
}

func fetch(t *testing.T, h *httptest.Server, path string) (int, string) {
	t.Helper()
	r, err := http.Get(h.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(body)
}

// The last good page stays while its file has a mistake, through any number
// of saves, and goes with its file.
func TestLastGoodPageStays(t *testing.T) {
	s, h := newTestServer(t)
	shows := func(code int, text string) {
		t.Helper()
		if got, body := fetch(t, h, "/a.html"); got != code || !strings.Contains(body, text) {
			t.Errorf("%d %s, not %d %s", got, body, code, text)
		}
	}
	s.stage.show(edition(map[string]string{"a.html": "第一稿"}))
	shows(http.StatusOK, "第一稿")
	for _, text := range []string{"坏了", "还是坏的"} {
		s.stage.show(edition(map[string]string{"!a.html": ""}, mistake("a.html", text)))
		shows(http.StatusOK, "第一稿")
	}
	s.stage.show(&Edition{Failure: "布局坏了", Page: func(string) Page { return Page{} }, Has: func(string) bool { return true }})
	shows(http.StatusOK, "第一稿")
	s.stage.show(edition(map[string]string{"!a.html": ""}, mistake("a.html", "还是坏的")))
	shows(http.StatusOK, "第一稿")
	s.stage.show(edition(map[string]string{"a.html": "第二稿"}))
	shows(http.StatusOK, "第二稿")
	s.stage.show(edition(map[string]string{"404.html": "没有"}))
	shows(http.StatusNotFound, "没有")
	s.stage.show(edition(map[string]string{}))
	shows(http.StatusNotFound, "这里还没有页面")
}

// A new error is an alarm; one that only moved with its line is not.
func TestAlarm(t *testing.T) {
	s := newStage()
	alarm := func(want int, found ...diag.Diagnostic) {
		t.Helper()
		s.show(edition(nil, found...))
		if scene, _ := s.now(); scene.alarm != want {
			t.Errorf("scene %d: alarm %d, not %d", scene.number, scene.alarm, want)
		}
	}
	moved := mistake("a.html", "甲")
	moved.Line = 7
	alarm(1, mistake("a.html", "甲"))
	alarm(1, moved)
	alarm(3, moved, mistake("b.html", "乙"))
	alarm(3, moved)
	alarm(0)
	alarm(6, moved)
}

// A page is opened for the overlay, and otherwise keeps its policy.
func TestPolicy(t *testing.T) {
	tests := []struct{ meta, want string }{
		{`default-src 'none'`, `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'`},
		{`default-src 'self'`, `default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'`},
		{`script-src 'none'; connect-src https://a.test`, `script-src 'self'; connect-src https://a.test 'self'; style-src 'self'`},
		{`default-src &#39;none&#39;; img-src 'self'`, `default-src 'none'; img-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'`},
		{"default-src 'none';\r\nX: y", `default-src 'none'; X: y; script-src 'self'; style-src 'self'; connect-src 'self'`},
	}
	for _, test := range tests {
		text, got := openPolicy([]byte(`<head><meta http-equiv="Content-Security-Policy" content="` + test.meta + `"></head>`))
		if got != test.want || string(text) != "<head></head>" {
			t.Errorf("%s: %s %s", test.meta, got, text)
		}
	}
	if text, got := openPolicy([]byte("<head></head>")); got != "" || string(text) != "<head></head>" {
		t.Errorf("no policy: %s %s", got, text)
	}
}

// stream reads the events that a page is sent.
type eventReader struct {
	t    *testing.T
	body io.ReadCloser
	scan *bufio.Scanner
}

func listenTo(t *testing.T, s *server, h *httptest.Server, page, seen, browser string) *eventReader {
	t.Helper()
	request, err := http.NewRequest("GET", h.URL+"/_gongkai/events?token="+s.token+"&page="+page+"&seen="+seen, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("User-Agent", browser)
	r, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if r.StatusCode != http.StatusOK {
		t.Fatal(r.Status)
	}
	e := &eventReader{t, r.Body, bufio.NewScanner(r.Body)}
	e.scan.Buffer(nil, 1<<20)
	t.Cleanup(func() { e.body.Close() })
	return e
}

// next is the next event.
func (e *eventReader) next() (event string, m message) {
	e.t.Helper()
	for e.scan.Scan() {
		line := e.scan.Text()
		if name, ok := strings.CutPrefix(line, "event: "); ok {
			event = name
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			if err := json.Unmarshal([]byte(data), &m); err != nil && data != "null" {
				e.t.Fatal(err)
			}
			return event, m
		}
	}
	return "", m
}

// An open page is told to load itself again when what it shows has changed, to
// exchange its style sheets when they alone have, and nothing else.
func TestEvents(t *testing.T) {
	s, h := newTestServer(t)
	site := func(text, css, js string) map[string]string {
		return map[string]string{"a.html": fmt.Sprintf(page, text), "a.css": css, "a.js": js, "b.html": "b"}
	}
	s.stage.show(edition(site("一", "x", "y")))
	v, ok := s.view(must(s), "a.html")
	if !ok {
		t.Fatal("no page")
	}
	events := listenTo(t, s, h, "a.html", v.seen(), "one")
	tells := func(what string, reload, styles bool) message {
		t.Helper()
		event, m := events.next()
		if event != "state" || m.Reload != reload || m.Styles != styles {
			t.Errorf("%s: %s, reload %v, styles %v", what, event, m.Reload, m.Styles)
		}
		return m
	}
	tells("the page as it is", false, false)
	s.stage.show(edition(site("二", "x", "y")))
	tells("another text", true, false)
	s.stage.show(edition(site("二", "xx", "y")))
	tells("another style sheet", false, true)
	s.stage.show(edition(site("二", "xx", "yy")))
	tells("another script", true, false)

	e := edition(site("二", "xx", "yy"), mistake("b.html", "甲"), mistake("a.html", "乙"))
	e.Findings[0].Severity = diag.Warning
	e.Changed = []string{"content/b.html", "layouts/x.html"}
	e.Withheld = []Withheld{{File: "content/a.html", Page: Page{Address: "a.html"}, Why: "草稿"}}
	s.stage.show(e)
	m := tells("findings", false, false)
	if len(m.Saved) != 1 || m.Saved[0].Address != "b.html" || m.Why != "草稿" || m.Errors != 1 || m.Warnings != 1 || m.Hidden != 1 || m.Alarm != 5 {
		t.Errorf("%+v", m)
	}
	if f := m.Findings[0]; f.Severity != "error" || f.Place != "content/a.html:3:1" || f.Quote != [3]string{"", "错误", "\t的一行<b>"} || f.Label != "在这里" || f.Related[0].Place != "content/b.html:1:2" {
		t.Errorf("%+v", f)
	}
	waiting := *e
	waiting.Unapproved = diag.List{mistake("b.html", "丙"), mistake("a.html", "还没有审核")}
	s.stage.show(&waiting)
	m = tells("what waits for its review", false, false)
	if m.Errors != 1 || m.Waits != 2 || m.Waiting != "还没有审核" || m.Reviews[0].Page.Address != "b.html" || m.Reviews[1].Place != "content/a.html:3:1" {
		t.Errorf("%+v", m)
	}
	whole := waiting
	whole.SameSave = true
	s.stage.show(&whole)
	if m := tells("the rest", false, false); len(m.Saved) > 0 {
		t.Error("one save is told twice")
	}
}

func must(s *server) *scene {
	scene, _ := s.stage.now()
	return scene
}

// A browser has few connections: the oldest stream makes room, but only for
// its own browser.
func TestStreamsMakeRoom(t *testing.T) {
	s, h := newTestServer(t)
	s.stage.show(edition(map[string]string{"a.html": "一"}))
	other := listenTo(t, s, h, "a.html", "", "other")
	other.next()
	var mine []*eventReader
	for range ownStreams + 1 {
		e := listenTo(t, s, h, "a.html", "", "mine")
		e.next()
		mine = append(mine, e)
	}
	if event, _ := mine[0].next(); event != "crowded" {
		t.Errorf("the oldest is told %q", event)
	}
	s.stage.show(edition(map[string]string{"a.html": "二"}))
	for _, e := range append(mine[1:], other) {
		if event, m := e.next(); event != "state" || !m.Reload {
			t.Errorf("%s %v", event, m.Reload)
		}
	}
}

// A long line is quoted around its fault.
func TestQuote(t *testing.T) {
	line := strings.Repeat("前", 500) + "错误" + strings.Repeat("后", 500)
	got := quote(&diag.Diagnostic{Place: diag.Place{Line: 1, Column: 501, EndLine: 1, EndColumn: 503, Text: line}})
	want := [3]string{"..." + strings.Repeat("前", maxLine), "错误", strings.Repeat("后", maxLine) + "..."}
	if got != want {
		t.Errorf("%q", got)
	}
	got = quote(&diag.Diagnostic{Place: diag.Place{Line: 1, Column: 1, EndLine: 2, EndColumn: 1, Text: "\u202e反"}})
	if got != [3]string{"", `\u202e反`, ""} {
		t.Errorf("%q", got)
	}
}

// Names that files of the site can't have.
func TestFileName(t *testing.T) {
	for path, want := range map[string]string{
		"/": "index.html", "": "index.html", "/a/": "a/index.html", "/a/b.html": "a/b.html", "/中文.html": "中文.html",
		"/../a": "", "/a/../b": "", "/a//b": "", "//a": "", "/.env": "", "/a/.b/c": "", `/a\b`: "", "/a\x00b": "", "/\xff": "", "/./a": "",
	} {
		name, ok := fileName(path)
		if name != want || ok != (want != "") {
			t.Errorf("%q: %q %v", path, name, ok)
		}
	}
}
