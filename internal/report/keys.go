package report

import (
	"strconv"
	"strings"

	"gongkai/internal/diag"
)

// node is a key that a year's file may hold: a row, the unit of a row's
// amount, a key of the file's own (form, acknowledge), or a group of keys.
type node struct {
	key      string
	children []*node
	row      *row
	unitOf   *row
	known    bool
	heading  string // of a table: 二、主动公开政府信息情况
}

// keys is the tree of keys that a year's file on this form may hold.
func (f *Form) keys() *node {
	root := &node{}
	for _, t := range f.tables {
		top := root.add(t.key, &node{heading: f.heading(t.key)})
		for _, r := range t.rows {
			top.add(r.key, &node{row: r})
			if key, _ := r.unitKey(); key != "" {
				top.add(key, &node{unitOf: r})
			}
		}
	}
	return root
}

// heading is the heading of the part that holds a table.
func (f *Form) heading(table string) string {
	for _, p := range f.Parts {
		if p.Table == table {
			return p.Heading()
		}
	}
	return table
}

// add hangs a node under a dotted key.
func (n *node) add(key string, leaf *node) *node {
	parts := strings.Split(key, ".")
	for _, part := range parts[:len(parts)-1] {
		next := n.child(part)
		if next == nil {
			next = &node{key: part}
			n.children = append(n.children, next)
		}
		n = next
	}
	leaf.key = parts[len(parts)-1]
	n.children = append(n.children, leaf)
	return leaf
}

func (n *node) child(key string) *node {
	for _, c := range n.children {
		if c.key == key {
			return c
		}
	}
	return nil
}

// find follows a path of keys that is there.
func (n *node) find(path []string) *node {
	for _, key := range path {
		n = n.child(key)
	}
	return n
}

// required tells whether a file without this key is incomplete. Sums of rows
// may be left out.
func (n *node) required() bool {
	for _, c := range n.children {
		if c.required() {
			return true
		}
	}
	return n.row != nil && n.row.sumOf == ""
}

// leaves is the rows under a node, in the form's order.
func (n *node) leaves() []*row {
	if n.row != nil {
		return []*row{n.row}
	}
	var rows []*row
	for _, c := range n.children {
		rows = append(rows, c.leaves()...)
	}
	return rows
}

// words is how a sentence calls a row or a group of rows.
func (n *node) words(name string) diag.Text {
	if n.row != nil {
		return diag.Text{ZH: "「" + n.row.label() + "」一行", EN: "the row " + name + " (" + n.row.label() + ")"}
	}
	rows := n.leaves()
	label := n.heading
	if label == "" && len(rows) > 0 {
		label = common(rows)
	}
	count := strconv.Itoa(len(rows))
	return diag.Text{
		ZH: "「" + label + "」的 " + count + " 行",
		EN: "the " + count + " rows of " + name + " (" + label + ")",
	}
}

// common is the innermost label that rows share.
func common(rows []*row) string {
	label := ""
	for level := range rows[0].labels {
		for _, r := range rows {
			if level >= len(r.labels) || r.labels[level] != rows[0].labels[level] {
				return label
			}
		}
		label = rows[0].labels[level]
	}
	return label
}
