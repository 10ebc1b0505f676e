package carry

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"gongkai/internal/carry/target"
	"gongkai/internal/publish"
)

// toFolder exchanges a folder as a whole. One that was filled from a stick keeps
// its number, and is never given an older one.
func toFolder(ctx context.Context, from *Built, to target.Target, options Options) (Summary, error) {
	there, err := buildOf(to.Path)
	if err != nil {
		return Summary{}, err
	}
	if err := notOlder(from.build, there, options); err != nil {
		return Summary{}, err
	}
	summary, err := exchange(ctx, from.fs(), to, options)
	if from.numbered() {
		summary.Number = from.build.Number
	}
	return summary, err
}

// exchange puts a site into a folder by publish.Folder.
func exchange(ctx context.Context, site builtFS, to target.Target, options Options) (Summary, error) {
	files := site.manifest()
	old, err := manifestOf(to.Path)
	if err != nil {
		return Summary{}, err
	}
	s := Summary{Plan: compare(old, files)}
	if err := allowed(old, files, to, options); err != nil {
		return s, err
	}
	options.Event(Event{Kind: Planned, Of: len(s.New) + len(s.Changed), Total: s.Size})
	if options.DryRun {
		return s, nil
	}
	done, err := publish.Folder(ctx, site, to.Path, publish.Options{
		State: options.State, Content: options.Content, Key: site.key, Progress: progress(options),
	})
	s.Sent, s.Bytes, s.Removed, s.InPlace = done.Written, done.Bytes, done.Removed, done.InPlace
	return s, err
}

// toArchive replaces one file.
func toArchive(ctx context.Context, from *Built, to target.Target, options Options) (Summary, error) {
	s := Summary{Plan: compare(nil, from.files)}
	if err := allowed(nil, from.files, to, options); err != nil {
		return s, err
	}
	options.Event(Event{Kind: Planned, Of: len(s.New), Total: s.Size})
	if options.DryRun {
		return s, nil
	}
	done, err := publish.Archive(ctx, from.fs(), to.Path, publish.Options{Content: options.Content, Progress: progress(options)})
	if err == nil && done.Written == 0 {
		s.Plan = Plan{Unchanged: done.Unchanged}
	}
	s.Sent, s.Bytes = done.Written, done.Bytes
	return s, err
}

// progress hands on the count of files that are done.
func progress(options Options) func(done, total int) {
	return func(done, total int) { options.Event(Event{Kind: Put, Files: done, Of: total}) }
}

// manifest is the files of the site with those that lie over them.
func (b builtFS) manifest() []publish.File {
	files := b.files
	for _, p := range b.Paths() {
		if data, ok := b.over[p]; ok {
			files = union(files, []publish.File{{Path: p, Size: int64(len(data)), Sum: b.key(p)}})
		}
	}
	return files
}

// manifestOf is the files that a folder's manifest names; none when it has none.
// One that is damaged is for publish.Folder to judge.
func manifestOf(dir string) ([]publish.File, error) {
	f, err := os.Open(filepath.Join(dir, publish.ManifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, failed("read", dir, err, "「"+dir+"」里的 manifest.json 读不出来", "the manifest.json in "+dir+" can't be read")
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxList))
	if err != nil {
		return nil, failed("read", dir, err, "「"+dir+"」里的 manifest.json 读不出来", "the manifest.json in "+dir+" can't be read")
	}
	files, _ := publish.DecodeManifest(data)
	return files, nil
}
