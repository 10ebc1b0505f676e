package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"gongkai/internal/diag"
	"gongkai/internal/publish"
)

// talk is for the person, not for the next program.
func (p *process) talk(format string, args ...any) { fmt.Fprintf(p.stderr, format, args...) }

// result is what the command was run for.
func (p *process) result(format string, args ...any) error {
	_, err := fmt.Fprintf(p.stdout, format, args...)
	return err
}

// operatorError is what an operator must mend, with the words to say it in.
type operatorError struct {
	words diag.Text
	err   error
}

func (e operatorError) Error() string { return e.err.Error() }

func (e operatorError) Unwrap() error { return e.err }

// operatorCauses are the causes of failure that an operator meets, in words.
var operatorCauses = []struct {
	cause error
	words diag.Text
}{
	{fs.ErrPermission, diag.Text{ZH: "没有权限", EN: "no permission"}},
	{fs.ErrNotExist, diag.Text{ZH: "找不到文件或文件夹", EN: "there is no such file or folder"}},
	{syscall.ENOSPC, diag.Text{ZH: "磁盘已满", EN: "the disk is full"}},
	{syscall.EROFS, diag.Text{ZH: "磁盘只能读，不能写", EN: "the disk is read-only"}},
	{syscall.EMFILE, diag.Text{ZH: "打开的文件太多", EN: "too many open files"}},
	{syscall.ENOTDIR, diag.Text{ZH: "需要一个文件夹，这里却是文件", EN: "a folder is needed, but this is a file"}},
	{syscall.EIO, diag.Text{ZH: "磁盘读写出错", EN: "the disk doesn't answer"}},
}

// operatorWords says what an operator must mend: the cause in words when it is
// a known one, and always the whole error.
func (p *process) operatorWords(err error) string {
	var publishing *publish.Error
	if errors.As(err, &publishing) {
		text := publishing.Text.In(p.lang)
		if publishing.Err != nil {
			text += fmt.Sprintf(p.words("（%s）", " (%s)"), publishing.Error())
		}
		return diag.Visible(text)
	}
	var worded operatorError
	if errors.As(err, &worded) {
		return diag.Visible(worded.words.In(p.lang))
	}
	// Joined errors come on lines of their own.
	detail := strings.ReplaceAll(diag.Visible(strings.ReplaceAll(err.Error(), "\n", "\v")), `\x0b`, "\n  ")
	for _, known := range operatorCauses {
		if errors.Is(err, known.cause) {
			return fmt.Sprintf(p.words("%s（%s）", "%s (%s)"), known.words.In(p.lang), detail)
		}
	}
	return detail
}
