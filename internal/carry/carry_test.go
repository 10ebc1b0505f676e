package carry

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongkai/internal/carry/target"
)

// A stick that isn't in, and a target in the site itself, are slips of the hand.
func TestTargetsThatAreSlips(t *testing.T) {
	b := built(t, oldSite())
	missing := filepath.Join(t.TempDir(), "usb")
	for to, want := range map[target.Target]string{
		{Kind: target.Stick, Path: missing}:                            "U 盘要先插好",
		{Kind: target.Folder, Path: b.Dir}:                             "请换一个目标",
		{Kind: target.Stick, Path: b.Dir}:                              "请换一个目标",
		{Kind: target.Folder, Path: filepath.Join(b.Dir, "new", "in")}: "请换一个目标",
		{Kind: target.Archive, Path: filepath.Join(b.Dir, "site.zip")}: "请换一个目标",
	} {
		before := listing(t, b.Dir)
		_, err := To(context.Background(), b, to, options())
		if err == nil || !strings.Contains(words(err), want) {
			t.Errorf("%v: %s", to, words(err))
		}
		if len(listing(t, b.Dir)) != len(before) {
			t.Errorf("%v: the site was changed", to)
		}
	}
	if _, err := os.Stat(missing); !os.IsNotExist(err) {
		t.Error("a folder was made in the stick's place")
	}
}

// The first pause says why, and how long in seconds.
func TestAPauseSaysWhy(t *testing.T) {
	err := failed("put", "a", errors.New("connection reset"), "断开，多次重连仍不成功", "broke")
	if got, want := onceMore("a.html", err, 0, 500*time.Millisecond).ZH, "「a.html」没有成功（connection reset），0.5 秒后重试"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
	if got, want := onceMore("a.html", err, 2, 2*time.Second).EN, "a.html failed; again in 2 s"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
}
