package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"path"
	"slices"
	"strings"
)

// remember joins the items with what earlier runs wrote, and refuses a target
// that none of them wrote.
func (r *run) remember(context.Context) error {
	if r.place.info == nil {
		r.memory = slotsFor(r.disk, r.options.State, r.place.dir)
		_, _ = r.memory.load(r.manifest) // for the number of the newest
		return nil
	}
	if err := r.recall(); err != nil {
		return err
	}
	i := 0
	for j := range r.old {
		e := &r.old[j]
		for i < len(r.items) && r.items[i].Path < e.Path {
			i++
		}
		if i < len(r.items) && r.items[i].Path == e.Path {
			r.items[i].old = e
		} else {
			r.removed = append(r.removed, e.Path)
		}
	}
	return nil
}

// recall reads the record and the manifest. Where both are of one site the
// record is enough; otherwise the files that either lists are ours.
func (r *run) recall() error {
	manifest, err := readManifest(r.disk, r.place.dir)
	if err != nil {
		return err
	}
	r.manifest = sha256.Sum256(manifest)
	r.memory = slotsFor(r.disk, r.options.State, r.place.dir)
	last, fits := r.memory.load(r.manifest)
	if last != nil {
		r.old, r.trusted = last.entries, fits
	}
	if fits {
		return nil
	}
	files, err := DecodeManifest(manifest)
	if err != nil {
		return r.ours(errors.Is(err, errBrokenManifest))
	}
	r.old = merge(r.old, files)
	return nil
}

// ours refuses a target that has no manifest of this program, unless it is empty,
// dotfiles apart, or every file in it is one that the record knows, untouched:
// then it is the manifest that was deleted, or edited, by hand.
func (r *run) ours(edited bool) error {
	stranger, err := r.stranger(".", edited)
	if err != nil || stranger == "" {
		return err
	}
	return refused(r.place.shown,
		"「"+r.place.shown+"」中已有不是 gongkai 生成的文件（如「"+stranger+"」），为免覆盖，没有发布；请清空该文件夹，或者换一个文件夹",
		r.place.shown+" holds files that gongkai didn't make, such as "+stranger+"; so as not to overwrite them nothing was published. Empty the folder, or choose another")
}

// stranger is a file of the target, not a dotfile, that no record knows.
func (r *run) stranger(dir string, edited bool) (string, error) {
	name := join(r.place.dir, dir)
	entries, err := r.disk.ReadDir(name)
	if err != nil {
		return "", failed("read", name, err)
	}
	for _, e := range entries {
		p := path.Join(dir, e.name)
		switch {
		case dir == "." && strings.HasPrefix(e.name, "."), edited && p == ManifestName:
			continue
		case e.dir:
			if s, err := r.stranger(p, edited); s != "" || err != nil {
				return s, err
			}
		case !r.untouched(p):
			return p, nil
		}
	}
	return "", nil
}

func (r *run) untouched(p string) bool {
	i, known := slices.BinarySearchFunc(r.old, p, func(e entry, p string) int { return strings.Compare(e.Path, p) })
	if !known {
		return false
	}
	at, err := r.find(p)
	return err == nil && at.kind == regular && at.size == r.old[i].Size && at.mtime == r.old[i].mtime
}
