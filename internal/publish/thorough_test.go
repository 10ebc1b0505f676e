//go:build !trust

package publish

// thorough tells the tests to try every fault everywhere; see trust_test.go.
const thorough = false
