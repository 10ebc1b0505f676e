package source

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"gongkai/internal/diag"
)

const sentence = "+++\ntitle = \"关于公开政府信息的通知\"\n+++\n本机关公开下列信息，请查阅。\n"

const traditional = "+++\ntitle = \"關於公開政府資訊的通知\"\n+++\n本機關公開下列資訊，請查閱。\n"

func encoded(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func utf16Text(order binary.AppendByteOrder, s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func TestTextOfAFile(t *testing.T) {
	for name, c := range map[string]struct {
		raw, text string
		want      []string
	}{
		"plain":                    {"a\nb\n", "a\nb\n", nil},
		"34 byte order mark":       {"\ufeffa\n", "a\n", nil},
		"39 CRLF":                  {"a\r\nb\r\n", "a\nb\n", nil},
		"39 CR":                    {"a\rb\r", "a\nb\n", nil},
		"39 mixed":                 {"a\r\n\rb\n", "a\n\nb\n", nil},
		"39 line separator":        {"a\u2028b\n", "a\u2028b\n", []string{"S008 1:2-3"}},
		"empty":                    {"", "", nil},
		"33 NUL":                   {"ab\x00c\n", "", []string{"S005 1:3-4"}},
		"33 NUL among Chinese":     {"通知\x00\n正文，公开信息。\n", "", []string{"S005 1:3-4"}},
		"35 UTF-16LE":              {"\xff\xfe" + utf16Text(binary.LittleEndian, sentence), "", []string{"S002"}},
		"35 UTF-16BE":              {"\xfe\xff" + utf16Text(binary.BigEndian, sentence), "", []string{"S002"}},
		"35 UTF-16LE without mark": {utf16Text(binary.LittleEndian, sentence), "", []string{"S002"}},
		"35 UTF-16BE without mark": {utf16Text(binary.BigEndian, sentence), "", []string{"S002"}},
		"35 ASCII in UTF-16":       {utf16Text(binary.LittleEndian, "+++\ntitle = 1\n"), "", []string{"S002"}},
		"UTF-32":                   {"\xff\xfe\x00\x00a\x00\x00\x00", "", []string{"S002"}},
		"36 GBK":                   {encoded(t, simplifiedchinese.GBK, sentence), "", []string{"S003"}},
		"36 GB18030, four bytes":   {encoded(t, simplifiedchinese.GB18030, sentence+"㐀𠀀"), "", []string{"S003"}},
		"37 Big5":                  {encoded(t, traditionalchinese.Big5, traditional), "", []string{"S003"}},
		"38 truncated":             {"通知公告\xe5\xa5", "", []string{"S004 1:5-6"}},
		"38 overlong":              {"通知公告\n公\xc0\xaf开\n", "", []string{"S004 2:2-3"}},
		"38 surrogate":             {"通知公告\xed\xa0\x80\n", "", []string{"S004 1:5-6"}},
		"neither of them":          {"\xff\xff\xff\xff\xff", "", []string{"S004 1:1-2"}},
		"42 controls":              {"a\x07b\x1b[2J\nc\x7f\u0085\n\x07", "", []string{"S006 1:2-3", "S006 1:4-5", "S006 2:2-3", "S006 2:3-4"}},
		"43 bidi":                  {"a\u202eb\u2066c\u2069\n", "a\u202eb\u2066c\u2069\n", []string{"S007 1:2-3", "S007 1:4-5", "S007 1:6-7"}},
		"44 zero width":            {"通\u200b知\n\u200b公\u200b告\n", "通\u200b知\n\u200b公\u200b告\n", []string{"S008 1:2-3"}},
		"44 joined emoji":          {"👨\u200d👩 通\u200d知", "👨\u200d👩 通\u200d知", []string{"S008 1:6-7"}},
		"soft hyphen":              {"a\u00adb", "a\u00adb", []string{"S008 1:2-3"}},
		"hidden sentence":          {"通\U000e0061\U000e0062知\U000e007f", "通\U000e0061\U000e0062知\U000e007f", []string{"S008 1:2-3"}},
		"46 private use":           {"王\ue000\U000f0000", "王\ue000\U000f0000", []string{"S010 1:2-3", "S010 1:3-4"}},
		"lost characters":          {"通\ufffd知\uffff", "", []string{"S009 1:2-3", "S009 1:4-5"}},
		"47 combining flood":       {"e\u0301a" + strings.Repeat("\u0300\u0301", 10) + "b", "", []string{"S011 1:4-24"}},
		"marks of a language":      {"e\u0301 བརྒྱུད", "e\u0301 བརྒྱུད", nil},
		"45 NFC and NFD":           {"é e\u0301\n", "é e\u0301\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			tree, err := Read(fstest.MapFS{"a.md": {Data: []byte(c.raw)}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			text, problems := tree.File("a.md").Text()
			expect(t, problems, c.want...)
			if string(text.Bytes) != c.text || text.Name != "content/a.md" {
				t.Errorf("%q of %s, want %q", text.Bytes, text.Name, c.text)
			}
		})
	}
}

func TestEncodingsAreNamed(t *testing.T) {
	for want, raw := range map[string]string{
		"UTF-16LE":     utf16Text(binary.LittleEndian, sentence),
		"UTF-16BE":     utf16Text(binary.BigEndian, sentence),
		"GBK（GB18030）": encoded(t, simplifiedchinese.GBK, sentence),
		"Big5":         encoded(t, traditionalchinese.Big5, traditional),
	} {
		_, problems := decode("a", []byte(raw))
		if len(problems) != 1 || !strings.Contains(problems[0].Message.ZH, want) {
			t.Errorf("%s: %v", want, problems)
		}
	}
}

func TestEveryPlaceOfAnOddCharacter(t *testing.T) {
	_, problems := decode("a", []byte(strings.Repeat("通\u200b知\n", 30)))
	if len(problems) != 1 || len(problems[0].Related) != maxRelated || problems[0].Related[0].Line != 2 ||
		!strings.Contains(problems[0].Message.ZH, "30 处") {
		t.Errorf("%+v", problems)
	}
	var flood strings.Builder
	for r := rune(0xe000); r < 0xe000+500; r++ {
		flood.WriteRune(r)
	}
	if _, problems := decode("a", []byte(flood.String())); len(problems) != maxProblems {
		t.Errorf("%d findings", len(problems))
	}
}

// The quick look at a first byte must not pass over a character with a rule.
func TestSuspiciousBytes(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if b := string(r); ruleOf(r) != nil && !suspicious(b[0]) {
			t.Fatalf("%U is passed over", r)
		}
	}
}

