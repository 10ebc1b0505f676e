package markup

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"gongkai/internal/diag"
)

// write sets running text: escapes and references are resolved, what HTML
// reads as markup is escaped. at is where the text stands in src, or -1.
func (p *page) write(text []byte, at int) {
	if bytes.IndexByte(text, '&') >= 0 || bytes.IndexByte(text, '\\') >= 0 {
		p.scratch = p.resolve(p.scratch[:0], text, at)
		text = p.scratch
	}
	p.escape(text)
}

// escape writes text that is to be printed as it is.
func (p *page) escape(text []byte) {
	from := 0
	for i, c := range text {
		if !special[c] {
			continue
		}
		p.html = append(p.html, text[from:i]...)
		from = i + 1
		switch c {
		case '&':
			p.html = append(p.html, "&amp;"...)
		case '<':
			p.html = append(p.html, "&lt;"...)
		case '>':
			p.html = append(p.html, "&gt;"...)
		case '"':
			p.html = append(p.html, "&quot;"...)
		default:
			p.html = append(p.html, "\ufffd"...)
		}
	}
	p.html = append(p.html, text[from:]...)
}

// special are the bytes that escape replaces.
var special = [256]bool{0: true, '&': true, '<': true, '>': true, '"': true}

// resolve appends text with its backslash escapes and character references
// resolved. A reference to a character that may not be in a page is reported.
func (p *page) resolve(dst, text []byte, at int) []byte {
	for i := 0; i < len(text); {
		c := text[i]
		if c == '\\' && i+1 < len(text) && util.IsPunct(text[i+1]) {
			dst = append(dst, text[i+1])
			i += 2
			continue
		}
		if c == '&' {
			if value, size := reference(text[i:]); size > 0 {
				dst = append(dst, p.referred(value, at+i, size, at >= 0)...)
				i += size
				continue
			}
		}
		dst = append(dst, c)
		i++
	}
	return dst
}

// referred is what a character reference may print.
func (p *page) referred(value string, at, size int, placed bool) string {
	r, _ := utf8.DecodeRuneInString(value)
	if !unseen(r) || r == '\t' || r == '\n' || r == softHyphen {
		return value
	}
	if placed {
		p.report(&ruleReference, at, at+size, p.src[at:at+size], codePoint(r))
	}
	return "\ufffd"
}

const softHyphen = 0xad // allows a break within a word

// unseen tells a character that a reader can't see: controls, joiners, and
// the signs that turn the direction of writing.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

func codePoint(r rune) string { return fmt.Sprintf("U+%04X", r) }

// reference reads a character reference at the start of text; size is 0 when
// there is none.
func reference(text []byte) (value string, size int) {
	const longest = 40
	end := bytes.IndexByte(text[:min(len(text), longest)], ';')
	if end < 2 {
		return "", 0
	}
	name := string(text[1:end])
	digits, numeric := strings.CutPrefix(name, "#")
	if !numeric {
		if entity, ok := util.LookUpHTML5EntityByName(name); ok {
			return string(entity.Characters), end + 1
		}
		return "", 0
	}
	base, most := 10, 7
	if len(digits) > 0 && (digits[0] == 'x' || digits[0] == 'X') {
		base, most, digits = 16, 6, digits[1:]
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || len(digits) > most {
		return "", 0
	}
	return string(util.ToValidRune(rune(n))), end + 1
}

// plain is the text of a node's inlines, as a reader sees it.
func (p *page) plain(n ast.Node) string {
	if t, ok := n.FirstChild().(*ast.Text); ok && t.NextSibling() == nil && !t.SoftLineBreak() && !t.HardLineBreak() {
		return string(p.resolved(t))
	}
	return string(p.appendPlain(nil, n))
}

func (p *page) resolved(t *ast.Text) []byte {
	value := t.Value(p.src)
	if t.IsRaw() || bytes.IndexByte(value, '&') < 0 && bytes.IndexByte(value, '\\') < 0 {
		return value
	}
	return p.resolve(nil, value, -1)
}

func (p *page) appendPlain(dst []byte, n ast.Node) []byte {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			value := p.resolved(c)
			dst = append(dst, value...)
			if c.HardLineBreak() || c.SoftLineBreak() {
				before, _ := utf8.DecodeLastRune(dst)
				if !joinable(before, p.firstRune(following(c))) {
					dst = append(dst, '\n')
				}
			}
		case *ast.String:
			dst = append(dst, c.Value...)
		case *ast.AutoLink:
			dst = append(dst, c.Label(p.src)...)
		default:
			dst = p.appendPlain(dst, c)
		}
	}
	return dst
}

var ruleReference = diag.Rule{
	Code: "M007", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」代表看不见的字符 {2}", EN: "“{1}” stands for the invisible character {2}"},
	Hint:    diag.Text{ZH: "删去它；要原样显示这几个符号，写作「\\{1}」", EN: "delete it; to print the signs as they are write \\{1}"},
	Why:     diag.Text{ZH: "看不见的字符会使读者看到的文字与实际不同，也使搜索找不到它。", EN: "Invisible characters make a reader see other words than are there, and search miss them."},
	Bad:     example + "附件名为&#x202e;fdp.exe。\n",
	Good:    example + "附件名为exe.pdf。\n",
}
