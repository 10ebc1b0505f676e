package site

import (
	"strings"

	"gongkai/internal/diag"
)

var ruleBare = diag.Rule{
	Code: "L218", Severity: diag.Error,
	Message: diag.Text{ZH: "正文是空的，也没有附件", EN: "it has no text and no attachment"},
	Hint:    diag.Text{ZH: "写上正文；还没有写好的，写上 draft = true", EN: "write the text; until it is written, draft = true keeps it back"},
	Why:     diag.Text{ZH: "只有标题的信息，读者打开来什么也看不到。", EN: "Who opens an item of a title alone finds nothing."},
	Bad:     example("", ""),
	Good:    example("", "调查已经结束。"),
}

// bare tells whether a notice says nothing: it has no text, not even a table or
// a picture, and no attachment. Only a short text is looked at.
func (p *Page) bare() bool {
	return p.Kind == NoticePage && p.Body != nil && len(p.Body.Links) == 0 &&
		len(p.Attachments) == 0 && len(p.Notice.Attachments) == 0 &&
		p.Body.Len() < 64 && strings.TrimSpace(p.Body.Text()) == ""
}

// checkBare says that a notice says nothing, unless what it says was refused or
// it is still a draft.
func (l *linker) checkBare(p *Page) {
	if p.bare() && !p.Draft && l.site.readings[p.File].problems.Count(diag.Error) == 0 {
		p.found = append(p.found, ruleBare.New(p.place("title")))
	}
}
