package carry

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"strconv"
	"strings"

	"aead.dev/minisign"
)

// Keys and signatures are minisign's (Ed25519), so that a stick can be verified
// by a program that isn't ours.

// Secret is a private key.
type Secret struct{ key minisign.PrivateKey }

// Public is the key that a kiosk knows its office by.
type Public struct{ key minisign.PublicKey }

// NewKey makes a pair of keys as the texts of their files. A password encrypts
// the private one; "" leaves it as it is.
func NewKey(password string) (secret, public []byte, err error) {
	pub, private, err := minisign.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	if public, err = pub.MarshalText(); err != nil {
		return nil, nil, err
	}
	if password == "" {
		secret, err = private.MarshalText()
	} else {
		secret, err = minisign.EncryptKey(password, private)
	}
	return withEnd(secret), withEnd(public), err
}

func withEnd(text []byte) []byte { return append(bytes.TrimRight(text, "\n"), '\n') }

// NeedsPassword tells whether a private key is encrypted.
func NeedsPassword(secret []byte) bool { return minisign.IsEncrypted(secret) }

// ReadSecret reads a private key. The errors never hold any of it.
func ReadSecret(name string, text []byte, password string) (*Secret, error) {
	var s Secret
	var err error
	if minisign.IsEncrypted(text) {
		s.key, err = minisign.DecryptKey(password, text)
	} else {
		err = s.key.UnmarshalText(text)
	}
	if err != nil {
		return nil, refused(name, "签名密钥「"+name+"」打不开：密码不对，或者不是 minisign 格式的密钥", "the key "+name+" can't be opened: the password is wrong, or it isn't a key in minisign's format")
	}
	return &s, nil
}

// ReadPublic reads a public key: a file of minisign's, or the key itself as
// minisign prints it.
func ReadPublic(given string) (*Public, error) {
	var p Public
	text, err := os.ReadFile(given)
	if errors.Is(err, os.ErrNotExist) && len(given) == 56 && !strings.ContainsAny(given, `/\.`) {
		text, err = []byte(given), nil
	}
	if err != nil {
		return nil, failed("read", given, err, "公钥「"+given+"」读不出来；写公钥文件的路径，或者公钥本身", "the public key "+given+" can't be read; name its file, or give the key itself")
	}
	if err := p.key.UnmarshalText(bytes.TrimSpace(text)); err != nil {
		return nil, refused(given, "「"+given+"」不是 minisign 格式的公钥", given+" is not a public key in minisign's format")
	}
	return &p, nil
}

// The comment that anyone can change is one of two, so that no byte of a
// signature is open to change.
const (
	ourComment      = "signature from gongkai"
	minisignComment = "signature from minisign secret key"
	buildComment    = "gongkai build "
)

// sign signs the list of a stick. The build's number is signed twice: in the
// list, by way of the site, and in the comment that minisign shows.
func (s *Secret) sign(sums []byte, number int64) []byte {
	return withEnd(minisign.SignWithComments(s.key, sums, buildComment+strconv.FormatInt(number, 10), ourComment))
}

// signed tells whether a signature is the key's, and written the only way that
// it can be.
func (p *Public) signed(sums, signature []byte) bool {
	return wellFormed(signature) && minisign.Verify(p.key, sums, signature)
}

// wellFormed tells whether a signature is one, whoever made it. A line end too
// many, or another spelling of the same bits, is not.
func wellFormed(signature []byte) bool {
	var s minisign.Signature
	if s.UnmarshalText(signature) != nil || s.UntrustedComment != ourComment && s.UntrustedComment != minisignComment {
		return false
	}
	text, err := s.MarshalText()
	return err == nil && bytes.Equal(withEnd(text), signature)
}
