package publish

import (
	"context"
	"crypto/sha256"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// Archive publishes into one file, a .zip or a .tar.gz by its name. The same site
// gives the same bytes, whoever makes it and when: the files are in order of
// path, the manifest last, all with one time and one set of permissions. The file
// is replaced in one step when the archive is whole, and not at all when it holds
// the same bytes already. Of the options, Content and Progress count.
func Archive(ctx context.Context, site fs.FS, file string, options Options) (Summary, error) {
	return publishArchive(ctx, system{}, site, file, options)
}

func publishArchive(ctx context.Context, d disk, site fs.FS, file string, options Options) (Summary, error) {
	packing, err := packingOf(file)
	if err != nil {
		return Summary{}, err
	}
	p, err := locateFile(d, file, options.Content)
	if err != nil {
		return Summary{}, err
	}
	r := &run{disk: d, site: site, place: p, options: options, workers: runtime.GOMAXPROCS(0)}
	if err := r.list(ctx); err != nil {
		return Summary{}, err
	}
	part := partOf(p.dir)
	if err := removeParts(d, p.dir); err != nil {
		return Summary{}, err
	}
	sum, err := r.writeArchive(ctx, part, packing)
	if err == nil && r.archived(sum) {
		_ = d.Remove(part)
		return Summary{Unchanged: len(r.items)}, nil
	}
	if err == nil {
		err = r.replaceBy(part)
	}
	if err != nil {
		_ = d.Remove(part)
		return Summary{}, failed("write", file, err)
	}
	return Summary{Written: len(r.items), Bytes: sum.Size}, nil
}

// locateFile finds the file of an archive, behind any link to it.
func locateFile(d disk, file, content string) (place, error) {
	p := place{shown: file}
	full, err := filepath.Abs(file)
	if err == nil {
		err = mkdirAll(d, filepath.Dir(full))
	}
	if err != nil {
		return p, failed("create", file, err)
	}
	if real, err := filepath.EvalSymlinks(full); err == nil {
		full = real
	}
	p.dir = full
	if info, err := d.Lstat(full); err == nil && !info.Mode().IsRegular() {
		return p, refused(file,
			"「"+file+"」不是普通文件，不能写入归档，请换一个名称",
			file+" is not a plain file, so no archive can be written to it; choose another name")
	}
	if content != "" {
		if info, err := os.Stat(content); err == nil && within(filepath.Dir(full), info) {
			return p, refused(file,
				"归档文件「"+file+"」位于「"+content+"」之内，会混入网站内容，请换一个位置",
				"the archive "+file+" would lie in "+content+", among the site's content; choose another place")
		}
	}
	return p, nil
}

// An archive is written beside its place under a name that no other process uses
// and that a later run knows as the remains of one that was killed.

func partOf(file string) string {
	return filepath.Join(filepath.Dir(file), partPrefix(file)+strconv.Itoa(os.Getpid()))
}

func partPrefix(file string) string { return "." + filepath.Base(file) + ".part-" }

func removeParts(d disk, file string) error {
	dir := filepath.Dir(file)
	entries, err := d.ReadDir(dir)
	if err != nil {
		return failed("read", dir, err)
	}
	for _, e := range entries {
		if !e.dir && strings.HasPrefix(e.name, partPrefix(file)) {
			if err := removeFile(d, join(dir, e.name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeArchive packs the site and tells size and hash of the whole.
func (r *run) writeArchive(ctx context.Context, part string, pack func(io.Writer) packer) (File, error) {
	out, err := r.disk.Create(part)
	if err != nil {
		return File{}, failed("create", part, err)
	}
	hash := sha256.New()
	err = r.pack(ctx, pack(io.MultiWriter(out, hash)))
	info, closing := out.Close()
	if err == nil {
		err = closing
	}
	if err != nil {
		return File{}, failed("write", part, err)
	}
	return File{Size: info.Size(), Sum: [sha256.Size]byte(hash.Sum(nil))}, nil
}

// archived tells whether the file holds an archive already.
func (r *run) archived(want File) bool {
	want.Path = filepath.Base(r.place.dir)
	problem, err := verifyFile(r.disk, filepath.Dir(r.place.dir), want)
	return err == nil && problem == nil
}

// replaceBy puts a finished file in the place of the archive.
func (r *run) replaceBy(part string) error {
	dir := filepath.Dir(part)
	if err := r.disk.Sync(dir); err != nil {
		return failed("sync", dir, err)
	}
	if err := r.disk.Rename(part, r.place.dir); err != nil {
		return failed("rename", r.place.dir, err)
	}
	return failed("sync", dir, r.disk.SyncDir(dir))
}
