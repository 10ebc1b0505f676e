package render

import (
	"bytes"
	"fmt"
	"os"
	"testing"
	"testing/fstest"
	"time"

	"github.com/yuin/goldmark"

	"gongkai/internal/markup"
	"gongkai/internal/notice"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

func doc(md string) *markup.Document {
	var b bytes.Buffer
	goldmark.Convert([]byte(md), &b)
	return &markup.Document{HTML: b.Bytes()}
}

var cst = time.FixedZone("CST", 8*3600)

func sampleSite(t testing.TB) *site.Site {
	s := &site.Site{Settings: &site.Settings{
		Title: "武陟县乡村振兴局政府信息公开", BaseURL: "https://gongkai.example/", Zone: cst, Sample: true,
		Agency: site.Agency{Name: "武陟县乡村振兴局", Host: "武陟县乡村振兴局"},
	}}
	page := func(kind site.Kind, addr, title, md string, c *site.Column) *site.Page {
		return &site.Page{Notice: &notice.Notice{Title: title, Body: doc(md)}, File: &source.File{Path: addr}, Kind: kind, Address: addr, Column: c}
	}
	s.Home = page(site.HomePage, "index.html", "首页", "本站依照《中华人民共和国政府信息公开条例》公开武陟县乡村振兴局的政府信息。任何人都可以查阅、复制和下载。", nil)
	g, err := os.ReadFile("../../content/guide/index.md")
	if err == nil {
		g = g[bytes.LastIndex(g, []byte("+++\n"))+4:]
	}
	s.Guide = []*site.Page{page(site.GuidePage, "guide/index.html", "政府信息公开指南", string(g), nil)}
	s.Request = []*site.Page{page(site.RequestPage, "request/index.html", "依申请公开", "公民、法人和其他组织可以申请获取相关政府信息。", nil), page(site.RequestPage, "request/form.html", "政府信息公开申请表", "表", nil)}
	col := func(path, name, desc string, a20, n int) *site.Column {
		c := &site.Column{ColumnSettings: site.ColumnSettings{Path: path, Name: name, Description: desc, Keywords: []string{name}, Article20: a20}, Address: path + "/index.html"}
		for i := n; i > 0; i-- {
			p := page(site.NoticePage, fmt.Sprintf("%s/2023-%02d.html", path, i), fmt.Sprintf("关于公示%s2023年第%d批财政衔接推进乡村振兴补助资金项目的通知（示例）", name, i),
				"各乡镇人民政府、县直有关单位：\n\n根据上级要求，现将**有关事项**通知如下，请认真贯彻执行，并及时反馈。\n\n## 一、总体要求\n\n坚持以人民为中心，围绕全县工作统一部署，健全工作机制，明确责任部门和完成时间，确保工作取得实效。请各单位按照要求组织实施，做好资金监督管理，及时公开相关信息。\n\n1. 第一项工作。\n2. 第二项工作，[详见条例](https://www.gov.cn/)。\n\n## 二、联系方式\n\n- 电话\n- 地址\n", c)
			p.Date = time.Date(2023, 6, 1, 9, 30, 0, 0, cst).AddDate(0, 0, i)
			p.HasClock = i%2 == 0
			p.Index = fmt.Sprintf("SL/2023-%05d", i)
			p.Number = "示例〔2023〕" + fmt.Sprint(i) + "号"
			p.Issued = p.Date.AddDate(0, 0, -3)
			p.Subject = notice.Subject{Class: "农业、林业、水利", Child: "水利"}
			p.Genre, p.Validity, p.Openness = "通知", "有效", "主动公开"
			p.Keywords = []string{"衔接资金", "公示"}
			if i == 3 {
				p.Validity = "废止"
			}
			if i == 2 {
				p.Period = notice.Period{From: p.Date, To: p.Date.AddDate(0, 0, 10)}
			}
			if s.Latest.Before(p.Date) {
				s.Latest = p.Date
			}
			c.Pages = append(c.Pages, p)
		}
		for i, p := range c.Pages {
			if i > 0 {
				p.Newer = c.Pages[i-1]
			}
			if i+1 < len(c.Pages) {
				p.Older = c.Pages[i+1]
			}
			if p.Validity == "废止" {
				p.ReplacedBy = []*site.Page{c.Pages[0]}
			}
		}
		return c
	}
	s.Rules = col("rules", "政府信息公开制度", "有关政府信息公开的法规和制度", 0, 8)
	s.Columns = []*site.Column{
		col("disclosure/functions", "机构职能", "机关职能和政务公开工作分工", 2, 3),
		col("disclosure/projects", "重大建设项目", "重大建设项目的安排、实施、验收和管护情况", 10, 5),
		col("disclosure/finance", "财政资金", "部门预算、决算和项目资金的安排、使用情况", 7, 45),
		col("disclosure/relief", "脱贫攻坚与惠民政策", "脱贫攻坚和惠民方面的政策、措施及其实施情况", 11, 3),
		col("disclosure/livelihood", "民生工程", "民生工程的宣传和进展情况", 0, 3),
		col("disclosure/villages", "美丽乡村", "美丽乡村建设的任务和进展情况", 0, 3),
	}
	s.Reports = &site.Column{ColumnSettings: site.ColumnSettings{Path: "report", Name: "政府信息公开年报"}, Address: "report/index.html"}
	return s
}

func TestWriteSample(t *testing.T) {
	out := os.Getenv("GONGKAI_OUT")
	if out == "" {
		t.Skip()
	}
	r, err := New(sampleSite(t), os.DirFS("../../layouts"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	os.RemoveAll(out)
	if err := os.CopyFS(out, r); err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(r, r.Paths()...); err != nil {
		t.Fatal(err)
	}
}
