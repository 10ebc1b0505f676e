package site

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gongkai/internal/diag"
)

// page is a Markdown file with this front matter beside title and date.
func page(front, body string) *fstest.MapFile {
	body = cmp.Or(body, "正文。")
	return &fstest.MapFile{Data: []byte("+++\ntitle = \"关于工作计划的通知\"\ndate = 2024-01-03\n" + front + "\n+++\n" + body + "\n"), Mode: 0o644}
}

// with is the minimal site with more files.
func with(t testing.TB, files map[string]*fstest.MapFile) fstest.MapFS {
	t.Helper()
	tree := overlay(t, "")
	for name, file := range files {
		tree[name] = file
	}
	return tree
}

const notices = "disclosure/notices/"

// Hostile names and addresses: each is refused with a finding of its own, or
// published safely where want is "" or a hint. The numbers are those of the
// project's list of hostile inputs.
func TestHostileNamesAndAddresses(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]*fstest.MapFile
		want  string // the codes; L101 is a hint: published, with its name escaped in links
	}{}
	add := func(name, want string, files map[string]*fstest.MapFile) {
		tests = append(tests, struct {
			name  string
			files map[string]*fstest.MapFile
			want  string
		}{name, files, want})
	}
	one := func(name, front, body string) map[string]*fstest.MapFile {
		return map[string]*fstest.MapFile{notices + name: page(front, body)}
	}
	for _, slug := range []string{
		"../up", "/etc/passwd", `a\\b`, "%2e%2e%2fa", "..;", "....//a", "a/b", "..", ".", "...", "a..b", " a", "a ", "-rf", "CON", "con.x", "Nul", "COM9",
		"a?b", "a#b", "a%b", "a:b", "a\\nb", "\\u202Ea", "\\u001B[2J", "😀", ".git", "a.", "a&b", "\\\"a\\\"", "<a>",
	} {
		add(fmt.Sprintf("74 80 86 slug %q", slug), "L103", one("a.md", "slug = \""+slug+"\"", ""))
	}
	add("80 slug COM¹", "L103", one("a.md", "slug = \"COM¹\"", ""))
	add("81 slug too long", "L103", one("a.md", "slug = \""+strings.Repeat("长", 84)+"\"", ""))
	add("82 slug index", "L105", one("a.md", "slug = \"index\"", ""))
	add("82 slug index.html", "L105", one("a.md", "slug = \"INDEX-2\"", ""))
	add("86 slug empty", "N062", one("a.md", "slug = \"\"", ""))
	add("86 slug blank", "L103 N062", one("a.md", "slug = \" \"", ""))
	for _, alias := range []string{
		"../old.html", "/old.html", `a\\old.html`, "%2e%2e%2fold.html", "..;/old.html", "....//old.html", "a//b.html", "https://example.com/a.html", "//example.com/a.html",
		"", "a\\nb.html", "old.html%0d%0aSet-Cookie:a=b", "old.html?a=b", "old.html#a", "nul/a.html", "a /b.html", "old.php", "old.js", "javascript:alert(1)", ".git/config.html", "a/.well-known/b.html",
	} {
		add(fmt.Sprintf("73 74 85 alias %q", alias), "L104", one("a.md", "aliases = [\""+alias+"\"]", ""))
	}
	for _, alias := range []string{"old/2019/12.html", "旧地址/一.html", "old/", "old/2019", "old.htm", "old.shtml"} {
		add("alias "+alias, "", one("a.md", "aliases = [\""+alias+"\"]", ""))
	}
	for _, alias := range []string{"index.html", "catalogue/", "search/a.html", "Kiosk/index.html", "sitemap.html", "assets/a.html", "404.html", "disclosure/notices/index-2.html"} {
		add("reserved alias "+alias, "L105", one("a.md", "aliases = [\""+alias+"\"]", ""))
	}
	add("74 attachment", "L203", one("a.md", "attachments = [\"../../../../etc/passwd\"]", ""))
	add("74 attachment absolute", "L204", one("a.md", "attachments = [\"/etc/passwd\"]", ""))
	add("74 attachment backslash", "L201", one("a.md", `attachments = ["..\\..\\secret.pdf"]`, ""))
	add("74 attachment escaped", "L201", one("a.md", `attachments = ["%2e%2e%2fsecret.pdf"]`, ""))
	add("66 image", "L203", one("a.md", "", "![图](../../../../etc/passwd)"))
	add("75 one URL twice", "L106", map[string]*fstest.MapFile{notices + "a.md": page("slug = \"same\"", ""), notices + "b.md": page("slug = \"same\"", "")})
	add("75 folder and file", "L106", map[string]*fstest.MapFile{notices + "a.html/index.md": page("", ""), notices + "a.md": page("", "")})
	add("76 alias equal to a page", "L106", map[string]*fstest.MapFile{notices + "a.md": page("aliases = [\"disclosure/finance/2024-01-04-1.html\"]", "")})
	add("76 alias equal to itself", "L106", map[string]*fstest.MapFile{notices + "a.md": page("aliases = [\"disclosure/notices/a.html\"]", "")})
	add("76 alias twice", "L106", map[string]*fstest.MapFile{notices + "a.md": page("aliases = [\"old.html\", \"OLD.html\"]", "")})
	add("77 alias loop", "L106 L106", map[string]*fstest.MapFile{
		notices + "a.md": page("aliases = [\"disclosure/notices/b.html\"]", ""),
		notices + "b.md": page("aliases = [\"disclosure/notices/a.html\"]", ""),
	})
	add("78 case only, by slug", "L106", map[string]*fstest.MapFile{notices + "a.md": page("slug = \"Same\"", ""), notices + "b.md": page("slug = \"same\"", "")})
	add("78 case only, by name", "S", map[string]*fstest.MapFile{notices + "a.md": page("", ""), notices + "A.md": page("", "")})
	add("78 case only, folders", "S", map[string]*fstest.MapFile{notices + "x/a.md": page("", ""), notices + "X/a.md": page("", "")})
	add("79 NFC and NFD, by slug", "L106", map[string]*fstest.MapFile{notices + "a.md": page("slug = \"\\u00e9t\\u00e9\"", ""), notices + "b.md": page("slug = \"e\\u0301te\\u0301\"", "")})
	add("79 NFC and NFD, by name", "S", map[string]*fstest.MapFile{notices + "\u00e9.md": page("", ""), notices + "e\u0301.md": page("", "")})
	add("79 ß and ss", "L106", map[string]*fstest.MapFile{notices + "a.md": page("slug = \"straße\"", ""), notices + "b.md": page("slug = \"STRASSE\"", "")})
	for _, name := range []string{"CON.md", "nul.tar.md", "COM¹.md", "a:b.md", "what?.md", "a*b.md"} {
		add("80 name "+name, "S", one(name, "", ""))
	}
	add("81 name", "L107", one(strings.Repeat("长", 83)+"abc.md", "", ""))
	add("81 path", "S", one(strings.Repeat("abc/", 80)+"a.md", "", ""))
	for _, name := range []string{"a\nb.md", "a\x1b[2J.md", "a\x1b]8;;x\x07.md", "a\b.md"} {
		add(fmt.Sprintf("83 name %q", name), "S", one(name, "", ""))
	}
	add("84 name", "L102", one("-rf.md", "", ""))
	for _, name := range []string{".git.md", ".env"} {
		add("85 name "+name, "S", one(name, "", ""))
	}
	add("85 folder", "S", one(".well-known/a.md", "", ""))
	add("82 name index-2", "L105", one("index-2.md", "", ""))
	add("82 name index", "L105", one("Index.md", "", ""))
	for _, name := range []string{"😀.md", "تقرير.md"} {
		want := "L101"
		if strings.HasPrefix(name, "ت") {
			want = ""
		}
		add("87 name "+name, want, one(name, "", "见[本文]("+name+")。"))
	}
	for _, name := range []string{"a#b.md", "100%.md", "a%23b.md", "附件 一（定稿）.md"} {
		add("88 name "+name, "L101", one(name, "", ""))
	}
	add("88 link to an escaped name", "L101", map[string]*fstest.MapFile{notices + "100%#1.pdf": {Data: []byte("%PDF")}, notices + "a.md": page("", "见[附件](100%25%231.pdf)。")})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, found := linkFS(t, with(t, test.files), Options{})
			// What source says of names, once or more often, has its tests there.
			got := regexp.MustCompile(`S\d+( S\d+)*`).ReplaceAllString(codes(found), "S")
			if got != test.want {
				t.Errorf("gives %q, want %q: %v", got, test.want, found)
			}
			checkAddresses(t, s)
		})
	}
}

