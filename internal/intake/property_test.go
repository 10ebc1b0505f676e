package intake

import (
	"flag"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongkai/internal/report"
)

// randomReport draws a report whose sums hold, and mostly its balances too.
func randomReport(draw *rand.Rand) *report.Report {
	form := report.Forms()[draw.IntN(len(report.Forms()))]
	year := map[string]int{"2019": 2020, "2021": 2023}[form.ID]
	cells := map[string]report.Cell{}
	pick := func(from ...string) string { return from[draw.IntN(len(from))] }
	for _, f := range form.Figures() {
		if f.Total {
			continue
		}
		n := 0
		if draw.IntN(3) == 0 {
			n = draw.IntN([]int{3, 40, 999, 2000000}[draw.IntN(4)])
		}
		text := strconv.Itoa(n)
		switch f.Kind {
		case report.Signed:
			if n > 0 {
				text = pick("", "-") + text
			}
		case report.Money:
			text += pick("", ".5", ".7028", ".70")
		case report.Amount:
			text += pick("", "元", ".37万元")
		}
		cells[f.Name] = report.Cell{State: report.Number, Text: text}
	}
	if draw.IntN(5) > 0 {
		balance(form, cells)
	}
	r, err := report.Fill(form, year, cells)
	if err != nil {
		panic(err)
	}
	return r
}

// balance makes what came in as much as what was dealt with and is left.
func balance(form *report.Form, cells map[string]report.Cell) {
	sums := map[string]int{}
	for _, f := range form.Figures() {
		n, _ := strconv.Atoi(cells[f.Name].Text)
		if f.Table == "requests" && !f.Total && (strings.HasPrefix(f.Row, "outcome.") || f.Row == "carried_out") {
			sums[f.Column] += n
		}
	}
	for column, sum := range sums {
		in := 0
		if carried, _ := strconv.Atoi(cells["requests.carried_in."+column].Text); carried <= sum {
			in = carried
		}
		cells["requests.carried_in."+column] = report.Cell{State: report.Number, Text: strconv.Itoa(in)}
		cells["requests.new."+column] = report.Cell{State: report.Number, Text: strconv.Itoa(sum - in)}
	}
}

var copies = flag.Int("copies", 12, "how many damaged copies of each shape to read")

// Whatever the shape, and whatever happened to it, a figure is read rightly or
// it is asked about.
func TestNothingIsReadWrong(t *testing.T) {
	for _, s := range shapes {
		for _, heavy := range []bool{false, true} {
			name := s.name
			if heavy {
				name += " damaged"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				right, all := 0, 0
				for seed := range *copies {
					r, a := readCopy(t, s, heavy, uint64(seed))
					right, all = right+r, all+a
				}
				t.Logf("%.1f %% read, the others asked about", 100*float64(right)/float64(max(all, 1)))
				if !heavy && right*100 < all*s.least {
					t.Errorf("only %d of %d figures of undamaged copies were read", right, all)
				}
			})
		}
	}
}

// readCopy makes one copy of a report and reads it.
func readCopy(t *testing.T, s shape, heavy bool, seed uint64) (right, all int) {
	draw := rand.New(rand.NewPCG(seed, uint64(len(s.name))))
	r := randomReport(draw)
	d := &damage{Rand: draw, heavy: heavy, says: map[string]report.Cell{}}
	file, data := s.set(d, r)
	got, findings := Read(file, data, 0)
	if got == nil {
		t.Errorf("copy %d: refused: %s %s", seed, findings[0].Code, findings[0].Message.EN)
		return 0, 0
	}
	if got.Report.Form != r.Form || got.Year != r.Year {
		t.Errorf("copy %d: read as %d on the form of %s", seed, got.Year, got.Report.Form.ID)
		return 0, 0
	}
	for _, f := range r.Form.Figures() {
		all++
		if got.Asked(f.Name) || f.Total && awaited(got, f) {
			continue
		}
		want, damaged := d.says[f.Name]
		if !damaged {
			want, _, _ = r.Cell(f.Name)
		}
		cell, _, _ := got.Report.Cell(f.Name)
		if want.State == report.Missing || cell.State != want.State || cell.State == report.Number && !equalNumbers(cell.Text, want.Text) {
			t.Errorf("copy %d: %s: read %q, the source has %q", seed, f.Name, cell.Text, want.Text)
			continue
		}
		right++
	}
	return right, all
}

// awaited tells whether a total can't be known because a part of it is asked about.
func awaited(r *Result, total report.Figure) bool {
	return slices.ContainsFunc(r.Report.Form.Figures(), func(f report.Figure) bool {
		return f.Table == total.Table && r.Asked(f.Name) && (f.Row == total.Row || total.Row == "outcome.total" && f.Column == total.Column || total.Column == "total")
	})
}
