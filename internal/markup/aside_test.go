package markup

import (
	"errors"
	"io"
	"strings"
	"testing"

	"gongkai/internal/source"
)

// A document whose HTML was put aside says the same as before.
func TestPutAside(t *testing.T) {
	text := source.Text{Name: "a.md", Bytes: []byte("见[预算](b.md)。\n\n![清单](c.csv)\n\n## 二、办法\n\n正文\n")}
	d, _ := Convert(text, 0, Options{})
	said := func() string {
		return d.Text() + string(d.Append(nil, 0, d.Len(), func(dst []byte, i int) []byte { return append(dst, d.Links[i].Destination...) }))
	}
	want := said()
	d.PutAside(strings.NewReader("别的"+string(d.HTML)), int64(len("别的")), len(d.HTML))
	if d.HTML != nil {
		t.Error("it keeps its HTML")
	}
	if got := said(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLostText(t *testing.T) {
	d, _ := Convert(source.Text{Name: "a.md", Bytes: []byte("正文\n")}, 0, Options{})
	d.PutAside(strings.NewReader("短"), 0, len(d.HTML))
	defer func() {
		lost, ok := recover().(*LostError)
		if !ok || !errors.Is(lost, io.EOF) || lost.Error() == "" {
			t.Errorf("panics with %v", lost)
		}
	}()
	d.Text()
	t.Error("a text that is gone was read")
}
