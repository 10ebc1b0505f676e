package site

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// An address mirrors the content: disclosure/finance/2023-budget.md is
// published at disclosure/finance/2023-budget.html, a notice with a folder of
// its own at <folder>/index.html. It is the file's name in NFC. Two addresses
// that some file system takes for one can't both be published.

var ruleOddName = diag.Rule{
	Code: "L101", Severity: diag.Hint,
	Message: diag.Text{ZH: "名称「{1}」里的「{2}」在网址里要写成编码", EN: "the {2} in the name {1} is escaped in addresses"},
	Hint:    diag.Text{ZH: "文件名只用文字、数字和 - _ .，网址更好读、好抄", EN: "with letters, digits, - _ and . alone an address is easier to read and to copy"},
	Why:     diag.Text{ZH: "空格和标点在网址里变成 %20 这样的编码，抄写、打电话告知都容易出错。", EN: "Spaces and punctuation become codes such as %20, which are easily copied wrongly."},
	Bad:     "-- content/guide/how to.md --\n+++\ntitle = \"怎样查阅\"\n+++\n正文。\n",
	Good:    "-- content/guide/how-to.md --\n+++\ntitle = \"怎样查阅\"\n+++\n正文。\n",
}

var ruleDashName = diag.Rule{
	Code: "L102", Severity: diag.Warning,
	Message: diag.Text{ZH: "名称「{1}」以 - 开头", EN: "the name {1} begins with -"},
	Hint:    diag.Text{ZH: "给文件或文件夹改名", EN: "rename the file or the folder"},
	Why:     diag.Text{ZH: "复制、打包的命令会把它当作选项。", EN: "Commands that copy or pack the site take it for an option."},
	Bad:     "-- content/guide/-rf.md --\n+++\ntitle = \"怎样查阅\"\n+++\n正文。\n",
	Good:    "-- content/guide/how-to.md --\n+++\ntitle = \"怎样查阅\"\n+++\n正文。\n",
}

var ruleSlug = diag.Rule{
	Code: "L103", Severity: diag.Error,
	Message: diag.Text{ZH: "slug「{1}」不能作网址：{2}", EN: "the slug {1} can't be an address: {2}"},
	Hint:    diag.Text{ZH: "写文字、数字和 - _ 组成的一段，如 budget-2024；不写就用文件名", EN: "write one part of letters, digits, - and _, such as budget-2024; leave it out for the file's name"},
	Why:     diag.Text{ZH: "slug 是网址的最后一段，写错了页面会放到别处，或者根本放不下。", EN: "A slug is the last part of the address: a wrong one puts the page elsewhere, or nowhere."},
	Bad:     example("slug = \"../budget\"\n", "正文。"),
	Good:    example("slug = \"survey-2024\"\n", "正文。"),
}

var ruleAlias = diag.Rule{
	Code: "L104", Severity: diag.Error,
	Message: diag.Text{ZH: "旧地址「{1}」不能用：{2}", EN: "the alias {1} can't be used: {2}"},
	Hint:    diag.Text{ZH: "写从网站根目录算起的旧地址，如 \"old/2019/12.html\"", EN: `write the old address from the site's root, such as "old/2019/12.html"`},
	Why:     diag.Text{ZH: "旧地址处会放一个转到新地址的页面，写错了旧链接就断了。", EN: "A page at the old address leads to the new one; a wrong alias leaves old links broken."},
	Bad:     example("aliases = [\"../old.html\"]\n", "正文。"),
	Good:    example("aliases = [\"old/2019/12.html\"]\n", "正文。"),
}

var ruleReserved = diag.Rule{
	Code: "L105", Severity: diag.Error,
	Message: diag.Text{ZH: "地址「{1}」由 gongkai 使用，不能放别的内容", EN: "the address {1} is gongkai's own and can't hold other content"},
	Hint:    diag.Text{ZH: "给文件改名，或者改 slug、aliases", EN: "rename the file, or change the slug or the alias"},
	Why:     diag.Text{ZH: "目录、搜索、网站地图和列表页都有固定的地址。", EN: "The catalogue, search, the map of the site and the lists have fixed addresses."},
	Bad:     example("slug = \"index-2\"\n", "正文。"),
	Good:    example("slug = \"survey-2\"\n", "正文。"),
}

