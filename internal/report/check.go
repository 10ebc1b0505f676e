package report

import (
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/diag"
)

// finding is a diagnostic with the figure, row or table that it is about, so
// that an acknowledgement can name it.
type finding struct {
	at string
	diag.Diagnostic
}

// Check is what the figures themselves get wrong: blanks, and identities that
// don't hold, but for what is acknowledged.
func (r *Report) Check() diag.List {
	list, _ := r.settle(r.findings(), isOwn)
	return list
}

// check is Check, and says which acknowledgements match nothing.
func (r *Report) check() diag.List {
	list, idle := r.settle(r.findings(), isOwn)
	return append(list, idle...)
}

func (r *Report) findings() []finding {
	var all []finding
	for _, t := range r.Form.tables {
		all = append(all, r.blanks(t)...)
		all = append(all, r.sums(t)...)
	}
	return all
}

// blanks reports the rows with blank figures. A table most of whose rows are
// blank has not been filled in yet, and is reported once.
func (r *Report) blanks(t *table) []finding {
	var rows []*row
	var all []finding
	for _, row := range t.rows {
		var columns []string
		first := ""
		for c, column := range row.columns {
			name := row.figure(c)
			if f := r.figures[name]; !f.given || f.State != Blank || r.acknowledges(ruleBlank.Code, name) {
				continue
			}
			columns = append(columns, column.label())
			if first == "" {
				first = name
			}
		}
		if len(columns) == 0 {
			continue
		}
		rows = append(rows, row)
		which := strings.Join(columns, "、")
		at := row.name()
		found := ruleBlank.New(r.place(first), diag.Text{ZH: "「" + row.label() + "」", EN: at + " (" + row.label() + ")"}, which)
		all = append(all, finding{at, found})
	}
	if len(rows) > 1 && len(rows) > len(t.rows)/2 {
		heading := r.Form.heading(t.key)
		found := ruleBlank.New(
			all[0].Place, diag.Text{ZH: "「" + heading + "」", EN: t.key + " (" + heading + ")"},
			diag.Text{ZH: strconv.Itoa(len(rows)) + " 行", EN: strconv.Itoa(len(rows)) + " rows"},
		)
		all = []finding{{t.key, found}}
	}
	if !r.Form.blankIsError {
		for i := range all {
			all[i].Severity = diag.Warning
		}
	}
	return all
}

// sums reports the identities that don't hold, one finding a fault.
func (r *Report) sums(t *table) []finding {
	failed, culprits := r.broken(t)
	var all []finding
	explained := map[*equation]bool{}
	for _, c := range culprits {
		all = append(all, r.culprit(t, c))
		for _, e := range c.equations {
			explained[e] = true
		}
	}
	for _, e := range failed {
		if explained[e] || e.implied(failed) {
			continue
		}
		found := e.rule.New(r.place(e.at), r.sentence(t, e)...)
		if mended := r.mended(e); mended >= 0 {
			n := strconv.FormatInt(mended, 10)
			found.Label = diag.Text{ZH: "其余各数无误时应为 " + n, EN: n + " if the others are right"}
		}
		found.Related = r.related(e.at, append(slices.Clone(e.right), e.left...)...)
		all = append(all, finding{e.at, found})
	}
	return all
}

// sentence is the arguments of an equation's message.
func (r *Report) sentence(t *table, e *equation) []any {
	short := diag.Text{ZH: t.short, EN: t.key}
	difference := max(e.difference(), -e.difference())
	if b := e.balance; b != nil {
		column := b.opening[0].columns[e.column].label()
		closing := diag.Text{ZH: column + "一列" + b.closingWords, EN: strings.Join(e.left, " + ")}
		opening := diag.Text{ZH: b.openingWords, EN: strings.Join(e.right, " + ")}
		return []any{short, closing, e.leftSum, opening, e.rightSum, difference, e.at, column}
	}
	row, column := diag.Text{ZH: e.row.label(), EN: e.row.name()}, e.row.columns[e.column].label()
	return []any{short, row, e.leftSum, column, e.rightSum, difference, e.at}
}

// mended is what the figure where an equation is reported would have to be,
// were all others right; negative when it isn't given or nothing would do.
func (r *Report) mended(e *equation) int64 {
	weight := e.weights[e.at]
	if weight == 0 {
		return -1
	}
	return r.figures[e.at].value - e.difference()/weight
}

// culprit reports the one figure that is wrong.
func (r *Report) culprit(t *table, c culprit) finding {
	f := r.figures[c.name]
	difference := max(f.value-c.mended, c.mended-f.value)
	at := r.place(c.name)
	found := ruleCulprit.New(at, diag.Text{ZH: t.short, EN: t.key}, r.words(c.name), f.value, len(c.equations), c.mended, difference, c.name)
	mended := strconv.FormatInt(c.mended, 10)
	found.Label = diag.Text{ZH: "应为 " + mended, EN: "should be " + mended}
	if at.Line > 0 {
		found.Fix = replace(at, mended)
	}
	for _, e := range c.equations {
		place := r.place(e.at)
		if e.at == c.name {
			place = r.place(e.left[0])
		}
		message := e.rule.New(place, r.sentence(t, e)...).Message
		found.Related = append(found.Related, diag.Related{Place: place, Message: message})
	}
	return finding{c.name, found}
}

// related is the given figures, but for the zeros, that enter a sum: those of a
// computed total in its stead.
func (r *Report) related(at string, names ...string) []diag.Related {
	var all []diag.Related
	for _, name := range names {
		f := r.figures[name]
		switch {
		case name == at || f.State != Number || f.value == 0:
		case f.given:
			words := r.words(name)
			all = append(all, diag.Related{
				Place:   r.place(name),
				Message: diag.Text{ZH: words.ZH + " " + f.Text, EN: words.EN + " " + f.Text},
			})
		default:
			all = append(all, r.related(at, f.parts...)...)
		}
	}
	return all
}
