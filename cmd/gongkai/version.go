package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/spf13/cobra"
)

func (p *process) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   p.words("显示版本", "show the version"),
		Example: "gongkai version",
		Args:    p.takes(0, 0),
		RunE: func(*cobra.Command, []string) error {
			return p.showVersion()
		},
	}
}

func (p *process) showVersion() error {
	return p.result("gongkai %s %s/%s %s\n", versionName(), runtime.GOOS, runtime.GOARCH, runtime.Version())
}

func versionName() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// programKey is the program's part of every page's key. A release is known by
// its version; what a developer builds is known only by its bytes, which are
// read once.
var programKey = sync.OnceValue(func() string {
	name := versionName()
	if name != "(devel)" && !strings.Contains(name, "+dirty") {
		return name
	}
	path, err := os.Executable()
	if err != nil {
		return name
	}
	f, err := os.Open(path)
	if err != nil {
		return name
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return name
	}
	return name + " " + hex.EncodeToString(hash.Sum(nil))
})
