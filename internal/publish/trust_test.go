//go:build trust && linux

package publish

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/sys/unix"
)

// The tests of this file try what a process can't do to itself: kills at every
// system call, full disks, power cuts, mounts, other users. They need root, strace
// and mkfs.ext4:
//
//	make trust
//
// Each has a control, a publisher that must not pass it.

// thorough has the fault tests try every fault everywhere.
const thorough = true

// trusted notes a line of make trust's table.
func trusted(t *testing.T, goal, what string, tried, wrong int) {
	t.Logf("TRUST|%s|%s|%d|%d", goal, what, tried, wrong)
}

// A child is this test program again, publishing one site after the other.
const (
	childHow    = "PUBLISH_CHILD" // real, naive or nosync
	childTarget = "PUBLISH_TARGET"
	childState  = "PUBLISH_STATE"
	childFrom   = "PUBLISH_FROM" // the first generation
	childTo     = "PUBLISH_TO"   // the last
)

func TestMain(m *testing.M) {
	how := os.Getenv(childHow)
	if how == "" {
		os.Exit(m.Run())
	}
	runtime.LockOSThread() // strace counts the calls of each thread by itself
	runtime.GOMAXPROCS(1)
	from, _ := strconv.Atoi(os.Getenv(childFrom))
	to, _ := strconv.Atoi(os.Getenv(childTo))
	for n := from; n <= to; n++ {
		if err := child(how, generation(n)); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("published", n)
	}
	os.Exit(0)
}

func child(how string, site fstest.MapFS) error {
	options := Options{State: os.Getenv(childState), Key: byContent(site)}
	publish, d := publishFolder, disk(system{})
	switch how {
	case "naive":
		publish = naive
	case "nosync":
		d = quick{}
	}
	_, err := publish(context.Background(), d, site, os.Getenv(childTarget), options)
	return err
}

// generation is one of a row of sites that differ in every way.
func generation(n int) fstest.MapFS {
	site := pages("same.html", "always the same", "assets/site.css", strings.Repeat(fmt.Sprint("css ", n, "\n"), 3000))
	for i := range 4 {
		site[fmt.Sprintf("p/%d.html", i)] = &fstest.MapFile{Data: []byte(strings.Repeat(fmt.Sprint("page ", n, "\n"), 300*i))}
	}
	site[fmt.Sprintf("only-%d/x.html", n)] = &fstest.MapFile{Data: []byte(fmt.Sprint("only ", n))}
	return site
}

// command is a child, and what is to run it.
func command(d *desk, how string, from, to int, around ...string) *exec.Cmd {
	args := append(around, os.Args[0])
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), childHow+"="+how, childTarget+"="+d.target, childState+"="+d.options.State,
		childFrom+"="+strconv.Itoa(from), childTo+"="+strconv.Itoa(to), "GOGC=off")
	return cmd
}

// isGeneration tells which of some generations the target is, whole; -1 for none.
func (d *desk) isGeneration(strays []string, candidates ...int) int {
	now := d.seen()
	for _, n := range candidates {
		if maps.Equal(now, whole(generation(n), strays)) {
			return n
		}
	}
	return -1
}

func needRoot(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root")
	}
}

// mounted mounts something for the time of the test.
func mounted(t *testing.T, dir string, args ...string) {
	t.Helper()
	os.MkdirAll(dir, 0o755)
	if out, err := exec.Command("mount", append(args, dir)...).CombinedOutput(); err != nil {
		t.Skipf("mount %v: %v %s", args, err, out)
	}
	t.Cleanup(func() { exec.Command("umount", "-l", dir).Run() })
}

// syscalls are those that publishing makes on a file system.
var syscalls = []string{
	"openat", "read", "write", "close", "fstat", "newfstatat", "statx", "getdents64", "readlinkat", "fcntl",
	"mkdirat", "linkat", "unlinkat", "renameat", "renameat2", "fchmod", "fchmodat", "fchownat", "flock", "fsync", "syncfs",
}

