package library

import (
	"bytes"
	"encoding/json"
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/services"
)

// Content is an edition with its rows: a *list.Edition, a *services.Edition, or
// a *tariff.Table.
type Content interface {
	About() *edition.Edition
	Sum() string
	Verify() error
}

// A kind is a kind of list: the tariff, goods, or services. What is specific to
// a kind is in one value of kindOf, in a file of its own.
type kind interface {
	name() string
	asks() string
	formatName() string
	has(Content) bool
	dated(Content, edition.Interval) Content
	shell(edition.Edition) Content
	marshal(Content) ([]byte, error)
	unmarshal(plain []byte) (Content, error)

	lists(Lists) []anyList
	with(Lists, Content) Lists
	replace(Lists, []anyList) Lists
}

// kinds are all kinds, in the order in which their lists are shown.
var kinds = [...]kind{tariffKind, goodsKind, servicesKind}

// An anyList is a list of any kind.
type anyList struct {
	id       string
	title    edition.Text
	editions []Content
}

// rows constrains the editions of a kind.
type rows[E any] interface {
	comparable
	Content
	edition.Dated[E]
}

// A kindOf is the kind whose editions are of type E.
type kindOf[E rows[E]] struct {
	kindName string // name in stored references
	question string // the kind of question answered: submission.Goods or submission.Service
	format   string // name of the storage format
	empty    func(edition.Edition) E

	// write and open convert to and from the storage format.
	write func(E) ([]byte, error)
	open  func(plain []byte) (E, error)

	get func(Lists) *edition.Catalogue[E]
	set func(*Lists, *edition.Catalogue[E])
}

func (k *kindOf[E]) name() string       { return k.kindName }
func (k *kindOf[E]) asks() string       { return k.question }
func (k *kindOf[E]) formatName() string { return k.format }

func (k *kindOf[E]) has(c Content) bool {
	_, ok := c.(E)
	return ok
}

func (k *kindOf[E]) dated(c Content, in edition.Interval) Content { return c.(E).Dated(in) }
func (k *kindOf[E]) shell(e edition.Edition) Content              { return k.empty(e) }
func (k *kindOf[E]) marshal(c Content) ([]byte, error)            { return k.write(c.(E)) }

func (k *kindOf[E]) unmarshal(plain []byte) (Content, error) {
	e, err := k.open(plain)
	if err != nil {
		return nil, err
	}
	return e, nil
}

func (k *kindOf[E]) lists(l Lists) []anyList {
	var all []anyList
	for _, each := range k.get(l).Lists() {
		all = append(all, anyList{each.ID, each.Title, contents(each.Editions)})
	}
	return all
}

func (k *kindOf[E]) with(l Lists, c Content) Lists {
	k.set(&l, k.get(l).With(c.(E)))
	return l
}

// replace returns the lists with the lists of this kind replaced by those given.
func (k *kindOf[E]) replace(l Lists, replacements []anyList) Lists {
	var lists []*edition.List[E]
	for _, r := range replacements {
		if k.has(r.editions[0]) {
			lists = append(lists, &edition.List[E]{ID: r.id, Title: r.title, Editions: editionsOf[E](r.editions)})
		}
	}
	k.set(&l, edition.NewCatalogue(lists...))
	return l
}

func contents[E Content](editions []E) []Content {
	all := make([]Content, len(editions))
	for i, e := range editions {
		all[i] = e
	}
	return all
}

// editionsOf returns the editions of type E.
func editionsOf[E Content](editions []Content) []E {
	var found []E
	for _, c := range editions {
		if e, ok := c.(E); ok {
			found = append(found, e)
		}
	}
	return found
}

// Goods returns the editions of lists of goods.
func Goods(editions []Content) []*list.Edition { return editionsOf[*list.Edition](editions) }

// Services returns the editions of lists of services.
func Services(editions []Content) []*services.Edition { return editionsOf[*services.Edition](editions) }

// kindOfContent returns the kind of an edition. Every Content is of one of the
// kinds.
func kindOfContent(c Content) kind {
	i := slices.IndexFunc(kinds[:], func(k kind) bool { return k.has(c) })
	return kinds[i]
}

// kindNamed returns the kind with a name; goods when there is none.
func kindNamed(name string) kind {
	for _, k := range kinds {
		if k.name() == name {
			return k
		}
	}
	return goodsKind
}

// KindOf returns the name of an edition's kind.
func KindOf(c Content) string { return kindOfContent(c).name() }

// Asks returns the kind of question that a kind of list answers:
// submission.Goods or submission.Service.
func Asks(kind string) string { return kindNamed(kind).asks() }

// Dated returns a copy of an edition with other days in force.
func Dated(c Content, in edition.Interval) Content { return kindOfContent(c).dated(c, in) }

// encode encodes a document as JSON, for storage.
func encode(doc any) ([]byte, error) {
	var plain bytes.Buffer
	enc := json.NewEncoder(&plain)
	enc.SetEscapeHTML(false)
	err := enc.Encode(doc)
	return plain.Bytes(), err
}

// decode decodes a document written by encode. Unknown fields are an error.
func decode(plain []byte, doc any) error {
	dec := json.NewDecoder(bytes.NewReader(plain))
	dec.DisallowUnknownFields()
	return dec.Decode(doc)
}
