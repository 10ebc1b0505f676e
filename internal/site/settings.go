package site

import (
	"io/fs"
	"time"

	"gongkai/internal/approval"
	"gongkai/internal/carry/target"
	"gongkai/internal/diag"
	"gongkai/internal/notice"
	"gongkai/internal/source"
)

// Settings is content/site.toml.
type Settings struct {
	Title    string
	BaseURL  string // ends in a slash; "" when the site has no address of its own
	Zone     *time.Location
	Sample   bool // a demonstration: a banner on every page
	Search   Search
	Agency   Agency
	Identity Identity
	Index    string           // template of 索引号
	Columns  []ColumnSettings // of disclosure/, in the order of the menu
	Allow    []Allow
	Review   approval.Policy
	Inspect  Inspection
	Targets  []target.Target // where gongkai publish carries the site
	// OwnNumbers are the telephones of the agency: digits that are no leak.
	OwnNumbers []string

	rules, reports ColumnSettings // what [[column]] says of these two folders
	template       notice.IndexTemplate
	org            string       // the agency's code when it is a right one, as index numbers have it
	misplaced      bool         // a column's path can't be used
	data           *source.Data // nil when site.toml can't be read
}

// Search is how much of the site its own full-text search covers.
type Search string

const (
	FullSearch  Search = "full"   // titles, numbers, texts, names of attachments
	TitleSearch Search = "titles" // the same without the texts, for weak hosts
	NoSearch    Search = "off"
)

// Searches is what can be written.
var Searches = []Search{FullSearch, TitleSearch, NoSearch}

// Inspection is the thresholds of the self-inspection (自查), in days and in
// columns. Those of 国办秘函〔2019〕19号 hold unless the site says otherwise.
type Inspection struct {
	HomeDays         int // the home page without anything new
	NewsDays         int // a column of 动态要闻
	PolicyDays       int // a column of 通知公告 or 政策文件
	StaleColumns     int // so many columns of these two classes overdue are a veto
	LongStaleColumns int // so many columns of any class are
	BlankColumns     int // so many blank columns are
	GuideDays        int // the guide without an update
	// Supervisor: the office reports for a whole government, whose annual
	// report is due by 31 March; a department's is by 31 January.
	Supervisor bool
}

// Agency is the body that publishes (机关).
type Agency struct {
	Name, ShortName string
	Code            string // 统一社会信用代码 or 组织机构代码
	Address         string // 办公地址
	Postcode        string
	Hours           string // 办公时间
	Telephone, Fax  string
	Email           string
	Host, Operator  string // 主办单位, 承办单位
}

// Identity is what the foot of a page shows (底部功能区).
type Identity struct {
	SiteID string // 网站标识码
	ICP    string // ICP备案号
	Police string // 公安备案号
	Conac  string // 党政机关网站标识
}

// ColumnSettings is one [[column]].
type ColumnSettings struct {
	Path        string // disclosure/finance
	Name        string // 财政资金
	Description string
	Keywords    []string
	Type        string // 栏目类型
	Article20   int    // which item of 条例第二十条 it serves; 0 when none
	Freshness   Freshness
}

// Freshness is how often a column must be updated.
type Freshness string

const (
	News   Freshness = "news"   // 动态要闻: 14 days
	Policy Freshness = "policy" // 通知公告, 政策文件: 183 days
	None   Freshness = "none"
)

// Allow lets a warning pass, with its reason. Path is a file or a folder of
// the content; "" is everywhere.
type Allow struct{ Code, Path, Reason string }

const (
	settingsFile    = "site.toml"
	wordsFile       = "words.toml" // for the staff alone, see inspect.Words
	defaultZone     = "Asia/Shanghai"
	defaultTemplate = "{org}/{year}-{seq:05}"
)

// Place is where a setting is written in site.toml, as in Place("column",
// "0", "keywords"); of the nearest table above when it isn't there.
func (s *Settings) Place(path ...string) diag.Place {
	if s.data == nil {
		return diag.Place{File: "content/" + settingsFile}
	}
	return s.data.Place(path...)
}

// IndexTemplate is the template of 索引号, ready for use.
func (s *Settings) IndexTemplate() notice.IndexTemplate { return s.template }

// ReadSettings reads content/site.toml alone, for a command that needs no page.
func ReadSettings(content fs.FS) (*Settings, diag.List) {
	return readSettings(source.One(content, settingsFile))
}
