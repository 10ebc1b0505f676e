package render

import (
	"strconv"
	"strings"

	"gongkai/internal/markup"
	"gongkai/internal/report"
	"gongkai/internal/site"
)

// report is the page of an annual report: the prose that staff wrote, with
// the three statutory tables between its parts. A report from before the
// first form has no figures, and is a plain notice.
func (r *Rendered) report(p *site.Page) *file {
	if p.Report == nil || p.Report.Form == nil {
		return r.notice(p)
	}
	return r.page("report.html", func(text bool) any {
		made := &Report{Notice: *r.noticeData(p, text), Data: r.reportData(p, up(p.Address))}
		made.Preamble, made.Parts = r.parts(p, text)
		if compared := r.comparisons(p); compared != nil {
			made.ChartStyle = r.asset(up(p.Address), "assets/chart.css")
			for i := range made.Parts {
				if t := made.Parts[i].Table; t != nil {
					made.Parts[i].Compare = compared[t.ID]
				}
			}
		}
		for _, part := range made.Parts {
			made.Outline = append(made.Outline, Link{Text: part.Heading, URL: URL("#" + escapePath(part.ID))})
		}
		return made
	})
}

// parts sets the parts in the order of the form. A prose part is the text
// from its heading to the next of the same level.
func (r *Rendered) parts(p *site.Page, text bool) (HTML, []Part) {
	tables := map[string]*Table{}
	for _, t := range p.Report.Tables() {
		tables[t.Key] = makeTable(t)
		for _, a := range p.Report.Acknowledged {
			if a.IsIn(t.Key) {
				tables[t.Key].Notes = append(tables[t.Key].Notes, original+"："+a.Reason)
			}
		}
	}
	prose := sectionsOf(p.Body)
	span := func(s proseSection) HTML {
		if !text {
			return HTML(s.id)
		}
		return r.bodyPart(p, s.from, s.to)
	}
	preamble := HTML("")
	if !text {
		preamble = r.bodyKey(p)
	} else if p.Body != nil {
		end := len(p.Body.HTML)
		if len(prose) > 0 {
			end = prose[0].from
		}
		preamble = r.bodyPart(p, 0, end)
	}
	var parts []Part
	for _, part := range p.Report.Form.Parts {
		if part.Table != "" {
			parts = append(parts, Part{Heading: part.Heading(), ID: site.PartAnchor(part), Table: tables[part.Table]})
			continue
		}
		for i, s := range prose {
			if strings.HasPrefix(s.title, part.Ordinal+"、") {
				parts = append(parts, Part{Heading: s.title, ID: s.id, Body: span(s)})
				prose = append(prose[:i:i], prose[i+1:]...)
				break
			}
		}
	}
	// A heading that the form doesn't know is a finding elsewhere; its text
	// is not lost.
	for _, s := range prose {
		parts = append(parts, Part{Heading: s.title, ID: s.id, Body: span(s)})
	}
	return preamble, parts
}

// proseSection is a level-2 heading with what follows it, as a span of the HTML.
type proseSection struct {
	title, id string
	from, to  int
}

func sectionsOf(body *markup.Document) []proseSection {
	if body == nil {
		return nil
	}
	var all []proseSection
	for _, h := range body.Outline {
		if h.Level != 2 {
			continue
		}
		if len(all) > 0 {
			all[len(all)-1].to = h.HTMLStart
		}
		all = append(all, proseSection{title: h.Text, id: h.ID, from: h.HTMLStart, to: len(body.HTML)})
	}
	return all
}

// original marks a mistake that was made public, and is history.
const original = "原文如此"

// makeTable gives each cell its attributes and classes.
func makeTable(t report.Table) *Table {
	return &Table{
		ID: t.Key, Caption: t.Caption, Columns: t.Columns,
		Head: makeRows(t.Head), Body: makeRows(t.Body),
	}
}

func makeRows(rows [][]report.TableCell) []Row {
	made := make([]Row, len(rows))
	for i, row := range rows {
		made[i].Cells = make([]Cell, len(row))
		for j := range row {
			made[i].Cells[j] = makeCell(&row[j])
		}
	}
	return made
}

func makeCell(c *report.TableCell) Cell {
	made := Cell{
		Text: c.Text, Header: c.Header, ID: c.ID, Scope: c.Scope,
		Headers: strings.Join(c.Headers, " "), RowSpan: spanText(c.RowSpan), ColSpan: spanText(c.ColSpan),
	}
	var classes []string
	if c.Header && c.Level > 0 {
		classes = append(classes, "level-"+strconv.Itoa(c.Level))
	}
	if c.Header && c.Scope == "rowgroup" {
		classes = append(classes, "group")
	}
	if c.Zero {
		classes = append(classes, "zero")
	}
	if c.Total {
		classes = append(classes, "total")
	}
	if c.Original {
		made.Note = original
	}
	made.Class = strings.Join(classes, " ")
	return made
}

func spanText(n int) string {
	if n <= 1 {
		return ""
	}
	return strconv.Itoa(n)
}

// reportFiles is the figures of a report as files beside it, by address.
func (r *Rendered) reportFiles(p *site.Page) (addresses []string, makers []func() []byte) {
	if p.Report == nil {
		return nil, nil
	}
	stem := strings.TrimSuffix(strings.TrimSuffix(p.Address, ".html"), "/index")
	return []string{stem + ".xlsx", stem + ".csv", stem + ".json"}, []func() []byte{
		func() []byte { return p.Report.Workbook(r.agencyOf(p)) },
		p.Report.CSV,
		func() []byte { return p.Report.JSON(r.agencyOf(p)) },
	}
}

// reportData describes those files.
func (r *Rendered) reportData(p *site.Page, root string) []File {
	var data []File
	addresses, makers := r.reportFiles(p)
	for i, address := range addresses {
		f := r.download(address, strconv.Itoa(p.Report.Year)+"年数据", root)
		f.Size = byteSize(int64(len(makers[i]())))
		data = append(data, f)
	}
	return data
}

// reports is the series of annual reports.
func (r *Rendered) reports() *file {
	return r.page("reports.html", func(text bool) any {
		c := r.site.Reports
		root := up(c.Address)
		made := &Reports{
			Title: r.columnName(c), Description: c.Description, Intro: r.body(c.Intro, text),
			Frame: r.frame(place{address: c.Address, section: reportSection, title: r.columnName(c), tags: r.columnTags(c)}),
		}
		made.Trends, made.Missing = r.trendsLink(root), missingYears(r.yearly())
		for _, p := range c.Pages {
			item := ReportItem{Item: r.item(p, root), Data: r.reportData(p, root)}
			if p.Report != nil {
				item.Year = strconv.Itoa(p.Report.Year)
			}
			made.Items = append(made.Items, item)
		}
		return made
	})
}
