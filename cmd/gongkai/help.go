package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// help writes a command's page. cobra's own is English only.
func (p *process) help(c *cobra.Command) {
	var b strings.Builder
	text := c.Long
	if text == "" {
		text = c.Short
	}
	fmt.Fprintf(&b, "%s\n", text)
	section := func(title, body string) {
		if body != "" {
			fmt.Fprintf(&b, "\n%s\n  %s\n", title, strings.ReplaceAll(strings.TrimRight(body, "\n"), "\n", "\n  "))
		}
	}
	use := c.UseLine()
	if c.HasAvailableSubCommands() {
		use = c.CommandPath() + p.words(" 命令", " COMMAND")
	}
	section(p.words("用法", "Usage"), use)
	section(p.words("命令", "Commands"), commandList(c))
	section(p.words("例子", "Examples"), c.Example)
	section(p.words("选项", "Flags"), flagList(c.Name(), c.LocalNonPersistentFlags()))
	section(p.words("到处可用的选项", "Flags of every command"), flagList("", c.Root().PersistentFlags()))
	if !c.HasParent() {
		section(p.words("退出码", "Exit codes"), p.words(
			"0  没有问题（警告不算，--strict 时算）\n1  发现了问题\n2  命令写得不对\n3  机器或者目标的原因：磁盘、权限、网络",
			"0  nothing wrong (warnings count with --strict alone)\n1  problems found\n2  the command line\n3  the machine or the target: disk, permissions, network"))
	}
	if c.HasAvailableSubCommands() {
		section(p.words("更多", "More"), fmt.Sprintf(p.words("%s 命令 --help 看一个命令的说明", "%s COMMAND --help explains a command"), c.CommandPath()))
	}
	fmt.Fprint(c.OutOrStdout(), b.String())
}

func commandList(c *cobra.Command) string {
	var b strings.Builder
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			fmt.Fprintf(&b, "%-12s%s\n", sub.Name(), sub.Short)
		}
	}
	return b.String()
}

// valueNames is what stands for a flag's value in its help; a command may name
// its own.
var valueNames = map[string]string{
	"site": "DIR", "now": "TIME", "lang": "zh|en", "color": "auto|always|never",
	"year": "N", "format": "json|csv", "build --out": "DIR", "export --out": "FILE",
	"from": "PATH", "key": "FILE", "sign": "FILE",
}

func flagList(command string, flags *pflag.FlagSet) string {
	var b strings.Builder
	flags.VisitAll(func(f *pflag.Flag) {
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		if value := cmp.Or(valueNames[command+" "+name], valueNames[f.Name]); value != "" {
			name += " " + value
		}
		fmt.Fprintf(&b, "%-28s%s\n", name, f.Usage)
	})
	return b.String()
}

func (p *process) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "help [COMMAND]",
		Short:  p.words("显示一个命令的说明", "explain a command"),
		Hidden: true,
		RunE: func(c *cobra.Command, args []string) error {
			target, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return p.knownCommand(c.Root(), args)
			}
			return target.Help()
		},
	}
}