// checkAddresses: whatever was refused, no address leaves the site, and no two
// are one.
func checkAddresses(t *testing.T, s *Site) {
	t.Helper()
	var all []string
	for _, p := range s.all {
		all = append(append(all, p.Address), p.Redirects...)
	}
	for _, a := range s.Files {
		all = append(all, a.Address)
	}
	for _, address := range all {
		if strings.HasPrefix(address, "/") || strings.ContainsAny(address, "\\\x00\n") || slices.Contains(strings.Split(address, "/"), "..") || slices.Contains(strings.Split(address, "/"), "") {
			t.Errorf("address %q", address)
		}
	}
}

// A page of nothing but broken links costs what its size costs, and says so.
func TestManyBrokenLinks(t *testing.T) {
	var b strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&b, "[细则](no-%d.md)\n\n", i)
	}
	_, found := linkFS(t, with(t, map[string]*fstest.MapFile{notices + "a.md": page("", b.String())}), Options{})
	if n := found.Count(diag.Error); n != mostFindings+1 || !strings.Contains(codes(found), ruleMore.Code) {
		t.Errorf("%d findings", n)
	}
}

// So does one with as many aliases as front matter holds.
func TestManyBadAliases(t *testing.T) {
	_, found := linkFS(t, with(t, map[string]*fstest.MapFile{notices + "a.md": page("aliases = ["+strings.Repeat("\"..\",", 4000)+"]", "")}), Options{})
	if n := found.Count(diag.Error); n != mostFindings+1 {
		t.Errorf("%d findings", n)
	}
}

