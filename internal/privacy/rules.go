package privacy

import (
	"strings"

	"gongkai/internal/diag"
)

// example is a notice with one sentence, for the catalogue.
func example(sentence string) string {
	return "-- content/disclosure/notices/2024-03-01-1.md --\n+++\ntitle = \"关于公示补贴名单的通知\"\ndate  = 2024-03-01\n+++\n" + sentence + "\n"
}

const basis = "《中华人民共和国政府信息公开条例》第十五条"

var (
	ruleIdentity = diag.Rule{
		Code: "P001", Severity: diag.Error, Basis: basis,
		Message: diag.Text{ZH: "有居民身份证号「{1}」", EN: "a resident identity card number, {1}"},
		Hint:    diag.Text{ZH: "删去，或者只留前 4 位和后 2 位，如 1101**********2X；确需公开的，在前置信息里写 [[waive]]，kind = \"{3}\"，hash = \"{2}\"", EN: "delete it, or keep the first 4 and the last 2 digits; if it must be public, add [[waive]] with kind = \"{3}\", hash = \"{2}\""},
		Why:     diag.Text{ZH: "名单里的身份证号会被冒用。公示身份证号是最常被通报的问题之一。", EN: "A published identity number can be used by others; it is among the faults most often reported."},
		Bad:     example("张某，身份证号 11010519491231002X。"),
		Good:    example("张某，身份证号 1101**********2X。"),
	}
	ruleMistyped = diag.Rule{
		Code: "P002", Severity: diag.Warning, Basis: basis,
		Message: diag.Text{ZH: "「{1}」像一个居民身份证号，只是校验码不对", EN: "{1} looks like an identity card number with a wrong check digit"},
		Hint:    diag.Text{ZH: "多半是录入有误的真号码：删去，或者只留前 4 位和后 2 位；不是身份证号的，在前置信息里写 [[waive]]，kind = \"{3}\"，hash = \"{2}\"", EN: "probably a real number with a typing error: delete or mask it; if it is not one, add [[waive]] with kind = \"{3}\", hash = \"{2}\""},
		Why:     diag.Text{ZH: "录错一位的身份证号，仍能推出本人。", EN: "A number with one wrong digit still leads to its owner."},
		Bad:     example("张某，身份证号 110105194912310021。"),
		Good:    example("张某，身份证号 1101**********21。"),
	}
	ruleDisability = diag.Rule{
		Code: "P003", Severity: diag.Error, Basis: basis,
		Message: diag.Text{ZH: "有残疾人证号「{1}」", EN: "a disability card number, {1}"},
		Hint:    diag.Text{ZH: "删去这一列；残疾人证号里含有身份证号。确需公开的，在前置信息里写 [[waive]]，kind = \"{3}\"，hash = \"{2}\"", EN: "delete the column: the number contains the identity card number; or add [[waive]] with kind = \"{3}\", hash = \"{2}\""},
		Why:     diag.Text{ZH: "残疾人证号由身份证号、残疾类别和等级组成，泄露的是敏感个人信息。", EN: "The number is made of the identity number, the kind and the degree of disability."},
		Bad:     example("张某，残疾人证 11010519491231002X43。"),
		Good:    example("张某，残疾人证已核验。"),
	}
	ruleMobile = diag.Rule{
		Code: "P004", Severity: diag.Error, Basis: basis,
		Message: diag.Text{ZH: "有手机号码「{1}」", EN: "a mobile telephone number, {1}"},
		Hint:    diag.Text{ZH: "删去，或者写成 138****0000 的样子；对外办公的手机写进 site.toml 的 telephone，就不再提示；其他确需公开的，在前置信息里写 [[waive]]，kind = \"{3}\"，hash = \"{2}\"", EN: "delete it or write it like 138****0000; an office's own number belongs in site.toml (telephone); else add [[waive]] with kind = \"{3}\", hash = \"{2}\""},
		Why:     diag.Text{ZH: "手机号码是名单里最容易忘记遮盖的一项。", EN: "It is the field most often forgotten when a list is masked."},
		Bad:     example("联系人张某，手机 13800000000。"),
		Good:    example("联系人张某，手机 138****0000。"),
	}
	ruleBank = diag.Rule{
		Code: "P005", Severity: diag.Error, Basis: basis,
		Message: diag.Text{ZH: "有银行卡号「{1}」", EN: "a bank card number, {1}"},
		Hint:    diag.Text{ZH: "删去这一列，或者只留后 4 位；不是银行卡号的，在前置信息里写 [[waive]]，kind = \"{3}\"，hash = \"{2}\"", EN: "delete the column or keep the last 4 digits; if it is no card, add [[waive]] with kind = \"{3}\", hash = \"{2}\""},
		Why:     diag.Text{ZH: "补贴名单里的卡号会被用来行骗。", EN: "Card numbers in subsidy lists are used for fraud."},
		Bad:     example("一卡通账号 6225880000000001。"),
		Good:    example("一卡通账号 ************0001。"),
	}
	ruleTravel = diag.Rule{
		Code: "P006", Severity: diag.Warning, Basis: basis,
		Message: diag.Text{ZH: "像护照或通行证号「{1}」", EN: "probably a passport or permit number, {1}"},
		Hint:    diag.Text{ZH: "删去，或者遮盖；不是证件号的，在前置信息里写 [[waive]]，kind = \"{3}\"，hash = \"{2}\"", EN: "delete or mask it; if it is none, add [[waive]] with kind = \"{3}\", hash = \"{2}\""},
		Why:     diag.Text{ZH: "出入境证件号与身份证号同样敏感。", EN: "Travel documents identify a person as an identity card does."},
		Bad:     example("护照号码 E12345678。"),
		Good:    example("护照已核验。"),
	}
	ruleAddress = diag.Rule{
		Code: "P007", Severity: diag.Warning, Basis: basis,
		Message: diag.Text{ZH: "像写到门牌的家庭住址「{1}」", EN: "probably a home address down to the door, {1}"},
		Hint:    diag.Text{ZH: "只写到乡镇或者村；是办公地址的，在前置信息里写 [[waive]]，kind = \"{3}\"，hash = \"{2}\"", EN: "stop at the township or village; for an office, add [[waive]] with kind = \"{3}\", hash = \"{2}\""},
		Why:     diag.Text{ZH: "姓名连同门牌号公开，本人会受到打扰。", EN: "A name with a door number leads strangers to a home."},
		Bad:     example("张某，住示例镇示例小区5栋2单元301室。"),
		Good:    example("张某，住示例镇。"),
	}
	ruleColumn = diag.Rule{
		Code: "P008", Severity: diag.Warning, Basis: basis,
		Message: diag.Text{ZH: "名单里有「{1}」一列", EN: "the list of names has a column {1}"},
		Hint:    diag.Text{ZH: "公示不需要的列整列删去；确需公开的，在前置信息里写 [[waive]]，kind = \"{3}\"，hash = \"{2}\"", EN: "delete what the announcement does not need; else add [[waive]] with kind = \"{3}\", hash = \"{2}\""},
		Why:     diag.Text{ZH: "身份、健康、残疾、住址等与姓名并列，属于应当去标识化的内容。", EN: "Health, disability or address beside a name must be de-identified."},
		Bad:     example("| 姓名 | 病种 |\n| --- | --- |\n| 张某 | 某病 |"),
		Good:    example("| 姓名 | 金额 |\n| --- | --- |\n| 张某 | 100 |"),
	}
	ruleWeak = diag.Rule{
		Code: "P009", Severity: diag.Warning, Basis: basis,
		Message: diag.Text{ZH: "「{1}」遮盖得太少，能推算出来", EN: "{1} is masked too little: it can be worked out"},
		Hint:    diag.Text{ZH: "身份证号只留前 4 位和后 2 位，手机号遮中间 4 位，卡号只留后 4 位；确需如此的，在前置信息里写 [[waive]]，kind = \"{3}\"，hash = \"{2}\"", EN: "keep 4 + 2 digits of an identity number, hide 4 of a mobile number, keep the last 4 of a card; else add [[waive]] with kind = \"{3}\", hash = \"{2}\""},
		Why:     diag.Text{ZH: "只遮出生日期或者两三位数字，凭校验码和年龄就能补全。", EN: "A hidden birthday or a few hidden digits can be filled in from the check digit and the age."},
		Bad:     example("张某，110105********002X。"),
		Good:    example("张某，1101**********2X。"),
	}
	ruleDamaged = diag.Rule{
		Code: "P010", Severity: diag.Warning,
		Message: diag.Text{ZH: "这一格的长号码被电子表格变成了科学计数法「{1}」", EN: "a spreadsheet has turned a long number into {1}"},
		Hint:    diag.Text{ZH: "原来的数字已经丢失。多半是身份证号或卡号：整列删去，或者从原表重新按文本导出", EN: "the digits are lost; it was probably an identity or card number: delete the column, or export it again as text"},
		Why:     diag.Text{ZH: "这样的一列既不能核对，又说明原表含有个人信息。", EN: "Such a column can't be checked, and shows that the source holds personal data."},
		Bad:     example("| 姓名 | 编码 |\n| --- | --- |\n| 张某 | 4.10823E+17 |"),
		Good:    example("| 姓名 | 编码 |\n| --- | --- |\n| 张某 | 17 |"),
	}
)

