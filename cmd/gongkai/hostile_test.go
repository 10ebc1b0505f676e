package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// Hostile names in the content folder: each gives a finding or is published
// safely, none of them is printed raw, and the old site stays as it was when
// the build is refused.
func TestHostileNames(t *testing.T) {
	const notice = "+++\ntitle = \"名称特别的通知\"\ndate = 2024-01-05\n+++\n正文。\n"
	tests := []struct {
		name string // of a file beside the notices
		code int
	}{
		{"con.md", exitProblems},
		{"nul.tar.md", exitProblems},
		{"com¹.md", exitProblems},
		{"a:b.md", exitProblems},
		{"trailing .md", exitClean},
		{"dot..md", exitClean},
		{"index..md", exitProblems},
		{"new\nline.md", exitProblems},
		{"esc\x1b[2J.md", exitProblems},
		{"osc\x1b]8;;x\x07.md", exitProblems},
		{"back\b\bspace.md", exitProblems},
		{"over\u202eride.md", exitProblems},
		{"question?.md", exitProblems},
		{"percent%2e%2e.md", exitClean},
		{"hash#tag.md", exitClean},
		{"-rf.md", exitClean},
		{"emoji😀.md", exitClean},
		{"2024-01-03-1.MD", exitProblems},
		{strings.Repeat("长", 84) + ".md", exitProblems},
		{"not-utf8\xff.md", exitProblems},
		{".hidden.md", exitClean},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := minimal(t)
			if code, stdout, stderr := at(t, dir, "build"); code != exitClean {
				t.Fatal(stdout, stderr)
			}
			before := tree(t, filepath.Join(dir, "public"))
			file := filepath.Join(dir, "content", "disclosure", "notices", test.name)
			if err := os.WriteFile(file, []byte(notice), 0o644); err != nil {
				t.Skip("this file system can't hold the name")
			}
			code, stdout, stderr := at(t, dir, "build")
			if code != test.code {
				t.Errorf("exit code %d, not %d\n%s%s", code, test.code, stdout, stderr)
			}
			if unicodeControl(stdout + stderr) {
				t.Errorf("printed raw: %q", stdout+stderr)
			}
			after := tree(t, filepath.Join(dir, "public"))
			if names := differences(before, after); code != exitClean && len(names) > 0 {
				t.Errorf("the old site was changed: %v", names)
			}
		})
	}
}

// unicodeControl tells whether a text holds characters that steer a terminal.
func unicodeControl(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf) || r == unicode.ReplacementChar
	})
}

// A link out of the content folder, and files that would block a reader, are
// findings; the secret behind the link is never read.
func TestLinksAndDevicesInContent(t *testing.T) {
	for _, test := range []struct {
		name string
		make func(file string) error
	}{
		{"link to a file", func(file string) error { return os.Symlink(secret(t), file) }},
		{"link to a folder", func(file string) error { return os.Symlink(filepath.Dir(secret(t)), file) }},
		{"link to itself", func(file string) error { return os.Symlink(file, file) }},
		{"link to nowhere", func(file string) error { return os.Symlink("nowhere", file) }},
		{"pipe", pipe},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := minimal(t)
			if err := test.make(filepath.Join(dir, "content", "disclosure", "notices", "a.md")); err != nil {
				t.Skip(err)
			}
			code, stdout, stderr := at(t, dir, "build")
			if code != exitProblems || strings.Contains(stdout, "秘密") {
				t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
			}
		})
	}
}

func secret(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "secret.md")
	if err := os.WriteFile(name, []byte("+++\ntitle = \"秘密\"\ndate = 2024-01-05\n+++\n秘密。\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
