package source

import (
	"bytes"
	"strings"

	"gongkai/internal/diag"
)

// maxFront is the most that the front matter of a page may hold, in bytes.
const maxFront = 64 << 10

// FrontMatter reads the +++ block that opens a page and says where the body
// begins (a byte offset into t; the end of t when that can't be told). With an
// error among the findings the Data is nil.
func FrontMatter(t Text) (front *Data, body int, problems diag.List) {
	opening, rest, problem := openingFence(t)
	if problem != nil {
		return nil, len(t.Bytes), diag.List{*problem}
	}
	closing, end, problem := closingFence(t, opening, rest)
	if problem != nil {
		return nil, len(t.Bytes), diag.List{*problem}
	}
	if problem := doubledFence(t, end); problem != nil {
		return nil, len(t.Bytes), diag.List{*problem}
	}
	front, problems = parse(index(t, min(rest, closing), closing, nil), opening)
	return front, end, problems
}

// line is the line that begins at an offset, without its end, and where the
// next one begins.
func line(b []byte, start int) (text []byte, next int) {
	if i := bytes.IndexByte(b[start:], '\n'); i >= 0 {
		return b[start : start+i], start + i + 1
	}
	return b[start:], len(b)
}

// isFence tells the line that opens and closes front matter.
func isFence(line []byte) bool {
	return bytes.HasPrefix(line, []byte("+++")) && len(bytes.TrimRight(line, " \t")) == 3
}

// almostFence tells a line that was meant as a fence: with spaces before it, a
// plus sign too many, full-width signs, or text behind it.
func almostFence(line []byte) bool {
	if len(line) == 0 || isBare(line[0]) {
		return false // nearly every line
	}
	plain := strings.Map(halfWidth, trimSpace(beginning(line)))
	return strings.HasPrefix(plain, "+++") || plain == "++"
}

// beginning is as much of a line as tells what it is.
func beginning(line []byte) string { return string(line[:min(len(line), 2*maxShown)]) }

// openingFence is the fence on the first line and where the next line begins.
func openingFence(t Text) (fence span, rest int, problem *diag.Diagnostic) {
	first, next := line(t.Bytes, 0)
	if isFence(first) {
		return span{0, 3}, next, nil
	}
	start := 0
	for trimSpace(string(first)) == "" && next < len(t.Bytes) {
		start = next
		first, next = line(t.Bytes, start)
	}
	end := start + len(first)
	plain := trimSpace(beginning(first))
	rule := &ruleNoFront
	switch {
	case plain == "---":
		rule = &ruleYAML
	case strings.HasPrefix(plain, "{"):
		rule = &ruleJSON
	case almostFence(first):
		return fence, 0, badFence(t, 0, end, plain)
	case looksLikePair(plain) && fenceBelow(t.Bytes, next):
		rule = &ruleNoOpening
	}
	d := rule.New(t.Place(start, end))
	if rule == &ruleNoOpening {
		at := t.Place(start, start)
		d.Fix = replace(at, "+++\n")
	}
	return fence, 0, &d
}

// badFence explains a line that should have been a fence.
func badFence(t Text, start, end int, written string) *diag.Diagnostic {
	rule := &ruleFence
	if strings.ContainsRune(written, '＋') {
		rule = &ruleWideFence
	}
	d := rule.New(t.Place(start, end), shown(written))
	if strings.Trim(written, "+＋ \t\u3000\u00a0\u200b\ufeff") == "" {
		d.Fix = replace(d.Place, "+++")
	}
	return &d
}

// closingFence is where the fence that ends the front matter begins and where
// the line after it begins.
func closingFence(t Text, opening span, rest int) (start, end int, problem *diag.Diagnostic) {
	for at := rest; at < len(t.Bytes); {
		text, next := line(t.Bytes, at)
		if isFence(text) {
			if at-rest > maxFront {
				d := ruleFrontTooLarge.New(t.Place(opening.start, opening.end), size(maxFront))
				return 0, 0, &d
			}
			return at, next, nil
		}
		at = next
	}
	if almost := almostClosing(t.Bytes, rest); almost != (span{}) {
		return 0, 0, badFence(t, almost.start, almost.end, string(t.Bytes[almost.start:almost.end]))
	}
	d := ruleNoClosing.New(t.Place(opening.start, opening.end))
	return 0, 0, &d
}

