package annual

import (
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
	"importchecker/shared/tariff/internal/compile"
)

// Table returns the schedule as a table of the tariff. Defects are kept; any other
// problem is an error.
func (s *Schedule) Table(e edition.Edition, basis edition.Basis, source string) (*tariff.Table, error) {
	files, err := s.Files(About{
		TitleEN: e.Title.EN, TitleZH: e.Title.ZH, IssuerEN: e.Issuer.EN, IssuerZH: e.Issuer.ZH, Document: e.Document,
		From: e.From.String(), To: e.To.String(), Published: e.Published, SourceID: source, Basis: basis.String(),
	})
	if err != nil {
		return nil, err
	}
	c, err := compile.Year(s.Year, files)
	if err != nil {
		return nil, err
	}
	e.List, e.Held = tariff.List, len(s.rows)
	p := tariff.Parts{
		Edition: e, Basis: basis, Source: source, Lines: c.Lines, Names: c.Names, Supervisions: c.Conditions,
		Inspections: c.Classes,
	}
	for _, u := range c.Units {
		p.Units = append(p.Units, tariff.Unit(u))
	}
	for i := range c.Rates {
		p.Rates = append(p.Rates, rateOf(&c.Rates[i]))
	}
	t, err := p.Table()
	if err != nil {
		return nil, err
	}
	t.About().SHA256 = t.Sum()
	return t, nil
}

// ReadRate parses a rate as a table prints it. A number alone is a percentage.
func ReadRate(cell string) (*tariff.Rate, error) {
	c, err := compile.ParseRate(withPercent(clean(cell)))
	if err != nil {
		return nil, err
	}
	r := rateOf(&c)
	return &r, nil
}

func rateOf(c *compile.Rate) tariff.Rate {
	r := tariff.Rate{
		Text: c.Text, Threshold: c.Threshold, ThresholdUnit: tariff.Unit(c.ThresholdUnit),
		ThresholdInUpper: c.ThresholdInUpper, Defect: c.Defect,
	}
	for _, branch := range c.Cases {
		r.Cases = append(r.Cases, tariff.RateCase{AdValorem: branch.AdValorem, Specific: branch.Specific,
			Unit: tariff.Unit(branch.Unit)})
	}
	return r
}
