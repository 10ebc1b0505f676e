package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// place is where a site is published: the folder that readers are given, and the
// work folder beside it in which the next site is made ready.
type place struct {
	shown string      // as the operator named it
	dir   string      // the folder itself, absolute, behind any link
	info  fs.FileInfo // of dir; nil when it doesn't exist yet
	work  string      // for staging, the spare and the lock; "" when nothing can be made beside dir
}

// workName is the folder, beside a target or (when that can't be) in it, that
// this room makes for itself. Beside the default target it is the state folder,
// which is ignored by git already.
const workName = ".gongkai"

// locate finds the target and refuses what can only be a slip of the hand.
func locate(d disk, target, content, state string) (place, error) {
	if target == "" {
		return place{}, refused("", "没有给出输出目录，请用 --out 指定", "no output folder was given; name one with --out")
	}
	p := place{shown: target}
	var err error
	if p.dir, err = filepath.Abs(target); err != nil {
		return place{}, failed("find", target, err)
	}
	if p.dir, p.info, err = behindLinks(d, target, p.dir); err != nil {
		return place{}, err
	}
	if filepath.Dir(p.dir) == p.dir {
		return place{}, refused(target,
			"「"+target+"」是磁盘的根目录，不能作为输出目录，请指定其下的一个文件夹",
			target+" is the root of the disk; name a folder in it instead")
	}
	if err := p.apartFrom(content, state); err != nil {
		return place{}, err
	}
	above := filepath.Dir(p.dir)
	if err := mkdirAll(d, above); err != nil {
		return place{}, err
	}
	p.work, err = besides(d, above, filepath.Base(p.dir))
	if err != nil && p.info == nil {
		return place{}, err // then the target itself can't be made either
	}
	return p, nil
}

// look sees again whether the target exists, now that no other run can make it.
func (p *place) look(d disk) error {
	info, err := d.Lstat(p.dir)
	if absent(err) {
		info, err = nil, nil
	}
	p.info = info
	return failed("find", p.shown, err)
}

// behindLinks follows a target that is a link to a folder, so that the folder is
// exchanged and the link stays. The part of a path that doesn't exist yet is
// kept as it is.
func behindLinks(d disk, shown, dir string) (string, fs.FileInfo, error) {
	real, err := filepath.EvalSymlinks(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if info, err := d.Lstat(dir); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return "", nil, refused(shown,
				"「"+shown+"」是一个链接，但它指向的文件夹不存在，请先建好该文件夹或删除链接",
				shown+" is a link to a folder that doesn't exist; make the folder or delete the link")
		}
		if filepath.Dir(dir) == dir {
			return dir, nil, nil
		}
		above, _, err := behindLinks(d, shown, filepath.Dir(dir))
		return filepath.Join(above, filepath.Base(dir)), nil, err
	}
	if err != nil {
		return "", nil, failed("find", shown, err)
	}
	info, err := d.Lstat(real)
	if err != nil {
		return "", nil, failed("find", shown, err)
	}
	if !info.IsDir() {
		return "", nil, refused(shown,
			"「"+shown+"」不是文件夹，不能作为输出目录，请换一个名称或移走该文件",
			shown+" is not a folder; choose another name or move the file away")
	}
	return real, info, nil
}

// apartFrom refuses a target that is, holds or lies in a folder that isn't the
// public's: what staff write, or the state of earlier runs.
func (p *place) apartFrom(folders ...string) error {
	for _, folder := range folders {
		info, err := os.Stat(folder)
		if folder == "" || err != nil {
			continue // a folder that isn't there can't be overwritten
		}
		real, err := filepath.Abs(folder)
		if err == nil {
			real, err = filepath.EvalSymlinks(real)
		}
		if err != nil {
			return failed("find", folder, err)
		}
		if within(p.dir, info) || p.info != nil && within(real, p.info) {
			return refused(p.shown,
				"输出目录「"+p.shown+"」与「"+folder+"」重叠，发布会改动其中的文件，请指定单独的文件夹",
				"the output folder "+p.shown+" overlaps "+folder+", whose files publishing would change; name a folder of its own")
		}
	}
	return nil
}

// within tells whether a path is a folder or lies in it, whatever the case in
// which it is spelt.
func within(path string, folder fs.FileInfo) bool {
	for {
		if info, err := os.Stat(path); err == nil && os.SameFile(info, folder) {
			return true
		}
		above := filepath.Dir(path)
		if above == path {
			return false
		}
		path = above
	}
}

// besides makes the work folder of a target: .gongkai/spare/<name> in the folder
// above it. It is closed to everyone else, and git is told to ignore it.
func besides(d disk, above, name string) (string, error) {
	home := filepath.Join(above, workName)
	if err := mkdirAll(d, home); err != nil {
		return "", err
	}
	ignore := filepath.Join(home, ".gitignore")
	if _, err := d.Lstat(ignore); errors.Is(err, fs.ErrNotExist) {
		if _, err := writeFile(d, ignore, []byte("*\n")); err != nil {
			return "", err
		}
	}
	dir := home
	for _, name := range []string{"spare", name} {
		dir = filepath.Join(dir, name)
		if err := d.Mkdir(dir, workPerm); err != nil && !errors.Is(err, fs.ErrExist) {
			return "", failed("create", dir, err)
		}
	}
	return dir, nil
}
