package markup

import "gongkai/internal/diag"

// The examples of the rules are laid over the notice of the minimal site.
const (
	example = "-- content/disclosure/notices/2024-01-03-1.md --\n+++\ntitle = \"关于开展统计调查的通知\"\ndate  = 2024-01-03\nindex = \"000014349/2024-00002\"\n+++\n"
	// exampleOther begins a further notice, in a folder of its own.
	exampleOther = "+++\ntitle = \"统计调查范围\"\ndate  = 2024-01-05\nindex = \"000014349/2024-00005\"\n+++\n"

	exampleReport = "-- content/report/2023.md --\n+++\ntitle = \"示例县统计局2023年政府信息公开工作年度报告\"\ndate = 2024-01-20\nindex = \"000014349/2024-00004\"\n+++\n" +
		"## 一、总体情况\n\n### （一）主动公开\n\n全年主动公开信息。\n\n### （二）依申请公开\n\n"
	exampleReportRest = "\n### （三）政府信息管理\n\n信息公开前先审查，公开后定期清理。\n\n### （四）政府信息公开平台建设\n\n平台按时更新。\n\n" +
		"### （五）监督保障\n\n有专人负责，定期检查。\n\n## 五、存在的主要问题及改进情况\n\n更新还不够及时，将按月检查各栏目。\n\n" +
		"## 六、其他需要报告的事项\n\n本年度没有收取信息处理费。\n"
)

// Rules is this room's part of the catalogue.
func Rules() []diag.Rule {
	return []diag.Rule{
		ruleTooDeep, ruleTooWide, ruleTooManyCells, ruleTooManyMarks, ruleExpanded, ruleTooMany, ruleReference,
		ruleRawHTML,
		ruleForbiddenScheme, ruleLocalFile, ruleHalfAddress, ruleUnseenInAddress, ruleBadEncoding, ruleNoAddress,
		ruleSpaceInAddress, ruleWideBrackets, ruleNoLinkText, ruleNoAlt, ruleRemoteImage, ruleEmbedNotAlone,
		ruleLevelOne, ruleLevelJump, ruleEmptyHeading, ruleNoSpace,
		ruleTableHead, ruleTableRow,
		ruleNoFootnote, ruleUnusedFootnote,
		ruleJoined, ruleIndented, ruleMasked,
		ruleUnknownNumber, ruleOpenNumber,
	}
}
