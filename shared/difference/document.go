package difference

import (
	"bytes"
	"encoding/json"
	"fmt"

	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/services"
)

// diffFormat names the storage format of differences.
const diffFormat = "importchecker/stored-diff/1"

type diffDocument struct {
	Format     string                  `json:"format"`
	List       string                  `json:"list"`
	From       []sideDocument          `json:"from"`
	To         sideDocument            `json:"to"`
	Added      []library.EntryDocument `json:"added"`
	Removed    []library.EntryDocument `json:"removed"`
	Renumbered []renumberingDocument   `json:"renumbered"`
	Changed    []changeDocument        `json:"changed"`
	Service    bool                    `json:"service,omitempty"`
	Measures   measureDiffDocument     `json:"measures,omitzero"`
	Tariff     *TariffDiff             `json:"tariff,omitempty"`
	Same       int                     `json:"same"`
}

type measureDiffDocument struct {
	Added      []library.MeasureDocument `json:"added,omitempty"`
	Removed    []library.MeasureDocument `json:"removed,omitempty"`
	Renumbered []measureChangeDocument   `json:"renumbered,omitempty"`
	Changed    []measureChangeDocument   `json:"changed,omitempty"`
}

type measureChangeDocument struct {
	Before library.MeasureDocument `json:"before"`
	Now    library.MeasureDocument `json:"now"`
	What   []string                `json:"what,omitempty"`
}

// IsZero omits the member from differences of goods.
func (d measureDiffDocument) IsZero() bool {
	return len(d.Added)+len(d.Removed)+len(d.Renumbered)+len(d.Changed) == 0
}

func measureDiffDocumentOf(d *MeasureDiff) measureDiffDocument {
	rows := func(rows []services.Measure) (docs []library.MeasureDocument) {
		for i := range rows {
			docs = append(docs, library.MeasureDocumentOf(&rows[i]))
		}
		return docs
	}
	changes := func(changes []MeasureChange) (docs []measureChangeDocument) {
		for i := range changes {
			c := &changes[i]
			docs = append(docs, measureChangeDocument{library.MeasureDocumentOf(&c.Before), library.MeasureDocumentOf(&c.Now),
				c.What})
		}
		return docs
	}
	return measureDiffDocument{rows(d.Added), rows(d.Removed), changes(d.Renumbered), changes(d.Changed)}
}

type sideDocument struct {
	ID         string `json:"id"`
	SHA256     string `json:"sha256"`
	Effective  string `json:"effective"`
	Superseded string `json:"superseded,omitempty"`
	Coverage   string `json:"coverage"`
	Document   string `json:"document"`
}

type renumberingDocument struct {
	Before library.EntryDocument `json:"before"`
	Now    library.EntryDocument `json:"now"`
}

type changeDocument struct {
	Before library.EntryDocument `json:"before"`
	Now    library.EntryDocument `json:"now"`
	What   []string              `json:"what"`
}

func Marshal(d *Diff) ([]byte, error) {
	doc := diffDocument{Format: diffFormat, List: d.List, To: sideDocumentOf(d.To), Service: d.Service,
		Measures: measureDiffDocumentOf(&d.Measures), Tariff: d.Tariff, Same: d.Same}
	for _, s := range d.From {
		doc.From = append(doc.From, sideDocumentOf(s))
	}
	for i := range d.Added {
		doc.Added = append(doc.Added, library.EntryDocumentOf(&d.Added[i]))
	}
	for i := range d.Removed {
		doc.Removed = append(doc.Removed, library.EntryDocumentOf(&d.Removed[i]))
	}
	for i := range d.Renumbered {
		r := &d.Renumbered[i]
		doc.Renumbered = append(doc.Renumbered, renumberingDocument{library.EntryDocumentOf(&r.Before),
			library.EntryDocumentOf(&r.Now)})
	}
	for i := range d.Changed {
		c := &d.Changed[i]
		doc.Changed = append(doc.Changed, changeDocument{library.EntryDocumentOf(&c.Before), library.EntryDocumentOf(&c.Now),
			c.What})
	}
	return json.Marshal(doc)
}

func Unmarshal(text []byte) (*Diff, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	var doc diffDocument
	if err := dec.Decode(&doc); err != nil {
		return nil, err
	}
	if doc.Format != diffFormat {
		return nil, fmt.Errorf("is in the form %q, not %q", doc.Format, diffFormat)
	}
	r := diffReader{}
	d := &Diff{List: doc.List, Service: doc.Service, To: r.side(doc.To), Tariff: doc.Tariff, Same: doc.Same}
	d.Measures = MeasureDiff{
		Added: r.measures(doc.Measures.Added), Removed: r.measures(doc.Measures.Removed),
		Renumbered: r.measureChanges(doc.Measures.Renumbered), Changed: r.measureChanges(doc.Measures.Changed),
	}
	for _, s := range doc.From {
		d.From = append(d.From, r.side(s))
	}
	d.Added, d.Removed = r.entries(doc.Added), r.entries(doc.Removed)
	for _, n := range doc.Renumbered {
		d.Renumbered = append(d.Renumbered, Renumbering{r.entry(n.Before), r.entry(n.Now)})
	}
	for _, c := range doc.Changed {
		d.Changed = append(d.Changed, Change{r.entry(c.Before), r.entry(c.Now), c.What})
	}
	return d, r.err
}

// A diffReader decodes a stored difference, and keeps the first error.
type diffReader struct{ err error }

func (r *diffReader) note(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *diffReader) entry(doc library.EntryDocument) list.Entry {
	e, err := doc.Entry()
	r.note(err)
	return e
}

func (r *diffReader) entries(docs []library.EntryDocument) []list.Entry {
	entries, err := library.EntriesOf(docs)
	r.note(err)
	return entries
}

func (r *diffReader) measure(doc library.MeasureDocument) services.Measure {
	m, err := doc.Measure()
	r.note(err)
	return m
}

func (r *diffReader) measures(docs []library.MeasureDocument) (rows []services.Measure) {
	for _, doc := range docs {
		rows = append(rows, r.measure(doc))
	}
	return rows
}

func (r *diffReader) measureChanges(docs []measureChangeDocument) (changes []MeasureChange) {
	for _, doc := range docs {
		changes = append(changes, MeasureChange{r.measure(doc.Before), r.measure(doc.Now), doc.What})
	}
	return changes
}

func (r *diffReader) date(s string) edition.Date {
	if s == "" {
		return 0
	}
	d, err := edition.ParseDate(s)
	r.note(err)
	return d
}

func (r *diffReader) side(doc sideDocument) Side {
	s := Side{ID: doc.ID, SHA256: doc.SHA256, Document: doc.Document, Coverage: edition.Partial}
	s.From, s.To = r.date(doc.Effective), r.date(doc.Superseded)
	if doc.Coverage == edition.Complete.String() {
		s.Coverage = edition.Complete
	}
	return s
}

func sideDocumentOf(s Side) sideDocument {
	return sideDocument{s.ID, s.SHA256, s.From.String(), s.To.String(), s.Coverage.String(), s.Document}
}
