package carry

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gongkai/internal/carry/target"
	"gongkai/internal/publish"
)

// stickAt is a stick that is in: its folder is there.
func stickAt(dir string) target.Target {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		panic(err)
	}
	return target.Target{Kind: target.Stick, Path: dir}
}

func folderAt(dir string) target.Target { return target.Target{Kind: target.Folder, Path: dir} }

func mustCarry(t *testing.T, b *Built, to target.Target, o Options) Summary {
	t.Helper()
	s, err := To(context.Background(), b, to, o)
	if err != nil {
		t.Fatal(words(err))
	}
	return s
}

// keys is a pair without a password.
func keys(t *testing.T) (*Secret, *Public) {
	t.Helper()
	secret, public, err := NewKey("")
	if err != nil {
		t.Fatal(err)
	}
	s, err := ReadSecret("k", secret, "")
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "k.pub")
	if err := os.WriteFile(name, public, 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := ReadPublic(name)
	if err != nil {
		t.Fatal(err)
	}
	return s, p
}

// TestEveryCorruptionOfAStickIsFound spoils a signed stick in a thousand ways and
// asks a kiosk to take it in: it must refuse before it writes a byte.
func TestEveryCorruptionOfAStickIsFound(t *testing.T) {
	secret, public := keys(t)
	stick, kiosk := filepath.Join(t.TempDir(), "usb"), filepath.Join(t.TempDir(), "kiosk")
	o := options()
	o.Sign = secret
	mustCarry(t, built(t, oldSite()), stickAt(stick), o)
	first := open(t, stick)
	mustCarry(t, first, folderAt(kiosk), options())
	mustCarry(t, built(t, newSite()), stickAt(stick), o)
	before := listing(t, kiosk)
	names := files(t, stick)
	random := rand.New(rand.NewPCG(1, 2))
	times := 1000
	if testing.Short() {
		times = 50
	}
	for i := range times {
		name := filepath.Join(stick, names[random.IntN(len(names))])
		if strings.Contains(name, string(filepath.Separator)+workDir+string(filepath.Separator)) {
			t.Fatal(name)
		}
		what, restore := corrupt(t, random, stick, name)
		b, err := Open(context.Background(), stick, public)
		if err == nil {
			b.Close()
			t.Fatalf("corruption %d was not found: %s", i, what)
		}
		restore()
	}
	if diff := cmp.Diff(before, listing(t, kiosk)); diff != "" {
		t.Error(diff)
	}
	b, err := Open(context.Background(), stick, public)
	if err != nil {
		t.Fatal(words(err)) // all was put back
	}
	b.Close()
}

// corrupt spoils one file, and tells how to put it back.
func corrupt(t *testing.T, random *rand.Rand, stick, name string) (what string, restore func()) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	restore = func() { must(os.WriteFile(name, data, 0o644)) }
	spoilt := slices.Clone(data)
	kind := random.IntN(6)
	if len(data) == 0 {
		kind = 3
	}
	switch kind {
	case 0, 1: // a bit
		at, bit := random.IntN(len(data)), random.IntN(8)
		spoilt[at] ^= 1 << bit
		what = fmt.Sprintf("bit %d of byte %d of %s", bit, at, name)
	case 2: // cut off, as a stick that was pulled out too early
		n := random.IntN(len(data))
		spoilt = spoilt[:n]
		what = fmt.Sprintf("%s cut to %d bytes", name, n)
	case 3:
		spoilt = append(spoilt, byte(random.IntN(256)))
		what = name + " with a byte more"
	case 4:
		must(os.Remove(name))
		return name + " removed", restore
	case 5:
		foreign := filepath.Join(stick, siteDir, fmt.Sprintf("virus%d.html", random.IntN(1000)))
		must(os.WriteFile(foreign, []byte("x"), 0o644))
		return foreign + " added", func() { must(os.Remove(foreign)) }
	}
	must(os.WriteFile(name, spoilt, 0o644))
	return what, restore
}

