package preview

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"gongkai/internal/diag"
)

// How a save is noticed.
//
// The system tells what changes, but not reliably: its queue overflows when a
// version is checked out, it says nothing of changes that another machine makes
// on a network share, and there are only so many folders that it will watch. A
// folder can also be changed between being made and being watched. So an event
// is a hint, never the truth. What changed is found by looking at the folder
// (Options.Look compares names, sizes and times), and a hint only says that it
// is time to look, and where.
//
//   - Events make it quick: a look follows a few milliseconds after the last one.
//   - A look at everything, now and then, makes it sure. It takes at most a
//     fiftieth of the machine's time.
//   - When that look finds a change of which no event told, events can't be
//     relied on here, and from then on it is made more often: that is polling.
//
// Editors save in many ways: in place, by truncating and writing, by writing
// another file and renaming it, by moving the old file away first. In between
// the file is empty or missing. So a look waits a moment for a file that was
// there to be there again.

const (
	quiet      = 8 * time.Millisecond   // after the last event of a save
	quietMany  = 150 * time.Millisecond // after the last event of many
	many       = 200                    // events are a checkout, not a save
	manyNames  = 40                     // and so are as many names without a pause
	pauseTime  = 300 * time.Millisecond // without an event is a pause
	longest    = 10 * time.Second       // that events may go on without a look
	recheck    = 15 * time.Millisecond  // whether a file is there again
	rechecks   = 14                     // then it is taken to be gone
	restAfter  = 20 * time.Millisecond  // a page is shown, until the rest of its edition is made
	sureEvery  = 2 * time.Second        // at least between two looks at everything
	pollEvery  = 300 * time.Millisecond // the same, when polling
	sureShare  = 50                     // a look at everything may take this part of the time
	pollShare  = 8                      // the same, when polling
	patience   = 1500 * time.Millisecond
	contentDir = "content"
	layoutsDir = "layouts"
)

// watcher decides when to look.
type watcher struct {
	dir   string
	has   func(file string) bool
	look  func(files []string) *Edition
	clock func() time.Time
	say   func(diag.Text)

	system  *fsnotify.Watcher // nil when the system tells nothing
	watched map[string]bool   // folders, as the system names them
	polling bool
	warned  bool

	// What has been heard since the last look.
	files   map[string]bool // relative to dir, with slashes
	all     bool            // more may have changed than files tell
	heard   int
	names   map[string]bool // since the last pause
	tries   int             // at finding a missing file again
	since   time.Time       // of the first event
	lastAny time.Time       // of the last event at all
}

func newWatcher(o *Options) *watcher {
	w := &watcher{
		dir: o.Dir, look: o.Look, clock: o.Clock, say: o.Say, polling: o.Poll,
		watched: map[string]bool{}, files: map[string]bool{}, has: func(string) bool { return true },
	}
	if o.Poll {
		return w
	}
	system, err := fsnotify.NewWatcher()
	if err != nil {
		w.giveUp(err)
		return w
	}
	w.system = system
	return w
}

func (w *watcher) close() {
	if w.system != nil {
		w.system.Close()
	}
}

