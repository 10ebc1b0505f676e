package carry

import (
	"context"
	"errors"
	"strconv"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/publish"
)

// store is a place that is written file by file. Names are paths of the site,
// below whatever folder or prefix the target names.
//
// Errors are *publish.Error, with the sentence for the operator. One that may
// pass by itself is wrapped as passing.
type store interface {
	// read is the whole of a small object; fs.ErrNotExist when there is none.
	read(ctx context.Context, name string) ([]byte, error)
	// put writes an object whole or not at all, and returns when what lies there
	// has been found to be what was sent. fresh asks for errTaken when there is
	// one already; a store that can't tell takes no heed.
	put(ctx context.Context, o *object, fresh bool) error
	// remove removes an object; it may be missing.
	remove(ctx context.Context, name string) error
	// holds compares what lies there with an object, byte by byte or by checksum.
	holds(ctx context.Context, o *object) (holding, error)
	// list is the size of everything that lies there.
	list(ctx context.Context) (map[string]int64, error)
	// tidy removes what a run that was killed had half written.
	tidy(ctx context.Context) error
}

// holding is what a store has of an object.
type holding uint8

const (
	nothing holding = iota
	other           // something else under its name
	same
)

// errTaken says that a name that should be new is taken.
var errTaken = errors.New("there is one already")

// passing marks an error that may not come again.
type passing struct{ error }

func (p passing) Unwrap() error { return p.error }

// Between tries there is a pause, twice as long each time.
const (
	tries     = 6
	firstWait = 500 * time.Millisecond
)

// retrying is a store whose passing errors are tried again.
type retrying struct {
	store
	sleep func(context.Context, time.Duration) error
	tell  func(Event)
}

// again runs a piece of work until it is done or can't be.
func (r retrying) again(ctx context.Context, name string, work func(try int) error) error {
	wait := firstWait
	for try := 0; ; try++ {
		err := work(try)
		var p passing
		if err == nil || !errors.As(err, &p) {
			return err
		}
		if ctx.Err() != nil {
			return failed("stop", name, ctx.Err(), "已按要求停止", "stopped as asked")
		}
		if try == tries-1 {
			return p.error
		}
		r.tell(Event{Kind: Note, Path: name, Text: onceMore(name, p.error, try, wait)})
		if err := r.sleep(ctx, wait); err != nil {
			return failed("stop", name, err, "已按要求停止", "stopped as asked")
		}
		wait *= 2
	}
}

// onceMore says that something is tried again; at first, why.
func onceMore(name string, err error, try int, wait time.Duration) diag.Text {
	why := diag.Text{}
	if try == 0 {
		var told *publish.Error
		if errors.As(err, &told) && told.Err != nil {
			err = told.Err
		}
		why = diag.Text{ZH: "（" + err.Error() + "）", EN: " (" + err.Error() + ")"}
	}
	seconds := strconv.FormatFloat(wait.Seconds(), 'g', -1, 64)
	return diag.Text{ZH: "「" + name + "」没有成功" + why.ZH + "，" + seconds + " 秒后重试", EN: name + " failed" + why.EN + "; again in " + seconds + " s"}
}

func (r retrying) read(ctx context.Context, name string) (data []byte, err error) {
	err = r.again(ctx, name, func(int) error {
		data, err = r.store.read(ctx, name)
		return err
	})
	return data, err
}

// put looks, before it sends again, whether only the answer was lost.
func (r retrying) put(ctx context.Context, o *object, fresh bool) error {
	return r.again(ctx, o.name, func(try int) error {
		if try > 0 {
			if err := o.rewind(); err != nil {
				return err
			}
			if h, err := r.store.holds(ctx, o); err != nil || h == same {
				return err
			}
			if err := o.rewind(); err != nil {
				return err
			}
		}
		return r.store.put(ctx, o, fresh)
	})
}

func (r retrying) remove(ctx context.Context, name string) error {
	return r.again(ctx, name, func(int) error { return r.store.remove(ctx, name) })
}

func (r retrying) holds(ctx context.Context, o *object) (h holding, err error) {
	err = r.again(ctx, o.name, func(int) error {
		if err := o.rewind(); err != nil {
			return err
		}
		h, err = r.store.holds(ctx, o)
		return err
	})
	return h, err
}

func (r retrying) list(ctx context.Context) (sizes map[string]int64, err error) {
	err = r.again(ctx, ".", func(int) error {
		sizes, err = r.store.list(ctx)
		return err
	})
	return sizes, err
}

func (r retrying) tidy(ctx context.Context) error {
	return r.again(ctx, workDir, func(int) error { return r.store.tidy(ctx) })
}

// rewind makes an object ready to be read from its beginning.
func (o *object) rewind() error {
	_, err := o.content.Seek(0, 0)
	return err
}