// almostClosing is the line that was meant to end the front matter. --- counts
// only where no text stands before it: in a text it is a line across the page.
func almostClosing(b []byte, start int) span {
	prose := false
	for at := start; at < len(b); {
		text, next := line(b, at)
		plain := trimSpace(beginning(text))
		if almostFence(text) || plain == "---" && !prose {
			return span{at, at + len(text)}
		}
		prose = prose || plain != "" && plain[0] != '#' && plain[0] != '[' && !looksLikePair(plain)
		at = next
	}
	return span{}
}

// doubledFence finds a second block of front matter: another fence at once,
// or one that only keys and values separate from the first block.
func doubledFence(t Text, body int) *diag.Diagnostic {
	for at := body; at < len(t.Bytes); {
		text, next := line(t.Bytes, at)
		if isFence(text) {
			d := ruleDoubledFence.New(t.Place(at, at+3))
			return &d
		}
		if plain := trimSpace(beginning(text)); plain != "" && !looksLikePair(plain) {
			return nil
		}
		at = next
	}
	return nil
}

// looksLikePair tells a line of front matter from a sentence.
func looksLikePair(line string) bool {
	plain := strings.Map(halfWidth, line)
	key, _, found := strings.Cut(plain, "=")
	key = strings.Trim(key, " \t\"'")
	return found && key != "" && len(key) <= 40 && !strings.ContainsAny(key, " <>(){}")
}

// fenceBelow tells whether a fence closes what stands above it.
func fenceBelow(b []byte, start int) bool {
	for at := start; at < len(b); {
		text, next := line(b, at)
		if isFence(text) {
			return true
		}
		at = next
	}
	return false
}

var ruleNoFront = diag.Rule{
	Code: "S101", Severity: diag.Error,
	Message: diag.Text{
		ZH: "页面开头没有 +++ 信息块",
		EN: "the page does not begin with a +++ block",
	},
	Hint: diag.Text{
		ZH: "在第一行写 +++，下面写 title = \"标题\" 和 date = 2023-06-01，再用一行 +++ 结束",
		EN: "write +++ on the first line, then title = \"…\" and date = 2023-06-01, then +++ on a line of its own",
	},
	Why: diag.Text{
		ZH: "标题、日期等信息写在页面开头的信息块里",
		EN: "the title, the date and the like stand in the block that opens a page",
	},
	Bad:  rawPage("关于开展统计调查的通知\n"),
	Good: goodPage,
}

var ruleYAML = diag.Rule{
	Code: "S102", Severity: diag.Error,
	Message: diag.Text{
		ZH: "信息块用了 YAML 的 ---，这里只用 +++",
		EN: "the block is fenced by --- as in YAML; only +++ is used here",
	},
	Hint: diag.Text{
		ZH: "把两处 --- 改成 +++，把「标题: 通知」的写法改成 title = \"通知\"",
		EN: "change both --- to +++, and lines like title: Notice to title = \"Notice\"",
	},
	Why: diag.Text{
		ZH: "只用一种写法，每一个键的位置才查得准",
		EN: "with one way to write it, every key can be checked at its place",
	},
	Bad:  rawPage("---\ntitle: 通知\ndate: 2024-01-03\n---\n正文。\n"),
	Good: goodPage,
}

var ruleJSON = diag.Rule{
	Code: "S103", Severity: diag.Error,
	Message: diag.Text{
		ZH: "信息块用了 JSON 的 {，这里只用 +++",
		EN: "the block begins with { as in JSON; only +++ is used here",
	},
	Hint: diag.Text{
		ZH: "第一行写 +++，每个键一行，写成 title = \"通知\"，再用一行 +++ 结束",
		EN: "write +++ on the first line, one key a line as title = \"Notice\", then +++ on a line of its own",
	},
	Why: diag.Text{
		ZH: "只用一种写法，每一个键的位置才查得准",
		EN: "with one way to write it, every key can be checked at its place",
	},
	Bad:  rawPage("{\n\"title\": \"通知\"\n}\n正文。\n"),
	Good: goodPage,
}

