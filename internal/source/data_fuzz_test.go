package source

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"gongkai/internal/diag"
)

// What the key index and the decoder both accept, they understand alike: the
// same keys, each placed where its name stands, and every value placed where
// it was written.
func FuzzParseData(f *testing.F) {
	for _, s := range []string{
		"title = \"通知\"\ndate = 2023-06-01\nkeywords = ['a', \"b\"]\n",
		"[requests]\nnew = [0, 1, \"\", \"/\", 4, 5]\noutcome.granted = [0]\noutcome.refused.law = [1]\n",
		"[[column]]\npath = \"a\"\n[[column]]\npath = \"b\"\n[column.sub]\nx = 1\n",
		"notice_period = { from = 2023-06-01, to = 2023-06-10 }\n",
		"a.b.c = 1\na.b.d = 2\n\"quoted \\u4e2d\".'lit' = 0x1F\n",
		"s = \"\"\"\nline \\\n  next \"\"\"\"\"\nt = '''x'''''\n",
		"f = [1.5, -inf, nan, 1e6, 1_000, +3]\nd = [2023-01-01T00:00:00Z, 2023-01-01 09:00:00.5, 09:00:00]\n",
		"x = [ { a = 1, b = { c = [ { d = 2 } ] } }, [ ], # comment\n ]\n",
		"[a]\n[a.b.c]\n[a.b]\nx = 1\n", "[a]\nb = 1\n[a]\n", "a = 1\na.b = 2\n", "a = {b = 1}\na.c = 2\n[a.d]\n",
		"[a.b.c]\nz = 9\n[a]\nb.c.t = 1\n", "[[a]]\n[a]\n", "a = []\n[[a]]\n", "a = [{}]\n[a.b]\n",
		"标题 ＝ “通知”\n", "title = 通知\ndate = 2023年6月1日\n", "a = [1 2]\n", "\"\" = 1\n", "a = 0b1_0\nb = 0o17\n",
		"a = {\n b = 1, # c\n}\n", "a = \"\\x41\\e\"\n", "tіtle = 1", "= 1", "[]", "[[a]", "a = [", "a = {b = 1", "a =", "{1}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, problems := ParseData(Text{Name: "content/x.toml", Bytes: []byte(s)})
		if (d == nil) != (problems.Count(diag.Error) > 0) {
			t.Fatalf("Data %v with %v", d, problems)
		}
		for _, p := range problems {
			if p.File == "" || p.Message.ZH == "" || !strings.Contains(s, "{1}") && strings.Contains(p.Message.ZH+p.Hint.ZH+p.Message.EN+p.Hint.EN, "{1}") {
				t.Fatalf("half a finding: %+v", p)
			}
		}
		if d == nil {
			return
		}
		var values map[string]any
		meta, err := toml.Decode(s, &values)
		if err != nil {
			t.Fatal(err)
		}
		sameKeys(t, d, meta.Keys())
		sameValue(t, d, values)
	})
}

// sameKeys compares the keys of the index with the decoder's.
func sameKeys(t *testing.T, d *Data, keys []toml.Key) {
	t.Helper()
	var want, got []string
	for _, k := range keys {
		want = append(want, k[len(k)-1])
	}
	for i, n := range d.all[1:] {
		_ = i
		if n.key == (span{}) || n.origin == implied && n.kind == tableKind || n.origin == dotted || n.kind == tablesKind {
			continue
		}
		got = append(got, nameIn(t, d.src[n.key.start:n.key.end]))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Fatalf("keys %q, the decoder has %q", got, want)
	}
}

// nameIn is the name that a written key stands for, as the decoder reads it.
func nameIn(t *testing.T, written string) string {
	t.Helper()
	var m map[string]any
	if _, err := toml.Decode(written+" = 1", &m); err != nil {
		t.Fatalf("%q is not a key: %v", written, err)
	}
	for name := range m {
		return name
	}
	return ""
}

// sameValue compares what is written at every place with the decoded value.
func sameValue(t *testing.T, d *Data, value any, path ...string) {
	t.Helper()
	if v := reflect.ValueOf(value); v.Kind() == reflect.Slice {
		if n := len(d.Keys(path...)); n != v.Len() {
			t.Fatalf("%q has %d elements, the decoder has %d", path, n, v.Len())
		}
		for i := range v.Len() {
			sameValue(t, d, v.Index(i).Interface(), append(slices.Clone(path), number(i))...)
		}
		return
	}
	if table, ok := value.(map[string]any); ok {
		keys := d.Keys(path...)
		if len(keys) != len(table) {
			t.Fatalf("%q has keys %q, the decoder has %v", path, keys, table)
		}
		for _, k := range keys {
			below, ok := table[k]
			if !ok {
				t.Fatalf("%q has no %q", path, k)
			}
			sameValue(t, d, below, append(slices.Clone(path), k)...)
		}
		return
	}
	var again struct{ V any }
	if _, err := toml.Decode("V = "+d.Raw(path...), &again); err != nil {
		t.Fatalf("%q is written %q: %v", path, d.Raw(path...), err)
	}
	if f, ok := value.(float64); ok && f != f {
		return
	}
	if !reflect.DeepEqual(again.V, value) {
		t.Fatalf("%q is written %q, but its value is %v", path, d.Raw(path...), value)
	}
}
