package document

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Decode turns bytes into text: by the byte order mark, as UTF-8 if they are
// that, as UTF-16 if every other byte tells it, as GB18030 or Big5 by which
// gives the more common characters. Lines end with LF.
func Decode(data []byte) (string, error) {
	text, ok := decode(data)
	if !ok {
		return "", &Error{NotDecoded, ""}
	}
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	text = strings.ReplaceAll(text, "\u2028", "\n")
	return text, nil
}

func decode(data []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return fromUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return fromUTF16(data[2:], binary.BigEndian)
	}
	if bytes.IndexByte(data, 0) >= 0 {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			if text, ok := fromUTF16(data, order); ok && plausible(text) {
				return text, true
			}
		}
		return "", false
	}
	if utf8.Valid(data) {
		return string(data), true
	}
	best, bestScore := "", -1
	for _, e := range []encoding.Encoding{simplifiedchinese.GB18030, traditionalchinese.Big5} {
		text, err := e.NewDecoder().String(string(data))
		// The decoders don't fail on bytes that mean nothing: they write U+FFFD.
		if err != nil || strings.Count(text, "\ufffd")*50 > utf8.RuneCountInString(text) {
			continue
		}
		if s := score(text); s > bestScore {
			best, bestScore = text, s
		}
	}
	return best, bestScore >= 0
}

func fromUTF16(data []byte, order binary.ByteOrder) (string, bool) {
	if len(data)%2 != 0 {
		data = data[:len(data)-1]
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units)), true
}

// plausible tells a text from one read the wrong way round.
func plausible(text string) bool {
	odd := 0
	for _, r := range text {
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			odd++
		}
	}
	return odd == 0 && score(text) > 0
}

// frequent is characters that no Chinese page of some length is without.
const frequent = "的一是不了在有人和中大为上个国地到年月日时会以对等部门关于通知公开信息政府行项本数申请，。、：（）0123456789為個國時會對門關於開資訊務數請項"

func score(text string) int {
	n := 0
	for _, r := range text {
		if strings.ContainsRune(frequent, r) {
			n++
		}
	}
	return n
}

// Garbled tells a text that was decoded in the wrong encoding on its way here,
// or whose letters were lost as question marks.
func Garbled(text string) bool {
	var han, odd, marks, frequentHan int
	for _, r := range text {
		switch {
		case r == '\ufffd', 0xe000 <= r && r <= 0xf8ff:
			odd++
		case r == '?':
			marks++
		case 0x4e00 <= r && r <= 0x9fff:
			han++
			if strings.ContainsRune(frequent, r) {
				frequentHan++
			}
		}
	}
	switch {
	case odd > 20 && odd*20 > han:
		return true
	case marks > 200 && marks > 2*han:
		return true
	}
	// In any page of Chinese every sixth character is a frequent one.
	return han > 200 && frequentHan*25 < han || han > 100 && reencoded(text)
}

// reencoded tells UTF-8 that was read as GBK: written back as GBK it is UTF-8
// nearly everywhere, which no real text is.
func reencoded(text string) bool {
	if len(text) > 64<<10 {
		text = text[:64<<10]
	}
	encoder := encoding.ReplaceUnsupported(simplifiedchinese.GB18030.NewEncoder())
	raw, err := encoder.String(text)
	if err != nil {
		return false
	}
	good, bad := 0, 0
	for i := 0; i < len(raw); {
		r, width := utf8.DecodeRuneInString(raw[i:])
		switch {
		case r == utf8.RuneError && width == 1:
			bad++
		case width > 1:
			good++
		}
		i += width
	}
	return good > 4*bad
}
