package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/websocket"
)

// The comparison of the previews (P4): how long a save takes from the first
// byte written until the open page has been told to load itself again and is
// served anew; how long the preview takes to be ready; the memory that it has
// taken at its most.

const (
	previewNow  = "2024-06-01T09:00:00+08:00"
	previewWait = 10 * time.Minute
)

// previewer is a preview that runs.
type previewer struct {
	cmd   *exec.Cmd
	base  string
	ready time.Duration
	told  chan time.Time // when the open page was told to load itself again
}

// previewed is what was measured of one.
type previewed struct {
	ready, text, title time.Duration
	peak, last         int64 // KiB
}

// comparePreviews prints the table of P4 for one corpus.
func comparePreviews(t tools, site, hugo string, n, runs int, ours bool) error {
	time.Sleep(3 * time.Second) // a file of this very moment is read again
	_ = os.RemoveAll(filepath.Join(site, ".gongkai"))
	saves := 7 * runs
	cold, err := measurePreview(site, n, saves, func() (*previewer, error) { return startGongkai(t.gongkai, site) })
	if err != nil {
		return err
	}
	time.Sleep(3 * time.Second)
	warm, err := measurePreview(site, n, saves, func() (*previewer, error) { return startGongkai(t.gongkai, site) })
	if err != nil {
		return err
	}
	var theirs previewed
	if !ours {
		if theirs, err = measurePreview(hugo, n, min(saves, max(3, 60_000/n)), func() (*previewer, error) { return startHugo(t.hugo, hugo) }); err != nil {
			return err
		}
	}
	fmt.Printf("%d notices; %d saves, medians; %s, %s/%s, %d cores, Hugo %s; %s\n\n",
		n, saves, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), hugoVersion, time.Now().UTC().Format("2006-01-02"))
	fmt.Println("| preview | gongkai | gongkai, with a cache | Hugo's server | ratio | with a cache |")
	fmt.Println("| --- | --- | --- | --- | --- | --- |")
	line := func(what, unit string, value func(previewed) float64) {
		a, b, c := value(cold), value(warm), value(theirs)
		fmt.Printf("| %s, %s | %.4g | %.4g | %.4g | %.3f | %.3f |\n", what, unit, a, b, c, a/c, b/c)
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	line("a text saved → served, reload sent", "ms", func(p previewed) float64 { return ms(p.text) })
	line("a title saved → served, reload sent", "ms", func(p previewed) float64 { return ms(p.title) })
	line("ready", "s", func(p previewed) float64 { return p.ready.Seconds() })
	line("peak memory", "MiB", func(p previewed) float64 { return float64(p.peak) / 1024 })
	line("memory at the end", "MiB", func(p previewed) float64 { return float64(p.last) / 1024 })
	fmt.Println()
	return nil
}

// measurePreview saves a notice again and again beside a preview.
func measurePreview(dir string, n, saves int, start func() (*previewer, error)) (previewed, error) {
	date := time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC)
	file := filepath.Join(dir, "content", notePath(0, date))
	page := strings.TrimSuffix(notePath(0, date), ".md") + ".html"
	original, err := os.ReadFile(file)
	if err != nil {
		return previewed{}, err
	}
	defer os.WriteFile(file, original, 0o644)
	p, err := start()
	if err != nil {
		return previewed{}, err
	}
	defer p.cmd.Wait()
	defer p.cmd.Process.Signal(os.Interrupt)
	if err := p.listen(page); err != nil {
		return previewed{}, err
	}
	time.Sleep(2 * time.Second) // what follows a start is over
	var texts, titles []time.Duration
	for i := range 2 * saves {
		mark := fmt.Sprintf("第%d次保存", i)
		text, times := strings.TrimRight(string(original), "\n")+"\n\n"+mark+"。\n", &texts
		if i%2 == 1 {
			text, times = strings.Replace(string(original), "title = \"", "title = \""+mark, 1), &titles
		}
		took, err := p.save(file, text, page, mark)
		if err != nil {
			return previewed{}, err
		}
		*times = append(*times, took)
		time.Sleep(400 * time.Millisecond)
	}
	slices.Sort(texts)
	slices.Sort(titles)
	fmt.Fprintf(os.Stderr, "%s: ready %v, texts %v … %v, titles %v … %v\n", filepath.Base(dir), p.ready, texts[0], texts[saves-1], titles[0], titles[saves-1])
	peak, last := memoryOf(p.cmd.Process.Pid)
	return previewed{p.ready, texts[saves/2], titles[saves/2], peak, last}, nil
}

