package markup

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"gongkai/internal/source"
)

// notice is a made-up notice of the median length, 900 characters, as staff
// write them: a few sections, a list, two links.
var noticeText = strings.Repeat("为做好2024年统计调查工作，根据《统计法》和上级部署，现将有关事项通知如下，请结合实际认真贯彻落实。", 3) + "\n\n" +
	"## 一、调查对象和范围\n\n" +
	strings.Repeat("本次调查的对象是示例县行政区域内的**规模以上**工业企业、有资质的建筑业企业和限额以上批发零售企业。", 3) + "\n\n" +
	"## 二、时间安排\n\n" +
	"1. 2月1日至2月20日，准备和培训；\n2. 3月1日至3月31日，入户登记；\n3. 4月1日至4月30日，审核和汇总。\n\n" +
	strings.Repeat("各乡镇要按照时间节点完成任务，调查期间遇到的问题及时报告县统计局，联系电话0000-0000000。\n", 4) + "\n" +
	"## 三、工作要求\n\n" +
	strings.Repeat("坚持依法统计，*如实*填报，严禁弄虚作假；对在调查中知悉的资料予以保密，不得用于统计以外的目的。", 4) + "\n\n" +
	"附件：[调查表](form.xlsx)、[填报说明](guide.md#二、指标解释)\n"

// tableText is a notice with a table, as one in five has.
var tableText = noticeText + "\n| 序号 | 项目 | 金额（万元） |\n|:--:|:---|---:|\n" + strings.Repeat("| 1 | 示例村道路硬化工程 | 3415.70 |\n", 20)

func BenchmarkNotice(b *testing.B) {
	for _, c := range []struct{ name, md string }{{"plain", noticeText}, {"table", tableText}} {
		text := source.Text{Name: "content/a.md", Bytes: []byte(c.md)}
		b.Run(c.name+"/markup", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Convert(text, 0, Options{})
			}
		})
		bare := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Footnote, extension.DefinitionList, extension.TaskList, extension.Strikethrough))
		b.Run(c.name+"/goldmark", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var out bytes.Buffer
				if err := bare.Convert(text.Bytes, &out); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// One reader serves every goroutine: what each of them gets is what it gets
// alone.
func TestConcurrentConversions(t *testing.T) {
	text := source.Text{Name: "content/a.md", Bytes: []byte(tableText + "\n[^1] <b>\n")}
	want, found := Convert(text, 0, Options{})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				got, gotFound := Convert(text, 0, Options{})
				if !bytes.Equal(got.HTML, want.HTML) || len(gotFound) != len(found) {
					t.Error("two pages of one text")
				}
			}
		})
	}
	group.Wait()
}
