package site

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/approval"
	"gongkai/internal/carry/target"
	"gongkai/internal/diag"
	"gongkai/internal/notice"
	"gongkai/internal/privacy"
	"gongkai/internal/source"
)

// settingsTOML is site.toml as it is written.
type settingsTOML struct {
	Title    string       `toml:"title"`
	BaseURL  string       `toml:"base_url"`
	Timezone string       `toml:"timezone"`
	Sample   bool         `toml:"sample"`
	Search   string       `toml:"search"`
	Agency   agencyTOML   `toml:"agency"`
	Identity identityTOML `toml:"identity"`
	Index    struct {
		Template string `toml:"template"`
	} `toml:"index"`
	Columns []columnTOML     `toml:"column"`
	Allow   []allowTOML      `toml:"allow"`
	Review  approval.Written `toml:"review"`
	Inspect inspectTOML      `toml:"inspection"`
	Targets []target.Written `toml:"target"`
}

// inspectTOML is [inspection]; what isn't set is as usual.
type inspectTOML struct {
	HomeDays         int  `toml:"home_days"`
	NewsDays         int  `toml:"news_days"`
	PolicyDays       int  `toml:"policy_days"`
	StaleColumns     int  `toml:"stale_columns"`
	LongStaleColumns int  `toml:"long_stale_columns"`
	BlankColumns     int  `toml:"blank_columns"`
	GuideDays        int  `toml:"guide_days"`
	Supervisor       bool `toml:"supervisor"`
}

type agencyTOML struct {
	Name      string `toml:"name"`
	ShortName string `toml:"short_name"`
	Code      string `toml:"code"`
	Address   string `toml:"address"`
	Postcode  string `toml:"postcode"`
	Hours     string `toml:"hours"`
	Telephone string `toml:"telephone"`
	Fax       string `toml:"fax"`
	Email     string `toml:"email"`
	Host      string `toml:"host"`
	Operator  string `toml:"operator"`
}

type identityTOML struct {
	SiteID string `toml:"site_id"`
	ICP    string `toml:"icp"`
	Police string `toml:"police"`
	Conac  string `toml:"conac"`
}

type columnTOML struct {
	Path        string   `toml:"path"`
	Name        string   `toml:"name"`
	Description string   `toml:"description"`
	Keywords    []string `toml:"keywords"`
	Type        string   `toml:"type"`
	Article20   int      `toml:"article20"`
	Freshness   string   `toml:"freshness"`
}

type allowTOML struct {
	Code   string `toml:"code"`
	Path   string `toml:"path"`
	Reason string `toml:"reason"`
}

var ruleNoSettings = diag.Rule{
	Code: "L001", Severity: diag.Error,
	Message: diag.Text{ZH: "没有网站的设置文件 content/site.toml", EN: "the site has no settings: content/site.toml"},
	Hint:    diag.Text{ZH: "在网站文件夹里运行 gongkai，或者用 gongkai init 新建网站", EN: "run gongkai in the site's folder, or make a new site with gongkai init"},
	Why:     diag.Text{ZH: "机关名称、栏目和网站标识都写在这个文件里。", EN: "The agency's name, the columns and the site's identity are in that file."},
	Bad:     "$ gongkai check --site elsewhere\n-- elsewhere/content/index.md --\n+++\ntitle = \"首页\"\n+++\n欢迎。\n",
	Good:    "-- content/index.md --\n+++\ntitle = \"首页\"\n+++\n欢迎。\n",
}

var ruleRequired = diag.Rule{
	Code: "L002", Severity: diag.Error,
	Message: diag.Text{ZH: "没有写「{1}」", EN: "{1} is not set"},
	Hint:    diag.Text{ZH: "{2}", EN: "{2}"},
	Why:     diag.Text{ZH: "每一页的页眉、页脚和网页标签都要用到。", EN: "The head, the foot and the meta tags of every page need it."},
	Bad:     settingsExample(``, `name = "示例县统计局"`),
	Good:    settingsExample(`title = "示例县统计局政府信息公开"`, `name = "示例县统计局"`),
}

