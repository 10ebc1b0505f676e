package inspect

import (
	"strings"
	"unicode/utf8"
)

// Calendar is the deadlines as an iCalendar file (RFC 5545): an event a day,
// with a reminder three days before. An event keeps its name, so that a newer
// file moves it.
func (n *Inspection) Calendar() []byte {
	var b strings.Builder
	line := func(text string) {
		// A line has 75 bytes at most; the rest goes on after a space.
		const most = 75
		for len(text) > most {
			cut := most
			for !utf8.RuneStart(text[cut]) {
				cut--
			}
			b.WriteString(text[:cut] + "\r\n")
			text = " " + text[cut:]
		}
		b.WriteString(text + "\r\n")
	}
	stamp := n.now.UTC().Format("20060102T150405Z")
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//gongkai//inspection//ZH")
	line("CALSCALE:GREGORIAN")
	line("X-WR-CALNAME:" + escapeText(n.site.Settings.Agency.Name+"公开平台期限"))
	for _, d := range n.deadlines() {
		line("BEGIN:VEVENT")
		line("UID:" + d.id + "@gongkai")
		line("DTSTAMP:" + stamp)
		line("DTSTART;VALUE=DATE:" + d.day.Format("20060102"))
		line("DTEND;VALUE=DATE:" + d.day.AddDate(0, 0, 1).Format("20060102"))
		line("SUMMARY:" + escapeText(d.what))
		line("TRANSP:TRANSPARENT")
		line("BEGIN:VALARM")
		line("ACTION:DISPLAY")
		line("TRIGGER:-P3D")
		line("DESCRIPTION:" + escapeText(d.what))
		line("END:VALARM")
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	return []byte(b.String())
}

func escapeText(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`, "\r", "").Replace(s)
}
