package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/internal/document"
)

// pdfOf is a PDF of numbered objects; the first is the catalogue.
func pdfOf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer\n<< /Root 1 0 R >>\n%%EOF\n")
	return b.Bytes()
}

func streamOf(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

func deflated(data string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(data))
	_ = z.Close()
	return b.String()
}

// onePage is a page with these operators and one font, F, of more objects.
func onePage(operators, font string, more ...string) []byte {
	return pdfOf(append([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> /MediaBox [0 0 595 842] >>",
		"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
		streamOf("/Filter /FlateDecode", deflated(operators)),
		font,
	}, more...)...)
}

const latin = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"

// shown is all the text that was read.
func shown(d *document.Document) string {
	var b strings.Builder
	for _, block := range d.Blocks {
		b.WriteString(block.Text + "\n")
		if block.Table != nil {
			for _, row := range block.Table.Rows {
				for _, c := range row.Cells {
					fmt.Fprintf(&b, "[%d %s]", c.Column, c.Text)
				}
				b.WriteByte('\n')
			}
		}
	}
	return b.String()
}

func gbkHex(s string) string {
	data, _ := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(s))
	return fmt.Sprintf("<%X>", data)
}

// Each way in which a PDF says what its letters are.
func TestText(t *testing.T) {
	composite := func(encoding, more string) string {
		return "<< /Type /Font /Subtype /Type0 /Encoding " + encoding + " /DescendantFonts [<< /Subtype /CIDFontType2 /DW 500 /CIDSystemInfo << /Ordering (GB1) >> >>] " + more + " >>"
	}
	cmap := streamOf("", "1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0041> <8D26> <0042> <53F7> endbfchar 2 beginbfrange <0010> <0019> <0030> <0020> <0021> [<7532> <4E59>] endbfrange")
	tests := []struct {
		name string
		data []byte
		want string
		bad  int // letters without a meaning
	}{
		{"one byte a letter", onePage("BT /F 12 Tf 50 700 Td (Tel 138\\0600000000) Tj ET", latin), "Tel 13800000000", 0},
		{"names of glyphs", onePage("BT /F 12 Tf 50 700 Td (ABC) Tj ET", "<< /Subtype /Type3 /FontMatrix [.001 0 0 .001 0 0] /FirstChar 65 /Widths [500 500 500] /Encoding << /Differences [65 /one /uni5F20 /g7] >> >>"), "1张", 1},
		{"a map to Unicode", onePage("BT /F 12 Tf 50 700 Td <00410042001100130018> Tj <00200021> Tj ET", composite("/Identity-H", "/ToUnicode 6 0 R"), cmap), "账号138甲乙", 0},
		{"GBK", onePage("BT /F 12 Tf 50 700 Td "+gbkHex("账号138")+" Tj ET", composite("/GBK-EUC-H", "")), "账号138", 0},
		{"Unicode", onePage("BT /F 12 Tf 50 700 Td <8D2653F7003100330038> Tj ET", composite("/UniGB-UCS2-H", "")), "账号138", 0},
		{"a collection without a map", onePage("BT /F 12 Tf 50 700 Td <001200140019> Tj <1234> Tj ET", composite("/Identity-H", "")), "138", 1},
		{"a font of private shapes", onePage("BT /F 12 Tf 50 700 Td (138) Tj ET", "<< /Subtype /TrueType /FontDescriptor << /Flags 4 >> >>"), "", 3},
		{"one letter at a time", onePage("BT /F 12 Tf 1 0 0 1 50 700 Tm (1) Tj 1 0 0 1 57 700 Tm (3) Tj 1 0 0 1 64 700 Tm (8) Tj ET", latin), "138\n", 0},
		{"backwards", onePage("BT /F 12 Tf 1 0 0 1 64 700 Tm (8) Tj 1 0 0 1 57 700 Tm (3) Tj 1 0 0 1 50 700 Tm (1) Tj ET", latin), "138\n", 0},
		{"bold by two stamps", onePage("BT /F 12 Tf 1 0 0 1 50 700 Tm (1) Tj 1 0 0 1 50.3 700 Tm (1) Tj 1 0 0 1 57 700 Tm (3) Tj ET", latin), "13\n", 0},
		{"moves inside a text", onePage("BT /F 12 Tf 50 700 Td [(13) -20 (8) -3000 (9)] TJ ET", latin), "138 | 9", 0},
		{"lines", onePage("BT /F 12 Tf 14 TL 50 700 Td (138) Tj T* (139) Tj (137) ' 1 2 (136) \" 0 -20 TD (135) Tj ET", latin), "138\n", 0},
		{"turned", onePage("q 0 1 -1 0 300 300 cm BT /F 12 Tf (138) Tj ET Q", latin), "138", 0},
		{"downwards", onePage("BT /F 12 Tf 50 700 Td <003100330038> Tj ET", composite("/UniGB-UCS2-V", "")), "138\n", 0},
		{"in a form", onePage("/X Do", latin, streamOf("/Subtype /Form /Matrix [1 0 0 1 9 9]", "BT /F 12 Tf (138) Tj ET")), "138", 0},
		{"in hexadecimal", pdfOf("<< /Pages 2 0 R >>", "<< /Kids [3 0 R] /Resources << /Font << /F 5 0 R >> >> >>", "<< /Contents [4 0 R] >>", streamOf("/Filter [/AHx /Fl]", fmt.Sprintf("%x>", deflated("BT /F 12 Tf (138) Tj ET"))), latin), "138", 0},
	}
	for _, test := range tests {
		d, unread, err := Read(test.data)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := shown(d); !strings.Contains(got, test.want) || unread.Glyphs != test.bad || len(unread.Pages) > 0 {
			t.Errorf("%s: %q, %+v", test.name, got, unread)
		}
	}
}

