package render

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"gongkai/internal/site"
)

// section is an entry of the menu.
type section uint8

const (
	noSection section = iota
	guideSection
	rulesSection
	disclosureSection
	reportSection
	requestSection
)

// The platform's columns, in the order and under the names of
// 国办公开办函〔2019〕61号, each with what it is for.
var sections = [...]struct{ before, short, after, description string }{
	guideSection:      {"政府信息公开", "指南", "", "怎样查阅和获取本机关的政府信息"},
	rulesSection:      {"政府信息公开", "制度", "", "有关政府信息公开的法规、规章和工作制度"},
	disclosureSection: {"法定", "主动公开", "内容", "依照条例第二十条主动公开的政府信息"},
	reportSection:     {"政府信息公开", "年报", "", "历年政府信息公开工作年度报告"},
	requestSection:    {"", "依申请公开", "", "申请获取政府信息的办法和表格"},
}

const (
	beijing       = "Asia/Shanghai" // the zone that the script takes unless told
	homeName      = "首页"
	catalogueName = "政府信息公开目录"
	siteMapName   = "网站地图"

	homeFile       = "index.html"
	disclosureFile = "disclosure/index.html"
	catalogueFile  = "catalogue/index.html"
	siteMapFile    = "sitemap.html"
	notFoundFile   = "404.html"
	feedFile       = "feed.xml"
)

// place is where a page stands: what its frame is made from.
type place struct {
	address string
	section section
	title   string // of the page
	trail   []Link // below the section
	tags    []Tag  // after those of the site
	hidden  site.Reason
}

// shellKey names a shell: pages of one depth and section share it.
type shellKey struct {
	up      string
	section section
}

// frame makes the frame of a page.
func (r *Rendered) frame(at place) Frame {
	root := up(at.address)
	title := r.site.Settings.Title
	if at.title != "" && at.title != title {
		title = at.title + "－" + title
	}
	f := Frame{
		Shell: r.shell(root, at.section), HeadTitle: title,
		Tags:  slices.Concat(r.tags, at.tags),
		Draft: at.hidden == site.Draft, Future: at.hidden == site.Future, Expired: at.hidden == site.Expired,
	}
	if base := r.base(); base != "" {
		f.Canonical = URL(base + escapePath(at.address))
		f.Feed = URL(root + feedFile)
	}
	if at.address != homeFile {
		f.Trail = append(make([]Link, 0, 3), Link{Text: homeName, URL: f.Home})
		if at.section != noSection {
			f.Trail = append(f.Trail, r.sectionLink(at.section, root))
		}
		f.Trail = append(f.Trail, at.trail...)
	}
	return f
}

func (r *Rendered) shell(root string, s section) *Shell {
	key := shellKey{root, s}
	if made, ok := r.shells.Load(key); ok {
		return made.(*Shell)
	}
	made, _ := r.shells.LoadOrStore(key, r.makeShell(root, s))
	return made.(*Shell)
}

func (r *Rendered) makeShell(root string, current section) *Shell {
	settings := r.site.Settings
	shell := &Shell{
		Site: settings.Title, Brand: brand(settings), Agency: agency(settings), Sample: settings.Sample,
		Home: URL(root + homeFile), Catalogue: Link{Text: catalogueName, URL: URL(root + catalogueFile)}, SiteMap: Link{Text: siteMapName, URL: URL(root + siteMapFile)},
		Foot: r.foot(), AsOf: r.day(r.site.Latest),
		TableStyle: r.asset(root, "assets/table.css"), PrintStyle: r.asset(root, "assets/print.css"),
	}
	if zone := settings.Zone; zone != nil && zone.String() != beijing {
		shell.Zone = zone.String()
	}
	shell.Menu = r.menu(root, current)
	if r.searches() {
		shell.Search = URL(root + searchFile)
	}
	for _, name := range []string{"assets/tokens.css", "assets/site.css", "assets/custom.css"} {
		if u := r.asset(root, name); u != "" {
			shell.Styles = append(shell.Styles, u)
		}
	}
	if u := r.asset(root, "assets/site.js"); u != "" {
		shell.Scripts = append(shell.Scripts, u)
	}
	shell.write()
	return shell
}

// asset is the address of a file of the layouts, or "" when it has nothing to say.
func (r *Rendered) asset(root, name string) URL {
	a, ok := r.layouts.assets[name]
	if !ok || len(a.bytes) == 0 {
		return ""
	}
	return URL(root + escapePath(name) + "?v=" + a.version)
}

// menu is the platform's columns that the site has.
func (r *Rendered) menu(root string, current section) []Entry {
	var menu []Entry
	for s := guideSection; s <= requestSection; s++ {
		if address := r.sectionAddress(s); address != "" {
			names := sections[s]
			menu = append(menu, Entry{
				Link: Link{
					Text: sectionName(s), URL: URL(root + escapePath(address)),
					Description: names.description, Current: s == current,
				},
				Before: names.before, Short: names.short, After: names.after,
			})
		}
	}
	return menu
}

