package report

import "fmt"

// Measure is a number that can be followed from year to year. Years whose forms
// count a thing differently have measures of different keys, so that no line is
// drawn between them.
type Measure struct {
	Key   string // new
	Label string // 本年新收申请
	Unit  string // 件
	Value Cell   // this year's
}

// measure is a measure as its form has it: a sum of figures.
type measure struct {
	Key   string   `toml:"key"`
	Label string   `toml:"label"`
	Unit  string   `toml:"unit"`
	Sum   []string `toml:"sum"`
}

// Measures is the report's measures, in the form's order.
func (r *Report) Measures() []Measure {
	var all []Measure
	for _, m := range r.Form.measures {
		value := r.figures[m.Sum[0]].Cell
		if len(m.Sum) > 1 {
			value = r.sum(m.Sum, Count).Cell
		}
		all = append(all, Measure{m.Key, m.Label, m.Unit, value})
	}
	return all
}

// addMeasures takes over the measures of a form, a group of figures
// (requests.outcome.other.*.total) spelt out.
func (f *Form) addMeasures(measures []measure) error {
	for _, m := range measures {
		var sum []string
		for _, name := range m.Sum {
			names, _ := f.matching(name)
			sum = append(sum, names...)
		}
		if len(sum) == 0 {
			return fmt.Errorf("measure %s: no figures", m.Key)
		}
		m.Sum = sum
		f.measures = append(f.measures, m)
	}
	return nil
}
