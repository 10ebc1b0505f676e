package carry

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gongkai/internal/carry/target"
	"gongkai/internal/publish"
)

// A stick holds, beside whatever else lies on it:
//
//	start.html                  opens the kiosk's board or the site
//	site/                       the site, with manifest.json and gongkai-build.json
//	SHA256SUMS                  all of these; `sha256sum -c SHA256SUMS` needs no gongkai
//	SHA256SUMS.minisig          its signature, when there is a key
//
// The build's number only ever grows, so that a kiosk knows an older stick. It
// begins with the date, so that people know one too and two offices' machines
// don't count apart; a clock that goes backwards doesn't lower it, because it is
// also above the number on the stick and above the last one that this office
// gave out. The newest site keeps its number, on as many sticks as are made of it;
// going back to an older one is a new build.
// It isn't in what `build` writes, which must not hold a time.
const (
	siteDir       = "site"
	startName     = "start.html"
	sumsName      = "SHA256SUMS"
	signatureName = sumsName + ".minisig"
	buildName     = "gongkai-build.json"
)

// Build is the number of a site on a stick, and in the folder filled from one.
type Build struct {
	Form   int    `json:"gongkai-build"`
	Number int64  `json:"number"` // 2024060101: the date and a count
	Site   string `json:"site"`   // SHA-256 of the manifest of the site without this file
}

func (b Build) encode() []byte {
	data, _ := json.Marshal(b) // numbers and a string always can be
	return append(data, '\n')
}

func readBuild(root *os.Root, path string) (*Build, error) {
	data, err := readSmall(root, path)
	if err != nil {
		return nil, err
	}
	var b Build
	if err := json.Unmarshal(data, &b); err != nil || b.Form != 1 || b.Number <= 0 || !bytes.Equal(b.encode(), data) {
		return nil, errors.New("not a build's number")
	}
	return &b, nil
}

//go:embed start.html
var startPage []byte

// stickList is what SHA256SUMS lists, of a site with a manifest, in order.
func stickList(files []publish.File, manifest []byte) []publish.File {
	list := []publish.File{
		{Path: siteDir + "/" + publish.ManifestName, Sum: sha256.Sum256(manifest)},
		{Path: startName, Sum: sha256.Sum256(startPage)},
	}
	for _, f := range files {
		list = append(list, publish.File{Path: siteDir + "/" + f.Path, Sum: f.Sum})
	}
	return inOrder(list)
}

// encodeSums writes the list as sha256sum does. A name with a backslash or a line
// end, which that program would write in its own way, can't be in a site.
func encodeSums(list []publish.File) []byte {
	var b bytes.Buffer
	for _, f := range list {
		fmt.Fprintf(&b, "%x  %s\n", f.Sum, f.Path)
	}
	return b.Bytes()
}

func decodeSums(data []byte) ([]publish.File, error) {
	var list []publish.File
	for line := range strings.Lines(string(data)) {
		sum, path, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		raw, err := hex.DecodeString(sum)
		if !ok || err != nil || len(raw) != sha256.Size || !fs.ValidPath(path) || len(list) > 0 && path <= list[len(list)-1].Path {
			return nil, errors.New("not a list of sums")
		}
		list = append(list, publish.File{Path: path, Sum: [sha256.Size]byte(raw)})
	}
	if !bytes.Equal(encodeSums(list), data) {
		return nil, errors.New("not a list of sums")
	}
	return list, nil
}

