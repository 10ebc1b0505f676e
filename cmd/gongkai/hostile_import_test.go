package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"
)

// zipped is an office file, or what passes for one: names and what they hold by
// turns. What is held many times over is packed in pieces.
func zipped(parts ...any) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		f, err := w.Create(parts[i].(string))
		if err != nil {
			panic(err)
		}
		switch part := parts[i+1].(type) {
		case string:
			_, _ = f.Write([]byte(part))
		case times:
			piece := []byte(strings.Repeat(part.text, 1024))
			for range part.n / 1024 {
				_, _ = f.Write(piece)
			}
		}
	}
	_ = w.Close()
	return b.String()
}

const (
	reportTitle = "示例县统计局2023年政府信息公开工作年度报告"
	wordHead    = `<w:document xmlns:w="w" xmlns:r="r"><w:body><w:p><w:r><w:t>` + reportTitle + `</w:t></w:r></w:p>`
	wordTail    = `</w:body></w:document>`
	bookXML     = `<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`
	relsXML     = `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`
)

func word(body string, more ...any) string {
	return zipped(append([]any{"word/document.xml", wordHead + body + wordTail}, more...)...)
}

func sheet(xml string, more ...any) string {
	return zipped(append([]any{"xl/workbook.xml", bookXML, "xl/_rels/workbook.xml.rels", relsXML, "xl/worksheets/sheet1.xml", "<worksheet>" + xml + "</worksheet>"}, more...)...)
}

// patched is a file in which the first (or last) directory entry says something else.
func patched(file string, at int, value uint32) string {
	b := []byte(file)
	i := bytes.LastIndex(b, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(b[i+at:], value)
	return string(b)
}

// hostileImports are old reports that are none. An import writes nothing when
// it refuses, and what it doesn't understand it doesn't guess.
func hostileImports() []hostileCase {
	wordTable := `<w:tbl><w:tr><w:tc><w:p><w:r><w:t>行政许可</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
	refused := func(name, what, data, code string) hostileCase {
		return hostileCase{name: what, lay: layFile(name, data), command: "import " + name + " --out new", exit: 1, says: []string{code}}
	}
	cases := []hostileCase{
		refused("a.docx", "a bomb of 1,000 to 1", zipped("word/document.xml", times{64 << 20, "0"}), "T006"),
		refused("a.xlsx", "a bomb of shared strings", sheet("<sheetData/>", "xl/sharedStrings.xml", times{4 << 20, "<si><t>a</t></si>"}), "T006"),
		refused("a.zip", "an archive in an archive", zipped("inner.zip", zipped("x", times{64 << 20, "0"})), "T009"),
		refused("a.docx", "members that overlap", patched(zipped("word/document.xml", wordHead+wordTail, "word/document2.xml", "<a/>"), 42, 0), "T006"),
		refused("a.docx", "a member out of the folder", zipped("../word/document.xml", wordHead+wordTail), "T006"),
		refused("a.docx", "a member twice", zipped("word/document.xml", wordHead+wordTail, "word/document.xml", wordHead+wordTail), "T006"),
		refused("a.docx", "a wrong checksum", patched(word(wordTable), 16, 7), "T008"),
		refused("a.docx", "a wrong size", patched(word(wordTable), 24, 7), "T008"),
		refused("a.docx", "an archive that is cut off", word(wordTable)[:200], "T008"),
		refused("a.docx", "an external entity", zipped("word/document.xml", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>`+wordHead+`<w:p><w:r><w:t>&x;</w:t></w:r></w:p>`+wordTail), "T006"),
		refused("a.docx", "a billion laughs", zipped("word/document.xml", `<!DOCTYPE a [<!ENTITY x "haha"><!ENTITY y "&x;&x;&x;&x;">]>`+wordHead+`&y;`+wordTail), "T006"),
		refused("a.docx", "tables in tables", word(strings.Repeat("<w:tbl><w:tr><w:tc>", 5000)), "T006"),
		refused("a.docx", "a Word file of old times under a new name", ole, "T004"),
		refused("a.docx", "an encrypted file", ole+"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00", "T005"),
		refused("a.xls", "a workbook of old times", ole, "T004"),
		refused("a.docx", "nothing", "", "T001"),
		refused("a.pdf", "a PDF", "%PDF-1.7\n", "T002"),
		refused("a.png", "a picture", "\x89PNG\r\n\x1a\n", "T003"),
		refused("a.docx", "a picture under another name", "\xff\xd8\xff\xe0", "T003"),
		refused("a.txt", "bytes", strings.Repeat("\x00\x01\x02\x03\xff", 100), "T009"),
		refused("a.html", "elements in elements", "<html>"+strings.Repeat("<div>", 100_000), "T006"),
		refused("a.html", "a cell that spans everything", "<h1>"+reportTitle+"</h1><table>"+strings.Repeat("<tr><td rowspan=65535 colspan=65535>1", 2000)+"</table>", "T013"),
		refused("a.xlsx", "a sheet that says it is as large as can be", sheet(`<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>`), "T011"),
		refused("a.xlsx", "merged cells without end", sheet(`<sheetData>`+strings.Repeat(`<row><c><v>1</v></c></row>`, 2000)+`</sheetData><mergeCells>`+strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, 2000)+`</mergeCells>`), "T011"),
		refused("a.csv", "a quote that never ends", "\""+strings.Repeat("甲,\n", 100_000), "T010"),
		refused("a.csv", "columns without end", strings.Repeat(",", 1<<20), "T007"),
		refused("a.md", "a table without end", strings.Repeat("|1|2|\n", 200_000), "T007"),
		{name: "a file of 100 MB", lay: layFile("a.txt", times{100 << 20, "a"}), command: "import a.txt --out new", exit: 1, says: []string{"T007"}},
	}
	return append(cases, hiddenImports()...)
}

