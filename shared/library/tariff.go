package library

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"importchecker/shared/edition"
	"importchecker/shared/submission"
	"importchecker/shared/tariff"
)

// TariffFormat names the storage format of the tariff: a JSON object on a line,
// then the lines and the names, each preceded by its length in four bytes,
// little-endian. A later format gets another name, and this one stays readable.
const TariffFormat = "importchecker/tariff/1"

// Tariff is the name of the kind of the tariff.
const Tariff = "tariff"

// tariffKind is the kind of the tariff.
var tariffKind = &kindOf[*tariff.Table]{
	kindName: Tariff, question: submission.Goods, format: TariffFormat,
	empty: tariff.Blank, write: writeTable, open: readTable,
	get: func(l Lists) *edition.Catalogue[*tariff.Table] { return edition.NewCatalogue(l.Tariff.List()) },
	set: func(l *Lists, c *edition.Catalogue[*tariff.Table]) {
		if lists := c.Lists(); len(lists) > 0 {
			l.Tariff = tariff.NewCatalogue(lists[0].Editions...)
		}
	},
}

// Tables returns the editions of the tariff.
func Tables(editions []Content) []*tariff.Table { return editionsOf[*tariff.Table](editions) }

// RestsOn reports whether an edition amends an earlier one and is built from
// it. Only editions of the tariff do.
func RestsOn(later, earlier Content) bool {
	table, ok := later.(*tariff.Table)
	base, baseOK := earlier.(*tariff.Table)
	return ok && baseOK && table.RestsOn(base)
}

// A tableDocument is the beginning of a stored edition of the tariff.
type tableDocument struct {
	editionHead
	Basis       string              `json:"basis"`
	Source      string              `json:"source"`
	Revision    string              `json:"revision,omitempty"`
	Units       []tariff.Unit       `json:"units"`
	Supervision []string            `json:"supervision"`
	Inspection  []string            `json:"inspection"`
	Rates       []RateDocument      `json:"rates"`
	Amendments  []amendmentDocument `json:"amendments,omitempty"`
	Duties      []dutyDocument      `json:"duties,omitempty"`
}

// A RateDocument is the stored form of a rate.
type RateDocument struct {
	Text             string             `json:"text,omitempty"`
	Cases            []rateCaseDocument `json:"cases,omitempty"`
	Threshold        int64              `json:"threshold,omitempty"`
	ThresholdUnit    string             `json:"threshold_unit,omitempty"`
	ThresholdInUpper bool               `json:"threshold_in_upper,omitempty"`
	Defect           string             `json:"defect,omitempty"`
}

type rateCaseDocument struct {
	AdValorem int64  `json:"ad_valorem,omitempty"`
	Specific  int64  `json:"specific,omitempty"`
	Unit      string `json:"unit,omitempty"`
}

type amendmentDocument struct {
	Code      string        `json:"code"`
	Field     string        `json:"field"`
	Rate      *RateDocument `json:"rate,omitempty"`
	Text      string        `json:"text,omitempty"`
	Effective string        `json:"effective"`
	Document  string        `json:"document"`
	Basis     string        `json:"basis"`
}

// A dutyDocument is the stored form of a duty by origin.
type dutyDocument struct {
	Measure       string `json:"measure"`
	Kind          string `json:"kind,omitempty"`
	Origins       string `json:"origins,omitempty"`
	Except        string `json:"except,omitempty"`
	Goods         string `json:"goods,omitempty"`
	Without       string `json:"without,omitempty"`
	From          string `json:"from"`
	To            string `json:"to,omitempty"`
	SuspendedFrom string `json:"suspended_from,omitempty"`
	SuspendedTo   string `json:"suspended_to,omitempty"`
	Rate          int64  `json:"rate,omitempty"`
	Open          bool   `json:"open,omitempty"`
	Ended         bool   `json:"ended,omitempty"`
	EN            string `json:"en"`
	ZH            string `json:"zh"`
	Document      string `json:"document"`
	Basis         string `json:"basis"`
}

func dutyDocumentOf(d *tariff.Duty) dutyDocument {
	return dutyDocument{d.Measure, d.Kind, d.Origins, d.Except, d.Goods, d.Without, d.From.String(), d.To.String(),
		d.Suspended.From.String(), d.Suspended.To.String(), d.Rate, d.Open, d.Ended, d.Text.EN, d.Text.ZH, d.Document,
		d.Basis.String()}
}

func (doc *dutyDocument) duty() (d tariff.Duty, err error) {
	d = tariff.Duty{
		Measure: doc.Measure, Kind: doc.Kind, Origins: doc.Origins, Except: doc.Except, Goods: doc.Goods,
		Without: doc.Without, Rate: doc.Rate, Open: doc.Open, Ended: doc.Ended,
		Text: edition.Text{EN: doc.EN, ZH: doc.ZH}, Document: doc.Document,
	}
	var ok bool
	if d.Basis, ok = edition.ParseBasis(doc.Basis); !ok {
		return d, fmt.Errorf("%q is no basis", doc.Basis)
	}
	for _, day := range []struct {
		text string
		to   *edition.Date
	}{{doc.From, &d.From}, {doc.To, &d.To}, {doc.SuspendedFrom, &d.Suspended.From}, {doc.SuspendedTo, &d.Suspended.To}} {
		if day.text == "" {
			continue
		}
		if *day.to, err = edition.ParseDate(day.text); err != nil {
			return d, err
		}
	}
	return d, nil
}

