package main

import (
	"context"
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
	"gongkai/internal/privacy"
	"gongkai/internal/site"
)

func (p *process) checkCommand() *cobra.Command {
	var look inspection
	c := &cobra.Command{
		Use:   "check [PATH...]",
		Short: p.words("检查内容，不写任何文件", "check the content, write nothing"),
		Long: p.words(`按全部规则检查内容，指出哪里有问题、怎么改，并说明哪些内容没有公开、为什么。
不写任何文件。写了文件或文件夹，就只说其中的问题。
加上 --inspect 再按自查指标检查：栏目更新、网页标签、页脚、指南、解读、年报期限等。`,
			`Checks the content by every rule, says what is wrong and how to mend it, and
which items the public doesn't see and why. Nothing is written. With files or
folders, only what is wrong in them is said. --inspect adds what inspectors
count: overdue columns, meta tags, the foot, the guide, the report's deadline.`),
		Example: p.words(`gongkai check
gongkai check content/report/2024.toml
gongkai check --inspect --report 自查报告.html --report 期限.ics
gongkai check --json        给编辑器和脚本用`,
			`gongkai check
gongkai check content/report/2024.toml
gongkai check --inspect --report inspection.html --report deadlines.ics
gongkai check --json        for editors and scripts`),
		Args: p.takes(0, -1),
		RunE: func(c *cobra.Command, args []string) error { return p.check(c.Context(), args, look) },
	}
	look.flags(c.Flags(), p)
	return c
}

func (p *process) check(ctx context.Context, args []string, look inspection) error {
	if err := look.check(p); err != nil {
		return err
	}
	var within []string
	for _, arg := range args {
		name, err := p.siteName(arg)
		if err != nil {
			return err
		}
		within = append(within, name)
	}
	folder, err := p.openSite()
	if err != nil {
		return err
	}
	defer folder.Close()
	l, err := p.link(folder)
	if err != nil {
		return err
	}
	if err := p.inspect(ctx, l, look); err != nil {
		return err
	}
	asked := func(name string) bool {
		return within == nil || slices.ContainsFunc(within, func(w string) bool {
			return w == "." || name == w || strings.HasPrefix(name, w+"/")
		})
	}
	end := p.summarise("check", l)
	end.withheld = slices.DeleteFunc(slices.Clone(end.withheld), func(w site.Withheld) bool { return !asked(w.File.Name()) })
	findings := slices.DeleteFunc(slices.Clone(l.findings), func(d diag.Diagnostic) bool { return !asked(d.File) })
	if !p.json {
		if err := p.showWithheld(end.withheld); err != nil {
			return err
		}
	}
	err = p.finish(findings, end)
	if elsewhere := l.findings.Count(diag.Error) - findings.Count(diag.Error); elsewhere > 0 {
		p.talk(p.words("别的文件里还有 %d 处错误\n", "there are %d more errors in other files\n"), elsewhere)
	}
	return err
}

// siteName is a path of the command line as findings name it: relative to the
// site, with slashes. The path may be relative to here or to the site.
func (p *process) siteName(arg string) (string, error) {
	for _, candidate := range []string{arg, filepath.Join(p.siteDir, arg)} {
		_, err := os.Lstat(candidate)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		base, err := filepath.Abs(p.siteDir)
		if err != nil {
			return "", err
		}
		file, err := filepath.Abs(candidate)
		if err != nil {
			return "", err
		}
		if rel, err := filepath.Rel(base, file); err == nil && filepath.IsLocal(rel) {
			return path.Clean(filepath.ToSlash(rel)), nil
		}
	}
	return "", usageError(fmt.Sprintf(p.words("网站里没有「%s」", "the site has no “%s”"), arg))
}

// showWithheld says of each item that the public doesn't see why it is so.
func (p *process) showWithheld(withheld []site.Withheld) error {
	for _, w := range withheld {
		if err := p.result(p.words("未公开  %s   %s\n", "hidden  %s   %s\n"), diag.Visible(privacy.Mask(w.File.Name())), p.why(w)); err != nil {
			return err
		}
	}
	if len(withheld) > 0 {
		return p.result("\n")
	}
	return nil
}

func (p *process) why(w site.Withheld) string {
	switch w.Reason {
	case site.Draft:
		return p.words("草稿：写着 draft = true，删去这一行就会公开", "a draft: remove draft = true to publish it")
	case site.Future:
		return fmt.Sprintf(p.words("未到发布时间：%s 之后会公开", "not yet due: it appears after %s"), w.Until.Format("2006-01-02 15:04"))
	default:
		return p.words("已过期：过了 expiryDate 写的时间", "expired: its expiryDate has passed")
	}
}
