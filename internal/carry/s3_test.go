package carry

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gongkai/internal/carry/target"
	"gongkai/internal/diag"
)

// bucket is a store that speaks just enough S3, and misbehaves as it is told.
type bucket struct {
	lock    sync.Mutex
	objects map[string][]byte
	headers map[string]http.Header
	// trouble answers a request by itself; false lets it through.
	trouble func(w http.ResponseWriter, r *http.Request, name string) bool
	tag     func(name, md5 string) string // the ETag that it claims
	asked   []string
}

func startBucket(t *testing.T) (*bucket, target.Target) {
	t.Helper()
	b := &bucket{objects: map[string][]byte{}, headers: map[string]http.Header{}, tag: func(_, sum string) string { return sum }}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	to, wrong := target.Parse("s3://bucket/www?region=us-east-1&lookup=path&endpoint=" + server.URL)
	if wrong != nil {
		t.Fatal(wrong)
	}
	return b, to
}

func s3Error(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<Error><Code>%s</Code><Message>no</Message></Error>", code)
}

func (b *bucket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.lock.Lock()
	defer b.lock.Unlock()
	name := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/bucket"), "/www/")
	b.asked = append(b.asked, r.Method+" "+name)
	if b.trouble != nil && b.trouble(w, r, name) {
		return
	}
	data, there := b.objects[name]
	sum := md5.Sum(data)
	switch {
	case r.Method == http.MethodGet && r.URL.Query().Has("list-type"):
		b.list(w)
	case r.Method == http.MethodPut && r.Header.Get("If-None-Match") == "*" && there:
		s3Error(w, http.StatusPreconditionFailed, "PreconditionFailed")
	case r.Method == http.MethodPut:
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		data = unchunked(r, data)
		sum = md5.Sum(data)
		b.objects[name], b.headers[name] = data, r.Header
		w.Header().Set("ETag", `"`+b.tag(name, hex.EncodeToString(sum[:]))+`"`)
	case r.Method == http.MethodDelete:
		delete(b.objects, name)
		w.WriteHeader(http.StatusNoContent)
	case !there:
		s3Error(w, http.StatusNotFound, "NoSuchKey")
	default:
		w.Header().Set("ETag", `"`+b.tag(name, hex.EncodeToString(sum[:]))+`"`)
		w.Header().Set("Last-Modified", "Sat, 01 Jun 2024 00:00:00 GMT")
		w.Header().Set("Content-Length", fmt.Sprint(len(data)))
		if r.Method == http.MethodGet {
			w.Write(data)
		}
	}
}

// unchunked takes the signatures out of a body that is signed in pieces.
func unchunked(r *http.Request, data []byte) []byte {
	if !strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING") {
		return data
	}
	var out []byte
	for rest := string(data); ; {
		head, tail, found := strings.Cut(rest, "\r\n")
		var n int
		if _, err := fmt.Sscanf(head, "%x;", &n); !found || err != nil || n == 0 {
			return out
		}
		out, rest = append(out, tail[:n]...), tail[n+2:]
	}
}

func (b *bucket) list(w http.ResponseWriter) {
	type content struct {
		Key  string
		Size int
	}
	answer := struct {
		XMLName  xml.Name `xml:"ListBucketResult"`
		Contents []content
	}{}
	for name, data := range b.objects {
		answer.Contents = append(answer.Contents, content{"www/" + name, len(data)})
	}
	xml.NewEncoder(w).Encode(answer)
}

// site is what the public sees of the bucket.
func (b *bucket) site() map[string]string {
	files := map[string]string{}
	for name, data := range b.objects {
		files[name] = string(data)
	}
	return files
}

