package report

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"gongkai/internal/diag"
)

// sheet is the figures of a year on the 2021 form, by row, totals included, so
// that a test can break one of them.
type sheet struct {
	rows   map[string][]int // by the row's name
	fees   string
	totals bool // write the totals
}

// zeros is a year in which nothing happened.
func zeros(totals bool) *sheet {
	s := &sheet{rows: map[string][]int{}, fees: "0", totals: totals}
	for _, row := range FormOf(2023).rowsInOrder() {
		s.rows[row.name()] = make([]int, len(row.columns))
	}
	return s
}

// busy is a year with figures all different, whose sums hold.
func busy(totals bool) *sheet {
	s := zeros(totals)
	s.fees = "3415.70"
	n := 1
	for name, values := range s.ordered() {
		for c := range values {
			n = (n*7 + 3) % 41
			s.rows[name][c] = n + 2
		}
	}
	s.add()
	return s
}

// ordered yields the rows in the form's order.
func (s *sheet) ordered() func(yield func(string, []int) bool) {
	return func(yield func(string, []int) bool) {
		for _, row := range FormOf(2023).rowsInOrder() {
			if !yield(row.name(), s.rows[row.name()]) {
				return
			}
		}
	}
}

// add makes every sum and balance hold.
func (s *sheet) add() {
	out := s.rows["requests.outcome.total"]
	clear(out)
	for name, values := range s.ordered() {
		if name != "requests.outcome.total" && strings.HasPrefix(name, "requests.outcome.") {
			for c := range 6 {
				out[c] += values[c]
			}
		}
	}
	for c := range 6 {
		s.rows["requests.new"][c] = out[c] + s.rows["requests.carried_out"][c] - s.rows["requests.carried_in"][c]
	}
	for name, values := range s.ordered() {
		if total := len(values) - 1; strings.HasPrefix(name, "requests.") || strings.HasPrefix(name, "review.") {
			values[total] = 0
			for _, v := range values[:total] {
				values[total] += v
			}
		}
	}
}

// with changes a figure of a row by an amount.
func (s *sheet) with(row string, column, by int) *sheet {
	s.rows[row][column] += by
	return s
}

// text is the year's file. force names rows whose totals are written anyway:
// requests.outcome.total/6 writes six of them.
func (s *sheet) text(force ...string) string {
	var b strings.Builder
	table := ""
	for _, row := range FormOf(2023).rowsInOrder() {
		if row.table.key != table {
			table = row.table.key
			fmt.Fprintf(&b, "[%s]\n", table)
		}
		name := row.name()
		if name == "disclosure.fees" {
			fmt.Fprintf(&b, "fees = %s\n", s.fees)
			continue
		}
		count := row.parts()
		if s.totals {
			count = len(row.columns)
		}
		written := s.totals || row.sumOf == ""
		for _, f := range force {
			if f == name {
				count, written = len(row.columns), true
			}
			if f == name+"/6" {
				count, written = 6, true
			}
		}
		if !written {
			continue
		}
		var values []string
		for _, v := range s.rows[name][:count] {
			values = append(values, strconv.Itoa(v))
		}
		if row.scalar() {
			fmt.Fprintf(&b, "%s = %s\n", row.key, values[0])
		} else {
			fmt.Fprintf(&b, "%s = [%s]\n", row.key, strings.Join(values, ", "))
		}
	}
	return b.String()
}

// broken is one check of domain's list, broken on purpose.
type broken struct {
	check string
	text  func(base func(bool) *sheet) string
	code  string
	at    string // the figure at which it must be found
}