// save writes a file in place, and waits for the word and for the page.
func (p *previewer) save(file, text, page, mark string) (time.Duration, error) {
	for len(p.told) > 0 {
		<-p.told
	}
	started := time.Now()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return 0, err
	}
	late := time.After(previewWait)
	for {
		select {
		case <-p.told:
			if body, err := get(p.base + page); err == nil && strings.Contains(body, mark) {
				return time.Since(started), nil
			}
		case <-late:
			return 0, fmt.Errorf("%s didn't appear", mark)
		}
	}
}

func get(address string) (string, error) {
	answer, err := http.Get(address)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = errors.New(answer.Status)
	}
	return string(body), err
}

// started runs a preview until a page of it can be read.
func started(cmd *exec.Cmd, port int, page string) (*previewer, error) {
	p := &previewer{cmd: cmd, base: fmt.Sprintf("http://127.0.0.1:%d/", port), told: make(chan time.Time, 100)}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(begun) < previewWait {
		if _, err := get(p.base + page); err == nil {
			p.ready = time.Since(begun)
			return p, nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	_ = cmd.Process.Kill()
	return nil, fmt.Errorf("%s: not ready", cmd.Path)
}

func startGongkai(program, site string) (*previewer, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(program, "serve", "--site", site, "--now", previewNow, "--port", strconv.Itoa(port))
	return started(cmd, port, "index.html")
}

func startHugo(program, site string) (*previewer, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(program, "server", "--port", strconv.Itoa(port), "--clock", previewNow)
	cmd.Dir = site
	return started(cmd, port, "index.html")
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

var overlay = regexp.MustCompile(`data-token="(\w+)" data-page="([^"]*)" data-seen="([^"]*)"`)

// listen holds the stream that an open page would: server-sent events, or
// Hugo's websocket.
func (p *previewer) listen(page string) error {
	body, err := get(p.base + page)
	if err != nil {
		return err
	}
	if m := overlay.FindStringSubmatch(body); m != nil {
		return p.listenToEvents(m[1], m[2], m[3])
	}
	return p.listenToSocket()
}

func (p *previewer) listenToEvents(token, page, seen string) error {
	answer, err := http.Get(p.base + "_gongkai/events?" + url.Values{"token": {token}, "page": {page}, "seen": {seen}}.Encode())
	if err != nil {
		return err
	}
	go func() {
		defer answer.Body.Close()
		lines := bufio.NewScanner(answer.Body)
		lines.Buffer(nil, 64<<20)
		for lines.Scan() {
			var state struct{ Reload bool }
			text, ok := strings.CutPrefix(lines.Text(), "data: ")
			if ok && json.Unmarshal([]byte(text), &state) == nil && state.Reload {
				p.told <- time.Now()
			}
		}
	}()
	return nil
}

func (p *previewer) listenToSocket() error {
	socket, err := websocket.Dial(strings.Replace(p.base, "http", "ws", 1)+"livereload", "", p.base)
	if err != nil {
		return err
	}
	if err := websocket.Message.Send(socket, `{"command":"hello","protocols":["http://livereload.com/protocols/official-7"]}`); err != nil {
		return err
	}
	go func() {
		defer socket.Close()
		for {
			var text string
			if websocket.Message.Receive(socket, &text) != nil {
				return
			}
			if strings.Contains(text, `"reload"`) {
				p.told <- time.Now()
			}
		}
	}()
	return nil
}

// memoryOf is what the system says of a process, in KiB.
func memoryOf(pid int) (peak, now int64) {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(status)) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		n, _ := strconv.ParseInt(fields[1], 10, 64)
		switch fields[0] {
		case "VmHWM:":
			peak = n
		case "VmRSS:":
			now = n
		}
	}
	return peak, now
}