var ruleLongName = diag.Rule{
	Code: "L107", Severity: diag.Error,
	Message: diag.Text{ZH: "名称「{1}」太长，加上 .html 就存不下", EN: "the name {1} is too long to be stored with .html"},
	Hint:    diag.Text{ZH: "给文件起短一些的名字", EN: "give the file a shorter name"},
	Why:     diag.Text{ZH: "一个名称最多 255 个字节，一个汉字占 3 个。", EN: "A name has at most 255 bytes, a Chinese character takes 3."},
	Bad:     "-- content/guide/" + strings.Repeat("长", 83) + "abc.md --\n+++\ntitle = \"怎样查阅\"\n+++\n正文。\n",
	Good:    "-- content/guide/how-to.md --\n+++\ntitle = \"怎样查阅\"\n+++\n正文。\n",
}

var ruleCollision = diag.Rule{
	Code: "L106", Severity: diag.Error,
	Message: diag.Text{ZH: "地址「{1}」已经有别的内容{2}", EN: "the address {1} is taken{2}"},
	Hint:    diag.Text{ZH: "给其中一个改名，或者改 slug、aliases", EN: "rename one of them, or change its slug or alias"},
	Why:     diag.Text{ZH: "一个地址只能放一个页面，后一个会盖掉前一个。", EN: "An address holds one page: the second would replace the first."},
	Bad:     example("slug = \"twin\"\n", "正文。") + "-- content/disclosure/notices/twin.md --\n+++\ntitle = \"另一篇通知\"\ndate = 2024-01-03\nindex = \"000014349/2024-00009\"\n+++\n正文。\n",
	Good:    example("slug = \"survey\"\n", "正文。"),
}

// claim is who has an address.
type claim struct {
	address string
	file    *source.File
	alias   int // which of the page's aliases, from 1; 0 for a page or file itself
	page    *Page
}

// place is where the claim is made: at the slug or alias, else the file.
func (c *claim) place() diag.Place {
	switch {
	case c.alias > 0:
		return c.page.place("aliases", strconv.Itoa(c.alias-1))
	case c.page != nil && c.page.Notice != nil && c.page.Slug != "":
		return c.page.place("slug")
	}
	return c.file.Place()
}

// giveAddresses decides every page's address and refuses those that can't be
// published together. Hidden pages take part: they will appear.
func (l *linker) giveAddresses() {
	l.claims = make(map[string]*claim, len(l.site.all))
	for _, p := range l.site.all {
		p.Address = l.addressOf(p)
		l.checkName(p.File)
		if p.Kind != IntroPage && p.Kind != HomePage {
			l.claim(&claim{address: p.Address, file: p.File, page: p})
		}
	}
	for _, p := range l.site.all {
		for i, alias := range p.Aliases {
			l.claimAlias(p, i, alias)
		}
	}
}

// addressOf is where a page is published.
func (l *linker) addressOf(p *Page) string {
	switch p.Kind {
	case HomePage:
		return indexHTML
	case IntroPage:
		return p.Column.Address
	}
	name := norm.NFC.String(p.File.Path)
	dir, last := folderOf(name), stem(name)
	if p.bundle != "" {
		dir, last = folderOf(dir), path.Base(dir)
	}
	if slug := l.slug(p); slug != "" {
		last = slug
	}
	address := strings.TrimPrefix(dir+"/"+last, "/")
	if p.bundle != "" {
		return address + "/" + indexHTML
	}
	return address + ".html"
}

// slug is a page's slug when it can be used. A report's address is its year,
// a section's own page is its index.
func (l *linker) slug(p *Page) string {
	if p.Slug == "" {
		return ""
	}
	slug := norm.NFC.String(p.Slug)
	fault := segmentFault(slug)
	if p.Kind == ReportPage || p.bundle == "" && path.Base(p.File.Path) == indexPage {
		fault = diag.Text{ZH: "这一页的地址是固定的", EN: "this page's address is fixed"}
	}
	if fault != (diag.Text{}) {
		p.found = append(p.found, ruleSlug.New(p.place("slug"), p.Slug, fault))
		return ""
	}
	return slug
}

