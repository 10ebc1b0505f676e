// Package notice reads one disclosed item (公开信息): its statutory metadata
// and its text.
//
// It is given the text of a page and decides what the page says of itself;
// where it stands on the site, what its address is, and what its links lead
// to, is for the site.
package notice

import (
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/markup"
	"gongkai/internal/source"
)

// Notice is one item. Every page of a site is one: guides, column
// introductions and reports carry the same front matter. The places of its
// keys are not kept: a large site has a hundred thousand notices and few
// findings, so whoever must point at a key reads the front matter again.
type Notice struct {
	Start int // byte offset of the body in the text

	Title       string    // 标题
	Date        time.Time // 发布日期
	HasClock    bool      // a time of day was written with Date
	Issued      time.Time // 成文日期, zero when not given
	Index       string    // 索引号
	Number      string    // 发文字号
	Subject     Subject   // 主题分类
	Genre       string    // 体裁
	Validity    Validity  // 有效性
	Keywords    []string  // 关键词
	Description string    // 内容概述
	Agency      string    // 发布机构; "" means the site's agency
	Source      string    // 来源
	Author      string    // 责任编辑
	Image       string    // relative to the page's file, as every path here
	Openness    string    // 公开方式
	Period      Period    // 公示期
	Replaces    []string  // paths of notices that this one repeals (废止)
	Interprets  []string  // paths of the documents that this one explains (解读)
	Attachments []Attachment
	Waivers     []Waiver

	Draft               bool
	PublishDate, Expiry time.Time // zero when not given
	Modified            time.Time // lastmod
	Weight              int
	Slug                string
	Aliases             []string
	Extra               map[string]any

	Body *markup.Document // never nil
}

// Validity is 有效性: 有效, 失效, 废止 or 修改; "" when not given.
type Validity string

const (
	InForce  Validity = "有效"
	Lapsed   Validity = "失效"
	Repealed Validity = "废止"
	Amended  Validity = "修改"
)

// Period is a 公示期: whole days, both inclusive; zero when there is none.
type Period struct{ From, To time.Time }

// Attachment fixes the order and the title of an attached file.
type Attachment struct {
	Path  string // relative to the notice's folder
	Title string // "" means the file's name
}

// Waiver lets one finding of personal data pass: a number that the law wants
// public, say. Hash is the one that the finding names, so that a waiver never
// covers a second number.
type Waiver struct{ Kind, Hash, Reason, By string }

// Options are what the site tells every notice.
type Options struct {
	Zone          *time.Location
	IndexTemplate IndexTemplate  // 索引号; the zero value means no check of its form
	Org           string         // the agency's code, for {org}
	Markup        markup.Options // a report's numbers
	DateOptional  bool           // guides and introductions need no date
}

// Parse reads a page. With an error among the findings the notice holds what
// could be read, or is nil when even the front matter could not; what is wrong
// with the body is found all the same.
func Parse(t source.Text, options Options) (*Notice, diag.List) {
	front, body, problems := source.FrontMatter(t)
	document, found := markup.Convert(t, body, options.Markup)
	if front == nil {
		return nil, append(problems, found...)
	}
	r := &reader{data: front, options: options, problems: problems}
	n := r.read()
	n.Start = body
	if document == nil {
		document = &markup.Document{}
	}
	n.Body = document
	return n, append(r.problems, found...)
}

// Rules is this room's part of the catalogue.
func Rules() []diag.Rule {
	return []diag.Rule{
		ruleNoTitle, ruleHiddenCharacter, ruleLongTitle,
		ruleNoDate, ruleImplausibleDate, ruleIssuedLater, ruleNeverVisible, ruleModifiedEarlier,
		rulePeriodIncomplete, rulePeriodReversed, rulePeriodHours, rulePeriodOver,
		ruleIndexForm, ruleIndexCheckDigit, ruleIndexStranger, ruleIndexYear,
		ruleNumberMendable, ruleNumberForm, ruleNumberYear,
		ruleSubject, ruleGenre, ruleGenreOfTitle, ruleValidity, ruleOpenness, ruleNotOpen,
		ruleWaiverIncomplete, ruleAttachmentEntry, ruleEmptySlug,
	}
}
