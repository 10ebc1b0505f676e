package search

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the hashes and postings of the vectors afresh")

// vectors are shared with the browser's tests of search.js.
type vectors struct {
	Normalise [][2]string `json:"normalise"`
	Hash      [][2]any    `json:"hash"`
	Postings  [][2]any    `json:"postings"`
	Keys      [][2]any    `json:"keys"`
}

func readVectors(t *testing.T) vectors {
	t.Helper()
	data, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSharedVectors(t *testing.T) {
	v := readVectors(t)
	for _, pair := range v.Normalise {
		if got := string(normalise(pair[0])); got != pair[1] {
			t.Errorf("normalise(%q) = %q, want %q", pair[0], got, pair[1])
		}
	}
	for i, pair := range v.Hash {
		got := float64(hash(pair[0].(string)))
		if *update {
			v.Hash[i][1] = got
		} else if got != pair[1].(float64) {
			t.Errorf("hash(%q) = %.0f, want %v", pair[0], got, pair[1])
		}
	}
	for i, pair := range v.Postings {
		var numbers []uint32
		for _, n := range pair[0].([]any) {
			numbers = append(numbers, uint32(n.(float64)))
		}
		got := string(appendPostings(nil, numbers))
		if *update {
			v.Postings[i][1] = got
		} else if got != pair[1].(string) {
			t.Errorf("postings of %v = %q, want %q", numbers, got, pair[1])
		}
	}
	for i, pair := range v.Keys {
		keys := keysOf(normalise(pair[0].(string)))
		if *update {
			v.Keys[i][1] = keys
		} else if got := fmt.Sprint(keys); got != fmt.Sprint(pair[1]) {
			t.Errorf("keys of %q = %s, want %v", pair[0], got, pair[1])
		}
	}
	if *update {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(v); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("testdata/vectors.json", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestShardsFollowFromTheCount(t *testing.T) {
	for n, want := range map[int]int{0: 1, 1: 1, 4: 1, 5: 2, 9: 3, 300: 75, 10_000: 2500} {
		if got := (Segment{Documents: make([]Document, n)}).keyShards(); got != want {
			t.Errorf("%d documents have %d index shards, want %d", n, got, want)
		}
	}
}

// corpus is documents with random text from few characters, so that phrases
// recur, over three years and with pages that have no date.
func corpus(seed uint64, n int) ([]Document, []string) {
	r := rand.New(rand.NewPCG(seed, 1))
	sentence := func(n int) string {
		var b strings.Builder
		for range n {
			switch r.IntN(12) {
			case 0:
				fmt.Fprintf(&b, "〔20%02d〕%d号", 20+r.IntN(5), 1+r.IntN(150))
			case 1:
				b.WriteString([]string{"，", "。", "\n", " ", "、"}[r.IntN(5)])
			case 2:
				b.WriteString([]string{"Budget", "pdf", "A4", "7"}[r.IntN(4)])
			default:
				b.WriteRune([]rune("政府信息公开年度报告示例县财资金项目𠮷")[r.IntN(19)])
			}
		}
		return b.String()
	}
	documents, texts := make([]Document, n), make([]string, n)
	for i := range n {
		documents[i] = Document{
			Address: fmt.Sprintf("disclosure/a/%d.html", i), Title: sentence(8),
			Column: "disclosure/a", Validity: []string{"", "有效", "废止"}[r.IntN(3)], Number: sentence(2),
		}
		if i >= n/10 {
			documents[i].Date = time.Date(2022+3*i/n, 1, 1, 0, 0, i, 0, time.UTC)
		}
		texts[i] = sentence(60)
	}
	return documents, texts
}

// reader answers from the built files as search.js does, to compare with grep.
type reader struct {
	segment Segment
	shards  map[string]string
}

func (r reader) documentsWith(key string) []int {
	n := r.segment.keyShards()
	shard := r.shards[r.segment.fileName(keyKind, int(hash(strings.TrimPrefix(key, "^"))%uint32(n)))]
	_, after, ok := strings.Cut(shard, "|"+key+":")
	if !ok {
		return nil
	}
	entry, _, _ := strings.Cut(after, "|")
	var numbers []int
	last, value, weight := -1, 0, 1
	for i := range len(entry) {
		if d := strings.IndexByte(digitsMore, entry[i]); d >= 0 {
			value += (d + len(digitsMore)) * weight
			weight *= len(digitsMore)
			continue
		}
		last += value + strings.IndexByte(digitsLast, entry[i])*weight + 1
		numbers = append(numbers, last)
		value, weight = 0, 1
	}
	return numbers
}

// keysOf is the keys of a phrase, as in search.js.
func keysOf(phrase []rune) []string {
	var keys []string
	for i := range phrase {
		c := classOf(phrase[i])
		if c == mark {
			continue
		}
		if i+1 < len(phrase) {
			if next := classOf(phrase[i+1]); next != mark && (c == han || next == han) {
				keys = append(keys, string(phrase[i:i+2]))
			}
		}
		if c != word || i > 0 && classOf(phrase[i-1]) == word {
			continue
		}
		n := i + runLength(phrase[i:])
		keys = append(keys, string(phrase[i:min(n, i+longestBeginning)]))
		second, ok := joined(phrase[i:], n-i)
		if !ok {
			continue
		}
		both := string(phrase[i:n+1]) + string(second[:min(len(second), longestBeginning)])
		if n+1+len(second) < len(phrase) && len(second) <= longestBeginning {
			keys = append(keys, both+"$")
		} else if len(second) >= shortestSecond {
			keys = append(keys, both)
		}
	}
	var different []string
	for _, key := range keys {
		if !slices.Contains(different, key) {
			different = append(different, key)
		}
	}
	return different
}

type file struct {
	Name string
	Data []byte
}

// allFiles is every file of a segment.
func allFiles(s Segment, text func(int) string) []file {
	var files []file
	keys := s.Index(text)
	for _, name := range s.Names() {
		data := keys.File(name)
		if s.IsText(name) {
			data = s.Text(name, text)
		}
		files = append(files, file{name, data})
	}
	return files
}

func build(t *testing.T, s Segment, text func(int) string) reader {
	t.Helper()
	r := reader{s, map[string]string{}}
	files := allFiles(s, text)
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
		call := strings.TrimSuffix(strings.TrimPrefix(string(f.Data), "gongkaiSearch("), ")\n")
		var pair []json.RawMessage
		if err := json.Unmarshal([]byte("["+call+"]"), &pair); err != nil || len(pair) != 2 {
			t.Fatalf("%s: %v", f.Name, err)
		}
		var shard string
		if json.Unmarshal(pair[1], &shard) == nil {
			r.shards[f.Name] = shard
		}
	}
	if !slices.Equal(names, s.Names()) {
		t.Fatalf("built %v, names are %v", names, s.Names())
	}
	return r
}

// Every phrase of every text is found, and the index never leaves out a
// document that holds it.
func TestNoPhraseIsMissed(t *testing.T) {
	documents, texts := corpus(1, 400)
	random := rand.New(rand.NewPCG(2, 2))
	offset := len(documents)
	for _, segment := range Split(documents) {
		offset -= len(segment.Documents)
		text := func(i int) string { return texts[offset+i] }
		index := build(t, segment, text)
		for range 200 {
			source := normalise(text(random.IntN(len(segment.Documents))))
			from := random.IntN(len(source) - 6)
			phrase := source[from : from+2+random.IntN(4)]
			if from > 0 && classOf(phrase[0]) == word && classOf(source[from-1]) == word {
				continue // inside a run of letters or digits
			}
			keys := keysOf(phrase)
			if len(keys) == 0 {
				continue
			}
			if last := phrase[len(phrase)-1]; classOf(last) == word && len(keys[len(keys)-1]) == 1 {
				continue // a single letter is found whole only
			}
			for i := range segment.Documents {
				if !strings.Contains(string(normalise(text(i))), string(phrase)) {
					continue
				}
				for _, key := range keys {
					if !boundary(normalise(text(i)), phrase) {
						continue
					}
					if !slices.Contains(index.documentsWith(key), i) {
						t.Fatalf("%s: document %d holds %q but not the key %q", segment.Name, i, string(phrase), key)
					}
				}
			}
		}
	}
}

// boundary tells that the phrase stands somewhere not inside a run.
func boundary(text, phrase []rune) bool {
	for i := 0; i+len(phrase) <= len(text); i++ {
		if slices.Equal(text[i:i+len(phrase)], phrase) && (i == 0 || classOf(phrase[0]) != word || classOf(text[i-1]) != word) {
			return true
		}
	}
	return false
}

func TestAFileOfAnotherNameIsNone(t *testing.T) {
	s := Segment{Name: "2024", Documents: make([]Document, 9)}
	for name, want := range map[string]bool{
		"2024/k0.js": true, "2024/k2.js": true, "2024/k3.js": false, "2024/t2.js": true, "2024/t3.js": false,
		"2024/k02.js": false, "2024/k-1.js": false, "2024/k+1.js": false, "2024/k1": false, "2023/k1.js": false, "2024/x.js": false, "": false,
	} {
		if got := s.Has(name); got != want {
			t.Errorf("%q: %t", name, got)
		}
	}
	if s.Index(func(int) string { return "" }).File("2024/k9.js") != nil {
		t.Error("a file that isn't there has bytes")
	}
}

func TestTitlesAndFiltersHaveKeysOfTheirOwn(t *testing.T) {
	documents := []Document{
		{Address: "a.html", Title: "财政预算", Column: "disclosure/finance", Validity: "有效"},
		{Address: "b.html", Title: "通知", Column: "disclosure/notices", Validity: "废止", Files: []string{"预算表.xlsx"}},
	}
	index := build(t, Segment{Name: "pages", Documents: documents}, func(int) string { return "预算" })
	for key, want := range map[string][]int{
		"^预算": {0}, "预算": {0, 1}, "^财": {0}, "财": nil, "#column/disclosure/finance": {0}, "#validity/废止": {1}, "算表": {1}, "xlsx": {1},
	} {
		if got := index.documentsWith(key); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", key, got, want)
		}
	}
}

func TestAnIndexOfTitlesLeavesTheTextsOut(t *testing.T) {
	documents, _ := corpus(4, 300)
	for i := range documents {
		documents[i].Date = time.Date(2024, 1, 1, 0, 0, i, 0, time.UTC)
		documents[i].Subject = "综合政务/政务公开"
	}
	s := Split(documents)[0]
	s.Titles = true
	index := build(t, s, func(int) string { t.Fatal("a text was asked for"); return "" })
	if got := len(s.Names()); got != 3+3 {
		t.Errorf("%d files", got)
	}
	title := normalise(documents[7].Title)
	for _, key := range keysOf(title) {
		if !slices.Contains(index.documentsWith("^"+key), 7) {
			t.Errorf("the title's key %q is missing", key)
		}
	}
	if got := len(index.documentsWith("#subject/综合政务")); got != 300 {
		t.Errorf("%d documents of the subject", got)
	}
}

func TestATextShardReadsItsOwnDocuments(t *testing.T) {
	s := Segment{Name: "2024", Documents: make([]Document, 20)}
	for file, want := range map[string][2]int{"2024/t0.js": {0, 4}, "2024/t4.js": {16, 20}, "2024/k1.js": {0, 20}} {
		if from, to := s.Reads(file); [2]int{from, to} != want {
			t.Errorf("%s reads %d to %d, want %v", file, from, to, want)
		}
	}
}

// What is added later leaves the files of earlier years as they were, also
// those of years that are joined.
func TestOldSegmentsKeepTheirBytes(t *testing.T) {
	documents, texts := corpus(3, 200)
	collect := func(documents []Document) map[string][]byte {
		files := map[string][]byte{}
		offset := len(documents)
		for _, s := range Split(documents) {
			offset -= len(s.Documents)
			for _, f := range allFiles(s, func(i int) string { return texts[offset+i] }) {
				files[f.Name] = f.Data
			}
		}
		return files
	}
	before := collect(documents)
	for year := 2024; year <= 2025; year++ {
		texts = append(texts, "新的通知")
		documents = append(documents, Document{Address: "new.html", Title: "新的通知", Date: time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC)})
		after := collect(documents)
		for name, data := range before {
			if !strings.HasPrefix(name, fmt.Sprint(year)) && !(year == 2025 && strings.HasPrefix(name, "2024/")) && !bytes.Equal(after[name], data) {
				t.Errorf("%d: %s changed", year, name)
			}
		}
	}
}

func TestYearsAreJoined(t *testing.T) {
	named := func(from, to, each int) []string {
		documents := make([]Document, 2)
		for y := from; y <= to; y++ {
			for range each {
				documents = append(documents, Document{Date: time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)})
			}
		}
		var names []string
		count := 0
		for _, s := range Split(documents) {
			names = append(names, s.Name)
			count += len(s.Documents)
			for i := range s.Documents {
				if y := s.Documents[i].Date.Year(); y != 1 && !strings.Contains(s.Name, "-") && fmt.Sprint(y) != s.Name[:4] {
					t.Errorf("a document of %d in %s", y, s.Name)
				}
			}
		}
		if count != len(documents) {
			t.Errorf("%d documents of %d", count, len(documents))
		}
		return names
	}
	for _, c := range []struct {
		from, to, each int
		want           []string
	}{
		{2014, 2023, 10, []string{"2023", "2022", "2020-2021", "2016-2019", "2008-2015", "pages"}},
		{2014, 2024, 10, []string{"2024", "2016-2023", "2008-2015", "pages"}},
		{2020, 2023, 6000, []string{"2023", "2022", "2021", "2020", "pages"}},
		{2022, 2023, 40_000, []string{"2023_3", "2023_2", "2023", "2022_3", "2022_2", "2022", "pages"}},
	} {
		if got := named(c.from, c.to, c.each); !slices.Equal(got, c.want) {
			t.Errorf("%d to %d, %d each: %v, want %v", c.from, c.to, c.each, got, c.want)
		}
	}
}

