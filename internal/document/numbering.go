package document

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// Word keeps the numbers of headings and lists apart from their text: 一、 is
// worked out from word/numbering.xml, and is lost when only the text is read.

// style is what a paragraph's style says of numbers and headings.
type style struct {
	level       int // of a heading, from 1
	numID, ilvl string
}

func readStyles(p *pack) (map[string]style, error) {
	data, err := p.read("word/styles.xml")
	if err != nil || data == nil {
		return nil, err
	}
	styles := map[string]style{}
	t := newTokens("word/styles.xml", data)
	var id string
	for {
		token, err := t.next()
		if err != nil || token == nil {
			return styles, err
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		s := styles[id]
		switch e.Name.Local {
		case "style":
			id = attribute(e, "styleId")
			continue
		case "outlineLvl":
			if n, err := strconv.Atoi(attribute(e, "val")); err == nil && 0 <= n && n < 9 {
				s.level = n + 1
			}
		case "numId":
			s.numID = attribute(e, "val")
		case "ilvl":
			s.ilvl = attribute(e, "val")
		default:
			continue
		}
		if id != "" {
			styles[id] = s
		}
	}
}

// numbering counts the paragraphs of each list.
type numbering struct {
	abstract map[string]string           // of a numId
	levels   map[string][9]numberedLevel // of an abstract list
	counts   map[string]*[9]int
}

type numberedLevel struct {
	format, text string
	start        int
}

func readNumbering(p *pack) (*numbering, error) {
	n := &numbering{abstract: map[string]string{}, levels: map[string][9]numberedLevel{}, counts: map[string]*[9]int{}}
	data, err := p.read("word/numbering.xml")
	if err != nil || data == nil {
		return n, err
	}
	t := newTokens("word/numbering.xml", data)
	var abstract, num string
	level := -1
	for {
		token, err := t.next()
		if err != nil || token == nil {
			return n, err
		}
		if end, ok := token.(xml.EndElement); ok {
			switch end.Name.Local {
			case "abstractNum":
				abstract = ""
			case "num":
				num = ""
			}
			continue
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		value := attribute(e, "val")
		switch e.Name.Local {
		case "abstractNum":
			abstract = attribute(e, "abstractNumId")
		case "num":
			num = attribute(e, "numId")
		case "abstractNumId":
			if num != "" {
				n.abstract[num] = value
			}
		case "lvl":
			level = -1
			if i, err := strconv.Atoi(attribute(e, "ilvl")); err == nil && 0 <= i && i < 9 {
				level = i
			}
		case "start", "numFmt", "lvlText":
			if abstract == "" || level < 0 {
				continue
			}
			levels := n.levels[abstract]
			switch e.Name.Local {
			case "start":
				levels[level].start, _ = strconv.Atoi(value)
			case "numFmt":
				levels[level].format = value
			case "lvlText":
				levels[level].text = value
			}
			n.levels[abstract] = levels
		}
	}
}

// next is the number of the next paragraph of a list: 一、.
func (n *numbering) next(numID, ilvl string) string {
	abstract, ok := n.abstract[numID]
	if !ok || numID == "0" {
		return ""
	}
	level, err := strconv.Atoi(ilvl)
	if err != nil || level < 0 || level > 8 {
		level = 0
	}
	counts := n.counts[abstract]
	if counts == nil {
		counts = &[9]int{}
		n.counts[abstract] = counts
	}
	counts[level]++
	for i := level + 1; i < 9; i++ {
		counts[i] = 0
	}
	levels := n.levels[abstract]
	if levels[level].format == "bullet" || levels[level].format == "none" {
		return ""
	}
	text := levels[level].text
	for i := range 9 {
		number := counts[i]
		if start := levels[i].start; start > 1 {
			number += start - 1
		}
		text = strings.ReplaceAll(text, "%"+strconv.Itoa(i+1), numeral(number, levels[i].format))
	}
	return text
}

// numeral writes a number as a list has it.
func numeral(n int, format string) string {
	switch format {
	case "chineseCounting", "chineseCountingThousand", "ideographTraditional", "japaneseCounting", "taiwaneseCountingThousand", "ideographDigital":
		return chinese(n)
	case "upperLetter", "lowerLetter":
		letter := string(rune('a' + (max(n, 1)-1)%26))
		if format == "upperLetter" {
			return strings.ToUpper(letter)
		}
		return letter
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		if 1 <= n && n <= 20 {
			return string(rune('①' + n - 1))
		}
	}
	return strconv.Itoa(n)
}

// chinese writes a number below 100 as 二十三.
func chinese(n int) string {
	digits := []rune("〇一二三四五六七八九")
	switch {
	case n < 0 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return string(digits[n])
	}
	s := "十"
	if n >= 20 {
		s = string(digits[n/10]) + s
	}
	if n%10 > 0 {
		s += string(digits[n%10])
	}
	return s
}
