package approval

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"gongkai/internal/diag"
)

const basis = "《中华人民共和国政府信息公开条例》第十七条"

var (
	ruleMissing = diag.Rule{
		Code: "A001", Severity: diag.Error, Basis: basis,
		Message: diag.Text{ZH: "还没有经过「{1}」", EN: "it has not been reviewed by {1} yet"},
		Hint:    diag.Text{ZH: "审核人看过以后运行 gongkai approve 记录；还不发布的，写上 draft = true", EN: "after the review, record it with gongkai approve; until then draft = true keeps it back"},
		Why:     diag.Text{ZH: "先审查、后公开；没有审核记录的不能发布。", EN: "What is public has been reviewed first; without a record nothing is released."},
		Bad:     example(""),
		Good:    example(reviews(first, second)),
	}
	ruleChanged = diag.Rule{
		Code: "A002", Severity: diag.Error, Basis: basis,
		Message: diag.Text{ZH: "「{1}」（{2}，{3}）审核之后又改了：{4}", EN: "it was changed after the review by {1} ({2}, {3}): {4}"},
		Hint:    diag.Text{ZH: "重新审核，再用 gongkai approve 记录；不该改的，改回去", EN: "have it reviewed again and record it with gongkai approve, or undo the change"},
		Why:     diag.Text{ZH: "发布的必须就是审核通过的那一份。", EN: "What is released must be what was approved."},
		Bad:     example(strings.Replace(reviews(first, second), hash, strings.Repeat("0", len(hash)), 1)),
		Good:    example(reviews(first, second)),
	}
	ruleNotPassed = diag.Rule{
		Code: "A003", Severity: diag.Error, Basis: basis,
		Message: diag.Text{ZH: "「{1}」的意见是{2}（{3}，{4}）", EN: "the opinion of {1} is: {2} ({3}, {4})"},
		Hint:    diag.Text{ZH: "照意见修改，再送审；不发布的，移出 content 或者写上 draft = true", EN: "change it as asked and have it reviewed again; if it is not to be released, move it out or write draft = true"},
		Why:     diag.Text{ZH: "退回的和没有通过的不能发布。", EN: "What was returned or refused is not released."},
		Bad:     example(reviews(first, strings.Replace(second, "pass", "return", 1))),
		Good:    example(reviews(first, second)),
	}
	ruleOrder = diag.Rule{
		Code: "A004", Severity: diag.Error, Basis: basis,
		Message: diag.Text{ZH: "「{1}」的审核时间不对：{2}", EN: "the time of the review by {1} is wrong: {2}"},
		Hint:    diag.Text{ZH: "按先后次序重新审核并记录", EN: "review again in order, and record it"},
		Why:     diag.Text{ZH: "后一级审的应当是前一级已经通过的。", EN: "A level reviews what the level before it has passed."},
		Bad:     example(reviews(first, strings.Replace(second, "T10", "T08", 1))),
		Good:    example(reviews(first, second)),
	}
	ruleOnePerson = diag.Rule{
		Code: "A005", Severity: diag.Error, Basis: basis,
		Message: diag.Text{ZH: "「{1}」审了前面一级，又审了「{2}」", EN: "{1} reviewed an earlier level and {2} as well"},
		Hint:    diag.Text{ZH: "由另一个人审；本机关允许一人审几级的，在 [review] 里写 same_person = true", EN: "someone else must review it; where the office allows one person, write same_person = true under [review]"},
		Why:     diag.Text{ZH: "几级审核由一个人做，等于只审了一次。", EN: "Several levels by one person are one review."},
		Bad:     example(reviews(first, strings.Replace(second, "乙", "甲", 1))),
		Good:    example(reviews(first, second)),
	}
	ruleSecrecy = diag.Rule{
		Code: "A006", Severity: diag.Error, Basis: "国办发〔2010〕57号",
		Message: diag.Text{ZH: "没有记录保密审查的结果", EN: "the result of the secrecy review is not recorded"},
		Hint:    diag.Text{ZH: "用 gongkai approve 的 --secrecy 写上，如 --secrecy 不涉密", EN: "record it with --secrecy of gongkai approve"},
		Why:     diag.Text{ZH: "涉密信息不上网；本机关要求每件都有保密审查的结果（secrecy = true）。", EN: "Nothing secret goes online; the office asks for the result on every item (secrecy = true)."},
		Bad:     strings.Replace(example(reviews(first, second)), "[review]\n", "[review]\nsecrecy = true\n", 1),
		Good:    strings.Replace(example(reviews(first, second+"secrecy = \"不涉密\"\n")), "[review]\n", "[review]\nsecrecy = true\n", 1),
	}
	ruleRecord = diag.Rule{
		Code: "A007", Severity: diag.Error,
		Message: diag.Text{ZH: "第 {1} 条审核记录的「{2}」没有写，或者写得不对", EN: "review {1} has no {2}, or a wrong one"},
		Hint:    diag.Text{ZH: "审核记录由 gongkai approve 写入，不要改动；改坏了的，从版本库里取回", EN: "records are written by gongkai approve: restore it from version control"},
		Why:     diag.Text{ZH: "记录要能说明谁在什么时候审的是哪一份。", EN: "A record says who reviewed what, and when."},
		Bad:     example(reviews(first, second) + "[[review]]\nrole = \"审核\"\n"),
		Good:    example(reviews(first, second)),
	}
	// Orphan is a record without a text.
	Orphan = diag.Rule{
		Code: "A008", Severity: diag.Warning,
		Message: diag.Text{ZH: "审核记录「{1}」旁边没有它审的那一篇", EN: "beside the record {1} there is no text"},
		Hint:    diag.Text{ZH: "那一篇改了名的，记录跟着改名；删去了的，记录一并移走存档", EN: "rename it as the text was renamed; if the text was removed, archive the record"},
		Why:     diag.Text{ZH: "记录和正文靠文件名对应。", EN: "A record belongs to a text by its name."},
		Bad:     "-- content/disclosure/notices/2024-03-01-1.approval.toml --\n",
		Good:    example(reviews(first, second)),
	}
	rulePolicy = diag.Rule{
		Code: "A009", Severity: diag.Error,
		Message: diag.Text{ZH: "[review] 的第 {1} 级审核用不了：{2}", EN: "level {1} of [review] can't be used: {2}"},
		Hint:    diag.Text{ZH: "按先后写各级的名称，如 levels = [\"专职信息员初审\", \"分管领导审核\"]", EN: "name the levels in order, each once"},
		Why:     diag.Text{ZH: "各级靠名称区分。", EN: "Levels are told apart by their names."},
		Bad:     settings("levels = [\"初审\", \"初审\"]\nsince = 2024-06-01\n"),
		Good:    settings("levels = [\"初审\", \"审核\"]\nsince = 2024-06-01\n"),
	}
	ruleBackdated = diag.Rule{
		Code: "A010", Severity: diag.Warning,
		Message: diag.Text{ZH: "发布日期是 {1}，审核通过却在 {2}", EN: "the date of publication is {1}, but it was approved on {2}"},
		Hint:    diag.Text{ZH: "发布日期写真正发布的那一天，不早于审核通过", EN: "write the day on which it is really published, not one before the approval"},
		Why:     diag.Text{ZH: "把发布日期写早，属于伪造发布时间。", EN: "An earlier date is a forged time of publication."},
		Basis:   "政府网站与政务新媒体检查指标（国办秘函〔2019〕19号）",
		Bad:     example(reviews(first, strings.Replace(second, "03-01T10", "03-05T10", 1))),
		Good:    example(reviews(first, second)),
	}
	ruleRole = diag.Rule{
		Code: "A011", Severity: diag.Error,
		Message: diag.Text{ZH: "审核记录里的「{1}」不是本机关的审核级别（{2}）", EN: "{1} in the record is no level of this office ({2})"},
		Hint:    diag.Text{ZH: "用 site.toml 的 [review] 里写的级别重新记录", EN: "record it again by a level of [review] in site.toml"},
		Why:     diag.Text{ZH: "级别对不上，就不知道审到了哪一级。", EN: "By an unknown level nobody knows how far the review has come."},
		Bad:     example(reviews(strings.Replace(first, "初审", "一审", 1), second)),
		Good:    example(reviews(first, second)),
	}
	ruleSecret = diag.Rule{
		Code: "A012", Severity: diag.Error, Basis: "国办发〔2010〕57号",
		Message: diag.Text{ZH: "「{1}」通过了，保密审查的结果却是「{2}」", EN: "{1} passed it, but the result of the secrecy review is {2}"},
		Hint:    diag.Text{ZH: "涉密的移出 content；审查下来不涉密的，重新审核，写 --secrecy 不涉密", EN: "move what is secret out of content; what isn't is reviewed again with --secrecy 不涉密"},
		Why:     diag.Text{ZH: "涉密信息不上网，只有“不涉密”的才能公开。", EN: "Nothing secret goes online: only 不涉密 can be published."},
		Bad:     example(reviews(first, second+"secrecy = \"涉密\"\n")),
		Good:    example(reviews(first, second+"secrecy = \"不涉密\"\n")),
	}
)

