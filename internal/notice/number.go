package notice

import (
	"regexp"
	"strconv"
	"strings"

	"gongkai/internal/diag"
)

const numberBasis = "GB/T 9704—2012 党政机关公文格式"

var ruleNumberMendable = diag.Rule{
	Code: "N040", Severity: diag.Warning,
	Message: diag.Text{ZH: "发文字号「{1}」写法不规范：{2}", EN: "the document number {1} is not written as it should be: {2}"},
	Hint:    diag.Text{ZH: "改为「{3}」", EN: "write {3}"},
	Why:     diag.Text{ZH: "读者按发文字号查找文件，写法不一就查不到。", EN: "Readers look documents up by their number; written otherwise it isn't found."},
	Basis:   numberBasis,
	Bad:     example(titled + dated + "\n" + `number = "示统[2024]第03号"`),
	Good:    example(titled + dated + "\n" + `number = "示统〔2024〕3号"`),
}

var ruleNumberForm = diag.Rule{
	Code: "N041", Severity: diag.Warning,
	Message: diag.Text{ZH: "「{1}」不像发文字号", EN: "{1} doesn't look like a document number"},
	Hint:    diag.Text{ZH: "写成「示统〔2024〕3号」这样：机关代字、六角括号里的四位年份、序号；没有就不写这一项", EN: "write it as 示统〔2024〕3号: the agency's sign, the year of four digits in 〔〕, the serial; leave the key out when there is none"},
	Why:     diag.Text{ZH: "读者按发文字号查找文件，写法不一就查不到。", EN: "Readers look documents up by their number; written otherwise it isn't found."},
	Basis:   numberBasis,
	Bad:     example(titled + dated + "\n" + `number = "第3号文"`),
	Good:    example(titled + dated + "\n" + `number = "示统〔2024〕3号"`),
}

var ruleNumberYear = diag.Rule{
	Code: "N042", Severity: diag.Warning,
	Message: diag.Text{ZH: "发文字号的年份「{1}」与成文日期的年份「{2}」不同", EN: "the year {1} of the document number is not the year of issue, {2}"},
	Hint:    diag.Text{ZH: "核对 number（发文字号）和 issued（成文日期）", EN: "compare number with issued"},
	Why:     diag.Text{ZH: "两处必有一处写错。", EN: "One of the two is wrong."},
	Basis:   numberBasis,
	Bad:     example(titled + dated + "\n" + `number = "示统〔2023〕3号"` + "\nissued = 2024-01-02"),
	Good:    example(titled + dated + "\n" + `number = "示统〔2024〕3号"` + "\nissued = 2024-01-02"),
}

var (
	// numberForm is the agency's sign, the year in six-angle brackets (U+3014,
	// U+3015) and a serial without a zero in front.
	numberForm = regexp.MustCompile(`^[^\s〔〕]{1,20}〔((?:19|20)[0-9]{2})〕[1-9][0-9]*号$`)
	// orderForm is the other legal shape: 国务院令第711号, 示例县公告2024年第3号.
	orderForm = regexp.MustCompile(`^[^\s〔〕\[\]【】]{0,20}(?:令|公告|通告|通报)\s?(?:(?:19|20)[0-9]{2}年)?\s?第(?:[1-9][0-9]*|[〇零一二三四五六七八九十百千]+)号$`)
	// looseForm is every frequent mistake together.
	looseForm = regexp.MustCompile(`^([^\s〔〕\[\]()（）【】﹝﹞［］]{1,20})\s*([\[(（【﹝〔［])\s*((?:19|20)[0-9]{2})\s*(年?)\s*([\])）】﹞〕］])\s*(第?)\s*(0*)([1-9][0-9]*)\s*(号?)$`)
)

// checkNumber checks the form of a 发文字号 and mends the frequent mistakes. It
// only warns: an old document keeps the number under which it was issued.
func (r *reader) checkNumber(n *Notice) {
	if n.Number == "" || orderForm.MatchString(n.Number) {
		return
	}
	place := r.data.Place("number")
	year := ""
	if match := numberForm.FindStringSubmatch(n.Number); match != nil {
		year = match[1]
	} else if mended, faults, at := mendNumber(n.Number); mended != "" {
		year = at
		r.mend(r.find(&ruleNumberMendable, place, n.Number, faults, mended), mended)
	} else {
		r.find(&ruleNumberForm, place, n.Number)
		return
	}
	if issued := strconv.Itoa(n.Issued.Year()); !n.Issued.IsZero() && year != issued {
		r.find(&ruleNumberYear, place, year, issued)
	}
}

// mendNumber rewrites a number that is only written wrongly, and says in what.
func mendNumber(number string) (mended string, faults diag.Text, year string) {
	narrow := narrowDigits(number)
	match := looseForm.FindStringSubmatch(narrow)
	if match == nil {
		return "", diag.Text{}, ""
	}
	sign, opening, year, nian, closing, di, zeros, serial, hao := match[1], match[2], match[3], match[4], match[5], match[6], match[7], match[8], match[9]
	var zh, en []string
	fault := func(is bool, words diag.Text) {
		if is {
			zh, en = append(zh, words.ZH), append(en, words.EN)
		}
	}
	fault(opening != "〔" || closing != "〕", diag.Text{ZH: "年份要用六角括号〔〕", EN: "the year stands in 〔〕"})
	fault(nian != "", diag.Text{ZH: "括号里不写「年」", EN: "no 年 in the brackets"})
	fault(di != "", diag.Text{ZH: "序号前不写「第」", EN: "no 第 before the serial"})
	fault(zeros != "", diag.Text{ZH: "序号前不补 0", EN: "no zero before the serial"})
	fault(hao == "", diag.Text{ZH: "末尾要写「号」", EN: "it ends in 号"})
	fault(narrow != number, diag.Text{ZH: "数字用半角", EN: "the digits are half-width"})
	fault(strings.ContainsAny(number, " \t\u3000"), diag.Text{ZH: "中间不留空格", EN: "no spaces in it"})
	return sign + "〔" + year + "〕" + serial + "号", diag.Text{ZH: strings.Join(zh, "；"), EN: strings.Join(en, "; ")}, year
}

// narrowDigits turns full-width digits into plain ones.
func narrowDigits(s string) string {
	return strings.Map(func(char rune) rune {
		if char >= '０' && char <= '９' {
			return char - '０' + '0'
		}
		return char
	}, s)
}
