package carry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
	"gongkai/internal/publish"
)

// Checked is what was found in a built folder, a kiosk's folder or a stick.
type Checked struct {
	Stick    bool
	Files    int // that its list names
	Build    *Build
	Signed   bool // there is a signature; with a key, it is the key's
	Problems []publish.Problem

	files     []publish.File // of the site
	signature []byte
}

// Check reads every byte of a built folder or a stick and compares it with its
// own list; with a key, the list with its signature. The problems are in order of
// path. The error is of what can't be checked at all.
func Check(ctx context.Context, dir string, key *Public) (Checked, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return Checked{}, unopened(dir, err)
	}
	if !info.IsDir() {
		return Checked{}, refused(dir, "「"+dir+"」不是文件夹；归档请先解开再校验", dir+" is not a folder; unpack an archive before it is verified")
	}
	if isStick(dir) {
		return checkStick(ctx, dir, key)
	}
	if key != nil {
		return Checked{}, refused(dir, "「"+dir+"」里没有 "+sumsName+"，不是带签名的 U 盘，不能用公钥校验", dir+" has no "+sumsName+": it isn't a stick, so no signature can be verified")
	}
	return checkFolder(ctx, dir)
}

func unopened(dir string, err error) error {
	return failed("open", dir, err, "「"+dir+"」打不开，请检查路径；U 盘要先插好", dir+" can't be opened; check the path, and that the stick is in")
}

// isStick goes by one of the two: the other one that is missing is a problem to
// be named, not a folder of another kind.
func isStick(dir string) bool {
	_, noSums := os.Lstat(filepath.Join(dir, sumsName))
	_, noSite := os.Lstat(filepath.Join(dir, siteDir, publish.ManifestName))
	return noSums == nil || noSite == nil
}

func checkFolder(ctx context.Context, dir string) (c Checked, err error) {
	if c.Problems, err = publish.Verify(ctx, dir); err != nil {
		return c, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return c, failed("open", dir, err, "「"+dir+"」打不开", dir+" can't be opened")
	}
	defer root.Close()
	data, err := readSmall(root, publish.ManifestName)
	if err == nil {
		c.files, err = publish.DecodeManifest(data)
	}
	if err != nil {
		return c, failed("read", dir, err, "「"+dir+"」的 manifest.json 读不出来", "the manifest.json of "+dir+" can't be read")
	}
	c.Files = len(c.files)
	if find(c.files, buildName) != nil {
		if c.Build, err = readBuild(root, buildName); err != nil && !broken(c.Problems, buildName) {
			c.Problems = append(c.Problems, publish.Problem{Path: buildName, Flaw: publish.Changed})
		}
	}
	return c, nil
}

func broken(problems []publish.Problem, path string) bool {
	return slices.ContainsFunc(problems, func(p publish.Problem) bool { return p.Path == path })
}

// checkStick compares the files with the list, the list with the manifest, and
// both with the signature: each names what the others would miss.
func checkStick(ctx context.Context, dir string, key *Public) (Checked, error) {
	c := Checked{Stick: true}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return c, failed("open", dir, err, "「"+dir+"」打不开", dir+" can't be opened")
	}
	defer root.Close()
	flaw := func(path string, f publish.Flaw) {
		c.Problems = append(c.Problems, publish.Problem{Path: path, Flaw: f})
	}
	sums, err := readSmall(root, sumsName)
	if err != nil {
		flaw(sumsName, flawOf(err))
		return c, nil
	}
	list, err := decodeSums(sums)
	if err != nil {
		flaw(sumsName, publish.Changed)
		return c, nil
	}
	c.Files = len(list)
	if err := c.compareFiles(ctx, root, list); ctx.Err() != nil {
		return c, failed("stop", dir, ctx.Err(), "已按要求停止，没有核对完", "stopped as asked before all was verified")
	} else if err != nil {
		return c, failed("read", dir, err, "「"+dir+"」读不出来，请重新插好 U 盘", dir+" can't be read; put the stick in again")
	}
	data, err := readSmall(root, siteDir+"/"+publish.ManifestName)
	if err == nil {
		c.files, err = publish.DecodeManifest(data)
	}
	if err != nil && !broken(c.Problems, siteDir+"/"+publish.ManifestName) {
		flaw(siteDir+"/"+publish.ManifestName, publish.Changed)
	}
	if err == nil {
		if c.Build, err = readBuild(root, siteDir+"/"+buildName); err != nil && !broken(c.Problems, siteDir+"/"+buildName) {
			flaw(siteDir+"/"+buildName, publish.Changed)
		}
		if !bytes.Equal(sums, encodeSums(stickList(c.files, data))) {
			flaw(sumsName, publish.Changed)
		}
	}
	c.compareSignature(root, sums, key, flaw)
	slices.SortFunc(c.Problems, func(a, b publish.Problem) int { return strings.Compare(a.Path, b.Path) })
	return c, nil
}

func (c *Checked) compareSignature(root *os.Root, sums []byte, key *Public, flaw func(string, publish.Flaw)) {
	signature, err := readSmall(root, signatureName)
	switch {
	case errors.Is(err, fs.ErrNotExist) && key == nil:
	case err != nil:
		flaw(signatureName, flawOf(err))
	case !wellFormed(signature), key != nil && !key.signed(sums, signature):
		flaw(signatureName, publish.Changed)
	default:
		c.Signed, c.signature = true, signature
	}
}

func flawOf(err error) publish.Flaw {
	if errors.Is(err, fs.ErrNotExist) {
		return publish.Missing
	}
	return publish.Changed
}

// compareFiles hashes every file of the list, and finds those under site/ that
// it doesn't name.
func (c *Checked) compareFiles(ctx context.Context, root *os.Root, list []publish.File) error {
	flaws := make([]*publish.Problem, len(list))
	var group errgroup.Group
	group.SetLimit(4)
	for i, f := range list {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			sum, err := hashOf(root, f.Path)
			switch {
			case err != nil:
				flaws[i] = &publish.Problem{Path: f.Path, Flaw: flawOf(err)}
			case sum != f.Sum:
				flaws[i] = &publish.Problem{Path: f.Path, Flaw: publish.Changed}
			}
			return nil
		})
	}
	_ = group.Wait() // what is wrong with a file is a flaw, not an error
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, p := range flaws {
		if p != nil {
			c.Problems = append(c.Problems, *p)
		}
	}
	return fs.WalkDir(root.FS(), siteDir, func(p string, e fs.DirEntry, err error) error {
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err == nil && !e.IsDir() && find(list, p) == nil {
			c.Problems = append(c.Problems, publish.Problem{Path: p, Flaw: publish.Foreign})
		}
		return nil
	})
}

// hashOf reads a plain file; anything else, such as a pipe, isn't opened.
func hashOf(root *os.Root, path string) (sum [sha256.Size]byte, err error) {
	f, err := openPlain(root, path)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, f)
	return [sha256.Size]byte(hash.Sum(nil)), err
}

func openPlain(root *os.Root, path string) (*os.File, error) {
	name := filepath.FromSlash(path)
	info, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a plain file")
	}
	return root.Open(name)
}

// maxList is far above the list of a million files.
const maxList = 1 << 30

func readSmall(root *os.Root, path string) ([]byte, error) {
	f, err := openPlain(root, path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxList))
}
