package render

import (
	"reflect"
	"slices"
	"strconv"
	"text/template/parse"
)

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
			if v := value.get(dot, root); v.IsValid() {
				p.out = appendEscaped(p.out, v.String())
			}
		}, nil
	case reflect.Int:
		return func(p *printer, dot, root reflect.Value) {
			if v := value.get(dot, root); v.IsValid() {
				p.out = strconv.AppendInt(p.out, v.Int(), 10)
			}
		}, nil
	}
	return nil, s.errorf(n, "a %s can't be printed", typeName(value.typ))
}
