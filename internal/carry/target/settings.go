package target

import (
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// Written is one [[target]] of site.toml. The last five keys are there to be
// refused by name.
type Written struct {
	Name      string `toml:"name"`
	To        string `toml:"to"`
	Password  string `toml:"password"`
	Secret    string `toml:"secret"`
	SecretKey string `toml:"secret_key"`
	AccessKey string `toml:"access_key"`
	Token     string `toml:"token"`
}

var ruleAddress = diag.Rule{
	Code: "W001", Severity: diag.Error,
	Message: diag.Text{ZH: "发布目标「{1}」看不懂：{2}", EN: "the target {1} can't be read: {2}"},
	Hint:    diag.Text{ZH: "写成 folder:路径、archive:文件.zip、stick:路径、sftp://用户@主机/路径 或 s3://存储桶/前缀?endpoint=https://主机", EN: "write folder:PATH, archive:FILE.zip, stick:PATH, sftp://USER@HOST/PATH or s3://BUCKET/PREFIX?endpoint=https://HOST"},
	Why:     diag.Text{ZH: "gongkai publish 按它把网站送到公众看得到的地方。", EN: "gongkai publish carries the site there."},
	Bad:     example(`name = "www"` + "\n" + `to = "ftp://www.example.com/"`),
	Good:    example(`name = "www"` + "\n" + `to = "sftp://web@www.example.com/srv/www/openness"`),
}

var ruleSecret = diag.Rule{
	Code: "W002", Severity: diag.Error,
	Message: diag.Text{ZH: "发布目标里写了密码或密钥", EN: "a target holds a password or a key"},
	Hint:    diag.Text{ZH: "删去它，并在存储或服务器上换掉这个密码；改用环境变量、~/.aws/credentials 或 ssh 密钥", EN: "delete it and change it at the host, since it has been written down; use the environment, ~/.aws/credentials or an ssh key instead"},
	Why:     diag.Text{ZH: "site.toml 随仓库流转，看得到仓库的人就能改动网站；提交过的密码删了也还在历史里。", EN: "Whoever can read the repository could change the site, and what was committed once stays in its history."},
	Bad:     example(`name = "www"` + "\n" + `to = "sftp://web:example@www.example.com/srv/www"`),
	Good:    example(`name = "www"` + "\n" + `to = "sftp://web@www.example.com/srv/www"`),
}

var ruleName = diag.Rule{
	Code: "W003", Severity: diag.Error,
	Message: diag.Text{ZH: "发布目标的名称「{1}」不能用：{2}", EN: "the target's name {1} can't be used: {2}"},
	Hint:    diag.Text{ZH: "给每个 [[target]] 起一个不同的短名称，如 name = \"www\"", EN: `give each [[target]] a short name of its own: name = "www"`},
	Why:     diag.Text{ZH: "命令里用名称指明送到哪里。", EN: "The command names a target by it."},
	Bad:     example(`name = "a:b"` + "\n" + `to = "folder:portal"`),
	Good:    example(`name = "portal"` + "\n" + `to = "folder:portal"`),
}

// example is a site.toml with one target, laid over the minimal site.
func example(lines string) string {
	return "-- content/site.toml --\ntitle = \"公开\"\nsample = true\n[agency]\nname = \"示例县统计局\"\n" +
		"[[column]]\npath = \"disclosure/notices\"\nname = \"通知公告\"\n[[column]]\npath = \"disclosure/finance\"\nname = \"财政资金\"\n" +
		"[[target]]\n" + lines + "\n"
}

// Rules is what can be wrong with the targets of site.toml.
func Rules() []diag.Rule { return []diag.Rule{ruleAddress, ruleSecret, ruleName} }

// Read reads the [[target]] tables of site.toml.
func Read(data *source.Data, written []Written) (targets []Target, problems diag.List) {
	var names []string
	for i, w := range written {
		at := func(key string) diag.Place { return data.Place("target", strconv.Itoa(i), key) }
		secret := false
		for _, key := range []string{"password", "secret", "secret_key", "access_key", "token"} {
			if data.Has("target", strconv.Itoa(i), key) {
				problems = append(problems, ruleSecret.New(unquoted(at(key))))
				secret = true
			}
		}
		if why := badName(w.Name, names); why != (diag.Text{}) {
			problems = append(problems, ruleName.New(at("name"), w.Name, why))
		}
		names = append(names, w.Name)
		t, wrong := Parse(w.To)
		switch {
		case wrong == nil && !secret:
			t.Name = w.Name
			targets = append(targets, t)
		case wrong == nil:
		case wrong.Secret:
			problems = append(problems, ruleSecret.New(unquoted(at("to"))))
		default:
			problems = append(problems, ruleAddress.New(at("to"), w.To, wrong.Text))
		}
	}
	return targets, problems
}

// unquoted is a place without the line that stands there, which would carry the
// secret into every log.
func unquoted(p diag.Place) diag.Place {
	p.Text = ""
	return p
}

func badName(name string, others []string) diag.Text {
	switch {
	case name == "":
		return diag.Text{ZH: "没有写", EN: "there is none"}
	case strings.ContainsAny(name, `:/\`) || strings.TrimSpace(name) != name:
		return diag.Text{ZH: "不能有冒号、斜线和头尾的空格", EN: "no colon, slash, or space around it"}
	case slices.Contains(others, name):
		return diag.Text{ZH: "前面已经用过", EN: "an earlier target has it"}
	}
	return diag.Text{}
}
