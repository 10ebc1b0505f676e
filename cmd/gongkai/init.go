package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"gongkai/internal/diag"
	"gongkai/internal/report"
)

// starter is the site that init writes. @DATE@ and @YEAR@ are those of the
// day; a file named DAY is named after it.
//
//go:embed starter
var starter embed.FS

// starterAgency is the name that the starter's site.toml gives.
const starterAgency = "示例县示例局"

func (p *process) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: p.words("新建一个网站", "start a new site"),
		Long: p.words(`新建一个网站：指南、制度、栏目、一条示例信息、依申请公开的说明，还有今年要公布的年度报告的草稿。
新网站马上就能检查和生成；把 content/site.toml 里的机关名称等换成自己的即可。`,
			`Starts a site: guide, rules, columns, a sample notice, how to apply, and a draft
of the annual report that is due this year. It can be checked and built at once.`),
		Example: p.words("gongkai init 我的网站\ngongkai init", "gongkai init my-site\ngongkai init"),
		Args:    p.takes(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				p.siteDir = args[0]
			}
			return p.initSite()
		},
	}
}

func (p *process) initSite() error {
	entries, err := os.ReadDir(filepath.Join(p.siteDir, "content"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(entries) > 0 {
		return usageError(fmt.Sprintf(p.words("「%s」里已经有 content，不会改动它；请换一个文件夹", "“%s” has content/ already, which is left as it is; choose another folder"), p.siteDir))
	}
	today := p.now.In(beijing)
	if err := p.writeStarter(today); err != nil {
		return err
	}
	if err := p.draftReport(today); err != nil {
		return err
	}
	p.talk(p.words("下一步：在 %s 里写上本机关的名称，然后在「%s」里运行 gongkai build\n", "next: write your agency's name in %s, then run gongkai build in “%s”\n"),
		diag.Visible(filepath.Join(p.siteDir, "content", "site.toml")), diag.Visible(p.siteDir))
	return nil
}

// draftReport is the report that is due this year, when there is a form for it.
func (p *process) draftReport(today time.Time) error {
	year := today.Year() - 1
	form := report.FormOf(year)
	if form == nil {
		return nil
	}
	name := fmt.Sprintf("content/report/%d", year)
	if err := p.create(name+".toml", form.Skeleton(nil)); err != nil {
		return err
	}
	return p.create(name+".md", reportPage(form, starterAgency, year, today, fmt.Sprintf("SL/%d-00003", today.Year())))
}

func (p *process) writeStarter(today time.Time) error {
	day := today.Format(time.DateOnly)
	fill := strings.NewReplacer("@DATE@", day, "@YEAR@", strconv.Itoa(today.Year()))
	return fs.WalkDir(starter, "starter", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(starter, name)
		if err != nil {
			return err
		}
		target := strings.TrimPrefix(name, "starter/")
		if target == "gitignore" {
			return p.writeIgnore(text)
		}
		if stem(target) == "DAY" {
			target = path.Join(path.Dir(target), day+"-1.md")
		}
		return p.create(target, []byte(fill.Replace(string(text))))
	})
}

// writeIgnore writes .gitignore, unless the folder has its own.
func (p *process) writeIgnore(text []byte) error {
	if _, err := os.Lstat(filepath.Join(p.siteDir, ".gitignore")); err == nil {
		return nil
	}
	return p.create(".gitignore", text)
}
