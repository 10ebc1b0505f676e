package site

import (
	"strings"
	"testing"
)

func TestNoticesThatSayNothing(t *testing.T) {
	const list = "-- content/disclosure/notices/plan/list.csv --\n项目,资金\n示例项目,30\n"
	tests := []struct {
		name, site string
		bare       bool
	}{
		{"nothing", example("", ""), true},
		{"white space", example("", "\n　\n \n"), true},
		{"a picture of the front matter", example("image = \"https://example.com/a.png\"\n", ""), true},
		{"text", example("", "见附件。"), false},
		{"files of its folder", bundleExample("", list), false},
		{"a table", bundleExample("![清单](list.csv)", list), false},
		{"an attachment that is not there", example("attachments = [\"a.pdf\"]\n", ""), false},
		{"a guide", "-- content/guide/a.md --\n+++\ntitle = \"说明\"\n+++\n", false},
		{"an introduction", "-- content/disclosure/notices/index.md --\n+++\ntitle = \"通知公告\"\n+++\n", false},
	}
	for _, test := range tests {
		if _, found := linkText(t, test.site); strings.Contains(codes(found), "L218") != test.bare {
			t.Errorf("%s: %s", test.name, codes(found))
		}
	}
}