// required says what to write for a key that is missing.
var required = map[string]diag.Text{
	"title":       {ZH: "写上网站名称，如 title = \"示例县统计局政府信息公开\"", EN: `write the site's name: title = "…"`},
	"agency.name": {ZH: "在 [agency] 下写上机关全称，如 name = \"示例县统计局\"", EN: `write the agency's full name under [agency]: name = "…"`},
	"path":        {ZH: "写上栏目的文件夹，如 path = \"disclosure/finance\"", EN: `write the column's folder: path = "disclosure/finance"`},
	"name":        {ZH: "写上栏目名称，如 name = \"财政资金\"", EN: `write the column's name: name = "…"`},
}

var ruleBaseURL = diag.Rule{
	Code: "L003", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」不是网站的地址", EN: "{1} is not the address of a site"},
	Hint:    diag.Text{ZH: "写成 https://www.example.gov.cn/openness/ 这样的完整地址，不带 ? 和 #；还没有地址就留空", EN: "write a whole address such as https://www.example.gov.cn/openness/, without ? and #; leave it empty when there is none yet"},
	Why:     diag.Text{ZH: "站点地图、订阅和二维码要用完整的地址，写错了就指到别处。", EN: "The sitemap, the feed and the QR codes hold absolute addresses; a wrong one leads elsewhere."},
	Bad:     settingsExample(`title = "公开"`+"\n"+`base_url = "www.example.com"`, `name = "示例县统计局"`),
	Good:    settingsExample(`title = "公开"`+"\n"+`base_url = "https://www.example.com/"`, `name = "示例县统计局"`),
}

var ruleTimezone = diag.Rule{
	Code: "L004", Severity: diag.Error,
	Message: diag.Text{ZH: "没有「{1}」这个时区", EN: "there is no time zone {1}"},
	Hint:    diag.Text{ZH: `删去这一行就是北京时间；或者写 timezone = "Asia/Shanghai"`, EN: `delete the line for Beijing time, or write timezone = "Asia/Shanghai"`},
	Why:     diag.Text{ZH: "只写日期的信息从当地零点起公开，要知道是哪里的零点。", EN: "An item with a bare date appears at midnight: it matters whose."},
	Bad:     settingsExample(`title = "公开"`+"\n"+`timezone = "Beijing"`, `name = "示例县统计局"`),
	Good:    settingsExample(`title = "公开"`+"\n"+`timezone = "Asia/Shanghai"`, `name = "示例县统计局"`),
}

const footBasis = "政府网站发展指引（国办发〔2017〕47号）"

var ruleSiteID = diag.Rule{
	Code: "L005", Severity: diag.Error,
	Message: diag.Text{ZH: "网站标识码「{1}」应是 10 位数字，部委网站是 bm 加 8 位数字", EN: "the site's code {1} should have 10 digits, a ministry's bm and 8 digits"},
	Hint:    diag.Text{ZH: "照备案页面上的网站标识码填写", EN: "copy it from the page of registration"},
	Why:     diag.Text{ZH: "检查按网站标识码登记，写错了就对不上。", EN: "Inspections are filed under it."},
	Basis:   footBasis,
	Bad:     settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n[identity]\n"+`site_id = "00000001"`),
	Good:    settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n[identity]\n"+`site_id = "0000000001"`),
}

var ruleICP = diag.Rule{
	Code: "L006", Severity: diag.Error,
	Message: diag.Text{ZH: "ICP 备案号「{1}」写法不对", EN: "the ICP number {1} is not written as it should be"},
	Hint:    diag.Text{ZH: "写成「豫ICP备00000000号-1」这样，照备案通知填写", EN: "write it as in 豫ICP备00000000号-1, copied from the registration"},
	Why:     diag.Text{ZH: "页脚上的备案号会被逐字核对。", EN: "The number in the foot is compared letter by letter."},
	Basis:   footBasis,
	Bad:     settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n[identity]\n"+`icp = "ICP备00000000号"`),
	Good:    settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n[identity]\n"+`icp = "豫ICP备00000000号-1"`),
}

