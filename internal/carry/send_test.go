package carry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"gongkai/internal/diag"
	"gongkai/internal/publish"
)

func mustSend(t *testing.T, m *memoryStore, b *Built) Summary {
	t.Helper()
	s, err := sendTo(m, b, options())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(whole(t, b), m.public()); diff != "" {
		t.Fatal(diff)
	}
	if len(m.files) != len(m.public()) {
		t.Fatalf("something of the work is left: %v", m.files)
	}
	return s
}

func TestOnlyWhatChangedIsSent(t *testing.T) {
	m := newMemory()
	s := mustSend(t, m, built(t, oldSite()))
	if s.Sent != len(oldSite()) || len(s.New) != s.Sent {
		t.Errorf("%+v", s)
	}
	m.op = nil
	s = mustSend(t, m, built(t, oldSite()))
	if diff := cmp.Diff([]string{"read manifest.json", "read .gongkai/unfinished"}, m.op); diff != "" || s.Sent != 0 || s.Unchanged != len(oldSite()) {
		t.Errorf("%s %+v", diff, s)
	}
	s = mustSend(t, m, built(t, newSite()))
	if len(s.New) != 5 || len(s.Changed) != 8 || len(s.Gone) != 2 || s.Unchanged != 2 || s.Sent != 13 || s.Removed != 2 {
		t.Errorf("%d new, %d changed, %d gone, %d unchanged, %d sent, %d removed", len(s.New), len(s.Changed), len(s.Gone), s.Unchanged, s.Sent, s.Removed)
	}
}

// sabotage is one way in which the n-th request fails.
type sabotage struct {
	name  string
	fault func(at int) func(n int, after bool) error
	dies  bool
}

var sabotages = []sabotage{
	{"killed before", func(at int) func(int, bool) error {
		return func(n int, after bool) error { return when(n >= at && !after, errKilled) }
	}, true},
	{"killed after", func(at int) func(int, bool) error {
		return func(n int, after bool) error { return when(n > at || n == at && after, errKilled) }
	}, true},
	{"once, before", func(at int) func(int, bool) error {
		return func(n int, after bool) error { return when(n == at && !after, passing{errOnce}) }
	}, false},
	{"once, the answer lost", func(at int) func(int, bool) error {
		return func(n int, after bool) error { return when(n == at && after, passing{errOnce}) }
	}, false},
	{"for ever", func(at int) func(int, bool) error {
		return func(n int, after bool) error { return when(n >= at && !after, passing{errOnce}) }
	}, true},
}

func when(is bool, err error) error {
	if is {
		return err
	}
	return nil
}

// TestNoHoleAtAnyRequest fails every request of a publication in turn, in every
// way; looks at the site after every change; and runs again.
func TestNoHoleAtAnyRequest(t *testing.T) {
	state := t.TempDir()
	before, next, third := built(t, oldSite()), built(t, newSite()), built(t, otherSite())
	states, points := 0, 0
	for _, from := range []*Built{nil, before} {
		for _, way := range sabotages {
			for _, then := range []*Built{next, third} {
				for at := 1; ; at++ {
					last := then
					m := newMemory()
					o := options()
					o.State, o.Force = state, true
					if from != nil {
						if _, err := sendTo(m, from, o); err != nil {
							t.Fatal(err)
						}
					}
					clear(m.puts)
					known := map[string]bool{}
					coming := next
					if from != nil {
						m.hole(known, from)
					}
					label := fmt.Sprintf("%s at request %d", way.name, at)
					m.seen = func() {
						states++
						if hole := m.hole(known, coming); hole != "" {
							t.Fatalf("%s: %s", label, hole)
						}
					}
					m.n, m.fault = 0, way.fault(at)
					_, err := sendTo(m, next, o)
					if m.n < at {
						break // every request has had its turn
					}
					points++
					if err != nil && !way.dies {
						t.Fatalf("%s: %v", label, err)
					}
					m.fault = nil
					if err == nil {
						last = next
					}
					coming = last
					if _, err := sendTo(m, last, o); err != nil {
						t.Fatalf("%s, again: %s", label, words(err))
					}
					if diff := cmp.Diff(whole(t, last), m.public()); diff != "" {
						t.Fatalf("%s: %s", label, diff)
					}
					if last == next {
						for put, times := range m.puts {
							if times > 1 && !strings.HasPrefix(put, workDir) {
								name, _, _ := strings.Cut(put, "\x00")
								t.Fatalf("%s: %s was sent %d times", label, name, times)
							}
						}
					}
					delete(m.files, lockName) // of a run that was killed at its very end; it stands in nobody's way for long
					if len(m.files) != len(m.public()) {
						t.Fatalf("%s: something of the work is left", label)
					}
				}
			}
		}
	}
	t.Logf("%d states after failures at %d requests", states, points)
	if points < 100 {
		t.Errorf("only %d requests failed", points)
	}
}

