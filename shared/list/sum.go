package list

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"strconv"
)

// Sum returns the SHA-256 of the edition in hexadecimal, over its metadata and every row
// with its conditions. Each field is preceded by its length and each list by its count,
// so that different editions have different inputs. The sum does not depend on SHA256 or
// on the last day: the content of an edition stays the same when a later one replaces it.
func (e *Edition) Sum() string {
	h := sha256.New()
	put(h, e.List, e.ID, e.Title.EN, e.Title.ZH, e.Issuer.EN, e.Issuer.ZH, e.Document, e.From.String(),
		strconv.Itoa(e.Stated), strconv.FormatBool(e.Sample), e.Published)
	for _, rows := range [][]Entry{e.Entries, e.Hints} {
		put(h, strconv.Itoa(len(rows)))
		for i := range rows {
			sumEntry(h, &rows[i])
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func sumEntry(h hash.Hash, e *Entry) {
	put(h, e.ID, e.Kind.String(), string(e.Code), e.Category, e.NameZH, e.NameEN, e.Remark,
		e.Basis.String(), e.Confidence, e.Note, strconv.Itoa(len(e.Conditions)))
	for _, c := range e.Conditions {
		put(h, c.Kind.String(), c.Text, c.Goods, strconv.FormatInt(c.Grams, 10), c.Group)
	}
	put(h, strconv.Itoa(len(e.Sources)))
	put(h, e.Sources...)
	put(h, strconv.Itoa(len(e.Fits)))
	for _, f := range e.Fits {
		put(h, string(f))
	}
}

// put writes each field to the hash, preceded by its length.
func put(h hash.Hash, fields ...string) {
	for _, f := range fields {
		fmt.Fprintf(h, "%d:%s", len(f), f)
	}
}

// Verify compares the hash of the rows with the one recorded when the edition was made.
func (e *Edition) Verify() error {
	if sum := e.Sum(); sum != e.SHA256 {
		return fmt.Errorf("list %s, edition %s: content hash is %s, recorded %s", e.List, e.ID, sum, e.SHA256)
	}
	return nil
}
