//go:build trust && linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The tests of these files try whole commands with what a process can't do to
// itself: kills at every system call, visitors and others at the same time,
// mounts, a machine without a network. make trust runs them, as root.

// trusted notes a line of make trust's table.
func trusted(t *testing.T, goal, what string, tried, wrong int) {
	t.Logf("TRUST|%s|%s|%d|%d", goal, what, tried, wrong)
	if tried == 0 {
		t.Errorf("%s: nothing was tried", what)
	}
}

// rounds is how often something is tried: less in a sample.
func rounds(n int) int {
	if testing.Short() {
		return n / 5
	}
	return n
}

// gongkai runs the real binary, with something around it.
func gongkai(dir string, around []string, args ...string) (code int, out string, err error) {
	all := slices.Concat(around, []string{"gongkai"}, args, []string{"--now", now})
	ctx, cancel := context.WithTimeout(context.Background(), hang)
	defer cancel()
	c := exec.CommandContext(ctx, all[0], all[1:]...)
	c.Dir = dir
	text, err := c.CombinedOutput()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		err = nil
	}
	if ctx.Err() != nil {
		return -1, string(text), ctx.Err()
	}
	return c.ProcessState.ExitCode(), string(text), err
}

func mustBuild(t *testing.T, dir string, around ...string) string {
	t.Helper()
	code, out, err := gongkai(dir, around, "build")
	if code != exitClean || err != nil {
		t.Fatalf("exit %d %v\n%s", code, err, out)
	}
	return out
}

