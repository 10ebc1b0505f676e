package report

import (
	"strings"
	"testing"

	"gongkai/internal/source"
)

func TestANumberWrittenWithACommaIsAskedAbout(t *testing.T) {
	const row = "new        = [0, 0, 0, 0, 0, 0]"
	for _, test := range []struct{ name, from, to, want string }{
		{"a value too many, taken for the total", row, "new        = [1,234, 0, 0, 0, 0, 0]", "R107 1,234"},
		{"a total beside it", row, "new        = [1,234, 0, 0, 0, 0, 0, 1234]", "R107 1,234"},
		{"in the middle", row, "new        = [0, 0, 12,500, 0, 0, 0]", "R107 12,500"},
		{"a million", row, "new        = [1,234,567, 0, 0, 0, 0, 0]", "R107 1,234,567"},
		{"without spaces at all", row, "new        = [1,234,0,0,0,0,0]", "R107 1,234"},
		{"a row without a total", "rules               = [0, 0, 0]", "rules               = [1,234, 0, 0]", "R107 1,234"},
		{"a space says that they are two", row, "new        = [1, 234, 0, 0, 0, 0, 0]", "R201 0; R204 0; R204 0"},
		{"neighbours that are two", row, "new        = [1,234,0,0,0,0,235]", "R204 0; R204 0"},
		{"too many, but none that is one", row, "new        = [1,23, 0, 0, 0, 0, 0, 0]", "R006 [1,23, 0, 0, 0, 0, 0, 0]"},
		{"a word in the row", row, `new        = [1,234, 0, 0, 0, 0, "x"]`, `R101 "x"; R204 0; R204 0`},
	} {
		_, problems := decodeText(t, edit(t, example2021, test.from, test.to), 2023)
		if got := outline(problems); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
	_, problems := decodeText(t, edit(t, example2021, row, "new        = [1,234, 0, 0, 0, 0, 0]"), 2023)
	if d := problems[0]; !strings.Contains(d.Message.ZH, "「1,234」是不是一个数？") || !strings.Contains(d.Hint.ZH, "数字里不写逗号：是一个数的写成 1234") {
		t.Error(d.Message.ZH, d.Hint.ZH)
	}
}

func TestAdviceOnASlipDoesNotLeadToAnother(t *testing.T) {
	for _, test := range []struct{ from, to, want string }{
		{"licences  = 0", "licences  = l", "S231 l"},
		{"penalties = 0", "penalties =", "S225 penalties"},
		{"[disclosure]", "form = 甲\n[disclosure]", "S230 甲"},
	} {
		_, problems := Parse(source.Text{Name: "content/report/2023.toml", Bytes: []byte(edit(t, example2021, test.from, test.to))})
		if got := outline(problems); got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
}
