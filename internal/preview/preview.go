// Package preview is the live window on a site that is being written: it
// watches the site's folder, asks for the site anew when something in it
// changes, serves the pages as they are asked for, and tells every open browser
// what the save did.
//
// It is given a function that looks at the site again and hands back an
// Edition; how a site is read, linked and rendered is not known here. It
// decides when to look, what a browser is sent, and to whom an answer is given
// at all. It writes nothing to the disk.
package preview

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"sync"
	"time"

	"gongkai/internal/diag"
)

// Pages is a rendered site. Key is a hash of all that a file's bytes depend on.
type Pages interface {
	fs.FS
	Key(name string) [32]byte
}

// Edition is the site as a look at its folder found it. It never changes.
type Edition struct {
	// Pages is the rendered site, hidden items included. Nil when nothing
	// could be made of the folder: then the last pages go on being shown.
	Pages      Pages
	Findings   diag.List
	Unapproved diag.List // what a release waits for because of its review: shown, but nobody's mistake
	Failure    string    // what keeps the site from being made and isn't a finding: a layout that doesn't compile
	Changed    []string  // files that have changed since the last edition
	Withheld   []Withheld
	Base       string    // the site's own address, which 404.html links to; "" when it has none
	Due        time.Time // when the next item appears or expires; zero when none will

	// Rest, if given, makes the edition whole: some findings take so long that
	// a page isn't kept waiting for them. SameSave tells an edition that was
	// made so.
	Rest     func() *Edition
	SameSave bool

	// Page is the page that a file of the content makes, the zero Page when it
	// makes none. Files are named as in Findings.
	Page func(file string) Page
	// Has tells whether the file was there.
	Has func(file string) bool
}

// Page is a page of the site, as the reader of the preview is told of it.
type Page struct{ Address, Title string }

// Withheld is an item that a release build leaves out.
type Withheld struct {
	File string
	Page Page
	Why  string // in the language of the run
}

// Options are what a preview is given.
type Options struct {
	// Dir is the site's folder. What is watched is content/ and layouts/.
	Dir string
	// Look looks at the folder and makes the next edition of the site. Files
	// are those that may have changed, relative to Dir and with slashes; nil
	// means any. When nothing has changed it returns the last edition again.
	Look func(files []string) *Edition

	Bind     string // an address or a name of this machine; "" is loopback
	Port     int    // the first to try
	Poll     bool   // don't ask the system to tell what changes
	Navigate bool   // an open page goes to the page that was saved
	Lang     diag.Lang
	Clock    func() time.Time

	// Ready is called once, when the preview can be opened. Taken tells that
	// the port asked for was.
	Ready func(addresses []string, taken bool)
	// Shown is called for every edition after the first one has been looked
	// at, and for that one.
	Shown func(edition *Edition, took time.Duration)
	// Say passes on what a person should know.
	Say func(diag.Text)
}

// Run serves until the context ends. The error is an operator's: no port is
// free, or there is no folder to watch.
func Run(ctx context.Context, o Options) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s, err := newServer(&o)
	if err != nil {
		return err
	}
	listener, taken, err := listen(o.Bind, o.Port)
	if err != nil {
		return err
	}
	w := newWatcher(&o)
	defer w.close()

	var group sync.WaitGroup
	var failed error
	group.Go(func() {
		failed = s.serve(ctx, listener)
		stop()
	})
	o.Ready(addresses(listener, o.Bind), taken)
	w.run(ctx, func(make func() *Edition) *Edition {
		started := o.Clock()
		edition := make()
		if s.stage.show(edition) {
			o.Shown(edition, o.Clock().Sub(started))
		}
		return edition
	})
	group.Wait()
	if errors.Is(failed, net.ErrClosed) {
		return nil
	}
	return failed
}
