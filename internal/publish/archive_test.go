package publish

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// unpack is the files in an archive with their text, and checks what is the same
// for all of them.
func unpack(t *testing.T, file string) map[string]string {
	t.Helper()
	got := map[string]string{}
	add := func(info fs.FileInfo, name string, content io.Reader) {
		data, err := io.ReadAll(content)
		if err != nil || info.Mode() != 0o644 || !info.ModTime().Equal(packTime) {
			t.Errorf("%s: %v %v %v", name, info.Mode(), info.ModTime(), err)
		}
		got[name] = string(data)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(file, ".zip") {
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			content, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			add(f.FileInfo(), f.Name, content)
		}
		return got
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		header, err := r.Next()
		if err == io.EOF {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		add(header.FileInfo(), header.Name, r)
	}
}

func archiveSite() fstest.MapFS {
	site := pages("index.html", "home", "附件/一份很长的名字"+strings.Repeat("长", 60)+".html", "long name",
		"big.bin", strings.Repeat("0123456789", bufferSize/4), "photo.jpg", "jpg", "empty.txt", "")
	for i := range 100 {
		site[fmt.Sprintf("p/%d.html", i)] = &fstest.MapFile{Data: bytes.Repeat([]byte{byte('a' + i%26)}, 100*i)}
	}
	return site
}

func TestArchivesHoldTheSiteAndNothingElse(t *testing.T) {
	site := archiveSite()
	for _, name := range []string{"site.zip", "site.tar.gz", "site.TGZ"} {
		file := filepath.Join(tempDir(t), "new", name)
		sum, err := Archive(context.Background(), site, file, Options{})
		info, _ := os.Stat(file)
		if want := (Summary{Written: len(site), Bytes: info.Size()}); err != nil || sum != want {
			t.Errorf("%s: %+v %v", name, sum, err)
		}
		if info.Mode() != 0o644 {
			t.Errorf("%s: %v", name, info.Mode())
		}
		if diff := cmp.Diff(whole(site, nil), unpack(t, file)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestTheSameSiteGivesTheSameArchive(t *testing.T) {
	site := archiveSite()
	for _, name := range []string{"site.zip", "site.tar.gz"} {
		sums := map[[32]byte]bool{}
		file := filepath.Join(tempDir(t), name)
		for _, cores := range []int{1, 3} {
			before := runtime.GOMAXPROCS(cores)
			os.Remove(file)
			if _, err := publishArchive(context.Background(), quick{}, site, file, Options{}); err != nil {
				t.Fatal(err)
			}
			runtime.GOMAXPROCS(before)
			data, _ := os.ReadFile(file)
			sums[sha256.Sum256(data)] = true
		}
		if len(sums) != 1 {
			t.Errorf("%s differs", name)
		}
		before := stamps(t, file)
		sum, err := publishArchive(context.Background(), quick{}, site, file, Options{})
		if want := (Summary{Unchanged: len(site)}); err != nil || sum != want {
			t.Errorf("%+v %v", sum, err)
		}
		if diff := cmp.Diff(before, stamps(t, file)); diff != "" {
			t.Error(diff)
		}
	}
}

// TestNoFaultTearsAnArchive is TestNoFaultTearsTheSite for archives.
func TestNoFaultTearsAnArchive(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	dir := tempDir(t)
	file := filepath.Join(dir, "site.zip")
	for kind := range faults {
		for n := 1; ; n++ {
			if _, err := publishArchive(context.Background(), quick{}, oldSite, file, Options{}); err != nil {
				t.Fatal(err)
			}
			f := &faulty{disk: quick{}, kind: kind, at: n}
			_, err := publishArchive(context.Background(), f, newSite, file, Options{})
			got := unpack(t, file)
			switch {
			case cmp.Equal(got, whole(newSite, nil)):
			case err == nil:
				t.Errorf("%v, %s, call %d: reported success and the new archive isn't there", kind, f.hit, n)
			case !cmp.Equal(got, whole(oldSite, nil)):
				t.Errorf("%v, %s, call %d: torn", kind, f.hit, n)
			}
			if f.hit == "" {
				break
			}
			if _, err := publishArchive(context.Background(), quick{}, newSite, file, Options{}); err != nil {
				t.Errorf("%v, %s, call %d: %v", kind, f.hit, n, err)
			}
			if left, _ := os.ReadDir(dir); len(left) != 1 {
				t.Errorf("%v, %s, call %d: something was left behind: %v", kind, f.hit, n, left)
			}
		}
	}
}

func TestArchivesThatCannotBe(t *testing.T) {
	dir := tempDir(t)
	content := filepath.Join(dir, "content")
	os.Mkdir(content, 0o755)
	os.Mkdir(filepath.Join(dir, "folder.zip"), 0o755)
	os.WriteFile(filepath.Join(dir, "file"), nil, 0o644)
	long := pages("a/x.html", strings.Repeat("x", 2*bufferSize))
	for _, c := range []struct {
		file string
		site fs.FS
		says string
	}{
		{"site.rar", oldSite, "should be named .zip or .tar.gz"},
		{"folder.zip", oldSite, "not a plain file"},
		{"content/site.zip", oldSite, "among the site's content"},
		{"file/site.zip", oldSite, "not a directory"},
		{"site.zip", fstest.MapFS{}, "has no files"},
		{"site.zip", brokenSite{oldSite, "open"}, "render a/x.html: the template is broken"},
		{"site.zip", brokenSite{oldSite, "end"}, "render a/x.html: the template is broken"},
		{"site.zip", brokenSite{long, "end"}, "render a/x.html: the template is broken"},
		{"site.tar.gz", brokenSite{long, "stat"}, "render a/x.html: the template is broken"},
		{"site.tar.gz", brokenSite{long, "grow"}, "changed while it was being packed"},
		{"site.zip", brokenSite{long, "grow"}, "changed while it was being packed"},
		{"site.tar.gz", brokenSite{long, "shrink"}, "changed while it was being packed"},
	} {
		_, err := publishArchive(context.Background(), quick{}, c.site, filepath.Join(dir, c.file), Options{Content: content})
		var known *Error
		if !errors.As(err, &known) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.file, err, c.says)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 3 {
		t.Errorf("something was left behind: %v", left)
	}
}

func TestPackingStops(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	site := uploadingSite{oldSite, stop}
	file := filepath.Join(tempDir(t), "site.zip")
	if _, err := publishArchive(ctx, quick{}, site, file, Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestVerifyNamesEveryFlaw(t *testing.T) {
	for _, c := range []struct {
		edit func(d *desk)
		want []Problem
	}{
		{func(*desk) {}, nil},
		{func(d *desk) { d.put(".gitignore", "*") }, nil},
		{func(d *desk) { d.put("a/x.html", "OLD X") }, []Problem{{"a/x.html", Changed}}},
		{func(d *desk) { d.put("a/x.html", "longer") }, []Problem{{"a/x.html", Changed}}},
		{func(d *desk) { os.Remove(d.target + "/a/x.html") }, []Problem{{"a/x.html", Missing}}},
		{func(d *desk) { d.put("a/.own", "") }, []Problem{{"a/.own", Foreign}}},
		{
			func(d *desk) { os.RemoveAll(d.target + "/a"); d.put("a", "") },
			[]Problem{{"a", Foreign}, {"a/x.html", Missing}, {"a/y.html", Missing}},
		},
		{
			func(d *desk) {
				os.Remove(d.target + "/index.html")
				os.Symlink("/etc/hostname", d.target+"/index.html")
			},
			[]Problem{{"index.html", Changed}},
		},
	} {
		d := newDesk(t)
		d.publish(oldSite)
		c.edit(d)
		got, err := Verify(context.Background(), d.target)
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
	}
}

// TestVerifyFindsAnyFlippedBit corrupts each byte of a site in turn.
func TestVerifyFindsAnyFlippedBit(t *testing.T) {
	d := newDesk(t)
	d.publish(oldSite)
	for p, text := range files(t, d.target) {
		for i := range text {
			bad := []byte(text)
			bad[i] ^= 1 << (i % 8)
			d.put(p, string(bad))
			if got, err := Verify(context.Background(), d.target); err == nil && len(got) == 0 {
				t.Errorf("byte %d of %s", i, p)
			}
		}
		d.put(p, text)
	}
}

func TestVerifyNeedsAManifest(t *testing.T) {
	d := newDesk(t)
	d.publish(oldSite)
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Verify(ctx, d.target); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	d.put(ManifestName, "{}")
	if _, err := Verify(context.Background(), d.target); err == nil || !strings.Contains(err.Error(), "isn't a manifest of gongkai") {
		t.Error(err)
	}
	os.Remove(filepath.Join(d.target, ManifestName))
	if _, err := Verify(context.Background(), d.target); err == nil || !strings.Contains(err.Error(), "has no manifest.json") {
		t.Error(err)
	}
	if _, err := Verify(context.Background(), filepath.Join(d.target, "nowhere")); err == nil {
		t.Error("a folder that isn't there was verified")
	}
}

func TestFlawsHaveWords(t *testing.T) {
	for f, want := range map[Flaw]string{Missing: "missing 缺失", Changed: "changed 被改动", Foreign: "foreign 多出"} {
		if got := f.String() + " " + f.Words().ZH; got != want || f.Words().EN != f.String() {
			t.Error(got)
		}
	}
}

func TestErrorsSayWhatAndWhereOnce(t *testing.T) {
	for _, c := range []struct {
		err    error
		log    string
		zh, en string
	}{
		{&fs.PathError{Op: "open", Path: "p", Err: syscall.ENOSPC}, "no space left on device", "磁盘已满", "the disk is full"},
		{&os.LinkError{Op: "link", Old: "o", New: "n", Err: syscall.EROFS}, "read-only file system", "只读", "read-only"},
		{os.NewSyscallError("mkdir", syscall.EACCES), "permission denied", "没有读写权限", "no permission"},
		{errQuota, errQuota.Error(), "配额", "quota"},
		{syscall.EMFILE, "too many open files", "打开的文件太多", "too many files"},
		{syscall.EIO, "input/output error", "读写出错", "reading or writing failed"},
	} {
		err := failed("again", "q", failed("write", "p", c.err))
		var known *Error
		if !errors.As(err, &known) || err.Error() != "publish: write p: "+c.log || !errors.Is(err, bare(c.err)) {
			t.Errorf("%v", err)
		}
		if !strings.Contains(known.Text.ZH, c.zh) || !strings.Contains(known.Text.EN, c.en) {
			t.Errorf("%v", known.Text)
		}
	}
	if failed("write", "p", nil) != nil {
		t.Error("an error out of nothing")
	}
}

func TestPagesComeBetweenWhatTheyNeedAndWhatLeadsToThem(t *testing.T) {
	for p, want := range map[string]int{
		"assets/site.css": 0, "disclosure/a/plan.pdf": 0, "report/2023.json": 0,
		"disclosure/a/2023.html": 1, "404.html": 1, "catalogue.html": 1,
		"index.html": 2, "disclosure/a/index-2.html": 2, "catalogue/2023.html": 2, "search/0/titles.js": 2,
		"feed.xml": 2, "sitemap.xml": 2, "sitemap.html": 2, "robots.txt": 2, "kiosk/index.html": 2,
	} {
		if got := Rank(p); got != want {
			t.Errorf("%s: %d, want %d", p, got, want)
		}
	}
}

func TestEachReportsTheFirstFailure(t *testing.T) {
	for range 50 {
		err := each(context.Background(), 4, 1000, func(_, i int) error {
			if i%100 == 37 {
				return fmt.Errorf("at %d", i)
			}
			return nil
		})
		if err == nil || err.Error() != "at 37" {
			t.Fatal(err)
		}
	}
	if err := each(context.Background(), 4, 0, nil); err != nil {
		t.Error(err)
	}
}
