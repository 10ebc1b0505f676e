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

// manifestName is the one file of a published site that this room writes by
// itself. Each file of the site has a line in it, in the order of the paths'
// bytes, so that two manifests can be compared by eye and by any tool:
//
//	{"gongkai-manifest":1,"files":[
//	{"path":"404.html","size":1203,"sha256":"9f86d0…"},
//	{"path":"index.html","size":8121,"sha256":"60303a…"}
//	]}
//
// The number is the version of this form. The same files give the same bytes.
const manifestName = "manifest.json"

const manifestHead = `{"gongkai-manifest":1,"files":[`

// maxManifest is far above a million files; more is not a manifest of ours.
const maxManifest = 1 << 30

// listed is what a manifest says of one file.
type listed struct {
	path string
	size int64
	sum  [sha256.Size]byte
}

var (
	errForeignManifest = errors.New("not a manifest of gongkai")
	errBrokenManifest  = errors.New("the manifest is damaged")
)

// encodeManifest writes the files, which are in order.
func encodeManifest(files []listed) []byte {
	out := make([]byte, 0, 40+160*len(files))
	out = append(out, manifestHead...)
	for i, f := range files {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, "\n{\"path\":"...)
		out = appendString(out, f.path)
		out = append(out, `,"size":`...)
		out = strconv.AppendInt(out, f.size, 10)
		out = append(out, `,"sha256":"`...)
		out = hex.AppendEncode(out, f.sum[:])
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

// decodeManifest reads a manifest. Files are removed by what it says, so one that
// isn't byte for byte as encodeManifest would write it is broken, as is one with
// a path that leads out of the folder.
func decodeManifest(data []byte) ([]listed, error) {
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
	files := make([]listed, len(form.Files))
	for i, f := range form.Files {
		sum, err := hex.DecodeString(f.SHA256)
		if err != nil || len(sum) != sha256.Size || f.Size < 0 || !publishable(f.Path) || i > 0 && f.Path <= files[i-1].path {
			return nil, errBrokenManifest
		}
		files[i] = listed{path: f.Path, size: f.Size, sum: [sha256.Size]byte(sum)}
	}
	if !bytes.Equal(data, encodeManifest(files)) {
		return nil, errBrokenManifest
	}
	return files, nil
}

// publishable tells whether a path may be a file of the site: within it, and not
// one of the two names that this room keeps for itself.
func publishable(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return fs.ValidPath(path) && path != "." && path != manifestName && first != workName
}

// readManifest is the bytes of a folder's manifest; nil when there is none.
func readManifest(d disk, dir string) ([]byte, error) {
	name := join(dir, manifestName)
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
