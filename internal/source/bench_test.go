package source

import (
	"testing"

	"github.com/BurntSushi/toml"
)

const usual = `title = "关于公示2023年衔接资金项目的通知"
date = 2023-06-01
index = "005678902/2023-00012"
number = "示乡振〔2023〕12号"
issued = 2023-05-30
subject = "农业、林业、水利/水利"
genre = "通知"
keywords = ["衔接资金", "公示"]
`

type usualFront struct {
	Title       string         `toml:"title"`
	Date        Date           `toml:"date"`
	Index       string         `toml:"index"`
	Number      string         `toml:"number"`
	Issued      Date           `toml:"issued"`
	Subject     string         `toml:"subject"`
	Genre       string         `toml:"genre"`
	Validity    string         `toml:"validity"`
	Keywords    []string       `toml:"keywords"`
	Description string         `toml:"description"`
	Agency      string         `toml:"agency"`
	Source      string         `toml:"source"`
	Author      string         `toml:"author"`
	Image       string         `toml:"image"`
	Openness    string         `toml:"openness"`
	Replaces    []string       `toml:"replaces"`
	Interprets  []string       `toml:"interprets"`
	Attachments []any          `toml:"attachments"`
	Period      *period        `toml:"notice_period"`
	Draft       bool           `toml:"draft"`
	PublishDate Date           `toml:"publishDate"`
	ExpiryDate  Date           `toml:"expiryDate"`
	Lastmod     Date           `toml:"lastmod"`
	Weight      int            `toml:"weight"`
	Slug        string         `toml:"slug"`
	Aliases     []string       `toml:"aliases"`
	Extra       map[string]any `toml:"extra"`
}

func BenchmarkFrontMatter(b *testing.B) {
	t := Text{Name: "content/x.md", Bytes: []byte("+++\n" + usual + "+++\n正文。\n")}
	b.ReportAllocs()
	for b.Loop() {
		front, _, problems := FrontMatter(t)
		var v usualFront
		if problems = append(problems, front.Decode(&v)...); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

// BenchmarkDecoder is BurntSushi alone, to compare with.
func BenchmarkDecoder(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var v any
		if _, err := toml.Decode(usual, &v); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	t := Text{Name: "content/x.md", Bytes: []byte(usual)}
	b.ReportAllocs()
	for b.Loop() {
		index(t, 0, len(t.Bytes), nil)
	}
}
