package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// rootCommand is the whole command line, in the language of the run.
func (p *process) rootCommand() *cobra.Command {
	var version bool
	root := &cobra.Command{
		Use:   "gongkai",
		Short: p.words("政府信息公开平台的生成工具", "builds government-openness sites"),
		Long: p.words(`把写好的公开信息和年度报告检查一遍，生成政府信息公开平台的静态网站。
网站放在 U 盘、查询机、内网或互联网上都能打开，不需要服务器和数据库。`,
			`Checks the notices and annual reports that staff write, and builds the site of
a government-openness platform. The site opens from a disk, a kiosk or any host;
it needs no server and no database.`),
		Example: p.words(`gongkai init 我的网站        建一个新网站
gongkai serve               边写边看
gongkai check               检查，不写任何文件
gongkai build               生成网站，放进 public/
gongkai publish             送到公众看得到的地方
gongkai explain R204        解释一条提示`,
			`gongkai init my-site        start a new site
gongkai serve               see it while writing
gongkai check               check, write nothing
gongkai build               build the site into public/
gongkai publish             carry it to where the public reads it
gongkai explain R204        explain a finding`),
		Args: p.knownCommand,
		RunE: func(c *cobra.Command, _ []string) error {
			if version {
				return p.showVersion()
			}
			return c.Help()
		},
		PersistentPreRunE: func(*cobra.Command, []string) error { return p.checkFlags() },
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	p.globalFlags(root.PersistentFlags())
	root.Flags().BoolVar(&version, "version", false, p.words("显示版本", "show the version"))
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return p.flagError(err) })
	root.SetHelpFunc(func(c *cobra.Command, _ []string) { p.help(c) })
	root.SetHelpCommand(p.helpCommand())
	root.AddCommand(
		p.initCommand(), p.newCommand(), p.serveCommand(), p.checkCommand(), p.buildCommand(), p.publishCommand(), p.verifyCommand(), p.keygenCommand(), p.explainCommand(),
		p.approveCommand(), p.importCommand(), p.exportCommand(), p.versionCommand(), p.completionCommand(),
	)
	tidy(root)
	return root
}

// tidy sets what every command shares.
func tidy(c *cobra.Command) {
	c.DisableFlagsInUseLine = true
	c.SuggestionsMinimumDistance = 2
	for _, sub := range c.Commands() {
		tidy(sub)
	}
}

func (p *process) globalFlags(flags *pflag.FlagSet) {
	flags.SortFlags = false
	flags.StringVar(&p.siteDir, "site", ".", p.words("网站所在的文件夹，里面有 content/；不写就是当前文件夹", "the folder that holds content/; here, unless told"))
	flags.StringVar(&p.nowText, "now", "", p.words("当作现在的时间，如 2024-06-01 或 2024-06-01T09:00:00+08:00", "the time to take for now, such as 2024-06-01 or 2024-06-01T09:00:00+08:00"))
	flags.StringVar(&p.langText, "lang", "", p.words("说中文或英文；不写就看环境变量 LC_ALL、LC_MESSAGES、LANG", "the language to speak; else LC_ALL, LC_MESSAGES, LANG say"))
	flags.BoolVar(&p.json, "json", false, p.words("结果按 JSON 输出，一行一条", "results as JSON, one object a line"))
	flags.StringVar(&p.color, "color", "auto", p.words("用不用颜色；不写就是 auto，只在终端上用", "colours; auto, on a terminal only, unless told"))
	flags.BoolVar(&p.strict, "strict", false, p.words("有警告也不放行", "warnings count as errors"))
	flags.BoolP("help", "h", false, p.words("显示这份说明", "show this help"))
}

// checkFlags reads the global flags whose values are words.
func (p *process) checkFlags() error {
	if p.langText != "" && p.langText != "zh" && p.langText != "en" {
		return p.badValue("lang", p.langText, p.words(" zh 或 en", "zh or en"))
	}
	if p.color != "auto" && p.color != "always" && p.color != "never" {
		return p.badValue("color", p.color, p.words(" auto、always 或 never", "auto, always or never"))
	}
	p.now = p.started
	if p.nowText == "" {
		return nil
	}
	now, ok := parseNow(p.nowText)
	if !ok {
		return p.badValue("now", p.nowText, p.words(" 2024-06-01 或 2024-06-01T09:00:00+08:00 这样的时间", "a time such as 2024-06-01 or 2024-06-01T09:00:00+08:00"))
	}
	p.now = now
	return nil
}

// beijing is the zone of what has none: --now, and a site that is about to begin.
var beijing = time.FixedZone("", 8*60*60)

// parseNow reads --now.
func parseNow(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, beijing); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func (p *process) badValue(flag, value, want string) error {
	return usageError(fmt.Sprintf(p.words("--%s 的值「%s」看不懂，应当是%s", "--%s can't be “%s”; it is %s"), flag, value, want))
}

// flagError says in the user's language what is wrong with a flag.
func (p *process) flagError(err error) error {
	var (
		unknown  *pflag.NotExistError
		noValue  *pflag.ValueRequiredError
		badValue *pflag.InvalidValueError
		syntax   *pflag.InvalidSyntaxError
	)
	switch {
	case errors.As(err, &unknown):
		name := "--" + unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			name = "-" + unknown.GetSpecifiedShortnames()
		}
		return usageError(fmt.Sprintf(p.words("没有「%s」这个选项；加上 --help 看有哪些选项", "there is no flag “%s”; --help lists the flags"), name))
	case errors.As(err, &noValue):
		return usageError(fmt.Sprintf(p.words("「--%s」后面还要写一个值", "“--%s” needs a value after it"), noValue.GetFlag().Name))
	case errors.As(err, &badValue):
		return p.badValue(badValue.GetFlag().Name, badValue.GetValue(), p.kindOf(badValue.GetFlag()))
	case errors.As(err, &syntax):
		return usageError(fmt.Sprintf(p.words("「%s」不是选项的写法", "“%s” is not how a flag is written"), syntax.GetSpecifiedFlag()))
	}
	return usageError(err.Error())
}

// kindOf says what a flag takes.
func (p *process) kindOf(flag *pflag.Flag) string {
	if flag.Value.Type() == "bool" {
		return p.words(" true 或 false", "true or false")
	}
	return p.words("整数", "a whole number")
}

// knownCommand refuses a word that is no command, with the nearest one.
func (p *process) knownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf(p.words("没有「%s %s」这个命令", "there is no command “%s %s”"), c.CommandPath(), args[0])
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		text += fmt.Sprintf(p.words("，是不是「%s」？", "; do you mean “%s”?"), near[0])
	} else {
		text += fmt.Sprintf(p.words("；运行 %s --help 看有哪些命令", "; %s --help lists the commands"), c.CommandPath())
	}
	return usageError(text)
}

// takes asks for a number of arguments, and says how the command is written
// when there are more or fewer.
func (p *process) takes(least, most int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) >= least && (most < 0 || len(args) <= most) {
			return nil
		}
		what := p.words("少写了内容", "something is missing")
		if len(args) > least {
			what = fmt.Sprintf(p.words("多写了「%s」", "“%s” is too much"), args[most])
		}
		return usageError(fmt.Sprintf(p.words("%s；用法：%s", "%s; usage: %s"), what, c.UseLine()))
	}
}
