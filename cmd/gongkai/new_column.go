package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"gongkai/internal/diag"
	"gongkai/internal/source"
)

func (p *process) newColumnCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "column PATH NAME",
		Short: p.words("新建一个栏目", "start a column"),
		Long: p.words(`在 site.toml 末尾加上一个栏目，建好它的文件夹；site.toml 里原有的内容一字不动。`,
			`Adds a column to the end of site.toml, which is otherwise left as it is, and
makes its folder.`),
		Example: "gongkai new column disclosure/statistics 统计信息",
		Args:    p.takes(2, 2),
		RunE:    func(_ *cobra.Command, args []string) error { return p.newColumn(args[0], args[1]) },
	}
}

func (p *process) newColumn(text, name string) error {
	folder := strings.Trim(strings.TrimPrefix(strings.ReplaceAll(text, `\`, "/"), "content/"), "/")
	if !strings.HasPrefix(folder, "disclosure/") {
		folder = "disclosure/" + folder
	}
	if !fs.ValidPath(folder) || folder == "disclosure/" {
		return usageError(fmt.Sprintf(p.words("栏目的路径「%s」不能用，写成 disclosure/statistics 这样", "“%s” can't be a column's path; disclosure/statistics is one"), text))
	}
	_, s, _, err := p.everything()
	if err != nil {
		return err
	}
	for _, c := range columnsOf(s) {
		if c.Path == folder || c.Name == name {
			return usageError(fmt.Sprintf(p.words("已经有「%s %s」这个栏目", "there is a column “%s %s” already"), c.Path, c.Name))
		}
	}
	if err := p.appendColumn(folder, name); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(p.siteDir, "content", filepath.FromSlash(folder)), 0o755); err != nil {
		return err
	}
	if err := p.created("content/" + folder); err != nil {
		return err
	}
	p.talk(p.words("下一步：在 content/site.toml 写上栏目的说明，再运行 gongkai new notice %s 标题\n",
		"next: describe the column in content/site.toml, then run gongkai new notice %s TITLE\n"), diag.Visible(folder))
	return nil
}

// appendColumn adds the column to site.toml, or leaves the file alone.
func (p *process) appendColumn(folder, name string) error {
	file := filepath.Join(p.siteDir, filepath.FromSlash(settingsFile))
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	block := fmt.Sprintf("\n[[column]]\npath        = %s\nname        = %s\ndescription = %s\nkeywords    = [%s]\n", source.Quote(folder), source.Quote(name), source.Quote(name), source.Quote(name))
	if len(old) > 0 && !bytes.HasSuffix(old, []byte("\n")) {
		block = "\n" + block
	}
	if bytes.Contains(old, []byte("\r\n")) {
		block = strings.ReplaceAll(block, "\n", "\r\n")
	}
	text := append(bytes.Clone(old), block...)
	plain := bytes.ReplaceAll(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	if _, problems := source.ParseData(source.Text{Name: settingsFile, Bytes: plain}); problems.Count(diag.Error) > 0 {
		return usageError(p.words("site.toml 的写法不能在末尾加栏目，请照着原来的栏目自己加上", "a column can't be added to the end of this site.toml; add it by hand, like those that are there"))
	}
	return replaceFile(file, text)
}

// replaceFile writes a file anew: whole, or not at all.
func replaceFile(name string, text []byte) error {
	info, err := os.Stat(name)
	perm := fs.FileMode(0o644)
	if err == nil {
		perm = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".gongkai-*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Chmod(f.Name(), perm)
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
