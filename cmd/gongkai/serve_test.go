package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// served is a preview that runs inside this process.
type served struct {
	t    *testing.T
	dir  string
	base string // http://127.0.0.1:port
	out  *talked
	stop func() int // ends it as Ctrl-C does, and gives the exit code
}

// talked is what a command has printed so far.
type talked struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *talked) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *talked) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// waitFor waits until a condition holds, which must be soon.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 2000 {
		if holds() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("waited for %s in vain", what)
}

func startServe(t *testing.T, dir string, args ...string) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out := &talked{}
	ended := make(chan int, 1)
	args = append([]string{"--site", dir, "--now", now, "--color", "never", "serve", "--port", "0"}, args...)
	go func() {
		ended <- run(ctx, args, strings.NewReader(""), out, out, func(string) string { return "" }, time.Now)
	}()
	s := &served{t: t, dir: dir, out: out}
	address := regexp.MustCompile(`预览：(http://[^/]+)/`)
	waitFor(t, "the ready line", func() bool {
		m := address.FindStringSubmatch(out.String())
		if m != nil {
			s.base = m[1]
		}
		return m != nil || len(ended) > 0
	})
	s.stop = sync.OnceValue(func() int {
		cancel()
		select {
		case code := <-ended:
			return code
		case <-time.After(10 * time.Second):
			t.Error("the preview didn't end")
			return -1
		}
	})
	t.Cleanup(func() { s.stop() })
	if s.base == "" {
		t.Fatalf("no preview: %s", out)
	}
	return s
}

