package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/layouts"
)

// How many edits TestIncrementalIsClean makes, and from which seed. make trust
// makes 10,000.
var (
	edits    = flag.Int("edits", 25, "edits after which an incremental build is compared with a clean one")
	editSeed = flag.Uint64("edit-seed", 1, "seed of the edits")
)

// Whatever is done to a site, building it again says and writes what building
// it afresh does, byte for byte.
func TestIncrementalIsClean(t *testing.T) {
	e := &editor{t: t, random: rand.New(rand.NewPCG(*editSeed, 0)), dir: minimal(t)}
	if code, said := buildAt(t, e.dir, 0, ""); code != exitClean {
		t.Fatal(said)
	}
	good := e.copy() // the site at the last build that succeeded
	var done []string
	clean := 0
	for range *edits {
		done = append(done, e.edit())
		code, said := buildAt(t, e.dir, e.now, e.search)
		fresh := e.copy()
		cleanCode, cleanSaid := buildAt(t, fresh, e.now, e.search)
		after := done[max(0, len(done)-5):]
		if code != cleanCode || said != cleanSaid {
			t.Fatalf("after %q: exit %d, a clean build %d; said\n%s\na clean build\n%s", after, code, cleanCode, said, cleanSaid)
		}
		if code == exitClean {
			clean, e.tampered = clean+1, false
			good, fresh = fresh, good
		}
		if !e.tampered {
			if names := differences(tree(t, filepath.Join(good, "public")), tree(t, filepath.Join(e.dir, "public"))); len(names) > 0 {
				t.Fatalf("after %q: not as a clean build leaves it: %v", after, names)
			}
		}
		if err := os.RemoveAll(fresh); err != nil {
			t.Fatal(err)
		}
		if code != exitClean && e.random.IntN(3) > 0 {
			done = append(done, e.restore(good))
		}
	}
	t.Logf("%d builds, %d without errors", *edits, clean)
}

// buildAt builds a site some hours after the day on which it is clean, and
// gives what was said without what depends on earlier builds. The clock is a
// minute ahead, so that files made a moment ago count as settled.
func buildAt(t *testing.T, dir string, hours int, search string) (code int, said string) {
	t.Helper()
	when, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	var out, talk bytes.Buffer
	args := []string{"build", "--json", "--site", dir, "--now", when.Add(time.Duration(hours) * time.Hour).Format(time.RFC3339)}
	if search != "" {
		args = append(args, "--search", search)
	}
	clock := func() time.Time { return time.Now().Add(time.Minute) }
	code = run(context.Background(), args, strings.NewReader(""), &out, &talk, func(string) string { return "" }, clock)
	for line := range strings.Lines(out.String()) {
		var end struct{ Summary map[string]any }
		if json.Unmarshal([]byte(line), &end) == nil && end.Summary != nil {
			for _, name := range []string{"written", "unchanged", "removed", "milliseconds"} {
				delete(end.Summary, name)
			}
			line = fmt.Sprintln(end.Summary)
		}
		said += line
	}
	return code, said
}

// editor does to a site what people and machines do.
type editor struct {
	t        *testing.T
	random   *rand.Rand
	dir      string
	now      int    // hours after the day on which the site is clean
	search   string // the flag
	serial   int
	tampered bool // the target was changed by hand and not built since
}

// edit does one thing and says what it was.
func (e *editor) edit() string {
	kinds := []func() string{
		e.add, e.add, e.addBundle, e.rename, e.delete, e.touch, e.text, e.text, e.front, e.front, e.move,
		e.layout, e.template, e.settings, e.attachment, e.report, e.sameSize, e.tamper, e.forget, e.wait, e.flag,
		func() string { return "nothing" },
	}
	return kinds[e.random.IntN(len(kinds))]()
}

func (e *editor) columns() string {
	return []string{"disclosure/notices", "disclosure/finance", "rules"}[e.random.IntN(3)]
}

// notices are the files that may be edited, in order.
func (e *editor) notices() []string {
	var names []string
	for _, pattern := range []string{"disclosure/*/*.md", "disclosure/*/*/*.md", "rules/*.md", "guide/*.md"} {
		found, err := filepath.Glob(filepath.Join(e.dir, "content", filepath.FromSlash(pattern)))
		if err != nil {
			e.t.Fatal(err)
		}
		names = append(names, found...)
	}
	slices.Sort(names)
	return names
}

func (e *editor) pick() string {
	names := e.notices()
	if len(names) == 0 {
		e.add()
		names = e.notices()
	}
	return names[e.random.IntN(len(names))]
}

// copy is the content and the layouts in a folder of their own.
func (e *editor) copy() string {
	to := e.t.TempDir()
	for _, name := range []string{"content", "layouts"} {
		err := os.CopyFS(filepath.Join(to, name), os.DirFS(filepath.Join(e.dir, name)))
		if err != nil && name == "content" {
			e.t.Fatal(err)
		}
	}
	return to
}

