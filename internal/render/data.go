package render

import "gongkai/internal/report"

// This file is what templates are given. Each page file in layouts/ receives
// the struct of its name; base.html receives the same, and finds in it the
// fields of Frame. An address is a URL, relative to the page unless said
// otherwise; words are plain text and are escaped where they stand; HTML is
// the text of a page, already safe.

// Frame is given to every page: the head, the menu and the foot.
type Frame struct {
	*Shell
	HeadTitle string // of the browser's window: the page's title and the site's
	Tags      []Tag  // the tags that 《政府网站发展指引》 asks of the page, in its order
	Canonical URL    // the page's absolute address; "" when the site has none
	Feed      URL    // the feed's address; "" when there is none
	Trail     []Link // where the page stands: home, section, column
	Draft     bool   // in the preview only: the page is a draft
	Future    bool   // in the preview only: the page isn't out yet
	Expired   bool   // in the preview only: the page has been withdrawn
}

// Shell is the part of the frame that pages of one section and depth share.
type Shell struct {
	Site       string   // the site's title
	Brand      []string // the same in pieces that a line may break between
	Agency     Agency
	Sample     bool    // the site is a demonstration, and says so
	Zone       string  // the time zone by whose days the script counts; "" for Beijing's
	Home       URL     // "" on a 404 page of a site without an address
	Menu       []Entry // the sections of the platform
	Catalogue  Link    // 政府信息公开目录
	SiteMap    Link    // 网站地图
	Search     URL     // the search page; "" when the site has none
	Styles     []URL   // style sheets, in order
	TableStyle URL     // the style sheet of the statutory tables
	PrintStyle URL
	Scripts    []URL
	Foot       []Field // what 底部功能区 shows: only what the site has
	AsOf       Date    // 数据截至

	written string // stands for all of this in keys; "" when that isn't known
}

// Agency is the body that publishes, as site.toml describes it.
type Agency struct {
	Name      string  // 机关名称
	ShortName string  // 简称, or the name
	Contact   []Field // 地址, 邮编, 办公时间, 电话, 传真, 电子邮箱: those that are set
}

// Tag is one <meta name content> of the head.
type Tag struct{ Name, Content string }

// Link leads somewhere.
type Link struct {
	Text        string
	URL         URL
	Description string // a sentence on what is there, if any
	Current     bool   // it is the page itself, or the section that it is in
}

// Entry is a section in the menu. A narrow screen has room for Short only; the
// whole name is Before, Short and After.
type Entry struct {
	Link
	Before, Short, After string
}

// Field is a label and its value.
type Field struct {
	Label   string
	Text    string
	Date    Date // set instead of Text when the value is a date
	URL     URL  // "" when the value leads nowhere
	Outside bool // URL leads to another site
}

// Date is a day, or a moment, in the site's time zone. Both are "" when there is none.
type Date struct {
	Text    string // 2023-06-01, or 2023-06-01 09:30 when a time of day was written
	Machine string // for <time datetime>
}

// Period is a 公示期: both days are in it.
type Period struct {
	Label    string // 公示期
	From, To Date
}

// Item is a line of a list.
type Item struct {
	Title    string
	URL      URL
	Date     Date
	Column   string  // the column's name, on pages that mix columns
	Period   *Period // 公示期
	Validity string  // 失效, 废止 or 修改; "" when the document is in force
	Withheld bool    // in the preview only: the public doesn't see it
}

// File is something to download.
type File struct {
	Title string
	URL   URL
	Type  string // PDF, XLSX …
	Size  string // 12.5 KB
}

// Home is given to home.html, the front page.
type Home struct {
	Frame
	Title              string
	Intro              HTML    // content/index.md
	Latest             []Item  // the newest items of all columns
	Periods            []Item  // the newest items with a 公示期
	Columns            []Group // the columns of Disclosure
	Reports            []Item  // the newest annual reports
	Disclosure, Series Link    // the sections 法定主动公开内容 and 政府信息公开年报
}

// Group is a column with its newest items.
type Group struct {
	Link
	Basis string // which item of 条例第二十条 it serves; "" when none
	Count int    // how many items it holds
	Items []Item
}

// Article is given to article.html: guides and pages on how to apply.
type Article struct {
	Frame
	Title       string
	Date        Date // 发布日期, if any
	Updated     Date // when it was last changed, if known
	Body        HTML
	Outline     []Link // the headings, when there are enough of them to need a table of contents
	Siblings    []Link // the pages of the same section, when there are several
	Attachments []File
}

// Columns is given to columns.html, 法定主动公开内容 as a whole.
type Columns struct {
	Frame
	Title   string
	Columns []Group
}

// List is given to list.html: a page of a column. Pages are counted from the
// oldest, so that a new item doesn't change them all.
type List struct {
	Frame
	Title       string
	Description string
	Basis       string // which item of 条例第二十条 the column serves
	Intro       HTML   // on the newest page only
	Items       []Item
	Section     Link   // the section that the column is in
	Siblings    []Link // the columns beside this one
	Newer       URL
	Older       URL
	Newest      URL // "" on the newest page
	Oldest      URL // "" on the oldest page
	From, To    Date
}

