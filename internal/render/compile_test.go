package render

import (
	"os"
	"testing"
)

func TestEmbeddedLayoutsCompile(t *testing.T) {
	if _, err := loadLayouts(os.DirFS("../../layouts"), nil); err != nil {
		t.Fatal(err)
	}
}
