package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"importchecker/shared/difference"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/publication"
	"importchecker/shared/redecision"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

func importsPK(list string) string { return "LIST#" + escape(list) + "#IMPORTS" }

func importKey(list, id string) Key { return Key{importsPK(list), escape(id)} }

// partKey returns the key of a part of an import. It includes the part's hash, so that a part is always the one
// that its import names.
func partKey(list, id, name, digest string) Key {
	return Key{"LIST#" + escape(list) + "#IMPORT#" + escape(id), "PART#" + escape(name) + "#" + digest}
}

// importRecord is an import as stored.
type importRecord struct {
	ID       string          `json:"id"`
	List     string          `json:"list"`
	State    string          `json:"state"`
	Revision int             `json:"revision"`
	Edition  json.RawMessage `json:"edition"`

	By         string    `json:"by"`
	At         time.Time `json:"at"`
	File       string    `json:"file"`
	FileSHA256 string    `json:"file_sha256"`
	Source     string    `json:"source,omitempty"`

	Version  int             `json:"version"`
	DiffHash string          `json:"diff_hash"`
	Counts   countsRecord    `json:"counts"`
	Reach    estimateRecord  `json:"reach"`
	Findings []findingRecord `json:"findings,omitempty"`
	Accept   []string        `json:"accept,omitempty"`

	Publication  string    `json:"publication,omitempty"`
	PublishedBy  string    `json:"published_by,omitempty"`
	PublishedAt  time.Time `json:"published_at,omitzero"`
	PublishedAs  int       `json:"published_as,omitempty"`
	Withdrawal   string    `json:"withdrawal,omitempty"`
	WithdrawnBy  string    `json:"withdrawn_by,omitempty"`
	WithdrawnAt  time.Time `json:"withdrawn_at,omitzero"`
	WithdrawnAs  int       `json:"withdrawn_as,omitempty"`
	WithdrawnWhy string    `json:"withdrawn_why,omitempty"`

	Parts map[string]string `json:"parts"` // hashes of the parts, by name
}

type findingRecord struct {
	Code     string     `json:"code"`
	Problem  bool       `json:"problem,omitempty"`
	Accepted bool       `json:"accepted,omitempty"`
	Text     textRecord `json:"text"`
}

type textRecord struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

// These records keep the field names of their first form, which were those of the Go fields.
type (
	countsRecord struct {
		Added      int `json:"Added"`
		Removed    int `json:"Removed"`
		Renumbered int `json:"Renumbered"`
		Changed    int `json:"Changed"`
		Same       int `json:"Same"`
	}
	estimateRecord struct {
		Submissions int  `json:"Submissions"`
		AtLeast     bool `json:"AtLeast"`
		All         bool `json:"All"`
	}
)

func importRecordOf(i publication.Import, parts map[string]string) (importRecord, error) {
	ref, err := library.MarshalRef(i.Edition)
	if err != nil {
		return importRecord{}, err
	}
	r := importRecord{
		ID: i.ID, List: i.List, State: string(i.State), Revision: i.Revision, Edition: ref,
		By: i.By, At: i.At.UTC(), File: i.File, FileSHA256: i.FileSHA256, Source: i.Source,
		Version: i.Version, DiffHash: i.DiffHash, Counts: countsRecord(i.Counts), Reach: estimateRecord(i.Reach),
		Publication: i.Publication, PublishedBy: i.PublishedBy, PublishedAt: i.PublishedAt, PublishedAs: i.PublishedAs,
		Withdrawal: i.Withdrawal, WithdrawnBy: i.WithdrawnBy, WithdrawnAt: i.WithdrawnAt, WithdrawnAs: i.WithdrawnAs,
		WithdrawnWhy: i.WithdrawnWhy, Parts: parts,
	}
	for _, f := range i.Findings {
		r.Findings = append(r.Findings, findingRecord{string(f.Code), f.Problem, f.Accepted, textRecord(f.Text)})
	}
	for _, code := range i.Accept {
		r.Accept = append(r.Accept, string(code))
	}
	return r, nil
}

func (r *importRecord) toImport() (publication.Import, error) {
	ref, err := library.UnmarshalRef(r.Edition)
	i := publication.Import{
		ID: r.ID, List: r.List, State: publication.State(r.State), Revision: r.Revision, Edition: ref,
		By: r.By, At: r.At, File: r.File, FileSHA256: r.FileSHA256, Source: r.Source,
		Version: r.Version, DiffHash: r.DiffHash, Counts: difference.Counts(r.Counts), Reach: redecision.Estimate(r.Reach),
		Publication: r.Publication, PublishedBy: r.PublishedBy, PublishedAt: r.PublishedAt, PublishedAs: r.PublishedAs,
		Withdrawal: r.Withdrawal, WithdrawnBy: r.WithdrawnBy, WithdrawnAt: r.WithdrawnAt, WithdrawnAs: r.WithdrawnAs,
		WithdrawnWhy: r.WithdrawnWhy,
	}
	for _, f := range r.Findings {
		i.Findings = append(i.Findings, publication.Finding{
			Code: publication.FindingCode(f.Code), Problem: f.Problem, Accepted: f.Accepted, Text: edition.Text(f.Text),
		})
	}
	for _, code := range r.Accept {
		i.Accept = append(i.Accept, publication.FindingCode(code))
	}
	return i, err
}

