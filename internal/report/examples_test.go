package report

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// checkSite runs this room's checks over the reports of a site in txtar form
// laid over the minimal one, as the rooms above do.
func checkSite(t *testing.T, overlay string) diag.List {
	t.Helper()
	minimal, err := os.ReadFile("../../cmd/gongkai/testdata/minimal.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, archive := range []string{string(minimal), overlay} {
		for _, f := range txtar.Parse([]byte(archive)).Files {
			files[f.Name] = string(f.Data)
		}
	}
	var names []string
	for name := range files {
		if path.Dir(name) == "content/report" && path.Ext(name) == ".toml" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var all diag.List
	var reports []*Report
	var last *Prose
	for _, name := range names {
		year, _ := strconv.Atoi(strings.TrimSuffix(path.Base(name), ".toml"))
		data, problems := source.ParseData(source.Text{Name: name, Bytes: []byte(files[name])})
		all = append(all, problems...)
		if data == nil {
			continue
		}
		r, problems := Decode(data, year, false)
		all = append(all, problems...)
		page := strings.TrimSuffix(name, ".toml") + ".md"
		prose := proseOf(page, files[page], year)
		all = append(all, CheckProse(r, prose, last, false)...)
		last = &prose
		if r != nil {
			reports = append(reports, r)
		}
	}
	return append(all, CheckSeries(reports)...)
}

var (
	headingLine = regexp.MustCompile(`(?m)^(#+) (.*)$`)
	titleLine   = regexp.MustCompile(`(?m)^title = "(.*)"$`)
)

// proseOf cuts a page into its sections.
func proseOf(name, page string, year int) Prose {
	text := source.Text{Name: name, Bytes: []byte(page)}
	p := Prose{Year: year, Agency: []string{"示例县统计局", "县统计局"}, Disclosed: 3}
	if m := titleLine.FindStringSubmatchIndex(page); m != nil {
		p.Title, p.Place = page[m[2]:m[3]], text.Place(m[2], m[3])
	}
	body := 0
	if i := strings.LastIndex(page, "+++\n"); i >= 0 {
		body = i + len("+++\n")
	}
	section := Section{}
	add := func(from, to int) {
		section.Text = page[from:to]
		section.At = func(start, end int) diag.Place { return text.Place(from+start, from+end) }
		p.Sections = append(p.Sections, section)
	}
	from := body
	for _, m := range headingLine.FindAllStringSubmatchIndex(page[body:], -1) {
		add(from, body+m[0])
		section = Section{Heading: page[body+m[4] : body+m[5]], Level: m[3] - m[2], Place: text.Place(body+m[0], body+m[1])}
		from = body + m[1]
	}
	add(from, len(page))
	return p
}

func TestExamples(t *testing.T) {
	for _, rule := range Rules() {
		t.Run(rule.Code, func(t *testing.T) {
			bad := checkSite(t, rule.Bad)
			if !slices.ContainsFunc(bad, func(d diag.Diagnostic) bool { return d.Code == rule.Code }) {
				t.Errorf("the bad example gives %q", codes(bad))
			}
			if len(bad) > 1 {
				t.Errorf("the bad example gives more than its fault: %q", codes(bad))
			}
			for _, d := range checkSite(t, rule.Good) {
				t.Errorf("the good example gives %s: %s (%s)", d.Code, d.Message.ZH, d.Place)
			}
		})
	}
}

func TestRulesAreInOrderAndSpeakBothLanguages(t *testing.T) {
	rules := Rules()
	for i, r := range rules {
		if i > 0 && rules[i-1].Code >= r.Code {
			t.Errorf("%s comes after %s", r.Code, rules[i-1].Code)
		}
		for _, text := range []diag.Text{r.Message, r.Hint, r.Why} {
			if text.ZH == "" || text.EN == "" || strings.Contains(text.ZH, "非法") {
				t.Errorf("%s: %q", r.Code, text)
			}
		}
	}
}
