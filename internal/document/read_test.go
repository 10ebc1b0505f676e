package document

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// said is a document in short: paragraphs as they are, tables as rows of cells
// with their columns and spans.
func said(d *Document) string {
	var b strings.Builder
	for _, block := range d.Blocks {
		if block.Table == nil {
			if block.Text != "" {
				fmt.Fprintf(&b, "%s%s\n", strings.Repeat("#", block.Level), block.Text)
			}
			continue
		}
		if block.Table.Hidden {
			b.WriteString("hidden ")
		}
		b.WriteString("table\n")
		for _, row := range block.Table.Rows {
			var cells []string
			for _, c := range row.Cells {
				s := fmt.Sprintf("%d:%s", c.Column, c.Text)
				if c.RowSpan > 1 || c.ColSpan > 1 {
					s += fmt.Sprintf("(%dx%d)", c.RowSpan, c.ColSpan)
				}
				if c.Hidden || row.Hidden {
					s += "!"
				}
				if c.Formula {
					s += "="
				}
				cells = append(cells, s)
			}
			b.WriteString(" " + strings.Join(cells, " | ") + "\n")
		}
	}
	for _, h := range d.Hidden {
		fmt.Fprintf(&b, "%s: %s\n", h.Concealment, h.Text)
	}
	return b.String()
}

const run = `<w:r><w:t>%s</w:t></w:r>`

