package preview

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"embed"
	"encoding/hex"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"golang.org/x/net/netutil"

	"gongkai/internal/diag"
)

// Limits that keep a client which is slow, or pretends to be, from doing harm.
const (
	headerTime   = 10 * time.Second // to send the header of a request
	answerTime   = 5 * time.Minute  // to take an answer
	idleTime     = time.Minute      // between two requests
	eventTime    = 10 * time.Second // to take an event
	headerBytes  = 64 << 10
	connections  = 512
	streams      = 64 // event streams in all
	ownStreams   = 4  // event streams of one browser: it has six connections to a host
	firstLook    = 10 * time.Minute
	shutdownTime = 2 * time.Second
)

// The preview's own files stand under a folder that no site has.
const own = "_gongkai/"

//go:embed overlay.js overlay.css
var overlay embed.FS

// server answers browsers.
type server struct {
	stage    *stage
	hosts    []string
	token    string // of this run: the event stream is for pages that it served
	navigate bool
	lang     diag.Lang
	clock    func() time.Time
	ending   <-chan struct{} // closed when the preview ends
	audience audience
}

func newServer(o *Options) (*server, error) {
	var token [16]byte
	if _, err := rand.Read(token[:]); err != nil {
		return nil, err
	}
	return &server{
		stage: newStage(), hosts: hosts(o.Bind), token: hex.EncodeToString(token[:]),
		navigate: o.Navigate, lang: o.Lang, clock: o.Clock,
	}, nil
}

// serve answers until the context ends.
func (s *server) serve(ctx context.Context, l net.Listener) error {
	s.ending = ctx.Done()
	h := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       headerTime,
		WriteTimeout:      answerTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          log.New(io.Discard, "", 0), // broken connections are nobody's concern
	}
	defer context.AfterFunc(ctx, func() {
		end, cancel := context.WithTimeout(context.Background(), shutdownTime)
		defer cancel()
		if h.Shutdown(end) != nil {
			h.Close()
		}
	})()
	err := h.Serve(netutil.LimitListener(l, connections))
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// ServeHTTP answers one request.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.guard(w, r) {
		return
	}
	name, ok := fileName(r.URL.Path)
	switch {
	case !ok:
		s.notFound(w, r, nil, "")
	case name == own+"events":
		s.events(w, r)
	case strings.HasPrefix(name, own):
		s.ownFile(w, r, strings.TrimPrefix(name, own))
	default:
		s.file(w, r, name)
	}
}

// ownFile is a file of the overlay.
func (s *server) ownFile(w http.ResponseWriter, r *http.Request, name string) {
	f, err := overlay.Open(name)
	if err != nil {
		refuse(w, http.StatusNotFound, "not found\n")
		return
	}
	defer f.Close()
	w.Header().Set("Content-Type", contentType(name))
	http.ServeContent(w, r, "", time.Time{}, f.(io.ReadSeeker))
}

// waited is the present scene. A request that comes before the first look is
// over waits for it.
func (s *server) waited(r *http.Request) *scene {
	late := time.NewTimer(firstLook)
	defer late.Stop()
	for {
		scene, next := s.stage.now()
		if scene != nil {
			return scene
		}
		select {
		case <-next:
		case <-r.Context().Done():
			return nil
		case <-s.ending:
			return nil
		case <-late.C:
			return nil
		}
	}
}

// file answers with a file of the site.
func (s *server) file(w http.ResponseWriter, r *http.Request, name string) {
	scene := s.waited(r)
	if scene == nil {
		refuse(w, http.StatusServiceUnavailable, "not ready\n")
		return
	}
	if path.Ext(name) == ".html" {
		if view, ok := s.view(scene, name); ok {
			s.page(w, r, http.StatusOK, view)
			return
		}
		s.notFound(w, r, scene, name)
		return
	}
	f, _, err := scene.open(name)
	if err != nil {
		s.notFound(w, r, scene, name)
		return
	}
	defer f.Close()
	seeker, ok := f.(io.ReadSeeker)
	if info, err := f.Stat(); err != nil || info.IsDir() || !ok {
		s.notFound(w, r, scene, name)
		return
	}
	key := scene.key(name)
	w.Header().Set("ETag", `"`+hex.EncodeToString(key[:16])+`"`)
	w.Header().Set("Content-Type", contentType(name))
	if active[path.Ext(name)] {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	}
	http.ServeContent(w, r, "", time.Time{}, seeker)
}

// notFound answers that there is no such page: with the folder's own page when
// only the slash is missing, with what is wrong with the page's file when that
// is known, else as a host would, with 404.html.
func (s *server) notFound(w http.ResponseWriter, r *http.Request, scene *scene, name string) {
	if scene == nil {
		refuse(w, http.StatusNotFound, "not found\n")
		return
	}
	if name == "favicon.ico" { // browsers ask for it, whether a page has one or not
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if path.Ext(name) == "" {
		if f, _, err := scene.open(name + "/index.html"); err == nil {
			f.Close()
			to := url.URL{Path: "/" + name + "/"}
			w.Header().Set("Location", to.EscapedPath())
			w.WriteHeader(http.StatusFound)
			return
		}
	}
	if view, ok := s.view(scene, "404.html"); ok {
		view.name = name
		s.page(w, r, http.StatusNotFound, view)
		return
	}
	s.page(w, r, http.StatusNotFound, s.blank(scene, name))
}

// authorised tells whether a request carries the token of this run.
func (s *server) authorised(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.URL.Query().Get("token")), []byte(s.token)) == 1
}

// contentType is a file's type. The system's own tables differ from machine to
// machine.
func contentType(name string) string {
	if t := types[strings.ToLower(path.Ext(name))]; t != "" {
		return t
	}
	return "application/octet-stream"
}

// active are files in which scripts can be: they are shown, not run.
var active = map[string]bool{".svg": true, ".htm": true, ".xhtml": true, ".xht": true, ".xml": true}

var types = map[string]string{
	".html": "text/html; charset=utf-8", ".htm": "text/html; charset=utf-8",
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".json": "application/json; charset=utf-8", ".csv": "text/csv; charset=utf-8",
	".txt": "text/plain; charset=utf-8", ".xml": "application/xml; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
	".gif": "image/gif", ".webp": "image/webp", ".ico": "image/x-icon", ".bmp": "image/bmp",
	".pdf": "application/pdf", ".zip": "application/zip", ".ofd": "application/ofd",
	".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	".mp3":  "audio/mpeg", ".mp4": "video/mp4", ".woff": "font/woff", ".woff2": "font/woff2",
}
