//go:build trust && linux

package markup

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"gongkai/internal/source"
)

// Twice the text takes about twice the time, up to the longest text that is
// read. The time is that of the processor, the least of several.
func TestTrustGrowth(t *testing.T) {
	const most = 2.5
	wrong, worst, longest := 0, 0.0, time.Duration(0)
	for _, h := range hostile {
		n := 2 << 20
		for p := (&page{src: []byte(h.text(n))}); !p.fits(); p = (&page{src: []byte(h.text(n))}) {
			n = n * 7 / 8
		}
		half, whole := []byte(h.text(n/2)), []byte(h.text(n))
		ratio, least := 99.0, time.Hour
		for tries := 0; ratio > most && tries < 4; tries++ { // once is enough to show that it can be
			first, second := time.Hour, time.Hour
			for range 2 {
				first = min(first, spent(half))
				second = min(second, spent(whole))
			}
			if second < 5*time.Millisecond {
				first = second // too short to be told from noise
			}
			least = min(least, second)
			ratio = min(ratio, float64(second)/float64(first))
		}
		worst, longest = max(worst, ratio), max(longest, least)
		t.Logf("%s: %v, %.2f", h.name, least, ratio)
		if ratio > most {
			wrong++
			t.Errorf("%d KiB take %.2f times as long as half of it", n>>10, ratio)
		}
	}
	t.Logf("the worst ratio %.2f, the longest time %v", worst, longest)
	t.Logf("TRUST|T4|Markdown patterns up to the cap, time(2n)/time(n)|%d|%d", len(hostile), wrong)
}

// spent is what the reading of a text costs of the processor.
func spent(text []byte) time.Duration {
	now := func() time.Duration {
		var u unix.Rusage
		if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
			panic(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	start := now()
	Convert(source.Text{Name: "content/a.md", Bytes: text}, 0, Options{})
	return now() - start
}
