package preview

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
)

// An open page holds an event stream. It says what it shows (seen), so that it
// is told to load itself again when, and only when, what it shows is no longer
// what the site says; a page that was asleep, or loaded in the middle of a
// save, catches up in the same way.

// audience is the open event streams. A browser opens six connections to a
// host at most, and a seventh page would wait for ever: of one browser the
// oldest stream is closed when there are too many, and its page opens it again
// when somebody looks at it.
type audience struct {
	mu      sync.Mutex
	streams []*stream // oldest first
}

type stream struct {
	browser string
	crowded chan struct{} // closed when the stream has to make room
}

// enter adds a stream.
func (a *audience) enter(browser string) *stream {
	a.mu.Lock()
	defer a.mu.Unlock()
	mine := 0
	for _, s := range a.streams {
		if s.browser == browser {
			mine++
		}
	}
	for i, s := range a.streams {
		if len(a.streams) >= streams || mine >= ownStreams && s.browser == browser {
			close(s.crowded)
			a.streams = append(a.streams[:i:i], a.streams[i+1:]...)
			break
		}
	}
	s := &stream{browser, make(chan struct{})}
	a.streams = append(a.streams, s)
	return s
}

// leave removes a stream.
func (a *audience) leave(s *stream) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, other := range a.streams {
		if other == s {
			a.streams = append(a.streams[:i:i], a.streams[i+1:]...)
			return
		}
	}
}

// events is the event stream of an open page.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	if !s.authorised(r) {
		refuse(w, http.StatusForbidden, "another run\n")
		return
	}
	page, ok := fileName("/" + r.URL.Query().Get("page"))
	if !ok || r.Method != http.MethodGet {
		refuse(w, http.StatusBadRequest, "which page?\n")
		return
	}
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	me := s.audience.enter(host + " " + r.UserAgent())
	defer s.audience.leave(me)

	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	send := func(event string, data any) bool { return s.send(w, event, data) == nil }
	seen := r.URL.Query().Get("seen")
	first := true
	for {
		scene, next := s.stage.now()
		if scene != nil {
			m := s.message(scene, page, seen)
			if first || scene.edition.SameSave {
				m.Saved = m.Saved[:0] // what was saved before the page was opened is no news
			}
			if !send("state", m) {
				return
			}
			first, seen = false, m.Seen
		}
		select {
		case <-next:
		case <-me.crowded:
			send("crowded", nil)
			return
		case <-s.ending:
			send("end", nil)
			return
		case <-r.Context().Done():
			return
		}
	}
}

// send writes one event. A client that doesn't take it in time is let go.
func (s *server) send(w http.ResponseWriter, event string, data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	control := http.NewResponseController(w)
	if err := control.SetWriteDeadline(s.clock().Add(eventTime)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, text); err != nil {
		return err
	}
	return control.Flush()
}

// stale says what an open page that shows seen must do to show the view.
func stale(seen string, v *view) (reload, styles bool) {
	text, looks, ok := strings.Cut(seen, ".")
	nowText, nowLooks, _ := strings.Cut(v.seen(), ".")
	if !ok || text != nowText {
		return true, false
	}
	return false, looks != nowLooks
}
