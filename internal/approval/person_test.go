package approval

import (
	"testing"
	"time"
)

// One person under another spelling is still one person.
func TestSamePersonHoweverTyped(t *testing.T) {
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"张某", "张某", true},
		{"张某", "张 某", true},
		{"张某", "张　某 ", true},
		{"张某", "张\u200b某", true},
		{"张某", "张某\ufe0f\u2060", true},
		{"Zhang", "ｚＨＡＮＧ", true},
		{"张某", "张某某", false},
		{"张某", "李某", false},
	} {
		if got := samePerson(test.a, test.b); got != test.same {
			t.Errorf("%q and %q: %v", test.a, test.b, got)
		}
		log := item(review("初审", test.a, "2024-03-01 09:00"), review("审核", test.b, "2024-03-01 10:00"))
		if got := len(levels.Check(log, at("2024-03-02 00:00").Add(24*time.Hour))) > 0; got != test.same {
			t.Errorf("%q and %q review one after the other: refused %v", test.a, test.b, got)
		}
		log.Log = log.Log[:1]
		if got := levels.Refusal(log, review("审核", test.b, "2024-03-01 10:00")).ZH != ""; got != test.same {
			t.Errorf("%q after %q: refused %v", test.b, test.a, got)
		}
	}
}
