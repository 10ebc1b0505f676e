package inspect

import (
	"math"
	"regexp"
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/notice"
	"gongkai/internal/site"
	"gongkai/internal/source"
)

// A notice is often begun as a copy of an older one, and sometimes goes out
// as one: the same text under another title, last year's number, the seal of
// the office it was taken from.
//
// Copies are found without comparing pages two by two. The letters of a text
// are cut into overlapping runs of eight; each run has a hash; of the hashes,
// sorted by chance into 32 boxes, the least of each box is kept (one
// permutation MinHash). Two texts agree in about as many boxes as they share
// runs. Pages that agree in eight boxes of a row meet in a map, so the cost
// grows with the number of pages.

const (
	runLength = 8
	boxes     = 32
	bands     = 4
	shortest  = 40  // letters: shorter texts are alike by nature
	alike     = 30  // boxes of 32: about 95 of 100 runs
	sketched  = 200 // letters: a shorter text is only compared as a whole
	prime     = 16777619
)

// sketch is a text in brief.
type sketch struct {
	length int
	whole  uint64
	least  *[boxes]uint32 // nil for a short text
}

// sketchOf reads the letters and digits of a text; spaces, marks and
// punctuation don't count.
func sketchOf(text string) sketch {
	var s sketch
	var window [runLength]uint32 // the last letters, in a ring
	var rolling, oldest uint32 = 0, 1
	for range runLength - 1 {
		oldest *= prime
	}
	var least [boxes]uint32
	for i := range least {
		least[i] = math.MaxUint32
	}
	s.whole = 14695981039346656037
	for _, r := range text {
		if r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z' && r < 0x3400 || r > 0x9FFF && r < 0x20000 {
			continue
		}
		s.whole = (s.whole ^ uint64(r)) * 1099511628211
		slot := s.length & (runLength - 1)
		rolling = (rolling-window[slot]*oldest)*prime + uint32(r)
		window[slot] = uint32(r)
		if s.length++; s.length < runLength {
			continue
		}
		h := rolling ^ rolling>>15
		h *= 0x85ebca6b
		h ^= h >> 13
		if box := h & (boxes - 1); h < least[box] {
			least[box] = h
		}
	}
	if s.length >= sketched {
		s.least = &least
	}
	return s
}

// same is how many of the boxes agree; all, when the whole texts do.
func (s sketch) same(t sketch) int {
	switch {
	case s.whole == t.whole && s.length == t.length:
		return boxes
	case s.least == nil || t.least == nil:
		return 0
	}
	n := 0
	for i := range boxes {
		if s.least[i] == t.least[i] {
			n++
		}
	}
	return n
}

var ruleCopy = diag.Rule{
	Code: "I004", Severity: diag.Warning,
	Message: diag.Text{ZH: "正文与「{1}」几乎一样（约 {2}%）", EN: "the text is nearly that of {1} (about {2} %)"},
	Hint:    diag.Text{ZH: "重复发布的删去一篇；照旧稿改的，看看有没有漏改的地方", EN: "delete one if it is published twice; if an old text was the model, see what was not changed"},
	Why:     diag.Text{ZH: "重复的信息会被当作凑数，漏改的旧稿会误导读者。", EN: "A repeated item looks like padding, and an old text under a new title misleads."},
	Bad:     twins("本次调查涉及全县规模以上工业企业，调查内容包括生产经营、用工、能源消费和科技创新情况，请各单位按照统一部署认真组织，如实填报。"),
	Good:    page("本次调查涉及全县规模以上工业企业，调查内容包括生产经营、用工、能源消费和科技创新情况，请各单位按照统一部署认真组织，如实填报。"),
}

func twins(text string) string {
	return page(text) + strings.Replace(strings.Replace(page(text), "-03-01-1", "-03-05-1", 1), "调查情况", "企业调查", 1)
}

// Copies is the pages whose text is nearly that of an older one.
func Copies(s *site.Site) diag.List {
	var found diag.List
	seen := make(map[[2]uint64]*site.Page, len(s.All())*2)
	for _, p := range s.All() {
		sketch := noted(p).sketch
		if p.Kind != site.NoticePage || p.Hidden != "" || sketch.length < shortest {
			continue
		}
		var twin *site.Page
		best := alike - 1
		for _, key := range sketch.keys() {
			first := seen[key]
			if first == nil {
				seen[key] = p
				continue
			}
			if n := sketch.same(noted(first).sketch); n > best {
				twin, best = first, n
			}
		}
		if twin != nil {
			found = append(found, copyOf(p, twin, best))
		}
	}
	return found
}

// keys is what a page is met by: its whole text, and each band of boxes.
func (s sketch) keys() [][2]uint64 {
	keys := [][2]uint64{{bands, s.whole}}
	if s.least == nil {
		return keys
	}
	for band := range bands {
		h := uint64(14695981039346656037)
		for _, v := range s.least[band*boxes/bands : (band+1)*boxes/bands] {
			h = (h ^ uint64(v)) * 1099511628211
		}
		keys = append(keys, [2]uint64{uint64(band), h})
	}
	return keys
}