// theChecks breaks each of the 52 checks, in files that give every total.
func theChecks() []broken {
	var all []broken
	columns := []string{"natural", "commercial", "research", "charity", "legal", "other", "total"}
	form := FormOf(2023)
	for c, column := range columns {
		b := broken{"balance of " + column, func(base func(bool) *sheet) string {
			return base(true).with("requests.new", c, 1).with("requests.new", 6, 1).text()
		}, "R204", "requests.carried_out." + column}
		if column == "total" {
			b.text = func(base func(bool) *sheet) string { return base(true).with("requests.new", 6, 1).text() }
			b.code, b.at = "R203", "requests.new.total" // its row fails too, so the cell is known
		}
		all = append(all, b)
	}
	for c, column := range columns {
		b := broken{"sum of column " + column, func(base func(bool) *sheet) string {
			return base(true).with("requests.outcome.granted", c, 1).with("requests.outcome.granted", 6, 1).text()
		}, "R202", "requests.outcome.total." + column}
		if column == "total" {
			b.text = func(base func(bool) *sheet) string { return base(true).with("requests.outcome.total", 6, 1).text() }
			b.code, b.at = "R203", "requests.outcome.total.total"
		}
		all = append(all, b)
	}
	for _, row := range form.tables[1].rows {
		all = append(all, broken{"sum of row " + row.key, func(base func(bool) *sheet) string {
			return base(true).with(row.name(), 6, 1).text()
		}, "R203", row.name() + ".total"})
	}
	for _, row := range form.tables[2].rows {
		all = append(all, broken{"sum of block " + row.key, func(base func(bool) *sheet) string {
			return base(true).with(row.name(), 4, 1).text()
		}, "R201", row.name() + ".total"})
	}
	for _, row := range form.tables[0].rows {
		for c := range row.columns {
			b := broken{"sign of " + row.figure(c), func(base func(bool) *sheet) string {
				s := base(true)
				s.rows[row.name()][c] = -3
				return s.text()
			}, "R103", row.figure(c)}
			if row.key == "fees" {
				b.text = func(base func(bool) *sheet) string {
					s := base(true)
					s.fees = "-3.50"
					return s.text()
				}
			}
			all = append(all, b)
		}
	}
	return all
}

// theSameWithoutTotals breaks the checks that a file without totals can break:
// a total that is written alone, a row of totals, and the balances.
func theSameWithoutTotals() []broken {
	var all []broken
	columns := []string{"natural", "commercial", "research", "charity", "legal", "other"}
	form := FormOf(2023)
	for c, column := range columns {
		all = append(all,
			broken{"balance of " + column, func(base func(bool) *sheet) string {
				return base(false).with("requests.new", c, 1).text()
			}, "R204", "requests.carried_out." + column},
			broken{"balance of " + column + " by an outcome", func(base func(bool) *sheet) string {
				return base(false).with("requests.outcome.other.rest", c, 2).text()
			}, "R204", "requests.carried_out." + column},
			broken{"sum of column " + column, func(base func(bool) *sheet) string {
				return base(false).with("requests.outcome.granted", c, 1).text("requests.outcome.total/6")
			}, "R202", "requests.outcome.total." + column},
			broken{"total of column " + column, func(base func(bool) *sheet) string {
				return base(false).with("requests.outcome.total", c, 1).text("requests.outcome.total/6")
			}, "R203", "requests.outcome.total." + column},
		)
	}
	for _, row := range form.tables[1].rows {
		all = append(all, broken{"sum of row " + row.key, func(base func(bool) *sheet) string {
			return base(false).with(row.name(), 6, 1).text(row.name())
		}, "R203", row.name() + ".total"})
	}
	for _, row := range form.tables[2].rows {
		all = append(all, broken{"sum of block " + row.key, func(base func(bool) *sheet) string {
			return base(false).with(row.name(), 4, 1).text(row.name())
		}, "R201", row.name() + ".total"})
	}
	return all
}

// cellsBroken changes every single figure of the two tables with sums, in
// files that give every total: each is named by itself.
func cellsBroken() []broken {
	var all []broken
	for _, row := range FormOf(2023).tables[1].rows {
		for c := range row.columns {
			all = append(all, broken{"cell " + row.figure(c), func(base func(bool) *sheet) string {
				return base(true).with(row.name(), c, 1).text()
			}, "R203", row.figure(c)})
		}
	}
	return all
}

