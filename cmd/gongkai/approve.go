package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"gongkai/internal/approval"
	"gongkai/internal/diag"
	"gongkai/internal/inspect"
	"gongkai/internal/privacy"
	"gongkai/internal/site"
)

func (p *process) approveCommand() *cobra.Command {
	var r approval.Record
	var opinion string
	var logs []string
	c := &cobra.Command{
		Use:   "approve PATH... --as ROLE --by NAME",
		Short: p.words("记录一次审核", "record a review"),
		Long: p.words(`记录谁在什么时候审了哪一份。记录写在内容旁边的 .approval.toml 里，随内容一起
提交；它认的是正文和附件的内容，以后改动一个字，这次审核就失效。
各级审核的名称和先后写在 site.toml 的 [review] 里。`,
			`Records who reviewed what, and when, in an .approval.toml file beside the text,
to be committed with it. A record is bound to the text and its attachments: a
later edit voids it. [review] in site.toml names the levels in order.`),
		Example: p.words(`gongkai approve content/disclosure/notices/2024-03-01-1.md --as 专职信息员初审 --by 张某
gongkai approve content/disclosure/notices/plan --as 分管领导审核 --by 李某 --secrecy 不涉密
gongkai approve content/report/2023.md --as 分管领导审核 --by 李某 --opinion return --note 核对第三部分
gongkai approve --log 发布记录.html         给审计看的发布记录，也可以是 .csv`,
			`gongkai approve content/disclosure/notices/2024-03-01-1.md --as ROLE --by NAME
gongkai approve content/report/2023.md --as ROLE --by NAME --opinion return --note "check part three"
gongkai approve --log ledger.csv         the record of releases, .html or .csv`),
		Args: p.takes(0, -1),
		RunE: func(_ *cobra.Command, args []string) error {
			r.Opinion = approval.Opinion(opinion)
			return p.approve(args, r, logs)
		},
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.StringVar(&r.Role, "as", "", p.words("审核级别，照 [review] 里写的", "the level of review, as in [review]"))
	flags.StringVar(&r.By, "by", "", p.words("审核人姓名", "who reviewed it"))
	flags.StringVar(&opinion, "opinion", "pass", p.words("意见：pass 通过、return 退回修改、fail 不予发布；不写就是通过", "pass, return or fail; pass, unless told"))
	flags.StringVar(&r.Note, "note", "", p.words("备注", "a remark"))
	flags.StringVar(&r.Secrecy, "secrecy", "", p.words("保密审查的结果：不涉密", "the result of the secrecy review: 不涉密"))
	flags.StringArrayVar(&logs, "log", nil, p.words("把全部发布记录写成文件（.html 或 .csv）", "write the record of all releases to a file (.html or .csv)"))
	return c
}

func (p *process) approve(args []string, r approval.Record, logs []string) error {
	if err := p.checkReview(args, &r, logs); err != nil {
		return err
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
	if len(args) > 0 {
		if err := p.record(folder, l, args, r); err != nil {
			return err
		}
		if len(logs) > 0 {
			if l, err = p.link(folder); err != nil {
				return err
			}
		}
	}
	ledger := inspect.NewLedger(l.Site, l.tree, l.scans, p.now)
	for _, name := range logs {
		text := ledger.HTML()
		if strings.EqualFold(filepath.Ext(name), ".csv") {
			text = ledger.CSV()
		}
		if err := p.writeResult(name, text); err != nil {
			return err
		}
	}
	return nil
}

// writeResult writes a file that the person asked for by name, and says so.
func (p *process) writeResult(name string, text []byte) error {
	if err := os.WriteFile(name, text, 0o644); err != nil {
		return err
	}
	p.talk(p.words("已写入 %s\n", "wrote %s\n"), diag.Visible(name))
	return nil
}

// checkReview looks at the command line alone.
func (p *process) checkReview(args []string, r *approval.Record, logs []string) error {
	r.Role, r.By, r.Secrecy = strings.TrimSpace(r.Role), strings.TrimSpace(r.By), strings.TrimSpace(r.Secrecy)
	for _, name := range logs {
		if extension := strings.ToLower(filepath.Ext(name)); extension != ".html" && extension != ".csv" {
			return p.badValue("log", name, p.words(" .html 或 .csv 文件", "an .html or .csv file"))
		}
	}
	switch {
	case len(args) == 0 && len(logs) == 0:
		return usageError(p.words("没有写审的是哪一篇；gongkai approve --help 看写法", "nothing to review is named; see gongkai approve --help"))
	case len(args) == 0:
		return nil
	case r.Role == "" || r.By == "":
		return usageError(p.words("要写明审核级别和审核人：--as 级别 --by 姓名", "name the level and the person: --as ROLE --by NAME"))
	case r.Opinion != approval.Pass && r.Opinion != approval.Return && r.Opinion != approval.Fail:
		return p.badValue("opinion", string(r.Opinion), p.words(" pass、return 或 fail", "pass, return or fail"))
	case r.Opinion == approval.Return && strings.TrimSpace(r.Note) == "":
		return usageError(p.words("退回修改要写明原因：--note 原因", "say why it is returned: --note REASON"))
	}
	return nil
}

// record writes the reviews of all the items, or of none.
func (p *process) record(folder *siteFolder, l *linked, args []string, r approval.Record) error {
	policy := l.Settings.Review
	if len(policy.Levels) == 0 {
		return usageError(p.words(`site.toml 没有写审核级别；请加上 [review] 和 levels = ["专职信息员初审", "分管领导审核"]`, `site.toml names no levels of review; add [review] with levels = ["…", "…"]`))
	}
	r.Time = p.now.In(l.Settings.Zone).Truncate(time.Second)
	type write struct{ name, text string }
	var writes []write
	for _, arg := range args {
		page, err := p.pageAt(l, arg)
		if err != nil {
			return err
		}
		if n := errorsOf(l, page); n > 0 && r.Opinion == approval.Pass {
			return usageError(fmt.Sprintf(p.words("「%s」还有 %d 处错误，改正以后才能通过；运行 gongkai check %[1]s 查看", "“%s” has %d errors to mend before it can pass; see gongkai check %[1]s"), page.File.Name(), n))
		}
		item, problems := inspect.ReviewOf(l.Site, l.tree, l.scans, page)
		if problems.Count(diag.Error) > 0 {
			return p.finish(masked(problems), summary{command: "approve"})
		}
		if why := policy.Refusal(item, r); why != (diag.Text{}) {
			return usageError(fmt.Sprintf(p.words("「%s」不能这样记录：%s", "“%s” can't be recorded so: %s"), page.File.Name(), why.In(p.lang)))
		}
		r.Subject = item.Subject
		name := approval.Path(page.File.Path)
		old, err := folder.content.ReadFile(filepath.FromSlash(name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		writes = append(writes, write{name, string(approval.Append(old, r))})
	}
	for _, w := range writes {
		name := filepath.FromSlash(w.name)
		if err := folder.content.WriteFile(name+".new", []byte(w.text), 0o644); err != nil {
			return err
		}
		if err := folder.content.Rename(name+".new", name); err != nil {
			return err
		}
		if err := p.result(p.words("已记录 %s（%s，%s：%s）\n", "recorded %s (%s, %s: %s)\n"), diag.Visible(privacy.Mask("content/"+w.name)), r.Role, r.By, r.Opinion.Words().In(p.lang)); err != nil {
			return err
		}
	}
	p.sayNext(policy.Levels, r)
	return nil
}

// sayNext says what is to be done after a review.
func (p *process) sayNext(levels []string, r approval.Record) {
	next := slices.Index(levels, r.Role) + 1
	switch {
	case r.Opinion != approval.Pass:
		p.talk("%s", p.words("改好以后从头审核\n", "once it is mended, the reviews begin anew\n"))
	case next < len(levels):
		p.talk(p.words("接下来：「%s」\n", "next: %s\n"), levels[next])
	default:
		p.talk("%s", p.words("各级都审过了，可以运行 gongkai build\n", "all levels have reviewed it: gongkai build may run\n"))
	}
}

// pageAt is the item at a path of the command line: its .md file or its folder.
func (p *process) pageAt(l *linked, arg string) (*site.Page, error) {
	name, err := p.siteName(arg)
	if err != nil {
		return nil, err
	}
	for _, page := range l.All() {
		if full := page.File.Name(); full == name || full == path.Join(name, "index.md") {
			return page, nil
		}
	}
	return nil, usageError(fmt.Sprintf(p.words("「%s」不是一篇信息；请写它的 .md 文件或者文件夹", "“%s” is no item; name its .md file or its folder"), arg))
}

// errorsOf counts what is wrong with an item besides its review.
func errorsOf(l *linked, page *site.Page) int {
	own := map[string]bool{privacy.Mask(page.File.Name()): true}
	for _, file := range page.Uses() {
		own[privacy.Mask(file.Name())] = true
	}
	n := 0
	for _, d := range l.findings {
		if d.Severity == diag.Error && own[d.File] && !strings.HasPrefix(d.Code, "A") {
			n++
		}
	}
	return n
}
