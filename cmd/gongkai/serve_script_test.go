package main

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// previewOut is where a script's preview prints, in the script's top folder.
const previewOut = "$WORK/preview.out"

// scriptPreview runs a preview beside a script:
//
//	preview start ARG...    gongkai serve ARG..., until it says where it is
//	preview shows PATH TEXT waits until a page holds a text
//	preview told TEXT       waits until the preview has printed a text
//	preview stop            ends it as Ctrl-C does
func scriptPreview(ts *testscript.TestScript, neg bool, args []string) {
	out := strings.ReplaceAll(previewOut, "$WORK", ts.Getenv("WORK"))
	printed := func() string {
		text, err := os.ReadFile(out)
		ts.Check(err)
		return string(text)
	}
	address := regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`)
	switch {
	case args[0] == "start":
		startPreview(ts, out, args[1:])
		until(ts, "the ready line", func() bool { return address.MatchString(printed()) })
	case args[0] == "shows":
		until(ts, args[2], func() bool {
			response, err := http.Get(address.FindString(printed()) + args[1])
			ts.Check(err)
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			ts.Check(err)
			return strings.Contains(string(body), args[2]) != neg
		})
	case args[0] == "told":
		until(ts, args[1], func() bool { return strings.Contains(printed(), args[1]) != neg })
	case args[0] == "stop":
		pid, err := strconv.Atoi(ts.Getenv("PREVIEW"))
		ts.Check(err)
		process, err := os.FindProcess(pid)
		ts.Check(err)
		ts.Check(process.Signal(os.Interrupt))
		state, err := process.Wait()
		ts.Check(err)
		ts.Setenv("PREVIEW", "")
		if state.ExitCode() != exitClean {
			ts.Fatalf("the preview ended with %d: %s", state.ExitCode(), printed())
		}
	default:
		ts.Fatalf("preview %s?", args[0])
	}
}

func startPreview(ts *testscript.TestScript, out string, args []string) {
	file, err := os.Create(out)
	ts.Check(err)
	defer file.Close()
	program, err := exec.LookPath("gongkai")
	ts.Check(err)
	c := exec.Command(program, append([]string{"serve", "--port", "0"}, args...)...)
	c.Dir, c.Stdout, c.Stderr = ts.MkAbs("."), file, file
	c.Env = append(os.Environ(), "LANG=C.UTF-8")
	ts.Check(c.Start())
	ts.Setenv("PREVIEW", strconv.Itoa(c.Process.Pid))
	ts.Defer(func() {
		if ts.Getenv("PREVIEW") != "" {
			_ = c.Process.Kill()
			_ = c.Wait()
		}
	})
}

func until(ts *testscript.TestScript, what string, holds func() bool) {
	for range 2000 {
		if holds() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("waited for %s in vain", what)
}
