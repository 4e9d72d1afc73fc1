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

// storedEdition is an edition as a service lists it.
type storedEdition struct {
	client.Edition
	from, to edition.Date
}

// stored returns the editions of a service.
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

// toEdition converts the edition to the type of the built-in lists.
func (e *storedEdition) toEdition() *edition.Edition {
	return &edition.Edition{
		List: e.List, ID: e.Edition.Edition, Document: e.Document, Interval: edition.Interval{From: e.from, To: e.to},
		Stated: e.StatedRows, Held: e.Rows, Published: e.PublishedAt,
	}
}

// published is the state of an edition that was imported into a service.
const published = "published"

// merge combines the compiled-in editions with those imported into a service, which replace them or are added.
func merge(builtIn []*edition.Edition, others []storedEdition) (all []*edition.Edition, imported map[string]bool) {
	all, imported = slices.Clone(builtIn), make(map[string]bool)
	for i := range others {
		o := &others[i]
		index := slices.IndexFunc(all, func(e *edition.Edition) bool {
			return e.List == o.List && e.ID == o.Edition.Edition
		})
		switch {
		case o.State != published && index < 0:
			continue // of another release, or a law
		case o.State != published:
			ended := *all[index] // an imported edition may have ended it
			ended.Interval = o.toEdition().Interval
			all[index] = &ended
			continue
		case index >= 0:
			all[index] = o.toEdition()
		default:
			all = append(all, o.toEdition())
		}
		imported[o.List+"/"+o.Edition.Edition] = true
	}
	return all, imported
}

// due returns the schedule of the tariff that follows the newest one, if that one ends. Only its first day is
// known.
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
