package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"importchecker/shared/redecision"
	"importchecker/shared/submission"
)

// failuresPK returns the partition of a seller's submissions that could not be decided again, by id.
func failuresPK(seller string) string { return sellerPK(seller) + "#FAILED" }

// unresolvedRecord is a failure as stored.
type unresolvedRecord struct {
	Publication string    `json:"publication"`
	List        string    `json:"list"`
	Why         string    `json:"why"`
	Since       time.Time `json:"since"`
	At          time.Time `json:"at"`
}

// failureBatch is how many items are written in one transaction.
const failureBatch = 50

// NoteFailures implements redecision.Store.
func (p *Publications) NoteFailures(ctx context.Context, failures []submission.Failure,
	mended []redecision.Carrier) error {
	var ops []Op
	for _, f := range failures {
		text, err := json.Marshal(unresolvedRecord{f.Publication, f.List, f.Why, f.Since.UTC(), f.At.UTC()})
		if err != nil {
			return err
		}
		ops = append(ops, Put(Item{Key: Key{failuresPK(f.Seller), f.Submission},
			Attrs: map[string]Value{attrRecord: Bytes(text)}}))
	}
	for _, c := range mended {
		ops = append(ops, Delete(Key{failuresPK(c.Seller), c.ID}))
	}
	for batch := range slices.Chunk(ops, failureBatch) {
		if err := p.table.Transact(ctx, batch); err != nil {
			return fmt.Errorf("note submissions that failed: %w", err)
		}
	}
	return nil
}

// Failures implements submission.Store.
func (s *Store) Failures(ctx context.Context, seller, first, last string) (map[string]submission.Failure, error) {
	failures := make(map[string]submission.Failure)
	after := ""
	for {
		items, err := s.table.Query(ctx, failuresPK(seller), Range{After: after, Limit: maxExamined})
		if err != nil {
			return nil, fmt.Errorf("submissions that failed: %w", err)
		}
		for _, item := range items {
			if item.SK < first || item.SK > last {
				continue
			}
			var r unresolvedRecord
			if err := readRecord(item, &r); err != nil {
				return nil, err
			}
			failures[item.SK] = submission.Failure{Seller: seller, Submission: item.SK, Publication: r.Publication, List: r.List,
				Why: r.Why, Since: r.Since, At: r.At}
		}
		if len(items) < maxExamined || items[len(items)-1].SK > last {
			return failures, nil
		}
		after = items[len(items)-1].SK
	}
}