func writeTable(t *tariff.Table) ([]byte, error) {
	p := t.Parts()
	doc := tableDocument{
		editionHead: headOf(t, TariffFormat), Basis: p.Basis.String(), Source: p.Source, Revision: p.Revision,
		Units: p.Units, Supervision: p.Supervisions, Inspection: p.Inspections,
	}
	for i := range p.Rates {
		doc.Rates = append(doc.Rates, rateDocumentOf(&p.Rates[i]))
	}
	for _, a := range p.Amendments {
		stored := amendmentDocument{string(a.Code), string(a.Field), nil, a.Text, a.Effective.String(), a.Document,
			a.Basis.String()}
		if a.Rate != nil {
			rate := rateDocumentOf(a.Rate)
			stored.Rate = &rate
		}
		doc.Amendments = append(doc.Amendments, stored)
	}
	for i := range p.Duties {
		doc.Duties = append(doc.Duties, dutyDocumentOf(&p.Duties[i]))
	}
	plain, err := encode(doc)
	for _, part := range []string{p.Lines, p.Names} {
		plain = binary.LittleEndian.AppendUint32(plain, uint32(len(part)))
		plain = append(plain, part...)
	}
	return plain, err
}

func rateDocumentOf(r *tariff.Rate) RateDocument {
	doc := RateDocument{
		Text: r.Text, Threshold: r.Threshold, ThresholdUnit: string(r.ThresholdUnit), ThresholdInUpper: r.ThresholdInUpper,
		Defect: r.Defect,
	}
	for _, c := range r.Cases {
		doc.Cases = append(doc.Cases, rateCaseDocument{c.AdValorem, c.Specific, string(c.Unit)})
	}
	return doc
}

func (doc *RateDocument) rate() tariff.Rate {
	r := tariff.Rate{
		Text: doc.Text, Threshold: doc.Threshold, ThresholdUnit: tariff.Unit(doc.ThresholdUnit),
		ThresholdInUpper: doc.ThresholdInUpper, Defect: doc.Defect,
	}
	for _, c := range doc.Cases {
		r.Cases = append(r.Cases, tariff.RateCase{AdValorem: c.AdValorem, Specific: c.Specific, Unit: tariff.Unit(c.Unit)})
	}
	return r
}

func readTable(plain []byte) (*tariff.Table, error) {
	head, rest, _ := bytes.Cut(plain, []byte("\n"))
	var doc tableDocument
	if err := decode(head, &doc); err != nil {
		return nil, err
	}
	p, err := doc.parts()
	if err != nil {
		return nil, err
	}
	for _, part := range []*string{&p.Lines, &p.Names} {
		if len(rest) < 4 || uint64(len(rest)) < 4+uint64(binary.LittleEndian.Uint32(rest)) {
			return nil, errors.New("is cut off")
		}
		n := binary.LittleEndian.Uint32(rest)
		*part, rest = string(rest[4:4+n]), rest[4+n:]
	}
	if len(rest) > 0 {
		return nil, errors.New("goes on after its end")
	}
	return p.Table()
}

func (doc *tableDocument) parts() (p tariff.Parts, err error) {
	p = tariff.Parts{
		Source: doc.Source, Revision: doc.Revision, Units: doc.Units, Supervisions: doc.Supervision,
		Inspections: doc.Inspection,
	}
	if p.Edition, err = doc.about(TariffFormat); err != nil {
		return p, err
	}
	var ok bool
	if p.Basis, ok = edition.ParseBasis(doc.Basis); !ok {
		return p, fmt.Errorf("%q is no basis", doc.Basis)
	}
	for i := range doc.Rates {
		p.Rates = append(p.Rates, doc.Rates[i].rate())
	}
	for i := range doc.Amendments {
		a, err := doc.Amendments[i].amendment()
		if err != nil {
			return p, fmt.Errorf("amendment of %s: %w", doc.Amendments[i].Code, err)
		}
		p.Amendments = append(p.Amendments, a)
	}
	for i := range doc.Duties {
		d, err := doc.Duties[i].duty()
		if err != nil {
			return p, fmt.Errorf("duty %s: %w", doc.Duties[i].Measure, err)
		}
		p.Duties = append(p.Duties, d)
	}
	return p, nil
}

func (doc *amendmentDocument) amendment() (a tariff.Amendment, err error) {
	a = tariff.Amendment{Code: tariff.Code(doc.Code), Field: tariff.Field(doc.Field), Text: doc.Text,
		Document: doc.Document}
	if doc.Rate != nil {
		rate := doc.Rate.rate()
		a.Rate = &rate
	}
	var ok bool
	if a.Basis, ok = edition.ParseBasis(doc.Basis); !ok {
		return a, fmt.Errorf("%q is no basis", doc.Basis)
	}
	a.Effective, err = edition.ParseDate(doc.Effective)
	return a, err
}
