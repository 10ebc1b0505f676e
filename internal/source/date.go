package source

import "time"

// Date is a TOML date or date-time. A bare date and a local date-time have no
// zone of their own: they are read in the site's, never in the machine's.
type Date struct {
	wall   time.Time // in UTC when local
	clock  bool      // a time of day was written
	offset bool      // a zone was written
}

// IsZero tells that no date was written.
func (d Date) IsZero() bool { return d.wall.IsZero() }

// HasClock tells whether a time of day was written.
func (d Date) HasClock() bool { return d.clock }

// In is the moment, with a local date or date-time read in the site's zone: a
// bare date is that day's midnight.
func (d Date) In(zone *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	if d.offset {
		return d.wall.In(zone)
	}
	y, m, day := d.wall.Date()
	h, min, s := d.wall.Clock()
	return time.Date(y, m, day, h, min, s, d.wall.Nanosecond(), zone)
}
