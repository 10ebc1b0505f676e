package approval

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

var (
	zone   = time.FixedZone("", 8*60*60)
	today  = time.Date(2024, 6, 1, 9, 0, 0, 0, zone)
	levels = Policy{Levels: []string{"初审", "审核"}}
)

func at(clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", clock, zone)
	if err != nil {
		panic(err)
	}
	return t
}

// shas are hashes that look like some.
func shas(c string) string { return strings.Repeat(c, 64) }

func review(role, by, clock string) Record {
	return Record{Role: role, By: by, Time: at(clock), Opinion: Pass, Subject: Subject{Text: shas("a"), Files: []File{{"list.xlsx", shas("b")}}}}
}

func item(log ...Record) Item {
	return Item{
		Place: func() diag.Place { return diag.Place{File: "content/a.md", Line: 2} },
		Date:  time.Date(2024, 3, 2, 0, 0, 0, 0, zone), Log: log,
		Subject: Subject{Text: shas("a"), Files: []File{{"list.xlsx", shas("b")}}},
	}
}

func TestCheck(t *testing.T) {
	first, second := review("初审", "甲", "2024-03-01 09:00"), review("审核", "乙", "2024-03-01 10:00")
	changed := func(r Record, change func(*Record)) Record {
		r.Subject.Files = append([]File{}, r.Subject.Files...)
		change(&r)
		return r
	}
	old := time.Date(2024, 3, 3, 0, 0, 0, 0, zone)
	tests := []struct {
		name   string
		policy Policy
		item   Item
		want   string // code and the words that must be there
	}{
		{"approved", levels, item(first, second), ""},
		{"no levels, no question", Policy{}, item(), ""},
		{"nobody", levels, item(), "A001 初审、审核"},
		{"one level", levels, item(first), "A001 「审核」"},
		{"older than the policy", Policy{Levels: levels.Levels, Since: old}, item(), ""},
		{"older, but with a record", Policy{Levels: levels.Levels, Since: old}, item(first), "A001 「审核」"},
		{"text changed", levels, item(changed(first, func(r *Record) { r.Subject.Text = shas("c") }), second), "A002 正文有改动"},
		{"attachment changed", levels, item(first, changed(second, func(r *Record) { r.Subject.Files[0].SHA = shas("c") })), "A002 「list.xlsx」有改动"},
		{"attachment added", levels, item(changed(first, func(r *Record) { r.Subject.Files = nil }), second), "A002 加了「list.xlsx」"},
		{"attachment removed", levels, item(changed(first, func(r *Record) { r.Subject.Files = append(r.Subject.Files, File{"b.pdf", shas("d")}) }), second), "A002 去掉了「b.pdf」"},
		{"returned", levels, item(first, changed(second, func(r *Record) { r.Opinion = Return })), "A003 退回修改"},
		{"refused", levels, item(first, changed(second, func(r *Record) { r.Opinion = Fail })), "A003 不予发布"},
		{"returned, then passed", levels, item(first, changed(second, func(r *Record) { r.Opinion = Return }), second), ""},
		{"second before first", levels, item(first, changed(second, func(r *Record) { r.Time = at("2024-03-01 08:00") })), "A004 早于「初审」"},
		{"not yet", levels, item(changed(first, func(r *Record) { r.Time = at("2024-07-01 08:00") })), "A004 还没有到"},
		{"one person", levels, item(first, changed(second, func(r *Record) { r.By = "甲" })), "A005 甲"},
		{"one person allowed", Policy{Levels: levels.Levels, SamePerson: true}, item(first, changed(second, func(r *Record) { r.By = "甲" })), ""},
		{"no secrecy review", Policy{Levels: levels.Levels, Secrecy: true}, item(first, second), "A006"},
		{"secrecy review", Policy{Levels: levels.Levels, Secrecy: true}, item(changed(first, func(r *Record) { r.Secrecy = "不涉密" }), second), ""},
		{"secret", levels, item(changed(first, func(r *Record) { r.Secrecy = "涉密" }), second), "A012 「涉密」"},
		{"secret, and asked for", Policy{Levels: levels.Levels, Secrecy: true}, item(first, changed(second, func(r *Record) { r.Secrecy = "秘密" })), "A012 「秘密」"},
		{"returned as secret, then mended", levels, item(changed(first, func(r *Record) { r.Opinion, r.Secrecy = Return, "涉密" }), first, second), ""},
		{"published before", levels, item(first, changed(second, func(r *Record) { r.Time = at("2024-03-05 10:00") })), "A010 2024-03-02"},
		{"corrected later", levels, item(first, second, changed(second, func(r *Record) { r.Time = at("2024-05-05 10:00") })), ""},
		{"unknown level", levels, item(first, second, review("局长", "丙", "2024-03-01 11:00")), "A011 局长"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			for _, d := range test.policy.Check(test.item, today) {
				got += d.Code + " " + d.Message.ZH
			}
			code, words, _ := strings.Cut(test.want, " ")
			if !strings.HasPrefix(got, code) || !strings.Contains(got, words) || (got == "") != (test.want == "") {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestAnItemWithoutADate(t *testing.T) {
	i := item(review("初审", "甲", "2024-03-01 09:00"), review("审核", "乙", "2024-03-05 10:00"))
	i.Date = time.Time{}
	if found := levels.Check(i, today); len(found) > 0 {
		t.Errorf("%v", found)
	}
	i.Log = nil
	if found := levels.Check(i, today); len(found) != 1 {
		t.Errorf("%v", found)
	}
}

func TestRefusal(t *testing.T) {
	first, second := review("初审", "甲", "2024-03-01 09:00"), review("审核", "乙", "2024-03-01 10:00")
	returned := second
	returned.Opinion = Return
	tests := []struct {
		log  []Record
		r    Record
		want string
	}{
		{nil, first, ""},
		{nil, second, "先要经过「初审」"},
		{nil, returned, ""},
		{[]Record{first}, second, ""},
		{[]Record{first}, review("审核", "甲", "2024-03-01 10:00"), "由别人审"},
		{[]Record{second}, first, "时间更晚"},
		{nil, review("局长", "丙", "2024-03-01 10:00"), "没有「局长」"},
	}
	for _, test := range tests {
		if got := levels.Refusal(item(test.log...), test.r).ZH; !strings.Contains(got, test.want) || (got == "") != (test.want == "") {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestRefusalOfSecrets(t *testing.T) {
	demanding := Policy{Levels: levels.Levels, Secrecy: true}
	with := func(r Record, opinion Opinion, secrecy string) Record {
		r.Opinion, r.Secrecy = opinion, secrecy
		return r
	}
	first, second := review("初审", "甲", "2024-03-01 09:00"), review("审核", "乙", "2024-03-01 10:00")
	tests := []struct {
		policy Policy
		log    []Record
		r      Record
		want   string
	}{
		{levels, nil, with(first, Pass, "涉密"), "不能是「涉密」"},
		{levels, nil, with(first, Pass, "公开"), "不能是「公开」"},
		{levels, nil, with(first, Return, "涉密"), ""},
		{levels, nil, with(first, Fail, "涉密"), ""},
		{levels, nil, with(first, Pass, NotSecret), ""},
		{levels, []Record{first}, second, ""},
		{demanding, nil, first, ""},
		{demanding, []Record{first}, second, "--secrecy 不涉密"},
		{demanding, []Record{first}, with(second, Pass, NotSecret), ""},
		{demanding, []Record{first}, with(second, Return, ""), ""},
		{demanding, []Record{with(first, Pass, NotSecret)}, second, ""},
	}
	for i, test := range tests {
		if got := test.policy.Refusal(item(test.log...), test.r).ZH; !strings.Contains(got, test.want) || (got == "") != (test.want == "") {
			t.Errorf("%d: %q, want %q", i, got, test.want)
		}
	}
}

// What is appended is read back as it was, whatever people write.
func TestAppendAndRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOf(rapid.RuneFrom([]rune("甲乙 \"\\\n\t=[]#a1")))
		filled := func(label string) string { return "某" + strings.TrimSpace(word.Draw(t, label)) }
		var want []Record
		var text []byte
		for range rapid.IntRange(1, 4).Draw(t, "records") {
			r := Record{
				Role: filled("role"), By: filled("by"), Time: at("2024-03-01 09:00"),
				Opinion: rapid.SampledFrom([]Opinion{Pass, Return, Fail}).Draw(t, "opinion"),
				Note:    word.Draw(t, "note"), Secrecy: strings.TrimSpace(word.Draw(t, "secrecy")),
				Subject: Subject{Text: shas("a"), Files: []File{{filled("file"), shas("b")}}},
			}
			want = append(want, r)
			text = Append(text, r)
		}
		got, problems := read(t, string(text))
		if len(problems) > 0 || len(got) != len(want) {
			t.Fatalf("%s\n%v", text, problems)
		}
		for i, r := range got {
			w := want[i]
			if r.Role != w.Role || r.By != w.By || !r.Time.Equal(w.Time) || r.Opinion != w.Opinion || r.Note != w.Note || r.Secrecy != w.Secrecy || r.Subject.changed(w.Subject) != (diag.Text{}) {
				t.Fatalf("%+v, want %+v\n%s", r, w, text)
			}
		}
	})
}

func read(t interface{ Fatal(...any) }, text string) ([]Record, diag.List) {
	tree, err := source.Read(fstest.MapFS{"a.approval.toml": {Data: []byte(text)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return Read(tree.File("a.approval.toml"), zone)
}

func TestRecordsThatAreNotComplete(t *testing.T) {
	whole := `role = "初审"
by = "甲"
time = 2024-03-01T09:00:00+08:00
opinion = "pass"
hash = "` + shas("a") + `"
files = ["` + shas("b") + ` list.xlsx"]
`
	for _, test := range []struct{ from, to, missing string }{
		{"初审", " ", "role"},
		{"甲", "", "by"},
		{"time = 2024-03-01T09:00:00+08:00\n", "", "time"},
		{"pass", "通过", "opinion"},
		{shas("a"), "abc", "hash"},
		{" list.xlsx", "", "files"},
	} {
		log, problems := read(t, "[[review]]\n"+strings.Replace(whole, test.from, test.to, 1))
		if len(log) != 0 || len(problems) != 1 || problems[0].Code != "A007" || !strings.Contains(problems[0].Message.ZH, "「"+test.missing+"」") {
			t.Errorf("%s: %v", test.missing, problems)
		}
	}
	if log, problems := read(t, "[[review]]\n"+whole); len(log) != 1 || len(problems) != 0 {
		t.Errorf("%v %v", log, problems)
	}
	if _, problems := read(t, "[[review]\n"); len(problems) == 0 {
		t.Error("broken TOML is no problem")
	}
	if _, problems := read(t, "\xff\xfe"); len(problems) == 0 {
		t.Error("no text is no problem")
	}
	if log, problems := Read(nil, zone); log != nil || problems != nil {
		t.Error("no record is one")
	}
}

func FuzzRead(f *testing.F) {
	f.Add("[[review]]\nrole = \"初审\"\n")
	f.Add("review = 1")
	f.Fuzz(func(t *testing.T, text string) { read(t, text) })
}

func TestReadPolicy(t *testing.T) {
	tree, err := source.Read(fstest.MapFS{"site.toml": {Data: []byte("[review]\nlevels = [\"初审\", \" \", \"初审\", \"审核\"]\nsince = 2024-01-01\n")}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := tree.File("site.toml").Text()
	data, _ := source.ParseData(text)
	var written struct {
		Review Written `toml:"review"`
	}
	data.Decode(&written)
	p, problems := ReadPolicy(data, written.Review, zone)
	if strings.Join(p.Levels, " ") != "初审 审核" || len(problems) != 2 || !p.Since.Equal(time.Date(2024, 1, 1, 0, 0, 0, 0, zone)) {
		t.Errorf("%+v %v", p, problems)
	}
}

func TestWords(t *testing.T) {
	if Opinion("x").Words().ZH != "x" || Path("a/b.md") != "a/b.approval.toml" {
		t.Error("words")
	}
}
