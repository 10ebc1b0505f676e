package source

import (
	"reflect"
	"slices"
	"strconv"
	"time"

	"gongkai/internal/diag"
)

// Decode fills a struct by its toml tags. A key that the struct doesn't know
// is an error that names the nearest one it knows; a value of the wrong type
// is an error at the value. Every problem is reported, not only the first,
// and what is right is filled in.
//
// A field is a string, a bool, an int, an int64, a Date, any, or a struct, a map with
// string keys, a pointer or a slice of these. A field without a tag is not
// the document's. Amounts are not decoded but read with Raw: a float would
// lose their last digit.
func (d *Data) Decode(into any) diag.List {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		panic("source: Decode needs a pointer to a struct")
	}
	dec := decoder{Data: d, top: v.Elem().Type()}
	dec.table(0, d.values, v.Elem())
	dec.problems.Sort()
	return dec.problems
}

type decoder struct {
	*Data
	problems diag.List
	top      reflect.Type // the whole document's struct
}

// report notes a finding about a node.
func (d *decoder) report(rule *diag.Rule, at diag.Place, args ...any) *diag.Diagnostic {
	d.problems = append(d.problems, rule.New(at, args...))
	return &d.problems[len(d.problems)-1]
}

// table fills a struct. Both the node and its values are the same table.
func (d *decoder) table(n int32, values map[string]any, into reflect.Value) {
	t := into.Type()
	seen := 0
	for i := range t.NumField() {
		name, ok := fieldName(t.Field(i))
		if !ok {
			continue
		}
		if c := d.child(n, name); c != none {
			seen++
			d.value(c, values[name], into.Field(i))
		}
	}
	if children := d.all[n].children; seen < len(children) {
		d.unknown(n, t)
	}
}

// fieldName is the key that fills a field.
func fieldName(f reflect.StructField) (name string, ok bool) {
	name = f.Tag.Get("toml")
	return name, name != "" && name != "-"
}

// known is the keys of a struct, in its order.
func known(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		if name, ok := fieldName(t.Field(i)); ok {
			names = append(names, name)
		}
	}
	return names
}

// unknown reports the keys of a table that its struct doesn't have.
func (d *decoder) unknown(n int32, t reflect.Type) {
	names := known(t)
	for _, c := range d.all[n].children {
		name := d.all[c].name
		if slices.Contains(names, name) || len(d.problems) >= maxProblems {
			continue
		}
		at := d.keyPlace(c)
		if n != 0 && d.all[n].origin == opened && slices.Contains(known(d.top), name) {
			d.report(&ruleMisplacedKey, at, shown(name), d.headerOf(n))
			continue
		}
		near := nearest(name, names)
		if near == "" {
			d.report(&ruleUnknownKey, at, shown(name), diag.Text{})
			continue
		}
		problem := d.report(&ruleUnknownKey, at, shown(name), meant(near))
		problem.Fix = replace(at, near)
	}
}

// headerOf is a table's own key as it is written.
func (d *decoder) headerOf(n int32) string {
	key := d.all[n].key
	return shown(d.src[key.start:key.end])
}

// meant is the words that suggest a key.
func meant(key string) diag.Text {
	return diag.Text{ZH: "，是不是「" + key + "」", EN: "; is it 「" + key + "」"}
}

// value fills one field from one value.
func (d *decoder) value(n int32, value any, into reflect.Value) {
	if len(d.problems) >= maxProblems {
		return
	}
	switch v := into.Addr().Interface().(type) {
	case *Date:
		if v.UnmarshalTOML(value) != nil {
			d.wrongDate(n, value)
		}
		return
	case *any:
		*v = value
		return
	}
	ok := true
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		d.value(n, value, into.Elem())
	case reflect.Struct:
		var fields map[string]any
		if fields, ok = value.(map[string]any); ok {
			d.table(n, fields, into)
		}
	case reflect.Map:
		var fields map[string]any
		if fields, ok = value.(map[string]any); ok {
			d.entries(n, fields, into)
		}
	case reflect.Slice:
		ok = d.elements(n, value, into)
	case reflect.String:
		var s string
		if s, ok = value.(string); ok {
			into.SetString(s)
		}
	case reflect.Bool:
		var b bool
		if b, ok = value.(bool); ok {
			into.SetBool(b)
		}
	case reflect.Int, reflect.Int64:
		var i int64
		if i, ok = value.(int64); ok {
			into.SetInt(i)
		}
	default:
		panic("source: no TOML decodes into a " + into.Type().String())
	}
	if !ok {
		d.wrongType(n, value, into.Type())
	}
}

// entries fills a map, in the order of the file.
func (d *decoder) entries(n int32, values map[string]any, into reflect.Value) {
	into.Set(reflect.MakeMapWithSize(into.Type(), len(values)))
	for _, c := range d.all[n].children {
		name := d.all[c].name
		entry := reflect.New(into.Type().Elem()).Elem()
		d.value(c, values[name], entry)
		into.SetMapIndex(reflect.ValueOf(name).Convert(into.Type().Key()), entry)
	}
}

// elements fills a slice from a list or from an array of tables.
func (d *decoder) elements(n int32, value any, into reflect.Value) bool {
	list := reflect.ValueOf(value)
	if list.Kind() != reflect.Slice {
		return false
	}
	into.Set(reflect.MakeSlice(into.Type(), list.Len(), list.Len()))
	for i, c := range d.all[n].children {
		d.value(c, list.Index(i).Interface(), into.Index(i))
	}
	return true
}

