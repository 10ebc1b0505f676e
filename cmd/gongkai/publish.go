package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"
	"gongkai/internal/carry"
	"gongkai/internal/carry/target"
	"gongkai/internal/diag"
	"gongkai/internal/site"
)

// publishFlags is how a site is to be carried.
type publishFlags struct {
	from, key, sign string
	dryRun, force   bool
}

func (p *process) publishCommand() *cobra.Command {
	var f publishFlags
	c := &cobra.Command{
		Use:   "publish [TARGET] [--dry-run]",
		Short: p.words("把生成好的网站送到公众看得到的地方", "carry the built site to where the public reads it"),
		Long: p.words(`把 public/ 送到目标：先逐字节核对 public/ 与它自己的清单，再只传有变化的文件。
先传新文件，再换旧页面，最后才删除；任何时候中断，目标上的网站都能用，重新运行就接着传。
不是 gongkai 写的文件不会动。

目标写 content/site.toml 里 [[target]] 的名称，只有一个时可以不写；也可以直接写：
  folder:路径                         本机或共享里的文件夹
  archive:文件.zip 或 文件.tar.gz     一个归档文件
  stick:路径                          给查询机用的 U 盘
  sftp://用户@主机:端口/路径          任何能用 SSH 登录的服务器
  s3://存储桶/前缀?endpoint=https://主机
                                      任何兼容 S3 的对象存储
密码和密钥不写在目标里：对象存储用 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 或
~/.aws/credentials；SFTP 用 ssh-agent、~/.ssh 里的密钥或 GONGKAI_SFTP_PASSWORD；都没有就询问。`,
			`Carries public/ to a target: every byte of public/ is compared with its own
manifest first, then only what changed is sent. New files go first, then pages
are replaced, and only then is anything removed; whenever it is interrupted the
site there works, and running again continues. What gongkai didn't write is
never touched.

TARGET is the name of a [[target]] in content/site.toml, not needed when there
is only one; or it is written out:
  folder:PATH                         a folder of this machine or of a share
  archive:FILE.zip or FILE.tar.gz     one file
  stick:PATH                          a USB stick for a kiosk
  sftp://USER@HOST:PORT/PATH          any server with SSH
  s3://BUCKET/PREFIX?endpoint=https://HOST
                                      any store that speaks S3
No password or key stands in a target: a store's come from AWS_ACCESS_KEY_ID and
AWS_SECRET_ACCESS_KEY or ~/.aws/credentials, a server's from ssh-agent, the keys
in ~/.ssh or GONGKAI_SFTP_PASSWORD; what is missing is asked for.`),
		Example: p.words(`gongkai publish www --dry-run       看看会传什么
gongkai publish sftp://web@www.example.com/srv/www/openness
gongkai publish stick:E:\ --sign gongkai.key
gongkai publish --from /media/usb --key gongkai.pub folder:/srv/gongkai`,
			`gongkai publish www --dry-run       see what would be sent
gongkai publish sftp://web@www.example.com/srv/www/openness
gongkai publish stick:/media/usb --sign gongkai.key
gongkai publish --from /media/usb --key gongkai.pub folder:/srv/gongkai`),
		Args:              p.takes(0, 1),
		ValidArgsFunction: p.completeTargets,
		RunE: func(c *cobra.Command, args []string) error {
			to, err := p.findTarget(args)
			if err != nil {
				return err
			}
			return p.publish(c, to, f)
		},
	}
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, p.words("只列出新增、改变、删除和未变的文件，不写", "list what is new, changed, gone and unchanged; write nothing"))
	c.Flags().BoolVar(&f.force, "force", false, p.words("网站是空的、要删除五分之一以上、或者版本较旧，也照做", "also when the site is empty, when more than a fifth would be removed, or when the build is older"))
	c.Flags().StringVar(&f.from, "from", "", p.words("要送的文件夹或 U 盘；不写就是网站文件夹里的 public/", "the folder or stick to carry; public/ beside content/, unless told"))
	c.Flags().StringVar(&f.key, "key", "", p.words("U 盘必须由这个公钥的主人签名", "the stick must be signed by the owner of this public key"))
	c.Flags().StringVar(&f.sign, "sign", "", p.words("用这个密钥给 U 盘签名", "sign the stick with this secret key"))
	return c
}

