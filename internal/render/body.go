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

// body is the text of a page, if there is one, with its gaps filled; without
// text, what stands for it in a key.
func (r *Rendered) body(p *site.Page, text bool) HTML {
	switch {
	case p == nil || p.Body == nil:
		return ""
	case !text:
		return r.bodyKey(p)
	}
	return r.bodyPart(p, 0, p.Body.Len())
}

// bodyPart is a span of a page's text.
func (r *Rendered) bodyPart(p *site.Page, from, to int) HTML {
	root := up(p.Address)
	out := make([]byte, 0, to-from+64*len(p.Body.Links))
	return asHTML(p.Body.Append(out, from, to, func(out []byte, i int) []byte {
		if p.Body.Links[i].Kind == markup.Embed {
			return r.embed(out, p, i, root)
		}
		return r.fill(out, &p.Body.Links[i], p.Targets[i], root, p.Address)
	}))
}

// bodyKey stands for a page's text in a key: the source, and where its links lead.
func (r *Rendered) bodyKey(p *site.Page) HTML {
	hash := sha256.New()
	digest := p.Digest()
	hash.Write(digest[:])
	for i, t := range p.Targets {
		fmt.Fprintf(hash, "%q", []string{t.Address, t.Query, t.Fragment, t.External})
		if p.Body.Links[i].Kind == markup.Embed {
			r.embedKey(hash, t)
		}
	}
	return HTML(hex.EncodeToString(hash.Sum(nil)))
}

// fill writes what a gap takes. The gap of a link stands in a quoted
// attribute: further attributes are added by closing it and opening the last
// one, which the text's own quote will close.
func (r *Rendered) fill(out []byte, link *markup.Link, t site.Target, root, address string) []byte {
	switch {
	case t.External != "":
		out = appendEscaped(out, t.External)
		if isForeign(t.External) {
			out = append(out, `" class="outside" rel="noopener`...)
		}
		return out
	case t.Missing:
		return append(out, '#')
	case t.Address != address || t.Fragment == "":
		out = append(append(out, root...), escapePath(t.Address)...)
	}
	if t.Query != "" {
		out = appendEscaped(append(out, '?'), t.Query)
	}
	if t.Fragment != "" {
		out = append(append(out, '#'), escapePath(t.Fragment)...)
	}
	if link.Kind == markup.Image {
		out = append(out, `" loading="lazy`...)
	}
	return out
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

// isForeign tells whether an address leads to a site that isn't a government's.
func isForeign(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return err != nil
	}
	return !site.Government(u.Hostname())
}
