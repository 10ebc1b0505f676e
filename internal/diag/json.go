package diag

import (
	"encoding/json"
	"io"
)

// The JSON of a finding, for editors and scripts. Both languages are always
// there, every key is always there but personal, which a finding of personal
// data alone has, and related is never null; fix is, when there is none.
type (
	jsonDiagnostic struct {
		Code      string        `json:"code"`
		Severity  string        `json:"severity"`
		File      string        `json:"file"`
		Line      int           `json:"line"`
		Column    int           `json:"column"`
		EndLine   int           `json:"endLine"`
		EndColumn int           `json:"endColumn"`
		Message   string        `json:"message"`
		MessageEn string        `json:"messageEn"`
		Hint      string        `json:"hint"`
		Basis     string        `json:"basis"`
		Related   []jsonRelated `json:"related"`
		Fix       *jsonFix      `json:"fix"`
		Personal  *Personal     `json:"personal,omitempty"`
	}
	jsonRelated struct {
		File      string `json:"file"`
		Line      int    `json:"line"`
		Column    int    `json:"column"`
		Message   string `json:"message"`
		MessageEn string `json:"messageEn"`
	}
	jsonFix struct {
		Line      int    `json:"line"`
		Column    int    `json:"column"`
		EndLine   int    `json:"endLine"`
		EndColumn int    `json:"endColumn"`
		Text      string `json:"text"`
	}
)

// WriteJSON writes the findings, one JSON object a line.
func (l List) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for i := range l {
		if err := encoder.Encode(l[i].json()); err != nil {
			return err
		}
	}
	return nil
}

func (d *Diagnostic) json() jsonDiagnostic {
	out := jsonDiagnostic{
		Code: d.Code, Severity: d.Severity.String(),
		File: d.File, Line: d.Line, Column: d.Column, EndLine: d.EndLine, EndColumn: d.EndColumn,
		Message: d.Message.ZH, MessageEn: d.Message.EN, Hint: d.Hint.ZH, Basis: d.Basis,
		Related: []jsonRelated{}, Fix: (*jsonFix)(d.Fix), Personal: d.Personal,
	}
	for _, r := range d.Related {
		out.Related = append(out.Related, jsonRelated{r.File, r.Line, r.Column, r.Message.ZH, r.Message.EN})
	}
	return out
}
