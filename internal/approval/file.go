package approval

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// Extension ends the name of the record beside a text: 2024-03-01-1.md has
// 2024-03-01-1.approval.toml.
const Extension = ".approval.toml"

// Path is where the record of a text is.
func Path(text string) string { return strings.TrimSuffix(text, path.Ext(text)) + Extension }

type fileTOML struct {
	Reviews []reviewTOML `toml:"review"`
}

type reviewTOML struct {
	Role    string      `toml:"role"`
	By      string      `toml:"by"`
	Time    source.Date `toml:"time"`
	Opinion string      `toml:"opinion"`
	Note    string      `toml:"note"`
	Secrecy string      `toml:"secrecy"`
	Hash    string      `toml:"hash"`
	Files   []string    `toml:"files"` // "SHA-256 name"
}

// Read reads a record; nil is none. A review that is not complete is a
// finding, and is not among them.
func Read(file *source.File, zone *time.Location) ([]Record, diag.List) {
	if file == nil {
		return nil, nil
	}
	text, problems := file.Text()
	if problems.Count(diag.Error) > 0 {
		return nil, problems
	}
	data, found := source.ParseData(text)
	problems = append(problems, found...)
	if data == nil {
		return nil, problems
	}
	var toml fileTOML
	problems = append(problems, data.Decode(&toml)...)
	var log []Record
	for i, t := range toml.Reviews {
		at := data.Place("review", strconv.Itoa(i))
		if missing := t.missing(); missing != "" {
			problems = append(problems, ruleRecord.New(at, i+1, missing))
			continue
		}
		r := Record{
			Role: strings.TrimSpace(t.Role), By: strings.TrimSpace(t.By), Time: t.Time.In(zone),
			Opinion: Opinion(t.Opinion), Note: t.Note, Secrecy: strings.TrimSpace(t.Secrecy),
			Subject: Subject{Text: t.Hash}, Place: at,
		}
		for _, f := range t.Files {
			sha, name, _ := strings.Cut(f, " ")
			r.Subject.Files = append(r.Subject.Files, File{name, sha})
		}
		log = append(log, r)
	}
	return log, problems
}

var sha = regexp.MustCompile(`^[0-9a-f]{64}$`)

// missing is the first key that isn't as it should be.
func (t *reviewTOML) missing() string {
	switch {
	case strings.TrimSpace(t.Role) == "":
		return "role"
	case strings.TrimSpace(t.By) == "":
		return "by"
	case t.Time.IsZero():
		return "time"
	case t.Opinion != string(Pass) && t.Opinion != string(Return) && t.Opinion != string(Fail):
		return "opinion"
	case !sha.MatchString(t.Hash):
		return "hash"
	}
	for _, f := range t.Files {
		if s, name, _ := strings.Cut(f, " "); !sha.MatchString(s) || name == "" {
			return "files"
		}
	}
	return ""
}

// head opens a record.
const head = "# 审核记录，由 gongkai approve 写入；请勿改动，随内容一起提交。\n"

// Append adds a review to the bytes of a record, which may be none.
func Append(old []byte, r Record) []byte {
	b := bytes.NewBuffer(bytes.TrimRight(old, "\n"))
	if b.Len() == 0 {
		b.WriteString(head)
	} else {
		b.WriteString("\n")
	}
	b.WriteString("\n[[review]]\n")
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(b, "%-7s = %s\n", key, source.Quote(value))
		}
	}
	line("role", r.Role)
	line("by", r.By)
	fmt.Fprintf(b, "%-7s = %s\n", "time", r.Time.Format(time.RFC3339))
	line("opinion", string(r.Opinion))
	line("note", r.Note)
	line("secrecy", r.Secrecy)
	line("hash", r.Subject.Text)
	if len(r.Subject.Files) > 0 {
		b.WriteString("files   = [\n")
		for _, f := range r.Subject.Files {
			fmt.Fprintf(b, "  %s,\n", source.Quote(f.SHA+" "+f.Name))
		}
		b.WriteString("]\n")
	}
	return b.Bytes()
}
