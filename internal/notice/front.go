package notice

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// front is the front matter as staff write it. A key that isn't here is an
// unknown key, and source says so with the nearest one of these.
type front struct {
	Title       string         `toml:"title"`
	Date        source.Date    `toml:"date"`
	Index       string         `toml:"index"`
	Number      string         `toml:"number"`
	Issued      source.Date    `toml:"issued"`
	Subject     string         `toml:"subject"`
	Genre       string         `toml:"genre"`
	Validity    string         `toml:"validity"`
	Keywords    []string       `toml:"keywords"`
	Description string         `toml:"description"`
	Agency      string         `toml:"agency"`
	Source      string         `toml:"source"`
	Author      string         `toml:"author"`
	Image       string         `toml:"image"`
	Openness    string         `toml:"openness"`
	Period      *period        `toml:"notice_period"`
	Replaces    []string       `toml:"replaces"`
	Interprets  []string       `toml:"interprets"`
	Attachments []any          `toml:"attachments"` // a path, or a table of path and title
	Waive       []waive        `toml:"waive"`
	Draft       bool           `toml:"draft"`
	PublishDate source.Date    `toml:"publishDate"`
	ExpiryDate  source.Date    `toml:"expiryDate"`
	Lastmod     source.Date    `toml:"lastmod"`
	Weight      int            `toml:"weight"`
	Slug        string         `toml:"slug"`
	Aliases     []string       `toml:"aliases"`
	Extra       map[string]any `toml:"extra"`
}

type period struct {
	From source.Date `toml:"from"`
	To   source.Date `toml:"to"`
}

type waive struct {
	Kind   string `toml:"kind"`
	Hash   string `toml:"hash"`
	Reason string `toml:"reason"`
	By     string `toml:"by"`
}

// reader turns front matter into a notice and collects what is wrong.
type reader struct {
	data     *source.Data
	front    front
	options  Options
	problems diag.List
}

// find adds a finding and returns it, for a fix or a related place.
func (r *reader) find(rule *diag.Rule, at diag.Place, args ...any) *diag.Diagnostic {
	r.problems = append(r.problems, rule.New(at, args...))
	return &r.problems[len(r.problems)-1]
}

// mend adds the edit that puts another string in place of a value.
func (r *reader) mend(d *diag.Diagnostic, value string) {
	if value == "" || d.Line == 0 {
		return
	}
	d.Fix = &diag.Fix{
		Line: d.Line, Column: d.Column, EndLine: d.EndLine, EndColumn: d.EndColumn,
		Text: `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`,
	}
}

// read decodes and checks every key. The order of the checks is that of the
// catalogue; findings are sorted by place later.
func (r *reader) read() *Notice {
	r.problems = append(r.problems, r.data.Decode(&r.front)...)
	f := &r.front
	n := &Notice{
		Index:       strings.TrimSpace(f.Index),
		Number:      strings.TrimSpace(f.Number),
		Keywords:    trimmed(f.Keywords),
		Description: strings.TrimSpace(f.Description),
		Agency:      strings.TrimSpace(f.Agency),
		Source:      strings.TrimSpace(f.Source),
		Author:      strings.TrimSpace(f.Author),
		Image:       f.Image,
		Replaces:    f.Replaces,
		Interprets:  f.Interprets,
		Draft:       f.Draft,
		Weight:      f.Weight,
		Slug:        f.Slug,
		Aliases:     f.Aliases,
		Extra:       f.Extra,
	}
	r.checkCharacters()
	n.Title = r.title()
	r.dates(n)
	n.Period = r.period(n.Date)
	r.checkIndex(n)
	r.checkNumber(n)
	n.Subject = r.subject()
	n.Genre = r.genre(n.Title)
	n.Validity = Validity(r.choice(&ruleValidity, "validity", f.Validity, validities))
	n.Openness = r.openness()
	n.Attachments = r.attachments()
	n.Waivers = r.waivers()
	r.checkSlug()
	return n
}

// trimmed is the entries that say something.
func trimmed(entries []string) []string {
	var kept []string
	for _, entry := range entries {
		if entry = strings.TrimSpace(entry); entry != "" {
			kept = append(kept, entry)
		}
	}
	return kept
}

var ruleNoTitle = diag.Rule{
	Code: "N001", Severity: diag.Error,
	Message: diag.Text{ZH: "没有标题", EN: "there is no title"},
	Hint:    diag.Text{ZH: `在两行 +++ 之间写上 title = "标题"`, EN: `write title = "…" between the two lines of +++`},
	Why:     diag.Text{ZH: "列表、目录、搜索和页面标签都靠标题，没有标题的信息找不到。", EN: "Lists, the catalogue, search and the page's meta tags all need it; an item without a title can't be found."},
	Bad:     example(`title = ""` + "\n" + dated),
	Good:    example(titled + dated),
}