func TestEachBrokenCheckGivesOneFindingAtItsCell(t *testing.T) {
	checks := theChecks()
	if len(checks) != 52 {
		t.Fatalf("%d checks, the form has 52", len(checks))
	}
	for _, base := range []struct {
		name string
		make func(bool) *sheet
	}{{"zero", zeros}, {"busy", busy}} {
		for _, totals := range []bool{true, false} {
			if r, problems := decodeText(t, base.make(totals).text(), 2023); len(problems) > 0 || r == nil {
				t.Fatalf("%s isn't clean: %v", base.name, problems)
			}
		}
		for _, group := range [][]broken{checks, theSameWithoutTotals(), cellsBroken()} {
			for _, b := range group {
				t.Run(base.name+"/"+b.check, func(t *testing.T) { b.run(t, base.make) })
			}
		}
	}
}

// run decodes the broken file and looks for one finding that names the cell's
// place, what stands there or its sum, and what should.
func (b broken) run(t *testing.T, base func(bool) *sheet) {
	text := b.text(base)
	r, problems := decodeText(t, text, 2023)
	if len(problems) != 1 {
		t.Fatalf("%d findings (%s), want one\n%v", len(problems), codes(problems), problems)
	}
	found := problems[0]
	if found.Code != b.code {
		t.Errorf("%s, want %s: %s", found.Code, b.code, found.Message.ZH)
	}
	if want := r.place(b.at); found.Place != want {
		t.Errorf("found at %s, want %s (%s)", found.Place, want, b.at)
	}
	if b.code == "R103" {
		return
	}
	numbers := quotedNumbers(found.Message.ZH)
	if len(numbers) != 2 || numbers[0] == numbers[1] {
		t.Fatalf("want both numbers: %s", found.Message.ZH)
	}
	difference := numbers[0] - numbers[1]
	if difference < 0 {
		difference = -difference
	}
	if !strings.HasSuffix(found.Message.ZH, fmt.Sprintf("相差 %d", difference)) {
		t.Errorf("the difference is %d: %s", difference, found.Message.ZH)
	}
	if len(found.Related) == 0 && r.figures[b.at].value > 1 {
		t.Errorf("no related places: %s", found.Message.ZH)
	}
	if b.code == "R203" {
		if found.Fix == nil || found.Fix.Text != strconv.Itoa(numbers[1]) {
			t.Fatalf("fix %v, want %d", found.Fix, numbers[1])
		}
		if _, left := decodeText(t, apply(text, found.Fix), 2023); len(left) > 0 {
			t.Errorf("the fix leaves %v", left)
		}
	}
}

// quotedNumbers is the numbers in 「」.
func quotedNumbers(s string) []int {
	var numbers []int
	for _, part := range strings.Split(s, "「")[1:] {
		word, _, _ := strings.Cut(part, "」")
		if n, err := strconv.Atoi(word); err == nil {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// apply makes an edit of one line of ASCII values.
func apply(text string, fix *diag.Fix) string {
	lines := strings.Split(text, "\n")
	line := []rune(lines[fix.Line-1])
	lines[fix.Line-1] = string(line[:fix.Column-1]) + fix.Text + string(line[fix.EndColumn-1:])
	return strings.Join(lines, "\n")
}

// Faults that meet in a line are told apart when the sums allow it, and none
// is reported twice.
func TestSeveralFaults(t *testing.T) {
	for _, test := range []struct {
		name  string
		sheet *sheet
		want  string
	}{
		{"two cells apart", busy(true).with("requests.outcome.granted", 0, 1).with("requests.outcome.partial", 1, 2), "R203 R203"},
		{"two cells that could be two others", busy(true).with("requests.outcome.granted", 0, 1).with("requests.outcome.partial", 1, 1), "R201 R201 R202 R202"},
		{"two cells of a row changed places", busy(true).with("requests.outcome.granted", 0, 1).with("requests.outcome.granted", 1, -1), "R202 R202"},
		{"two cells of a column", busy(true).with("requests.outcome.granted", 0, 1).with("requests.outcome.partial", 0, 3), "R201 R201 R202"},
		{"a cell and a block", busy(true).with("requests.new", 0, 1).with("review.reconsideration", 4, 1), "R203 R201"},
		{"the total column of two rows", busy(true).with("requests.outcome.granted", 6, 1).with("requests.new", 6, 5), "R203 R203"},
		{"nothing", busy(true), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, problems := decodeText(t, test.sheet.text(), 2023)
			if got := codes(problems); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
