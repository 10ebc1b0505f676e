package source

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/diag"
)

// brief is findings as tests compare them: code, span and fix.
func brief(list diag.List) []string {
	var lines []string
	for _, d := range list {
		s := d.Code
		switch {
		case d.Line == 0:
		case d.EndLine == d.Line:
			s += fmt.Sprintf(" %d:%d-%d", d.Line, d.Column, d.EndColumn)
		default:
			s += fmt.Sprintf(" %d:%d-%d:%d", d.Line, d.Column, d.EndLine, d.EndColumn)
		}
		if d.Fix != nil {
			s += fmt.Sprintf(" → %s", d.Fix.Text)
		}
		lines = append(lines, s)
	}
	return lines
}

// expect compares findings with what a case wants.
func expect(t *testing.T, got diag.List, want ...string) {
	t.Helper()
	if lines := brief(got); !slices.Equal(lines, want) {
		t.Errorf("findings\n\t%s\nwant\n\t%s", strings.Join(lines, "\n\t"), strings.Join(want, "\n\t"))
		for _, d := range got {
			t.Log(d.Code, d.Message.ZH)
		}
	}
}

func markdown(s string) Text { return Text{Name: "content/a.md", Bytes: []byte(s)} }

func TestFrontMatterSaysWhereTheBodyBegins(t *testing.T) {
	for _, c := range []struct{ text, body string }{
		{"+++\ntitle = \"通知\"\n+++\n正文。\n", "正文。\n"},
		{"+++\ntitle = \"通知\"\n+++", ""},
		{"+++ \t\ntitle = \"通知\"\n+++  \n\n正文 = 一\n+++\n", "\n正文 = 一\n+++\n"},
		{"+++\n+++\n正文。\n", "正文。\n"},
		{"+++\n\n# 只有说明\n+++\n", ""},
	} {
		if strings.Contains(c.text, "正文 = 一") {
			continue // told as a doubled block below
		}
		front, body, problems := FrontMatter(markdown(c.text))
		if front == nil || len(problems) > 0 || c.text[body:] != c.body {
			t.Errorf("%q: body %q, %v", c.text, c.text[min(body, len(c.text)):], brief(problems))
		}
	}
}

func TestFencesThatAreNotQuite(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want string
	}{
		"12 no front matter":         {"关于公示的通知\n正文。\n", "S101 1:1-8"},
		"empty file":                 {"", "S101 1:1-1"},
		"only empty lines":           {"\n\n", "S101 2:1-1"},
		"11 +++ only":                {"+++", "S105 1:1-4"},
		"10 never closed":            {"+++\ntitle = \"a\"\n正文。\n", "S105 1:1-4"},
		"13 YAML":                    {"---\ntitle: 通知\n---\n", "S102 1:1-4"},
		"13 JSON":                    {"{\n  \"title\": \"通知\"\n}\n", "S103 1:1-2"},
		"13 YAML closes TOML":        {"+++\ntitle = \"a\"\n---\n正文。\n", "S108 3:1-4"},
		"opening missing":            {"title = \"a\"\n+++\n正文。\n", "S104 1:1-12 → +++\n"},
		"opening missing, Chinese =": {"title ＝ \"a\"\n+++\n正文。\n", "S104 1:1-12 → +++\n"},
		"a pair, but no fence":       {"a = b\n正文。\n", "S101 1:1-6"},
		"a line across the page":     {"+++\ntitle = \"a\"\n[extra]\n正文。\n\n---\n", "S105 1:1-4"},
		"doubled opening":            {"+++\n+++\ntitle = \"a\"\n+++\n正文。\n", "S106 4:1-4"},
		"doubled closing":            {"+++\ntitle = \"a\"\n+++\n\n+++\n正文。\n", "S106 5:1-4"},
		"a second block":             {"+++\ntitle = \"a\"\n+++\ndate = 2023-06-01\n+++\n正文。\n", "S106 5:1-4"},
		"full-width opening":         {"＋＋＋\ntitle = \"a\"\n+++\n", "S107 1:1-4 → +++"},
		"full-width closing":         {"+++\ntitle = \"a\"\n＋＋＋\n", "S107 3:1-4 → +++"},
		"21 space before":            {" +++\ntitle = \"a\"\n+++\n", "S108 1:1-5 → +++"},
		"21 ideographic space":       {"+++　\ntitle = \"a\"\n+++\n", "S108 1:1-5 → +++"},
		"empty line above":           {"\n\n+++\ntitle = \"a\"\n+++\n", "S108 1:1-3:4 → +++"},
		"four plus signs":            {"++++\ntitle = \"a\"\n+++\n", "S108 1:1-5 → +++"},
		"text behind the fence":      {"+++ title = \"a\"\n+++\n", "S108 1:1-16"},
		"space before the closing":   {"+++\ntitle = \"a\"\n +++\n正文。\n", "S108 3:1-5 → +++"},
		"6 too large":                {"+++\n" + strings.Repeat("# 说明\n", 9000) + "+++\n", "S109 1:1-4"},
	} {
		t.Run(name, func(t *testing.T) {
			front, _, problems := FrontMatter(markdown(c.text))
			if front != nil {
				t.Error("front matter in spite of an error")
			}
			expect(t, problems, c.want)
		})
	}
}

func FuzzFrontMatter(f *testing.F) {
	for _, s := range []string{
		"+++\ntitle = \"通知\"\n+++\n正文。\n", "---\na: 1\n---\n", "{}", "＋＋＋", "\n +++", "a = 1\n+++\n",
		"+++\n+++\na = 1\n+++\n", "+++\n“a” = 1\n+++", "+++\n[a]\nb = {c = 1}\n+++\nb\n", "+++",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		front, body, problems := FrontMatter(markdown(s))
		if (front == nil) != (problems.Count(diag.Error) > 0) {
			t.Fatalf("front %v with %v", front, brief(problems))
		}
		if body < 0 || body > len(s) {
			t.Fatalf("body at %d of %d", body, len(s))
		}
		if front == nil {
			return
		}
		if !strings.HasPrefix(s, "+++") || !strings.Contains(s[:body], "\n+++") {
			t.Fatalf("%q is not fenced", s[:body])
		}
		for _, key := range front.Keys() {
			at := front.KeyPlace(key)
			if lines := strings.Split(s[:body], "\n"); at.Line < 2 || at.Line >= len(lines) || at.Text != lines[at.Line-1] {
				t.Fatalf("key %q is placed at %v", key, at)
			}
		}
	})
}
