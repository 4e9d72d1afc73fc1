package library

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// ManifestFormat names the storage format of manifests.
const ManifestFormat = "importchecker/lists/1"

// An Action is what created a version of the manifest.
type Action string

// The actions.
const (
	ActionPublished Action = "published" // an edition was put in force
	ActionWithdrawn Action = "withdrawn" // an edition was withdrawn
)

// A Manifest names the editions that were published and not withdrawn: they are
// combined with the built-in lists. Each publication and each withdrawal
// creates the next version; versions are never changed or deleted, so the lists
// of any time can be rebuilt.
//
// The zero Manifest is version 0, before the first publication.
type Manifest struct {
	Version int

	// What created this version.
	Publication string // its id
	Action      Action
	List        string // the list concerned
	Import      string // the import concerned
	By          string // the maintainer
	At          time.Time

	// Editions are in the order of publication. When two have the same list and
	// id, the later one replaces the earlier.
	Editions []Ref

	// Base names the built-in editions of the program that created the version.
	// It is for reproducing old answers; new ones use the built-in editions of
	// the running program.
	Base []Ref
}

// A Ref is a reference to a stored edition: its days in force, and what must be
// known of it even when the edition itself cannot be read.
type Ref struct {
	Kind    string // as KindOf names it
	List    string
	ID      string
	SHA256  string // Edition.Sum
	Content string // SHA-256 of the stored text
	Import  string // id of the import; blank for a built-in edition

	edition.Interval // To is zero until it is superseded

	Title     edition.Text
	Issuer    edition.Text
	Document  string
	Published string
	Stated    int
	Held      int
	Sample    bool
}

// RefOf returns a reference to a sealed edition.
func RefOf(c Content, s Sealed, importID string) Ref {
	e := c.About()
	return Ref{
		Kind: KindOf(c), List: e.List, ID: e.ID, SHA256: s.SHA256, Content: s.Content, Import: importID, Interval: e.Interval,
		Title: e.Title, Issuer: e.Issuer, Document: e.Document, Published: e.Published,
		Stated: e.Stated, Held: e.Held, Sample: e.Sample,
	}
}

// shell returns the edition without its rows, for an edition that exists but
// cannot be read. It answers like a partial edition, that the list is
// incomplete.
func (r *Ref) shell() Content {
	e := edition.Edition{
		List: r.List, ID: r.ID, Title: r.Title, Issuer: r.Issuer, Document: r.Document, Published: r.Published,
		Interval: r.Interval, Stated: max(r.Stated, 1), Sample: r.Sample, SHA256: r.SHA256,
	}
	return kindNamed(r.Kind).shell(e)
}

