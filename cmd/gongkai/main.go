// Command gongkai publishes government-openness sites (政府信息公开平台): it
// checks the notices and the annual reports that staff write, and builds the
// site that the public reads.
//
// This package is the process: flags, terminal, clock, environment and exit
// code are known here and nowhere below. Each command is a file; build.go shows
// how the rooms are joined.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // a site's zone is known on every machine

	"github.com/spf13/cobra"
)

func main() { os.Exit(mainExit()) }

// mainExit runs the command line of this process and says how it ended.
func mainExit() int {
	cobra.EnableCommandSorting = false // they are listed in the order of the work
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first Ctrl-C ends the work tidily; a second one ends it at once.
	context.AfterFunc(ctx, stop)
	return run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv, time.Now)
}
