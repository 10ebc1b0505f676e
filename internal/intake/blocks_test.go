package intake

import (
	"math/rand/v2"
	"strings"
	"testing"

	"gongkai/internal/report"
)

// Figures in blocks are read only while everything about them agrees.
func TestBlocks(t *testing.T) {
	draw := rand.New(rand.NewPCG(1, 1))
	cells := map[string]report.Cell{}
	form := report.FormOf(2023)
	n := 0
	for _, f := range form.Figures() {
		if !f.Total {
			n++
			cells[f.Name] = report.Cell{State: report.Number, Text: []string{"0", "3", "17", "208"}[n%4]}
		}
	}
	balance(form, cells)
	r, err := report.Fill(form, 2023, cells)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, table := range r.Tables() {
		if table.Key != "requests" {
			continue
		}
		d := &damage{Rand: draw}
		d.block(&b, table.Body[:2])
		d.block(&b, table.Body[2:12])
		b.WriteString("\f")
		d.block(&b, table.Body[12:])
	}
	const head = "示例县2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n"
	text := head + b.String()
	granted := cells["requests.outcome.granted.natural"].Text + "\n" + cells["requests.outcome.partial.natural"].Text + "\n"
	if strings.Count(text, granted) == 0 {
		t.Fatal(text)
	}
	_, second, _ := strings.Cut(text, "\f")
	for _, c := range []struct {
		what, text string
		read       bool
	}{
		{"as it is", text, true},
		{"two rows of a column in each other's place", strings.Replace(text, granted, strings.Split(granted, "\n")[1]+"\n"+strings.Split(granted, "\n")[0]+"\n", 1), false},
		{"a figure too many", strings.Replace(text, granted, "4\n"+granted, 1), false},
		{"a figure too few", strings.Replace(text, granted, strings.Split(granted, "\n")[0]+"\n", 1), false},
		{"a figure that isn't one", strings.Replace(text, granted, strings.Replace(granted, "\n", "\nO\n", 1), 1), false},
		{"a page alone", head + second, false},
		{"a page twice", text + "\f" + second, false},
		{"the pages in each other's place", head + second + "\f" + strings.TrimPrefix(strings.Replace(text, second, "", 1), head), false},
	} {
		t.Run(c.what, func(t *testing.T) {
			got, findings := Read("r.txt", []byte(c.text), 0)
			read := 0
			if got != nil {
				for _, f := range form.Figures() {
					if f.Table != "requests" || f.Total || got.Asked(f.Name) {
						continue
					}
					read++
					if cell, _, _ := got.Report.Cell(f.Name); cell != cells[f.Name] {
						t.Errorf("%s: read %q, the source has %q", f.Name, cell.Text, cells[f.Name].Text)
					}
				}
			}
			if c.read != (read > 100) {
				t.Errorf("%d figures were read: %v\n%s", read, codes(findings), c.text)
			}
		})
	}
}
