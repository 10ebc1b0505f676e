package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"gongkai/internal/diag"
	"gongkai/internal/render"
	"gongkai/internal/site"
	"gongkai/layouts"
)

// siteFolder is the folder of a site, opened. Nothing outside it can be
// reached, whatever links lead out of it.
type siteFolder struct {
	content *os.Root
	layouts fs.FS
	own     fs.FS       // the site's own layouts; nil: none
	aside   *site.Aside // nil: texts stay in memory
	kept    *site.Kept  // nil: every page is read
	closers []io.Closer
}

// openSite opens the folder that --site names.
func (p *process) openSite() (*siteFolder, error) {
	content, err := os.OpenRoot(filepath.Join(p.siteDir, "content"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, operatorError{diag.Text{
			ZH: fmt.Sprintf("「%s」里没有 content 文件夹；请先进入网站的文件夹，或者用 --site 指明；新建网站用 gongkai init", p.siteDir),
			EN: fmt.Sprintf("there is no content folder in “%s”; go to the site's folder, name it with --site, or start a site with gongkai init", p.siteDir),
		}, err}
	}
	if err != nil {
		return nil, err
	}
	folder := &siteFolder{content: content, layouts: layouts.FS, closers: []io.Closer{content}}
	own, err := os.OpenRoot(filepath.Join(p.siteDir, "layouts"))
	if errors.Is(err, fs.ErrNotExist) {
		return folder, nil
	}
	if err != nil {
		folder.Close()
		return nil, err
	}
	folder.closers = append(folder.closers, own)
	folder.own = own.FS()
	folder.layouts = render.Overlay(layouts.FS, folder.own)
	return folder, nil
}

// Close closes the folder.
func (f *siteFolder) Close() {
	for _, c := range f.closers {
		c.Close()
	}
}
