package source

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"gongkai/internal/diag"
)

// refuse finds what keeps bytes from being UTF-8 text: another encoding, NUL,
// or damage. Text in another encoding is never read: a guess that is wrong by
// one character is published as a wrong name.
func refuse(t Text) *diag.Diagnostic {
	raw := t.Bytes
	if name := markedUTF16(raw); name != "" {
		return wrongEncoding(t, &ruleUTF16, name, name)
	}
	valid := utf8.Valid(raw)
	zeros := bytes.Count(raw, []byte{0})
	if zeros > 0 {
		if name := unmarkedUTF16(raw); name != "" && (!valid || zeros > len(raw)/4) {
			return wrongEncoding(t, &ruleUTF16, name, name)
		}
		i := bytes.IndexByte(raw, 0)
		d := ruleNUL.New(t.Place(i, i+1))
		return &d
	}
	if valid {
		return nil
	}
	first, good, bad := damage(raw)
	if good <= bad {
		if name, iconv := legacy(raw); name != "" {
			return wrongEncoding(t, &ruleEncoding, name, iconv)
		}
	}
	d := ruleDamaged.New(t.Place(first, first+1), fmt.Sprintf("%02X", raw[first]), bad)
	return &d
}

func wrongEncoding(t Text, rule *diag.Rule, name, iconv string) *diag.Diagnostic {
	d := rule.New(diag.Place{File: t.Name}, name, iconv)
	return &d
}

// markedUTF16 is the encoding that a byte order mark names, or "".
func markedUTF16(raw []byte) string {
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe, 0, 0}):
		return "UTF-32LE"
	case bytes.HasPrefix(raw, []byte{0, 0, 0xfe, 0xff}):
		return "UTF-32BE"
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		return "UTF-16LE"
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return "UTF-16BE"
	}
	return ""
}

// unmarkedUTF16 tells UTF-16 without a mark by its zeros and by there being
// nothing in it that a text doesn't hold.
func unmarkedUTF16(raw []byte) string {
	switch {
	case isUTF16(raw, binary.LittleEndian):
		return "UTF-16LE"
	case isUTF16(raw, binary.BigEndian):
		return "UTF-16BE"
	}
	return ""
}

func isUTF16(raw []byte, order binary.ByteOrder) bool {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = order.Uint16(raw[2*i:])
		if units[i]&0xff == 0 && units[i] < 0x3000 {
			return false // ASCII the other way round, or NUL
		}
	}
	for _, r := range utf16.Decode(units) {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == utf8.RuneError {
			return false
		}
	}
	return true
}

// damage is the first byte that isn't UTF-8, the number of characters beyond
// ASCII that are whole, and of bytes that belong to none.
func damage(raw []byte) (first, good, bad int) {
	first = -1
	for i := 0; i < len(raw); {
		r, width := utf8.DecodeRune(raw[i:])
		switch {
		case r == utf8.RuneError && width == 1:
			if first < 0 {
				first = i
			}
			bad++
		case width > 1:
			good++
		}
		i += width
	}
	return first, good, bad
}

// common is characters that no Chinese page of some length is without, simplified and
// traditional: they tell GBK from Big5, for most bytes are something in both.
const common = "的一是不了在有人和中大为上个国地到年月日时会以对等部门关于通知公开信息政府，。、：（）為個國時會對門關於開資訊務"

// legacy is the Chinese encoding that bytes are in, and iconv's name for it.
func legacy(raw []byte) (name, iconv string) {
	best := -1
	for _, candidate := range []struct {
		encoding.Encoding
		name, iconv string
	}{
		{simplifiedchinese.GB18030, "GBK（GB18030）", "GB18030"},
		{traditionalchinese.Big5, "Big5", "BIG5"},
	} {
		text, err := candidate.NewDecoder().Bytes(raw)
		// The decoder doesn't fail on bytes that mean nothing: it writes U+FFFD.
		if err != nil || bytes.Count(text, []byte("\ufffd"))*50 > utf8.RuneCount(text) {
			continue
		}
		score := 0
		for _, r := range string(text) {
			if r >= utf8.RuneSelf && strings.ContainsRune(common, r) {
				score++
			}
		}
		if score > best {
			best, name, iconv = score, candidate.name, candidate.iconv
		}
	}
	return name, iconv
}

