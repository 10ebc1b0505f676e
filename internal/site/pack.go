package site

import (
	"encoding/binary"
	"sync"
	"time"

	"gongkai/internal/markup"
	"gongkai/internal/notice"
)

// packer appends; unpacker takes off in the same order.
type packer struct{ bytes []byte }

func (b *packer) number(n int) { b.bytes = binary.AppendUvarint(b.bytes, uint64(n)) }

func (b *packer) fixed(n int64) { b.bytes = binary.LittleEndian.AppendUint64(b.bytes, uint64(n)) }

func (b *packer) text(s string) {
	b.number(len(s))
	b.bytes = append(b.bytes, s...)
}

func (b *packer) flag(set bool) {
	n := 0
	if set {
		n = 1
	}
	b.number(n)
}

func (b *packer) texts(list []string) {
	b.number(len(list))
	for _, s := range list {
		b.text(s)
	}
}

// time packs a moment of the site's zone.
func (b *packer) time(t time.Time) {
	b.fixed(t.Unix())
	b.number(t.Nanosecond())
}

type unpacker struct {
	rest   string
	zone   *time.Location
	broken bool // it ended too early, or holds what can't be
}

func (u *unpacker) number() int {
	n, shift := 0, 0
	for i := 0; i < len(u.rest) && shift < 63; i++ {
		c := u.rest[i]
		n |= int(c&0x7f) << shift
		if shift += 7; c < 0x80 {
			u.rest = u.rest[i+1:]
			return n
		}
	}
	u.rest, u.broken = "", true
	return 0
}

func (u *unpacker) take(n int) string {
	if n < 0 || n > len(u.rest) {
		u.rest, u.broken = "", true
		return ""
	}
	s := u.rest[:n]
	u.rest = u.rest[n:]
	return s
}

func (u *unpacker) text() string { return u.take(u.number()) }

func (u *unpacker) fixed() int64 {
	s := u.take(8)
	if s == "" {
		return 0
	}
	return int64(binary.LittleEndian.Uint64([]byte(s)))
}

func (u *unpacker) flag() bool { return u.number() == 1 }

// count is the length of a list whose entries take at least a byte each.
func (u *unpacker) count() int {
	n := u.number()
	if n > len(u.rest) {
		u.rest, u.broken = "", true
		return 0
	}
	return n
}

func (u *unpacker) texts() []string {
	n := u.count()
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = u.text()
	}
	return list
}

func (u *unpacker) time() time.Time {
	seconds, nanoseconds := u.fixed(), u.number()
	t := time.Unix(seconds, int64(nanoseconds))
	if (time.Time{}).Equal(t) {
		return time.Time{}
	}
	return t.In(u.zone)
}

func (u *unpacker) stamp() Stamp { return Stamp{u.fixed(), u.fixed(), u.fixed(), u.fixed()} }

func (b *packer) reading(r *reading) {
	b.text(string(r.sum[:]))
	b.text(string(r.front[:]))
	b.number(r.lines)
	b.notice(r.notice)
}

// reading is what was read of a page, but for its kind and what was noted.
func (u *unpacker) reading(p *Page) *reading {
	r := &reading{kind: p.Kind, file: p.File}
	copy(r.sum[:], u.text())
	copy(r.front[:], u.text())
	r.digest, r.lines = r.sum, u.number()
	size := 0
	r.notice, size = u.notice()
	if size > 0 {
		r.notice.Body.PutAside(r, 0, size)
	}
	return r
}

func (b *packer) notice(n *notice.Notice) {
	b.number(n.Start)
	for _, s := range []string{
		n.Title, n.Index, n.Number, n.Subject.Class, n.Subject.Child, n.Genre, string(n.Validity),
		n.Description, n.Agency, n.Source, n.Author, n.Image, n.Openness, n.Slug,
	} {
		b.text(s)
	}
	for _, t := range []time.Time{n.Date, n.Issued, n.Period.From, n.Period.To, n.PublishDate, n.Expiry, n.Modified} {
		b.time(t)
	}
	b.flag(n.HasClock)
	b.flag(n.Draft)
	b.fixed(int64(n.Weight))
	for _, list := range [][]string{n.Keywords, n.Replaces, n.Interprets, n.Aliases} {
		b.texts(list)
	}
	b.number(len(n.Attachments))
	for _, a := range n.Attachments {
		b.text(a.Path)
		b.text(a.Title)
	}
	b.number(len(n.Waivers))
	for _, w := range n.Waivers {
		b.texts([]string{w.Kind, w.Hash, w.Reason, w.By})
	}
	b.document(n.Body)
}

