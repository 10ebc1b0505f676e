package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"
	"gongkai/internal/carry"
	"gongkai/internal/diag"
	"gongkai/internal/publish"
)

func (p *process) verifyCommand() *cobra.Command {
	var key string
	c := &cobra.Command{
		Use:   "verify [PATH] [--key FILE]",
		Short: p.words("逐字节校验生成好的网站或 U 盘", "verify a built site or a stick, byte by byte"),
		Long: p.words(`读出文件夹或 U 盘上的每一个字节，与清单核对，列出缺失、被改动和多出的文件；
不需要网络。不写路径就是网站文件夹里的 public/。U 盘也可以在它的文件夹里用 sha256sum -c SHA256SUMS 核对。
加上 --key，还要核对签名是不是这个公钥的主人做的。`,
			`Reads every byte of a folder or a stick, compares it with its list, and names
what is missing, changed or foreign; it needs no network. Without a path it is public/ beside content/. In a stick's folder
sha256sum -c SHA256SUMS does so too. With --key the signature must be that of the
key's owner.`),
		Example: `gongkai verify public
gongkai verify /media/usb --key gongkai.pub`,
		Args: p.takes(0, 1),
		RunE: func(c *cobra.Command, args []string) error {
			var public *carry.Public
			if key != "" {
				var err error
				if public, err = carry.ReadPublic(key); err != nil {
					return err
				}
			}
			dir := filepath.Join(p.siteDir, "public") // unless told
			if len(args) > 0 {
				dir = args[0]
			}
			checked, err := carry.Check(c.Context(), dir, public)
			if err != nil {
				return err
			}
			return p.endVerify(checked, key != "")
		},
	}
	c.Flags().StringVar(&key, "key", "", p.words("公钥文件，或者公钥本身", "the file of the public key, or the key itself"))
	return c
}

// endVerify names the problems and says it all in one line.
func (p *process) endVerify(c carry.Checked, keyed bool) error {
	counts := map[publish.Flaw]int{}
	for _, problem := range c.Problems {
		counts[problem.Flaw]++
		var err error
		if p.json {
			err = json.NewEncoder(p.stdout).Encode(map[string]string{"path": problem.Path, "flaw": problem.Flaw.String()})
		} else {
			err = p.result("%s  %s\n", problem.Flaw.Words().In(p.lang), diag.Visible(problem.Path))
		}
		if err != nil {
			return err
		}
	}
	if err := p.verdict(c, counts, keyed); err != nil {
		return err
	}
	if len(c.Problems) > 0 {
		return errProblems
	}
	return nil
}

func (p *process) verdict(c carry.Checked, counts map[publish.Flaw]int, keyed bool) error {
	elapsed := p.clock().Sub(p.started)
	var number int64
	if c.Build != nil {
		number = c.Build.Number
	}
	if p.json {
		return json.NewEncoder(p.stdout).Encode(map[string]verifySummary{"summary": {
			"verify", c.Files, counts[publish.Missing], counts[publish.Changed], counts[publish.Foreign], number, c.Signed, keyed && c.Signed, elapsed.Milliseconds(),
		}})
	}
	build, signed := "", ""
	if number > 0 {
		build = fmt.Sprintf(p.words("；版本 %d", "; build %d"), number)
	}
	switch {
	case c.Signed && keyed:
		signed = p.words("；签名正确", "; the signature is right")
	case c.Signed:
		signed = p.words("；有签名，加 --key 公钥 才核对", "; it is signed, which --key verifies")
	}
	if len(c.Problems) == 0 {
		return p.result(p.words("完好：核对了 %d 个文件%s%s；用时 %.2f 秒\n", "sound: %d files verified%s%s; %.2f s\n"), c.Files, build, signed, elapsed.Seconds())
	}
	return p.result(p.words("不符：缺失 %d 个，被改动 %d 个，多出 %d 个；核对了 %d 个文件；用时 %.2f 秒\n", "not sound: %d missing, %d changed, %d foreign; %d files verified; %.2f s\n"),
		counts[publish.Missing], counts[publish.Changed], counts[publish.Foreign], c.Files, elapsed.Seconds())
}

type verifySummary struct {
	Command      string `json:"command"`
	Files        int    `json:"files"`
	Missing      int    `json:"missing"`
	Changed      int    `json:"changed"`
	Foreign      int    `json:"foreign"`
	Build        int64  `json:"build,omitempty"`
	Signed       bool   `json:"signed"`
	Verified     bool   `json:"verified"` // the signature, with the key that was given
	Milliseconds int64  `json:"milliseconds"`
}
