package main

import (
	"context"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
	"gongkai/internal/inspect"
)

// inspection is what a check is asked for besides the rules of every run.
type inspection struct {
	asked    bool     // --inspect
	external bool     // --external
	reports  []string // --report
}

func (i *inspection) flags(flags *pflag.FlagSet, p *process) {
	flags.SortFlags = false
	flags.BoolVar(&i.asked, "inspect", false, p.words("再按自查指标检查", "look as inspectors do as well"))
	flags.StringArrayVar(&i.reports, "report", nil, p.words("把自查结果写成文件：.html 是报告，.ics 是各栏目期限的日历", "write what was found to a file: .html is a report, .ics a calendar of deadlines"))
	flags.BoolVar(&i.external, "external", false, p.words("再试外部链接能不能打开；只有这一项要用网络", "try the links to other sites too; nothing else uses the network"))
}

// check looks at the flags alone.
func (i *inspection) check(p *process) error {
	for _, name := range i.reports {
		if extension := strings.ToLower(filepath.Ext(name)); extension != ".html" && extension != ".ics" {
			return p.badValue("report", name, p.words(" .html 或 .ics 文件", "an .html or .ics file"))
		}
	}
	i.asked = i.asked || i.external || len(i.reports) > 0
	return nil
}

// inspect adds what an inspection finds, and writes the reports.
func (p *process) inspect(ctx context.Context, l *linked, look inspection) error {
	if !look.asked {
		return nil
	}
	known := inspect.Known{Published: p.publishedDates()}
	if look.external {
		known.Dead = p.tryLinks(ctx, inspect.Outside(l.Site))
	}
	inspected := inspect.Inspect(l.Site, p.now, known)
	found := masked(l.Settings.Permit(inspected.Findings(), inspect.OnRequest))
	l.findings = append(l.findings[:len(l.findings):len(l.findings)], found...)
	l.findings.Sort()
	for _, name := range look.reports {
		text := inspected.HTML(l.findings)
		if strings.EqualFold(filepath.Ext(name), ".ics") {
			text = inspected.Calendar()
		}
		if err := p.writeResult(name, text); err != nil {
			return err
		}
	}
	return nil
}

// publishedDates is each item's date of publication in the site that was built
// last, by address; nil when there is none that can be read.
func (p *process) publishedDates() map[string]string {
	text, err := os.ReadFile(filepath.Join(p.siteDir, "public", "catalogue.json"))
	if err != nil {
		return nil
	}
	var items []struct{ Address, Date string }
	if err := json.Unmarshal(text, &items); err != nil {
		return nil
	}
	dates := make(map[string]string, len(items))
	for _, item := range items {
		if address, err := url.PathUnescape(item.Address); err == nil {
			dates[address] = item.Date
		}
	}
	return dates
}
