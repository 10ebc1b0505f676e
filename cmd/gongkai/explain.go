package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"gongkai/internal/diag"
)

func (p *process) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CODE]",
		Short: p.words("解释一条提示：是什么、为什么、怎么改", "explain a finding: what, why, how to mend it"),
		Long: p.words(`解释一条提示：是什么、为什么、依据什么，错的和对的写法各一例。
不写编号，就列出全部规则。`,
			`Explains a finding: what it is, why it matters, on what basis, with a wrong and
a right example. Without a code it lists every rule.`),
		Example: p.words("gongkai explain R204\ngongkai explain", "gongkai explain R204\ngongkai explain"),
		Args:    p.takes(0, 1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var codes []cobra.Completion
			for _, r := range catalogue() {
				codes = append(codes, cobra.CompletionWithDesc(r.Code, general(r.Message.In(p.lang))))
			}
			return codes, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error { return p.explain(args) },
	}
}

func (p *process) explain(args []string) error {
	rules := catalogue()
	if len(args) > 0 {
		rule, nearest := findRule(rules, args[0])
		if rule == nil {
			return usageError(fmt.Sprintf(p.words("没有「%s」这个编号，最接近的是 %s；运行 gongkai explain 看全部编号",
				"there is no code “%s”; the nearest is %s, and gongkai explain lists them all"), args[0], nearest))
		}
		if p.json {
			return p.ruleJSON(*rule)
		}
		return p.result("%s", p.rulePage(rule))
	}
	for _, rule := range rules {
		if p.json {
			if err := p.ruleJSON(rule); err != nil {
				return err
			}
			continue
		}
		if err := p.result("%s  %s  %s\n", rule.Code, rule.Severity.Words().In(p.lang), general(rule.Message.In(p.lang))); err != nil {
			return err
		}
	}
	return nil
}

// rulePage is a rule as the terminal shows it.
func (p *process) rulePage(r *diag.Rule) string {
	var b strings.Builder
	section := func(title diag.Text, body string) {
		if body = strings.TrimRight(body, "\n"); body != "" {
			fmt.Fprintf(&b, "%s\n  %s\n\n", title.In(p.lang), strings.ReplaceAll(body, "\n", "\n  "))
		}
	}
	if finding := exampleFinding(r); finding != nil {
		_ = p.printer(p.stdout).Print(&b, finding)
		section(diag.Text{ZH: "为什么", EN: "Why"}, r.Why.In(p.lang))
	} else {
		fmt.Fprintf(&b, "%s[%s] %s\n\n", r.Severity.Words().In(p.lang), r.Code, general(r.Message.In(p.lang)))
		section(diag.Text{ZH: "为什么", EN: "Why"}, r.Why.In(p.lang))
		section(diag.Text{ZH: "怎么改", EN: "How to mend it"}, general(r.Hint.In(p.lang)))
		section(diag.Text{ZH: "依据", EN: "Basis"}, r.Basis)
	}
	section(diag.Text{ZH: "错的例子", EN: "Wrong"}, exampleText(r.Bad, r.Good))
	section(diag.Text{ZH: "对的例子", EN: "Right"}, exampleText(r.Good, r.Bad))
	return strings.TrimSuffix(b.String(), "\n")
}

// argument is a gap in a rule's sentence.
var argument = regexp.MustCompile(`\{\d\}`)

// general is a rule's sentence with nothing particular in its gaps.
func general(sentence string) string { return argument.ReplaceAllString(sentence, "…") }

// ruleJSON prints a rule for a program, in both languages.
func (p *process) ruleJSON(r diag.Rule) error {
	encoder := json.NewEncoder(p.stdout)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(struct {
		Code      string `json:"code"`
		Severity  string `json:"severity"`
		Message   string `json:"message"`
		MessageEn string `json:"messageEn"`
		Hint      string `json:"hint"`
		HintEn    string `json:"hintEn"`
		Why       string `json:"why"`
		WhyEn     string `json:"whyEn"`
		Basis     string `json:"basis"`
		Bad       string `json:"bad"`
		Good      string `json:"good"`
	}{
		r.Code, r.Severity.String(), r.Message.ZH, r.Message.EN, r.Hint.ZH, r.Hint.EN,
		r.Why.ZH, r.Why.EN, r.Basis, r.Bad, r.Good,
	})
}
