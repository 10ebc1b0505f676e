package site

import "strings"

// The examples of the rules are laid over the minimal site.

const itemFront = "title = \"关于开展统计调查的通知\"\ndate = 2024-01-03\nindex = \"000014349/2024-00002\"\n"

// itemFile is the notice that most examples change.
const itemFile = "content/disclosure/notices/2024-01-03-1.md"

// example is a site in which that notice has further keys and this text.
func example(front, body string) string {
	return "-- " + itemFile + " --\n+++\n" + itemFront + front + "+++\n" + body + "\n"
}

// settingsExample is a site.toml with these keys and this agency, and the
// columns of the minimal site.
func settingsExample(top, agency string) string {
	return "-- content/site.toml --\n" + top + "\nsample = true\n[agency]\n" + agency + "\n" +
		"[[column]]\npath = \"disclosure/notices\"\nname = \"通知公告\"\n[[column]]\npath = \"disclosure/finance\"\nname = \"财政资金\"\n"
}

// columnExample is a site.toml whose second column has these lines.
func columnExample(lines ...string) string {
	return "-- content/site.toml --\ntitle = \"公开\"\nsample = true\n[agency]\nname = \"示例县统计局\"\n" +
		"[[column]]\npath = \"disclosure/notices\"\nname = \"通知公告\"\n[[column]]\n" + strings.Join(lines, "\n") + "\n"
}

// bundleExample is a site with an item in a folder of its own.
func bundleExample(body, files string) string {
	return "-- content/disclosure/notices/plan/index.md --\n+++\ntitle = \"关于工作计划的通知\"\ndate = 2024-01-03\nindex = \"000014349/2024-00009\"\n+++\n" + body + "\n" + files
}