// written is a value as a message quotes it.
func (d *decoder) written(n int32) string {
	v := d.all[n].value
	return shown(d.src[v.start:v.end])
}

// wrongDate reports what stands in the place of a date, with the right form
// when it can be told.
func (d *decoder) wrongDate(n int32, value any) {
	s, ok := value.(string)
	right, fault := meantAsDate(s)
	if !ok || fault == dateNone {
		d.wrongType(n, value, reflect.TypeFor[Date]())
		return
	}
	at := d.valuePlace(n)
	if fault == dateWrong {
		d.report(&ruleNoSuchDate, at, shown(s))
		return
	}
	problem := d.report(&ruleDateForm, at, d.written(n))
	if right != "" {
		problem.Fix = replace(at, right)
	}
}

// wrongType reports a value of the wrong type.
func (d *decoder) wrongType(n int32, value any, want reflect.Type) {
	at := d.valuePlace(n)
	name := d.all[n].name
	if name == "" {
		name = d.written(n)
	}
	problem := d.report(&ruleWrongType, at, shown(name), wanted(want), found(value))
	if right := d.converted(n, value, want); right != "" {
		problem.Fix = replace(at, right)
	}
}

// converted is the value written as the wanted type, "" when there is no way
// to tell.
func (d *decoder) converted(n int32, value any, want reflect.Type) string {
	raw := d.src[d.all[n].value.start:d.all[n].value.end]
	s, isString := value.(string)
	switch kind := want.Kind(); {
	case kind == reflect.String && d.all[n].kind >= integerKind:
		return straight(raw)
	case kind == reflect.Bool && isString:
		return boolWord(s)
	case kind == reflect.Slice && want.Elem().Kind() == reflect.String && isString:
		return "[" + raw + "]"
	case (kind == reflect.Int || kind == reflect.Int64) && isString && isInteger(s):
		return s
	}
	return ""
}

// wanted is the words for the type that a field has.
func wanted(t reflect.Type) diag.Text {
	if t == reflect.TypeFor[Date]() {
		return diag.Text{ZH: "日期，例如 2023-06-01", EN: "a date, such as 2023-06-01"}
	}
	switch t.Kind() {
	case reflect.String:
		return diag.Text{ZH: "文字，放在英文引号里", EN: "text in straight quotes"}
	case reflect.Bool:
		return diag.Text{ZH: "true 或 false", EN: "true or false"}
	case reflect.Slice:
		return diag.Text{ZH: "列表，放在 [ ] 里", EN: "a list in [ ]"}
	case reflect.Struct, reflect.Map:
		return diag.Text{ZH: "一组键和值", EN: "a table of keys and values"}
	}
	return diag.Text{ZH: "整数", EN: "a whole number"}
}

// found is the words for the type that a value has.
func found(value any) diag.Text {
	switch value.(type) {
	case string:
		return diag.Text{ZH: "文字", EN: "text"}
	case bool:
		return diag.Text{ZH: "true 或 false", EN: "true or false"}
	case int64:
		return diag.Text{ZH: "整数", EN: "a whole number"}
	case float64:
		return diag.Text{ZH: "小数", EN: "a decimal number"}
	case time.Time:
		return diag.Text{ZH: "日期或时间", EN: "a date or a time"}
	case map[string]any:
		return diag.Text{ZH: "一组键和值", EN: "a table of keys and values"}
	}
	return diag.Text{ZH: "列表", EN: "a list"}
}

func number(i int) string { return strconv.Itoa(i) }

var ruleUnknownKey = diag.Rule{
	Code: "S240", Severity: diag.Error,
	Message: diag.Text{
		ZH: "没有「{1}」这个键{2}",
		EN: "there is no key 「{1}」{2}",
	},
	Hint: diag.Text{
		ZH: "改成正确的键名，或者删去；自定的内容放在 [extra] 下面",
		EN: "correct the key or delete it; put keys of your own under [extra]",
	},
	Why: diag.Text{
		ZH: "写错的键不起作用，也没有人发现",
		EN: "a key that is written wrong does nothing, and nobody notices",
	},
	Bad:  page("titel = \"通知\"\n" + title + dated),
	Good: goodPage,
}

var ruleMisplacedKey = diag.Rule{
	Code: "S241", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」写在了表 [{2}] 里面",
		EN: "「{1}」 is written inside the table [{2}]",
	},
	Hint: diag.Text{
		ZH: "把这一行移到 [{2}] 之前",
		EN: "move the line above [{2}]",
	},
	Why: diag.Text{
		ZH: "表头之后的键都归这张表",
		EN: "every key after a header belongs to its table",
	},
	Bad:  page(title + "[notice_period]\nfrom = 2024-01-03\nto = 2024-01-12\n" + dated),
	Good: page(title + dated + "[notice_period]\nfrom = 2024-01-03\nto = 2024-01-12\n"),
}

var ruleWrongType = diag.Rule{
	Code: "S242", Severity: diag.Error,
	Message: diag.Text{
		ZH: "「{1}」应当是{2}；这里写的是{3}",
		EN: "「{1}」 must be {2}; here it is {3}",
	},
	Hint: diag.Text{
		ZH: "按例子改写这个值",
		EN: "write the value as in the example",
	},
	Why: diag.Text{
		ZH: "类型不对的值不能使用",
		EN: "a value of the wrong type can't be used",
	},
	Bad:  page("title = 2024\n" + dated),
	Good: goodPage,
}
