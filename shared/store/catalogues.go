package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"importchecker/shared/catalogue"
	"importchecker/shared/catalogue/job"
	"importchecker/shared/edition"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// Catalogues stores the jobs that check whole catalogues in a Table.
//
//	PK                        SK                       what
//	SELLER#<seller>#CATALOGUE <job>                    a job
//	SELLER#<seller>#CATALOGUE OPEN                     the number of the seller's unfinished jobs
//	CATALOGUE#<job>           OWNER                    the seller of a job
//	CATALOGUE#LINE            <due, ms>#<seller>#<job> index: waiting jobs
//	CATALOGUE#RUNNING         <due, ms>#<seller>#<job> index: running jobs
type Catalogues struct {
	table Table
}

var _ job.Store = (*Catalogues)(nil)

// NewCatalogues returns the job store of a table.
func NewCatalogues(table Table) *Catalogues { return &Catalogues{table} }

// CatalogueLine is the partition of waiting jobs. An item put there wakes the function that runs them.
const CatalogueLine = "CATALOGUE#LINE"

const (
	catalogueRunning = "CATALOGUE#RUNNING"
	attrOpen         = "open"
	skOpen           = "OPEN" // no id: ids are in lower case
	skOwner          = "OWNER"
)

func cataloguesPK(seller string) string { return sellerPK(seller) + "#CATALOGUE" }

func catalogueKey(seller, id string) Key { return Key{cataloguesPK(seller), escape(id)} }

func cataloguePointer(id string) Key { return Key{"CATALOGUE#" + escape(id), skOwner} }

func openKey(seller string) Key { return Key{cataloguesPK(seller), skOpen} }

// lineKey returns the key of a job's entry in the index of waiting or running jobs.
func lineKey(j *job.Job) Key {
	pk := CatalogueLine
	if j.State == job.Running {
		pk = catalogueRunning
	}
	return Key{pk, fmt.Sprintf("%013d#%s#%s", j.Due().UnixMilli(), escape(j.Seller), escape(j.ID))}
}

// catalogueRecord is a job as stored.
type catalogueRecord struct {
	ID        string                     `json:"id"`
	Seller    string                     `json:"seller"`
	Filename  string                     `json:"filename"`
	Mapping   map[catalogue.Field]string `json:"mapping,omitempty"`
	Channels  []string                   `json:"channels,omitempty"`
	AsOf      string                     `json:"as_of"`
	Chinese   bool                       `json:"chinese,omitempty"`
	Workbook  bool                       `json:"workbook,omitempty"`
	State     job.State                  `json:"state"`
	Failure   *failureRecord             `json:"failure,omitempty"`
	Begun     int                        `json:"begun,omitempty"`
	Lease     time.Time                  `json:"lease,omitzero"`
	Size      int64                      `json:"size,omitempty"`
	BytesRead int64                      `json:"bytes_read,omitempty"`
	Columns   []columnRecord             `json:"columns,omitempty"`
	Ignored   []string                   `json:"ignored,omitempty"`
	Notes     []noteRecord               `json:"notes,omitempty"`
	Tally     json.RawMessage            `json:"tally,omitempty"`
	Settles   []catalogue.Settlement     `json:"settles,omitempty"`
	Results   []job.Result               `json:"results,omitempty"`
	CreatedAt time.Time                  `json:"created_at"`
	ArrivedAt time.Time                  `json:"arrived_at,omitzero"`
	StartedAt time.Time                  `json:"started_at,omitzero"`
	EndedAt   time.Time                  `json:"ended_at,omitzero"`
}

type failureRecord struct {
	Code string `json:"code"`
	EN   string `json:"en"`
	ZH   string `json:"zh"`
}

type columnRecord struct {
	Field   string `json:"field"`
	Heading string `json:"heading"`
	Index   int    `json:"index"`
	Letter  string `json:"letter"`
}

type noteRecord struct {
	Code    string `json:"code"`
	Column  string `json:"column"`
	Heading string `json:"heading"`
	EN      string `json:"en"`
	ZH      string `json:"zh"`
}

// maxIgnored is how many ignored headings are stored with a job, and how many notes.
const maxIgnored = 50

