package markup

import (
	"fmt"
	"math"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// hostile are texts that make a Markdown parser do more than its text is
// worth. Each must end in its finding, or in a page of bounded size.
var hostile = []struct {
	name string
	text func(n int) string
	code string // "" when the text is read whole
}{
	{"references to one long address", func(n int) string {
		return strings.Repeat("[1] ", n/5) + "\n\n[1]: urn:" + strings.Repeat("a", n/5) + "\n"
	}, "M005"},
	{"a wide table with short rows", func(n int) string {
		return strings.Repeat("|a", 60) + "\n" + strings.Repeat("|-", 60) + "\n" + strings.Repeat("|\n", n/2)
	}, "M003"},
	{"tables in a row", func(n int) string {
		return strings.Repeat(strings.Repeat("|a", 60)+"\n"+strings.Repeat("|-", 60)+"\n"+strings.Repeat("|\n", 60)+"\n", n/360)
	}, "M003"},
	{"a table of 1,000 columns", func(n int) string {
		return strings.Repeat("|a", 1000) + "\n" + strings.Repeat("|-", 1000) + "\n" + strings.Repeat("|\n", n/2)
	}, "M002"},
	{"a long table", func(n int) string { return "|a|b|c|\n|-|-|-|\n" + strings.Repeat("|1\n", n/3) }, "M003"},
	{"escaped bars in code", func(n int) string { return "|a|b|\n|-|-|\n" + strings.Repeat("|`\\|`|\n", n/7) }, ""},
	{"tables that are none", func(n int) string { return "a\n" + strings.Repeat("|-|-|\n", n/6) }, ""},
	{"lists on one line", func(n int) string { return strings.Repeat("- ", n/2) + "a" }, "M001"},
	{"quotes on one line", func(n int) string { return strings.Repeat("> ", n/2) + "a" }, "M001"},
	{"deep quotes on many lines", func(n int) string { return strings.Repeat(strings.Repeat(">", 100)+"a\n", n/102) }, "M001"},
	{"blank lines in deep lists", func(n int) string { return strings.Repeat("- ", 31) + "a" + strings.Repeat("\n", n) + "b" }, ""},
	{"lists and quotes by turns", func(n int) string { return strings.Repeat("> - ", n/4) + "a" }, "M001"},
	{"deeper and deeper lists", func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			b.WriteString(strings.Repeat(" ", 2*(i%100)) + "- a\n")
		}
		return b.String()
	}, "M001"},
	{"definitions in definitions", func(n int) string { return "a\n" + strings.Repeat(": b\n\n", n/5) }, ""},
	{"open links", func(n int) string { return strings.Repeat("[a](", n/4) }, "M004"},
	{"open links in pointed brackets", func(n int) string { return strings.Repeat("[a](<", n/5) }, "M004"},
	{"open titles", func(n int) string { return strings.Repeat("[a](b \"", n/7) }, "M004"},
	{"open references", func(n int) string { return strings.Repeat("[a][b", n/5) }, "M004"},
	{"open brackets", func(n int) string { return strings.Repeat("[", n) }, "M004"},
	{"nested brackets", func(n int) string { return strings.Repeat("[", n/2) + strings.Repeat("]", n/2) }, "M004"},
	{"nested pictures", func(n int) string { return strings.Repeat("![", n/5) + strings.Repeat("](a)", n/5) }, "M004"},
	{"links in a row", func(n int) string { return strings.Repeat("[a](b)", n/6) }, ""},
	{"links in many paragraphs", func(n int) string { return strings.Repeat("[a](b\n\n", n/7) }, ""},
	{"emphasis by turns", func(n int) string { return strings.Repeat("*a_b*c_d**e_f*", n/14) }, "M004"},
	{"emphasis that never closes", func(n int) string { return strings.Repeat("a **b ", n/6) }, "M004"},
	{"emphasis in many paragraphs", func(n int) string { return strings.Repeat(strings.Repeat("*a_b", 200)+"\n\n", n/802) }, ""},
	{"stars", func(n int) string { return strings.Repeat("*", n) }, ""},
	{"nested emphasis", func(n int) string { return strings.Repeat("*a **a ", n/14) + strings.Repeat("b** b* ", n/14) }, "M004"},
	{"backticks of growing length", func(n int) string {
		var b strings.Builder
		for i := 1; b.Len() < n; i++ {
			b.WriteString(strings.Repeat("`", i) + " ")
		}
		return b.String()
	}, ""},
	{"link definitions", func(n int) string { return strings.Repeat("[a]: b\n", n/7) }, "M004"},
	{"footnotes", func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, "[^%d] ", i)
		}
		for i := 0; b.Len() < 2*n; i++ {
			fmt.Fprintf(&b, "\n\n[^%d]: a", i)
		}
		return b.String()
	}, "M004"},
	{"references to a footnote", func(n int) string { return "[^1]: a\n\n" + strings.Repeat("[^1]", n/4) }, "M004"},
	{"footnotes in footnotes", func(n int) string { return strings.Repeat("[^1]: ", n/6) }, "M001"},
	{"comments that never close", func(n int) string { return "a " + strings.Repeat("<!-- ", n/5) }, ""},
	{"tags that never close", func(n int) string { return "a " + strings.Repeat("<a b='", n/6) }, ""},
	{"instructions that never close", func(n int) string { return "a " + strings.Repeat("<? <![CDATA[ <!A ", n/17) }, ""},
	{"tags", func(n int) string { return "a " + strings.Repeat("<b>", n/3) }, "M006"},
	{"references to characters", func(n int) string { return strings.Repeat("&amp;&#38;&a", n/12) }, ""},
	{"references that never end", func(n int) string { return strings.Repeat("&", n) }, ""},
	{"backslashes", func(n int) string { return strings.Repeat("\\", n) }, ""},
	{"headings of one name", func(n int) string { return strings.Repeat("## a\n", n/5) }, ""},
	{"empty headings", func(n int) string { return strings.Repeat("#\n", n/2) }, "M006"},
	{"short lines", func(n int) string { return strings.Repeat("a\n", n/2) }, ""},
	{"hard breaks", func(n int) string { return strings.Repeat("a  \n", n/4) }, ""},
	{"Chinese lines through emphasis", func(n int) string { return strings.Repeat("**甲**\n", n/8) }, "M004"},
	{"line breaks before empty text", func(n int) string { return strings.Repeat("甲\n``\n", n/7) }, ""},
	{"indented code", func(n int) string { return strings.Repeat("    a\n\n", n/7) }, ""},
	{"one long line", func(n int) string { return strings.Repeat("甲", n/3) }, ""},
	{"one long word of entities", func(n int) string { return strings.Repeat("\"", n) }, ""},
	{"setext headings", func(n int) string { return strings.Repeat("a\n-\n", n/4) }, ""},
	{"angle brackets", func(n int) string { return strings.Repeat("<", n) }, ""},
	{"addresses", func(n int) string { return strings.Repeat("<https://a>", n/11) }, ""},
	{"almost addresses", func(n int) string { return strings.Repeat("<a:", n/3) }, ""},
	{"almost mail", func(n int) string { return strings.Repeat("<a@a", n/4) }, ""},
	{"braces", func(n int) string { return strings.Repeat("{{", n/2) }, ""},
	{"tabs", func(n int) string { return strings.Repeat("\t", n) + "a" }, ""},
	{"tabs in lists", func(n int) string { return strings.Repeat("-\t", n/2) + "a" }, ""},
}