var ruleNoOpening = diag.Rule{
	Code: "S104", Severity: diag.Error,
	Message: diag.Text{
		ZH: "信息块开头少了一行 +++",
		EN: "the +++ that opens the block is missing",
	},
	Hint: diag.Text{
		ZH: "在第一行单独写 +++",
		EN: "write +++ on a line of its own at the top",
	},
	Why: diag.Text{
		ZH: "没有开头的 +++，标题和日期会被当成正文",
		EN: "without it the title and the date would be printed as text",
	},
	Bad:  rawPage(title + dated + "+++\n正文。\n"),
	Good: goodPage,
}

var ruleNoClosing = diag.Rule{
	Code: "S105", Severity: diag.Error,
	Message: diag.Text{
		ZH: "信息块没有结束的 +++",
		EN: "the +++ that closes the block is missing",
	},
	Hint: diag.Text{
		ZH: "在最后一个键的下一行单独写 +++",
		EN: "write +++ on a line of its own after the last key",
	},
	Why: diag.Text{
		ZH: "没有结束的 +++，整篇正文会被当成信息块",
		EN: "without it the whole text would be taken for the block",
	},
	Bad:  rawPage("+++\n" + title + dated + "正文。\n"),
	Good: goodPage,
}

var ruleDoubledFence = diag.Rule{
	Code: "S106", Severity: diag.Error,
	Message: diag.Text{
		ZH: "信息块已经结束，这里又有一行 +++",
		EN: "the block is closed already, and here is another +++",
	},
	Hint: diag.Text{
		ZH: "一页只有两行 +++：删去多余的一行，或把下面的键移到前一行 +++ 之上",
		EN: "a page has two lines of +++: delete the one too many, or move the keys above the closing one",
	},
	Why: diag.Text{
		ZH: "多出的 +++ 会让一部分键变成正文",
		EN: "with one too many, some of the keys would be printed as text",
	},
	Bad:  rawPage("+++\n" + title + dated + "+++\n+++\n正文。\n"),
	Good: goodPage,
}

var ruleWideFence = diag.Rule{
	Code: "S107", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」用了全角加号，应为半角 +++",
		EN: "「{1}」 is written with full-width plus signs; it must be +++",
	},
	Hint: diag.Text{
		ZH: "关闭中文输入法后重新键入 +++",
		EN: "type +++ again with the Chinese input method off",
	},
	Why: diag.Text{
		ZH: "程序只认识半角的 +++",
		EN: "only the plain +++ is recognised",
	},
	Bad:  rawPage("＋＋＋\n" + title + dated + "+++\n正文。\n"),
	Good: goodPage,
}

var ruleFence = diag.Rule{
	Code: "S108", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」应当是单独一行 +++，从行首写起，前面没有空行",
		EN: "「{1}」 should be +++ alone on its line, at the very start, with no empty line above",
	},
	Hint: diag.Text{
		ZH: "删去 +++ 前后的空格、空行和其他文字",
		EN: "delete the spaces, empty lines and other text around +++",
	},
	Why: diag.Text{
		ZH: "写法不齐的 +++ 会被当成正文",
		EN: "a +++ that is not quite one would be printed as text",
	},
	Bad:  rawPage("\n +++\n" + title + dated + "+++\n正文。\n"),
	Good: goodPage,
}

var ruleFrontTooLarge = diag.Rule{
	Code: "S109", Severity: diag.Error,
	Message: diag.Text{
		ZH: "信息块超过 {1}",
		EN: "the block is larger than {1}",
	},
	Hint: diag.Text{
		ZH: "正文写在第二行 +++ 之后",
		EN: "the text belongs after the second +++",
	},
	Why: diag.Text{
		ZH: "信息块只放标题、日期等几行",
		EN: "the block holds a few lines: the title, the date and the like",
	},
	Good: goodPage,
}
