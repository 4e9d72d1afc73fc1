package library

import (
	"fmt"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/submission"
	"importchecker/shared/tariff"
)

// EditionFormat names the storage format of lists of goods. A later format gets
// another name, and this one stays readable.
const EditionFormat = "importchecker/edition/1"

// goodsKind is the kind of lists of goods.
var goodsKind = &kindOf[*list.Edition]{
	kindName: submission.Goods, question: submission.Goods, format: EditionFormat,
	empty: func(e edition.Edition) *list.Edition { return &list.Edition{Edition: e} },
	write: func(e *list.Edition) ([]byte, error) { return encode(documentOf(e)) },
	open: func(plain []byte) (*list.Edition, error) {
		var doc editionDocument
		if err := decode(plain, &doc); err != nil {
			return nil, err
		}
		return doc.edition()
	},
	get: func(l Lists) *list.Catalogue { return l.Goods },
	set: func(l *Lists, c *list.Catalogue) { l.Goods = c },
}

// An editionDocument is the stored form of an edition of a list of goods.
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
		e.Conditions = append(e.Conditions, list.Condition{Kind: kind, Text: c.Text, Goods: c.Goods, Grams: c.Grams,
			Group: c.Group})
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
