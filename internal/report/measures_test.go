package report

import (
	"fmt"
	"strings"
	"testing"
)

func TestMeasuresAreComparableByKey(t *testing.T) {
	line := func(r *Report) string {
		var all []string
		for _, m := range r.Measures() {
			all = append(all, fmt.Sprintf("%s=%s", m.Key, m.Value.Text))
		}
		return strings.Join(all, " ")
	}
	r := claimed(t)
	want := "new=10 outcomes=9 granted=4 partial=1 refused=2 unavailable=1 unprocessed=0 other=1 carried_out=3 reconsideration=2 litigation=1 " +
		"licences=0 penalties=0 coercions=0 documents_issued=0 documents_in_force=0 fees=0.038"
	if got := line(r); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	old, _ := decodeText(t, edit(t, example2019(), "licences       = [0, 0, 0]", `licences       = [1, +1, 5]`, "coercions      = [0, 0, 0]", `coercions      = [1, +1, ""]`), 2020)
	want = "new=0 outcomes=0 granted=0 partial=0 refused=0 unavailable=0 unprocessed=0 other=0 carried_out=0 reconsideration=0 litigation=0 " +
		"licences=5 penalties=0 coercions= documents_made=0 documents_disclosed=0"
	if got := line(old); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	forms := invented(t)
	r, _ = forms.decode(parse(t, figures2031), 2031, false)
	if got := line(r); got != "visitors=15 received=14" {
		t.Error(got)
	}
}
