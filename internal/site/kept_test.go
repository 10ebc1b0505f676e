package site

import (
	"bytes"
	"crypto/sha256"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongkai/internal/markup"
	"gongkai/internal/notice"
	"gongkai/internal/source"
)

// fill gives every field that can be set a value of its own.
func fill(v reflect.Value, next *int) {
	*next++
	switch v.Kind() {
	case reflect.String:
		v.SetString("词" + strings.Repeat("x", *next))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*next))
	case reflect.Uint8:
		v.SetUint(1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), next)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), next)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2024, 1, *next%28+1, 9, 30, 0, *next, time.FixedZone("", 8*3600))))
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() && v.Type().Field(i).Name != "HTML" && v.Type().Field(i).Name != "Extra" {
				fill(v.Field(i), next)
			}
		}
	}
}

// No field of a notice is forgotten: a new one must be packed as well.
func TestANoticeIsPackedWhole(t *testing.T) {
	n := &notice.Notice{}
	next := 0
	fill(reflect.ValueOf(n).Elem(), &next)
	for name, n := range map[string]*notice.Notice{"every field": n, "none": {Body: &markup.Document{}}} {
		var b packer
		b.notice(n)
		u := unpacker{rest: string(b.bytes), zone: time.FixedZone("", 8*3600)}
		back, _ := u.notice()
		if u.broken || u.rest != "" {
			t.Fatalf("%s: %t, left %q", name, u.broken, u.rest)
		}
		for i := range reflect.TypeFor[notice.Notice]().NumField() {
			want, got := reflect.ValueOf(n).Elem().Field(i), reflect.ValueOf(back).Elem().Field(i)
			if at, ok := want.Interface().(time.Time); ok && at.Equal(got.Interface().(time.Time)) {
				continue
			}
			if period, ok := want.Interface().(notice.Period); ok {
				if other := got.Interface().(notice.Period); period.From.Equal(other.From) && period.To.Equal(other.To) {
					continue
				}
			}
			if !reflect.DeepEqual(want.Interface(), got.Interface()) {
				t.Errorf("%s: %s comes back as %v, not %v", name, reflect.TypeFor[notice.Notice]().Field(i).Name, got, want)
			}
		}
		for cut := range len(b.bytes) {
			u := unpacker{rest: string(b.bytes[:cut]), zone: time.UTC}
			if u.notice(); !u.broken {
				t.Fatalf("%s: cut at %d it is taken for whole", name, cut)
			}
		}
	}
}

// keeping links the sample as a program does that keeps what it reads.
type keeping struct {
	t        *testing.T
	content  fstest.MapFS
	last     string
	program  string
	read     int // pages that were read by the last run
	unstable bool
}

func (k *keeping) link() string {
	k.t.Helper()
	tree, err := source.Read(k.content, nil)
	if err != nil {
		k.t.Fatal(err)
	}
	k.read = 0
	kept := &Kept{
		Program: k.program, Last: k.last,
		Stamp: func(f *source.File) (Stamp, bool) {
			return Stamp{Size: f.Size, Modified: f.ModTime.UnixNano(), Inode: 1}, !k.unstable
		},
		Pack:   func(noted any) ([]byte, bool) { return []byte(noted.(string)), true },
		Unpack: func(packed string) (any, bool) { return packed, packed != "" },
	}
	counted := make(chan bool, len(tree.Files))
	s, found, err := Link(tree, nil, Options{
		Now: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC), Kept: kept,
		Examine: func(_ source.Text, n *notice.Notice, _ *Settings) any { counted <- true; return n.Title },
	})
	if err != nil {
		k.t.Fatal(err)
	}
	for _, p := range s.All() {
		if p.Noted != p.Title {
			k.t.Errorf("%s: %v was noted of %q", p.File.Path, p.Noted, p.Title)
		}
	}
	k.read = len(counted)
	var out bytes.Buffer
	if err := kept.WriteTo(&out, s); err != nil {
		k.t.Fatal(err)
	}
	k.last = out.String()
	said := dump(s, found)
	for _, p := range s.All() {
		said += p.Body.Text()
	}
	return said
}

// sample is the content of the sample site, in memory.
func sample(t *testing.T) fstest.MapFS {
	t.Helper()
	tree, err := source.Read(os.DirFS("../../content"), nil)
	if err != nil {
		t.Fatal(err)
	}
	content := fstest.MapFS{}
	for _, file := range tree.Files {
		data, err := os.ReadFile("../../content/" + file.Path)
		if err != nil {
			t.Fatal(err)
		}
		content[file.Path] = &fstest.MapFile{Data: data, ModTime: time.Unix(1, 0)}
	}
	return content
}

// A site made of what was kept is the one made of its files, and only what
// changed is read.
func TestKeptIsWhatIsRead(t *testing.T) {
	k := &keeping{t: t, content: sample(t), program: "1"}
	want := k.link()
	all := k.read
	again := func(what string, least, most int) {
		t.Helper()
		if said := k.link(); said != want {
			t.Errorf("%s: it says\n%s\nnot\n%s", what, said, want)
		}
		if k.read < least || k.read > most {
			t.Errorf("%s: %d pages of %d were read", what, k.read, all)
		}
	}
	const few = 4 // reports, and pages with a finding
	again("unchanged", 0, few)
	again("unchanged, from what was kept twice", 0, few)
	for name, f := range k.content {
		if strings.HasPrefix(name, "disclosure/") && strings.HasSuffix(name, ".md") {
			f.ModTime = time.Unix(2, 0)
			break
		}
	}
	again("one touched", 1, few+1)
	k.program = "2"
	again("another program", all, all)
	f := k.content["site.toml"]
	f.Data, f.ModTime = append(bytes.Clone(f.Data), "\n# 注\n"...), time.Unix(3, 0)
	again("other settings", all, all)
	k.last = k.last[:len(k.last)-1]
	again("cut short", all, all)
	k.last = strings.Replace(k.last, "公开", "公閒", 1)
	again("damaged", all, all)
	k.unstable = true
	again("files of this moment", all, all)
	k.unstable = false
	again("nothing was kept", all, all)
}

// A page that changes between being listed and being printed is an error.
func TestKeptPageChangesMeanwhile(t *testing.T) {
	k := &keeping{t: t, content: sample(t), program: "1"}
	k.link()
	for name, f := range k.content {
		if strings.HasPrefix(name, "disclosure/") && strings.HasSuffix(name, ".md") {
			tree, err := source.Read(k.content, nil)
			if err != nil {
				t.Fatal(err)
			}
			text, _ := tree.File(name).Text()
			r := &reading{file: tree.File(name), sum: sha256.Sum256(text.Bytes), notice: &notice.Notice{}}
			if _, err := r.ReadAt(make([]byte, 1), 0); err != nil {
				t.Error(err)
			}
			f.Data = append(bytes.Clone(f.Data), "又一段。\n"...)
			if _, err := r.ReadAt(make([]byte, 1), 0); err == nil {
				t.Error("the new text is given for the old")
			}
			return
		}
	}
}
