package site

import "strings"

// Government tells the hosts of government sites: .gov.cn and .政务.
func Government(host string) bool {
	host = "." + strings.ToLower(host)
	return strings.HasSuffix(host, ".gov.cn") || strings.HasSuffix(host, ".政务") || strings.HasSuffix(host, ".xn--zfr164b")
}