// inEffect returns the references in effect: the last of those with the same
// list and id. Those that replace a built-in edition come first, then the
// others by their first day, so that the result does not depend on the order of
// publication.
func (m *Manifest) inEffect(base Lists) []Ref {
	var refs []Ref
	for i, r := range m.Editions {
		later := slices.ContainsFunc(m.Editions[i+1:], func(s Ref) bool { return s.List == r.List && s.ID == r.ID })
		if !later {
			refs = append(refs, r)
		}
	}
	order := func(r Ref) int {
		if _, ok := base.Edition(r.List, r.ID); ok {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(refs, func(a, b Ref) int {
		return cmp.Or(order(a)-order(b), cmp.Compare(a.From, b.From))
	})
	return refs
}

// Lists combines the built-in lists with the editions of the manifest, which
// load returns. An edition with the id of a built-in one replaces it; any other
// ends the previous edition, like edition.List.With. Editions for which load
// returns nil are left out.
func (m *Manifest) Lists(base Lists, load func(Ref) (Content, error)) (Lists, error) {
	lists := base
	for _, ref := range m.inEffect(base) {
		stored, err := load(ref)
		if err != nil {
			return Lists{}, err
		}
		if stored != nil {
			lists = lists.With(Dated(stored, ref.Interval))
		}
	}
	return lists, nil
}

// With returns the manifest with one more edition.
func (m *Manifest) With(r Ref) *Manifest {
	next := *m
	next.Editions = append(slices.Clone(m.Editions), r)
	return &next
}

// Without returns the manifest without the edition of an import, and whether it
// had it.
func (m *Manifest) Without(list, importID string) (*Manifest, bool) {
	next := *m
	next.Editions = slices.DeleteFunc(slices.Clone(m.Editions), func(r Ref) bool {
		return r.List == list && r.Import == importID
	})
	return &next, len(next.Editions) < len(m.Editions)
}

// Ref returns the reference in effect to an edition.
func (m *Manifest) Ref(list, id string) (Ref, bool) {
	for _, r := range slices.Backward(m.Editions) {
		if r.List == list && r.ID == id {
			return r, true
		}
	}
	return Ref{}, false
}

// A manifestDocument is the stored form of a manifest.
type manifestDocument struct {
	Format      string        `json:"format"`
	Version     int           `json:"version"`
	Publication string        `json:"publication"`
	Action      Action        `json:"action"`
	List        string        `json:"list"`
	Import      string        `json:"import"`
	By          string        `json:"by"`
	At          time.Time     `json:"at"`
	Editions    []refDocument `json:"editions"`
	Base        []refDocument `json:"base"`
}

type refDocument struct {
	Kind       string       `json:"kind,omitempty"` // blank for goods
	List       string       `json:"list"`
	ID         string       `json:"id"`
	SHA256     string       `json:"sha256"`
	Content    string       `json:"content"`
	Import     string       `json:"import,omitempty"`
	Effective  string       `json:"effective"`
	Superseded string       `json:"superseded,omitempty"`
	Title      edition.Text `json:"title"`
	Issuer     edition.Text `json:"issuer"`
	Document   string       `json:"document"`
	Published  string       `json:"published"`
	Stated     int          `json:"stated"`
	Held       int          `json:"held"`
	Sample     bool         `json:"sample,omitempty"`
}

// MarshalManifest encodes a manifest for storage, and returns the SHA-256 of
// the encoding.
func MarshalManifest(m *Manifest) (text []byte, sum string, err error) {
	doc := manifestDocument{
		Format: ManifestFormat, Version: m.Version, Publication: m.Publication, Action: m.Action,
		List: m.List, Import: m.Import, By: m.By, At: m.At.UTC(),
		Editions: refDocumentsOf(m.Editions), Base: refDocumentsOf(m.Base),
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(doc); err != nil {
		return nil, "", err
	}
	return b.Bytes(), hashOf(b.Bytes()), nil
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// UnmarshalManifest decodes what MarshalManifest encoded. When the text does
// not have the hash, the error wraps storage.ErrDamaged.
func UnmarshalManifest(text []byte, sum string) (*Manifest, error) {
	if got := hashOf(text); got != sum {
		return nil, fmt.Errorf("%w: the manifest has the hash %s, recorded is %s", storage.ErrDamaged, got, sum)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	var doc manifestDocument
	if err := dec.Decode(&doc); err != nil {
		return nil, fmt.Errorf("%w: manifest: %w", storage.ErrDamaged, err)
	}
	if doc.Format != ManifestFormat {
		return nil, fmt.Errorf("%w: the manifest is in the form %q, not %q", storage.ErrDamaged, doc.Format, ManifestFormat)
	}
	m := &Manifest{
		Version: doc.Version, Publication: doc.Publication, Action: doc.Action,
		List: doc.List, Import: doc.Import, By: doc.By, At: doc.At,
	}
	var err error
	if m.Editions, err = refsOf(doc.Editions); err == nil {
		m.Base, err = refsOf(doc.Base)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: manifest: %w", storage.ErrDamaged, err)
	}
	return m, nil
}

func refDocumentsOf(refs []Ref) []refDocument {
	docs := make([]refDocument, len(refs))
	for i, r := range refs {
		docs[i] = refDocumentOf(r)
	}
	return docs
}

func refDocumentOf(r Ref) refDocument {
	kind := r.Kind
	if kind == submission.Goods {
		kind = ""
	}
	return refDocument{
		Kind: kind, List: r.List, ID: r.ID, SHA256: r.SHA256, Content: r.Content, Import: r.Import,
		Effective: r.From.String(), Superseded: r.To.String(), Title: r.Title, Issuer: r.Issuer,
		Document: r.Document, Published: r.Published, Stated: r.Stated, Held: r.Held, Sample: r.Sample,
	}
}

func refsOf(docs []refDocument) ([]Ref, error) {
	var refs []Ref
	for _, doc := range docs {
		r, err := doc.ref()
		if err != nil {
			return nil, err
		}
		refs = append(refs, r)
	}
	return refs, nil
}

func (doc *refDocument) ref() (Ref, error) {
	r := Ref{
		Kind: cmp.Or(doc.Kind, submission.Goods), List: doc.List, ID: doc.ID, SHA256: doc.SHA256, Content: doc.Content,
		Import: doc.Import,
		Title:  doc.Title, Issuer: doc.Issuer, Document: doc.Document, Published: doc.Published,
		Stated: doc.Stated, Held: doc.Held, Sample: doc.Sample,
	}
	var err error
	if r.From, err = edition.ParseDate(doc.Effective); err != nil {
		return r, err
	}
	if doc.Superseded != "" {
		r.To, err = edition.ParseDate(doc.Superseded)
	}
	return r, err
}

// MarshalRef encodes a reference as in a stored manifest.
func MarshalRef(r Ref) ([]byte, error) { return json.Marshal(refDocumentOf(r)) }

// UnmarshalRef decodes what MarshalRef encoded.
func UnmarshalRef(text []byte) (Ref, error) {
	var doc refDocument
	if err := json.Unmarshal(text, &doc); err != nil {
		return Ref{}, err
	}
	return doc.ref()
}
