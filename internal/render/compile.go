package render

import (
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io"
	"reflect"
	"slices"
	"strconv"
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
// Two things come free. A field that doesn't exist is found when the layouts
// are loaded, with its file and line, not when a reader meets it. And a page's
// key needs no list of what the page reads: the program runs with every static
// text replaced by its number, and what is left is exactly the inputs.
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
type printer struct {
	out []byte
	key bool // print the numbers of static texts in their place
}

// printers are used again: a page's buffer costs more than filling it.
var printers = sync.Pool{New: func() any { return new(printer) }}

func newPrinter(key bool) *printer {
	p := printers.Get().(*printer)
	p.key, p.out = key, p.out[:0]
	return p
}

func (p *printer) free() { printers.Put(p) }

// The marks of a key: what follows is a text's number, or a value. Neither
// byte is in any value, for the content has no control characters.
const (
	markText  = 1
	markValue = 2
)

func (p *printer) text(text string, number uint32) {
	if p.key {
		p.out = append(p.out, markText, byte(number>>16), byte(number>>8), byte(number))
		return
	}
	p.out = append(p.out, text...)
}

// compiler turns the trees of one template set into steps.
type compiler struct {
	set      *htmltemplate.Template
	compiled map[compiledName]*step
	texts    uint32
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
		s.texts++
		text, number := string(n.Text), s.texts
		return func(p *printer, _, _ reflect.Value) { p.text(text, number) }, nil
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

// condition is what an if asks: a value, or and, or, not of conditions.
func (s scope) condition(pipe *parse.PipeNode) (func(dot, root reflect.Value) bool, error) {
	if len(pipe.Cmds) != 1 || len(pipe.Decl) > 0 {
		return nil, s.errorf(pipe, "%s is not understood in layouts", pipe)
	}
	args := pipe.Cmds[0].Args
	name, isCall := args[0].(*parse.IdentifierNode)
	if !isCall {
		value, err := s.pipe(pipe)
		if err != nil {
			return nil, err
		}
		return func(dot, root reflect.Value) bool { return truth(value.get(dot, root)) }, nil
	}
	if !slices.Contains([]string{"and", "or", "not"}, name.Ident) || name.Ident == "not" && len(args) != 2 {
		return nil, s.errorf(pipe, "%s is not understood: layouts know and, or, not", pipe)
	}
	var tests []func(dot, root reflect.Value) bool
	for _, arg := range args[1:] {
		inner, ok := arg.(*parse.PipeNode)
		if !ok {
			inner = &parse.PipeNode{NodeType: parse.NodePipe, Pos: arg.Position(), Cmds: []*parse.CommandNode{{Pos: arg.Position(), Args: []parse.Node{arg}}}}
		}
		test, err := s.condition(inner)
		if err != nil {
			return nil, err
		}
		tests = append(tests, test)
	}
	if name.Ident == "not" {
		return func(dot, root reflect.Value) bool { return !tests[0](dot, root) }, nil
	}
	decisive := name.Ident == "or" // one such test decides
	return func(dot, root reflect.Value) bool {
		for _, test := range tests {
			if test(dot, root) == decisive {
				return decisive
			}
		}
		return !decisive
	}, nil
}

// pipe is a plain value: dot, $ or fields of them.
func (s scope) pipe(pipe *parse.PipeNode) (expression, error) {
	if len(pipe.Cmds) != 1 || len(pipe.Decl) > 0 {
		return expression{}, s.errorf(pipe, "%s is not understood in layouts", pipe)
	}
	return s.command(pipe.Cmds[0])
}

func (s scope) command(cmd *parse.CommandNode) (expression, error) {
	if len(cmd.Args) == 1 {
		dot := expression{s.dot, func(dot, _ reflect.Value) reflect.Value { return dot }}
		switch n := cmd.Args[0].(type) {
		case *parse.DotNode:
			return dot, nil
		case *parse.FieldNode:
			return s.fields(n, dot, n.Ident)
		case *parse.VariableNode:
			if n.Ident[0] == "$" {
				root := expression{s.root, func(_, root reflect.Value) reflect.Value { return root }}
				return s.fields(n, root, n.Ident[1:])
			}
		}
	}
	return expression{}, s.errorf(cmd, "%s is not understood in layouts", cmd)
}

func (s scope) fields(n parse.Node, from expression, names []string) (expression, error) {
	for _, name := range names {
		if from.typ.Kind() == reflect.Pointer {
			from = elem(from)
		}
		if from.typ.Kind() != reflect.Struct {
			return from, s.errorf(n, "%s: a %s has no fields", n, typeName(from.typ))
		}
		field, ok := from.typ.FieldByName(name)
		if !ok || !field.IsExported() {
			return from, s.errorf(n, "%s has no field %s", typeName(from.typ), name)
		}
		get := from.get
		from = expression{field.Type, func(dot, root reflect.Value) reflect.Value {
			v := get(dot, root)
			for _, i := range field.Index {
				if v.IsValid() && v.Kind() == reflect.Pointer {
					v = v.Elem()
				}
				if !v.IsValid() {
					return v
				}
				v = v.Field(i)
			}
			return v
		}}
	}
	return from, nil
}

// typeName is a type as the documentation of layouts names it.
func typeName(t reflect.Type) string {
	if t.Name() != "" {
		return t.Name()
	}
	return t.String()
}

// elem is what a pointer points to: no value when it is nil.
func elem(from expression) expression {
	return expression{from.typ.Elem(), func(dot, root reflect.Value) reflect.Value {
		if v := from.get(dot, root); v.IsValid() {
			return v.Elem()
		}
		return reflect.Value{}
	}}
}

// truth is template truth: not empty, not zero, not nil.
func truth(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return false
	case reflect.Bool:
		return v.Bool()
	case reflect.String, reflect.Slice:
		return v.Len() > 0
	case reflect.Struct:
		return true
	}
	return !v.IsZero()
}

// action prints a value the way that html/template found right for its place.
func (s scope) action(n *parse.ActionNode) (step, error) {
	if len(n.Pipe.Decl) > 0 {
		return nil, s.errorf(n, "%s: layouts have no variables", n)
	}
	value, err := s.command(n.Pipe.Cmds[0])
	if err != nil {
		return nil, err
	}
	var place string
	for _, cmd := range n.Pipe.Cmds[1:] {
		place += cmd.Args[0].String() + " "
	}
	isURL, isHTML := value.typ == reflect.TypeFor[URL](), value.typ == reflect.TypeFor[HTML]()
	switch place {
	case "_html_template_htmlescaper ":
		if isHTML {
			return func(p *printer, dot, root reflect.Value) {
				p.value()
				if v := value.get(dot, root); v.IsValid() {
					p.out = append(p.out, v.String()...)
				}
			}, nil
		}
	case "_html_template_rcdataescaper ", "_html_template_attrescaper ":
		if isHTML {
			return nil, s.errorf(n, "%s is HTML and can't stand here", n.Pipe.Cmds[0])
		}
	case "_html_template_urlfilter _html_template_urlnormalizer _html_template_attrescaper ",
		"_html_template_urlfilter _html_template_attrescaper ",
		"_html_template_urlnormalizer _html_template_attrescaper ":
		if !isURL {
			return nil, s.errorf(n, "%s is not a URL, and an address must be one", n.Pipe.Cmds[0])
		}
	default:
		return nil, s.errorf(n, "a value can stand in text and in quoted attributes only")
	}
	switch value.typ.Kind() {
	case reflect.String:
		return func(p *printer, dot, root reflect.Value) {
			p.value()
			if v := value.get(dot, root); v.IsValid() {
				p.out = appendEscaped(p.out, v.String())
			}
		}, nil
	case reflect.Int:
		return func(p *printer, dot, root reflect.Value) {
			p.value()
			if v := value.get(dot, root); v.IsValid() {
				p.out = strconv.AppendInt(p.out, v.Int(), 10)
			}
		}, nil
	}
	return nil, s.errorf(n, "a %s can't be printed", typeName(value.typ))
}

// value separates two values in a key, so that moving a letter from one to
// the next changes it.
func (p *printer) value() {
	if p.key {
		p.out = append(p.out, markValue)
	}
}
