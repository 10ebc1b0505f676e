//go:build unix

package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"testing/fstest"
	"time"
)

// The benchmarks publish BENCH_FILES small pages (10,000 unless told) in the
// folder BENCH_DIR (the temporary one unless told): go test -bench Folder.

func benchSite(b *testing.B, pages int) (fstest.MapFS, map[string][32]byte) {
	site := fstest.MapFS{}
	keys := map[string][32]byte{}
	for i := range pages {
		name := fmt.Sprintf("disclosure/c%02d/%d/%06d.html", i%12, 2014+i/12%10, i)
		site[name] = &fstest.MapFile{Data: bytes.Repeat([]byte(strconv.Itoa(i)+" 示例县公开信息 "), 300)}
		keys[name] = sha256.Sum256([]byte(strconv.Itoa(i)))
	}
	return site, keys
}

// reportCPU measures the processor's time, which a busy machine distorts less
// than the clock's; of several runs the last one's is shown.
func reportCPU(b *testing.B) func() {
	used := func() time.Duration {
		var u syscall.Rusage
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	before := used()
	return func() { b.ReportMetric(float64((used() - before).Milliseconds()), "cpu-ms/op") }
}

func BenchmarkFolder(b *testing.B) {
	pages := 10_000
	if n, err := strconv.Atoi(os.Getenv("BENCH_FILES")); err == nil {
		pages = n
	}
	files, keys := benchSite(b, pages)
	paths, _ := sitePaths(files)
	site := listedSite{files, paths}
	dir, err := os.MkdirTemp(os.Getenv("BENCH_DIR"), "publish")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	target := filepath.Join(dir, "public")
	options := Options{State: filepath.Join(dir, ".gongkai"), Key: func(name string) [32]byte { return keys[name] }}
	publish := func(b *testing.B, want Summary) {
		b.Helper()
		defer reportCPU(b)()
		got, err := Folder(context.Background(), site, target, options)
		got.Bytes = 0
		if err != nil || got != want {
			b.Fatal(got, err)
		}
	}
	b.Run("bare", func(b *testing.B) { // the limit: the same files, written and no more
		for b.Loop() {
			b.StopTimer()
			os.RemoveAll(dir)
			b.StartTimer()
			done := reportCPU(b)
			_ = each(context.Background(), runtime.GOMAXPROCS(0), len(paths), func(_, i int) error {
				name := join(dir, paths[i])
				f, err := os.Create(name)
				if err != nil {
					os.MkdirAll(filepath.Dir(name), 0o755)
					f, err = os.Create(name)
				}
				if err != nil {
					return err
				}
				f.Write(files[paths[i]].Data)
				return f.Close()
			})
			done()
		}
	})
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			os.RemoveAll(dir)
			os.MkdirAll(dir, 0o755)
			b.StartTimer()
			publish(b, Summary{Written: pages})
		}
	})
	b.Run("same", func(b *testing.B) {
		for b.Loop() {
			publish(b, Summary{Unchanged: pages})
		}
	})
	b.Run("one", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			name := paths[n*7919%pages]
			files[name] = &fstest.MapFile{Data: []byte("changed " + strconv.Itoa(n))}
			keys[name] = sha256.Sum256(files[name].Data)
			publish(b, Summary{Written: 1, Unchanged: pages - 1})
		}
	})
}