func TestTables(t *testing.T) {
	row := func(y int, cells ...string) string {
		s := ""
		for i, c := range cells {
			if c != "" {
				s += fmt.Sprintf("BT /F 10 Tf %d %d Td (%s) Tj ET\n", 50+150*i, y, c)
			}
		}
		return s
	}
	d, _, err := Read(onePage(row(700, "Name", "Card", "Sum")+row(680, "A", "62170000", "100")+row(668, "", "00000000004", "")+row(640, "B", "", "200"), latin))
	if err != nil {
		t.Fatal(err)
	}
	got := shown(d)
	for _, want := range []string{"[0 Name][1 Card][2 Sum]", "[0 A][1 62170000][2 100]", "[0 B][2 200]", "Card 6217000000000000004"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

// Objects in packed streams, later ones in the place of earlier, lost trees
// and lengths that lie.
func TestStructure(t *testing.T) {
	page := "<< /Type /Page /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
	packed := "1 0 2 " + fmt.Sprint(len("<< /Pages 2 0 R >> ")) + " "
	tests := map[string][]byte{
		"packed":       []byte("9 0 obj\n" + streamOf(fmt.Sprintf("/Type /ObjStm /N 2 /First %d", len(packed)), packed+"<< /Pages 2 0 R >> << /Kids [3 0 R] >>") + "\nendobj\n3 0 obj\n" + page + "\nendobj 4 0 obj\n" + streamOf("", "BT /F 9 Tf (138) Tj ET") + "\nendobj\n5 0 obj " + latin + " endobj\n8 0 obj\n" + streamOf("/Type /XRef /Root 1 0 R", "") + "\nendobj\n"),
		"lost tree":    []byte("3 0 obj\n" + page + "\nendobj\n4 0 obj\n" + streamOf("", "BT /F 9 Tf (138) Tj ET") + "\nendobj\n5 0 obj\n" + latin + "\nendobj\n"),
		"false length": []byte("3 0 obj\n" + page + "\nendobj\n4 0 obj\n<< /Length 3 >>\nstream\nBT /F 9 Tf (138) Tj ET\nendstream\nendobj\n5 0 obj\n" + latin + "\nendobj\n"),
		"no end":       []byte("3 0 obj\n" + page + "\nendobj\n5 0 obj\n" + latin + "\nendobj\n4 0 obj\n<< >>\nstream\nBT /F 9 Tf (138) Tj ET\n"),
		"changed":      append(onePage("BT /F 9 Tf (999) Tj ET", latin), []byte("4 0 obj\n"+streamOf("", "BT /F 9 Tf (138) Tj ET")+"\nendobj\n")...),
	}
	for name, data := range tests {
		d, _, err := Read(data)
		if err != nil || !strings.Contains(shown(d), "138") || strings.Contains(shown(d), "999") {
			t.Errorf("%s: %v %+v", name, err, d)
		}
	}
}

// What can't be read is said.
func TestUnread(t *testing.T) {
	picture := streamOf("/Subtype /Image /Width 9 /Height 9", "x")
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"a scan":            {onePage("q 595 0 0 842 0 0 cm /X Do Q", latin, picture), "{0 [1] 0}"},
		"outlines":          {onePage(strings.Repeat("1 1 m 2 2 l S\n", 500), latin), "{0 [1] 0}"},
		"a small picture":   {onePage("q 50 0 0 50 0 0 cm /X Do Q BT /F 9 Tf (A) Tj ET", latin, picture), "{0 [] 0}"},
		"a picture inline":  {onePage("q 595 0 0 842 0 0 cm BI /W 1 /H 1 ID (( EI Q", latin), "{0 [1] 0}"},
		"an unknown filter": {pdfOf("<< /Pages 2 0 R >>", "<< /Kids [3 0 R] >>", "<< /Contents 4 0 R >>", streamOf("/Filter /Crypt", "x")), "{0 [1] 0}"},
		"a file inside":     {onePage("BT /F 9 Tf (A) Tj ET", latin, streamOf("/Type /EmbeddedFile", "x")), "{0 [] 1}"},
		"text without font": {onePage("BT (138) Tj ET", latin), "{3 [] 0}"},
	} {
		_, unread, err := Read(test.data)
		if got := fmt.Sprint(unread); err != nil || got != test.want {
			t.Errorf("%s: %s %v, want %s", name, got, err, test.want)
		}
	}
	for name, test := range map[string]struct {
		data string
		want document.Reason
	}{
		"a password": {"1 0 obj\n<< >>\nendobj\ntrailer << /Root 1 0 R /Encrypt 2 0 R >>", document.Encrypted},
		"deep pages": {func() string {
			nodes := []string{"<< /Pages 2 0 R >>"}
			for i := range 60 {
				nodes = append(nodes, fmt.Sprintf("<< /Kids [%d 0 R] >>", i+3))
			}
			return string(pdfOf(append(nodes, "<< /Type /Page >>")...))
		}(), document.TooLarge},
		"many pages":   {string(pdfOf(append([]string{"<< /Pages 3 0 R >>"}, slices.Repeat([]string{"<< /Type /Page >>"}, mostPages+1)...)...)) + "1 0 obj null endobj", document.TooLarge},
		"nothing":      {"%PDF-1.7\n", document.Damaged},
		"forms inside": {string(onePage("/X Do", latin, streamOf("/Subtype /Form /Resources << /XObject << /X 6 0 R >> >>", strings.Repeat("/X Do ", 400)))), document.TooLarge},
		"a bomb":       {string(onePage("/X Do /X Do /X Do", latin, streamOf("/Subtype /Form /Filter /Fl", deflated(strings.Repeat("   ", 20<<20))))), document.TooLarge},
	} {
		_, _, err := Read([]byte(test.data))
		var failed *document.Error
		if !errors.As(err, &failed) || failed.Reason != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What browsers and office programs really write.
func TestRealFiles(t *testing.T) {
	for name, wants := range map[string][]string{
		"browser.pdf": {"13800000000", "11010519491231002X", "13900000001", "4067000000000000001", "13600000004", "身份证号", "统一社会信用代码"},
		"office.pdf":  {"11010519491231002X", "13900000001", "6217000000000000004", "一卡通"},
	} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		d, unread, err := Read(data)
		if err != nil || unread.Glyphs > 0 || len(unread.Pages) > 0 {
			t.Fatalf("%s: %v %+v", name, err, unread)
		}
		got := shown(d)
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %s in\n%s", name, want, got)
			}
		}
	}
}

func FuzzPDF(f *testing.F) {
	f.Add([]byte("BT /F 12 Tf 50 700 Td [(13) -20 (8)] TJ /X Do ET q 1 0 0 1 0 0 cm Q"), []byte("1 beginbfrange <0010> <0019> <0030> endbfrange"), []byte("/Subtype /Form"))
	f.Fuzz(func(t *testing.T, operators, cmap, dict []byte) {
		if len(operators)+len(cmap)+len(dict) > 1<<16 {
			return
		}
		font := "<< /Subtype /Type0 /Encoding /Identity-H /ToUnicode 6 0 R >>"
		for _, data := range [][]byte{
			append([]byte("%PDF-1.4\n"), operators...),
			onePage(string(operators), font, streamOf(string(dict), string(cmap))),
			onePage("/X Do", font+string(dict), streamOf("/Subtype /Form "+string(dict), string(operators))),
		} {
			d, _, err := Read(data)
			if (d == nil) == (err == nil) {
				t.Fatalf("%v %v", d, err)
			}
		}
	})
}
