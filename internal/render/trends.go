package render

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"gongkai/internal/report"
	"gongkai/internal/site"
)

// The figures of the reports over the years: a picture a measure, drawn when
// the site is built, with its numbers in a table beside it. A year without a
// report keeps its place and is named. Where the form changed the axis breaks;
// what the two forms count differently are measures of their own, and no bar
// of one stands in the picture of the other.

const trendsFile = "report/trends.html"

// Trends is given to trends.html: how the figures changed over the years.
type Trends struct {
	Frame
	Title  string
	Span   string // 2019—2023年
	Notes  []string
	Charts []Chart
	Series Link // back to the reports

	ChartStyle URL // the style sheet of the pictures
}

// Chart is one measure over the years. Every length is in units of the
// picture, of which Width and Height say how many there are.
type Chart struct {
	ID            string
	Label         string // 本年新收政府信息公开申请
	Unit          string // 件
	Description   string // the same as a sentence
	Width, Height string
	Axis          []Segment // one a form: the axis breaks where the form changed
	Breaks        []Break
	Bars          []Bar
	Rows          []TrendRow
}

// Segment is a stretch of the axis.
type Segment struct{ From, To, Y string }

// Break is where the form changed.
type Break struct{ X, Top, Bottom string }

// Bar is a year's place in a picture.
type Bar struct {
	Year, Text            string // Text is the figure, or why there is none
	X, Y, Width, Height   string
	Middle, TextY, YearY  string
	Drawn, Earlier, Vague bool // it has a figure; it is on an older form; it has none
}

// TrendRow is a year in the table beside a picture.
type TrendRow struct {
	Year   string
	URL    URL // of its report, "" when there is none
	Text   string
	Change string // since the year before: +3
}

// yearly is the reports that have figures, the oldest first.
func (r *Rendered) yearly() []*site.Page {
	if r.site.Reports == nil {
		return nil
	}
	var pages []*site.Page
	for i := len(r.site.Reports.Pages) - 1; i >= 0; i-- {
		if p := r.site.Reports.Pages[i]; p.Report != nil && p.Report.Form != nil {
			pages = append(pages, p)
		}
	}
	return pages
}

// trends is the page, or nil when fewer than two years can be compared.
func (r *Rendered) trends() *file {
	pages := r.yearly()
	if len(pages) < 2 {
		return nil
	}
	return r.page("trends.html", func(bool) any {
		root := up(trendsFile)
		t := &Trends{Title: trendsName, Span: spanOf(pages), Notes: trendNotes(pages), Charts: charts(pages, root)}
		t.ChartStyle = r.asset(root, "assets/chart.css")
		series := r.columnName(r.site.Reports)
		t.Series = Link{Text: series, URL: URL(root + escapePath(r.site.Reports.Address))}
		t.Frame = r.frame(place{
			address: trendsFile, section: reportSection, title: t.Title, tags: r.columnTags(r.site.Reports),
			trail: []Link{{Text: t.Title, URL: URL(root + trendsFile), Current: true}},
		})
		return t
	})
}

const trendsName = "历年数据对比"

// trendsLink leads from the series to the trends, if there are any.
func (r *Rendered) trendsLink(root string) *Link {
	pages := r.yearly()
	if len(pages) < 2 {
		return nil
	}
	return &Link{Text: trendsName, URL: URL(root + trendsFile), Description: spanOf(pages)}
}

func spanOf(pages []*site.Page) string {
	return strconv.Itoa(pages[0].Report.Year) + "—" + strconv.Itoa(pages[len(pages)-1].Report.Year) + "年"
}

// missingYears names the years between the reports that have none: 2020、2021.
func missingYears(pages []*site.Page) string {
	var years []string
	for i := 1; i < len(pages); i++ {
		for y := pages[i-1].Report.Year + 1; y < pages[i].Report.Year; y++ {
			years = append(years, strconv.Itoa(y))
		}
	}
	return strings.Join(years, "、")
}

// trendNotes say what the pictures can't: missing years, and changes of form.
func trendNotes(pages []*site.Page) []string {
	var notes []string
	if years := missingYears(pages); years != "" {
		notes = append(notes, "缺少"+years+"年的年度报告，图中的位置空着。")
	}
	for i := 1; i < len(pages); i++ {
		before, after := pages[i-1].Report, pages[i].Report
		if before.Form.ID != after.Form.ID {
			notes = append(notes, strconv.Itoa(before.Year)+"年及以前按"+before.Form.Document+"的格式统计，"+
				strconv.Itoa(after.Year)+"年起按"+after.Form.Document+"的格式统计，图中在这里断开。口径相同的项目才放在一张图里；口径不同的各有各的图，不作比较。")
		}
	}
	return notes
}

