package library

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/storage"
	"importchecker/shared/tariff"
)

// EditionFormat names the form that editions of lists of goods are stored in. A
// later form gets another name, and this one is read for ever.
const EditionFormat = "importchecker/edition/1"

// maxEdition is how many bytes of JSON an edition may have. An annex of 1,500
// rows has about half a million.
const maxEdition = 32 << 20

// editionHead is what stored editions of all kinds begin with. The order of the
// fields is that of the document; there are no others.
type editionHead struct {
	Format    string       `json:"format"`
	List      string       `json:"list"`
	ID        string       `json:"id"`
	SHA256    string       `json:"sha256"` // Edition.Sum
	Title     edition.Text `json:"title"`
	Issuer    edition.Text `json:"issuer"`
	Document  string       `json:"document"`
	Effective string       `json:"effective"`
	Stated    int          `json:"stated"`
	Held      int          `json:"held"`
	Sample    bool         `json:"sample,omitempty"`
	Published string       `json:"published"`
}

func headOf(c Content, format string) editionHead {
	e := c.About()
	return editionHead{
		Format: format, List: e.List, ID: e.ID, SHA256: c.Sum(), Title: e.Title, Issuer: e.Issuer,
		Document: e.Document, Effective: e.From.String(), Stated: e.Stated, Held: e.Held, Sample: e.Sample,
		Published: e.Published,
	}
}

// about reads back what an edition is, which has no end.
func (doc *editionHead) about(format string) (edition.Edition, error) {
	if doc.Format != format {
		return edition.Edition{}, fmt.Errorf("is in the form %q, not %q", doc.Format, format)
	}
	from, err := edition.ParseDate(doc.Effective)
	return edition.Edition{
		List: doc.List, ID: doc.ID, Title: doc.Title, Issuer: doc.Issuer, Document: doc.Document,
		Interval: edition.Interval{From: from}, Stated: doc.Stated, Held: doc.Held, Sample: doc.Sample,
		Published: doc.Published, SHA256: doc.SHA256,
	}, err
}

// editionDocument is a stored edition of a list of goods.
type editionDocument struct {
	editionHead
	Entries []EntryDocument `json:"entries"`
	Hints   []EntryDocument `json:"hints,omitempty"`
}

type EntryDocument struct {
	ID         string              `json:"id"`
	Kind       string              `json:"kind"`
	Code       string              `json:"code,omitempty"`
	Category   string              `json:"category,omitempty"`
	NameZH     string              `json:"name_zh,omitempty"`
	NameEN     string              `json:"name_en,omitempty"`
	Remark     string              `json:"remark,omitempty"`
	Conditions []conditionDocument `json:"conditions,omitempty"`
	Basis      string              `json:"basis"`
	Confidence string              `json:"confidence,omitempty"`
	Sources    []string            `json:"sources,omitempty"`
	Fits       []tariff.Code       `json:"fits,omitempty"`
	Note       string              `json:"note,omitempty"`
}

type conditionDocument struct {
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Goods string `json:"goods,omitempty"`
	Grams int64  `json:"grams,omitempty"`
	Group string `json:"group,omitempty"`
}

// A Sealed edition is one in the form that it is stored in.
type Sealed struct {
	List    string
	SHA256  string // Edition.Sum, by which it is kept
	Content string // SHA-256 of the JSON, in hexadecimal
	Packed  []byte // the JSON, compressed with gzip
}

// Seal writes an edition in the form that it is stored in. What it seals it has
// read back: an edition that would not come back whole is an error.
//
// When the edition is superseded is not part of it, as it is no part of
// Edition.Sum: that is said by the manifest, and changes.
func Seal(c Content) (Sealed, error) {
	e := c.About()
	var plain bytes.Buffer
	enc := json.NewEncoder(&plain)
	enc.SetEscapeHTML(false)
	var doc any
	switch c := c.(type) {
	case *list.Edition:
		doc = documentOf(c)
	case *services.Edition:
		doc = measuresDocumentOf(c)
	}
	if err := enc.Encode(doc); err != nil {
		return Sealed{}, err
	}
	sum := sha256.Sum256(plain.Bytes())
	s := Sealed{List: e.List, SHA256: c.Sum(), Content: hex.EncodeToString(sum[:])}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(plain.Bytes()); err != nil {
		return Sealed{}, err
	}
	if err := w.Close(); err != nil {
		return Sealed{}, err
	}
	s.Packed = packed.Bytes()
	if _, err := Open(s); err != nil {
		return Sealed{}, fmt.Errorf("seal edition %s of %s: %w", e.ID, e.List, err)
	}
	return s, nil
}

// Open reads a stored edition. It returns it only when it is, byte for byte
// and row for row, the one that its hashes name; otherwise an error that wraps
// storage.ErrDamaged and names it. The edition has no end: see Manifest.
func Open(s Sealed) (Content, error) {
	e, err := open(s)
	if err != nil {
		return nil, &DamagedError{List: s.List, SHA256: s.SHA256, Cause: err}
	}
	return e, nil
}