func toStick(ctx context.Context, from *Built, to target.Target, options Options) (Summary, error) {
	if !from.numbered() && find(from.files, buildName) != nil {
		return Summary{}, refused(from.Dir, "网站里不能有名为「"+buildName+"」的文件，这个名称留给 U 盘的版本号", "the site can't have a file named "+buildName+"; the name is kept for the build's number")
	}
	if _, err := os.Stat(to.Path); err != nil { // a stick that isn't in: a folder in its place would be lost
		return Summary{}, unopened(to.Path, err)
	}
	if err := ownStick(to.Path); err != nil {
		return Summary{}, err
	}
	there, err := buildOf(filepath.Join(to.Path, siteDir))
	if err != nil {
		return Summary{}, err
	}
	build, err := from.number(there, options)
	if err != nil {
		return Summary{}, err
	}
	site := from.fs()
	if !from.numbered() {
		site.over[buildName] = build.encode()
	}
	inner := to
	inner.Kind, inner.Path = target.Folder, filepath.Join(to.Path, siteDir)
	inner.Name = to.String()
	unrecorded := options
	unrecorded.State = "" // a stick is read in full each time: it may have suffered in a pocket
	summary, err := exchange(ctx, site, inner, unrecorded)
	summary.Number = build.Number
	if err != nil || options.DryRun {
		return summary, err
	}
	if err := from.seal(to.Path, build, options); err != nil {
		return summary, err
	}
	rememberBuild(options.State, build)
	checked, err := Check(ctx, to.Path, nil)
	if err != nil {
		return summary, err
	}
	if len(checked.Problems) > 0 {
		return summary, refused(to.Path,
			fmt.Sprintf("写完以后校验，「%s」上有 %d 个文件不对（如「%s」），U 盘可能已损坏，请换一个 U 盘", to.Path, len(checked.Problems), checked.Problems[0].Path),
			fmt.Sprintf("read back, %d files of %s are wrong, such as %s; the stick may be broken, take another", len(checked.Problems), to.Path, checked.Problems[0].Path))
	}
	return summary, nil
}

// numbered tells a site that came from a stick.
func (b *Built) numbered() bool { return b.build != nil }

// number is the build's number on a stick on which another may be.
func (b *Built) number(there *Build, options Options) (Build, error) {
	if b.numbered() {
		return *b.build, notOlder(b.build, there, options)
	}
	sum := sha256.Sum256(publish.EncodeManifest(b.files))
	next := Build{Form: 1, Site: hex.EncodeToString(sum[:])}
	given := lastBuild(options.State)
	var newest *Build
	for _, known := range []*Build{given, there} {
		if known != nil && (newest == nil || known.Number > newest.Number) {
			newest = known
		}
	}
	switch {
	case newest == nil:
		next.Number = options.Today*100 + 1
	case newest.Site == next.Site:
		next.Number = newest.Number
	default:
		next.Number = max(options.Today*100+1, newest.Number+1)
	}
	return next, nil
}

// notOlder refuses to put an older build in the place of a newer one.
func notOlder(from, there *Build, options Options) error {
	switch {
	case there == nil || options.Force || from != nil && (from.Number > there.Number || *from == *there):
		return nil
	case from == nil:
		return refused("", fmt.Sprintf("目标是用 U 盘更新的（版本 %d），这次的网站没有版本号，没有发布；请用 --from 指明 U 盘，确实要换请加 --force", there.Number),
			fmt.Sprintf("the target was filled from a stick (build %d), and this site has no number; nothing was published. Name the stick with --from, or add --force", there.Number))
	case from.Number == there.Number:
		return refused("", fmt.Sprintf("两边的版本号都是 %d，内容却不同，没有写；请在单位重新制作 U 盘，确实要换请加 --force", there.Number),
			fmt.Sprintf("both are build %d, but they differ; nothing was written. Make the stick again at the office, or add --force", there.Number))
	}
	return refused("", fmt.Sprintf("这个 U 盘的版本 %d 比目标上的 %d 旧，没有写；请拿最新的 U 盘，确实要退回旧版请加 --force", from.Number, there.Number),
		fmt.Sprintf("build %d is older than the target's %d; nothing was written. Take the newest stick, or add --force to go back", from.Number, there.Number))
}

