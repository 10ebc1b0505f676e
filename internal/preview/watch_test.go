package preview

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"

	"gongkai/internal/diag"
)

var (
	saves    = flag.Int("saves", 120, "how many saves in the ways of editors")
	checkout = flag.Int("checkout", 1500, "how many files are checked out at once")
)

// folder is a site's folder that is being watched. Its editions are what a look
// finds: the text of every file.
type folder struct {
	t       *testing.T
	dir     string
	watcher *watcher
	stop    func()

	mu       sync.Mutex
	files    map[string]string
	edition  *Edition
	editions int
	said     []string
}

func watchFolder(t *testing.T, poll bool) *folder {
	t.Helper()
	f := &folder{t: t, dir: t.TempDir()}
	f.write("content/site.toml", "a")
	f.write("layouts/base.html", "a")
	o := &Options{
		Dir: f.dir, Poll: poll, Clock: time.Now, Look: f.look,
		Say: func(words diag.Text) { f.mu.Lock(); f.said = append(f.said, words.ZH); f.mu.Unlock() },
	}
	f.watcher = newWatcher(o)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan bool)
	go func() {
		defer close(ended)
		f.watcher.run(ctx, func(make func() *Edition) *Edition { return make() })
	}()
	f.stop = sync.OnceFunc(func() {
		cancel()
		<-ended
		f.watcher.close()
	})
	t.Cleanup(f.stop)
	f.wait("the first look", func() bool { return f.editions > 0 })
	return f
}

