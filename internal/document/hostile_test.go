package document

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
	"time"
)

// member is a file of an archive.
type member struct{ name, text string }

// archive packs members, stored or deflated.
func archive(members ...member) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, err := w.Create(m.name)
		if err != nil {
			panic(err)
		}
		_, _ = f.Write([]byte(m.text))
	}
	_ = w.Close()
	return b.Bytes()
}

// raw packs one member with a header of its own, true or not.
func raw(h zip.FileHeader, data string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.CreateRaw(&h)
	if err != nil {
		panic(err)
	}
	_, _ = f.Write([]byte(data))
	_ = w.Close()
	return b.Bytes()
}

const wordHead = `<w:document xmlns:w="w"><w:body>`

func wordFile(body string, more ...member) []byte {
	return archive(append([]member{{"word/document.xml", wordHead + body + "</w:body></w:document>"}}, more...)...)
}

const (
	bookXML = `<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`
	relsXML = `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`
)

func sheetFile(sheet string, more ...member) []byte {
	return archive(append([]member{
		{"xl/workbook.xml", bookXML},
		{"xl/_rels/workbook.xml.rels", relsXML},
		{"xl/worksheets/sheet1.xml", "<worksheet>" + sheet + "</worksheet>"},
	}, more...)...)
}

// bomb is a member that unpacks to a thousand times its size.
func bomb(name string) []byte {
	return archive(member{name, strings.Repeat("0", 64<<20)})
}

// overlapping is an archive whose directory has two names for one stretch.
func overlapping() []byte {
	data := archive(member{"word/document.xml", wordHead + "</w:body></w:document>"}, member{"word/other1.xml", "<a/>"})
	// The second entry of the directory is sent to the first one's place.
	second := bytes.LastIndex(data, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(data[second+42:], 0)
	copy(data[second+46:], "word/other1.xml")
	return data
}

// numberedCells is cells that hardly compress.
func numberedCells(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<row><c><v>%d</v></c></row>", i*7919%1000003)
	}
	return b.String()
}

// What is built to mislead is refused with its reason, at once.
func TestHostileFiles(t *testing.T) {
	wrongSum := wordFile("<w:p/>")
	at := bytes.Index(wrongSum, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(wrongSum[at+16:], crc32.ChecksumIEEE([]byte("other")))
	cut := wordFile("<w:p/>")
	ole := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...)
	locked := append(bytes.Clone(ole), []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")...)
	deep := strings.Repeat("<w:tbl><w:tr><w:tc>", 200)
	for _, c := range []struct {
		name   string
		data   []byte
		reason Reason
	}{
		{"a.docx", nil, Empty},
		{"a.txt", bytes.Repeat([]byte("长"), MaxFile), TooLarge},
		{"a.pdf", []byte("%PDF-1.4"), PDF},
		{"a.doc", ole, OldOffice},
		{"renamed.docx", ole, OldOffice},
		{"locked.docx", locked, Encrypted},
		{"a.rtf", []byte(`{\rtf1}`), OldOffice},
		{"a.png", []byte("\x89PNG\r\n\x1a\n"), Picture},
		{"a.jpg", []byte("\xff\xd8\xff\xe0"), Picture},
		{"bomb.docx", bomb("word/document.xml"), Unsafe},
		{"bomb.xlsx", bomb("xl/workbook.xml"), Unsafe},
		{"nested.zip", archive(member{"inner.zip", string(bomb("x"))}), UnknownPack},
		{"overlap.docx", overlapping(), Unsafe},
		{"stray.docx", archive(member{"../word/document.xml", "x"}), Unsafe},
		{"backslash.docx", archive(member{`word\document.xml`, "x"}), Unsafe},
		{"absolute.docx", archive(member{"/word/document.xml", "x"}), Unsafe},
		{"twice.docx", archive(member{"word/document.xml", "x"}, member{"WORD/document.xml", "y"}), Unsafe},
		{"wrong sum.docx", wrongSum, Damaged},
		{"cut.docx", cut[:len(cut)-10], Damaged},
		{"wrong size.docx", raw(zip.FileHeader{Name: "word/document.xml", UncompressedSize64: 3, CompressedSize64: 8}, "<a></a> "), Damaged},
		{"zip64.docx", raw(zip.FileHeader{Name: "word/document.xml", UncompressedSize64: 1 << 40, CompressedSize64: 4}, "<a/>"), Unsafe},
		{"password.docx", raw(zip.FileHeader{Name: "word/document.xml", Flags: 1, UncompressedSize64: 4, CompressedSize64: 4}, "<a/>"), Encrypted},
		{"entity.docx", archive(member{"word/document.xml", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + wordHead + `<w:p><w:r><w:t>&x;</w:t></w:r></w:p>`}), Unsafe},
		{"entity.xlsx", sheetFile(`<!DOCTYPE a><sheetData/>`), Unsafe},
		{"deep.docx", wordFile(deep), Unsafe},
		{"deep.html", []byte("<html>" + strings.Repeat("<div>", 2000)), Unsafe},
		{"broken.docx", archive(member{"word/document.xml", wordHead + "<w:p>"}), Damaged},
		{"other.docx", archive(member{"content.xml", "x"}), UnknownPack},
		{"bytes.txt", []byte("\x00\x01\x02\x03\x04\x05\x00\x00"), NotDecoded},
		{"cells.xlsx", sheetFile(`<sheetData>` + numberedCells(maxCells+1) + `</sheetData>`), TooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(c.name, c.data)
			var e *Error
			if !errors.As(err, &e) || e.Reason != c.reason {
				t.Fatalf("%v, not %s", err, c.reason)
			}
		})
	}
}

