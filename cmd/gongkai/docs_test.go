package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gongkai/internal/diag"
)

// docs/diagnostics.md is made from the rules; go test ./cmd/gongkai -run
// TestDiagnosticsPage -update writes it.
func TestDiagnosticsPageIsCurrent(t *testing.T) {
	name := filepath.Join(repository, "docs", "diagnostics.md")
	want := diagnosticsPage()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/diagnostics.md is not what the rules say; run go generate ./cmd/gongkai\n%s", diff)
	}
}

// diagnosticsPage is every rule in both languages, room by room.
func diagnosticsPage() string {
	var b strings.Builder
	b.WriteString("<!-- Generated from the rules by go generate ./cmd/gongkai; edit the rules, not this page. -->\n")
	b.WriteString("# 检查规则 · Diagnostics\n\n")
	b.WriteString("`gongkai explain CODE` 在终端里显示同样的内容。例子里没有写出的文件，与一个没有问题的最小网站相同。\n\n")
	b.WriteString("`gongkai explain CODE` shows the same in the terminal. An example is laid over a minimal site that is clean.\n")
	rules := catalogue()
	for _, room := range rooms {
		first := true
		for i := range rules {
			if !strings.HasPrefix(rules[i].Code, room.letter) {
				continue
			}
			if first {
				fmt.Fprintf(&b, "\n## %s · %s\n", room.words.ZH, room.words.EN)
				first = false
			}
			ruleSection(&b, &rules[i])
		}
	}
	return b.String()
}

func ruleSection(b *strings.Builder, r *diag.Rule) {
	severity, message, hint := r.Severity.Words(), r.Message, r.Hint
	if finding := exampleFinding(r); finding != nil {
		message, hint = finding.Message, finding.Hint
	}
	fmt.Fprintf(b, "\n### %s\n\n**%s** %s\n\n**%s** %s\n", r.Code, severity.ZH, prose(message.ZH), severity.EN, prose(message.EN))
	fmt.Fprintf(b, "\n- 为什么：%s\n- 怎么改：%s\n", prose(r.Why.ZH), prose(hint.ZH))
	fmt.Fprintf(b, "\n- Why: %s\n- How to mend it: %s\n", prose(r.Why.EN), prose(hint.EN))
	if r.Basis != "" {
		fmt.Fprintf(b, "\n依据 · Basis: %s\n", prose(r.Basis))
	}
	for _, example := range []struct{ title, text string }{
		{"错 · Wrong", exampleText(r.Bad, r.Good)},
		{"对 · Right", exampleText(r.Good, r.Bad)},
	} {
		if example.text != "" {
			fmt.Fprintf(b, "\n%s\n\n````text\n%s````\n", example.title, example.text)
		}
	}
}

// prose is a sentence as Markdown text.
func prose(s string) string {
	return strings.NewReplacer("*", `\*`, "_", `\_`, "<", "&lt;", "[", `\[`, "|", `\|`, "#", `\#`).Replace(diag.Visible(general(s)))
}
