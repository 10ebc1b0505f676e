package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/transform"
)

const hostileNotice = "content/disclosure/notices/a.md"

const hostileFront = "+++\ntitle = \"关于工作计划的通知\"\ndate = 2024-01-05\nindex = \"000014349/2024-00009\"\n"

// layFile lays one file with these parts; it is written in pieces, so that this
// process stays small beside the one that is measured.
func layFile(name string, parts ...any) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriter(f)
		for _, part := range parts {
			switch part := part.(type) {
			case string:
				_, _ = w.WriteString(part)
			case times:
				for range part.n {
					_, _ = w.WriteString(part.text)
				}
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// times is a text many times over.
type times struct {
	n    int
	text string
}

// extra is front matter with something in its table of free keys.
func extra(parts ...any) func(t *testing.T, dir string) {
	return layFile(hostileNotice, append(append([]any{hostileFront + "[extra]\n"}, parts...), "\n+++\n正文。\n")...)
}

func body(parts ...any) func(t *testing.T, dir string) {
	return layFile(hostileNotice, append([]any{hostileFront + "+++\n"}, parts...)...)
}

// hostileBytes are files that are too large for a person to write, or aren't
// text.
func hostileBytes() []hostileCase {
	const text = hostileFront + "+++\n调查于2024年3月开始，各单位按时报送材料。\n"
	encoded := func(e encoding.Encoding, text string) func(t *testing.T, dir string) {
		s, _, err := transform.String(e.NewEncoder(), text)
		if err != nil {
			panic(err)
		}
		return layFile(hostileNotice, s)
	}
	wide := func(bom string, high, low int) func(t *testing.T, dir string) {
		var b bytes.Buffer
		b.WriteString(bom)
		for _, c := range utf16.Encode([]rune(text)) {
			pair := [2]byte{byte(c >> 8), byte(c)}
			b.Write([]byte{pair[high], pair[low]})
		}
		return layFile(hostileNotice, b.String())
	}
	figures, settings := "content/report/2023.toml", "content/site.toml"
	return []hostileCase{
		// Front matter and figures that cost more than they say.
		{name: "inline tables, 40 KB deep", lay: extra("a = ", times{8000, "{a = "}), exit: 1, says: []string{"S201"}},
		{name: "inline tables, closed", lay: extra("a = ", times{4000, "{a = "}, "1", times{4000, "}"}), exit: 1, says: []string{"S201"}},
		{name: "arrays, deep", lay: extra("a = ", times{30000, "["}), exit: 1, says: []string{"S201"}},
		{name: "arrays, 20 MB deep", lay: layFile(figures, "a = ", times{20 << 20, "["}), exit: 1, says: []string{"S001"}},
		{name: "arrays, as deep as data may be long", lay: layFile(figures, "a = ", times{1 << 19, "["}), exit: 1, says: []string{"S201"}},
		{name: "arrays of arrays in front matter beyond its cap", lay: extra("a = ", times{20 << 20, "["}), exit: 1, says: []string{"S001"}},
		{name: "a key of 10,000 parts", lay: extra(times{9999, "a."}, "a = 1"), exit: 1, says: []string{"S202"}},
		{name: "a header of 10,000 parts", lay: layFile(hostileNotice, hostileFront, "[", times{9999, "a."}, "a]\n+++\n正文。\n"), exit: 1, says: []string{"S202"}},
		{name: "100,000 tables in settings", lay: layFile(settings, times{100_000, "[[a]]\n"}), exit: 1, says: []string{"S203"}},
		{name: "100,000 keys in figures", lay: layFile(figures, numbered(100_000, "a%d=1\n")), exit: 1, says: []string{"S203"}},
		{name: "a string of 100 MB", lay: layFile(hostileNotice, "+++\ntitle = \"", times{100 << 20, "a"}, "\"\n+++\n"), exit: 1, says: []string{"S001"}},
		{name: "a string as long as front matter", lay: extra("a = \"", times{100_000, "a"}, "\""), exit: 1, says: []string{"S109"}},
		{name: "a long key", lay: extra(times{60_000, "a"}, " = 1"), exit: 1, says: []string{"S219"}},
		{name: "a long number", lay: layFile(figures, "[disclosure]\nlicences = ", times{500_000, "9"}), exit: 1, says: []string{"S229"}},
		{name: "findings without end", lay: extra(numbered(4000, "a%d = \n")), exit: 1, says: []string{"S225 ×100", "S204"}},

		// Bytes.
		{name: "NUL", lay: body("甲\x00乙\n"), exit: 1, says: []string{"S005"}},
		{name: "a byte order mark", lay: layFile(hostileNotice, "\ufeff"+text), shows: [][2]string{{"disclosure/notices/a.html", "各单位按时报送材料"}}},
		{name: "two byte order marks", lay: layFile(hostileNotice, "\ufeff\ufeff"+text), exit: 1, says: []string{"S008", "S108"}},
		{name: "UTF-16, little end first", lay: wide("\xff\xfe", 1, 0), exit: 1, says: []string{"S002"}},
		{name: "UTF-16, big end first", lay: wide("\xfe\xff", 0, 1), exit: 1, says: []string{"S002"}},
		{name: "UTF-16 without its mark", lay: wide("", 1, 0), exit: 1, says: []string{"S002"}},
		{name: "UTF-16, big end first, without its mark", lay: wide("", 0, 1), exit: 1, says: []string{"S002"}},
		{name: "GBK", lay: encoded(simplifiedchinese.GBK, text), exit: 1, says: []string{"S003"}},
		{name: "GB18030 of four bytes", lay: encoded(simplifiedchinese.GB18030, text+"人名：𬎆䶮\n"), exit: 1, says: []string{"S003"}},
		{name: "Big5", lay: encoded(traditionalchinese.Big5, strings.NewReplacer("关", "關", "于", "於", "计", "計", "划", "劃", "调", "調", "开", "開", "单", "單", "时", "時", "报", "報").Replace(text)), exit: 1, says: []string{"S003"}},
		{name: "a lone surrogate", lay: body("甲\xed\xa0\x80乙\n"), exit: 1, says: []string{"S004"}},
		{name: "an overlong slash", lay: body("甲\xc0\xaf乙\n"), exit: 1, says: []string{"S004"}},
		{name: "a character that is cut off", lay: body("甲\xe4\xb9"), exit: 1, says: []string{"S004"}},
		{name: "beyond Unicode", lay: body("甲\xf4\x90\x80\x80乙\n"), exit: 1, says: []string{"S004"}},
		{name: "lines of Windows", lay: layFile(hostileNotice, strings.ReplaceAll(text, "\n", "\r\n")), shows: [][2]string{{"disclosure/notices/a.html", "各单位按时报送材料"}}},
		{name: "lines of an old Macintosh", lay: layFile(hostileNotice, strings.ReplaceAll(text, "\n", "\r")), shows: [][2]string{{"disclosure/notices/a.html", "各单位按时报送材料"}}},
		{name: "lines of all kinds", lay: layFile(hostileNotice, strings.Replace(strings.Replace(text, "\n", "\r\n", 1), "\n", "\r", 1)), shows: [][2]string{{"disclosure/notices/a.html", "各单位按时报送材料"}}},
		{name: "control characters", lay: body("甲\x07\x1b[2J\x7f\u0085乙\n"), exit: 1, says: []string{"S006 ×4"}},
		{name: "a notice of 100 MB", lay: body(times{100 << 20, "a"}), exit: 1, says: []string{"S001"}},
		{name: "a line of 2 MiB", lay: body(times{(2<<20 - 1000) / 3, "甲"}), shows: [][2]string{{"disclosure/notices/a.html", "甲甲甲"}}},
		{name: "a line of 10 MB", lay: body(times{10 << 20, "a"}), exit: 1, says: []string{"S001"}},
		{name: "an attachment of 100 MB", lay: func(t *testing.T, dir string) {
			body("见[附件](a.txt)。\n")(t, dir)
			layFile("content/disclosure/notices/a.txt", times{100 << 20, "a"})(t, dir)
		}, says: []string{"P012"}, shows: [][2]string{{"disclosure/notices/a.html", "a.txt"}}},
	}
}

// hostileMarkdown are texts that make a parser do more than their text is worth.
func hostileMarkdown() []hostileCase {
	const most = 2<<20 - 1000 // bytes of text, as long as a page may be
	cells := strings.Repeat("|a", 60) + "\n" + strings.Repeat("|-", 60) + "\n"
	return []hostileCase{
		{name: "references to one long address", lay: body(times{most / 10, "[1] "}, "\n\n[1]: urn:", times{most / 10, "a"}, "\n"), exit: 1, says: []string{"M004"}},
		{name: "fewer references to one long address", lay: body(times{900, "[1] "}, "\n\n[1]: https://a.test/", times{60_000, "a"}, "\n"), exit: 1, says: []string{"M005"}},
		{name: "a wide table with short rows", lay: body(cells, times{most / 2, "|\n"}), exit: 1, says: []string{"M004"}},
		{name: "lists on one line", lay: body(times{most / 2, "- "}, "a\n"), exit: 1, says: []string{"M004"}},
		{name: "quotes on one line", lay: body(times{most / 2, "> "}, "a\n"), exit: 1, says: []string{"M004"}},
		{name: "links that never close", lay: body(times{most / 4, "[a]("}, "\n"), exit: 1, says: []string{"M004"}},
		{name: "links in brackets that never close", lay: body(times{most / 5, "[a](<"}, "\n"), exit: 1, says: []string{"M004"}},
		{name: "emphasis by turns", lay: body(times{most / 14, "*a_b*c_d**e_f*"}, "\n"), exit: 1, says: []string{"M004"}},
		{name: "brackets", lay: body(times{most, "["}, "\n"), exit: 1, says: []string{"M004"}},
		{name: "backticks", lay: body(times{most / 2, "`a"}, "\n"), exit: 1, says: []string{"M004"}},
		{name: "10,000 footnotes", lay: body(numbered(10_000, "[^%d] "), numbered(10_000, "\n\n[^%d]: 注")), exit: 1, says: []string{"M004 ×2"}},
		{name: "10,000 footnotes, a paragraph each", lay: body(numbered(10_000, "甲[^%d]\n\n"), numbered(10_000, "[^%d]: 注\n\n")), exit: 1, says: []string{"M004 ×2"}},
		{name: "900 footnotes, a paragraph each", lay: body(numbered(900, "甲[^%d]\n\n"), numbered(900, "[^%d]: 注\n\n"))},
		{name: "a table of 50,000 rows", lay: body("|a|b|\n|-|-|\n", times{50_000, "|1|2|\n"}), exit: 1, says: []string{"M003"}},
		{name: "a table of 20,000 rows", lay: body("|a|b|\n|-|-|\n", times{20_000, "|1|2|\n"})},
		{name: "a table of 1,000 columns", lay: body(times{1000, "|a"}, "\n", times{1000, "|-"}, "\n", times{1000, "|1"}, "\n"), exit: 1, says: []string{"M002"}},
		{name: "headings of one name", lay: body(times{100_000, "## 甲\n\n"})},
		{name: "tags", lay: body(times{100_000, "甲<b>乙\n\n"}), exit: 1, says: []string{"M010 ×100", "M006"}},
		{name: "broken links", lay: body(numbered(50_000, "[甲](no-%d.md)\n\n")), exit: 1, says: []string{"L213", "L201 ×100"}},
		{name: "marks of masks", lay: body(times{most / 3, "1**"}, "\n"), exit: 1, says: []string{"M004"}},
		{name: "digits", lay: body(times{most, "1"}, "\n")},
		{name: "numbers of eighteen digits", lay: body(numbered(90_000, "%018d，\n"))},
	}
}

// numbered is a text with the numbers from 0 up.
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}
