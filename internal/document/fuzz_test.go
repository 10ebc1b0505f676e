package document

import (
	"strings"
	"testing"
)

// Whatever the bytes, a reader answers with a document or with an *Error.
func fuzz(f *testing.F, name string) {
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Read(name, data)
		if (d == nil) == (err == nil) {
			t.Fatalf("%v %v", d, err)
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add([]byte("一、本年新收\t1\t2\r\n\f- 3 -\n"))
	f.Add([]byte("\xff\xfe1\x00"))
	f.Add([]byte("\xd6\xd0\xb9\xfa"))
	fuzz(f, "a.txt")
}

func FuzzMarkdown(f *testing.F) {
	f.Add([]byte("## 二\n\n| 甲 | 乙\\| |\n|---|---|\n| 1 | 2 |\n"))
	fuzz(f, "a.md")
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("甲,\"乙\n丙\"\n1,2\n"))
	fuzz(f, "a.csv")
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte("<meta charset=gbk><table><tr><td rowspan=2 colspan=3>甲<o:p></o:p><td>1</table>"))
	f.Add([]byte("<p hidden>密</p><table><tr><td><table><tr><td>1</table></table>"))
	fuzz(f, "a.html")
}

// The XML of an office file is fuzzed, not its zip: a changed zip has a wrong
// checksum, and nothing behind it is reached.
func FuzzWord(f *testing.F) {
	f.Add(`<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>`, "")
	f.Add(`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>`, `<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum></w:numbering>`)
	f.Fuzz(func(t *testing.T, body, numbering string) {
		if len(body)+len(numbering) > 1<<16 {
			return
		}
		d, err := Read("a.docx", wordFile(body, member{"word/numbering.xml", numbering}))
		if (d == nil) == (err == nil) {
			t.Fatalf("%v %v", d, err)
		}
	})
}

func FuzzSheet(f *testing.F) {
	f.Add(`<sheetData><row r="1" hidden="1"><c r="B3" t="s"><v>0</v></c><c s="1"><f>1</f></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>`, `<sst><si><t>甲</t></si></sst>`)
	f.Fuzz(func(t *testing.T, sheet, shared string) {
		if len(sheet)+len(shared) > 1<<16 {
			return
		}
		d, err := Read("a.xlsx", sheetFile(sheet, member{"xl/sharedStrings.xml", shared}))
		if (d == nil) == (err == nil) {
			t.Fatalf("%v %v", d, err)
		}
	})
}

func FuzzZip(f *testing.F) {
	f.Add(wordFile("<w:p/>"))
	f.Add(sheetFile("<sheetData/>"))
	f.Add(overlapping())
	f.Fuzz(func(t *testing.T, data []byte) {
		if !strings.HasPrefix(string(data), "PK") {
			data = append([]byte("PK\x03\x04"), data...)
		}
		d, err := Read("a.zip", data)
		if (d == nil) == (err == nil) {
			t.Fatalf("%v %v", d, err)
		}
	})
}
