package render

import (
	"crypto/sha256"

	"gongkai/internal/site"
)

func digest(p *site.Page) [32]byte { return sha256.Sum256(p.Body.HTML) }

// lookup finds a page of a site that was put together by hand.
func (r *Rendered) lookup(name string) *site.Page {
	if p := r.site.Page(name); p != nil {
		return p
	}
	for p := range r.pages() {
		if p.Address == name {
			return p
		}
	}
	return nil
}
