package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"

	"gongkai/internal/diag"
)

// run is one publication into a folder: the site, the target, and what is known
// of each file.
type run struct {
	disk    disk
	site    fs.FS
	place   place
	options Options
	workers int

	items   []item   // in order of path
	folders []string // that the items lie in, each after the one above it
	removed []string // what earlier runs wrote and the site no longer has

	memory   memory
	old      []entry           // all that earlier runs wrote
	manifest [sha256.Size]byte // hash of the manifest in the target
	trusted  bool              // old is the record of the very site in the target

	opening sync.Once
	stage   stage
	failure error // of making the stage

	counting sync.Mutex
	done     int
}

// stage is where the next site is made ready, out of a reader's sight.
type stage interface {
	// create makes the file in which an item is written, and names it.
	create(i int) (file, string, error)
	// commit makes the new site visible. An error of the kind unable says that
	// nothing has been changed and that it never will be possible this way.
	commit(ctx context.Context) error
	// abandon gives back what the stage takes of the disk.
	abandon()
	// reason is why the site is updated in place; zero when it is exchanged.
	reason() diag.Text
}

// unable says why the target can't be exchanged for another folder.
type unable struct{ diag.Text }

func (u unable) Error() string { return u.EN }

func publishFolder(ctx context.Context, d disk, site fs.FS, target string, options Options) (Summary, error) {
	p, err := locate(d, target, options.Content, options.State)
	if err != nil {
		return Summary{}, err
	}
	unlock, err := lock(d, p, options.State)
	if err != nil {
		return Summary{}, err
	}
	defer unlock()
	if err := p.look(d); err != nil {
		return Summary{}, err
	}
	r := &run{disk: d, site: site, place: p, options: options, workers: runtime.GOMAXPROCS(0)}
	return r.publish(ctx)
}

// publish is the run in its steps. Nothing before finish can be seen by a reader.
func (r *run) publish(ctx context.Context) (Summary, error) {
	for _, step := range []func(context.Context) error{r.list, r.remember, r.compare, r.render, r.finish} {
		err := ctx.Err()
		if err == nil {
			err = step(ctx)
		}
		if err != nil {
			if r.stage != nil {
				r.stage.abandon()
			}
			return Summary{}, failed("publish", r.place.shown, err)
		}
	}
	return r.summary(), nil
}

// opened is the stage, made when it is first needed: a run that has nothing to
// write makes none.
func (r *run) opened() (stage, error) {
	r.opening.Do(func() {
		r.stage, r.failure = newTwin(r)
		var why unable
		if errors.As(r.failure, &why) {
			r.stage, r.failure = newInPlace(r, why.Text)
		}
	})
	return r.stage, r.failure
}

// finish makes the new site visible, unless it is the one that is there.
func (r *run) finish(ctx context.Context) error {
	if r.same() {
		sweep(r.disk, r.place.dir)
		return r.note(r.manifest)
	}
	stage, err := r.opened()
	if err != nil {
		return err
	}
	err = stage.commit(ctx)
	var why unable
	if !errors.As(err, &why) {
		return err
	}
	stage.abandon()
	if r.stage, err = newInPlace(r, why.Text); err != nil {
		return err
	}
	if err := r.render(ctx); err != nil {
		return err
	}
	return r.stage.commit(ctx)
}

// same tells that the target is the new site already, its manifest with it. The
// manifest is made only when the record can't say.
func (r *run) same() bool {
	if len(r.removed) > 0 {
		return false
	}
	known := r.trusted
	for i := range r.items {
		it := &r.items[i]
		if it.fate != kept {
			return false
		}
		known = known && it.old != nil && it.Sum == it.old.Sum
	}
	return known || sha256.Sum256(EncodeManifest(r.listing())) == r.manifest
}

// listing is what the manifest says of the site.
func (r *run) listing() []File {
	files := make([]File, len(r.items))
	for i := range r.items {
		files[i] = r.items[i].File
	}
	return files
}

// note saves the record of a site that is as it was, if it would differ: after a
// change that came to the same bytes, or the loss of the last record.
func (r *run) note(manifest [sha256.Size]byte) error {
	if r.trusted && len(r.old) == len(r.items) {
		differs := false
		for i := range r.items {
			it := &r.items[i]
			differs = differs || it.key != it.old.key || it.mtime != it.old.mtime
		}
		if !differs {
			return nil
		}
	}
	return r.memory.save(r.record(manifest))
}

// record is what the next run is told, of the site with a manifest.
func (r *run) record(manifest [sha256.Size]byte) *record {
	next := &record{manifest: manifest, entries: make([]entry, len(r.items))}
	for i := range r.items {
		next.entries[i] = r.items[i].entry
	}
	return next
}

// withRemoved adds to a record what has not been removed yet, so that it isn't
// taken for somebody else's if it never is.
func (r *run) withRemoved(of *record) *record {
	for _, p := range r.removed {
		of.entries = append(of.entries, ourOwn(p))
	}
	slices.SortFunc(of.entries, func(a, b entry) int { return strings.Compare(a.Path, b.Path) })
	return of
}

// ourOwn is a file of which no more is known.
func ourOwn(p string) entry { return entry{File: File{Path: p}, mtime: unknownTime} }

func (r *run) summary() Summary {
	s := Summary{Removed: len(r.removed)}
	for i := range r.items {
		if r.items[i].fate == kept {
			s.Unchanged++
			continue
		}
		s.Written++
		s.Bytes += r.items[i].Size
	}
	if r.stage != nil {
		s.InPlace = r.stage.reason()
	}
	return s
}
