package inspect

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	"golang.org/x/tools/txtar"

	"gongkai/internal/diag"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

var day = time.Date(2024, 6, 1, 9, 0, 0, 0, time.FixedZone("", 8*60*60))

// linked is a site made of a txtar archive.
func linked(t *testing.T, archive string) (*site.Site, *source.Tree) {
	t.Helper()
	files := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		if name, ok := strings.CutPrefix(f.Name, "content/"); ok {
			files[name] = &fstest.MapFile{Data: f.Data, ModTime: day}
		}
	}
	tree, err := source.Read(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	words, _ := ReadWords(tree.File(WordsFile))
	s, _, err := site.Link(tree, nil, site.Options{Now: day, Examine: Examiner(words)})
	if err != nil {
		t.Fatal(err)
	}
	return s, tree
}

// codes names the findings, in order.
func codes(found diag.List) string {
	var list []string
	for _, d := range found {
		list = append(list, d.Code)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

func TestWordsInEveryText(t *testing.T) {
	const list = "-- content/words.toml --\n" +
		"[[word]]\nwrong = \"截止目前\"\nright = \"截至目前\"\nexcept = [\"报名截止目前未定\"]\n" +
		"[[word]]\nwrong = \"衔接资金\"\nright = \"财政衔接资金\"\n" +
		"[[word]]\nwrong = \"ABC局\"\nright = \"示例局\"\nstop = true\nreason = \"已改名\"\n"
	tests := []struct{ text, want string }{
		{"截止目前，工作完成。", "I001"},
		{"报名截止目前未定。", ""},
		{"报名截止目前未定，截止目前共三人。", "I001"},
		{"财政衔接资金。", ""},
		{"衔接资金，财政衔接资金。", "I001"},
		{"ABC局的通知。", "I002"},
		{"截", ""},
	}
	for _, test := range tests {
		s, tree := linked(t, sound+list+page(test.text))
		if got := codes(Gate(s, tree, &Scans{})); got != test.want {
			t.Errorf("%s: %q, want %q", test.text, got, test.want)
		}
	}
	s, tree := linked(t, sound+list+strings.Replace(page("正文。"), "调查情况", "截止目前", 1))
	found := Gate(s, tree, &Scans{})
	if codes(found) != "I001" || found[0].Line != 2 || found[0].Fix == nil || found[0].Fix.Text != "截至目前" {
		t.Errorf("a wrong word in the title: %+v", found)
	}
}

func TestWordsInAttachments(t *testing.T) {
	const list = "-- content/words.toml --\n[[word]]\nwrong = \"截止目前\"\nright = \"截至目前\"\n"
	const files = "-- content/disclosure/notices/list/index.md --\n+++\ntitle = \"清单\"\ndate = 2024-05-28\n+++\n见附件。\n" +
		"-- content/disclosure/notices/list/a.csv --\n项目,说明\n甲,截止目前完成\n乙,截止目前未完成\n"
	scans := &Scans{}
	for _, test := range []struct{ archive, want string }{
		{sound + list + files, "「截止目前」应写作「截至目前」（附件里 2 处，第一处在第2列）"},
		{sound + files, ""},
		{sound + list + files, "「截止目前」应写作「截至目前」（附件里 2 处，第一处在第2列）"},
	} {
		s, tree := linked(t, test.archive)
		found, _ := new(Gates).Look(s, tree, scans, day)
		said := ""
		for _, d := range found {
			said += d.Message.ZH
			if d.Line != 2 || d.File != "content/disclosure/notices/list/a.csv" {
				t.Errorf("%+v", d)
			}
		}
		if said != test.want {
			t.Errorf("%q, want %q", said, test.want)
		}
	}
}

func TestWordsThatCantBeUsed(t *testing.T) {
	files := fstest.MapFS{"words.toml": {Data: []byte("[[word]]\nwrong = \"甲乙\"\n[[word]]\nwrong = \"甲乙\"\nright = \"甲乙\"\n[[word]]\nwrong = \"a\"\nright = \"b\"\n[[word]]\nrong = \"甲乙\"\n")}}
	tree, err := source.Read(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, problems := ReadWords(tree.File(WordsFile)); !strings.HasPrefix(codes(problems), "I003 I003 I003 I003") {
		t.Errorf("%v", problems)
	}
	for _, broken := range []string{"[[word", "\xff\xfe"} {
		files["words.toml"].Data = []byte(broken)
		tree, err := source.Read(files, nil)
		if err != nil {
			t.Fatal(err)
		}
		if words, problems := ReadWords(tree.File(WordsFile)); words != nil || len(problems) == 0 {
			t.Errorf("%q is a list of words", broken)
		}
	}
}

// essay is a long text of made-up words.
func essay(r *rand.Rand, n int) []rune {
	text := make([]rune, n)
	for i := range text {
		text[i] = rune(0x4E00 + r.IntN(3000))
	}
	return text
}

// A copy is found when a few of its letters are other ones, and texts that
// share a half are no copies.
func TestCopies(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	archive := sound
	add := func(i int, text []rune) {
		archive += fmt.Sprintf("-- content/disclosure/notices/n%03d.md --\n+++\ntitle = \"第%d号\"\ndate = 2024-01-%02d\n+++\n%s\n", i, i, 1+i%28, string(text))
	}
	for i := range 40 {
		text := essay(r, 1500)
		add(2*i, text)
		other := slices.Clone(text)
		if i%2 == 0 {
			other[700] = '改' // a copy
		} else {
			copy(other[:750], essay(r, 750))
		}
		add(2*i+1, other)
	}
	s, _ := linked(t, archive)
	found := Copies(s)
	if len(found) != 20 {
		t.Errorf("%d copies, want 20", len(found))
	}
	for _, d := range found {
		if d.Code != "I004" || len(d.Related) != 1 || d.Related[0].File == d.File {
			t.Errorf("%+v", d)
		}
	}
}

func TestScansAreKept(t *testing.T) {
	const archive = sound + "-- content/disclosure/notices/list/index.md --\n+++\ntitle = \"清单\"\ndate = 2024-05-28\n[[waive]]\nkind = \"mobile\"\nhash = \"785cfda7963c\"\nreason = \"值班\"\nby = \"甲\"\n+++\n见附件。\n" +
		"-- content/disclosure/notices/list/list.csv --\n姓名,号码\n某,13800000000\n某,13900000000\n"
	s, tree := linked(t, archive)
	scans := &Scans{}
	first := Gate(s, tree, scans)
	if codes(first) != "P004" || !scans.Changed {
		t.Fatalf("%v", first)
	}
	text, err := json.Marshal(scans)
	if err != nil || strings.Contains(string(text), "13900000000") {
		t.Fatalf("%s %v", text, err)
	}
	known := &Scans{}
	if err := json.Unmarshal(text, known); err != nil {
		t.Fatal(err)
	}
	again := Gate(s, tree, known)
	if codes(again) != "P004" || known.Changed || again[0].Message != first[0].Message {
		t.Errorf("%v", again)
	}
	// The same bytes at another time are read, and known.
	for _, scan := range known.Files {
		scan.ModTime++
	}
	if codes(Gate(s, tree, known)) != "P004" || !known.Changed {
		t.Error("a file of another time is not looked at")
	}
}

func TestUnreadAttachments(t *testing.T) {
	for name, want := range map[string]string{
		"a.pdf": "%PDF-1.4", "a.doc": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.docx": "PK\x03\x04 broken", "a.txt": "\x00\x01\x02",
	} {
		scan := &Scan{}
		r := &reading{scan: scan, seen: map[string]bool{}}
		r.file(name, []byte(want), 0)
		if len(scan.Unread) != 1 || scan.Unread[0].EN == "" {
			t.Errorf("%s: %+v", name, scan)
		}
	}
}

// Every file of an archive that wasn't read is named, in the reader's language,
// and no number in a name is shown.
func TestUnreadInArchives(t *testing.T) {
	scan := &Scan{}
	r := &reading{scan: scan, seen: map[string]bool{}}
	r.file("a.zip", archive(map[string]string{
		"内/b.doc": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "c.pdf": "%PDF-1.4", "13800000000.pdf": "%PDF-1.4",
		"d.zip":  string(archive(map[string]string{"e.pdf": "%PDF-1.4"})),
		"f.docx": string(archive(map[string]string{"[Content_Types].xml": "<a/>", "word/media/g.doc": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"})),
	}), 0)
	got := joined(scan.Unread, "；", "; ")
	for _, want := range []string{"其中「b.doc」是旧格式", "其中「c.pdf」文件已损坏", "其中「d.zip e.pdf」文件已损坏"} {
		if !strings.Contains(got.ZH, want) {
			t.Errorf("no %s in %s", want, got.ZH)
		}
	}
	for _, want := range []string{"b.doc in it: it is of an old kind", "c.pdf in it: it is damaged", "d.zip e.pdf in it: it is damaged"} {
		if !strings.Contains(got.EN, want) {
			t.Errorf("no %s in %s", want, got.EN)
		}
	}
	if strings.Contains(got.ZH, "13800000000") || strings.Contains(got.EN, "13800000000") || strings.Contains(got.ZH, "g.doc") {
		t.Error(got)
	}
	if strings.ContainsFunc(got.EN, func(r rune) bool { return unicode.Is(unicode.Han, r) || r == '「' }) {
		t.Error(got.EN)
	}
	many := map[string]string{}
	for i := range 30 {
		many[strconv.Itoa(i)+".pdf"] = "%PDF-1.4"
	}
	scan.Unread = nil
	if r.file("a.zip", archive(many), 0); len(scan.Unread) != 11 || scan.Unread[10] != andMore {
		t.Errorf("%+v", scan.Unread)
	}
}

// What a PDF doesn't give is said in both languages.
func TestUnreadPDF(t *testing.T) {
	scan := &Scan{}
	r := &reading{scan: scan, seen: map[string]bool{}}
	r.file("a.pdf", []byte("%PDF-1.4\n1 0 obj\n<< /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Kids [3 0 R 4 0 R 3 0 R 5 0 R] >>\nendobj\n"+
		"3 0 obj\n<< /Contents 6 0 R >>\nendobj\n4 0 obj\n<< /Contents 6 0 R >>\nendobj\n5 0 obj\n<< /Contents 7 0 R >>\nendobj\n"+
		"6 0 obj\n<< /Filter /Crypt >>\nstream\nx\nendstream\nendobj\n7 0 obj\n<< >>\nstream\nBT (12345678) Tj ET\nendstream\nendobj\n"+
		"8 0 obj\n<< /Type /EmbeddedFile >>\nstream\nx\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n"), 0)
	got := joined(scan.Unread, "；", "; ")
	want := diag.Text{
		ZH: "第 1–2 页是扫描件或者图形，没有文字可读；有 8 个字，文件没有说明是什么字；里面夹带着 1 个文件",
		EN: "pages 1–2 are scans or drawings, without text; it doesn't tell what 8 of its letters are; files packed inside it: 1",
	}
	if got != want {
		t.Errorf("%+v", got)
	}
}

func TestReport(t *testing.T) {
	s, _ := linked(t, spoilt("2024-05-28\n", "2024-05-01\n", `"policy"`, `"news"`)+"-- content/request/index.md --\n+++\ntitle = \"依申请公开\"\n+++\n<b>\n")
	n := Inspect(s, day, Known{})
	html := string(n.HTML(n.Findings()))
	for _, want := range []string{"有 1 项触到单项否决：首页更新", "逾期 17 天", "没有检查", "2025-01-31", "已有 31 天没有更新，期限是 14 天"} {
		if !strings.Contains(html, want) {
			t.Errorf("the report doesn't say %q", want)
		}
	}
	for _, bad := range []string{"<script", "http://", "https://"} {
		if strings.Contains(html, bad) {
			t.Errorf("the report holds %q", bad)
		}
	}
	if again := string(n.HTML(n.Findings())); again != html {
		t.Error("the same inspection gives two reports")
	}
	calm, _ := linked(t, sound)
	quiet := string(Inspect(calm, day, Known{Dead: map[string]diag.Text{}, Published: map[string]string{}}).HTML(nil))
	if !strings.Contains(quiet, "没有需要整改的地方") || strings.Contains(quiet, "class=\"verdict bad\"") {
		t.Error("a sound site is not said to be sound")
	}
}

func TestCalendar(t *testing.T) {
	s, _ := linked(t, sound)
	calendar := string(Inspect(s, day, Known{}).Calendar())
	for line := range strings.SplitSeq(calendar, "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("%q is no line of a calendar", line)
		}
	}
	for _, want := range []string{"DTSTART;VALUE=DATE:20240611", "DTSTART;VALUE=DATE:20241127", "DTSTART;VALUE=DATE:20250131", "UID:column-disclosure-notices@gongkai"} {
		if !strings.Contains(calendar, want+"\r\n") {
			t.Errorf("no %s in\n%s", want, calendar)
		}
	}
	if escapeText("甲;乙,丙\\\n") != `甲\;乙\,丙\\\n` {
		t.Error("special characters are not escaped")
	}
}

func TestWeekdays(t *testing.T) {
	monday := time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	for days, want := range map[int]int{0: 0, 1: 1, 4: 4, 5: 4, 6: 4, 7: 5, 14: 10, 18: 14} {
		if got := weekdays(monday, monday.AddDate(0, 0, days).Add(13*time.Hour)); got != want {
			t.Errorf("%d days hold %d working days, want %d", days, got, want)
		}
	}
}

func TestOutside(t *testing.T) {
	s, _ := linked(t, with("", "[甲](https://a.gov.cn/)，[乙](https://b.example/)，[又](https://a.gov.cn/)，[信](mailto:a@b.cn)。"))
	if got := strings.Join(Outside(s), " "); got != "https://a.gov.cn/ https://b.example/" {
		t.Error(got)
	}
}

func TestLedger(t *testing.T) {
	s, tree := linked(t, strings.Replace(sound, "[[column]]", "[review]\nlevels = [\"初审\"]\n[[column]]", 1)+
		"-- content/disclosure/notices/2024-05-28-1.approval.toml --\n[[review]]\nrole = \"初审\"\nby = \"=甲\"\ntime = 2024-05-28T09:00:00+08:00\nopinion = \"pass\"\nhash = \""+strings.Repeat("0", 64)+"\"\n")
	ledger := NewLedger(s, tree, &Scans{}, day)
	csv := string(ledger.CSV())
	if !strings.Contains(csv, "初审,'=甲,2024-05-28 09:00,通过,,,否,000000000000") {
		t.Error(csv)
	}
	if html := string(ledger.HTML()); !strings.Contains(html, "共 1 件，审核齐全 0 件，还不能发布 1 件") || !strings.Contains(html, "审核之后又改了") {
		t.Error(html)
	}
	if got := codes(Approvals(s, tree, &Scans{}, day)); got != "A001 A002" {
		t.Error(got)
	}
}