func catalogueItem(j *job.Job) (Item, error) {
	r := catalogueRecord{
		ID: j.ID, Seller: j.Seller, Filename: j.Filename, Mapping: j.Mapping, Channels: j.Channels, AsOf: j.AsOf.String(),
		Chinese: j.Language == catalogue.Chinese, Workbook: j.Workbook, State: j.State, Begun: j.Begun, Lease: j.Lease,
		Size: j.Size, BytesRead: j.BytesRead, Ignored: j.Ignored[:min(len(j.Ignored), maxIgnored)],
		Settles: j.Settles, Results: j.Results,
		CreatedAt: j.CreatedAt, ArrivedAt: j.ArrivedAt, StartedAt: j.StartedAt, EndedAt: j.EndedAt,
	}
	if f := j.Failure; f != nil {
		r.Failure = &failureRecord{string(f.Code), f.Text.EN, f.Text.ZH}
	}
	for _, c := range j.Columns {
		r.Columns = append(r.Columns, columnRecord{string(c.Field), c.Heading, c.Index, c.Letter})
	}
	for _, n := range j.Notes[:min(len(j.Notes), maxIgnored)] {
		r.Notes = append(r.Notes, noteRecord{string(n.Code), n.Column, n.Heading, n.Text.EN, n.Text.ZH})
	}
	if j.Tally != nil {
		tally, err := json.Marshal(j.Tally)
		if err != nil {
			return Item{}, err
		}
		r.Tally = tally
	}
	text, err := json.Marshal(r)
	return Item{
		Key: catalogueKey(j.Seller, j.ID), Attrs: map[string]Value{attrRev: Number(int64(j.Revision)),
			attrRecord: Bytes(text)},
		Expires: j.ExpiresAt().Unix(),
	}, err
}

func readCatalogue(item Item) (job.Job, error) {
	var r catalogueRecord
	rev, err := readRevision(item, &r)
	if err != nil {
		return job.Job{}, err
	}
	day, err := edition.ParseDate(r.AsOf)
	if err != nil {
		return job.Job{}, fmt.Errorf("item %s: %w", item.Key, err)
	}
	j := job.Job{
		ID: r.ID, Seller: r.Seller, Filename: r.Filename, Mapping: r.Mapping, Channels: r.Channels, AsOf: day,
		Workbook: r.Workbook,
		State:    r.State, Begun: r.Begun, Lease: r.Lease, Revision: rev, Size: r.Size, BytesRead: r.BytesRead,
		Ignored: r.Ignored, Settles: r.Settles, Results: r.Results,
		CreatedAt: r.CreatedAt, ArrivedAt: r.ArrivedAt, StartedAt: r.StartedAt, EndedAt: r.EndedAt,
	}
	if r.Chinese {
		j.Language = catalogue.Chinese
	}
	if f := r.Failure; f != nil {
		j.Failure = &job.Failure{Code: job.FailureCode(f.Code), Text: edition.Text{EN: f.EN, ZH: f.ZH}}
	}
	for _, c := range r.Columns {
		j.Columns = append(j.Columns, catalogue.Column{Field: catalogue.Field(c.Field), Heading: c.Heading, Index: c.Index,
			Letter: c.Letter})
	}
	for _, n := range r.Notes {
		j.Notes = append(j.Notes, catalogue.Note{
			Code: catalogue.NoteCode(n.Code), Column: n.Column, Heading: n.Heading, Text: edition.Text{EN: n.EN, ZH: n.ZH}})
	}
	if r.Tally != nil {
		j.Tally = catalogue.NewTally()
		if err := json.Unmarshal(r.Tally, j.Tally); err != nil {
			return job.Job{}, fmt.Errorf("item %s: %w", item.Key, err)
		}
	}
	return j, nil
}

// maxTries is how often a write is tried when another write for the same seller came first.
const maxTries = 8

// Create implements job.Store.
func (c *Catalogues) Create(ctx context.Context, j job.Job) error {
	item, err := catalogueItem(&j)
	if err != nil {
		return err
	}
	pointer := Item{Key: cataloguePointer(j.ID), Attrs: map[string]Value{attrSeller: String(j.Seller)},
		Expires: item.Expires}
	for range maxTries {
		count, op, err := c.adjustOpen(ctx, j.Seller, +1)
		if err != nil {
			return err
		}
		if count > job.MaxOpen {
			return job.ErrTooManyOpen
		}
		err = conflict(c.table.Transact(ctx, []Op{
			op, Put(item, Absent()), Put(pointer, Absent()),
			Put(Item{Key: lineKey(&j), Attrs: pointer.Attrs, Expires: item.Expires}),
		}))
		if !errors.Is(err, storage.ErrConflict) {
			return err
		}
	}
	return storage.ErrConflict
}

// adjustOpen returns the new number of the seller's unfinished jobs, and the op that writes it.
func (c *Catalogues) adjustOpen(ctx context.Context, seller string, change int) (int, Op, error) {
	item, ok, err := c.table.Get(ctx, openKey(seller))
	if err != nil {
		return 0, Op{}, err
	}
	before, condition := 0, Absent()
	if ok {
		rd := reader{item: item}
		before = rd.int(attrOpen)
		if rd.err != nil {
			return 0, Op{}, rd.err
		}
		condition = Equals(attrOpen, Number(int64(before)))
	}
	after := max(0, before+change)
	return after, Put(Item{Key: openKey(seller), Attrs: map[string]Value{attrOpen: Number(int64(after))}}, condition), nil
}

