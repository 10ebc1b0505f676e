package carry

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path"
	"strings"
	"sync"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
	"gongkai/internal/carry/target"
	"gongkai/internal/publish"
)

// sftpStore is a folder of a machine with SSH. A file is written under a name of
// its own in .gongkai/, read back, and put in its place by one rename, so that a
// visitor sees the old file or the new one.
type sftpStore struct {
	to      target.Target
	options Options
	logins  []ssh.AuthMethod

	lock    sync.Mutex
	line    *line
	making  sync.Mutex // one at a time: two that make one folder look like a fault
	folders sync.Map   // that are known to be there
}

// line is one connection.
type line struct {
	ssh    *ssh.Client
	client *sftp.Client
	mark   string // in the names of what is half written, see put
	lost   sync.Once
}

func (l *line) drop() {
	l.lost.Do(func() { _ = l.ssh.Close() })
}

func openSFTP(ctx context.Context, to target.Target, options Options) (*sftpStore, error) {
	ways, err := logins(to, options)
	if err != nil {
		return nil, err
	}
	s := &sftpStore{to: to, options: options, logins: ways}
	r := retrying{s, options.Sleep, options.Event}
	return s, r.again(ctx, to.Host, func(int) error {
		_, err := s.connected(ctx)
		return err
	})
}

// connected is the connection, made anew when it was lost.
func (s *sftpStore) connected(ctx context.Context) (*line, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.line != nil {
		return s.line, nil
	}
	connection, err := dial(ctx, s.to, s.options, s.logins)
	if err != nil {
		return nil, err
	}
	client, err := sftp.NewClient(connection, sftp.MaxConcurrentRequestsPerFile(16), sftp.UseConcurrentWrites(true))
	if err != nil {
		connection.Close()
		return nil, s.explain("connect", "", err, nil)
	}
	if _, can := client.HasExtension("posix-rename@openssh.com"); !can {
		connection.Close()
		return nil, refused(s.to.Host, "服务器「"+s.to.Host+"」的 SFTP 不能整个替换文件（没有 posix-rename），会让人看到半新的页面，没有发布；请换用 OpenSSH", "the SFTP of "+s.to.Host+" can't replace a file as a whole (no posix-rename), so nothing was published; OpenSSH can")
	}
	l := &line{ssh: connection, client: client, mark: rand.Text()[:8]}
	if err := s.prepare(l); err != nil {
		l.drop()
		return nil, err
	}
	s.line = l
	return l, nil
}

// prepare makes the target and the folder for work in it.
func (s *sftpStore) prepare(l *line) error {
	work := s.at(workDir)
	if _, err := l.client.Lstat(work); err == nil {
		return nil
	}
	if s.options.DryRun {
		return nil
	}
	s.folders.Clear() // whoever took this one away took others too
	err := s.folder(l, work)
	if err == nil {
		err = l.client.Chmod(work, 0o700)
	}
	return s.explain("create", workDir, err, l)
}

func (s *sftpStore) at(name string) string { return path.Join(s.to.Path, name) }

// do runs one piece of work on the connection, and drops the connection when it
// was lost meanwhile.
func (s *sftpStore) do(ctx context.Context, op, name string, work func(*line) error) error {
	l, err := s.connected(ctx)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, l.drop) // nothing else ends a request that is under way
	err = work(l)
	stop()
	if lostLine(err) {
		s.lock.Lock()
		if s.line == l {
			s.line = nil
		}
		s.lock.Unlock()
		l.drop()
	}
	return s.explain(op, name, err, l)
}

func lostLine(err error) bool {
	var status *sftp.StatusError
	var broken *net.OpError
	return err != nil && (errors.Is(err, sftp.ErrSSHFxConnectionLost) || errors.Is(err, sftp.ErrSSHFxNoConnection) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.As(err, &broken) ||
		errors.As(err, &status) && (status.Code == 6 || status.Code == 7))
}

func (s *sftpStore) close() {
	if s.line != nil {
		s.line.drop()
	}
}