// run looks at the folder, again and again, until the context ends. Show is
// given what makes an edition, and puts it on the stage.
func (w *watcher) run(ctx context.Context, show func(make func() *Edition) *Edition) {
	soon, sure, due, rest := stopped(), stopped(), stopped(), stopped()
	var last *Edition
	look := func(files []string) {
		started := w.clock()
		e := show(func() *Edition { return w.look(files) })
		if files == nil {
			sure.Reset(w.pause(w.clock().Sub(started)))
		}
		if e == last {
			return
		}
		w.has, last = e.Has, e
		due.Stop()
		if !e.Due.IsZero() {
			due.Reset(min(e.Due.Sub(w.clock()), 24*time.Hour) + time.Second)
		}
		rest.Reset(restAfter)
	}
	w.watchAll()
	look(nil)
	for {
		var events chan fsnotify.Event
		var failures chan error
		if w.system != nil {
			events, failures = w.system.Events, w.system.Errors
		}
		select {
		case <-ctx.Done():
			return
		case e, ok := <-events:
			if ok && w.hear(e) {
				soon.Reset(w.wait())
			}
		case _, ok := <-failures: // an overflow: events are lost
			if ok {
				w.note()
				w.all = true
				soon.Reset(w.wait())
			}
		case <-soon.C:
			if w.settled() {
				look(w.take())
			} else {
				soon.Reset(recheck)
			}
		case <-rest.C:
			switch {
			case last.Rest == nil:
			case w.heard > 0:
				rest.Reset(restAfter) // the next save is more urgent
			default:
				last = show(last.Rest)
			}
		case <-due.C:
			look(nil)
		case <-sure.C:
			if w.heard > 0 {
				sure.Reset(quietMany) // events are being told: no need to look now
				continue
			}
			w.watchAll()
			before := last
			look(nil)
			if last != before && !w.polling && w.unheard(last) {
				w.pollInstead()
			}
		}
	}
}

func stopped() *time.Timer {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

// pause is the time between two looks at everything, of which the last took so
// long.
func (w *watcher) pause(took time.Duration) time.Duration {
	if w.polling {
		return max(pollEvery, took*pollShare)
	}
	return max(sureEvery, took*sureShare)
}

// wait is how long to wait for another event.
func (w *watcher) wait() time.Duration {
	if w.clock().Sub(w.since) > longest {
		return 0
	}
	if w.heard > many || len(w.names) > manyNames {
		return quietMany
	}
	return quiet
}

// hear takes note of an event, and tells whether it calls for a look.
func (w *watcher) hear(e fsnotify.Event) bool {
	name, ok := w.relative(e.Name)
	if !ok {
		return false
	}
	if e.Op == fsnotify.Chmod {
		return false // the look at everything sees it, if it matters
	}
	w.note()
	if e.Has(fsnotify.Create) {
		if info, err := os.Lstat(e.Name); err == nil && info.IsDir() {
			w.all = w.watch(e.Name) || w.all
		}
	}
	if (e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename)) && w.watched[e.Name] {
		w.forget(e.Name)
		w.all = true
	}
	w.files[name] = true
	w.names[name] = true
	return true
}

// relative is a name as Look takes it; ok is false when it is neither content
// nor layouts.
func (w *watcher) relative(name string) (string, bool) {
	rel, err := filepath.Rel(w.dir, name)
	if err != nil {
		return "", false
	}
	rel = filepath.ToSlash(rel)
	top, _, _ := strings.Cut(rel, "/")
	return rel, top == contentDir || top == layoutsDir
}

// note counts an event.
func (w *watcher) note() {
	now := w.clock()
	if now.Sub(w.lastAny) > pauseTime {
		w.names = map[string]bool{}
	}
	w.lastAny = now
	if w.heard == 0 {
		w.since = w.lastAny
	}
	w.heard++
}

// settled tells whether the files that were heard of are there, or have been
// gone or empty long enough to be meant to be.
func (w *watcher) settled() bool {
	if w.all || w.heard > many || w.tries >= rechecks {
		return true
	}
	for name := range w.files {
		info, err := os.Lstat(filepath.Join(w.dir, filepath.FromSlash(name)))
		switch {
		case err != nil && w.known(name), err == nil && info.Mode().IsRegular() && info.Size() == 0:
			w.tries++
			return false
		}
	}
	return true
}

// known tells whether a file was there. An editor's own files, which come and
// go, are never waited for.
func (w *watcher) known(name string) bool {
	if strings.HasPrefix(name, layoutsDir+"/") {
		switch filepath.Ext(name) {
		case ".html", ".css", ".js", ".svg":
			return true
		}
		return false
	}
	return w.has(name)
}

