package site

import (
	"path"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"gongkai/internal/approval"
	"gongkai/internal/diag"
	"gongkai/internal/markup"
	"gongkai/internal/report"
	"gongkai/internal/source"
)

// A link names a file of the content, relative to the page that holds it:
// other.md, other.md#标题, #标题, plan/, table.xlsx. The published address is
// worked out here, so that a file can be followed in the editor, on disk and
// on the site alike.

const linkWhy = "读者点开是空白或者报错，检查时按错链计。"

var linkWhyText = diag.Text{ZH: linkWhy, EN: "Readers meet an error, and inspectors count a dead link."}

var ruleMissing = diag.Rule{
	Code: "L201", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」不存在", EN: "{1} doesn't exist"},
	Hint:    diag.Text{ZH: "核对文件名和文件夹{2}", EN: "check the names of the file and of its folder{2}"},
	Why:     linkWhyText,
	Bad:     example("", "见[细则](rules-2024.md)。"),
	Good:    example("", "见[预算](../finance/2024-01-04-1.md)。"),
}

var ruleAnchor = diag.Rule{
	Code: "L202", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」里没有标题「{2}」", EN: "{1} has no heading {2}"},
	Hint:    diag.Text{ZH: "# 后面照抄标题的文字{3}", EN: "after # comes the text of the heading{3}"},
	Why:     linkWhyText,
	Bad:     example("", "见[第二部分](#二、步骤)。\n\n## 二、方法\n\n正文。"),
	Good:    example("", "见[第二部分](#二、方法)。\n\n## 二、方法\n\n正文。"),
}

var ruleOutside = diag.Rule{
	Code: "L203", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」指到了 content 文件夹外面", EN: "{1} leads out of the content folder"},
	Hint:    diag.Text{ZH: "把文件放进 content，再从这里写起", EN: "put the file into content and link it from here"},
	Why:     diag.Text{ZH: "content 以外的文件不会公开，也不应公开。", EN: "What is outside isn't published, and must not be."},
	Bad:     example("", "见[附件](../../../secret.pdf)。"),
	Good:    example("", "见[预算](../finance/2024-01-04-1.md)。"),
}

var ruleRooted = diag.Rule{
	Code: "L204", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」以 / 开头，网站放进子目录或者从磁盘打开时会断", EN: "{1} begins with /, which breaks in a sub-directory and from disk"},
	Hint:    diag.Text{ZH: "从这个文件所在的文件夹写起{2}", EN: "write it relative to this file's folder{2}"},
	Why:     linkWhyText,
	Bad:     example("", "见[预算](/disclosure/finance/2024-01-04-1.md)。"),
	Good:    example("", "见[预算](../finance/2024-01-04-1.md)。"),
}

var rulePublished = diag.Rule{
	Code: "L205", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」是生成后的地址，不是 content 里的文件", EN: "{1} is an address of the built site, not a file of the content"},
	Hint:    diag.Text{ZH: "写源文件{2}", EN: "name the source file{2}"},
	Why:     diag.Text{ZH: "写源文件，改名、改 slug 时才能发现断链。", EN: "Only a link to the source is checked when a file is renamed or given a slug."},
	Bad:     example("", "见[预算](../finance/2024-01-04-1.html)。"),
	Good:    example("", "见[预算](../finance/2024-01-04-1.md)。"),
}

var ruleHidden = diag.Rule{
	Code: "L206", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」现在不公开：{2}", EN: "{1} is not public now: {2}"},
	Hint:    diag.Text{ZH: "等它公开后再链接，或者删去这个链接", EN: "link it when it is public, or delete the link"},
	Why:     linkWhyText,
	Bad:     example("", "见[草案](draft.md)。") + "-- content/disclosure/notices/draft.md --\n+++\ntitle = \"草案\"\ndate = 2024-01-03\ndraft = true\n+++\n正文。\n",
	Good:    example("", "见[预算](../finance/2024-01-04-1.md)。"),
}