func (s *sftpStore) read(ctx context.Context, name string) (data []byte, err error) {
	err = s.do(ctx, "read", name, func(l *line) error {
		f, err := l.client.Open(s.at(name))
		if err != nil {
			return err
		}
		defer f.Close()
		var b bytes.Buffer
		_, err = f.WriteTo(&b)
		data = b.Bytes()
		return err
	})
	return data, err
}

// put writes under a name that no other connection uses: when one was lost, the
// server may still be doing what it was last asked, and would empty the file that
// is being written anew.
func (s *sftpStore) put(ctx context.Context, o *object, fresh bool) error {
	return s.do(ctx, "write", o.name, func(l *line) error {
		if fresh {
			return s.claim(l, o)
		}
		part := s.at(workDir + "/part-" + l.mark + "-" + shortSum(sha256.Sum256([]byte(o.name))))
		if err := s.write(l, part, o); err != nil {
			return err
		}
		if err := s.folder(l, path.Dir(s.at(o.name))); err != nil {
			return err
		}
		return l.client.PosixRename(part, s.at(o.name))
	})
}

// claim writes a file that mustn't be there yet.
func (s *sftpStore) claim(l *line, o *object) error {
	f, err := l.client.OpenFile(s.at(o.name), os.O_WRONLY|os.O_CREATE|os.O_EXCL)
	if err != nil {
		if _, there := l.client.Lstat(s.at(o.name)); there == nil {
			return errTaken // the protocol has no word for it
		}
		return err
	}
	_, err = f.ReadFrom(o.content)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// write writes a file and reads it back.
func (s *sftpStore) write(l *line, name string, o *object) error {
	f, err := l.client.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.ReadFrom(o.content); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, io.LimitReader(f, o.size+1)); err != nil {
		return err
	}
	if !bytes.Equal(hash.Sum(nil), o.sum[:]) {
		return errChanged
	}
	return permit(l, name, 0o644)
}

// permit lets the web server read what was made, whatever the server gives to
// new files. It looks first, for a server that lets nobody change permissions.
func permit(l *line, name string, mode fs.FileMode) error {
	info, err := l.client.Stat(name)
	if err != nil || info.Mode().Perm() == mode {
		return err
	}
	return l.client.Chmod(name, info.Mode()&^fs.ModePerm|mode)
}

// folder makes a folder and those above it, once.
func (s *sftpStore) folder(l *line, dir string) error {
	s.making.Lock()
	defer s.making.Unlock()
	return s.makeFolder(l, dir)
}

// makeFolder leaves the permissions of a folder that is there already as they
// are: it may be somebody else's.
func (s *sftpStore) makeFolder(l *line, dir string) error {
	if _, known := s.folders.Load(dir); known {
		return nil
	}
	if info, err := l.client.Stat(dir); err != nil || !info.IsDir() {
		if above := path.Dir(dir); above != dir {
			if err := s.makeFolder(l, above); err != nil {
				return err
			}
		}
		if err := l.client.Mkdir(dir); err != nil {
			return err
		}
		if err := permit(l, dir, 0o755); err != nil {
			return err
		}
	}
	s.folders.Store(dir, true)
	return nil
}