// take is what has been heard of, and begins anew.
func (w *watcher) take() []string {
	files := make([]string, 0, len(w.files))
	for name := range w.files {
		files = append(files, name)
	}
	if w.all || w.heard > many {
		w.watchAll()
		files = nil
	}
	w.files, w.all, w.heard, w.tries = map[string]bool{}, false, 0, 0
	return files
}

// unheard tells whether an edition has a change in it that has been there for a
// while, and no event told of it.
func (w *watcher) unheard(e *Edition) bool {
	now := w.clock()
	if w.system == nil || now.Sub(w.lastAny) < patience {
		return false
	}
	for _, name := range e.Changed {
		info, err := os.Lstat(filepath.Join(w.dir, filepath.FromSlash(name)))
		if err == nil && now.Sub(info.ModTime()) > patience/3 {
			return true
		}
	}
	return false
}

// watchAll watches every folder that isn't watched yet.
func (w *watcher) watchAll() {
	if w.system == nil {
		return
	}
	w.add(w.dir)
	w.watch(filepath.Join(w.dir, contentDir))
	w.watch(filepath.Join(w.dir, layoutsDir))
	for name := range w.watched {
		if info, err := os.Lstat(name); err != nil || !info.IsDir() {
			w.forget(name)
		}
	}
}

// watch watches a folder and those below it, and tells whether any was new. It
// watches a folder before it lists it: what is made in between is in the list.
func (w *watcher) watch(dir string) (added bool) {
	_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || w.system == nil {
			return fs.SkipAll
		}
		if !d.IsDir() {
			return nil
		}
		if name != dir && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir
		}
		added = w.add(name) || added
		return nil
	})
	return added
}

// add watches one folder.
func (w *watcher) add(name string) bool {
	if w.system == nil || w.watched[name] {
		return false
	}
	if err := w.system.Add(name); err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			w.giveUp(err)
		}
		return false
	}
	w.watched[name] = true
	return true
}

// forget stops watching a folder and those below it. A folder that was renamed
// would go on telling under its old name.
func (w *watcher) forget(dir string) {
	below := dir + string(filepath.Separator)
	for name := range w.watched {
		if name == dir || strings.HasPrefix(name, below) {
			delete(w.watched, name)
			_ = w.system.Remove(name)
		}
	}
}

// pollInstead looks often from now on.
func (w *watcher) pollInstead() {
	w.polling = true
	w.close()
	w.system = nil
	w.sayOnce(diag.Text{
		ZH: "这个文件夹有改动时系统没有通知（网络共享和一些虚拟磁盘都是这样），改为每隔一会儿看一次",
		EN: "the system doesn't tell of changes in this folder (network shares and some virtual disks are like that): looking at it every now and then instead",
	})
}

// giveUp says why the system won't tell of changes, and what would cure it.
func (w *watcher) giveUp(err error) {
	w.polling = true
	w.close()
	w.system = nil
	why := diag.Text{
		ZH: "系统不能通知文件的改动（" + diag.Visible(err.Error()) + "），改为每隔一会儿看一次",
		EN: "the system can't tell of changes (" + diag.Visible(err.Error()) + "): looking at the folder every now and then instead",
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		why.ZH = "要监视的文件夹超过了系统的上限，改为每隔一会儿看一次；想恢复即时刷新，请管理员运行：sysctl fs.inotify.max_user_watches=524288"
		why.EN = "there are more folders than the system will watch: looking at them every now and then instead; to be told at once again, ask the administrator for: sysctl fs.inotify.max_user_watches=524288"
	case errors.Is(err, syscall.EMFILE):
		why.ZH = "正在监视文件的程序太多，到了系统的上限，改为每隔一会儿看一次；关掉别的预览或编辑器，或者请管理员运行：sysctl fs.inotify.max_user_instances=1024"
		why.EN = "too many programs are watching files: looking at the folder every now and then instead; close other previews or editors, or ask the administrator for: sysctl fs.inotify.max_user_instances=1024"
	}
	w.sayOnce(why)
}

func (w *watcher) sayOnce(words diag.Text) {
	if !w.warned {
		w.warned = true
		w.say(words)
	}
}
