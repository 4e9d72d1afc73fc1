package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"importchecker/shared/client"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// storedEdition is what a service says of one of its editions.
type storedEdition struct {
	client.Edition
	from, to edition.Date
}

// stored asks a service which editions it answers from.
func stored(ctx context.Context, api string) (all []storedEdition, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for l, err := range client.New(api).Lists(ctx) {
		if err != nil {
			return nil, fmt.Errorf("-api: lists of %s: %w", api, err)
		}
		for _, e := range l.Editions {
			s := storedEdition{Edition: e}
			if s.from, err = edition.ParseDate(e.EffectiveFrom); err == nil && e.SupersededOn != "" {
				s.to, err = edition.ParseDate(e.SupersededOn)
			}
			if err != nil {
				return nil, fmt.Errorf("-api: edition %s of %s: %w", e.Edition, e.List, err)
			}
			if s.StatedRows == 0 {
				s.StatedRows = s.Rows
			}
			all = append(all, s)
		}
	}
	return all, nil
}

// about is the edition as the lists of this program have theirs.
func (e *storedEdition) about() *edition.Edition {
	return &edition.Edition{
		List: e.List, ID: e.Edition.Edition, Document: e.Document, Interval: edition.Interval{From: e.from, To: e.to},
		Stated: e.StatedRows, Held: e.Rows, Published: e.PublishedAt,
	}
}

// published is how a service calls an edition that was imported.
const published = "published"

// merge puts the editions that a service has imported in the place of those that are
// compiled in here, or beside them.
func merge(builtIn []*edition.Edition, others []storedEdition) (all []*edition.Edition, imported map[string]bool) {
	all, imported = slices.Clone(builtIn), make(map[string]bool)
	for i := range others {
		o := &others[i]
		at := slices.IndexFunc(all, func(e *edition.Edition) bool { return e.List == o.List && e.ID == o.Edition.Edition })
		switch {
		case o.State != published && at < 0:
			continue // of another release, or of law
		case o.State != published:
			ended := *all[at] // an imported edition may have ended it
			ended.Interval = o.about().Interval
			all[at] = &ended
			continue
		case at >= 0:
			all[at] = o.about()
		default:
			all = append(all, o.about())
		}
		imported[o.List+"/"+o.Edition.Edition] = true
	}
	return all, imported
}

// due returns the schedule of the tariff that follows the newest, when it is not
// held: nothing of it is known but when it begins.
func due(all []*edition.Edition) *edition.Edition {
	var newest *edition.Edition
	for _, e := range all {
		if e.List == tariff.List && (newest == nil || e.To > newest.To) {
			newest = e
		}
	}
	if newest == nil || newest.To.IsZero() {
		return nil
	}
	return &edition.Edition{
		List: tariff.List, ID: newest.To.String()[:4], Document: "not known", Interval: edition.Interval{From: newest.To},
		Published: "the Customs Tariff Commission publishes it in December",
	}
}