// TestTrustEverySystemCall kills a run at each of its system calls, and fails each
// of them, once and for ever.
func TestTrustEverySystemCall(t *testing.T) {
	needRoot(t)
	for _, how := range []string{"real", "naive"} {
		for _, fault := range []string{"signal=SIGKILL:when=%d", "error=EIO:when=%d", "error=EIO:when=%d+", "error=ENOSPC:when=%d+"} {
			tried, torn := 0, 0
			for _, call := range syscalls {
				for n := 1; ; n++ {
					hit, wrong := tryCall(t, how, call, fmt.Sprintf(fault, n))
					if !hit {
						break
					}
					tried++
					if wrong != "" {
						torn++
						if how == "real" {
							t.Errorf("%s %s: %s", call, fmt.Sprintf(fault, n), wrong)
						}
					}
				}
			}
			t.Logf("%s, %s: %d points, %d torn sites", how, fault, tried, torn)
			if how == "real" {
				trusted(t, "T1", "every call of a publication from outside, "+strings.TrimSuffix(fault, ":when=%d"), tried, torn)
			}
			if how == "naive" && torn == 0 {
				t.Error("the control was not caught")
			}
		}
	}
}

// tryCall publishes generation 2 over 1 with one fault, and judges the target.
func tryCall(t *testing.T, how, call, fault string) (hit bool, wrong string) {
	d := newDesk(t)
	defer os.RemoveAll(d.dir)
	d.publish(generation(1))
	d.put(".gitignore", "*\n")
	strays := []string{".gitignore", "*\n"}
	log := filepath.Join(d.dir, "log")
	out, err := command(d, how, 2, 2, "strace", "-f", "-o", log, "-e", "trace="+call, "-e", "inject="+call+":"+fault).CombinedOutput()
	trace, _ := os.ReadFile(log)
	if !bytes.Contains(trace, []byte("INJECTED")) && !bytes.Contains(trace, []byte("killed by SIGKILL")) {
		if err != nil {
			t.Fatalf("%s %s: %v %s", call, fault, err, out)
		}
		return false, ""
	}
	got := d.isGeneration(strays, 1, 2)
	switch {
	case got < 0:
		return true, fmt.Sprintf("neither the old site nor the new: %v", d.seen())
	case err == nil && got != 2:
		return true, "reported success and the new site isn't there"
	case how != "real":
		return true, ""
	}
	if _, err := d.try(quick{}, generation(2)); err != nil {
		return true, "the next run failed: " + err.Error()
	}
	if d.isGeneration(strays, 2) != 2 {
		return true, "the next run didn't mend the site"
	}
	return true, ""
}

// TestTrustAFullDisk publishes on a disk that has room for one page more each
// time, in bytes and in files, until there is enough.
func TestTrustAFullDisk(t *testing.T) {
	needRoot(t)
	for _, how := range []string{"real", "naive"} {
		for _, limit := range []string{"size=%d", "nr_inodes=%d"} {
			tried, torn := 0, 0
			for room, done := 0, false; !done; room++ {
				var wrong string
				done, wrong = tryFull(t, how, limit, room)
				tried++
				if wrong != "" {
					torn++
					if how == "real" {
						t.Errorf(limit+": %s", room, wrong)
					}
				}
			}
			t.Logf("%s, %s: %d sizes, %d torn sites", how, limit, tried, torn)
			if how == "real" {
				trusted(t, "T1", "full disks, "+limit, tried, torn)
			}
			if how == "naive" && torn == 0 {
				t.Error("the control was not caught")
			}
		}
	}
}

