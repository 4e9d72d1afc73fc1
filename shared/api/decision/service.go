package decision

import (
	"slices"

	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/services"
)

// WriteService writes a decision. The output depends on the decision and on the
// activities of the rows that it cites.
func WriteService(w *wire.Writer, d *eligibility.ServiceDecision, catalogue *services.Catalogue) {
	noteEditions(w, d.Lists)
	w.Begin('{')
	w.TextFunc("summary", d.AppendSummary)
	w.Date("as_of", d.AsOf)
	w.Str("ruleset", d.Ruleset)
	w.NonEmpty("ref", d.Ref)
	writeDecidedSector(w, &d.Sector)
	writeMode(w, d)
	w.Array("places")
	for i := range d.Places {
		writePlaceAnswer(w, &d.Places[i], catalogue)
	}
	w.End(']')
	writeLists(w, d.Lists)
	writeDocuments(w)
	w.Date("lists_last_checked", services.LastChecked)
	w.Strings("not_checked", eligibility.ServicesNotChecked())
	w.End('}')
}

func writeMode(w *wire.Writer, d *eligibility.ServiceDecision) {
	if d.Mode == 0 {
		w.Null("mode")
	} else {
		w.Int("mode", int64(d.Mode))
	}
}

// writeDecidedSector writes the sector that was decided or, if no single one was found,
// the request.
func writeDecidedSector(w *wire.Writer, s *eligibility.DecidedSector) {
	w.Object("sector")
	if s.Sector.Code != "" {
		WriteSectorNames(w, &s.Sector)
	} else {
		system := s.Asked.System
		if s.Asked.Code == "" {
			system = services.GBT4754 // in which words are looked up
		}
		w.Str("system", system.String())
		w.StrOrNull("code", string(s.Asked.Code))
		w.Null("level")
		w.Str("name_zh", "")
		w.Str("name_en", "")
	}
	if len(s.Codes) > 0 {
		wire.Codes(w, "codes", s.Codes)
	}
	if s.Text != "" {
		w.Str("text", s.Text)
		w.Array("candidates")
		for i := range s.Candidates {
			c := &s.Candidates[i]
			w.Begin('{')
			WriteSectorNames(w, &c.Sector)
			WriteActivity(w, c.Activity)
			w.Int("score", int64(c.Score))
			w.End('}')
		}
		w.End(']')
	}
	w.End('}')
}

// WriteSectorNames writes the members that name a sector.
func WriteSectorNames(w *wire.Writer, s *services.Sector) {
	w.Str("system", s.System.String())
	w.Str("code", string(s.Code))
	w.Str("level", s.Level.String())
	w.Str("name_zh", s.NameZH)
	w.Str("name_en", s.NameEN)
}

// WriteActivity writes the activity within a sector that words name, if any.
func WriteActivity(w *wire.Writer, key string) {
	if key == "" {
		return
	}
	w.Object("activity")
	w.Str("key", key)
	w.Text("name", activityName(key))
	w.End('}')
}

func writePlaceAnswer(w *wire.Writer, p *eligibility.PlaceDecision, catalogue *services.Catalogue) {
	w.Begin('{')
	w.Str("place", p.Place.String())
	w.Str("list", p.Place.List())
	if p.Edition == nil {
		w.Null("edition")
	} else {
		w.Str("edition", p.Edition.ID)
	}
	w.Str("verdict", p.Verdict.String())
	w.Str("basis", p.Basis.String())
	w.TextFunc("summary", p.AppendSummary)
	w.Array("reasons")
	for i := range p.Reasons {
		classes, more := p.AppliesTo(i)
		w.Begin('{')
		writeReasonHead(w, &p.Reasons[i])
		if len(classes) > 0 {
			wire.Codes(w, "applies_to", classes)
			w.Int("applies_to_more", int64(more))
		}
		w.End('}')
	}
	w.End(']')
	writeMissingServiceFacts(w, p, catalogue)
	writeKnown(w, p.Known)
	writeNextSteps(w, p.Next)
	if p.MoreKnown > 0 {
		w.Int("more_known", int64(p.MoreKnown))
	}
	if p.MoreNext > 0 {
		w.Int("more_next_steps", int64(p.MoreNext))
	}
	if len(p.Candidates) > 0 {
		w.Array("candidates")
		for i := range p.Candidates {
			c := &p.Candidates[i]
			w.Begin('{')
			WriteSectorNames(w, &c.Sector)
			w.Str("verdict", c.Verdict.String())
			if c.Score > 0 {
				w.Int("score", int64(c.Score))
			}
			w.End('}')
		}
		w.End(']')
		w.Int("more_candidates", int64(p.MoreCandidates))
	}
	w.End('}')
}

