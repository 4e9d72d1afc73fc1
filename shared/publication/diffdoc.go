package publication

import (
	"bytes"
	"encoding/json"
	"fmt"

	"importchecker/shared/edition"
	"importchecker/shared/list"
)

// diffFormat names the form that differences are stored in.
const diffFormat = "importchecker/stored-diff/1"

type diffDocument struct {
	Format     string                `json:"format"`
	List       string                `json:"list"`
	From       []sideDocument        `json:"from"`
	To         sideDocument          `json:"to"`
	Added      []entryDocument       `json:"added"`
	Removed    []entryDocument       `json:"removed"`
	Renumbered []renumberingDocument `json:"renumbered"`
	Changed    []changeDocument      `json:"changed"`
	Same       int                   `json:"same"`
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
	Before entryDocument `json:"before"`
	Now    entryDocument `json:"now"`
}

type changeDocument struct {
	Before entryDocument `json:"before"`
	Now    entryDocument `json:"now"`
	What   []string      `json:"what"`
}

func marshalDiff(d *Diff) ([]byte, error) {
	doc := diffDocument{Format: diffFormat, List: d.List, To: sideDocumentOf(d.To), Same: d.Same}
	for _, s := range d.From {
		doc.From = append(doc.From, sideDocumentOf(s))
	}
	for i := range d.Added {
		doc.Added = append(doc.Added, entryDocumentOf(&d.Added[i]))
	}
	for i := range d.Removed {
		doc.Removed = append(doc.Removed, entryDocumentOf(&d.Removed[i]))
	}
	for i := range d.Renumbered {
		r := &d.Renumbered[i]
		doc.Renumbered = append(doc.Renumbered, renumberingDocument{entryDocumentOf(&r.Before), entryDocumentOf(&r.Now)})
	}
	for i := range d.Changed {
		c := &d.Changed[i]
		doc.Changed = append(doc.Changed, changeDocument{entryDocumentOf(&c.Before), entryDocumentOf(&c.Now), c.What})
	}
	return json.Marshal(doc)
}

func unmarshalDiff(text []byte) (*Diff, error) {
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
	d := &Diff{List: doc.List, To: r.side(doc.To), Same: doc.Same}
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

// A diffReader keeps the first thing that is wrong with a stored difference.
type diffReader struct{ err error }

func (r *diffReader) keep(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *diffReader) entry(doc entryDocument) list.Entry {
	e, err := doc.entry()
	r.keep(err)
	return e
}

func (r *diffReader) entries(docs []entryDocument) []list.Entry {
	entries, err := entriesOf(docs)
	r.keep(err)
	return entries
}

func (r *diffReader) date(s string) edition.Date {
	if s == "" {
		return 0
	}
	d, err := edition.ParseDate(s)
	r.keep(err)
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
