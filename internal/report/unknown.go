package report

import (
	"slices"
	"strings"

	"gongkai/internal/diag"
)

var ruleUnknownKey = diag.Rule{
	Code: "R004", Severity: diag.Error,
	Message: diag.Text{ZH: "不认识「{1}」这一项", EN: "unknown key “{1}”"},
	Hint: diag.Text{
		ZH: "{2}；各项的名称见 gongkai new report 写出的文件",
		EN: "{2}; the names are in the file that gongkai new report writes",
	},
	Why: diag.Text{
		ZH: "写错名字的一行不会进入表里",
		EN: "a row whose name is misspelt never reaches the table",
	},
	Bad:  example(`licences  = 0`, `licenses  = 0`),
	Good: example("", ""),
}

// unknown explains a key that the form doesn't have, and notes the rows that it
// stands for, so that they aren't missing as well.
func (d *decoder) unknown(n *node, path []string) {
	hint, sibling := d.explain(n, path)
	at := d.data.KeyPlace(path...)
	d.shape(&ruleUnknownKey, at, path, shown(strings.Join(path, ".")), hint)
	if sibling == nil {
		return
	}
	d.problems[len(d.problems)-1].Fix = replace(at, sibling.key)
	d.meant[sibling] = true
	for _, key := range d.data.Keys(path...) {
		if row := sibling.child(key); row != nil {
			d.meant[row] = true
		}
	}
}

// explain is what a key that the form doesn't have may be: another form's row,
// a sibling misspelt, or a row that belongs to another group.
func (d *decoder) explain(n *node, path []string) (hint diag.Text, sibling *node) {
	parent, key := path[:len(path)-1], path[len(path)-1]
	if other := d.foreign(path); other != nil {
		var rows []string
		for _, child := range n.children {
			if len(parent) > 1 && !d.data.Has(append(slices.Clone(parent), child.key)...) {
				d.meant[child] = true
				rows = append(rows, child.key)
			}
		}
		zh, en := "这是 "+other.ID+" 年格式的行", "this is a row of the form of "+other.ID
		if len(rows) > 0 {
			zh += "；这里应分开写 " + strings.Join(rows, "、")
			en += "; here it is divided into " + strings.Join(rows, ", ")
		}
		return diag.Text{ZH: zh, EN: en}, nil
	}
	var missing, all []string
	for _, child := range n.children {
		all = append(all, child.key)
		if !d.data.Has(append(slices.Clone(parent), child.key)...) {
			missing = append(missing, child.key)
		}
	}
	name := nearest(key, missing)
	if name == "" {
		name = nearest(key, all)
	}
	if name != "" {
		return perhaps(name), n.child(name)
	}
	if row := d.elsewhere(path); row != nil {
		d.meant[d.root.find(row.path())] = true
		return perhaps(row.key), nil
	}
	return diag.Text{ZH: "核对这一项的名称", EN: "check the name"}, nil
}

// perhaps suggests a name.
func perhaps(name string) diag.Text {
	return diag.Text{ZH: "可能是「" + name + "」", EN: "perhaps “" + name + "”"}
}

// foreign is another form that has the row.
func (d *decoder) foreign(path []string) *Form {
	name := strings.Join(path, ".")
	for _, f := range d.forms {
		if f.rows[name] != nil {
			return f
		}
	}
	return nil
}

// elsewhere is the row of the same table, in another group, that a key names.
func (d *decoder) elsewhere(path []string) *row {
	if len(path) < 2 {
		return nil
	}
	form := d.report.Form
	var keys []string
	for _, row := range form.rowsInOrder() {
		if row.table.key == path[0] {
			keys = append(keys, row.key)
		}
	}
	return form.rows[path[0]+"."+nearest(strings.Join(path[1:], "."), keys)]
}