// claim takes an address for a page or a file.
func (l *linker) claim(c *claim) {
	if l.reserved(c) {
		l.blame(c, &ruleReserved, c.address)
		return
	}
	key := fold(c.address)
	first := l.claims[key]
	if first == nil {
		l.claims[key] = c
		return
	}
	if first.file != c.file && fold(first.file.Path) == fold(c.file.Path) {
		return // source has said that the two names are one
	}
	var how diag.Text
	if first.address != c.address {
		how = diag.Text{ZH: "「" + first.address + "」，只差大小写或字符的组合方式", EN: " by " + first.address + ", which differs only in case or in the composition of characters"}
	}
	d := l.blame(c, &ruleCollision, c.address, how)
	d.Related = append(d.Related, diag.Related{
		Place:   first.place(),
		Message: diag.Text{ZH: "先用这个地址的", EN: "it is taken here"},
	})
}

// checkFolders finds files that stand where a folder must: plan.html beside
// plan.html/index.html.
func (l *linker) checkFolders() {
	seen := map[string]bool{}
	for key := range l.claims {
		for dir := folderOf(key); dir != "" && !seen[dir]; dir = folderOf(dir) {
			seen[dir] = true
			if c := l.claims[dir]; c != nil {
				l.blame(c, &ruleCollision, c.address, diag.Text{ZH: "：这里是一个文件夹", EN: ": it is a folder"})
			}
		}
	}
}

// blame adds a finding about a claim, to the page's own when it has one.
func (l *linker) blame(c *claim, rule *diag.Rule, args ...any) *diag.Diagnostic {
	if c.page == nil {
		return l.find(rule, c.place(), args...)
	}
	if c.page.full() {
		return &diag.Diagnostic{}
	}
	c.page.found = append(c.page.found, rule.New(c.place(), args...))
	return &c.page.found[len(c.page.found)-1]
}

// claimAlias takes the address of an alias.
func (l *linker) claimAlias(p *Page, i int, alias string) {
	address, fault := aliasAddress(alias)
	if fault != (diag.Text{}) {
		better := strings.TrimLeft(alias, "/")
		if _, still := aliasAddress(better); still != (diag.Text{}) {
			better = ""
		}
		p.blameKey(&ruleAlias, better, []string{"aliases", strconv.Itoa(i)}, alias, fault)
		return
	}
	p.Redirects = append(p.Redirects, address)
	l.claim(&claim{address: address, file: p.File, page: p, alias: i + 1})
}

// aliasAddress is where an alias is published: one that names a folder, as
// Hugo's often do, is that folder's index.html.
func aliasAddress(alias string) (address string, fault diag.Text) {
	address = norm.NFC.String(alias)
	switch {
	case strings.Contains(address, "://") || strings.HasPrefix(address, "/"):
		return "", diag.Text{ZH: "要从网站根目录写起，不带域名和开头的 /", EN: "it is relative to the site's root, without a host and without / in front"}
	case strings.HasSuffix(address, "/"):
		address += indexHTML
	case path.Ext(address) == "":
		address += "/" + indexHTML
	}
	for segment := range strings.SplitSeq(address, "/") {
		if fault := segmentFault(segment); fault != (diag.Text{}) {
			return "", fault
		}
	}
	switch path.Ext(address) {
	case ".html", ".htm", ".shtml":
		return address, diag.Text{}
	}
	return "", diag.Text{ZH: "只有 .html 页面能转到新地址", EN: "only an .html page can lead to a new address"}
}

// reserved tells the addresses that render uses. A page that is published at
// index.html of its own folder, or of its section, has it by right; an alias
// may have that of a folder which is none of the site's.
func (l *linker) reserved(c *claim) bool {
	lower := fold(c.address)
	dir, name := folderOf(lower), path.Base(lower)
	top, _, _ := strings.Cut(lower, "/")
	switch {
	case dir != "" && (top == "catalogue" || top == "search" || top == "kiosk" || top == "assets"):
		return true
	case dir == "" && (name == "sitemap.html" || name == "404.html" || name == "sitemap.xml" || name == "feed.xml" || name == "robots.txt" || name == "manifest.json"):
		return true
	case dir == reportFolder && (name == "trends.html" || c.page == nil && isExport(name)):
		return true
	case !strings.HasPrefix(name, "index") || path.Ext(name) != ".html":
		return false
	case c.alias > 0:
		return l.columns[dir] != nil || dir == "" || dir == disclosureFolder || dir == guideFolder || dir == requestFolder
	}
	own := c.page != nil && name == indexHTML && (c.page.bundle != "" || path.Base(c.file.Path) == indexPage)
	return !own
}

