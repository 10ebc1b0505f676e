package notice

import (
	"strconv"
	"strings"

	"gongkai/internal/diag"
)

var ruleWaiverIncomplete = diag.Rule{
	Code: "N060", Severity: diag.Error,
	Message: diag.Text{ZH: "[[waive]] 没有写「{1}」", EN: "this [[waive]] has no {1}"},
	Hint:    diag.Text{ZH: "kind（种类）、hash（指纹）照提示填写，reason（理由）和 by（决定的人）写清楚", EN: "take kind and hash from the finding; say why in reason and who decided in by"},
	Why:     diag.Text{ZH: "放行个人信息要有理由、有人负责，而且只放行这一处。", EN: "Letting personal data pass needs a reason and a person who answers for it, and covers one value only."},
	Bad:     example(titled + dated + "\n[[waive]]\n" + `kind = "mobile"` + "\n" + `hash = "0123456789ab"` + "\n" + `reason = "本机关值班电话"`),
	Good:    example(titled + dated),
}

var ruleAttachmentEntry = diag.Rule{
	Code: "N061", Severity: diag.Error,
	Message: diag.Text{ZH: "attachments 的第 {1} 项不是附件", EN: "entry {1} of attachments is not an attachment"},
	Hint:    diag.Text{ZH: `写成 "预算表.xlsx"，或者 { path = "预算表.xlsx", title = "2024年预算表" }`, EN: `write "table.xlsx", or { path = "table.xlsx", title = "Budget" }`},
	Why:     diag.Text{ZH: "写错的附件不会出现在页面上。", EN: "A wrong entry would not appear on the page."},
	Bad:     example(titled + dated + "\nattachments = [1]"),
	Good:    example(titled + dated),
}

var ruleEmptySlug = diag.Rule{
	Code: "N062", Severity: diag.Error,
	Message: diag.Text{ZH: "slug 是空的", EN: "the slug is empty"},
	Hint:    diag.Text{ZH: "写上网址的最后一段，如 survey-2024；用文件名作网址就删去这一行", EN: "write the last part of the address, such as survey-2024; delete the line for the file's name"},
	Why:     diag.Text{ZH: "空的 slug 看不出想要什么网址。", EN: "An empty slug doesn't say which address is wanted."},
	Bad:     example(titled + dated + "\nslug = \"\""),
	Good:    example(titled + dated + "\nslug = \"survey-2024\""),
}

// checkSlug finds a slug that says nothing; whether another can be an address
// is for the site.
func (r *reader) checkSlug() {
	if strings.TrimSpace(r.front.Slug) == "" && r.isString("slug") {
		r.find(&ruleEmptySlug, r.data.Place("slug"))
	}
}

// attachments reads the list that fixes order and titles.
func (r *reader) attachments() []Attachment {
	var list []Attachment
	for i, entry := range r.front.Attachments {
		attachment, ok := attachmentOf(entry)
		if !ok {
			r.find(&ruleAttachmentEntry, r.data.Place("attachments", strconv.Itoa(i)), i+1)
		}
		// A wrong entry keeps its place, so that the others can be named by theirs.
		list = append(list, attachment)
	}
	return list
}

// attachmentOf reads a path, or a table of path and title.
func attachmentOf(entry any) (Attachment, bool) {
	switch entry := entry.(type) {
	case string:
		return Attachment{Path: entry}, entry != ""
	case map[string]any:
		var a Attachment
		for key, value := range entry {
			text, ok := value.(string)
			switch {
			case ok && key == "path":
				a.Path = text
			case ok && key == "title":
				a.Title = strings.TrimSpace(text)
			default:
				return Attachment{}, false
			}
		}
		return a, a.Path != ""
	}
	return Attachment{}, false
}

// waivers reads the findings of personal data that may pass.
func (r *reader) waivers() []Waiver {
	var list []Waiver
	for i, w := range r.front.Waive {
		waiver := Waiver{
			Kind: strings.TrimSpace(w.Kind), Hash: strings.TrimSpace(w.Hash),
			Reason: strings.TrimSpace(w.Reason), By: strings.TrimSpace(w.By),
		}
		complete := true
		for _, field := range []struct{ key, value string }{
			{"kind", waiver.Kind}, {"hash", waiver.Hash}, {"reason", waiver.Reason}, {"by", waiver.By},
		} {
			if field.value == "" {
				r.find(&ruleWaiverIncomplete, r.data.Place("waive", strconv.Itoa(i)), field.key)
				complete = false
				break // one fault, one finding: the hint names all four
			}
		}
		if complete {
			list = append(list, waiver)
		}
	}
	return list
}
