// Package privacy finds personal data (个人信息) in text that is about to be
// made public: identity cards, mobile numbers, bank cards and what else the
// name lists of subsidies are known to leak.
//
// It is given text or the rows of a table and hands on findings: what kind,
// how sure, where, and a mask that can be shown. A full number never leaves
// this package. What a finding means for a release is for the rooms above.
//
// Numbers are found by their shape and then proven: an identity card by
// region, date of birth and check digit (GB 11643), a bank card by issuer and
// Luhn digit. Numbers that only look alike (统一社会信用代码, 索引号, 文号,
// project codes, amounts, dates) fall at that proof.
package privacy

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Kind is what was found.
type Kind string

const (
	IdentityCard    Kind = "identity_card"    // 居民身份证, 18 or 15 digits
	DisabilityCard  Kind = "disability_card"  // 残疾人证, 20 digits
	Mobile          Kind = "mobile"           // 手机号码
	BankCard        Kind = "bank_card"        // 银行卡号
	Passport        Kind = "passport"         // 护照, 通行证, 永久居留身份证
	Address         Kind = "address"          // 家庭住址
	SensitiveColumn Kind = "sensitive_column" // a column beside names that should not be published
	WeakMask        Kind = "weak_mask"        // 遮盖不足: the number can be worked out
	DamagedNumber   Kind = "damaged_number"   // a long number that a spreadsheet turned into 4.10823E+17
	PhotoLocation   Kind = "photo_location"   // where a photograph was taken
)

// Confidence is how sure a finding is.
type Confidence uint8

const (
	Low    Confidence = iota // looks like it; a person must decide
	Medium                   // the shape and all but one proof
	High                     // proven
)

// String is the word of the JSON output.
func (c Confidence) String() string { return [...]string{"low", "medium", "high"}[c] }

// Finding is personal data at a place, masked.
type Finding struct {
	Kind       Kind
	Confidence Confidence
	Start, End int    // byte span in the text that was given
	Masked     string // what may be shown
	Hash       string // binds a waiver to the value (12 hex digits)
	CheckFails bool   // an identity card whose check digit is wrong: a typing error in a real number
	value      string // in full; it stays here
}

// Options are what the site knows to be no leak.
type Options struct {
	// Own is the agency's own numbers, digits only: its telephones are public.
	Own []string
	// quoting finds what is let pass for a code as well: it isn't told of, and
	// is masked all the same in a line that is quoted for something else.
	quoting bool
}

// Find is every finding in a text, in order of place.
func Find(text string, options Options) []Finding {
	var found []Finding
	for token := range tokens(text) {
		found = append(found, token.findings(text, options)...)
	}
	for _, more := range append(parted(text, options), weakMasks(text)...) {
		// A blank line beside a whole number is no mask.
		if !slices.ContainsFunc(found, func(f Finding) bool { return f.Start < more.End && more.Start < f.End }) {
			found = append(found, more)
		}
	}
	found = append(found, addresses(text)...)
	return sorted(found)
}

// hashOf binds a waiver to one value of one kind. Whoever sees a finding sees
// its hash beside its mask, and the few digits that a mask hides could be tried
// one by one. So a number's hash is made of the mask, which tells most numbers
// apart already, and of a few bits of the whole: too few to find the rest by,
// enough that an edit of a hidden digit or another number of the same mask
// hardly ever passes.
func hashOf(kind Kind, value string) string {
	value = strings.ToUpper(value)
	whole := sha256.Sum256([]byte(string(kind) + ":" + value))
	if n := bound(kind); n > 0 {
		whole = sha256.Sum256([]byte(string(kind) + ":" + mask(kind, value) + ":" + hex.EncodeToString(whole[:n])))
	}
	return hex.EncodeToString(whole[:6])
}

// bound is how many bytes of a number's own hash go into a waiver's; 0 for
// what is not a number.
func bound(kind Kind) int {
	switch kind {
	case Mobile, Passport:
		return 1
	case IdentityCard, DisabilityCard, BankCard:
		return 2
	}
	return 0
}

// Own is the telephones in texts that are public by themselves, such as the
// telephone in site.toml, as Options wants them. Any other number that stands
// there by mistake stays a finding, there and everywhere.
func Own(texts ...string) []string {
	var own []string
	for _, text := range texts {
		for _, f := range Find(text, Options{}) {
			if f.Kind == Mobile {
				own = append(own, f.value)
			}
		}
	}
	return own
}

// mask shows as much of a number as may be shown: 4 + 2 of an identity card,
// 3 + 4 of a mobile number, the last 4 of a bank card.
func mask(kind Kind, value string) string {
	head, tail := 0, 4
	switch kind {
	case IdentityCard, DisabilityCard:
		head, tail = 4, 2
	case Mobile:
		head, tail = 3, 4
	case Passport:
		head, tail = 1, 2
	}
	if len(value) <= head+tail {
		return strings.Repeat("*", len(value))
	}
	return value[:head] + strings.Repeat("*", len(value)-head-tail) + value[len(value)-tail:]
}
