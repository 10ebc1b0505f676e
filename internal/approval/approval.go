// Package approval keeps who released what (审核): which levels of review an
// office has, the record of each review beside the text, and whether what
// stands there now is what was approved.
//
// A record is bound to the text and to every attachment by their hashes, so
// that a later edit voids it. Records are only ever added: what was returned,
// and what was approved before an edit, stays for the auditor.
//
// It is given the policy of site.toml, a record and the hashes of today; where
// the files are, and what they say, is for the rooms above.
package approval

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// Written is [review] of site.toml.
type Written struct {
	Levels     []string    `toml:"levels"`
	Secrecy    bool        `toml:"secrecy"`
	SamePerson bool        `toml:"same_person"`
	Since      source.Date `toml:"since"`
}

// Policy is how an office reviews before it publishes. The zero value asks for
// nothing.
type Policy struct {
	Levels     []string  // the roles, in the order in which they review
	Secrecy    bool      // 保密审查 must be recorded
	SamePerson bool      // one person may hold several levels
	Since      time.Time // older items, and those without a date, may go without a record
}

// asks tells whether an item must be in order. What is older than the policy,
// or has no date, need not begin a record, but must keep one that it has.
func (p Policy) asks(item Item) bool {
	switch {
	case len(p.Levels) == 0:
		return false
	case len(item.Log) > 0:
		return true
	}
	return !p.Spares(item.Date)
}

// Spares tells whether an item of a date may go without a record because it is
// older than the policy or has no date.
func (p Policy) Spares(date time.Time) bool {
	return len(p.Levels) > 0 && !p.Since.IsZero() && (date.IsZero() || date.Before(p.Since))
}

// ReadPolicy checks [review].
func ReadPolicy(data *source.Data, w Written, zone *time.Location) (Policy, diag.List) {
	p := Policy{Secrecy: w.Secrecy, SamePerson: w.SamePerson}
	if !w.Since.IsZero() {
		p.Since = w.Since.In(zone)
	}
	var problems diag.List
	for i, level := range w.Levels {
		level = strings.TrimSpace(level)
		switch {
		case level == "":
			problems = append(problems, rulePolicy.New(data.Place("review", "levels", strconv.Itoa(i)), i+1, diag.Text{ZH: "是空的", EN: "it is empty"}))
		case slices.Contains(p.Levels, level):
			problems = append(problems, rulePolicy.New(data.Place("review", "levels", strconv.Itoa(i)), i+1, diag.Text{ZH: "「" + level + "」已经有了", EN: level + " is there already"}))
		default:
			p.Levels = append(p.Levels, level)
		}
	}
	return p, problems
}

// Opinion is what a reviewer decided (审核意见).
type Opinion string

const (
	Pass   Opinion = "pass"   // 通过
	Return Opinion = "return" // 退回修改
	Fail   Opinion = "fail"   // 不予发布
)

// Words is the opinion as people say it.
func (o Opinion) Words() diag.Text {
	switch o {
	case Pass:
		return diag.Text{ZH: "通过", EN: "passed"}
	case Return:
		return diag.Text{ZH: "退回修改", EN: "returned"}
	case Fail:
		return diag.Text{ZH: "不予发布", EN: "refused"}
	}
	return diag.Text{ZH: string(o), EN: string(o)}
}

// Subject is what is reviewed, by its hashes (SHA-256, in hex).
type Subject struct {
	Text  string
	Files []File // the attachments, and a report's figures, in order of name
}

// File is one of the files that go with a text.
type File struct{ Name, SHA string }

// changed names what differs between what was approved and what is there; ""
// when nothing does.
func (s Subject) changed(now Subject) diag.Text {
	if s.Text != now.Text {
		return diag.Text{ZH: "正文有改动", EN: "the text was changed"}
	}
	for _, f := range now.Files {
		i := slices.IndexFunc(s.Files, func(old File) bool { return old.Name == f.Name })
		switch {
		case i < 0:
			return diag.Text{ZH: "加了「" + f.Name + "」", EN: f.Name + " was added"}
		case s.Files[i].SHA != f.SHA:
			return diag.Text{ZH: "「" + f.Name + "」有改动", EN: f.Name + " was changed"}
		}
	}
	for _, f := range s.Files {
		if !slices.ContainsFunc(now.Files, func(new File) bool { return new.Name == f.Name }) {
			return diag.Text{ZH: "去掉了「" + f.Name + "」", EN: f.Name + " was removed"}
		}
	}
	return diag.Text{}
}

// Record is one review.
type Record struct {
	Role    string    // 审核级别
	By      string    // 审核人
	Time    time.Time // 审核时间
	Opinion Opinion
	Note    string
	Secrecy string // 保密审查 and its result; "" when it isn't recorded
	Subject Subject
	Place   diag.Place // where it is written
}

// NotSecret is the only result of a 保密审查 with which a text may be published.
const NotSecret = "不涉密"

// secret tells whether a review passed what its own 保密审查 doesn't let pass.
func (r Record) secret() bool {
	return r.Opinion == Pass && r.Secrecy != "" && r.Secrecy != NotSecret
}
