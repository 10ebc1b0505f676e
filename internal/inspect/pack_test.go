package inspect

import (
	"reflect"
	"strings"
	"testing"

	"gongkai/internal/diag"
)

func TestPack(t *testing.T) {
	for _, text := range []string{"", "短文。", strings.Repeat("调查于二〇二四年三月开始，各单位按时报送材料。", 20)} {
		e := &examination{sketch: sketchOf(text)}
		packed, ok := Pack(e)
		if !ok {
			t.Fatalf("%q is not packed", text)
		}
		back, ok := Unpack(string(packed))
		if !ok || !reflect.DeepEqual(back, e) {
			t.Errorf("%q comes back as %v", text, back)
		}
		if _, ok := Unpack(string(packed) + "x"); ok {
			t.Error("what is too long is taken")
		}
	}
	for name, noted := range map[string]any{
		"nothing":       nil,
		"personal data": &examination{personal: []sighting{{}}},
		"a problem":     &examination{problems: diag.List{{}}},
	} {
		if _, ok := Pack(noted); ok {
			t.Errorf("%s is packed", name)
		}
	}
}
