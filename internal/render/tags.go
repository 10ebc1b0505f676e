package render

import (
	"net/url"
	"strings"

	"gongkai/internal/site"
)

// The tags that 《政府网站发展指引》（国办发〔2017〕47号）, annex 《网页设计规范》,
// asks for. The front page and columns carry those of the site and the column,
// an item those of its content as well. A tag without content is left out:
// inspectors count an empty one as a fault.

func (r *Rendered) siteTags() []Tag {
	tags := addTag(nil, "SiteName", r.site.Settings.Title)
	tags = addTag(tags, "SiteDomain", r.domain())
	return addTag(tags, "SiteIDCode", r.site.Settings.Identity.SiteID)
}

// domain is the host of base_url: 47号 shows it bare.
func (r *Rendered) domain() string {
	u, err := url.Parse(r.base())
	if err != nil {
		return ""
	}
	return u.Host
}

func (r *Rendered) columnTags(c *site.Column) []Tag {
	kind := c.Type
	if kind == "" {
		kind = r.columnName(c)
	}
	description := c.Description
	if description == "" {
		description = sections[r.sectionOf(c)].description
	}
	return r.columnTagsOf(r.columnName(c), description, strings.Join(c.Keywords, ","), kind)
}

// sectionTags are the column tags of a section without settings of its own.
func (r *Rendered) sectionTags(s section) []Tag {
	return r.columnTagsOf(sectionName(s), sections[s].description, "", "信息公开")
}

func (r *Rendered) columnTagsOf(name, description, keywords, kind string) []Tag {
	if keywords == "" {
		keywords = name
	}
	tags := addTag(make([]Tag, 0, 12), "ColumnName", name)
	tags = addTag(tags, "ColumnDescription", description)
	tags = addTag(tags, "ColumnKeywords", keywords)
	return addTag(tags, "ColumnType", kind)
}

// contentTags adds those of an item.
func (r *Rendered) contentTags(tags []Tag, p *site.Page) []Tag {
	tags = addTag(tags, "ArticleTitle", p.Title)
	if !p.Date.IsZero() {
		tags = addTag(tags, "PubDate", r.moment(p.Date).Text)
	}
	source := p.Source
	if source == "" {
		source = r.agencyOf(p)
	}
	tags = addTag(tags, "ContentSource", source)
	tags = addTag(tags, "Keywords", strings.Join(p.Keywords, ","))
	tags = addTag(tags, "Author", p.Author)
	tags = addTag(tags, "Description", p.Description)
	if r.base() != "" {
		tags = addTag(tags, "Image", r.imageAddress(p))
		tags = addTag(tags, "Url", r.base()+escapePath(p.Address))
	}
	return tags
}

// imageAddress is the absolute address of the picture that stands for a page.
func (r *Rendered) imageAddress(p *site.Page) string {
	if p.Picture == "" || strings.Contains(p.Picture, "://") {
		return p.Picture
	}
	return r.base() + escapePath(p.Picture)
}

// agencyOf is 发布机构: the page's own, or the site's.
func (r *Rendered) agencyOf(p *site.Page) string {
	if p.Agency != "" {
		return p.Agency
	}
	return r.site.Settings.Agency.Name
}

func addTag(tags []Tag, name, content string) []Tag {
	if content == "" {
		return tags
	}
	return append(tags, Tag{name, content})
}
