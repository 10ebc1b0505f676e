package site

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gongkai/internal/source"
)

// full is a disk on which nothing more can be written.
type full struct{ *os.File }

func (full) WriteAt([]byte, int64) (int, error) { return 0, errors.New("no space left") }

// Where the texts are kept makes no difference to a page.
func TestTextsPutAside(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "texts"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	read := func(a *Aside) (texts []string, kept int) {
		tree, err := source.Read(os.DirFS("../../content"), nil)
		if err != nil {
			t.Fatal(err)
		}
		s, _, err := Link(tree, nil, Options{Now: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC), Aside: a})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range s.All() {
			texts = append(texts, p.File.Path+"\n"+p.Body.Text())
			if p.Kind != ReportPage {
				kept += len(p.Body.HTML)
			}
		}
		return texts, kept
	}
	want, _ := read(nil)
	aside := NewAside(file)
	for range 2 { // the second site's texts stand behind those of the first
		got, kept := read(aside)
		if kept > 0 {
			t.Errorf("%d bytes are kept in memory", kept)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("got\n%s\nwant\n%s", got[i], want[i])
			}
		}
	}
	if _, kept := read(NewAside(full{file})); kept == 0 {
		t.Error("texts are lost on a full disk")
	}
}
