package pdf

import (
	"bytes"
	"strconv"
)

// lexer reads the objects of a PDF one after the other.
type lexer struct {
	file *file // pays
	data []byte
	at   int
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

// skip passes over white space and comments.
func (l *lexer) skip() {
	for l.at < len(l.data) {
		switch c := l.data[l.at]; {
		case isSpace(c):
			l.at++
		case c == '%':
			for l.at < len(l.data) && l.data[l.at] != '\n' && l.data[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// object reads the next object; false at the end, and when it isn't one. What
// it is long pays by its bytes.
func (l *lexer) object(depth int) (any, bool) {
	start := l.at
	v, ok := l.next(depth)
	l.file.spend(1)
	if depth == 0 {
		l.file.spend((l.at - start) / 4)
	}
	return v, ok
}

func (l *lexer) next(depth int) (any, bool) {
	l.skip()
	if l.at >= len(l.data) || depth > nesting {
		return nil, false
	}
	switch c := l.data[l.at]; {
	case c == '/':
		l.at++
		return symbol(l.nameText()), true
	case c == '(':
		return l.literal(), true
	case c == '<' && l.at+1 < len(l.data) && l.data[l.at+1] == '<':
		l.at += 2
		return l.dictionary(depth)
	case c == '<':
		return l.hex(), true
	case c == '[':
		l.at++
		return l.array(depth)
	case c == '+' || c == '-' || c == '.' || '0' <= c && c <= '9':
		return l.number(), true
	case isDelimiter(c):
		l.at++
		if c == '>' && l.at < len(l.data) && l.data[l.at] == '>' {
			l.at++
			return operator(">>"), true
		}
		return operator(c), true
	}
	switch word := l.bare(); word {
	case "true":
		return true, true
	case "false":
		return false, true
	case "null":
		return nil, true
	default:
		return operator(word), true
	}
}

// bare is the letters up to a space or a delimiter.
func (l *lexer) bare() string {
	start := l.at
	for l.at < len(l.data) && !isSpace(l.data[l.at]) && !isDelimiter(l.data[l.at]) {
		l.at++
	}
	return string(l.data[start:l.at])
}

// nameText is a name with its #20 resolved.
func (l *lexer) nameText() string {
	text := l.bare()
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '#' && i+2 < len(text) {
			if n, err := strconv.ParseUint(text[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(n))
				i += 2
				continue
			}
		}
		out = append(out, text[i])
	}
	return string(out)
}

// number reads a number, or a reference that begins with one.
func (l *lexer) number() any {
	text := l.bare()
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return operator(text)
	}
	if !(n >= -1e9 && n <= 1e9) { // nor NaN
		n = 0
	}
	if text[0] < '0' || text[0] > '9' || n > 1e8 || n != float64(int(n)) {
		return n
	}
	// 12 0 R
	i := l.at
	spaces := func() (any bool) {
		for i < len(l.data) && i < l.at+16 && isSpace(l.data[i]) {
			i++
			any = true
		}
		return any
	}
	if !spaces() {
		return n
	}
	digits := 0
	for i < len(l.data) && digits < 6 && l.data[i] >= '0' && l.data[i] <= '9' {
		i++
		digits++
	}
	if digits == 0 || !spaces() || i >= len(l.data) || l.data[i] != 'R' ||
		i+1 < len(l.data) && !isSpace(l.data[i+1]) && !isDelimiter(l.data[i+1]) {
		return n
	}
	l.at = i + 1
	return reference(int(n))
}

// literal is a text in parentheses.
func (l *lexer) literal() string {
	var out []byte
	deep := 0
	for ; l.at < len(l.data); l.at++ {
		switch c := l.data[l.at]; c {
		case '(':
			if deep++; deep > 1 {
				out = append(out, c)
			}
		case ')':
			if deep--; deep == 0 {
				l.at++
				return string(out)
			}
			out = append(out, c)
		case '\\':
			l.at++
			out = l.escaped(out)
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

// escaped adds what a backslash makes of the next letters, and stays on the
// last of them.
func (l *lexer) escaped(out []byte) []byte {
	if l.at >= len(l.data) {
		return out
	}
	switch c := l.data[l.at]; c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b', 'f':
		return out
	case '\r':
		if l.at+1 < len(l.data) && l.data[l.at+1] == '\n' {
			l.at++
		}
		return out
	case '\n':
		return out
	case '0', '1', '2', '3', '4', '5', '6', '7':
		n := 0
		for i := 0; i < 3 && l.at < len(l.data) && l.data[l.at] >= '0' && l.data[l.at] <= '7'; i++ {
			n = n*8 + int(l.data[l.at]-'0')
			l.at++
		}
		l.at--
		return append(out, byte(n))
	default:
		return append(out, c)
	}
}

// hex is a text in angle brackets.
func (l *lexer) hex() string {
	var out []byte
	half, digits := byte(0), 0
	for l.at++; l.at < len(l.data); l.at++ {
		c := l.data[l.at]
		switch {
		case c == '>':
			l.at++
			if digits%2 == 1 {
				out = append(out, half<<4)
			}
			return string(out)
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			continue
		}
		if digits++; digits%2 == 0 {
			out = append(out, half<<4|c)
		}
		half = c
	}
	return string(out)
}

func (l *lexer) array(depth int) (any, bool) {
	list := []any{}
	for {
		v, ok := l.object(depth + 1)
		if !ok {
			return list, false
		}
		switch v {
		case operator("]"):
			return list, true
		case operator("endobj"), operator(">>"):
			return list, false
		}
		list = append(list, v)
	}
}

func (l *lexer) dictionary(depth int) (any, bool) {
	dict := dictionary{}
	for {
		key, ok := l.object(depth + 1)
		if !ok || key == operator("endobj") {
			return dict, false
		}
		if key == operator(">>") {
			return dict, true
		}
		name, isName := key.(symbol)
		if !isName {
			continue
		}
		v, ok := l.object(depth + 1)
		if !ok || v == operator("endobj") {
			return dict, false
		}
		if v == operator(">>") {
			return dict, true
		}
		dict[name] = v
	}
}

// streamStart is where the bytes of a stream begin, when one follows. A comment
// doesn't stand before it: it might reach to the end of the file, and be passed
// over for every object in it.
func (l *lexer) streamStart() (int, bool) {
	for l.at < len(l.data) && isSpace(l.data[l.at]) {
		l.at++
	}
	if !bytes.HasPrefix(l.data[l.at:], []byte("stream")) {
		return 0, false
	}
	at := l.at + len("stream")
	if at < len(l.data) && l.data[at] == '\r' {
		at++
	}
	if at < len(l.data) && l.data[at] == '\n' {
		at++
	}
	return at, true
}
