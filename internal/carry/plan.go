package carry

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gongkai/internal/publish"
)

// Plan is what a target lacks, by comparing its manifest with ours. Each list is
// in order of path.
type Plan struct {
	New, Changed, Gone []publish.File
	Unchanged          int
	Size               int64 // bytes of new and changed files
}

// compare makes the plan; both lists are in order of path.
func compare(old, new []publish.File) (p Plan) {
	i := 0
	for _, f := range new {
		for ; i < len(old) && old[i].Path < f.Path; i++ {
			p.Gone = append(p.Gone, old[i])
		}
		switch {
		case i == len(old) || old[i].Path > f.Path:
			p.New = append(p.New, f)
			p.Size += f.Size
			continue
		case old[i] == f:
			p.Unchanged++
		default:
			p.Changed = append(p.Changed, f)
			p.Size += f.Size
		}
		i++
	}
	p.Gone = append(p.Gone, old[i:]...)
	return p
}

// Nothing tells that the target is the new site already.
func (p Plan) Nothing() bool { return len(p.New)+len(p.Changed)+len(p.Gone) == 0 }

// allowed refuses what can hardly be meant: a site without files, and one that
// takes away more than a fifth of what was there.
func allowed(old, new []publish.File, to fmt.Stringer, options Options) error {
	if options.Force {
		return nil
	}
	if len(new) == 0 {
		return refused(to.String(),
			"网站没有任何文件，没有发布；确实要清空目标，请加 --force",
			"the site has no files, so nothing was published; --force empties the target all the same")
	}
	if gone := len(without(old, new)); gone*5 > len(old) {
		return refused(to.String(),
			fmt.Sprintf("目标上的 %d 个文件中有 %d 个要删除，超过五分之一，没有发布；先用 --dry-run 看清楚，确实要删请加 --force", len(old), gone),
			fmt.Sprintf("%d of the target's %d files would be removed, more than a fifth, so nothing was published; look with --dry-run, and if it is meant add --force", gone, len(old)))
	}
	return nil
}

// union is every file of two lists, with the second one's word for those in both.
func union(a, b []publish.File) []publish.File {
	all := make([]publish.File, 0, len(a)+len(b))
	i := 0
	for _, f := range b {
		for ; i < len(a) && a[i].Path < f.Path; i++ {
			all = append(all, a[i])
		}
		if i < len(a) && a[i].Path == f.Path {
			i++
		}
		all = append(all, f)
	}
	return append(all, a[i:]...)
}

// work is what a run has to do, once it has looked at what the plan leaves open.
type work struct {
	fresh   []publish.File // not there
	left    []publish.File // not as it should be, from a run that didn't end; the manifest doesn't name it
	changed []publish.File // not as it should be, and the manifest names it
	gone    []publish.File
	size    int64 // bytes to send
}

const home = "index.html"

// steps is the order of sending, in groups that each must be whole before the
// next begins; see send.go.
func (w work) steps() [][]publish.File {
	var groups [10][]publish.File
	for i, files := range [][]publish.File{w.fresh, w.left, w.changed} {
		for _, f := range files {
			step := 3*i + publish.Rank(f.Path)
			switch {
			case i == 2:
				step++
			case f.Path == home: // which opens the rest to readers
				step = 6
			}
			groups[step] = append(groups[step], f)
		}
	}
	return slices.DeleteFunc(groups[:], func(group []publish.File) bool { return len(group) == 0 })
}

// farewell is the order of removing: what leads to pages, pages, what they need.
func (w work) farewell() [][]publish.File {
	var groups [3][]publish.File
	for _, f := range w.gone {
		step := 2 - publish.Rank(f.Path)
		groups[step] = append(groups[step], f)
	}
	return slices.DeleteFunc(groups[:], func(group []publish.File) bool { return len(group) == 0 })
}

// inOrder sorts files by path.
func inOrder(files []publish.File) []publish.File {
	slices.SortFunc(files, func(a, b publish.File) int { return cmp.Compare(a.Path, b.Path) })
	return files
}

// without is the files of a list that another doesn't name.
func without(files, others []publish.File) []publish.File {
	return slices.DeleteFunc(slices.Clone(files), func(f publish.File) bool { return find(others, f.Path) != nil })
}

// samples is the first few paths, as a sentence names them.
func samples(paths []string) string {
	slices.Sort(paths)
	shown := strings.Join(paths[:min(3, len(paths))], "、")
	if len(paths) > 3 {
		shown += " …"
	}
	return shown
}
