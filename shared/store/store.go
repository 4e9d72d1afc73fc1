package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"importchecker/shared/packing"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// A Store keeps submissions in a Table.
type Store struct {
	table Table
}

var _ submission.Store = (*Store)(nil)

// New returns the store of a table.
func New(table Table) *Store { return &Store{table} }

// Create implements submission.Store.
func (s *Store) Create(ctx context.Context, sub submission.Submission, first submission.Decision,
	key *submission.Key) (*submission.Replay, error) {
	replay, err := s.create(ctx, sub, first, key)
	if err != nil {
		return nil, fmt.Errorf("create submission %s: %w", sub.ID, err)
	}
	return replay, nil
}

func (s *Store) create(ctx context.Context, sub submission.Submission, first submission.Decision,
	key *submission.Key) (*submission.Replay, error) {
	if err := validate(sub, first, key); err != nil {
		return nil, err
	}
	ops, err := createOps(sub, first)
	if err != nil {
		return nil, err
	}
	if key == nil {
		return nil, conflict(s.table.Transact(ctx, ops))
	}
	return s.createOnce(ctx, ops, sub, first, *key)
}

// createOps returns the ops that write a submission, its first decision and its index entries.
func createOps(sub submission.Submission, first submission.Decision) ([]Op, error) {
	decided, err := decisionItem(sub.Seller, first)
	if err != nil {
		return nil, err
	}
	ops := []Op{Put(submissionItem(sub), Absent()), Put(decided, Absent())}
	if indexedByCode(sub) {
		ops = append(ops, Put(codeItem(sub)))
	}
	return append(ops, listEntryOps(sub)...), nil
}

// indexedByCode reports whether a submission has an entry in the index by code. Goods without a code do not: no
// change of a list affects them until they have one.
func indexedByCode(sub submission.Submission) bool {
	return sub.Kind != submission.Goods || sub.Code != ""
}

// listEntryOps returns the ops that write a submission's entries in the indexes ALL and REF.
func listEntryOps(sub submission.Submission) []Op {
	l := sub.Listed()
	ops := []Op{Put(listItem(Key{allPK(sub.Seller), sub.ID}, &l))}
	if sub.Ref != "" {
		ops = append(ops, Put(listItem(Key{refPK(sub.Seller, sub.Ref), sub.ID}, &l)))
	}
	return ops
}

// validate checks the preconditions of Create.
func validate(s submission.Submission, d submission.Decision, key *submission.Key) error {
	switch {
	case !submission.ValidID(s.ID):
		return fmt.Errorf("id %q is not valid", s.ID)
	case s.Seller == "" || !utf8.ValidString(s.Seller) || !utf8.ValidString(s.Ref):
		return errors.New("seller or reference is not text")
	case key != nil && key.Key == "":
		return errors.New("the idempotency key is blank")
	case d.Seq != 1 || d.PrevHash != submission.Genesis:
		return errors.New("the decision is not sealed as the first one")
	case s.Head != d.Link():
		return errors.New("the submission's head is not the decision")
	case len(s.Request) > submission.MaxStored:
		return fmt.Errorf("%w: request of %d bytes", storage.ErrTooLarge, len(s.Request))
	}
	return validateDecision(s.ID, d, s.Verdicts)
}

func validateDecision(id string, d submission.Decision, verdicts []submission.Verdict) error {
	for _, v := range verdicts {
		if v.Where == "" || v.Verdict == "" {
			return errors.New("a verdict has no name, or no channel")
		}
	}
	switch {
	case len(d.Body) > packing.MaxUnpacked:
		return fmt.Errorf("%w: decision of %d bytes", storage.ErrTooLarge, len(d.Body))
	case d.SubmissionID != id:
		return errors.New("the decision is another submission's")
	case d.Hash != d.Digest():
		return errors.New("the decision is not sealed")
	}
	return nil
}

// conflict marks a failed condition as storage.ErrConflict.
func conflict(err error) error {
	if failedOps(err) != nil {
		return fmt.Errorf("%w: %w", storage.ErrConflict, err)
	}
	return err
}

// Get implements submission.Store.
func (s *Store) Get(ctx context.Context, seller, id string) (submission.Submission, submission.Decision, error) {
	sub, d, err := s.get(ctx, seller, id)
	if err != nil {
		return submission.Submission{}, submission.Decision{}, fmt.Errorf("get submission %s: %w", id, err)
	}
	return sub, d, nil
}

func (s *Store) get(ctx context.Context, seller, id string) (sub submission.Submission, d submission.Decision,
	err error) {
	if !submission.ValidID(id) {
		return sub, d, storage.ErrNotFound
	}
	// A query is not a snapshot: while a decision is being added it can briefly return the new head without the
	// new decision.
	for wait := 2 * time.Millisecond; ; wait *= 2 {
		items, err := s.table.Query(ctx, submissionPK(seller, id), Range{Limit: 2, Descending: true})
		if err != nil {
			return sub, d, err
		}
		if len(items) == 0 || items[0].SK != skSubmission {
			return sub, d, storage.ErrNotFound
		}
		if sub, err = readSubmission(items[0]); err != nil {
			return sub, d, err
		}
		if len(items) == 2 && items[1].SK == decisionSK(sub.Head.Seq) {
			d, err = readHead(sub, items[1])
			return sub, d, err
		}
		item, ok, err := s.table.Get(ctx, decisionKey(seller, id, sub.Head.Seq))
		if err != nil {
			return sub, d, err
		}
		if ok {
			d, err = readHead(sub, item)
			return sub, d, err
		}
		if wait > 50*time.Millisecond {
			return sub, d, fmt.Errorf("%w: decision %d, the head, is missing", storage.ErrDamaged, sub.Head.Seq)
		}
		if err := storage.Pause(ctx, wait); err != nil {
			return sub, d, err
		}
	}
}