// sectionAddress is the first page of a section, "" when the site has none.
func (r *Rendered) sectionAddress(s section) string {
	switch s {
	case guideSection:
		return firstAddress(r.site.Guide)
	case requestSection:
		return firstAddress(r.site.Request)
	case rulesSection:
		if r.site.Rules != nil {
			return r.site.Rules.Address
		}
	case reportSection:
		if r.site.Reports != nil {
			return r.site.Reports.Address
		}
	case disclosureSection:
		if len(r.site.Columns) > 0 {
			return disclosureFile
		}
	}
	return ""
}

func firstAddress(pages []*site.Page) string {
	if len(pages) == 0 {
		return ""
	}
	return pages[0].Address
}

// sectionName is the section's official name.
func sectionName(s section) string { return sections[s].before + sections[s].short + sections[s].after }

// sectionLink leads to a section, from a page.
func (r *Rendered) sectionLink(s section, root string) Link {
	return Link{Text: sectionName(s), URL: URL(root + escapePath(r.sectionAddress(s)))}
}

// sectionOf is the section that a column belongs to.
func (r *Rendered) sectionOf(c *site.Column) section {
	switch c {
	case nil:
		return noSection
	case r.site.Rules:
		return rulesSection
	case r.site.Reports:
		return reportSection
	}
	return disclosureSection
}

// columnName is a column's own name, or its section's.
func (r *Rendered) columnName(c *site.Column) string {
	if c.Name != "" {
		return c.Name
	}
	return sectionName(r.sectionOf(c))
}

// brand is the title in two when it begins with the agency's name.
func brand(s *site.Settings) []string {
	name := s.Agency.Name
	if rest, ok := strings.CutPrefix(s.Title, name); ok && name != "" && rest != "" {
		return []string{name, rest}
	}
	return []string{s.Title}
}

func agency(s *site.Settings) Agency {
	a := s.Agency
	made := Agency{Name: a.Name, ShortName: a.ShortName}
	if made.ShortName == "" {
		made.ShortName = a.Name
	}
	for _, f := range []Field{
		{Label: "办公地址", Text: a.Address},
		{Label: "邮政编码", Text: a.Postcode},
		{Label: "办公时间", Text: a.Hours},
		{Label: "联系电话", Text: a.Telephone},
		{Label: "传真", Text: a.Fax},
		{Label: "电子邮箱", Text: a.Email},
	} {
		if f.Text != "" {
			made.Contact = append(made.Contact, f)
		}
	}
	return made
}

// foot is 底部功能区 as 《政府网站发展指引》 asks for it. What the site hasn't
// got is left out, never made up.
func (r *Rendered) foot() []Field {
	a, id := r.site.Settings.Agency, r.site.Settings.Identity
	fields := []Field{
		{Label: "主办单位", Text: a.Host},
		{Label: "承办单位", Text: a.Operator},
		{Label: "联系电话", Text: a.Telephone},
		{Label: "办公地址", Text: a.Address},
		{Label: "网站标识码", Text: id.SiteID},
		{Label: "ICP备案编号", Text: id.ICP, URL: "https://beian.miit.gov.cn/", Outside: true},
		{Label: "公安机关备案标识", Text: id.Police, URL: policeAddress(id.Police), Outside: true},
	}
	if id.Conac != "" {
		fields = append(fields, Field{
			Text: "党政机关网站标识", Outside: true,
			URL: URL("https://bszs.conac.cn/sitename?method=show&id=" + url.QueryEscape(id.Conac)),
		})
	}
	if id.SiteID != "" {
		fields = append(fields, Field{
			Text: "我为政府网站找错", Outside: true,
			URL: URL("https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=" + url.QueryEscape(id.SiteID)),
		})
	}
	var set []Field
	for _, f := range fields {
		if f.Text != "" {
			set = append(set, f)
		}
	}
	return set
}

// policeAddress looks a 公安备案号 up by its fourteen digits.
func policeAddress(number string) URL {
	digits := strings.Map(func(c rune) rune {
		if '0' <= c && c <= '9' {
			return c
		}
		return -1
	}, number)
	return URL("http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=" + digits)
}

// day is a date without its time of day.
func (r *Rendered) day(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	day := r.local(t).Format(time.DateOnly)
	return Date{day, day}
}

// moment is a date with its time of day.
func (r *Rendered) moment(t time.Time) Date {
	t = r.local(t)
	return Date{t.Format("2006-01-02 15:04"), t.Format("2006-01-02T15:04-07:00")}
}

// published is when a page came out, as exactly as its author wrote it.
func (r *Rendered) published(p *site.Page) Date {
	if p.HasClock {
		return r.moment(p.Date)
	}
	return r.day(p.Date)
}

func (r *Rendered) local(t time.Time) time.Time {
	if zone := r.site.Settings.Zone; zone != nil {
		return t.In(zone)
	}
	return t
}
