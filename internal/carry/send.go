package carry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
	"gongkai/internal/carry/target"
	"gongkai/internal/publish"
)

// The order in which a host is written, and why a reader never meets a hole:
//
//  1. what isn't there yet: files that pages need, pages, then lists, feeds and
//     search. Nothing that a reader can come by leads to it, so its own links may
//     still be incomplete.
//  2. what a run that didn't end has left, in the same order. It may be out of a
//     reader's reach or not; now all that it leads to is there.
//  3. on a target that had no site, the home page.
//  4. what changed, in the same order. Each page may lead to any of the new site.
//  5. the manifest.
//  6. what is gone. No page that stays leads to it any more. After an error
//     nothing is removed.
//
// Before the first of these .gongkai/unfinished is written, which names every
// file that the run will touch; it is removed after the last. What it names the
// next run doesn't believe the manifest about: it looks.

const (
	workDir    = ".gongkai"
	unfinished = workDir + "/unfinished"
	workers    = 16
	// few files are asked for one by one; for more it is cheaper to list all.
	few = 64
)

// run is one publication to a store.
type run struct {
	store   store
	from    *Built
	to      target.Target
	options Options

	manifest []byte         // of the target
	old      []publish.File // what it names
	broken   []publish.File // what an earlier run that didn't end may have left; nil when there was none
	plan     Plan

	telling sync.Mutex
	summary Summary
	total   int   // files to send
	bytes   int64 // of those
}

// send carries a site to a store.
func send(ctx context.Context, s store, from *Built, to target.Target, options Options) (Summary, error) {
	r := &run{from: from, to: to, options: options}
	r.store = retrying{s, options.Sleep, r.tell}
	if err := r.recall(ctx); err != nil {
		return Summary{}, err
	}
	r.summary.Plan = r.plan
	r.tell(Event{Kind: Planned})
	if options.DryRun || r.broken == nil && r.plan.Nothing() {
		return r.summary, nil
	}
	err := r.locked(ctx, func(ctx context.Context) error {
		before := r.manifest
		if err := r.recall(ctx); err != nil { // somebody may have been here meanwhile
			return err
		}
		r.summary.Plan = r.plan
		if !bytes.Equal(before, r.manifest) {
			r.tell(Event{Kind: Planned})
		}
		return r.carry(ctx)
	})
	return r.summary, err
}

// recall reads what lies at the target, and makes the plan.
func (r *run) recall(ctx context.Context) error {
	data, err := r.store.read(ctx, publish.ManifestName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.manifest, r.old = nil, nil
	case err != nil:
		return err
	default:
		r.manifest = data
		if r.old, err = publish.DecodeManifest(data); err != nil {
			return failed("read", publish.ManifestName, err,
				"目标上的 manifest.json 不是 gongkai 写的，或者已损坏；为免动到别人的文件，没有发布。请换一个目标，或把它移走再发布",
				"the target's manifest.json is damaged or wasn't written by gongkai; so as not to touch what is somebody else's nothing was published. Choose another target, or move it away and publish again")
		}
	}
	data, err = r.store.read(ctx, unfinished)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.broken = nil
	case err != nil:
		return err
	default:
		r.broken, _ = publish.DecodeManifest(data) // one that is cut short names nothing
		r.broken = append([]publish.File{}, r.broken...)
	}
	r.plan = compare(without(r.old, r.broken), r.from.files)
	for _, f := range r.plan.New {
		if find(r.broken, f.Path) != nil {
			r.plan.Changed = append(r.plan.Changed, f)
		}
	}
	r.plan.Changed = inOrder(r.plan.Changed)
	r.plan.New = without(r.plan.New, r.broken)
	r.plan.Gone = without(union(r.old, r.broken), r.from.files)
	return allowed(r.old, r.from.files, r.to, r.options)
}

// carry sends and removes, in the order at the top.
func (r *run) carry(ctx context.Context) error {
	if err := r.store.tidy(ctx); err != nil {
		return err
	}
	todo, err := r.survey(ctx)
	if err != nil {
		return err
	}
	sending := len(todo.fresh) + len(todo.left) + len(todo.changed)
	if sending+len(todo.gone) > 0 {
		touched := union(r.broken, inOrder(slices.Concat(todo.fresh, todo.left, todo.changed, todo.gone)))
		if err := r.store.put(ctx, r.own(unfinished, publish.EncodeManifest(touched)), false); err != nil {
			return err
		}
	}
	r.total, r.bytes = sending, todo.size
	for _, group := range todo.steps() {
		if err := r.each(ctx, group, r.sendFile); err != nil {
			return r.stopped(err)
		}
	}
	manifest := publish.EncodeManifest(r.from.files)
	if !bytes.Equal(manifest, r.manifest) {
		if err := r.store.put(ctx, r.own(publish.ManifestName, manifest), false); err != nil {
			return r.stopped(err)
		}
	}
	for _, group := range todo.farewell() {
		if err := r.each(ctx, group, r.removeFile); err != nil {
			return r.notRemoved(err)
		}
	}
	return r.store.remove(ctx, unfinished)
}

// own is an object that this room writes by itself.
func (r *run) own(name string, data []byte) *object {
	o := &object{name: name, kind: "application/json", cache: "no-cache"}
	o.fill(data)
	return o
}

