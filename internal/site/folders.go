package site

import (
	"path"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"gongkai/internal/approval"
	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// Where a file stands says what it is. A folder named by a [[column]] is a
// column and its index.md the introduction; guide, request, rules and report
// are the platform's own; any other folder with an index.md is one notice, and
// every other file in it an attachment.

const (
	pageExt    = ".md"
	figuresExt = ".toml"
	indexPage  = "index.md"
	indexHTML  = "index.html"
)

// folder is what is decided of one folder.
type folder struct {
	kind    Kind    // of the pages in it
	column  *Column // of rules, report and a column's folders
	root    bool    // it is a section's or a column's own folder
	bundle  string  // the folder of the notice that it belongs to, or ""
	unknown string  // the topmost folder that is none of the site's, or ""
}

var ruleNoFolder = diag.Rule{
	Code: "L301", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」不在网站的任何一部分，不会公开", EN: "{1} is in no part of the site and would not be published"},
	Hint:    diag.Text{ZH: "移到 guide/（指南）、rules/（制度）、disclosure/ 的栏目、report/（年报）或 request/（依申请公开）", EN: "move it to guide/, rules/, a column of disclosure/, report/ or request/"},
	Why:     diag.Text{ZH: "公开平台的栏目是规定的，放在别处的页面没有入口，读者找不到。", EN: "The platform's sections are prescribed; a page elsewhere has no way in."},
	Basis:   "国办公开办函〔2019〕61号",
	Bad:     "-- content/news/2024-01-03-1.md --\n+++\ntitle = \"简讯\"\ndate = 2024-01-03\n+++\n正文。\n",
	Good:    "-- content/guide/map.md --\n+++\ntitle = \"来访路线\"\n+++\n正文。\n",
}

var ruleNoColumn = diag.Rule{
	Code: "L302", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」不是栏目，里面的信息不会公开", EN: "{1} is not a column: the items in it would not be published"},
	Hint:    diag.Text{ZH: "在 site.toml 里加一个 [[column]]，path = \"{1}\"；或者把文件移到已有的栏目", EN: `add a [[column]] with path = "{1}" to site.toml, or move the files to a column`},
	Why:     diag.Text{ZH: "栏目要有名称和顺序，才能出现在菜单里。", EN: "A column needs a name and a place in the menu."},
	Bad:     "-- content/disclosure/plans/2024-01-03-1.md --\n+++\ntitle = \"规划\"\ndate = 2024-01-03\nindex = \"000014349/2024-00009\"\n+++\n正文。\n",
	Good:    "-- content/disclosure/finance/2024-01-03-1.md --\n+++\ntitle = \"规划\"\ndate = 2024-01-03\nindex = \"000014349/2024-00009\"\n+++\n正文。\n",
}

var ruleSecondPage = diag.Rule{
	Code: "L303", Severity: diag.Error,
	Message: diag.Text{ZH: "「{1}」是一篇信息的文件夹，里面不能再有第二个 .md 文件", EN: "{1} is the folder of one item and can't hold a second .md file"},
	Hint:    diag.Text{ZH: "另一篇信息移到栏目的文件夹里；如果「{1}」本来是分类用的，删去它的 index.md", EN: "move the other item to the column's folder; if {1} is only there to sort items, delete its index.md"},
	Why:     diag.Text{ZH: "有 index.md 的文件夹是一篇信息，其余文件都是它的附件，.md 文件不能作附件。", EN: "A folder with an index.md is one item and every other file its attachment; an .md file can't be one."},
	Bad:     bundleExample("示例", "-- content/disclosure/notices/plan/other.md --\n+++\ntitle = \"另一篇\"\ndate = 2024-01-03\n+++\n正文。\n"),
	Good:    bundleExample("示例", ""),
}

// sortFolders sorts the files into pages, attachments, figures and the rest.
func (l *linker) sortFolders() {
	l.columns = l.makeColumns()
	l.folders = map[string]*folder{}
	l.byFile = map[*source.File]*Page{}
	l.bundled = map[string][]*source.File{}
	l.figures = map[string]*source.File{}
	l.composed = map[string]*source.File{}
	l.used = map[*source.File]bool{}
	l.named = map[string]bool{}
	for _, d := range l.tree.Problems {
		l.named[d.File] = true // source has said what is wrong with the name
	}
	l.listed = map[*Column]bool{}
	reported := map[string]bool{}
	for _, file := range l.tree.Files {
		if composed := norm.NFC.String(file.Path); composed != file.Path {
			l.composed[composed] = file
		}
		name := path.Base(file.Path)
		f := l.folder(folderOf(file.Path))
		switch {
		case file.Path == settingsFile, file.Path == wordsFile, strings.HasSuffix(name, approval.Extension):
		case isPage(name):
			l.sortPage(file, f, reported)
		case f.bundle != "":
			l.bundled[f.bundle] = append(l.bundled[f.bundle], file)
		case f.kind == ReportPage && path.Ext(name) == figuresExt:
			l.sortFigures(file)
		default:
			l.loose = append(l.loose, file)
		}
	}
}

// sortPage decides what a Markdown file is. A folder that is none of the
// site's is reported once, at its first page.
func (l *linker) sortPage(file *source.File, f *folder, reported map[string]bool) {
	p := &Page{File: file, Kind: f.kind, Column: f.column}
	isIndex := path.Base(file.Path) == indexPage
	switch {
	case f.unknown != "":
		if !reported[f.unknown] {
			reported[f.unknown] = true
			rule := &ruleNoFolder
			if strings.HasPrefix(f.unknown, disclosureFolder) {
				rule = &ruleNoColumn
			}
			l.find(rule, file.Place(), f.unknown)
		}
		return
	case f.bundle != "" && file.Path != f.bundle+"/"+indexPage:
		l.find(&ruleSecondPage, file.Place(), f.bundle)
		return
	case f.bundle != "":
		p.bundle = f.bundle
	case isIndex && f.kind == HomePage:
	case isIndex && f.root && f.column != nil:
		p.Kind = IntroPage
	case f.kind == HomePage:
		l.find(&ruleNoFolder, file.Place(), file.Path)
		return
	}
	if p.Kind == ReportPage && !l.isReport(file, p) {
		return
	}
	l.jobs = append(l.jobs, p)
	l.byFile[file] = p
}

// folder decides of a folder, once.
func (l *linker) folder(dir string) *folder {
	if f := l.folders[dir]; f != nil {
		return f
	}
	f := l.decide(dir)
	l.folders[dir] = f
	return f
}

func (l *linker) decide(dir string) *folder {
	switch dir {
	case "":
		return &folder{kind: HomePage, root: true}
	case guideFolder:
		return &folder{kind: GuidePage, root: true}
	case requestFolder:
		return &folder{kind: RequestPage, root: true}
	case disclosureFolder:
		return &folder{unknown: disclosureFolder}
	case reportFolder:
		return &folder{kind: ReportPage, column: l.columns[dir], root: true}
	}
	if c := l.columns[norm.NFC.String(dir)]; c != nil {
		return &folder{kind: NoticePage, column: c, root: true}
	}
	parent := l.folder(folderOf(dir))
	f := *parent
	f.root = false
	switch {
	case parent.bundle != "":
	case parent.kind == HomePage, parent.unknown == disclosureFolder:
		f = folder{unknown: dir}
	case parent.unknown == "" && l.tree.File(dir+"/"+indexPage) != nil:
		f.bundle = dir
	}
	return &f
}

// makeColumns is every column by its folder. When site.toml can't be read, or
// names one wrongly, each folder of disclosure/ is taken for a column: the one
// fault is said there, and what is wrong with the items all the same.
func (l *linker) makeColumns() map[string]*Column {
	s := l.site.Settings
	columns := map[string]*Column{}
	add := func(c ColumnSettings) *Column {
		column := &Column{ColumnSettings: c, Address: norm.NFC.String(c.Path) + "/" + indexHTML}
		columns[norm.NFC.String(c.Path)] = column
		return column
	}
	add(s.rules)
	add(s.reports)
	for _, c := range s.Columns {
		l.site.Columns = append(l.site.Columns, add(c))
	}
	if s.data != nil && !s.misplaced {
		return columns
	}
	for _, file := range l.tree.Files {
		below, ok := strings.CutPrefix(file.Path, disclosureFolder+"/")
		name, _, nested := strings.Cut(below, "/")
		if dir := disclosureFolder + "/" + name; ok && nested && columns[dir] == nil {
			l.site.Columns = append(l.site.Columns, add(ColumnSettings{Path: dir, Name: name}))
		}
	}
	return columns
}

// year is a report's year from its file's name.
func year(stem string) (int, bool) {
	n, err := strconv.Atoi(stem)
	return n, err == nil && len(stem) == len("2006") && n >= 1949
}

// isPage tells a Markdown file, however Windows writes its extension.
func isPage(name string) bool { return strings.EqualFold(path.Ext(name), pageExt) }

// stem is a file's name without its extension.
func stem(name string) string {
	base := path.Base(name)
	return strings.TrimSuffix(base, path.Ext(base))
}
