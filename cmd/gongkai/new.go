package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"gongkai/internal/diag"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

func (p *process) newCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "new",
		Short: p.words("新建一条信息、一年的年报或一个栏目", "start a notice, a year's report or a column"),
		Example: p.words(`gongkai new notice disclosure/notices "关于公示项目的通知"
gongkai new report 2024
gongkai new column disclosure/statistics 统计信息`,
			`gongkai new notice disclosure/notices "关于公示项目的通知"
gongkai new report 2024
gongkai new column disclosure/statistics 统计信息`),
		Args: p.knownCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(p.newNoticeCommand(), p.newReportCommand(), p.newColumnCommand())
	return c
}

// everything reads the site with its drafts and its future and expired items,
// for commands that add to it or take from it. When the settings are wrong, what
// is wrong with them is shown and the error is errProblems.
func (p *process) everything() (*source.Tree, *site.Site, diag.List, error) {
	folder, err := p.openSite()
	if err != nil {
		return nil, nil, nil, err
	}
	defer folder.Close()
	tree, err := source.Read(folder.content.FS(), nil)
	if err != nil {
		return nil, nil, nil, err
	}
	s, findings, err := site.Link(tree, nil, site.Options{Now: p.now, Hidden: true})
	if err != nil {
		return nil, nil, nil, err
	}
	settings := slices.DeleteFunc(slices.Clone(findings), func(d diag.Diagnostic) bool { return d.File != settingsFile })
	if settings.Count(diag.Error) > 0 {
		p.talkFindings(settings)
		return nil, nil, nil, errProblems
	}
	return tree, s, findings, nil
}

// settingsFile is the site's settings, as findings name it.
const settingsFile = "content/site.toml"

// talkFindings shows findings beside a result of another kind.
func (p *process) talkFindings(findings diag.List) {
	if p.json {
		_ = findings.WriteJSON(p.stderr)
		return
	}
	printer := p.printer(p.stderr)
	for i := range findings {
		_ = printer.Print(p.stderr, &findings[i])
	}
}

// columnsOf is every column that holds notices.
func columnsOf(s *site.Site) []*site.Column {
	if s.Rules == nil {
		return s.Columns
	}
	return append([]*site.Column{s.Rules}, s.Columns...)
}

// create writes a new file under the site's folder and says so.
func (p *process) create(name string, text []byte) error {
	if err := p.write(name, text); err != nil {
		return err
	}
	return p.created(name)
}

// write makes a new file under the site's folder: whole, or not at all. A file
// that is there already is never touched.
func (p *process) write(name string, text []byte) error {
	target := filepath.Join(p.siteDir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return usageError(fmt.Sprintf(p.words("「%s」已经有了，没有改动", "“%s” is there already; it was left as it is"), name))
	}
	if err != nil {
		return err
	}
	return fill(f, text)
}

// fill writes a new file, which is removed when it can't hold all of the text:
// an empty page would keep the site from being built.
func fill(f *os.File, text []byte) error {
	_, err := f.Write(text)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// created names what was made, as the result of the command.
func (p *process) created(name string) error {
	if p.json {
		return json.NewEncoder(p.stdout).Encode(map[string]string{"created": name})
	}
	return p.result("%s\n", diag.Visible(filepath.Join(p.siteDir, filepath.FromSlash(name))))
}

// stem is a file's name without its folder and ending.
func stem(name string) string { return strings.TrimSuffix(path.Base(name), path.Ext(name)) }
