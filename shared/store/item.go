package store

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"importchecker/shared/packing"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// Attribute names, other than the keys and Expires.
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

	attrName   = "name"
	attrSystem = "system"
	attrSector = "sector"

	attrDecidedAt  = "decided_at"
	attrCause      = "cause"
	attrBody       = "body" // of unpacked decisions
	attrPacked     = "packed"
	attrDictionary = "dict"
	attrPrevHash   = "prev_hash"
	attrHash       = "hash"

	attrState        = "state"
	attrOwner        = "owner"
	attrBodyHash     = "body_hash"
	attrSubmissionID = "submission_id"
	attrSeq          = "seq"
)

// verdictItem is a verdict as records store it. Verdicts of places use the name channel too.
type verdictItem struct {
	Where   string `json:"channel"`
	Verdict string `json:"verdict"`
}

// formatVerdicts writes verdicts as items store them:
//
//	general_trade=eligible cbec_bonded=conditional
func formatVerdicts(verdicts []submission.Verdict) string {
	var b strings.Builder
	for i, v := range verdicts {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(url.QueryEscape(v.Where) + "=" + url.QueryEscape(v.Verdict))
	}
	return b.String()
}

// verdicts reads an attribute that formatVerdicts wrote, or JSON in the first form.
func (r *reader) verdicts(attr string) []submission.Verdict {
	text := r.str(attr)
	var verdicts []submission.Verdict
	if strings.HasPrefix(text, "[") {
		var items []verdictItem
		if err := json.Unmarshal([]byte(text), &items); err != nil {
			r.fail(attr, err.Error())
		}
		for _, v := range items {
			verdicts = append(verdicts, submission.Verdict(v))
		}
		return verdicts
	}
	for field := range strings.FieldsSeq(text) {
		channel, verdict, ok := strings.Cut(field, "=")
		channel, err := url.QueryUnescape(channel)
		verdict, err2 := url.QueryUnescape(verdict)
		if !ok || err != nil || err2 != nil {
			r.fail(attr, "not verdicts")
			return nil
		}
		verdicts = append(verdicts, submission.Verdict{Where: channel, Verdict: verdict})
	}
	return verdicts
}

func submissionItem(s submission.Submission) Item {
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
			attrVerdicts:  String(formatVerdicts(s.Verdicts)),
			attrHeadSeq:   Number(int64(s.Head.Seq)),
			attrHeadHash:  String(s.Head.Hash),
		},
	}
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
		Head:      submission.Link{Seq: r.int(attrHeadSeq), Hash: r.hash(attrHeadHash)},
	}
	s.Verdicts = r.verdicts(attrVerdicts)
	return s, r.err
}

// listItem returns a submission's entry in ALL or REF, with everything that a list shows of it.
func listItem(key Key, l *submission.Listed) Item {
	item := Item{
		Key: key,
		Attrs: map[string]Value{
			attrKind:      String(l.Kind),
			attrAsOf:      String(l.AsOf),
			attrCreatedAt: timeValue(l.CreatedAt),
			attrUpdatedAt: timeValue(l.UpdatedAt),
			attrVerdicts:  String(formatVerdicts(l.Verdicts)),
		},
	}
	for attr, value := range map[string]string{
		attrRef: l.Ref, attrCode: l.Code, attrName: l.Name, attrSystem: l.System, attrSector: l.Sector,
	} {
		if value != "" {
			item.Attrs[attr] = String(value)
		}
	}
	return item
}

func readListed(item Item) (submission.Listed, error) {
	r := reader{item: item}
	l := submission.Listed{
		ID:        item.SK,
		Kind:      r.str(attrKind),
		Ref:       r.optional(attrRef),
		Code:      r.optional(attrCode),
		Name:      r.optional(attrName),
		System:    r.optional(attrSystem),
		Sector:    r.optional(attrSector),
		AsOf:      r.str(attrAsOf),
		CreatedAt: r.time(attrCreatedAt),
		UpdatedAt: r.time(attrUpdatedAt),
		Verdicts:  r.verdicts(attrVerdicts),
	}
	return l, r.err
}

func decisionItem(seller string, d submission.Decision) (Item, error) {
	packed, err := packing.Pack(d.Body)
	if err != nil {
		return Item{}, err
	}
	if smallest := min(len(packed), len(d.Body)); smallest > submission.MaxStored {
		return Item{}, fmt.Errorf("%w: decision of %d bytes, %d at the least", storage.ErrTooLarge, len(d.Body), smallest)
	}
	item := Item{
		Key: decisionKey(seller, d.SubmissionID, d.Seq),
		Attrs: map[string]Value{
			attrID:        String(d.ID),
			attrDecidedAt: timeValue(d.DecidedAt),
			attrCause:     String(d.Cause),
			attrHash:      hashValue(d.Hash),
		},
	}
	if len(packed) <= submission.MaxStored {
		item.Attrs[attrPacked], item.Attrs[attrDictionary] = Bytes(packed), Number(packing.Newest)
	} else { // packing made it too large
		item.Attrs[attrBody] = Bytes(d.Body)
	}
	if d.Seq != 1 {
		item.Attrs[attrPrevHash] = String(d.PrevHash)
	}
	return item, nil
}

