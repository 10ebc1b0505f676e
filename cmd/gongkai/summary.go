package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/privacy"
	"gongkai/internal/publish"
	"gongkai/internal/site"
)

// summary is the last line of a run.
type summary struct {
	command   string
	files     int // of the content that were read
	withheld  []site.Withheld
	published *publish.Summary // nil when nothing was published
}

func (p *process) summarise(command string, l *linked) summary {
	return summary{command: command, files: len(l.tree.Files), withheld: l.Withheld}
}

// failed tells whether the findings stop a release.
func (p *process) failed(findings diag.List) bool {
	return findings.Count(diag.Error) > 0 || p.strict && findings.Count(diag.Warning) > 0
}

// finish shows the findings and the summary. The error is errProblems when
// the findings stop a release.
func (p *process) finish(findings diag.List, end summary) error {
	if err := p.showFindings(findings, end); err != nil {
		return err
	}
	if p.failed(findings) {
		return errProblems
	}
	return nil
}

func (p *process) showFindings(findings diag.List, end summary) error {
	elapsed := p.clock().Sub(p.started)
	if p.json {
		if err := findings.WriteJSON(p.stdout); err != nil {
			return err
		}
		return json.NewEncoder(p.stdout).Encode(map[string]jsonSummary{"summary": end.json(findings, elapsed)})
	}
	printer := p.printer(p.stdout)
	for _, d := range gathered(findings) {
		if err := printer.Print(p.stdout, &d); err != nil {
			return err
		}
	}
	if err := p.result("%s\n", end.text(findings, elapsed, p.failed(findings)).In(p.lang)); err != nil {
		return err
	}
	if len(findings) > 0 {
		p.talk(p.words("想知道为什么、怎么改：gongkai explain %s\n", "why, and how to mend it: gongkai explain %s\n"), findings[0].Code)
	}
	return nil
}

// reasons is why items are withheld, in the order of the summary.
var reasons = []struct {
	reason site.Reason
	words  diag.Text
}{
	{site.Draft, diag.Text{ZH: "草稿", EN: "draft"}},
	{site.Future, diag.Text{ZH: "未到发布时间", EN: "not yet due"}},
	{site.Expired, diag.Text{ZH: "已过期", EN: "expired"}},
}

func (s summary) hidden(reason site.Reason) (n int) {
	for _, w := range s.withheld {
		if w.Reason == reason {
			n++
		}
	}
	return n
}

// text is the summary as a sentence.
func (s summary) text(findings diag.List, elapsed time.Duration, failed bool) diag.Text {
	var zh, en []string
	add := func(z, e string) { zh, en = append(zh, z), append(en, e) }
	switch {
	case s.published != nil:
		add(fmt.Sprintf("生成 %d 个文件，未变 %d 个，删除 %d 个", s.published.Written, s.published.Unchanged, s.published.Removed),
			fmt.Sprintf("%d files written, %d unchanged, %d removed", s.published.Written, s.published.Unchanged, s.published.Removed))
	case failed && s.command == "build":
		add("没有生成，原来的网站没有改动", "nothing written, the old site is as it was")
	default:
		add(fmt.Sprintf("检查了 %d 个文件", s.files), fmt.Sprintf("%d files checked", s.files))
	}
	found := findings.Summary()
	add(found.ZH, found.EN)
	if len(s.withheld) > 0 {
		var z, e []string
		for _, r := range reasons {
			if n := s.hidden(r.reason); n > 0 {
				z, e = append(z, fmt.Sprintf("%s %d", r.words.ZH, n)), append(e, fmt.Sprintf("%d %s", n, r.words.EN))
			}
		}
		add(fmt.Sprintf("未公开 %d 篇（%s）", len(s.withheld), strings.Join(z, "，")), fmt.Sprintf("%d hidden (%s)", len(s.withheld), strings.Join(e, ", ")))
	}
	add(fmt.Sprintf("用时 %.2f 秒", elapsed.Seconds()), fmt.Sprintf("%.2f s", elapsed.Seconds()))
	return diag.Text{ZH: strings.Join(zh, "；"), EN: strings.Join(en, "; ")}
}

type (
	jsonSummary struct {
		Command      string              `json:"command"`
		Files        int                 `json:"files"`
		Written      int                 `json:"written"`
		Unchanged    int                 `json:"unchanged"`
		Removed      int                 `json:"removed"`
		Errors       int                 `json:"errors"`
		Warnings     int                 `json:"warnings"`
		Hints        int                 `json:"hints"`
		Hidden       map[site.Reason]int `json:"hidden"`
		Withheld     []jsonWithheld      `json:"withheld"`
		Milliseconds int64               `json:"milliseconds"`
	}
	jsonWithheld struct {
		File   string      `json:"file"`
		Reason site.Reason `json:"reason"`
		Until  string      `json:"until,omitempty"` // when a future item appears
	}
)

func (s summary) json(findings diag.List, elapsed time.Duration) jsonSummary {
	out := jsonSummary{
		Command: s.command, Files: s.files,
		Errors: findings.Count(diag.Error), Warnings: findings.Count(diag.Warning), Hints: findings.Count(diag.Hint),
		Hidden: map[site.Reason]int{}, Withheld: []jsonWithheld{}, Milliseconds: elapsed.Milliseconds(),
	}
	if s.published != nil {
		out.Written, out.Unchanged, out.Removed = s.published.Written, s.published.Unchanged, s.published.Removed
	}
	for _, r := range reasons {
		out.Hidden[r.reason] = s.hidden(r.reason)
	}
	for _, w := range s.withheld {
		item := jsonWithheld{File: privacy.Mask(w.File.Name()), Reason: w.Reason}
		if !w.Until.IsZero() {
			item.Until = w.Until.Format(time.RFC3339)
		}
		out.Withheld = append(out.Withheld, item)
	}
	return out
}
