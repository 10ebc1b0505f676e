package publish

// ManifestName is the list of what is published, in every place where a site is.
const ManifestName = manifestName

// File is what a manifest says of one file.
type File struct {
	Path string
	Size int64
	Sum  [32]byte // SHA-256
}

// DecodeManifest reads a manifest; the error says that it is damaged, or that it
// isn't one of this program's.
func DecodeManifest(data []byte) ([]File, error) {
	inner, err := decodeManifest(data)
	if err != nil {
		return nil, err
	}
	files := make([]File, len(inner))
	for i, f := range inner {
		files[i] = File{f.path, f.size, f.sum}
	}
	return files, nil
}

// EncodeManifest writes the manifest of files that are in order of path.
func EncodeManifest(files []File) []byte {
	inner := make([]listed, len(files))
	for i, f := range files {
		inner[i] = listed{f.Path, f.Size, f.Sum}
	}
	return encodeManifest(inner)
}

// Publishable tells whether a path may be a file of a site: within it, and not
// one of the names that publishing keeps for itself.
func Publishable(path string) bool { return publishable(path) }

// Rank is when a file is put where readers see files one by one: 0 for what
// pages need, 1 for pages, 2 for what leads to pages.
func Rank(path string) int { return rank(path) }