func TestManifest(t *testing.T) {
	documents, _ := corpus(1, 40)
	got := string(Manifest(Split(documents), [][2]string{{"disclosure/a", "示例"}}))
	want := `gongkaiSearch("segments",{"titles":false,"segments":[{"name":"2024","documents":13,"keys":4,"texts":4,"version":""},{"name":"2016-2023","documents":23,"keys":6,"texts":4,"version":""},{"name":"pages","documents":4,"keys":1,"texts":4,"version":""}],"columns":[["disclosure/a","示例"]]})` + "\n"
	if got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func BenchmarkBuild(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 5))
	const n = 2000
	documents, texts := make([]Document, n), make([]string, n)
	for i := range n {
		documents[i] = Document{Address: fmt.Sprintf("disclosure/a/%d.html", i), Title: "关于公示的通知", Date: time.Date(2024, 1, 1, 0, 0, i, 0, time.UTC)}
		runes := make([]rune, 900)
		for j := range runes {
			// Characters as uneven as in real text.
			runes[j] = rune(0x4E00 + int(r.ExpFloat64()*300)%3000)
		}
		texts[i] = string(runes)
	}
	segment := Split(documents)[0]
	b.ReportAllocs()
	for b.Loop() {
		size := 0
		for _, f := range allFiles(segment, func(i int) string { return texts[i] }) {
			size += len(f.Data)
		}
		b.ReportMetric(float64(size)/n, "bytes/notice")
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/notice")
}
