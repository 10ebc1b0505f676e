// Package target reads where a site is to be carried, as an operator writes it:
// on the command line or once in content/site.toml.
//
//	folder:PATH                                  a folder of this machine or of a share
//	archive:FILE.zip  archive:FILE.tar.gz        one file
//	stick:PATH                                   a USB stick for a kiosk
//	sftp://USER@HOST:PORT/PATH                   any machine with SSH
//	s3://BUCKET/PREFIX?endpoint=https://HOST     any store that speaks S3
//
// A target holds no secret. What looks like one is refused, and is never quoted:
// site.toml is in the repository, and a command line is seen by all users of a
// machine.
package target

import (
	"net"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/diag"
)

// Kind is the way in which a site is carried.
type Kind string

const (
	Folder  Kind = "folder"
	Archive Kind = "archive"
	Stick   Kind = "stick"
	S3      Kind = "s3"
	SFTP    Kind = "sftp"
)

// Target is one place.
type Target struct {
	Name string // in site.toml; "" when it was given on the line
	Text string // as it was written
	Kind Kind
	Path string // of a folder, an archive or a stick; on an SFTP server, absolute or below the home folder

	Host string // SFTP: host:port
	User string // SFTP; "" for the user who runs the command
	Key  string // SFTP: the file of a private key; "" for the usual ones
	// KnownHosts is the file of the hosts' keys; "" for the usual ones.
	KnownHosts string

	Bucket   string
	Prefix   string // S3: "" or ends in a slash
	Endpoint string // S3: host, or host:port
	Insecure bool   // S3: http, which only the machine itself may be spoken to by
	Region   string
	Lookup   string // S3: "dns" (BUCKET.HOST), "path" (HOST/BUCKET) or ""
	Gzip     bool   // S3: texts lie compressed, and say so
}

// Wrong is what is wrong with a target's text.
type Wrong struct {
	diag.Text
	Secret bool // it holds what must not be written down, so it isn't quoted
}

func (w *Wrong) Error() string { return w.EN }

func wrong(zh, en string) *Wrong { return &Wrong{Text: diag.Text{ZH: zh, EN: en}} }

// Parse reads a target.
func Parse(text string) (Target, *Wrong) {
	t := Target{Text: text}
	kind, rest, found := strings.Cut(text, ":")
	t.Kind = Kind(kind)
	if u, err := url.Parse(text); err == nil {
		if _, has := u.User.Password(); has {
			return t, secret()
		}
	}
	switch t.Kind {
	case Folder, Archive, Stick:
		t.Path = rest
		if rest == "" {
			return t, wrong("冒号后面要写路径", "a path is needed after the colon")
		}
		return t, nil
	case S3, SFTP:
		u, err := url.Parse(text)
		if err != nil || u.Opaque != "" || u.Fragment != "" {
			return t, &Wrong{Text: diag.Text{ZH: "地址的写法不对", EN: "the address is not written as it should be"}, Secret: strings.Contains(text, "@")}
		}
		read := t.readSFTP
		if t.Kind == S3 {
			read = t.readS3
		}
		w := read(u) // before t is copied
		return t, w
	}
	if strings.Contains(text, "@") { // it may hold a secret that can't be found
		return t, secret()
	}
	if found && !strings.Contains(kind, `\`) && len(kind) > 1 {
		return t, wrong("没有「"+kind+":」这种地址，可用 folder: archive: stick: sftp:// s3://", "there is no “"+kind+":”; there are folder: archive: stick: sftp:// s3://")
	}
	return t, wrong("开头要写明种类：folder: archive: stick: sftp:// 或 s3://", "it must begin with its kind: folder: archive: stick: sftp:// or s3://")
}

func secret() *Wrong {
	return &Wrong{Secret: true, Text: diag.Text{
		ZH: "地址里不能写密码或密钥；请放进环境变量、~/.aws/credentials 或 ssh 密钥，运行时也会询问",
		EN: "no password or key may stand in an address; put it into the environment, ~/.aws/credentials or an ssh key, or be asked for it",
	}}
}

func (t *Target) readSFTP(u *url.URL) *Wrong {
	t.User, t.Path = u.User.Username(), path.Clean(u.Path)
	port := u.Port()
	if port == "" {
		port = "22"
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 || u.Hostname() == "" {
		return wrong("要写明主机，如 sftp://web@www.example.com/srv/www", "it needs a host, as in sftp://web@www.example.com/srv/www")
	}
	t.Host = net.JoinHostPort(u.Hostname(), port)
	// As in other programs, /~/ begins a path below the user's own folder.
	if rest, ok := strings.CutPrefix(t.Path, "/~/"); ok {
		t.Path = rest
	}
	if t.Path == "/" || t.Path == "." || t.Path == "/~" {
		return wrong("要写明服务器上的文件夹，不能是根目录", "it needs a folder of the server, not its root")
	}
	return options(u, map[string]func(string) bool{
		"key":         func(v string) bool { t.Key = v; return v != "" },
		"known_hosts": func(v string) bool { t.KnownHosts = v; return v != "" },
	})
}

func (t *Target) readS3(u *url.URL) *Wrong {
	t.Bucket = u.Host
	if t.Bucket == "" || u.User != nil || u.Port() != "" {
		return wrong("要写明存储桶，如 s3://bucket/openness", "it needs a bucket, as in s3://bucket/openness")
	}
	if t.Prefix = strings.Trim(path.Clean("/"+u.Path), "/"); t.Prefix != "" {
		t.Prefix += "/"
	}
	t.Endpoint = "s3.amazonaws.com"
	if w := options(u, map[string]func(string) bool{
		"endpoint": t.readEndpoint,
		"region":   func(v string) bool { t.Region = v; return v != "" },
		"lookup":   func(v string) bool { t.Lookup = v; return v == "dns" || v == "path" },
		"gzip":     func(v string) bool { t.Gzip = v == "1"; return v == "0" || v == "1" },
	}); w != nil {
		return w
	}
	if host, _, _ := strings.Cut(t.Endpoint, ":"); t.Insecure && host != "localhost" && !net.ParseIP(host).IsLoopback() {
		return wrong("对象存储要用 https，只有本机可以用 http", "a store is spoken to by https; only this machine itself may be by http")
	}
	return nil
}

// readEndpoint takes a host or a whole address.
func (t *Target) readEndpoint(v string) bool {
	if !strings.Contains(v, "://") {
		v = "https://" + v
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	t.Endpoint, t.Insecure = u.Host, u.Scheme == "http"
	return true
}

// options reads what stands after the question mark.
func options(u *url.URL, known map[string]func(string) bool) *Wrong {
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return &Wrong{Secret: true, Text: diag.Text{ZH: "问号后面的写法不对", EN: "what follows the question mark is not written as it should be"}}
	}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		read, ok := known[name]
		switch {
		case !ok && secretName(name):
			return secret()
		case !ok:
			return wrong("没有「"+name+"」这个选项", "there is no option “"+name+"”")
		case len(values[name]) != 1 || !read(values[name][0]):
			return wrong("选项「"+name+"」的值不对", "the option “"+name+"” can't have this value")
		}
	}
	return nil
}

// secretName tells an option whose value can only be a secret.
func secretName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"key", "secret", "token", "pass", "pwd", "sign", "credential"}, func(part string) bool {
		return strings.Contains(name, part)
	})
}

// String is the target as messages name it. It holds no secret, since none that
// does is ever read.
func (t Target) String() string {
	if t.Name != "" {
		return t.Name
	}
	return t.Text
}