func copyOf(p, twin *site.Page, same int) diag.Diagnostic {
	if twin.Date.After(p.Date) {
		p, twin = twin, p
	}
	d := ruleCopy.New(p.Place("title"), twin.Title, same*100/boxes)
	d.Related = append(d.Related, diag.Related{
		Place:   twin.Place("title"),
		Message: diag.Text{ZH: "先发布的一篇", EN: "the older one"},
	})
	return d
}

var ruleOtherBody = diag.Rule{
	Code: "I005", Severity: diag.Warning,
	Message: diag.Text{ZH: "落款是「{1}」，发布机构却是「{2}」", EN: "it is signed {1}, but published by {2}"},
	Hint:    diag.Text{ZH: "照别的单位的稿子改的，改正落款；转载的，写上 source；由那个单位发布的，写上 agency", EN: "mend the signature; for a reprint write source; when that body publishes it, write agency"},
	Why:     diag.Text{ZH: "落款错了，公开的文件就成了别的单位的。", EN: "A wrong signature makes the document another body's."},
	Bad:     page("调查已经结束。\n\n样例县财政局\n\n2024年3月1日"),
	Good:    page("调查已经结束。\n\n示例县统计局\n\n2024年3月1日"),
}

var ruleOtherYear = diag.Rule{
	Code: "I006", Severity: diag.Warning,
	Message: diag.Text{ZH: "标题是「{1}」，正文里却是「{2}」", EN: "the title says {1}, the text {2}"},
	Hint:    diag.Text{ZH: "多半是照旧稿改漏了：核对年份", EN: "an old text was probably the model: check the year"},
	Why:     diag.Text{ZH: "年份错了，读者分不清是哪一年的数。", EN: "With a wrong year nobody knows which year is meant."},
	Bad:     strings.Replace(page("2023年企业调查于3月开始。"), "关于调查情况的通知", "关于开展2024年企业调查的通知", 1),
	Good:    strings.Replace(page("2024年企业调查于3月开始。"), "关于调查情况的通知", "关于开展2024年企业调查的通知", 1),
}

// leftovers is what the model of a copy left behind: another body's signature,
// another year's number.
func leftovers(t source.Text, text string, n *notice.Notice, s *site.Settings) diag.List {
	if n.Start == 0 || n.Start >= len(text) {
		return nil
	}
	return append(otherBody(t, text, n, s), otherYear(t, text, n)...)
}

// signature is a line that is a body's name and nothing else.
var signature = regexp.MustCompile(`^\p{Han}{2,20}(?:局|委员会|办公室|人民政府|厅|街道办事处|管委会)$`)

// dated is the line under a signature.
var dated = regexp.MustCompile(`^[12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日$`)

// otherBody looks at the last lines: a name over a date.
func otherBody(t source.Text, text string, n *notice.Notice, s *site.Settings) diag.List {
	end := strings.TrimRight(text, " \n　")
	cut := strings.LastIndexByte(end, '\n')
	if cut < n.Start || !dated.MatchString(strings.Trim(end[cut+1:], " 　")) {
		return nil
	}
	end = strings.TrimRight(end[:cut], " \n　\\")
	from := max(strings.LastIndexByte(end, '\n')+1, n.Start)
	if from >= len(end) {
		return nil
	}
	name := strings.Trim(end[from:], " 　")
	if !signature.MatchString(name) || n.Source != "" || named(name, n.Agency, s.Agency.Name, s.Agency.ShortName, s.Agency.Host, s.Agency.Operator) {
		return nil
	}
	at := from + strings.Index(end[from:], name)
	agency := n.Agency
	if agency == "" {
		agency = s.Agency.Name
	}
	return diag.List{ruleOtherBody.New(t.Place(at, at+len(name)), name, agency)}
}

// named tells whether a name is one of these, in full or in part: 县统计局 is
// 示例县统计局, and 示例县统计局办公室 belongs to it.
func named(name string, of ...string) bool {
	for _, own := range of {
		if own != "" && (strings.Contains(own, name) || strings.Contains(name, own)) {
			return true
		}
	}
	return false
}

// titleYear is a year and the four characters that say what of.
var titleYear = regexp.MustCompile(`(20[0-9]{2})年(\p{Han}{4})`)

// otherYear looks for what the title names, under another year alone.
func otherYear(t source.Text, text string, n *notice.Notice) diag.List {
	m := titleYear.FindStringSubmatch(n.Title)
	if m == nil {
		return nil
	}
	body := text[n.Start:]
	what := "年" + m[2]
	wrong := -1
	for from := 0; ; {
		i := strings.Index(body[from:], what)
		if i < 0 {
			break
		}
		at := from + i
		from = at + len(what)
		if at < 4 || body[at-4:at-2] != "20" {
			continue
		}
		if body[at-4:at] == m[1] {
			return nil
		}
		if wrong < 0 {
			wrong = at - 4
		}
	}
	if wrong < 0 {
		return nil
	}
	end := wrong + 4 + len(what)
	return diag.List{ruleOtherYear.New(t.Place(n.Start+wrong, n.Start+end), m[0], body[wrong:end])}
}
