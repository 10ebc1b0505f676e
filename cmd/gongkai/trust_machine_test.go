//go:build trust && linux

package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// offline are the commands of a working day, in an order in which they succeed.
var offline = []string{
	"init new",
	"check",
	"build",
	"check --inspect",
	"new notice disclosure/notices 关于试验的通知",
	"explain S215",
	"export --year 2023 --format json --out 2023.json",
	"import 2023.json --out imported",
	"version",
}

// Every command works on a machine without a network.
func TestTrustWithoutNetwork(t *testing.T) {
	dir, wrong := minimal(t), 0
	for _, command := range offline {
		if code, out, err := gongkai(dir, []string{"unshare", "-n"}, strings.Fields(command)...); code != exitClean || err != nil {
			wrong++
			t.Errorf("%s: exit %d %v\n%s", command, code, err, out)
		}
	}
	trusted(t, "T9", "commands without a network (unshare -n)", len(offline), wrong)
}

// So does the preview: its own address is all that it needs.
func TestTrustPreviewWithoutNetwork(t *testing.T) {
	if os.Getenv("ALONE") == "" {
		c := exec.Command(os.Args[0], "-test.run=^TestTrustPreviewWithoutNetwork$", "-test.v")
		c.Env = append(os.Environ(), "ALONE=1")
		c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
		out, err := c.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "the preview answered") {
			t.Fatalf("%v\n%s", err, out)
		}
		trusted(t, "T9", "previews without a network", 1, 0)
		return
	}
	loopbackUp(t)
	if c, err := net.DialTimeout("tcp", "192.0.2.1:80", time.Second); err == nil {
		_ = c.Close()
		t.Fatal("there is a network")
	}
	base, stop := previewOf(t, minimal(t))
	defer stop()
	response, err := http.Get(base)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatal(response, err)
	}
	t.Log("the preview answered")
}

func loopbackUp(t *testing.T) {
	t.Helper()
	s, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(s)
	request, err := unix.NewIfreq("lo")
	if err != nil {
		t.Fatal(err)
	}
	request.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	if err := unix.IoctlIfreq(s, unix.SIOCSIFFLAGS, request); err != nil {
		t.Fatal(err)
	}
}