// isExport tells the files that are made beside each report: 2023.json.
func isExport(name string) bool {
	if _, ok := year(stem(name)); !ok {
		return false
	}
	switch path.Ext(name) {
	case ".json", ".csv", ".xlsx":
		return true
	}
	return false
}

// segmentFault is why one part of an address can't be published, if it can't.
// Slugs, aliases and columns are new names, so they are held to the letter.
func segmentFault(segment string) diag.Text {
	switch {
	case segment == "":
		return diag.Text{ZH: "有一段是空的", EN: "a part of it is empty"}
	case strings.Trim(segment, ".") == "":
		return diag.Text{ZH: "不能只有点", EN: "it can't be dots alone"}
	}
	for _, char := range segment {
		if !plain(char) {
			return diag.Text{ZH: "不能含有「" + visible(char) + "」", EN: "it can't hold " + visible(char)}
		}
	}
	if strings.HasPrefix(segment, ".") || strings.HasSuffix(segment, ".") {
		return diag.Text{ZH: "不能以点开头或结尾", EN: "it can't begin or end in a dot"}
	}
	if strings.Contains(segment, "..") {
		return diag.Text{ZH: "不能有连续的点", EN: "it can't hold two dots in a row"}
	}
	return nameFault(segment)
}

// nameFault is why a name can't be published, whatever characters it has.
func nameFault(name string) diag.Text {
	first, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch {
	case strings.HasPrefix(name, "-"):
		return diag.Text{ZH: "不能以 - 开头", EN: "it can't begin with -"}
	case len(name)+len(".html") > longestName:
		return diag.Text{ZH: "太长了", EN: "it is too long"}
	case slices.Contains(devices, first):
		return diag.Text{ZH: "Windows 把它当作设备", EN: "Windows takes it for a device"}
	}
	return diag.Text{}
}

const longestName = 255 // bytes of a file's name

// devices are names that no file on Windows can have, with any extension.
var devices = []string{
	"CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
	"LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
}

// plain tells the characters that an address holds as they are: letters and
// digits of any script, with the marks that some scripts write on them.
func plain(char rune) bool {
	if char < unicode.MaxASCII {
		return char >= 'a' && char <= 'z' || char >= 'A' && char <= 'Z' || char >= '0' && char <= '9' ||
			char == '-' || char == '_' || char == '.'
	}
	return unicode.IsLetter(char) || unicode.IsMark(char) || unicode.Is(unicode.Nd, char)
}

// visible is a character as a message can show it.
func visible(char rune) string {
	if unicode.IsPrint(char) {
		return string(char)
	}
	return strings.ToUpper("U+" + strconv.FormatInt(int64(char), 16))
}

// checkName looks through a file's path, each folder once. What source has
// refused already is not refused again.
func (l *linker) checkName(file *source.File) {
	for name := file.Path; name != "" && !l.named["content/"+name]; name = folderOf(name) {
		l.named["content/"+name] = true
		base := path.Base(name)
		switch {
		case strings.HasPrefix(base, "-"):
			l.find(&ruleDashName, file.Place(), base)
			continue
		case isPage(base) && len(base)+len(".html")-len(pageExt) > longestName:
			l.find(&ruleLongName, file.Place(), base)
			continue
		}
		for _, char := range norm.NFC.String(base) {
			if !plain(char) {
				l.find(&ruleOddName, file.Place(), base, visible(char))
				break
			}
		}
	}
}

// fold is equal for two addresses that some file system takes for one: those
// that differ only in case or in how their characters are composed.
func fold(address string) string {
	for i := range len(address) {
		if address[i] >= 0x80 {
			return norm.NFC.String(cases.Fold().String(norm.NFC.String(address)))
		}
	}
	return strings.ToLower(address)
}
