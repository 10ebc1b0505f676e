package main

import (
	"context"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"gongkai/internal/diag"
	"gongkai/internal/inspect"
	"gongkai/internal/publish"
	"gongkai/internal/render"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

func (p *process) buildCommand() *cobra.Command {
	var out, search string
	var force bool
	c := &cobra.Command{
		Use:   "build [--out DIR]",
		Short: p.words("生成网站，放进 public/", "build the site into public/"),
		Long: p.words(`检查全部内容，没有错误才生成网站：要么整个换成新的，要么原来的一点不动。
草稿、未到发布时间和已过期的内容不会公开，结尾会说明各有几篇。`,
			`Checks everything and builds the site when there is no error: it is replaced as
a whole, or left as it was. Drafts, future and expired items stay out and are
counted at the end.`),
		Example: p.words(`gongkai build
gongkai build --out D:\公开网站
gongkai build --strict      有警告也不生成`,
			`gongkai build
gongkai build --out /srv/www/openness
gongkai build --strict      warnings stop it too`),
		Args: p.takes(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			p.search = site.Search(search)
			if search != "" && !slices.Contains(site.Searches, p.search) {
				return p.badValue("search", search, p.words(" full、titles 或者 off", "full, titles or off"))
			}
			return p.build(c.Context(), out, force)
		},
	}
	c.Flags().StringVar(&out, "out", "", p.words("放到哪个文件夹；不写就是网站文件夹里的 public/", "the folder to build into; public/ beside content/, unless told"))
	c.Flags().StringVar(&search, "search", "", p.words("站内检索：full 全文，titles 只检索标题和编号，off 不要；不写就照 site.toml", "the site's search: full, titles or off; as site.toml says, unless told"))
	c.Flags().BoolVar(&force, "force", false, p.words("时钟比上次生成时早，也照做", "also when the clock has gone back since the last build"))
	return c
}

// rootFS is what an os.Root's file system can do.
type rootFS interface {
	fs.ReadDirFS
	fs.ReadLinkFS
	fs.StatFS
}

// linked is what a run has read: the site, ready to be rendered.
type linked struct {
	*site.Site
	tree     *source.Tree
	scans    *inspect.Scans   // what is known of the attachments
	pages    *render.Rendered // nil when the site has errors
	findings diag.List
}

// link reads the content and links it: source.Read → site.Link → render.New.
func (p *process) link(folder *siteFolder) (*linked, error) {
	content := newContentFS(folder.content)
	folder.closers = append(folder.closers, content)
	tree, err := source.Read(content, nil)
	if err != nil {
		return nil, err
	}
	scans := p.knownScans()
	s, findings, err := examine(tree, scans, site.Options{Now: p.now, Aside: folder.aside, Kept: folder.kept})
	if err != nil {
		return nil, err
	}
	l := &linked{Site: s, tree: tree, scans: scans, findings: findings}
	if folder.own != nil {
		p.tellStrayLayouts(folder.own)
	}
	if l.findings.Count(diag.Error) > 0 {
		return l, nil
	}
	l.pages, err = render.New(s, folder.layouts, render.Options{Version: programKey(), Search: p.search})
	if err != nil && folder.own != nil {
		err = layoutMistake(err)
	}
	return l, err
}

// build is the whole way: link, then publish.Folder. What was built before is
// published from the memory of it (again.go).
func (p *process) build(ctx context.Context, out string, force bool) error {
	folder, err := p.openSite()
	if err != nil {
		return err
	}
	defer folder.Close()
	if out == "" {
		out = filepath.Join(p.siteDir, "public")
	}
	if err := p.checkClock(force); err != nil {
		return err
	}
	paceCollector()
	mark, err := p.fingerprint()
	if err != nil {
		return err
	}
	aside, done := p.newAside()
	defer done.Close()
	folder.aside = aside
	r := p.remembered(mark, func() (fs.FS, error) {
		r, err := p.release(folder)
		if err != nil {
			return nil, err
		}
		if r.pages == nil {
			return nil, errProblems
		}
		return r.pages, nil
	})
	fresh := r == nil
	if fresh {
		folder.kept = p.kept(&mark)
		if r, err = p.release(folder); err != nil {
			return err
		}
	}
	end := summary{command: "build", files: r.Files, withheld: r.Withheld}
	if p.failed(r.Findings) {
		return p.finish(r.Findings, end)
	}
	told := newTold(r.pages)
	bar := p.newProgress(p.words("正在写入", "writing"))
	published, err := publish.Folder(ctx, told, out, publish.Options{
		State:    filepath.Join(p.siteDir, ".gongkai"),
		Content:  filepath.Join(p.siteDir, "content"),
		Key:      told.Key,
		Progress: bar.update,
	})
	bar.done()
	if err != nil {
		return err
	}
	p.noteBuilt(&mark, out)
	if fresh {
		p.keep(folder.kept, r.site)
		if mark.settled {
			p.remember(mark, r, told)
		}
	}
	end.published = &published
	if err := p.finish(r.Findings, end); err != nil {
		return err
	}
	p.afterBuild(r, out, published)
	return nil
}

// release links the site, as far as it is to be built.
func (p *process) release(folder *siteFolder) (*release, error) {
	l, err := p.link(folder)
	if err != nil {
		return nil, err
	}
	p.keepScans(l.scans)
	end := p.summarise("build", l)
	r := &release{
		Files: end.files, Withheld: end.withheld, Findings: l.findings,
		site: l.Site, NoAddress: l.Settings.BaseURL == "", Until: l.unchangedUntil(p.now),
	}
	if l.pages != nil {
		r.pages = l.pages
	}
	return r, nil
}

// unchangedUntil is the moment at which the same content says something else:
// an item appears or expires, or a day begins, by which ages are counted.
func (l *linked) unchangedUntil(now time.Time) time.Time {
	year, month, day := now.In(l.Settings.Zone).Date()
	until := time.Date(year, month, day+1, 0, 0, 0, 0, l.Settings.Zone)
	if !l.Due.IsZero() && l.Due.Before(until) {
		until = l.Due
	}
	return until
}

// afterBuild says what the person may want to know next.
func (p *process) afterBuild(r *release, out string, published publish.Summary) {
	if published.InPlace != (diag.Text{}) {
		p.talk(p.words("这里的文件夹不能整个替换（%s），已改为逐个文件替换\n", "this folder can't be exchanged as a whole (%s), so its files were replaced one by one\n"), diag.Visible(published.InPlace.In(p.lang)))
	}
	if r.NoAddress {
		p.talk("%s\n", p.words("site.toml 没有写 base_url，所以没有 sitemap.xml 和 feed.xml", "site.toml has no base_url, so there is no sitemap.xml and no feed.xml"))
	}
	p.talk(p.words("用浏览器打开 %s 查看\n", "open %s in a browser\n"), diag.Visible(filepath.Join(out, "index.html")))
}
