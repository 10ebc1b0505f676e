package source

import (
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gongkai/internal/diag"
)

// Names must survive the way from one officer's machine to the next: what is
// committed on Linux is checked out on Windows, zipped, and carried on a USB
// stick. So a name that Windows can't hold is an error everywhere.

const (
	maxName = 255 // bytes of a name, on Linux; Windows and macOS allow more
	maxPath = 240 // characters: Windows allows 260 with the folder that holds the site
)

// isLitter tells what editors, file managers, office programs and version
// control leave behind. Nobody wrote it as content, so nothing is said of it.
func isLitter(name string) bool {
	if name == "" {
		return false
	}
	switch name[0] {
	case '.':
		switch name {
		case ".git", ".gitignore", ".gitattributes", ".gitkeep", ".gitmodules", ".github", ".svn", ".hg", ".gongkai",
			".DS_Store", ".Spotlight-V100", ".Trashes", ".fseventsd", ".idea", ".vscode", ".editorconfig", ".obsidian":
			return true
		}
		return strings.HasPrefix(name, "._") || strings.HasPrefix(name, ".#") || strings.HasPrefix(name, ".~") ||
			strings.HasPrefix(name, ".nfs") || isSwap(name)
	case '~':
		return strings.HasPrefix(name, "~$") || strings.HasSuffix(name, ".tmp")
	case '#':
		return len(name) > 1 && strings.HasSuffix(name, "#")
	}
	return strings.HasSuffix(name, "~") || isSwap(name) ||
		name == "Thumbs.db" || name == "desktop.ini" || name == "ehthumbs.db" || name == "__MACOSX"
}

// isSwap tells an editor's swap file: .notice.md.swp.
func isSwap(name string) bool {
	i := strings.LastIndexByte(name, '.')
	return i > 0 && len(name)-i == 4 && (name[i:] == ".swp" || name[i:] == ".swo" || name[i:] == ".swx")
}

// named checks a name, and tells whether the file can be used.
func (f *folder) named(name string) bool {
	switch {
	case !utf8.ValidString(name):
		f.report(&ruleNameEncoding, name, shown(name))
		return false
	case strings.IndexFunc(name, isUnprintable) >= 0:
		f.report(&ruleNameControl, name, shown(name))
		return false
	case name[0] == '.':
		f.report(&ruleDotfile, name, shown(name))
		return false
	}
	if fault := windowsFault(name); fault != (diag.Text{}) {
		f.report(&ruleWindowsName, name, shown(name), fault)
	}
	if length := tooLong(f.prefix, name); length != (diag.Text{}) {
		f.report(&ruleLongName, name, length)
	}
	return true
}

// tooLong is the length of a name or path that is too long; empty when it
// isn't.
func tooLong(prefix, name string) diag.Text {
	if len(name) > maxName {
		return diag.Text{ZH: number(len(name)) + " 字节", EN: number(len(name)) + " bytes"}
	}
	if n := len(prefix) + len(name); n <= maxPath {
		return diag.Text{} // not more characters than bytes
	}
	if n := utf8.RuneCountInString(prefix) + utf8.RuneCountInString(name); n > maxPath {
		return diag.Text{ZH: number(n) + " 个字符", EN: number(n) + " characters"}
	}
	return diag.Text{}
}

// isUnprintable tells the characters of a name that hide, turn around or
// control what a terminal prints.
func isUnprintable(r rune) bool {
	return unicode.IsControl(r) || isBidi(r) || isInvisible(r)
}