// files is what of a folder a kiosk looks at.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if d.IsDir() && d.Name() == workDir {
			return fs.SkipDir
		}
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, name)
			names = append(names, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// listing is every file of a folder with its bytes and the time of its change.
func listing(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, name := range files(t, dir) {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = fmt.Sprint(info.ModTime(), string(data))
	}
	return all
}

func TestAnOlderStickIsRefused(t *testing.T) {
	older, newer, kiosk := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b"), filepath.Join(t.TempDir(), "kiosk")
	o := options()
	o.State = t.TempDir()
	if s := mustCarry(t, built(t, oldSite()), stickAt(older), o); s.Number != 2024060101 {
		t.Errorf("build %d", s.Number)
	}
	if s := mustCarry(t, built(t, newSite()), stickAt(newer), o); s.Number != 2024060102 {
		t.Errorf("build %d", s.Number)
	}
	mustCarry(t, open(t, newer), folderAt(kiosk), options())
	before := listing(t, kiosk)
	for _, from := range []*Built{open(t, older), built(t, oldSite())} {
		if _, err := To(context.Background(), from, folderAt(kiosk), options()); err == nil || !strings.Contains(words(err), "--force") {
			t.Errorf("%s", words(err))
		}
		if diff := cmp.Diff(before, listing(t, kiosk)); diff != "" {
			t.Error(diff)
		}
	}
	force := options()
	force.Force = true
	if s := mustCarry(t, open(t, older), folderAt(kiosk), force); s.Number != 2024060101 {
		t.Errorf("build %d", s.Number)
	}
	// A stick is copied to another stick with its number and its signature.
	copied := filepath.Join(t.TempDir(), "copy")
	mustCarry(t, open(t, newer), stickAt(copied), options())
	for _, name := range files(t, newer) {
		a, _ := os.ReadFile(filepath.Join(newer, name))
		b, _ := os.ReadFile(filepath.Join(copied, name))
		if string(a) != string(b) {
			t.Errorf("%s differs in the copy", name)
		}
	}
}

func TestBuildNumbersOnlyGrow(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	o := options()
	o.State, o.Force = t.TempDir(), true // much of the small sites goes
	number := func(pages fs.FS, dir string, today int64) int64 {
		o.Today = today
		return mustCarry(t, built(t, pages), stickAt(dir), o).Number
	}
	for _, step := range []struct {
		name  string
		site  fs.FS
		dir   string
		today int64
		want  int64
	}{
		{"the first", oldSite(), first, 20240601, 2024060101},
		{"the same again", oldSite(), first, 20240602, 2024060101},
		{"the same on another stick", oldSite(), second, 20240602, 2024060101},
		{"a new site", newSite(), first, 20240602, 2024060201},
		{"the clock went back", oldSite(), first, 19700101, 2024060202},
		{"the other stick follows", oldSite(), second, 19700101, 2024060202},
	} {
		if got := number(step.site, step.dir, step.today); got != step.want {
			t.Errorf("%s: build %d, not %d", step.name, got, step.want)
		}
	}
	// Another machine of the office, that knows nothing but the stick.
	o.State = t.TempDir()
	if got := number(newSite(), first, 20240501); got != 2024060203 { // above that of the stick
		t.Errorf("on another machine: build %d", got)
	}
}

func TestAStickKeepsWhatElseIsOnIt(t *testing.T) {
	dir := t.TempDir()
	theirs := filepath.Join(dir, "photos.txt")
	if err := os.WriteFile(theirs, []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	mustCarry(t, built(t, oldSite()), stickAt(dir), options())
	mustCarry(t, built(t, newSite()), stickAt(dir), options())
	if data, err := os.ReadFile(theirs); err != nil || string(data) != "theirs" {
		t.Error(err)
	}
	c, err := Check(context.Background(), dir, nil)
	if err != nil || len(c.Problems) > 0 || !c.Stick || c.Build == nil || c.Signed {
		t.Errorf("%+v %v", c, err)
	}
	for _, name := range []string{sumsName, startName} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte("theirs"), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := To(context.Background(), built(t, oldSite()), stickAt(dir), options()); err == nil || !strings.Contains(words(err), "不是 gongkai 写的") {
			t.Errorf("%s: %s", name, words(err))
		}
		if names := files(t, dir); len(names) != 1 {
			t.Errorf("%v", names)
		}
	}
}

// What suffered in a pocket is mended by publishing again.
func TestABrokenStickIsMended(t *testing.T) {
	dir := t.TempDir()
	b := built(t, oldSite())
	mustCarry(t, b, stickAt(dir), options())
	name := filepath.Join(dir, siteDir, "a", "1.html")
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	data[3] ^= 1
	if err := errors.Join(os.WriteFile(name, data, 0o644), os.Chtimes(name, info.ModTime(), info.ModTime())); err != nil {
		t.Fatal(err)
	}
	if c, err := Check(context.Background(), dir, nil); err != nil || len(c.Problems) != 1 || c.Problems[0] != (publish.Problem{Path: "site/a/1.html", Flaw: publish.Changed}) {
		t.Errorf("%+v %v", c, err)
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Check(stopped, dir, nil); err == nil || !strings.Contains(words(err), "已按要求停止") {
		t.Errorf("%s", words(err))
	}
	if s := mustCarry(t, b, stickAt(dir), options()); s.Sent != 1 {
		t.Errorf("%+v", s)
	}
}

func TestASignatureIsTheKeys(t *testing.T) {
	secret, public := keys(t)
	_, stranger := keys(t)
	dir := t.TempDir()
	o := options()
	b := built(t, oldSite())
	mustCarry(t, b, stickAt(dir), o)
	if _, err := Open(context.Background(), dir, public); err == nil || !strings.Contains(words(err), signatureName) {
		t.Errorf("unsigned: %s", words(err))
	}
	o.Sign = secret
	mustCarry(t, b, stickAt(dir), o)
	open := func(key *Public) error {
		b, err := Open(context.Background(), dir, key)
		if err == nil {
			b.Close()
		}
		return err
	}
	if err := open(public); err != nil {
		t.Error(words(err))
	}
	if err := open(stranger); err == nil {
		t.Error("a stranger's signature is taken")
	}
	mustCarry(t, b, stickAt(dir), options()) // nothing new: the signature stays
	if err := open(public); err != nil {
		t.Error(words(err))
	}
	mustCarry(t, built(t, newSite()), stickAt(dir), options())
	if c, err := Check(context.Background(), dir, nil); err != nil || c.Signed || len(c.Problems) > 0 {
		t.Errorf("the signature of another site is left: %+v %v", c, err)
	}
	if _, err := Open(context.Background(), build(t, oldSite()), public); err == nil || !strings.Contains(words(err), "公钥") {
		t.Errorf("a plain folder: %s", words(err))
	}
}

func TestFoldersAndArchives(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "www")
	o := options()
	o.State = t.TempDir()
	if s := mustCarry(t, built(t, oldSite()), folderAt(dir), o); s.Sent != len(oldSite()) {
		t.Errorf("%+v", s)
	}
	if s := mustCarry(t, built(t, newSite()), folderAt(dir), o); s.Sent != 13 || s.Removed != 2 || len(s.Gone) != 2 {
		t.Errorf("%+v", s)
	}
	small := built(t, site("index.html", "home"))
	if _, err := To(context.Background(), small, folderAt(dir), o); err == nil || !strings.Contains(words(err), "五分之一") {
		t.Errorf("%s", words(err))
	}
	o.DryRun, o.Force = true, true
	if s := mustCarry(t, built(t, oldSite()), folderAt(dir), o); len(s.Changed) != 8 || s.Sent != 0 {
		t.Errorf("%+v", s)
	}
	o.DryRun = false
	file := filepath.Join(t.TempDir(), "site.zip")
	to := target.Target{Kind: target.Archive, Path: file}
	if s := mustCarry(t, built(t, oldSite()), to, o); s.Sent != len(oldSite()) {
		t.Errorf("%+v", s)
	}
	if s := mustCarry(t, built(t, oldSite()), to, o); s.Sent != 0 || s.Unchanged != len(oldSite()) {
		t.Errorf("%+v", s)
	}
}

func TestKeysWithAPassword(t *testing.T) {
	if testing.Short() {
		t.Skip("the cost of guessing a password is paid here too")
	}
	secret, _, err := NewKey("open sesame")
	if err != nil || !NeedsPassword(secret) {
		t.Fatal(err)
	}
	if _, err := ReadSecret("k", secret, "wrong"); err == nil || strings.Contains(fmt.Sprint(err), "wrong\"") {
		t.Error("a wrong password opens the key")
	}
	if _, err := ReadSecret("k", []byte("not a key"), ""); err == nil {
		t.Error("anything passes for a key")
	}
	if _, err := ReadPublic(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a missing file passes for a key")
	}
}
