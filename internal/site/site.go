// Package site joins the files into a site: columns in their order, the
// address of every page, what each link leads to, neighbours, replacements,
// and the series of annual reports.
//
// It is given the content tree and a date, and hands on a linked Site from
// which every page can be rendered by itself. Whatever needs more than one
// file to be known is decided here; how a page looks is not.
package site

import (
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
}

// Site is a linked site. Every slice is in its order of display.
type Site struct {
	Settings *Settings
	Home     *Page     // content/index.md, or nil
	Guide    []*Page   // guide/: 政府信息公开指南, index.md first
	Request  []*Page   // request/: 依申请公开, index.md first
	Rules    *Column   // rules/: 政府信息公开制度
	Columns  []*Column // disclosure/*: 法定主动公开内容
	Reports  *Column   // report/: 政府信息公开年报, newest first
	Withheld []Withheld
	Files    []Asset   // attachments and pictures to be copied, in order of address
	Latest   time.Time // 数据截至: the newest item's date
	// Due is when the next item appears or expires, zero if none will.
	Due time.Time

	tree  *source.Tree
	pages map[string]*Page // by address
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
	File    *source.File
	Kind    Kind
	Address string  // where it is published, from the site's root: disclosure/finance/2023-budget.html
	Column  *Column // nil for guide, request and home pages
	Newer   *Page
	Older   *Page
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
	digest        [32]byte  // of the source file
}

// Target is a resolved destination. Exactly one of the two is set.
type Target struct {
	Address  string // on this site, from its root, unescaped; with Fragment
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

// Withheld is an item that is not in the build.
type Withheld struct {
	File   *source.File
	Reason Reason
	Until  time.Time // when a future item appears
}

// Link joins the tree. previous, nil at first, is the site of the last run:
// what the change did not touch is shared with it, and the result equals a
// full link. The error is an operator's: a file could not be read.
func Link(tree *source.Tree, previous *Site, options Options) (*Site, diag.List, error) {
	panic("unwritten")
}

// Page is the page at an address, or nil.
func (s *Site) Page(address string) *Page { return s.pages[address] }

// Rules is this room's part of the catalogue (links, addresses, settings).
func Rules() []diag.Rule { panic("unwritten") }
