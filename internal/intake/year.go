package intake

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/report"
)

var (
	yearInTitle  = regexp.MustCompile(`(\d{4})年?度?([^。；]{0,40}?)(?:政府)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:年度)?报告`)
	yearAfter    = regexp.MustCompile(`(?:政府)?信息公开(?:工作)?(?:年度)?报告[（(]?(\d{4})`)
	yearOfPeriod = regexp.MustCompile(`(\d{4})年?1月1日.{0,12}?(\d{4})?年?12月31日`)
	yearInName   = regexp.MustCompile(`(?:^|[^\d])((?:19|20)\d{2})(?:[^\d]|$)`)
)

// compact is the lines of the page's head as one text without spaces.
func compact(lines []*line, most int) string {
	var b strings.Builder
	for _, l := range lines {
		for _, r := range narrow(l.text) {
			if r > ' ' {
				b.WriteRune(r)
			}
		}
		b.WriteByte('\n')
		if b.Len() > most {
			break
		}
	}
	return b.String()
}

// years reads the year of the title and that of the period; 0 when there is none.
func years(title, name string, lines []*line) (titled, period int) {
	head := chineseYears(compact(lines, 4000))
	joined := strings.ReplaceAll(head, "\n", "")
	if m := yearOfPeriod.FindStringSubmatch(joined); m != nil {
		period, _ = strconv.Atoi(m[1])
	}
	for _, text := range append([]string{chineseYears(narrow(title))}, titleLines(head)...) {
		text = strings.Join(strings.Fields(text), "")
		if m := yearInTitle.FindStringSubmatch(text); m != nil && plausibleYear(m[1]) {
			titled, _ = strconv.Atoi(m[1])
			return titled, period
		}
		if m := yearAfter.FindStringSubmatch(text); m != nil && plausibleYear(m[1]) {
			titled, _ = strconv.Atoi(m[1])
			return titled, period
		}
	}
	if period == 0 {
		if m := yearInName.FindStringSubmatch(path.Base(name)); m != nil {
			period, _ = strconv.Atoi(m[1])
		}
	}
	return 0, period
}

// titleLines is the first lines, alone and in pairs: a title is often on two.
func titleLines(head string) []string {
	lines := strings.FieldsFunc(head, func(r rune) bool { return r == '\n' })
	lines = lines[:min(len(lines), 40)]
	var all []string
	for i, l := range lines {
		if len([]rune(l)) > 60 {
			continue
		}
		all = append(all, l)
		if i+1 < len(lines) && len([]rune(lines[i+1])) < 60 {
			all = append(all, l+lines[i+1])
		}
	}
	return all
}

func plausibleYear(text string) bool {
	y, _ := strconv.Atoi(text)
	return 1990 <= y && y < 2100
}

var chineseYear = regexp.MustCompile(`[一二][〇○零九][〇○零一二三四五六七八九]{2}年`)

// chineseYears writes 二〇二三年 as 2023年.
func chineseYears(s string) string { return chineseYear.ReplaceAllStringFunc(s, chineseDigits) }

// formOf is the form whose tables a source has: the one with the most words
// that the others don't print. Words of all forms tell nothing; then the year
// chooses.
func formOf(year int, lines []*line) *report.Form {
	var b strings.Builder
	for _, l := range lines {
		for _, p := range l.labels {
			b.WriteString(p.text + "\n")
		}
	}
	text := b.String()
	best, most := report.FormOf(year), 0
	var templates []*template
	for _, f := range report.Forms() {
		templates = append(templates, newTemplate(f, year))
	}
	for i, t := range templates {
		score := 0
		for word := range strings.FieldsSeq(t.text) {
			own := len([]rune(word)) >= 4 && !slices.ContainsFunc(templates, func(other *template) bool {
				return other != templates[i] && strings.Contains(other.text, word)
			})
			if own && strings.Contains("\n"+text, "\n"+word+"\n") {
				score++
			}
		}
		if score > most {
			best, most = t.form, score
		}
	}
	return best
}

var publication = []*regexp.Regexp{
	regexp.MustCompile(`(?:发布|公开|公布|发文|成文|生成)(?:日期|时间)[:：]?(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})`),
	regexp.MustCompile(`(?m)^(\d{4})年(\d{1,2})月(\d{1,2})日$`),
}

// published is the day of publication, as far as the source tells it: it says
// so, or a line is a date and nothing else.
func published(year int, lines []*line) string {
	text := chineseYears(compact(lines, 4<<20))
	for _, pattern := range publication {
		for _, m := range pattern.FindAllStringSubmatch(text, -1) {
			y, _ := strconv.Atoi(m[1])
			month, _ := strconv.Atoi(m[2])
			day, _ := strconv.Atoi(m[3])
			if y > year && y <= year+2 && 1 <= month && month <= 12 && 1 <= day && day <= 28+[]int{3, 0, 3, 2, 3, 2, 3, 3, 2, 3, 2, 3}[month-1] {
				return m[1] + "-" + pad(month) + "-" + pad(day)
			}
		}
	}
	return ""
}

func pad(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