func TestRead(t *testing.T) {
	paragraph := func(s string) string { return fmt.Sprintf("<w:p>"+run+"</w:p>", s) }
	for _, c := range []struct {
		what, name string
		data       []byte
		want       string
	}{
		{"lines", "a.txt", []byte("\ufeff一\r\n二\r三\n"), "一\n二\n三\n"},
		{"pipes", "a.md", []byte("## 二、表\n\n| 甲 | 乙\\|丙 |\n|---|---|\n| 1 | **2** |\n\n完"), "##二、表\ntable\n 0:甲 | 1:乙|丙\n 0:1 | 1:2\n完\n"},
		{"commas", "a.csv", []byte("甲,\"乙,丙\"\n1,2,3\n"), "table\n 0:甲 | 1:乙,丙\n 0:1 | 1:2 | 2:3\n"},
		{"semicolons", "a.csv", []byte("甲;乙\n1;2\n"), "table\n 0:甲 | 1:乙\n 0:1 | 1:2\n"},
		{
			"a page of Word's", "a.html",
			[]byte("<html><head><title>年报</title><style>x</style></head><body><h2>二、</h2><p><span>规</span><span>章</span><o:p></o:p></p><table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>1</td><td style='display:none'>2</td></tr></table><script>3</script><div hidden>密</div>"),
			"##二、\n规章\ntable\n 0:甲(2x1) | 1:乙(1x2)\n 1:1 | 2:2!\ncolumn: 2\ntext: 密\n",
		},
		{"a table for the layout", "a.htm", []byte("<table><tr><td>首页<td><table><tr><td>甲</table></table>"), "首页\ntable\n 0:甲\n"},
		{"saved as .doc", "a.doc", []byte("<html><body><p>甲</p>"), "甲\n"},
		{
			"tracked changes", "a.docx",
			wordFile(`<w:p><w:ins>` + fmt.Sprintf(run, "新") + `</w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p><w:p><w:moveFrom>` + fmt.Sprintf(run, "移") + `</w:moveFrom></w:p>`),
			"新\ndeleted: 旧\ndeleted: 移\n",
		},
		{
			"hidden text", "a.docx",
			wordFile(`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>白</w:t></w:r>` + fmt.Sprintf(run, "显") + `</w:p>`),
			"显\ntext: 隐白\n",
		},
		{
			"merged cells", "a.docx",
			wordFile(`<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>` + paragraph("甲") + `</w:tc><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>` + paragraph("乙") + `</w:tc></w:tr>` +
				`<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>` + paragraph("1") + paragraph("2") + `</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>`),
			"table\n 0:甲(2x1) | 1:乙(1x2)\n 1:1 2 | 2:\n",
		},
		{
			"a content control, a field, a tab", "a.docx",
			wordFile(`<w:sdt><w:sdtContent><w:p>` + fmt.Sprintf(run, "甲") + `<w:r><w:tab/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>` + fmt.Sprintf(run, "乙") + `</w:p></w:sdtContent></w:sdt>`),
			"甲\t乙\n",
		},
		{
			"numbers of headings", "a.docx",
			wordFile(`<w:p><w:pPr><w:pStyle w:val="h"/></w:pPr>`+fmt.Sprintf(run, "总体情况")+`</w:p><w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr></w:pPr>`+fmt.Sprintf(run, "主动公开")+`</w:p>`,
				member{"word/styles.xml", `<w:styles xmlns:w="w"><w:style w:styleId="h"><w:pPr><w:outlineLvl w:val="0"/><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style></w:styles>`},
				member{"word/numbering.xml", `<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>`},
			),
			"#一、总体情况\n（一）主动公开\n",
		},
		{
			"comments, objects, other files", "a.docx",
			wordFile(`<w:p><w:r><w:object/></w:r></w:p><w:altChunk/>`, member{"word/comments.xml", `<w:comments xmlns:w="w"><w:comment><w:p>` + fmt.Sprintf(run, "改") + `</w:p></w:comment></w:comments>`}, member{"word/vbaProject.bin", "x"}),
			"external: word/vbaProject.bin\nexternal: object\nexternal: altChunk\ncomment: 改\n",
		},
		{
			"a sheet", "a.xlsx",
			sheetFile(`<cols><col min="3" max="3" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>7.73028E3</v></c><c r="C1" t="str"><v>密</v></c></row><row r="3" hidden="1"><c r="A3" t="inlineStr"><is><t>隐</t></is></c></row><row r="4"><c r="A4"><f>1+1</f></c><c r="B4" s="1"><v>45292</v></c><c r="D4" s="2"><v>3.7</v></c><c r="E4"><v>0.30000000000000004</v></c></row></sheetData><mergeCells><mergeCell ref="A4:A5"/></mergeCells>`,
				member{"xl/sharedStrings.xml", `<sst><si><r><t>规</t></r><r><t>章</t></r><rPh><t>gz</t></rPh></si></sst>`},
				member{"xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="165" formatCode="0.00"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="165"/></cellXfs></styleSheet>`},
				member{"xl/comments1.xml", `<comments><comment ref="A1"><text><t>查</t></text></comment></comments>`}),
			"table\n 0:规章 | 1:7730.28 | 2:密!\n 0:隐!\n 0:(2x1)= | 1:2024-01-01 | 3:3.70 | 4:0.3\ncolumn: 密\nrow: 隐\ncomment: 查\n",
		},
	} {
		t.Run(c.what, func(t *testing.T) {
			d, err := Read(c.name, c.data)
			if err != nil {
				t.Fatal(err)
			}
			if got := said(d); got != c.want {
				t.Errorf("%q, not %q", got, c.want)
			}
		})
	}
}

// The 1900 system has a day that never was; the other begins in 1904.
func TestDatesOfSheets(t *testing.T) {
	for _, c := range []struct {
		serial   string
		from1904 bool
		want     string
	}{
		{"1", false, "1900-01-01"},
		{"59", false, "1900-02-28"},
		{"60", false, "1900-02-29"},
		{"61", false, "1900-03-01"},
		{"45292", false, "2024-01-01"},
		{"43830", true, "2024-01-01"},
		{"45292.5", false, "2024-01-01"},
	} {
		r := &sheetReader{book: &book{from1904: c.from1904}}
		if got, ok := r.date(c.serial); got != c.want || !ok {
			t.Errorf("%s: %s, not %s", c.serial, got, c.want)
		}
	}
}

func TestEncodings(t *testing.T) {
	const text = "政府信息公开工作年度报告：本年新收申请 3 件。"
	gbk, _ := simplifiedchinese.GBK.NewEncoder().String(text)
	big5, _ := traditionalchinese.Big5.NewEncoder().String("政府資訊公開工作年度報告，申請數量為零")
	for name, c := range map[string][2]string{
		"UTF-8":          {text, text},
		"GBK":            {gbk, text},
		"Big5":           {big5, "政府資訊公開工作年度報告，申請數量為零"},
		"UTF-16 LE":      {"\xff\xfe\x2d\x4e", "中"},
		"UTF-16 BE":      {"\xfe\xff\x4e\x2d", "中"},
		"UTF-16 no mark": {"\x31\x00\x20\x00\x1a\x90\xe5\x77\x0a\x00", "1 通知\n"},
	} {
		if got, err := Decode([]byte(c[0])); err != nil || got != c[1] {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	wrong, _ := simplifiedchinese.GB18030.NewDecoder().String(strings.Repeat(text, 20))
	for _, c := range []struct {
		text    string
		garbled bool
	}{
		{strings.Repeat(text, 20), false},
		{wrong, true},
		{strings.Repeat("2023????????", 60), true},
		{strings.Repeat("\ufffd中", 60), true},
		{"What? Why? When? How?", false},
	} {
		if Garbled(c.text) != c.garbled {
			t.Errorf("%.40q: %v", c.text, !c.garbled)
		}
	}
}

// A page that says gb2312 and is UTF-8 is read as what it is.
func TestPageThatLiesAboutItsEncoding(t *testing.T) {
	d, err := Read("a.html", []byte("<html><meta charset=gb2312><p>政府信息公开</p>"))
	if err != nil || said(d) != "政府信息公开\n" {
		t.Errorf("%q %v", said(d), err)
	}
}

// A workbook is the same bytes on every run, and reads back as what was put in.
func TestWorkbook(t *testing.T) {
	w := Workbook{Title: "年报", Creator: "示例县统计局", Sheets: []Grid{{
		Name: "甲表", Widths: []float64{10, 10}, Lying: true,
		Lines: []Line{
			{Height: 20, Boxes: []Box{{Text: "题", RowSpan: 1, ColSpan: 2, Look: Look{Font: "宋体", Size: 16, Bold: true}}}},
			{Boxes: []Box{{Text: "=1+1", RowSpan: 2, Look: Look{Font: "宋体", Size: 10, Ruled: true, Tinted: true, Left: true}}, {Text: "3415.70", Number: true, Column: 1, Look: Look{Size: 10, Format: "0.00"}}}},
			{Boxes: []Box{{Column: 1, Look: Look{Size: 10, Ruled: true}}}},
		},
	}, {Name: "乙表", Lines: []Line{{Boxes: []Box{{Text: "完", Look: Look{Size: 10}}}}}}}}
	data := w.Bytes()
	if !slices.Equal(data, w.Bytes()) {
		t.Error("two runs differ")
	}
	d, err := Read("a.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	want := "table\n 0:题(1x2)\n 0:=1+1(2x1) | 1:3415.70\n 1:\ntable\n 0:完\n"
	if got := said(d); got != want || d.Title != "年报" || !d.Ours {
		t.Errorf("%q %q %v", got, d.Title, d.Ours)
	}
}