func s3Options() Options {
	o := options()
	o.Env = func(name string) string {
		return map[string]string{"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "hunter2"}[name]
	}
	return o
}

func TestS3SendsWhatChanged(t *testing.T) {
	b, to := startBucket(t)
	before, after := built(t, many(100)), built(t, newSite())
	mustCarry(t, before, to, s3Options())
	if diff := cmp.Diff(whole(t, before), b.site()); diff != "" {
		t.Fatal(diff)
	}
	b.asked = nil
	mustCarry(t, before, to, s3Options())
	if diff := cmp.Diff([]string{"GET manifest.json", "GET .gongkai/unfinished"}, b.asked); diff != "" {
		t.Error(diff)
	}
	o := s3Options()
	o.Force = true
	mustCarry(t, after, to, o)
	if diff := cmp.Diff(whole(t, after), b.site()); diff != "" {
		t.Error(diff)
	}
	if h := b.headers["index.html"]; h.Get("Content-Type") != "text/html; charset=utf-8" || h.Get("Content-Md5") == "" || h.Get("Cache-Control") != "public, max-age=60" {
		t.Errorf("%v", h)
	}
}

func TestS3Compresses(t *testing.T) {
	b, to := startBucket(t)
	to.Gzip = true
	s := built(t, many(200))
	mustCarry(t, s, to, s3Options())
	if h := b.headers["m/3/199.html"]; h.Get("Content-Encoding") == "" || len(b.objects["m/3/199.html"]) > 500 {
		t.Errorf("%v, %d bytes", h, len(b.objects["m/3/199.html"]))
	}
	if h := b.headers["a/1/plan.xlsx"]; h.Get("Content-Encoding") == "gzip" {
		t.Errorf("%v", h)
	}
	delete(b.objects, "manifest.json")
	if sum := mustCarry(t, s, to, s3Options()); sum.Sent != 0 {
		t.Errorf("%d files were sent again", sum.Sent)
	}
}

// A passing trouble is sat out; nothing that was kept is sent again.
func TestS3SitsTroubleOut(t *testing.T) {
	for name, trouble := range map[string]func(w http.ResponseWriter, r *http.Request){
		"503 SlowDown": func(w http.ResponseWriter, _ *http.Request) { s3Error(w, 503, "SlowDown") },
		"500":          func(w http.ResponseWriter, _ *http.Request) { s3Error(w, 500, "InternalError") },
		"429":          func(w http.ResponseWriter, _ *http.Request) { s3Error(w, 429, "TooManyRequests") },
		"a reset": func(w http.ResponseWriter, _ *http.Request) {
			c, _, _ := w.(http.Hijacker).Hijack()
			c.Close()
		},
	} {
		b, to := startBucket(t)
		n := 0
		b.trouble = func(w http.ResponseWriter, r *http.Request, _ string) bool {
			if n++; n%3 != 0 {
				return false
			}
			trouble(w, r)
			return true
		}
		s := built(t, oldSite())
		mustCarry(t, s, to, s3Options())
		if diff := cmp.Diff(whole(t, s), b.site()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A store that answers with another checksum, because it encrypts or because it
// lies, is read back.
func TestS3ReadsBack(t *testing.T) {
	b, to := startBucket(t)
	b.tag = func(string, string) string { return "not-an-md5-7" }
	s := built(t, oldSite())
	mustCarry(t, s, to, s3Options())
	if !slices.Contains(b.asked, "GET a/1.html") {
		t.Error("nothing was read back")
	}
	b, to = startBucket(t)
	b.trouble = func(w http.ResponseWriter, r *http.Request, name string) bool {
		if r.Method == http.MethodGet && name == "a/1.html" {
			w.Header().Set("ETag", `"x"`)
			w.Header().Set("Last-Modified", "Sat, 01 Jun 2024 00:00:00 GMT")
			w.Write([]byte("something else"))
			return true
		}
		return false
	}
	b.tag = func(name, sum string) string {
		if name == "a/1.html" {
			return strings.Repeat("0", 32)
		}
		return sum
	}
	if _, err := To(context.Background(), s, to, s3Options()); err == nil || !strings.Contains(words(err), "与原文件不一致") {
		t.Errorf("%s", words(err))
	}
	if b.objects["index.html"] != nil || b.objects["manifest.json"] != nil {
		t.Error("the run went on after a file that is wrong")
	}
}

func TestS3SaysWhatIsWrong(t *testing.T) {
	on := func(method string, status int, code string) func(http.ResponseWriter, *http.Request, string) bool {
		return func(w http.ResponseWriter, r *http.Request, name string) bool {
			if r.Method != method && method != "" || name == lockName {
				return false
			}
			s3Error(w, status, code)
			return true
		}
	}
	for _, c := range []struct {
		trouble func(http.ResponseWriter, *http.Request, string) bool
		want    string
	}{
		{on("", 403, "RequestTimeTooSkewed"), "时钟"},
		{on("", 403, "InvalidAccessKeyId"), "不认识这个 AccessKey"},
		{on("", 403, "SignatureDoesNotMatch"), "Secret 不对"},
		{on("", 404, "NoSuchBucket"), "没有这个存储桶"},
		{on("GET", 403, "AccessDenied"), "没有读取的权限"},
		{on("PUT", 403, "AccessDenied"), "没有写入的权限"},
		{on("PUT", 507, "Full"), "已用完"},
		{on("PUT", 400, "BadDigest"), "拒绝了请求"},
		{on("", 503, "SlowDown"), "没有应答"},
	} {
		b, to := startBucket(t)
		b.trouble = c.trouble
		_, err := To(context.Background(), built(t, oldSite()), to, s3Options())
		if err == nil || !strings.Contains(words(err), c.want) || strings.Contains(words(err)+fmt.Sprint(err), "hunter2") {
			t.Errorf("%s: %s (%v)", c.want, words(err), err)
		}
	}
	b, to := startBucket(t)
	mustCarry(t, built(t, oldSite()), to, s3Options())
	b.trouble = func(w http.ResponseWriter, r *http.Request, name string) bool {
		if r.Method != http.MethodDelete || strings.HasPrefix(name, workDir) {
			return false
		}
		s3Error(w, 403, "AccessDenied")
		return true
	}
	s := built(t, newSite())
	_, err := To(context.Background(), s, to, s3Options())
	if err == nil || !strings.Contains(words(err), "DeleteObject") || !strings.Contains(words(err), "网站已经是新的") {
		t.Errorf("%s", words(err))
	}
	b.trouble = nil
	mustCarry(t, s, to, s3Options())
	if diff := cmp.Diff(whole(t, s), b.site()); diff != "" {
		t.Error(diff)
	}
}

// A store that doesn't know "only when new" is still locked.
func TestS3WithoutConditions(t *testing.T) {
	b, to := startBucket(t)
	b.trouble = func(w http.ResponseWriter, r *http.Request, _ string) bool {
		if r.Header.Get("If-None-Match") == "" {
			return false
		}
		s3Error(w, http.StatusNotImplemented, "NotImplemented")
		return true
	}
	mustCarry(t, built(t, oldSite()), to, s3Options())
	b.objects[lockName] = []byte(`{"run":"theirs","owner":"them","count":1}`)
	n := 0
	o := s3Options()
	o.Event = func(e Event) { n++ }
	mustCarry(t, built(t, newSite()), to, o)
	if n == 0 {
		t.Error("the lock was not seen")
	}
}

func TestS3Keys(t *testing.T) {
	to := target.Target{Kind: target.S3, Endpoint: "store.example.com", Bucket: "b"}
	o := options()
	if _, err := openS3(to, o); err == nil || !strings.Contains(words(err), "AWS_ACCESS_KEY_ID") {
		t.Errorf("%s", words(err))
	}
	o.Home = t.TempDir()
	if err := os.MkdirAll(filepath.Join(o.Home, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	text := "[default]\naws_access_key_id = one\naws_secret_access_key = s\n[work]\naws_access_key_id = two\naws_secret_access_key = s\n"
	if err := os.WriteFile(filepath.Join(o.Home, ".aws", "credentials"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for profile, want := range map[string]string{"": "one", "work": "two"} {
		o.Env = func(name string) string { return map[string]string{"AWS_PROFILE": profile}[name] }
		keys, err := s3Keys(to, o)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := keys.GetWithContext(nil); err != nil || v.AccessKeyID != want {
			t.Errorf("%q: %v %v", profile, v.AccessKeyID, err)
		}
	}
	o.Home = ""
	o.Ask = func(question diag.Text, secret bool) (string, error) {
		return map[bool]string{false: "asked", true: "told"}[secret], nil
	}
	keys, err := s3Keys(to, o)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := keys.GetWithContext(nil); err != nil || v.AccessKeyID != "asked" || v.SecretAccessKey != "told" {
		t.Errorf("%v %v", v.AccessKeyID, err)
	}
}
