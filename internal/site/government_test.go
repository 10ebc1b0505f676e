package site

import "testing"

func TestGovernment(t *testing.T) {
	for host, want := range map[string]bool{"www.gov.cn": true, "gov.cn": true, "a.example.gov.cn": true, "示例.政务": true, "mygov.cn": false, "gov.cn.example.com": false} {
		if Government(host) != want {
			t.Errorf("%s: %v", host, !want)
		}
	}
}
