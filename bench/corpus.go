package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The corpus of docs/performance.md: n notices in Chinese, with a median of
// 900 characters and a long tail to 10,000, one in five with a table, in 12
// columns over 10 years. The same n gives the same bytes. Nobody in it is
// real: words are drawn from syllables, places are numbered.
const (
	columns = 12
	years   = 10
)

var columnNames = [columns]string{
	"工作动态", "通知公告", "政策文件", "政策解读", "财政资金", "重大建设项目",
	"政府采购", "民生工程", "应急管理", "监督检查", "人事招考", "统计信息",
}

// columnPath is where a column's notices stand.
func columnPath(c int) string { return fmt.Sprintf("disclosure/c%02d", c+1) }

// generate writes content/ and what Hugo needs beside it into dir.
func generate(dir string, n int) error {
	random := rand.New(rand.NewPCG(uint64(n), 20231))
	words := vocabulary(random)
	content := filepath.Join(dir, "content")
	for c := range columns {
		if err := os.MkdirAll(filepath.Join(content, columnPath(c)), 0o755); err != nil {
			return err
		}
	}
	for name, text := range fixed() {
		path := filepath.Join(content, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	start := time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC)
	serial := map[int]int{}
	for i := range n {
		date := start.Add(time.Duration(float64(i) / float64(n) * float64(years*365*24) * float64(time.Hour)))
		serial[date.Year()]++
		path := notePath(i, date)
		text := notice(random, words, date, serial[date.Year()])
		if err := os.WriteFile(filepath.Join(content, path), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func notePath(i int, date time.Time) string {
	return fmt.Sprintf("%s/%s-%06d.md", columnPath(i%columns), date.Format("2006-01-02"), i)
}

// vocabulary is 20,000 words of two to four characters; characters and words
// are as uneven as in real text.
func vocabulary(r *rand.Rand) []string {
	words := make([]string, 20_000)
	for i := range words {
		runes := make([]rune, 2+r.IntN(5)/2)
		for j := range runes {
			runes[j] = rune(0x4E00 + int(math.Pow(r.Float64(), 2)*3500)*5)
		}
		words[i] = string(runes)
	}
	return words
}

func word(r *rand.Rand, words []string) string {
	return words[int(math.Pow(r.Float64(), 3)*float64(len(words)))]
}

func phrase(r *rand.Rand, words []string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(word(r, words))
	}
	return b.String()
}

// length is log-normal: a median of 900 characters, at most 10,000.
func length(r *rand.Rand) int {
	return min(10_000, max(120, int(900*math.Exp(0.75*r.NormFloat64()))))
}

func notice(r *rand.Rand, words []string, date time.Time, serial int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "+++\ntitle = \"关于%s的通知\"\ndate = %s\nindex = \"000014349/%d-%05d\"\nnumber = \"示政办〔%d〕%d号\"\nissued = %s\nsubject = \"综合政务/政务公开\"\ngenre = \"通知\"\nkeywords = [\"%s\", \"%s\"]\n+++\n",
		phrase(r, words, 4), date.Format("2006-01-02"), date.Year(), serial, date.Year(), serial, date.Format("2006-01-02"), word(r, words), word(r, words))
	left := length(r)
	table := r.IntN(5) == 0
	for section := 1; left > 0; section++ {
		if section > 1 {
			fmt.Fprintf(&b, "\n## %s\n", phrase(r, words, 3))
		}
		for range 1 + r.IntN(3) {
			b.WriteByte('\n')
			for range 2 + r.IntN(4) {
				s := phrase(r, words, 4+r.IntN(6))
				left -= 3 * (len(s) / 9)
				b.WriteString(s)
				b.WriteString([]string{"，", "。", "；", fmt.Sprintf("%d元，", r.IntN(90000)), "**" + word(r, words) + "**。"}[r.IntN(5)])
			}
			b.WriteByte('\n')
		}
		if table {
			table = false
			b.WriteString("\n| 序号 | 项目 | 金额 |\n| --- | --- | ---: |\n")
			for i := range 3 + r.IntN(12) {
				fmt.Fprintf(&b, "| %d | %s | %d |\n", i+1, phrase(r, words, 2), r.IntN(90000))
			}
		}
	}
	return b.String()
}

// fixed is the pages that every site has.
func fixed() map[string]string {
	var site strings.Builder
	site.WriteString(`title    = "示例县人民政府政府信息公开"
base_url = "https://example.com/"
[agency]
name       = "示例县人民政府"
short_name = "县政府"
code       = "00001434-9"
address    = "示例县示例路1号"
postcode   = "000000"
hours      = "工作日 9:00—17:00"
telephone  = "0000-0000000"
host       = "示例县人民政府"
[identity]
site_id = "0000000001"
[index]
template = "{org}/{year}-{seq:05}"
`)
	for c, name := range columnNames {
		fmt.Fprintf(&site, "[[column]]\npath = %q\nname = %q\ndescription = \"示例栏目\"\nkeywords = [\"示例\"]\n", columnPath(c), name)
	}
	page := func(title, text string) string { return "+++\ntitle = \"" + title + "\"\n+++\n" + text + "\n" }
	return map[string]string{
		"site.toml":             site.String(),
		"guide/index.md":        page("政府信息公开指南", "本指南说明怎样获取本机关的政府信息。"),
		"request/index.md":      page("依申请公开", "申请人可以当面、邮寄或者通过网络提出申请。"),
		"rules/2014-01-02-1.md": "+++\ntitle = \"政府信息公开审查办法\"\ndate = 2014-01-02\n+++\n公开前先审查。\n",
	}
}