// previewOf runs the real binary's preview until it is stopped.
func previewOf(t *testing.T, dir string, around ...string) (base string, stop func()) {
	t.Helper()
	args := append(around, "gongkai", "serve", "--port", "0", "--now", now)
	c := exec.Command(args[0], args[1:]...)
	c.Dir = dir
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // strace passes no signal on
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stderr = c.Stdout
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	address := regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+/`)
	lines := bufio.NewScanner(out)
	for base == "" && lines.Scan() {
		base = address.FindString(lines.Text())
	}
	go func() {
		for lines.Scan() {
		}
	}()
	if base == "" {
		t.Fatal("no preview")
	}
	return base, func() {
		_ = syscall.Kill(-c.Process.Pid, syscall.SIGINT)
		_ = c.Wait()
	}
}

// reaching are the system calls by which a process runs another or reaches out.
const reaching = "trace=execve,execveat,socket,connect,bind,sendto,sendmsg,sendmmsg"

// Nothing is executed after the start, and nothing is reached.
func TestTrustNothingExecutedOrReached(t *testing.T) {
	dir, wrong := minimal(t), 0
	for _, command := range offline {
		log := filepath.Join(t.TempDir(), "log")
		if code, out, err := gongkai(dir, []string{"strace", "-f", "-qq", "-o", log, "-e", reaching}, strings.Fields(command)...); err != nil || code == -1 {
			t.Fatalf("%s: %v %s", command, err, out)
		}
		if strays := reached(t, log); len(strays) > 0 {
			wrong++
			t.Errorf("%s: %q", command, strays)
		}
	}
	log := filepath.Join(t.TempDir(), "log")
	base, stop := previewOf(t, dir, "strace", "-f", "-qq", "-o", log, "-e", reaching)
	for _, path := range []string{"", "disclosure/notices/2024-01-03-1.html", "assets/site.css", "none.html"} {
		if response, err := http.Get(base + path); err != nil {
			t.Error(err)
		} else {
			_ = response.Body.Close()
		}
	}
	stop()
	if strays := reached(t, log); len(strays) > 0 {
		wrong++
		t.Errorf("serve: %q", strays)
	}
	trusted(t, "T9", "commands that execute or reach something after the start", len(offline)+1, wrong)

	// The control: a shell that runs something is caught.
	if out, err := exec.Command("strace", "-f", "-qq", "-o", log, "-e", reaching, "sh", "-c", "ls; true").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if len(reached(t, log)) == 0 {
		t.Error("the control was not caught")
	}
}

// reached are the lines of a trace that are not the program's own start, nor a
// socket of the loopback.
func reached(t *testing.T, log string) (strays []string) {
	t.Helper()
	trace, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	loopback := regexp.MustCompile(`bind\(.*(127\.0\.0\.1|"::1"|::ffff:127\.0\.0\.1)|socket\(AF_INET6?, SOCK_STREAM`)
	started := false
	for line := range strings.Lines(string(trace)) {
		switch {
		case strings.Contains(line, "resumed>"), strings.Contains(line, "+++"), strings.Contains(line, "---"):
		case !started && strings.Contains(line, "execve("):
			started = true
		case loopback.MatchString(line):
		default:
			strays = append(strays, strings.TrimSpace(line))
		}
	}
	if !started {
		t.Error("the trace is empty")
	}
	return strays
}

// With few files that may be open at once (the runtime of Go needs six), a build succeeds or says so and
// leaves the old site.
func TestTrustFewOpenFiles(t *testing.T) {
	sites := editions(t, 2)
	dir := minimal(t)
	edition(t, dir, 0)
	mustBuild(t, dir)
	edition(t, dir, 1)
	tried, wrong, done := 0, 0, false
	for n := 8; n <= 64 && !done; n++ {
		code, out, err := gongkai(dir, []string{"prlimit", fmt.Sprintf("--nofile=%d", n)}, "build")
		if err != nil {
			t.Fatal(err)
		}
		tried++
		got := isOneOf(tree(t, filepath.Join(dir, "public")), sites)
		done = code == exitClean
		if want := 0; done && got != 1 || !done && got != want || strings.Contains(out, "goroutine ") {
			wrong++
			t.Errorf("%d files: exit %d, the site is %d\n%.1000s", n, code, got, out)
		}
	}
	if !done {
		t.Error("64 files are not enough")
	}
	trusted(t, "T3", "builds with few files that may be open", tried, wrong)
}

// What lies in the target's way is said, and the old site stays.
func TestTrustTargetsInTheWay(t *testing.T) {
	tried, wrong := 0, 0
	for _, c := range []struct {
		name string
		exit int
		make func(t *testing.T, dir, target string)
	}{
		{"read-only", exitIO, func(t *testing.T, dir, target string) {
			bind(t, target)
			if err := syscall.Mount("", target, "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY, ""); err != nil {
				t.Fatal(err)
			}
		}},
		{"a mount point", exitClean, func(t *testing.T, dir, target string) { bind(t, target) }},
		{"a file", exitIO, func(t *testing.T, dir, target string) {
			if err := os.RemoveAll(target); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(target, []byte("x"), 0o644); err != nil {
				t.Fatal(err)
			}
		}},
		{"no space", exitIO, func(t *testing.T, dir, target string) {
			if err := os.RemoveAll(filepath.Join(dir, ".gongkai")); err != nil {
				t.Fatal(err)
			}
			mountTmpfs(t, filepath.Join(dir, ".gongkai"), "size=8k")
			mountTmpfs(t, target, "size=64k")
		}},
	} {
		dir := minimal(t)
		target := filepath.Join(dir, "public")
		edition(t, dir, 0)
		mustBuild(t, dir)
		c.make(t, dir, target)
		before, _ := os.ReadDir(target)
		edition(t, dir, 1)
		code, out, err := gongkai(dir, nil, "build")
		after, _ := os.ReadDir(target)
		tried++
		if err != nil || code != c.exit || code == exitIO && (len(before) != len(after) || !strings.Contains(out, "错误：")) {
			wrong++
			t.Errorf("%s: exit %d %v\n%s", c.name, code, err, out)
		}
	}
	trusted(t, "T3", "targets that are read-only, full, a file, a mount point", tried, wrong)
}

func bind(t *testing.T, dir string) {
	t.Helper()
	if err := syscall.Mount(dir, dir, "", syscall.MS_BIND, ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
}

func mountTmpfs(t *testing.T, dir, options string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
}

// Content that changes while it is read: a link takes a file's place, files come
// and go. The secret is never published, and every site is whole.
func TestTrustContentThatMoves(t *testing.T) {
	dir := minimal(t)
	mustBuild(t, dir)
	const hidden = "机要十七号"
	secretFile := filepath.Join(t.TempDir(), "secret.md")
	if err := os.WriteFile(secretFile, []byte("+++\ntitle = \""+hidden+"\"\ndate = 2024-01-05\n+++\n"+hidden+"。\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	notice := filepath.Join(dir, "content", "disclosure", "notices", "moving.md")
	other := filepath.Join(dir, "content", "disclosure", "notices", "growing.md")
	text := "+++\ntitle = \"会变的通知\"\ndate = 2024-01-05\nindex = \"000014349/2024-00009\"\n+++\n正文。\n"
	stop, ended := make(chan struct{}), make(chan struct{})
	swaps := 0
	go func() {
		defer close(ended)
		for ; ; swaps++ {
			select {
			case <-stop:
				return
			default:
			}
			_ = os.WriteFile(notice+"~", []byte(text), 0o644)
			_ = os.Rename(notice+"~", notice)
			_ = os.WriteFile(other, []byte(strings.Replace(text, "00009", "00010", 1)+strings.Repeat("又一段。\n\n", swaps%3000)), 0o644)
			_ = os.Symlink(secretFile, notice+"~")
			_ = os.Rename(notice+"~", notice)
			_ = os.Remove(other)
		}
	}()
	codes, wrong := map[int]int{}, 0
	for range rounds(60) {
		code, out, err := gongkai(dir, nil, "build")
		codes[code]++
		if err != nil || code != exitClean && code != exitProblems && code != exitIO || strings.Contains(out, "goroutine ") || strings.Contains(out, hidden) {
			wrong++
			t.Errorf("exit %d %v\n%s", code, err, out)
		}
		for name, page := range tree(t, filepath.Join(dir, "public")) {
			if strings.Contains(page, hidden) {
				wrong++
				t.Errorf("%s shows the secret", name)
			}
		}
	}
	close(stop)
	<-ended
	t.Logf("%d swaps, exit codes %v", swaps, codes)
	trusted(t, "T3", "builds of content that moves (links, files that come, grow and go)", rounds(60), wrong)
}

// A user who may not read a file or write a folder is told so.
func TestTrustAnotherUser(t *testing.T) {
	dir := minimal(t)
	mustBuild(t, dir)
	before := tree(t, filepath.Join(dir, "public"))
	program, err := exec.LookPath("gongkai")
	if err != nil {
		t.Fatal(err)
	}
	common, err := os.MkdirTemp("", "gongkai-user")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(common)
	if out, err := exec.Command("sh", "-c", "chmod 755 "+common+" && cp -a "+dir+" "+common+"/site && cp "+program+" "+common+"/gongkai && chmod 755 "+common+"/site && chmod 000 "+common+"/site/content/disclosure/notices/*.md").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	wrong := 0
	for _, command := range []string{"check", "build"} {
		code, out, err := gongkai(common+"/site", []string{"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "PATH=" + common + ":/usr/bin:/bin"}, command)
		if err != nil || code != exitProblems && code != exitIO || !strings.Contains(out, "S309") && !strings.Contains(out, "没有权限") {
			wrong++
			t.Errorf("%s: exit %d %v\n%s", command, code, err, out)
		}
	}
	if len(differences(before, tree(t, common+"/site/public"))) > 0 {
		wrong++
		t.Error("the old site was changed")
	}
	trusted(t, "T3", "commands by a user who may read and write nothing", 2, wrong)
}

// 100,000 notices in one folder are checked within the memory of an office
// computer.
func TestTrustAFolderOf100000(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes minutes")
	}
	dir := minimal(t)
	for i := range 100_000 {
		text := fmt.Sprintf("+++\ntitle = \"第%d号通知\"\ndate = 2024-01-05\n+++\n第%d号正文。\n", i, i)
		if err := os.WriteFile(filepath.Join(dir, "content", "disclosure", "notices", fmt.Sprintf("n%d.md", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.Command("gongkai", "check", "--site", dir, "--now", now)
	out, _ := c.CombinedOutput()
	wrong := 0
	if c.ProcessState.ExitCode() != exitClean {
		wrong++
		t.Errorf("exit %d\n%.1000s", c.ProcessState.ExitCode(), out)
	}
	memory := peakMemory(c.ProcessState)
	t.Logf("%d MiB, %v of the processor", memory>>20, c.ProcessState.UserTime())
	if memory > mostMemory {
		wrong++
		t.Errorf("%d MiB", memory>>20)
	}
	trusted(t, "T3", "100,000 files in one folder", 1, wrong)
}
