package document

import (
	"encoding/xml"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// What a cell says: of a number or a date the file holds a binary fraction or a
// serial number, and its style tells which of them it is.

// text is a cell's value as the file holds it, not as it is printed: a number
// with all its digits.
func (r *sheetReader) text(kind string, style int, value string) string {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(r.shared) {
			return ""
		}
		return r.shared[i]
	case "inlineStr", "str", "e", "d":
		return squeeze(spaces(value))
	case "b":
		return map[string]string{"1": "TRUE", "0": "FALSE"}[value]
	}
	value = strings.TrimSpace(value)
	if r.dates[style] {
		if day, ok := r.date(value); ok {
			return day
		}
	}
	return padded(plainDecimal(value), r.decimals[style])
}

// date is the day of a serial number. The 1900 system has a 29 February 1900
// that never was: serial 60.
func (r *sheetReader) date(value string) (string, bool) {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || f < 0 || f > 2_958_465 {
		return "", false
	}
	days := int(f)
	epoch := time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	if !r.from1904 {
		if days == 60 {
			return "1900-02-29", true
		}
		epoch = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
		if days > 60 {
			days--
		}
	}
	return epoch.AddDate(0, 0, days).Format(time.DateOnly), true
}

// padded gives a decimal the zeros that its style prints: 3415.7 as 3415.70.
func padded(value string, places int) string {
	if places == 0 || strings.Trim(value, "-0123456789.") != "" || value == "" {
		return value
	}
	whole, fraction, _ := strings.Cut(value, ".")
	if missing := places - len(fraction); missing > 0 && missing <= 16 {
		fraction += strings.Repeat("0", missing)
	}
	return whole + "." + fraction
}

// keptDigits is how long a decimal may be that somebody typed; a longer one is
// what a binary fraction looks like.
const keptDigits = 16

// plainDecimal writes what the file has as 7.73028E3, or as 0.30000000000000004
// for 0.3, the way it was typed. 3415.70 stays as it is: a program that writes
// that last zero means it.
func plainDecimal(value string) string {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || !strings.ContainsAny(value, "eE") && len(value) <= keptDigits {
		return value
	}
	short := strconv.FormatFloat(f, 'f', -1, 64)
	if len(strings.TrimLeft(strings.ReplaceAll(short, ".", ""), "-0")) > 15 {
		short = new(big.Float).SetFloat64(f).Text('g', 15)
		if g, err := strconv.ParseFloat(short, 64); err == nil {
			short = strconv.FormatFloat(g, 'f', -1, 64)
		}
	}
	return short
}

// formats finds the styles that print a number as a date.
func (b *book) formats() error {
	b.dates, b.decimals = map[int]bool{}, map[int]int{}
	data, err := b.read("xl/styles.xml")
	if err != nil || data == nil {
		return err
	}
	custom, places := map[int]bool{}, map[int]int{2: 2, 4: 2}
	inCells, style := false, 0
	t := newTokens("xl/styles.xml", data)
	for {
		token, err := t.next()
		if err != nil || token == nil {
			return err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "cellXfs" {
				inCells = false
			}
		case xml.StartElement:
			switch e.Name.Local {
			case "cellXfs":
				inCells = true
			case "numFmt":
				if id, err := strconv.Atoi(attribute(e, "numFmtId")); err == nil {
					code := attribute(e, "formatCode")
					custom[id] = isDateFormat(code)
					if _, zeros, ok := strings.Cut(code, "0."); ok {
						places[id] = len(zeros) - len(strings.TrimLeft(zeros, "0"))
					}
				}
			case "xf":
				if inCells {
					id, _ := strconv.Atoi(attribute(e, "numFmtId"))
					b.dates[style] = custom[id] || 14 <= id && id <= 17 || id == 22 || 27 <= id && id <= 31 || id == 36 || 50 <= id && id <= 58
					b.decimals[style] = places[id]
					style++
				}
			}
		}
	}
}

// isDateFormat tells yyyy-mm-dd from 0.00.
func isDateFormat(code string) bool {
	var b strings.Builder
	quoted, bracketed := false, false
	for _, r := range strings.ToLower(code) {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '[':
			bracketed = true
		case r == ']':
			bracketed = false
		case !quoted && !bracketed:
			b.WriteRune(r)
		}
	}
	return strings.ContainsAny(b.String(), "yd") && !strings.Contains(b.String(), "general")
}
