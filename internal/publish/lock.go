package publish

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/gofrs/flock"
)

// lock keeps a second run out of a target until the first has ended. It lies
// with the target, not with the site, since two copies of one site may publish
// into one folder. The system drops the lock of a process that died, so that
// none is ever left behind; a second run doesn't wait, since what it would
// publish after a wait may be older than what the first one did.
func lock(d disk, p place, state string) (unlock func(), err error) {
	dir := p.work
	if dir == "" {
		dir = state
	}
	if dir == "" {
		return func() {}, nil
	}
	if err := mkdirAll(d, dir); err != nil {
		return nil, err
	}
	name := filepath.Join(dir, "lock")
	held := flock.New(name)
	got, err := held.TryLock()
	if err != nil {
		_ = held.Close()
		if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.ENOLCK) { // a share that has no locks
			return func() {}, nil
		}
		return nil, failed("lock", name, err)
	}
	if !got {
		who, which := holder(name)
		return nil, refused(p.shown,
			"另一个 gongkai"+who+"正在写「"+p.shown+"」，请等它结束后重新运行",
			"another gongkai"+which+" is writing "+p.shown+"; run again when it has ended")
	}
	_ = os.WriteFile(name, []byte(strconv.Itoa(os.Getpid())+"\n"), filePerm) // only for the message above
	return func() { _ = held.Close() }, nil
}

// holder names the process that holds a lock, as far as it can be known.
func holder(name string) (zh, en string) {
	data, err := os.ReadFile(name)
	pid, wrong := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil || wrong != nil {
		return "", ""
	}
	number := strconv.Itoa(pid)
	return "（进程 " + number + "）", " (process " + number + ")"
}
