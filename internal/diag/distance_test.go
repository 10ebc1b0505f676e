package diag_test

import (
	"strings"
	"testing"

	"gongkai/internal/diag"
	"pgregory.net/rapid"
)

func TestDistance(t *testing.T) {
	long := strings.Repeat("县", 300)
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "公开", 2},
		{"title", "title", 0},
		{"titel", "title", 1},
		{"tittle", "title", 1},
		{"通知公告", "通知通告", 1},
		{"公告通知", "通知公告", 4},
		{"ca", "abc", 3},
		{long, long, 0},
		{long, "县", 300},
	} {
		if got := diag.Distance(c.a, c.b); got != c.want {
			t.Errorf("Distance(%.12q, %.12q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// A distance is the same both ways, nothing only between equals, and never
// more than the longer word.
func TestDistanceIsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.RuneFrom([]rune("ab公开")), 0, 8, -1)
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		d := diag.Distance(a, b)
		if d != diag.Distance(b, a) || (d == 0) != (a == b) || d > max(len([]rune(a)), len([]rune(b))) {
			t.Fatalf("Distance(%q, %q) = %d", a, b, d)
		}
	})
}