// edition writes one of a row of contents that differ on many pages.
func edition(t *testing.T, dir string, n int) {
	t.Helper()
	for i := range 6 {
		text := fmt.Sprintf("+++\ntitle = \"第%d版的第%d号通知\"\ndate = 2024-02-0%d\nindex = \"000014349/2024-%05d\"\n+++\n第%d版。\n", n, i, i+1, 100+i, n)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("content/disclosure/notices/e%d.md", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// editions are the sites of some contents, as clean builds leave them.
func editions(t *testing.T, n int) (sites []map[string]string) {
	t.Helper()
	for i := range n {
		dir := minimal(t)
		edition(t, dir, i)
		mustBuild(t, dir)
		sites = append(sites, tree(t, filepath.Join(dir, "public")))
	}
	return sites
}

// isOneOf tells which of some sites the target is; -1 for none.
func isOneOf(now map[string]string, sites []map[string]string) int {
	return slices.IndexFunc(sites, func(s map[string]string) bool { return maps.Equal(now, s) })
}

// snapshot is the target as it was at one moment: read through one handle of
// the folder, and not ok when another took its place meanwhile.
func snapshotOf(target string) (files map[string]string, ok bool, err error) {
	root, err := os.OpenRoot(target)
	if err != nil {
		return nil, false, err // there is always a site
	}
	defer root.Close()
	opened, err := root.Stat(".")
	if err != nil {
		return nil, false, err
	}
	files = map[string]string{}
	failed := fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := root.ReadFile(name)
		files[name] = string(text)
		return err
	})
	now, err := os.Stat(target)
	if err != nil {
		return nil, false, err
	}
	if !os.SameFile(opened, now) {
		return nil, false, nil
	}
	return files, true, failed
}

// A visitor who reads while the site is built again and again sees the old site
// or the new one, every page of it.
func TestTrustAVisitorPolling(t *testing.T) {
	sites := editions(t, 2)
	dir := minimal(t)
	edition(t, dir, 0)
	mustBuild(t, dir)
	target := filepath.Join(dir, "public")
	stop, ended := make(chan struct{}), make(chan struct{})
	seen, pages, wrong := [2]int{}, 0, 0
	go func() {
		defer close(ended)
		for {
			select {
			case <-stop:
				return
			default:
			}
			page, err := os.ReadFile(filepath.Join(target, "disclosure", "notices", "e3.html"))
			pages++
			if err != nil || !strings.Contains(string(page), "版的第3号通知") || !strings.HasSuffix(string(page), "</html>\n") && !strings.HasSuffix(string(page), "</html>") {
				wrong++
				t.Errorf("a page: %v, %d bytes", err, len(page))
			}
			files, ok, err := snapshotOf(target)
			if !ok && err == nil {
				continue
			}
			if which := isOneOf(files, sites); which >= 0 {
				seen[which]++
			} else {
				wrong++
				t.Errorf("neither the old site nor the new: %v", err)
			}
		}
	}()
	for n := range rounds(60) {
		edition(t, dir, (n+1)%2)
		mustBuild(t, dir)
	}
	close(stop)
	<-ended
	if seen[0] == 0 || seen[1] == 0 {
		t.Errorf("the visitor saw %v", seen)
	}
	trusted(t, "T1", "a visitor reads the whole site during builds", seen[0]+seen[1], wrong)
	trusted(t, "T1", "a visitor reads one page during builds", pages, wrong)
}

// Two builds at once: one waits for nobody and says so, or both succeed; the
// site is whole.
func TestTrustTwoBuilds(t *testing.T) {
	sites := editions(t, 2)
	dir := minimal(t)
	edition(t, dir, 0)
	mustBuild(t, dir)
	tried, kept, wrong := 0, 0, 0
	for n := range rounds(40) {
		edition(t, dir, n%2)
		type end struct {
			code int
			out  string
		}
		ends := make(chan end, 3)
		for range 3 {
			go func() {
				code, out, _ := gongkai(dir, nil, "build")
				ends <- end{code, out}
			}()
		}
		for range 3 {
			e := <-ends
			tried++
			switch {
			case e.code == exitIO && strings.Contains(e.out, "另一个 gongkai"):
				kept++
			case e.code != exitClean:
				wrong++
				t.Errorf("exit %d: %s", e.code, e.out)
			}
		}
		if got := isOneOf(tree(t, filepath.Join(dir, "public")), sites); got != n%2 {
			wrong++
			t.Errorf("round %d: the site is %d", n, got)
		}
	}
	t.Logf("%d of %d kept out", kept, tried)
	trusted(t, "T1", "builds, three at once", tried, wrong)
}

// A build while the preview runs, and while notices are saved: both go on.
func TestTrustABuildWhileThePreviewRuns(t *testing.T) {
	sites := editions(t, 2)
	dir := minimal(t)
	edition(t, dir, 0)
	s := startServe(t, dir)
	wrong := 0
	for n := range rounds(20) {
		edition(t, dir, n%2)
		mustBuild(t, dir)
		if got := isOneOf(tree(t, filepath.Join(dir, "public")), sites); got != n%2 {
			wrong++
			t.Errorf("build %d: the site is %d", n, got)
		}
		waitFor(t, "the preview", s.shows("/disclosure/notices/e3.html", fmt.Sprintf("第%d版", n%2)))
	}
	trusted(t, "T1", "builds while the preview runs", rounds(20), wrong)
}

// Where folders can't be exchanged, or files linked, the site is written file by
// file, and the build says so.
func TestTrustWithoutExchange(t *testing.T) {
	sites := editions(t, 2)
	tried, wrong := 0, 0
	for _, missing := range []string{"renameat2:error=ENOSYS", "renameat2:error=EINVAL", "linkat:error=EPERM", "linkat:error=EOPNOTSUPP", "linkat:error=EMLINK", "flock:error=EOPNOTSUPP"} {
		dir := minimal(t)
		edition(t, dir, 0)
		call, _, _ := strings.Cut(missing, ":")
		strace := []string{"strace", "-f", "-qq", "-o", filepath.Join(dir, "log"), "-e", "trace=" + call, "-e", "inject=" + missing}
		for n := range 3 {
			edition(t, dir, n%2)
			code, out, err := gongkai(dir, strace, "build")
			tried++
			whole := isOneOf(tree(t, filepath.Join(dir, "public")), sites) == n%2
			inPlace := strings.HasPrefix(missing, "renameat2")
			said := strings.Contains(out, "逐个文件替换")
			if err != nil || code != exitClean || !whole || n > 0 && inPlace && !said {
				wrong++
				t.Errorf("%s, build %d: exit %d, whole %v, said %v, %v\n%s", missing, n, code, whole, said, err, out)
			}
		}
	}
	trusted(t, "T1", "builds where a call is missing (renameat2, linkat, flock)", tried, wrong)
}

// writing are the calls by which a build changes anything.
var writing = []string{"openat", "write", "pwrite64", "mkdirat", "linkat", "unlinkat", "renameat", "renameat2", "fchmod", "fchmodat", "fsync", "syncfs", "ftruncate", "flock"}

// A build that is killed at any of its calls leaves the old site or the new
// one, and the next build leaves what a clean one does, whatever was kept.
func TestTrustKillsOfAWholeBuild(t *testing.T) {
	sites := editions(t, 2)
	base := minimal(t)
	edition(t, base, 0)
	mustBuild(t, base)
	mustBuild(t, base)
	step := 1
	if testing.Short() {
		step = 40
	}
	for _, fault := range []string{"signal=SIGKILL:when=%d", "error=EIO:when=%d"} {
		tried, wrong := 0, 0
		for _, call := range writing {
			for n := 1; ; n += step {
				dir := filepath.Join(t.TempDir(), "site")
				if out, err := exec.Command("cp", "-a", base, dir).CombinedOutput(); err != nil {
					t.Fatalf("%v %s", err, out)
				}
				edition(t, dir, 1)
				log := filepath.Join(dir, "log")
				strace := []string{"strace", "-f", "-qq", "-o", log, "-e", "trace=" + call, "-e", "inject=" + call + ":" + fmt.Sprintf(fault, n)}
				code, out, _ := gongkai(dir, strace, "build")
				trace, err := os.ReadFile(log)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Contains(trace, []byte("INJECTED")) && !bytes.Contains(trace, []byte("killed by SIGKILL")) {
					break
				}
				tried++
				got := isOneOf(tree(t, filepath.Join(dir, "public")), sites)
				if got < 0 || code == exitClean && got != 1 {
					wrong++
					t.Errorf("%s %d: exit %d, the site is %d\n%s", call, n, code, got, out)
				}
				code, out, _ = gongkai(dir, nil, "build")
				if got := isOneOf(tree(t, filepath.Join(dir, "public")), sites); code != exitClean || got != 1 {
					wrong++
					t.Errorf("%s %d: the next build ends with %d and leaves %d\n%s", call, n, code, got, out)
				}
				_ = os.RemoveAll(dir)
			}
		}
		what := "whole builds killed at a call that writes, and built again"
		if strings.HasPrefix(fault, "error") {
			what = "whole builds with EIO at a call that writes, and built again"
		}
		trusted(t, "T1", what, tried, wrong)
	}
}

// The order in which a folder lists its files doesn't show, nor when they were
// written. tmpfs lists the newest file first.
func TestTrustDirectoryOrder(t *testing.T) {
	content := os.DirFS(filepath.Join(repository, "content"))
	var names []string
	err := fs.WalkDir(content, ".", func(name string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var orders []string
	var built []map[string]string
	times := []time.Time{time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC), time.Date(2038, 1, 20, 0, 0, 0, 0, time.UTC), time.Now()}
	for i := range times {
		dir := t.TempDir()
		if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, ""); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) }()
		slices.Reverse(names)
		for _, name := range names {
			text, err := fs.ReadFile(content, name)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "content", name)
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, text, 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(file, times[i], times[i]); err != nil {
				t.Fatal(err)
			}
		}
		listing, err := os.Open(filepath.Join(dir, "content", "rules"))
		if err != nil {
			t.Fatal(err)
		}
		order, err := listing.Readdirnames(-1)
		if err != nil {
			t.Fatal(err)
		}
		_ = listing.Close()
		orders = append(orders, fmt.Sprint(order))
		mustBuild(t, dir)
		built = append(built, tree(t, filepath.Join(dir, "public")))
	}
	if orders[0] == orders[1] {
		t.Error("this system lists folders in one order")
	}
	wrong := 0
	for _, other := range built[1:] {
		if names := differences(built[0], other); len(names) > 0 {
			wrong += len(names)
			t.Errorf("not the same: %v", names)
		}
	}
	trusted(t, "T5", "files byte-identical over directory order and files' times", len(built[0]), wrong)
}

// The clock of the machine doesn't show either.
func TestTrustClock(t *testing.T) {
	var want map[string]string
	wrong := 0
	clocks := []string{"2024-06-01T09:00:00+08:00", "2024-06-01T23:59:59+08:00", "2024-06-30T00:00:00Z", "2024-06-01T09:00:00+08:00"} // and back
	dir := minimal(t)
	for _, clock := range clocks {
		out, err := exec.Command("gongkai", "build", "--site", dir, "--now", clock).CombinedOutput()
		if err != nil {
			t.Fatalf("%v %s", err, out)
		}
		got := tree(t, filepath.Join(dir, "public"))
		if want == nil {
			want = got
		}
		wrong += len(differences(want, got))
	}
	if wrong > 0 {
		t.Errorf("%d files differ", wrong)
	}
	trusted(t, "T5", "clocks, forwards and back", len(clocks), wrong)
}
