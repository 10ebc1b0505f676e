package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/report"
)

// numbered is a report in which no two figures of a table are alike, so that
// one which is read into another's place shows.
func numbered(t *testing.T, form string, year int) *report.Report {
	t.Helper()
	i := slices.IndexFunc(report.Forms(), func(f *report.Form) bool { return f.ID == form })
	f := report.Forms()[i]
	cells := map[string]report.Cell{}
	for n, figure := range f.Figures() {
		if !figure.Total {
			cells[figure.Name] = report.Cell{State: report.Number, Text: fmt.Sprint(11 + 7*n)}
		}
	}
	r, err := report.Fill(f, year, cells)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// rows changes the tables of a pasted report, line by line and cell by cell.
func rows(text string, change func(cells []string) []string) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Contains(line, "\t") {
			cells := change(strings.Split(line, "\t"))
			if cells == nil {
				continue
			}
			line = strings.Join(cells, "\t")
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// What real copies do to the tables, one thing at a time: the number of
// figures that must still be read, and none may be wrong.
func TestDamagedTables(t *testing.T) {
	const all = 200
	requests := func(change func([]string) []string) func(string) string {
		return func(text string) string {
			return rows(text, func(cells []string) []string {
				if len(cells) == 10 {
					return change(cells)
				}
				return cells
			})
		}
	}
	for _, c := range []struct {
		name   string
		file   string
		change func(text string) string
		least  int
	}{
		{"nothing", "r.txt", func(s string) string { return s }, all},
		{"as csv", "r.csv", func(s string) string { return strings.ReplaceAll(s, "\t", ",") }, all},
		{"no total column", "r.csv", requests(func(c []string) []string { return []string{strings.Join(c[:9], ",")} }), all - 26},
		{"no total column, tabs", "r.txt", requests(func(c []string) []string { return c[:9] }), all - 26},
		{"label columns lost", "r.txt", requests(func(c []string) []string {
			label := c[0] + c[1] + c[2]
			if c[2] != "" {
				label = c[2]
			} else if c[1] != "" {
				label = c[1]
			}
			return append([]string{label}, c[3:]...)
		}), all - 26},
		{"columns in another order", "r.csv", requests(func(c []string) []string {
			c[3], c[8] = c[8], c[3]
			c[4], c[9] = c[9], c[4]
			return []string{strings.Join(c, ",")}
		}), 0},
		{"five columns blank", "r.csv", requests(func(c []string) []string {
			for i := 4; i < 9; i++ {
				if c[i] != "" && strings.Trim(c[i], "0123456789") == "" {
					c[i] = ""
				}
			}
			return []string{strings.Join(c, ",")}
		}), 50},
		{"a row lost", "r.txt", func(s string) string {
			return rows(s, func(c []string) []string {
				if strings.Contains(strings.Join(c, ""), "7.属于行政执法案卷") {
					return nil
				}
				return c
			})
		}, all - 8},
		{"a cell lost", "r.txt", func(s string) string {
			return rows(s, func(c []string) []string {
				if strings.Contains(strings.Join(c, ""), "7.属于行政执法案卷") {
					return append(c[:4], c[5:]...)
				}
				return c
			})
		}, all - 8},
		{"rows in another order", "r.txt", func(s string) string {
			lines := strings.Split(s, "\n")
			i := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "5.属于三类") })
			lines[i], lines[i+1] = lines[i+1], lines[i]
			return strings.Join(lines, "\n")
		}, all},
		{"labels without numbers", "r.txt", func(s string) string {
			for _, n := range []string{"1.", "2.", "3.", "4.", "5.", "6.", "7.", "8."} {
				s = strings.ReplaceAll(s, "\t"+n, "\t")
			}
			return s
		}, all},
		{"no headings", "r.csv", func(s string) string {
			var kept []string
			for line := range strings.SplitSeq(s, "\n") {
				if strings.Contains(line, "\t") || strings.Contains(line, "年") && !strings.Contains(line, "、") {
					kept = append(kept, strings.ReplaceAll(line, "\t", ","))
				}
			}
			return strings.Join(kept, "\n")
		}, all},
		{"a total blank", "r.csv", requests(func(c []string) []string {
			if strings.Contains(c[2], "4.无正当理由") {
				c[9] = ""
			}
			return []string{strings.Join(c, ",")}
		}), all - 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := numbered(t, "2021", 2023)
			text := c.change(tabbedText(r))
			if strings.HasSuffix(c.file, ".csv") && strings.Contains(text, "\t") {
				text = strings.ReplaceAll(text, "\t", ",")
			}
			got, findings := Read(c.file, []byte(text), 0)
			if got == nil {
				t.Fatalf("%v\n%s", findings, text)
			}
			right := 0
			for _, f := range r.Form.Figures() {
				cell, _, _ := got.Report.Cell(f.Name)
				want, _, _ := r.Cell(f.Name)
				switch {
				case cell == want:
					right++
				case !got.Asked(f.Name) && !(f.Total && awaited(got, f)):
					t.Errorf("%s: read %q, the source has %q", f.Name, cell.Text, want.Text)
				}
			}
			if right < c.least {
				t.Errorf("%d figures were read, not %d", right, c.least)
			}
		})
	}
}
