package intake

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/report"
)

var samples = flag.String("samples", "", "a folder of folders, each with a report and an expected.json: print what was read right, asked about, and read wrong")

// TestSamples measures the importer on real reports:
//
//	go test ./internal/intake -run TestSamples -v -samples FOLDER
func TestSamples(t *testing.T) {
	if *samples == "" {
		t.Skip("no -samples")
	}
	fmt.Println("| sample | read as | right | asked | wrong |\n| --- | --- | ---: | ---: | ---: |")
	names, err := filepath.Glob(filepath.Join(*samples, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if base := filepath.Base(name); base == "expected.json" {
			continue
		}
		want := expected(t, filepath.Join(filepath.Dir(name), "expected.json"))
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sample := filepath.Base(filepath.Dir(name)) + "/" + filepath.Base(name)
		r, findings := Read(filepath.Base(name), data, 0)
		if r == nil {
			fmt.Printf("| %s | refused: %s %s | | | |\n", sample, findings[0].Code, findings[0].Message.EN)
			continue
		}
		s := compare(r, want)
		fmt.Printf("| %s | form %s, %d doubts | %d | %d | %d |\n", sample, r.Report.Form.ID, len(findings), s.right, s.asked, len(s.wrong))
		for _, w := range s.wrong {
			t.Errorf("%s: %s", sample, w)
		}
	}
}

// score is how a report was read.
type score struct {
	right, asked int
	wrong        []string
}

// compare counts the cells of a report against what its source says. A blank
// is right where the source is blank, else it must have been asked about.
func compare(r *Result, want map[string]report.Cell) score {
	var s score
	for _, f := range r.Report.Form.Figures() {
		expected, known := want[f.Name]
		if !known && f.Total {
			continue // worked out
		}
		got, _, _ := r.Report.Cell(f.Name)
		switch {
		case r.Asked(f.Name):
			s.asked++
		case known && got.State == expected.State && (got.State != report.Number || equalNumbers(got.Text, expected.Text)):
			s.right++
		default:
			s.wrong = append(s.wrong, fmt.Sprintf("%s: read %q, the source has %q", f.Name, got.Text, expected.Text))
		}
	}
	return s
}

func equalNumbers(a, b string) bool {
	x, ok1 := new(big.Rat).SetString(strings.TrimRight(a, "亿万元"))
	y, ok2 := new(big.Rat).SetString(strings.TrimRight(b, "亿万元"))
	return ok1 && ok2 && x.Cmp(y) == 0
}

// sampleRows are the names that the samples' transcriptions have for our rows.
var sampleRows = map[string]string{
	"new": "new", "carried_in": "carried_in", "granted": "outcome.granted", "partial": "outcome.partial",
	"secret": "outcome.refused.state_secret", "law_forbidden": "outcome.refused.law_forbids",
	"three_safety_one_stability": "outcome.refused.security_stability", "third_party": "outcome.refused.third_party",
	"internal_affairs": "outcome.refused.internal_affairs", "process": "outcome.refused.process_information",
	"enforcement_files": "outcome.refused.enforcement_files", "admin_query": "outcome.refused.administrative_query",
	"not_held": "outcome.unavailable.not_held", "must_create": "outcome.unavailable.needs_creating",
	"unclear": "outcome.unavailable.unclear_after_correction", "petition": "outcome.unprocessed.petition",
	"repeated": "outcome.unprocessed.repeated", "publication": "outcome.unprocessed.publication",
	"excessive": "outcome.unprocessed.excessive", "reconfirm": "outcome.unprocessed.reconfirmation",
	"overdue_correction": "outcome.other.correction_overdue", "overdue_payment": "outcome.other.payment_overdue",
	"other_result": "outcome.other.rest", "other_handling": "outcome.other.undivided", "total": "outcome.total", "carried_out": "carried_out",
}

// expected reads a transcription.
func expected(t *testing.T, name string) map[string]report.Cell {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var in struct {
		Form   string
		Table2 map[string]any
		Table3 struct {
			Columns []string
			Rows    map[string][]any
		}
		Table4 []any
	}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	if err := decoder.Decode(&in); err != nil {
		t.Fatal(err)
	}
	cells := map[string]report.Cell{}
	put := func(name string, v any) {
		switch v := v.(type) {
		case nil:
			cells[name] = report.Cell{State: report.Blank}
		case json.Number:
			cells[name] = report.Cell{State: report.Number, Text: v.String()}
		case string:
			cells[name] = report.Cell{State: report.Number, Text: v}
			if v == "/" {
				cells[name] = report.Cell{State: report.NotApplicable, Text: "/"}
			}
		}
	}
	for from, to := range map[string]string{"regulations": "rules", "normative": "normative_documents"} {
		group, _ := in.Table2[from].(map[string]any)
		for a, b := range map[string]string{"made": "issued", "repealed": "repealed", "valid": "in_force"} {
			put("disclosure."+to+"."+b, group[a])
		}
	}
	for from, to := range map[string]string{"licensing": "licences", "punishment": "penalties", "coercion": "coercions", "fees_wan_yuan": "fees"} {
		put("disclosure."+to, in.Table2[from])
	}
	columns := []string{"natural", "commercial", "research", "charity", "legal", "other", "total"}
	for key, values := range in.Table3.Rows {
		if sampleRows[key] == "" || len(values) != len(columns) {
			t.Fatalf("%s: row %s", name, key)
		}
		for i, v := range values {
			put("requests."+sampleRows[key]+"."+columns[i], v)
		}
	}
	// A row of zeros that the form has since divided has nothing but zeros in it.
	for _, column := range columns {
		if whole := cells["requests.outcome.other.undivided."+column]; in.Form == "2021" && whole.Text == "0" {
			for _, part := range []string{"correction_overdue", "payment_overdue", "rest"} {
				cells["requests.outcome.other."+part+"."+column] = whole
			}
		}
	}
	for i, v := range in.Table4 {
		block := []string{"reconsideration", "litigation_direct", "litigation_after"}[i/5]
		put("review."+block+"."+slices.Clone([]string{"upheld", "corrected", "other", "pending", "total"})[i%5], v)
	}
	return cells
}