func (u *unpacker) notice() (n *notice.Notice, html int) {
	n = &notice.Notice{Start: u.number()}
	for _, s := range []*string{
		&n.Title, &n.Index, &n.Number, &n.Subject.Class, &n.Subject.Child, &n.Genre, (*string)(&n.Validity),
		&n.Description, &n.Agency, &n.Source, &n.Author, &n.Image, &n.Openness, &n.Slug,
	} {
		*s = u.text()
	}
	for _, t := range []*time.Time{&n.Date, &n.Issued, &n.Period.From, &n.Period.To, &n.PublishDate, &n.Expiry, &n.Modified} {
		*t = u.time()
	}
	n.HasClock, n.Draft, n.Weight = u.flag(), u.flag(), int(u.fixed())
	for _, list := range []*[]string{&n.Keywords, &n.Replaces, &n.Interprets, &n.Aliases} {
		*list = u.texts()
	}
	for range u.count() {
		n.Attachments = append(n.Attachments, notice.Attachment{Path: u.text(), Title: u.text()})
	}
	for range u.count() {
		if w := u.texts(); len(w) == 4 {
			n.Waivers = append(n.Waivers, notice.Waiver{Kind: w[0], Hash: w[1], Reason: w[2], By: w[3]})
		}
	}
	n.Body, html = u.document()
	return n, html
}

func (b *packer) document(d *markup.Document) {
	b.number(d.Len())
	b.number(len(d.Links))
	for i := range d.Links {
		l := &d.Links[i]
		b.number(int(l.Kind))
		b.flag(l.External)
		b.texts([]string{l.Destination, l.Fragment, l.Query, l.Text})
		b.number(l.Gap)
		b.number(l.Start)
		b.number(l.End)
	}
	b.number(len(d.Outline))
	for i := range d.Outline {
		h := &d.Outline[i]
		b.number(h.Level)
		b.text(h.Text)
		b.flag(h.ID == h.Text)
		if h.ID != h.Text {
			b.text(h.ID)
		}
		b.number(h.Start)
		b.number(h.End)
		b.number(h.HTMLStart)
	}
}

func (u *unpacker) document() (d *markup.Document, html int) {
	d, html = &markup.Document{}, u.number()
	if n := u.count(); n > 0 {
		d.Links = make([]markup.Link, n)
	}
	for i := range d.Links {
		l := &d.Links[i]
		l.Kind, l.External = markup.LinkKind(u.number()), u.flag()
		if words := u.texts(); len(words) == 4 {
			l.Destination, l.Fragment, l.Query, l.Text = words[0], words[1], words[2], words[3]
		}
		l.Gap, l.Start, l.End = u.number(), u.number(), u.number()
	}
	if n := u.count(); n > 0 {
		d.Outline = make([]markup.Heading, n)
	}
	for i := range d.Outline {
		h := &d.Outline[i]
		h.Level, h.Text = u.number(), u.text()
		if h.ID = h.Text; !u.flag() {
			h.ID = u.text()
		}
		h.Start, h.End, h.HTMLStart = u.number(), u.number(), u.number()
	}
	return d, html
}

var packers = sync.Pool{New: func() any { return new(packer) }}

// compact moves all the words that were read of a page into one piece of
// memory. Parsing leaves them in thirty, with room to grow, and a large site
// would carry them through every collection of the build.
func (r *reading) compact(zone *time.Location) {
	if r.notice == nil || r.notice.Extra != nil {
		return
	}
	b := packers.Get().(*packer)
	defer packers.Put(b)
	b.bytes = b.bytes[:0]
	b.notice(r.notice)
	u := unpacker{rest: string(b.bytes), zone: zone}
	n, _ := u.notice()
	body := r.notice.Body
	body.Links, body.Outline = n.Body.Links, n.Body.Outline
	n.Body = body
	r.notice = n
}
