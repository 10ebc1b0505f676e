package main

import (
	_ "embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/txtar"
	"gongkai/internal/diag"
	"gongkai/internal/inspect"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// minimalSite is the smallest clean site, which every example is laid over, and
// minimalDay the day on which it is clean.
//
//go:embed testdata/minimal.txtar
var minimalSite []byte

var minimalDay = time.Date(2024, 6, 1, 9, 0, 0, 0, beijing)

// exampleFinding is what check says of a rule's wrong example, so that a rule
// is explained with real words and not with gaps. It is nil when the example is
// not a matter of text alone.
func exampleFinding(r *diag.Rule) *diag.Diagnostic {
	archive, bad := txtar.Parse(minimalSite), txtar.Parse([]byte(r.Bad))
	command := strings.TrimSpace(string(bad.Comment))
	if len(bad.Files) == 0 || command != "" && command != "$ gongkai check --inspect" {
		return nil
	}
	for _, f := range bad.Files {
		archive.Files = slices.DeleteFunc(archive.Files, func(old txtar.File) bool { return old.Name == f.Name })
		archive.Files = append(archive.Files, f)
	}
	files, err := txtar.FS(archive)
	if err != nil {
		return nil
	}
	content, err := fs.Sub(files, "content")
	if err != nil {
		return nil
	}
	tree, err := source.Read(content, nil)
	if err != nil {
		return nil
	}
	s, findings, err := examine(tree, &inspect.Scans{}, site.Options{Now: minimalDay})
	if err != nil {
		return nil
	}
	if command != "" {
		findings = append(findings, masked(inspect.Inspect(s, minimalDay, inspect.Known{}).Findings())...)
	}
	for _, d := range findings {
		if d.Code == r.Code {
			return &d
		}
	}
	return nil
}

const (
	wholeFile = 12  // lines: a longer file is shown around what matters
	around    = 2   // lines before and after that
	wholeLine = 120 // characters
)

// exampleText is an example to be read: the command, if it is a special one,
// then each file under its name. Of a long file that the other example has too,
// only what differs is shown, of a very long one no more than its beginning.
func exampleText(example, other string) string {
	archive, rest := txtar.Parse([]byte(example)), txtar.Parse([]byte(other))
	var b strings.Builder
	if command := strings.TrimSpace(string(archive.Comment)); command != "" {
		fmt.Fprintf(&b, "%s\n", command)
	}
	for _, f := range archive.Files {
		lines := linesOf(f.Data)
		from, to := 0, len(lines)
		i := slices.IndexFunc(rest.Files, func(o txtar.File) bool { return o.Name == f.Name })
		switch {
		case i >= 0 && len(lines) > wholeFile:
			from, to = difference(lines, linesOf(rest.Files[i].Data))
		case len(lines) > 2*wholeFile:
			to = wholeFile
		}
		to = min(to, from+2*wholeFile)
		if from == to && len(lines) > 0 {
			continue
		}
		fmt.Fprintf(&b, "%s\n", diag.Visible(f.Name))
		if from > 0 {
			b.WriteString("  ...\n")
		}
		for _, line := range lines[from:to] {
			b.WriteString(strings.TrimRight("  "+shorten(line), " ") + "\n")
		}
		if to < len(lines) {
			b.WriteString("  ...\n")
		}
	}
	return b.String()
}

func linesOf(text []byte) []string {
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// difference is the lines of a that b doesn't have in the same place, with a
// few around them; none when the texts are the same.
func difference(a, b []string) (from, to int) {
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	if same == len(a) && same == len(b) {
		return 0, 0
	}
	end := 0
	for end < len(a)-same && end < len(b)-same && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	return max(0, same-around), min(len(a), len(a)-end+around)
}

// shorten is a line as it is shown, cut when it is very long.
func shorten(line string) string {
	if runes := []rune(line); len(runes) > wholeLine {
		line = string(runes[:wholeLine]) + "..."
	}
	return diag.Visible(line)
}
