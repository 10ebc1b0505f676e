package carry

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
	"gongkai/internal/carry/target"
	"gongkai/internal/diag"
)

// shell is a server with SSH in this process, that cuts connections as it is
// told.
type shell struct {
	address, dir string
	host         ssh.Signer
	cut          atomic.Int64 // bytes that a connection may carry; 0 is no limit
	dialled      atomic.Int64
}

func startShell(t *testing.T, password string, user ssh.PublicKey) *shell {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	host, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	s := &shell{address: listener.Addr().String(), dir: t.TempDir(), host: host}
	config := &ssh.ServerConfig{
		PasswordCallback: func(_ ssh.ConnMetadata, given []byte) (*ssh.Permissions, error) {
			if password == "" || string(given) != password {
				return nil, fmt.Errorf("no")
			}
			return nil, nil
		},
		PublicKeyCallback: func(_ ssh.ConnMetadata, given ssh.PublicKey) (*ssh.Permissions, error) {
			if user == nil || string(given.Marshal()) != string(user.Marshal()) {
				return nil, fmt.Errorf("no")
			}
			return nil, nil
		},
	}
	config.AddHostKey(host)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			s.dialled.Add(1)
			go s.answer(&limited{Conn: c, left: s.cut.Load()}, config)
		}
	}()
	return s
}

// limited is a connection that breaks after some bytes.
type limited struct {
	net.Conn
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if l.left > 0 {
		if l.left -= int64(n); l.left <= 0 {
			l.Conn.Close()
			return 0, io.ErrUnexpectedEOF
		}
	}
	return n, err
}

func (s *shell) answer(c net.Conn, config *ssh.ServerConfig) {
	defer c.Close()
	_, channels, requests, err := ssh.NewServerConn(c, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for asked := range channels {
		channel, requests, err := asked.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range requests {
				_ = r.Reply(r.Type == "subsystem", nil)
			}
		}()
		server, err := sftp.NewServer(channel)
		if err != nil {
			return
		}
		go server.Serve()
	}
}

// reached is how the shell is reached, and a folder of the user's own that knows
// its key.
func (s *shell) reached(t *testing.T) (target.Target, Options) {
	t.Helper()
	o := options()
	o.Home, o.User = t.TempDir(), "web"
	if err := os.MkdirAll(filepath.Join(o.Home, ".ssh"), 0o700); err != nil {
		t.Fatal(err)
	}
	host, port, _ := net.SplitHostPort(s.address)
	known := "[" + host + "]:" + port + " " + string(ssh.MarshalAuthorizedKey(s.host.PublicKey()))
	if err := os.WriteFile(filepath.Join(o.Home, ".ssh", "known_hosts"), []byte(known), 0o600); err != nil {
		t.Fatal(err)
	}
	o.Env = func(name string) string { return map[string]string{"GONGKAI_SFTP_PASSWORD": "hunter2"}[name] }
	to, wrong := target.Parse("sftp://" + s.address + filepath.ToSlash(filepath.Join(s.dir, "www")))
	if wrong != nil {
		t.Fatal(wrong)
	}
	return to, o
}

func (s *shell) files(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, name := range files(t, filepath.Join(s.dir, "www")) {
		data, err := os.ReadFile(filepath.Join(s.dir, "www", name))
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.ToSlash(name)] = string(data)
	}
	return all
}