var rulePolice = diag.Rule{
	Code: "L007", Severity: diag.Error,
	Message: diag.Text{ZH: "公安备案号「{1}」写法不对", EN: "the police registration {1} is not written as it should be"},
	Hint:    diag.Text{ZH: "写成「豫公网安备 00000000000000号」这样，14 位数字", EN: "write it as in 豫公网安备 00000000000000号, with 14 digits"},
	Why:     diag.Text{ZH: "页脚上的备案号会被逐字核对，数字还用来查询备案。", EN: "The number in the foot is compared letter by letter, and its digits look the registration up."},
	Basis:   footBasis,
	Bad:     settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n[identity]\n"+`police = "豫公网安备123号"`),
	Good:    settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n[identity]\n"+`police = "豫公网安备 00000000000000号"`),
}

var ruleConac = diag.Rule{
	Code: "L014", Severity: diag.Error,
	Message: diag.Text{ZH: "党政机关网站标识「{1}」应是 32 位的编号", EN: "the mark of party and government sites {1} should be a number of 32 hexadecimal digits"},
	Hint:    diag.Text{ZH: "取标识链接里 id= 后面的 32 位", EN: "take the 32 digits after id= in the mark's link"},
	Why:     diag.Text{ZH: "页脚上的标识链接靠它打开查询页。", EN: "The mark in the foot opens its page by it."},
	Basis:   footBasis,
	Bad:     settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n[identity]\n"+`conac = "123"`),
	Good:    settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n[identity]\n"+`conac = "00000000000000000000000000000000"`),
}

var ruleAgencyCode = diag.Rule{
	Code: "L008", Severity: diag.Error,
	Message: diag.Text{ZH: "机关代码「{1}」不对：{2}", EN: "the agency's code {1} is wrong: {2}"},
	Hint:    diag.Text{ZH: "对照统一社会信用代码证书或者组织机构代码证填写", EN: "copy it from the certificate of registration"},
	Why:     diag.Text{ZH: "索引号以它开头，错了就每一条都错。", EN: "Every index number begins with it."},
	Basis:   "GB 11714 组织机构代码、GB 32100 统一社会信用代码",
	Bad:     settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n"+`code = "00001434-8"`),
	Good:    settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n"+`code = "00001434-9"`),
}

var ruleTemplate = diag.Rule{
	Code: "L009", Severity: diag.Error,
	Message: diag.Text{ZH: "索引号的格式「{1}」用不了：{2}", EN: "the template of index numbers {1} can't be used: {2}"},
	Hint:    diag.Text{ZH: "可用 {org}（机关代码）、{year}、{month}、{day}、{seq} 或 {seq:05}（流水号，05 是补零到 5 位）", EN: "it may hold {org} (the agency's code), {year}, {month}, {day}, and {seq} or {seq:05} (the serial, 05: filled with zeros to 5 digits)"},
	Why:     diag.Text{ZH: "新信息的索引号按它编排，已有的按它核对。", EN: "New items are numbered by it, and old ones checked."},
	Bad:     settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n[index]\n"+`template = "{org}/{yaer}-{seq:05}"`),
	Good:    settingsExample(`title = "公开"`, `name = "示例县统计局"`+"\n[index]\n"+`template = "{org}/{year}-{seq:05}"`),
}

var ruleSearch = diag.Rule{
	Code: "L015", Severity: diag.Error,
	Message: diag.Text{ZH: "search 没有「{1}」这一种", EN: "search can't be {1}"},
	Hint:    diag.Text{ZH: `写 "full"（全文检索）、"titles"（只检索标题和编号）或者 "off"（不要检索）；不写就是 "full"`, EN: `write "full", "titles" (without the texts) or "off"; without the line it is "full"`},
	Why:     diag.Text{ZH: "不知道要不要生成检索用的文件。", EN: "It decides whether the files of the search are made."},
	Bad:     settingsExample(`title = "公开"`+"\n"+`search = "title"`, `name = "示例县统计局"`),
	Good:    settingsExample(`title = "公开"`+"\n"+`search = "titles"`, `name = "示例县统计局"`),
}

