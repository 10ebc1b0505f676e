package source

import "gongkai/internal/diag"

// Rules is this room's part of the catalogue, in order of code: S0 bytes and
// encodings, S1 front matter, S2 TOML, S3 names and files.
func Rules() []diag.Rule {
	return []diag.Rule{
		ruleTooLarge,
		ruleUTF16,
		ruleEncoding,
		ruleDamaged,
		ruleNUL,
		ruleControl,
		ruleBidi,
		ruleInvisible,
		ruleLost,
		rulePrivate,
		ruleMarks,
		ruleNoFront,
		ruleYAML,
		ruleJSON,
		ruleNoOpening,
		ruleNoClosing,
		ruleDoubledFence,
		ruleWideFence,
		ruleFence,
		ruleFrontTooLarge,
		ruleTooDeep,
		ruleTooManyParts,
		ruleTooMuch,
		ruleTooManyProblems,
		ruleOddSpace,
		ruleLeftover,
		ruleWideEquals,
		ruleWideMark,
		ruleNoKey,
		ruleLookalikeKey,
		ruleChineseKey,
		ruleColon,
		ruleNoEquals,
		ruleDuplicateKey,
		ruleDuplicateTable,
		ruleNotTable,
		ruleHeader,
		ruleLongKey,
		ruleChineseQuotes,
		ruleOpenString,
		ruleEscape,
		ruleNotClosed,
		ruleNoComma,
		ruleNoValue,
		ruleBoolWord,
		ruleNoSuchDate,
		ruleDateForm,
		ruleNumberForm,
		ruleNoQuotes,
		ruleNotFigure,
		ruleUnknownKey,
		ruleMisplacedKey,
		ruleWrongType,
		ruleSyntax,
		ruleLink,
		ruleSpecial,
		ruleNameEncoding,
		ruleNameControl,
		ruleWindowsName,
		ruleLongName,
		ruleDotfile,
		ruleTwinNames,
		ruleUnreadable,
	}
}

// The examples of the rules are one notice of the minimal site, with one
// thing changed.
const (
	title = "title = \"通知\"\n"
	dated = "date = 2024-01-03\nindex = \"000014349/2024-00002\"\n"
)

var goodPage = page(title + dated)

// page is the notice with this front matter.
func page(front string) string { return rawPage("+++\n" + front + "+++\n正文。\n") }

// rawPage is the notice's file.
func rawPage(text string) string {
	return "-- content/disclosure/notices/2024-01-03-1.md --\n" + text
}
