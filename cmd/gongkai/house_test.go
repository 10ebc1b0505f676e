package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// repository is the top folder, as seen from this one.
const repository = "../.."

// pack is a package as go list describes it.
type pack struct {
	ImportPath                         string
	GoFiles                            []string
	Imports, TestImports, XTestImports []string
}

// room is the room of the house that a package belongs to: source, layouts,
// cmd/gongkai; "" when it is from elsewhere, or a workshop such as bench.
func room(importPath string) string {
	name, ok := strings.CutPrefix(importPath, "gongkai/")
	if inner, internal := strings.CutPrefix(name, "internal/"); internal {
		name, _, _ = strings.Cut(inner, "/")
		return name
	}
	if ok && (name == "layouts" || strings.HasPrefix(name, "cmd/")) {
		return name
	}
	return ""
}

func packages(t *testing.T) []pack {
	t.Helper()
	list := exec.Command("go", "list", "-json=ImportPath,GoFiles,Imports,TestImports,XTestImports", "./...")
	list.Dir = repository
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packs []pack
	for decoder := json.NewDecoder(bytes.NewReader(out)); decoder.More(); {
		var p pack
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		packs = append(packs, p)
	}
	return packs
}

// floors reads the table of docs/architecture.md: the floor of each room, and
// the room that hides each library.
func floors(t *testing.T) (floor map[string]int, hidden map[string]string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	floor, hidden = map[string]int{}, map[string]string{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) < 6 {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(cells[1]))
		if err != nil {
			continue
		}
		name := strings.Trim(cells[2], " `")
		floor[name] = n
		for library := range strings.SplitSeq(cells[4], ",") {
			if library = strings.TrimSpace(library); library != "" {
				hidden[library] = name
			}
		}
	}
	if len(floor) == 0 {
		t.Fatal("docs/architecture.md has no table of floors")
	}
	return floor, hidden
}

// An import only points down, and a library is imported by the room that
// hides it alone.
func TestFloors(t *testing.T) {
	floor, hidden := floors(t)
	built := map[string]bool{}
	for _, p := range packages(t) {
		here := room(p.ImportPath)
		if here == "" {
			continue
		}
		built[here] = true
		if _, ok := floor[here]; !ok {
			t.Errorf("%s is a room without a floor in docs/architecture.md", here)
		}
		for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			there := room(imported)
			if there != "" && there != here && floor[there] >= floor[here] {
				t.Errorf("%s (floor %d) imports %s (floor %d)", here, floor[here], there, floor[there])
			}
		}
		for _, imported := range p.Imports {
			if room(imported) == "layouts" && here != "cmd/gongkai" {
				t.Errorf("%s imports layouts", here)
			}
			for library, owner := range hidden {
				if owner != here && strings.Contains("/"+imported+"/", "/"+library+"/") {
					t.Errorf("%s imports %s, which %s hides", here, imported, owner)
				}
			}
		}
	}
	for name := range floor {
		if !built[name] {
			t.Errorf("docs/architecture.md has a room %s that isn't built", name)
		}
	}
}

