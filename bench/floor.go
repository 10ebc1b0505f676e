package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// floor is the least that any generator must do with the same content: read
// each notice, decode its front matter, convert it and write it, over all
// cores, with no templates, no checks and no links. The distance to it is what
// gongkai adds.
func floor(content, out string) error {
	var paths []string
	err := filepath.WalkDir(content, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	work := make(chan string)
	failed := make(chan error, 1)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			markdown := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Footnote, extension.DefinitionList, extension.TaskList, extension.Strikethrough))
			for path := range work {
				if err := convert(markdown, content, out, path); err != nil {
					select {
					case failed <- err:
					default:
					}
				}
			}
		})
	}
	for _, path := range paths {
		work <- path
	}
	close(work)
	group.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

func convert(markdown goldmark.Markdown, content, out, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	_, rest, _ := bytes.Cut(text, []byte("+++\n"))
	front, body, _ := bytes.Cut(rest, []byte("\n+++\n"))
	var fields map[string]any
	if err := toml.Unmarshal(front, &fields); err != nil {
		return err
	}
	var page bytes.Buffer
	if err := markdown.Convert(body, &page); err != nil {
		return err
	}
	relative, err := filepath.Rel(content, path)
	if err != nil {
		return err
	}
	target := filepath.Join(out, strings.TrimSuffix(relative, ".md")+".html")
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	return os.WriteFile(target, page.Bytes(), 0o644)
}
