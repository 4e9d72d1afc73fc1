package store

import (
	"context"
	"fmt"
	"math"

	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// maxExamined is how many index entries a page of a filtered list reads before it is returned short. An entry
// has some 400 bytes, so they fit in one response of DynamoDB, which ends at a megabyte.
const maxExamined = 1000

// List implements submission.Store.
func (s *Store) List(ctx context.Context, seller string, f submission.Filter, p storage.Page) ([]submission.Listed,
	string, error) {
	page, next, err := s.list(ctx, seller, f, p)
	if err != nil {
		return nil, "", fmt.Errorf("list submissions: %w", err)
	}
	return page, next, nil
}

// list answers a page with one query: of as many entries as requested when there is no filter, of a bounded
// number when there is.
func (s *Store) list(ctx context.Context, seller string, f submission.Filter, p storage.Page) (page []submission.Listed,
	next string, err error) {
	if p.After != "" && !submission.ValidID(p.After) {
		return nil, "", storage.ErrCursor
	}
	limit := p.Count()
	examine := limit
	pk := allPK(seller)
	if f.Ref != "" {
		pk = refPK(seller, f.Ref)
	}
	if filtered(f) {
		examine = maxExamined
	}
	begin, end := bounds(f)
	after := p.After
	if begin != "" && (after == "" || beyond(begin, after, f)) {
		after = begin
	}
	// One extra entry shows whether there are more.
	entries, err := s.table.Query(ctx, pk, Range{After: after, Limit: examine + 1, Descending: !f.OldestFirst})
	if err != nil {
		return nil, "", err
	}
	more := len(entries) > examine
	entries = entries[:min(examine, len(entries))]
	listed, err := s.listed(ctx, seller, entries)
	if err != nil {
		return nil, "", err
	}
	for i, e := range entries {
		if end != "" && beyond(e.SK, end, f) {
			return page, "", nil
		}
		l, ok := listed[e.SK]
		if !ok || !f.Matches(&l) {
			continue
		}
		if page = append(page, l); len(page) == limit {
			if more || i < len(entries)-1 {
				return page, e.SK, nil
			}
			return page, "", nil
		}
	}
	if more {
		return page, entries[len(entries)-1].SK, nil
	}
	return page, "", nil
}

// filtered reports whether a filter may reject entries within the days asked for.
func filtered(f submission.Filter) bool {
	f.Ref, f.From, f.To, f.OldestFirst = "", 0, 0, false
	return f != submission.Filter{}
}

// bounds returns the ids before which a list begins and at which it ends, in its own direction, from the days
// of the filter; empty for none. Ids begin with the time.
func bounds(f submission.Filter) (begin, end string) {
	low, high := "", ""
	if f.From != 0 {
		low = submission.NewID(f.From.Midnight().Add(-1), lastBytes)
	}
	if f.To != 0 {
		high = submission.NewID(f.To.AddDays(1).Midnight(), [10]byte{})
	}
	if f.OldestFirst {
		return low, high
	}
	return high, low
}

// lastBytes are the random bytes of the last id of a millisecond.
var lastBytes = [10]byte{
	math.MaxUint8, math.MaxUint8, math.MaxUint8, math.MaxUint8, math.MaxUint8,
	math.MaxUint8, math.MaxUint8, math.MaxUint8, math.MaxUint8, math.MaxUint8,
}

// beyond reports whether a is at b or after it, in the direction of the list.
func beyond(a, b string, f submission.Filter) bool {
	if f.OldestFirst {
		return a >= b
	}
	return a <= b
}

// listed reads index entries, by id. Entries of the first form have only their keys: their submissions are
// fetched.
func (s *Store) listed(ctx context.Context, seller string, entries []Item) (map[string]submission.Listed, error) {
	listed := make(map[string]submission.Listed, len(entries))
	var keys []Key
	for _, e := range entries {
		if _, complete := e.Attrs[attrKind]; !complete {
			keys = append(keys, submissionKey(seller, e.SK))
			continue
		}
		l, err := readListed(e)
		if err != nil {
			return nil, err
		}
		listed[l.ID] = l
	}
	if len(keys) == 0 {
		return listed, nil
	}
	items, err := s.table.BatchGet(ctx, keys)
	if err != nil {
		return nil, err
	}
	for _, item := range items {
		sub, err := readSubmission(item)
		if err != nil {
			return nil, err
		}
		listed[sub.ID] = sub.Listed()
	}
	return listed, nil
}
