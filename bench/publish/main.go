// Command publish measures how long a built site takes to a store that speaks
// S3 (versitygw) and to a server with SSH (sshd), both on this machine, beside
// rclone and rsync with the same folder. It prints a table in Markdown;
// docs/performance.md holds the last one.
//
//	go run ./bench/publish -site DIR      the folder of a site that was built
//
// sshd, rsync and rclone are Debian's; versitygw is made by `make servers`.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	site := flag.String("site", "dist/bench/site-10000", "the folder of a site that was built")
	work := flag.String("work", "dist/bench/publish", "folder to work in: what is measured is its disk")
	flag.Parse()
	if err := run(*site, *work); err != nil {
		fmt.Fprintln(os.Stderr, "bench/publish:", err)
		os.Exit(1)
	}
}

// bench is the programs and servers of a run.
type bench struct {
	site, work, gongkai string
	started             []*exec.Cmd
	env                 []string
}

func run(site, work string) error {
	work, err := filepath.Abs(work)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(work); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(work, "store", "bucket"), 0o755); err != nil {
		return err
	}
	b := &bench{site: site, work: work, gongkai: filepath.Join(work, "gongkai"), env: os.Environ()}
	defer func() {
		for _, c := range b.started {
			_ = c.Process.Kill()
			_ = c.Wait()
		}
	}()
	if err := b.do("go", "build", "-o", b.gongkai, "./cmd/gongkai"); err != nil {
		return err
	}
	store, err := b.gateway()
	if err != nil {
		return err
	}
	server, err := b.sshd()
	if err != nil {
		return err
	}
	return b.table(store, server)
}

func (b *bench) table(store, server string) error {
	host, port, _ := net.SplitHostPort(server)
	me, err := user.Current()
	if err != nil {
		return err
	}
	id, known := filepath.Join(b.work, "id"), filepath.Join(b.work, "known_hosts")
	public := filepath.Join(b.site, "public") + "/"
	www := func(name string) string { return filepath.Join(b.work, "www", name) }
	s3 := "s3://bucket/gongkai?region=us-east-1&endpoint=http://" + store
	sftp := "sftp://" + me.Username + "@" + server + www("gongkai") + "?key=" + id + "&known_hosts=" + known
	ssh := fmt.Sprintf("ssh -p %s -i %s -o UserKnownHostsFile=%s", port, id, known)
	remote := fmt.Sprintf(":sftp,host=%s,port=%s,user=%s,key_file=%s,known_hosts_file=%s,shell_type=unix:", host, port, me.Username, id, known)
	bucket := fmt.Sprintf(":s3,provider=Other,env_auth=true,region=us-east-1,endpoint='http://%s',force_path_style=true,use_multipart_uploads=false:bucket/", store)
	rclone := []string{"rclone", "sync", "--transfers", "16", "--checkers", "16", "--config", "/dev/null"}
	fmt.Println("| to | program | all new: s | unchanged: s |")
	fmt.Println("| --- | --- | --- | --- |")
	for _, row := range []struct {
		to, program string
		command     []string
	}{
		{"versitygw", "gongkai publish", []string{b.gongkai, "--site", b.site, "publish", s3}},
		{"versitygw", "rclone sync --checksum", append(rclone[:len(rclone):len(rclone)], "--checksum", public, bucket+"rclone")},
		{"sshd", "gongkai publish", []string{b.gongkai, "--site", b.site, "publish", sftp}},
		{"sshd", "rclone sync", append(rclone[:len(rclone):len(rclone)], public, remote+www("rclone"))},
		{"sshd", "rsync -a --checksum", []string{"rsync", "-a", "--checksum", "--mkpath", "-e", ssh, public, me.Username + "@" + host + ":" + www("rsync") + "/"}},
	} {
		var seconds [2]float64
		for i := range seconds {
			started := time.Now()
			if err := b.do(row.command[0], row.command[1:]...); err != nil {
				return err
			}
			seconds[i] = time.Since(started).Seconds()
		}
		fmt.Printf("| %s | `%s` | %.1f | %.2f |\n", row.to, row.program, seconds[0], seconds[1])
	}
	return nil
}

func (b *bench) do(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Env = b.env
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return nil
}

// start runs a server until the end, and waits until it answers.
func (b *bench) start(address, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Env = b.env
	if err := cmd.Start(); err != nil {
		return err
	}
	b.started = append(b.started, cmd)
	for range 200 {
		if c, err := net.Dial("tcp", address); err == nil {
			return c.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("%s doesn't answer", name)
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func (b *bench) gateway() (address string, err error) {
	if address, err = freePort(); err != nil {
		return "", err
	}
	b.env = append(b.env, "AWS_ACCESS_KEY_ID=bench", "AWS_SECRET_ACCESS_KEY=bench-on-loopback", "ROOT_ACCESS_KEY=bench", "ROOT_SECRET_KEY=bench-on-loopback")
	return address, b.start(address, filepath.Join("dist", "bin", "versitygw"), "--port", address, "--quiet", "posix", filepath.Join(b.work, "store"))
}

func (b *bench) sshd() (address string, err error) {
	if address, err = freePort(); err != nil {
		return "", err
	}
	for _, key := range []string{"id", "host"} {
		if err := b.do("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(b.work, key)); err != nil {
			return "", err
		}
	}
	_ = os.MkdirAll("/run/sshd", 0o755) // as sshd wants when root runs it
	host, port, _ := net.SplitHostPort(address)
	key, err := os.ReadFile(filepath.Join(b.work, "host.pub"))
	if err != nil {
		return "", err
	}
	conf := fmt.Sprintf("ListenAddress %s\nPort %s\nHostKey %s/host\nPidFile none\nAuthorizedKeysFile %s/id.pub\nStrictModes no\nUsePAM no\nPermitRootLogin prohibit-password\nMaxStartups 100\nMaxSessions 100\nSubsystem sftp internal-sftp\n",
		host, port, b.work, b.work)
	for name, text := range map[string]string{"conf": conf, "known_hosts": "[" + host + "]:" + port + " " + string(key)} {
		if err := os.WriteFile(filepath.Join(b.work, name), []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	return address, b.start(address, "/usr/sbin/sshd", "-D", "-f", filepath.Join(b.work, "conf"))
}
