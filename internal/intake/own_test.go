package intake

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gongkai/internal/report"
)

// What gongkai writes comes back as the bytes that it would write itself.
func TestOwnFilesComeBack(t *testing.T) {
	for seed := range uint64(12) {
		draw := rand.New(rand.NewPCG(seed, 1))
		r := randomReport(draw)
		cells := map[string]report.Cell{}
		for _, f := range r.Form.Figures() {
			cell, _, _ := r.Cell(f.Name)
			switch {
			case f.Total:
				continue
			case draw.IntN(20) == 0:
				cell = report.Cell{State: report.Blank}
			case draw.IntN(20) == 0:
				cell = report.Cell{State: report.NotApplicable, Text: "/"}
			}
			cells[f.Name] = cell
		}
		r, err := report.Fill(r.Form, r.Year, cells)
		if err != nil {
			t.Fatal(err)
		}
		// A mistake that is history, of a cell, a row and a table, in any order.
		r.Acknowledged = []report.Acknowledgement{
			{Code: "R201", At: "review.reconsideration.total", Reason: "公布时（笔误）：少计一件"},
			{Code: "R203", At: "requests.outcome.granted", Reason: "=公布有误"},
			{Code: "R204", At: "review", Reason: "另行说明"},
		}
		r, _, err = report.FromJSON(r.JSON("示例县统计局"))
		if err != nil {
			t.Fatal(err)
		}
		want := string(r.Format(nil))
		for name, data := range map[string][]byte{
			"%d.json": r.JSON("示例县统计局"), "%d.csv": r.CSV(), "%d.xlsx": r.Workbook("示例县统计局"),
		} {
			name = fmt.Sprintf(name, r.Year)
			got, findings := Read(name, data, 0)
			if got == nil {
				t.Fatalf("%s: %v", name, findings)
			}
			if string(got.Figures) != want {
				t.Fatalf("%s: %v\n%s\nshould be\n%s", name, findings, got.Figures, want)
			}
		}
	}
}
