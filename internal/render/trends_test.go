package render

import (
	"io/fs"
	"strings"
	"testing"

	"gongkai/internal/report"
)

// Two forms with years missing between them: 2019, then 2022 and 2023.
func series(t *testing.T) *Rendered {
	t.Helper()
	prose, err := fs.ReadFile(minimal(t), "report/2023.md")
	if err != nil {
		t.Fatal(err)
	}
	of := func(year, next string) string {
		return strings.NewReplacer("2023年", year+"年", "2024-01-20", next+"-01-20", "2024-00004", next+"-00004").Replace(string(prose))
	}
	zero := func(year int, pairs ...string) string {
		text := strings.ReplaceAll(string(report.FormOf(year).Skeleton(nil)), `""`, "0")
		return strings.NewReplacer(append(pairs, "procurement_unit    = 0", "# ")...).Replace(text)
	}
	return build(t, minimal(t,
		"report/2019.toml", zero(2019, "[ 0,", "[ 1,"), "report/2019.md", of("2019", "2020"),
		"report/2022.toml", zero(2021), "report/2022.md", of("2022", "2023"),
	))
}

func TestTrendsDrawEachComparableMeasure(t *testing.T) {
	page := open(t, series(t), trendsFile)
	if got := len(page.all("section.trend")); got < 10 {
		t.Fatalf("%d pictures", got)
	}
	for _, n := range page.all("section.trend") {
		chart := doc{n, "trend"}
		svg := chart.one(t, "svg")
		if attr(svg, "role") != "img" || attr(svg, "aria-labelledby") == "" {
			t.Error("a picture without a role or a name")
		}
		if text(chart.one(t, "svg title")) == "" || !strings.Contains(text(chart.one(t, "svg desc")), "2020年没有报告") {
			t.Errorf("described as %q", text(chart.one(t, "svg desc")))
		}
		if got := len(chart.all("tbody tr")); got != 5 {
			t.Errorf("%d years in the table", got)
		}
		for _, row := range chart.all("tbody tr") {
			if strings.HasPrefix(text(row), "2021年") && text(row) != "2021年没有报告—" {
				t.Errorf("the missing year says %q", text(row))
			}
		}
	}
	// The axis breaks once, where the form changed.
	chart := doc{page.all("section.trend")[0], "trend"}
	if got := len(chart.all("line.break")); got != 1 {
		t.Errorf("%d breaks", got)
	}
	notes := ""
	for _, n := range page.all(".trend-note") {
		notes += text(n)
	}
	for _, want := range []string{"缺少2020、2021年的年度报告", "〔2019〕60号", "〔2021〕30号"} {
		if !strings.Contains(notes, want) {
			t.Errorf("no %s in %s", want, notes)
		}
	}
}

func TestSeriesNamesWhatIsMissing(t *testing.T) {
	page := open(t, series(t), "report/index.html")
	if got := text(page.one(t, ".gap")); got != "缺少2020、2021年的年度报告。" {
		t.Error(got)
	}
	if got := attr(page.one(t, ".to-trends a"), "href"); got != "../report/trends.html" {
		t.Error(got)
	}
}

func TestOneYearHasNoTrends(t *testing.T) {
	r := build(t, minimal(t))
	if _, err := fs.Stat(r, trendsFile); err == nil {
		t.Error("trends of one year")
	}
	if len(open(t, r, "report/2023.html").all(".comparison")) > 0 {
		t.Error("a comparison with nothing")
	}
}

func TestLastYearBesideThisYear(t *testing.T) {
	r := series(t)
	page := open(t, r, "report/2023.html")
	if got := len(page.all("details.comparison")); got != 3 {
		t.Fatalf("%d comparisons", got)
	}
	rows := page.all("details.comparison tbody tr")
	if len(rows) == 0 || !strings.HasSuffix(text(rows[0]), "000") {
		t.Errorf("the first row is %q", text(rows[0]))
	}
	if len(open(t, r, "report/2022.html").all("details")) > 0 {
		t.Error("2022 is compared with a year that is missing")
	}
}

func TestDifferencesKeepTheirDecimals(t *testing.T) {
	measure := func(text string) *report.Measure {
		return &report.Measure{Value: report.Cell{State: report.Number, Text: text}}
	}
	for _, row := range []struct{ before, now, want string }{
		{"1", "4", "+3"}, {"4", "1", "−3"}, {"3415.70", "3416", "+0.30"}, {"0.30", "0.1", "−0.20"}, {"2", "2", "0"},
	} {
		points := []point{{year: 2022, measure: measure(row.before)}, {year: 2023, measure: measure(row.now)}}
		if got := change(points, 1); got != row.want {
			t.Errorf("%s → %s: %s, want %s", row.before, row.now, got, row.want)
		}
	}
}