// Broken anchors are compared with no more headings than a page's findings
// are worth: the work doesn't grow with their product.
func TestManyBrokenAnchors(t *testing.T) {
	allocated := func(n int) float64 {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "## 标题%d\n\n[步骤](#步骤%d)\n\n", i, i)
		}
		files := with(t, map[string]*fstest.MapFile{notices + "a.md": page("", b.String())})
		_, found := linkFS(t, files, Options{})
		if n := found.Count(diag.Error); n != mostFindings+1 || !strings.Contains(codes(found), ruleMore.Code) {
			t.Errorf("%d findings", n)
		}
		return testing.AllocsPerRun(1, func() { linkFS(t, files, Options{}) }) // each comparison takes some
	}
	if few, many := allocated(500), allocated(2000); many > 6*few {
		t.Errorf("four times the links and headings take %v allocations, not %v", many, few)
	}
}

// A page of many headings is looked up as one of few is read.
func TestAnchorsOfManyHeadings(t *testing.T) {
	for _, n := range []int{beside, beside + 1} {
		files := map[string]*fstest.MapFile{notices + "a.md": page("", strings.Repeat("## 标题\n\n", n-1)+"## 一、总体情况\n\n[甲](#一、总体情况)[乙](#s-标题-2)")}
		s, found := linkFS(t, with(t, files), Options{})
		p := s.Page("disclosure/notices/a.html")
		for i, want := range []string{p.Body.Outline[n-1].ID, "s-标题-2"} {
			if got := p.Targets[i].Fragment; got != want || len(found) > 0 {
				t.Errorf("%d headings: %q, not %q: %v", n, got, want, found)
			}
		}
	}
}
