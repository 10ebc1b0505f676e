//go:build unix

package publish

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

func TestPermissionsDoNotDependOnTheBuilder(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o077))
	for _, disk := range []disk{quick{}, inPlaceDisk{}} {
		d := newDesk(t)
		os.Mkdir(d.target, 0o755)
		os.Chmod(d.target, fs.ModeSetgid|0o750)
		for _, site := range []fs.FS{oldSite, newSite} {
			if _, err := d.try(disk, site); err != nil {
				t.Fatal(err)
			}
		}
		filepath.WalkDir(d.target, func(name string, e fs.DirEntry, err error) error {
			info, _ := e.Info()
			want := fs.FileMode(0o644)
			switch {
			case name == d.target:
				want = fs.ModeDir | fs.ModeSetgid | 0o750
			case e.IsDir():
				want = fs.ModeDir | fs.ModeSetgid&info.Mode() | 0o755
			}
			if info.Mode() != want {
				t.Errorf("%s: %v, want %v", name, info.Mode(), want)
			}
			return err
		})
	}
}

func TestWhatIsBesideIsClosedAndIgnoredByGit(t *testing.T) {
	d := newDesk(t)
	d.publish(oldSite)
	info, err := os.Stat(filepath.Join(d.dir, workName, "spare"))
	if err != nil || info.Mode().Perm() != workPerm {
		t.Errorf("the spare is open to others: %v %v", info.Mode(), err)
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	d.put(".gitignore", "*\n!.gitignore\n")
	d.publish(newSite)
	git := func(args ...string) string {
		cmd := exec.Command("git", args...)
		cmd.Dir = d.dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v %s", args, err, out)
		}
		return string(out)
	}
	git("init", "-q")
	if status := git("status", "--porcelain", "-uall"); status != "?? public/.gitignore\n" {
		t.Errorf("git sees:\n%s", status)
	}
}

// TestStraysKeepTheirPermissions changes them between runs: the old folder, which
// is exchanged back, must not bring back the old ones.
func TestStraysKeepTheirPermissions(t *testing.T) {
	d := newDesk(t)
	d.publish(oldSite)
	d.put("own/x.txt", "x")
	syscall.Mkfifo(filepath.Join(d.target, "own/pipe"), 0o600)
	os.Symlink("nowhere", filepath.Join(d.target, "own/link"))
	d.publish(newSite)
	d.publish(oldSite)
	os.Chmod(filepath.Join(d.target, "own"), 0o711)
	os.Chmod(filepath.Join(d.target, "own/x.txt"), 0o600)
	want := stamps(t, filepath.Join(d.target, "own"))
	for range 2 {
		d.publish(newSite)
		d.publish(oldSite)
		got := stamps(t, filepath.Join(d.target, "own"))
		for name, stamp := range want {
			// of a folder only the permissions stay, of a file everything
			if info, err := os.Lstat(name); err != nil || info.IsDir() && info.Mode() != fs.ModeDir|0o711 || !info.IsDir() && got[name] != stamp {
				t.Errorf("%s: %s, was %s (%v)", name, got[name], stamp, err)
			}
		}
	}
}
