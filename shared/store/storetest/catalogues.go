package storetest

import (
	"errors"
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

// RunCatalogues tests the store of jobs that check catalogues. Each test calls open for an empty table.
func RunCatalogues(t *testing.T, open func(t *testing.T) store.Table) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, *store.Catalogues)
	}{
		{"a job from its file to its result", jobWhole},
		{"a job that fails", jobFails},
		{"revisions", jobRevisions},
		{"sellers apart", jobsOfOthers},
		{"line", jobLine},
		{"too many at once", jobsAtOnce},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, store.NewCatalogues(open(t)))
		})
	}
}

// newJob returns the nth job, whose file has not arrived.
func newJob(seller string, n int) job.Job {
	return job.Job{
		ID: idOf(n), Seller: seller, Filename: "goods.csv", AsOf: edition.NewDate(2026, 3, 1), State: job.Created, Revision: 1,
		CreatedAt: at, Mapping: map[catalogue.Field]string{catalogue.HSCode: "A"}, Channels: []string{"general_trade"},
		Language: catalogue.Chinese, Workbook: true,
	}
}

func addJob(t *testing.T, jobs *store.Catalogues, j job.Job) {
	t.Helper()
	if err := jobs.Create(t.Context(), j); err != nil {
		t.Fatal(err)
	}
}

// writeJob stores the next revision of the job.
func writeJob(t *testing.T, jobs *store.Catalogues, j *job.Job) {
	t.Helper()
	j.Revision++
	if err := jobs.Update(t.Context(), *j); err != nil {
		t.Fatal(err)
	}
}

// wantJob checks that the job is stored as given, for each way to read it.
func wantJob(t *testing.T, jobs *store.Catalogues, want job.Job) {
	t.Helper()
	if got, err := jobs.Get(t.Context(), want.Seller, want.ID); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if got, err := jobs.Find(t.Context(), want.ID); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("found %+v, %v; want %+v", got, err, want)
	}
}

// wantLine checks the places in line.
func wantLine(t *testing.T, jobs *store.Catalogues, want ...job.Place) {
	t.Helper()
	line, err := jobs.Line(t.Context(), 10)
	if err != nil || len(line) != len(want) || len(want) > 0 && !reflect.DeepEqual(line, want) {
		t.Errorf("line %+v, %v; want %+v", line, err, want)
	}
}

// placeOf returns a job's place in line.
func placeOf(j job.Job) job.Place {
	return job.Place{Seller: j.Seller, ID: j.ID, Due: j.Due(), Running: j.State == job.Running}
}

func jobWhole(t *testing.T, jobs *store.Catalogues) {
	j := newJob("acme", 1)
	addJob(t, jobs, j)
	wantJob(t, jobs, j)
	wantLine(t, jobs, placeOf(j))

	j.State, j.ArrivedAt, j.Size = job.Waiting, at.Add(time.Minute), 4711
	writeJob(t, jobs, &j)
	wantJob(t, jobs, j)
	wantLine(t, jobs, placeOf(j))

	j.State, j.StartedAt, j.Lease, j.Begun = job.Running, at.Add(2*time.Minute), at.Add(3*time.Minute), 1
	j.Columns = []catalogue.Column{{Field: catalogue.HSCode, Heading: "税号", Index: 0, Letter: "A"}}
	j.Ignored = []string{"colour"}
	writeJob(t, jobs, &j)
	wantJob(t, jobs, j)
	wantLine(t, jobs, placeOf(j))

	// Progress is saved without changing the line.
	j.BytesRead, j.Revision = 1000, j.Revision+1
	if err := jobs.SaveProgress(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "told by a worker that has lost the job", jobs.SaveProgress(t.Context(), j), storage.ErrConflict)
	wantJob(t, jobs, j)
	wantLine(t, jobs, placeOf(j))

	j.State, j.EndedAt = job.Done, at.Add(4*time.Minute)
	j.Tally = catalogue.NewTally()
	j.Tally.Rows = 7
	j.Settles = []catalogue.Settlement{{Fact: "used_goods", Rows: 3, Answers: 4}}
	j.Results = []job.Result{{Format: "csv", Key: "k", Size: 1, SHA256: "s"}}
	j.Notes = []catalogue.Note{{Code: catalogue.CurrencyAssumed, Column: "B", Heading: "price",
		Text: edition.Text{EN: "e", ZH: "z"}}}
	writeJob(t, jobs, &j)
	wantJob(t, jobs, j)
	wantLine(t, jobs)
}

