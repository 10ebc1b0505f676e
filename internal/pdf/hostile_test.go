package pdf

import (
	"strings"
	"testing"
	"time"
)

// Whatever a PDF is filled with, reading eight times as much takes about eight
// times as long, or the reader gives up: what is quadratic takes 64 times.
func TestIsLinear(t *testing.T) {
	long := func(before, unit, after string) func(n int) []byte {
		return func(n int) []byte { return []byte("%PDF-1.7\n" + before + strings.Repeat(unit, n/len(unit)) + after) }
	}
	page := func(unit string) func(n int) []byte {
		return func(n int) []byte { return onePage(strings.Repeat(unit, n/len(unit)), latin) }
	}
	for name, made := range map[string]func(n int) []byte{
		"objects that never end":   long("", "1 0 obj<<", ""),
		"streams that never end":   long("", "1 0 obj<<>>stream\n", ""),
		"arrays":                   long("1 0 obj", "[", ""),
		"texts that never end":     long("", "1 0 obj(", ""),
		"codes that never end":     long("", "1 0 obj<", ""),
		"trailers":                 long("", "trailer<</A ", ""),
		"remarks":                  long("1 0 obj", "%\n", ""),
		"references to each other": long("1 0 obj 2 0 R endobj ", "2 0 obj 1 0 R endobj ", "trailer<</Root 1 0 R>>"),
		"states kept":              page("q "),
		"letters in one place":     page("BT /F 1 Tf (1) Tj ET "),
		"letters on one line":      page("BT /F 9 Tf (1234567890123456789012345678901234567890) Tj "),
		"cells":                    page("BT /F 9 Tf 1 0 0 1 5 5 Tm (1) Tj 1 0 0 1 90 5 Tm (1) Tj 1 0 0 1 5 9 Tm (2) Tj ET "),
		"pictures that never end":  page("BI ID "),
		"texts inside each other":  page("((("),
	} {
		took := func(n int) time.Duration {
			data := made(n)
			best := time.Hour
			for range 3 {
				start := time.Now()
				_, _, _ = Read(data)
				best = min(best, time.Since(start))
			}
			return best
		}
		const size = 1 << 15
		if once, more := took(size), took(8*size); more > 24*once+time.Second {
			t.Errorf("%s: %v, eight times as much %v", name, once, more)
		}
	}
}