// Notice is given to notice.html: one item of a column.
type Notice struct {
	Frame
	Title         string
	Fields        []Field // the statutory metadata: 索引号, 发布机构, 发文字号 …
	Date          Date    // 发布日期
	Source        string  // 来源
	Description   string  // 内容概述
	Body          HTML
	Period        *Period
	Validity      string // 失效, 废止 or 修改: said at the top
	ReplacedBy    []Link // what repeals this document
	Replaces      []Link // what it repeals
	Interprets    []Link // the documents that it explains
	InterpretedBy []Link // what explains it
	Attachments   []File
	Newer, Older  *Link
	Column        Link
	QR            HTML   // a picture of Address as a QR code; "" without one
	Address       string // the absolute address, for the printed page
}

// Report is given to report.html: an annual report. It is a notice whose text
// comes in parts.
type Report struct {
	Notice
	Preamble HTML // what stands before the first part
	Parts    []Part
	Outline  []Link
	Data     []File // the figures as files

	ChartStyle URL // the style sheet of comparisons; "" when there are none
}

// Part is one of the six parts: prose or a table.
type Part struct {
	Heading string // 二、主动公开政府信息情况; "" when Body has its own
	ID      string // of the heading
	Body    HTML
	Table   *Table
	Compare *Comparison // of the table with last year's
}

// Table is one of the three statutory tables. Columns, Head and Body are the
// cells of report.Table.
type Table struct {
	ID      string // disclosure, requests, review
	Caption string
	Columns []report.Column
	Head    []Row
	Body    []Row
	Notes   []string // 原文如此, with its reason, for each mistake that was made public
}

// Row is a row of a statutory table.
type Row struct{ Cells []Cell }

// Cell is one cell, with its attributes as text; "" means none.
type Cell struct {
	Text    string
	Header  bool
	ID      string
	Scope   string
	Headers string // the ids of the headers that govern it
	RowSpan string // "" when 1
	ColSpan string
	Class   string
	Note    string // 原文如此, when a mistake was made public
}

// Reports is given to reports.html: the series of annual reports.
type Reports struct {
	Frame
	Title       string
	Description string
	Intro       HTML
	Items       []ReportItem
	Trends      *Link  // 历年数据对比; nil when there are fewer than two years
	Missing     string // the years between the reports that have none: 2020、2021
}

// ReportItem is one year of the series.
type ReportItem struct {
	Item
	Year string
	Data []File
}

// Catalogue is given to catalogue.html, the front of 政府信息公开目录: how
// many items each column has in each year.
type Catalogue struct {
	Frame
	Title   string
	Years   []string
	Rows    []CatalogueRow
	Total   int
	Data    []File
	Filters []Filter // of the search page; none when the site has none
}

// CatalogueRow is a column of the site in the catalogue.
type CatalogueRow struct {
	Link
	Cells []Count
	Total int
}

// Count is how many items a column has in a year, and where they are listed.
type Count struct {
	Year  string
	Count int
	URL   URL // "" when there is none
}

// CatalogueYear is given to catalogue-year.html: every item of one column in one year.
type CatalogueYear struct {
	Frame
	Title  string
	Column string
	Year   string
	Items  []CatalogueItem
	Labels CatalogueLabels
	Others []Link // the years of the column
	Engine URL    // the script that filters and sorts
}

// CatalogueLabels are the official names of what the catalogue says of an item.
type CatalogueLabels struct{ Index, Title, Number, Issued, Date, Subject, Validity string }

// CatalogueItem is a line of the catalogue.
type CatalogueItem struct {
	Item
	Index       string // 索引号
	Number      string // 发文字号
	Issued      Date   // 成文日期
	Subject     string // 主题分类
	InForce     string // 有效性, also when the document is in force
	Description string // 内容概述
}

// Search is given to search.html, on which people search. The script fills
// the page; without scripts it points to the catalogue.
type Search struct {
	Frame
	Title      string
	TitlesOnly bool // texts aren't searched
	Filters    []Filter
	Index      URL // the script that the search begins with
	Engine     URL // the script that searches
}

// Filter is a choice by which search results are narrowed.
type Filter struct {
	Label   string // 栏目
	Name    string // of the field: column, year, subject, validity
	All     string // what no choice is called
	Options []Option
}

// Option is one choice.
type Option struct{ Value, Text string }

// SiteMap is given to sitemap.html.
type SiteMap struct {
	Frame
	Title    string
	Sections []Group
}

// NotFound is given to 404.html. Its links are absolute, for a server shows it
// at any depth; a site without an address gets one without links.
type NotFound struct {
	Frame
	Title string
}

// Alias is given to alias.html: an old address that leads to the new one. It
// stands by itself, without base.html.
type Alias struct {
	Title     string
	URL       URL
	Canonical URL // absolute when the site has an address
}
