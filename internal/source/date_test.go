package source

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// date decodes one date.
func date(t interface{ Fatalf(string, ...any) }, written string) Date {
	var v struct {
		Date Date `toml:"date"`
	}
	d, problems := ParseData(tomlText("date = " + written + "\n"))
	if d != nil {
		problems = append(problems, d.Decode(&v)...)
	}
	if len(problems) > 0 {
		t.Fatalf("%s: %v", written, brief(problems))
	}
	return v.Date
}

func TestDatesAreReadInTheSitesZone(t *testing.T) {
	shanghai := time.FixedZone("Asia/Shanghai", 8*3600)
	for _, c := range []struct {
		written, want string
		clock         bool
	}{
		{"2023-06-01", "2023-06-01T00:00:00+08:00", false},
		{"2023-06-01T09:30:00", "2023-06-01T09:30:00+08:00", true},
		{"2023-06-01 09:30", "2023-06-01T09:30:00+08:00", true},
		{"2023-06-01T09:30:00.25", "2023-06-01T09:30:00.25+08:00", true},
		{"2023-12-31T23:30:00+08:00", "2023-12-31T23:30:00+08:00", true}, // 28
		{"2023-12-31T23:30:00Z", "2024-01-01T07:30:00+08:00", true},
		{"2023-12-31T23:30:00-09:30", "2024-01-01T17:00:00+08:00", true},
		{"0001-01-02", "0001-01-02T00:00:00+08:00", false},
		{"9999-12-31", "9999-12-31T00:00:00+08:00", false},
	} {
		d := date(t, c.written)
		if got := d.In(shanghai).Format(time.RFC3339Nano); got != c.want || d.HasClock() != c.clock || d.IsZero() {
			t.Errorf("%s is %s, clock %v", c.written, got, d.HasClock())
		}
	}
	if (Date{}).In(shanghai) != (time.Time{}) || !(Date{}).IsZero() {
		t.Error("no date is a date")
	}
}

// Whatever day it is and wherever the machine stands, a bare date is that day
// in the site's zone.
func TestBareDatesHaveNoZone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := time.Unix(rapid.Int64Range(-60_000_000_000, 250_000_000_000).Draw(t, "day"), 0).UTC()
		zone := time.FixedZone("", rapid.IntRange(-12*3600, 14*3600).Draw(t, "zone"))
		written := day.Format(time.DateOnly)
		if got := date(t, written).In(zone).Format("2006-01-02 15:04:05"); got != written+" 00:00:00" {
			t.Fatalf("%s is %s", written, got)
		}
	})
}

// The index takes a date for one exactly when there is such a day.
func TestOnlyDaysThatExist(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		written := rapid.StringMatching(`(00|19|20)\d\d-[01]\d-[0-3]\d`).Draw(t, "date")
		day, err := time.Parse(time.DateOnly, written)
		want := dateFine
		if err != nil || day.Year() < 1 {
			want = dateWrong
		}
		if got := dateOf(written); got != want {
			t.Fatalf("%s: %d, want %d", written, got, want)
		}
	})
}