func TestWhatIsSomebodyElsesStays(t *testing.T) {
	m := newMemory()
	m.files["legacy/old.html"] = []byte("theirs")
	mustSendBeside := func(pages fstest.MapFS) error {
		_, err := sendTo(m, built(t, pages), options())
		return err
	}
	if err := mustSendBeside(oldSite()); err != nil {
		t.Fatal(err)
	}
	if err := mustSendBeside(newSite()); err != nil {
		t.Fatal(err)
	}
	if string(m.files["legacy/old.html"]) != "theirs" {
		t.Error("a foreign file was touched")
	}
	taken := newSite()
	taken["legacy/old.html"] = &fstest.MapFile{Data: []byte("ours")}
	before := fmt.Sprint(m.public())
	err := mustSendBeside(taken)
	if err == nil || !strings.Contains(words(err), "legacy/old.html") {
		t.Errorf("%s", words(err))
	}
	if fmt.Sprint(m.public()) != before {
		t.Error("something was written all the same")
	}
	m.files["legacy/old.html"] = []byte("ours") // the very same file: nothing to be said
	if err := mustSendBeside(taken); err != nil {
		t.Error(words(err))
	}
}

func TestAForeignManifestIsRefused(t *testing.T) {
	for _, text := range []string{`{"name":"an app"}`, `{"gongkai-manifest":1,"files":[` + "\n"} {
		m := newMemory()
		m.files[publish.ManifestName] = []byte(text)
		if _, err := sendTo(m, built(t, oldSite()), options()); err == nil || string(m.files[publish.ManifestName]) != text || len(m.files) != 1 {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Without the manifest everything is looked at, and nothing is sent.
func TestALostManifestCostsALook(t *testing.T) {
	m := newMemory()
	b := built(t, oldSite())
	mustSend(t, m, b)
	delete(m.files, publish.ManifestName)
	if s := mustSend(t, m, b); s.Sent != 0 {
		t.Errorf("%+v", s)
	}
}

func TestMuchThatGoesIsAskedFor(t *testing.T) {
	m := newMemory()
	mustSend(t, m, built(t, oldSite()))
	small := site("index.html", "home", "a/1.html", "one")
	o := options()
	if _, err := sendTo(m, built(t, small), o); err == nil || !strings.Contains(words(err), "--force") {
		t.Errorf("%s", words(err))
	}
	if diff := cmp.Diff(whole(t, built(t, oldSite())), m.public()); diff != "" {
		t.Error(diff)
	}
	o.Force = true
	if _, err := sendTo(m, built(t, small), o); err != nil || len(m.public()) != 3 {
		t.Errorf("%v %v", err, m.public())
	}
	empty := &Built{Dir: t.TempDir()}
	if _, err := sendTo(m, empty, options()); err == nil || !strings.Contains(words(err), "没有任何文件") {
		t.Errorf("%s", words(err))
	}
}

func TestADryRunWritesNothing(t *testing.T) {
	m := newMemory()
	o := options()
	o.DryRun = true
	s, err := sendTo(m, built(t, oldSite()), o)
	if err != nil || len(m.files) != 0 || len(s.New) != len(oldSite()) || s.Size == 0 {
		t.Errorf("%v %v %+v", err, m.files, s)
	}
}

// A refusal to delete (hostile, but common: keys that may only write) leaves a
// site that is new and whole; the next run removes what is left.
func TestDeletesThatAreRefused(t *testing.T) {
	m := newMemory()
	mustSend(t, m, built(t, oldSite()))
	b := built(t, newSite())
	m.fault = func(n int, after bool) error {
		if !after && strings.HasPrefix(m.op[n-1], "remove a/") {
			return failed("remove", "a/2.html", errors.New("403"), "没有删除的权限", "may not remove")
		}
		return nil
	}
	_, err := sendTo(m, b, options())
	if err == nil || !strings.Contains(words(err), "旧文件没有删掉") {
		t.Fatalf("%s", words(err))
	}
	for name, text := range whole(t, b) {
		if string(m.files[name]) != text {
			t.Errorf("%s is not the new one", name)
		}
	}
	m.fault = nil
	clear(m.puts)
	mustSend(t, m, b)
	for put := range m.puts {
		if !strings.HasPrefix(put, workDir) {
			t.Errorf("%.40q was sent again", put)
		}
	}
}

func TestAFileThatChangesWhileItIsSentStopsTheRun(t *testing.T) {
	dir := build(t, oldSite())
	b := open(t, dir)
	name := filepath.Join(dir, "a", "3.html")
	if err := os.Chmod(name, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(page("THREE", "../index.html")), 0o644); err != nil {
		t.Fatal(err)
	}
	m := newMemory()
	if _, err := sendTo(m, b, options()); err == nil || !strings.Contains(words(err), "被改动") {
		t.Errorf("%s", words(err))
	}
	if m.files["index.html"] != nil {
		t.Error("the home page was sent")
	}
}

func TestATornFolderIsNotSent(t *testing.T) {
	for name, spoil := range map[string]func(string) error{
		"被改动":              func(dir string) error { return os.WriteFile(filepath.Join(dir, "feed.xml"), []byte("FEED"), 0o644) },
		"缺失":               func(dir string) error { return os.Remove(filepath.Join(dir, "feed.xml")) },
		"没有 manifest.json": func(dir string) error { return os.Remove(filepath.Join(dir, publish.ManifestName)) },
	} {
		dir := build(t, oldSite())
		if err := spoil(dir); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(context.Background(), dir, nil); err == nil || !strings.Contains(words(err), name) {
			t.Errorf("%s: %s", name, words(err))
		}
	}
	dir := build(t, oldSite())
	if err := os.WriteFile(filepath.Join(dir, "note.txt"), []byte("by hand"), 0o644); err != nil {
		t.Fatal(err)
	}
	if b := open(t, dir); b.Foreign != 1 {
		t.Errorf("%d foreign files", b.Foreign)
	}
}

func TestTwoPublishers(t *testing.T) {
	b := built(t, oldSite())
	for _, c := range []struct {
		name  string
		alive bool
		want  string
	}{{"alive", true, "另一个 gongkai publish"}, {"dead", false, ""}} {
		m := newMemory()
		m.files[lockName] = []byte(`{"run":"theirs","owner":"them","count":3}` + "\n")
		o := options()
		o.State = t.TempDir()
		waited := 0
		o.Sleep = func(ctx context.Context, d time.Duration) error {
			if d == beat/2 {
				if waited++; c.alive && waited == 3 {
					m.lock.Lock()
					m.files[lockName] = bytes.Replace(m.files[lockName], []byte("3"), []byte("4"), 1)
					m.lock.Unlock()
				}
			}
			return instantly(ctx, d)
		}
		var notes []string
		o.Event = func(e Event) {
			if e.Kind == Note {
				notes = append(notes, e.Text.In(diag.Chinese))
			}
		}
		_, err := sendTo(m, b, o)
		if c.alive {
			if err == nil || !strings.Contains(words(err), c.want) || len(m.public()) != 0 {
				t.Errorf("%s: %s", c.name, words(err))
			}
			continue
		}
		if err != nil || len(m.public()) == 0 || m.files[lockName] != nil || len(notes) != 2 {
			t.Errorf("%s: %s %q", c.name, words(err), notes)
		}
	}
}

// A publisher whose lock was taken over while it slept stops before it sends
// anything more, and leaves the lock to its holder.
func TestALockThatIsTakenOverEndsTheRun(t *testing.T) {
	m := newMemory()
	o := options()
	b := built(t, oldSite())
	taken := make(chan struct{})
	o.Sleep = func(ctx context.Context, d time.Duration) error {
		if d == beat {
			select {
			case <-taken:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	}
	m.fault = func(n int, after bool) error {
		if after || m.op[n-1] != "put "+unfinished {
			return nil
		}
		m.files[lockName] = []byte(`{"run":"theirs","owner":"them","count":1}`)
		close(taken)
		m.lock.Unlock()
		time.Sleep(50 * time.Millisecond) // the beat reads the lock
		m.lock.Lock()
		return nil
	}
	_, err := sendTo(m, b, o)
	if err == nil || !strings.Contains(words(err), "接管") {
		t.Errorf("%s", words(err))
	}
	if !strings.Contains(string(m.files[lockName]), "theirs") || len(m.public()) != 0 {
		t.Errorf("%v", m.files)
	}
}

func TestASecondRunOfTheSameMachineIsRefused(t *testing.T) {
	o := options()
	o.State = t.TempDir()
	r := &run{options: o, to: somewhere}
	_, release, err := r.ownMark()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if _, err := sendTo(newMemory(), built(t, oldSite()), o); err == nil || !strings.Contains(words(err), "正在") {
		t.Errorf("%s", words(err))
	}
}

// Where nothing keeps two runs apart, they don't take each other for one that
// was killed.
func TestWithoutALockNoMarkIsShared(t *testing.T) {
	o := options()
	o.State = t.TempDir()
	if err := os.Mkdir(filepath.Join(o.State, "publish.lock"), 0o755); err != nil {
		t.Fatal(err)
	}
	r := &run{options: o, to: somewhere}
	one, release, err := r.ownMark()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	other, release, err := r.ownMark()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if one == other || one == "" {
		t.Errorf("%q %q", one, other)
	}
}

func TestAnInterruptedRunTidiesUp(t *testing.T) {
	m := newMemory()
	ctx, stop := context.WithCancel(context.Background())
	m.fault = func(n int, after bool) error {
		if strings.HasPrefix(m.op[n-1], "put a/") {
			stop()
		}
		return nil
	}
	_, err := send(ctx, m, built(t, oldSite()), somewhere, options())
	if err == nil || !strings.Contains(words(err), "重新运行就从这里继续") {
		t.Errorf("%s", words(err))
	}
	if m.files[lockName] != nil || m.files[unfinished] == nil {
		t.Errorf("the lock should be gone, the list there")
	}
}
