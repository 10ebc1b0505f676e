package inspect

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/notice"
	"gongkai/internal/privacy"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// owners is the pages that show, link or attach a file.
func owners(s *site.Site) map[*source.File][]*site.Page {
	owners := map[*source.File][]*site.Page{}
	for _, p := range s.All() {
		for _, file := range p.Uses() {
			owners[file] = append(owners[file], p)
		}
	}
	return owners
}

// files is every file that a page shows, links or attaches, in order of path.
func files(s *site.Site) []*source.File {
	var list []*source.File
	for _, p := range s.All() {
		list = append(list, p.Uses()...)
	}
	slices.SortFunc(list, func(a, b *source.File) int { return strings.Compare(a.Path, b.Path) })
	return slices.Compact(list)
}

// personalOf is the personal data in a page and in its name, less what a
// waiver lets pass, and the waivers that let nothing pass.
func personalOf(p *site.Page, scans *Scans) diag.List {
	used := make([]bool, len(p.Waivers))
	waived := func(f privacy.Finding) bool {
		i := slices.IndexFunc(p.Waivers, func(w notice.Waiver) bool { return covers(w, f) })
		if i >= 0 {
			used[i] = true
		}
		return i >= 0
	}
	var found diag.List
	for _, f := range noted(p).personal {
		if !waived(f.Finding) {
			found = append(found, f.Diagnostic(f.place))
		}
	}
	for _, f := range inName(p.File) {
		if !waived(f) {
			found = append(found, f.Diagnostic(p.File.Place()))
		}
	}
	if len(p.Waivers) == 0 {
		return found
	}
	for _, file := range p.Uses() {
		for _, f := range scans.of(file).all(file) {
			waived(f)
		}
	}
	for i, w := range p.Waivers {
		if !used[i] {
			found = append(found, privacy.Unused.New(p.Place("waive", strconv.Itoa(i), "hash"), diag.Visible(privacy.Mask(w.Kind))))
		}
	}
	return found
}

func covers(w notice.Waiver, f privacy.Finding) bool {
	return w.Kind == string(f.Kind) && strings.EqualFold(w.Hash, f.Hash)
}

// inName is the personal data in a file's name and in its folders'.
func inName(file *source.File) []privacy.Finding {
	return privacy.Find(strings.TrimSuffix(file.Path, path.Ext(file.Path)), privacy.Options{})
}

// attachment is what is wrong with a file beside the pages of its owners.
func attachment(file *source.File, scans *Scans, owners []*site.Page) diag.List {
	found := scans.of(file).diagnostics(file, scans.words, func(f privacy.Finding) bool {
		return slices.ContainsFunc(owners, func(p *site.Page) bool {
			return slices.ContainsFunc(p.Waivers, func(w notice.Waiver) bool { return covers(w, f) })
		})
	})
	if !slices.ContainsFunc(owners, func(p *site.Page) bool { return !p.Draft }) {
		found = found.Softened()
	}
	return found
}

// dataFile is the personal data in site.toml or in a report's figures.
func dataFile(s *site.Site, file *source.File, waivers []notice.Waiver) (found diag.List) {
	if file == nil {
		return nil
	}
	text, problems := file.Text()
	if problems.Count(diag.Error) > 0 {
		return nil // said when it was read
	}
	for _, f := range privacy.FindPage(string(text.Bytes), func() string { return "" }, options(s.Settings)) {
		if !slices.ContainsFunc(waivers, func(w notice.Waiver) bool { return covers(w, f) }) {
			found = append(found, f.Diagnostic(text.Place(f.Start, f.End)))
		}
	}
	return found
}
