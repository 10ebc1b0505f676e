package preview

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"gongkai/internal/diag"
)

// view is a page as a browser is sent it.
type view struct {
	name string // its address
	html []byte
	last bool // the last good page: its file can't be made into one just now

	// Text changes when the page must be loaded again, looks when its style
	// sheets alone must be. They are what an open page tells of itself.
	text, looks [8]byte
}

// seen is what an open page shows, in a form that it can hand back.
func (v *view) seen() string {
	return hex.EncodeToString(v.text[:]) + "." + hex.EncodeToString(v.looks[:])
}

var (
	// used are the files that a page loads.
	used = regexp.MustCompile(`<(link|script|img|source)\b[^>]*?\s(?:href|src)=["']?([^"'\s>]+)`)
	// version is what the address of an asset of the layouts carries: it says
	// nothing that the file's own hash doesn't.
	version = regexp.MustCompile(`\?v=[0-9a-f]+`)
	// policy is the content security policy of a page.
	policy = regexp.MustCompile(`(?i)<meta\s+http-equiv=["']?content-security-policy["']?\s+content="([^"]*)"\s*/?>`)
)

// view renders a page.
func (s *server) view(scene *scene, name string) (*view, bool) {
	text, last, ok := s.stage.page(scene, name)
	if !ok {
		return nil, false
	}
	if name == "404.html" && scene.edition.Base != "" {
		text = bytes.ReplaceAll(text, []byte(scene.edition.Base), []byte("/"))
	}
	v := &view{name: name, html: text, last: last}
	whole, looks := sha256.New(), sha256.New()
	whole.Write(version.ReplaceAll(text, nil))
	for _, m := range used.FindAllSubmatch(text, -1) {
		file, ok := local(name, html.UnescapeString(string(m[2])))
		if !ok {
			continue
		}
		key := scene.sum(file)
		if string(m[1]) == "link" && path.Ext(file) == ".css" {
			looks.Write(key[:])
		} else {
			whole.Write(key[:])
		}
	}
	copy(v.text[:], whole.Sum(nil))
	copy(v.looks[:], looks.Sum(nil))
	return v, true
}

// local is the file of this site that an address on a page leads to.
func local(page, address string) (string, bool) {
	base := url.URL{Path: "/" + page}
	to, err := base.Parse(address)
	if err != nil || to.Host != "" || to.Scheme != "" {
		return "", false
	}
	return fileName(to.Path)
}

// blank is shown when there is no page at all, under what is wrong.
func (s *server) blank(scene *scene, name string) *view {
	title := diag.Text{ZH: "这里还没有页面", EN: "There is no page here yet"}.In(s.lang)
	text := diag.Text{
		ZH: "文件里有错误，或者网址写错了。改好、保存以后，页面会自己出现。",
		EN: "Its file has a mistake, or the address has. The page appears by itself when that is mended.",
	}.In(s.lang)
	lang := diag.Text{ZH: "zh-CN", EN: "en"}.In(s.lang)
	return &view{name: name, html: fmt.Appendf(nil, `<!DOCTYPE html>
<html lang="%s">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%s</title>
</head>
<body>
<main>
<h1>%s</h1>
<p>%s</p>
</main>
</body>
</html>
`, lang, title, title, text)}
}

// page answers with a page, and the overlay in it.
func (s *server) page(w http.ResponseWriter, r *http.Request, code int, v *view) {
	text, policy := openPolicy(v.html)
	text = s.withOverlay(text, v)
	if policy != "" {
		policy += "; "
	}
	w.Header().Set("Content-Security-Policy", policy+"frame-ancestors 'none'")
	w.Header().Set("Content-Type", contentType(".html"))
	if code != http.StatusOK {
		w.Header().Set("Content-Length", fmt.Sprint(len(text)))
		w.WriteHeader(code)
		if r.Method != http.MethodHead {
			_, _ = w.Write(text)
		}
		return
	}
	hash := sha256.Sum256(text)
	w.Header().Set("ETag", `"`+hex.EncodeToString(hash[:16])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(text))
}

// withOverlay puts the overlay's script at the end of the head, where it
// comes before everything that can be seen.
func (s *server) withOverlay(text []byte, v *view) []byte {
	navigate := ""
	if s.navigate {
		navigate = " data-navigate"
	}
	script := fmt.Sprintf(`<script defer src="/%soverlay.js" data-token="%s" data-page="%s" data-seen="%s" data-lang="%s"%s></script>`,
		own, s.token, html.EscapeString(v.name), v.seen(), diag.Text{ZH: "zh", EN: "en"}.In(s.lang), navigate)
	head := bytes.Index(bytes.ToLower(text), []byte("</head>"))
	if head < 0 {
		return append(bytes.Clone(text), script...)
	}
	return bytes.Join([][]byte{text[:head], []byte(script), text[head:]}, nil)
}

// openPolicy takes the policy out of a page, where a script couldn't change
// it, and opens it for the overlay: for its script, its style sheet and its
// event stream, all of this server.
func openPolicy(text []byte) (page []byte, opened string) {
	m := policy.FindSubmatchIndex(text)
	if m == nil {
		return text, ""
	}
	rules := html.UnescapeString(string(text[m[2]:m[3]]))
	for _, kind := range []string{"script-src", "style-src", "connect-src"} {
		rules = allowSelf(rules, kind)
	}
	rules = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return ' '
		}
		return r
	}, rules)
	return bytes.Join([][]byte{text[:m[0]], text[m[1]:]}, nil), rules
}

// allowSelf adds 'self' to one directive of a policy.
func allowSelf(policy, kind string) string {
	var directives []string
	fallback, found := "", false
	for directive := range strings.SplitSeq(policy, ";") {
		name, values, _ := strings.Cut(strings.TrimSpace(directive), " ")
		switch strings.ToLower(name) {
		case "":
			continue
		case "default-src":
			fallback = values
		case kind:
			found = true
			values = withSelf(values)
		}
		directives = append(directives, strings.TrimSpace(name+" "+values))
	}
	if !found {
		directives = append(directives, kind+" "+withSelf(fallback))
	}
	return strings.Join(directives, "; ")
}

func withSelf(values string) string {
	values = strings.TrimSpace(values)
	switch {
	case values == "" || values == "'none'":
		return "'self'"
	case strings.Contains(values, "'self'"):
		return values
	}
	return values + " 'self'"
}
