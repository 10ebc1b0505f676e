package approval

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// samePerson tells whether two names are one person's however they are typed:
// the width of letters, capitals, spaces and characters that nobody sees make
// no other person of a name.
func samePerson(a, b string) bool { return strings.EqualFold(bare(a), bare(b)) }

// bare is a name without what can be typed differently and looks the same.
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Cc, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) {
			return -1
		}
		return r
	}, norm.NFKC.String(name))
}
