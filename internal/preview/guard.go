package preview

import (
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Any page that is open in a browser can send requests to this machine. What
// it must not get is an answer that it can read, embed or act on:
//
//   - a name that leads here but isn't ours (DNS rebinding) is refused;
//   - so is whatever another site's page asks for, other than going to a page;
//   - no answer carries a header of CORS, and none may be framed or embedded;
//   - nothing changes by a request, so that a forged one has nothing to forge.

// guard answers what must not be answered otherwise, and says whether it did.
func (s *server) guard(w http.ResponseWriter, r *http.Request) bool {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Frame-Options", "DENY")
	switch {
	case !s.ours(r.Host):
		refuse(w, http.StatusForbidden, "this name is not answered\n")
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		h.Set("Connection", "close")
		refuse(w, http.StatusMethodNotAllowed, "GET or HEAD\n")
	case foreign(r):
		refuse(w, http.StatusForbidden, "not from another site\n")
	default:
		return false
	}
	return true
}

func refuse(w http.ResponseWriter, code int, why string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	_, _ = w.Write([]byte(why))
}

// ours tells whether a Host header names this preview. Its port may be that of
// a tunnel.
func (s *server) ours(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	return slices.Contains(s.hosts, strings.ToLower(name))
}

// foreign tells whether a page of another site is asking. Browsers of the last
// years say so themselves; for older ones there is Origin.
func foreign(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		if u, err := url.Parse(origin); err != nil || u.Scheme != "http" || u.Host != r.Host {
			return true
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return false
	}
	return r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document"
}

// fileName is the name that a path of a request asks for, as the rendered site
// names it; ok is false when no file can have it. The path has been unescaped
// once, and isn't again.
func fileName(path string) (name string, ok bool) {
	name = strings.TrimPrefix(path, "/")
	if name == "" {
		return "index.html", true
	}
	if strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if !fs.ValidPath(name) || !utf8.ValidString(name) || strings.ContainsAny(name, "\\\x00") {
		return "", false
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") {
			return "", false
		}
	}
	return name, true
}
