package inspect

import (
	"archive/zip"
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/internal/privacy"
)

var update = flag.Bool("update", false, "write the rates into docs/privacy.md")

// The labelled corpus of attachments: lists as offices publish them, made by a
// generator with a fixed seed. A dirty file holds three valid numbers of known
// kinds in one place, a clean one holds what is often taken for one.

// shapes are the places in which an attachment can hold a number.
var shapes = []struct {
	name string
	make func(r *rand.Rand, cells [][]string) (file string, data []byte)
}{
	{"txt（UTF-8）", func(_ *rand.Rand, c [][]string) (string, []byte) { return "list.txt", []byte(lines(c, "　")) }},
	{"txt（GBK）", func(_ *rand.Rand, c [][]string) (string, []byte) { return "list.txt", gbk(lines(c, " ")) }},
	{"csv（UTF-8）", func(_ *rand.Rand, c [][]string) (string, []byte) {
		return "list.csv", []byte("\uFEFF" + lines(c, ","))
	}},
	{"csv（GBK）", func(_ *rand.Rand, c [][]string) (string, []byte) { return "list.csv", gbk(lines(c, ",")) }},
	{"html 表格", func(_ *rand.Rand, c [][]string) (string, []byte) { return "list.html", []byte(webPage(c)) }},
	{"docx 表格", func(r *rand.Rand, c [][]string) (string, []byte) {
		return "list.docx", word(wordTable(c), nil)
	}},
	{"docx 段落，号码分在几段格式里", func(r *rand.Rand, c [][]string) (string, []byte) {
		return "list.docx", word(wordRuns(r, c), nil)
	}},
	{"docx 修订中删去的", func(_ *rand.Rand, c [][]string) (string, []byte) {
		return "list.docx", word("<w:p><w:del><w:r><w:delText>"+lines(c[1:], "</w:delText></w:r></w:del></w:p><w:p><w:del><w:r><w:delText>")+"</w:delText></w:r></w:del></w:p>", nil)
	}},
	{"docx 批注", func(_ *rand.Rand, c [][]string) (string, []byte) {
		return "list.docx", word("<w:p><w:r><w:t>名单</w:t></w:r></w:p>", map[string]string{
			"word/comments.xml": `<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment w:id="0">` + wordTable(c) + `</w:comment></w:comments>`,
		})
	}},
	{"docx 隐藏文字", func(_ *rand.Rand, c [][]string) (string, []byte) {
		return "list.docx", word("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>"+lines(c[1:], "</w:t></w:r></w:p><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>")+"</w:t></w:r></w:p>", nil)
	}},
	{"docx 属性", func(_ *rand.Rand, c [][]string) (string, []byte) {
		return "list.docx", word("<w:p><w:r><w:t>名单</w:t></w:r></w:p>", map[string]string{
			"docProps/core.xml": `<cp:coreProperties xmlns:cp="a" xmlns:dc="b"><dc:description>` + lines(c[1:], " ") + `</dc:description></cp:coreProperties>`,
		})
	}},
	{"docx 页眉", func(_ *rand.Rand, c [][]string) (string, []byte) {
		return "list.docx", word("<w:p><w:r><w:t>名单</w:t></w:r></w:p>", map[string]string{
			"word/header1.xml": `<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` + wordTable(c) + `</w:hdr>`,
		})
	}},
	{"xlsx", func(_ *rand.Rand, c [][]string) (string, []byte) {
		return "list.xlsx", book(c, func(*excelize.File) error { return nil })
	}},
	{"xlsx 隐藏的工作表", func(_ *rand.Rand, c [][]string) (string, []byte) {
		return "list.xlsx", book(c, func(f *excelize.File) error {
			if _, err := f.NewSheet("封面"); err != nil {
				return err
			}
			f.SetActiveSheet(1)
			return f.SetSheetVisible("Sheet1", false)
		})
	}},
	{"xlsx 隐藏的列", func(_ *rand.Rand, c [][]string) (string, []byte) {
		return "list.xlsx", book(c, func(f *excelize.File) error { return f.SetColVisible("Sheet1", "C:E", false) })
	}},
	{"xlsx 批注", func(_ *rand.Rand, c [][]string) (string, []byte) {
		return "list.xlsx", book([][]string{{"序号", "姓名"}}, func(f *excelize.File) error {
			return f.AddComment("Sheet1", excelize.Comment{Cell: "A1", Author: "某", Text: lines(c[1:], " ")})
		})
	}},
	{"pdf 表格", func(_ *rand.Rand, c [][]string) (string, []byte) { return "list.pdf", printed(c, 110) }},
	{"pdf 窄列，号码断成几行", func(_ *rand.Rand, c [][]string) (string, []byte) { return "list.pdf", printed(c, 60) }},
	{"zip 里的 xlsx 和 csv", func(r *rand.Rand, c [][]string) (string, []byte) {
		if r.IntN(2) == 0 {
			return "list.zip", archive(map[string]string{"说明.txt": "见表", "名单.xlsx": string(book(c, func(*excelize.File) error { return nil }))})
		}
		return "list.zip", archive(map[string]string{"内/名单.csv": lines(c, ",")})
	}},
	{"文件名", func(_ *rand.Rand, c [][]string) (string, []byte) {
		return strings.Join(c[1], "_") + strings.Join(c[2], "_") + ".txt", []byte(lines(c[3:], " "))
	}},
}

