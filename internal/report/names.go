package report

import (
	"slices"
	"strings"

	"gongkai/internal/diag"
)

// split is the row that a name belongs to, and its column: -1 when the name is
// the row's own. The row is nil when the form has no such figure.
func (f *Form) split(name string) (r *row, c int) {
	if r := f.rows[name]; r != nil {
		if r.scalar() {
			return r, 0
		}
		return r, -1
	}
	dot := max(strings.LastIndexByte(name, '.'), 0)
	if r := f.rows[name[:dot]]; r != nil {
		if c := r.column(name[dot+1:]); c >= 0 && !r.scalar() {
			return r, c
		}
	}
	return nil, -1
}

// column is the index of a column by its key, or -1.
func (s *section) column(key string) int {
	return slices.IndexFunc(s.columns, func(c column) bool { return c.key == key })
}

// nearest is the figure's name that is most like a name, or "". For a row it
// is its total.
func (f *Form) nearest(name string) string {
	if r := f.rows[name]; r != nil {
		return r.figure(len(r.columns) - 1)
	}
	names := make([]string, len(f.figures))
	for i, figure := range f.figures {
		names[i] = figure.Name
	}
	return nearest(name, names)
}

// nearest is the word that is most like another, or "" when none is like it.
// A word that ends or begins like a known one counts as near: granted for
// outcome.granted.
func nearest(word string, known []string) string {
	if len(word) > 64 {
		return ""
	}
	best, least := "", len(word)/3+2
	for _, k := range known {
		d := diag.Distance(word, k)
		if strings.HasSuffix(k, "."+word) {
			d = 1
		}
		if d < least {
			best, least = k, d
		}
	}
	return best
}

// shown is a word as it is quoted in a message: cut when it is long.
func shown(word string) string {
	if letters := []rune(word); len(letters) > 40 {
		return string(letters[:40]) + "…"
	}
	return word
}
