package publish

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestManifestHasALineForEachFile(t *testing.T) {
	got := string(manifestOf(pages("index.html", "home", "a/示例 1.html", "", `q"\`, "q")))
	want := `{"gongkai-manifest":1,"files":[
{"path":"a/示例 1.html","size":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
{"path":"index.html","size":4,"sha256":"4ea140588150773ce3aace786aeef7f4049ce100fa649c94fbbddb960f1da942"},
{"path":"q\"\\","size":1,"sha256":"8e35c2cd3bf6641bdb0e2050b76932cbb2e6034a0ddacc1d9bea82a6ba57f7cf"}
]}
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !json.Valid([]byte(got)) {
		t.Error("not JSON")
	}
}

func TestManifestsThatMustNotBeFollowed(t *testing.T) {
	line := func(path string) string {
		return fmt.Sprintf(`{"path":%q,"size":1,"sha256":"%064d"}`, path, 0)
	}
	whole := func(lines ...string) string {
		return manifestHead + "\n" + strings.Join(lines, ",\n") + "\n]}\n"
	}
	for _, c := range []struct {
		text string
		want error
	}{
		{whole(line("a"), line("b")), nil},
		{string(EncodeManifest(nil)), nil},
		{whole(line("a")) + " ", errBrokenManifest},
		{whole(strings.Replace(line("a"), "path", "Path", 1)), errBrokenManifest},
		{"", errForeignManifest},
		{`{"name":"app"}`, errForeignManifest},
		{`{"gongkai-manifest":2,"files":[]}`, errForeignManifest},
		{`{"gongkai-manifest":1,"files":[`, errBrokenManifest},
		{whole(line("../x")), errBrokenManifest},
		{whole(line("/etc/passwd")), errBrokenManifest},
		{whole(line("a/../../x")), errBrokenManifest},
		{whole(line(".")), errBrokenManifest},
		{whole(line("")), errBrokenManifest},
		{whole(line("manifest.json")), errBrokenManifest},
		{whole(line(".gongkai/x")), errBrokenManifest},
		{whole(line("b"), line("a")), errBrokenManifest},
		{whole(line("a"), line("a")), errBrokenManifest},
		{whole(`{"path":"a","size":-1,"sha256":"` + strings.Repeat("0", 64) + `"}`), errBrokenManifest},
		{whole(`{"path":"a","size":1,"sha256":"00"}`), errBrokenManifest},
		{whole(`{"path":"a","size":1,"sha256":"zz"}`), errBrokenManifest},
	} {
		if _, err := DecodeManifest([]byte(c.text)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.text, err, c.want)
		}
	}
}

// anEntry is any entry that a run may leave.
func anEntry(path string) *rapid.Generator[entry] {
	return rapid.Custom(func(t *rapid.T) entry {
		e := entry{File: File{Path: path, Size: rapid.Int64Min(0).Draw(t, "size")}, mtime: rapid.Int64().Draw(t, "mtime")}
		copy(e.key[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "key"))
		e.Sum = sha256.Sum256(e.key[:])
		return e
	})
}

func TestRecordAndManifestComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		paths := rapid.SliceOfDistinct(rapid.StringMatching(`[a-z示例" \\]{1,9}(/[a-z.]{3})?`), rapid.ID).Draw(t, "paths")
		paths = slices.DeleteFunc(paths, func(p string) bool { return !publishable(p) })
		slices.Sort(paths)
		r := &record{seq: rapid.Uint64().Draw(t, "seq"), entries: []entry{}}
		var files []File
		for _, p := range paths {
			r.entries = append(r.entries, anEntry(p).Draw(t, p))
			files = append(files, r.entries[len(r.entries)-1].File)
		}
		compare := cmp.AllowUnexported(record{}, entry{}, File{})
		if diff := cmp.Diff(r, decodeRecord(r.encode()), compare); diff != "" {
			t.Fatal(diff)
		}
		back, err := DecodeManifest(EncodeManifest(files))
		if err != nil || !slices.Equal(files, back) {
			t.Fatal(err, files, back)
		}
	})
}

func TestMergeKnowsWhatEitherKnows(t *testing.T) {
	known := entry{File: File{Path: "b", Size: 2}, mtime: 7}
	got := merge([]entry{known}, []File{{Path: "a", Size: 1}, {Path: "b", Size: 9}, {Path: "c", Size: 3}})
	want := []entry{
		{File: File{Path: "a", Size: 1}, mtime: unknownTime},
		known,
		{File: File{Path: "c", Size: 3}, mtime: unknownTime},
	}
	if !slices.Equal(got, want) {
		t.Error(got)
	}
}

// TestTheRecordThatFitsIsChosen saves for one manifest and then, as a run that was
// killed before the exchange, for another.
func TestTheRecordThatFitsIsChosen(t *testing.T) {
	dir := tempDir(t)
	one, two, three := [32]byte{1}, [32]byte{2}, [32]byte{3}
	open := func(manifest [32]byte) (memory, *record, bool) {
		m := slotsFor(quick{}, dir, "target")
		r, fits := m.load(manifest)
		return m, r, fits
	}
	save := func(now, next [32]byte) {
		m, _, _ := open(now)
		if err := m.save(&record{manifest: next}); err != nil {
			t.Fatal(err)
		}
	}
	save(one, one)
	for range 5 { // killed before the exchange, again and again
		save(one, two)
		if _, r, fits := open(one); !fits || r.manifest != one {
			t.Fatal("the record of the site that is there was given up")
		}
	}
	if _, r, fits := open(two); !fits || r.manifest != two {
		t.Fatal("the record of the new site was not found")
	}
	if _, r, fits := open(three); fits || r == nil {
		t.Error("without one that fits the newest should be given, as one that doesn't")
	}
	if slots, _ := filepath.Glob(filepath.Join(dir, "publish", "*")); len(slots) != 2 {
		t.Error(slots)
	}
}

func FuzzManifest(f *testing.F) {
	f.Add(manifestOf(oldSite))
	f.Add([]byte(`{"gongkai-manifest":1,"files":[{"path":"../x","size":1,"sha256":""}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		files, err := DecodeManifest(data)
		if err != nil {
			return
		}
		again, err := DecodeManifest(EncodeManifest(files))
		if err != nil || !slices.Equal(files, again) {
			t.Errorf("%q changes when it is written again: %v", data, err)
		}
	})
}

func FuzzRecord(f *testing.F) {
	r := &record{seq: 1, entries: []entry{{File: File{Path: "a", Size: 1}}, {File: File{Path: "b"}, mtime: math.MinInt64}}}
	f.Add(r.encode())
	f.Add((&record{}).encode())
	f.Add([]byte(recordMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		if r := decodeRecord(seal(data)); r != nil && string(r.encode()) != string(seal(data)) {
			t.Errorf("%q changes when it is written again", data)
		}
	})
}

// seal gives the fuzzer's bytes the right beginning and checksum, so that it gets
// past them.
func seal(data []byte) []byte {
	body := strings.TrimPrefix(string(data), recordMagic)
	if len(body) >= 4 {
		body = body[:len(body)-4]
	}
	return checked([]byte(recordMagic + body))
}