// restore puts the content of another folder in the place of what is there.
func (e *editor) restore(from string) string {
	content := filepath.Join(e.dir, "content")
	if err := os.RemoveAll(content); err != nil {
		e.t.Fatal(err)
	}
	if err := os.CopyFS(content, os.DirFS(filepath.Join(from, "content"))); err != nil {
		e.t.Fatal(err)
	}
	return "restore the content"
}

func (e *editor) read(name string) string {
	text, err := os.ReadFile(name)
	if err != nil {
		e.t.Fatal(err)
	}
	return string(text)
}

func (e *editor) write(name, text string) {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		e.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		e.t.Fatal(err)
	}
}

func (e *editor) page() string {
	e.serial++
	day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, e.random.IntN(156))
	text := fmt.Sprintf("+++\ntitle = \"关于第%d件事的通知\"\ndate = %s\nindex = \"000014349/2024-%05d\"\n", e.serial, day.Format(time.DateOnly), 100+e.serial)
	switch e.random.IntN(8) {
	case 0:
		text += "draft = true\n"
	case 1:
		text += "expiryDate = 2024-06-02\n"
	case 2:
		text += "keywords = [\"通知\", \"第" + fmt.Sprint(e.serial) + "件\"]\nnumber = \"示统〔2024〕12号\"\n"
	case 3:
		text += "aliases = [\"/old/" + fmt.Sprint(e.serial) + ".html\"]\n"
	}
	text += "+++\n正文第" + fmt.Sprint(e.serial) + "段。\n\n## 一、事由\n\n| 项目 | 数 |\n| --- | --: |\n| 道路 | 1 |\n"
	if e.random.IntN(4) == 0 {
		text += "\n见[指南](../../guide/index.md)。\n"
	}
	return text
}

// most is how many notices there are at most, so that ten thousand builds stay
// small ones.
const most = 40

func (e *editor) add() string {
	if len(e.notices()) >= most {
		return e.delete()
	}
	text := e.page()
	name := filepath.Join(e.dir, "content", e.columns(), fmt.Sprintf("2024-02-01-%d.md", e.serial))
	e.write(name, text)
	return "add " + name
}

func (e *editor) addBundle() string {
	text := e.page()
	dir := filepath.Join(e.dir, "content", "disclosure/finance", fmt.Sprintf("b%d", e.serial))
	e.write(filepath.Join(dir, "index.md"), text+"\n![项目表](table.csv)\n")
	e.write(filepath.Join(dir, "table.csv"), "项目,金额\n道路,1\n")
	return "add " + dir
}

func (e *editor) rename() string {
	name := e.pick()
	e.serial++
	if err := os.Rename(name, filepath.Join(filepath.Dir(name), fmt.Sprintf("2024-02-02-%d.md", e.serial))); err != nil {
		e.t.Fatal(err)
	}
	return "rename " + name
}

func (e *editor) delete() string {
	name := e.pick()
	if err := os.Remove(name); err != nil {
		e.t.Fatal(err)
	}
	return "delete " + name
}

func (e *editor) touch() string {
	name := e.pick()
	when := time.Now().Add(-time.Duration(e.random.IntN(1000)) * time.Hour)
	if err := os.Chtimes(name, when, when); err != nil {
		e.t.Fatal(err)
	}
	return "touch " + name
}

func (e *editor) text() string {
	name := e.pick()
	added := []string{"又一段。\n", "\n## 二、办法\n\n照办。\n", "\n见[别处](nowhere.md)。\n", "\n**注意：**请看[预算](../finance/2024-01-04-1.md)。\n"}
	e.write(name, e.read(name)+added[e.random.IntN(len(added))])
	return "edit the text of " + name
}

func (e *editor) front() string {
	name := e.pick()
	e.serial++
	changes := [][2]string{
		{"title = \"", fmt.Sprintf("title = \"（%d）", e.serial)},
		{"date = 2024-0", "date = 2023-0"},
		{"draft = true", "draft = false"},
		{"\n+++\n", "\nvalidity = \"废止\"\n+++\n"},
		{"\n+++\n", "\nslug = \"s" + fmt.Sprint(e.serial) + "\"\n+++\n"},
		{"\n+++\n", "\npublishDate = 2024-06-01T12:00:00+08:00\n+++\n"},
		{"title", "titel"},
	}
	change := changes[e.random.IntN(len(changes))]
	e.write(name, strings.Replace(e.read(name), change[0], change[1], 1))
	return "edit the front matter of " + name + ": " + change[1]
}

func (e *editor) move() string {
	name := e.pick()
	if filepath.Base(name) == "index.md" {
		return "nothing"
	}
	to := filepath.Join(e.dir, "content", e.columns(), filepath.Base(name))
	if err := os.Rename(name, to); err != nil {
		e.t.Fatal(err)
	}
	return "move " + name + " to " + to
}

func (e *editor) layout() string {
	own := filepath.Join(e.dir, "layouts")
	if e.random.IntN(3) == 0 {
		if err := os.RemoveAll(own); err != nil {
			e.t.Fatal(err)
		}
		return "remove the layouts"
	}
	e.serial++
	e.write(filepath.Join(own, "assets", "custom.css"), fmt.Sprintf("body { margin: %dpx }\n", e.serial))
	return "edit the layouts"
}

