//go:build unix

package pdf

import (
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// hostile is files that are filled with n bytes of one thing.
func hostile() map[string]func(n int) []byte {
	long := func(before, unit, after string) func(n int) []byte {
		return func(n int) []byte { return []byte("%PDF-1.7\n" + before + strings.Repeat(unit, n/len(unit)) + after) }
	}
	page := func(unit string) func(n int) []byte {
		return func(n int) []byte { return onePage(strings.Repeat(unit, n/len(unit)), latin) }
	}
	// of is a page of these operators and half of n bytes of a font, or of
	// another object.
	of := func(unit string, object func(n int) string) func(n int) []byte {
		return func(n int) []byte { return onePage(strings.Repeat(unit, n/2/len(unit)), latin, object(n/2)) }
	}
	inside := func(resources string, unit string) func(n int) []byte {
		return func(n int) []byte {
			many := strings.Repeat("500 ", n/8)
			return pdfOf("<< /Pages 2 0 R >>", "<< /Kids [3 0 R] >>", "<< /Contents 4 0 R /Resources << "+fmt.Sprintf(resources, many)+" >> >>", streamOf("", strings.Repeat(unit, n/2/len(unit))))
		}
	}
	mapped := func(lines string) func(n int) []byte {
		return func(n int) []byte {
			return onePage("BT /F 9 Tf <"+strings.Repeat("0001", n/8)+"> Tj ET", "<< /Subtype /Type0 /Encoding /Identity-H /ToUnicode 6 0 R >>",
				streamOf("", fmt.Sprintf(lines, strings.Repeat("0041", n/8))))
		}
	}
	packed := func(object func(n int) string) func(n int) []byte {
		return func(n int) []byte {
			var head strings.Builder
			for i := range n / 16 {
				fmt.Fprintf(&head, "%d 0 ", i+10)
			}
			return append(onePage("BT /F 9 Tf (A) Tj ET", latin), []byte("9 0 obj\n"+streamOf(fmt.Sprintf("/Type /ObjStm /N %d /First %d", n/16, head.Len()), head.String()+object(n/2))+"\nendobj\n")...)
		}
	}
	return map[string]func(n int) []byte{
		"objects that never end":   long("", "1 0 obj<<", ""),
		"streams that never end":   long("", "1 0 obj<<>>stream\n", ""),
		"arrays":                   long("1 0 obj", "[", ""),
		"texts that never end":     long("", "1 0 obj(", ""),
		"codes that never end":     long("", "1 0 obj<", ""),
		"remarks that never end":   long("", "1 0 obj<<>>%", ""),
		"trailers":                 long("", "trailer<</A ", ""),
		"remarks":                  long("1 0 obj", "%\n", ""),
		"references to each other": long("1 0 obj 2 0 R endobj ", "2 0 obj 1 0 R endobj ", "trailer<</Root 1 0 R>>"),
		"states kept":              page("q "),
		"letters in one place":     page("BT /F 1 Tf (1) Tj ET "),
		"letters on one line":      page("BT /F 9 Tf (1234567890123456789012345678901234567890) Tj "),
		"cells":                    page("BT /F 9 Tf 1 0 0 1 5 5 Tm (1) Tj 1 0 0 1 90 5 Tm (1) Tj 1 0 0 1 5 9 Tm (2) Tj ET "),
		"pictures that never end":  page("BI ID "),
		"texts inside each other":  page("((("),
		"lines of many cells": func(n int) []byte {
			line := strings.Repeat("(12345) Tj 90 0 Td ", n/60)
			return onePage("BT /F 9 Tf 5 500 Td "+line+" ET BT 5 490 Td "+line+" ET BT 5 480 Td "+line+" ET", latin)
		},
		"a heading over many cells": func(n int) []byte {
			return onePage("BT /F 9 Tf 5 500 Td ("+strings.Repeat("1234567890", n/20)+") Tj ET BT 5 490 Td "+strings.Repeat("(1) Tj 20 0 Td ", n/30)+" ET BT 5 480 Td (1) Tj 50 0 Td (1) Tj ET", latin)
		},
		"a font read again":       inside("/Font << /F << /Subtype /TrueType /Encoding /WinAnsiEncoding /Widths [%s] >> >>", "/F 1 Tf "),
		"a font named again":      inside("/ExtGState << /G << /Font [ << /Widths [%s] >> 1 ] >> >>", "/G gs "),
		"a font's names":          inside("/ExtGState << /G << /Font [ << /Subtype /TrueType /Encoding << /Differences [%s] >> >> 1 ] >> >>", "/G gs "),
		"a form run again":        of("/X Do ", func(n int) string { return streamOf("/Subtype /Form", strings.Repeat(" ", n)) }),
		"a form of a long matrix": of("/X Do ", func(n int) string { return streamOf("/Subtype /Form /Matrix ["+strings.Repeat("1 ", n/2)+"]", "") }),
		"a form packed to nothing": of("/X Do ", func(n int) string {
			return streamOf("/Subtype /Form /Filter /Fl", "\x78\x9c"+strings.Repeat("\x00\x00\x00\xff\xff", n/5))
		}),
		"contents named again": func(n int) []byte {
			return pdfOf("<< /Pages 2 0 R >>", "<< /Kids [3 0 R] >>", "<< /Contents ["+strings.Repeat("5 0 R ", n/12)+"] >>", "null", streamOf("", strings.Repeat(" ", n/2)))
		},
		"remarks named again": func(n int) []byte {
			return pdfOf("<< /Pages 2 0 R >>", "<< /Kids [3 0 R] >>", "<< /Annots ["+strings.Repeat("5 0 R ", n/12)+"] >>", "null", "<< /Contents ("+strings.Repeat(" ", n/2)+") >>")
		},
		"a page's letters":         mapped("1 beginbfrange <0000> <FFFF> <%s> endbfrange"),
		"a letter's many meanings": mapped("1 beginbfchar <0001> <%s> endbfchar"),
		"the most that a code means": func(n int) []byte {
			return onePage("BT /F 9 Tf <"+strings.Repeat("0001", n/4)+"> Tj ET", "<< /Subtype /Type0 /Encoding /Identity-H /ToUnicode 6 0 R >>", streamOf("", "1 beginbfchar <0001> <"+strings.Repeat("0041", 256)+"> endbfchar"))
		},
		"widths of many codes": func(n int) []byte {
			return onePage("BT /F 9 Tf <0001> Tj ET", "<< /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [<< /W ["+strings.Repeat("0 65535 9 ", n/10)+"] >>] >>")
		},
		"objects of one list":   packed(func(n int) string { return "[" + strings.Repeat("0 ", n/2) + "]" }),
		"objects of one text":   packed(func(n int) string { return "(" + strings.Repeat("0", n) + ")" }),
		"objects of one remark": packed(func(n int) string { return "%" + strings.Repeat("0", n) }),
	}
}

// Reading eight times as much takes about eight times the memory and the work
// of the processor, whoever else is at it; what is quadratic takes 64 times. Or
// the reader gives up, having taken no more than its purse allows.
func TestIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("measures the processor, which the race detector takes for itself")
	}
	for name, made := range hostile() {
		t.Run(name, func(t *testing.T) {
			small, large := made(1<<15), made(1<<18)
			var once, more cost
			for range 3 { // the collector of garbage is at work as well
				once, more = costOf(small), costOf(large)
				if more.gaveUp || more.processor <= 24*once.processor+100*time.Millisecond {
					break
				}
			}
			switch {
			case more.gaveUp && (more.bytes > 1<<30 || more.processor > 20*time.Second):
				t.Errorf("gave up after %d MB and %v", more.bytes>>20, more.processor)
			case !more.gaveUp && more.bytes > 24*once.bytes+1<<24:
				t.Errorf("%d kB, eight times as much %d kB", once.bytes>>10, more.bytes>>10)
			case !more.gaveUp && more.processor > 24*once.processor+100*time.Millisecond:
				t.Errorf("%v, eight times as much %v", once.processor, more.processor)
			}
		})
	}
}

// cost is what reading a file takes.
type cost struct {
	bytes     uint64
	processor time.Duration
	gaveUp    bool // it ended in an error
}

func costOf(data []byte) cost {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := processor()
	_, _, err := Read(data)
	took := processor() - start
	runtime.ReadMemStats(&after)
	return cost{after.TotalAlloc - before.TotalAlloc, took, err != nil}
}

// processor is how long this program has been computing.
func processor() time.Duration {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
