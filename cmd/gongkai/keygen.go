package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"gongkai/internal/carry"
	"gongkai/internal/diag"
)

func (p *process) keygenCommand() *cobra.Command {
	bare := false
	c := &cobra.Command{
		Use:   "keygen NAME",
		Short: p.words("生成给 U 盘签名的一对密钥", "make the pair of keys that signs sticks"),
		Long: p.words(`生成一对密钥：NAME.key 自己保管，用它签名（publish --sign）；NAME.pub 放到查询机上，
用它核对（verify --key、publish --key）。格式与 minisign 相同。
密钥用密码加密：密码取自 GONGKAI_KEY_PASSWORD，没有就询问。
密钥不能放在网站的文件夹里，那里的文件会进仓库。`,
			`Makes a pair of keys: NAME.key is kept by the office and signs (publish --sign);
NAME.pub goes to the kiosks and verifies (verify --key, publish --key). They are
in minisign's format. The key is encrypted by a password, from
GONGKAI_KEY_PASSWORD or else asked for. It can't lie in the site's folder, whose
files go into the repository.`),
		Example: `gongkai keygen ~/keys/gongkai`,
		Args:    p.takes(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.keygen(strings.TrimSuffix(args[0], ".key"), bare, p.asker(c.InOrStdin()))
		},
	}
	c.Flags().BoolVar(&bare, "no-password", false, p.words("密钥不加密；只在别处已经保护好时使用", "leave the key unencrypted; only where it is protected otherwise"))
	return c
}

func (p *process) keygen(name string, bare bool, ask func(diag.Text, bool) (string, error)) error {
	secret, public := name+".key", name+".pub"
	if err := p.outsideSite(secret); err != nil {
		return err
	}
	password := ""
	if !bare {
		var err error
		if password, err = p.newPassword(ask); err != nil {
			return err
		}
	}
	key, pub, err := carry.NewKey(password)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		text []byte
		perm fs.FileMode
	}{{secret, key, 0o600}, {public, pub, 0o644}} {
		if err := p.newFile(f.name, f.text, f.perm); err != nil {
			return err
		}
	}
	return p.result(p.words("已生成密钥「%s」（自己保管，不要给别人）和公钥「%s」（放到查询机上）\n", "made the key %s (keep it, give it to nobody) and the public key %s (for the kiosks)\n"), diag.Visible(secret), diag.Visible(public))
}

// newFile writes a file that isn't there yet: a key that is lost can't be made
// again.
func (p *process) newFile(name string, text []byte, perm fs.FileMode) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if errors.Is(err, fs.ErrExist) {
		return usageError(fmt.Sprintf(p.words("「%s」已经有了，没有覆盖；换一个名称", "%s is there already and was left as it is; choose another name"), name))
	}
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// outsideSite refuses a place from which a key would get into the repository or
// onto the site.
func (p *process) outsideSite(name string) error {
	if _, err := os.Stat(filepath.Join(p.siteDir, "content")); err != nil {
		return nil // there is no site here
	}
	full, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	site, err := filepath.Abs(p.siteDir)
	if err != nil {
		return err
	}
	if inside, err := filepath.Rel(site, full); err == nil && filepath.IsLocal(inside) {
		return usageError(fmt.Sprintf(p.words("「%s」在网站的文件夹里，会进仓库；换一个网站以外的位置", "%s lies in the site's folder and would go into the repository; choose a place outside"), name))
	}
	return nil
}

func (p *process) newPassword(ask func(diag.Text, bool) (string, error)) (string, error) {
	if password := p.env("GONGKAI_KEY_PASSWORD"); password != "" {
		return password, nil
	}
	if ask == nil {
		return "", usageError(p.words("没有密码；设置 GONGKAI_KEY_PASSWORD，或者加上 --no-password", "there is no password; set GONGKAI_KEY_PASSWORD, or add --no-password"))
	}
	first, err := ask(diag.Text{ZH: "给密钥设一个密码（不显示）：", EN: "a password for the key (not shown): "}, true)
	if err != nil {
		return "", err
	}
	second, err := ask(diag.Text{ZH: "再输一遍：", EN: "once more: "}, true)
	switch {
	case err != nil:
		return "", err
	case first == "":
		return "", usageError(p.words("密码是空的；不要密码请加 --no-password", "the password is empty; --no-password makes a key without one"))
	case first != second:
		return "", usageError(p.words("两遍密码不一样，没有生成", "the two passwords differ; no key was made"))
	}
	return first, nil
}

// readSecret reads the key that signs.
func (p *process) readSecret(name string, ask func(diag.Text, bool) (string, error)) (*carry.Secret, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	password := p.env("GONGKAI_KEY_PASSWORD")
	if carry.NeedsPassword(text) && password == "" {
		if ask == nil {
			return nil, usageError(p.words("签名密钥有密码；请设置 GONGKAI_KEY_PASSWORD", "the key has a password; set GONGKAI_KEY_PASSWORD"))
		}
		if password, err = ask(diag.Text{ZH: "签名密钥的密码（不显示）：", EN: "password of the key (not shown): "}, true); err != nil {
			return nil, err
		}
	}
	return carry.ReadSecret(name, text, password)
}
