package main

import (
	"fmt"
	"strconv"
	"strings"

	"gongkai/internal/diag"
)

// A list of three hundred people leaks three hundred numbers. On a terminal
// the first of them are shown and the rest counted, or nobody would see what
// else is wrong; --json and the report of an inspection have them all.
const (
	shownInFull = 3
	fewestRest  = 3 // not worth a line of their own
)

// gathered is findings as they are shown: what is wrong in one way at many
// places of a file is said of the first places, then once of the others.
func gathered(findings diag.List) diag.List {
	type group struct {
		file, code string
		severity   diag.Severity
	}
	key := func(d *diag.Diagnostic) group { return group{d.File, d.Code, d.Severity} }
	total := map[group]int{}
	for i := range findings {
		total[key(&findings[i])]++
	}
	seen := map[group]int{}
	var shown diag.List
	for i := range findings {
		d := &findings[i]
		k := key(d)
		n := seen[k]
		seen[k]++
		switch {
		case n < shownInFull || total[k] < shownInFull+fewestRest:
			shown = append(shown, *d)
		case n == shownInFull:
			var rest diag.List
			for _, other := range findings[i:] {
				if other.File != k.file {
					break // findings are in order of file
				}
				if key(&other) == k {
					rest = append(rest, other)
				}
			}
			shown = append(shown, restOf(rest))
		}
	}
	return shown
}

// restOf says of many findings of one kind in one file how many there are, and
// in which lines.
func restOf(rest diag.List) diag.Diagnostic {
	first := rest[0]
	d := diag.Diagnostic{Code: first.Code, Severity: first.Severity, Place: diag.Place{File: first.File}}
	where := lineList(rest)
	d.Message = diag.Text{
		ZH: fmt.Sprintf("这个文件里还有 %d 处同样的问题%s", len(rest), where.ZH),
		EN: fmt.Sprintf("%d more of the same in this file%s", len(rest), where.EN),
	}
	d.Hint = diag.Text{ZH: "名单里整列都有的，整列删去或者整列遮盖；每一处的位置用 gongkai check --json 列出", EN: "mend a whole column at once; gongkai check --json lists every place"}
	return d
}

// lineList is the lines of findings, runs of them as 5–304; nothing when the
// file has no lines.
func lineList(found diag.List) diag.Text {
	const most = 8
	var runs []string
	from, to := 0, 0
	flush := func() {
		switch {
		case from == 0:
		case from == to:
			runs = append(runs, strconv.Itoa(from))
		default:
			runs = append(runs, strconv.Itoa(from)+"–"+strconv.Itoa(to))
		}
	}
	for i := range found {
		switch line := found[i].Line; {
		case line == 0:
			return diag.Text{}
		case from != 0 && line <= to+1:
			to = line
		default:
			flush()
			from, to = line, line
		}
	}
	flush()
	more := diag.Text{}
	if len(runs) > most {
		runs, more = runs[:most], diag.Text{ZH: "等", EN: " and more"}
	}
	return diag.Text{
		ZH: "，在第 " + strings.Join(runs, "、") + " 行" + more.ZH,
		EN: ", lines " + strings.Join(runs, ", ") + more.EN,
	}
}