// Get implements job.Store.
func (c *Catalogues) Get(ctx context.Context, seller, id string) (job.Job, error) {
	if seller == "" || !submission.ValidID(id) || id == skOpen {
		return job.Job{}, storage.ErrNotFound
	}
	item, err := getItem(ctx, c.table, catalogueKey(seller, id))
	if err != nil {
		return job.Job{}, err
	}
	return readCatalogue(item)
}

// Find implements job.Store.
func (c *Catalogues) Find(ctx context.Context, id string) (job.Job, error) {
	if !submission.ValidID(id) {
		return job.Job{}, storage.ErrNotFound
	}
	item, err := getItem(ctx, c.table, cataloguePointer(id))
	if err != nil {
		return job.Job{}, err
	}
	rd := reader{item: item}
	seller := rd.str(attrSeller)
	if rd.err != nil {
		return job.Job{}, rd.err
	}
	return c.Get(ctx, seller, id)
}

// List implements job.Store.
func (c *Catalogues) List(ctx context.Context, seller string, page storage.Page) ([]job.Job, string, error) {
	n := page.Count()
	// The count of open jobs comes first in this order, and is skipped.
	items, err := c.table.Query(ctx, cataloguesPK(seller), Range{After: page.After, Limit: n + 2, Descending: true})
	if err != nil {
		return nil, "", err
	}
	var jobs []job.Job
	next := ""
	for _, item := range items {
		if item.SK == skOpen {
			continue
		}
		if len(jobs) == n {
			next = jobs[n-1].ID
			break
		}
		j, err := readCatalogue(item)
		if err != nil {
			return nil, "", err
		}
		jobs = append(jobs, j)
	}
	return jobs, next, nil
}

// Update implements job.Store.
func (c *Catalogues) Update(ctx context.Context, j job.Job) error {
	for range maxTries {
		before, err := c.Get(ctx, j.Seller, j.ID)
		if err != nil {
			return err
		}
		if before.Revision != j.Revision-1 {
			return storage.ErrConflict
		}
		item, err := catalogueItem(&j)
		if err != nil {
			return err
		}
		ops := []Op{Put(item, Equals(attrRev, Number(int64(before.Revision))))}
		oldKey, newKey := lineKey(&before), lineKey(&j)
		if !before.State.Ended() && (j.State.Ended() || oldKey != newKey) {
			ops = append(ops, Delete(oldKey))
		}
		if !j.State.Ended() && oldKey != newKey {
			ops = append(ops, Put(Item{
				Key: newKey, Attrs: map[string]Value{attrSeller: String(j.Seller)}, Expires: item.Expires,
			}))
		}
		ends := !before.State.Ended() && j.State.Ended()
		if ends {
			_, op, err := c.adjustOpen(ctx, j.Seller, -1)
			if err != nil {
				return err
			}
			ops = append(ops, op)
		}
		err = conflict(c.table.Transact(ctx, ops))
		if !errors.Is(err, storage.ErrConflict) || !ends {
			return err
		}
		// Perhaps only the count was changed by another write: try again.
	}
	return storage.ErrConflict
}

// SaveProgress implements job.Store with one request: the entry in line stays as it is.
func (c *Catalogues) SaveProgress(ctx context.Context, j job.Job) error {
	item, err := catalogueItem(&j)
	if err != nil {
		return err
	}
	return conflict(c.table.Transact(ctx, []Op{Put(item, Equals(attrRev, Number(int64(j.Revision-1))))}))
}

// Line implements job.Store. It reads only the index, not the jobs.
func (c *Catalogues) Line(ctx context.Context, limit int) ([]job.Place, error) {
	var line []job.Place
	for _, pk := range []string{catalogueRunning, CatalogueLine} {
		entries, err := c.table.Query(ctx, pk, Range{Limit: limit})
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			place, err := linePlace(e)
			if err != nil {
				return nil, err
			}
			line = append(line, place)
		}
	}
	slices.SortStableFunc(line, func(a, b job.Place) int { return a.Due.Compare(b.Due) })
	return line, nil
}

// linePlace reads an entry of the index; see lineKey.
func linePlace(e Item) (job.Place, error) {
	rd := reader{item: e}
	seller := rd.str(attrSeller)
	due, _, _ := strings.Cut(e.SK, "#")
	ms, err := strconv.ParseInt(due, 10, 64)
	if err = errors.Join(rd.err, err); err != nil {
		return job.Place{}, fmt.Errorf("item %s: %w", e.Key, err)
	}
	id := e.SK[strings.LastIndexByte(e.SK, '#')+1:]
	return job.Place{Seller: seller, ID: id, Due: time.UnixMilli(ms).UTC(), Running: e.PK == catalogueRunning}, nil
}
