package main

import (
	"strings"
	"testing"

	"gongkai/internal/diag"
)

func TestManyOfTheSameAreGathered(t *testing.T) {
	var found diag.List
	add := func(file, code string, lines ...int) {
		for _, n := range lines {
			found = append(found, diag.Diagnostic{Code: code, Severity: diag.Error, Place: diag.Place{File: file, Line: n}})
		}
	}
	add("a.md", "P001", 1, 2, 3, 4, 5, 6, 9, 9, 12)
	add("b.md", "P001", 1, 2, 3, 4, 5) // not many
	add("a.md", "P004", 7)
	shown := gathered(found)
	var lines []string
	for _, d := range shown {
		lines = append(lines, d.Message.ZH)
	}
	if len(shown) != 3+1+5+1 {
		t.Fatalf("%d are shown: %v", len(shown), lines)
	}
	if rest := shown[3]; rest.Message.ZH != "这个文件里还有 6 处同样的问题，在第 4–6、9、12 行" || rest.Severity != diag.Error || rest.File != "a.md" {
		t.Errorf("%+v", rest)
	}
	found = nil
	add("a.xlsx", "P001", make([]int, 300)...)
	if got := gathered(found)[3].Message; strings.Contains(got.ZH, "行") || !strings.Contains(got.EN, "297 more") {
		t.Errorf("%+v", got)
	}
	found = nil
	for n := range 30 {
		add("a.md", "P001", 1+3*n)
	}
	if got := gathered(found)[3].Message; !strings.HasSuffix(got.ZH, "31 行等") {
		t.Errorf("%+v", got)
	}
}