func jobFails(t *testing.T, jobs *store.Catalogues) {
	j := newJob("acme", 1)
	addJob(t, jobs, j)
	j.State, j.EndedAt = job.Failed, at.Add(time.Minute)
	j.Failure = &job.Failure{Code: job.FileTooLarge, Text: edition.Text{EN: "e", ZH: "z"}}
	writeJob(t, jobs, &j)
	wantJob(t, jobs, j)
	wantLine(t, jobs)
}

func jobRevisions(t *testing.T, jobs *store.Catalogues) {
	j := newJob("acme", 1)
	addJob(t, jobs, j)
	if err := jobs.Create(t.Context(), j); err == nil {
		t.Error("the same id twice")
	}
	wantErr(t, "the revision that is kept", jobs.Update(t.Context(), j), storage.ErrConflict)
	writeJob(t, jobs, &j)
	wantErr(t, "the same revision again", jobs.Update(t.Context(), j), storage.ErrConflict)
	j.Revision += 2
	wantErr(t, "a revision further", jobs.Update(t.Context(), j), storage.ErrConflict)
	wantErr(t, "of none", jobs.Update(t.Context(), newJob("acme", 2)), storage.ErrNotFound)
}

func jobsOfOthers(t *testing.T, jobs *store.Catalogues) {
	own, other := newJob("acme", 1), newJob("acme#CATALOGUE", 2)
	addJob(t, jobs, own)
	addJob(t, jobs, other)
	for _, lookup := range []struct{ seller, id string }{{"acme", other.ID}, {other.Seller, own.ID}, {"", own.ID},
		{"acme", "OPEN"}, {"acme", idOf(3)}} {
		_, err := jobs.Get(t.Context(), lookup.seller, lookup.id)
		wantErr(t, lookup.seller+" asks for "+lookup.id, err, storage.ErrNotFound)
	}
	for _, id := range []string{"", "OWNER", idOf(3)} {
		_, err := jobs.Find(t.Context(), id)
		wantErr(t, "found "+id, err, storage.ErrNotFound)
	}
	if page, next, err := jobs.List(t.Context(), "acme", storage.Page{}); err != nil || next != "" ||
		!reflect.DeepEqual(page, []job.Job{own}) {
		t.Errorf("got %+v, %q, %v", page, next, err)
	}
}

// jobLine checks that running and waiting jobs are in one line, sorted by when they are due.
func jobLine(t *testing.T, jobs *store.Catalogues) {
	var places []job.Place
	for n := range 4 {
		j := newJob("acme", n)
		addJob(t, jobs, j)
		j.State, j.ArrivedAt = job.Waiting, at.Add(time.Duration(4-n)*time.Minute)
		writeJob(t, jobs, &j)
		if n%2 == 0 {
			j.State, j.Lease = job.Running, at.Add(time.Duration(4-n)*time.Minute)
			writeJob(t, jobs, &j)
		}
		places = append([]job.Place{placeOf(j)}, places...)
	}
	wantLine(t, jobs, places...)
	if line, err := jobs.Line(t.Context(), 1); err != nil || !reflect.DeepEqual(line, places[:2]) {
		t.Errorf("one that runs and one that waits: %+v, %v; want %+v", line, err, places[:2])
	}
}

// jobsAtOnce checks that a seller has at most MaxOpen unfinished jobs, even if many are created at once, and
// that the end of one makes room for another.
func jobsAtOnce(t *testing.T, jobs *store.Catalogues) {
	var mu sync.Mutex
	var created []job.Job
	var group sync.WaitGroup
	for n := range 2 * job.MaxOpen {
		group.Go(func() {
			j := newJob("acme", n)
			err := jobs.Create(t.Context(), j)
			for errors.Is(err, storage.ErrConflict) {
				err = jobs.Create(t.Context(), j)
			}
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				created = append(created, j)
			} else if !errors.Is(err, job.ErrTooManyOpen) {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if len(created) != job.MaxOpen {
		t.Fatalf("%d jobs under way", len(created))
	}
	page, next, err := jobs.List(t.Context(), "acme", storage.Page{Limit: 15})
	if err != nil || len(page) != 15 || next == "" || page[0].ID < page[1].ID {
		t.Errorf("page %d, next %q, %v", len(page), next, err)
	}
	rest, next, err := jobs.List(t.Context(), "acme", storage.Page{Limit: 15, After: next})
	if err != nil || len(rest) != job.MaxOpen-15 || next != "" {
		t.Errorf("rest %d, next %q, %v", len(rest), next, err)
	}
	j := created[0]
	j.State, j.EndedAt = job.Cancelled, at
	writeJob(t, jobs, &j)
	addJob(t, jobs, newJob("acme", 100))
	addJob(t, jobs, newJob("other", 101))
	wantErr(t, "one too many again", jobs.Create(t.Context(), newJob("acme", 102)), job.ErrTooManyOpen)
}