const perShape = 20 // dirty files, and as many clean ones

var dirtyKinds = []privacy.Kind{privacy.IdentityCard, privacy.Mobile, privacy.BankCard}

func TestRatesOnAttachments(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 2026))
	var table strings.Builder
	fmt.Fprintf(&table, "| 附件 | 有号码的文件 | 号码 | 查出 | 没有号码的文件 | 误报的文件 |\n| --- | ---: | ---: | ---: | ---: | ---: |\n")
	files, alarms := 0, 0
	for _, shape := range shapes {
		wanted, got, false1 := 0, 0, 0
		for range perShape {
			cells, numbers := dirtyList(r)
			name, data := shape.make(r, cells)
			seen := map[string]bool{}
			for _, f := range scanned(name, data) {
				seen[string(f.Kind)+f.Masked] = true
			}
			for i, number := range numbers {
				wanted++
				if want := privacy.Find(number, privacy.Options{}); len(want) == 1 && seen[string(want[0].Kind)+want[0].Masked] {
					got++
				} else {
					t.Errorf("%s: %s %s is missed among %v", shape.name, dirtyKinds[i%3], number, seen)
				}
			}
			name, data = shape.make(r, cleanList(r))
			if found := scanned(name, data); len(found) > 0 {
				false1++
				t.Logf("%s: false alarm %+v", shape.name, found[0])
			}
		}
		files, alarms = files+2*perShape, alarms+false1
		fmt.Fprintf(&table, "| %s | %d | %d | %d | %d | %d |\n", shape.name, perShape, wanted, got, perShape, false1)
	}
	if alarms*1000 > files*len(cleanList(r)) {
		t.Errorf("%d false alarms in %d files", alarms, files)
	}
	if *update {
		writeRates(t, "attachments", table.String())
	}
}

// writeRates puts a table between its marks in docs/privacy.md.
func writeRates(t *testing.T, mark, table string) {
	t.Helper()
	name := filepath.Join("..", "..", "docs", "privacy.md")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	between := regexp.MustCompile(`(?s)(<!-- ` + mark + ` -->\n).*?(<!-- end -->)`)
	if !between.Match(text) {
		t.Fatalf("%s has no place for %s", name, mark)
	}
	if err := os.WriteFile(name, between.ReplaceAll(text, []byte("${1}"+table+"${2}")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// scanned is what is found in a file, columns that only look delicate apart.
func scanned(name string, data []byte) []privacy.Finding {
	scan := &Scan{}
	r := &reading{scan: scan, seen: map[string]bool{}}
	r.file(name, data, 0)
	found := privacy.Find(strings.TrimSuffix(name, filepath.Ext(name)), privacy.Options{})
	for _, f := range scan.Personal {
		if f.Kind != privacy.SensitiveColumn {
			found = append(found, f.Finding)
		}
	}
	return found
}

// dirtyList is a list of three people and their numbers.
func dirtyList(r *rand.Rand) (cells [][]string, numbers []string) {
	cells = [][]string{{"序号", "姓名", "身份证号", "手机", "一卡通账号", "补贴金额"}}
	for i := range 3 {
		row := []string{fmt.Sprint(i + 1), "某某", "", "", "", fmt.Sprint(100 + r.IntN(9000))}
		number := [...]func(*rand.Rand) string{identity, mobile, card}[i](r)
		row[2+i] = number
		numbers = append(numbers, number)
		cells = append(cells, row)
	}
	return cells, numbers
}

// cleanList is a list of projects with their codes, amounts and dates.
func cleanList(r *rand.Rand) [][]string {
	cells := [][]string{{"序号", "项目名称", "统一社会信用代码", "项目代码", "总投资（元）", "开工日期"}}
	for i := range 12 {
		cells = append(cells, []string{
			fmt.Sprint(i + 1), "示例村道路", creditCode(r), fmt.Sprintf("%d-410000-%02d-%02d-%s", 2018+r.IntN(8), r.IntN(99), r.IntN(99), number(r, 6)),
			fmt.Sprintf("%d.%s", 100000+r.IntN(900000), number(r, 2)), fmt.Sprintf("%d-%02d-%02d", 2018+r.IntN(8), 1+r.IntN(12), 1+r.IntN(28)),
		})
	}
	return cells
}

func number(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + r.IntN(10))
	}
	return string(b)
}

func identity(r *rand.Rand) string {
	seventeen := "41" + number(r, 4) + fmt.Sprintf("%04d%02d%02d", 1940+r.IntN(70), 1+r.IntN(12), 1+r.IntN(28)) + number(r, 3)
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(seventeen[i]-'0') * w
	}
	return seventeen + string("10X98765432"[sum%11])
}