func TestSFTPSendsWhatChanged(t *testing.T) {
	s := startShell(t, "hunter2", nil)
	to, o := s.reached(t)
	o.Force = true
	for _, pages := range []*Built{built(t, many(100)), built(t, newSite()), built(t, oldSite())} {
		mustCarry(t, pages, to, o)
		if diff := cmp.Diff(whole(t, pages), s.files(t)); diff != "" {
			t.Fatal(diff)
		}
		if sum := mustCarry(t, pages, to, o); sum.Sent != 0 {
			t.Errorf("%+v", sum)
		}
	}
	if _, err := os.Stat(filepath.Join(s.dir, "www", "m")); !os.IsNotExist(err) {
		t.Error("empty folders are left")
	}
	theirs := filepath.Join(s.dir, "www", "b", "1.html")
	if err := os.MkdirAll(filepath.Dir(theirs), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(theirs, []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := To(context.Background(), built(t, newSite()), to, o); err == nil || !strings.Contains(words(err), "b/1.html") {
		t.Errorf("%s", words(err))
	}
	if err := os.Remove(filepath.Join(s.dir, "www", "manifest.json")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(theirs); err != nil {
		t.Fatal(err)
	}
	if sum := mustCarry(t, built(t, oldSite()), to, o); sum.Sent != 0 {
		t.Errorf("%d files were sent again", sum.Sent)
	}
}

// A connection that breaks again and again is made anew.
func TestSFTPSitsBreaksOut(t *testing.T) {
	s := startShell(t, "hunter2", nil)
	to, o := s.reached(t)
	s.cut.Store(60_000)
	b := built(t, many(150))
	var err error
	for range 30 { // a run gives up when it breaks too often in one place
		if _, err = To(context.Background(), b, to, o); err == nil {
			break
		}
		if !strings.Contains(words(err), "断开") && !strings.Contains(words(err), "没有成功") {
			t.Fatalf("%s (%v)", words(err), err)
		}
	}
	if err != nil {
		t.Fatal(words(err))
	}
	if s.dialled.Load() < 3 {
		t.Errorf("%d connections", s.dialled.Load())
	}
	if diff := cmp.Diff(whole(t, b), s.files(t)); diff != "" {
		t.Error(diff)
	}
}

func TestSFTPLogsIn(t *testing.T) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	b := built(t, oldSite())
	byKey := startShell(t, "", signer.PublicKey())
	to, o := byKey.reached(t)
	o.Env = func(string) string { return "" }
	if _, err := To(context.Background(), b, to, o); err == nil || !strings.Contains(words(err), "不接受用户「web」登录") {
		t.Errorf("%s", words(err))
	}
	block, err := ssh.MarshalPrivateKeyWithPassphrase(key, "", []byte("sesame"))
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(o.Home, ".ssh", "id_ed25519")
	if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	var asked []string
	o.Ask = func(question diag.Text, secret bool) (string, error) {
		asked = append(asked, question.EN)
		return "sesame", nil
	}
	mustCarry(t, b, to, o)
	if len(asked) != 1 || !strings.Contains(asked[0], "id_ed25519") {
		t.Errorf("%q", asked)
	}
	byPassword := startShell(t, "sesame", nil)
	to, p := byPassword.reached(t)
	p.Env, p.Ask = o.Env, o.Ask
	mustCarry(t, b, to, p)
}

// A key that the target names and that is no use is said in words, before the
// server is asked.
func TestSFTPNamedKeys(t *testing.T) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKeyWithPassphrase(key, "", []byte("sesame"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	locked, garbage := filepath.Join(dir, "locked"), filepath.Join(dir, "garbage")
	for name, text := range map[string][]byte{locked: pem.EncodeToMemory(block), garbage: []byte("not a key")} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	answer := func(phrase string) func(diag.Text, bool) (string, error) {
		return func(diag.Text, bool) (string, error) { return phrase, nil }
	}
	b := built(t, oldSite())
	s := startShell(t, "hunter2", nil)
	for _, c := range []struct {
		key  string
		ask  func(diag.Text, bool) (string, error)
		want string
	}{
		{filepath.Join(dir, "none"), nil, "读不出来"},
		{garbage, answer("sesame"), "打不开"},
		{locked, answer("open"), "打不开"},
		{locked, nil, "有口令"},
	} {
		to, o := s.reached(t)
		to.Key, o.Ask = c.key, c.ask
		o.Event = func(e Event) { t.Errorf("%s: %+v", c.want, e) }
		if _, err := To(context.Background(), b, to, o); err == nil || !strings.Contains(words(err), c.want) || !strings.Contains(words(err), c.key) {
			t.Errorf("%s: %s", c.want, words(err))
		}
	}
	if n := s.dialled.Load(); n > 0 {
		t.Errorf("%d connections", n)
	}
}

// Nothing is sent to a server that isn't known to be the one that is meant.
func TestSFTPKnowsItsServer(t *testing.T) {
	s, other := startShell(t, "hunter2", nil), startShell(t, "hunter2", nil)
	b := built(t, oldSite())
	to, o := s.reached(t)
	known := filepath.Join(o.Home, ".ssh", "known_hosts")
	host, port, _ := net.SplitHostPort(s.address)
	for text, want := range map[string]string{
		"[" + host + "]:" + port + " " + string(ssh.MarshalAuthorizedKey(other.host.PublicKey())): "主机密钥变了",
		"": "不认识服务器",
	} {
		if err := os.WriteFile(known, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := To(context.Background(), b, to, o)
		if err == nil || !strings.Contains(words(err), want) || !strings.Contains(words(err), ssh.FingerprintSHA256(s.host.PublicKey())) {
			t.Errorf("%s: %s", want, words(err))
		}
	}
	to.KnownHosts = filepath.Join(o.Home, "none")
	if _, err := To(context.Background(), b, to, o); err == nil || !strings.Contains(words(err), "known_hosts") {
		t.Errorf("%s", words(err))
	}
	if names := files(t, s.dir); len(names) > 0 {
		t.Errorf("%v", names)
	}
}

func TestSFTPSaysWhatIsWrong(t *testing.T) {
	s := startShell(t, "hunter2", nil)
	to, o := s.reached(t)
	b := built(t, oldSite())
	if err := os.WriteFile(filepath.Join(s.dir, "www"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := To(context.Background(), b, to, o); err == nil || !strings.Contains(words(err), "同名的文件") {
		t.Errorf("%s (%v)", words(err), err)
	}
	dry := o
	dry.DryRun = true
	fresh := to
	fresh.Path = filepath.ToSlash(filepath.Join(s.dir, "fresh"))
	if sum := mustCarry(t, b, fresh, dry); len(sum.New) != len(oldSite()) {
		t.Errorf("%+v", sum)
	}
	if _, err := os.Stat(fresh.Path); !os.IsNotExist(err) {
		t.Error("a dry run made the folder")
	}
}