// template replaces one of the layouts' templates, or edits it again.
func (e *editor) template() string {
	names := []string{"notice.html", "list.html", "base.html", "report.html", "partials/row.html"}
	name := names[e.random.IntN(len(names))]
	text, err := fs.ReadFile(layouts.FS, name)
	if err != nil {
		e.t.Fatal(err)
	}
	e.serial++
	e.write(filepath.Join(e.dir, "layouts", filepath.FromSlash(name)), string(text)+fmt.Sprintf("<p>第%d版</p>\n", e.serial))
	return "edit " + name
}

// report edits the year's prose, or a figure so that a sum breaks or holds again.
func (e *editor) report() string {
	dir := filepath.Join(e.dir, "content", "report")
	if e.random.IntN(2) == 0 {
		name := filepath.Join(dir, "2023.md")
		e.serial++
		e.write(name, strings.Replace(e.read(name), "全年", fmt.Sprintf("全年第%d次", e.serial), 1))
		return "edit the report's prose"
	}
	name := filepath.Join(dir, "2023.toml")
	text := e.read(name)
	zero, one := "new        = [0, ", "new        = [1, "
	if strings.Contains(text, one) {
		zero, one = one, zero
	}
	e.write(name, strings.Replace(text, zero, one, 1))
	return "edit the report's figures: " + one
}

func (e *editor) settings() string {
	name := filepath.Join(e.dir, "content", "site.toml")
	text := e.read(name)
	e.serial++
	changes := [][2]string{
		{"name        = \"", fmt.Sprintf("name        = \"第%d", e.serial)},
		{"telephone  = \"0000-", "telephone  = \"0000-1"},
		{"base_url = \"https://example.com/\"", "base_url = \"\""},
		{"base_url = \"\"", "base_url = \"https://example.com/\""},
	}
	change := changes[e.random.IntN(len(changes))]
	e.write(name, strings.Replace(text, change[0], change[1], 1))
	return "edit site.toml: " + change[1]
}

func (e *editor) attachment() string {
	found, err := filepath.Glob(filepath.Join(e.dir, "content", "disclosure", "finance", "*", "*.csv"))
	if err != nil {
		e.t.Fatal(err)
	}
	if len(found) == 0 {
		return e.addBundle()
	}
	name := found[e.random.IntN(len(found))]
	if e.random.IntN(4) == 0 {
		if err := os.Remove(name); err != nil {
			e.t.Fatal(err)
		}
		return "delete " + name
	}
	if e.random.IntN(4) == 0 {
		when := time.Now().Add(-time.Duration(e.random.IntN(1000)) * time.Hour)
		if err := os.Chtimes(name, when, when); err != nil {
			e.t.Fatal(err)
		}
		return "touch " + name
	}
	e.serial++
	e.write(name, e.read(name)+fmt.Sprintf("桥,%d\n", e.serial))
	return "edit " + name
}

// sameSize changes a letter and puts the time of modification back.
func (e *editor) sameSize() string {
	name := e.pick()
	info, err := os.Stat(name)
	if err != nil {
		e.t.Fatal(err)
	}
	e.write(name, strings.Replace(e.read(name), "第", "弟", 1))
	if err := os.Chtimes(name, info.ModTime(), info.ModTime()); err != nil {
		e.t.Fatal(err)
	}
	return "change a letter of " + name + " and put its time back"
}

// tamper changes the built site by hand.
func (e *editor) tamper() string {
	name := filepath.Join(e.dir, "public", "index.html")
	if _, err := os.Stat(name); err != nil {
		return "nothing"
	}
	e.tampered = true
	if e.random.IntN(2) == 0 {
		if err := os.Remove(name); err != nil {
			e.t.Fatal(err)
		}
		return "delete " + name
	}
	if err := os.Remove(name); err != nil { // it may be linked to the spare
		e.t.Fatal(err)
	}
	e.write(name, "改过\n")
	return "edit " + name
}

// forget loses or spoils what was kept of the last build.
func (e *editor) forget() string {
	state := filepath.Join(e.dir, ".gongkai")
	kept, err := os.ReadDir(state)
	if err != nil || len(kept) == 0 {
		return "nothing"
	}
	name := filepath.Join(state, kept[e.random.IntN(len(kept))].Name())
	info, err := os.Stat(name)
	switch {
	case err != nil:
		e.t.Fatal(err)
	case info.IsDir() || e.random.IntN(2) == 0:
		err = os.RemoveAll(name)
	default:
		err = os.Truncate(name, info.Size()/2)
	}
	if err != nil {
		e.t.Fatal(err)
	}
	return "lose " + name
}

func (e *editor) flag() string {
	e.search = []string{"", "off", "titles"}[e.random.IntN(3)]
	return "--search " + e.search
}

func (e *editor) wait() string {
	e.now += e.random.IntN(12)
	return "wait"
}
