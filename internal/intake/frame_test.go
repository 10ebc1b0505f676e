package intake

import (
	"strings"
	"testing"
)

// framed is the web page of a report with what stands before and after its
// text on the page.
func framed(before, after string) []byte {
	page := strings.Replace(examplePage(after), "<body>", "<body>"+before, 1)
	return []byte(page)
}

// The frame of a web page isn't the report's last part.
func TestAWebPagesFrameIsLeftOut(t *testing.T) {
	const (
		neighbours = "<nav><a>上一篇 示例县统计局2024年政府信息公开工作年度报告</a></nav>"
		footer     = "<footer><p>网站地图</p><p>主办单位：示例县统计局</p><p>数据截至2024年1月20日</p></footer>"
	)
	for _, test := range []struct{ name, before, after string }{
		{"foot and menus", "<nav><p>首页</p></nav>", neighbours + "<aside><p>扫码在手机上查看</p></aside>" + footer},
		{"a main part", "<div><p>示例县统计局网站</p></div><main>", "</main><div><p>网站地图</p><p>数据截至2024年1月20日</p></div>"},
		{"an article in a main part", "<main><article>", neighbours + "</article></main>" + footer},
	} {
		r, findings := Read("a.html", framed(test.before, test.after), 0)
		if r == nil || codes(findings) != "" {
			t.Fatalf("%s: %v", test.name, findings)
		}
		if !strings.HasSuffix(string(r.Prose), "## 六、其他需要报告的事项\n\n本年度没有收取信息处理费。\n") {
			t.Errorf("%s: the report ends\n%s", test.name, r.Prose)
		}
		for _, word := range []string{"上一篇", "网站地图", "主办单位", "数据截至", "首页", "扫码", "统计局网站"} {
			if strings.Contains(string(r.Prose), word) {
				t.Errorf("%s: %s is left in\n%s", test.name, word, r.Prose)
			}
		}
	}
}

// Where the page doesn't say what its foot is, its first line does; nothing is
// dropped, and a person is asked.
func TestAFootWithoutAnElementIsAskedAbout(t *testing.T) {
	for _, first := range []string{"上一篇：某某通知", "主办单位：示例县统计局", "网站地图", "某ICP备00000000号", "版权所有 示例县统计局", "【打印本页】"} {
		r, findings := Read("a.html", framed("", "<div><p>"+first+"</p><p>数据截至2024年1月20日</p></div>"), 0)
		if r == nil || codes(findings) != "T111" {
			t.Fatalf("%s: %v", first, findings)
		}
		_, rest, _ := strings.Cut(string(r.Prose), "## 六、其他需要报告的事项\n\n本年度没有收取信息处理费。\n\n## 导入时没有归位的内容\n")
		if !strings.Contains(rest, "数据截至2024年1月20日") {
			t.Errorf("%s: the text ends\n%s", first, r.Prose)
		}
	}
	// A sentence that names such a thing is the report's own.
	r, findings := Read("a.html", framed("", "<p>本局在网站地图上增设了公开专栏入口，按月检查链接是否有效。</p>"), 0)
	if r == nil || codes(findings) != "" || !strings.Contains(string(r.Prose), "增设了公开专栏入口") {
		t.Errorf("%v", findings)
	}
	// Tables outside the main part: then it isn't the whole of the report.
	r, findings = Read("a.html", framed("<main><p>摘要</p></main>", ""), 0)
	if r == nil || !strings.Contains(string(r.Prose), "没有收取信息处理费") {
		t.Errorf("%v", findings)
	}
}
