package eligibility

import (
	"importchecker/shared/edition"
	"importchecker/shared/place"
)

// allZonesFrom is the day on which retail imports were opened to all pilot zones. The
// area had grown in steps before; no source from before 2018 is held.
var allZonesFrom = edition.NewDate(2021, 3, 18)

// pilotArea adds the reason on the place of the import. A place that the caller names
// permits when it has a zone of the pilot; a place that is not found stays a
// condition, since not all places are held. The caller may also state whether the
// place is in the pilot without naming it.
func (w *work) pilotArea() {
	text := pilotAreaText(w.d.AsOf)
	r := Reason{Code: PilotArea, Basis: text.basis, Fact: PilotAreaName, Effect: Condition}
	inside, stated := w.facts.Bool(PilotCity)
	name, named := w.facts.Str(PilotAreaName)
	switch {
	case stated && !inside:
		r.Effect, r.Fact = Bars, PilotCity
	case named:
		w.namedArea(&r, name, text)
		return
	case stated:
		r.Effect, r.Fact = Permits, PilotCity
	}
	w.addFromText(r.Code, r.Effect, r.Fact, text)
}

// namedArea adds the reason for a place that the caller names.
func (w *work) namedArea(r *Reason, name string, text *instrument) {
	p, found := place.Find(name)
	if !found {
		r.Code, r.Args[0] = PilotAreaUnknown, name
		w.add(*r, text.citation())
		return
	}
	if in, ok := p.Replacement(w.d.AsOf); ok {
		p = in
	}
	r.Basis = edition.Weaker(r.Basis, p.Basis)
	r.Args = [4]string{p.Name.EN, p.Name.ZH, p.From.String(), p.To.String()}
	zone := Citation{Document: p.Document, Source: p.Source}
	switch {
	case w.d.AsOf < allZonesFrom:
		// The names of the cities that were in the pilot then are not held.
		r.Code, r.Args[0] = PilotAreaUnknown, name
	case p.Revoked(w.d.AsOf):
		r.Code = PilotZoneRevoked
	case w.d.AsOf < p.From:
		r.Code, r.Args[0] = PilotAreaUnknown, name
	case p.Kind == place.PromotionZone:
		r.Code = PromotionZoneOnly
	default:
		r.Code, r.Effect = PilotZoneHeld, Permits
	}
	w.add(*r, text.citation(), zone)
}
