package source

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"gongkai/internal/diag"
)

func TestRulesAreInOrderOfCode(t *testing.T) {
	rules := Rules()
	if !slices.IsSortedFunc(rules, func(a, b diag.Rule) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("not in order")
	}
	seen := map[string]bool{}
	for _, r := range rules {
		if !regexp.MustCompile(`^S[0-3]\d\d$`).MatchString(r.Code) || seen[r.Code] {
			t.Errorf("%q is no code of its own", r.Code)
		}
		seen[r.Code] = true
	}
}

// untold are the rules that no example in text can break: sizes that would
// fill the manual, kinds of files that a text can't describe, and the
// decoder's last word.
var untold = []string{"S001", "S109", "S203", "S204", "S299", "S301", "S302", "S309"}

// What an example shows, this room finds.
func TestExamples(t *testing.T) {
	for _, r := range Rules() {
		if (r.Bad == "") != slices.Contains(untold, r.Code) || r.Good == "" && r.Bad != "" {
			t.Errorf("%s: examples %q and %q", r.Code, r.Bad, r.Good)
		}
		if r.Bad == "" {
			continue
		}
		if got := example(t, r.Bad); !slices.Contains(got, r.Code) {
			t.Errorf("%s: the wrong example gives %q", r.Code, got)
		}
		if got := example(t, r.Good); len(got) > 0 {
			t.Errorf("%s: the right example gives %q", r.Code, got)
		}
	}
}

// example is the codes that a site in text form gives.
func example(t *testing.T, text string) []string {
	t.Helper()
	content := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(text)).Files {
		content[strings.TrimPrefix(f.Name, "content/")] = &fstest.MapFile{Data: f.Data}
	}
	tree, err := Read(content, nil)
	if err != nil {
		t.Fatal(err)
	}
	problems := tree.Problems
	for _, f := range tree.Files {
		text, found := f.Text()
		problems = append(problems, found...)
		if found.Count(diag.Error) > 0 {
			continue
		}
		if strings.HasPrefix(f.Path, "report/") {
			_, found := ParseFigures(text, func(string) bool { return false })
			problems = append(problems, found...)
			continue
		}
		front, _, found := FrontMatter(text)
		problems = append(problems, found...)
		if front != nil {
			problems = append(problems, front.Decode(new(usualFront))...)
		}
	}
	var codes []string
	for _, d := range problems {
		codes = append(codes, d.Code)
	}
	return codes
}