// Four times the file takes about four times the time. On a busy machine it may
// take longer, but hardly three times in a row.
func TestTimeGrowsWithTheFile(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(n int) []byte
	}{
		{"a.html", func(n int) []byte {
			return []byte("<table>" + strings.Repeat("<tr><td rowspan=1000>1", n) + "</table>")
		}},
		{"a.htm", func(n int) []byte { return []byte("<html>" + strings.Repeat("<p><b><i>字", n)) }},
		{"a.md", func(n int) []byte { return []byte(strings.Repeat("| 1 | 2 |\n", n)) }},
		{"a.txt", func(n int) []byte { return []byte(strings.Repeat("1 2 3 字\n", n)) }},
		{"merged.xlsx", func(n int) []byte {
			return sheetFile(`<sheetData>` + strings.Repeat(`<row><c><v>1</v></c></row>`, n/4) + `</sheetData><mergeCells>` + strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, n/4) + `</mergeCells>`)
		}},
		{"a.docx", func(n int) []byte { return wordFile(strings.Repeat("<w:p><w:r><w:t>字</w:t></w:r></w:p>", n)) }},
	} {
		var once, fourfold time.Duration
		for range 3 {
			once, fourfold = best(c.name, c.make(4000)), best(c.name, c.make(16000))
			if fourfold <= 16*once || fourfold <= 200*time.Millisecond {
				break
			}
		}
		if fourfold > 16*once && fourfold > 200*time.Millisecond {
			t.Errorf("%s: %v, four times as long %v", c.name, once, fourfold)
		}
	}
}

func best(name string, data []byte) time.Duration {
	least := time.Hour
	for range 3 {
		start := time.Now()
		_, _ = Read(name, data)
		least = min(least, time.Since(start))
	}
	return least
}

// A cell in the sheet's last corner costs no more than one in its first.
func TestOneCellFarAway(t *testing.T) {
	d, err := Read("far.xlsx", sheetFile(`<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>`))
	if err != nil {
		t.Fatal(err)
	}
	rows := d.Blocks[0].Table.Rows
	if len(rows) != 1 || fmt.Sprint(rows[0].Cells[0].Text, rows[0].Cells[0].Place.Where) != "7表!XFD1048576" {
		t.Errorf("%+v", rows)
	}
}
