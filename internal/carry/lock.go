package carry

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Two publishers at once would undo each other's work. The one that is first
// writes an object, .gongkai/lock, and counts in it while it works. One that
// finds it watches for a while: when the count goes on, somebody is at work, and
// it stops, since its own site may be the older one by the end; when it stands
// still, whoever wrote it has died, and the lock is taken over. No clock is
// compared with another machine's.
//
// The usual case of a lock left behind is a run of one's own that was killed. It
// is known by the owner's mark and taken over at once: that no other run of the
// same site is at work on this machine, a lock of the system tells.

const (
	lockName = workDir + "/lock"
	beat     = 10 * time.Second
	watch    = 4 * beat
	settle   = time.Second
)

// held is what the lock's object says.
type held struct {
	Run   string `json:"run"`   // one publication
	Owner string `json:"owner"` // one clone of a site on one machine
	Count int    `json:"count"`
}

// locked does the work while the lock is held.
func (r *run) locked(ctx context.Context, work func(context.Context) error) error {
	owner, release, err := r.ownMark()
	if err != nil {
		return err
	}
	defer release()
	mine := held{Run: rand.Text(), Owner: owner}
	if err := r.acquire(ctx, mine); err != nil {
		return err
	}
	working, lose := context.WithCancelCause(ctx)
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		r.beat(working, mine, lose)
	}()
	err = work(working)
	lost := context.Cause(working) != nil && ctx.Err() == nil
	lose(nil)
	<-beating
	if lost {
		return err // the lock is somebody else's by now
	}
	// Whoever interrupted the run needn't wait long for it to tidy up.
	ending, stop := context.WithTimeout(context.WithoutCancel(ctx), beat)
	defer stop()
	if now, left := r.readLock(ending); left != nil || now.Run == mine.Run {
		if left == nil {
			left = r.store.remove(ending, lockName)
		}
		if err == nil {
			err = left
		}
	}
	return err
}

// ownMark is the mark of this clone, and keeps other runs of it out.
func (r *run) ownMark() (owner string, release func(), err error) {
	dir := r.options.State
	if dir == "" {
		return rand.Text(), func() {}, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", nil, failed("create", dir, err, "「"+dir+"」不能建立，请检查权限", dir+" can't be made; check its permissions")
	}
	lock := flock.New(filepath.Join(dir, "publish.lock"))
	got, err := lock.TryLock()
	if err != nil { // then nothing keeps two runs of this clone from having one mark
		return rand.Text(), func() {}, nil
	}
	if !got {
		return "", nil, r.busy()
	}
	release = func() { _ = lock.Close() }
	name := filepath.Join(dir, "publisher")
	if data, err := os.ReadFile(name); err == nil && len(data) > 16 {
		return strings.TrimSpace(string(data)), release, nil
	}
	owner = rand.Text()
	_ = os.WriteFile(name, []byte(owner+"\n"), 0o600) // without it a lock of our own takes a little longer to take over
	return owner, release, nil
}

func (r *run) busy() error {
	return refused(r.to.String(),
		"另一个 gongkai publish 正在往「"+r.to.String()+"」发布，没有发布；请等它结束后重新运行",
		"another gongkai publish is at work on "+r.to.String()+"; nothing was published, run again when it has ended")
}

// acquire takes the lock, or says who has it.
func (r *run) acquire(ctx context.Context, mine held) error {
	err := r.putLock(ctx, mine, true)
	if errors.Is(err, errTaken) {
		if err = r.dead(ctx, mine); err == nil {
			err = r.putLock(ctx, mine, false)
		}
	}
	if err != nil {
		return err
	}
	// A store that can't tell a new name from a taken one lets two be first;
	// then the second is the one that is read.
	if err := r.options.Sleep(ctx, settle); err != nil {
		return interrupted(r.to, err)
	}
	now, err := r.readLock(ctx)
	if err == nil && now.Run != mine.Run {
		return r.busy()
	}
	return err
}

// dead tells, by watching, that whoever holds the lock has died: nil then.
func (r *run) dead(ctx context.Context, mine held) error {
	first, err := r.readLock(ctx)
	if err != nil || first.Owner == mine.Owner {
		return err
	}
	r.tell(note("目标上有别人的发布锁，正在看它是否还在运行（最多 40 秒）", "the target is locked; watching for up to 40 seconds whether the holder is alive"))
	for waited := time.Duration(0); waited < watch; waited += beat / 2 {
		if err := r.options.Sleep(ctx, beat/2); err != nil {
			return interrupted(r.to, err)
		}
		now, err := r.readLock(ctx)
		switch {
		case err != nil:
			return err
		case now == held{}:
			return nil // given back
		case now != first:
			return r.busy()
		}
	}
	r.tell(note("上一次发布没有正常结束，它的锁已接管", "the last publisher died; its lock was taken over"))
	return nil
}

// beat counts in the lock until the work is done, and ends the work when the
// lock is taken over.
func (r *run) beat(ctx context.Context, mine held, lose context.CancelCauseFunc) {
	for r.options.Sleep(ctx, beat) == nil {
		now, err := r.readLock(ctx)
		if err == nil && now.Run != mine.Run {
			lose(refused(r.to.String(),
				"发布锁被另一个 gongkai publish 接管，已停止；请等它结束后重新运行",
				"another gongkai publish took the lock over; stopped, run again when it has ended"))
			return
		}
		mine.Count++
		_ = r.putLock(ctx, mine, false) // the next beat is soon
	}
}

// readLock is the zero value when there is no lock, or one that is being written.
func (r *run) readLock(ctx context.Context) (h held, err error) {
	data, err := r.store.read(ctx, lockName)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	if err == nil {
		_ = json.Unmarshal(data, &h)
	}
	return h, err
}

func (r *run) putLock(ctx context.Context, h held, fresh bool) error {
	data, err := json.Marshal(h)
	if err != nil {
		return err
	}
	return r.store.put(ctx, r.own(lockName, append(data, '\n')), fresh)
}