var (
	rulePhoto = diag.Rule{
		Code: "P011", Severity: diag.Warning, Basis: basis,
		Message: diag.Text{ZH: "照片里记着拍摄的地点「{1}」", EN: "the photograph says where it was taken, {1}"},
		Hint:    diag.Text{ZH: "用看图软件另存一份，或者在属性里删去 GPS；地点本来就公开的，在前置信息里写 [[waive]]，kind = \"{3}\"，hash = \"{2}\"", EN: "save it again without GPS data; if the place is public anyway, add [[waive]] with kind = \"{3}\", hash = \"{2}\""},
		Why:     diag.Text{ZH: "在住户家中拍的照片，坐标就是住址。", EN: "The coordinates of a photograph taken at a home are its address."},
		Bad:     photograph("\x4e\x00\x00\x00"),
		Good:    photograph("\x00\x00\x00\x00"),
	}
	// Unread is a file that can't be looked into.
	Unread = diag.Rule{
		Code: "P012", Severity: diag.Hint,
		Message: diag.Text{ZH: "没有读「{1}」里面的文字：{2}", EN: "the text in {1} was not read: {2}"},
		Hint:    diag.Text{ZH: "请人工看一遍有没有身份证号、手机号、银行账号；能换成 .docx、.xlsx 的，换了就会自动检查", EN: "look through it for personal data yourself; .docx and .xlsx are checked for you"},
		Why:     diag.Text{ZH: "没有检查过的附件，不能当作没有问题。", EN: "What was not looked at must not pass for clean."},
		Bad:     attached("list.pdf", "%PDF-1.4"),
		Good:    attached("list.txt", "项目清单"),
	}
	// Unused is a waiver that lets nothing pass.
	Unused = diag.Rule{
		Code: "P013", Severity: diag.Warning,
		Message: diag.Text{ZH: "没有这样一处个人信息（{1}），这个 [[waive]] 不再需要", EN: "there is no such personal data ({1}): this [[waive]] is not needed"},
		Hint:    diag.Text{ZH: "删去它；号码改过的，kind 和 hash 照新的提示填写", EN: "delete it; when the number was changed, take kind and hash from the new finding"},
		Why:     diag.Text{ZH: "放行只对当初那一个号码有效，留着不用的会让人误以为还在管用。", EN: "A waiver covers one number only; an idle one looks as if it covered something."},
		Bad:     "-- content/disclosure/notices/2024-03-01-1.md --\n+++\ntitle = \"关于公示补贴名单的通知\"\ndate  = 2024-03-01\n[[waive]]\nkind = \"mobile\"\nhash = \"0123456789ab\"\nreason = \"值班电话\"\nby = \"办公室\"\n+++\n正文。\n",
		Good:    example("正文。"),
	}
	// Concealed is what an attachment holds and doesn't show.
	Concealed = diag.Rule{
		Code: "P014", Severity: diag.Warning,
		Message: diag.Text{ZH: "附件「{1}」里有看不见的内容：{2}", EN: "the attachment {1} holds what it doesn't show: {2}"},
		Hint:    diag.Text{ZH: "接受或拒绝全部修订，删去批注、隐藏的文字、行、列和工作表，再放进来", EN: "accept or reject all changes, and delete comments and whatever is hidden"},
		Why:     diag.Text{ZH: "读者打开附件就能看到这些内容；名单泄露多半出在隐藏的列里。", EN: "Readers can uncover it; many lists have leaked by their hidden columns."},
		Bad:     attached("list.html.txt", "<!doctype html><html><body><p>清单</p><p hidden>内部意见</p></body></html>"),
		Good:    attached("list.txt", "项目清单"),
	}
)

