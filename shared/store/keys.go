package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"importchecker/shared/submission"
)

// maxPart is the length above which an escaped value is replaced by its hash. Three values fit in a sort key.
const maxPart = 256

// headingLen is how many characters of a code are in its partition key in the index by code: an HS heading.
const headingLen = 4

// Sort keys of submissions, decisions and idempotency keys.
const (
	skSubmission = "SUB"
	skDecision   = "DEC#"
	skIdem       = "IDEM"
)

const hexDigits = "0123456789ABCDEF"

// escape writes a value so that it can be part of a key; see the package comment.
func escape(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = unreserved(s[i])
	}
	if plain && len(s) <= maxPart {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; unreserved(c) {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
	}
	if b.Len() > maxPart {
		sum := sha256.Sum256([]byte(s))
		return "=" + hex.EncodeToString(sum[:])
	}
	return b.String()
}

func unreserved(c byte) bool {
	switch {
	case '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		return true
	}
	return strings.IndexByte("-._~:", c) >= 0
}

func sellerPK(seller string) string { return "SELLER#" + escape(seller) }

func submissionPK(seller, id string) string { return sellerPK(seller) + "#SUB#" + escape(id) }

func submissionKey(seller, id string) Key { return Key{submissionPK(seller, id), skSubmission} }

func decisionKey(seller, id string, seq int) Key {
	return Key{submissionPK(seller, id), decisionSK(seq)}
}

func decisionSK(seq int) string { return fmt.Sprintf("%s%010d", skDecision, seq) }

// decisionSeq reads the sequence number from a sort key.
func decisionSeq(sk string) (int, error) {
	digits, ok := strings.CutPrefix(sk, skDecision)
	if !ok || len(digits) != 10 {
		return 0, fmt.Errorf("sort key %q is not a decision's", sk)
	}
	return strconv.Atoi(digits)
}

func idemKey(seller, key string) Key { return Key{sellerPK(seller) + "#IDEM#" + escape(key), skIdem} }

// allPK returns the partition of a seller's submissions.
func allPK(seller string) string { return sellerPK(seller) + "#ALL" }

func refPK(seller, ref string) string { return sellerPK(seller) + "#REF#" + escape(ref) }

// codeKey returns the key of a submission's entry in the index by code.
func codeKey(s submission.Submission) Key {
	code := escape(s.Code)
	return Key{
		PK: "CODE#" + escape(s.Kind) + "#" + code[:min(headingLen, len(code))],
		SK: code + "#" + escape(s.Seller) + "#" + s.ID,
	}
}
