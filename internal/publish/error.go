package publish

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"syscall"

	"gongkai/internal/diag"
)

// Error is what an operator must mend before a site can be published.
type Error struct {
	Op, Path string    // what was tried, and on what
	Text     diag.Text // a sentence or two to show: what happened, what to do
	Err      error     // the system's reason; nil when a rule of this room is the reason
}

// Error is the line of a log: publish: write public/a.html: no space left on device.
func (e *Error) Error() string {
	reason := e.Text.EN
	if e.Err != nil {
		reason = e.Err.Error()
	}
	return "publish: " + e.Op + " " + e.Path + ": " + reason
}

// Unwrap is the system's reason.
func (e *Error) Unwrap() error { return e.Err }

// refused is an error by a rule of this room.
func refused(path, zh, en string) error {
	return &Error{Op: "refuse", Path: path, Text: diag.Text{ZH: zh, EN: en}}
}

// failed wraps the system's reason, once: an error that has been wrapped goes
// through as it is.
func failed(op, path string, err error) error {
	var wrapped *Error
	if err == nil || errors.As(err, &wrapped) {
		return err
	}
	err = bare(err)
	for _, cause := range causes {
		if errors.Is(err, cause.err) {
			return &Error{op, path, diag.Text{ZH: "「" + path + "」" + cause.ZH, EN: path + ": " + cause.EN}, err}
		}
	}
	return &Error{op, path, diag.Text{
		ZH: "「" + path + "」读写出错，请检查磁盘或网络盘后重新运行",
		EN: path + ": reading or writing failed; check the disk or share, then run again",
	}, err}
}

// causes are the system's reasons that an operator meets, in order of search.
var causes = []struct {
	err error
	diag.Text
}{
	{context.Canceled, diag.Text{
		ZH: "：已按要求停止，原来的网站没有改动",
		EN: "stopped as asked; the old site is as it was",
	}},
	{context.DeadlineExceeded, diag.Text{
		ZH: "：超过时限，已停止，原来的网站没有改动",
		EN: "stopped at the time limit; the old site is as it was",
	}},
	{errFull, diag.Text{
		ZH: "所在的磁盘已满，请腾出空间后重新运行",
		EN: "the disk is full; free some space, then run again",
	}},
	{errQuota, diag.Text{
		ZH: "所在的磁盘配额已用完，请腾出空间或增加配额后重新运行",
		EN: "the disk quota is used up; free some space or raise the quota, then run again",
	}},
	{syscall.EROFS, diag.Text{
		ZH: "所在的磁盘是只读的，请换一个输出目录，或改为可写后重新运行",
		EN: "the disk is read-only; choose another folder or make it writable, then run again",
	}},
	{fs.ErrPermission, diag.Text{
		ZH: "没有读写权限，请让管理员授权，或换一个输出目录后重新运行",
		EN: "no permission to read or write it; ask for permission or choose another folder, then run again",
	}},
	{syscall.EMFILE, diag.Text{
		ZH: "：打开的文件太多，请调高系统的文件数上限（ulimit -n）后重新运行",
		EN: "too many files are open; raise the limit (ulimit -n), then run again",
	}},
	{syscall.ENAMETOOLONG, diag.Text{
		ZH: "名称太长，请缩短文件名或目录名后重新运行",
		EN: "the name is too long; shorten the file's or the folder's name, then run again",
	}},
	{fs.ErrNotExist, diag.Text{
		ZH: "不见了，可能是运行中被移动或删除，请重新运行",
		EN: "it is gone, perhaps moved or deleted meanwhile; run again",
	}},
}

// bare is a system error without the operation and path that os puts around it,
// since Error names them itself.
func bare(err error) error {
	var onPath *fs.PathError
	var onLink *os.LinkError
	var onCall *os.SyscallError
	switch {
	case errors.As(err, &onPath):
		return onPath.Err
	case errors.As(err, &onLink):
		return onLink.Err
	case errors.As(err, &onCall):
		return onCall.Err
	}
	return err
}
