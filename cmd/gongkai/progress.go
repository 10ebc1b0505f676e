package main

import (
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress is a bar on stderr, drawn on a terminal only and only when the work
// has taken a second.
type progress struct {
	process *process
	title   string
	started time.Time
	width   int // of the terminal; 0 when there is none
	mu      sync.Mutex
	bar     *progressbar.ProgressBar
}

func (p *process) newProgress(title string) *progress {
	width, _ := terminal(p.stderr)
	return &progress{process: p, title: title, started: p.clock(), width: width}
}

// update may be called from several goroutines.
func (g *progress) update(done, total int) {
	if g.width == 0 {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.bar == nil {
		if g.process.clock().Sub(g.started) < time.Second {
			return
		}
		g.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(g.process.stderr),
			progressbar.OptionSetDescription(g.title),
			progressbar.OptionSetWidth(min(40, max(10, g.width-50))),
			progressbar.OptionShowCount(),
			progressbar.OptionThrottle(100*time.Millisecond),
		)
	}
	_ = g.bar.Set(done)
}

// done clears the bar away.
func (g *progress) done() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.bar != nil {
		_ = g.bar.Clear()
	}
}
