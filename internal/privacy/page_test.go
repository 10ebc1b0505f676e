package privacy

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// kinds names what is found, in order, with the text at each place.
func kinds(text string, found []Finding) string {
	var b strings.Builder
	for _, f := range found {
		fmt.Fprintf(&b, "%s %s %q\n", f.Kind, f.Confidence, text[f.Start:f.End])
	}
	return b.String()
}

func TestFindPage(t *testing.T) {
	tests := []struct{ name, text, rendered, want string }{
		{"plain", "手机13800000000", "", "mobile high \"13800000000\"\n"},
		{"emphasis inside", "手机138**00**000**000**。", "手机13800000000。", "mobile high \"138**00**000**000\"\n"},
		{"character reference", "手机138&#48;0000000", "手机13800000000", "mobile high \"138&#48;0000000\"\n"},
		{"named reference", "手机138&nbsp;1234&nbsp;5678", "手机138\u00a01234\u00a05678", "mobile high \"138&nbsp;1234&nbsp;5678\"\n"},
		{"escaped dashes", `手机138\-1234\-5678`, "手机138-1234-5678", "mobile high \"138\\\\-1234\\\\-5678\"\n"},
		{"escaped dashes of an identity", `110105\-19491231\-002X`, "110105-19491231-002X", "identity_card high \"110105\\\\-19491231\\\\-002X\"\n"},
		{"half in a link", "手机[138](../../guide/index.md)12345678", "手机13812345678", "mobile high \"138](../../guide/index.md)12345678\"\n"},
		{"half before a link", "手机138[1234](a.md)5678", "手机13812345678", "mobile high \"138[1234](a.md)5678\"\n"},
		{"a target without an end", "138](a\n12345678", "", ""},
		{"escape in front matter", "title = \"\\u0031\\U00000033800000000\"", "", "mobile high \"\\\\u0031\\\\U00000033800000000\"\n"},
		{"broken escapes", `\u00 \uZZZZ \U0000 &#; &#x; &nbsp1`, "", ""},
		{"disguised nowhere", "1*1", "13800000000", "mobile high \"\"\n"},
		{"the spelling at hand", "138.0000.0000，139**00**000**000**，138**00**000**000**", "138.0000.0000，13900000000，13800000000", "mobile high \"139**00**000**000\"\nmobile high \"138**00**000**000\"\n"},
		{"in another order", "[^1]: 138**00**000**000**\n\n139**00**000**000**[^1]", "13900000000 13800000000", "mobile high \"138**00**000**000\"\nmobile high \"139**00**000**000\"\n"},
		{"a mask is no disguise", "138****0000", "138****0000", ""},
		{
			"heading speaks for its cells", "| 姓名 | 一卡通账号 |\n|---|---|\n| 某某 | 9558800000000000000 |\n\n电话13800000000",
			"",
			"sensitive_column low \" 一卡通账号 \"\nbank_card high \"9558800000000000000\"\nmobile high \"13800000000\"\n",
		},
		{"escaped bar", "| 姓名 | 说明 |\n|---|---|\n| 某 | 甲\\|13800000000 |", "", "mobile high \"13800000000\"\n"},
		{"table in a quotation", "> | 姓名 | 电话号 |\n> |---|---|\n> | 某 | 13800000000 |", "", "mobile high \"13800000000\"\n"},
		{"rule without a head", "|---|\n13800000000", "", "mobile high \"13800000000\"\n"},
		{"table without outer bars", "姓名 | 号码\n--- | ---\n某 | 13800000000", "", "mobile high \"13800000000\"\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := FindPage(test.text, func() string { return test.rendered }, Options{})
			if got := kinds(test.text, found); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

// Wherever a number stands among the words of a page, it is found there.
func TestNumberAnywhereOnAPage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		around := rapid.SampledFrom([]string{"。", "| 甲 | 乙 |\n|---|---|\n| 丙 | ", "\n\n", "# 标题\n", "[链接](a.md)", "**粗**", "“", "2024年3月1日 ", "~~旧~~"})
		before, after := around.Draw(t, "before"), around.Draw(t, "after")
		text := before + "手机13800000000。" + after
		found := FindPage(text, func() string { return "" }, Options{})
		for _, f := range found {
			if f.Kind == Mobile && strings.Contains(text[f.Start:f.End], "13800000000") {
				return
			}
		}
		t.Fatalf("%q: %+v", text, found)
	})
}

