package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gongkai/internal/diag"
)

// An interrupted build says so and leaves the old site as it was.
func TestInterruptedBuild(t *testing.T) {
	dir := minimal(t)
	if code, stdout, stderr := at(t, dir, "build"); code != exitClean {
		t.Fatal(stdout, stderr)
	}
	before := tree(t, filepath.Join(dir, "public"))
	notice := filepath.Join(dir, "content", "disclosure", "notices", "2024-01-03-1.md")
	text, err := os.ReadFile(notice)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(notice, append(text, "改过了。\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var talk bytes.Buffer
	code := run(ctx, []string{"build", "--site", dir, "--now", now}, strings.NewReader(""), io.Discard, &talk, func(string) string { return "" }, time.Now)
	if code != exitIO || !strings.Contains(talk.String(), "已中断，原来的网站没有改动") {
		t.Errorf("exit code %d, %s", code, talk.String())
	}
	if names := differences(before, tree(t, filepath.Join(dir, "public"))); len(names) > 0 {
		t.Errorf("the old site was changed: %v", names)
	}
}

func TestOperatorErrorsAreSaidInWords(t *testing.T) {
	p := &process{}
	for _, test := range []struct {
		err  error
		want string
	}{
		{&fs.PathError{Op: "write", Path: "public/a.html", Err: syscall.ENOSPC}, "磁盘已满（write public/a.html: no space left on device）"},
		{&fs.PathError{Op: "open", Path: "x\x1b[2J", Err: fs.ErrPermission}, `没有权限（open x\x1b[2J: permission denied）`},
		{errors.Join(errors.New("layouts/a.html: 1"), errors.New("layouts/b.html: 2")), "layouts/a.html: 1\n  layouts/b.html: 2"},
	} {
		if got := p.operatorWords(test.err); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// A result that can't be written is an error, not a success.
func TestFullPipe(t *testing.T) {
	dir := minimal(t)
	for _, args := range [][]string{{"check"}, {"check", "--json"}, {"explain"}, {"explain", "S001"}, {"version"}, {"export"}} {
		code := run(context.Background(), append(args, "--site", dir, "--now", now), strings.NewReader(""), full{}, io.Discard, func(string) string { return "" }, time.Now)
		if code != exitIO {
			t.Errorf("%v: exit code %d", args, code)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// The bar appears on a terminal only, and only after a second.
func TestProgress(t *testing.T) {
	var out bytes.Buffer
	time0 := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	clock := time0
	p := &process{stderr: &out, clock: func() time.Time { return clock }}
	bar := p.newProgress("正在写入")
	clock = time0.Add(time.Minute)
	bar.update(1, 10)
	bar.done()
	if out.Len() > 0 {
		t.Errorf("drawn where there is no terminal: %q", out.String())
	}
	clock = time0
	bar = p.newProgress("正在写入")
	bar.width = 80
	bar.update(1, 10)
	if out.Len() > 0 {
		t.Errorf("drawn at once: %q", out.String())
	}
	clock = time0.Add(time.Second)
	bar.update(5, 10)
	bar.done()
	if !strings.Contains(out.String(), "正在写入") {
		t.Errorf("not drawn after a second: %q", out.String())
	}
}

func TestLanguage(t *testing.T) {
	for _, test := range []struct {
		args []string
		env  map[string]string
		want diag.Lang
	}{
		{nil, nil, diag.Chinese},
		{nil, map[string]string{"LANG": "C"}, diag.Chinese},
		{nil, map[string]string{"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, diag.English},
		{nil, map[string]string{"LC_ALL": "zh_CN.GB18030", "LANG": "en_US.UTF-8"}, diag.Chinese},
		{nil, map[string]string{"LC_MESSAGES": "en_US", "LANG": "zh_CN"}, diag.English},
		{[]string{"check", "--lang", "en"}, map[string]string{"LANG": "zh_CN"}, diag.English},
		{[]string{"--lang=zh", "check"}, map[string]string{"LANG": "en_US"}, diag.Chinese},
		{[]string{"check", "--", "--lang", "en"}, nil, diag.Chinese},
		{[]string{"check", "--lang"}, nil, diag.Chinese},
	} {
		if got := language(test.args, func(name string) string { return test.env[name] }); got != test.want {
			t.Errorf("%v %v: %v", test.args, test.env, got)
		}
	}
}

func TestParseNow(t *testing.T) {
	for text, want := range map[string]string{
		"2024-06-01":                "2024-06-01T00:00:00+08:00",
		"2024-06-01T09:30":          "2024-06-01T09:30:00+08:00",
		"2024-06-01 09:30":          "2024-06-01T09:30:00+08:00",
		"2024-06-01T09:30:15":       "2024-06-01T09:30:15+08:00",
		"2024-06-01T09:00:00Z":      "2024-06-01T09:00:00Z",
		"2024-06-01T09:00:00-05:00": "2024-06-01T09:00:00-05:00",
		"":                          "",
		"2024-02-30":                "",
		"tomorrow":                  "",
	} {
		got, ok := parseNow(text)
		if ok != (want != "") || ok && got.Format(time.RFC3339) != want {
			t.Errorf("%q: %v %v", text, got, ok)
		}
	}
}

func TestNearestCode(t *testing.T) {
	rules := []diag.Rule{{Code: "L001"}, {Code: "R204"}, {Code: "R214"}, {Code: "S001"}}
	for text, want := range map[string]string{"r204": "", "R0204": "R204", "204": "R204", "R224": "R204", "S01": "S001", "X": "L001"} {
		rule, nearest := findRule(rules, text)
		if (rule == nil) != (want != "") || nearest != want {
			t.Errorf("%q: %v %q", text, rule, nearest)
		}
	}
}
