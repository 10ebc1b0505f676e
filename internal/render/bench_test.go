package render

import "testing"

// The price of a page: what rendering adds to its text, and what its key costs.
func BenchmarkNotice(b *testing.B) {
	content := minimal(b, notices("disclosure/notices", 60)...)
	r := build(b, content)
	const name = "disclosure/notices/n030.html"
	for _, c := range []struct {
		name string
		run  func()
	}{
		{"page", func() { r.ReadFile(name) }},
		{"key", func() { r.Key(name) }},
		{"list", func() { r.ReadFile("disclosure/notices/index-1.html") }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				c.run()
			}
		})
	}
}

func BenchmarkLayouts(b *testing.B) {
	for range b.N {
		if _, err := loadLayouts(embedded, nil); err != nil {
			b.Fatal(err)
		}
	}
}
