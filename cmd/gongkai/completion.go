package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (p *process) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: p.words("输出命令行自动补全的脚本", "print a script for shell completion"),
		Long: p.words(`输出一段脚本，装好以后在命令行里按 Tab 键就能补全命令和选项。`,
			`Prints a script that lets the shell complete commands and flags with Tab.`),
		Example: `source <(gongkai completion bash)
gongkai completion zsh > "${fpath[1]}/_gongkai"
gongkai completion fish > ~/.config/fish/completions/gongkai.fish
gongkai completion powershell | Out-String | Invoke-Expression`,
		Args:      p.takes(1, 1),
		ValidArgs: shells,
		RunE: func(c *cobra.Command, args []string) error {
			root := c.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(p.stdout, true)
			case "zsh":
				return root.GenZshCompletion(p.stdout)
			case "fish":
				return root.GenFishCompletion(p.stdout, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(p.stdout)
			}
			return usageError(fmt.Sprintf(p.words("没有给「%s」的补全脚本；有 bash、zsh、fish、powershell", "there is no script for “%s”; there are bash, zsh, fish and powershell"), args[0]))
		},
	}
}