func TestCapsOfText(t *testing.T) {
	tree, err := Read(fstest.MapFS{
		"big.md":     {Data: bytes.Repeat([]byte("a"), maxPage+1)},
		"fits.md":    {Data: bytes.Repeat([]byte("a"), maxPage)},
		"big.toml":   {Data: bytes.Repeat([]byte("#"), maxData+1)},
		"growing.md": {Data: bytes.Repeat([]byte("a"), maxPage+1)},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tree.File("growing.md").Size = 1 // as it was when the tree was read
	for name, want := range map[string]string{"big.md": "S001", "fits.md": "", "big.toml": "S001", "growing.md": "S001"} {
		_, problems := tree.File(name).Text()
		if got := strings.Join(brief(problems), " "); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A file that fails halfway is not a shorter file.
func TestTextOfAFileThatFails(t *testing.T) {
	for name, want := range map[string]string{"gone.md": "文件已被删除或改名", "denied.md": "没有读取权限", "broken.md": "broken disk"} {
		f := &File{Path: name, Size: 9, fs: failing{}}
		text, problems := f.Text()
		if text.Bytes != nil || len(problems) != 1 || problems[0].Code != "S309" || !strings.Contains(problems[0].Message.ZH, want) {
			t.Errorf("%s: %q %v", name, text.Bytes, problems)
		}
	}
}

// failing is a disk on which every file fails in its own way.
type failing struct{}

func (failing) Open(name string) (fs.File, error) {
	switch name {
	case "gone.md":
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	case "denied.md":
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	file, err := (fstest.MapFS{name: {Data: []byte("half")}}).Open(name)
	return broken{file}, err
}

type broken struct{ fs.File }

func (broken) Read([]byte) (int, error) { return 0, errBroken }

type brokenError struct{}

func (brokenError) Error() string { return "broken disk" }

var errBroken error = brokenError{}

func TestPlaceOfASpan(t *testing.T) {
	text := Text{Name: "content/a.md", Bytes: []byte("第一行\n第二行，文字\n")}
	start := bytes.Index(text.Bytes, []byte("文字"))
	want := diag.Place{File: "content/a.md", Line: 2, Column: 5, EndLine: 2, EndColumn: 7, Text: "第二行，文字"}
	if got := text.Place(start, start+len("文字")); got != want {
		t.Errorf("%+v", got)
	}
	if got := text.Place(-5, 1<<30); got.Line != 1 || got.EndLine != 3 || got.EndColumn != 1 {
		t.Errorf("beyond the text: %+v", got)
	}
	long := Text{Bytes: bytes.Repeat([]byte("a"), longLine+1)}
	if got := long.Place(5, 6); got.Text != "" || got.Column != 6 {
		t.Errorf("a line too long to show: %d bytes", len(got.Text))
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{
		sentence, "\ufeffa\r\nb\r", "\xff\xfea\x00", "a\x00b", "\xb9\xab\xbf\xaa", "通\xe5", "a\u202e\u200b\ufffd\ue000",
		"e" + strings.Repeat("\u0301", 20), utf16Text(binary.LittleEndian, sentence), "\x00\x00\xfe\xff",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := bytes.Clone(raw)
		text, problems := decode("content/a.md", raw)
		if !bytes.Equal(raw, before) {
			t.Fatal("the bytes were changed")
		}
		if problems.Count(diag.Error) > 0 {
			if text.Bytes != nil {
				t.Fatal("a text in spite of an error")
			}
			return
		}
		if !utf8.Valid(text.Bytes) || bytes.ContainsAny(text.Bytes, "\r\x00\x1b") {
			t.Fatalf("%q is not clean", text.Bytes)
		}
		again, _ := decode("content/a.md", text.Bytes)
		if !bytes.Equal(again.Bytes, text.Bytes) && !bytes.HasPrefix(text.Bytes, []byte("\ufeff")) {
			t.Fatalf("%q is read as %q the second time", text.Bytes, again.Bytes)
		}
	})
}

func BenchmarkText(b *testing.B) {
	page := []byte(sentence + strings.Repeat("为了规范政府信息公开工作，现将有关事项通知如下：“公开为常态，不公开为例外”。\n", 30))
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if _, problems := decode("a", page); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}
