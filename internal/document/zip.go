package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Caps on archives. A workbook of a county's subsidy lists unpacks about
// 1:12; nothing that people write comes near 1:200.
const (
	maxMembers  = 4096
	maxUnpacked = 256 << 20 // bytes of all members, as they say
	maxMember   = 128 << 20 // bytes of one member, as they are
	maxRatio    = 200       // of a member of some size
	ratioFrom   = 1 << 20
)

// pack is a zip whose directory has been found honest. What it unpacks is
// counted over all members.
type pack struct {
	*zip.Reader
	files    map[string]*zip.File
	unpacked int64
}

// openPack reads the directory of a zip and refuses what is built to mislead:
// names that lead out, twins, members that share bytes, sizes that can't be,
// encryption.
func openPack(data []byte) (*pack, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, &Error{Damaged, err.Error()}
	}
	if len(r.File) > maxMembers {
		return nil, &Error{Unsafe, fmt.Sprintf("%d members", len(r.File))}
	}
	p := &pack{Reader: r, files: map[string]*zip.File{}}
	type stretch struct {
		from, to int64
		name     string
	}
	var stretches []stretch
	var total uint64
	for _, f := range r.File {
		name := strings.TrimSuffix(f.Name, "/")
		switch {
		case f.Flags&1 != 0:
			return nil, &Error{Encrypted, f.Name}
		case name == "" || strings.Contains(name, `\`) || strings.ContainsRune(name, 0) || path.IsAbs(name) || !path.IsAbs(path.Join("/", name)) || path.Clean(name) != name || name == ".." || strings.HasPrefix(name, "../"):
			return nil, &Error{Unsafe, f.Name}
		case f.UncompressedSize64 > maxUnpacked || f.UncompressedSize64 > ratioFrom && f.UncompressedSize64/maxRatio > f.CompressedSize64:
			return nil, &Error{Unsafe, fmt.Sprintf("%s: %d → %d", f.Name, f.CompressedSize64, f.UncompressedSize64)}
		}
		if total += f.UncompressedSize64; total > maxUnpacked {
			return nil, &Error{Unsafe, fmt.Sprintf("> %d MiB", maxUnpacked>>20)}
		}
		key := strings.ToLower(name)
		if p.files[key] != nil {
			return nil, &Error{Unsafe, "2 × " + f.Name}
		}
		p.files[key] = f
		from, err := f.DataOffset()
		if err != nil {
			return nil, &Error{Damaged, f.Name}
		}
		to := from + int64(f.CompressedSize64)
		if from < 0 || to < from || to > int64(len(data)) {
			return nil, &Error{Damaged, f.Name}
		}
		if to > from {
			stretches = append(stretches, stretch{from, to, f.Name})
		}
	}
	slices.SortFunc(stretches, func(a, b stretch) int { return int(min(max(a.from-b.from, -1), 1)) })
	for i := 1; i < len(stretches); i++ {
		if stretches[i].from < stretches[i-1].to {
			return nil, &Error{Unsafe, stretches[i].name}
		}
	}
	return p, nil
}

// has tells whether there is a member.
func (p *pack) has(name string) bool { return p.files[strings.ToLower(name)] != nil }

// read unpacks a member whole; nil when there is none. Its length and its
// checksum must be what the directory says.
func (p *pack) read(name string) ([]byte, error) {
	f := p.files[strings.ToLower(strings.TrimPrefix(name, "/"))]
	if f == nil {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, &Error{Damaged, f.Name}
	}
	defer r.Close()
	most := min(int64(f.UncompressedSize64), maxMember)
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	p.unpacked += int64(len(data))
	switch {
	case err != nil:
		return nil, &Error{Damaged, f.Name}
	case int64(len(data)) > most || p.unpacked > maxUnpacked:
		return nil, &Error{Unsafe, f.Name}
	}
	return data, nil
}

// readPackage reads what a zip turns out to be.
func readPackage(data []byte) (*Document, error) {
	p, err := openPack(data)
	if err != nil {
		return nil, err
	}
	switch {
	case p.has("word/document.xml"):
		return readWord(p)
	case p.has("xl/workbook.xml"):
		return readSheets(p)
	case p.has("EncryptedPackage"):
		return nil, &Error{Encrypted, ""}
	}
	return nil, &Error{UnknownPack, ""}
}

// tokens reads the XML of a member element by element. A DOCTYPE is refused,
// as no office program writes one; so are elements nested without end.
type tokens struct {
	*xml.Decoder
	member string
	depth  int
}

func newTokens(member string, data []byte) *tokens {
	t := &tokens{Decoder: xml.NewDecoder(bytes.NewReader(data)), member: member}
	t.Strict = true
	t.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("charset %s", charset)
	}
	return t
}

// next is the next token, or nil at the end.
func (t *tokens) next() (xml.Token, error) {
	token, err := t.Token()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, &Error{Damaged, t.member}
	}
	switch token.(type) {
	case xml.Directive:
		return nil, &Error{Unsafe, t.member + ": DOCTYPE"}
	case xml.StartElement:
		if t.depth++; t.depth > maxDepth {
			return nil, &Error{Unsafe, fmt.Sprintf("%s: %d levels of elements", t.member, maxDepth)}
		}
	case xml.EndElement:
		t.depth--
	}
	return token, nil
}

// attribute is the value of an attribute by its local name, or "".
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
