package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
	"gongkai/internal/diag"
)

// Every rule has a code of its own, everything said in both languages, and two
// examples.
func TestRulesAreComplete(t *testing.T) {
	code := regexp.MustCompile(`^[A-Z][0-9]{3}$`)
	gap := regexp.MustCompile(`\{[0-9]\}`)
	seen := map[string]bool{}
	for _, r := range catalogue() {
		if !code.MatchString(r.Code) || seen[r.Code] {
			t.Errorf("%q: not a code of its own", r.Code)
		}
		seen[r.Code] = true
		for what, text := range map[string]diag.Text{"message": r.Message, "hint": r.Hint, "why": r.Why} {
			if text.ZH == "" || text.EN == "" {
				t.Errorf("%s: its %s is not in both languages", r.Code, what)
			}
			if strings.Contains(text.ZH, "非法") {
				t.Errorf("%s: its %s blames", r.Code, what)
			}
			if zh, en := gaps(gap, text.ZH), gaps(gap, text.EN); what != "why" && zh != en {
				t.Errorf("%s: its %s has gaps %s in Chinese and %s in English", r.Code, what, zh, en)
			}
		}
		if by := made[r.Code]; (r.Bad == "" || r.Good == "") && by.make == nil && by.why == "" {
			t.Errorf("%s: an example is missing", r.Code)
		}
	}
}

// gaps is the set of gaps in a sentence.
func gaps(gap *regexp.Regexp, sentence string) string {
	found := map[string]bool{}
	for _, g := range gap.FindAllString(sentence, -1) {
		found[g] = true
	}
	var b strings.Builder
	for _, g := range []string{"{1}", "{2}", "{3}", "{4}", "{5}", "{6}", "{7}", "{8}", "{9}"} {
		if found[g] {
			b.WriteString(g)
		}
	}
	return b.String()
}

func TestEveryCodeHasItsRoom(t *testing.T) {
	for _, r := range catalogue() {
		if roomOf(r.Code) == (diag.Text{}) {
			t.Errorf("%s: no room for this letter", r.Code)
		}
	}
}

// The examples of every rule, laid over the minimal site and checked by the
// command: the wrong one gives the rule's code, the right one gives nothing.
func TestExamplesOfRules(t *testing.T) {
	if findings := exampleFindings(t, ""); len(findings) > 0 {
		t.Fatalf("the minimal site is not clean: %v", findings)
	}
	for _, r := range catalogue() {
		t.Run(r.Code, func(t *testing.T) {
			t.Parallel()
			bad := badFindings(t, &r)
			if !slices.ContainsFunc(bad, func(d found) bool { return d.Code == r.Code && d.Severity == r.Severity.String() }) {
				t.Errorf("the wrong example gives %v", bad)
			}
			if good := exampleFindings(t, r.Good); len(good) > 0 {
				t.Errorf("the right example gives %v", good)
			}
		})
	}
}

// made are wrong examples that no text can hold: too long, or not a file.
var made = map[string]struct {
	make func(notice string) error
	why  string // it can't be made here either
}{
	"S001": {make: writes(strings.Repeat("很长的一行。\n", 2<<20/16))},
	"S109": {make: writes("+++\n" + strings.Repeat("# 说明\n", 64<<10/8) + "+++\n正文。\n")},
	"S203": {make: writes("+++\nkeywords = [" + strings.Repeat(`"",`, 10001) + "]\n+++\n正文。\n")},
	"S204": {make: writes("+++\n" + strings.Repeat("关键词 = \"一\"\n", 101) + "+++\n正文。\n")},
	"S299": {why: "it stands for whatever the decoder refuses and nothing above it explains"},
	"S301": {make: func(notice string) error { return os.Symlink("elsewhere.md", notice) }},
	"S302": {make: pipe},
	"T007": {why: "a file of more than 20,000 lines or 32 MiB"},
	"S309": {why: "a file that the administrator can't read"},
}

func writes(text string) func(string) error {
	return func(notice string) error { return os.WriteFile(notice, []byte(text), 0o644) }
}

// badFindings is what a rule's wrong example gives.
func badFindings(t *testing.T, r *diag.Rule) []found {
	t.Helper()
	by := made[r.Code]
	switch {
	case by.why != "":
		t.Skip(by.why)
	case by.make != nil:
		dir := minimal(t)
		if err := by.make(filepath.Join(dir, "content", "disclosure", "notices", "example.md")); err != nil {
			t.Skip(err)
		}
		_, stdout, _ := at(t, dir, "check", "--json")
		return readFindings(t, stdout)
	}
	return exampleFindings(t, r.Bad)
}

// found is what a test looks at in a finding.
type found struct {
	Code, Severity, File, Message string
	Line                          int
}

// exampleFindings runs an example and reads its findings.
func exampleFindings(t *testing.T, example string) []found {
	t.Helper()
	dir := minimal(t)
	archive := txtar.Parse([]byte(example))
	lay(t, dir, archive)
	command := []string{"check"}
	if line := strings.TrimSpace(string(archive.Comment)); line != "" {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[0] != "$" || fields[1] != "gongkai" {
			t.Fatalf("%q is not a command", line)
		}
		command = fields[2:]
	}
	// The command is run as if from inside the site.
	if i := slices.Index(command, "--site"); i >= 0 {
		dir = filepath.Join(dir, command[i+1])
		command = slices.Delete(command, i, i+2)
	}
	code, stdout, stderr := at(t, dir, append(command, "--json")...)
	findings := readFindings(t, stdout)
	wrong := false
	for _, f := range findings {
		wrong = wrong || f.Severity == "error"
	}
	if wrong != (code == exitProblems) || code > exitProblems {
		t.Fatalf("exit code %d with %v\n%s", code, findings, stderr)
	}
	return findings
}

// readFindings reads the JSON of a run, whose last line is the summary.
func readFindings(t *testing.T, stdout string) []found {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(stdout, "\n"), "\n")
	if !strings.HasPrefix(lines[len(lines)-1], `{"summary":{`) {
		t.Fatalf("no summary at the end of:\n%s", stdout)
	}
	var findings []found
	for _, line := range lines[:len(lines)-1] {
		var f found
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		findings = append(findings, f)
	}
	return findings
}
