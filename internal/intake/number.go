package intake

import (
	"regexp"
	"strings"

	"gongkai/internal/report"
)

// value is what stands in a figure's place: a number, nothing, a stroke, or
// something that isn't read.
type value struct {
	raw    string // as it is written
	text   string // the number, with its unit when it is an amount's
	state  report.State
	at     int // where it begins in its line: a character, or the grid's column
	to     int // where it ends
	place  string
	unread bool // neither a number nor blank nor a stroke
	signed bool
	unit   string
}

var (
	plainNumber  = regexp.MustCompile(`^(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?$`)
	signedNumber = regexp.MustCompile(`^([+-]|增加?|减少?|增|减)(\d{1,3}(?:,\d{3})+|\d+)$`)
	unitAfter    = regexp.MustCompile(`^([+-]?[\d,.]+)(件|条|项|个|宗|次|份|部|元|万元|亿元|人民币元|万)$`)
	// A dash alone may mean 0, not applicable or nothing at all: it is asked about.
	strokes = map[string]report.State{"/": report.NotApplicable, "不适用": report.NotApplicable, "": report.Blank}
	dashes  = map[string]bool{"-": true, "—": true, "--": true, "——": true, "－": true, "–": true, "\\": true, "无": true, "~": true, "*": true, "**": true, "×": true, "〇": true, "零": true, "o": true, "O": true, "—-": true, "●": true, "―": true, "一": true, "●●": true, "#VALUE!": true, "#REF!": true}
)

// readValue reads the text of a cell. It tells false when the text is a label
// or a sentence.
func readValue(raw string) (value, bool) {
	text := strings.Join(strings.Fields(narrow(raw)), "")
	v := value{raw: strings.TrimSpace(raw), text: text}
	if state, ok := strokes[text]; ok {
		v.state = state
		return v, true
	}
	if dashes[text] {
		v.unread = true
		return v, true
	}
	if m := unitAfter.FindStringSubmatch(text); m != nil {
		text, v.unit = m[1], m[2]
	}
	if m := signedNumber.FindStringSubmatch(strings.ReplaceAll(strings.ReplaceAll(text, "−", "-"), "－", "-")); m != nil {
		v.state, v.signed = report.Number, true
		sign := "+"
		if m[1] == "-" || strings.HasPrefix(m[1], "减") {
			sign = "-"
		}
		v.text = sign + strings.ReplaceAll(m[2], ",", "")
		return v, true
	}
	text = strings.ReplaceAll(text, "，", ",")
	if m := plainNumber.FindStringSubmatch(text); m != nil {
		v.state = report.Number
		v.text = strings.ReplaceAll(m[1], ",", "") + m[2]
		// Two figures that have run together: 00, 021.
		v.unread = len(m[1]) > 1 && m[1][0] == '0'
		return v, true
	}
	return v, false
}

// joined tells whether a cell's text holds white space inside a number: 1 234
// may be one figure or two.
func joined(raw string) bool {
	fields := strings.Fields(narrow(raw))
	if len(fields) < 2 {
		return false
	}
	for _, f := range fields {
		if strings.Trim(f, "0123456789,.") != "" {
			return false
		}
	}
	return true
}

// cell is the value as a figure of a kind; it tells false when it can't be one.
func (v value) cell(kind report.Kind) (report.Cell, bool) {
	switch {
	case v.unread || joined(v.raw):
		return report.Cell{State: report.Blank}, false
	case v.state == report.Blank:
		return report.Cell{State: report.Blank}, false
	case v.state == report.NotApplicable:
		return report.Cell{State: report.NotApplicable, Text: "/"}, true
	}
	text := v.text
	switch kind {
	case report.Count:
		if v.signed || strings.Contains(text, ".") || strings.HasSuffix(v.unit, "元") || v.unit == "万" {
			// A workbook keeps 12 as 12.0 at times.
			whole, fraction, _ := strings.Cut(text, ".")
			if v.signed || v.unit != "" || strings.Trim(fraction, "0") != "" {
				return report.Cell{State: report.Blank}, false
			}
			text = whole
		}
	case report.Signed:
		if v.unit != "" && strings.HasSuffix(v.unit, "元") || strings.Contains(text, ".") {
			return report.Cell{State: report.Blank}, false
		}
	case report.Money:
		// The form's unit is 万元; another one would have to be worked out.
		if v.signed || v.unit != "" && v.unit != "万元" {
			return report.Cell{State: report.Blank}, false
		}
	case report.Amount:
		if v.signed {
			return report.Cell{State: report.Blank}, false
		}
		switch v.unit {
		case "", "元", "万元", "亿元":
			text += v.unit
		default:
			return report.Cell{State: report.Blank}, false
		}
	}
	return report.Cell{State: report.Number, Text: text}, true
}
