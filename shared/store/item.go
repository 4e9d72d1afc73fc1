package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"importchecker/shared/submission"
)

// Attribute names. All but the keys and Expires are here.
const (
	attrSeller    = "seller"
	attrID        = "id"
	attrKind      = "kind"
	attrRef       = "ref"
	attrCode      = "code"
	attrAsOf      = "as_of"
	attrRequest   = "request"
	attrCreatedAt = "created_at"
	attrUpdatedAt = "updated_at"
	attrVerdicts  = "verdicts"
	attrHeadSeq   = "head_seq"
	attrHeadHash  = "head_hash"

	attrDecidedAt = "decided_at"
	attrCause     = "cause"
	attrBody      = "body"
	attrPrevHash  = "prev_hash"
	attrHash      = "hash"

	attrState        = "state"
	attrOwner        = "owner"
	attrBodyHash     = "body_hash"
	attrLeaseUntil   = "lease_until"
	attrSubmissionID = "submission_id"
	attrSeq          = "seq"
)

// verdictItem is a channel's verdict as it is written in an item.
type verdictItem struct {
	Channel string `json:"channel"`
	Verdict string `json:"verdict"`
}

func submissionItem(s submission.Submission) (Item, error) {
	verdicts := make([]verdictItem, len(s.Verdicts))
	for i, v := range s.Verdicts {
		verdicts[i] = verdictItem(v)
	}
	text, err := json.Marshal(verdicts)
	if err != nil {
		return Item{}, err
	}
	return Item{
		Key: submissionKey(s.Seller, s.ID),
		Attrs: map[string]Value{
			attrSeller:    String(s.Seller),
			attrID:        String(s.ID),
			attrKind:      String(s.Kind),
			attrRef:       String(s.Ref),
			attrCode:      String(s.Code),
			attrAsOf:      String(s.AsOf),
			attrRequest:   Bytes(s.Request),
			attrCreatedAt: timeValue(s.CreatedAt),
			attrUpdatedAt: timeValue(s.UpdatedAt),
			attrVerdicts:  String(string(text)),
			attrHeadSeq:   Number(int64(s.Head.Seq)),
			attrHeadHash:  String(s.Head.Hash),
		},
	}, nil
}

func readSubmission(item Item) (submission.Submission, error) {
	r := reader{item: item}
	s := submission.Submission{
		ID:        r.str(attrID),
		Seller:    r.str(attrSeller),
		Kind:      r.str(attrKind),
		Ref:       r.str(attrRef),
		Code:      r.str(attrCode),
		AsOf:      r.str(attrAsOf),
		Request:   r.bytes(attrRequest),
		CreatedAt: r.time(attrCreatedAt),
		UpdatedAt: r.time(attrUpdatedAt),
		Head:      submission.Link{Seq: r.int(attrHeadSeq), Hash: r.str(attrHeadHash)},
	}
	var verdicts []verdictItem
	if text := r.str(attrVerdicts); r.err == nil {
		if err := json.Unmarshal([]byte(text), &verdicts); err != nil {
			r.fail(attrVerdicts, err.Error())
		}
	}
	for _, v := range verdicts {
		s.Verdicts = append(s.Verdicts, submission.ChannelVerdict(v))
	}
	return s, r.err
}

func decisionItem(seller string, d submission.Decision) Item {
	return Item{
		Key: decisionKey(seller, d.SubmissionID, d.Seq),
		Attrs: map[string]Value{
			attrID:        String(d.ID),
			attrDecidedAt: timeValue(d.DecidedAt),
			attrCause:     String(d.Cause),
			attrBody:      Bytes(d.Body),
			attrPrevHash:  String(d.PrevHash),
			attrHash:      String(d.Hash),
		},
	}
}

// readDecision reads a decision of a submission. Which submission, and which
// number, is said by the key.
func readDecision(id string, item Item) (submission.Decision, error) {
	r := reader{item: item}
	d := submission.Decision{
		ID:           r.str(attrID),
		SubmissionID: id,
		DecidedAt:    r.time(attrDecidedAt),
		Cause:        r.str(attrCause),
		Body:         r.bytes(attrBody),
		PrevHash:     r.str(attrPrevHash),
		Hash:         r.str(attrHash),
	}
	seq, err := decisionSeq(item.SK)
	if err != nil {
		return d, err
	}
	d.Seq = seq
	return d, r.err
}

// codeItem is a submission's entry in the index by code. It names the seller
// in full, because a long one is hashed in the key.
func codeItem(s submission.Submission) Item {
	return Item{
		Key: codeKey(s),
		Attrs: map[string]Value{
			attrSeller: String(s.Seller),
			attrID:     String(s.ID),
			attrCode:   String(s.Code),
		},
	}
}

// indexItem is an entry of an index that has nothing to say but its key.
func indexItem(key Key) Item { return Item{Key: key} }

func timeValue(t time.Time) Value { return String(t.UTC().Format(time.RFC3339Nano)) }

// A reader takes attributes out of an item and keeps the first thing that is
// wrong with one.
type reader struct {
	item Item
	err  error
}

func (r *reader) fail(attr, what string) {
	if r.err == nil {
		r.err = fmt.Errorf("item %s: attribute %s: %s", r.item.Key, attr, what)
	}
}

func (r *reader) get(attr string, kind Kind) Value {
	v, ok := r.item.Attrs[attr]
	switch {
	case !ok:
		r.fail(attr, "not there")
	case v.Kind != kind:
		r.fail(attr, "not of its kind")
	}
	return v
}

func (r *reader) str(attr string) string { return r.get(attr, KindString).Str }

func (r *reader) int(attr string) int { return int(r.get(attr, KindNumber).Num) }

func (r *reader) int64(attr string) int64 { return r.get(attr, KindNumber).Num }

func (r *reader) bytes(attr string) []byte { return r.get(attr, KindBytes).Bytes }

func (r *reader) time(attr string) time.Time {
	text := r.str(attr)
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || !strings.HasSuffix(text, "Z") {
		r.fail(attr, "not a time in UTC")
		return time.Time{}
	}
	return t.UTC()
}