// remove removes a file, and the folders that it leaves empty.
func (s *sftpStore) remove(ctx context.Context, name string) error {
	return s.do(ctx, "remove", name, func(l *line) error {
		if err := l.client.Remove(s.at(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for dir := path.Dir(name); dir != "." && dir != workDir; dir = path.Dir(dir) {
			if l.client.RemoveDirectory(s.at(dir)) != nil {
				break // something else is in it
			}
			s.folders.Delete(s.at(dir))
		}
		return nil
	})
}

func (s *sftpStore) holds(ctx context.Context, o *object) (h holding, err error) {
	err = s.do(ctx, "read", o.name, func(l *line) error {
		info, err := l.client.Lstat(s.at(o.name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			h = nothing
			return nil
		case err != nil:
			return err
		case !info.Mode().IsRegular(), info.Size() != o.size:
			h = other
			return nil
		}
		f, err := l.client.Open(s.at(o.name))
		if err != nil {
			return err
		}
		defer f.Close()
		hash := sha256.New()
		if _, err := f.WriteTo(hash); err != nil {
			return err
		}
		if h = other; bytes.Equal(hash.Sum(nil), o.sum[:]) {
			h = same
		}
		return nil
	})
	return h, err
}

func (s *sftpStore) list(ctx context.Context) (sizes map[string]int64, err error) {
	sizes = map[string]int64{}
	err = s.do(ctx, "list", ".", func(l *line) error { return s.walk(ctx, l, ".", sizes) })
	return sizes, err
}

func (s *sftpStore) walk(ctx context.Context, l *line, dir string, sizes map[string]int64) error {
	entries, err := l.client.ReadDirContext(ctx, s.at(dir))
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	for _, e := range entries {
		p := path.Join(dir, e.Name())
		switch {
		case p == workDir:
		case e.IsDir():
			if err := s.walk(ctx, l, p, sizes); err != nil {
				return err
			}
		case e.Mode().IsRegular():
			sizes[p] = e.Size()
		default:
			sizes[p] = -1 // a link, a pipe: nobody that writes sites made it
		}
	}
	return nil
}

func (s *sftpStore) tidy(ctx context.Context) error {
	return s.do(ctx, "list", workDir, func(l *line) error {
		entries, err := l.client.ReadDirContext(ctx, s.at(workDir))
		if err != nil {
			return err
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), "part-") {
				if err := l.client.Remove(s.at(workDir + "/" + e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
					return err
				}
			}
		}
		return nil
	})
}

// explain says what went wrong in the operator's words, and whether it may pass.
func (s *sftpStore) explain(op, name string, err error, l *line) error {
	var told *publish.Error
	where := s.to.Host + ":" + s.at(name)
	switch {
	case err == nil, errors.Is(err, errTaken), errors.As(err, &told):
		return err
	case errors.Is(err, fs.ErrNotExist):
		if op == "read" {
			return fs.ErrNotExist
		}
		return failed(op, where, err, "服务器上的「"+where+"」不见了，可能有人正在改动它，请重新运行", where+" is gone, perhaps changed by somebody meanwhile; run again")
	case errors.Is(err, errChanged):
		return passing{failed(op, where, err, "「"+name+"」传上去以后与原文件不一致，多次重试仍是这样，请检查网络和服务器的磁盘", name+" isn't the same after it was sent, however often; check the network and the server's disk")}
	case errors.Is(err, fs.ErrPermission):
		if op == "remove" {
			return failed(op, where, err, "没有删除「"+where+"」的权限，请让管理员授权", "no permission to remove "+where+"; ask for it")
		}
		return failed(op, where, err, "没有读写「"+where+"」的权限，请让管理员把这个文件夹授权给登录的用户", "no permission to read or write "+where+"; ask that the folder be given to the user who logs in")
	case lostLine(err):
		return passing{failed(op, where, err, "与服务器「"+s.to.Host+"」的连接断开，多次重连仍不成功，请检查网络后重新运行", "the connection to "+s.to.Host+" broke, however often; check the network, then run again")}
	case s.full(l):
		return failed(op, where, err, "服务器「"+s.to.Host+"」的磁盘已满，请腾出空间后重新运行", "the disk of "+s.to.Host+" is full; free some space, then run again")
	}
	return failed(op, where, err, "服务器「"+s.to.Host+"」拒绝了对「"+s.at(name)+"」的操作；路径上可能有同名的文件挡着文件夹", s.to.Host+" refused the work on "+s.at(name)+"; perhaps a file is where a folder should be")
}

// full asks the server for the room that is left, since the protocol has one
// word, "failure", for most of what can go wrong.
func (s *sftpStore) full(l *line) bool {
	if l == nil {
		return false
	}
	disk, err := l.client.StatVFS(s.to.Path)
	return err == nil && (disk.Bavail*disk.Frsize < 1<<20 || disk.Files > 0 && disk.Favail == 0)
}
