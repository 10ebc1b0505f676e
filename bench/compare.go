package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// figures is what the operating system says of one finished run.
type figures struct {
	wall, cpu time.Duration
	peak      int64 // KiB, of the largest process
}

// measure runs a program once.
func measure(dir, program string, args ...string) (figures, error) {
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if err != nil {
		return figures{}, fmt.Errorf("%s %s: %w\n%s", program, strings.Join(args, " "), err, out.String())
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return figures{wall, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), usage.Maxrss}, nil
}

// contest is one line of the table: a piece of work that is done by each
// program in turn.
type contest struct {
	name string
	goal string
	ours func() (figures, error)
	hugo func() (figures, error) // nil: no such thing
}

// compare runs every contest, or those of the lines, and prints the table.
func compare(t tools, site, hugo string, n, runs int, lines string) error {
	now := "2024-06-01T09:00:00+08:00"
	out := filepath.Join(site, "public")
	gongkai := func(flags ...string) (figures, error) {
		return measure(site, t.gongkai, append([]string{"build", "--now", now}, flags...)...)
	}
	hugoBuild := func() (figures, error) { return measure(hugo, t.hugo, "--minify", "--quiet", "--clock", now) }
	fresh := func(dirs ...string) error {
		for _, d := range dirs {
			if err := os.RemoveAll(d); err != nil {
				return err
			}
		}
		return nil
	}
	edited := filepath.Join(site, "content", notePath(0, time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC)))
	edits := 0
	edit := func() error {
		edits++
		f, err := os.OpenFile(edited, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		fmt.Fprintf(f, "\n补充第%d次。\n", edits)
		return f.Close()
	}
	coldHugo := func() (figures, error) {
		if err := fresh(filepath.Join(hugo, "public"), filepath.Join(hugo, "resources")); err != nil {
			return figures{}, err
		}
		return hugoBuild()
	}
	// A file of this very moment is read again by the next build; what is
	// compared here is content that has lain for a while.
	time.Sleep(3 * time.Second)
	contests := []contest{
		{"P1 cold, search off", "wall ≤ 0.30 (disk 0.45), cpu ≤ 0.30, peak ≤ 0.10", func() (figures, error) {
			if err := fresh(out, filepath.Join(site, ".gongkai")); err != nil {
				return figures{}, err
			}
			return gongkai("--search", "off")
		}, coldHugo},
		{"P2 no change", "wall ≤ 0.03", func() (figures, error) { return gongkai("--search", "off") }, hugoBuild},
		{"P3 one edit", "wall ≤ 0.05", func() (figures, error) {
			if err := edit(); err != nil {
				return figures{}, err
			}
			return gongkai("--search", "off")
		}, hugoBuild},
		{"P5 cold, with search", "wall ≤ 1.2", func() (figures, error) {
			if err := fresh(out, filepath.Join(site, ".gongkai")); err != nil {
				return figures{}, err
			}
			return gongkai()
		}, coldHugo},
		{"floor", "", func() (figures, error) {
			floorOut := filepath.Join(site, "floor")
			if err := fresh(floorOut); err != nil {
				return figures{}, err
			}
			return measure(site, t.bench, "-floor", filepath.Join(site, "content")+":"+floorOut)
		}, nil},
	}
	fmt.Printf("%d notices, %d runs in turn, medians; %s, %s/%s, %d cores, Hugo %s --minify; %s\n\n",
		n, runs, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), hugoVersion, time.Now().UTC().Format("2006-01-02"))
	fmt.Println("| work | goal | gongkai: wall s / cpu s / peak MiB | Hugo | ratio wall / cpu / peak |")
	fmt.Println("| --- | --- | --- | --- | --- |")
	wanted := func(line string) bool { return lines == "" || slices.Contains(strings.Split(lines, ","), line) }
	for _, c := range contests {
		if line, _, _ := strings.Cut(c.name, " "); !wanted(line) {
			continue
		}
		ours, theirs, err := inTurn(c, runs)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		ratio := ""
		if c.hugo != nil {
			ratio = fmt.Sprintf("%.3f / %.3f / %.3f", float64(ours.wall)/float64(theirs.wall), float64(ours.cpu)/float64(theirs.cpu), float64(ours.peak)/float64(theirs.peak))
		}
		fmt.Printf("| %s | %s | %s | %s | %s |\n", c.name, c.goal, ours, theirs, ratio)
	}
	if wanted("P7") && n >= 1000 {
		return growth(t, site, now, n, runs)
	}
	return nil
}

// growth builds a tenth of the site and the whole in turn, cold and without a
// search, and prints by which power time and memory have grown.
func growth(t tools, site, now string, n, runs int) error {
	tenth := fmt.Sprintf("%s-tenth", site)
	if err := os.RemoveAll(tenth); err != nil {
		return err
	}
	if err := generate(tenth, n/10); err != nil {
		return err
	}
	cold := func(dir string) func() (figures, error) {
		return func() (figures, error) {
			for _, made := range []string{"public", ".gongkai"} {
				if err := os.RemoveAll(filepath.Join(dir, made)); err != nil {
					return figures{}, err
				}
			}
			return measure(dir, t.gongkai, "build", "--now", now, "--search", "off")
		}
	}
	small, large, err := inTurn(contest{ours: cold(tenth), hugo: cold(site)}, runs)
	if err != nil {
		return err
	}
	power := func(a, b float64) float64 { return math.Log10(b / a) }
	fmt.Printf("| P7 growth from %d | wall ≤ 1.05, peak ≤ 0.8 | %s | from %s | n^%.2f / n^%.2f / n^%.2f |\n", n/10, large, small,
		power(small.wall.Seconds(), large.wall.Seconds()), power(small.cpu.Seconds(), large.cpu.Seconds()), power(float64(small.peak), float64(large.peak)))
	return nil
}

func (f figures) String() string {
	if f.peak == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f / %.2f / %d", f.wall.Seconds(), f.cpu.Seconds(), f.peak/1024)
}

// inTurn runs both A B A B … and gives the medians.
func inTurn(c contest, runs int) (ours, theirs figures, err error) {
	var a, b []figures
	for range runs {
		f, err := c.ours()
		if err != nil {
			return ours, theirs, err
		}
		a = append(a, f)
		if c.hugo == nil {
			continue
		}
		if f, err = c.hugo(); err != nil {
			return ours, theirs, err
		}
		b = append(b, f)
	}
	return median(a), median(b), nil
}

func median(all []figures) figures {
	if len(all) == 0 {
		return figures{}
	}
	pick := func(value func(figures) int64) int64 {
		values := make([]int64, len(all))
		for i, f := range all {
			values[i] = value(f)
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	return figures{
		wall: time.Duration(pick(func(f figures) int64 { return int64(f.wall) })),
		cpu:  time.Duration(pick(func(f figures) int64 { return int64(f.cpu) })),
		peak: pick(func(f figures) int64 { return f.peak }),
	}
}
