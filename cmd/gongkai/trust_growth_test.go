//go:build trust && linux

package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"gongkai/internal/document"
	"gongkai/internal/source"
)

// Texts of data files and of old reports that could cost more than their size;
// markup has those of its own.
var growing = []struct {
	kind, name string
	most       int // bytes, up to the cap
	text       func(n int) string
}{
	{"toml", "brackets", 1<<20 - 4096, func(n int) string { return "a = " + strings.Repeat("[", n) }},
	{"toml", "inline tables", 1<<20 - 4096, func(n int) string { return "a = " + strings.Repeat("{a=", n/3) }},
	{"toml", "parts", 1<<20 - 4096, func(n int) string { return strings.Repeat("a.", n/2) + "a = 1" }},
	{"toml", "headers", 1<<20 - 4096, func(n int) string { return strings.Repeat("[[a]]\n", n/6) }},
	{"toml", "headers of many parts", 1<<20 - 4096, func(n int) string { return strings.Repeat("[a.a.a.a.a.a.a.a]\n", n/18) }},
	{"toml", "keys", 1<<20 - 4096, func(n int) string { return numbered(n/12, "k%08d=1\n") }},
	{"toml", "one key", 1<<20 - 4096, func(n int) string { return strings.Repeat("a=1\n", n/4) }},
	{"toml", "dotted keys", 1<<20 - 4096, func(n int) string { return numbered(n/16, "a.b.c%08d=1\n") }},
	{"toml", "values in a row", 1<<20 - 4096, func(n int) string { return "a = [" + strings.Repeat("1,", n/2) + "]" }},
	{"toml", "quotes", 1<<20 - 4096, func(n int) string { return "a = " + strings.Repeat("\"", n) }},
	{"toml", "long strings", 1<<20 - 4096, func(n int) string { return strings.Repeat("a = \"\"\"\n", n/8) }},
	{"toml", "escapes", 1<<20 - 4096, func(n int) string { return "a = \"" + strings.Repeat("\\u4e2d", n/6) + "\"" }},
	{"toml", "wrong escapes", 1<<20 - 4096, func(n int) string { return "a = \"" + strings.Repeat("\\公", n/4) + "\"" }},
	{"toml", "Chinese quotes", 1<<20 - 4096, func(n int) string { return "a = " + strings.Repeat("“", n/3) }},
	{"toml", "comments", 1<<20 - 4096, func(n int) string { return strings.Repeat("#\n", n/2) }},
	{"toml", "blank lines", 1<<20 - 4096, func(n int) string { return strings.Repeat("\n", n) }},
	{"toml", "wide spaces", 1<<20 - 4096, func(n int) string { return strings.Repeat("　", n/3) + "a = 1" }},
	{"toml", "digits", 1<<20 - 4096, func(n int) string { return "a = " + strings.Repeat("1", n) }},
	{"toml", "marks on one letter", 1<<20 - 4096, func(n int) string { return "# a" + strings.Repeat("\u0301", n/2) }},
	{"a.html", "elements", 4 << 20, func(n int) string { return "<html>" + strings.Repeat("<p><b><i>字", n/13) }},
	{"a.html", "elements that never close", 4 << 20, func(n int) string { return "<html>" + strings.Repeat("<div ", n/5) }},
	{"a.html", "elements in elements", 4 << 20, func(n int) string { return "<html>" + strings.Repeat("<div>", n/5) }},
	{"a.html", "formatting that is opened again", 1 << 20, func(n int) string { return "<html>" + strings.Repeat("<a><b></p>", n/10) }},
	{"a.html", "rows that span", 1 << 20, func(n int) string { return "<table>" + strings.Repeat("<tr><td rowspan=1000>1", n/22) + "</table>" }},
	{"a.html", "columns that span", 1 << 20, func(n int) string { return "<table>" + strings.Repeat("<tr><td colspan=1000>1", n/22) + "</table>" }},
	{"a.html", "tables in tables", 1 << 20, func(n int) string { return strings.Repeat("<table><tr><td>", n/15) }},
	{"a.html", "attributes", 1 << 20, func(n int) string { return "<p " + numbered(n/12, "a%08d=1 ") + ">" }},
	{"a.html", "comments", 4 << 20, func(n int) string { return "<html>" + strings.Repeat("<!--", n/4) }},
	{"a.html", "references", 4 << 20, func(n int) string { return "<html>" + strings.Repeat("&amp", n/4) }},
	{"a.txt", "lines", 4 << 20, func(n int) string { return strings.Repeat("1 2 3 字\n", n/10) }},
	{"a.txt", "one line", 4 << 20, func(n int) string { return strings.Repeat("字 ", n/4) }},
	{"a.csv", "rows", 1 << 20, func(n int) string { return strings.Repeat("1,2,字\n", n/8) }},
	{"a.csv", "quotes", 1 << 20, func(n int) string { return strings.Repeat("\"", n) }},
	{"a.csv", "columns", 1 << 20, func(n int) string { return strings.Repeat(",", n) }},
	{"a.md", "rows", 1 << 20, func(n int) string { return strings.Repeat("| 1 | 2 |\n", n/10) }},
	{"a.docx", "paragraphs", 4 << 20, func(n int) string { return word(strings.Repeat("<w:p><w:r><w:t>字</w:t></w:r></w:p>", n/37)) }},
	{"a.docx", "runs", 4 << 20, func(n int) string {
		return word("<w:p>" + strings.Repeat("<w:r><w:t>字</w:t></w:r>", n/26) + "</w:p>")
	}},
	{"a.docx", "rows", 4 << 20, func(n int) string {
		return word("<w:tbl>" + strings.Repeat("<w:tr><w:tc><w:p/></w:tc></w:tr>", n/32) + "</w:tbl>")
	}},
	{"a.docx", "cells that span", 4 << 20, func(n int) string {
		return word("<w:tbl>" + strings.Repeat(`<w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000"/><w:vMerge/></w:tcPr></w:tc></w:tr>`, n/80) + "</w:tbl>")
	}},
	{"a.docx", "numbered paragraphs", 4 << 20, func(n int) string {
		return word(strings.Repeat(`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>`, n/84))
	}},
	{"a.docx", "deletions", 4 << 20, func(n int) string { return word("<w:p>" + strings.Repeat("<w:del><w:r/></w:del>", n/21) + "</w:p>") }},
	{"a.xlsx", "rows", 4 << 20, func(n int) string {
		return sheet("<sheetData>" + strings.Repeat("<row><c><v>1</v></c></row>", n/26) + "</sheetData>")
	}},
	{"a.xlsx", "cells", 4 << 20, func(n int) string {
		return sheet("<sheetData><row>" + strings.Repeat("<c><v>1</v></c>", n/15) + "</row></sheetData>")
	}},
	{"a.xlsx", "merged cells", 2 << 20, func(n int) string {
		return sheet("<sheetData>" + strings.Repeat("<row><c><v>1</v></c></row>", n/60) + "</sheetData><mergeCells>" + strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, n/60) + "</mergeCells>")
	}},
	{"a.xlsx", "shared strings", 4 << 20, func(n int) string {
		return sheet(`<sheetData><row><c t="s"><v>0</v></c></row></sheetData>`, "xl/sharedStrings.xml", "<sst>"+strings.Repeat("<si><t>字</t></si>", n/19)+"</sst>")
	}},
	{"a.xlsx", "far rows", 4 << 20, func(n int) string {
		return sheet("<sheetData>" + numbered(n/40, `<row r="1%06d"><c><v>1</v></c></row>`) + "</sheetData>")
	}},
	{"a.zip", "members", 1 << 20, func(n int) string {
		var parts []any
		for i := range n / 100 {
			parts = append(parts, fmt.Sprintf("word/%d.xml", i), "")
		}
		return zipped(parts...)
	}},
}

