package report

import "strings"

// The examples of the rules are whole years' files, as small as a form allows,
// laid over the report of the minimal site.

const example2021 = `[disclosure]
rules               = [0, 0, 0]
normative_documents = [0, 0, 0]
licences  = 0
penalties = 0
coercions = 0
fees      = 0
[requests]
new        = [0, 0, 0, 0, 0, 0]
carried_in = [0, 0, 0, 0, 0, 0]
outcome.granted = [0, 0, 0, 0, 0, 0]
outcome.partial = [0, 0, 0, 0, 0, 0]
outcome.refused.state_secret         = [0, 0, 0, 0, 0, 0]
outcome.refused.law_forbids          = [0, 0, 0, 0, 0, 0]
outcome.refused.security_stability   = [0, 0, 0, 0, 0, 0]
outcome.refused.third_party          = [0, 0, 0, 0, 0, 0]
outcome.refused.internal_affairs     = [0, 0, 0, 0, 0, 0]
outcome.refused.process_information  = [0, 0, 0, 0, 0, 0]
outcome.refused.enforcement_files    = [0, 0, 0, 0, 0, 0]
outcome.refused.administrative_query = [0, 0, 0, 0, 0, 0]
outcome.unavailable.not_held                 = [0, 0, 0, 0, 0, 0]
outcome.unavailable.needs_creating           = [0, 0, 0, 0, 0, 0]
outcome.unavailable.unclear_after_correction = [0, 0, 0, 0, 0, 0]
outcome.unprocessed.petition       = [0, 0, 0, 0, 0, 0]
outcome.unprocessed.repeated       = [0, 0, 0, 0, 0, 0]
outcome.unprocessed.publication    = [0, 0, 0, 0, 0, 0]
outcome.unprocessed.excessive      = [0, 0, 0, 0, 0, 0]
outcome.unprocessed.reconfirmation = [0, 0, 0, 0, 0, 0]
outcome.other.correction_overdue = [0, 0, 0, 0, 0, 0]
outcome.other.payment_overdue    = [0, 0, 0, 0, 0, 0]
outcome.other.rest               = [0, 0, 0, 0, 0, 0]
carried_out = [0, 0, 0, 0, 0, 0]
[review]
reconsideration   = [0, 0, 0, 0]
litigation_direct = [0, 0, 0, 0]
litigation_after  = [0, 0, 0, 0]
`

const exampleDisclosure2019 = `[disclosure]
rules               = [0, 0, 0]
normative_documents = [0, 0, 0]
licences       = [0, 0, 0]
other_services = [0, 0, 0]
penalties      = [0, 0, 0]
coercions      = [0, 0, 0]
fees           = [0, 0]
procurement    = [0, 0]
`

// example2019 is the same report on the older form.
func example2019() string {
	_, requests, _ := strings.Cut(example2021, "[requests]")
	before, after, _ := strings.Cut(requests, "outcome.other.correction_overdue")
	_, after, _ = strings.Cut(after, "carried_out")
	return exampleDisclosure2019 + "[requests]" + before + "outcome.other.undivided = [0, 0, 0, 0, 0, 0]\ncarried_out" + after
}

// example is the figures of 2023 with replacements made: from, to, from, to …
func example(replacements ...string) string {
	text := example2021
	for i := 0; i+1 < len(replacements); i += 2 {
		if replacements[i] != "" {
			text = strings.Replace(text, replacements[i], replacements[i+1], 1)
		}
	}
	return "-- content/report/2023.toml --\n" + text
}

const examplePage = `+++
title = "示例县统计局YEAR年政府信息公开工作年度报告"
date  = 2024-01-19
index = "000014349/2024-00009"
+++
## 一、总体情况

### （一）主动公开

通过网站公开信息。

### （二）依申请公开

没有收到申请。

### （三）政府信息管理

公开前先审查。

### （四）政府信息公开平台建设

网站按月检查。

### （五）监督保障

专人负责。

## 五、存在的主要问题及改进情况

栏目更新还不够及时，将按月检查。

## 六、其他需要报告的事项

没有收取信息处理费。
`

// exampleYear is the report of another year, on the form of 2019, with lines
// before its figures and after those of its first table.
func exampleYear(year, first, last string) string {
	figures := first + strings.Replace(example2019(), "[requests]", last+"[requests]", 1)
	if year == "2023" {
		return "-- content/report/2023.toml --\n" + figures
	}
	return "-- content/report/" + year + ".md --\n" + strings.ReplaceAll(examplePage, "YEAR", year) +
		"-- content/report/" + year + ".toml --\n" + figures
}

// exampleProse is the text of 2023 with replacements made.
func exampleProse(replacements ...string) string {
	text := strings.NewReplacer("YEAR", "2023", "2024-00009", "2024-00004").Replace(examplePage)
	for i := 0; i+1 < len(replacements); i += 2 {
		text = strings.Replace(text, replacements[i], replacements[i+1], 1)
	}
	return "-- content/report/2023.md --\n" + text
}

// exampleLong is a paragraph long enough to be recognised in another year.
const exampleLong = "栏目更新还不够及时，解读的形式比较单一，基层的公开栏检查得少。将按月检查各栏目，增加图表解读，每季度到各村查看公开栏，听取群众意见，并把结果写进年度考核；对群众经常问到的事项，编成问答公布。"

// exampleCopy is two years' reports, the first with a long part five, the second
// with the text given.
func exampleCopy(second string) string {
	const short = "栏目更新还不够及时，将按月检查。"
	first := exampleYear("2022", "form = \"2019\"\n", "")
	return strings.Replace(first, short, exampleLong, 1) + exampleProse(short, second)
}
