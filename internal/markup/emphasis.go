package markup

import (
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// emphasis reads *, _ and ~~.
//
// CommonMark decides by the characters beside a run of stars whether it may
// open or close emphasis, and takes a full-width colon for the edge of a word:
// in **注意：**请看 the second run can't close. Chinese puts no spaces there,
// so beside a Chinese character a run may also close after punctuation and
// open before it, unless the mark belongs to the other side: in a list of
// masked names, 张*、李*, the stars stay stars.
// Text without Chinese characters is read as CommonMark reads it.
//
// A single ~ is the sign of a range (3~5天), so only ~~ strikes out.
type emphasis struct{}

func (emphasis) Trigger() []byte { return []byte{'*', '_', '~'} }

func (e emphasis) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	char, length := line[0], 1
	for length < len(line) && line[length] == char {
		length++
	}
	before := block.PrecendingCharacter()
	if char == '~' && (length != 2 || before == '~') {
		return nil
	}
	after := ' '
	if length < len(line) {
		after, _ = utf8.DecodeRune(line[length:])
	}
	canOpen, canClose := flanking(char, before, after)
	run := segment.WithStop(segment.Start + length)
	block.Advance(length)
	if !canOpen && !canClose || !pageOf(pc).allow(parent, &limitEmphasis, run.Start) {
		return ast.NewTextSegment(run)
	}
	var processor parser.DelimiterProcessor = e
	if char == '~' {
		processor = strikes{e}
	}
	node := parser.NewDelimiter(canOpen, canClose, length, char, processor)
	node.Segment = run
	pc.PushDelimiter(node)
	return node
}

// flanking tells what a run between two characters can do.
func flanking(char byte, before, after rune) (canOpen, canClose bool) {
	spaceBefore, spaceAfter := util.IsSpaceRune(before), util.IsSpaceRune(after)
	punctBefore, punctAfter := util.IsPunctRune(before), util.IsPunctRune(after)
	left := !spaceAfter && (!punctAfter || spaceBefore || punctBefore)
	right := !spaceBefore && (!punctBefore || spaceAfter || punctAfter)
	if char == '_' {
		return left && (!right || punctBefore), right && (!left || punctAfter)
	}
	if !left && punctAfter && isCJK(before) && opensEmphasis(after) {
		left = true
	}
	if !right && punctBefore && !opensPhrase(before) && isCJK(after) {
		right = true
	}
	return left, right
}

// opensEmphasis tells whether emphasis that begins in the middle of a Chinese
// text may begin with a punctuation mark. It doesn't with a round bracket,
// which follows a masked name: 张*（男）、李*（女）.
func opensEmphasis(r rune) bool { return !endsPhrase(r) && r != '（' && r != '(' }

// opensPhrase tells whether a punctuation mark belongs to what follows it.
func opensPhrase(r rune) bool { return unicode.In(r, unicode.Ps, unicode.Pi) }

// endsPhrase tells whether a punctuation mark belongs to what precedes it.
func endsPhrase(r rune) bool {
	switch r {
	case '，', '。', '、', '；', '：', '！', '？', ',', '.', ';', ':', '!', '?', '…', '—', '·', '~', '％', '%':
		return true
	}
	return unicode.In(r, unicode.Pe, unicode.Pf)
}

// IsDelimiter is part of parser.DelimiterProcessor.
func (emphasis) IsDelimiter(b byte) bool { return b == '*' || b == '_' || b == '~' }

// CanOpenCloser is part of parser.DelimiterProcessor.
func (emphasis) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

// OnMatch is part of parser.DelimiterProcessor.
func (emphasis) OnMatch(consumes int) ast.Node { return ast.NewEmphasis(consumes) }

// strikes is emphasis for ~~.
type strikes struct{ emphasis }

// OnMatch is part of parser.DelimiterProcessor.
func (strikes) OnMatch(int) ast.Node { return extast.NewStrikethrough() }

// isCJK tells whether a character is set without spaces around it: Han, kana,
// and the full-width forms and punctuation. Hangul is spaced.
func isCJK(r rune) bool {
	switch {
	case r < 0x2E80:
		return false
	case r <= 0x9FFF: // radicals, CJK punctuation, kana, bopomofo, Han
		return r < 0x3130 || r > 0x318F
	case r >= 0xF900 && r <= 0xFAFF, r >= 0xFE30 && r <= 0xFE4F, r >= 0xFF00 && r <= 0xFFEF:
		return true
	}
	return r >= 0x20000 && r <= 0x3FFFF
}
