// Package carry takes a built site to where the public reads it: a folder, an
// archive, any host by SFTP, any store that speaks S3, a kiosk's USB stick.
//
// It is given a built folder, whose every byte is compared with its own manifest
// first, and a target. The manifest that lies at the target tells what was
// carried there before, so one read is enough to know what is new, changed and
// gone.
//
// A host that is written file by file is never seen with a hole, whenever a run
// ends (send.go has the order and why). The story of a run that was killed is
// told by one object, .gongkai/unfinished, which names all that may lie at the
// target: the next run looks at those files, sends what isn't there yet, and
// removes what nobody needs. What it doesn't name, and the manifest doesn't
// either, is somebody else's and is never touched.
//
// A folder is exchanged as a whole, an archive replaced as a whole, by publish.
// The stick's signature and build number are in stick.go.
//
// The clock, the environment, the terminal and the pauses come from the caller.
package carry

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"gongkai/internal/carry/target"
	"gongkai/internal/diag"
	"gongkai/internal/publish"
)

// Options are how a site is carried.
type Options struct {
	// Content is the folder that staff write in, which is no target. State is
	// the folder for what a run must remember, such as .gongkai beside content/.
	Content, State string
	DryRun         bool
	Force          bool // also when the site is empty, or much of it would be removed
	Env            func(string) string
	Home           string // the user's own folder; "" when there is none
	User           string // the user's name on this machine
	// Ask asks the person at the terminal; nil when there is none.
	Ask func(question diag.Text, secret bool) (string, error)
	// Sleep waits; its error is that of the context.
	Sleep func(context.Context, time.Duration) error
	// Event is told what happens, one call at a time; nil is fine.
	Event func(Event)
	// Today is the date that a stick's build number begins with: 20240601.
	Today int64
	// Sign signs a stick; nil leaves it unsigned.
	Sign *Secret
}

// Event is one thing that happened.
type Event struct {
	Kind        EventKind
	Path        string
	Bytes       int64     // of this file
	Files, Of   int       // sent so far, of how many
	Sent, Total int64     // bytes so far, of how many
	Text        diag.Text // of a note
}

// EventKind is the word of the JSON output.
type EventKind string

const (
	Planned EventKind = "plan"
	Put     EventKind = "put"
	Deleted EventKind = "delete"
	Note    EventKind = "note"
)

// Summary is what a run did; of a dry run, what it would do.
type Summary struct {
	Plan
	Sent    int       // files that were written
	Bytes   int64     // of those
	Removed int       // files that were removed
	Number  int64     // of a stick's build, 0 elsewhere
	InPlace diag.Text // why a folder could not be exchanged; zero when it was
}

// To carries a built site to a target. Every error is a *publish.Error with a
// sentence for the operator.
func To(ctx context.Context, from *Built, to target.Target, options Options) (Summary, error) {
	if options.Event == nil {
		options.Event = func(Event) {}
	}
	if err := apart(from, to); err != nil {
		return Summary{}, err
	}
	switch to.Kind {
	case target.Folder:
		return toFolder(ctx, from, to, options)
	case target.Archive:
		return toArchive(ctx, from, to, options)
	case target.Stick:
		return toStick(ctx, from, to, options)
	case target.S3:
		s, err := openS3(to, options)
		if err != nil {
			return Summary{}, err
		}
		return send(ctx, s, from, to, options)
	case target.SFTP:
		s, err := openSFTP(ctx, to, options)
		if err != nil {
			return Summary{}, err
		}
		defer s.close()
		return send(ctx, s, from, to, options)
	}
	panic("carry: no such kind of target: " + string(to.Kind))
}

// apart refuses a target in the very folder that is carried.
func apart(from *Built, to target.Target) error {
	if to.Kind == target.S3 || to.Kind == target.SFTP {
		return nil
	}
	source, err := os.Stat(from.Dir)
	if err != nil {
		return failed("open", from.Dir, err, "「"+from.Dir+"」打不开", from.Dir+" can't be opened")
	}
	path, err := filepath.Abs(to.Path)
	if err != nil {
		return failed("find", to.Path, err, "「"+to.Path+"」找不到", to.Path+" can't be found")
	}
	for {
		if info, err := os.Stat(path); err == nil && os.SameFile(info, source) {
			return refused(to.Path, "目标「"+to.Path+"」就在要送的「"+from.Dir+"」里，没有写；请换一个目标", "the target "+to.Path+" is in "+from.Dir+", which is to be carried; nothing was written. Name another target")
		}
		above := filepath.Dir(path)
		if above == path {
			return nil
		}
		path = above
	}
}

// refused is an error by a rule of this room.
func refused(path, zh, en string) error {
	return &publish.Error{Op: "refuse", Path: path, Text: diag.Text{ZH: zh, EN: en}}
}

// failed wraps a reason with the sentence for it.
func failed(op, path string, err error, zh, en string) error {
	return &publish.Error{Op: op, Path: path, Text: diag.Text{ZH: zh, EN: en}, Err: err}
}