// writeKnown writes what is held about the service at the place, with sources and days.
func writeKnown(w *wire.Writer, known []eligibility.Known) {
	w.Array("known")
	for i := range known {
		k := &known[i]
		w.Begin('{')
		w.Str("state", k.State.String())
		w.Text("text", k.Text)
		w.Str("basis", k.Basis.String())
		w.Str("day", k.Day)
		if k.DayAssumed {
			w.Bool("day_assumed", true)
		}
		w.Key("citation")
		writeCitation(w, &k.Citation)
		w.End('}')
	}
	w.End(']')
}

// writeNextSteps writes the next steps for the provider.
func writeNextSteps(w *wire.Writer, steps []eligibility.NextStep) {
	w.Array("next_steps")
	for i := range steps {
		s := &steps[i]
		w.Begin('{')
		w.Str("kind", string(s.Kind))
		w.Text("instrument", s.Instrument)
		if s.Permit.EN != "" {
			w.Text("permit", s.Permit)
		}
		if s.Authority.EN != "" {
			w.Text("authority", s.Authority)
		}
		w.NonEmpty("page", s.Page)
		if s.Kind == eligibility.StepReadList {
			w.Date("last_checked", services.LastChecked)
		}
		w.Key("citation")
		writeCitation(w, &s.Citation)
		w.End('}')
	}
	w.End(']')
}

// writeMissingServiceFacts writes facts that the caller did not give, with questions. The
// values of activity are those that matter to the reasons.
func writeMissingServiceFacts(w *wire.Writer, p *eligibility.PlaceDecision, catalogue *services.Catalogue) {
	w.Array("missing_facts")
	for _, key := range p.Missing {
		if key != eligibility.ServiceActivity {
			writeQuestion(w, key)
			continue
		}
		spec := key.Spec()
		choices := activitiesAsked(p, catalogue)
		w.Begin('{')
		w.Str("fact", spec.Name)
		w.Bool("several", true)
		w.Strings("values", choices)
		w.Array("meanings")
		for _, choice := range choices {
			w.TextValue(activityName(choice))
		}
		w.End(']')
		w.Text("question", spec.Question)
		w.End('}')
	}
	w.End(']')
}

// activitiesAsked lists the activities that matter to the reasons, in their order,
// followed by services.NoActivity. An activity with parts is replaced by its parts,
// since the broader name would leave the question open.
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
					keys = withParts(keys, key)
				}
			}
		}
	}
	return append(keys, services.NoActivity)
}

// withParts appends an activity that is not in keys yet, or its parts.
func withParts(keys []string, key string) []string {
	parts := services.PartsOf(key)
	if len(parts) == 0 && !slices.Contains(keys, key) {
		return append(keys, key)
	}
	for _, part := range parts {
		keys = withParts(keys, part)
	}
	return keys
}

// restrictionOf returns the cited row of a list, or the cited provision.
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

// NoActivity is the text of services.NoActivity.
var NoActivity = edition.Text{EN: "no other than those said", ZH: "除已列出者外均不属于"}

// activityName returns the name of an activity. An activity of an imported list has only
// its key.
func activityName(key string) edition.Text {
	if key == services.NoActivity {
		return NoActivity
	}
	if a, ok := services.FindActivity(key); ok {
		return a.Name
	}
	return edition.Text{EN: key, ZH: key}
}
