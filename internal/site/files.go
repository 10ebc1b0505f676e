package site

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

var ruleUnlinked = diag.Rule{
	Code: "L209", Severity: diag.Warning,
	Message: diag.Text{ZH: "没有页面链接「{1}」，它不会公开", EN: "no page links {1}, so it is not published"},
	Hint:    diag.Text{ZH: "在页面里写上链接；不公开的，移出 content 文件夹{2}", EN: "link it from a page, or move it out of the content folder{2}"},
	Why:     diag.Text{ZH: "多半是忘了写链接，或者放错了地方。", EN: "The link was probably forgotten, or the file is in the wrong place."},
	Bad:     "-- content/disclosure/notices/table.csv --\n项目,金额\n道路,1\n",
	Good:    example("", "见[清单](table.csv)。") + "-- content/disclosure/notices/table.csv --\n项目,金额\n道路,1\n",
}

var ruleActive = diag.Rule{
	Code: "L210", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」会在读者的浏览器里当作网页或程序打开，不能公开", EN: "{1} would open as a page or a program in the reader's browser and can't be published"},
	Hint:    diag.Text{ZH: "网页改写成 .md；表格和文书用 .xlsx、.docx、.pdf", EN: "write a page as .md; give tables and documents as .xlsx, .docx or .pdf"},
	Why:     diag.Text{ZH: "附件里的脚本能冒用网站的名义，是常见的攻击入口。", EN: "A script in an attachment acts in the site's name: a common way in."},
	Bad:     bundleExample("示例", "-- content/disclosure/notices/plan/page.html --\n<p>附件</p>\n"),
	Good:    bundleExample("示例", "-- content/disclosure/notices/plan/table.csv --\n项目,金额\n道路,1\n"),
}

// active are the extensions that browsers or Windows run.
var active = []string{
	".html", ".htm", ".xhtml", ".xht", ".shtml", ".mht", ".mhtml", ".xml", ".xsl", ".js", ".mjs", ".swf",
	".exe", ".com", ".bat", ".cmd", ".msi", ".scr", ".vbs", ".ps1", ".hta", ".lnk", ".jar", ".php", ".jsp", ".asp", ".aspx",
}

// pictures are the extensions that every browser shows.
var pictures = []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"}

func isPicture(name string) bool { return hasExtension(name, pictures) }

func hasExtension(name string, among []string) bool {
	return slices.Contains(among, strings.ToLower(path.Ext(name)))
}

// assetAddress is where a file is published: where it is, in NFC.
func assetAddress(file *source.File) string { return norm.NFC.String(file.Path) }

// resolvePicture finds the picture that stands for a page.
func (l *linker) resolvePicture(p *Page) {
	switch {
	case p.Image == "":
	case strings.HasPrefix(p.Image, "http://"), strings.HasPrefix(p.Image, "https://"):
		p.Picture = p.Image
	default:
		file := l.attached(p, p.Image, "image")
		switch {
		case file == nil:
		case !isPicture(file.Path):
			p.blameKey(&ruleNotPicture, "", []string{"image"}, p.Image, offer(&ruleNotPicture, "", p.Image))
		default:
			p.Picture = assetAddress(file)
			p.uses = append(p.uses, file)
		}
	}
}

// resolveAttachments puts a page's attachments in order: those that it names,
// then the other files of its folder by name. A picture that the text shows
// is not an attachment unless it is named.
func (l *linker) resolveAttachments(p *Page) {
	shown := map[*source.File]bool{} // by the text, or as an attachment already
	for _, file := range p.uses {
		shown[file] = isPicture(file.Path)
	}
	attach := func(file *source.File, title string) {
		shown[file] = true
		p.uses = append(p.uses, file)
		p.Attachments = append(p.Attachments, asset(file, title))
	}
	listed := map[*source.File]bool{}
	for i, a := range p.Notice.Attachments {
		if a.Path == "" {
			continue // its finding is the notice's
		}
		file := l.attached(p, a.Path, "attachments", strconv.Itoa(i))
		if file != nil && !listed[file] {
			listed[file] = true
			attach(file, a.Title)
		}
	}
	rest := slices.Clone(l.bundled[p.bundle])
	slices.SortFunc(rest, func(a, b *source.File) int { return natural(a.Path, b.Path) })
	for _, file := range rest {
		if !shown[file] {
			attach(file, "")
		}
	}
}

func asset(file *source.File, title string) Asset {
	address := assetAddress(file)
	if title == "" {
		title = path.Base(address)
	}
	return Asset{File: file, Address: address, Title: title}
}

// attached finds a file that the front matter names, and says at its place
// when there is none.
func (l *linker) attached(p *Page, name string, at ...string) *source.File {
	to := l.look(p, name)
	if to.said {
		return nil
	}
	if to.fault != nil {
		better := relative(p, to.better)
		p.blameKey(to.fault, better, at, name, offer(to.fault, better, name))
		return nil
	}
	if to.file == nil {
		p.blameKey(&ruleWrongKind, "", at, name, at[0], diag.Text{ZH: "它是一个页面，不是文件", EN: "it is a page, not a file"})
		return nil
	}
	if of := l.hiddenOwner(p, to); of != nil {
		soften(p.blameKey(&ruleHidden, "", at, name, whyHidden(of)), of)
	}
	return to.file
}

// publishFiles decides which files go out: those that a visible page shows,
// links or attaches.
func (l *linker) publishFiles() {
	out := map[*source.File]bool{}
	for _, p := range l.site.all {
		for _, file := range p.uses {
			l.used[file] = true
			if l.shown(p) && !out[file] {
				out[file] = true
				l.site.Files = append(l.site.Files, asset(file, ""))
			}
		}
	}
	slices.SortFunc(l.site.Files, func(a, b Asset) int { return cmp.Compare(a.Address, b.Address) })
	for _, file := range l.tree.Files {
		if l.used[file] {
			l.checkName(file)
			l.claim(&claim{address: assetAddress(file), file: file})
			if hasExtension(file.Path, active) {
				l.find(&ruleActive, file.Place(), path.Base(file.Path))
			}
		}
	}
	for _, file := range l.loose {
		if !l.used[file] {
			l.find(&ruleUnlinked, file.Place(), path.Base(file.Path), l.unopened(file))
		}
	}
	l.checkFolders()
}

// unopened says that a folder of files has no page yet to list them.
func (l *linker) unopened(file *source.File) diag.Text {
	folder := folderOf(file.Path)
	column := l.columns[folderOf(folder)]
	if column == nil || l.columns[folder] != nil || l.file(folder+"/"+indexPage) != nil {
		return diag.Text{}
	}
	return diag.Text{
		ZH: "；这个文件夹里没有 index.md，写上正文就会列为附件",
		EN: "; this folder has no index.md, whose page would list it as an attachment",
	}
}
