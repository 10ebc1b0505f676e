package source

import (
	"slices"
	"testing"
	"testing/fstest"
	"time"
)

// Again finds what Read finds, and takes a file that was named for a new one.
func TestAgain(t *testing.T) {
	file := func(text string, at int64) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(text), Mode: 0o644, ModTime: time.Unix(at, 0)}
	}
	files := fstest.MapFS{"site.toml": file("a", 1), "guide/index.md": file("b", 1), "rules/1.md": file("c", 1)}
	first, err := Read(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	paths := func(tree *Tree) (names []string) {
		for _, f := range tree.Files {
			names = append(names, f.Path)
			if tree.File(f.Path) != f {
				t.Errorf("%s is another file by its path", f.Path)
			}
		}
		return names
	}
	again := func(previous *Tree, names ...string) *Tree {
		t.Helper()
		next, err := Again(files, previous, names)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := Read(files, nil)
		if err != nil || !slices.Equal(paths(next), paths(whole)) {
			t.Errorf("%v: %v, not %v", names, paths(next), paths(whole))
		}
		return next
	}
	if again(first, "rules/1.md~", "rules/.1.md.swp", "rules/4913") != first {
		t.Error("an editor's own files made another tree")
	}
	files["rules/1.md"] = file("d", 1) // as large and as old as before
	second := again(first, "rules/1.md")
	if second.File("rules/1.md") == first.File("rules/1.md") || second.File("site.toml") != first.File("site.toml") {
		t.Error("the saved file is the old one, or another isn't")
	}
	if first.Files[1] != first.File("rules/1.md") {
		t.Error("the first tree has changed")
	}
	files["rules/1.md"] = file("e", 1)
	third := again(second, "rules/1.md", "site.toml")
	files["rules/2.md"] = file("f", 1)
	fourth := again(third, "rules/2.md")
	if fourth.File("rules/1.md") != third.File("rules/1.md") {
		t.Error("a file that wasn't named is another one")
	}
	delete(files, "rules/1.md")
	again(fourth, "rules/1.md")
	files["rules/sub/3.md"] = file("g", 1)
	again(fourth, "rules/sub", "rules/1.md")
}
