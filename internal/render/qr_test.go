package render

import (
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"
)

// The library is the judge: under the mask that it chose, ours must be its
// code, module by module.
func TestQRCodeEqualsTheLibrarys(t *testing.T) {
	for _, n := range []int{1, 5, 14, 15, 26, 40, 61, 62, 84, 106, 122, 151, 152, 180, 181, 213, 214, 251} {
		text := strings.Repeat("https://gongkai.example/a-B_c.html~", 8)[:n]
		theirs, err := qr.Encode(text, qr.M, qr.Unicode)
		if err != nil {
			t.Fatal(err)
		}
		chosen := encodeQR(text)
		if size := theirs.Bounds().Dx(); chosen == nil || chosen.size != size {
			t.Fatalf("%d bytes: not their size, %d modules", n, size)
		}
		same := func(m *matrix) bool {
			for y := range m.size {
				for x := range m.size {
					r, _, _, _ := theirs.At(x, y).RGBA()
					if (r == 0) != (m.rows[y]>>x&1 == 1) {
						return false
					}
				}
			}
			return true
		}
		base := newMatrix((chosen.size - 17) / 4)
		base.place(qrBytes(text, (chosen.size-17)/4))
		found := false
		for mask := range 8 {
			m := base.masked(mask)
			found = found || same(&m)
		}
		if !found {
			t.Errorf("%d bytes: under no mask is it their code", n)
		}
	}
}

func TestQRCodeOfALongAddressIsLeftOut(t *testing.T) {
	if qrCode(strings.Repeat("a", 252)) != "" {
		t.Error("252 bytes don't fit 61 modules")
	}
}

// The penalty in words, module by module.
func slowPenalty(m *matrix) int {
	dark := func(x, y int) bool { return m.rows[y]>>x&1 == 1 }
	total, count := 0, 0
	lines := [](func(i, j int) bool){dark, func(i, j int) bool { return dark(j, i) }}
	for _, at := range lines {
		for j := range m.size {
			var line strings.Builder
			for i := range m.size {
				line.WriteByte("01"[map[bool]int{true: 1}[at(i, j)]])
			}
			s := line.String()
			for i := 0; i < len(s); {
				end := i
				for end < len(s) && s[end] == s[i] {
					end++
				}
				if end-i >= 5 {
					total += end - i - 2
				}
				i = end
			}
			for i := 0; i+11 <= len(s); i++ {
				if w := s[i : i+11]; w == "00001011101" || w == "10111010000" {
					total += 40
				}
			}
		}
	}
	for y := range m.size {
		for x := range m.size {
			if dark(x, y) {
				count++
			}
			if x+1 < m.size && y+1 < m.size && dark(x, y) == dark(x+1, y) && dark(x, y) == dark(x, y+1) && dark(x, y) == dark(x+1, y+1) {
				total += 3
			}
		}
	}
	off := count*20 - m.size*m.size*10
	return total + max(off, -off)/(m.size*m.size)*10
}

func TestPenaltyOfTheStandard(t *testing.T) {
	for _, text := range []string{"a", "https://gongkai.example/disclosure/finance/2023-budget.html", strings.Repeat("x", 250)} {
		m := encodeQR(text)
		if got, want := m.penalty(), slowPenalty(m); got != want {
			t.Errorf("%q: penalty %d, want %d", text, got, want)
		}
	}
}

func BenchmarkQRCode(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		qrCode("https://gongkai.example/disclosure/finance/2023-06-01-1.html")
	}
}