// get asks for a path and returns the answer with its body.
func (s *served) get(path string) (*http.Response, string) {
	s.t.Helper()
	response, err := http.Get(s.base + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response, string(body)
}

func (s *served) shows(path, text string) func() bool {
	return func() bool {
		_, body := s.get(path)
		return strings.Contains(body, text)
	}
}

// write writes a file of the site.
func (s *served) write(name, text string) {
	s.t.Helper()
	file := filepath.Join(s.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

const (
	noticeFile = "content/disclosure/notices/2024-02-01-1.md"
	noticePath = "/disclosure/notices/2024-02-01-1.html"
	noticeText = "+++\ntitle = \"预览中的通知\"\ndate = 2024-02-01\n+++\n"
)

// A save shows, a mistake leaves the last good page, mending brings it back,
// and public/ is never touched.
func TestServeShowsASave(t *testing.T) {
	s := startServe(t, minimal(t))
	s.write(noticeFile, noticeText+"第一稿。\n")
	waitFor(t, "the new page", s.shows(noticePath, "第一稿。"))
	s.write(noticeFile, noticeText+"第二稿。\n")
	waitFor(t, "the saved page", s.shows(noticePath, "第二稿。"))
	s.write(noticeFile, strings.Replace(noticeText, "date =", "date ＝", 1)+"第三稿。\n")
	waitFor(t, "the mistake in the terminal", func() bool { return strings.Contains(s.out.String(), "＝") })
	if response, body := s.get(noticePath); response.StatusCode != http.StatusOK || !strings.Contains(body, "第二稿。") {
		t.Errorf("the last good page is gone: %s", response.Status)
	}
	s.write(noticeFile, noticeText+"第四稿。\n")
	waitFor(t, "the mended page", s.shows(noticePath, "第四稿。"))
	if err := os.Remove(filepath.Join(s.dir, noticeFile)); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the page to go", func() bool {
		response, _ := s.get(noticePath)
		return response.StatusCode == http.StatusNotFound
	})
	if code := s.stop(); code != exitClean {
		t.Errorf("Ctrl-C ends it with %d", code)
	}
	if _, err := os.Stat(filepath.Join(s.dir, "public")); err == nil {
		t.Error("the preview wrote public")
	}
	if kept, _ := filepath.Glob(filepath.Join(s.dir, ".gongkai", "*")); len(kept) > 0 && (len(kept) > 1 || filepath.Base(kept[0]) != keptFile) {
		t.Errorf("the preview wrote %q", kept)
	}
}

// A second preview starts from what the first one read, and has the last good
// page of what breaks all the same.
func TestServeStartsFromWhatWasRead(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for its files to be old enough")
	}
	dir := minimal(t)
	file := filepath.Join(dir, noticeFile)
	if err := os.WriteFile(file, []byte(noticeText+"第一稿。\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	time.Sleep(youth + 100*time.Millisecond)
	kept := filepath.Join(dir, ".gongkai", keptFile)
	s := startServe(t, dir)
	waitFor(t, "what was read", func() bool { _, err := os.Stat(kept); return err == nil })
	s.stop()
	before, err := os.Stat(kept)
	if err != nil {
		t.Fatal(err)
	}
	s = startServe(t, dir)
	waitFor(t, "the page", s.shows(noticePath, "第一稿。"))
	s.write(noticeFile, strings.Replace(noticeText, "date =", "date ＝", 1)+"第二稿。\n")
	waitFor(t, "the mistake in the terminal", func() bool { return strings.Contains(s.out.String(), "＝") })
	if response, body := s.get(noticePath); response.StatusCode != http.StatusOK || !strings.Contains(body, "第一稿。") {
		t.Errorf("the last good page is gone: %s", response.Status)
	}
	if after, err := os.Stat(kept); err != nil || !after.ModTime().Equal(before.ModTime()) {
		t.Error("what was read is kept again")
	}
}

// Drafts, future and expired items are shown, and why the public doesn't see
// them.
func TestServeShowsWhatIsHidden(t *testing.T) {
	dir := minimal(t)
	s := startServe(t, dir)
	for key, reason := range map[string]string{"draft = true": "草稿", "publishDate = 2024-07-01": "未到发布时间", "expiryDate = 2024-05-01": "已到撤下时间"} {
		s.write(noticeFile, strings.Replace(noticeText, "+++\n", "+++\n"+key+"\n", 1)+"正文。\n")
		waitFor(t, key, s.shows(noticePath, reason+"：公众看不到这个页面。"))
	}
}

// The layouts of a site, its settings and its folders are watched too.
func TestServeWatchesEverything(t *testing.T) {
	s := startServe(t, minimal(t))
	s.write("layouts/404.html", `{{define "main"}}<p>本站的找不到</p>{{end}}`)
	waitFor(t, "a layout", s.shows("/nowhere.html", "本站的找不到"))
	s.write("layouts/404.html", `{{define "main"}}{{.Nothing}}{{end}}`)
	waitFor(t, "the broken layout in the terminal", func() bool { return strings.Contains(s.out.String(), "网站生成不了") })
	if _, body := s.get("/nowhere.html"); !strings.Contains(body, "本站的找不到") {
		t.Error("a broken layout took the last good page away")
	}
	s.write("layouts/404.html", `{{define "main"}}<p>改好了</p>{{end}}`)
	waitFor(t, "the mended layout", s.shows("/nowhere.html", "改好了"))
	if err := os.RemoveAll(filepath.Join(s.dir, "layouts")); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the embedded layout", s.shows("/nowhere.html", "没有找到这个页面"))

	settings, err := os.ReadFile(filepath.Join(s.dir, "content", "site.toml"))
	if err != nil {
		t.Fatal(err)
	}
	s.write("content/site.toml", string(settings)+"\n[[column")
	waitFor(t, "the mistake in the settings", func() bool { return strings.Contains(s.out.String(), "content/site.toml:") })
	if response, _ := s.get("/disclosure/notices/"); response.StatusCode != http.StatusOK {
		t.Error("broken settings took the site apart")
	}
	s.write("content/site.toml", string(settings)+"\n[[column]]\npath = \"disclosure/later\"\nname = \"后来的栏目\"\n")
	s.write("content/disclosure/later/2024-02-01-1.md", noticeText+"新栏目里。\n")
	waitFor(t, "the new column", s.shows("/disclosure/later/", "预览中的通知"))
	folder := filepath.Join(s.dir, "content", "disclosure", "later")
	if err := os.Rename(folder, folder+"2"); err != nil {
		t.Fatal(err)
	}
	s.write("content/site.toml", string(settings)+"\n[[column]]\npath = \"disclosure/later2\"\nname = \"后来的栏目\"\n")
	waitFor(t, "the renamed folder", s.shows("/disclosure/later2/2024-02-01-1.html", "新栏目里。"))
	s.write("content/disclosure/later2/2024-02-01-1.md", noticeText+"改名以后。\n")
	waitFor(t, "a save in the renamed folder", s.shows("/disclosure/later2/2024-02-01-1.html", "改名以后。"))
}

// hostile.md 126–139: what a page of another site, a neighbour or a broken
// program may send. No answer holds a byte from outside the site, and no
// foreign name is answered.
func TestServeUnderAttack(t *testing.T) {
	dir := minimal(t)
	secret := "机密内容"
	for _, name := range []string{"secret.txt", "content/.env", "content/.git/config", "content/disclosure/notices/.hidden.md", "layouts/secret.txt", ".gongkai/record"} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(secret), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_ = os.Symlink(filepath.Join(dir, "secret.txt"), filepath.Join(dir, "content", "disclosure", "notices", "link.txt"))
	s := startServe(t, dir)
	host := strings.TrimPrefix(s.base, "http://")
	token := regexp.MustCompile(`data-token="([0-9a-f]{32})"`)
	_, home := s.get("/")
	if token.FindString(home) == "" {
		t.Fatal("the page has no token")
	}
	attacks := []struct {
		what, request string // without the empty line at its end; HOST stands for the preview's own
		codes         string // the answers allowed; "" is none at all
	}{
		{"rebinding", "GET / HTTP/1.1\nHost: evil.test", "403"},
		{"rebinding with our port", "GET / HTTP/1.1\nHost: evil.test:8080", "403"},
		{"a name that begins like ours", "GET / HTTP/1.1\nHost: localhost.evil.test", "403"},
		{"a name that ends like ours", "GET / HTTP/1.1\nHost: evil.localhost", "403"},
		{"an address that isn't ours", "GET / HTTP/1.1\nHost: 192.0.2.1", "403"},
		{"no Host", "GET / HTTP/1.1", "400"},
		{"no Host, HTTP/1.0", "GET / HTTP/1.0", "403"},
		{"two Hosts", "GET / HTTP/1.1\nHost: HOST\nHost: evil.test", "400"},
		{"an absolute target with another host", "GET http://evil.test/ HTTP/1.1\nHost: HOST", "403"},
		{"websocket from elsewhere", "GET /_gongkai/events HTTP/1.1\nHost: HOST\nOrigin: http://evil.test\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: x", "403"},
		{"websocket without Origin", "GET /_gongkai/events HTTP/1.1\nHost: HOST\nUpgrade: websocket\nConnection: Upgrade", "403"},
		{"the event stream without the token", "GET /_gongkai/events?page=index.html HTTP/1.1\nHost: HOST", "403"},
		{"the event stream with a wrong token", "GET /_gongkai/events?token=0123456789abcdef0123456789abcdef HTTP/1.1\nHost: HOST", "403"},
		{"a foreign Origin", "GET /index.html HTTP/1.1\nHost: HOST\nOrigin: http://evil.test", "403"},
		{"the null Origin", "GET /index.html HTTP/1.1\nHost: HOST\nOrigin: null", "403"},
		{"another port's Origin", "GET /index.html HTTP/1.1\nHost: HOST\nOrigin: http://127.0.0.1:1", "403"},
		{"no-cors from another site", "GET /report/2023.json HTTP/1.1\nHost: HOST\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: no-cors\nSec-Fetch-Dest: script", "403"},
		{"a frame on another site", "GET / HTTP/1.1\nHost: HOST\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: iframe", "403"},
		{"a picture on another port", "GET / HTTP/1.1\nHost: HOST\nSec-Fetch-Site: same-site\nSec-Fetch-Mode: no-cors\nSec-Fetch-Dest: image", "403"},
		{"a form of another site", "POST / HTTP/1.1\nHost: HOST\nOrigin: http://evil.test\nContent-Length: 3\n\nx=1", "405 403"},
		{"a preflight", "OPTIONS / HTTP/1.1\nHost: HOST\nOrigin: http://evil.test\nAccess-Control-Request-Method: GET", "405 403"},
		{"parents", "GET /../../secret.txt HTTP/1.1\nHost: HOST", "404 400"},
		{"parents inside", "GET /disclosure/../../secret.txt HTTP/1.1\nHost: HOST", "404"},
		{"escaped parents", "GET /%2e%2e/secret.txt HTTP/1.1\nHost: HOST", "404"},
		{"escaped slashes", "GET /..%2fsecret.txt HTTP/1.1\nHost: HOST", "404"},
		{"twice escaped", "GET /%252e%252e%252fsecret.txt HTTP/1.1\nHost: HOST", "404"},
		{"backslashes", "GET /..\\secret.txt HTTP/1.1\nHost: HOST", "404"},
		{"escaped backslashes", "GET /..%5csecret.txt HTTP/1.1\nHost: HOST", "404"},
		{"NUL", "GET /secret.txt%00.html HTTP/1.1\nHost: HOST", "404"},
		{"not UTF-8", "GET /%ff%fe.html HTTP/1.1\nHost: HOST", "404"},
		{"an overlong slash", "GET /..%c0%afsecret.txt HTTP/1.1\nHost: HOST", "404"},
		{"a drive", "GET /C:/secret.txt HTTP/1.1\nHost: HOST", "404"},
		{"a share", "GET //evil.test/secret.txt HTTP/1.1\nHost: HOST", "404"},
		{"a link that leads out", "GET /disclosure/notices/link.txt HTTP/1.1\nHost: HOST", "404"},
		{"a dotfile", "GET /.env HTTP/1.1\nHost: HOST", "404"},
		{"a repository", "GET /.git/config HTTP/1.1\nHost: HOST", "404"},
		{"a hidden notice", "GET /disclosure/notices/.hidden.html HTTP/1.1\nHost: HOST", "404"},
		{"the settings", "GET /site.toml HTTP/1.1\nHost: HOST", "404"},
		{"the content folder", "GET /content/site.toml HTTP/1.1\nHost: HOST", "404"},
		{"the source of a page", "GET /guide/index.md HTTP/1.1\nHost: HOST", "404"},
		{"the layouts", "GET /layouts/secret.txt HTTP/1.1\nHost: HOST", "404"},
		{"the record", "GET /.gongkai/record HTTP/1.1\nHost: HOST", "404"},
		{"the preview's folder", "GET /_gongkai/ HTTP/1.1\nHost: HOST", "404"},
		{"out of the preview's folder", "GET /_gongkai/../secret.txt HTTP/1.1\nHost: HOST", "404"},
		{"a folder that lists nothing", "GET /assets/ HTTP/1.1\nHost: HOST", "404"},
		{"a header of 8 MiB", "GET / HTTP/1.1\nHost: HOST\nX: " + strings.Repeat("x", 8<<20), "431"},
		{"a target of 1 MiB", "GET /" + strings.Repeat("x", 1<<20) + " HTTP/1.1\nHost: HOST", "431 414"},
		{"a thousand ranges", "GET / HTTP/1.1\nHost: HOST\nRange: bytes=" + strings.Repeat("0-0,", 1000) + "0-0", "200 206 416"},
		{"overlapping ranges", "GET / HTTP/1.1\nHost: HOST\nRange: bytes=0-" + strings.Repeat(",0-", 500), "200 206 416"},
		{"a reversed range", "GET / HTTP/1.1\nHost: HOST\nRange: bytes=9-1", "416"},
		{"a huge range", "GET / HTTP/1.1\nHost: HOST\nRange: bytes=99999999999999999999-", "416"},
		{"HEAD", "HEAD / HTTP/1.1\nHost: HOST", "200"},
		{"TRACE", "TRACE / HTTP/1.1\nHost: HOST", "405"},
		{"CONNECT", "CONNECT evil.test:443 HTTP/1.1\nHost: HOST", "403 405 400"},
		{"PUT", "PUT /index.html HTTP/1.1\nHost: HOST\nContent-Length: 1\n\nx", "405"},
		{"DELETE", "DELETE /index.html HTTP/1.1\nHost: HOST", "405"},
		{"smuggling", "POST / HTTP/1.1\nHost: HOST\nContent-Length: 44\nTransfer-Encoding: chunked\n\n0\n\nGET /secret.txt HTTP/1.1\nHost: evil.test\n\n", "405 400"},
		{"a length twice", "GET / HTTP/1.1\nHost: HOST\nContent-Length: 0\nContent-Length: 5\n\nhello", "400"},
		{"a folded header", "GET / HTTP/1.1\nHost: HOST\nX: a\n b", "200 400"},
		{"not HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01", "400"},
		{"HTTP/2 at once", "PRI * HTTP/2.0\n\nSM\n", "400 403 405 505"},
		{"markup in the path", "GET /<script>alert(1)</script>.html HTTP/1.1\nHost: HOST", "404 400"},
		{"escaped markup in the path", "GET /%22%3E%3Cscript%3Ealert(1)%3C/script%3E.html HTTP/1.1\nHost: HOST", "404"},
	}
	status := regexp.MustCompile(`^HTTP/1\.[01] (\d\d\d)`)
	for _, a := range attacks {
		answer := s.raw(strings.ReplaceAll(strings.ReplaceAll(a.request, "HOST", host), "\n", "\r\n") + "\r\n\r\n")
		if m := status.FindStringSubmatch(answer); m == nil || !strings.Contains(a.codes, m[1]) {
			t.Errorf("%s: answered %.80q, not %s", a.what, answer, a.codes)
		}
		for _, never := range []string{secret, "Access-Control-", "<script>alert", "101 Switching"} {
			if strings.Contains(answer, never) {
				t.Errorf("%s: the answer holds %q", a.what, never)
			}
		}
		if strings.Contains(a.codes, "403") && !strings.Contains(a.codes, "200") && token.MatchString(answer) {
			t.Errorf("%s: the answer holds the token", a.what)
		}
	}
	if !s.shows("/", "示例")() {
		t.Error("the preview doesn't answer any more")
	}
}

// raw sends bytes and returns what comes back until the other side is silent.
func (s *served) raw(request string) string {
	s.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(s.base, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	go func() { _, _ = io.WriteString(c, request) }()
	reader := bufio.NewReader(c)
	var answer strings.Builder
	first, err := reader.ReadString('\n')
	answer.WriteString(first)
	if err != nil {
		return answer.String()
	}
	_ = c.SetDeadline(time.Now().Add(100 * time.Millisecond))
	rest, _ := io.ReadAll(reader)
	answer.Write(rest)
	return answer.String()
}

// Sockets on which nobody says anything don't keep others out.
func TestServeOutlastsIdleSockets(t *testing.T) {
	s := startServe(t, minimal(t))
	for range 200 {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprintf(c, "GET / HT")
	}
	if response, _ := s.get("/"); response.StatusCode != http.StatusOK {
		t.Error(response.Status)
	}
}

// A port that is taken is said, and the next one is used.
func TestServePortTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	s := startServe(t, minimal(t), "--port", fmt.Sprint(port))
	if !strings.Contains(s.out.String(), fmt.Sprintf("端口 %d 已被占用", port)) || strings.HasSuffix(s.base, fmt.Sprint(":", port)) {
		t.Errorf("%s", s.out)
	}
}

// Beyond this machine the preview is reached only when asked for, and says so.
func TestServeBind(t *testing.T) {
	s := startServe(t, minimal(t))
	if !strings.HasPrefix(s.base, "http://127.0.0.1:") || strings.Contains(s.out.String(), "注意") {
		t.Errorf("%s", s.out)
	}
	s = startServe(t, minimal(t), "--bind", "0.0.0.0")
	if !strings.Contains(s.out.String(), "注意：能连到这台计算机的人都能看到草稿") {
		t.Errorf("%s", s.out)
	}
	if answer := s.raw("GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n"); !strings.HasPrefix(answer, "HTTP/1.1 403") {
		t.Errorf("%.80s", answer)
	}
}

// What a good host does.
func TestServeHTTP(t *testing.T) {
	s := startServe(t, minimal(t))
	response, body := s.get("/")
	if response.Header.Get("Cache-Control") != "no-store" || response.Header.Get("Content-Type") != "text/html; charset=utf-8" || response.Header.Get("ETag") == "" {
		t.Errorf("%v", response.Header)
	}
	ask := func(method, path string, header ...string) (*http.Response, string) {
		request, err := http.NewRequest(method, s.base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(header); i += 2 {
			request.Header.Set(header[i], header[i+1])
		}
		client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(response.Body)
		return response, string(text)
	}
	tag := response.Header.Get("ETag")
	if r, _ := ask("GET", "/index.html", "If-None-Match", tag); r.StatusCode != http.StatusNotModified {
		t.Errorf("the same page again: %s", r.Status)
	}
	if r, part := ask("GET", "/", "Range", "bytes=0-14"); r.StatusCode != http.StatusPartialContent || part != body[:15] {
		t.Errorf("a range: %s %q", r.Status, part)
	}
	if r, whole := ask("GET", "/", "Range", "bytes=0-14", "If-Range", `"old"`); r.StatusCode != http.StatusOK || whole != body {
		t.Errorf("a range of an older page: %s", r.Status)
	}
	if r, nothing := ask("HEAD", "/"); r.StatusCode != http.StatusOK || nothing != "" || r.ContentLength != int64(len(body)) {
		t.Errorf("HEAD: %s %d", r.Status, r.ContentLength)
	}
	if r, _ := ask("GET", "/disclosure"); r.StatusCode != http.StatusFound || r.Header.Get("Location") != "/disclosure/" {
		t.Errorf("a folder: %s %s", r.Status, r.Header.Get("Location"))
	}
	if r, text := ask("GET", "/no/such/page.html"); r.StatusCode != http.StatusNotFound || !strings.Contains(text, "没有找到这个页面") {
		t.Errorf("no page: %s", r.Status)
	}
	for path, want := range map[string]string{"/catalogue.csv": "text/csv; charset=utf-8", "/catalogue.json": "application/json; charset=utf-8", "/assets/site.css": "text/css; charset=utf-8", "/robots.txt": "text/plain; charset=utf-8", "/report/2023.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"} {
		r, _ := ask("GET", path)
		if r.StatusCode == http.StatusOK && r.Header.Get("Content-Type") != want {
			t.Errorf("%s: %s", path, r.Header.Get("Content-Type"))
		}
		if r, _ := ask("GET", path, "If-None-Match", r.Header.Get("ETag")); r.StatusCode == http.StatusOK {
			t.Errorf("%s: no ETag", path)
		}
	}
}

// Two previews of one site don't hurt each other.
func TestServeTwice(t *testing.T) {
	dir := minimal(t)
	a, b := startServe(t, dir), startServe(t, dir)
	a.write(noticeFile, noticeText+"两边都看到。\n")
	waitFor(t, "the one", a.shows(noticePath, "两边都看到。"))
	waitFor(t, "the other", b.shows(noticePath, "两边都看到。"))
	if a.stop() != exitClean || !b.shows(noticePath, "两边都看到。")() {
		t.Error("the one took the other along")
	}
}

func TestServeWithoutASite(t *testing.T) {
	if code, _, stderr := at(t, t.TempDir(), "serve"); code != exitIO || !strings.Contains(stderr, "content") {
		t.Errorf("%d %s", code, stderr)
	}
	if code, _, stderr := at(t, minimal(t), "serve", "--port", "70000"); code != exitUsage || !strings.Contains(stderr, "70000") {
		t.Errorf("%d %s", code, stderr)
	}
}
