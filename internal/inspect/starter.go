package inspect

import (
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/notice"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

var ruleStarter = diag.Rule{
	Code: "I007", Severity: diag.Warning,
	Message: diag.Text{ZH: "「{1}」是 gongkai init 写的示例", EN: "“{1}” is an example written by gongkai init"},
	Hint:    diag.Text{ZH: "换成本机关的真实内容，或者删去", EN: "put in what is true of the office, or delete it"},
	Why:     diag.Text{ZH: "示例公开出去，会被当作真的；检查时算空白或者错误内容。", EN: "Once public, an example is taken for the truth, and inspections count it as empty or wrong."},
	Bad:     page("这是一条示例，请换成真实的内容，或者删去这个文件。"),
	Good:    page("调查已经结束。"),
}

// starterTexts are the sentences of the first pages that are there to be replaced.
var starterTexts = []string{"这是一条示例，请换成真实的内容", "在这里写上本机关政府信息公开工作机构"}

// starterName is what the first site.toml calls the office.
const starterName = "示例县示例局"

// starters finds what init wrote and nobody has replaced. A site that says
// that it is a demonstration may keep it.
func starters(t source.Text, text string, n *notice.Notice, s *site.Settings) (found diag.List) {
	if s.Sample || n.Draft {
		return nil
	}
	for _, sentence := range starterTexts {
		if at := strings.Index(text, sentence); at >= 0 {
			found = append(found, ruleStarter.New(t.Place(at, at+len(sentence)), sentence))
		}
	}
	return found
}

// starterSettings finds the names of the first site.toml.
func starterSettings(s *site.Settings) (found diag.List) {
	if s.Sample {
		return nil
	}
	for _, value := range []struct {
		text string
		at   []string
	}{
		{s.Title, []string{"title"}},
		{s.Agency.Name, []string{"agency", "name"}},
		{s.Agency.ShortName, []string{"agency", "short_name"}},
		{s.Agency.Host, []string{"agency", "host"}},
	} {
		if strings.Contains(value.text, starterName) || value.text == "县示例局" {
			found = append(found, ruleStarter.New(s.Place(value.at...), value.text))
		}
	}
	return found
}