// buildOf is the number of a folder; nil when it has none.
func buildOf(dir string) (*Build, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, failed("open", dir, err, "「"+dir+"」打不开", dir+" can't be opened")
	}
	defer root.Close()
	b, err := readBuild(root, buildName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		name := filepath.Join(dir, buildName)
		return nil, failed("read", name, err, "「"+name+"」已损坏，不知道目标上是哪个版本；确认可以覆盖后删去它，再重新运行", name+" is damaged, so the target's build isn't known; delete it when it may be overwritten, then run again")
	}
	return b, nil
}

// ownStick refuses a stick whose names are taken by somebody else's files.
func ownStick(dir string) error {
	sums, err := os.ReadFile(filepath.Join(dir, sumsName))
	if err == nil {
		if list, err := decodeSums(sums); err != nil || find(list, siteDir+"/"+publish.ManifestName) == nil {
			return refused(dir, "「"+filepath.Join(dir, sumsName)+"」不是 gongkai 写的，为免覆盖，没有写；请移走它，或换一个文件夹", filepath.Join(dir, sumsName)+" wasn't written by gongkai; so as not to overwrite it nothing was written. Move it away, or name another folder")
		}
		return nil
	}
	start, err := os.ReadFile(filepath.Join(dir, startName))
	if err == nil && !bytes.Contains(start, []byte(startMark)) {
		return refused(dir, "「"+filepath.Join(dir, startName)+"」不是 gongkai 写的，为免覆盖，没有写；请移走它，或换一个文件夹", filepath.Join(dir, startName)+" wasn't written by gongkai; so as not to overwrite it nothing was written. Move it away, or name another folder")
	}
	return nil
}

const startMark = `<meta name="generator" content="gongkai">`

// seal writes what lies beside the site. The old list goes first: a stick that is
// half made has none, or one that doesn't fit.
func (b *Built) seal(dir string, build Build, options Options) error {
	files := union(b.files, nil)
	if !b.numbered() {
		data := build.encode()
		files = union(files, []publish.File{{Path: buildName, Size: int64(len(data)), Sum: sha256.Sum256(data)}})
	}
	sums := encodeSums(stickList(files, publish.EncodeManifest(files)))
	signature := b.signature
	if options.Sign != nil {
		signature = options.Sign.sign(sums, build.Number)
	} else if !b.numbered() {
		signature = nil
		if old, err := os.ReadFile(filepath.Join(dir, sumsName)); err == nil && bytes.Equal(old, sums) {
			signature, _ = os.ReadFile(filepath.Join(dir, signatureName)) // it is still the right one
		}
	}
	for _, f := range []struct {
		name string
		data []byte
	}{{startName, startPage}, {sumsName, sums}, {signatureName, signature}} {
		if err := place(filepath.Join(dir, f.name), f.data); err != nil {
			return failed("write", filepath.Join(dir, f.name), err, "「"+filepath.Join(dir, f.name)+"」写不进去，请检查 U 盘是否已满或被写保护", filepath.Join(dir, f.name)+" can't be written; is the stick full, or write-protected?")
		}
	}
	return nil
}

// place puts a file in its place in one step; no data removes it.
func place(name string, data []byte) error {
	if data == nil {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, data) {
		return nil
	}
	part := name + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(part, name)
	}
	if err != nil {
		_ = os.Remove(part)
	}
	return err
}

const lastName = "stick.json"

// lastBuild is the last number that this office gave out; nil when none is known.
func lastBuild(state string) *Build {
	if state == "" {
		return nil
	}
	root, err := os.OpenRoot(state)
	if err != nil {
		return nil
	}
	defer root.Close()
	b, err := readBuild(root, lastName)
	if err != nil {
		return nil
	}
	return b
}

func rememberBuild(state string, b Build) {
	last := lastBuild(state)
	if state == "" || last != nil && last.Number >= b.Number {
		return
	}
	if os.MkdirAll(state, 0o755) == nil {
		_ = place(filepath.Join(state, lastName), b.encode()) // the stick knows it too
	}
}