// At a size where a quadratic part would show in its output or run for
// minutes, every hostile text ends, in the finding that it deserves.
func TestHostileTexts(t *testing.T) {
	const n = 64 << 10
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			md := h.text(n)
			d, found := Convert(source.Text{Name: "content/a.md", Bytes: []byte(md)}, 0, Options{})
			if h.code != "" && !has(found, h.code) {
				t.Errorf("no %s among %d findings", h.code, len(found))
			}
			if len(found) > maxFindings+1 {
				t.Errorf("%d findings", len(found))
			}
			if len(d.HTML) > maxGrowth*len(md) {
				t.Errorf("%d bytes became %d", len(md), len(d.HTML))
			}
			destinations := 0
			for _, l := range d.Links {
				destinations += len(l.Destination)
			}
			if destinations > len(md)+maxExpanded {
				t.Errorf("%d bytes of destinations", destinations)
			}
			d.Text()
			if h.code == "M006" && found[len(found)-1].Severity != diag.Error {
				t.Error("the rest is let pass")
			}
		})
	}
}

// Twice the text is read with about twice the memory handed out, which doesn't
// depend on how busy the machine is. Buffers that are used again may or may not
// be at hand, the more so under the race detector, so that the most for the one
// and the least for the other is what counts of a few looks. make trust looks at
// the time, too.
func TestHostileTextsGrow(t *testing.T) {
	const n = 32 << 10
	for _, h := range hostile {
		half, whole := uint64(0), uint64(math.MaxUint64)
		for range 5 {
			half, whole = max(half, handedOut(h.text(n))), min(whole, handedOut(h.text(2*n)))
			if whole <= half*5/2+1<<16 {
				break
			}
		}
		if whole > half*5/2+1<<16 {
			t.Errorf("%s: %d bytes, of twice the text %d", h.name, half, whole)
		}
	}
}

// handedOut is how many bytes are allocated while a text is read.
func handedOut(text string) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	Convert(source.Text{Name: "content/a.md", Bytes: []byte(text)}, 0, Options{})
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// BenchmarkHostile says how time grows from half of the longest text that is
// read to the whole: a ratio near 2 is linear. The longest is the cap on a
// page's size or on its signs. Live memory is what the reading holds at its
// end.
func BenchmarkHostile(b *testing.B) {
	for _, h := range hostile {
		b.Run(h.name, func(b *testing.B) {
			n := 2 << 20
			for p := (&page{src: []byte(h.text(n))}); !p.fits(); p = (&page{src: []byte(h.text(n))}) {
				n = n * 7 / 8
			}
			half, whole := []byte(h.text(n/2)), []byte(h.text(n))
			first, second := time.Hour, time.Hour
			for b.Loop() {
				for range 3 {
					first = min(first, timed(half))
					second = min(second, timed(whole))
				}
			}
			b.ReportMetric(float64(n>>10), "KiB")
			b.ReportMetric(float64(second)/float64(first), "ratio")
			b.ReportMetric(float64(second.Milliseconds()), "ms")
			b.ReportMetric(peak(whole), "peak-MiB")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func timed(text []byte) time.Duration {
	runtime.GC()
	start := time.Now()
	Convert(source.Text{Name: "content/a.md", Bytes: text}, 0, Options{})
	return time.Since(start)
}

// peak is the most memory that was in use while a text was read, as the
// collector leaves it.
func peak(text []byte) float64 {
	runtime.GC()
	done := make(chan float64)
	stop := make(chan struct{})
	go func() {
		most := 0.0
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		for {
			metrics.Read(sample)
			most = max(most, float64(sample[0].Value.Uint64())/(1<<20))
			select {
			case <-stop:
				done <- most
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	Convert(source.Text{Name: "content/a.md", Bytes: text}, 0, Options{})
	close(stop)
	return <-done
}
