package intake

import (
	"errors"

	"gongkai/internal/diag"
	"gongkai/internal/document"
)

var (
	ruleEmpty = diag.Rule{
		Code: "T001", Severity: diag.Error,
		Message: diag.Text{ZH: "文件是空的", EN: "the file is empty"},
		Hint:    diag.Text{ZH: "重新下载或另存一份", EN: "download or save it again"},
		Why:     diag.Text{ZH: "没有内容可以导入", EN: "there is nothing to import"},
		Bad:     "$ gongkai import report.txt --force\n-- report.txt --\n",
		Good:    example(),
	}
	rulePDF = diag.Rule{
		Code: "T002", Severity: diag.Error,
		Message: diag.Text{ZH: "不能直接读 PDF", EN: "a PDF can't be read itself"},
		Hint: diag.Text{
			ZH: "先运行 pdftotext -layout 原文件.pdf 新文件.txt，再导入 .txt；有 Word 或 Excel 原稿的，直接导入原稿",
			EN: "run pdftotext -layout FILE.pdf FILE.txt and import the .txt; where there is a Word or Excel original, import that",
		},
		Why: diag.Text{
			ZH: "PDF 只记字画在哪里，不记哪个数属于哪一格",
			EN: "a PDF tells where letters are drawn, not which number belongs to which cell",
		},
		Bad:  "$ gongkai import report.pdf --force\n-- report.pdf --\n%PDF-1.7\n",
		Good: example(),
	}
	rulePicture = diag.Rule{
		Code: "T003", Severity: diag.Error,
		Message: diag.Text{ZH: "这是图片，不是文字", EN: "this is a picture, not a text"},
		Hint:    diag.Text{ZH: "找到原来的文字稿；只有扫描件的，用 gongkai new report 建一份，照着填", EN: "find the original text; if there is only a scan, start with gongkai new report and type the figures in"},
		Why:     diag.Text{ZH: "识别图片里的数字会认错，认错了看不出来", EN: "numbers recognised in a picture are at times wrong, and nothing shows it"},
		Bad:     "$ gongkai import report.jpg --force\n-- report.jpg --\nGIF89a\n",
		Good:    example(),
	}
	ruleOldOffice = diag.Rule{
		Code: "T004", Severity: diag.Error,
		Message: diag.Text{ZH: "这是旧版 Office 或 WPS 的文件（.doc、.xls、.wps、.rtf），扩展名写成什么都一样", EN: "this is a file of an old Office or WPS (.doc, .xls, .wps, .rtf), whatever its name says"},
		Hint:    diag.Text{ZH: "用 WPS 或 Word 打开，另存为 .docx 或 .xlsx", EN: "open it in WPS or Word and save it as .docx or .xlsx"},
		Why:     diag.Text{ZH: "旧格式没有公开的读法", EN: "the old formats can't be read reliably"},
		Bad:     "$ gongkai import report.docx --force\n-- report.docx --\n{\\rtf1 }\n",
		Good:    example(),
	}
	ruleEncrypted = diag.Rule{
		Code: "T005", Severity: diag.Error,
		Message: diag.Text{ZH: "文件有密码，打不开", EN: "the file is locked with a password"},
		Hint:    diag.Text{ZH: "用 WPS 或 Word 打开，去掉密码后另存", EN: "open it in WPS or Word, remove the password and save it"},
		Why:     diag.Text{ZH: "没有密码读不出内容", EN: "without the password nothing can be read"},
		Bad:     "$ gongkai import report.docx --force\n-- report.docx --\n" + encryptedZip,
		Good:    example(),
	}
	ruleUnsafe = diag.Rule{
		Code: "T006", Severity: diag.Error,
		Message: diag.Text{ZH: "文件的结构不正常，没有打开（{1}）", EN: "the file isn't built as it should be and wasn't opened ({1})"},
		Hint:    diag.Text{ZH: "用 WPS 或 Word 打开，另存一份再导入；来路不明的文件不要打开", EN: "open it in WPS or Word and save it again; don't open it if you don't know where it comes from"},
		Why: diag.Text{
			ZH: "压缩率太高、名字指向别处、成员重叠的文件，常常是为了使读它的程序出错",
			EN: "files that unpack without end, or whose members overlap or lead elsewhere, are made to break programs",
		},
		Bad:  "$ gongkai import report.docx --force\n-- report.docx --\n" + strayZip,
		Good: example(),
	}
	ruleTooLarge = diag.Rule{
		Code: "T007", Severity: diag.Error,
		Message: diag.Text{ZH: "文件太大（上限 {1}）", EN: "the file is too large (the limit is {1})"},
		Hint:    diag.Text{ZH: "只留年报的正文和三张表再导入", EN: "keep the report's text and its three tables, and import that"},
		Why:     diag.Text{ZH: "一份年报不会这么大，多半选错了文件", EN: "no annual report is that large; it is probably another file"},
		Bad:     "$ gongkai import report.csv --force\n-- report.csv --\n",
		Good:    example(),
	}
	ruleDamaged = diag.Rule{
		Code: "T008", Severity: diag.Error,
		Message: diag.Text{ZH: "文件损坏，没有读完（{1}）", EN: "the file is damaged and can't be read to its end ({1})"},
		Hint:    diag.Text{ZH: "重新下载，或者用 WPS、Word 修复后另存", EN: "download it again, or let WPS or Word repair it"},
		Why:     diag.Text{ZH: "损坏的文件可能少了几行，读入的数就不全", EN: "a damaged file may lack rows, and its figures with them"},
		Bad:     "$ gongkai import report.docx --force\n-- report.docx --\nPK\x03\x04\n",
		Good:    example(),
	}
	ruleUnknown = diag.Rule{
		Code: "T009", Severity: diag.Error,
		Message: diag.Text{ZH: "不认识这种文件", EN: "this kind of file isn't known"},
		Hint:    diag.Text{ZH: "可以导入 .docx、.xlsx、.csv、.html、.md、.txt", EN: "import .docx, .xlsx, .csv, .html, .md or .txt"},
		Why:     diag.Text{ZH: "读不出文字，也就读不出数", EN: "where there is no text there are no figures"},
		Bad:     "$ gongkai import report.bin --force\n-- report.bin --\n\x00\x01\x02\x03\x00\n",
		Good:    example(),
	}
	ruleGarbled = diag.Rule{
		Code: "T010", Severity: diag.Error,
		Message: diag.Text{ZH: "文字是乱码，或者汉字已经变成问号", EN: "the text is garbled, or its letters have become question marks"},
		Hint:    diag.Text{ZH: "找到没有乱码的原文件再导入；乱码不能复原", EN: "find the original; garbled text can't be restored"},
		Why:     diag.Text{ZH: "行的名称读不出来，就不知道哪个数是哪一行的", EN: "where labels can't be read, nobody knows what the figures belong to"},
		Bad:     "$ gongkai import report.txt --force\n-- report.txt --\n" + questionMarks,
		Good:    example(),
	}
	ruleNoYear = diag.Rule{
		Code: "T011", Severity: diag.Error,
		Message: diag.Text{ZH: "看不出是哪一年的报告", EN: "it doesn't say which year it reports on"},
		Hint:    diag.Text{ZH: "加上 --year，如 --year 2023", EN: "add --year, such as --year 2023"},
		Why:     diag.Text{ZH: "年份决定用哪种格式，也是文件的名字", EN: "the year decides the form and names the file"},
		Bad:     example("2023", "某"),
		Good:    example(),
	}
	ruleTooOld = diag.Rule{
		Code: "T012", Severity: diag.Error,
		Message: diag.Text{ZH: "{1} 年的报告没有统一的格式，不能读成表", EN: "no statutory form governs the report of {1}"},
		Hint: diag.Text{
			ZH: "2019 年以前的报告写成 content/report/{1}.md，全文放在里面，不写 .toml",
			EN: "write a report before 2019 as content/report/{1}.md with its whole text, without .toml",
		},
		Why:  diag.Text{ZH: "2019 年以前没有规定的三张表，数不能放进后来的表里", EN: "before 2019 there were no statutory tables, and the figures don't fit later ones"},
		Bad:  example("2023", "2018"),
		Good: example(),
	}
	ruleNoTables = diag.Rule{
		Code: "T013", Severity: diag.Error,
		Message: diag.Text{ZH: "没有找到年度报告的三张表", EN: "none of the report's three tables was found"},
		Hint:    diag.Text{ZH: "核对是不是政府信息公开工作年度报告；表是图片的，找到文字稿", EN: "make sure that it is the annual report; if its tables are pictures, find the original"},
		Why:     diag.Text{ZH: "没有表就没有数据可以导入", EN: "without tables there are no figures to import"},
		Bad:     "$ gongkai import report.txt --force\n-- report.txt --\n示例县2023年政府信息公开工作年度报告\n本年度工作有序开展。\n",
		Good:    example(),
	}
	ruleBlankForm = diag.Rule{
		Code: "T014", Severity: diag.Error,
		Message: diag.Text{ZH: "表是空的，一个数也没有", EN: "the tables are blank: there is no figure in them"},
		Hint:    diag.Text{ZH: "这是空白格式，或者数在转换时丢了：找到填好的原文件", EN: "this is an empty form, or its figures were lost: find the one that was filled in"},
		Why:     diag.Text{ZH: "空着的格不能当作 0", EN: "a blank cell is not a 0"},
		Bad:     "$ gongkai import report.txt --force\n-- report.txt --\n" + blankExample(),
		Good:    example(),
	}
	ruleLost = diag.Rule{
		Code: "T015", Severity: diag.Error,
		Message: diag.Text{ZH: "读得出 {1} 行的名称，却没有一行的数读得准", EN: "{1} rows have labels, but the figures of none could be read for certain"},
		Hint:    diag.Text{ZH: "PDF 请用 pdftotext -layout 转换；有 Word、Excel 或网页原文的，导入原文", EN: "convert a PDF with pdftotext -layout; better, import the Word, Excel or web original"},
		Why:     diag.Text{ZH: "数和名称对不上，写出来的表全是空的", EN: "where figures and labels can't be matched, every cell would be blank"},
		Bad:     "$ gongkai import report.txt --force\n-- report.txt --\n" + lostExample(),
		Good:    example(),
	}
	ruleForeign = diag.Rule{
		Code: "T016", Severity: diag.Error,
		Message: diag.Text{ZH: "这是数据文件，但不是 gongkai export 写出的（{1}）", EN: "this is a data file, but not one that gongkai export wrote ({1})"},
		Hint:    diag.Text{ZH: "导入年报本身：网页、Word、Excel 或文字", EN: "import the report itself: the page, Word, Excel or text"},
		Why:     diag.Text{ZH: "别的程序怎样命名各行，没有约定，只能靠猜", EN: "how another program names the rows is not agreed, so it could only be guessed"},
		Bad:     "$ gongkai import report.json --force\n-- report.json --\n{\"year\": 2023, \"sections\": []}\n",
		Good:    example(),
	}
)

// refusal turns what keeps a file from being read into a finding.
func refusal(name string, err error) diag.Diagnostic {
	at := diag.Place{File: name}
	var e *document.Error
	if !errors.As(err, &e) {
		return ruleDamaged.New(at, err)
	}
	switch e.Reason {
	case document.Empty:
		return ruleEmpty.New(at)
	case document.PDF:
		return rulePDF.New(at)
	case document.Picture:
		return rulePicture.New(at)
	case document.OldOffice:
		return ruleOldOffice.New(at)
	case document.Encrypted:
		return ruleEncrypted.New(at)
	case document.Unsafe:
		return ruleUnsafe.New(at, e.Detail)
	case document.TooLarge:
		return ruleTooLarge.New(at, e.Detail)
	case document.Damaged:
		return ruleDamaged.New(at, e.Detail)
	}
	return ruleUnknown.New(at)
}
