package report

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/diag"
)

// 1,234 in a row of figures is two of them to a program, and one to whoever
// wrote it. So a row that doesn't come out as it is written, and would if
// figures that only a comma parts were one, is asked about.

var ruleGrouped = diag.Rule{
	Code: "R107", Severity: diag.Error,
	Message: diag.Text{ZH: "{1}：「{2}」是不是一个数？", EN: "{1}: is {2} one number?"},
	Hint: diag.Text{
		ZH: "数字里不写逗号：是一个数的写成 {3}；确是几个数的，在逗号后面空一格",
		EN: "write no comma inside a number: {3} if it is one; if they are several, put a space after each comma",
	},
	Why: diag.Text{
		ZH: "逗号把各个数隔开：一个数写了逗号就成了两个，后面的数都错了列",
		EN: "commas part the figures: with one inside it a number becomes two, and all that follow stand in the wrong column",
	},
	Bad:  example("new        = [0, 0, 0, 0, 0, 0]", "new        = [1,234, 0, 0, 0, 0, 0]"),
	Good: example("new        = [0, 0, 0, 0, 0, 0]", "new        = [1234, 0, 0, 0, 0, 0]", "granted = [0,", "granted = [1234,"),
}

var (
	thousand = regexp.MustCompile(`^[1-9][0-9]{0,2}$`)
	hundreds = regexp.MustCompile(`^[0-9]{3}$`)
)

// grouped finds the values of a row, from first to last, that are one number
// written with commas: the row doesn't come out as it is, and would with them
// as one.
func (d *decoder) grouped(r *row, path, values []string) (first, last int) {
	if len(values) > 3*len(r.columns) {
		return 0, 0 // that is more than commas in its numbers would make
	}
	raws := make([]string, len(values))
	for i := range values {
		raws[i] = d.data.Raw(append(slices.Clone(path), strconv.Itoa(i))...)
	}
	if r.comesOut(raws) {
		return 0, 0
	}
	for first := range raws {
		if !thousand.MatchString(raws[first]) {
			continue
		}
		last := first
		for last+1 < len(raws) && hundreds.MatchString(raws[last+1]) && d.touch(path, last) {
			last++
		}
		for ; last > first; last-- {
			joined := slices.Concat(raws[:first], []string{strings.Join(raws[first:last+1], "")}, raws[last+1:])
			if r.comesOut(joined) {
				return first, last
			}
		}
	}
	return 0, 0
}

// touch tells whether a comma alone stands between a value and the next.
func (d *decoder) touch(path []string, i int) bool {
	one := d.data.Place(append(slices.Clone(path), strconv.Itoa(i))...)
	next := d.data.Place(append(slices.Clone(path), strconv.Itoa(i+1))...)
	return one.EndLine == next.Line && one.EndColumn+1 == next.Column
}

// comesOut tells whether there are as many values as the row needs, and the
// total, if it is given, is their sum.
func (r *row) comesOut(raws []string) bool {
	if len(raws) == r.parts() {
		return true
	}
	if len(raws) != len(r.columns) {
		return false
	}
	var sum int64
	var n int64
	for _, raw := range raws {
		var err error
		if n, err = strconv.ParseInt(raw, 10, 64); err != nil {
			return true // what isn't a number is another fault
		}
		sum += n
	}
	return sum == 2*n
}

// askGrouped asks whether values of a row are one number.
func (d *decoder) askGrouped(r *row, path []string, first, last int) {
	var parts []string
	for i := first; i <= last; i++ {
		parts = append(parts, d.data.Raw(append(slices.Clone(path), strconv.Itoa(i))...))
	}
	at := d.data.Place(append(slices.Clone(path), strconv.Itoa(first))...)
	end := d.data.Place(append(slices.Clone(path), strconv.Itoa(last))...)
	at.EndLine, at.EndColumn = end.EndLine, end.EndColumn
	d.problems = append(d.problems, ruleGrouped.New(at, quoted(r.label()), strings.Join(parts, ","), strings.Join(parts, "")))
}
