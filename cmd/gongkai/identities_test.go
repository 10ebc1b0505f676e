package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// broken is one mistake in the figures of a year: a line that is replaced, and
// both numbers that the finding must name. The finding stands on the
// first line of by; a balance's, on what is left over.
type broken struct {
	name, line, by string
	numbers        []string
}

// at is the key of the line on which the finding must stand.
func (b broken) at() string {
	if strings.HasPrefix(b.name, "balance") {
		return "carried_out"
	}
	first, _, _ := strings.Cut(b.by, "\n")
	key, _, _ := strings.Cut(first, "=")
	return strings.TrimSpace(key)
}

const none = "[0, 0, 0, 0, 0, 0]"

// requestRows are the rows of the second table that staff type.
var requestRows = regexp.MustCompile(`(?m)^(new|carried_in|outcome\.\S+|carried_out) *= \[0, 0, 0, 0, 0, 0\]$`)

// identities breaks each sum and balance of the form (勾稽关系) once, and each
// kind of number that a cell can't hold.
func identities(figures string) (cases []broken) {
	columns := []string{"natural", "commercial", "research", "charity", "legal", "other"}
	rows := requestRows.FindAllStringSubmatch(figures, -1)
	for i, column := range columns {
		values := []string{"0", "0", "0", "0", "0", "0"}
		values[i] = "3"
		row := "[" + strings.Join(values, ", ") + "]"
		cases = append(cases,
			broken{"balance " + column, "new        = " + none, "new        = " + row, []string{"「3」", "「0」"}},
			broken{"sum " + column, "carried_out = " + none, "outcome.total = " + row + "\ncarried_out = " + none, []string{"「3」", "「0」"}})
	}
	for _, row := range rows {
		cases = append(cases, broken{"row " + row[1], row[0], strings.Replace(row[0], "0]", "0, 5]", 1), []string{"「5」", "「0」"}})
	}
	cases = append(cases, broken{"row outcome.total", "carried_out = " + none, "outcome.total = [0, 0, 0, 0, 0, 0, 5]\ncarried_out = " + none, []string{"「5」", "「0」"}})
	for _, row := range []string{"reconsideration  ", "litigation_direct", "litigation_after "} {
		cases = append(cases, broken{"review " + row, row + " = [0, 0, 0, 0]", row + " = [0, 0, 0, 0, 2]", []string{"「2」", "「0」"}})
	}
	for _, row := range []string{"licences ", "penalties", "coercions", "fees     "} {
		cases = append(cases, broken{"negative " + row, row + " = 0", row + " = -1", []string{"「-1」"}})
	}
	for _, row := range []string{"rules              ", "normative_documents"} {
		for i := range 3 {
			values := []string{"0", "0", "0"}
			values[i] = "1.5"
			cases = append(cases, broken{fmt.Sprintf("fraction %s %d", row, i), row + " = [0, 0, 0]", row + " = [" + strings.Join(values, ", ") + "]", []string{"「1.5」"}})
		}
	}
	return cases
}

// Each identity of the form, broken on purpose, gives one finding that stands
// on the line and names both numbers, and nothing is written. The balance and
// the sum of the column of totals aren't among them: where every row adds up
// they follow from the other columns.
func TestEachBrokenIdentityIsOneFinding(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join(minimal(t), "content", "report", "2023.toml"))
	if err != nil {
		t.Fatal(err)
	}
	cases := identities(string(whole))
	if len(cases) != 6+6+25+3+4+6 {
		t.Fatalf("%d cases", len(cases))
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := minimal(t)
			if strings.Count(string(whole), c.line+"\n") != 1 {
				t.Fatalf("the figures have no line %q", c.line)
			}
			text := strings.Replace(string(whole), c.line+"\n", c.by+"\n", 1)
			if err := os.WriteFile(filepath.Join(dir, "content", "report", "2023.toml"), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			code, stdout, _ := at(t, dir, "build", "--json")
			findings := readFindings(t, stdout)
			if code != exitProblems || len(findings) != 1 {
				t.Fatalf("exit code %d with %+v", code, findings)
			}
			for _, number := range c.numbers {
				if !strings.Contains(findings[0].Message, number) {
					t.Errorf("%q doesn't say %s", findings[0].Message, number)
				}
			}
			lines := strings.Split(text, "\n")
			if n := findings[0].Line; findings[0].File != "content/report/2023.toml" || n == 0 || !strings.HasPrefix(lines[n-1], c.at()+" ") {
				t.Errorf("it stands at %s:%d", findings[0].File, findings[0].Line)
			}
			if _, err := os.Stat(filepath.Join(dir, "public")); !os.IsNotExist(err) {
				t.Errorf("something was written: %v", err)
			}
		})
	}
}
