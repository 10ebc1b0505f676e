package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"gongkai/internal/diag"
	"gongkai/internal/preview"
)

func (p *process) serveCommand() *cobra.Command {
	var o preview.Options
	var browse bool
	c := &cobra.Command{
		Use:   "serve [--port N]",
		Short: p.words("边写边看：保存后网页马上更新", "preview the site while it is being written"),
		Long: p.words(`在浏览器里预览网站。保存文件后网页马上更新，有问题会显示在网页上；草稿、未到发布
时间和已过期的内容也能看到，并说明公众为什么看不到。只有这台计算机能打开；public/ 不会
改动，只在 .gongkai/ 里记下读过的内容，下次打开更快。按 Ctrl-C 结束。`,
			`Shows the site in a browser. A page changes as soon as its file is saved, and
says what is wrong with it; drafts, future and expired items are shown as well,
and why the public doesn't see them. Only this computer can open it; public/
stays as it is, and only .gongkai/ keeps what was read, for a quicker start the
next time. Ctrl-C ends it.`),
		Example: p.words(`gongkai serve
gongkai serve --port 9000 --navigate
gongkai serve --bind 0.0.0.0     让局域网里的人也能看`,
			`gongkai serve
gongkai serve --port 9000 --navigate
gongkai serve --bind 0.0.0.0     let the local network see it`),
		Args: p.takes(0, 0),
		RunE: func(c *cobra.Command, _ []string) error { return p.serve(c.Context(), o, browse) },
	}
	flags := c.Flags()
	flags.IntVar(&o.Port, "port", 8080, p.words("端口；被占用时用下一个空着的", "the port; the next free one when it is taken"))
	flags.StringVar(&o.Bind, "bind", "", p.words("在哪个地址上提供；不写就只有这台计算机能打开", "the address to serve on; only this computer can open it unless told"))
	flags.BoolVar(&o.Poll, "poll", false, p.words("不等系统通知，隔一会儿看一次文件", "look at the files every now and then, don't wait to be told of changes"))
	flags.BoolVar(&o.Navigate, "navigate", false, p.words("保存哪一页，浏览器就转到哪一页", "the browser goes to the page that was saved"))
	flags.BoolVar(&browse, "open", false, p.words("顺便打开浏览器", "open the browser as well"))
	return c
}

// serve shows the site until Ctrl-C.
func (p *process) serve(ctx context.Context, o preview.Options, browse bool) error {
	if o.Port < 0 || o.Port > 65535 {
		return p.badValue("port", fmt.Sprint(o.Port), p.words(" 0 到 65535 的整数", "a whole number up to 65535"))
	}
	folder, err := p.openSite()
	if err != nil {
		return err
	}
	folder.Close() // it is there; the window opens it anew whenever it has been replaced
	dir, err := filepath.Abs(p.siteDir)
	if err != nil {
		return err
	}
	w := &window{process: p, version: programKey(), first: true}
	defer w.close()
	o.Dir, o.Lang, o.Clock, o.Look = dir, p.lang, p.clock, w.look
	o.Say = func(words diag.Text) { p.talk("%s\n", words.In(p.lang)) }
	o.Ready = func(addresses []string, taken bool) { p.ready(o, addresses, taken, browse) }
	o.Shown = func(e *preview.Edition, took time.Duration) { p.shown(w, e, took) }
	w.slow = time.AfterFunc(time.Second, func() {
		if _, ok := terminal(p.stderr); ok {
			p.talk("%s\n", p.words("正在读取网站……", "reading the site…"))
		}
	})
	return preview.Run(ctx, o)
}

// ready says where the preview is.
func (p *process) ready(o preview.Options, addresses []string, taken, browse bool) {
	if taken {
		p.talk(p.words("端口 %d 已被占用，改用下一个空着的\n", "port %d is taken, using the next free one\n"), o.Port)
	}
	if err := p.result(p.words("预览：%s   （按 Ctrl-C 结束）\n", "preview: %s   (Ctrl-C ends it)\n"), addresses[0]); err != nil {
		return
	}
	if o.Bind != "" {
		p.talk("%s\n", p.words("注意：能连到这台计算机的人都能看到草稿和没有发布的内容", "note: whoever can reach this computer sees drafts and what isn't published"))
		for _, address := range addresses[1:] {
			p.talk("  %s\n", address)
		}
	}
	if browse {
		if err := openBrowser(addresses[0]); err != nil {
			p.talk(p.words("浏览器没有打开（%s），请自己打开上面的网址\n", "the browser didn't open (%s); open the address above\n"), diag.Visible(err.Error()))
		}
	}
}

// shown says what a save did.
func (p *process) shown(w *window, e *preview.Edition, took time.Duration) {
	w.slow.Stop()
	if e.Rest != nil {
		return // what the gates say is still to come
	}
	if p.json {
		all := slices.Concat(e.Findings, e.Unapproved)
		all.Sort()
		_ = all.WriteJSON(p.stdout)
		return
	}
	what := p.words("网站已读取", "the site is read")
	if n := len(e.Changed); n > 0 {
		what = diag.Visible(e.Changed[0])
		if n > 1 {
			what += p.words(fmt.Sprintf(" 等 %d 个文件", n), fmt.Sprintf(" and %d more", n-1))
		}
	}
	printer := p.printer(p.stdout)
	for _, list := range []diag.List{e.Findings, e.Unapproved.Softened()} {
		for i := range list {
			if d := &list[i]; w.first || slices.Contains(e.Changed, d.File) {
				_ = printer.Print(p.stdout, d)
			}
		}
	}
	if e.Failure != "" {
		_ = p.result("%s%s\n", p.words("网站生成不了：", "the site can't be made: "), e.Failure)
	}
	found := e.Findings.Summary().In(p.lang)
	if n := len(e.Unapproved); n > 0 {
		found += fmt.Sprintf(p.words("；%d 篇等待审核", "; %d to be approved"), n)
	}
	_ = p.result(p.words("%s：%s；用时 %.2f 秒\n", "%s: %s; %.2f s\n"), what, found, took.Seconds())
	w.first = false
}

// openBrowser asks the system to open an address.
func openBrowser(address string) error {
	switch runtime.GOOS {
	case "windows":
		return exec.Command("rundll32", "url.dll,FileProtocolHandler", address).Start()
	case "darwin":
		return exec.Command("open", address).Start()
	}
	return exec.Command("xdg-open", address).Start()
}