func readImport(item Item) (importRecord, publication.Import, error) {
	var r importRecord
	if err := readRecord(item, &r); err != nil {
		return importRecord{}, publication.Import{}, err
	}
	i, err := r.toImport()
	return r, i, err
}

// CreateImport implements publication.Store.
func (p *Publications) CreateImport(ctx context.Context, i publication.Import, parts map[string][]byte) error {
	return p.writeImport(ctx, i, parts)
}

// UpdateImport implements publication.Store.
func (p *Publications) UpdateImport(ctx context.Context, i publication.Import, parts map[string][]byte) error {
	return p.writeImport(ctx, i, parts)
}

func (p *Publications) writeImport(ctx context.Context, i publication.Import, parts map[string][]byte) error {
	digests, err := p.putParts(ctx, i, parts)
	if err != nil {
		return fmt.Errorf("store import %s of %s: %w", i.ID, i.List, err)
	}
	op, err := p.importOp(ctx, i, digests)
	if err == nil {
		err = p.table.Transact(ctx, []Op{op})
	}
	return wrap(conflict(err), "store import %s of %s", i.ID, i.List)
}

func (p *Publications) putParts(ctx context.Context, i publication.Import, parts map[string][]byte) (map[string]string,
	error) {
	digests := make(map[string]string)
	for name, text := range parts {
		data, err := pack(text)
		if err != nil {
			return nil, err
		}
		digests[name] = hexSHA256(data)
		if err := p.putBlob(ctx, partKey(i.List, i.ID, name, digests[name]), data, nil); err != nil {
			return nil, err
		}
	}
	return digests, nil
}

// importOp returns the op that writes an import, on the condition that the revision before it is stored. Parts
// that are not given stay.
func (p *Publications) importOp(ctx context.Context, i publication.Import, parts map[string]string) (Op, error) {
	key := importKey(i.List, i.ID)
	condition := Absent()
	allParts := make(map[string]string)
	if i.Revision > 1 {
		condition = Equals(attrRev, Number(int64(i.Revision-1)))
		item, err := getItem(ctx, p.table, key)
		if err != nil {
			return Op{}, err
		}
		old, _, err := readImport(item)
		if err != nil {
			return Op{}, err
		}
		allParts = old.Parts
	}
	maps.Copy(allParts, parts)
	record, err := importRecordOf(i, allParts)
	if err != nil {
		return Op{}, err
	}
	text, err := json.Marshal(record)
	if err != nil {
		return Op{}, err
	}
	return Put(Item{Key: key, Attrs: map[string]Value{
		attrState: String(string(i.State)), attrRev: Number(int64(i.Revision)), attrRecord: Bytes(text),
	}}, condition), nil
}

// Import implements publication.Store.
func (p *Publications) Import(ctx context.Context, list, id string) (publication.Import, error) {
	_, i, err := p.importRecord(ctx, list, id)
	return i, err
}

func (p *Publications) importRecord(ctx context.Context, list, id string) (importRecord, publication.Import, error) {
	if list == "" || id == "" {
		return importRecord{}, publication.Import{}, storage.ErrNotFound
	}
	item, err := getItem(ctx, p.table, importKey(list, id))
	if err != nil {
		return importRecord{}, publication.Import{}, err
	}
	return readImport(item)
}

// Imports implements publication.Store.
func (p *Publications) Imports(ctx context.Context, list string, page storage.Page) ([]publication.Import, string,
	error) {
	items, next, err := newestFirst(ctx, p.table, importsPK(list), page)
	if err != nil {
		return nil, "", err
	}
	var found []publication.Import
	for _, item := range items {
		_, i, err := readImport(item)
		if err != nil {
			return nil, "", err
		}
		found = append(found, i)
	}
	return found, next, nil
}

// newestFirst returns a page of a partition, from its end, and the cursor of the next page.
func newestFirst(ctx context.Context, table Table, pk string, page storage.Page) ([]Item, string, error) {
	if page.After != "" && !submission.ValidID(page.After) {
		return nil, "", storage.ErrCursor
	}
	limit := page.Count()
	items, err := table.Query(ctx, pk, Range{After: page.After, Limit: limit + 1, Descending: true})
	if err != nil || len(items) <= limit {
		return items, "", err
	}
	return items[:limit], items[limit-1].SK, nil
}

// ImportPart implements publication.Store.
func (p *Publications) ImportPart(ctx context.Context, list, id, name string) ([]byte, error) {
	r, _, err := p.importRecord(ctx, list, id)
	if err != nil {
		return nil, err
	}
	digest, ok := r.Parts[name]
	if !ok {
		return nil, storage.ErrNotFound
	}
	_, data, err := p.readBlob(ctx, partKey(list, id, name, digest))
	if err != nil {
		return nil, err
	}
	return unpack(data)
}
