package inspect

import (
	"encoding/json"
	"strings"
	"testing"

	"gongkai/internal/diag"
)

// What is kept of attachments holds no number, not even one of a file's name.
func TestWhatIsKeptHoldsNoNumber(t *testing.T) {
	scans := &Scans{}
	s, tree := linked(t, sound+"-- content/disclosure/notices/list/index.md --\n+++\ntitle = \"清单\"\ndate = 2024-05-28\n+++\n见附件。\n"+
		"-- content/disclosure/notices/list/13700000000.csv --\n姓名,手机\n某某,13800000000\n")
	new(Gates).Look(s, tree, scans, day)
	kept, err := json.Marshal(scans)
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range []string{"13700000000", "13800000000"} {
		if strings.Contains(string(kept), number) {
			t.Errorf("%s stands in %s", number, kept)
		}
	}
	scans.Changed = false
	if new(Gates).Look(s, tree, scans, day); scans.Changed || !strings.Contains(string(kept), "138****0000") {
		t.Errorf("it is not remembered: %s", kept)
	}
	scan := &Scan{Personal: []FileSighting{{Where: "13700000000!A1"}}, Words: []FileWord{{Where: "13700000000.csv"}}}
	scan.maskPlaces()
	if at := scan.Personal[0].Where + scan.Words[0].Where; strings.Contains(at, "13700000000") {
		t.Error(at)
	}
}

// Only a telephone is let pass for standing in site.toml.
func TestNumbersTypedAsTheTelephone(t *testing.T) {
	for number, want := range map[string]string{"13800000000": "", "11010519491231002X": "P001 P001", "6225880000000001": "P005 P005"} {
		s, tree := linked(t, spoilt("telephone  = \"0000-0000000\"", "telephone  = \""+number+"\"")+page("联系 "+number+"。"))
		found := Gate(s, tree, &Scans{})
		if got := codes(found); got != want {
			t.Errorf("%s: %s, want %s", number[:4], got, want)
		}
		for _, d := range found {
			if d.Severity != diag.Error {
				t.Errorf("%s is a %s", d.Code, d.Severity)
			}
		}
	}
}
