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

// reviewed is what keeps an item from being released because of its review.
// One that isn't released yet need not be approved yet. Pending tells that
// there will be something else to say as time goes by.
func reviewed(s *site.Site, tree *source.Tree, scans *Scans, p *site.Page, now time.Time) (found diag.List, pending bool) {
	if p.Hidden != "" || len(s.Settings.Review.Levels) == 0 && tree.File(approval.Path(p.File.Path)) == nil {
		return nil, false
	}
	item, problems := ReviewOf(s, tree, scans, p)
	if problems.Count(diag.Error) == 0 {
		problems = append(problems, s.Settings.Review.Check(item, now)...)
	}
	return problems, slices.ContainsFunc(item.Log, func(r approval.Record) bool { return r.Time.After(now) })
}

// orphans is the records of review that are no page's.
func orphans(s *site.Site, tree *source.Tree) (found diag.List) {
	var records []*source.File
	for _, file := range tree.Files {
		if strings.HasSuffix(file.Path, approval.Extension) {
			records = append(records, file)
		}
	}
	if len(records) == 0 {
		return nil
	}
	known := map[*source.File]bool{}
	for _, p := range s.All() {
		known[tree.File(approval.Path(p.File.Path))] = true
	}
	for _, file := range records {
		if !known[file] {
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
