package notice

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/diag"
)

// IndexTemplate is the form of a site's 索引号. There is no national form, so a
// site tells its own: {org}/{year}-{seq:05} is the most common one. The zero
// value is no template.
type IndexTemplate struct {
	text    string
	parts   []indexPart
	pattern *regexp.Regexp
}

// indexPart is a piece of the template: literal text, or a field.
type indexPart struct {
	field   string // org, year, month, day, seq; "" for literal text
	literal string
	width   int // of seq: filled with zeros to this many digits
}

// IndexParts is what an index number says.
type IndexParts struct {
	Org       string
	Year, Seq int
}

var indexField = regexp.MustCompile(`\{([a-z]+)(?::0([1-9]))?\}`)

// indexPatterns is how each field looks in an index number.
var indexPatterns = map[string]string{
	"org":   `([0-9A-Za-z][0-9A-Za-z-]{7,18})`,
	"year":  `((?:19|20)[0-9]{2})`,
	"month": `(0[1-9]|1[0-2])`,
	"day":   `(0[1-9]|[12][0-9]|3[01])`,
}

// ParseIndexTemplate reads a template. When it can't be used, bad is the part
// that is wrong: a field that isn't known, or {seq} when there is none.
func ParseIndexTemplate(text string) (template IndexTemplate, bad string) {
	if text == "" {
		return IndexTemplate{}, ""
	}
	template.text = text
	var pattern strings.Builder
	end := 0
	for _, at := range indexField.FindAllStringSubmatchIndex(text, -1) {
		template.parts = append(template.parts, indexPart{literal: text[end:at[0]]})
		pattern.WriteString(regexp.QuoteMeta(text[end:at[0]]))
		part := indexPart{field: text[at[2]:at[3]]}
		if at[4] >= 0 {
			part.width = int(text[at[4]] - '0')
		}
		expression, known := indexPatterns[part.field], true
		if part.field == "seq" {
			expression = seqPattern(part.width)
		} else {
			known = expression != "" && part.width == 0
		}
		if !known {
			return IndexTemplate{}, text[at[0]:at[1]]
		}
		template.parts = append(template.parts, part)
		pattern.WriteString(expression)
		end = at[1]
	}
	template.parts = append(template.parts, indexPart{literal: text[end:]})
	pattern.WriteString(regexp.QuoteMeta(text[end:]))
	if bad := template.missing(); bad != "" {
		return IndexTemplate{}, bad
	}
	template.pattern = regexp.MustCompile("^" + pattern.String() + "$")
	return template, ""
}

// missing is what keeps a template from naming items one by one: braces that
// are no field, or no {seq}.
func (t IndexTemplate) missing() string {
	counted := false
	for _, part := range t.parts {
		counted = counted || part.field == "seq"
		if i := strings.IndexAny(part.literal, "{}"); i >= 0 {
			return part.literal[i:]
		}
	}
	if !counted {
		return "{seq}"
	}
	return ""
}

// seqPattern is a serial number filled with zeros to a width; a longer one has
// no zero in front.
func seqPattern(width int) string {
	if width == 0 {
		return `([1-9][0-9]{0,8})`
	}
	w := strconv.Itoa(width)
	return `([0-9]{` + w + `}|[1-9][0-9]{` + w + `,9})`
}

// String is the template as it was written.
func (t IndexTemplate) String() string { return t.text }

// Match reads an index number; ok tells whether it has the template's form.
func (t IndexTemplate) Match(index string) (parts IndexParts, ok bool) {
	if t.pattern == nil {
		return IndexParts{}, false
	}
	groups := t.pattern.FindStringSubmatch(index)
	if groups == nil {
		return IndexParts{}, false
	}
	group := 1
	for _, part := range t.parts {
		if part.field == "" {
			continue
		}
		value := groups[group]
		group++
		switch part.field {
		case "org":
			parts.Org = value
		case "year":
			parts.Year, _ = strconv.Atoi(value)
		case "seq":
			parts.Seq, _ = strconv.Atoi(value)
		}
	}
	return parts, parts.Seq > 0
}

// Format writes the index number of an item.
func (t IndexTemplate) Format(org string, date time.Time, seq int) string {
	var b strings.Builder
	for _, part := range t.parts {
		switch part.field {
		case "":
			b.WriteString(part.literal)
		case "org":
			b.WriteString(NormalCode(org))
		case "year":
			b.WriteString(date.Format("2006"))
		case "month":
			b.WriteString(date.Format("01"))
		case "day":
			b.WriteString(date.Format("02"))
		case "seq":
			digits := strconv.Itoa(seq)
			b.WriteString(strings.Repeat("0", max(0, part.width-len(digits))) + digits)
		}
	}
	return b.String()
}

