package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// maxLists bounds what a service says of its lists.
const maxLists = 8 << 20

// storedEdition is what a service says of one of its editions.
type storedEdition struct {
	List       string       `json:"list"`
	Edition    string       `json:"edition"`
	Document   string       `json:"document"`
	From       edition.Date `json:"-"`
	To         edition.Date `json:"-"`
	Effective  string       `json:"effective_from"`
	Superseded string       `json:"superseded_on"`
	Rows       int          `json:"rows"`
	Stated     int          `json:"stated_rows"`
	Published  string       `json:"published_at"`
	State      string       `json:"state"`
}

// stored asks a service which editions it answers from.
func stored(ctx context.Context, client *http.Client, api string) ([]storedEdition, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(api, "/")+"/v1/lists", nil)
	if err != nil {
		return nil, fmt.Errorf("-api: %w", err)
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("-api: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("-api: %s answers %d", req.URL, res.StatusCode)
	}
	var page struct {
		Items []struct{ Editions []storedEdition }
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, maxLists)).Decode(&page); err != nil {
		return nil, fmt.Errorf("-api: %s: %w", req.URL, err)
	}
	var all []storedEdition
	for _, item := range page.Items {
		for _, e := range item.Editions {
			if e.From, err = edition.ParseDate(e.Effective); err != nil {
				return nil, fmt.Errorf("-api: edition %s of %s: %w", e.Edition, e.List, err)
			}
			if e.Superseded != "" {
				if e.To, err = edition.ParseDate(e.Superseded); err != nil {
					return nil, fmt.Errorf("-api: edition %s of %s: %w", e.Edition, e.List, err)
				}
			}
			if e.Stated == 0 {
				e.Stated = e.Rows
			}
			all = append(all, e)
		}
	}
	return all, nil
}

// about is the edition as the lists of this program have theirs.
func (e *storedEdition) about() *edition.Edition {
	return &edition.Edition{
		List: e.List, ID: e.Edition, Document: e.Document, Interval: edition.Interval{From: e.From, To: e.To},
		Stated: e.Stated, Held: e.Rows, Published: e.Published,
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
		at := slices.IndexFunc(all, func(e *edition.Edition) bool { return e.List == o.List && e.ID == o.Edition })
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
		imported[o.List+"/"+o.Edition] = true
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