func open(s Sealed) (Content, error) {
	r, err := gzip.NewReader(bytes.NewReader(s.Packed))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxEdition+1))
	switch {
	case err != nil:
		return nil, err
	case len(plain) > maxEdition:
		return nil, fmt.Errorf("larger than %d bytes", maxEdition)
	}
	if sum := sha256.Sum256(plain); hex.EncodeToString(sum[:]) != s.Content {
		return nil, fmt.Errorf("the stored text has the hash %x, recorded is %s", sum, s.Content)
	}
	c, err := contentOf(plain)
	if err != nil {
		return nil, err
	}
	if e := c.About(); e.List != s.List || e.SHA256 != s.SHA256 {
		return nil, fmt.Errorf("is edition %s of %s with the hash %s", e.ID, e.List, e.SHA256)
	}
	return c, c.Verify()
}

// contentOf reads an edition of either kind.
func contentOf(plain []byte) (Content, error) {
	var head struct{ Format string }
	if err := json.Unmarshal(plain, &head); err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(plain))
	dec.DisallowUnknownFields()
	if head.Format == MeasuresFormat {
		var doc measuresDocument
		if err := dec.Decode(&doc); err != nil {
			return nil, err
		}
		return doc.edition()
	}
	var doc editionDocument
	if err := dec.Decode(&doc); err != nil {
		return nil, err
	}
	return doc.edition()
}

func documentOf(e *list.Edition) editionDocument {
	doc := editionDocument{editionHead: headOf(e, EditionFormat), Entries: []EntryDocument{}}
	for i := range e.Entries {
		doc.Entries = append(doc.Entries, EntryDocumentOf(&e.Entries[i]))
	}
	for i := range e.Hints {
		doc.Hints = append(doc.Hints, EntryDocumentOf(&e.Hints[i]))
	}
	return doc
}

func EntryDocumentOf(e *list.Entry) EntryDocument {
	doc := EntryDocument{
		ID: e.ID, Kind: e.Kind.String(), Code: string(e.Code), Category: e.Category, NameZH: e.NameZH, NameEN: e.NameEN,
		Remark: e.Remark, Basis: e.Basis.String(), Confidence: e.Confidence, Sources: e.Sources, Fits: e.Fits, Note: e.Note,
	}
	for _, c := range e.Conditions {
		doc.Conditions = append(doc.Conditions, conditionDocument{c.Kind.String(), c.Text, c.Goods, c.Grams, c.Group})
	}
	return doc
}

func (doc *editionDocument) edition() (*list.Edition, error) {
	about, err := doc.about(EditionFormat)
	if err != nil {
		return nil, err
	}
	e := &list.Edition{Edition: about}
	if e.Entries, err = EntriesOf(doc.Entries); err != nil {
		return nil, err
	}
	e.Hints, err = EntriesOf(doc.Hints)
	return e, err
}

func EntriesOf(docs []EntryDocument) ([]list.Entry, error) {
	if len(docs) == 0 {
		return nil, nil
	}
	entries := make([]list.Entry, len(docs))
	for i := range docs {
		entry, err := docs[i].Entry()
		if err != nil {
			return nil, fmt.Errorf("entry %s: %w", docs[i].ID, err)
		}
		entries[i] = entry
	}
	return entries, nil
}

func (doc *EntryDocument) Entry() (list.Entry, error) {
	e := list.Entry{
		ID: doc.ID, Code: tariff.Code(doc.Code), Category: doc.Category, NameZH: doc.NameZH, NameEN: doc.NameEN,
		Remark: doc.Remark, Confidence: doc.Confidence, Sources: doc.Sources, Fits: doc.Fits, Note: doc.Note,
	}
	var ok bool
	if e.Kind, ok = parseKind(doc.Kind); !ok {
		return e, fmt.Errorf("%q is no kind of entry", doc.Kind)
	}
	if e.Basis, ok = edition.ParseBasis(doc.Basis); !ok {
		return e, fmt.Errorf("%q is no basis", doc.Basis)
	}
	for _, c := range doc.Conditions {
		kind, ok := parseCondition(c.Kind)
		if !ok {
			return e, fmt.Errorf("%q is no kind of condition", c.Kind)
		}
		e.Conditions = append(e.Conditions, list.Condition{Kind: kind, Text: c.Text, Goods: c.Goods, Grams: c.Grams, Group: c.Group})
	}
	return e, nil
}

// parseKind is the inverse of list.Kind.String.
func parseKind(s string) (list.Kind, bool) {
	for k := list.Listed; k.String() != ""; k++ {
		if k.String() == s {
			return k, true
		}
	}
	return 0, false
}

// parseCondition is the inverse of list.ConditionKind.String.
func parseCondition(s string) (list.ConditionKind, bool) {
	for k := list.BondedOnly; k.String() != ""; k++ {
		if k.String() == s {
			return k, true
		}
	}
	return 0, false
}

// A DamagedError names a stored edition that is not what it was.
type DamagedError struct {
	List, Edition, SHA256 string // the edition's id is blank where it cannot be known
	Cause                 error
}

func (e *DamagedError) Error() string {
	name := e.List + " " + e.SHA256
	if e.Edition != "" {
		name = e.List + " " + e.Edition + " (" + e.SHA256 + ")"
	}
	return "stored edition " + name + " is damaged: " + e.Cause.Error()
}

func (e *DamagedError) Is(target error) bool { return target == storage.ErrDamaged }

func (e *DamagedError) Unwrap() error { return e.Cause }
