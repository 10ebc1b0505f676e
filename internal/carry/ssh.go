package carry

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/skeema/knownhosts"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"gongkai/internal/carry/target"
	"gongkai/internal/diag"
)

const patience = 20 * time.Second // for a server that doesn't answer

// dial logs in to a server whose key is known.
func dial(ctx context.Context, to target.Target, options Options, ways []ssh.AuthMethod) (*ssh.Client, error) {
	known, err := hosts(to, options)
	if err != nil {
		return nil, err
	}
	var strange error // what is wrong with the server's key
	config := &ssh.ClientConfig{
		User: to.User, Auth: ways, Timeout: patience,
		HostKeyAlgorithms: known.HostKeyAlgorithms(to.Host),
		HostKeyCallback: func(host string, remote net.Addr, key ssh.PublicKey) error {
			err := known.HostKeyCallback()(host, remote, key)
			if err != nil {
				strange = hostKeyError(to.Host, key, err)
			}
			return err
		},
	}
	if config.User == "" {
		config.User = options.User
	}
	dialer := net.Dialer{Timeout: patience, KeepAlive: 15 * time.Second}
	raw, err := dialer.DialContext(ctx, "tcp", to.Host)
	if err != nil {
		return nil, passing{failed("connect", to.Host, err, "连不上服务器「"+to.Host+"」，请检查地址、端口和网络", to.Host+" can't be reached; check the address, the port and the network")}
	}
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	defer stop()
	connection, channels, requests, err := ssh.NewClientConn(raw, to.Host, config)
	if err == nil {
		return ssh.NewClient(connection, channels, requests), nil
	}
	raw.Close()
	if strange != nil {
		return nil, strange
	}
	if strings.Contains(err.Error(), "unable to authenticate") {
		return nil, failed("log in", to.Host, err,
			"服务器「"+to.Host+"」不接受用户「"+config.User+"」登录；请把公钥加到服务器上，用 ssh-add 载入密钥，或设置 GONGKAI_SFTP_PASSWORD",
			to.Host+" doesn't let "+config.User+" in; add the public key to the server, load the key with ssh-add, or set GONGKAI_SFTP_PASSWORD")
	}
	return nil, passing{failed("connect", to.Host, err, "与服务器「"+to.Host+"」建立 SSH 连接没有成功", "no SSH connection to "+to.Host)}
}

// hosts reads the keys of known servers.
func hosts(to target.Target, options Options) (*knownhosts.HostKeyDB, error) {
	files := []string{to.KnownHosts}
	if to.KnownHosts == "" {
		files = nil
		for _, name := range []string{filepath.Join(options.Home, ".ssh", "known_hosts"), "/etc/ssh/ssh_known_hosts"} {
			if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
				files = append(files, name)
			}
		}
	}
	db, err := knownhosts.NewDB(files...)
	if err != nil {
		return nil, failed("read", strings.Join(files, ", "), err, "known_hosts 读不出来，请检查路径和内容", "known_hosts can't be read; check its path and its lines")
	}
	return db, nil
}

// hostKeyError is about a server that may not be the one that is meant.
func hostKeyError(host string, key ssh.PublicKey, err error) error {
	mark := ssh.FingerprintSHA256(key)
	if knownhosts.IsHostKeyChanged(err) {
		return failed("connect", host, err,
			"服务器「"+host+"」的主机密钥变了（现在是 "+mark+"），可能有人冒充，没有连接；先向管理员核对，确认换过密钥再更新 known_hosts",
			"the key of "+host+" has changed (it is now "+mark+"): somebody may stand in for it, so nothing was sent. Ask its administrator, and update known_hosts only when the key was really changed")
	}
	return failed("connect", host, err,
		"不认识服务器「"+host+"」，它的主机密钥是 "+mark+"，没有连接；向管理员核对后，用 ssh 登录一次把它记进 known_hosts",
		host+" is not known; its key is "+mark+". Nothing was sent: compare it with its administrator, then log in with ssh once to note it in known_hosts")
}