func tryFull(t *testing.T, how, limit string, room int) (done bool, wrong string) {
	d := newDesk(t)
	mounted(t, d.dir, "-t", "tmpfs", "tmpfs")
	defer exec.Command("umount", "-l", d.dir).Run()
	d.publish(generation(1))
	var now unix.Statfs_t
	if err := unix.Statfs(d.dir, &now); err != nil {
		t.Fatal(err)
	}
	size := (now.Blocks-now.Bfree)*uint64(now.Bsize) + uint64(room)*4096
	if strings.HasPrefix(limit, "nr_inodes") {
		size = now.Files - now.Ffree + uint64(room)
	}
	if out, err := exec.Command("mount", "-o", "remount,"+fmt.Sprintf(limit, size), d.dir).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	out, err := command(d, how, 2, 2).CombinedOutput()
	got := d.isGeneration(nil, 1, 2)
	switch {
	case got < 0:
		return err == nil, fmt.Sprintf("neither the old site nor the new (%s)", out)
	case err == nil && got != 2:
		return true, "reported success and the new site isn't there"
	case err != nil && how == "real" && !bytes.Contains(out, []byte("no space left")):
		return false, fmt.Sprintf("an error that doesn't say why: %s", out)
	}
	return err == nil, ""
}

// shutdown is the call that makes a file system forget what it hasn't written,
// as a power cut does.
const shutdown, noFlush = 0x8004587d, 2

// TestTrustThePowerCut cuts the power of a disk on which sites are published one
// after the other. What a run reported as published must be there afterwards.
func TestTrustThePowerCut(t *testing.T) {
	needRoot(t)
	for _, how := range []string{"real", "nosync", "naive"} {
		cuts := 200
		if how != "real" {
			cuts = 40
		}
		torn, lost := 0, 0
		for n := range cuts {
			switch wrong := tryCut(t, how, uint64(n)); wrong {
			case "":
			case "lost":
				lost++
			default:
				torn++
				if how == "real" {
					t.Errorf("cut %d: %s", n, wrong)
				}
			}
		}
		t.Logf("%s: %d cuts, %d torn sites, %d published sites lost", how, cuts, torn, lost)
		if how == "real" {
			trusted(t, "T2", "power cuts on ext4, torn or lost", cuts, torn+lost)
		}
		if how == "real" && lost > 0 {
			t.Error("a site that was reported as published is gone")
		}
		if how != "real" && torn+lost == 0 {
			t.Error("the control was not caught")
		}
	}
}

