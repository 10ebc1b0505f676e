package publish

import (
	"errors"
	"io/fs"
	"os"

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
