package main

import (
	"os"
	"path/filepath"
	"testing"
)

// A disk that is full leaves no empty page behind, which would stop the build.
func TestPageThatCannotBeWrittenIsRemoved(t *testing.T) {
	name := filepath.Join(t.TempDir(), "index.md")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	f.Close() // so that nothing can be written to it
	if err := fill(f, []byte("正文")); err == nil {
		t.Error("no error")
	}
	if _, err := os.Stat(name); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
}
