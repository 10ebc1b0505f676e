//go:build servers

package carry

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/minio/minio-go/v7"
	"gongkai/internal/carry/target"
)

// These tests speak to the real programs, on loopback: versitygw, sshd, nginx,
// minisign. `make servers` gets what is missing; one that is missing fails them.

// program is the path of a program, beside the repository's own or of the system.
func program(t testing.TB, name string) string {
	t.Helper()
	if own, err := filepath.Abs(filepath.Join("..", "..", "dist", "bin", name)); err == nil {
		if _, err := os.Stat(own); err == nil {
			return own
		}
	}
	for _, dir := range []string{"", "/usr/sbin/", "/usr/lib/openssh/"} {
		if found, err := exec.LookPath(dir + name); err == nil {
			return found
		}
	}
	t.Fatalf("%s is missing; run make servers", name)
	return ""
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// serve starts a program and waits until it answers.
func serve(t testing.TB, address string, env []string, name string, args ...string) {
	t.Helper()
	var log bytes.Buffer
	cmd := exec.Command(program(t, name), args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = &log, &log
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() {
			t.Logf("%s: %s", name, log.String())
		}
	})
	for range 200 {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s doesn't answer: %s", name, log.String())
}

func run1(t testing.TB, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(program(t, name), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// gateway is a store that speaks S3, with one bucket.
type gateway struct {
	address string
	env     map[string]string
	dir     string
}

func startGateway(t testing.TB) *gateway {
	t.Helper()
	secret := make([]byte, 16)
	rand.Read(secret)
	g := &gateway{address: freePort(t), dir: filepath.Join(t.TempDir(), "store"), env: map[string]string{
		"AWS_ACCESS_KEY_ID": "tester", "AWS_SECRET_ACCESS_KEY": hex.EncodeToString(secret),
	}}
	if err := os.MkdirAll(filepath.Join(g.dir, "bucket"), 0o755); err != nil {
		t.Fatal(err)
	}
	serve(t, g.address, []string{"ROOT_ACCESS_KEY=tester", "ROOT_SECRET_KEY=" + g.env["AWS_SECRET_ACCESS_KEY"]}, "versitygw",
		"--port", g.address, "--quiet", "posix", g.dir)
	return g
}

func (g *gateway) target(t testing.TB, rest string) target.Target {
	return parse(t, "s3://bucket/openness?region=us-east-1&endpoint=http://"+g.address+rest)
}

func (g *gateway) options() Options {
	o := options()
	o.Env = func(name string) string { return g.env[name] }
	return o
}

func parse(t testing.TB, text string) target.Target {
	t.Helper()
	to, wrong := target.Parse(text)
	if wrong != nil {
		t.Fatal(wrong)
	}
	return to
}

// served is every file of the bucket below the prefix.
func (g *gateway) served(t testing.TB) map[string]string {
	return filesIn(t, filepath.Join(g.dir, "bucket", "openness"))
}

func filesIn(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func mustTo(t testing.TB, b *Built, to target.Target, o Options) Summary {
	t.Helper()
	s, err := To(context.Background(), b, to, o)
	if err != nil {
		t.Fatalf("%s (%v)", words(err), err)
	}
	return s
}

func TestServersS3(t *testing.T) {
	g := startGateway(t)
	to := g.target(t, "")
	before, after := built(t, oldSite()), built(t, newSite())
	if s := mustTo(t, before, to, g.options()); s.Sent != len(oldSite()) {
		t.Errorf("%+v", s)
	}
	if diff := cmp.Diff(whole(t, before), g.served(t)); diff != "" {
		t.Error(diff)
	}
	if s := mustTo(t, before, to, g.options()); s.Sent != 0 || s.Unchanged != len(oldSite()) {
		t.Errorf("%+v", s)
	}
	if s := mustTo(t, after, to, g.options()); s.Sent != 13 || s.Removed != 2 {
		t.Errorf("%+v", s)
	}
	if diff := cmp.Diff(whole(t, after), g.served(t)); diff != "" {
		t.Error(diff)
	}
}

// Keys, clocks and buckets that are wrong are said in words, at once, and no
// message holds the secret.
func TestServersS3Refusals(t *testing.T) {
	g := startGateway(t)
	b := built(t, oldSite())
	wrongKey := g.options()
	wrongKey.Env = func(name string) string {
		return map[string]string{"AWS_ACCESS_KEY_ID": "tester", "AWS_SECRET_ACCESS_KEY": "not-the-secret"}[name]
	}
	noKey := g.options()
	noKey.Env = func(string) string { return "" }
	for _, c := range []struct {
		to   target.Target
		o    Options
		want string
	}{
		{g.target(t, ""), wrongKey, "AccessKey Secret 不对"},
		{g.target(t, ""), noKey, "AWS_ACCESS_KEY_ID"},
		{parse(t, "s3://nobucket/x?region=us-east-1&endpoint=http://"+g.address), g.options(), "没有这个存储桶"},
		{parse(t, "s3://bucket/x?region=us-east-1&endpoint=http://"+freePort(t)), g.options(), "没有应答"},
	} {
		_, err := To(context.Background(), b, c.to, c.o)
		if err == nil || !strings.Contains(words(err), c.want) {
			t.Errorf("%s: %s (%v)", c.want, words(err), err)
		}
		if all := words(err) + fmt.Sprint(err); strings.Contains(all, "not-the-secret") || strings.Contains(all, g.env["AWS_SECRET_ACCESS_KEY"]) {
			t.Errorf("%s: the secret is in the message", c.want)
		}
	}
}

func TestServersS3Headers(t *testing.T) {
	g := startGateway(t)
	pages := oldSite()
	pages["a/old.csv"] = pages["a/1.html"]
	b := built(t, pages)
	mustTo(t, b, g.target(t, "&gzip=1"), g.options())
	s, err := openS3(g.target(t, ""), g.options())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][2]string{
		"index.html":      {"text/html; charset=utf-8", "public, max-age=60"},
		"assets/site.css": {"text/css; charset=utf-8", "public, max-age=31536000, immutable"},
		"a/1/plan.xlsx":   {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "public, max-age=3600"},
		"manifest.json":   {"application/json; charset=utf-8", "no-cache"},
	} {
		info, err := s.client.StatObject(context.Background(), "bucket", "openness/"+name, minio.StatObjectOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{info.ContentType, info.Metadata.Get("Cache-Control")}; got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A run that is killed in the middle, again and again, ends with the site, and
// no file is sent twice.
func TestServersS3Continues(t *testing.T) {
	g := startGateway(t)
	continues(t, g.target(t, ""), g.options(), func() map[string]string { return g.served(t) })
}

func continues(t *testing.T, to target.Target, o Options, served func() map[string]string) {
	t.Helper()
	o.State = t.TempDir()
	b := built(t, many(300))
	sent := map[string]int{}
	for round := 0; ; round++ {
		ctx, kill := context.WithCancel(context.Background())
		o.Event = func(e Event) {
			if e.Kind == Put {
				sent[e.Path]++
				if e.Files == 70 {
					kill()
				}
			}
		}
		_, err := To(ctx, b, to, o)
		kill()
		if err == nil {
			if round < 2 {
				t.Errorf("only %d rounds", round)
			}
			break
		}
		if round > 20 {
			t.Fatalf("%s (%v)", words(err), err)
		}
	}
	if diff := cmp.Diff(whole(t, b), served()); diff != "" {
		t.Error(diff)
	}
	for p, n := range sent {
		if n > 1 {
			t.Errorf("%s was sent %d times", p, n)
		}
	}
}

// sshServer is an sshd for one user, with a key that may log in.
type sshServer struct {
	address, dir, user string
	key, known, served string
	hostKey            string
}

func startSSH(t testing.TB) *sshServer {
	t.Helper()
	dir := t.TempDir()
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			t.Fatal(err)
		}
	}
	s := &sshServer{
		address: freePort(t), dir: dir, user: me.Username, key: filepath.Join(dir, "id"), known: filepath.Join(dir, "known_hosts"),
		served: filepath.Join(dir, "www"), hostKey: filepath.Join(dir, "host"),
	}
	run1(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", s.hostKey)
	run1(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", s.key)
	public, err := os.ReadFile(s.key + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "authorized"), string(public))
	s.know(t, s.hostKey+".pub")
	host, port, _ := net.SplitHostPort(s.address)
	write(t, filepath.Join(dir, "conf"), fmt.Sprintf(`ListenAddress %s
Port %s
HostKey %s
PidFile none
AuthorizedKeysFile %s
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxStartups 100
Subsystem sftp internal-sftp -u 077
`, host, port, s.hostKey, filepath.Join(dir, "authorized")))
	serve(t, s.address, nil, "sshd", "-D", "-e", "-f", filepath.Join(dir, "conf"))
	return s
}

// know notes a key as the server's.
func (s *sshServer) know(t testing.TB, public string) {
	t.Helper()
	key, err := os.ReadFile(public)
	if err != nil {
		t.Fatal(err)
	}
	host, port, _ := net.SplitHostPort(s.address)
	write(t, s.known, "["+host+"]:"+port+" "+string(key))
}

func write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (s *sshServer) target(t testing.TB) target.Target {
	return parse(t, "sftp://"+s.user+"@"+s.address+s.served+"?key="+s.key+"&known_hosts="+s.known)
}

func (s *sshServer) files(t testing.TB) map[string]string { return filesIn(t, s.served) }

func TestServersSFTP(t *testing.T) {
	s := startSSH(t)
	to := s.target(t)
	before, after := built(t, oldSite()), built(t, newSite())
	if sum := mustTo(t, before, to, options()); sum.Sent != len(oldSite()) {
		t.Errorf("%+v", sum)
	}
	if diff := cmp.Diff(whole(t, before), s.files(t)); diff != "" {
		t.Error(diff)
	}
	if sum := mustTo(t, before, to, options()); sum.Sent != 0 || sum.Unchanged != len(oldSite()) {
		t.Errorf("%+v", sum)
	}
	write(t, filepath.Join(s.served, "theirs.html"), "theirs")
	if sum := mustTo(t, after, to, options()); sum.Sent != 13 || sum.Removed != 2 {
		t.Errorf("%+v", sum)
	}
	want := whole(t, after)
	want["theirs.html"] = "theirs"
	if diff := cmp.Diff(want, s.files(t)); diff != "" {
		t.Error(diff)
	}
	if _, err := os.Stat(filepath.Join(s.served, "a", "2")); !os.IsNotExist(err) {
		t.Error("an empty folder is left")
	}
	err := filepath.WalkDir(s.served, func(name string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name == filepath.Join(s.served, workDir) {
			return filepath.SkipDir
		}
		info, err := e.Info()
		if err == nil && e.Name() != "theirs.html" && info.Mode().Perm()&0o044 != 0o044 {
			t.Errorf("%s: %s", name, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestServersSFTPContinues(t *testing.T) {
	s := startSSH(t)
	continues(t, s.target(t), options(), func() map[string]string { return s.files(t) })
}

func TestServersSFTPRefusals(t *testing.T) {
	s := startSSH(t)
	b := built(t, oldSite())
	refused := func(want string, to target.Target) {
		t.Helper()
		_, err := To(context.Background(), b, to, options())
		if err == nil || !strings.Contains(words(err), want) {
			t.Errorf("%s: %s (%v)", want, words(err), err)
		}
	}
	s.know(t, s.key+".pub")
	refused("主机密钥变了", s.target(t))
	write(t, s.known, "")
	refused("不认识服务器", s.target(t))
	s.know(t, s.hostKey+".pub")
	run1(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(s.dir, "stranger"))
	stranger := s.target(t)
	stranger.Key = filepath.Join(s.dir, "stranger")
	refused("不接受用户", stranger)
	gone := s.target(t)
	gone.Host = freePort(t)
	refused("连不上服务器", gone)
	write(t, s.served, "a file where the folder should be")
	refused("可能有同名的文件", s.target(t))
}

// A site that was published over SFTP is served in a sub-directory, with the
// headers of docs/hosting.md.
func TestServersNginx(t *testing.T) {
	s := startSSH(t)
	s.served = filepath.Join(s.dir, "www", "openness")
	b := built(t, newSite())
	mustTo(t, b, s.target(t), options())
	for dir := s.dir; dir != "/" && dir != filepath.Dir(os.TempDir()); dir = filepath.Dir(dir) {
		os.Chmod(dir, 0o755) // so that nginx's own user can pass
	}
	address := freePort(t)
	conf := filepath.Join(s.dir, "nginx.conf")
	write(t, conf, "daemon off;\nmaster_process off;\npid "+s.dir+"/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\ninclude /etc/nginx/mime.types;\naccess_log off;\nserver {\nlisten "+
		address+";\n"+strings.ReplaceAll(recipe(t, "nginx"), "/srv/www", filepath.Join(s.dir, "www"))+"\n}\n}\n")
	serve(t, address, nil, "nginx", "-p", s.dir, "-c", conf)
	for _, f := range b.files {
		answer, err := http.Get("http://" + address + "/openness/" + f.Path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != 200 || int64(len(body)) != f.Size {
			t.Errorf("%s: %d, %d bytes, %v", f.Path, answer.StatusCode, len(body), err)
		}
		if strings.HasSuffix(f.Path, ".html") && (answer.Header.Get("Content-Type") != "text/html; charset=utf-8" || answer.Header.Get("X-Content-Type-Options") != "nosniff" || answer.Header.Get("Cache-Control") != "max-age=60") {
			t.Errorf("%s: %v", f.Path, answer.Header)
		}
		if strings.HasPrefix(f.Path, "assets/") && !strings.Contains(answer.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %v", f.Path, answer.Header)
		}
	}
	answer, err := http.Get("http://" + address + "/openness/.gongkai/lock")
	if err != nil || answer.StatusCode != 404 {
		t.Errorf("%v %v", answer, err)
	}
}

// recipe is the first block of a language in the hosting page, so that the page
// is what is tested.
func recipe(t testing.TB, language string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "hosting.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "```"+language+"\n")
	block, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatalf("docs/hosting.md has no %s", language)
	}
	return block
}

// A stick that gongkai signed is verified by minisign and sha256sum, and one
// that minisign signed by gongkai.
func TestServersMinisign(t *testing.T) {
	dir := t.TempDir()
	secret, public, err := NewKey("")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "k.pub"), string(public))
	key, err := ReadSecret("k", secret, "")
	if err != nil {
		t.Fatal(err)
	}
	stick := filepath.Join(dir, "usb")
	if err := os.Mkdir(stick, 0o755); err != nil {
		t.Fatal(err)
	}
	o := options()
	o.Sign = key
	mustTo(t, built(t, oldSite()), target.Target{Kind: target.Stick, Path: stick}, o)
	sums := filepath.Join(stick, sumsName)
	if out := run1(t, "minisign", "-V", "-m", sums, "-p", filepath.Join(dir, "k.pub")); !strings.Contains(out, "gongkai build 2024060101") {
		t.Error(out)
	}
	check := exec.Command(program(t, "sha256sum"), "-c", "--strict", "--quiet", sumsName)
	check.Dir = stick
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("%v %s", err, out)
	}
	run1(t, "minisign", "-G", "-W", "-p", filepath.Join(dir, "m.pub"), "-s", filepath.Join(dir, "m.key"))
	run1(t, "minisign", "-S", "-m", sums, "-s", filepath.Join(dir, "m.key"), "-x", filepath.Join(stick, signatureName))
	theirs, err := ReadPublic(filepath.Join(dir, "m.pub"))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := Check(context.Background(), stick, theirs); err != nil || len(c.Problems) > 0 || !c.Signed {
		t.Errorf("%+v %v", c, err)
	}
	ours, err := ReadPublic(filepath.Join(dir, "k.pub"))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := Check(context.Background(), stick, ours); err != nil || len(c.Problems) != 1 {
		t.Errorf("%+v %v", c, err)
	}
}
