package inspect

import (
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/document"
	"gongkai/internal/pdf"
	"gongkai/internal/privacy"
)

// Why a text was not read.
var (
	tooLarge  = diag.Text{ZH: "文件太大", EN: "it is too large"}
	tooMuch   = diag.Text{ZH: "压缩包里的东西太多", EN: "it holds too much"}
	locked    = diag.Text{ZH: "设了密码", EN: "it has a password"}
	dangerous = diag.Text{ZH: "压缩得不正常，可能有害", EN: "it unpacks beyond measure"}
	noFile    = diag.Text{ZH: "读不出来", EN: "it can't be read"}
	andMore   = diag.Text{ZH: "还有别的", EN: "and more"}
)

// reasons are those of documents. Pictures and archives aren't among them: they
// hold no text of their own.
var reasons = map[document.Reason]diag.Text{
	document.TooLarge:   tooLarge,
	document.Encrypted:  locked,
	document.Unsafe:     dangerous,
	document.OldOffice:  {ZH: "是旧格式（.doc、.xls、.wps 一类）", EN: "it is of an old kind (.doc, .xls, .wps)"},
	document.Damaged:    {ZH: "文件已损坏", EN: "it is damaged"},
	document.NotDecoded: {ZH: "文字编码不认识", EN: "its encoding is not known"},
}

// unread notes that the file at hand was not read, or not all of it. What an
// office file holds packed inside is pictures and settings: that is no news.
func (r *reading) unread(why diag.Text) {
	const most = 10 // files of an archive that are named
	if r.office {
		return
	}
	if r.inside != "" {
		name := privacy.Mask(diag.Visible(r.inside))
		why = diag.Text{ZH: "其中「" + name + "」" + why.ZH, EN: name + " in it: " + why.EN}
	}
	told := &r.scan.Unread
	switch n := len(*told); {
	case slices.Contains(*told, why):
	case n < most:
		*told = append(*told, why)
	case n == most:
		*told = append(*told, andMore)
	}
}

// fewestGlyphs is how many letters must be unknown to hide a number.
const fewestGlyphs = 7

// pdf reads a PDF, and notes what of it could not be read.
func (r *reading) pdf(data []byte) (*document.Document, error) {
	d, unread, err := pdf.Read(data)
	if n := len(unread.Pages); n > 0 {
		zh, en := pages(unread.Pages, "、"), pages(unread.Pages, ", ")
		why := diag.Text{ZH: "第 " + zh + " 页是扫描件或者图形，没有文字可读", EN: "page " + en + " is a scan or a drawing, without text"}
		if n > 1 {
			why.EN = "pages " + en + " are scans or drawings, without text"
		}
		r.unread(why)
	}
	if n := strconv.Itoa(unread.Glyphs); unread.Glyphs >= fewestGlyphs {
		r.unread(diag.Text{ZH: "有 " + n + " 个字，文件没有说明是什么字", EN: "it doesn't tell what " + n + " of its letters are"})
	}
	if n := strconv.Itoa(unread.Files); unread.Files > 0 {
		r.unread(diag.Text{ZH: "里面夹带着 " + n + " 个文件", EN: "files packed inside it: " + n})
	}
	return d, err
}

// pages is a list of pages, runs as 3–7; the first ten of them.
func pages(list []int, comma string) string {
	var parts []string
	for i := 0; i < len(list); {
		end := i
		for end+1 < len(list) && list[end+1] == list[end]+1 {
			end++
		}
		part := strconv.Itoa(list[i])
		if end > i {
			part += "–" + strconv.Itoa(list[end])
		}
		if parts = append(parts, part); len(parts) == 10 && end+1 < len(list) {
			return strings.Join(parts, comma) + " …"
		}
		i = end + 1
	}
	return strings.Join(parts, comma)
}

// joined is several texts as one.
func joined(list []diag.Text, zh, en string) diag.Text {
	var all diag.Text
	for i, text := range list {
		if i > 0 {
			all.ZH, all.EN = all.ZH+zh, all.EN+en
		}
		all.ZH, all.EN = all.ZH+text.ZH, all.EN+text.EN
	}
	return all
}
