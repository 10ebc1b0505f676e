package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A clock that was lost with its battery must not take down what has appeared.
func TestAClockThatGoesBackIsNoticed(t *testing.T) {
	dir := minimal(t)
	day := time.Date(2024, 6, 1, 9, 0, 0, 0, beijing)
	build := func(now time.Time, more ...string) (int, string) {
		var out, said strings.Builder
		args := append([]string{"build", "--site", dir, "--lang", "zh"}, more...)
		code := run(context.Background(), args, strings.NewReader(""), &out, &said, func(string) string { return "" }, func() time.Time { return now })
		return code, said.String()
	}
	for _, step := range []struct {
		name string
		now  time.Time
		more []string
		code int
		says string
	}{
		{"the first", day, nil, exitClean, ""},
		{"set right by some minutes", day.Add(-time.Hour), nil, exitClean, ""},
		{"another time on purpose", day, []string{"--now", "2030-01-01"}, exitClean, ""},
		{"back in 1970", time.Unix(0, 0), nil, exitIO, "时钟可能不对：现在是 1970-01-01，比上次生成的 2024-06-01 早"},
		{"back in 1970 on purpose", day, []string{"--now", "1970-01-01"}, exitClean, "注意：--now 是 1970-01-01"},
		{"elsewhere", time.Unix(0, 0), []string{"--out", filepath.Join(t.TempDir(), "out")}, exitIO, "时钟可能不对"},
		{"the right day again", day.AddDate(0, 0, 2), nil, exitClean, ""},
		{"going back indeed", day.AddDate(0, 0, -9), []string{"--force"}, exitClean, ""},
		{"and staying there", day.AddDate(0, 0, -9), nil, exitClean, ""},
	} {
		code, said := build(step.now, step.more...)
		clock := strings.Contains(said, "时钟") || strings.Contains(said, "注意")
		if code != step.code || !strings.Contains(said, step.says) || clock != (step.says != "") {
			t.Errorf("%s: exit code %d, %s", step.name, code, said)
		}
	}
}