// Below cmd nothing prints, exits, or reads the clock, the environment or the
// network; publish touches the disk, carry the hosts, and preview watches and serves.
func TestInternalIsPure(t *testing.T) {
	outside := []string{"os", "os/exec", "os/signal", "log", "log/slog", "flag", "net", "net/http", "syscall"}
	outgoing := []string{"publish", "carry", "preview"}
	impure := regexp.MustCompile(`\btime\.(Now|Since|Until)\(|\bfmt\.Print|\bprintln\(`)
	for _, p := range packages(t) {
		if !strings.HasPrefix(p.ImportPath, "gongkai/internal/") {
			continue
		}
		for _, imported := range p.Imports {
			if slices.Contains(outside, imported) && !slices.Contains(outgoing, room(p.ImportPath)) {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
		for _, name := range p.GoFiles {
			file := filepath.Join(repository, strings.TrimPrefix(p.ImportPath, "gongkai/"), name)
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if call := impure.Find(text); call != nil {
				t.Errorf("%s: %s", file, call)
			}
		}
	}
}

// tracked calls a function with every file of the repository.
func tracked(t *testing.T, each func(name string, text []byte)) {
	t.Helper()
	list := exec.Command("git", "ls-files", "-z")
	list.Dir = repository
	out, err := list.Output()
	if err != nil {
		t.Skip("not a git repository")
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(repository, name))
		if err != nil {
			continue // removed, but not yet committed
		}
		each(name, text)
	}
}

// Packages come through the client that a machine is set up with: no file
// names a registry, and none names a folder of somebody's machine.
func TestFilesNameNoRegistryAndNoMachine(t *testing.T) {
	var hosts []string
	for _, host := range []string{"registry!npmjs", "registry!yarnpkg", "npmmirror!com", "proxy!golang!org", "sum!golang!org", "goproxy!", "pypi!org", "crates!io", "mirrors!aliyun", "deb!debian!org"} {
		hosts = append(hosts, strings.ReplaceAll(host, "!", "."))
	}
	machine := regexp.MustCompile("(^|[\\s\"'`(=])/(home|root|work|Users)/")
	tracked(t, func(name string, text []byte) {
		for _, host := range hosts {
			if bytes.Contains(text, []byte(host)) {
				t.Errorf("%s names %s", name, host)
			}
		}
		if strings.HasSuffix(name, "_test.go") || bytes.IndexByte(text, 0) >= 0 {
			return
		}
		if found := machine.Find(text); found != nil {
			t.Errorf("%s names a folder of somebody's machine: %s", name, found)
		}
	})
}

// File names are ASCII here, so that go install works from any module proxy.
func TestFileNamesAreASCII(t *testing.T) {
	tracked(t, func(name string, _ []byte) {
		if strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("%q", name)
		}
	})
}

// markdown calls a function with every page of the documentation.
func markdown(t *testing.T, each func(name, text string)) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(repository, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(names, filepath.Join(repository, "README.md")) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		each(name, string(text))
	}
}

// What the documentation speaks of is there: files, commands and codes.
func TestDocsSpeakOfWhatIsThere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	command := regexp.MustCompile("(?m)(?:^|`)(?:go run \\./cmd/)?gongkai ([a-z]+)( [a-z]+)?")
	code := regexp.MustCompile(`\b[LMNPRSTW][0-9]{3}\b`)
	codes := map[string]bool{}
	for _, r := range catalogue() {
		codes[r.Code] = true
	}
	inCode := regexp.MustCompile("(?s)````.*?````|```.*?```|`[^`\n]*`")
	root := (&process{}).rootCommand()
	root.InitDefaultHelpCmd()
	markdown(t, func(name, text string) {
		if filepath.Base(name) == "diagnostics.md" {
			return // it quotes the rules, and links to nothing
		}
		for _, m := range link.FindAllStringSubmatch(inCode.ReplaceAllString(text, ""), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), filepath.FromSlash(m[1]))); err != nil {
				t.Errorf("%s: no file %s", name, m[1])
			}
		}
		for _, m := range command.FindAllStringSubmatch(text, -1) {
			if c, _, err := root.Find([]string{m[1]}); err != nil || c == root {
				t.Errorf("%s: no command %s", name, m[1])
			}
		}
		for _, m := range code.FindAllString(text, -1) {
			if !codes[m] {
				t.Errorf("%s: no code %s", name, m)
			}
		}
	})
}

// The words of this package name only codes that exist.
func TestHelpNamesCodesThatExist(t *testing.T) {
	code := regexp.MustCompile(`\b[LMNPRSTW][0-9]{3}\b`)
	files, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	rules := catalogue()
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path.Clean(name))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllString(string(text), -1) {
			if rule, _ := findRule(rules, m); rule == nil {
				t.Errorf("%s: no code %s", name, m)
			}
		}
	}
}
