package report

import (
	"strings"
	"testing"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// parse reads a year's file that is good TOML.
func parse(t testing.TB, text string) *source.Data {
	t.Helper()
	data, problems := source.ParseData(source.Text{Name: "content/report/2023.toml", Bytes: []byte(text)})
	if data == nil {
		t.Fatalf("not TOML: %v", problems)
	}
	return data
}

// decodeText reads a year's file.
func decodeText(t testing.TB, text string, year int) (*Report, diag.List) {
	t.Helper()
	return Decode(parse(t, text), year, false)
}

// edit makes replacements that must all be there: from, to, from, to …
func edit(t testing.TB, text string, replacements ...string) string {
	t.Helper()
	for i := 0; i+1 < len(replacements); i += 2 {
		if !strings.Contains(text, replacements[i]) {
			t.Fatalf("no %q in the file", replacements[i])
		}
		text = strings.Replace(text, replacements[i], replacements[i+1], 1)
	}
	return text
}

// codes is the findings in short: R204@37:12.
func codes(list diag.List) string {
	var all []string
	for _, d := range list {
		all = append(all, d.Code)
	}
	return strings.Join(all, " ")
}
