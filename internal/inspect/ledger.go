package inspect

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai/internal/approval"
	"gongkai/internal/privacy"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// Ledger is the record of releases (发布记录): every review of every item, for
// whoever audits the office. It is for the staff, and no page links it.
type Ledger struct {
	site    *site.Site
	entries []entry
}

// entry is an item; one that nobody reviewed has no log.
type entry struct {
	page     *site.Page
	log      []approval.Record
	approved bool // as it stands today
	asked    string
}

// NewLedger gathers the records, the newest item first.
func NewLedger(s *site.Site, tree *source.Tree, scans *Scans, now time.Time) *Ledger {
	l := &Ledger{site: s}
	for _, p := range s.All() {
		item, problems := ReviewOf(s, tree, scans, p)
		if len(item.Log) == 0 && p.Kind != site.NoticePage && p.Kind != site.ReportPage {
			continue
		}
		e := entry{page: p, log: item.Log}
		wrong := append(problems, s.Settings.Review.Check(item, now)...)
		e.approved = len(item.Log) > 0 && len(wrong) == 0
		if len(wrong) > 0 {
			e.asked = wrong[0].Message.ZH
		}
		l.entries = append(l.entries, e)
	}
	slices.SortStableFunc(l.entries, func(a, b entry) int { return b.page.Date.Compare(a.page.Date) })
	return l
}

var ledgerHeadings = []string{"文件", "标题", "栏目", "索引号", "发布日期", "审核级别", "审核人", "审核时间", "意见", "备注", "保密审查", "审的是现在这一份", "内容指纹"}

// rows is one line a review, and one for an item without any.
func (l *Ledger) rows() [][]string {
	var rows [][]string
	for _, e := range l.entries {
		p := e.page
		column := ""
		if p.Column != nil {
			column = p.Column.Name
		}
		date := ""
		if !p.Date.IsZero() {
			date = p.Date.Format(time.DateOnly)
		}
		about := []string{p.File.Name(), p.Title, column, p.Index, date}
		if len(e.log) == 0 {
			rows = append(rows, append(about, "", "", "", "没有审核记录", "", "", "", ""))
		}
		sum := p.Sum()
		for _, r := range e.log {
			current := "否"
			if r.Subject.Text == fmt.Sprintf("%x", sum) {
				current = "是"
			}
			rows = append(rows, append(slices.Clone(about),
				r.Role, r.By, r.Time.In(l.site.Settings.Zone).Format("2006-01-02 15:04"), r.Opinion.Words().ZH, r.Note, r.Secrecy, current, r.Subject.Text[:12]))
		}
	}
	for _, row := range rows {
		for i := range row {
			row[i] = privacy.Mask(row[i])
		}
	}
	return rows
}

// CSV is the ledger for a spreadsheet.
func (l *Ledger) CSV() []byte {
	out := bytes.NewBufferString("\uFEFF")
	w := csv.NewWriter(out)
	w.UseCRLF = true
	_ = w.Write(ledgerHeadings) // a buffer takes everything
	for _, row := range l.rows() {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				row[i] = "'" + cell // or a spreadsheet would run it
			}
		}
		_ = w.Write(row)
	}
	w.Flush()
	return out.Bytes()
}

// HTML is the ledger as a page.
func (l *Ledger) HTML() []byte {
	w := newPage(l.site.Settings.Agency.Name + "发布记录")
	approved, waiting := 0, 0
	for _, e := range l.entries {
		switch {
		case e.approved:
			approved++
		case e.asked != "":
			waiting++
		}
	}
	w.put("<p>共 %v 件，审核齐全 %v 件，还不能发布 %v 件。审核级别：%s。</p>\n", len(l.entries), approved, waiting, levels(l.site.Settings.Review))
	w.put("<p>截至 %s。“内容指纹”是审核时正文的 SHA-256 前 12 位；正文或附件改动后，指纹不同，那次审核即告失效。</p>\n", dayOf(l.site.Latest))
	if waiting > 0 {
		w.WriteString("<h2>还不能发布的</h2>\n")
		w.head("还不能发布的信息和原因", "文件", "标题", "原因")
		for _, e := range l.entries {
			if e.asked != "" {
				w.row(privacy.Mask(e.page.File.Name()), privacy.Mask(e.page.Title), privacy.Mask(e.asked))
			}
		}
		w.foot()
	}
	w.WriteString("<h2>全部记录</h2>\n")
	w.head("每次审核一行", ledgerHeadings...)
	for _, row := range l.rows() {
		w.row(row...)
	}
	w.foot()
	return w.end()
}

func levels(p approval.Policy) string {
	if len(p.Levels) == 0 {
		return "没有设置"
	}
	return strings.Join(p.Levels, " → ")
}

// dayOf is a date as it is printed; — when there is none.
func dayOf(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.Format(time.DateOnly)
}
