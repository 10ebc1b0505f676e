package inspect

import (
	"strings"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/site"
)

// Inspection is the self-inspection (自查) of a site on one day.
type Inspection struct {
	site      *site.Site
	now       time.Time
	published map[string]string
	dead      map[string]diag.Text
	columns   []state
	found     diag.List
}

// Known is what the world outside the content says of the site.
type Known struct {
	// Published is each item's date of publication, by address, in the site
	// that is public now; nil when there is none.
	Published map[string]string
	// Dead is why an outside link doesn't open, by its address; nil when
	// nobody looked.
	Dead map[string]diag.Text
}

// Inspect looks at a linked site as an inspector would.
func Inspect(s *site.Site, now time.Time, known Known) *Inspection {
	n := &Inspection{site: s, now: now, published: known.Published, dead: known.Dead, columns: states(s, now)}
	n.overdue()
	n.furniture()
	n.items()
	n.reports()
	return n
}

// OnRequest tells the rules that only an inspection looks by; the others hold
// for every run.
func OnRequest(code string) bool { return strings.HasPrefix(code, "I1") }

// Findings is what was found by the inspection itself.
func (n *Inspection) Findings() diag.List { return n.found }

func (n *Inspection) find(rule *diag.Rule, at diag.Place, args ...any) {
	n.found = append(n.found, rule.New(at, args...))
}
