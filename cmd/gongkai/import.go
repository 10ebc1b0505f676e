package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"gongkai/internal/diag"
	"gongkai/internal/intake"
	"gongkai/internal/report"
	"gongkai/internal/source"
)

func (p *process) importCommand() *cobra.Command {
	var (
		year  int
		out   string
		force bool
	)
	c := &cobra.Command{
		Use:   "import FILE... [--year N] [--out DIR] [--force]",
		Short: p.words("导入往年的年报", "take in old annual reports"),
		Long: p.words(`把往年的年度报告读成 年份.toml（数据）和 年份.md（文字）。可以读 .docx、.xlsx、.csv、
网页、Markdown、粘贴的文字，以及 pdftotext -layout 从 PDF 转出的文字。
读不准的数不猜：留空，并列出来请人核对。写出的是草稿，核对以后删去 draft 一行。`,
			`Reads old annual reports into YEAR.toml (the figures) and YEAR.md (the prose):
.docx, .xlsx, .csv, web pages, Markdown, pasted text, and what pdftotext -layout
makes of a PDF. A figure that isn't certain is never guessed: it is left blank
and listed. What is written is a draft until someone has checked it.`),
		Example: `gongkai import 2023年报.docx
gongkai import old/*.txt --out content/report
gongkai import report.html --year 2022 --force`,
		Args: p.takes(1, -1),
		RunE: func(_ *cobra.Command, args []string) error { return p.importAll(args, year, out, force) },
	}
	c.Flags().IntVar(&year, "year", 0, p.words("哪一年的报告；不写就从文件里看", "the year that it reports on; else the file tells"))
	c.Flags().StringVar(&out, "out", "", p.words("写到这个文件夹；不写就是网站的 content/report", "the folder to write into; the site's content/report, unless told"))
	c.Flags().BoolVar(&force, "force", false, p.words("覆盖已有的文件", "overwrite files that are there"))
	return c
}

// imported is one file that was read.
type imported struct {
	from string
	*intake.Result
}

// importAll reads every file before it writes any, so that a name that is
// taken stops the command while nothing has changed.
func (p *process) importAll(names []string, year int, out string, force bool) error {
	if year != 0 && len(names) > 1 {
		return usageError(p.words("写了 --year，一次只能导入一个文件", "with --year only one file can be imported at a time"))
	}
	if out == "" {
		if info, err := os.Stat(filepath.Join(p.siteDir, "content")); err != nil || !info.IsDir() {
			return usageError(fmt.Sprintf(p.words("「%s」里没有 content 文件夹；请先进入网站的文件夹，或者用 --out 指明写到哪里", "there is no content folder in “%s”; go to the site's folder, or say with --out where to write"), p.siteDir))
		}
		out = filepath.Join(p.siteDir, "content", "report")
	}
	var read []imported
	var findings diag.List
	for _, name := range names {
		data, err := p.source(name)
		if err != nil {
			return err
		}
		result, found := intake.Read(filepath.ToSlash(name), data, year)
		findings = append(findings, found...)
		if result != nil {
			read = append(read, imported{name, result})
		}
	}
	if err := p.free(read, out, force); err != nil {
		return err
	}
	var written []string
	for _, r := range read {
		for _, f := range p.filesOf(r) {
			name := filepath.Join(out, f.name)
			if err := os.MkdirAll(out, 0o755); err != nil {
				return err
			}
			if err := replaceFile(name, f.text); err != nil {
				return err
			}
			written = append(written, filepath.ToSlash(name))
		}
	}
	findings.Sort()
	return p.imported(len(names), written, findings)
}