func tryCut(t *testing.T, how string, seed uint64) string {
	dir := tempDir(t)
	defer os.RemoveAll(dir)
	image, mount := filepath.Join(dir, "disk"), filepath.Join(dir, "mnt")
	if out, err := exec.Command("sh", "-c", "truncate -s 24M "+image+" && mkfs.ext4 -q "+image).CombinedOutput(); err != nil {
		t.Skipf("%v %s", err, out)
	}
	os.Mkdir(mount, 0o755)
	attach := func() {
		if out, err := exec.Command("mount", "-o", "loop", image, mount).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
	}
	attach()
	defer exec.Command("umount", "-l", mount).Run()
	d := &desk{t, mount, filepath.Join(mount, "public"), Options{State: filepath.Join(mount, workName)}}
	if _, err := d.try(system{}, generation(0)); err != nil {
		t.Fatal(err)
	}
	reported := d.cutWhilePublishing(how, seed)
	if out, err := exec.Command("umount", mount).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	attach()
	got := d.isGeneration(nil, reported, reported+1)
	if got < 0 && d.isGeneration(nil, upTo(reported)...) >= 0 {
		return "lost"
	}
	if got < 0 {
		return fmt.Sprintf("after generation %d: %v", reported, d.seen())
	}
	if _, err := d.try(system{}, generation(9999)); err != nil {
		return "the next run failed: " + err.Error()
	}
	if d.isGeneration(nil, 9999) != 9999 {
		return "the next run didn't mend the site"
	}
	return ""
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// cutWhilePublishing returns the last generation that was reported as published.
func (d *desk) cutWhilePublishing(how string, seed uint64) (reported int) {
	random := rand.New(rand.NewPCG(seed, 1))
	cmd := command(d, how, 1, 1000)
	out, err := cmd.StdoutPipe()
	if err != nil {
		d.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		d.Fatal(err)
	}
	root, err := os.Open(d.dir)
	if err != nil {
		d.Fatal(err)
	}
	defer root.Close()
	wanted := random.IntN(4)
	lines := bufio.NewScanner(out)
	for reported < wanted && lines.Scan() {
		fmt.Sscanf(lines.Text(), "published %d", &reported)
	}
	time.Sleep(time.Duration(random.IntN(60)) * time.Millisecond)
	flag := uint32(noFlush)
	if err := unix.IoctlSetPointerInt(int(root.Fd()), shutdown, int(flag)); err != nil {
		d.Fatal("shutdown: ", err)
	}
	for lines.Scan() { // what it said before the cut, and until it noticed
		fmt.Sscanf(lines.Text(), "published %d", &reported)
	}
	_ = cmd.Wait()
	return reported
}

// TestTrustTwoAtOnce has several processes publish into one folder.
func TestTrustTwoAtOnce(t *testing.T) {
	published, kept := 0, 0
	for range 10 {
		p, k := raceOnce(t)
		published, kept = published+p, kept+k
	}
	t.Logf("%d published, %d kept out", published, kept)
	trusted(t, "T1", "publications, four at once", published+kept, 0)
	if kept == 0 {
		t.Error("they didn't meet")
	}
}

func raceOnce(t *testing.T) (published, kept int) {
	d := newDesk(t)
	d.publish(generation(0))
	const each = 15
	var runs []*exec.Cmd
	for n := range 4 {
		cmd := command(d, "real", 1+n*each, (n+1)*each)
		cmd.Stdout = new(bytes.Buffer)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		runs = append(runs, cmd)
	}
	for _, cmd := range runs {
		err := cmd.Wait()
		said := cmd.Stdout.(*bytes.Buffer).String()
		published += strings.Count(said, "published ")
		if err != nil && !strings.Contains(said, "another gongkai") {
			t.Errorf("%v %s", err, said)
		}
		kept += strings.Count(said, "another gongkai")
	}
	if d.isGeneration(nil, upTo(4*each+1)...) < 0 {
		t.Error("the site is a mixture")
	}
	return published, kept
}

// TestTrustMounts publishes into and around mount points.
func TestTrustMounts(t *testing.T) {
	needRoot(t)
	for _, c := range []struct {
		name, says string
		mount      func(t *testing.T, d *desk)
	}{
		{"a disk on the target", "is a mount point", func(t *testing.T, d *desk) { mounted(t, d.target, "-t", "tmpfs", "tmpfs") }},
		{"a bind on the target", "is a mount point", func(t *testing.T, d *desk) {
			os.Mkdir(d.dir+"/real", 0o755)
			mounted(t, d.target, "--bind", d.dir+"/real")
		}},
		{"a disk in the target", "upload is a mount point", func(t *testing.T, d *desk) {
			d.publish(generation(1))
			mounted(t, d.target+"/upload", "-t", "tmpfs", "tmpfs")
		}},
		{"a disk on assets", "assets is a mount point", func(t *testing.T, d *desk) {
			d.publish(generation(1))
			mounted(t, d.target+"/assets", "-t", "tmpfs", "tmpfs")
		}},
		{"a bind on assets", "assets is a mount point", func(t *testing.T, d *desk) {
			d.publish(generation(1))
			os.Mkdir(d.dir+"/real", 0o755)
			mounted(t, d.target+"/assets", "--bind", d.dir+"/real")
		}},
		{"the folder beside on another disk", "has no call for it", func(t *testing.T, d *desk) {
			mounted(t, d.dir+"/"+workName, "-t", "tmpfs", "tmpfs")
		}},
		{"an overlay over the target", "has no call for it", func(t *testing.T, d *desk) {
			d.publish(generation(1))
			lower, upper, work := d.dir, d.dir+".up/upper", d.dir+".up/work"
			os.MkdirAll(upper, 0o755)
			os.MkdirAll(work, 0o755)
			t.Cleanup(func() { os.RemoveAll(d.dir + ".up") })
			mounted(t, d.dir, "-t", "overlay", "overlay", "-o", "lowerdir="+lower+",upperdir="+upper+",workdir="+work)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			c.mount(t, d)
			for n := 2; n < 5; n++ {
				var strays []string
				if strings.HasPrefix(c.says, "upload") {
					d.put("upload/own.txt", "own")
					strays = []string{"upload/own.txt", "own"}
				}
				sum, err := d.try(system{}, generation(n))
				if err != nil || !strings.Contains(sum.InPlace.EN, c.says) {
					t.Errorf("%d: %+v %v", n, sum, err)
				}
				if d.isGeneration(strays, n) != n {
					t.Errorf("%d: %v", n, d.seen())
				}
			}
		})
	}
}

// TestTrustAnotherUser publishes as one who may write the target alone, and over
// files of another user.
func TestTrustAnotherUser(t *testing.T) {
	needRoot(t)
	const nobody = 65534
	program, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	run := func(d *desk, n int) (string, error) {
		cmd := command(d, "real", n, n)
		cmd.Path = filepath.Join(d.dir, "program") // where the other user may read it
		if err := os.WriteFile(cmd.Path, program, 0o755); err != nil {
			t.Fatal(err)
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	own := func(names ...string) {
		for _, name := range names {
			os.MkdirAll(name, 0o755)
			os.Chown(name, nobody, nobody)
		}
	}
	t.Run("the target alone", func(t *testing.T) {
		d := newDesk(t)
		os.Chmod(d.dir, 0o755)
		d.options.State = d.dir + "/state"
		own(d.target, d.options.State)
		for n := 1; n < 3; n++ {
			if out, err := run(d, n); err != nil || d.isGeneration(nil, n) != n {
				t.Errorf("%v %s", err, out)
			}
		}
	})
	t.Run("nothing", func(t *testing.T) {
		d := newDesk(t)
		os.Chmod(d.dir, 0o755)
		d.publish(generation(1))
		out, err := run(d, 2)
		if err == nil || !strings.Contains(out, "permission denied") || d.isGeneration(nil, 1) != 1 {
			t.Errorf("%v %s", err, out)
		}
	})
	t.Run("files of another", func(t *testing.T) {
		d := newDesk(t)
		d.publish(generation(1))
		filepath.WalkDir(d.dir, func(name string, e fs.DirEntry, err error) error {
			if e.IsDir() || strings.Contains(name, workName) {
				os.Chown(name, nobody, nobody)
			}
			return err
		})
		os.RemoveAll(filepath.Join(d.dir, workName, "spare", "public", "tree")) // so that it must link
		for n := 2; n < 4; n++ {
			if out, err := run(d, n); err != nil || d.isGeneration(nil, n) != n {
				t.Errorf("%v %s", err, out)
			}
		}
	})
}

// TestTrustOtherFileSystems publishes on each that this machine can make.
func TestTrustOtherFileSystems(t *testing.T) {
	needRoot(t)
	for name, make := range map[string]string{
		"ext4":  "mkfs.ext4 -q",
		"xfs":   "mkfs.xfs -q",
		"btrfs": "mkfs.btrfs -q",
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			image := d.dir + ".img"
			defer os.Remove(image)
			if out, err := exec.Command("sh", "-c", "truncate -s 400M "+image+" && "+make+" "+image).CombinedOutput(); err != nil {
				t.Skipf("%v %s", err, out)
			}
			mounted(t, d.dir, "-o", "loop", image)
			for n := range 4 {
				sum, err := d.try(system{}, generation(n))
				if err != nil || d.isGeneration(nil, n) != n || sum.InPlace.EN != "" {
					t.Errorf("%d: %+v %v", n, sum, err)
				}
			}
		})
	}
}