// readDecision reads a decision of a submission. The submission and the number come from the key. A body too
// large when packed is stored unpacked.
func readDecision(id string, item Item) (submission.Decision, error) {
	r := reader{item: item}
	d := submission.Decision{
		ID:           r.str(attrID),
		SubmissionID: id,
		DecidedAt:    r.time(attrDecidedAt),
		Cause:        r.str(attrCause),
		Body:         r.body(),
		PrevHash:     submission.Genesis,
		Hash:         r.hash(attrHash),
	}
	if _, ok := item.Attrs[attrPrevHash]; ok {
		d.PrevHash = r.str(attrPrevHash)
	}
	seq, err := decisionSeq(item.SK)
	if err != nil {
		return d, err
	}
	d.Seq = seq
	return d, r.err
}

// hashValue returns a hash as bytes, half the size of its hexadecimal digits.
func hashValue(hash string) Value {
	raw, err := hex.DecodeString(hash)
	if err != nil {
		return String(hash)
	}
	return Bytes(raw)
}

// hash reads what hashValue wrote or, in earlier forms, hexadecimal digits.
func (r *reader) hash(attr string) string {
	if v, ok := r.item.Attrs[attr]; ok && v.Kind == KindBytes {
		return hex.EncodeToString(v.Bytes)
	}
	return r.str(attr)
}

// body reads the body of a decision.
func (r *reader) body() []byte {
	if _, plain := r.item.Attrs[attrBody]; plain {
		return r.bytes(attrBody)
	}
	packed, number := r.bytes(attrPacked), r.int(attrDictionary)
	if r.err != nil {
		return nil
	}
	body, err := packing.Unpack(number, packed)
	if err != nil {
		r.fail(attrPacked, err.Error())
	}
	return body
}

// readHead reads the newest decision of a submission, and checks that it is the one that was sealed.
func readHead(sub submission.Submission, item Item) (submission.Decision, error) {
	d, err := readDecision(sub.ID, item)
	switch {
	case err != nil:
		return d, err
	case d.Hash != d.Digest():
		return d, fmt.Errorf("%w: decision %d has the hash %s, recorded is %s", storage.ErrDamaged, d.Seq, d.Digest(), d.Hash)
	case d.Link() != sub.Head:
		return d, fmt.Errorf("%w: decision %d has the hash %s, the submission names %s", storage.ErrDamaged, d.Seq, d.Hash,
			sub.Head.Hash)
	}
	return d, nil
}

// codeItem returns a submission's entry in the index by code. It has the seller in full, because a long one is
// hashed in the key.
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

// indexItem returns an index entry that has only a key.
func indexItem(key Key) Item { return Item{Key: key} }

func timeValue(t time.Time) Value { return String(t.UTC().Format(time.RFC3339Nano)) }

// A reader reads attributes of an item and keeps the first error.
type reader struct {
	item Item
	err  error
}

func (r *reader) fail(attr, what string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: item %s: attribute %s: %s", storage.ErrDamaged, r.item.Key, attr, what)
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

// readRecord reads the JSON in an item's attribute record.
func readRecord(item Item, record any) error {
	r := reader{item: item}
	return r.unmarshal(r.bytes(attrRecord), record)
}

// readRevision reads the JSON in an item's attribute record, and returns its revision.
func readRevision(item Item, record any) (int, error) {
	r := reader{item: item}
	text, revision := r.bytes(attrRecord), r.int(attrRev)
	return revision, r.unmarshal(text, record)
}

// unmarshal decodes JSON that the reader took from the item.
func (r *reader) unmarshal(text []byte, record any) error {
	if r.err != nil {
		return r.err
	}
	if err := json.Unmarshal(text, record); err != nil {
		return fmt.Errorf("item %s: %w", r.item.Key, err)
	}
	return nil
}

func (r *reader) str(attr string) string { return r.get(attr, KindString).Str }

// optional reads a string that may be absent.
func (r *reader) optional(attr string) string {
	if _, ok := r.item.Attrs[attr]; !ok {
		return ""
	}
	return r.str(attr)
}

func (r *reader) int(attr string) int { return int(r.get(attr, KindNumber).Num) }

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