var ruleUTF16 = diag.Rule{
	Code: "S002", Severity: diag.Error,
	Message: diag.Text{
		ZH: "文件是 {1} 编码，需要 UTF-8",
		EN: "the file is in {1}; it must be UTF-8",
	},
	Hint: diag.Text{
		ZH: "用记事本打开，「另存为」时编码选「UTF-8」；或者运行 iconv -f {2} -t UTF-8 原文件 > 新文件",
		EN: "open it in Notepad and save it as UTF-8; or run iconv -f {2} -t UTF-8 OLD > NEW",
	},
	Why: diag.Text{
		ZH: "各种编码混用时，总有读者看到乱码",
		EN: "where encodings are mixed, some readers see garbled text",
	},
	Basis: "GB/T 13000 信息技术 通用多八位编码字符集",
	Bad:   rawPage("\xff\xfe+\x00+\x00+\x00\n\x00"),
	Good:  goodPage,
}

var ruleEncoding = diag.Rule{
	Code: "S003", Severity: diag.Error,
	Message: diag.Text{
		ZH: "文件看起来是 {1} 编码，需要 UTF-8",
		EN: "the file looks like {1}; it must be UTF-8",
	},
	Hint: diag.Text{
		ZH: "用记事本或 WPS 打开，「另存为」时编码选「UTF-8」；或者运行 iconv -f {2} -t UTF-8 原文件 > 新文件",
		EN: "open it in Notepad or WPS and save it as UTF-8; or run iconv -f {2} -t UTF-8 OLD > NEW",
	},
	Why: diag.Text{
		ZH: "编码靠猜，猜错一个字就可能是一个错误的人名、地名",
		EN: "an encoding that is guessed wrong by one character publishes a wrong name",
	},
	Basis: "GB/T 13000 信息技术 通用多八位编码字符集",
	Bad:   rawPage("+++\ntitle = \"\xcd\xa8\xd6\xaa\"\n+++\n\xb9\xab\xbf\xaa\xd0\xc5\xcf\xa2\xa1\xa3\n"),
	Good:  goodPage,
}

var ruleDamaged = diag.Rule{
	Code: "S004", Severity: diag.Error,
	Message: diag.Text{
		ZH: "这里的字节「{1}」不是 UTF-8 文字（全文共 {2} 处）",
		EN: "the byte 「{1}」 here is not UTF-8 text ({2} in the file)",
	},
	Hint: diag.Text{
		ZH: "从原稿重新复制这一段，再以 UTF-8 保存",
		EN: "copy this passage again from the original, and save it as UTF-8",
	},
	Why: diag.Text{
		ZH: "文件在传输或转换时损坏，缺了字",
		EN: "the file was damaged on its way, and characters are missing",
	},
	Basis: "GB/T 13000 信息技术 通用多八位编码字符集",
	Bad:   rawPage("+++\n" + title + dated + "+++\n公开信息\xe5\xa5。\n"),
	Good:  goodPage,
}

var ruleNUL = diag.Rule{
	Code: "S005", Severity: diag.Error,
	Message: diag.Text{
		ZH: "文本里有空字符（NUL）",
		EN: "there is a NUL character in the text",
	},
	Hint: diag.Text{
		ZH: "删除它；若文件其实是图片、文档或压缩包，请改回原来的扩展名",
		EN: "delete it; if the file is a picture, a document or an archive, give it back its extension",
	},
	Why: diag.Text{
		ZH: "这个文件多半不是文本，或者已经损坏",
		EN: "the file is probably not a text, or is damaged",
	},
	Bad:  rawPage("+++\n" + title + dated + "+++\n正文\x00。\n"),
	Good: goodPage,
}
