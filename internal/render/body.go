package render

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"strings"

	"gongkai/internal/markup"
	"gongkai/internal/site"
)

// body is the text of a page with its gaps filled; without text, what stands
// for it in a key.
func (r *Rendered) body(p *site.Page, text bool) HTML {
	if p == nil || p.Body == nil {
		return ""
	}
	if !text {
		return r.bodyKey(p)
	}
	return r.bodyPart(p, p.Address, 0, len(p.Body.HTML))
}

// bodyPart is a span of a page's text, as it reads on the page at an address:
// a column's introduction stands on the column's list.
func (r *Rendered) bodyPart(p *site.Page, address string, from, to int) HTML {
	var out strings.Builder
	out.Grow(to - from + 64*len(p.Body.Links))
	root, last := up(address), from
	for i := range p.Body.Links {
		link := &p.Body.Links[i]
		if link.Gap < from || link.Gap > to {
			continue
		}
		out.Write(p.Body.HTML[last:link.Gap])
		last = link.Gap
		if i < len(p.Targets) {
			r.fill(&out, link, p.Targets[i], root, address)
		}
	}
	out.Write(p.Body.HTML[last:to])
	return HTML(out.String())
}

// bodyKey stands for a page's text in a key: the source, and where its links lead.
func (r *Rendered) bodyKey(p *site.Page) HTML {
	hash := sha256.New()
	digest := digest(p)
	hash.Write(digest[:])
	for i, t := range p.Targets {
		fmt.Fprintf(hash, "%q %q %q %t", t.Address, t.Fragment, t.External, t.Missing)
		if i < len(p.Body.Links) && p.Body.Links[i].Kind == markup.Embed {
			fmt.Fprintf(hash, " %v", r.download(t.Address, "", ""))
		}
	}
	return HTML(hex.EncodeToString(hash.Sum(nil)))
}

// fill writes what a gap takes. The gap of a link stands in a quoted
// attribute: further attributes are added by closing it and opening the last
// one that the text's own quote will close.
func (r *Rendered) fill(out *strings.Builder, link *markup.Link, t site.Target, root, address string) {
	switch {
	case link.Kind == markup.Embed:
		r.embed(out, link, t, root)
	case t.External != "":
		out.WriteString(externalURL(t.External))
		if link.Kind == markup.Anchor && isForeign(t.External) {
			out.WriteString(`" class="outside" rel="noopener`)
		}
	case t.Missing:
		out.WriteString("#")
	case t.Address == address && t.Fragment != "":
		out.WriteString("#" + escapePath(t.Fragment))
	default:
		out.WriteString(root + escapePath(t.Address))
		if t.Fragment != "" {
			out.WriteString("#" + escapePath(t.Fragment))
		}
		if link.Kind == markup.Image {
			out.WriteString(`" loading="lazy`)
		}
	}
}

// embed sets a spreadsheet's place in the text: for the present a link to the
// file with its type and size. The table itself will stand here.
func (r *Rendered) embed(out *strings.Builder, link *markup.Link, t site.Target, root string) {
	f := r.download(t.Address, link.Text, root)
	b := appendEscaped([]byte(`<a class="file" href="`), string(f.URL))
	b = appendEscaped(append(b, `">`...), f.Title)
	b = appendEscaped(append(b, ` <span class="file-type">`...), f.Type+" "+f.Size)
	out.Write(append(b, `</span></a>`...))
}

// download describes a published file.
func (r *Rendered) download(address, title, root string) File {
	if title == "" {
		title = path.Base(address)
	}
	f := File{Title: title, URL: URL(root + escapePath(address)), Type: strings.ToUpper(strings.TrimPrefix(path.Ext(address), "."))}
	if i, ok := findAsset(r.site.Files, address); ok {
		f.Size = byteSize(r.site.Files[i].File.Size)
	}
	return f
}

// byteSize is a size as people read it.
func byteSize(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// externalURL escapes an absolute address for an attribute. What it means is
// the author's: only what HTML would misread, or a URL can't hold, is changed.
func externalURL(address string) string {
	out := make([]byte, 0, len(address)+16)
	for i := range len(address) {
		switch b := address[i]; {
		case b <= ' ' || b >= 0x7F || strings.IndexByte("\"<>`\\^{|}", b) >= 0:
			out = append(out, '%', hexDigits[b>>4], hexDigits[b&15])
		case b == '&':
			out = append(out, "&amp;"...)
		case b == '\'':
			out = append(out, "&#39;"...)
		default:
			out = append(out, b)
		}
	}
	return string(out)
}

// isForeign tells whether an address leads to a site that isn't a government's.
func isForeign(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return err != nil
	}
	host := strings.ToLower(u.Hostname())
	for _, suffix := range []string{".gov.cn", ".政务", ".xn--zfr164b"} {
		if strings.HasSuffix("."+host, suffix) {
			return false
		}
	}
	return true
}
