package document

import (
	"bytes"
	"encoding/xml"
	"path"
	"strings"
)

// A workbook is a package of parts: the list of its sheets, the texts that cells
// share, the styles, the remarks, and a part for each sheet.

// readSheets reads every sheet; the hidden ones are marked.
func readSheets(p *pack) (*Document, error) {
	d := &Document{Kind: Sheet}
	b := &book{pack: p, Document: d}
	for _, step := range []func() error{b.workbook, b.strings, b.formats} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	for _, s := range b.sheets {
		t, err := b.sheet(s)
		if err != nil {
			return nil, err
		}
		if t.Hidden {
			d.Hidden = append(d.Hidden, Hidden{HiddenSheet, shorten(t.Name), Place{Where: t.Name}})
		}
		d.conceal(t)
		d.Blocks = append(d.Blocks, Block{Table: t, Place: Place{Where: t.Name}})
	}
	for _, name := range []string{"xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml"} {
		if p.has(name) {
			d.Hidden = append(d.Hidden, Hidden{External, name, Place{}})
		}
	}
	if err := b.notes(); err != nil {
		return nil, err
	}
	return d, b.properties()
}

type book struct {
	*pack
	*Document
	sheets   []sheetEntry
	from1904 bool
	shared   []string
	dates    map[int]bool // styles that print a date
	decimals map[int]int  // that a style prints, at least
	cells    int
	bytes    int
}

type sheetEntry struct {
	name, file string
	hidden     bool
}

// workbook reads the list of sheets, and where each is.
func (b *book) workbook() error {
	targets := map[string]string{}
	data, err := b.read("xl/_rels/workbook.xml.rels")
	if err != nil {
		return err
	}
	err = b.each("xl/_rels/workbook.xml.rels", data, func(e xml.StartElement) error {
		if e.Name.Local == "Relationship" && !strings.EqualFold(attribute(e, "TargetMode"), "External") {
			target := attribute(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			targets[attribute(e, "Id")] = strings.TrimPrefix(target, "/")
		}
		return nil
	})
	if err != nil {
		return err
	}
	if data, err = b.read("xl/workbook.xml"); err != nil {
		return err
	}
	return b.each("xl/workbook.xml", data, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			v := attribute(e, "date1904")
			b.from1904 = v == "1" || v == "true"
		case "sheet":
			var id string
			for _, a := range e.Attr {
				if a.Name.Local == "id" {
					id = a.Value
				}
			}
			state := attribute(e, "state")
			b.sheets = append(b.sheets, sheetEntry{attribute(e, "name"), targets[id], state == "hidden" || state == "veryHidden"})
		}
		return nil
	})
}

// strings reads the texts that cells share. Phonetic guides aren't text.
func (b *book) strings() error {
	const member = "xl/sharedStrings.xml"
	data, err := b.read(member)
	if err != nil || data == nil {
		return err
	}
	t := newTokens(member, data)
	var text strings.Builder
	inText, inGuide := false, 0
	for {
		token, err := t.next()
		if err != nil || token == nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "rPh":
				inGuide++
			case "t":
				inText = inGuide == 0
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "rPh":
				inGuide--
			case "t":
				inText = false
			case "si":
				if len(b.shared) >= maxCells {
					return tooManyCells()
				}
				b.shared = append(b.shared, squeeze(spaces(text.String())))
				text.Reset()
			}
		case xml.CharData:
			if inText {
				text.Write(e)
			}
		}
	}
}

// notes lists the remarks beside cells.
func (b *book) notes() error {
	for _, f := range b.File {
		name := strings.ToLower(f.Name)
		if !strings.HasPrefix(name, "xl/comments") && !strings.HasPrefix(name, "xl/threadedcomments/") || !strings.HasSuffix(name, ".xml") {
			continue
		}
		data, err := b.read(f.Name)
		if err != nil {
			return err
		}
		if bytes.Contains(data, []byte("<!DOCTYPE")) {
			return &Error{Unsafe, f.Name + ": DOCTYPE"}
		}
		t := newTokens(f.Name, data)
		var text strings.Builder
		var ref string
		for {
			token, err := t.next()
			if err != nil {
				return err
			}
			if token == nil {
				break
			}
			switch e := token.(type) {
			case xml.StartElement:
				if e.Name.Local == "comment" || e.Name.Local == "threadedComment" {
					ref = attribute(e, "ref")
					text.Reset()
				}
			case xml.CharData:
				text.Write(e)
			case xml.EndElement:
				if e.Name.Local == "comment" || e.Name.Local == "threadedComment" {
					if s := shorten(text.String()); s != "" {
						b.Hidden = append(b.Hidden, Hidden{Comment, s, Place{Where: ref}})
					}
				}
			}
		}
	}
	return nil
}

// properties takes the title, and whether we wrote the workbook ourselves.
func (b *book) properties() error {
	data, err := b.read("docProps/core.xml")
	if err != nil || data == nil {
		return err
	}
	return b.Document.core(data)
}

// each calls a function with every element of a member.
func (b *book) each(member string, data []byte, call func(xml.StartElement) error) error {
	t := newTokens(member, data)
	for {
		token, err := t.next()
		if err != nil || token == nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok {
			if err := call(e); err != nil {
				return err
			}
		}
	}
}