// photograph is a notice with the least JPEG that has a place for GPS data;
// degrees is its latitude.
func photograph(degrees string) string {
	tiff := "II*\x00\x08\x00\x00\x00" + // the first directory is at 8
		"\x01\x00\x25\x88\x04\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00" + // one entry: that of the place is at 26
		"\x01\x00\x02\x00\x05\x00\x03\x00\x00\x00\x2c\x00\x00\x00\x00\x00\x00\x00" + // one entry: the latitude is at 44
		degrees + "\x01\x00\x00\x00" + strings.Repeat("\x00\x00\x00\x00\x01\x00\x00\x00", 2) // minutes, seconds
	return attached("home.jpg", "\xff\xd8\xff\xe1\x00"+string(rune(len(tiff)+8))+"Exif\x00\x00"+tiff+"\xff\xd9")
}

// attached is a notice with one file beside it, for the catalogue.
func attached(name, text string) string {
	return "-- content/disclosure/notices/list/index.md --\n+++\ntitle = \"关于公示清单的通知\"\ndate  = 2024-03-01\n+++\n正文。\n" +
		"-- content/disclosure/notices/list/" + name + " --\n" + text + "\n"
}

// Rules is this room's part of the catalogue.
func Rules() []diag.Rule {
	return []diag.Rule{
		ruleIdentity, ruleMistyped, ruleDisability, ruleMobile, ruleBank, ruleTravel, ruleAddress, ruleColumn, ruleWeak, ruleDamaged,
		rulePhoto, Unread, Unused, Concealed,
	}
}

