package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"gongkai/internal/diag"
)

// lastBuilt is what the next command must know of the last build. Unlike the
// memory of it, it is kept of every build. It stays in .gongkai/: no time of a
// build goes into the site.
type lastBuilt struct {
	Texts []byte    `json:"texts"` // the mark of what public/ was made from; none: unknown
	Clock time.Time `json:"clock"` // of the last build that went by the clock
}

const lastBuiltFile = "built.json"

func (p *process) lastBuilt() (last lastBuilt) {
	if text, err := os.ReadFile(p.memoPath(lastBuiltFile)); err == nil && json.Unmarshal(text, &last) != nil {
		return lastBuilt{}
	}
	return last
}

// noteBuilt notes a build. One with --now tells nothing of the clock, and one
// into another folder nothing of public/.
func (p *process) noteBuilt(mark *fingerprint, out string) {
	last := p.lastBuilt()
	if out == filepath.Join(p.siteDir, "public") {
		last.Texts = mark.texts[:]
	}
	if p.nowText == "" {
		last.Clock = p.now
	}
	_ = p.memo(lastBuiltFile, func(w io.Writer) error { return json.NewEncoder(w).Encode(last) })
}

// clockSlack is how far back a clock may go: it is set right by minutes, and
// a machine may take another zone's time for its own.
const clockSlack = 24 * time.Hour

// checkClock looks whether time has gone back since the last build. What has
// appeared since then would be taken off the site, so a clock that was lost
// with its battery must not pass unseen. Who names the time with --now has a
// reason, and is only told.
func (p *process) checkClock(force bool) error {
	last := p.lastBuilt().Clock
	if force || !p.now.Before(last.Add(-clockSlack)) {
		return nil
	}
	then, now := last.In(beijing).Format(time.DateOnly), p.now.In(beijing).Format(time.DateOnly)
	if p.nowText != "" {
		p.talk(p.words("注意：--now 是 %s，比上次生成的 %s 早，后来才公开的信息会撤下\n", "note: --now is %s, before the last build on %s; what has appeared since is taken off\n"), now, then)
		return nil
	}
	return operatorError{diag.Text{
		ZH: fmt.Sprintf("时钟可能不对：现在是 %s，比上次生成的 %s 早，后来才公开的信息会撤下；没有生成，请校正时钟，确实要倒回去，加 --force", now, then),
		EN: fmt.Sprintf("the clock may be wrong: it is %s, before the last build on %s, and what has appeared since would be taken off; nothing was built. Set the clock, or add --force to go back", now, then),
	}, errors.New("the clock has gone back")}
}

// outdated tells that the content is no longer what public/ was made from.
func (p *process) outdated() bool {
	last := p.lastBuilt().Texts
	if len(last) == 0 {
		return false // of another machine, or before this was noted
	}
	mark, err := p.fingerprint()
	return err == nil && !bytes.Equal(last, mark.texts[:])
}
