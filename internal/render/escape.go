package render

import (
	htmltemplate "html/template"
	"strings"
	"unsafe"
)

// URL is an address that is already escaped, and safe to follow: relative, or
// an absolute one that the site's settings or an author gave.
type URL = htmltemplate.URL

// HTML is markup that is safe to print as it is: the text of a page.
type HTML = htmltemplate.HTML

// asHTML is bytes to which nobody will write any more. A copy of each would be
// a tenth of the memory that a page passes through.
func asHTML(b []byte) HTML { return HTML(unsafe.String(unsafe.SliceData(b), len(b))) }

// appendEscaped writes text for HTML, between tags or in a quoted attribute,
// byte for byte as html/template does.
func appendEscaped(out []byte, s string) []byte {
	written := 0
	for i := 0; i < len(s); i++ {
		var escape string
		switch s[i] {
		case '&':
			escape = "&amp;"
		case '<':
			escape = "&lt;"
		case '>':
			escape = "&gt;"
		case '"':
			escape = "&#34;"
		case '\'':
			escape = "&#39;"
		case '+':
			escape = "&#43;"
		case 0:
			escape = "\uFFFD"
		default:
			continue
		}
		out = append(append(out, s[written:i]...), escape...)
		written = i + 1
	}
	return append(out, s[written:]...)
}

const hexDigits = "0123456789ABCDEF"

// plain tells which bytes stand for themselves in a path or a fragment.
func plain(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || strings.IndexByte("-._~/", b) >= 0
}

// escapePath writes an address of the site for a link. A name may hold any
// letter; ? # and % must not be taken for what they mean in a URL.
func escapePath(path string) string {
	escapes := 0
	for i := range len(path) {
		if !plain(path[i]) {
			escapes++
		}
	}
	if escapes == 0 {
		return path
	}
	out := make([]byte, 0, len(path)+2*escapes)
	for i := range len(path) {
		if b := path[i]; plain(b) {
			out = append(out, b)
		} else {
			out = append(out, '%', hexDigits[b>>4], hexDigits[b&15])
		}
	}
	return string(out)
}

// up leads from a page to the site's root: "" at the root, "../" for each
// folder below it. Every link is this and an address from the root, so that
// the menu of all pages of one depth is the same text.
func up(address string) string { return strings.Repeat("../", strings.Count(address, "/")) }
