package site

import (
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/internal/approval"
	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// What a broken link was meant to be: the same name in another case or with
// slashes of the right kind, then the same name in another folder, then the
// most alike name beside it. Each costs at most a look at one folder, so that
// a thousand broken links stay a thousand times one.

// beside is how many names of one folder, or headings of one page, are
// compared.
const beside = 200

// suggest is the path of the file that was most likely meant, or "".
func (l *linker) suggest(p *Page, full string) string {
	if slashed := strings.ReplaceAll(full, `\`, "/"); slashed != full {
		if to := l.at(path.Clean(slashed)); to.fault == nil && !to.said {
			return contentPath(to)
		}
		full = slashed
	}
	if file := l.file(full + pageExt); file != nil {
		return file.Path
	}
	if file := l.file(strings.TrimSuffix(full, pageExt) + "/" + indexPage); file != nil {
		return file.Path // a notice with a folder of its own
	}
	folder := l.within(folderOf(full))
	wanted := fold(path.Base(full))
	var names []string
	for _, file := range folder {
		if fold(path.Base(file.Path)) == wanted {
			return file.Path
		}
		names = append(names, path.Base(file.Path))
	}
	for _, near := range []string{folderOf(p.File.Path), path.Join(folderOf(p.File.Path), stem(p.File.Path))} {
		for _, file := range l.within(near) {
			if fold(path.Base(file.Path)) == wanted {
				return file.Path
			}
		}
	}
	if name := nearest(path.Base(full), names); name != "" {
		return path.Join(folderOf(full), name)
	}
	return ""
}

// within is the first files directly in a folder, from the sorted tree.
func (l *linker) within(dir string) []*source.File {
	prefix := dir + "/"
	if dir == "" {
		prefix = ""
	}
	i, _ := slices.BinarySearchFunc(l.tree.Files, prefix, func(f *source.File, prefix string) int {
		return strings.Compare(f.Path, prefix)
	})
	var files []*source.File
	for n := 0; i < len(l.tree.Files) && n < beside && strings.HasPrefix(l.tree.Files[i].Path, prefix); i, n = i+1, n+1 {
		file := l.tree.Files[i]
		if !strings.Contains(file.Path[len(prefix):], "/") && file.Path != settingsFile && !strings.HasSuffix(file.Path, approval.Extension) {
			files = append(files, file)
		}
	}
	return files
}

// nearest is the most alike of some names, as long as under a third of it
// differs; else "".
func nearest(name string, among []string) string {
	best, cost := "", 0
	for _, candidate := range among {
		allowed := max(1, max(utf8.RuneCountInString(name), utf8.RuneCountInString(candidate))/3)
		c := diag.Distance(strings.ToLower(name), strings.ToLower(candidate))
		if c <= allowed && (best == "" || c < cost) {
			best, cost = candidate, c
		}
	}
	return best
}