// The examples review one notice, whose hash must be the real one.
const (
	text   = "+++\ntitle = \"关于调查情况的通知\"\ndate = 2024-03-01\n+++\n调查已经结束。\n"
	first  = "role = \"初审\"\nby = \"甲\"\ntime = 2024-03-01T09:00:00+08:00\nopinion = \"pass\"\n"
	second = "role = \"审核\"\nby = \"乙\"\ntime = 2024-03-01T10:00:00+08:00\nopinion = \"pass\"\n"
)

var hash = func() string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}()

func reviews(each ...string) string {
	var b strings.Builder
	for _, r := range each {
		b.WriteString("[[review]]\nhash = \"" + hash + "\"\n" + r)
	}
	return b.String()
}

// example is the notice with its record, in an office of two levels.
func example(record string) string {
	made := settings("levels = [\"初审\", \"审核\"]\nsince = 2024-02-01\n") +
		"-- content/disclosure/notices/2024-03-01-1.md --\n" + text
	if record != "" {
		made += "-- content/disclosure/notices/2024-03-01-1.approval.toml --\n" + record
	}
	return made
}

func settings(review string) string {
	return "-- content/site.toml --\ntitle = \"公开\"\n[agency]\nname = \"示例县统计局\"\n[review]\n" + review +
		"[[column]]\npath = \"disclosure/notices\"\nname = \"通知公告\"\n[[column]]\npath = \"disclosure/finance\"\nname = \"财政资金\"\n"
}

// Rules is this room's part of the catalogue.
func Rules() []diag.Rule {
	return []diag.Rule{
		ruleMissing, ruleChanged, ruleNotPassed, ruleOrder, ruleOnePerson, ruleSecrecy,
		ruleRecord, Orphan, rulePolicy, ruleBackdated, ruleRole, ruleSecret,
	}
}
