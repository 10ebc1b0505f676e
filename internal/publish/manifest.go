package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"strconv"
	"strings"
)

// ManifestName is the list of what is published, in every place where a site is,
// and the one file there that this room writes by itself. Each file of the site
// has a line in it, in the order of the paths' bytes, so that two manifests can be
// compared by eye and by any tool:
//
//	{"gongkai-manifest":1,"files":[
//	{"path":"404.html","size":1203,"sha256":"9f86d0…"},
//	{"path":"index.html","size":8121,"sha256":"60303a…"}
//	]}
//
// The number is the version of this form. The same files give the same bytes.
const ManifestName = "manifest.json"

const manifestHead = `{"gongkai-manifest":1,"files":[`

// maxManifest is far above a million files; more is not a manifest of ours.
const maxManifest = 1 << 30

// File is what a manifest says of one file.
type File struct {
	Path string
	Size int64
	Sum  [sha256.Size]byte
}

var (
	errForeignManifest = errors.New("not a manifest of gongkai")
	errBrokenManifest  = errors.New("the manifest is damaged")
)

// EncodeManifest writes the files, which are in order of path.
func EncodeManifest(files []File) []byte {
	out := make([]byte, 0, 40+160*len(files))
	out = append(out, manifestHead...)
	for i, f := range files {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, "\n{\"path\":"...)
		out = appendString(out, f.Path)
		out = append(out, `,"size":`...)
		out = strconv.AppendInt(out, f.Size, 10)
		out = append(out, `,"sha256":"`...)
		out = hex.AppendEncode(out, f.Sum[:])
		out = append(out, `"}`...)
	}
	return append(out, "\n]}\n"...)
}

// appendString quotes a path as JSON. Nearly every path needs no escape, and a
// hundred thousand calls of the library would be felt.
func appendString(out []byte, s string) []byte {
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' }) {
		quoted, _ := json.Marshal(s) // a string always can be
		return append(out, quoted...)
	}
	out = append(out, '"')
	out = append(out, s...)
	return append(out, '"')
}

// DecodeManifest reads a manifest. Files are removed by what it says, so one that
// isn't byte for byte as EncodeManifest would write it is broken, as is one with
// a path that leads out of the folder.
func DecodeManifest(data []byte) ([]File, error) {
	if !bytes.HasPrefix(data, []byte(manifestHead)) {
		return nil, errForeignManifest
	}
	var form struct {
		Files []struct {
			Path   string `json:"path"`
			Size   int64  `json:"size"`
			SHA256 string `json:"sha256"`
		} `json:"files"`
	}
	if err := json.Unmarshal(data, &form); err != nil {
		return nil, errBrokenManifest
	}
	files := make([]File, len(form.Files))
	for i, f := range form.Files {
		sum, err := hex.DecodeString(f.SHA256)
		if err != nil || len(sum) != sha256.Size || f.Size < 0 || !publishable(f.Path) || i > 0 && f.Path <= files[i-1].Path {
			return nil, errBrokenManifest
		}
		files[i] = File{Path: f.Path, Size: f.Size, Sum: [sha256.Size]byte(sum)}
	}
	if !bytes.Equal(data, EncodeManifest(files)) {
		return nil, errBrokenManifest
	}
	return files, nil
}

// publishable tells whether a path may be a file of the site: within it, and not
// one of the two names that this room keeps for itself.
func publishable(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return fs.ValidPath(path) && path != "." && path != ManifestName && first != workName
}

// readManifest is the bytes of a folder's manifest; nil when there is none.
func readManifest(d disk, dir string) ([]byte, error) {
	name := join(dir, ManifestName)
	info, err := d.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil, nil
	}
	if err != nil {
		return nil, failed("read", name, err)
	}
	f, err := d.Open(name)
	if err != nil {
		return nil, failed("read", name, err)
	}
	defer f.Close()
	data := bytes.NewBuffer(make([]byte, 0, min(info.Size(), maxManifest)+bytes.MinRead))
	if _, err := data.ReadFrom(io.LimitReader(f, maxManifest)); err != nil {
		return nil, failed("read", name, err)
	}
	return data.Bytes(), nil
}