// logins are the ways of logging in, in turn: the key that the target names, or
// else the agent's keys and those of the usual files, then a password. A server
// counts attempts, so all keys are one way.
func logins(to target.Target, options Options) ([]ssh.AuthMethod, error) {
	ways := []ssh.AuthMethod{ssh.PublicKeysCallback(func() ([]ssh.Signer, error) { return usualKeys(options), nil })}
	if to.Key != "" {
		key, err := namedKey(to.Key, options)
		if err != nil {
			return nil, err
		}
		ways[0] = ssh.PublicKeys(key)
	}
	password := func() (string, error) {
		if p := options.Env("GONGKAI_SFTP_PASSWORD"); p != "" {
			return p, nil
		}
		if options.Ask == nil {
			return "", errors.New("no password")
		}
		return options.Ask(diag.Text{ZH: to.Host + " 的密码（不显示）：", EN: "password for " + to.Host + " (not shown): "}, true)
	}
	if options.Env("GONGKAI_SFTP_PASSWORD") != "" || options.Ask != nil {
		ways = append(ways, ssh.PasswordCallback(password), ssh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
			answers := make([]string, len(questions))
			for i := range questions {
				var err error
				if answers[i], err = password(); err != nil {
					return nil, err
				}
			}
			return answers, nil
		}))
	}
	return ways, nil
}

// namedKey is the private key of a file that the target names, which must be
// what it is said to be.
func namedKey(name string, options Options) (ssh.Signer, error) {
	key, err := readKey(name, options.Ask)
	var unread *fs.PathError
	var locked *ssh.PassphraseMissingError
	switch {
	case errors.As(err, &unread):
		return nil, failed("read", name, err, "SSH 私钥「"+name+"」读不出来，请检查目标里 key= 的路径和文件的权限", "the SSH key "+name+" can't be read; check the path after key= in the target, and the file's permissions")
	case errors.As(err, &locked):
		return nil, failed("read", name, err, "SSH 私钥「"+name+"」有口令，而这里没有人可问；请在终端里运行，或者用 ssh-add 载入它并从目标里去掉 key=", "the SSH key "+name+" has a passphrase and nobody is here to be asked; run it in a terminal, or load the key with ssh-add and take key= out of the target")
	case err != nil:
		return nil, failed("read", name, err, "SSH 私钥「"+name+"」打不开：口令不对，或者它不是 SSH 私钥", "the SSH key "+name+" can't be opened: the passphrase is wrong, or it isn't a private key")
	}
	return key, nil
}

// usualKeys are the agent's keys and those of the usual files that can be used.
// A passphrase is asked for only when there is no other key.
func usualKeys(options Options) (keys []ssh.Signer) {
	if socket := options.Env("SSH_AUTH_SOCK"); socket != "" {
		if connection, err := net.Dial("unix", socket); err == nil {
			// It stays open: the agent is asked again when one is used.
			keys, _ = agent.NewClient(connection).Signers()
		}
	}
	for _, name := range []string{"id_ed25519", "id_ecdsa", "id_rsa"} {
		ask := options.Ask
		if len(keys) > 0 {
			ask = nil
		}
		if key, err := readKey(filepath.Join(options.Home, ".ssh", name), ask); err == nil {
			keys = append(keys, key)
		}
	}
	return keys
}

// readKey reads a private key, and asks for its passphrase when there is somebody.
func readKey(name string, ask func(diag.Text, bool) (string, error)) (ssh.Signer, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	key, err := ssh.ParsePrivateKey(text)
	var locked *ssh.PassphraseMissingError
	if ask == nil || !errors.As(err, &locked) {
		return key, err
	}
	phrase, err := ask(diag.Text{ZH: "密钥 " + name + " 的口令（不显示）：", EN: "passphrase of " + name + " (not shown): "}, true)
	if err != nil {
		return nil, err
	}
	return ssh.ParsePrivateKeyWithPassphrase(text, []byte(phrase))
}
