package main

import (
	"io/fs"
	"slices"
	"strings"

	"gongkai/internal/diag"
	"gongkai/layouts"
)

// tellStrayLayouts names the site's own layouts that no page uses: a name with
// a slip in it would change nothing, and say nothing.
func (p *process) tellStrayLayouts(own fs.FS) {
	names, _ := fs.Glob(own, "*.html") // a folder that can't be listed is told of when it is read
	known, _ := fs.Glob(layouts.FS, "*.html")
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		near := slices.MinFunc(known, func(a, b string) int { return diag.Distance(name, a) - diag.Distance(name, b) })
		p.talk(p.words("注意：没有页面用 layouts/%s，它不起作用；是不是 layouts/%s？\n", "note: no page uses layouts/%s, so it does nothing; did you mean layouts/%s?\n"), diag.Visible(name), near)
	}
}

// layoutMistake says whose mistake it is: the template engine's own words are
// for who wrote the layouts, not for who writes the notices.
func layoutMistake(err error) error {
	detail, ok := strings.CutPrefix(err.Error(), "layouts/")
	if !ok {
		return err
	}
	detail = "layouts/" + strings.ReplaceAll(detail, "\n", "; ")
	return operatorError{diag.Text{
		ZH: "网站自己的页面模板写错了，请交给改模板的人：" + detail,
		EN: "there is a mistake in the site's own layouts; give this to who wrote them: " + detail,
	}, err}
}
