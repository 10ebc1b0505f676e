package intake

import "gongkai/internal/diag"

// Rules is this room's part of the catalogue, in order of code: T0 what is
// refused, T1 what is asked about.
func Rules() []diag.Rule {
	return []diag.Rule{
		ruleEmpty, rulePDF, rulePicture, ruleOldOffice, ruleEncrypted, ruleUnsafe, ruleTooLarge, ruleDamaged, ruleUnknown, ruleGarbled,
		ruleNoYear, ruleTooOld, ruleNoTables, ruleBlankForm, ruleLost, ruleForeign,
		ruleCells, ruleNoRow, ruleUndivided, ruleExtraRow, ruleSlip, ruleSums, ruleForm, ruleOtherYear, ruleHidden, ruleNoDate, ruleUnplaced, ruleNoPart,
	}
}

var (
	ruleCells = diag.Rule{
		Code: "T101", Severity: diag.Warning,
		Message: diag.Text{ZH: "{1}没有读准，已留空：原文「{2}」，{3}", EN: "{1} couldn't be read for certain and is left blank: the source has “{2}”, {3}"},
		Hint: diag.Text{
			ZH: "对照原文，在 .toml 里这一行填上数字，再删去行尾的「待核对」",
			EN: "compare with the source, fill in this row of the .toml, and delete the note at its end",
		},
		Why: diag.Text{
			ZH: "读不准的数宁可空着：猜出来的数看上去和真的一样，谁也不会再去核对",
			EN: "a figure that isn't certain is better left blank: a guess looks like the truth, and nobody checks it again",
		},
		Bad:  example("行政许可\t12", "行政许可\t12 34"),
		Good: example(),
	}
	ruleNoRow = diag.Rule{
		Code: "T102", Severity: diag.Warning,
		Message: diag.Text{ZH: "没有找到「{1}」这一行，已留空", EN: "no row “{1}” was found; it is left blank"},
		Hint: diag.Text{
			ZH: "在原文里找到这一行填上；原文确实没有的，查明是 0 还是漏报；PDF 转出的文字最好用 pdftotext -layout",
			EN: "find the row in the source and fill it in; if it isn't there, find out whether it is a 0 or an omission; text from a PDF reads best after pdftotext -layout",
		},
		Why: diag.Text{
			ZH: "各行按名称查找，不按位置：少一行时，后面的行不会错位",
			EN: "rows are found by their labels, not by position, so that a missing row doesn't shift those after it",
		},
		Bad:  example("行政强制\t2\n", ""),
		Good: example(),
	}
	ruleUndivided = diag.Rule{
		Code: "T103", Severity: diag.Warning,
		Message: diag.Text{ZH: "「{1}」在原文里只有一行「{2}」，格式分为 {3} 项：全是 0 的各项写 0，其余留空", EN: "“{1}” is a single row in the source, “{2}”, for which the form has {3}: written as 0 where it is all 0, else left blank"},
		Hint: diag.Text{
			ZH: "查档案把这一行的数分到各项",
			EN: "divide the figures among the rows from the records",
		},
		Why: diag.Text{
			ZH: "2021 年起的格式把其他处理分为三项，有的报告仍照旧格式只写一行",
			EN: "since 2021 the form has three rows here, but some reports still give one as in the older form",
		},
		Bad: example("（六）其他处理\t1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请\t0\t0\t0\t0\t0\t0\t0\n"+
			"\t\t2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请\t0\t0\t0\t0\t0\t0\t0\n\t\t3.其他\t0\t0\t0\t0\t0\t0\t0\n",
			"（六）其他处理\t\t0\t0\t0\t0\t0\t0\t0\n"),
		Good: example(),
	}
	ruleExtraRow = diag.Rule{
		Code: "T104", Severity: diag.Warning,
		Message: diag.Text{ZH: "{1}这一行「{2}」不是格式里的，没有读入", EN: "the row {1}, “{2}”, is none of the form's and wasn't taken in"},
		Hint: diag.Text{
			ZH: "小计由各项得出，不用填；如果是别的内容，写进第六部分",
			EN: "a subtotal follows from its rows and isn't needed; if it is something else, write it into part six",
		},
		Why: diag.Text{
			ZH: "格式没有小计行，多出来的行会被当成另一项",
			EN: "the form has no subtotals, and a row too many is taken for another item",
		},
		Bad:  example("（四）无法提供\t1.", "（四）无法提供\t\t0\t0\t0\t0\t0\t0\t0\n\t\t1."),
		Good: example(),
	}
	ruleSlip = diag.Rule{
		Code: "T105", Severity: diag.Warning,
		Message: diag.Text{ZH: "{1}按「{2}」读入，两者写法不同", EN: "{1} was read as “{2}”, though the wording differs"},
		Hint:    diag.Text{ZH: "对照原文，确认是同一行", EN: "make sure that it is the same row"},
		Why: diag.Text{
			ZH: "原文多字、少字或有错字时，只有最像的一行才会读入",
			EN: "where the source has a letter too many, too few or wrong, only the row that is plainly nearest is taken",
		},
		Bad:  example("2.重复申请", "2.重覆申请", "7.属于行政执法案卷", "7.属于行政执发案卷"),
		Good: example(),
	}
	ruleSums = diag.Rule{
		Code: "T106", Severity: diag.Warning,
		Message: diag.Text{ZH: "按原文读入，但是{1}", EN: "read as it is printed, but {1}"},
		Hint: diag.Text{
			ZH: "对照原文：读错的改过来；原文就是这样公布的，用 [[acknowledge]] 写明",
			EN: "compare with the source: mend what was misread; if it was published so, say so with [[acknowledge]]",
		},
		Why: diag.Text{
			ZH: "勾稽不符，要么是原文的错，要么是转换时的错",
			EN: "a sum that fails is a mistake of the source, or of its conversion",
		},
		Bad:  example("二、上年结转政府信息公开申请数量\t\t\t0\t", "二、上年结转政府信息公开申请数量\t\t\t5\t"),
		Good: example(),
	}
	ruleForm = diag.Rule{
		Code: "T107", Severity: diag.Warning,
		Message: diag.Text{ZH: "{1} 年的报告用的是 {2} 年格式的表", EN: "the report of {1} has the tables of the form of {2}"},
		Hint: diag.Text{
			ZH: "对照原文；确实如此的不用改，.toml 开头已写明 form = \"{2}\"",
			EN: "compare with the source; if it is so, leave it: the .toml begins with form = \"{2}\"",
		},
		Why: diag.Text{
			ZH: "换格式的头一年，有的报告还在用旧表",
			EN: "in the first year of a new form some reports still had the old tables",
		},
		Bad:  "$ gongkai import report.txt --force\n-- report.txt --\n" + exampleText("2019", 2021),
		Good: "$ gongkai import report.txt --force\n-- report.txt --\n" + exampleText("2019", 2020),
	}
	ruleOtherYear = diag.Rule{
		Code: "T108", Severity: diag.Warning,
		Message: diag.Text{ZH: "标题写的是 {1} 年，正文的统计期限写的是 {2} 年，按 {1} 年读入", EN: "the title says {1}, the period in the text {2}; it was taken for {1}"},
		Hint:    diag.Text{ZH: "核对年份；应当是 {2} 年的，加上 --year {2} 重新导入", EN: "check the year; if it is {2}, import again with --year {2}"},
		Why: diag.Text{
			ZH: "从上年的报告改写时，年份常常漏改",
			EN: "a report that began as last year's often keeps its year somewhere",
		},
		Bad:  example("自2023年1月1日", "自2022年1月1日", "至2023年12月31日", "至2022年12月31日"),
		Good: example(),
	}
	ruleHidden = diag.Rule{
		Code: "T109", Severity: diag.Warning,
		Message: diag.Text{ZH: "文件里有不显示的内容，没有读入：{1}{2}{3}", EN: "the file holds something that it doesn't show and that wasn't taken in: {1} {2}{3}"},
		Hint: diag.Text{
			ZH: "看看是否应当公开；原文件不要直接作为附件发布",
			EN: "see whether it should be public; don't publish the original file as an attachment",
		},
		Why: diag.Text{
			ZH: "删去的字、批注和隐藏的行列还在文件里，发布原文件就等于公开了它们",
			EN: "deletions, remarks and hidden rows are still in the file, and go public with it",
		},
		Bad:  "$ gongkai import report.html --force\n-- report.html --\n" + examplePage("<p style=\"display:none\">内部说明</p>"),
		Good: "$ gongkai import report.html --force\n-- report.html --\n" + examplePage(""),
	}
	ruleNoDate = diag.Rule{
		Code: "T110", Severity: diag.Warning,
		Message: diag.Text{ZH: "原文没有写明发布日期，暂写导入的日期", EN: "the source doesn't say when it was published; the day of the import stands there for now"},
		Hint:    diag.Text{ZH: "把 .md 里的 date 改成原来的发布日期", EN: "set date in the .md to the day of publication"},
		Why: diag.Text{
			ZH: "年报的发布日期要看是否在规定的期限以前",
			EN: "the day of publication shows whether the report was in time",
		},
		Bad:  example("发布日期：2024-01-20\n", ""),
		Good: example(),
	}
	ruleUnplaced = diag.Rule{
		Code: "T111", Severity: diag.Warning,
		Message: diag.Text{ZH: "有 {1} 段文字不知道放在哪里，写在 .md 末尾：{2}", EN: "{1} paragraphs have no place and stand at the end of the .md: {2}"},
		Hint:    diag.Text{ZH: "移到应在的部分，或者删去", EN: "move them to where they belong, or delete them"},
		Why: diag.Text{
			ZH: "原文的话一句也不丢，放不准的请人来放",
			EN: "nothing that the source says is dropped; what can't be placed is left to a person",
		},
		Bad:  example("行政强制\t2\n", "行政强制\t2\n注：含派出机构的数据。\n"),
		Good: example(),
	}
	ruleNoPart = diag.Rule{
		Code: "T112", Severity: diag.Warning,
		Message: diag.Text{ZH: "没有找到「{1}」", EN: "no part {1} was found"},
		Hint:    diag.Text{ZH: "看看 .md 里这一部分是否写在别处", EN: "see whether its text stands elsewhere in the .md"},
		Why: diag.Text{
			ZH: "年度报告的六个部分缺一不可",
			EN: "an annual report has six parts, none of which may be missing",
		},
		Bad:  example("五、存在的主要问题及改进情况\n", ""),
		Good: example(),
	}
)
