package render

import (
	"strings"

	"gongkai/internal/markup"
	"gongkai/internal/notice"
	"gongkai/internal/site"
)

// notice is the page of one item of a column.
func (r *Rendered) notice(p *site.Page) *file {
	return r.page("notice.html", func(text bool) any {
		n := r.noticeData(p, text)
		n.Body = r.body(p, text)
		return n
	})
}

// noticeData is what a notice and a report share: all but the text.
func (r *Rendered) noticeData(p *site.Page, text bool) *Notice {
	root := up(p.Address)
	n := &Notice{
		Title: p.Title, Fields: r.fields(p), Date: r.published(p), Source: p.Source,
		Description: p.Description, Validity: lapsed(p.Validity), Period: r.period(p),
		ReplacedBy: links(p.ReplacedBy, root), Replaces: links(p.Replaces, root),
		Interprets: links(p.Interprets, root), InterpretedBy: links(p.InterpretedBy, root),
		Newer: neighbour(p.Newer, root), Older: neighbour(p.Older, root),
		Attachments: r.attachments(p, root),
	}
	at := place{address: p.Address, title: p.Title, hidden: p.Hidden}
	if p.Column != nil {
		at.section = r.sectionOf(p.Column)
		n.Column = Link{Text: r.columnName(p.Column), URL: URL(root + escapePath(p.Column.Address))}
		at.tags = r.columnTags(p.Column)
		if at.section == disclosureSection {
			at.trail = []Link{n.Column}
		}
	}
	at.tags = r.contentTags(at.tags, p)
	n.Frame = r.frame(at)
	if n.Canonical != "" {
		n.Address = string(n.Canonical)
		if text { // its picture depends on nothing else
			n.QR = qrCode(n.Address)
		}
	}
	return n
}

// fields is the metadata block: what the notice says of itself, under the
// official labels.
func (r *Rendered) fields(p *site.Page) []Field {
	all := [...]Field{
		{Label: "索引号", Text: p.Index},
		{Label: "发布机构", Text: r.agencyOf(p)},
		{Label: "发文字号", Text: p.Number},
		{Label: "成文日期", Date: r.day(p.Issued)},
		{Label: "发布日期", Date: r.published(p)},
		{Label: "主题分类", Text: p.Subject.String()},
		{Label: "体裁", Text: p.Genre},
		{Label: "有效性", Text: string(p.Validity)},
		{Label: "公开方式", Text: p.Openness},
		{Label: "关键词", Text: strings.Join(p.Keywords, "、")},
		{Label: "来源", Text: p.Source},
		{Label: "责任编辑", Text: p.Author},
		{Label: "更新日期", Date: r.day(p.Modified)},
	}
	set := make([]Field, 0, len(all))
	for _, f := range all {
		if f.Text != "" || f.Date.Text != "" {
			set = append(set, f)
		}
	}
	return set
}

// lapsed is a validity that readers must be told of before they read on.
func lapsed(v notice.Validity) string {
	if v == notice.InForce {
		return ""
	}
	return string(v)
}

func (r *Rendered) period(p *site.Page) *Period {
	if p.Period.From.IsZero() && p.Period.To.IsZero() {
		return nil
	}
	return &Period{"公示期", r.day(p.Period.From), r.day(p.Period.To)}
}

func (r *Rendered) attachments(p *site.Page, root string) []File {
	var files []File
	for i := range p.Attachments {
		a := &p.Attachments[i]
		f := r.download(a.Address, a.Title, root)
		f.Size = byteSize(a.File.Size)
		files = append(files, f)
	}
	return files
}

func link(p *site.Page, root string) Link {
	return Link{Text: p.Title, URL: URL(root + escapePath(p.Address))}
}

func links(pages []*site.Page, root string) []Link {
	var made []Link
	for _, p := range pages {
		made = append(made, link(p, root))
	}
	return made
}

func neighbour(p *site.Page, root string) *Link {
	if p == nil {
		return nil
	}
	made := link(p, root)
	return &made
}

// article is a page of the guide, or on how to apply.
func (r *Rendered) article(p *site.Page) *file {
	return r.page("article.html", func(text bool) any {
		section, siblings := guideSection, r.site.Guide
		if p.Kind == site.RequestPage {
			section, siblings = requestSection, r.site.Request
		}
		root := up(p.Address)
		a := &Article{
			Title: p.Title, Body: r.body(p, text), Attachments: r.attachments(p, root),
			Updated: r.day(p.Modified),
		}
		if !p.Date.IsZero() {
			a.Date = r.published(p)
		}
		if p.Body != nil {
			a.Outline = outline(p.Body.Outline)
		}
		at := place{
			address: p.Address, section: section, title: p.Title, hidden: p.Hidden,
			tags: r.contentTags(r.sectionTags(section), p),
		}
		if len(siblings) > 1 {
			a.Siblings = links(siblings, root)
			for i, s := range siblings {
				a.Siblings[i].Current = s == p
			}
		}
		if p != siblings[0] {
			at.trail = []Link{link(p, root)}
			at.trail[0].Current = true
		}
		a.Frame = r.frame(at)
		return a
	})
}

// outlineFrom is how many headings make a table of contents worth its room.
const outlineFrom = 4

// outline is a page's table of contents: its level-2 headings.
func outline(headings []markup.Heading) []Link {
	var made []Link
	for _, h := range headings {
		if h.Level == 2 {
			made = append(made, Link{Text: h.Text, URL: URL("#" + escapePath(h.ID))})
		}
	}
	if len(made) < outlineFrom {
		return nil
	}
	return made
}

// alias is an old address that leads to a page.
func (r *Rendered) alias(name string, p *site.Page) *file {
	return r.page(aliasFile, func(bool) any {
		a := &Alias{Title: p.Title, URL: URL(up(name) + escapePath(p.Address))}
		if r.base() != "" {
			a.Canonical = URL(r.base() + escapePath(p.Address))
		}
		return a
	})
}