// findTarget is the place that the command line names.
func (p *process) findTarget(args []string) (target.Target, error) {
	name := ""
	if len(args) > 0 {
		name = args[0]
		to, wrong := target.Parse(name)
		if wrong == nil {
			return to, nil
		}
		if strings.Contains(name, ":") {
			text := fmt.Sprintf(p.words("目标「%s」看不懂：%s", "the target “%s” can't be read: %s"), name, wrong.In(p.lang))
			if wrong.Secret {
				text = wrong.In(p.lang)
			}
			return to, usageError(text)
		}
	}
	targets, err := p.targets()
	if err != nil {
		return target.Target{}, err
	}
	var names []string
	for _, t := range targets {
		if t.Name == name || name == "" && len(targets) == 1 {
			return t, nil
		}
		names = append(names, t.Name)
	}
	known := p.words("site.toml 里还没有 [[target]]；用 gongkai publish --help 看怎样写目标", "site.toml has no [[target]]; gongkai publish --help says how a target is written")
	if len(names) > 0 {
		known = fmt.Sprintf(p.words("site.toml 里有：%s", "site.toml has: %s"), strings.Join(names, p.words("、", ", ")))
	}
	if name == "" {
		return target.Target{}, usageError(fmt.Sprintf(p.words("没有写送到哪里；%s", "where to is missing; %s"), known))
	}
	return target.Target{}, usageError(fmt.Sprintf(p.words("没有名为「%s」的目标；%s", "there is no target “%s”; %s"), name, known))
}

// targets is the [[target]] tables of site.toml. Their paths are seen from the
// site's folder, wherever the command is run.
func (p *process) targets() ([]target.Target, error) {
	folder, err := p.openSite()
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	settings, findings := site.ReadSettings(folder.content.FS())
	if findings.Count(diag.Error) > 0 {
		findings.Sort()
		p.talkFindings(findings)
		return nil, errProblems
	}
	for i, t := range settings.Targets {
		if t.Path != "" && t.Kind != target.SFTP && !filepath.IsAbs(t.Path) {
			settings.Targets[i].Path = filepath.Join(p.siteDir, t.Path)
		}
	}
	return settings.Targets, nil
}

