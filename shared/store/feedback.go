package store

import (
	"context"
	"fmt"
	"strconv"

	"importchecker/shared/feedback"
	"importchecker/shared/storage"
)

// Feedback stores readers' opinions of answers in a Table.
//
//	PK        SK         what
//	FEEDBACK  <opinion>  an opinion, until it expires
//
// One partition is enough: the gateway admits a few opinions a second.
type Feedback struct {
	table Table
}

var _ feedback.Store = (*Feedback)(nil)

// NewFeedback returns the feedback store of a table.
func NewFeedback(table Table) *Feedback { return &Feedback{table} }

const feedbackPK = "FEEDBACK"

const (
	attrView    = "view"
	attrSubject = "subject"
	attrUseful  = "useful"
	attrAmiss   = "amiss"
)

// Add implements feedback.Store.
func (f *Feedback) Add(ctx context.Context, o feedback.Opinion) error {
	item := Item{
		Key: Key{feedbackPK, escape(o.ID)}, Expires: o.ExpiresAt().Unix(),
		Attrs: map[string]Value{
			attrCreatedAt: timeValue(o.At), attrView: String(o.View), attrSubject: String(o.Subject),
			attrUseful: String(strconv.FormatBool(o.Useful)), attrAmiss: String(o.Amiss),
		},
	}
	if err := conflict(f.table.Transact(ctx, []Op{Put(item, Absent())})); err != nil {
		return fmt.Errorf("add opinion %s: %w", o.ID, err)
	}
	return nil
}

// Opinions implements feedback.Store.
func (f *Feedback) Opinions(ctx context.Context, p storage.Page) (page []feedback.Opinion, next string, err error) {
	items, next, err := newestFirst(ctx, f.table, feedbackPK, p)
	if err != nil {
		return nil, "", fmt.Errorf("opinions: %w", err)
	}
	for _, item := range items {
		o, err := readOpinion(item)
		if err != nil {
			return nil, "", fmt.Errorf("opinions: %w", err)
		}
		page = append(page, o)
	}
	return page, next, nil
}

func readOpinion(item Item) (feedback.Opinion, error) {
	r := reader{item: item}
	o := feedback.Opinion{
		ID: item.SK, View: r.str(attrView), Subject: r.str(attrSubject), Useful: r.str(attrUseful) == "true",
		Amiss: r.str(attrAmiss),
		At:    r.time(attrCreatedAt),
	}
	return o, r.err
}
