package api

import (
	"context"
	"slices"
	"strings"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/services"
)

// Services is what the checks of services, and the look-up of sectors, stand on.
type Services struct {
	Checker func() *eligibility.Checker
	Now     func() time.Time
}

// NewServices returns the routes of the function check-services. Nothing is
// stored.
func NewServices(s Services) Routes {
	return Routes{
		"POST /v1/services/checks": route(s.check),
		"GET /v1/sectors":          route(s.sectors, "q", "system", "limit"),
		"GET /v1/sectors/{code}":   route(s.sector, "system", "as_of"),
	}
}

// check answers for one service, at one place or at all of them side by side.
func (s Services) check(ctx context.Context, c *call) (Response, *problem) {
	body, p := c.body()
	if p != nil {
		return Response{}, p
	}
	var r serviceRequest
	if p := bind(body, &c.faults, r.field); p != nil {
		return Response{}, p
	}
	checker := s.Checker()
	d, p := r.decide(&c.faults, checker, c.today(s.Now))
	if p != nil {
		return Response{}, p
	}
	note(ctx).decidedService(d)
	w := newWriter()
	w.serviceDecision(d, checker.Services())
	return answer(200, w, keepNot), nil
}

// decide checks what was read and decides it.
func (r *serviceRequest) decide(f *faults, checker *eligibility.Checker, today edition.Date) (*eligibility.ServiceDecision, *problem) {
	declaration := r.read(f, checker, today)
	if p := f.problem(); p != nil {
		return nil, p
	}
	return checker.Service(&declaration), nil
}

// decidedService notes a decision on a service. In the log, in the metrics and
// in a stored submission, a place stands where goods have a channel.
func (rec *record) decidedService(d *eligibility.ServiceDecision) {
	noted := eligibility.Decision{AsOf: d.AsOf, Lists: d.Lists}
	for i := range d.Places {
		place := &d.Places[i]
		noted.Channels = append(noted.Channels, eligibility.ChannelDecision{
			Channel: eligibility.ChannelID(place.Place.String()), Verdict: place.Verdict, Reasons: place.Reasons})
	}
	rec.decided(alone, &noted)
}

// serviceDecision writes a decision. What it writes depends on the decision,
// and on the activities that the rows it cites name.
func (w *writer) serviceDecision(d *eligibility.ServiceDecision, catalogue *services.Catalogue) {
	w.begin('{')
	w.date("as_of", d.AsOf)
	w.str("ruleset", d.Ruleset)
	w.some("ref", d.Ref)
	w.decidedSector(&d.Sector)
	if d.Mode == 0 {
		w.null("mode")
	} else {
		w.int("mode", int64(d.Mode))
	}
	w.array("places")
	for i := range d.Places {
		w.place(&d.Places[i], catalogue)
	}
	w.end(']')
	w.array("lists")
	for _, e := range d.Lists {
		w.editionRead(e)
	}
	w.end(']')
	w.sources()
	w.strings("not_checked", eligibility.ServicesNotChecked())
	w.end('}')
}

// decidedSector writes the sector that was decided, or what was asked where no
// single one was found.
func (w *writer) decidedSector(s *eligibility.DecidedSector) {
	w.object("sector")
	if s.Sector.Code != "" {
		w.sectorNames(&s.Sector)
	} else {
		system := s.Asked.System
		if s.Asked.Code == "" {
			system = services.GBT4754 // in which words are looked up
		}
		w.str("system", system.String())
		w.strOrNull("code", string(s.Asked.Code))
		w.null("level")
		w.str("name_zh", "")
		w.str("name_en", "")
	}
	if len(s.Codes) > 0 {
		writeCodes(w, "codes", s.Codes)
	}
	if s.Text != "" {
		w.str("text", s.Text)
		w.array("candidates")
		for i := range s.Candidates {
			c := &s.Candidates[i]
			w.begin('{')
			w.sectorNames(&c.Sector)
			w.int("score", int64(c.Score))
			w.end('}')
		}
		w.end(']')
	}
	w.end('}')
}

// sectorNames writes the members that name a sector.
func (w *writer) sectorNames(s *services.Sector) {
	w.str("system", s.System.String())
	w.str("code", string(s.Code))
	w.str("level", s.Level.String())
	w.str("name_zh", s.NameZH)
	w.str("name_en", s.NameEN)
}

