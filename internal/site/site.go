// Package site joins the files into a site: columns in their order, the
// address of every page, what each link leads to, neighbours, replacements,
// and the series of annual reports.
//
// It is given the content tree and a date, and hands on a linked Site from
// which every page can be rendered by itself. Whatever needs more than one
// file to be known is decided here; how a page looks is not.
package site

import (
	"strings"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/notice"
	"gongkai/internal/report"
	"gongkai/internal/source"
)

// Options are what a run asks for.
type Options struct {
	Now    time.Time // which items are out, and nothing else
	Hidden bool      // keep drafts, future and expired items among the pages (the preview)
	// Examine, if given, looks at each page while its text is in hand, many
	// pages at once. What it makes of one is the page's Noted, for as long as
	// the page, the settings and the list of words don't change.
	Examine func(source.Text, *notice.Notice, *Settings) any
	Aside   *Aside // takes the converted texts; nil keeps them in memory
	Kept    *Kept  // what the last run read; nil reads everything
}

// Site is a linked site. Every slice is in its order of display.
type Site struct {
	Settings *Settings // never nil
	Home     *Page     // content/index.md, or nil
	Guide    []*Page   // guide/: 政府信息公开指南, index.md first
	Request  []*Page   // request/: 依申请公开, index.md first
	Rules    *Column   // rules/: 政府信息公开制度; nil when there is nothing in it
	Columns  []*Column // disclosure/*: 法定主动公开内容
	Reports  *Column   // report/: 政府信息公开年报, newest first; nil when there is none
	Withheld []Withheld
	Files    []Asset   // attachments and pictures to be copied, in order of address
	Latest   time.Time // 数据截至: the newest item's date
	// Due is when the next item appears or expires, zero if none will.
	Due time.Time

	pages    map[string]*Page // by address
	fresh    map[string]*Page // pages that were made anew since: they come first
	linker   *linker          // what the next Link may take up again; nil in a build
	all      []*Page          // in order of path, hidden ones as well
	settings *source.File
	words    *source.File
	readings map[*source.File]*reading
}

// Kind says what a page is for.
type Kind uint8

const (
	NoticePage  Kind = iota // an item of a column
	GuidePage               // 政府信息公开指南
	RequestPage             // 依申请公开
	IntroPage               // a column's introduction (shown on its list, no page of its own)
	ReportPage              // an annual report
	HomePage                // the introduction on the home page
)

// Column is a column (栏目) of the site.
type Column struct {
	ColumnSettings
	Address string  // of its first list page: disclosure/finance/index.html
	Intro   *Page   // index.md, or nil
	Pages   []*Page // newest first, as listed
}

// Page is one Markdown file in its place.
type Page struct {
	*notice.Notice
	File *source.File
	Kind Kind
	// Address is where it is published, from the site's root:
	// disclosure/finance/2023-budget.html. An introduction has the address of
	// the list that shows it.
	Address   string
	Redirects []string // its aliases, as addresses
	Picture   string   // the address of Image, or its URL; "" when there is none
	Column    *Column  // nil for guide, request and home pages
	Newer     *Page
	Older     *Page
	// Targets[i] is what Body.Links[i] leads to.
	Targets       []Target
	Attachments   []Asset // 附件, in their order
	ReplacedBy    []*Page // notices that repeal this one
	Replaces      []*Page
	Interprets    []*Page // 政策文件 that this page explains
	InterpretedBy []*Page // 解读 of this document
	Report        *report.Report
	Hidden        Reason    // why the public doesn't see it; "" when it does
	AbsenceOf     time.Time // when it will appear (Future) or was withdrawn (Expired)

	Noted any // what Options.Examine made of it

	digest            [32]byte
	sum               [32]byte
	bundle            string         // the notice's own folder; "" when it has none
	uses              []*source.File // files that it shows, links or attaches
	found             diag.List      // what is wrong with its place and its links
	cache             *pageText      // during Link
	tables, tableRows int            // that its text sets, as far as its links are resolved
}

// pageText is a page's file, read again to say where something is.
type pageText struct {
	text  source.Text
	front *source.Data // nil when it can't be read
}

func (p *Page) reread() *pageText {
	text, _ := p.File.Text()
	front, _, _ := source.FrontMatter(text)
	return &pageText{text, front}
}

// source is the page's file, read again at most once in a Link.
func (p *Page) source() *pageText {
	if p.cache == nil {
		p.cache = p.reread()
	}
	return p.cache
}

