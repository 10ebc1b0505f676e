package main

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
	"gongkai/internal/diag"
	"gongkai/internal/site"
)

// How a command ends.
const (
	exitClean    = 0 // warnings allowed, unless --strict
	exitProblems = 1 // what an author can mend
	exitUsage    = 2 // the command line asks for something that can't be
	exitIO       = 3 // what an operator must mend
)

// errProblems ends a command whose findings have been shown.
var errProblems = errors.New("problems found")

// usageError is a mistake in the command line, already in the user's language.
type usageError string

func (e usageError) Error() string { return string(e) }

// process is all that a command knows of the outside. Results go to stdout,
// talk goes to stderr.
type process struct {
	stdout, stderr io.Writer
	env            func(string) string
	clock          func() time.Time
	started        time.Time
	lang           diag.Lang

	// The global flags.
	siteDir  string
	nowText  string
	langText string
	color    string
	json     bool
	strict   bool

	search site.Search // build --search, "" for the site's own setting

	now time.Time // of every rule and date: --now, or the clock
}

// run is one run of the command line; it returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, env func(string) string, clock func() time.Time) int {
	p := &process{stdout: stdout, stderr: stderr, env: env, clock: clock, started: clock()}
	p.lang = language(args, env)
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return p.exitCode(ctx, root.ExecuteContext(ctx))
}

// exitCode says what went wrong, if anything, and how the process ends.
func (p *process) exitCode(ctx context.Context, err error) int {
	var usage usageError
	var worded operatorError // it says by itself what was left behind
	switch {
	case err == nil:
		return exitClean
	case errors.Is(err, errProblems):
		return exitProblems
	case errors.As(err, &usage):
		p.talk("%s\n", diag.Visible(usage.Error()))
		return exitUsage
	case ctx.Err() != nil && !errors.As(err, &worded):
		p.talk("%s\n", p.words("已中断，原来的网站没有改动", "Interrupted; the old site is as it was"))
	default:
		p.talk("%s%s\n", p.words("错误：", "error: "), p.operatorWords(err))
	}
	return exitIO
}

// language is what the person reads: --lang, else the first variable that
// says anything, else Chinese. It is found before the flags are parsed,
// because help and flag errors speak it too.
func language(args []string, env func(string) string) diag.Lang {
	for i, arg := range args {
		value, ok := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			value, ok = args[i+1], true
		}
		if arg == "--" {
			break
		}
		if ok {
			return languageOf(value)
		}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value, _, _ := strings.Cut(env(name), ".")
		if value != "" && value != "C" && value != "POSIX" {
			return languageOf(value)
		}
	}
	return diag.Chinese
}

func languageOf(locale string) diag.Lang {
	if strings.HasPrefix(locale, "zh") {
		return diag.Chinese
	}
	return diag.English
}

// words chooses the sentence in the language of the run.
func (p *process) words(zh, en string) string { return diag.Text{ZH: zh, EN: en}.In(p.lang) }

// terminal tells whether a stream is a terminal, and its width in cells.
func terminal(stream any) (width int, ok bool) {
	f, isFile := stream.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = 80 // it doesn't say
	}
	return width, true
}

// printer is how findings are shown on a stream.
func (p *process) printer(stream io.Writer) diag.Printer {
	width, isTerminal := terminal(stream)
	colored := p.color == "always"
	if p.color == "auto" {
		colored = isTerminal && p.env("NO_COLOR") == "" && p.env("TERM") != "dumb"
	}
	return diag.Printer{Lang: p.lang, Color: colored, Width: width}
}
