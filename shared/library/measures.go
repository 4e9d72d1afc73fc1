package library

import (
	"fmt"

	"importchecker/shared/edition"
	"importchecker/shared/services"
	"importchecker/shared/submission"
)

// MeasuresFormat names the storage format of lists of services. A later format
// gets another name, and this one stays readable.
const MeasuresFormat = "importchecker/measures/1"

// servicesKind is the kind of lists of services.
var servicesKind = &kindOf[*services.Edition]{
	kindName: submission.Service, question: submission.Service, format: MeasuresFormat,
	empty: func(e edition.Edition) *services.Edition { return &services.Edition{Edition: e, Short: e.Title} },
	write: func(e *services.Edition) ([]byte, error) { return encode(measuresDocumentOf(e)) },
	open: func(plain []byte) (*services.Edition, error) {
		var doc measuresDocument
		if err := decode(plain, &doc); err != nil {
			return nil, err
		}
		return doc.edition()
	},
	get: func(l Lists) *edition.Catalogue[*services.Edition] { return &l.Services.Catalogue },
	set: func(l *Lists, c *edition.Catalogue[*services.Edition]) {
		l.Services = services.NewCatalogue(l.Services.Laws(), c.Lists()...)
	},
}

// A measuresDocument is the stored form of an edition of a list of services.
type measuresDocument struct {
	editionHead
	Short    edition.Text      `json:"short"`
	Measures []MeasureDocument `json:"measures"`
	Sections []sectionDocument `json:"sections,omitempty"`
}

type sectionDocument struct {
	No      string       `json:"no"`
	Letter  string       `json:"letter"`
	Name    edition.Text `json:"name"`
	Items   int          `json:"items"`
	From    int          `json:"from"`
	To      int          `json:"to"`
	Basis   string       `json:"basis"`
	Sources []string     `json:"sources,omitempty"`
}

type MeasureDocument struct {
	ID         string          `json:"id"`
	Item       string          `json:"item,omitempty"`
	ItemStatus string          `json:"item_status,omitempty"`
	SectionNo  string          `json:"section_no,omitempty"`
	Letter     string          `json:"letter,omitempty"`
	Domain     edition.Text    `json:"domain"`
	Original   string          `json:"original,omitempty"`
	Kind       string          `json:"kind"`
	Modes      []int           `json:"modes"`
	Reach      []reachDocument `json:"reach"`
	Weight     string          `json:"weight"`
	Activities []string        `json:"activities,omitempty"`
	Summary    edition.Text    `json:"summary"`
	Label      edition.Text    `json:"label"`
	Activity   edition.Text    `json:"activity,omitzero"`
	If         edition.Text    `json:"if,omitzero"`
	Basis      string          `json:"basis"`
	Confidence string          `json:"confidence,omitempty"`
	Sources    []string        `json:"sources,omitempty"`
	Laws       []string        `json:"laws,omitempty"`
	Note       string          `json:"note,omitempty"`
}

type reachDocument struct {
	Code  string `json:"code"`
	Whole bool   `json:"whole,omitempty"`
}

func measuresDocumentOf(e *services.Edition) measuresDocument {
	doc := measuresDocument{editionHead: headOf(e, MeasuresFormat), Short: e.Short, Measures: []MeasureDocument{}}
	for i := range e.Measures {
		doc.Measures = append(doc.Measures, MeasureDocumentOf(&e.Measures[i]))
	}
	for _, s := range e.Sections {
		doc.Sections = append(doc.Sections, sectionDocument{
			s.No, string(s.Letter), s.Name, s.Items, s.From, s.To, s.Basis.String(), s.Sources,
		})
	}
	return doc
}

func MeasureDocumentOf(m *services.Measure) MeasureDocument {
	doc := MeasureDocument{
		ID: m.ID, Item: m.Item, ItemStatus: m.ItemStatus, SectionNo: m.SectionNo, Letter: string(m.Letter), Domain: m.Domain,
		Original: m.Original, Kind: m.Kind.String(), Weight: m.Weight.String(), Activities: m.Activities, Summary: m.Summary,
		Label: m.Label, Activity: m.Activity, If: m.If, Basis: m.Basis.String(), Confidence: m.Confidence,
		Sources: m.Sources, Laws: m.Laws, Note: m.Note,
	}
	for _, mode := range m.Modes.List() {
		doc.Modes = append(doc.Modes, int(mode))
	}
	for _, r := range m.Reach {
		doc.Reach = append(doc.Reach, reachDocument{string(r.Code), r.Whole})
	}
	return doc
}

func (doc *measuresDocument) edition() (*services.Edition, error) {
	about, err := doc.about(MeasuresFormat)
	if err != nil {
		return nil, err
	}
	e := &services.Edition{Edition: about, Short: doc.Short}
	for i := range doc.Measures {
		m, err := doc.Measures[i].Measure()
		if err != nil {
			return nil, fmt.Errorf("measure %s: %w", doc.Measures[i].ID, err)
		}
		e.Measures = append(e.Measures, m)
	}
	for _, s := range doc.Sections {
		basis, ok := edition.ParseBasis(s.Basis)
		if !ok {
			return nil, fmt.Errorf("section %s: %q is no basis", s.No, s.Basis)
		}
		e.Sections = append(e.Sections, services.SectionCount{
			No: s.No, Letter: services.Code(s.Letter), Name: s.Name, Items: s.Items, From: s.From, To: s.To, Basis: basis,
			Sources: s.Sources,
		})
	}
	return e, nil
}

func (doc *MeasureDocument) Measure() (services.Measure, error) {
	m := services.Measure{
		ID: doc.ID, Item: doc.Item, ItemStatus: doc.ItemStatus, SectionNo: doc.SectionNo, Letter: services.Code(doc.Letter),
		Domain: doc.Domain, Original: doc.Original, Confidence: doc.Confidence, Sources: doc.Sources, Laws: doc.Laws,
		Note: doc.Note,
		Restriction: services.Restriction{
			Activities: doc.Activities, Summary: doc.Summary, Label: doc.Label, Activity: doc.Activity, If: doc.If,
		},
	}
	var ok bool
	if m.Kind, ok = services.ParseKind(doc.Kind); !ok {
		return m, fmt.Errorf("%q is no kind of restriction", doc.Kind)
	}
	if m.Weight, ok = services.ParseWeight(doc.Weight); !ok {
		return m, fmt.Errorf("%q is no weight", doc.Weight)
	}
	if m.Basis, ok = edition.ParseBasis(doc.Basis); !ok {
		return m, fmt.Errorf("%q is no basis", doc.Basis)
	}
	for _, n := range doc.Modes {
		mode := services.Mode(n)
		if n < 1 || n > 4 || !mode.Valid() {
			return m, fmt.Errorf("%d is no mode of supply", n)
		}
		m.Modes |= services.ModesOf(mode)
	}
	for _, r := range doc.Reach {
		m.Reach = append(m.Reach, services.Reach{Code: services.Code(r.Code), Whole: r.Whole})
	}
	return m, nil
}