var ruleNeverPublished = diag.Rule{
	Code: "L207", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」从不公开", EN: "{1} is never published"},
	Hint:    diag.Text{ZH: "链接年报的 .md，或者页面上提供的 .xlsx、.csv", EN: "link the report's .md, or the .xlsx or .csv that its page offers"},
	Why:     diag.Text{ZH: "设置、审核记录和年报的原始数据只在内部使用。", EN: "Settings, records of approval and the reports' source figures are for the staff alone."},
	Bad:     example("", "见[数据](../../report/2023.toml)。"),
	Good:    example("", "见[年报](../../report/2023.md)。"),
}

var ruleNotPicture = diag.Rule{
	Code: "L208", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」不是网页能显示的图片", EN: "{1} is not a picture that a page can show"},
	Hint:    diag.Text{ZH: "图片用 .png .jpg .gif .webp .svg；别的文件去掉前面的 !，写成链接{2}", EN: "pictures are .png .jpg .gif .webp .svg; for another file drop the ! and make it a link{2}"},
	Why:     diag.Text{ZH: "读者看到的是一个破图。", EN: "Readers see a broken picture."},
	Bad:     example("", "![预算](../finance/2024-01-04-1.md)"),
	Good:    example("", "见[预算](../finance/2024-01-04-1.md)。"),
}

// destination is what a path leads to: one of the first three, or a fault.
type destination struct {
	page    *Page
	file    *source.File
	address string // of a list or another page that render makes

	fault  *diag.Rule
	better string // the path to write instead, from content/, "" when none is known
	owner  *Page  // the page without which it isn't published
	said   bool   // what is wrong with the file itself is said elsewhere
}

// resolveLinks works out every page's targets, side by side.
func (l *linker) resolveLinks() {
	each(len(l.site.all), func(i int) {
		p := l.site.all[i]
		if len(p.Body.Links) > 0 {
			p.Targets = make([]Target, len(p.Body.Links))
		}
		for i := range p.Body.Links {
			p.Targets[i] = l.resolve(p, &p.Body.Links[i])
		}
		l.resolvePicture(p)
		l.resolveAttachments(p)
		l.checkBare(p)
	})
}

// resolve works out one link and says what is wrong with it.
func (l *linker) resolve(p *Page, link *markup.Link) Target {
	if link.External {
		return Target{External: link.Destination}
	}
	to := destination{page: p}
	if link.Destination != "" {
		to = l.look(p, link.Destination)
	}
	if to.said {
		return Target{Missing: true}
	}
	switch {
	case to.fault != nil:
	case link.Kind == markup.Image && (to.file == nil || !isPicture(to.file.Path)):
		to.fault = &ruleNotPicture
	case link.Kind == markup.Embed && to.file == nil:
		to = destination{fault: &ruleMissing} // a file that is made, not one to read a table from
	}
	if to.fault != nil {
		better := relative(p, to.better)
		p.blameLink(to.fault, link, better, link.Destination, offer(to.fault, better, link.Destination))
		return Target{Missing: true}
	}
	target := Target{Address: l.addressAt(to), Query: link.Query, Fragment: link.Fragment}
	if of := l.hiddenOwner(p, to); of != nil {
		soften(p.blameLink(&ruleHidden, link, "", link.Destination, whyHidden(of)), of)
		if !l.options.Hidden {
			return Target{Missing: true}
		}
	}
	if link.Kind == markup.Embed && !l.embed(p, link, to.file) {
		target = Target{Missing: true}
	}
	if to.file != nil {
		p.uses = append(p.uses, to.file)
	} else if link.Fragment != "" {
		l.anchor(p, link, to, &target)
	}
	return target
}

// addressAt is the address that a path leads to.
func (l *linker) addressAt(to destination) string {
	switch {
	case to.page != nil:
		return to.page.Address
	case to.file != nil:
		return assetAddress(to.file)
	}
	return to.address
}