func (w *writer) place(p *eligibility.PlaceDecision, catalogue *services.Catalogue) {
	w.begin('{')
	w.str("place", p.Place.String())
	w.str("list", p.Place.List())
	if p.Edition == nil {
		w.null("edition")
	} else {
		w.str("edition", p.Edition.ID)
	}
	w.str("verdict", p.Verdict.String())
	w.str("basis", p.Basis.String())
	w.array("reasons")
	for i := range p.Reasons {
		classes, more := p.AppliesTo(i)
		w.begin('{')
		w.reasonHead(&p.Reasons[i])
		if len(classes) > 0 {
			writeCodes(w, "applies_to", classes)
			w.int("applies_to_more", int64(more))
		}
		w.settlement(&p.Reasons[i])
		w.end('}')
	}
	w.end(']')
	w.missingServiceFacts(p, catalogue)
	if len(p.Candidates) > 0 {
		w.array("candidates")
		for i := range p.Candidates {
			c := &p.Candidates[i]
			w.begin('{')
			w.sectorNames(&c.Sector)
			w.str("verdict", c.Verdict.String())
			if c.Score > 0 {
				w.int("score", int64(c.Score))
			}
			w.end('}')
		}
		w.end(']')
		w.int("more_candidates", int64(p.MoreCandidates))
	}
	w.end('}')
}

// missingServiceFacts writes what the caller did not say, as questions. Of the
// activity it names those that the reasons turn on, which the caller may
// choose from.
func (w *writer) missingServiceFacts(p *eligibility.PlaceDecision, catalogue *services.Catalogue) {
	w.array("missing_facts")
	for _, key := range p.Missing {
		if key != eligibility.ServiceActivity {
			w.missingFact(key)
			continue
		}
		spec := key.Spec()
		choices := activitiesAsked(p, catalogue)
		w.begin('{')
		w.str("fact", spec.Name)
		w.str("type", spec.Kind.String())
		w.strings("values", choices)
		w.array("meanings")
		for _, choice := range choices {
			w.textValue(activityName(choice))
		}
		w.end(']')
		w.text("question", spec.Question)
		w.end('}')
	}
	w.end(']')
}

// activitiesAsked lists the activities that the reasons turn on, in their
// order, and after them that it is none.
func activitiesAsked(p *eligibility.PlaceDecision, catalogue *services.Catalogue) []string {
	var keys []string
	for i := range p.Reasons {
		r := &p.Reasons[i]
		if r.Fact != eligibility.ServiceActivity {
			continue
		}
		for j := range r.Citations {
			if row, ok := restrictionOf(catalogue, &r.Citations[j]); ok {
				for _, key := range row.Activities {
					keys = once(keys, key)
				}
			}
		}
	}
	return append(keys, services.NoActivity)
}

// restrictionOf returns the row of a list, or the provision, that is cited.
func restrictionOf(catalogue *services.Catalogue, c *eligibility.Citation) (*services.Restriction, bool) {
	if laws := catalogue.Laws(); c.List == laws.List {
		i := slices.IndexFunc(laws.Provisions, func(p services.Provision) bool { return p.ID == c.Entry })
		if i < 0 {
			return nil, false
		}
		return &laws.Provisions[i].Restriction, true
	}
	l, ok := catalogue.List(c.List)
	if !ok {
		return nil, false
	}
	e, ok := l.Edition(c.Edition)
	if !ok {
		return nil, false
	}
	m, ok := e.Measure(c.Entry)
	if !ok {
		return nil, false
	}
	return &m.Restriction, true
}

// noActivity is what services.NoActivity says.
var noActivity = edition.Text{EN: "none of these", ZH: "均不属于"}

// activityName says an activity in words. One that a list brought with it has
// no more than its key.
func activityName(key string) edition.Text {
	if key == services.NoActivity {
		return noActivity
	}
	if a, ok := services.FindActivity(key); ok {
		return a.Name
	}
	return edition.Text{EN: key, ZH: key}
}

// activityKeys lists the activities that restrictions of the catalogue name,
// those that are compiled in first.
func activityKeys(catalogue *services.Catalogue) string {
	var keys []string
	for _, a := range services.Activities() {
		keys = append(keys, a.Key)
	}
	for _, l := range catalogue.Lists() {
		for _, e := range l.Editions {
			for i := range e.Measures {
				for _, key := range e.Measures[i].Activities {
					keys = once(keys, key)
				}
			}
		}
	}
	return strings.Join(append(keys, services.NoActivity), ", ")
}
