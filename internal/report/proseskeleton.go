package report

import (
	"fmt"
	"strings"
)

// Title is the title of a year's report.
func Title(agency string, year int) string {
	return fmt.Sprintf("%s%d年政府信息公开工作年度报告", agency, year)
}

// ordinals number the aspects of a part.
var ordinals = []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}

// ProseSkeleton is the body of a new report's page: the headings of the parts
// that are written, each with advice on what it must say. The advice is a
// quotation that a check finds, so that it is never published by accident.
func (f *Form) ProseSkeleton() []byte {
	var b strings.Builder
	for _, part := range f.Parts {
		if part.Table != "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "## %s\n\n> %s%s\n", part.Heading(), adviceMark, part.Advice)
		for i, aspect := range part.Aspects {
			fmt.Fprintf(&b, "\n### （%s）%s\n", ordinals[i%len(ordinals)], aspect)
		}
	}
	return []byte(b.String())
}