var ruleIndexForm = diag.Rule{
	Code: "N030", Severity: diag.Error,
	Message: diag.Text{ZH: "索引号「{1}」不合本站的格式「{2}」", EN: "the index number {1} doesn't have this site's form, {2}"},
	Hint:    diag.Text{ZH: "应像「{3}」这样；格式由 site.toml 的 [index] template 规定", EN: "it should look like {3}; the form is set by [index] template in site.toml"},
	Why:     diag.Text{ZH: "索引号是一条信息唯一的编号，目录按它查找。", EN: "The index number is an item's only name in the catalogue."},
	Bad:     example(titled + "date = 2024-01-03\n" + `index = "000014349/2024-2"`),
	Good:    example(titled + dated),
}

var ruleIndexCheckDigit = diag.Rule{
	Code: "N031", Severity: diag.Error,
	Message: diag.Text{ZH: "索引号里的机构代码「{1}」不对：{2}", EN: "the agency's code {1} in the index number is wrong: {2}"},
	Hint:    diag.Text{ZH: "对照登记证书核对机构代码", EN: "compare it with the certificate of registration"},
	Why:     diag.Text{ZH: "代码错了，这个索引号在目录里就查不到来源机关。", EN: "With a wrong code nobody can tell whose item it is."},
	Basis:   "GB 11714 组织机构代码、GB 32100 统一社会信用代码",
	Bad:     example(titled + "date = 2024-01-03\n" + `index = "035210000/2024-00002"`),
	Good:    example(titled + dated),
}

var ruleIndexStranger = diag.Rule{
	Code: "N032", Severity: diag.Warning,
	Message: diag.Text{ZH: "索引号里的机构代码「{1}」不是本机关的「{2}」", EN: "the agency's code {1} in the index number is not this agency's, {2}"},
	Hint:    diag.Text{ZH: "是别的机关的信息，就写上 agency（发布机构）；不是，就改正代码", EN: "if it is another agency's item, say so with agency; else mend the code"},
	Why:     diag.Text{ZH: "从别处复制来的索引号会把信息算到别的机关名下。", EN: "An index number copied from elsewhere puts the item to another agency's account."},
	Bad:     example(titled + "date = 2024-01-03\n" + `index = "011158671/2024-00002"`),
	Good:    example(titled + dated),
}

var ruleIndexYear = diag.Rule{
	Code: "N033", Severity: diag.Warning,
	Message: diag.Text{ZH: "索引号的年份「{1}」既不是发布年份也不是成文年份", EN: "the year {1} of the index number is neither that of publication nor that of issue"},
	Hint:    diag.Text{ZH: "核对索引号和日期", EN: "compare the index number with the dates"},
	Why:     diag.Text{ZH: "索引号按年编排，年份错了就占了别的年份的号。", EN: "Index numbers are counted by year; a wrong year takes another year's number."},
	Bad:     example(titled + "date = 2024-01-03\n" + `index = "000014349/2020-00002"`),
	Good:    example(titled + dated),
}

// checkIndex compares the index number with the site's template. A wrong code
// of the site's own agency is one fault of site.toml, not one of every item.
func (r *reader) checkIndex(n *Notice) {
	template := r.options.IndexTemplate
	if n.Index == "" || template.pattern == nil {
		return
	}
	place := r.data.Place("index")
	parts, ok := template.Match(n.Index)
	if !ok {
		date, org := n.Date, r.options.Org
		if date.IsZero() {
			date = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)
		}
		if org == "" {
			org = "机关代码"
		}
		r.find(&ruleIndexForm, place, n.Index, template, template.Format(org, date, 1))
		return
	}
	if own := NormalCode(r.options.Org); parts.Org != "" && NormalCode(parts.Org) != own {
		if problem, ok := CheckCode(parts.Org); !ok {
			r.find(&ruleIndexCheckDigit, place, parts.Org, problem)
		} else if own != "" && n.Agency == "" {
			r.find(&ruleIndexStranger, place, parts.Org, own)
		}
	}
	published, issued := n.Date.Year(), n.Issued.Year()
	if parts.Year != 0 && !n.Date.IsZero() && parts.Year != published && (n.Issued.IsZero() || parts.Year != issued) {
		r.find(&ruleIndexYear, place, parts.Year)
	}
}
