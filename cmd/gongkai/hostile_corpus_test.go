package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// A hostile case is something laid over the minimal site, a command, and what
// must come of it. Those that are text stand in testdata/hostile, one a file;
// those that are too large for it, or aren't text, are made below. All of them
// run through the real binary, and of each it is true besides that the site
// that was built before stays as it is unless the command succeeds, that
// nothing panics or hangs, and that no more memory is used than an office
// computer has to spare.
type hostileCase struct {
	name    string
	lay     func(t *testing.T, dir string)
	command string      // "" is a build
	exit    int         // the documented exit code
	says    []string    // every finding: its code and place, or the code alone
	shows   [][2]string // a published file, and what it holds
	hides   []string    // what is neither published nor imported
}

// What a case may cost. The time is of the processor, so that a busy machine
// doesn't fail it; the clock stands for a hang.
const (
	mostMemory = 512 << 20
	mostTime   = 10 * time.Second
	hang       = 2 * time.Minute
)

func TestHostileCorpus(t *testing.T) {
	names, err := filepath.Glob(filepath.Join("testdata", "hostile", "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatal("no cases: ", err)
	}
	built := builtMinimal(t)
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			c := readCase(t, name)
			got := c.run(t, built)
			if *update {
				updateCase(t, name, got)
			}
		})
	}
}

func TestHostileBytes(t *testing.T) {
	built := builtMinimal(t)
	for _, c := range slices.Concat(hostileBytes(), hostileMarkdown(), hostileImports()) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, built)
		})
	}
}

// builtMinimal is the minimal site as the real binary built it.
func builtMinimal(t *testing.T) string {
	t.Helper()
	dir := minimal(t)
	if out, err := exec.Command("gongkai", "build", "--site", dir, "--now", now).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	return dir
}

// readCase reads a case of testdata/hostile: lines on what must come of it,
// then the files. Other lines say why it is there.
func readCase(t *testing.T, name string) hostileCase {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c := hostileCase{lay: func(t *testing.T, dir string) { lay(t, dir, archive) }}
	for line := range strings.Lines(string(archive.Comment)) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "$":
			c.command = rest
		case "exit":
			if c.exit, err = strconv.Atoi(rest); err != nil {
				t.Fatal(err)
			}
		case "says":
			c.says = append(c.says, rest)
		case "shows":
			file, text, _ := strings.Cut(rest, " ")
			c.shows = append(c.shows, [2]string{file, text})
		case "hides":
			c.hides = append(c.hides, rest)
		}
	}
	return c
}

// updateCase writes what came of a case into its file; it is to be read before
// it is committed.
func updateCase(t *testing.T, name string, got hostileCase) {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(archive.Comment)) {
		if !strings.HasPrefix(line, "exit ") && !strings.HasPrefix(line, "says ") {
			b.WriteString(line)
		}
	}
	fmt.Fprintln(&b, "exit", got.exit)
	for _, said := range got.says {
		fmt.Fprintln(&b, "says", said)
	}
	archive.Comment = []byte(b.String())
	if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// run tries a case in a copy of a built site, and gives what came of it.
func (c hostileCase) run(t *testing.T, built string) (got hostileCase) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"content", "public"} {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(filepath.Join(built, name))); err != nil {
			t.Fatal(err)
		}
	}
	before := tree(t, filepath.Join(dir, "public"))
	c.lay(t, dir)
	command := c.command
	if command == "" {
		command = "build"
	}
	ctx, cancel := context.WithTimeout(context.Background(), hang)
	defer cancel()
	var out, talk bytes.Buffer
	cmd := exec.CommandContext(ctx, "gongkai", append(strings.Fields(command), "--json", "--now", now)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &talk
	err := cmd.Run()
	if ctx.Err() != nil {
		t.Fatal("it hangs")
	}
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	got.exit = cmd.ProcessState.ExitCode()
	got.says = findings(t, out.String(), c.says)
	if !*update {
		if got.exit != c.exit {
			t.Errorf("exit code %d, not %d\n%.2000s%.2000s", got.exit, c.exit, &out, &talk)
		}
		if !slices.Equal(got.says, c.says) {
			t.Errorf("says %q, not %q\n%.2000s", got.says, c.says, &out)
		}
	}
	c.judge(t, dir, before, out.String()+talk.String())
	if memory := peakMemory(cmd.ProcessState); memory > mostMemory {
		t.Errorf("%d MiB of memory", memory>>20)
	}
	if took := cmd.ProcessState.UserTime(); took > mostTime {
		t.Errorf("%v of the processor", took)
	}
	return got
}

// judge looks at what was printed and published.
func (c hostileCase) judge(t *testing.T, dir string, before map[string]string, printed string) {
	t.Helper()
	if strings.Contains(printed, "goroutine ") || strings.Contains(printed, "panic") || unicodeControl(printed) {
		t.Errorf("printed %.2000q", printed)
	}
	after := tree(t, filepath.Join(dir, "public"))
	if names := differences(before, after); c.exit != exitClean && len(names) > 0 {
		t.Errorf("the old site was changed: %v", names)
	}
	for _, shown := range c.shows {
		if text, ok := after[filepath.FromSlash(shown[0])]; !ok || !strings.Contains(text, shown[1]) {
			t.Errorf("%s doesn't show %q", shown[0], shown[1])
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "new")); err == nil {
		maps.Copy(after, tree(t, filepath.Join(dir, "new")))
	}
	for _, never := range c.hides {
		for name, text := range after {
			if strings.Contains(text, never) {
				t.Errorf("%s shows %q", name, never)
			}
		}
	}
}

// findings are the codes of a run's findings, with their places where the case
// says them.
func findings(t *testing.T, out string, wanted []string) (says []string) {
	t.Helper()
	placed := *update || strings.Contains(strings.Join(wanted, " "), ":")
	for line := range strings.Lines(out) {
		var d struct {
			Code, File   string
			Line, Column int
		}
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Errorf("not JSON: %.200q", line)
		}
		switch {
		case d.Code == "":
		case placed:
			says = append(says, fmt.Sprintf("%s %s:%d:%d", d.Code, d.File, d.Line, d.Column))
		default:
			says = append(says, d.Code)
		}
	}
	if placed {
		return says
	}
	return counted(says)
}

// counted names what is said several times in a row once.
func counted(says []string) (short []string) {
	for i := 0; i < len(says); {
		n := 1
		for i+n < len(says) && says[i+n] == says[i] {
			n++
		}
		if n > 1 {
			short = append(short, fmt.Sprintf("%s ×%d", says[i], n))
		} else {
			short = append(short, says[i])
		}
		i += n
	}
	return short
}
