package intake

import (
	"testing"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// Whatever the bytes, there is a result whose file of figures can be read
// again, or a refusal.
func FuzzRead(f *testing.F) {
	f.Add("a.txt", []byte(exampleText("2021", 2023)))
	f.Add("a.html", []byte(examplePage("<p hidden>密</p>")))
	f.Add("a.md", []byte("# 示例县2023年政府信息公开工作年度报告\n| 规章 | 1 | 2 | 3 |\n|---|---|---|---|\n| 行政许可 | 7 |\n"))
	f.Add("a.csv", []byte("2020年政府信息公开工作年度报告\n行政处罚,1,-2,3\n政府集中采购,2,3.5万元\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		r, findings := Read(name, data, 2023)
		if r == nil {
			if findings.Count(diag.Error) == 0 {
				t.Fatal("refused without a reason")
			}
			return
		}
		if _, problems := source.ParseData(source.Text{Name: "2023.toml", Bytes: r.Figures}); problems.Count(diag.Error) > 0 {
			t.Fatalf("%v\n%s", problems, r.Figures)
		}
	})
}