// look reads all files, or those that are named.
func (f *folder) look(names []string) *Edition {
	found := map[string]string{}
	read := func(name string) {
		if strings.HasSuffix(name, "~") || strings.HasSuffix(name, ".swp") || filepath.Base(name) == "4913" || strings.Contains(name, ".tmp") {
			return
		}
		if text, err := os.ReadFile(filepath.Join(f.dir, name)); err == nil {
			found[name] = string(text)
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if names == nil {
		for _, top := range []string{"content", "layouts"} {
			_ = fs.WalkDir(os.DirFS(f.dir), top, func(name string, d fs.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					read(name)
				}
				return nil
			})
		}
	} else {
		maps.Copy(found, f.files)
		for _, name := range names {
			delete(found, name)
			if info, err := os.Lstat(filepath.Join(f.dir, name)); err == nil && info.IsDir() {
				f.mu.Unlock()
				e := f.look(nil)
				f.mu.Lock()
				return e
			}
			read(name)
		}
	}
	if f.edition != nil && maps.Equal(found, f.files) {
		return f.edition
	}
	var changed []string
	for name, text := range found {
		if f.files[name] != text {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	f.files = found
	f.editions++
	f.edition = &Edition{
		Changed: changed,
		Page:    func(string) Page { return Page{} },
		Has:     func(name string) bool { _, ok := found[name]; return ok },
	}
	return f.edition
}

// wait waits until something holds, which must be soon.
func (f *folder) wait(what string, holds func() bool) {
	f.t.Helper()
	for range 4000 {
		f.mu.Lock()
		ok := holds()
		f.mu.Unlock()
		if ok {
			return
		}
		time.Sleep(2 * time.Millisecond)
	}
	f.t.Fatalf("waited for %s in vain", what)
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

func (f *folder) write(name, text string) {
	f.t.Helper()
	f.do(os.MkdirAll(filepath.Dir(f.path(name)), 0o755))
	f.do(os.WriteFile(f.path(name), []byte(text), 0o644))
}

func (f *folder) do(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *folder) seesNow(name, text string) {
	f.t.Helper()
	f.wait(fmt.Sprintf("%s to say %.40q", name, text), func() bool { return f.files[name] == text })
}

// pieces writes a text in two, as an editor's buffer is flushed.
func pieces(file *os.File, text string) error {
	_, err := file.WriteString(text[:len(text)/2])
	if err == nil {
		_, err = file.WriteString(text[len(text)/2:])
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// editors are the ways in which editors save.
var editors = []struct {
	name string
	save func(file, text string) error
}{
	{"in place", func(file, text string) error { return os.WriteFile(file, []byte(text), 0o644) }},
	{"truncated, then written", func(file, text string) error {
		if err := os.Truncate(file, 0); err != nil {
			return err
		}
		time.Sleep(15 * time.Millisecond)
		return os.WriteFile(file, []byte(text), 0o644)
	}},
	{"in pieces", func(file, text string) error {
		f, err := os.Create(file)
		if err != nil {
			return err
		}
		return pieces(f, text)
	}},
	{"appended to nothing", func(file, text string) error {
		f, err := os.OpenFile(file, os.O_TRUNC|os.O_APPEND|os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		return pieces(f, text)
	}},
	{"another file, renamed over", func(file, text string) error {
		if err := os.WriteFile(file+".tmp1", []byte(text), 0o644); err != nil {
			return err
		}
		return os.Rename(file+".tmp1", file)
	}},
	{"another file elsewhere, renamed over", func(file, text string) error {
		other := filepath.Join(filepath.Dir(filepath.Dir(file)), "other.tmp2")
		if err := os.WriteFile(other, []byte(text), 0o644); err != nil {
			return err
		}
		return os.Rename(other, file)
	}},
	{"moved to a backup, then written", func(file, text string) error {
		if err := os.Rename(file, file+"~"); err != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
		return os.Remove(file + "~")
	}},
	{"moved to a backup, another renamed in", func(file, text string) error {
		if err := os.WriteFile(file+".tmp3", []byte(text), 0o644); err != nil {
			return err
		}
		if err := os.Rename(file, file+"~"); err != nil {
			return err
		}
		return os.Rename(file+".tmp3", file)
	}},
	{"removed, then written", func(file, text string) error {
		if err := os.Remove(file); err != nil {
			return err
		}
		time.Sleep(20 * time.Millisecond)
		return os.WriteFile(file, []byte(text), 0o644)
	}},
	{"removed, then linked", func(file, text string) error {
		if err := os.WriteFile(file+".tmp4", []byte(text), 0o644); err != nil {
			return err
		}
		if err := os.Remove(file); err != nil {
			return err
		}
		if err := os.Link(file+".tmp4", file); err != nil {
			return err
		}
		return os.Remove(file + ".tmp4")
	}},
	{"with a swap file and a probe", func(file, text string) error {
		dir := filepath.Dir(file)
		for _, name := range []string{".a.md.swp", "4913"} {
			if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
				return err
			}
		}
		if err := os.Remove(filepath.Join(dir, "4913")); err != nil {
			return err
		}
		if err := os.Rename(file, file+"~"); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
		_ = os.Chmod(file, 0o644)
		_ = os.Remove(file + "~")
		return os.Remove(filepath.Join(dir, ".a.md.swp"))
	}},
	{"with a backup copy and the old times", func(file, text string) error {
		info, err := os.Stat(file)
		if err != nil {
			return err
		}
		old, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(file+"~", old, 0o644); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
		return os.Chtimes(file, info.ModTime(), info.ModTime())
	}},
}

// However an editor saves, the text is seen, by one look that finds a change,
// and never as an empty or a missing file.
func TestEditorsSave(t *testing.T) {
	before := runtime.NumGoroutine()
	f := watchFolder(t, false)
	f.write("content/notices/a.md", "start 0")
	f.seesNow("content/notices/a.md", "start 0")
	watched := len(f.watcher.system.WatchList())
	random := rand.New(rand.NewPCG(1, 2))
	split := 0
	for i := range *saves {
		editor := editors[random.IntN(len(editors))]
		if i < len(editors) {
			editor = editors[i]
		}
		text := fmt.Sprintf("text %d", i)
		f.mu.Lock()
		had := f.editions
		f.mu.Unlock()
		f.do(editor.save(f.path("content/notices/a.md"), text))
		f.seesNow("content/notices/a.md", text)
		f.mu.Lock()
		if f.editions != had+1 {
			split++
			t.Logf("%s: %d looks found a change", editor.name, f.editions-had)
		}
		f.mu.Unlock()
	}
	// A machine that is busy may stop an editor in the middle of a save.
	if split > *saves/10 {
		t.Errorf("%d of %d saves were seen in pieces", split, *saves)
	}
	if now := len(f.watcher.system.WatchList()); now != watched {
		t.Errorf("%d folders are watched, not %d", now, watched)
	}
	f.stop()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, not %d", runtime.NumGoroutine(), before)
}

// Folders are watched when they are made, renamed, filled beforehand, or gone.
func TestFoldersComeAndGo(t *testing.T) {
	f := watchFolder(t, false)
	f.write("content/a/b/c/1.md", "one")
	f.seesNow("content/a/b/c/1.md", "one")
	f.write("content/a/b/c/1.md", "two")
	f.seesNow("content/a/b/c/1.md", "two")
	f.do(os.Rename(f.path("content/a"), f.path("content/z")))
	f.seesNow("content/z/b/c/1.md", "two")
	f.write("content/z/b/c/1.md", "three")
	f.seesNow("content/z/b/c/1.md", "three")
	f.do(os.RemoveAll(f.path("content/z")))
	f.wait("the folder to go", func() bool { _, ok := f.files["content/z/b/c/1.md"]; return !ok })
	f.do(os.RemoveAll(f.path("layouts")))
	f.wait("the layouts to go", func() bool { _, ok := f.files["layouts/base.html"]; return !ok })
	f.write("layouts/partials/x.html", "x")
	f.seesNow("layouts/partials/x.html", "x")
	f.write("layouts/partials/x.html", "y")
	f.seesNow("layouts/partials/x.html", "y")
	f.wait("the watches of what is gone to end", func() bool { return len(f.watcher.system.WatchList()) == 4 })
}

// What is built beside the content is of no interest.
func TestOtherFoldersAreLeftAlone(t *testing.T) {
	f := watchFolder(t, false)
	f.write("public/index.html", "built")
	f.write(".gongkai/record", "x")
	time.Sleep(100 * time.Millisecond)
	if f.mu.Lock(); f.editions != 1 {
		t.Errorf("%d looks found a change", f.editions)
	}
	f.mu.Unlock()
	for _, name := range f.watcher.system.WatchList() {
		if strings.Contains(name, "public") || strings.Contains(name, ".gongkai") {
			t.Errorf("%s is watched", name)
		}
	}
}

// Thousands of files at once are one look, or a few on a busy machine: when
// they are made, and when another version of them is checked out.
func TestCheckout(t *testing.T) {
	f := watchFolder(t, false)
	name := func(i int) string { return fmt.Sprintf("content/c%02d/%d.md", i%12, i) }
	for i := range 12 {
		f.write(name(i), "0")
	}
	for version := range 2 {
		f.mu.Lock()
		had := f.editions
		f.mu.Unlock()
		started, text := time.Now(), fmt.Sprint("version ", version)
		for i := range *checkout {
			_ = os.Remove(f.path(name(i)))
			f.do(os.WriteFile(f.path(name(i)), []byte(text), 0o644))
		}
		wrote := time.Since(started)
		f.wait("all files", func() bool {
			return len(f.files) == *checkout+2 && f.files[name(0)] == text && f.files[name(*checkout-1)] == text
		})
		f.mu.Lock()
		t.Logf("%d files in %v, seen %v later in %d looks", *checkout, wrote, time.Since(started)-wrote, f.editions-had)
		if f.editions-had > 4+int(wrote/time.Second) {
			t.Errorf("%d looks for one checkout", f.editions-had)
		}
		f.mu.Unlock()
	}
}

// When the system has lost events, everything is looked at.
func TestLostEvents(t *testing.T) {
	f := watchFolder(t, false)
	f.write("content/a.md", "one")
	f.seesNow("content/a.md", "one")
	f.do(f.watcher.system.Remove(f.path("content"))) // nothing more is told of it
	f.write("content/a.md", "two")
	f.watcher.system.Errors <- fsnotify.ErrEventOverflow
	f.seesNow("content/a.md", "two")
}

// Where the system tells nothing, that is noticed, said once, and polling
// takes over.
func TestPollingTakesOver(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	f := watchFolder(t, false)
	for _, name := range f.watcher.system.WatchList() {
		f.do(f.watcher.system.Remove(name)) // like a share that is changed elsewhere
	}
	for i := range 3 {
		text := fmt.Sprint("text ", i)
		time.Sleep(patience)
		f.write("content/site.toml", text)
		f.seesNow("content/site.toml", text)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.said) != 1 || !strings.Contains(f.said[0], "没有通知") {
		t.Errorf("%q", f.said)
	}
}

func TestPoll(t *testing.T) {
	f := watchFolder(t, true)
	for i := range 3 {
		text := fmt.Sprint("text ", i)
		f.write("content/new/a.md", text)
		f.seesNow("content/new/a.md", text)
	}
	if f.watcher.system != nil || len(f.said) > 0 {
		t.Errorf("%v %q", f.watcher.system, f.said)
	}
}
