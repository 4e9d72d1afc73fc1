package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"importchecker/shared/catalogue"
	"importchecker/shared/catalogue/job"
	"importchecker/shared/edition"
	"importchecker/shared/storage"
	"importchecker/shared/store"
)

func newJob(seller, id string, at time.Time) job.Job {
	return job.Job{
		ID: id, Seller: seller, Filename: "goods.csv", AsOf: edition.NewDate(2026, 3, 1), State: job.Created, Revision: 1,
		CreatedAt: at,
		Mapping:   map[catalogue.Field]string{catalogue.HSCode: "A"}, Channels: []string{"general_trade"},
		Language: catalogue.Chinese,
	}
}

// A job comes back as it was written, to its seller alone, and stands in line
// until it has ended.
func TestCatalogues(t *testing.T) {
	kept, ctx := store.NewCatalogues(open(t)), t.Context()
	j := newJob("acme", "06eaea", clock)
	if err := kept.Create(ctx, j); err != nil {
		t.Fatal(err)
	}
	if got, err := kept.Get(ctx, "acme", j.ID); err != nil || !reflect.DeepEqual(got, j) {
		t.Errorf("got %+v, %v; want %+v", got, err, j)
	}
	if _, err := kept.Get(ctx, "other", j.ID); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("another seller's: %v", err)
	}
	j.State, j.ArrivedAt, j.Size, j.Revision = job.Waiting, clock.Add(time.Minute), 4711, 2
	if err := kept.Update(ctx, j); err != nil {
		t.Fatal(err)
	}
	if err := kept.Update(ctx, j); !errors.Is(err, storage.ErrConflict) {
		t.Errorf("the same revision again: %v", err)
	}
	if got, err := kept.Find(ctx, j.ID); err != nil || !reflect.DeepEqual(got, j) {
		t.Errorf("found %+v, %v; want %+v", got, err, j)
	}
	if line, err := kept.Line(ctx, 10); err != nil || len(line) != 1 ||
		line[0] != (job.Place{Seller: "acme", ID: j.ID, Due: clock.Add(time.Minute)}) {
		t.Errorf("line %+v, %v", line, err)
	}
	j.State, j.Revision, j.EndedAt = job.Done, 3, clock.Add(2*time.Minute)
	j.Tally = catalogue.NewTally()
	j.Tally.Rows = 7
	j.Settles = []catalogue.Settles{{Fact: "used_goods", Rows: 3, Answers: 4}}
	j.Results = []job.Result{{Format: "csv", Key: "k", Size: 1, SHA256: "s"}}
	j.Columns = []catalogue.Column{{Field: catalogue.HSCode, Heading: "税号", Index: 0, Letter: "A"}}
	j.Notes = []catalogue.Note{{Code: catalogue.CurrencyAssumed, Column: "B", Heading: "price",
		Text: edition.Text{EN: "e", ZH: "z"}}}
	if err := kept.Update(ctx, j); err != nil {
		t.Fatal(err)
	}
	if got, err := kept.Get(ctx, "acme", j.ID); err != nil || !reflect.DeepEqual(got, j) {
		t.Errorf("got %+v, %v; want %+v", got, err, j)
	}
	if line, err := kept.Line(ctx, 10); err != nil || len(line) != 0 {
		t.Errorf("line after the end: %+v, %v", line, err)
	}
}

// However many are created at once, a seller has no more than MaxOpen under way;
// the end of one makes room for another.
func TestCataloguesAtOnce(t *testing.T) {
	kept, ctx := store.NewCatalogues(open(t)), t.Context()
	var mu sync.Mutex
	var made []job.Job
	var group sync.WaitGroup
	for i := range 60 {
		group.Go(func() {
			j := newJob("acme", fmt.Sprintf("job%02d", i), clock)
			err := kept.Create(ctx, j)
			for errors.Is(err, storage.ErrConflict) {
				err = kept.Create(ctx, j)
			}
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				made = append(made, j)
			} else if !errors.Is(err, job.ErrTooManyOpen) {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if len(made) != job.MaxOpen {
		t.Fatalf("%d jobs under way", len(made))
	}
	page, next, err := kept.List(ctx, "acme", storage.Page{Limit: 15})
	if err != nil || len(page) != 15 || next == "" || page[0].ID < page[1].ID {
		t.Errorf("page %d, next %q, %v", len(page), next, err)
	}
	rest, next, err := kept.List(ctx, "acme", storage.Page{Limit: 15, After: next})
	if err != nil || len(rest) != job.MaxOpen-15 || next != "" {
		t.Errorf("rest %d, next %q, %v", len(rest), next, err)
	}
	j := made[0]
	j.State, j.Revision, j.EndedAt = job.Cancelled, 2, clock
	if err := kept.Update(ctx, j); err != nil {
		t.Fatal(err)
	}
	if err := kept.Create(ctx, newJob("acme", "again", clock)); err != nil {
		t.Errorf("after the end of one: %v", err)
	}
	if err := kept.Create(ctx, newJob("other", "others", clock)); err != nil {
		t.Errorf("another seller: %v", err)
	}
}
