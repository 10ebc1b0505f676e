package intake

import (
	"path"
	"strconv"

	"gongkai/internal/diag"
	"gongkai/internal/document"
	"gongkai/internal/report"
)

// readOwnJSON reads what gongkai export writes. Other programs' data is
// refused: how they name the rows would have to be guessed.
func readOwnJSON(name string, data []byte) (*Result, diag.List) {
	at := diag.Place{File: name}
	if len(data) == 0 {
		return nil, diag.List{ruleEmpty.New(at)}
	}
	text, err := document.Decode(data)
	if err != nil {
		return nil, diag.List{refusal(name, err)}
	}
	r, agency, err := report.FromJSON([]byte(text))
	if err != nil {
		if document.Garbled(text) {
			return nil, diag.List{ruleGarbled.New(at)}
		}
		return nil, diag.List{ruleForeign.New(at, err)}
	}
	result := own(r)
	if agency != "" {
		result.Title = report.Title(agency, r.Year)
	}
	return result, nil
}

func readOwnCSV(name string, data []byte, year int) (*Result, diag.List) {
	if year == 0 {
		if m := yearInName.FindStringSubmatch(path.Base(name)); m != nil {
			year, _ = strconv.Atoi(m[1])
		}
	}
	at := diag.Place{File: name}
	switch {
	case year == 0:
		return nil, diag.List{ruleNoYear.New(at)}
	case report.FormOf(year) == nil:
		return nil, diag.List{ruleTooOld.New(at, year)}
	}
	r, err := report.FromCSV(data, year)
	if err != nil {
		return nil, diag.List{ruleForeign.New(at, err)}
	}
	return own(r), nil
}

// own is a report that came from our own export: there is nothing to doubt.
func own(r *report.Report) *Result {
	return &Result{Year: r.Year, Report: r, Figures: r.Format(nil), asked: map[string]bool{}}
}
