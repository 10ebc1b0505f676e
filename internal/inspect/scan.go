package inspect

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"gongkai/internal/diag"
	"gongkai/internal/privacy"
	"gongkai/internal/source"
)

// Scans is what is known of attachments, by their paths' hashes (a file's name
// may hold a number), from this run and the last.
// An attachment of the same size and time, or of the same bytes, is not read
// again. It is plain data, for the caller to keep as JSON: no number stands in
// it, only masks and hashes.
type Scans struct {
	// Key stands for the program, Own is the numbers that were no leak, Words
	// stands for the list of wrong words: what was scanned under others is
	// worth nothing.
	Key   string           `json:"key"`
	Own   []string         `json:"own,omitempty"`
	Words string           `json:"words,omitempty"`
	Files map[string]*Scan `json:"files"`
	// Changed tells whether this run read anything.
	Changed bool `json:"-"`

	words  *Words
	now    map[*source.File]*Scan
	failed bool // a file couldn't be opened: it is looked at again
}

// Scan is what one attachment holds.
type Scan struct {
	Size      int64          `json:"size"`
	ModTime   int64          `json:"time"` // ns since 1970
	SHA       string         `json:"sha256"`
	Personal  []FileSighting `json:"personal,omitempty"`
	Concealed diag.Text      `json:"concealed,omitzero"` // what it holds and doesn't show
	Unread    []diag.Text    `json:"unread,omitempty"`   // why its text, or a part of it, was not read
	Words     []FileWord     `json:"words,omitempty"`
}

// FileWord is a wrong word in an attachment: where it stands first, and how
// often it does.
type FileWord struct {
	Wrong string
	Times int
	Line  int    `json:",omitempty"`
	Where string `json:",omitempty"`
}

// FileSighting is personal data in an attachment.
type FileSighting struct {
	privacy.Finding
	Line  int    `json:",omitempty"` // of a text; 0 when it has no lines
	Where string `json:",omitempty"` // Sheet1!B3
}

// biggest is where an attachment is no longer read.
const biggest = 64 << 20

// look reads the files that are new or have changed, side by side.
func (s *Scans) look(files []*source.File, o privacy.Options, w *Words) {
	if w == nil {
		w = &Words{}
	}
	s.words = w
	if s.Files == nil || !slices.Equal(s.Own, o.Own) || s.Words != w.key {
		s.Own, s.Words = o.Own, w.key
		s.Files = map[string]*Scan{}
	}
	s.now = make(map[*source.File]*Scan, len(files))
	var fresh []*source.File
	for _, file := range files {
		old := s.Files[pathKey(file)]
		if old != nil && old.Size == file.Size && old.ModTime == file.ModTime.UnixNano() {
			s.now[file] = old
		} else {
			fresh = append(fresh, file)
		}
	}
	read := make([]*Scan, len(fresh))
	sideBySide(len(fresh), func(i int) { read[i] = scanFile(fresh[i], s.Files[pathKey(fresh[i])], o, w) })
	s.failed = false
	for i, file := range fresh {
		s.now[file] = read[i]
		s.failed = s.failed || read[i].ModTime == 0
	}
	if len(fresh) > 0 || len(files) != len(s.Files) {
		s.Changed = true
		s.Files = make(map[string]*Scan, len(files))
		for file, scan := range s.now {
			s.Files[pathKey(file)] = scan
		}
	}
}

// pathKey stands for a file's path.
func pathKey(file *source.File) string {
	sum := sha256.Sum256([]byte(file.Path))
	return hex.EncodeToString(sum[:16])
}

// sideBySide runs do for 0 to n-1 on every core.
func sideBySide(n int, do func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
}

// of is what is known of a file; never nil.
func (s *Scans) of(file *source.File) *Scan {
	if scan := s.now[file]; scan != nil {
		return scan
	}
	return &Scan{}
}

// SHA is the SHA-256 of a file that was looked at, in hex.
func (s *Scans) SHA(file *source.File) string { return s.of(file).SHA }

