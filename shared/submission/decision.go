package submission

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// The causes of a decision.
const (
	CauseSubmitted     = "submitted"      // the seller asked
	CauseListPublished = "list_published" // an edition was published that affects the submission's code
	CauseAmended       = "amended"        // the seller added or changed facts about the product
)

// A Decision is one answer to a submission. It is never changed.
type Decision struct {
	ID           string
	SubmissionID string
	Seq          int // from 1, without gaps
	DecidedAt    time.Time
	Cause        string
	Body         []byte // the decision's JSON, exactly as it was returned

	PrevHash string // the Hash of the decision before; Genesis for the first one
	Hash     string // Digest of this one
}

// Genesis is the PrevHash of every first decision: sixty-four zeros.
var Genesis = strings.Repeat("0", 2*sha256.Size)

// digestVersion is the first part of the hashed text, so that another encoding can never give the same bytes.
const digestVersion = "importchecker/decision/1"

// Digest returns the value that Hash must have: the SHA-256, in lower-case hexadecimal, of these eight values,
// each written as a netstring (its length in bytes in decimal, a colon, the bytes, a comma) with nothing
// between them:
//
//	importchecker/decision/1
//	SubmissionID
//	Seq, in decimal
//	ID
//	DecidedAt, in UTC, as RFC 3339 with as many decimals as it needs: 2026-03-01T08:00:00.25Z
//	Cause
//	SHA-256 of Body, in lower-case hexadecimal
//	PrevHash
//
// The lengths make the text unambiguous for any values.
func (d Decision) Digest() string {
	body := sha256.Sum256(d.Body)
	var text []byte
	for _, v := range [...]string{
		digestVersion,
		d.SubmissionID,
		strconv.Itoa(d.Seq),
		d.ID,
		d.DecidedAt.UTC().Format(time.RFC3339Nano),
		d.Cause,
		hex.EncodeToString(body[:]),
		d.PrevHash,
	} {
		text = strconv.AppendInt(text, int64(len(v)), 10)
		text = append(text, ':')
		text = append(text, v...)
		text = append(text, ',')
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Link returns the decision's place in its chain.
func (d Decision) Link() Link { return Link{Seq: d.Seq, Hash: d.Hash} }

// Seal makes d the decision that follows prev: it sets Seq, PrevHash and Hash from prev and from the rest of d,
// which must be complete. The zero Link precedes the first decision.
func Seal(prev Link, d *Decision) {
	d.Seq = prev.Seq + 1
	d.PrevHash = prev.Hash
	if prev == (Link{}) {
		d.PrevHash = Genesis
	}
	d.Hash = d.Digest()
}
