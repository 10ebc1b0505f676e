// Command bench compares gongkai with Hugo, and with the least that any
// generator must do, on one corpus, on one disk, in one run. It prints a
// table in Markdown; docs/performance.md holds the last one.
//
//	go run ./bench -n 10000            the table of P1–P3, P5, P7
//	go run ./bench -n N -lines P1,P7   some lines of it, on the corpus that is there
//	go run ./bench -preview both -n N  the table of P4; "gongkai" leaves Hugo out
//	go run ./bench -corpus DIR -n N    the corpus alone
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const hugoVersion = "v0.165.0"

func main() {
	n := flag.Int("n", 10_000, "notices")
	runs := flag.Int("runs", 3, "runs of each, in turn; medians are printed")
	work := flag.String("work", "dist/bench", "folder to work in: what is measured is its disk")
	only := flag.String("corpus", "", "only write the corpus into this folder")
	previews := flag.String("preview", "", "compare the previews: both, or gongkai alone")
	lines := flag.String("lines", "", "only these lines of the table: P1,P3,floor")
	floorOf := flag.String("floor", "", "internal: run the floor on CONTENT:OUT")
	flag.Parse()
	if err := run(*n, *runs, *work, *only, *floorOf, *previews, *lines); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(n, runs int, work, only, floorOf, previews, lines string) error {
	if floorOf != "" {
		content, out, _ := strings.Cut(floorOf, ":")
		return floor(content, out)
	}
	if only != "" {
		return generate(only, n)
	}
	work, err := filepath.Abs(work)
	if err != nil {
		return err
	}
	tools, err := prepare(work)
	if err != nil {
		return err
	}
	site := filepath.Join(work, fmt.Sprintf("site-%d", n))
	hugo := filepath.Join(work, fmt.Sprintf("hugo-%d", n))
	if _, err := os.Stat(hugo); err != nil || lines == "" {
		if err := corpora(site, hugo, n); err != nil {
			return err
		}
	}
	if previews != "" {
		return comparePreviews(tools, site, hugo, n, runs, previews != "both")
	}
	return compare(tools, site, hugo, n, runs, lines)
}

// corpora writes the same notices for both.
func corpora(site, hugo string, n int) error {
	for _, dir := range []string{site, hugo} {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	fmt.Fprintf(os.Stderr, "writing %d notices\n", n)
	if err := generate(site, n); err != nil {
		return err
	}
	if err := linkContent(filepath.Join(site, "content"), filepath.Join(hugo, "content")); err != nil {
		return err
	}
	return hugoSite(hugo)
}

// tools is the programs that are measured.
type tools struct{ gongkai, hugo, bench string }

// prepare builds the programs, none with cgo.
func prepare(work string) (tools, error) {
	bin := filepath.Join(work, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return tools{}, err
	}
	t := tools{filepath.Join(bin, "gongkai"), filepath.Join(bin, "hugo"), filepath.Join(bin, "bench")}
	builds := [][]string{
		{"build", "-o", t.gongkai, "./cmd/gongkai"},
		{"build", "-o", t.bench, "./bench"},
	}
	if _, err := os.Stat(t.hugo); err != nil {
		builds = append(builds, []string{"install", "github.com/gohugoio/hugo@" + hugoVersion})
	}
	for _, args := range builds {
		cmd := exec.Command("go", args...)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOBIN="+bin)
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			return t, fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
		}
	}
	return t, nil
}

// linkContent gives Hugo the same notices, as hard links.
func linkContent(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, relative)
		switch {
		case d.IsDir():
			return os.MkdirAll(target, 0o755)
		case strings.HasSuffix(path, ".toml"):
			return nil
		default:
			return os.Link(path, target)
		}
	})
}
