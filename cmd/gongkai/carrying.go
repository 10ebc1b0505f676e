package main

import (
	"encoding/json"
	"time"

	"github.com/schollz/progressbar/v3"
	"gongkai/internal/carry"
	"gongkai/internal/carry/target"
	"gongkai/internal/diag"
	"gongkai/internal/publish"
)

// carrying shows how a publication goes: a bar with files and bytes on a
// terminal, a line now and then in a log, an event a line with --json. Events
// come one at a time.
type carrying struct {
	process *process
	to      target.Target
	width   int // of the terminal; 0 when there is none
	bar     *progressbar.ProgressBar
	last    time.Time // of the last line in a log
}

const lineEvery = 10 * time.Second

func (p *process) newCarrying(to target.Target) *carrying {
	width, _ := terminal(p.stderr)
	if p.json {
		width = 0
	}
	return &carrying{process: p, to: to, width: width, last: p.clock()}
}

type jsonEvent struct {
	Event  carry.EventKind `json:"event"`
	Path   string          `json:"path,omitempty"`
	Bytes  int64           `json:"bytes,omitempty"`
	Files  int             `json:"files"`
	Of     int             `json:"of"`
	Sent   int64           `json:"sent"`
	Total  int64           `json:"total"`
	Detail string          `json:"detail,omitempty"`
}

func (c *carrying) event(e carry.Event) {
	p := c.process
	if p.json {
		_ = json.NewEncoder(p.stdout).Encode(jsonEvent{e.Kind, e.Path, e.Bytes, e.Files, e.Of, e.Sent, e.Total, e.Text.In(p.lang)})
		return
	}
	switch e.Kind {
	case carry.Note:
		c.done()
		p.talk("%s\n", diag.Visible(e.Text.In(p.lang)))
	case carry.Put:
		c.progress(e)
	}
}

// progress draws the bar once the work has taken a second, or writes a line.
func (c *carrying) progress(e carry.Event) {
	p := c.process
	now := p.clock()
	if c.width == 0 {
		if now.Sub(c.last) >= lineEvery && e.Files < e.Of {
			c.last = now
			p.talk(p.words("已传 %d/%d 个文件，%s\n", "%d of %d files sent, %s\n"), e.Files, e.Of, bytesOf(e.Sent))
		}
		return
	}
	if c.bar == nil {
		if now.Sub(c.last) < time.Second {
			return
		}
		c.bar = progressbar.NewOptions64(int64(e.Of),
			progressbar.OptionSetWriter(p.stderr),
			progressbar.OptionSetWidth(min(40, max(10, c.width-60))),
			progressbar.OptionShowCount(),
			progressbar.OptionThrottle(100*time.Millisecond),
		)
	}
	c.bar.Describe(p.words("正在发布 ", "publishing ") + bytesOf(e.Sent) + "/" + bytesOf(e.Total))
	_ = c.bar.Set(e.Files)
}

// done clears the bar away.
func (c *carrying) done() {
	if c.bar != nil {
		_ = c.bar.Clear()
		c.bar = nil
	}
}

// list is what a dry run would do, file by file.
func (c *carrying) list(s carry.Summary) error {
	p := c.process
	for _, group := range []struct {
		word  string
		files []publish.File
	}{
		{p.words("新增", "new"), s.New}, {p.words("改变", "changed"), s.Changed}, {p.words("删除", "gone"), s.Gone},
	} {
		for _, f := range group.files {
			if err := p.result("%-8s %10s  %s\n", group.word, bytesOf(f.Size), diag.Visible(f.Path)); err != nil {
				return err
			}
		}
	}
	return nil
}
