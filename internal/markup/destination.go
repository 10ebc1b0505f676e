package markup

import (
	"bytes"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"

	"gongkai/internal/diag"
)

// fault is what is wrong with a destination: the rule, its arguments, and what
// should be written instead, if that is certain.
type fault struct {
	rule    *diag.Rule
	args    []any
	instead string
}

// parseDestination reads a destination as it is written between the brackets.
func parseDestination(raw []byte) (Link, *fault) {
	if bytes.IndexByte(raw, '\\') >= 0 || bytes.IndexByte(raw, '&') >= 0 {
		raw = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(raw)))
	}
	return parseAddress(string(raw))
}

// parseAddress reads an address, its escapes and references resolved. A
// browser strips and decodes before it looks for a scheme, so the scheme is
// looked for in what a browser would see.
func parseAddress(s string) (Link, *fault) {
	if i := strings.IndexFunc(s, unseen); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		return Link{}, &fault{rule: &ruleUnseenInAddress, args: []any{codePoint(r)}}
	}
	s = strings.TrimSpace(s)
	if f := misplaced(s); f != nil {
		return Link{}, f
	}
	switch scheme := schemeOf(s); scheme {
	case "":
		return parsePath(s)
	case "http", "https":
		rest, ok := strings.CutPrefix(s[len(scheme)+1:], "//")
		if !ok || rest == "" || strings.ContainsRune("/?#", rune(rest[0])) {
			return Link{}, &fault{rule: &ruleHalfAddress, args: []any{shown(s)}}
		}
	case "mailto", "tel":
	default:
		return Link{}, &fault{rule: &ruleForbiddenScheme, args: []any{scheme}}
	}
	return Link{External: true, Destination: string(util.URLEscape([]byte(s), false))}, nil
}