// place is Place during Link.
func (p *Page) place(path ...string) diag.Place { return p.source().place(p, path) }

func (t *pageText) place(p *Page, path []string) diag.Place {
	if t.front == nil {
		return p.File.Place()
	}
	return t.front.Place(path...)
}

// Digest stands for the page's own text: it changes when its file does, and
// when a figure that it quotes does.
func (p *Page) Digest() [32]byte { return p.digest }

// Sum is the SHA-256 of the page's text, as it is read: UTF-8 with LF.
func (p *Page) Sum() [32]byte { return p.sum }

// Uses is the files that it shows, links or attaches.
func (p *Page) Uses() []*source.File { return p.uses }

// Place is where a key of the front matter is written. The file is read
// again: only findings ask, and keeping every place would cost more memory
// than all pages together.
func (p *Page) Place(path ...string) diag.Place { return p.reread().place(p, path) }

// At is the place of a span of the page's file, in bytes, as a link has it.
func (p *Page) At(start, end int) diag.Place { return p.reread().text.Place(start, end) }

// Target is a resolved destination. One of Address, External and Missing is set.
type Target struct {
	Address  string // on this site, from its root, unescaped; with Query and Fragment
	Query    string // as written, without ?
	Fragment string
	External string // an absolute URL, mailto: or tel:
	Missing  bool   // leads nowhere; a finding says so
}

// Asset is a file that is published as it is.
type Asset struct {
	File    *source.File
	Address string // from the site's root, unescaped
	Title   string // as shown to readers
}

// Reason is why an item is withheld from the public.
type Reason string

const (
	Draft   Reason = "draft"
	Future  Reason = "future"
	Expired Reason = "expired"
)

// Withheld is an item that is not in the build. In the preview it is among
// the pages as well.
type Withheld struct {
	File   *source.File
	Reason Reason
	Until  time.Time // when a future item appears
}

// Page is the page at an address, or nil. Introductions are found by their
// column, the home page's by Home.
func (s *Site) Page(address string) *Page {
	if p := s.fresh[address]; p != nil {
		return p
	}
	return s.pages[address]
}

// All is every page that can be read, hidden ones and introductions too, in
// order of path.
func (s *Site) All() []*Page { return s.all }

// Disclosed is how many items of 法定主动公开内容 were published in a year. An
// item that has expired since was published all the same.
func (s *Site) Disclosed(year int) int { return disclosed(s.all, year) }

// NextIndex is the 索引号 for a new item of that date: one more than the
// highest in use, hidden items and reports included. It is "" when the site
// has no template, or no code of its agency for one that asks for it.
func (s *Site) NextIndex(date time.Time) string {
	template := s.Settings.template
	org, highest := s.Settings.org, 0
	if template.String() == "" || org == "" && strings.Contains(template.String(), "{org}") {
		return ""
	}
	for _, p := range s.all {
		parts, ok := template.Match(p.Index)
		if ok && (parts.Year == 0 || parts.Year == date.Year()) && (parts.Org == "" || notice.NormalCode(parts.Org) == org) {
			highest = max(highest, parts.Seq)
		}
	}
	return template.Format(org, date, highest+1)
}

// Rules is this room's part of the catalogue (links, addresses, settings).
func Rules() []diag.Rule {
	return []diag.Rule{
		ruleNoSettings, ruleRequired, ruleBaseURL, ruleTimezone, ruleSiteID, ruleICP, rulePolice,
		ruleAgencyCode, ruleTemplate, ruleColumnPath, ruleColumnTwice, ruleArticle20, ruleFreshness, ruleConac, ruleSearch,
		ruleOddName, ruleDashName, ruleSlug, ruleAlias, ruleReserved, ruleCollision, ruleLongName,
		ruleMissing, ruleAnchor, ruleOutside, ruleRooted, rulePublished, ruleHidden, ruleNeverPublished,
		ruleNotPicture, ruleUnlinked, ruleActive, ruleStillInForce, ruleWrongKind, ruleMore,
		ruleNoSheet, ruleNoTable, ruleNoResult, ruleLargeTable, ruleBare,
		ruleNoFolder, ruleNoColumn, ruleSecondPage, ruleReportName, ruleNoFigures, ruleNoProse, ruleIndexTwice,
		ruleAllowIncomplete, ruleAllowUnused, ruleAllowError,
	}
}