// Diagnostic is the finding at a place, fit to be shown: the quoted line is
// masked too. What is not certain is a warning.
func (f Finding) Diagnostic(at diag.Place) diag.Diagnostic {
	at.Text = Mask(at.Text)
	if at.EndLine > at.Line { // the number goes on in the next line, which isn't quoted
		at.EndLine, at.EndColumn = at.Line, len([]rune(at.Text))+1
	}
	if f.Kind != SensitiveColumn {
		at.Text = Cover(at.Text, at.Column, at.EndColumn)
	}
	rule := f.rule()
	d := rule.New(at, f.Masked, f.Hash, string(f.Kind))
	d.Personal = &diag.Personal{Kind: string(f.Kind), Confidence: f.Confidence.String(), Masked: f.Masked, Hash: f.Hash}
	if f.Confidence < High && d.Severity == diag.Error {
		d.Severity = diag.Warning
	}
	return d
}

func (f Finding) rule() *diag.Rule {
	switch f.Kind {
	case IdentityCard:
		if f.CheckFails {
			return &ruleMistyped
		}
		return &ruleIdentity
	case DisabilityCard:
		return &ruleDisability
	case Mobile:
		return &ruleMobile
	case BankCard:
		return &ruleBank
	case Passport:
		return &ruleTravel
	case Address:
		return &ruleAddress
	case SensitiveColumn:
		return &ruleColumn
	case WeakMask:
		return &ruleWeak
	case PhotoLocation:
		return &rulePhoto
	}
	return &ruleDamaged
}

// Cover is a line with the digits and Latin letters of some columns (from 1,
// the end exclusive) as stars: a number that only its heading gives away is
// none for Mask.
func Cover(line string, from, to int) string {
	runes := []rune(line)
	for i := max(from-1, 0); i < min(to-1, len(runes)); i++ {
		if ascii(runes[i]) != 0 {
			runes[i] = '*'
		}
	}
	return string(runes)
}

// Mask is the text with every number found in it masked, character for
// character, so that columns stay where they are. What quotes an author's
// line, in whatever finding, goes through here.
func Mask(text string) string {
	var b strings.Builder
	end := 0
	for _, f := range Find(text, Options{quoting: true}) {
		if f.Kind == Address || f.Kind == WeakMask {
			continue
		}
		b.WriteString(text[end:f.Start])
		shown := len(f.Masked) - len(strings.TrimRight(f.Masked, "0123456789X"))
		runes := []rune(text[f.Start:f.End])
		for i, r := range runes {
			if i >= len(runes)-shown && f.Kind != IdentityCard || ascii(r) == 0 {
				b.WriteRune(r)
			} else {
				b.WriteByte('*')
			}
		}
		end = f.End
	}
	if end == 0 {
		return text
	}
	b.WriteString(text[end:])
	return b.String()
}