func scanFile(file *source.File, old *Scan, o privacy.Options, w *Words) *Scan {
	scan := &Scan{Size: file.Size, ModTime: file.ModTime.UnixNano()}
	data, err := readFile(file)
	if err != nil {
		scan.ModTime, scan.Unread = 0, []diag.Text{noFile} // and looked at again next time
		return scan
	}
	sum := sha256.Sum256(data)
	scan.SHA = hex.EncodeToString(sum[:])
	if old != nil && old.SHA == scan.SHA {
		scan.Personal, scan.Concealed, scan.Unread, scan.Words = old.Personal, old.Concealed, old.Unread, old.Words
		return scan
	}
	r := &reading{options: o, words: w, scan: scan, seen: map[string]bool{}}
	r.file(file.Path, data, 0)
	scan.maskPlaces()
	return scan
}

// maskPlaces hides the numbers in what is said of places: names of sheets and
// of files in an archive may hold some.
func (s *Scan) maskPlaces() {
	for i := range s.Personal {
		s.Personal[i].Where = privacy.Mask(s.Personal[i].Where)
	}
	for i := range s.Words {
		s.Words[i].Where = privacy.Mask(s.Words[i].Where)
	}
}

// textSHA is the SHA-256 of a text as it is read, whatever its line ends.
func textSHA(file *source.File) string {
	text, _ := file.Text()
	sum := sha256.Sum256(text.Bytes)
	return hex.EncodeToString(sum[:])
}

func readFile(file *source.File) ([]byte, error) {
	f, err := file.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, biggest+1))
	if err == nil && len(data) > biggest {
		err = fmt.Errorf("inspect: %s is larger than %d MiB", file.Path, biggest>>20)
	}
	return data, err
}

// all is the personal data in a file and in its name.
func (s *Scan) all(file *source.File) []privacy.Finding {
	found := inName(file)
	for _, f := range s.Personal {
		found = append(found, f.Finding)
	}
	return found
}

// diagnostics is what is wrong with an attachment, less what is waived.
func (s *Scan) diagnostics(file *source.File, list *Words, waived func(privacy.Finding) bool) diag.List {
	var found diag.List
	for _, f := range inName(file) {
		if !waived(f) {
			found = append(found, f.Diagnostic(file.Place()))
		}
	}
	for _, f := range s.Personal {
		if !waived(f.Finding) {
			found = append(found, f.diagnostic(file))
		}
	}
	for _, w := range s.Words {
		if word, ok := list.of(w.Wrong); ok {
			found = append(found, w.diagnostic(word, file))
		}
	}
	name := diag.Visible(privacy.Mask(base(file.Path)))
	if s.Concealed != (diag.Text{}) {
		found = append(found, privacy.Concealed.New(file.Place(), name, s.Concealed))
	}
	if len(s.Unread) > 0 {
		found = append(found, privacy.Unread.New(file.Place(), name, joined(s.Unread, "；", "; ")))
	}
	return found
}

func base(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// diagnostic says where in the file the finding is, in words when the file has
// no lines.
func (f FileSighting) diagnostic(file *source.File) diag.Diagnostic {
	d := f.Finding.Diagnostic(lineOf(file, f.Line))
	if f.Where != "" {
		where := privacy.Mask(diag.Visible(f.Where))
		d.Message.ZH += "（在" + spaced(where) + "）"
		d.Message.EN += " (in " + where + ")"
	}
	return d
}

func (w FileWord) diagnostic(word *wordTOML, file *source.File) diag.Diagnostic {
	d := word.diagnostic(lineOf(file, w.Line))
	where := privacy.Mask(diag.Visible(w.Where))
	zh, en := "（附件里 "+strconv.Itoa(w.Times)+" 处", " ("+strconv.Itoa(w.Times)+" times in the attachment"
	if where != "" {
		zh, en = zh+"，第一处在"+spaced(where), en+", first in "+where
	}
	d.Message.ZH, d.Message.EN = d.Message.ZH+zh+"）", d.Message.EN+en+")"
	return d
}

// spaced is words after Chinese ones: Latin letters with a space before them.
func spaced(words string) string {
	if words[0] < utf8.RuneSelf {
		return " " + words
	}
	return words
}

// lineOf is a line of a file; the file, when it has none.
func lineOf(file *source.File, line int) diag.Place {
	at := file.Place()
	if line > 0 {
		at.Line, at.Column, at.EndLine, at.EndColumn = line, 1, line, 1
	}
	return at
}
