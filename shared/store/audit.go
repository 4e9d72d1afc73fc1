package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"importchecker/shared/submission"
)

// A Chain names a submission by its partition, so that it can be checked even if its seller can no longer be
// read.
type Chain string

// ChainOf returns the submission that an item belongs to, by its key: the submission itself, a decision, or an
// entry of the index ALL. ok is false for all other items.
func ChainOf(k Key) (c Chain, ok bool) {
	if seller, ok := strings.CutSuffix(k.PK, "#ALL"); ok && strings.HasPrefix(k.PK, "SELLER#") {
		return Chain(seller + "#SUB#" + k.SK), true
	}
	parts := strings.Split(k.PK, "#")
	ok = len(parts) == 4 && parts[0] == "SELLER" && parts[2] == "SUB" &&
		(k.SK == skSubmission || strings.HasPrefix(k.SK, skDecision))
	return Chain(k.PK), ok
}

// ID returns the submission's id.
func (c Chain) ID() string {
	return string(c[strings.LastIndex(string(c), "#")+1:])
}

// Chains returns all submissions of a seller from the index ALL, for audits. It reads the whole index.
func (s *Store) Chains(ctx context.Context, seller string) ([]Chain, error) {
	var list []Chain
	for after := ""; ; {
		const batch = 1000
		items, err := s.table.Query(ctx, allPK(seller), Range{After: after, Limit: batch})
		if err != nil {
			return nil, fmt.Errorf("submissions of seller %s: %w", seller, err)
		}
		for _, item := range items {
			if c, ok := ChainOf(item.Key); ok {
				list = append(list, c)
			}
			after = item.SK
		}
		if len(items) < batch {
			return list, nil
		}
	}
}

// Audit checks the chain of a submission as stored. It returns the number of decisions and every fault; an
// error means that the chain could not be read from the table.
//
// Beyond submission.Faults it detects a submission that is gone while decisions remain, one that was moved to
// another seller, and items that cannot be read.
func (s *Store) Audit(ctx context.Context, c Chain) (decisions int, faults []submission.Fault, err error) {
	items, err := s.table.Query(ctx, string(c), Range{})
	if err != nil {
		return 0, nil, fmt.Errorf("audit submission %s: %w", c.ID(), err)
	}
	a := audit{id: c.ID(), unreadable: make(map[int]error)}
	for _, item := range items {
		a.read(item)
	}
	return len(a.decisions), a.faults(c), nil
}

// An audit is one submission with the faults found while reading it.
type audit struct {
	id         string
	submission *submission.Submission
	decisions  []submission.Decision
	found      []submission.Fault
	unreadable map[int]error // by sequence number
}

func (a *audit) fault(seq int, kind submission.FaultKind, format string, args ...any) {
	a.found = append(a.found, submission.Fault{
		SubmissionID: a.id, Seq: seq, Kind: kind, Detail: fmt.Sprintf(format, args...),
	})
}

func (a *audit) read(item Item) {
	if item.SK == skSubmission {
		sub, err := readSubmission(item)
		if err != nil {
			a.fault(0, submission.Altered, "the submission cannot be read: %v", err)
		}
		a.submission = &sub
		return
	}
	seq, err := decisionSeq(item.SK)
	if err != nil {
		a.fault(0, submission.Surplus, "%v", err)
		return
	}
	d, err := readDecision(a.id, item)
	if err != nil {
		a.unreadable[seq] = err
	}
	a.decisions = append(a.decisions, d)
}

func (a *audit) faults(c Chain) []submission.Fault {
	if a.submission == nil {
		a.fault(0, submission.Missing, "the submission is gone, with %d decisions left", len(a.decisions))
		return a.found
	}
	if submissionPK(a.submission.Seller, a.submission.ID) != string(c) {
		a.fault(0, submission.Altered, "the submission names seller %q and id %q", a.submission.Seller, a.submission.ID)
		a.submission.ID = a.id
	}
	for _, f := range submission.Faults(*a.submission, a.decisions) {
		if err := a.unreadable[f.Seq]; err != nil && f.Kind == submission.Altered {
			f.Detail = err.Error()
			delete(a.unreadable, f.Seq)
		}
		a.found = append(a.found, f)
	}
	for _, seq := range slices.Sorted(maps.Keys(a.unreadable)) {
		a.fault(seq, submission.Altered, "%v", a.unreadable[seq])
	}
	return a.found
}