// windowsFault says why Windows can't hold a name; empty when it can.
func windowsFault(name string) diag.Text {
	if i := strings.IndexAny(name, `<>:"|?*\`); i >= 0 {
		mark := name[i : i+1]
		return diag.Text{ZH: "含有「" + mark + "」", EN: "it holds 「" + mark + "」"}
	}
	if last := name[len(name)-1]; last == '.' || last == ' ' {
		return diag.Text{ZH: "以点或空格结尾", EN: "it ends in a dot or a space"}
	}
	stem, _, _ := strings.Cut(name, ".")
	if isDevice(strings.ToUpper(strings.TrimRight(stem, " "))) {
		return diag.Text{ZH: "「" + stem + "」是设备名", EN: "「" + stem + "」 is a device's name"}
	}
	return diag.Text{}
}

// isDevice tells the names that Windows keeps for devices.
func isDevice(stem string) bool {
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	if !strings.HasPrefix(stem, "COM") && !strings.HasPrefix(stem, "LPT") {
		return false
	}
	number := []rune(stem[3:])
	return len(number) == 1 && strings.ContainsRune("123456789¹²³", number[0])
}

// twins reports names of one folder that Windows or macOS take for one name.
func (f *folder) twins(entries []fs.DirEntry) {
	seen := make(map[string]string, len(entries))
	for _, e := range entries {
		name := e.Name()
		if isLitter(name) {
			continue
		}
		key := sameName(name)
		if first, taken := seen[key]; taken {
			f.report(&ruleTwinNames, name, shown(name), shown(first))
			continue
		}
		seen[key] = name
	}
}

// sameName is equal for two names that differ only in case or in the way that
// their accents are written.
func sameName(name string) string { return strings.ToLower(norm.NFC.String(name)) }

var ruleLink = diag.Rule{
	Code: "S301", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」是符号链接，没有读取",
		EN: "「{1}」 is a link and was not read",
	},
	Hint: diag.Text{
		ZH: "把链接指向的文件复制到这里",
		EN: "copy the file that it leads to into this folder",
	},
	Why: diag.Text{
		ZH: "链接可能指向网站以外的文件，换一台电脑就失效",
		EN: "a link may lead out of the site, and breaks on another computer",
	},
}

var ruleSpecial = diag.Rule{
	Code: "S302", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」是{2}，不是普通文件，没有读取",
		EN: "「{1}」 is {2}, not a regular file, and was not read",
	},
	Hint: diag.Text{
		ZH: "把它移出 content 文件夹",
		EN: "move it out of the content folder",
	},
	Why: diag.Text{
		ZH: "读取特殊文件会让生成停住",
		EN: "reading it would make the build stand still",
	},
}

var ruleNameEncoding = diag.Rule{
	Code: "S303", Severity: diag.Error,
	Message: diag.Text{
		ZH: "文件名「{1}」不是 UTF-8 编码，没有读取",
		EN: "the name 「{1}」 is not UTF-8, and the file was not read",
	},
	Hint: diag.Text{
		ZH: "给文件改名；从压缩包解出的，换用支持中文文件名的解压软件",
		EN: "rename the file; if it came from an archive, unpack it with a program that knows Chinese names",
	},
	Why: diag.Text{
		ZH: "这样的文件名在别的电脑上是乱码",
		EN: "on other computers such a name is garbled",
	},
	Bad:  "-- content/disclosure/notices/\xb9\xab\xbf\xaa.pdf --\n",
	Good: goodPage,
}

var ruleNameControl = diag.Rule{
	Code: "S304", Severity: diag.Error,
	Message: diag.Text{
		ZH: "文件名「{1}」里有看不见的字符，没有读取",
		EN: "the name 「{1}」 holds invisible characters, and the file was not read",
	},
	Hint: diag.Text{
		ZH: "重新键入文件名",
		EN: "type the name again",
	},
	Why: diag.Text{
		ZH: "看不见的字符会让文件名看起来是另一个",
		EN: "invisible characters make a name look like another",
	},
	Bad:  "-- content/disclosure/notices/\u202efdp.pdf --\n",
	Good: goodPage,
}

var ruleWindowsName = diag.Rule{
	Code: "S305", Severity: diag.Error,
	Message: diag.Text{
		ZH: "文件名「{1}」在 Windows 上不能用：{2}",
		EN: "Windows can't hold the name 「{1}」: {2}",
	},
	Hint: diag.Text{
		ZH: "给文件改名",
		EN: "rename the file",
	},
	Why: diag.Text{
		ZH: "网站要能在任何一台办公电脑上打开",
		EN: "the site must open on every office computer",
	},
	Bad:  "-- content/disclosure/notices/con.md --\n+++\n" + title + dated + "+++\n正文。\n",
	Good: goodPage,
}

var ruleLongName = diag.Rule{
	Code: "S306", Severity: diag.Warning,
	Message: diag.Text{
		ZH: "名字或路径太长（{1}）",
		EN: "the name or the path is too long ({1})",
	},
	Hint: diag.Text{
		ZH: "把文件夹和文件的名字改短",
		EN: "give the folders and the file shorter names",
	},
	Why: diag.Text{
		ZH: "Linux 的名字不能超过 255 字节，约 85 个汉字；Windows 的路径一般不能超过 260 个字符",
		EN: "Linux allows 255 bytes in a name, some 85 Chinese characters; Windows some 260 characters in a path",
	},
	Bad:  "-- content/disclosure/notices/" + strings.Repeat("a", 120) + "/" + strings.Repeat("b", 120) + ".pdf --\n",
	Good: goodPage,
}

var ruleDotfile = diag.Rule{
	Code: "S307", Severity: diag.Warning,
	Message: diag.Text{
		ZH: "以点开头的「{1}」不会公开",
		EN: "「{1}」 begins with a dot and is not published",
	},
	Hint: diag.Text{
		ZH: "要公开的请改名，不公开的请移出 content 文件夹",
		EN: "rename it if it is to be published, move it out of the content folder if not",
	},
	Why: diag.Text{
		ZH: "以点开头的文件多是设置或密钥，不应放在网站内容里",
		EN: "such files are mostly settings or keys, and do not belong among the content",
	},
	Bad:  "-- content/.env --\nKEY=1\n",
	Good: goodPage,
}

var ruleTwinNames = diag.Rule{
	Code: "S308", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」与同一文件夹里的「{2}」只差大小写或字符组合方式",
		EN: "「{1}」 differs from 「{2}」 in the same folder only in case or in the way that its characters are composed",
	},
	Hint: diag.Text{
		ZH: "给其中一个改名",
		EN: "rename one of them",
	},
	Why: diag.Text{
		ZH: "Windows 和 macOS 把它们当作同一个文件，后一个会盖掉前一个",
		EN: "Windows and macOS take them for one file: the second replaces the first",
	},
	Bad:  "-- content/disclosure/notices/a.pdf --\n-- content/disclosure/notices/A.pdf --\n",
	Good: goodPage,
}
