package source

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Date is a TOML date or date-time. A bare date and a local date-time have no
// zone of their own: they are read in the site's, never in the machine's.
type Date struct {
	wall   time.Time // in UTC
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

var errNotDate = errors.New("not a date")

// UnmarshalTOML takes the decoder's value. What kind of date it was is in the
// name of its zone; the hours of that zone are the machine's, and are not used.
func (d *Date) UnmarshalTOML(value any) error {
	t, ok := value.(time.Time)
	if !ok {
		return errNotDate
	}
	*d = Date{clock: true}
	switch t.Location().String() {
	case "time-local":
		return errNotDate
	case "date-local":
		d.clock = false
	case "datetime-local":
	default:
		d.offset = true
		d.wall = t.UTC()
		return nil
	}
	y, m, day := t.Date()
	h, min, s := t.Clock()
	d.wall = time.Date(y, m, day, h, min, s, t.Nanosecond(), time.UTC)
	return nil
}

// dateFault is what keeps a word from being a date.
type dateFault uint8

const (
	dateFine  dateFault = iota
	dateNone            // it isn't one
	dateLoose           // it is meant as one
	dateWrong           // no calendar has that day, no clock that hour
)

// looseDate is how people write dates: 2023-6-1, 2023/6/1, 2023年6月1日.
var looseDate = regexp.MustCompile(`^(\d{4,5}) ?[-/.年] ?(?:(\d{1,2}) ?(?:[-/.月] ?(?:(\d{1,2}) ?[日号]?)?)?)?(?:[T ]* ?(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})秒?)?)?分?$`)

// dateOf tells whether a word is a date in TOML's form: a day, and if wanted a
// time of day, with a zone or without.
func dateOf(word string) dateFault {
	var n [8]int // year, month, day, hour, minute, second, the zone's hour and minute
	rest, ok := take(word, "0000-00-00", n[0:])
	if ok && rest != "" {
		rest, ok = takeClock(rest, &n)
	}
	switch {
	case !ok || rest != "":
		return dateNone
	case exists(n[0], n[1], n[2], n[3], n[4], n[5]) && n[6] <= 23 && n[7] <= 59:
		return dateFine
	}
	return dateWrong
}

// takeClock reads what follows the day: T09:00:00.5+08:00.
func takeClock(s string, n *[8]int) (rest string, ok bool) {
	if s[0] != 'T' && s[0] != 't' && s[0] != ' ' {
		return s, false
	}
	if rest, ok = take(s[1:], "00:00", n[3:]); !ok {
		return s, false
	}
	if after, ok := take(rest, ":00", n[4:]); ok {
		rest = after
		if strings.HasPrefix(rest, ".") {
			digits := len(rest[1:]) - len(strings.TrimLeft(rest[1:], "0123456789"))
			if digits == 0 {
				return s, false
			}
			rest = rest[1+digits:]
		}
	}
	switch {
	case rest == "Z" || rest == "z":
		return "", true
	case strings.HasPrefix(rest, "+"), strings.HasPrefix(rest, "-"):
		return take(rest[1:], "00:00", n[6:])
	}
	return rest, true
}

// take reads a number for each run of zeros in a form, and the form's own
// marks between them.
func take(s, form string, n []int) (rest string, ok bool) {
	if len(s) < len(form) {
		return s, false
	}
	for i := range len(form) {
		switch {
		case form[i] != '0':
			if s[i] != form[i] {
				return s, false
			}
			n = n[1:]
		case !isDigit(s[i]):
			return s, false
		default:
			n[0] = n[0]*10 + int(s[i]-'0')
		}
	}
	return s[len(form):], true
}

// meantAsDate reads a word as people write dates. The right form is "" when
// the day can't be told from the word.
func meantAsDate(word string) (right string, fault dateFault) {
	switch dateOf(word) {
	case dateFine:
		return word, dateLoose
	case dateWrong:
		return "", dateWrong
	}
	m := looseDate.FindStringSubmatch(arabic(strings.TrimSpace(word)))
	if m == nil {
		return "", almostDate(word)
	}
	n := numbers(m)
	if m[3] == "" {
		if strings.ContainsAny(word, "年-/") {
			return "", dateLoose
		}
		return "", dateNone // 2023.6 is a number
	}
	if !exists(n[1], n[2], n[3], n[4], n[5], n[6]) {
		return "", dateWrong
	}
	right = fmt.Sprintf("%04d-%02d-%02d", n[1], n[2], n[3])
	if m[4] != "" {
		right += fmt.Sprintf(" %02d:%02d:%02d", n[4], n[5], n[6])
	}
	return right, dateLoose
}

// almostDate tells what begins as a date or a time of day does.
func almostDate(word string) dateFault {
	var n [3]int
	if _, ok := take(word, "0000-00-00", n[:]); ok {
		return dateLoose
	}
	if rest, ok := take(word, "00:00", n[:]); ok && strings.Trim(rest, ":.0123456789") == "" {
		return dateWrong
	}
	return dateNone
}

// numbers is the groups of a match as numbers; a group that is missing is 0.
func numbers(groups []string) []int {
	n := make([]int, len(groups))
	for i, g := range groups {
		n[i], _ = strconv.Atoi(g)
	}
	return n
}

// exists tells whether there is such a day and such a time of day. The year 0
// is the zero time's neighbour and no year of any calendar; leap seconds are
// not written.
func exists(year, month, day, hour, minute, second int) bool {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && t.Day() == day && day >= 1 &&
		hour <= 23 && minute <= 59 && second <= 59
}

// arabic writes the Chinese and full-width digits of a date as 0–9:
// 二〇二五年十一月二十日 is 2025年11月20日.
func arabic(s string) string {
	var b strings.Builder
	runes := []rune(s)
	digit := func(i int) bool {
		return i >= 0 && i < len(runes) && strings.ContainsRune("0123456789〇零○一二三四五六七八九", runes[i])
	}
	for i, r := range runes {
		switch r {
		case '〇', '零', '○':
			b.WriteByte('0')
		case '一', '二', '三', '四', '五', '六', '七', '八', '九':
			b.WriteByte("123456789"[strings.IndexRune("一二三四五六七八九", r)/len("一")])
		case '十':
			if !digit(i - 1) {
				b.WriteByte('1')
			}
			if !digit(i + 1) {
				b.WriteByte('0')
			}
		default:
			b.WriteRune(halfWidth(r))
		}
	}
	return b.String()
}

// isTime tells a time of day: 09:00 or 09:00:00.
func isTime(s string) bool {
	return len(s) >= len("09:00") && s[2] == ':' && dateOf("2000-01-01T"+s) == dateFine && !strings.ContainsAny(s, "Zz+-")
}
