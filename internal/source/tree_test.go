package source

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"
)

// paths is the files of a tree.
func paths(t *Tree) []string {
	var all []string
	for _, f := range t.Files {
		all = append(all, f.Path)
	}
	return all
}

// about is findings as code and file.
func about(t *Tree) []string {
	var all []string
	for _, d := range t.Problems {
		all = append(all, d.Code+" "+strings.TrimPrefix(d.File, "content/"))
	}
	return all
}

// write puts files on the disk.
func write(t testing.TB, dir string, files ...string) {
	t.Helper()
	for _, name := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("a\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// onDisk runs a test with a folder opened in both ways that a caller may use.
func onDisk(t *testing.T, dir string, test func(t *testing.T, content fs.FS)) {
	t.Helper()
	t.Run("DirFS", func(t *testing.T) { test(t, os.DirFS(dir)) })
	t.Run("Root", func(t *testing.T) {
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		test(t, root.FS())
	})
}

func TestTreeIsInOrderOfPath(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "site.toml", "guide/index.md", "guide-2.md", "disclosure/a/2.md", "disclosure/a/10.md", "报告/年报.md")
	onDisk(t, dir, func(t *testing.T, content fs.FS) {
		tree, err := Read(content, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"disclosure/a/10.md", "disclosure/a/2.md", "guide-2.md", "guide/index.md", "site.toml", "报告/年报.md"}
		if got := paths(tree); !slices.Equal(got, want) || len(tree.Problems) > 0 {
			t.Errorf("%q %q", got, about(tree))
		}
		if f := tree.File("guide/index.md"); f == nil || f.Name() != "content/guide/index.md" || f.Place().File != f.Name() || f.Size != 2 {
			t.Errorf("%+v", f)
		}
		if tree.File("guide") != nil || tree.File("nothing.md") != nil {
			t.Error("what is no file is found")
		}
	})
}

func TestAFolderThatCannotBeRead(t *testing.T) {
	if _, err := Read(os.DirFS(filepath.Join(t.TempDir(), "nothing")), nil); err == nil {
		t.Error("a tree of nothing")
	}
}

// 89–92: nothing but regular files and folders is followed or opened.
func TestSpecialFilesAreNeverOpened(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege there")
	}
	dir, outside := t.TempDir(), t.TempDir()
	write(t, dir, "a.md", "folder/b.md")
	write(t, outside, "secret.md")
	for name, target := range map[string]string{
		"loop": ".", "folder/up": "..", "out.md": filepath.Join(outside, "secret.md"), "outdir": outside, "dangling.md": "nothing",
		"inside.md": "a.md", "self": "self",
	} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.md"), 0o644); err != nil {
		t.Fatal(err)
	}
	socket, err := net.Listen("unix", filepath.Join(dir, "socket.md"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	onDisk(t, dir, func(t *testing.T, content fs.FS) {
		tree, err := Read(content, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := paths(tree); !slices.Equal(got, []string{"a.md", "folder/b.md"}) {
			t.Errorf("files %q", got)
		}
		want := []string{
			"S301 dangling.md", "S301 folder/up", "S301 inside.md", "S301 loop", "S301 out.md", "S301 outdir",
			"S302 pipe.md", "S301 self", "S302 socket.md",
		}
		if got := about(tree); !slices.Equal(got, want) {
			t.Errorf("findings %q", got)
		}
		for _, f := range tree.Files {
			if one := One(content, f.Path); one == nil || !one.ModTime.Equal(f.ModTime) || one.Size != f.Size {
				t.Errorf("%s alone: %+v", f.Path, one)
			}
		}
		for _, name := range []string{"none", "folder", "inside.md", "pipe.md"} {
			if One(content, name) != nil {
				t.Errorf("%s is read alone", name)
			}
		}
	})
}

func TestKindsAreNamed(t *testing.T) {
	for mode, want := range map[fs.FileMode]string{
		fs.ModeNamedPipe: "命名管道", fs.ModeSocket: "套接字", fs.ModeDevice | fs.ModeCharDevice: "设备文件", fs.ModeIrregular: "特殊文件",
	} {
		if got := kindWords(mode).ZH; got != want {
			t.Errorf("%v is %s", mode, got)
		}
	}
}

// 91, 94: what a file was when the tree was read, it need not be any more.
func TestAFileThatBecameSomethingElse(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no pipes in folders there")
	}
	for name, become := range map[string]func(path string) error{
		"a pipe":  func(path string) error { return syscall.Mkfifo(path, 0o644) },
		"a link":  func(path string) error { return os.Symlink("b.md", path) },
		"removed": func(string) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "a.md", "b.md")
			tree, err := Read(os.DirFS(dir), nil)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, "a.md")
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if err := become(path); err != nil {
				t.Fatal(err)
			}
			text, problems := tree.File("a.md").Text()
			expect(t, problems, "S309")
			if text.Bytes != nil {
				t.Errorf("it reads as %q", text.Bytes)
			}
		})
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		name string
		code string
		used bool
	}{
		{"2023-budget.md", "", true},
		{"项目 清单（2023）.xlsx", "", true},
		{"-rf", "", true},        // 84
		{"😀.md", "", true},       // 87
		{"a#b%20.md", "", true},  // 88
		{"مرحبا.md", "", true},   // 87
		{"con2.md", "", true},    //
		{"console.md", "", true}, //
		{"a?b.md", "S305", true}, // 88
		{"a\\b.md", "S305", true},
		{"a:b.md", "S305", true}, // 80
		{"CON", "S305", true},
		{"nul.html", "S305", true},
		{"Aux.tar.gz", "S305", true},
		{"COM¹", "S305", true},
		{"lpt9.md", "S305", true},
		{"con .md", "S305", true},
		{"a.", "S305", true},
		{"a ", "S305", true},
		{strings.Repeat("长", 85) + "a", "S306", true}, // 81
		{strings.Repeat("长", 85), "", true},
		{"\xb9\xab\xbf\xaa.md", "S303", false},
		{"a\nb.md", "S304", false}, // 83
		{"\x1b[2J.md", "S304", false},
		{"\x1b]52;c;YQ==\x07", "S304", false},
		{"a\bb", "S304", false},
		{"a\u202efdp.exe", "S304", false},
		{"a\u200bb.md", "S304", false},
		{".env", "S307", false}, // 85
		{".well-known", "S307", false},
		{".htaccess", "S307", false},
		// Litter: nobody wrote it as content.
		{".git", "", false},
		{".gitkeep", "", false},
		{".DS_Store", "", false},
		{"._a.md", "", false},
		{".a.md.swp", "", false},
		{".#a.md", "", false},
		{"#a.md#", "", false},
		{"a.md~", "", false},
		{"~$通知.docx", "", false},
		{".~lock.a.xlsx#", "", false},
		{"~WRL0001.tmp", "", false},
		{"Thumbs.db", "", false},
	} {
		t.Run(fmt.Sprintf("%q", c.name), func(t *testing.T) {
			w := walk{previous: &Tree{}}
			found := w.folder("", []fs.DirEntry{entry{c.name}})
			var codes []string
			for _, d := range found.problems {
				codes = append(codes, d.Code)
			}
			if strings.Join(codes, " ") != c.code || (len(found.files) == 1) != c.used {
				t.Errorf("%q, %d files", codes, len(found.files))
			}
		})
	}
}

