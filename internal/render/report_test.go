package render

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"gongkai/internal/report"
)

// The built page's tables are those of the report, cell by cell: text, spans,
// ids, headers and scope.
func TestStatutoryTablesOfThePage(t *testing.T) {
	text, err := fs.ReadFile(minimal(t), "report/2023.md")
	if err != nil {
		t.Fatal(err)
	}
	old := string(report.FormOf(2019).Skeleton(nil))
	r := build(t, minimal(t,
		"report/2019.toml", old,
		"report/2019.md", strings.NewReplacer("2023年", "2019年", "2024-01-20", "2020-01-20", "2024-00004", "2020-00004").Replace(string(text)),
	))
	for _, year := range []string{"2019", "2023"} {
		checkTables(t, r, "report/"+year+".html")
	}
}

func checkTables(t *testing.T, r *Rendered, name string) {
	t.Helper()
	page := open(t, r, name)
	for _, want := range r.site.Page(name).Report.Tables() {
		table := doc{page.one(t, "#"+want.Key), want.Key}
		if got := text(table.one(t, "caption")); got != want.Caption {
			t.Errorf("caption %q, want %q", got, want.Caption)
		}
		if got := len(table.all("colgroup col")); got != len(want.Columns) {
			t.Errorf("%s: %d columns", want.Key, got)
		}
		checkRows(t, table.all("thead tr"), want.Head)
		checkRows(t, table.all("tbody tr"), want.Body)
	}
}

func checkRows(t *testing.T, rows []*html.Node, want [][]report.TableCell) {
	t.Helper()
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d", len(rows), len(want))
	}
	for i, row := range rows {
		var cells []*html.Node
		for n := range row.ChildNodes() {
			cells = append(cells, n)
		}
		if len(cells) != len(want[i]) {
			t.Fatalf("row %d: %d cells, want %d", i, len(cells), len(want[i]))
		}
		for j, n := range cells {
			checkCell(t, n, want[i][j])
		}
	}
}

func checkCell(t *testing.T, n *html.Node, want report.TableCell) {
	t.Helper()
	span := func(name string) int {
		if s := attr(n, name); s != "" {
			v, _ := strconv.Atoi(s)
			return v
		}
		return 1
	}
	tag := map[bool]string{true: "th", false: "td"}[want.Header]
	shown := text(n)
	if want.Original {
		shown = strings.TrimSuffix(shown, original)
	}
	got := []string{n.Data, shown, attr(n, "id"), attr(n, "scope"), attr(n, "headers"), strconv.Itoa(span("rowspan")), strconv.Itoa(span("colspan"))}
	wanted := []string{tag, want.Text, want.ID, want.Scope, strings.Join(want.Headers, " "), strconv.Itoa(want.RowSpan), strconv.Itoa(want.ColSpan)}
	if !slices.Equal(got, wanted) {
		t.Errorf("cell\n got %q\nwant %q", got, wanted)
	}
}

// A published mistake says that it is one, in its cell and below its table.
func TestMistakesThatWereMadePublic(t *testing.T) {
	content := minimal(t)
	toml := string(content["report/2023.toml"].Data)
	toml = "[[acknowledge]]\ncode = \"R204\"\nat = \"requests.carried_out.natural\"\nreason = \"公布时少计一件\"\n" +
		strings.Replace(toml, "new        = [0,", "new        = [1,", 1)
	content["report/2023.toml"] = &fstest.MapFile{Data: []byte(toml)}
	page := open(t, build(t, content), "report/2023.html")
	if got := page.texts("#requests .note"); !slices.Equal(got, []string{"原文如此"}) {
		t.Errorf("cells: %q", got)
	}
	if got := page.texts(".table-note"); !slices.Equal(got, []string{"原文如此：公布时少计一件"}) {
		t.Errorf("reasons: %q", got)
	}
}

func TestPartsOfAReportInTheFormsOrder(t *testing.T) {
	r := sample(t)
	page := open(t, r, "report/2023.html")
	want := []string{
		"一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
		"四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
	}
	if got := page.texts(".prose h2"); !slices.Equal(got, want) {
		t.Errorf("headings: %q", got)
	}
	if got := page.texts(".outline li"); !slices.Equal(got, want) {
		t.Errorf("contents: %q", got)
	}
	// All of the prose is there, and none of it twice.
	body := r.site.Page("report/2023.html").Body
	prose := text(page.one(t, ".prose"))
	for _, line := range strings.Split(strings.TrimSpace(body.Text()), "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" && strings.Count(prose, line) < 1 {
			t.Errorf("lost: %s", line)
		}
	}
}

func TestFiguresBesideTheReport(t *testing.T) {
	r := sample(t)
	p := r.site.Page("report/2023.html")
	for name, want := range map[string][]byte{"report/2023.json": p.Report.JSON("武陟县乡村振兴局"), "report/2023.csv": p.Report.CSV()} {
		if got, err := r.ReadFile(name); err != nil || string(got) != string(want) {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
	if got := open(t, r, "report/index.html").texts(".series .year"); !slices.Equal(got, []string{"2023"}) {
		t.Errorf("years: %q", got)
	}
}

func TestAReportFromBeforeTheFormsIsPlainProse(t *testing.T) {
	r := build(t, minimal(t, "report/2012.md", "+++\ntitle = \"2012年报告\"\ndate = 2013-03-01\nindex = \"000014349/2013-00001\"\n+++\n## 概述\n\n老报告。\n"))
	page := open(t, r, "report/2012.html")
	if len(page.all("table")) > 0 || !strings.Contains(text(page.one(t, ".prose")), "老报告。") {
		t.Errorf("%s", text(page.one(t, "main")))
	}
}