var (
	siteIDForm = regexp.MustCompile(`^([0-9]{10}|bm[0-9]{8})$`)
	icpForm    = regexp.MustCompile(`^[京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川蜀贵黔云滇藏陕秦甘陇青宁新]ICP备[0-9]{8,10}号(-[0-9]+)?$`)
	policeForm = regexp.MustCompile(`^[京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川蜀贵黔云滇藏陕秦甘陇青宁新]公网安备\s?[0-9]{14}号$`)
	conacForm  = regexp.MustCompile(`^[0-9A-Fa-f]{32}$`)
)

// settingsReader turns site.toml into Settings and collects what is wrong.
type settingsReader struct {
	data     *source.Data
	toml     settingsTOML
	problems diag.List
}

// readSettings reads site.toml. What can't be read keeps its usual value, so
// that the other files are checked all the same.
func readSettings(file *source.File) (*Settings, diag.List) {
	unread := &Settings{
		Zone: namedZone(defaultZone), Search: FullSearch,
		rules: ColumnSettings{Path: rulesFolder}, reports: ColumnSettings{Path: reportFolder},
	}
	if file == nil {
		return unread, diag.List{ruleNoSettings.New(diag.Place{File: "content/" + settingsFile})}
	}
	text, problems := file.Text()
	if problems.Count(diag.Error) > 0 {
		return unread, problems
	}
	data, found := source.ParseData(text)
	problems = append(problems, found...)
	if data == nil {
		return unread, problems
	}
	r := &settingsReader{data: data, problems: problems}
	return r.read(), r.problems
}

// find adds a finding at a value; at the table above, when it isn't there.
func (r *settingsReader) find(rule *diag.Rule, path []string, args ...any) {
	r.problems = append(r.problems, rule.New(r.data.Place(path...), args...))
}

// require adds a finding when a value is not given at all; one of the wrong
// type has its finding already.
func (r *settingsReader) require(value, name string, path ...string) {
	if value == "" && (!r.data.Has(path...) || isEmptyString(r.data.Raw(path...))) {
		r.find(&ruleRequired, path, name, required[name])
	}
}

// isEmptyString tells a value that is written as a string that says nothing.
func isEmptyString(raw string) bool { return strings.Trim(raw, "\"' \t\n") == "" }

func (r *settingsReader) read() *Settings {
	r.problems = append(r.problems, r.data.Decode(&r.toml)...)
	t := &r.toml
	s := &Settings{
		Title: strings.TrimSpace(t.Title), Sample: t.Sample,
		Agency: Agency{
			Name: strings.TrimSpace(t.Agency.Name), ShortName: t.Agency.ShortName, Code: t.Agency.Code,
			Address: t.Agency.Address, Postcode: t.Agency.Postcode, Hours: t.Agency.Hours,
			Telephone: t.Agency.Telephone, Fax: t.Agency.Fax, Email: t.Agency.Email,
			Host: t.Agency.Host, Operator: t.Agency.Operator,
		},
		Identity: Identity{SiteID: t.Identity.SiteID, ICP: t.Identity.ICP, Police: t.Identity.Police, Conac: t.Identity.Conac},
		data:     r.data,
	}
	r.require(s.Title, "title", "title")
	r.require(s.Agency.Name, "agency.name", "agency", "name")
	s.BaseURL = r.baseURL()
	s.Zone = r.zone()
	s.Search = r.search()
	r.checkIdentity()
	s.org = r.org()
	r.readTemplate(s)
	r.readColumns(s)
	r.readAllow(s)
	review, problems := approval.ReadPolicy(r.data, t.Review, s.Zone)
	s.Review, r.problems = review, append(r.problems, problems...)
	s.Inspect = t.Inspect.orUsual()
	s.Targets, problems = target.Read(r.data, t.Targets)
	r.problems = append(r.problems, problems...)
	s.OwnNumbers = privacy.Own(t.Agency.Telephone, t.Agency.Fax)
	return s
}

func (t inspectTOML) orUsual() Inspection {
	usual := func(n, otherwise int) int {
		if n <= 0 {
			return otherwise
		}
		return n
	}
	return Inspection{
		HomeDays: usual(t.HomeDays, 14), NewsDays: usual(t.NewsDays, 14), PolicyDays: usual(t.PolicyDays, 183),
		StaleColumns: usual(t.StaleColumns, 5), LongStaleColumns: usual(t.LongStaleColumns, 10), BlankColumns: usual(t.BlankColumns, 5),
		GuideDays: usual(t.GuideDays, 365), Supervisor: t.Supervisor,
	}
}