func mobile(r *rand.Rand) string { return "1" + fmt.Sprint(3+r.IntN(7)) + number(r, 9) }

func card(r *rand.Rand) string {
	head := "62" + number(r, 16)
	sum := 0
	for i := range head {
		d := int(head[len(head)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return head + fmt.Sprint((10-sum%10)%10)
}

func creditCode(r *rand.Rand) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	head := [...]string{"11", "91", "93"}[r.IntN(3)] + number(r, 6) + "MA" + number(r, 7)
	sum, weight := 0, 1
	for i := range head {
		sum += strings.IndexByte(alphabet, head[i]) * weight
		weight = weight * 3 % 31
	}
	return head + string(alphabet[(31-sum%31)%31])
}

func lines(cells [][]string, between string) string {
	var rows []string
	for _, row := range cells {
		rows = append(rows, strings.Join(row, between))
	}
	return strings.Join(rows, "\n") + "\n"
}

func gbk(s string) []byte {
	data, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		panic(err)
	}
	return data
}

func webPage(cells [][]string) string {
	var b strings.Builder
	b.WriteString("<!doctype html><html><body><table>")
	for _, row := range cells {
		b.WriteString("<tr><td>" + strings.Join(row, "</td><td>") + "</td></tr>")
	}
	return b.String() + "</table></body></html>"
}

// printed is a PDF of one page: rows of cells so many points wide, in which
// what is longer goes on below.
func printed(cells [][]string, width int) []byte {
	var page strings.Builder
	y := 800
	for _, row := range cells {
		deepest := 0
		for c, text := range row {
			for line, rest := 0, []rune(text); len(rest) > 0; line++ {
				n, used := 0, 0
				for n < len(rest) && used <= width-20 {
					if used += 5; rest[n] > 0x7F {
						used += 5
					}
					n++
				}
				fmt.Fprintf(&page, "BT /F 10 Tf %d %d Td <", 20+c*width, y-12*line)
				for _, r := range rest[:n] {
					fmt.Fprintf(&page, "%04X", r)
				}
				page.WriteString("> Tj ET\n")
				rest, deepest = rest[n:], max(deepest, line)
			}
		}
		y -= 12*deepest + 24
	}
	return []byte("%PDF-1.4\n1 0 obj\n<< /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Kids [3 0 R] >>\nendobj\n" +
		"3 0 obj\n<< /Contents 4 0 R /Resources << /Font << /F << /Subtype /Type0 /Encoding /UniGB-UCS2-H /DescendantFonts [<< /DW 1000 /W [0 127 500] >>] >> >> >> >>\nendobj\n" +
		fmt.Sprintf("4 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n", page.Len(), page.String()))
}

func wordTable(cells [][]string) string {
	var b strings.Builder
	b.WriteString("<w:tbl>")
	for _, row := range cells {
		b.WriteString("<w:tr>")
		for _, cell := range row {
			b.WriteString("<w:tc><w:p><w:r><w:t>" + cell + "</w:t></w:r></w:p></w:tc>")
		}
		b.WriteString("</w:tr>")
	}
	return b.String() + "</w:tbl>"
}

// wordRuns writes each row as a paragraph, every cell cut into two runs.
func wordRuns(r *rand.Rand, cells [][]string) string {
	var b strings.Builder
	for _, row := range cells {
		b.WriteString("<w:p>")
		for _, cell := range row {
			cut := 0
			if n := len(cell); n > 4 && cell[0] < 0x80 {
				cut = 1 + r.IntN(n-1)
			}
			b.WriteString("<w:r><w:t>" + cell[:cut] + "</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>" + cell[cut:] + "</w:t></w:r><w:r><w:t>，</w:t></w:r>")
		}
		b.WriteString("</w:p>")
	}
	return b.String()
}

// word is a .docx file with this body, and other parts.
func word(body string, parts map[string]string) []byte {
	files := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"word/document.xml":   `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`,
	}
	for name, text := range parts {
		files[name] = text
	}
	return archive(files)
}

func book(cells [][]string, more func(*excelize.File) error) []byte {
	f := excelize.NewFile()
	defer f.Close()
	for r, row := range cells {
		for c, cell := range row {
			at, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err == nil {
				err = f.SetCellStr("Sheet1", at, cell)
			}
			if err != nil {
				panic(err)
			}
		}
	}
	if err := more(f); err != nil {
		panic(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func archive(files map[string]string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range files {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