// Decisions implements submission.Store.
func (s *Store) Decisions(ctx context.Context, seller, id string, p storage.Page) ([]submission.Decision, string,
	error) {
	page, next, err := s.decisions(ctx, seller, id, p)
	if err != nil {
		return nil, "", fmt.Errorf("decisions of submission %s: %w", id, err)
	}
	return page, next, nil
}

func (s *Store) decisions(ctx context.Context, seller, id string, p storage.Page) (page []submission.Decision,
	next string, err error) {
	if !submission.ValidID(id) {
		return nil, "", storage.ErrNotFound
	}
	r := Range{Prefix: skDecision, Limit: p.Count() + 1, Descending: true}
	if p.After != "" {
		seq, err := strconv.Atoi(p.After)
		if err != nil || seq < 1 || strconv.Itoa(seq) != p.After || len(p.After) > 10 {
			return nil, "", storage.ErrCursor
		}
		r.After = decisionSK(seq)
	}
	items, err := s.table.Query(ctx, submissionPK(seller, id), r)
	if err != nil {
		return nil, "", err
	}
	if len(items) == 0 {
		_, err := getItem(ctx, s.table, submissionKey(seller, id))
		return nil, "", err
	}
	for i, item := range items {
		if i == r.Limit-1 {
			return page, strconv.Itoa(page[i-1].Seq), nil
		}
		d, err := readDecision(id, item)
		if err != nil {
			return nil, "", err
		}
		page = append(page, d)
	}
	return page, "", nil
}

// Decision implements submission.Store.
func (s *Store) Decision(ctx context.Context, seller, id string, seq int) (submission.Decision, error) {
	d, err := s.decision(ctx, seller, id, seq)
	if err != nil {
		return submission.Decision{}, fmt.Errorf("decision %d of submission %s: %w", seq, id, err)
	}
	return d, nil
}

func (s *Store) decision(ctx context.Context, seller, id string, seq int) (submission.Decision, error) {
	if !submission.ValidID(id) || seq < 1 {
		return submission.Decision{}, storage.ErrNotFound
	}
	item, err := getItem(ctx, s.table, decisionKey(seller, id, seq))
	if err != nil {
		return submission.Decision{}, err
	}
	return readDecision(id, item)
}

// Append implements submission.Store.
func (s *Store) Append(ctx context.Context, seller, id string, d submission.Decision,
	verdicts []submission.Verdict) error {
	if err := s.append(ctx, seller, id, d, verdicts); err != nil {
		return fmt.Errorf("append decision %d to submission %s: %w", d.Seq, id, err)
	}
	return nil
}

func (s *Store) append(ctx context.Context, seller, id string, d submission.Decision,
	verdicts []submission.Verdict) error {
	if !submission.ValidID(id) {
		return storage.ErrNotFound
	}
	if err := validateDecision(id, d, verdicts); err != nil {
		return err
	}
	item, err := getItem(ctx, s.table, submissionKey(seller, id))
	if err != nil {
		return err
	}
	old, err := readSubmission(item)
	if err != nil {
		return err
	}
	if d.Seq != old.Head.Seq+1 || d.PrevHash != old.Head.Hash {
		return fmt.Errorf("%w: the head is decision %d", storage.ErrConflict, old.Head.Seq)
	}
	ops, err := appendOps(old, d, verdicts)
	if err != nil {
		return err
	}
	return conflict(s.table.Transact(ctx, ops))
}

// appendOps returns the ops that write a decision, and the submission with its new head, on the condition that
// the old head is still stored.
func appendOps(old submission.Submission, d submission.Decision, verdicts []submission.Verdict) ([]Op, error) {
	sub := old
	sub.Head, sub.UpdatedAt, sub.Verdicts = d.Link(), d.DecidedAt, verdicts
	decided, err := decisionItem(sub.Seller, d)
	if err != nil {
		return nil, err
	}
	ops := []Op{
		Put(submissionItem(sub),
			Equals(attrHeadSeq, Number(int64(old.Head.Seq))),
			Equals(attrHeadHash, String(old.Head.Hash))),
		Put(decided, Absent()),
	}
	return append(ops, listEntryOps(sub)...), nil
}

// Amend implements submission.Store.
func (s *Store) Amend(ctx context.Context, sub submission.Submission, a submission.Amendment,
	d submission.Decision) error {
	if err := s.amend(ctx, sub, a, d); err != nil {
		return fmt.Errorf("amend submission %s: %w", sub.ID, err)
	}
	return nil
}

func (s *Store) amend(ctx context.Context, sub submission.Submission, a submission.Amendment,
	d submission.Decision) error {
	if err := validateDecision(sub.ID, d, a.Verdicts); err != nil {
		return err
	}
	switch {
	case len(a.Request) > submission.MaxStored:
		return fmt.Errorf("%w: request of %d bytes", storage.ErrTooLarge, len(a.Request))
	case d.Seq != sub.Head.Seq+1 || d.PrevHash != sub.Head.Hash:
		return fmt.Errorf("%w: the decision does not follow the head", storage.ErrConflict)
	}
	before := sub
	sub.Request, sub.Code = a.Request, a.Code
	ops, err := appendOps(sub, d, a.Verdicts)
	if err != nil {
		return err
	}
	if a.Code != before.Code { // the index by code follows the new code
		if indexedByCode(before) {
			ops = append(ops, Delete(codeKey(before)))
		}
		if indexedByCode(sub) {
			ops = append(ops, Put(codeItem(sub)))
		}
	}
	return conflict(s.table.Transact(ctx, ops))
}