// hiddenImports are reports with something behind them. What was deleted or
// hidden isn't taken over, and what leads out isn't followed.
func hiddenImports() []hostileCase {
	row := func(name, value string) string {
		return `<w:tr><w:tc><w:p><w:r><w:t>` + name + `</w:t></w:r></w:p></w:tc><w:tc><w:p>` + value + `</w:p></w:tc></w:tr>`
	}
	run := func(text string) string { return `<w:r><w:t>` + text + `</w:t></w:r>` }
	var cases []hostileCase
	for _, c := range []struct{ name, body, secret, says string }{
		{"tracked deletions", `<w:p><w:del><w:r><w:delText>机密一</w:delText></w:r></w:del></w:p><w:tbl>` + row("行政许可", `<w:del><w:r><w:delText>机密二</w:delText></w:r></w:del>`+run("12")) + `</w:tbl>`, "机密", "T109 ×3"},
		{"hidden text", `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>机密一</w:t></w:r></w:p><w:tbl>` + row("行政许可", run("12")) + `</w:tbl>`, "机密", "T109 ×2"},
		{"an external relationship", `<w:altChunk r:id="rId9"/><w:p><w:hyperlink r:id="rId8">` + run("见附件") + `</w:hyperlink></w:p><w:tbl>` + row("行政许可", run("12")) + `</w:tbl>`, "evil.test", "T109 ×2"},
		{"macros and objects", `<w:p><w:object>机密</w:object></w:p><w:tbl>` + row("行政许可", run("12")) + `</w:tbl>`, "机密", "T109 ×2"},
	} {
		cases = append(cases, hostileCase{
			name: c.name,
			lay: layFile("a.docx", word(c.body, "word/_rels/document.xml.rels", `<Relationships><Relationship Id="rId8" Target="https://evil.test/" TargetMode="External"/><Relationship Id="rId9" Target="https://evil.test/a.html" TargetMode="External"/></Relationships>`,
				"word/vbaProject.bin", "\xd0\xcf\x11\xe0", "docProps/core.xml", "<a>机密</a>")),
			command: "import a.docx --out new", says: []string{"T102 ×33", c.says, "T110", "T112 ×3"}, hides: []string{c.secret},
		})
	}
	return cases
}
