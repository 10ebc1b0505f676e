package source

import "strconv"

// kind is what a value is, as far as its spelling tells.
type kind uint8

const (
	tableKind  kind = iota
	tablesKind      // an array of tables: [[column]]
	arrayKind
	stringKind
	integerKind
	floatKind
	boolKind
	dateKind // a date, with a time of day or without
	timeKind // a time of day alone
)

// origin is how a table came to be. TOML lets a table be opened once, and
// what was closed must not grow afterwards.
type origin uint8

const (
	implied origin = iota // the a of [a.b]: may still be opened by [a]
	opened                // by its own header
	dotted                // the a of a.b = 1: grows by dotted keys alone
	closed                // an inline table: complete at its brace
)

// span is a range of bytes in the source.
type span struct{ start, end int }

// node is a table, a value or an element of an array. The nodes of a document
// lie in one slice and name each other by index; node 0 is the document.
type node struct {
	name     string
	key      span // its key as written, quotes and all; empty for an element
	value    span // of a value; of an array or inline table, the brackets too
	kind     kind
	origin   origin
	elements bool // its children are elements, named by their number
	children []int32
}

// none is the index that no node has.
const none int32 = -1

// manyChildren is where looking a child up in a map begins to pay.
const manyChildren = 16

// nodes is the key index of a document: every key and value with its place.
type nodes struct {
	all []node
	// byName finds the children of large tables.
	byName map[childName]int32
}

type childName struct {
	parent int32
	name   string
}

// child is the child of that name, or none.
func (n *nodes) child(parent int32, name string) int32 {
	p := &n.all[parent]
	if p.elements {
		i, err := strconv.Atoi(name)
		if err != nil || i < 0 || i >= len(p.children) || strconv.Itoa(i) != name {
			return none
		}
		return p.children[i]
	}
	if len(p.children) > manyChildren {
		if c, ok := n.byName[childName{parent, name}]; ok {
			return c
		}
		return none
	}
	for _, c := range p.children {
		if n.all[c].name == name {
			return c
		}
	}
	return none
}

// make is a node that belongs to no table yet.
func (n *nodes) make(fresh node) int32 {
	n.all = append(n.all, fresh)
	return int32(len(n.all) - 1)
}

// attach puts a node under its table.
func (n *nodes) attach(parent, child int32) {
	p := &n.all[parent]
	p.children = append(p.children, child)
	switch {
	case p.elements || len(p.children) <= manyChildren:
	case len(p.children) == manyChildren+1:
		if n.byName == nil {
			n.byName = map[childName]int32{}
		}
		for _, c := range p.children {
			n.byName[childName{parent, n.all[c].name}] = c
		}
	default:
		n.byName[childName{parent, n.all[child].name}] = child
	}
}

// add makes a node under a table.
func (n *nodes) add(parent int32, fresh node) int32 {
	c := n.make(fresh)
	n.attach(parent, c)
	return c
}

// last is the newest element of an array of tables: where [[a]] and [a.b]
// stand, for the keys that follow.
func (n *nodes) last(array int32) int32 {
	children := n.all[array].children
	return children[len(children)-1]
}
