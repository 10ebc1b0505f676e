package publish

import (
	"context"
	"crypto/sha256"
	"io"
	"path"
	"runtime"
	"slices"
	"strings"

	"gongkai/internal/diag"
)

// Flaw is how a published folder differs from its manifest.
type Flaw uint8

const (
	Missing Flaw = iota
	Changed
	Foreign
)

// String is the word of the JSON output: missing, changed or foreign.
func (f Flaw) String() string { return [...]string{"missing", "changed", "foreign"}[f] }

// Words is the flaw as the terminal prints it.
func (f Flaw) Words() diag.Text {
	return [...]diag.Text{{ZH: "缺失", EN: "missing"}, {ZH: "被改动", EN: "changed"}, {ZH: "多出", EN: "foreign"}}[f]
}

// Problem is one file of a published folder that isn't as the manifest says.
type Problem struct {
	Path string
	Flaw Flaw
}

// Verify reads every byte of a published folder, as a copy of it may have
// suffered on the way, and compares it with the manifest in it. The problems are
// in order of path. Dotfiles at the top are nobody's concern, since publishing
// leaves them alone too. The error is of a folder that can't be verified at all.
func Verify(ctx context.Context, dir string) ([]Problem, error) {
	d := system{}
	data, err := readManifest(d, dir)
	if err != nil {
		return nil, err
	}
	files, err := DecodeManifest(data)
	switch {
	case len(data) == 0:
		return nil, refused(dir,
			"「"+dir+"」中没有 manifest.json，无法校验：它不是 gongkai 发布的网站，或清单已丢失",
			dir+" has no manifest.json to verify it by: gongkai didn't publish it, or the manifest is lost")
	case err != nil:
		return nil, refused(join(dir, ManifestName),
			"「"+join(dir, ManifestName)+"」不是 gongkai 的清单或已损坏，无法校验，请重新发布或重新拷贝",
			join(dir, ManifestName)+" is damaged or isn't a manifest of gongkai; publish or copy the site again")
	}
	problems, err := foreigners(d, dir, files)
	if err != nil {
		return nil, err
	}
	flaws := make([]*Problem, len(files))
	err = each(ctx, runtime.GOMAXPROCS(0), len(files), func(_, i int) (err error) {
		flaws[i], err = verifyFile(d, dir, files[i])
		return err
	})
	if err != nil {
		return nil, failed("verify", dir, err)
	}
	for _, p := range flaws {
		if p != nil {
			problems = append(problems, *p)
		}
	}
	slices.SortFunc(problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return problems, nil
}

// verifyFile is nil for a file that is as the manifest says.
func verifyFile(d disk, dir string, want File) (*Problem, error) {
	name := join(dir, want.Path)
	info, err := d.Lstat(name)
	switch {
	case absent(err):
		return &Problem{want.Path, Missing}, nil
	case err != nil:
		return nil, failed("read", name, err)
	case !info.Mode().IsRegular(), info.Size() != want.Size:
		return &Problem{want.Path, Changed}, nil
	}
	f, err := d.Open(name)
	if err != nil {
		return nil, failed("read", name, err)
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return nil, failed("read", name, err)
	}
	if [sha256.Size]byte(hash.Sum(nil)) != want.Sum {
		return &Problem{want.Path, Changed}, nil
	}
	return nil, nil
}

// foreigners lists the files that the manifest doesn't know.
func foreigners(d disk, dir string, files []File) ([]Problem, error) {
	var problems []Problem
	var walk func(at string) error
	walk = func(at string) error {
		entries, err := d.ReadDir(join(dir, at))
		if err != nil {
			return failed("read", join(dir, at), err)
		}
		for _, e := range entries {
			p := path.Join(at, e.name)
			if at == "." && strings.HasPrefix(e.name, ".") || p == ManifestName {
				continue
			}
			if e.dir {
				if err := walk(p); err != nil {
					return err
				}
				continue
			}
			_, known := slices.BinarySearchFunc(files, p, func(f File, p string) int { return strings.Compare(f.Path, p) })
			if !known {
				problems = append(problems, Problem{p, Foreign})
			}
		}
		return nil
	}
	return problems, walk(".")
}