// source reads a file, which may be named relative to here or to the site; not
// more of it than any report has.
func (p *process) source(name string) ([]byte, error) {
	const most = 64 << 20
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) && !filepath.IsAbs(name) {
		if inSite, other := os.Open(filepath.Join(p.siteDir, name)); other == nil {
			f, err = inSite, nil
		}
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

// outFile is a file to be written.
type outFile struct {
	name string
	text []byte
}

// filesOf is the year's file of figures and, when the source has text, its page.
func (p *process) filesOf(r imported) []outFile {
	year := fmt.Sprint(r.Year)
	files := []outFile{{year + ".toml", r.Figures}}
	if r.Prose == nil {
		return files
	}
	var b strings.Builder
	day := cmp.Or(r.Date, p.now.In(time.FixedZone("", 8*60*60)).Format(time.DateOnly))
	fmt.Fprintf(&b, "+++\ntitle = %s\ndate = %s\ndraft = true   # 草稿不公开；核对以后删去这一行\n+++\n", source.Quote(cmp.Or(r.Title, report.Title("", r.Year))), day)
	b.Write(r.Prose)
	return append(files, outFile{year + ".md", []byte(b.String())})
}

// free tells whether the names to be written are.
func (p *process) free(read []imported, out string, force bool) error {
	from := map[string]string{}
	for _, r := range read {
		for _, f := range p.filesOf(r) {
			if other, ok := from[f.name]; ok {
				return usageError(fmt.Sprintf(p.words("「%s」和「%s」都是 %d 年的报告，没有写任何文件", "“%s” and “%s” both report on %d; nothing was written"), other, r.from, r.Year))
			}
			from[f.name] = r.from
			_, err := os.Lstat(filepath.Join(out, f.name))
			switch {
			case err == nil && !force:
				return usageError(fmt.Sprintf(p.words("「%s」已经有了，没有写任何文件；要覆盖，加上 --force", "“%s” is there already; nothing was written; --force overwrites it"), filepath.Join(out, f.name)))
			case err != nil && !errors.Is(err, fs.ErrNotExist):
				return err
			}
		}
	}
	return nil
}

// imported shows what was written, then the doubts, then what to do next.
func (p *process) imported(files int, written []string, findings diag.List) error {
	elapsed := p.clock().Sub(p.started)
	if p.json {
		if err := findings.WriteJSON(p.stdout); err != nil {
			return err
		}
		end := importSummary{
			Command: "import", Files: files, Written: append([]string{}, written...),
			Errors: findings.Count(diag.Error), Warnings: findings.Count(diag.Warning), Hints: findings.Count(diag.Hint),
			Milliseconds: elapsed.Milliseconds(),
		}
		if err := json.NewEncoder(p.stdout).Encode(map[string]importSummary{"summary": end}); err != nil {
			return err
		}
	} else {
		if err := p.showImported(written, findings, elapsed); err != nil {
			return err
		}
	}
	if p.failed(findings) {
		return errProblems
	}
	return nil
}

func (p *process) showImported(written []string, findings diag.List, elapsed time.Duration) error {
	for _, name := range written {
		if err := p.result("%s\n", diag.Visible(name)); err != nil {
			return err
		}
	}
	printer := p.printer(p.stdout)
	for i := range findings {
		if err := printer.Print(p.stdout, &findings[i]); err != nil {
			return err
		}
	}
	found := findings.Summary()
	if err := p.result(p.words("写出 %d 个文件；%s；用时 %.2f 秒\n", "%d files written; %s; %.2f s\n"), len(written), found.In(p.lang), elapsed.Seconds()); err != nil {
		return err
	}
	if len(written) > 0 {
		p.talk("%s\n", p.words("下一步：对照原文核对数据和文字；写着「待核对」的填好以后，删去 .md 里的 draft 一行，运行 gongkai check",
			"next: compare figures and text with the source; when every row marked 待核对 is filled in, remove draft from the .md and run gongkai check"))
	}
	return nil
}

// importSummary is the last line of --json.
type importSummary struct {
	Command      string   `json:"command"`
	Files        int      `json:"files"`
	Written      []string `json:"written"`
	Errors       int      `json:"errors"`
	Warnings     int      `json:"warnings"`
	Hints        int      `json:"hints"`
	Milliseconds int64    `json:"milliseconds"`
}
