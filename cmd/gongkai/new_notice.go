package main

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

func (p *process) newNoticeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "notice COLUMN[/FOLDER] TITLE",
		Short: p.words("新建一条信息", "start a notice"),
		Long: p.words(`在栏目里新建一条信息，填好标题、发布日期和下一个索引号，说出文件在哪里。
栏目写路径，如 disclosure/notices，或者写名称，如 通知公告。
有附件的，在栏目后面再写一个文件夹的名称，附件放进这个文件夹。`,
			`Starts a notice in a column, with its title, date and the next index number
(索引号) filled in, and prints where it is. The column is a path, such as
disclosure/notices, or a name, such as 通知公告. For a notice with attachments
the name of a folder follows, which they are put into.`),
		Example: `gongkai new notice disclosure/notices "关于公示项目的通知"
gongkai new notice disclosure/finance/2026-budget "2026年部门预算"`,
		Args: p.takes(2, 2),
		RunE: func(_ *cobra.Command, args []string) error { return p.newNotice(args[0], args[1]) },
	}
}

func (p *process) newNotice(column, title string) error {
	title = strings.TrimSpace(title)
	if title == "" {
		return usageError(p.words("标题是空的", "the title is empty"))
	}
	tree, s, _, err := p.everything()
	if err != nil {
		return err
	}
	where, folder, err := p.findColumn(s, column)
	if err != nil {
		return err
	}
	today := p.now.In(s.Settings.Zone)
	name := freeName(tree, where.Path, today)
	if folder != "" {
		name = path.Join(where.Path, folder, "index.md")
	}
	if err := p.create("content/"+name, noticeSkeleton(title, today, s.NextIndex(today))); err != nil {
		return err
	}
	if folder != "" {
		p.talk("%s\n", p.words("附件放在 index.md 旁边，就会列在正文后面", "attachments go beside index.md; they are listed below the text"))
	}
	p.talk("%s\n", p.words("下一步：用编辑器打开它，在第二个 +++ 下面写正文；写好以后运行 gongkai check", "next: open it in an editor and write below the second +++; then run gongkai check"))
	return nil
}

// findColumn finds a column by its path, by the end of its path or by its name.
// One more step of the path is the folder of a notice with attachments.
func (p *process) findColumn(s *site.Site, text string) (column *site.Column, folder string, err error) {
	wanted := strings.Trim(strings.TrimPrefix(strings.ReplaceAll(text, `\`, "/"), "content/"), "/")
	var known []string
	for _, c := range columnsOf(s) {
		title := c.Name
		if title == "" && c == s.Rules {
			title = "政府信息公开制度"
		}
		for _, name := range []string{c.Path, strings.TrimPrefix(c.Path, "disclosure/"), title} {
			rest, below := strings.CutPrefix(wanted, name)
			switch {
			case below && rest == "":
				return c, "", nil
			case below && strings.HasPrefix(rest, "/") && strings.Count(rest, "/") == 1:
				column, folder = c, rest[1:]
			}
		}
		known = append(known, c.Path+" "+title)
	}
	if column == nil {
		return nil, "", usageError(fmt.Sprintf(p.words("没有「%s」这个栏目；有：%s", "there is no column “%s”; there are: %s"), text, strings.Join(known, p.words("，", ", "))))
	}
	if !fs.ValidPath(folder) || strings.HasPrefix(folder, ".") || strings.ContainsAny(folder, `<>:"|?*`) {
		return nil, "", usageError(fmt.Sprintf(p.words("「%s」不能作文件夹的名称，写成 2024-budget 这样", "“%s” can't be a folder's name; 2024-budget is one"), folder))
	}
	return column, folder, nil
}

// freeName is the first <date>-<n>.md of a day that no file has.
func freeName(tree *source.Tree, folder string, day time.Time) string {
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s/%s-%d.md", folder, day.Format(time.DateOnly), n)
		if tree.File(name) == nil {
			return name
		}
	}
}

func noticeSkeleton(title string, day time.Time, index string) []byte {
	var b strings.Builder
	b.WriteString("+++\n")
	frontMatter(&b, title, day, index)
	b.WriteString("+++\n\n")
	return []byte(b.String())
}

// frontMatter is what every new page says of itself.
func frontMatter(b *strings.Builder, title string, day time.Time, index string) {
	fmt.Fprintf(b, "title = %s\ndate = %s\n", source.Quote(title), day.Format(time.DateOnly))
	if index != "" {
		fmt.Fprintf(b, "index = %s\n", source.Quote(index))
	}
}