func FuzzFindPage(f *testing.F) {
	for _, seed := range []string{"|", "|-|\n|", "a|b\n-|-\n1|2", "1*1&#49;\\u0031", "> |x\\|y|\n|:-:|\n|", "\xff|-|\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, found := range FindPage(text, func() string { return text }, Options{}) {
			if found.Start < 0 || found.End < found.Start || found.End > len(text) {
				t.Fatalf("%q: span %d–%d", text, found.Start, found.End)
			}
		}
	})
}

// A waiver's hash tells numbers apart and doesn't give the hidden digits away.
func TestHashesAreSharedByFew(t *testing.T) {
	hashes := map[string]int{}
	for i := range 10_000 {
		hashes[hashOf(Mobile, fmt.Sprintf("138%04d0000", i))]++
	}
	if len(hashes) != 256 {
		t.Errorf("%d hashes for 10,000 numbers of one mask, want 256", len(hashes))
	}
	if hashOf(Mobile, "13800000000") == hashOf(Mobile, "13900000000") || hashOf(Address, "甲村3组1号") == hashOf(Address, "甲村3组2号") {
		t.Error("two values share a hash")
	}
}

func TestOwn(t *testing.T) {
	if own := Own("0000-0000000、138 0000 0000", ""); len(own) != 1 || own[0] != "13800000000" {
		t.Errorf("%v", own)
	}
	// An identity or card number typed there by mistake is not a telephone.
	if own := Own("11010519491231002X", "6225880000000001"); len(own) > 0 {
		t.Errorf("%v", own)
	}
}

func TestLocatedPhoto(t *testing.T) {
	jpeg := func(degrees string) []byte {
		_, photo, _ := strings.Cut(photograph(degrees), ".jpg --\n")
		return []byte(photo)
	}
	if _, ok := LocatedPhoto(jpeg("\x4e\x00\x00\x00")); !ok {
		t.Error("a place is not found")
	}
	if _, ok := LocatedPhoto(jpeg("\x00\x00\x00\x00")); ok {
		t.Error("no place is found")
	}
	big := "MM\x00*\x00\x00\x00\x08" + "\x00\x01\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00" +
		"\x00\x01\x00\x04\x00\x05\x00\x00\x00\x03\x00\x00\x00\x2c\x00\x00\x00\x00" + "\x00\x00\x00\x71" + strings.Repeat("\x00\x00\x00\x01", 5)
	if !hasLocation([]byte(big)) {
		t.Error("a big-endian place is not found")
	}
	for cut := range len(big) {
		hasLocation([]byte(big[:cut]))
	}
	whole := jpeg("\x4e\x00\x00\x00")
	for cut := range whole {
		if _, ok := LocatedPhoto(whole[:cut]); ok && cut < len(whole)-4 {
			t.Fatalf("a place in the first %d bytes", cut)
		}
	}
	for _, other := range []string{"", "GIF89a", "\xff\xd8", "\xff\xd8\xff\xe0\x00\x02\xff\xda\x00\x02", "\xff\xd8\xff\xe1\x00\x0aExif\x00\x00XX"} {
		if _, ok := LocatedPhoto([]byte(other)); ok {
			t.Errorf("%q has a place", other)
		}
	}
}

func TestCover(t *testing.T) {
	if got := Cover("账号 12ab９，34", 4, 9); got != "账号 *****，34" {
		t.Errorf("%q", got)
	}
	if got := Cover("12", 0, 9); got != "**" {
		t.Errorf("%q", got)
	}
}

// A page of nothing but disguised numbers, none of them where it is looked for,
// is searched a limited number of times.
func TestSpellingsNowhere(t *testing.T) {
	s := spell("138**0000**0000")
	for range 1000 {
		if start, end := s.find("13900000000"); start != 0 || end != 0 {
			t.Fatal(start, end)
		}
	}
	if s.missed > 256 {
		t.Errorf("searched in vain %d times", s.missed)
	}
}
