package inspect

import (
	"encoding/hex"
	"path"
	"slices"
	"strings"
	"time"

	"gongkai/internal/approval"
	"gongkai/internal/diag"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// Approvals is what keeps items from being released because of their review.
// An item that isn't released yet need not be approved yet.
func Approvals(s *site.Site, tree *source.Tree, scans *Scans, now time.Time) diag.List {
	known := map[*source.File]bool{}
	var asked []*site.Page
	for _, p := range s.All() {
		file := tree.File(approval.Path(p.File.Path))
		known[file] = true
		if p.Hidden == "" && (len(s.Settings.Review.Levels) > 0 || file != nil) {
			asked = append(asked, p)
		}
	}
	each := make([]diag.List, len(asked))
	sideBySide(len(asked), func(i int) {
		item, problems := ReviewOf(s, tree, scans, asked[i])
		if problems.Count(diag.Error) == 0 {
			problems = append(problems, s.Settings.Review.Check(item, now)...)
		}
		each[i] = problems
	})
	found := slices.Concat(each...)
	for _, file := range tree.Files {
		if strings.HasSuffix(file.Path, approval.Extension) && !known[file] {
			found = append(found, approval.Orphan.New(file.Place(), path.Base(file.Path)))
		}
	}
	return found
}

// ReviewOf is a page as it is reviewed: its text, its files and its record. A
// report's figures are reviewed with its prose.
func ReviewOf(s *site.Site, tree *source.Tree, scans *Scans, p *site.Page) (approval.Item, diag.List) {
	sum := p.Sum()
	item := approval.Item{
		Place: func() diag.Place { return p.Place("title") }, Date: p.Date,
		Subject: approval.Subject{Text: hex.EncodeToString(sum[:])},
	}
	for _, file := range p.Uses() {
		item.Subject.Files = append(item.Subject.Files, approval.File{Name: from(p, file), SHA: scans.SHA(file)})
	}
	if p.Kind == site.ReportPage {
		if figures := tree.File(strings.TrimSuffix(p.File.Path, path.Ext(p.File.Path)) + ".toml"); figures != nil {
			item.Subject.Files = append(item.Subject.Files, approval.File{Name: from(p, figures), SHA: textSHA(figures)})
		}
	}
	slices.SortFunc(item.Subject.Files, func(a, b approval.File) int { return strings.Compare(a.Name, b.Name) })
	item.Subject.Files = slices.Compact(item.Subject.Files)
	log, problems := approval.Read(tree.File(approval.Path(p.File.Path)), s.Settings.Zone)
	item.Log = log
	return item, problems
}

// from is a file's name as seen from a page's folder, else from content/.
func from(p *site.Page, file *source.File) string {
	if dir := path.Dir(p.File.Path); strings.HasPrefix(file.Path, dir+"/") {
		return file.Path[len(dir)+1:]
	}
	return file.Path
}