// anchor turns the heading's text after # into its id.
func (l *linker) anchor(p *Page, link *markup.Link, to destination, target *Target) {
	page := to.page
	if c := l.columns[folderOf(to.address)]; page == nil && c != nil {
		page = l.intro(c)
	}
	name := link.Destination
	if name == "" {
		name = path.Base(p.File.Path)
	}
	if page == nil {
		p.blameLink(&ruleAnchor, link, "", name, link.Fragment, diag.Text{})
		target.Fragment = ""
		return
	}
	if id, ok := l.heading(page.Body, link.Fragment); ok {
		target.Fragment = id
		return
	}
	if part, ok := tablePart(page, link.Fragment); ok {
		target.Fragment = PartAnchor(part)
		return
	}
	target.Fragment = ""
	if p.full() {
		return
	}
	var headings []string
	for _, h := range page.Body.Outline[:min(beside, len(page.Body.Outline))] {
		headings = append(headings, h.Text)
	}
	p.blameLink(&ruleAnchor, link, "", name, link.Fragment, suggestion(nearest(link.Fragment, headings)))
}

// heading is the id of the heading that a fragment means. Those of a page with
// many are looked up: its links may be as many.
func (l *linker) heading(d *markup.Document, fragment string) (id string, ok bool) {
	if len(d.Outline) <= beside {
		return d.Anchor(fragment)
	}
	made, _ := l.headings.LoadOrStore(d, sync.OnceValue(func() map[string]bool {
		ids := map[string]bool{}
		for i := range d.Outline {
			ids[d.Outline[i].ID] = true
		}
		return ids
	}))
	ids := made.(func() map[string]bool)()
	for _, id := range []string{fragment, markup.HeadingID(fragment)} {
		if ids[id] {
			return id, true
		}
	}
	return "", false
}

// intro is the page of a column's introduction, if it has one.
func (l *linker) intro(c *Column) *Page {
	if file := l.file(c.Path + "/" + indexPage); file != nil {
		if p := l.byFile[file]; p != nil && p.Notice != nil {
			return p
		}
	}
	return nil
}

// tablePart is the part of a report that is a table, by its heading.
func tablePart(p *Page, fragment string) (report.Part, bool) {
	if p.Report == nil || p.Report.Form == nil {
		return report.Part{}, false
	}
	for _, part := range p.Report.Form.Parts {
		if part.Table != "" && (fragment == PartAnchor(part) || markup.HeadingID(fragment) == markup.HeadingID(part.Heading())) {
			return part, true
		}
	}
	return report.Part{}, false
}

// look finds what a path, relative to a page's file, leads to.
func (l *linker) look(p *Page, name string) destination {
	if strings.HasPrefix(name, "/") {
		to := l.at(strings.Trim(name, "/"))
		return destination{fault: &ruleRooted, better: contentPath(to)}
	}
	full := path.Join(folderOf(p.File.Path), name)
	if full == ".." || strings.HasPrefix(full, "../") {
		return destination{fault: &ruleOutside}
	}
	if full == "." {
		full = ""
	}
	to := l.at(full)
	if to.fault == &ruleMissing && to.better == "" && !p.full() {
		to.better = l.suggest(p, full)
	}
	return to
}

// at finds what stands at a path from content/.
func (l *linker) at(full string) destination {
	if file := l.file(full); file != nil {
		return l.atFile(file)
	}
	if to, ok := l.atFolder(full); ok {
		return to
	}
	for _, address := range []string{full, path.Join(full, indexHTML)} {
		if l.isMade(address) {
			return destination{address: address, better: address}
		}
	}
	if folderOf(full) == reportFolder && isExport(path.Base(full)) && l.figures[stem(full)] != nil {
		return destination{address: full, better: full, owner: l.byFile[l.tree.File(reportFolder+"/"+stem(full)+pageExt)]}
	}
	if c := l.claims[fold(full)]; c != nil && c.address == full && c.alias == 0 {
		return destination{fault: &rulePublished, better: c.file.Path}
	}
	if c := l.columns[folderOf(full)]; c != nil && path.Base(full) == indexHTML {
		return destination{fault: &rulePublished, better: c.Path + "/"}
	}
	return destination{fault: &ruleMissing}
}