// point is a measure in a year; report is nil in a year without one, and
// measure in a year whose form doesn't have it.
type point struct {
	year    int
	page    *site.Page
	measure *report.Measure
}

func (p *point) number() (*big.Rat, bool) {
	if p.measure == nil || p.measure.Value.State != report.Number {
		return nil, false
	}
	return new(big.Rat).SetString(p.measure.Value.Text)
}

// words is the figure as the table has it, or why there is none.
func (p *point) words() string {
	switch {
	case p.page == nil:
		return "没有报告"
	case p.measure == nil:
		return "口径不同"
	case p.measure.Value.State == report.Blank:
		return "未填"
	}
	return p.measure.Value.Text
}

// charts makes a picture of each measure that has two figures or more, in the
// order of the newest form that has it.
func charts(pages []*site.Page, root string) []Chart {
	byYear := map[int]map[string]*report.Measure{}
	var order []report.Measure
	seen := map[string]bool{}
	for i := len(pages) - 1; i >= 0; i-- {
		known := map[string]*report.Measure{}
		for _, m := range pages[i].Report.Measures() {
			known[m.Key] = &m
			if !seen[m.Key] {
				seen[m.Key] = true
				order = append(order, m)
			}
		}
		byYear[pages[i].Report.Year] = known
	}
	var all []Chart
	for _, m := range order {
		var points []point
		figures := 0
		for _, p := range pages {
			for len(points) > 0 && points[len(points)-1].year < p.Report.Year-1 {
				points = append(points, point{year: points[len(points)-1].year + 1})
			}
			points = append(points, point{p.Report.Year, p, byYear[p.Report.Year][m.Key]})
			if _, ok := points[len(points)-1].number(); ok {
				figures++
			}
		}
		if figures >= 2 {
			all = append(all, draw(m, points, root))
		}
	}
	return all
}

// The picture: how many units a year is wide at least, and what stands where.
const (
	chartWidth  = 360
	chartHeight = 190
	leastSlot   = 44
	chartTop    = 24 // of the tallest bar; its figure stands above it
	chartBottom = 160
	breakGap    = 10
)

func draw(m report.Measure, points []point, root string) Chart {
	slot := math.Max(leastSlot, chartWidth/float64(len(points)))
	bar := math.Min(48, slot*0.6)
	most := 0.0
	for i := range points {
		if n, ok := points[i].number(); ok {
			f, _ := n.Float64()
			most = math.Max(most, f)
		}
	}
	c := Chart{
		ID: "trend-" + m.Key, Label: m.Label, Unit: m.Unit, Description: describe(m, points),
		Width: length(slot * float64(len(points))), Height: strconv.Itoa(chartHeight),
	}
	newest := points[len(points)-1].page.Report.Form.ID
	form, from := points[0].page.Report.Form.ID, 0.0
	for i := range points {
		p := &points[i]
		x := slot * float64(i)
		if p.page != nil && p.page.Report.Form.ID != form {
			c.Axis = append(c.Axis, Segment{length(from), length(x - breakGap/2), strconv.Itoa(chartBottom)})
			c.Breaks = append(c.Breaks, Break{length(x), "4", strconv.Itoa(chartBottom + 6)})
			form, from = p.page.Report.Form.ID, x+breakGap/2
		}
		b := Bar{
			Year: strconv.Itoa(p.year), X: length(x + (slot-bar)/2), Width: length(bar), Middle: length(x + slot/2),
			Y: strconv.Itoa(chartBottom), TextY: strconv.Itoa(chartBottom - 6), YearY: strconv.Itoa(chartBottom + 18),
			Height: "0", Text: shortWords(p), Earlier: form != newest,
		}
		if n, ok := p.number(); ok {
			f, _ := n.Float64()
			height := 0.0
			if most > 0 {
				height = f / most * (chartBottom - chartTop)
			}
			b.Drawn, b.Height = true, length(height)
			b.Y, b.TextY = length(chartBottom-height), length(chartBottom-height-6)
		} else {
			b.Vague = true
		}
		c.Bars = append(c.Bars, b)
		row := TrendRow{Year: b.Year, Text: p.words(), Change: change(points, i)}
		if p.page != nil {
			row.URL = URL(root + escapePath(p.page.Address))
		}
		c.Rows = append(c.Rows, row)
	}
	c.Axis = append(c.Axis, Segment{length(from), c.Width, strconv.Itoa(chartBottom)})
	return c
}

