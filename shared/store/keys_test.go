package store

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"importchecker/shared/submission"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "",
		"SKU-1_b.c~d:e":          "SKU-1_b.c~d:e",
		"a#b":                    "a%23b",
		"100%":                   "100%25",
		"=a":                     "%3Da",
		"a b\x00":                "a%20b%00",
		"商":                      "%E5%95%86",
		strings.Repeat("a", 256): strings.Repeat("a", 256),
		strings.Repeat("#", 85):  strings.Repeat("%23", 85),
		strings.Repeat("#", 86):  "=9c591d225685f3b806cc4f50c1a673a9a9ba3de92442cde8c1475c45bfd05daa",
	} {
		if got := escape(in); got != want {
			t.Errorf("%.20q: got %s, want %s", in, got, want)
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "a", "#", "%23", "=", "商品", "\x00", "\xff", strings.Repeat("#", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := escape(s)
		if len(e) > maxPart || strings.Trim(e, plainBytes) != "" {
			t.Errorf("%q: got %q", s, e)
		}
		if strings.HasPrefix(e, "=") {
			return // hashed; an escaped value never begins with =
		}
		if back, err := url.PathUnescape(e); err != nil || back != s {
			t.Errorf("%q: got %q, which reads %q, %v", s, e, back, err)
		}
	})
}

// plainBytes are all bytes that an escaped value may have.
const plainBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:%="

// TestKeysFit checks that the longest values make valid keys.
func TestKeysFit(t *testing.T) {
	long := strings.Repeat("商", 1024)
	id := strings.Repeat("z", submission.MaxIDLen)
	keys := []Key{
		submissionKey(long, id),
		decisionKey(long, id, 1<<31),
		idemKey(long, long),
		{refPK(long, long), id},
		{allPK(long), id},
		codeKey(submission.Submission{Seller: long, Kind: long, Code: long, ID: id}),
	}
	for _, key := range keys {
		if err := ValidateKey(key); err != nil {
			t.Error(err)
		}
	}
}

// TestCodeKey checks that submissions of one HS heading share a partition, in which those of a code, and of the
// codes below it, are adjacent.
func TestCodeKey(t *testing.T) {
	for code, want := range map[string]string{
		"0409000000": "CODE#goods#0409 0409000000#acme#id",
		"04090000":   "CODE#goods#0409 04090000#acme#id",
		"0409":       "CODE#goods#0409 0409#acme#id",
		"04":         "CODE#goods#04 04#acme#id",
		"":           "CODE#goods# #acme#id",
	} {
		s := submission.Submission{Seller: "acme", ID: "id", Kind: submission.Goods, Code: code}
		if got := fmt.Sprint(codeKey(s)); got != want {
			t.Errorf("%q: got %s, want %s", code, got, want)
		}
	}
}

func TestDecisionSK(t *testing.T) {
	for _, seq := range []int{1, 9, 10, 1<<31 - 1, 9_999_999_999} {
		sk := decisionSK(seq)
		if got, err := decisionSeq(sk); err != nil || got != seq {
			t.Errorf("%d: %s reads %d, %v", seq, sk, got, err)
		}
		if sk <= decisionSK(seq-1) || sk >= skSubmission {
			t.Errorf("%d: %s is out of order", seq, sk)
		}
	}
	for _, sk := range []string{"", "SUB", "DEC#", "DEC#1", "DEC#00000000x1", "DEC#00000000001"} {
		if _, err := decisionSeq(sk); err == nil {
			t.Errorf("%q was read", sk)
		}
	}
}