// survey finds which files of the plan must be sent. What an earlier run sent is
// there already; what nobody of ours has written stands in the way.
func (r *run) survey(ctx context.Context) (todo work, err error) {
	asked := append([]publish.File{}, r.plan.New...)
	if r.broken != nil {
		asked = append(asked, r.plan.Changed...)
	}
	var sizes map[string]int64
	if len(asked) > few {
		if sizes, err = r.store.list(ctx); err != nil {
			return todo, err
		}
	}
	var lock sync.Mutex
	found, foreign := map[string]holding{}, []string{}
	err = r.each(ctx, inOrder(asked), func(ctx context.Context, f publish.File) error {
		note := func(h holding) {
			lock.Lock()
			defer lock.Unlock()
			found[f.Path] = h
		}
		if _, there := sizes[f.Path]; sizes != nil && !there {
			note(nothing)
			return nil
		}
		ours := find(r.old, f.Path) != nil || find(r.broken, f.Path) != nil
		if sizes != nil && ours && !r.to.Gzip && sizes[f.Path] != f.Size {
			note(other)
			return nil
		}
		o, closer, err := r.from.object(f, r.to.Gzip)
		if err != nil {
			return err
		}
		defer closer.Close()
		h, err := r.store.holds(ctx, o)
		note(h)
		if err == nil && h == other && !ours {
			lock.Lock()
			defer lock.Unlock()
			foreign = append(foreign, f.Path)
		}
		return err
	})
	if err != nil {
		return todo, err
	}
	if len(foreign) > 0 {
		shown := samples(foreign)
		return todo, refused(r.to.String(),
			fmt.Sprintf("目标上已有 %d 个不是 gongkai 写的文件，与网站的文件同名：%s；为免覆盖，没有发布。请移走它们，或换一个文件夹（前缀）", len(foreign), shown),
			fmt.Sprintf("%d files at the target have names that the site needs, and gongkai didn't write them: %s; so as not to overwrite them nothing was published. Move them away, or choose another folder or prefix", len(foreign), shown))
	}
	todo.gone = r.plan.Gone
	for _, f := range slices.Concat(r.plan.New, r.plan.Changed) {
		h, looked := found[f.Path]
		named := find(r.old, f.Path) != nil
		switch {
		case h == same:
			continue
		case named && (!looked || h == other):
			todo.changed = append(todo.changed, f)
		case h == other:
			todo.left = append(todo.left, f)
		default:
			todo.fresh = append(todo.fresh, f)
		}
		todo.size += f.Size
	}
	return todo, nil
}

// each does a piece of work for every file of a group, a few at a time. The
// first error ends it.
func (r *run) each(ctx context.Context, files []publish.File, work func(context.Context, publish.File) error) error {
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for _, f := range files {
		if inner.Err() != nil {
			break
		}
		group.Go(func() error {
			if err := inner.Err(); err != nil {
				return interrupted(r.to, err)
			}
			return work(inner, f)
		})
	}
	err := group.Wait()
	if cause := context.Cause(ctx); err == nil && cause != nil || ctx.Err() != nil {
		return interrupted(r.to, cause)
	}
	return err
}

// interrupted is the error of a run that was told to end; of one that lost its
// lock, the reason.
func interrupted(to target.Target, cause error) error {
	var told *publish.Error
	if errors.As(cause, &told) {
		return told
	}
	return failed("stop", to.String(), cause, "已按要求停止", "stopped as asked")
}

func (r *run) sendFile(ctx context.Context, f publish.File) error {
	o, closer, err := r.from.object(f, r.to.Gzip)
	if err != nil {
		return err
	}
	defer closer.Close()
	if err := r.store.put(ctx, o, false); err != nil {
		return err
	}
	r.tell(Event{Kind: Put, Path: f.Path, Bytes: f.Size})
	return nil
}

func (r *run) removeFile(ctx context.Context, f publish.File) error {
	if err := r.store.remove(ctx, f.Path); err != nil {
		return err
	}
	r.tell(Event{Kind: Deleted, Path: f.Path})
	return nil
}

// tell counts what was done, and tells.
func (r *run) tell(e Event) {
	r.telling.Lock()
	defer r.telling.Unlock()
	switch e.Kind {
	case Put:
		r.summary.Sent++
		r.summary.Bytes += e.Bytes
	case Deleted:
		r.summary.Removed++
	case Planned:
		r.total, r.bytes = len(r.plan.New)+len(r.plan.Changed), r.plan.Size
	}
	e.Files, e.Of, e.Sent, e.Total = r.summary.Sent, r.total, r.summary.Bytes, r.bytes
	r.options.Event(e)
}

// stopped adds to an error how far the run came, and that it is safe to run again.
func (r *run) stopped(err error) error {
	var told *publish.Error
	if !errors.As(err, &told) {
		return err
	}
	further := *told
	further.Text.ZH += fmt.Sprintf("。已送出 %d 个文件，还剩 %d 个；目标上的网站照常能用，重新运行就从这里继续", r.summary.Sent, r.total-r.summary.Sent)
	further.Text.EN += fmt.Sprintf(". %d files were sent, %d are left; the site there works, and running again continues from here", r.summary.Sent, r.total-r.summary.Sent)
	return &further
}

func (r *run) notRemoved(err error) error {
	var told *publish.Error
	if !errors.As(err, &told) {
		return err
	}
	further := *told
	left := len(r.plan.Gone) - r.summary.Removed
	further.Text.ZH += fmt.Sprintf("。网站已经是新的，只是还有 %d 个旧文件没有删掉；处理好以后重新运行，就会接着删除", left)
	further.Text.EN += fmt.Sprintf(". The site is the new one; only %d old files have not been removed. Running again removes them", left)
	return &further
}