// entry is a regular file of any name, also of one that no disk would hold.
type entry struct{ name string }

func (e entry) Name() string               { return e.name }
func (e entry) IsDir() bool                { return false }
func (e entry) Type() fs.FileMode          { return 0 }
func (e entry) Info() (fs.FileInfo, error) { return e, nil }
func (e entry) Size() int64                { return 1 }
func (e entry) Mode() fs.FileMode          { return 0o644 }
func (e entry) ModTime() time.Time         { return time.Time{} }
func (e entry) Sys() any                   { return nil }

func TestLongPaths(t *testing.T) {
	path := strings.Repeat("甲", 80) + "/" + strings.Repeat("乙", 80) + "/" + strings.Repeat("丙", 80)
	tree, err := Read(fstest.MapFS{path: {}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := about(tree); !slices.Equal(got, []string{"S306 " + path}) {
		t.Errorf("%q", got)
	}
}

// 78, 79: names that Windows and macOS take for one.
func TestNamesThatDifferByCaseOrForm(t *testing.T) {
	tree, err := Read(fstest.MapFS{
		"a/Notice.md": {}, "a/notice.md": {}, "b/notice.md": {},
		"c/caf\u00e9.md": {}, "c/cafe\u0301.md": {}, "D/x.md": {}, "d/y.md": {},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := about(tree), []string{"S308 a/notice.md", "S308 c/caf\u00e9.md", "S308 d"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestFoldersThatCannotBeRead(t *testing.T) {
	tree, err := Read(locked{fstest.MapFS{"a/b.md": {}, "c.md": {}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := about(tree); !slices.Equal(got, []string{"S309 a"}) || len(tree.Files) != 1 {
		t.Errorf("%q, %d files", got, len(tree.Files))
	}
}

// locked is a file system whose folders below the first can't be read.
type locked struct{ fstest.MapFS }

func (l locked) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "." {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.ReadDir(name)
}

func TestFilesThatVanishWhileWeLook(t *testing.T) {
	for err, want := range map[error]string{fs.ErrNotExist: "", fs.ErrPermission: "S309 a.md"} {
		w := walk{previous: &Tree{}}
		found := w.folder("", []fs.DirEntry{vanishing{entry{"a.md"}, err}})
		if got := strings.Join(about(&Tree{Problems: found.problems}), " "); got != want || len(found.files) > 0 {
			t.Errorf("%v: %q", err, got)
		}
	}
}

type vanishing struct {
	entry
	err error
}

func (v vanishing) Info() (fs.FileInfo, error) { return nil, v.err }

func TestUnchangedFilesAreTheSame(t *testing.T) {
	when := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	content := fstest.MapFS{
		"same.md": {Data: []byte("a"), ModTime: when}, "touched.md": {Data: []byte("a"), ModTime: when},
		"grown.md": {Data: []byte("a"), ModTime: when}, "gone.md": {Data: []byte("a"), ModTime: when},
	}
	before, err := Read(content, nil)
	if err != nil {
		t.Fatal(err)
	}
	content["touched.md"] = &fstest.MapFile{Data: []byte("b"), ModTime: when.Add(time.Nanosecond)}
	content["grown.md"] = &fstest.MapFile{Data: []byte("aa"), ModTime: when}
	content["new.md"] = &fstest.MapFile{}
	delete(content, "gone.md")
	after, err := Read(content, before)
	if err != nil {
		t.Fatal(err)
	}
	for name, same := range map[string]bool{"same.md": true, "touched.md": false, "grown.md": false, "new.md": false} {
		if f := after.File(name); f == nil || (f == before.File(name)) != same {
			t.Errorf("%s: same file %v, want %v", name, !same, same)
		}
	}
	if after.File("gone.md") != nil || len(after.Files) != 4 {
		t.Errorf("files %q", paths(after))
	}
	text, _ := after.File("touched.md").Text()
	if string(text.Bytes) != "b" {
		t.Errorf("touched.md reads %q", text.Bytes)
	}
}

// BenchmarkRead lists 100,000 notices in 120 folders, again and again.
func BenchmarkRead(b *testing.B) {
	if testing.Short() {
		b.Skip("100,000 files")
	}
	dir := b.TempDir()
	for i := range 120 {
		folder := filepath.Join(dir, fmt.Sprintf("disclosure/c%02d/%d", i%12, 2014+i/12))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			b.Fatal(err)
		}
		for j := range 834 {
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("2023-01-02-%d.md", j)), nil, 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer root.Close()
	for name, content := range map[string]fs.FS{"DirFS": os.DirFS(dir), "Root": root.FS()} {
		b.Run(name, func(b *testing.B) {
			var previous *Tree
			for b.Loop() {
				tree, err := Read(content, previous)
				if err != nil || len(tree.Files) != 120*834 {
					b.Fatal(len(tree.Files), err)
				}
				previous = tree
			}
		})
	}
}
