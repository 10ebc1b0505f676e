package render

import (
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io"
	"reflect"
	"strings"
	"sync"
	"text/template/parse"
)

// Executing an html/template costs 43 µs and 425 allocations a page, most of
// it looking fields up by name and boxing them; at 100,000 pages that is more
// than everything else together. So html/template does what it is trusted
// for, parsing and deciding how each value must be escaped where it stands,
// and the tree that it leaves is compiled here, once, against the type that
// the template will be given.
//
// One thing comes free: a field that doesn't exist is found when the layouts
// are loaded, with its file and line, not when a reader meets it.
//
// The language is what layouts need: fields, if, else, with, range, template,
// and, or, not. A value may stand in text, in <title>, and in quoted
// attributes; an address must be a URL. Anything else is an error that says so.

// step prints one node. dot is the cursor, root what the template was called with.
type step func(p *printer, dot, root reflect.Value)

// expression reads a value.
type expression struct {
	typ reflect.Type
	get func(dot, root reflect.Value) reflect.Value
}

// printer collects a page, or the inputs of a page.
type printer struct{ out []byte }

// printers are used again: a page's buffer costs more than filling it.
var printers = sync.Pool{New: func() any { return new(printer) }}

func newPrinter() *printer {
	p := printers.Get().(*printer)
	p.out = p.out[:0]
	return p
}

// free gives a printer back, whose buffer nobody reads any more. One that held
// a very long file isn't kept.
func (p *printer) free() {
	if cap(p.out) <= 1<<20 {
		printers.Put(p)
	}
}

// compiler turns the trees of one template set into steps.
type compiler struct {
	set      *htmltemplate.Template
	compiled map[compiledName]*step
}

type compiledName struct {
	name string
	typ  reflect.Type
}

// compile makes a program of a set's own template for data of one type.
func compile(set *htmltemplate.Template, data reflect.Type) (step, error) {
	// Executing without data stops at the first field, after the escaping.
	var unsafe *htmltemplate.Error
	if err := set.Execute(io.Discard, nil); errors.As(err, &unsafe) {
		return nil, err
	}
	c := &compiler{set: set, compiled: map[compiledName]*step{}}
	program, err := c.template(set.Name(), data)
	if err != nil {
		return nil, err
	}
	return *program, nil
}

// template compiles a named template for one type of dot, once.
func (c *compiler) template(name string, dot reflect.Type) (*step, error) {
	key := compiledName{name, dot}
	if done := c.compiled[key]; done != nil {
		return done, nil
	}
	found := c.set.Lookup(name)
	if found == nil || found.Tree == nil {
		return nil, fmt.Errorf("no template %q", name)
	}
	place := new(step)
	c.compiled[key] = place // before the body, so that a template may call itself
	body, err := scope{c, found.Tree, dot, dot}.list(found.Tree.Root)
	*place = body
	return place, err
}

// scope is where a node stands: its tree for messages, and the types of dot and $.
type scope struct {
	*compiler
	tree      *parse.Tree
	dot, root reflect.Type
}

func (s scope) errorf(n parse.Node, format string, args ...any) error {
	where, _ := s.tree.ErrorContext(n) // file:line:byte
	where = where[:strings.LastIndexByte(where, ':')]
	return fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...))
}

func (s scope) list(list *parse.ListNode) (step, error) {
	if list == nil {
		return func(*printer, reflect.Value, reflect.Value) {}, nil
	}
	steps := make([]step, 0, len(list.Nodes))
	for _, n := range list.Nodes {
		next, err := s.node(n)
		if err != nil {
			return nil, err
		}
		if next != nil {
			steps = append(steps, next)
		}
	}
	if len(steps) == 1 {
		return steps[0], nil
	}
	return func(p *printer, dot, root reflect.Value) {
		for _, next := range steps {
			next(p, dot, root)
		}
	}, nil
}

func (s scope) node(n parse.Node) (step, error) {
	switch n := n.(type) {
	case *parse.CommentNode:
		return nil, nil
	case *parse.TextNode:
		if len(n.Text) == 0 {
			return nil, nil
		}
		text := string(n.Text)
		return func(p *printer, _, _ reflect.Value) { p.out = append(p.out, text...) }, nil
	case *parse.ActionNode:
		return s.action(n)
	case *parse.IfNode:
		return s.branch(n.Pipe, n.List, n.ElseList)
	case *parse.WithNode:
		return s.with(&n.BranchNode)
	case *parse.RangeNode:
		return s.loop(&n.BranchNode)
	case *parse.TemplateNode:
		return s.call(n)
	}
	return nil, s.errorf(n, "%s is not understood in layouts", n)
}

func (s scope) branch(pipe *parse.PipeNode, yes, no *parse.ListNode) (step, error) {
	test, err := s.condition(pipe)
	if err != nil {
		return nil, err
	}
	then, err := s.list(yes)
	if err != nil {
		return nil, err
	}
	otherwise, err := s.list(no)
	if err != nil {
		return nil, err
	}
	return func(p *printer, dot, root reflect.Value) {
		if test(dot, root) {
			then(p, dot, root)
		} else {
			otherwise(p, dot, root)
		}
	}, nil
}

func (s scope) with(n *parse.BranchNode) (step, error) {
	value, err := s.pipe(n.Pipe)
	if err != nil {
		return nil, err
	}
	then, err := scope{s.compiler, s.tree, value.typ, s.root}.list(n.List)
	if err != nil {
		return nil, err
	}
	otherwise, err := s.list(n.ElseList)
	if err != nil {
		return nil, err
	}
	return func(p *printer, dot, root reflect.Value) {
		if v := value.get(dot, root); truth(v) {
			then(p, v, root)
		} else {
			otherwise(p, dot, root)
		}
	}, nil
}

func (s scope) loop(n *parse.BranchNode) (step, error) {
	value, err := s.pipe(n.Pipe)
	if err != nil {
		return nil, err
	}
	if value.typ.Kind() != reflect.Slice {
		return nil, s.errorf(n.Pipe, "%s is not a list", n.Pipe)
	}
	each, err := scope{s.compiler, s.tree, value.typ.Elem(), s.root}.list(n.List)
	if err != nil {
		return nil, err
	}
	otherwise, err := s.list(n.ElseList)
	if err != nil {
		return nil, err
	}
	return func(p *printer, dot, root reflect.Value) {
		list := value.get(dot, root)
		if !list.IsValid() || list.Len() == 0 {
			otherwise(p, dot, root)
			return
		}
		for i := range list.Len() {
			each(p, list.Index(i), root)
		}
	}, nil
}

func (s scope) call(n *parse.TemplateNode) (step, error) {
	if n.Pipe == nil {
		return nil, s.errorf(n, "template %q needs what to show: {{template %q .}}", n.Name, n.Name)
	}
	if strings.Contains(n.Name, "$htmltemplate_") { // as html/template renames it
		return nil, s.errorf(n, "a template can be called between tags only")
	}
	value, err := s.pipe(n.Pipe)
	if err != nil {
		return nil, err
	}
	if value.typ.Kind() == reflect.Pointer {
		value = elem(value)
	}
	program, err := s.template(n.Name, value.typ)
	if err != nil {
		if *program == nil && s.set.Lookup(n.Name) == nil {
			return nil, s.errorf(n, "%v", err)
		}
		return nil, err
	}
	return func(p *printer, dot, root reflect.Value) {
		if v := value.get(dot, root); v.IsValid() {
			(*program)(p, v, v)
		}
	}, nil
}