// atFile is a file of the content as a destination.
func (l *linker) atFile(file *source.File) destination {
	name := path.Base(file.Path)
	switch p := l.byFile[file]; {
	case p != nil && p.Notice != nil:
		return destination{page: p, owner: p}
	case isPage(name):
		return destination{said: true} // it can't be read, or stands where no page can
	case file.Path == settingsFile, strings.HasSuffix(name, approval.Extension), l.figures[stem(name)] == file:
		return destination{fault: &ruleNeverPublished}
	}
	to := destination{file: file}
	if f := l.folders[folderOf(file.Path)]; f != nil && f.bundle != "" {
		to.owner = l.byFile[l.tree.File(f.bundle+"/"+indexPage)]
	}
	return to
}

// atFolder is a folder as a destination: a notice, a column's list, a section.
func (l *linker) atFolder(full string) (destination, bool) {
	if c := l.columns[norm.NFC.String(full)]; c != nil && (strings.HasPrefix(c.Path, disclosureFolder) || l.listed[c]) {
		return destination{address: c.Address, better: c.Path + "/"}, true
	}
	if file := l.file(path.Join(full, indexPage)); file != nil {
		return l.atFile(file), true
	}
	return destination{}, false
}

// isMade tells the pages that a text may link although no file stands for
// them: the home page, the catalogue and the like.
func (l *linker) isMade(address string) bool {
	switch address {
	case indexHTML, "catalogue/" + indexHTML, "sitemap.html":
		return true
	case disclosureFolder + "/" + indexHTML:
		return len(l.site.Columns) > 0
	}
	return false
}

// hiddenOwner is the page whose absence keeps the public from following a
// link, or nil. Between hidden pages links are free: both may appear together.
func (l *linker) hiddenOwner(from *Page, to destination) *Page {
	if to.owner == nil || to.owner.Notice == nil || to.owner.Hidden == "" || from.Hidden != "" {
		return nil
	}
	return to.owner
}

// soften makes a link to what has expired a warning. It was right when it was
// written, and must not keep what has to be withdrawn on the site.
func soften(d *diag.Diagnostic, of *Page) {
	if of.Hidden == Expired {
		d.Severity = diag.Warning
	}
}

// whyHidden says why a page isn't public.
func whyHidden(p *Page) diag.Text {
	when := p.AbsenceOf.Format("2006-01-02 15:04")
	switch p.Hidden {
	case Draft:
		return diag.Text{ZH: "它是草稿（draft = true）", EN: "it is a draft (draft = true)"}
	case Future:
		return diag.Text{ZH: "到「" + when + "」才公开", EN: "it appears on " + when}
	default:
		return diag.Text{ZH: "「" + when + "」已经撤下", EN: "it was withdrawn on " + when}
	}
}

// contentPath is a destination as a path from content/, to be offered instead.
func contentPath(to destination) string {
	switch {
	case to.page != nil:
		return to.page.File.Path
	case to.file != nil:
		return to.file.Path
	}
	return to.better
}

// relative is a path from content/ as the page would write it.
func relative(p *Page, full string) string {
	if full == "" {
		return ""
	}
	from := strings.Split(p.File.Path, "/")
	to := strings.Split(full, "/")
	common := 0
	for common < len(from)-1 && common < len(to)-1 && from[common] == to[common] {
		common++
	}
	if written := strings.Repeat("../", len(from)-1-common) + strings.Join(to[common:], "/"); written != "" {
		return written
	}
	return "./"
}
