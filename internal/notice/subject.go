package notice

import (
	_ "embed"
	"strings"
	"sync"

	"gongkai/internal/diag"
)

// Subject is an entry of the list of 22 subjects (主题分类) and, if given, of
// its second level.
type Subject struct{ Class, Child string }

// String is the subject as readers see it: 综合政务/政务公开.
func (s Subject) String() string {
	if s.Child == "" {
		return s.Class
	}
	return s.Class + "/" + s.Child
}

// subjectsFile is the list: a class on a line of its own, its children
// indented by a tab below it.
//
//go:embed subjects.txt
var subjectsFile string

// class is one of the 22, with its second level.
type class struct {
	name     string
	children []string
}

var subjects = sync.OnceValue(func() []class {
	var list []class
	for line := range strings.Lines(subjectsFile) {
		name := strings.TrimSpace(line)
		switch {
		case name == "" || strings.HasPrefix(name, "#"):
		case strings.HasPrefix(line, "\t"):
			last := &list[len(list)-1]
			last.children = append(last.children, name)
		default:
			list = append(list, class{name: name})
		}
	}
	return list
})

var ruleSubject = diag.Rule{
	Code: "N050", Severity: diag.Warning,
	Message: diag.Text{ZH: "主题分类里没有「{1}」", EN: "{1} is not in the list of subjects"},
	Hint:    diag.Text{ZH: "用国务院文件库的 22 类，写成「大类/小类」{2}", EN: "use the 22 classes of the State Council's list, as class/child{2}"},
	Why:     diag.Text{ZH: "目录按主题分类筛选，各站用同一张表，读者才能跨站查找。", EN: "The catalogue is filtered by subject; only one common list lets readers search across sites."},
	Bad:     example(titled + dated + "\n" + `subject = "综合政务/政务公示"`),
	Good:    example(titled + dated + "\n" + `subject = "综合政务/政务公开"`),
}

// subject reads the 主题分类. What isn't in the list is kept as written: there
// are local variants.
func (r *reader) subject() Subject {
	written := strings.TrimSpace(r.front.Subject)
	if written == "" {
		return Subject{}
	}
	name, child := written, ""
	if i := strings.IndexAny(written, `/\／＼`); i >= 0 {
		name, child = strings.TrimSpace(written[:i]), strings.TrimSpace(strings.TrimLeft(written[i:], `/\／＼`))
	}
	subject := Subject{Class: name, Child: child}
	nearest, ok := lookUp(subject)
	if !ok {
		var words diag.Text
		if nearest != "" {
			words = diag.Text{ZH: "；是不是「" + nearest + "」？", EN: "; did you mean " + nearest + "?"}
		}
		r.mend(r.find(&ruleSubject, r.data.Place("subject"), written, words), nearest)
	}
	return subject
}

// lookUp finds a subject in the list, or the nearest one.
func lookUp(subject Subject) (near string, ok bool) {
	classes := make([]string, len(subjects()))
	for i, c := range subjects() {
		classes[i] = c.name
		if c.name != subject.Class {
			continue
		}
		for _, child := range c.children {
			if child == subject.Child {
				return "", true
			}
		}
		if subject.Child == "" {
			return "", true
		}
		return Subject{Class: c.name, Child: nearest(subject.Child, c.children)}.String(), false
	}
	// A child alone, as in 政务公开, names its class when there is only one.
	child, alone := subject.Child, ""
	if child == "" {
		child = subject.Class
	}
	for _, c := range subjects() {
		for _, own := range c.children {
			if own != child || child == "其他" {
				continue
			}
			if alone != "" {
				return nearest(subject.Class, classes), false
			}
			alone = Subject{Class: c.name, Child: own}.String()
		}
	}
	if alone != "" {
		return alone, false
	}
	return nearest(subject.Class, classes), false
}
