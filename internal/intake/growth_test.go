package intake

import (
	"strings"
	"testing"
	"time"
)

// A file that is no report costs time in proportion to its size.
func TestTimeGrowsWithTheFile(t *testing.T) {
	for _, line := range []string{"一些文字和数字 1 2 3\n", "规章 1 2 3\n", "1\n", "其他\n", "要求提供公开出版\t1\t2\n"} {
		took := func(n int) time.Duration {
			text := "2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n" + strings.Repeat(line, n)
			least := time.Hour
			for range 2 {
				start := time.Now()
				_, _ = Read("a.txt", []byte(text), 0)
				least = min(least, time.Since(start))
			}
			return least
		}
		short, long := took(1000), took(4000)
		if long > 16*short && long > time.Second {
			t.Errorf("%q: %v, four times as long %v", line, short, long)
		}
		t.Logf("%q: %v, %v", line, short, long)
	}
}
