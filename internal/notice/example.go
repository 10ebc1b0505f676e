package notice

// The examples of the rules are one notice, laid over the minimal site.
const (
	titled  = `title = "关于开展统计调查的通知"` + "\n"
	indexed = `index = "000014349/2024-00002"`
	dated   = "date = 2024-01-03\n" + indexed
)

// example is a site in which that notice has this front matter.
func example(front string) string {
	return "-- content/disclosure/notices/2024-01-03-1.md --\n+++\n" + front + "\n+++\n调查于2024年3月开始。\n"
}