var ruleHiddenCharacter = diag.Rule{
	Code: "N002", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」里有看不见的字符 {2}", EN: "{1} holds an invisible character, {2}"},
	Hint:    diag.Text{ZH: "删去这个字符，写成一行", EN: "delete the character and write it on one line"},
	Why: diag.Text{
		ZH: "换行和控制字符会打乱列表、页面标签和导出的表格；改变书写方向的字符会让标题看上去与实际不同。",
		EN: "Line breaks and control characters break lists, meta tags and exported tables; characters that turn the direction of writing make a title look like another.",
	},
	Bad:  example(`title = "关于开展\n统计调查的通知"` + "\n" + dated),
	Good: example(titled + dated),
}

var ruleLongTitle = diag.Rule{
	Code: "N003", Severity: diag.Warning,
	Message: diag.Text{ZH: "标题有 {1} 个字，太长了", EN: "the title has {1} characters: too many"},
	Hint:    diag.Text{ZH: "标题不超过 120 字，其余写进 description（内容概述）或正文", EN: "keep it within 120 characters; the rest belongs in description or in the text"},
	Why:     diag.Text{ZH: "手机和查询机上的列表放不下，读者抓不住要点。", EN: "Lists on phones and kiosks can't show it, and readers miss the point."},
	Bad:     example(`title = "` + strings.Repeat("关于开展统计调查", 16) + `的通知"` + "\n" + dated),
	Good:    example(titled + dated),
}

const longestTitle = 120 // characters; two lines on A4 in 2号 hold 52, the longest seen on real sites about 100

// title checks the one key that every page must have.
func (r *reader) title() string {
	title := strings.TrimSpace(r.front.Title)
	switch length := utf8.RuneCountInString(title); {
	case length == 0:
		// A title of the wrong type has its finding already.
		if !r.data.Has("title") || r.isString("title") {
			r.find(&ruleNoTitle, r.data.Place("title"))
		}
	case length > longestTitle:
		r.find(&ruleLongTitle, r.data.Place("title"), length)
	}
	return title
}

// isString tells whether a value is written as a string.
func (r *reader) isString(key string) bool {
	raw := r.data.Raw(key)
	return strings.HasPrefix(raw, `"`) || strings.HasPrefix(raw, `'`)
}

// checkCharacters looks through every value that is shown on one line.
func (r *reader) checkCharacters() {
	f := &r.front
	for _, field := range []struct{ key, value string }{
		{"title", f.Title},
		{"index", f.Index},
		{"number", f.Number},
		{"subject", f.Subject},
		{"genre", f.Genre},
		{"agency", f.Agency},
		{"source", f.Source},
		{"author", f.Author},
		{"description", f.Description},
	} {
		r.checkLine(field.value, field.key)
	}
	for i, keyword := range f.Keywords {
		r.checkLine(keyword, "keywords", strconv.Itoa(i))
	}
}

// checkLine finds the first character of a value that can't be seen.
func (r *reader) checkLine(value string, path ...string) {
	// A line break at either end is trimmed, so a ''' string may end with one.
	for _, char := range strings.TrimSpace(value) {
		if hidden(char) {
			r.find(&ruleHiddenCharacter, r.data.Place(path...), path[0], codePoint(char))
			return
		}
	}
}

// hidden tells the characters that no line of text should hold: controls, line
// separators, and those that turn the direction of writing.
func hidden(char rune) bool {
	return unicode.IsControl(char) ||
		char == '\u2028' || char == '\u2029' ||
		char >= '\u202a' && char <= '\u202e' || char >= '\u2066' && char <= '\u2069'
}

// codePoint names a character that can't be shown: U+202E.
func codePoint(char rune) string {
	const width = 4
	digits := strings.ToUpper(strconv.FormatInt(int64(char), 16))
	return "U+" + strings.Repeat("0", max(0, width-len(digits))) + digits
}

// moment is a date in the site's zone; zero when it is not given, or not
// plausible (which is said once).
func (r *reader) moment(date source.Date, path ...string) time.Time {
	if date.IsZero() && !r.data.Has(path...) {
		return time.Time{}
	}
	moment := date.In(r.options.Zone)
	if !plausible(moment) {
		if !date.IsZero() || r.isDate(path...) {
			r.find(&ruleImplausibleDate, r.data.Place(path...), r.data.Raw(path...))
		}
		return time.Time{}
	}
	return moment
}

// isDate tells whether a value is written as a date; 0001-01-01 is one, and
// the zero time as well.
func (r *reader) isDate(path ...string) bool {
	raw := r.data.Raw(path...)
	return len(raw) >= len("2006-01-02") && raw[4] == '-'
}
