package preview

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"sync"

	"gongkai/internal/diag"
)

// A page must not vanish because its file has a mistake in it just now: the
// last good page stays, under what is wrong with it. Stage is where pages are
// shown from: the last edition, and behind it the pages that it couldn't make.

// stage holds what is being shown.
type stage struct {
	mu     sync.Mutex
	scene  *scene
	raised chan struct{} // closed when scene is replaced
	recent recent
}

// recent is the pages that were asked for of late, as they were: a page whose
// text was never kept can't be made again once its file has changed.
type recent struct {
	mu    sync.Mutex
	pages map[string][]byte
	names []string // the oldest first
}

const mostRecent = 64

func (r *recent) keep(name string, text []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pages == nil {
		r.pages = map[string][]byte{}
	}
	if _, known := r.pages[name]; !known {
		r.names = append(r.names, name)
		if len(r.names) > mostRecent {
			delete(r.pages, r.names[0])
			r.names = r.names[1:]
		}
	}
	r.pages[name] = text
}

func (r *recent) find(name string) ([]byte, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	text, ok := r.pages[name]
	return text, ok
}

// scene is one state of the stage. It never changes.
type scene struct {
	number  int
	alarm   int // the number of the scene that brought the last new error; 0 when there is none
	edition *Edition
	pages   Pages             // of this edition, or of the last one that had any; nil when none had
	kept    map[string]Pages  // pages that this edition couldn't make, by address
	broken  map[string]string // the address that such a page has, by its file
	changed map[string]bool   // files that the last look found changed
}

func newStage() *stage { return &stage{raised: make(chan struct{})} }

// now is the present scene, nil before the first, and a channel that is closed
// when it is replaced.
func (s *stage) now() (*scene, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.scene, s.raised
}

// show puts an edition on the stage. It tells whether that is a new one.
func (s *stage) show(e *Edition) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.scene != nil && s.scene.edition == e {
		return false
	}
	s.scene = s.scene.next(e)
	close(s.raised)
	s.raised = make(chan struct{})
	return true
}

// next is the scene after this one, which may be nil.
func (s *scene) next(e *Edition) *scene {
	next := &scene{number: 1, edition: e, pages: e.Pages, kept: map[string]Pages{}, broken: map[string]string{}, changed: map[string]bool{}}
	for _, file := range e.Changed {
		next.changed[file] = true
	}
	if s == nil {
		if e.failed() {
			next.alarm = 1
		}
		return next
	}
	next.number = s.number + 1
	switch {
	case !e.failed():
	case e.worse(s.edition):
		next.alarm = next.number
	default:
		next.alarm = s.alarm
	}
	if e.Pages == nil {
		next.pages, next.kept, next.broken = s.pages, s.kept, s.broken
		return next
	}
	for i := range e.Findings {
		file := e.Findings[i].File
		if e.Findings[i].Severity != diag.Error || e.Page(file).Address != "" || !e.Has(file) {
			continue
		}
		address := s.edition.Page(file).Address
		from := s.pages
		if address == "" {
			address = s.broken[file]
			from = s.kept[address]
		}
		if address == "" || from == nil {
			continue
		}
		next.broken[file] = address
		next.kept[address] = from
	}
	return next
}

// open opens a file of the site. Last tells that it is the last good one.
func (s *scene) open(name string) (file fs.File, last bool, err error) {
	if s.pages == nil {
		return nil, false, fs.ErrNotExist
	}
	file, err = s.pages.Open(name)
	if from := s.kept[name]; err != nil && from != nil {
		file, err = from.Open(name)
		return file, true, err
	}
	return file, false, err
}

// page is a page's bytes. Last tells that they are those of the last good one.
func (s *stage) page(scene *scene, name string) (text []byte, last, ok bool) {
	text, last, err := scene.read(name)
	switch {
	case err == nil:
		s.recent.keep(name, text)
		return text, last, true
	case scene.kept[name] == nil && errors.Is(err, fs.ErrNotExist):
		return nil, false, false
	}
	text, ok = s.recent.find(name)
	return text, scene.kept[name] != nil, ok
}

// read is a file's bytes.
func (s *scene) read(name string) (text []byte, last bool, err error) {
	f, last, err := s.open(name)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	text, err = io.ReadAll(f)
	return text, last, err
}

// key is a hash of what a file's bytes depend on.
func (s *scene) key(name string) [32]byte {
	if from := s.kept[name]; from != nil {
		return from.Key(name)
	}
	return s.pages.Key(name)
}

// largeFile is a picture that isn't read at every save.
const largeFile = 1 << 20

// sum is a hash that changes when a file's bytes do. A key changes with every
// layout as well, so it stands in for large files alone.
func (s *scene) sum(name string) [32]byte {
	f, _, err := s.open(name)
	if err != nil {
		return [32]byte{}
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Size() > largeFile {
		return s.key(name)
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return [32]byte{}
	}
	return [32]byte(hash.Sum(nil))
}

// failed tells whether a release build would refuse the edition.
func (e *Edition) failed() bool { return e.Failure != "" || e.Findings.Count(diag.Error) > 0 }

// worse tells whether an edition has an error that an earlier one hadn't.
func (e *Edition) worse(than *Edition) bool {
	if e.Failure != "" && e.Failure != than.Failure {
		return true
	}
	// An error that merely moved with its line is the same one.
	type mistake struct{ file, code, message, line string }
	known := map[mistake]int{}
	count := func(list diag.List, by int) (fresh bool) {
		for i := range list {
			if d := &list[i]; d.Severity == diag.Error {
				m := mistake{d.File, d.Code, d.Message.ZH, d.Text}
				known[m] += by
				fresh = fresh || known[m] < 0
			}
		}
		return fresh
	}
	count(than.Findings, 1)
	return count(e.Findings, -1)
}