// misplaced tells an address that leads to the writer's own computer, or that
// lacks its beginning.
func misplaced(s string) *fault {
	lower := strings.ToLower(s)
	scheme := schemeOf(s)
	switch {
	case scheme == "file", len(scheme) == 1, scheme == "" && strings.Contains(s, `\`):
		return &fault{rule: &ruleLocalFile, args: []any{shown(s)}}
	case strings.HasPrefix(s, "//"):
		return &fault{&ruleHalfAddress, []any{shown(s)}, "https:" + s}
	case strings.HasPrefix(lower, "www."):
		return &fault{&ruleHalfAddress, []any{shown(s)}, "https://" + s}
	}
	for _, scheme := range []string{"https：", "http："} {
		if strings.HasPrefix(lower, scheme) {
			rest := strings.TrimLeft(strings.ReplaceAll(s[len(scheme):], "／", "/"), "/")
			return &fault{&ruleHalfAddress, []any{shown(s)}, strings.TrimSuffix(scheme, "：") + "://" + rest}
		}
	}
	return nil
}

// parsePath reads a path on this site.
func parsePath(s string) (Link, *fault) {
	s, fragment, _ := strings.Cut(s, "#")
	s, query, _ := strings.Cut(s, "?")
	l := Link{Destination: unescape(s), Query: query, Fragment: unescape(fragment)}
	for _, part := range []string{l.Destination, l.Fragment} {
		if !utf8.ValidString(part) {
			return Link{}, &fault{rule: &ruleBadEncoding, args: []any{shown(s)}}
		}
		if i := strings.IndexFunc(part, unseen); i >= 0 {
			r, _ := utf8.DecodeRuneInString(part[i:])
			return Link{}, &fault{rule: &ruleUnseenInAddress, args: []any{codePoint(r)}}
		}
	}
	if f := misplaced(l.Destination); f != nil {
		f.instead = ""
		return Link{}, f
	}
	if scheme := schemeOf(l.Destination); scheme != "" {
		return Link{}, &fault{rule: &ruleForbiddenScheme, args: []any{scheme}}
	}
	if l.Destination == "" && l.Query == "" && l.Fragment == "" {
		return l, &fault{rule: &ruleNoAddress}
	}
	return l, nil
}

// unescape decodes percent signs where they encode something; 100%.pdf is a
// file's name.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	if decoded, err := url.PathUnescape(s); err == nil {
		return decoded
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if decoded, err := url.PathUnescape(s[i : i+3]); err == nil {
				b.WriteString(decoded)
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// schemeOf is the scheme of an absolute URL, in lower case, or "".
func schemeOf(s string) string {
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		switch {
		case s[i] == ':':
			return strings.ToLower(s[:i])
		case c >= 'a' && c <= 'z':
		case i > 0 && (s[i] >= '0' && s[i] <= '9' || s[i] == '+' || s[i] == '-' || s[i] == '.'):
		default:
			return ""
		}
	}
	return ""
}

// isTable tells whether a path names a table that can be set in the page.
func isTable(path string) bool {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return false
	}
	switch strings.ToLower(path[i:]) {
	case ".xlsx", ".csv", ".toml":
		return true
	}
	return false
}

var ruleForbiddenScheme = diag.Rule{
	Code: "M020", Severity: diag.Error,
	Message: diag.Text{ZH: "链接不能以「{1}:」开头", EN: "a link can't begin with “{1}:”"},
	Hint:    diag.Text{ZH: "只能链接到本站的文件，或者以 https:、http:、mailto:、tel: 开头的地址", EN: "link to a file of this site, or to an address that begins with https:, http:, mailto: or tel:"},
	Why:     diag.Text{ZH: "javascript: 之类的地址会在读者的浏览器里执行程序，ftp: 之类的地址浏览器已经打不开。", EN: "Addresses such as javascript: run programs in the reader's browser; ftp: and the like no longer open in any."},
	Bad:     example + "见[说明](javascript:alert)。\n",
	Good:    example + "见[说明](https://example.com/)。\n",
}

var ruleLocalFile = diag.Rule{
	Code: "M021", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」是您电脑或内网上的文件，读者打不开", EN: "“{1}” is on your own computer or network; readers can't open it"},
	Hint:    diag.Text{ZH: "把文件放到这篇信息的文件夹里，链接只写文件名；文件夹之间用「/」隔开", EN: "put the file in this notice's folder and link to its name; separate folders by /"},
	Why:     diag.Text{ZH: "这样的链接只在您自己的电脑上有效，还会暴露内部的路径。", EN: "Such a link works on your own computer only, and gives internal paths away."},
	Bad:     example + "见[表格](file:///D:/表格.pdf)。\n",
	Good:    example + "见[网站](https://example.com/)。\n",
}

var ruleHalfAddress = diag.Rule{
	Code: "M022", Severity: diag.Error,
	Message: diag.Text{ZH: "地址「{1}」不完整", EN: "the address “{1}” is incomplete"},
	Hint:    diag.Text{ZH: "写全地址，以 https:// 开头，冒号和斜线用半角", EN: "write the whole address, beginning with https:// in plain colon and slashes"},
	Why:     diag.Text{ZH: "不完整的地址会被当成本站的文件，在公示屏上更打不开。", EN: "An incomplete address is taken for a file of this site, and opens nothing from a disk."},
	Bad:     example + "见[网站](www.example.com)。\n",
	Good:    example + "见[网站](https://www.example.com)。\n",
}

var ruleUnseenInAddress = diag.Rule{
	Code: "M023", Severity: diag.Error,
	Message: diag.Text{ZH: "地址里有看不见的字符 {1}", EN: "the address holds the invisible character {1}"},
	Hint:    diag.Text{ZH: "删去地址，重新输入一遍", EN: "delete the address and type it again"},
	Why:     diag.Text{ZH: "看不见的字符会使链接失效，也常用来掩盖地址的真面目。", EN: "Invisible characters break a link, and are a way to disguise one."},
	Bad:     example + "见[网站](https://example.com/\u200babc)。\n",
	Good:    example + "见[网站](https://example.com/abc)。\n",
}

var ruleBadEncoding = diag.Rule{
	Code: "M024", Severity: diag.Error,
	Message: diag.Text{ZH: "地址「{1}」里的百分号编码不是 UTF-8", EN: "the percent-encoding in “{1}” is not UTF-8"},
	Hint:    diag.Text{ZH: "本站的文件直接写文件名，不用百分号编码", EN: "write the plain name of a file of this site, without percent-encoding"},
	Why:     diag.Text{ZH: "这样的编码来自旧系统，现在的浏览器找不到文件。", EN: "Such encoding comes from old systems; browsers of today don't find the file."},
	Bad:     example + "见[表格](%B1%ED.pdf)。\n",
	Good:    example + "见[网站](https://example.com/)。\n",
}

var ruleNoAddress = diag.Rule{
	Code: "M025", Severity: diag.Error,
	Message: diag.Text{ZH: "链接没有写地址", EN: "the link has no address"},
	Hint:    diag.Text{ZH: "在圆括号里写上地址，或者只留文字", EN: "write the address between the round brackets, or keep the text alone"},
	Why:     diag.Text{ZH: "读者点了这样的链接，哪里也到不了。", EN: "It leads the reader nowhere."},
	Bad:     example + "见[网站]()。\n",
	Good:    example + "见[网站](https://example.com/)。\n",
}