func (p *process) completeTargets(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	words := []string{"folder:", "archive:", "stick:", "sftp://", "s3://"}
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	quiet := *p
	quiet.stderr = io.Discard
	if targets, err := quiet.targets(); err == nil {
		for _, t := range targets {
			words = append(words, t.Name)
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func (p *process) publish(c *cobra.Command, to target.Target, f publishFlags) error {
	ctx := c.Context()
	if f.sign != "" && to.Kind != target.Stick {
		return usageError(p.words("--sign 只用于 stick: 目标", "--sign is for a stick: only"))
	}
	options := p.carryOptions(c, f)
	var key *carry.Public
	var err error
	if f.key != "" {
		if key, err = carry.ReadPublic(f.key); err != nil {
			return err
		}
	}
	if f.sign != "" {
		if options.Sign, err = p.readSecret(f.sign, options.Ask); err != nil {
			return err
		}
	}
	from := f.from
	if from == "" {
		from = filepath.Join(p.siteDir, "public")
	}
	built, err := carry.Open(ctx, from, key)
	if err != nil {
		return p.unbuilt(from, f.from, err)
	}
	defer built.Close()
	if built.Foreign > 0 {
		p.talk(p.words("「%s」里有 %d 个文件不在清单上，不会发布\n", "%[2]d files of %[1]s are not in its manifest and stay where they are\n"), diag.Visible(from), built.Foreign)
	}
	stale := f.from == "" && p.outdated()
	if stale {
		p.talk("%s\n", p.words("注意：content 在上次生成以后改过，送出的是旧网站；先运行 gongkai build", "note: the content has changed since the last build, so what is carried is the old site; run gongkai build first"))
	}
	show := p.newCarrying(to)
	options.Event = show.event
	summary, err := carry.To(ctx, built, to, options)
	show.done()
	if err != nil {
		if ctx.Err() != nil {
			return p.interrupted(err)
		}
		return err
	}
	if f.dryRun && !p.json {
		if err := show.list(summary); err != nil {
			return err
		}
	}
	return p.endPublish(to, f.dryRun, stale, summary)
}

// unbuilt says what to do when there is nothing to carry.
func (p *process) unbuilt(dir, named string, err error) error {
	if _, missing := os.Stat(dir); missing != nil && named == "" {
		return operatorError{diag.Text{
			ZH: fmt.Sprintf("还没有「%s」；请先运行 gongkai build", dir),
			EN: fmt.Sprintf("there is no %s yet; run gongkai build first", dir),
		}, missing}
	}
	return err
}

// carryOptions is what carrying may know of this process.
func (p *process) carryOptions(c *cobra.Command, f publishFlags) carry.Options {
	home, _ := os.UserHomeDir()
	name := p.env("USER")
	if who, err := user.Current(); err == nil {
		name = who.Username[strings.LastIndexByte(who.Username, '\\')+1:] // without the domain
	}
	day := p.now.In(beijing)
	options := carry.Options{
		DryRun: f.dryRun, Force: f.force, Env: p.env, Home: home, User: name, Sleep: sleep,
		Today: int64(day.Year()*10000 + int(day.Month())*100 + day.Day()),
		Ask:   p.asker(c.InOrStdin()),
	}
	if info, err := os.Stat(filepath.Join(p.siteDir, "content")); err == nil && info.IsDir() {
		options.Content, options.State = filepath.Join(p.siteDir, "content"), filepath.Join(p.siteDir, ".gongkai")
	}
	return options
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// asker asks the person at the terminal; nil when there is none.
func (p *process) asker(stdin io.Reader) func(diag.Text, bool) (string, error) {
	in, isFile := stdin.(*os.File)
	if _, shown := terminal(p.stderr); !shown || !isFile || !term.IsTerminal(int(in.Fd())) {
		return nil
	}
	return func(question diag.Text, secret bool) (string, error) {
		p.talk("%s", diag.Visible(question.In(p.lang)))
		if secret {
			answer, err := term.ReadPassword(int(in.Fd()))
			p.talk("\n")
			return string(answer), err
		}
		var answer string
		_, err := fmt.Fscanln(in, &answer)
		return answer, err
	}
}

// interrupted is the error of a run that was told to end.
func (p *process) interrupted(err error) error {
	words := p.operatorWords(err)
	return operatorError{diag.Text{ZH: words, EN: words}, errors.New("interrupted")}
}

// endPublish is the result: the lists of a dry run, and one line.
func (p *process) endPublish(to target.Target, dry, stale bool, s carry.Summary) error {
	elapsed := p.clock().Sub(p.started)
	if p.json {
		return json.NewEncoder(p.stdout).Encode(map[string]publishSummary{"summary": {
			Command: "publish", Target: to.String(), DryRun: dry, Stale: stale,
			New: len(s.New), Changed: len(s.Changed), Gone: len(s.Gone), Unchanged: s.Unchanged,
			Sent: s.Sent, Bytes: s.Bytes, Removed: s.Removed, Build: s.Number, Milliseconds: elapsed.Milliseconds(),
		}})
	}
	if s.InPlace != (diag.Text{}) {
		p.talk(p.words("目标文件夹不能整个替换（%s），已改为逐个文件替换\n", "the target can't be exchanged as a whole (%s), so its files were replaced one by one\n"), diag.Visible(s.InPlace.In(p.lang)))
	}
	number := ""
	if s.Number > 0 {
		number = fmt.Sprintf(p.words("；版本 %d", "; build %d"), s.Number)
	}
	if dry {
		return p.result(p.words("试运行，什么也没有写：新增 %d 个，改变 %d 个，删除 %d 个，未变 %d 个；要传 %s%s\n", "dry run, nothing written: %d new, %d changed, %d gone, %d unchanged; %s to send%s\n"),
			len(s.New), len(s.Changed), len(s.Gone), s.Unchanged, bytesOf(s.Size), number)
	}
	return p.result(p.words("已发布到「%s」：新增 %d 个，改变 %d 个，删除 %d 个，未变 %d 个；传了 %d 个文件 %s%s；用时 %.2f 秒\n", "published to %s: %d new, %d changed, %d gone, %d unchanged; %d files sent, %s%s; %.2f s\n"),
		diag.Visible(to.String()), len(s.New), len(s.Changed), len(s.Gone), s.Unchanged, s.Sent, bytesOf(s.Bytes), number, elapsed.Seconds())
}

type publishSummary struct {
	Command      string `json:"command"`
	Target       string `json:"target"`
	DryRun       bool   `json:"dry_run"`
	Stale        bool   `json:"stale,omitempty"` // the content has changed since the site was built
	New          int    `json:"new"`
	Changed      int    `json:"changed"`
	Gone         int    `json:"gone"`
	Unchanged    int    `json:"unchanged"`
	Sent         int    `json:"sent"`
	Bytes        int64  `json:"bytes"`
	Removed      int    `json:"removed"`
	Build        int64  `json:"build,omitempty"`
	Milliseconds int64  `json:"milliseconds"`
}

// bytesOf is a number of bytes for people.
func bytesOf(n int64) string {
	units := []string{"B", "KB", "MB", "GB"}
	value, unit := float64(n), 0
	for ; value >= 1000 && unit < len(units)-1; unit++ {
		value /= 1000
	}
	if unit == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", value, units[unit])
}