// Twice the file takes about twice the time, up to the cap. The time is that of
// the processor, the least of several.
func TestTrustGrowth(t *testing.T) {
	const most = 2.5
	wrong, worst, longest := 0, 0.0, time.Duration(0)
	for _, g := range growing {
		read := func(text string) time.Duration {
			start := processorTime(t)
			if g.kind == "toml" {
				source.ParseData(source.Text{Name: "content/a.toml", Bytes: []byte(text)})
			} else {
				_, _ = document.Read(g.kind, []byte(text))
			}
			return processorTime(t) - start
		}
		half, whole := g.text(g.most/2), g.text(g.most)
		ratio, least := 99.0, time.Hour
		for tries := 0; ratio > most && tries < 4; tries++ {
			first, second := time.Hour, time.Hour
			for range 2 {
				first, second = min(first, read(half)), min(second, read(whole))
			}
			if second < 5*time.Millisecond {
				first = second // too short to be told from noise
			}
			least = min(least, second)
			ratio = min(ratio, float64(second)/float64(first))
		}
		worst, longest = max(worst, ratio), max(longest, least)
		t.Logf("%s: %v, %.2f", g.kind+" "+g.name, least, ratio)
		if ratio > most || least > mostTime {
			wrong++
			t.Error("too long")
		}
	}
	t.Logf("the worst ratio %.2f, the longest time %v", worst, longest)
	trusted(t, "T4", "TOML, HTML, text, CSV, docx, xlsx patterns, time(2n)/time(n)", len(growing), wrong)
}

func processorTime(t *testing.T) time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
