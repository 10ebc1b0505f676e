package inspect

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai/internal/privacy"
)

// A second corpus of attachments: the corners of each kind of file in which a
// number can be. Each dirty file holds one of each kind there and nowhere else.
var corners = []struct {
	name string
	make func(text string) (file string, data []byte)
}{
	{"docx footnote", part("word/footnotes.xml", `<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2"><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:footnote></w:footnotes>`)},
	{"docx endnote", part("word/endnotes.xml", `<w:endnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:endnote w:id="2"><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:endnote></w:endnotes>`)},
	{"docx footer", part("word/footer2.xml", `<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:ftr>`)},
	{"docx custom property", part("docProps/custom.xml", `<Properties><property name="备注"><vt:lpwstr>%s</vt:lpwstr></property></Properties>`)},
	{"docx app property", part("docProps/app.xml", `<Properties><Manager>%s</Manager></Properties>`)},
	{"docx people", part("word/people.xml", `<w15:people><w15:person w15:author="%s"/></w15:people>`)},
	{"docx header of three runs", part("word/header3.xml", `<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>名单</w:t></w:r><w:r><w:t xml:space="preserve"> %s</w:t></w:r></w:p></w:hdr>`)},
	{"docx glossary", part("word/glossary/document.xml", `<w:glossaryDocument xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:glossaryDocument>`)},
	{"docx text box", body(`<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>`)},
	{"docx old text box", body(`<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>`)},
	{"docx field code", body(`<w:p><w:r><w:instrText>HYPERLINK "tel:%s"</w:instrText></w:r></w:p>`)},
	{"docx moved away", body(`<w:p><w:moveFrom><w:r><w:t>%s</w:t></w:r></w:moveFrom></w:p>`)},
	{"docx content control", body(`<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:sdtContent></w:sdt>`)},
	{"docx alt text", body(`<w:p><w:r><w:drawing><wp:docPr id="1" name="图" descr="%s"/></w:drawing></w:r></w:p>`)},
	{"docx tiny letters", body(`<w:p><w:r><w:rPr><w:sz w:val="2"/><w:color w:val="FFFFFF"/></w:rPr><w:t>%s</w:t></w:r></w:p>`)},
	{"docx table in table", body(`<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>`)},
	{"docx form field", body(`<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:textInput><w:default w:val="%s"/></w:textInput></w:ffData></w:fldChar></w:r></w:p>`)},
	{"docx link", func(text string) (string, []byte) {
		return "list.docx", word("<w:p><w:r><w:t>名单</w:t></w:r></w:p>", map[string]string{"word/_rels/document.xml.rels": `<Relationships><Relationship Id="r1" Target="tel:` + text + `" TargetMode="External"/></Relationships>`})
	}},
	{"docx with a workbook inside", func(text string) (string, []byte) {
		return "list.docx", word("<w:p/>", map[string]string{"word/embeddings/Microsoft_Excel_Worksheet.xlsx": string(sheet(func(f *excelize.File) error { return f.SetCellStr("Sheet1", "B2", text) }))})
	}},
	{"xlsx very hidden sheet", cell(func(f *excelize.File, text string) error {
		if _, err := f.NewSheet("x"); err != nil {
			return err
		}
		if err := f.SetCellStr("x", "C9", text); err != nil {
			return err
		}
		return f.SetSheetVisible("x", false, true)
	})},
	{"xlsx rich text", cell(func(f *excelize.File, text string) error {
		return f.SetCellRichText("Sheet1", "A1", []excelize.RichTextRun{{Text: text[:4], Font: &excelize.Font{Bold: true}}, {Text: text[4:]}})
	})},
	{"xlsx defined name", cell(func(f *excelize.File, text string) error {
		return f.SetDefinedName(&excelize.DefinedName{Name: "x", RefersTo: `"` + text + `"`})
	})},
	{"xlsx sheet name", cell(func(f *excelize.File, text string) error { return f.SetSheetName("Sheet1", text[:min(31, len(text))]) })},
	{"xlsx header of the page", cell(func(f *excelize.File, text string) error {
		return f.SetHeaderFooter("Sheet1", &excelize.HeaderFooterOptions{OddHeader: "&C" + text})
	})},
	{"xlsx list to choose from", cell(func(f *excelize.File, text string) error {
		v := excelize.NewDataValidation(true)
		v.Sqref = "A1:A9"
		if err := v.SetDropList([]string{text}); err != nil {
			return err
		}
		return f.AddDataValidation("Sheet1", v)
	})},
	{"xlsx prompt", cell(func(f *excelize.File, text string) error {
		v := excelize.NewDataValidation(true)
		v.Sqref = "A1"
		v.SetInput("填写", text)
		return f.AddDataValidation("Sheet1", v)
	})},
	{"xlsx formula", cell(func(f *excelize.File, text string) error { return f.SetCellFormula("Sheet1", "A1", `"`+text+`"`) })},
	{"xlsx link", cell(func(f *excelize.File, text string) error {
		if err := f.SetCellStr("Sheet1", "A1", "链接"); err != nil {
			return err
		}
		return f.SetCellHyperLink("Sheet1", "A1", "tel:"+text, "External")
	})},
	{"xlsx property", cell(func(f *excelize.File, text string) error {
		return f.SetDocProps(&excelize.DocProperties{Description: text})
	})},
	{"xlsx shape", cell(func(f *excelize.File, text string) error {
		return f.AddShape("Sheet1", &excelize.Shape{Cell: "B2", Type: "rect", Paragraph: []excelize.RichTextRun{{Text: text}}})
	})},
	{"csv GBK with quotes", func(text string) (string, []byte) {
		return "list.csv", gbk("姓名,号码\r\n某某,\"=\"\"" + text + "\"\"\"\r\n")
	}},
	{"csv with tabs in cells", func(text string) (string, []byte) {
		return "list.csv", []byte("姓名,号码\r\n某某,\"\t" + text + "\"\r\n")
	}},
	{"csv with semicolons", func(text string) (string, []byte) {
		return "list.csv", []byte("姓名;号码\r\n某某;" + text + "\r\n")
	}},
	{"html entities", func(text string) (string, []byte) {
		var b strings.Builder
		for i, c := range text {
			if b.WriteString(fmt.Sprintf("&#%d;", c)); i%4 == 3 {
				b.WriteString("<wbr><b></b>")
			}
		}
		return "list.html", []byte("<!doctype html><html><body><p>" + b.String() + "</p></body></html>")
	}},
	{"html attribute", func(text string) (string, []byte) {
		return "list.html", []byte(`<!doctype html><html><body><p title="` + text + `">某某</p></body></html>`)
	}},
	{"html link", func(text string) (string, []byte) {
		return "list.html", []byte(`<!doctype html><html><body><a href="tel:` + text + `">某某</a></body></html>`)
	}},
	{"html comment", func(text string) (string, []byte) {
		return "list.html", []byte(`<!doctype html><html><body><!-- ` + text + ` --><p>某某</p></body></html>`)
	}},
	{"html script", func(text string) (string, []byte) {
		return "list.html", []byte(`<!doctype html><html><body><script>var a="` + text + `"</script><p>某某</p></body></html>`)
	}},
	{"html field", func(text string) (string, []byte) {
		return "list.html", []byte(`<!doctype html><html><body><input value="` + text + `"></body></html>`)
	}},
	{"html meta", func(text string) (string, []byte) {
		return "list.html", []byte(`<!doctype html><html><head><meta name="Description" content="` + text + `"></head><body><p>某某</p></body></html>`)
	}},
	{"txt UTF-16", func(text string) (string, []byte) {
		b := []byte{0xFF, 0xFE}
		for _, c := range "名单 " + text {
			b = append(b, byte(c), byte(c>>8))
		}
		return "list.txt", b
	}},
	{"json", func(text string) (string, []byte) { return "list.json", []byte(`{"people":[{"n":"` + text + `"}]}`) }},
	{"xml", func(text string) (string, []byte) {
		return "list.xml", []byte(`<?xml version="1.0"?><list><n v="` + text + `"/></list>`)
	}},
	{"svg", func(text string) (string, []byte) {
		return "map.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><text>` + text + `</text></svg>`)
	}},
	{"md", func(text string) (string, []byte) {
		return "list.md", []byte("| 姓名 | 号码 |\n| --- | --- |\n| 某某 | " + text + " |\n")
	}},
	{"zip in a zip", func(text string) (string, []byte) {
		return "list.zip", archive(map[string]string{"a.zip": string(archive(map[string]string{"名单.txt": text}))})
	}},
	{"zip member's name", func(text string) (string, []byte) {
		return "list.zip", archive(map[string]string{text + "申请表.txt": "无"})
	}},
	{"zip folder's name", func(text string) (string, []byte) {
		return "list.zip", archive(map[string]string{text + "/a.txt": "无"})
	}},
	{"ods", func(text string) (string, []byte) {
		return "list.ods", archive(map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": `<office:document-content><table:table-cell><text:p>` + text + `</text:p></table:table-cell></office:document-content>`})
	}},
	{"pptx", func(text string) (string, []byte) {
		return "list.pptx", archive(map[string]string{"[Content_Types].xml": "<Types/>", "ppt/slides/slide1.xml": `<p:sld><a:p><a:r><a:t>` + text + `</a:t></a:r></a:p></p:sld>`, "ppt/notesSlides/n.xml": "<p:notes/>"})
	}},
	{"ofd", func(text string) (string, []byte) {
		return "list.ofd", archive(map[string]string{"OFD.xml": "<ofd:OFD/>", "Doc_0/Pages/Page_0/Content.xml": `<ofd:Page><ofd:TextObject><ofd:TextCode X="0" Y="0">` + text + `</ofd:TextCode></ofd:TextObject></ofd:Page>`})
	}},
}

func part(name, xml string) func(string) (string, []byte) {
	return func(text string) (string, []byte) {
		return "list.docx", word("<w:p><w:r><w:t>名单</w:t></w:r></w:p>", map[string]string{name: fmt.Sprintf(xml, text)})
	}
}

func body(xml string) func(string) (string, []byte) {
	return func(text string) (string, []byte) { return "list.docx", word(fmt.Sprintf(xml, text), nil) }
}

func sheet(fill func(*excelize.File) error) []byte {
	return book([][]string{{"序号", "姓名"}}, fill)
}

func cell(fill func(*excelize.File, string) error) func(string) (string, []byte) {
	return func(text string) (string, []byte) {
		return "list.xlsx", sheet(func(f *excelize.File) error { return fill(f, text) })
	}
}

func TestNumbersInEveryCorner(t *testing.T) {
	r := rand.New(rand.NewPCG(20261124, 4))
	files := 0
	for _, corner := range corners {
		for _, number := range []string{identity(r), mobile(r), card(r), identity(r), mobile(r), card(r), card(r), identity(r)} {
			files++
			want := privacy.Find(number, privacy.Options{})[0]
			seen := false
			name, data := corner.make(number)
			for _, f := range scanned(name, data) {
				seen = seen || f.Hash == want.Hash
			}
			if !seen {
				t.Errorf("%s: a %s is missed", corner.name, want.Kind)
				break
			}
		}
		name, data := corner.make("12,345.00元")
		if found := scanned(name, data); len(found) > 0 {
			t.Errorf("%s: false alarm %+v", corner.name, found)
		}
	}
	t.Logf("%d files in %d corners", files, len(corners))
}
