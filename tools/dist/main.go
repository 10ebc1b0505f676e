// Command dist makes what is handed out: an archive for each system, with the
// program, its licence and those of the modules in it, and the archives' sums.
// The same commit gives the same bytes on every machine: times are the
// commit's, names are sorted, and nothing of the builder's paths is kept.
//
//	cd tools && go run ./dist ../dist/release
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// targets are the systems of offices, and of the hosts where sites are built.
var targets = []struct{ system, processor string }{
	{"linux", "amd64"},
	{"linux", "arm64"},
	{"linux", "loong64"},
	{"windows", "amd64"},
	{"darwin", "arm64"},
}

const root = ".." // of the repository, from tools/

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./dist FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

func run(out string) error {
	version, err := output(nil, "git", "describe", "--tags", "--always", "--dirty")
	if err != nil {
		return err
	}
	seconds, err := output(nil, "git", "log", "-1", "--format=%ct")
	if err != nil {
		return err
	}
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	var sums strings.Builder
	for _, t := range targets {
		name := fmt.Sprintf("gongkai-%s-%s-%s", version, t.system, t.processor)
		files, err := contents(t.system, t.processor)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		pack, suffix := tarball, ".tar.gz"
		if t.system == "windows" {
			pack, suffix = zipped, ".zip"
		}
		data, err := pack(name, files, time.Unix(unix, 0).UTC())
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(out, name+suffix), data, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s%s\n", sha256.Sum256(data), name, suffix)
	}
	fmt.Print(sums.String())
	return os.WriteFile(filepath.Join(out, "SHA256SUMS"), []byte(sums.String()), 0o644)
}

// file is one of an archive.
type file struct {
	name string
	mode int64
	data []byte
}

// contents are the files of a system's archive, by name.
func contents(system, processor string) ([]file, error) {
	env := []string{"CGO_ENABLED=0", "GOOS=" + system, "GOARCH=" + processor}
	dir, err := os.MkdirTemp("", "gongkai-dist")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	program := "gongkai"
	if system == "windows" {
		program += ".exe"
	}
	built := filepath.Join(dir, program)
	if _, err := output(env, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", built, "./cmd/gongkai"); err != nil {
		return nil, err
	}
	if system == "linux" {
		if err := static(built); err != nil {
			return nil, err
		}
	}
	licences, err := thirdParty(env)
	if err != nil {
		return nil, err
	}
	files := []file{{"THIRD_PARTY.txt", 0o644, licences}}
	for _, name := range []string{built, "LICENSE", "README.md", "docs/authoring.zh.md"} {
		mode := int64(0o644)
		path := filepath.Join(root, name)
		if name == built {
			mode, path = 0o755, built
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		files = append(files, file{filepath.Base(name), mode, data})
	}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	return files, nil
}

// static refuses a program that another file has to be there for.
func static(name string) error {
	f, err := elf.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			return errors.New("the program is not statically linked")
		}
	}
	return nil
}

// thirdParty are the licences of Go and of each module in the program.
func thirdParty(env []string) ([]byte, error) {
	list, err := output(env, "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/gongkai")
	if err != nil {
		return nil, err
	}
	goroot, err := output(env, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	modules := append(strings.Split(list, "\n"), "The Go standard library\t"+goroot)
	slices.Sort(modules)
	var b bytes.Buffer
	b.WriteString("gongkai is made with the work of others. Their licences follow.\n")
	for _, line := range slices.Compact(modules) {
		name, dir, ok := strings.Cut(line, "\t")
		if !ok {
			continue
		}
		texts, err := licences(dir)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s", strings.Repeat("=", 72), name, texts)
	}
	return b.Bytes(), nil
}

// licences are the texts that lie at the top of a module.
func licences(dir string) ([]byte, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if e.IsDir() || !strings.HasPrefix(name, "LICEN") && !strings.HasPrefix(name, "COPYING") && !strings.HasPrefix(name, "NOTICE") && !strings.HasPrefix(name, "PATENTS") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		b.Write(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")))
		b.WriteString("\n")
	}
	if b.Len() == 0 {
		return nil, errors.New("no licence")
	}
	return b.Bytes(), nil
}

// output runs a program at the root of the repository.
func output(env []string, name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	c.Dir, c.Env, c.Stderr = root, append(os.Environ(), env...), os.Stderr
	text, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(text)), nil
}

func tarball(top string, files []file, when time.Time) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	w := tar.NewWriter(z)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: top + "/" + f.name, Mode: f.mode, Size: int64(len(f.data)), ModTime: when, Format: tar.FormatUSTAR}); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.data); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func zipped(top string, files []file, when time.Time) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		entry, err := w.CreateHeader(&zip.FileHeader{Name: top + "/" + f.name, Method: zip.Deflate, Modified: when})
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(entry, bytes.NewReader(f.data)); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
