package render

import (
	"crypto/sha256"
	"encoding/binary"
	"io"
	"reflect"
)

// A page's key is a hash of all that its template is given, whether the
// template reads it or not: the data is written out field by field, without
// running the template. So a key needs no list of what a page reads, which
// could forget something, and costs a tenth of the page. A field that no
// template reads makes a page that comes out as it was: publishing compares it
// and leaves it alone.

// Key is a hash of everything that a file's bytes depend on.
func (r *Rendered) Key(name string) [32]byte {
	hash := sha256.New()
	hash.Write(r.salt[:])
	if f := r.find(name); f != nil {
		hash.Write([]byte(f.template + "\x00"))
		f.inputs(hash)
	}
	var key [32]byte
	hash.Sum(key[:0])
	return key
}

// inputs writes a value of one type so that no two values are written alike.
type inputs func(out []byte, v reflect.Value) []byte

// inputsOf makes the writer of a type, once, as compile makes its program.
func inputsOf(t reflect.Type) inputs {
	switch t.Kind() {
	case reflect.String:
		return func(out []byte, v reflect.Value) []byte {
			return append(binary.AppendUvarint(out, uint64(v.Len())), v.String()...)
		}
	case reflect.Bool:
		return func(out []byte, v reflect.Value) []byte {
			if v.Bool() {
				return append(out, 1)
			}
			return append(out, 0)
		}
	case reflect.Int:
		return func(out []byte, v reflect.Value) []byte { return binary.AppendVarint(out, v.Int()) }
	case reflect.Slice:
		each := inputsOf(t.Elem())
		return func(out []byte, v reflect.Value) []byte {
			out = binary.AppendUvarint(out, uint64(v.Len()))
			for i := range v.Len() {
				out = each(out, v.Index(i))
			}
			return out
		}
	case reflect.Pointer:
		return inputsOfPointer(t)
	case reflect.Struct:
		fields := make([]inputs, t.NumField())
		for i := range fields {
			fields[i] = inputsOf(t.Field(i).Type)
		}
		return func(out []byte, v reflect.Value) []byte {
			for i, field := range fields {
				out = field(out, v.Field(i))
			}
			return out
		}
	}
	panic("render: no key can be made of a " + t.String())
}

func inputsOfPointer(t reflect.Type) inputs {
	elem := inputsOf(t.Elem())
	whole := func(out []byte, v reflect.Value) []byte {
		if v.IsNil() {
			return append(out, 0)
		}
		return elem(append(out, 1), v.Elem())
	}
	if t != reflect.TypeFor[*Shell]() {
		return whole
	}
	// A shell is the same in thousands of pages: it has been written once.
	return func(out []byte, v reflect.Value) []byte {
		if s := (*Shell)(v.UnsafePointer()); s != nil && s.written != "" {
			return append(append(out, 2), s.written...)
		}
		return whole(out, v)
	}
}

// write is how a Shell stands in keys.
func (s *Shell) write() {
	sum := sha256.Sum256(inputsOf(reflect.TypeFor[Shell]())(nil, reflect.ValueOf(s).Elem()))
	s.written = string(sum[:])
}

// writeInputs writes one value as part of a key.
func writeInputs[T any](w io.Writer, v *T) {
	p := newPrinter()
	defer p.free()
	p.out = inputsOf(reflect.TypeFor[T]())(p.out, reflect.ValueOf(v).Elem())
	w.Write(p.out)
}