// shortWords is what stands in a year's place in the picture.
func shortWords(p *point) string {
	if p.page == nil {
		return "缺"
	}
	if _, ok := p.number(); !ok {
		return "—"
	}
	return p.measure.Value.Text
}

// change is the difference to the year before, to its last decimal.
func change(points []point, i int) string {
	if i == 0 {
		return "—"
	}
	now, ok := points[i].number()
	before, was := points[i-1].number()
	if !ok || !was {
		return "—"
	}
	return signed(new(big.Rat).Sub(now, before), max(decimals(points[i].measure.Value.Text), decimals(points[i-1].measure.Value.Text)))
}

func decimals(text string) int {
	_, fraction, _ := strings.Cut(text, ".")
	return len(fraction)
}

// signed is a difference with its sign, a minus being a minus and no hyphen.
func signed(n *big.Rat, places int) string {
	switch n.Sign() {
	case 1:
		return "+" + n.FloatString(places)
	case -1:
		return "−" + new(big.Rat).Neg(n).FloatString(places)
	}
	return "0"
}

// describe says in a sentence what the picture shows.
func describe(m report.Measure, points []point) string {
	var b strings.Builder
	b.WriteString("柱形图，单位：" + m.Unit + "。")
	for i := range points {
		p := &points[i]
		if i > 0 {
			b.WriteString("，")
		}
		b.WriteString(strconv.Itoa(p.year) + "年" + p.words())
	}
	return b.String() + "。"
}

// length is a length to a tenth of a unit.
func length(n float64) string { return strconv.FormatFloat(math.Round(n*10)/10, 'f', -1, 64) }

// Comparison is a statutory table's figures beside last year's.
type Comparison struct {
	Summary    string // 与2022年比较
	Caption    string
	This, Last string // 2023年
	Note       string // when the forms differ
	Rows       []ComparisonRow
}

// ComparisonRow is one figure in both years.
type ComparisonRow struct{ Label, This, Last, Change string }

// comparisons sets each table's figures beside those of the year before, where
// the series has it: of a row that has a total the total alone.
func (r *Rendered) comparisons(p *site.Page) map[string]*Comparison {
	var last *report.Report
	for _, other := range r.yearly() {
		if other.Report.Year == p.Report.Year-1 {
			last = other.Report
		}
	}
	if last == nil {
		return nil
	}
	all := map[string]*Comparison{}
	for _, t := range p.Report.Tables() {
		c := &Comparison{
			Summary: "与" + strconv.Itoa(last.Year) + "年比较", Caption: t.Caption + "：与" + strconv.Itoa(last.Year) + "年比较",
			This: strconv.Itoa(p.Report.Year) + "年", Last: strconv.Itoa(last.Year) + "年",
		}
		if last.Form.ID != p.Report.Form.ID {
			c.Note = "两年的格式不同，上年没有同一口径数据的写「—」。"
		}
		all[t.Key] = c
	}
	for _, f := range p.Report.Form.Figures() {
		if f.Table != "disclosure" && f.Column != "total" {
			continue
		}
		this, _, _ := p.Report.Cell(f.Name)
		before, _, ok := last.Cell(f.Name)
		row := ComparisonRow{Label: comparedLabel(f), This: this.Text, Last: before.Text, Change: "—"}
		if !ok {
			row.Last = "—"
		}
		now, isNumber := new(big.Rat).SetString(this.Text)
		then, wasNumber := new(big.Rat).SetString(before.Text)
		if isNumber && wasNumber {
			row.Change = signed(now.Sub(now, then), max(decimals(this.Text), decimals(before.Text)))
		}
		all[f.Table].Rows = append(all[f.Table].Rows, row)
	}
	return all
}

// comparedLabel is a figure's row by its innermost labels, and its column
// where the row has several.
func comparedLabel(f report.Figure) string {
	labels := f.RowLabels
	if len(labels) > 2 {
		labels = labels[len(labels)-2:]
	}
	if f.Table == "disclosure" {
		labels = append(labels[:len(labels):len(labels)], f.ColumnLabels...)
	}
	return strings.Join(labels, " · ")
}