func (r *settingsReader) baseURL() string {
	written := strings.TrimSpace(r.toml.BaseURL)
	if written == "" {
		return ""
	}
	u, err := url.Parse(written)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(written, "?# ") {
		r.find(&ruleBaseURL, []string{"base_url"}, written)
		return ""
	}
	return strings.TrimSuffix(u.String(), "/") + "/"
}

func (r *settingsReader) search() Search {
	written := Search(strings.TrimSpace(r.toml.Search))
	if slices.Contains(Searches, written) {
		return written
	}
	if written != "" {
		r.find(&ruleSearch, []string{"search"}, written)
	}
	return FullSearch
}

func (r *settingsReader) zone() *time.Location {
	name := strings.TrimSpace(r.toml.Timezone)
	if name == "" {
		name = defaultZone
	}
	zone := namedZone(name)
	if zone == nil {
		r.find(&ruleTimezone, []string{"timezone"}, name)
		zone = namedZone(defaultZone)
	}
	return zone
}

// namedZone is a time zone by its name, or nil. The machine's own ("Local")
// has no name: the same site must come out alike everywhere.
func namedZone(name string) *time.Location {
	if name == "Local" {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil && name == defaultZone {
		const beijing = 8 * 60 * 60 // seconds; a machine without the zones' data
		return time.FixedZone(defaultZone, beijing)
	}
	return zone
}

func (r *settingsReader) checkIdentity() {
	identity := &r.toml.Identity
	for _, field := range []struct {
		key, value string
		form       *regexp.Regexp
		rule       *diag.Rule
	}{
		{"site_id", identity.SiteID, siteIDForm, &ruleSiteID},
		{"icp", identity.ICP, icpForm, &ruleICP},
		{"police", identity.Police, policeForm, &rulePolice},
		{"conac", identity.Conac, conacForm, &ruleConac},
	} {
		if field.value != "" && !field.form.MatchString(field.value) {
			r.find(field.rule, []string{"identity", field.key}, field.value)
		}
	}
}

// org is the agency's code as index numbers have it. A wrong one is one fault
// here, not one of every item.
func (r *settingsReader) org() string {
	code := r.toml.Agency.Code
	if code == "" {
		return ""
	}
	problem, ok := notice.CheckCode(code)
	if !ok {
		r.find(&ruleAgencyCode, []string{"agency", "code"}, code, problem)
		return ""
	}
	return notice.NormalCode(code)
}

func (r *settingsReader) readTemplate(s *Settings) {
	s.Index = r.toml.Index.Template
	if !r.data.Has("index", "template") {
		s.Index = defaultTemplate
	}
	template, bad := notice.ParseIndexTemplate(s.Index)
	switch bad {
	case "":
		s.template = template
		return
	case "{seq}":
		r.find(&ruleTemplate, []string{"index", "template"}, s.Index, diag.Text{ZH: "里面没有流水号 {seq}", EN: "it has no serial, {seq}"})
	default:
		r.find(&ruleTemplate, []string{"index", "template"}, s.Index, diag.Text{ZH: "不认识「" + bad + "」", EN: bad + " is not known"})
	}
	s.Index = ""
}

func (r *settingsReader) readAllow(s *Settings) {
	for i, a := range r.toml.Allow {
		allow := Allow{Code: strings.TrimSpace(a.Code), Path: strings.Trim(strings.TrimSpace(a.Path), "/"), Reason: strings.TrimSpace(a.Reason)}
		path := []string{"allow", strconv.Itoa(i)}
		for _, field := range []struct{ key, value string }{{"code", allow.Code}, {"reason", allow.Reason}} {
			if field.value == "" {
				r.find(&ruleAllowIncomplete, path, field.key)
			}
		}
		// One that is incomplete keeps its place and lets nothing pass.
		if allow.Reason == "" {
			allow = Allow{}
		}
		s.Allow = append(s.Allow, allow)
	}
}
