package eligibility

import (
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// Known is one thing known about a service at a place: a row of its list, a provision
// of law, or a report. It is given whether or not it decides; a reported opening clears
// nothing.
type Known struct {
	State services.State
	Text  edition.Text
	Basis edition.Basis
	// Day is the day on which the text took effect, or the day of the source.
	Day string
	// DayAssumed says that no text gives the day, and that Day is the day on which
	// the text was adopted.
	DayAssumed bool
	Citation   Citation
}

// NextStep is something for the provider to do: ask an authority for a permit, or read
// the published list.
type NextStep struct {
	Kind       StepKind
	Instrument edition.Text
	Permit     edition.Text // blank for a list
	Authority  edition.Text
	Page       string // address of the published list
	Citation   Citation
}

// StepKind is the kind of a next step.
type StepKind string

const (
	StepPermit   StepKind = "permit"    // ask the authority for the permit
	StepReadList StepKind = "read_list" // read the list where it is published
)

// addKnown adds one thing known, unless it is there already.
func (w *serviceWork) addKnown(k Known) {
	for i := range w.known {
		have := &w.known[i]
		if have.State == k.State && have.Citation.List == k.Citation.List && have.Citation.Entry == k.Citation.Entry {
			return
		}
	}
	w.known = append(w.known, k)
}

// addKnownMeasure adds a row of a list to what is known.
func (w *serviceWork) addKnownMeasure(e *services.Edition, m *services.Measure, state services.State) {
	if state == services.Listed && m.Weight == services.Unread {
		state = services.ListedUnread
	}
	w.addKnown(Known{State: state, Text: labelledText(&m.Restriction), Basis: m.Basis, Day: e.From.String(),
		Citation: citeMeasure(e, m)})
}

// addKnownProvision adds a provision of law to what is known, and says so when a later
// text of it exists that is not held.
func (w *serviceWork) addKnownProvision(p *services.Provision) {
	text := labelledText(&p.Restriction)
	if p.Revised != 0 && w.d.AsOf >= p.Revised {
		text.EN = strings.TrimSuffix(text.EN, ".") + "; a later text was adopted on " + p.Revised.String() +
			" and is not held"
		text.ZH += "；此后文本于 " + p.Revised.String() + " 通过，未收录"
	}
	w.addKnown(Known{State: services.ByLaw, Text: text, Basis: p.Basis, Day: p.From.String(), DayAssumed: p.DayAssumed,
		Citation: citeProvision(w.laws, p)})
}

// labelledText returns the label and the text of a row.
func labelledText(r *services.Restriction) edition.Text {
	text := r.Said()
	return edition.Text{EN: r.Label.EN + ": " + text.EN, ZH: r.Label.ZH + "：" + text.ZH}
}

// addReports adds the reports on the service at the place to what is known. It adds none
// for a sample list, nor before the lists that the reports compare.
func (w *serviceWork) addReports() {
	if w.list != nil && w.list.Sample || w.d.AsOf < w.reportsFrom() {
		return
	}
	all := services.Reports()
	for i := range all {
		r := &all[i]
		if !w.reportApplies(r) {
			continue
		}
		w.reported = w.reported || r.State == services.Removed || r.State == services.NotListed ||
			r.State == services.ReportedOpen
		w.addKnown(Known{State: r.State, Text: r.Text, Basis: r.Basis, Day: r.Day, Citation: citeReport(r)})
	}
}

// reportsFrom returns the first day that reports are about: the first day of the list
// of the place.
func (w *serviceWork) reportsFrom() edition.Date {
	if w.place == services.Hainan {
		return listOf2021
	}
	return listsOf2024
}

// reportApplies reports whether a report is about the service, the place and the
// provider.
func (w *serviceWork) reportApplies(r *services.Report) bool {
	switch {
	case !r.At(w.place), !r.Modes.Has(w.d.Mode), w.d.AsOf < r.From:
		return false
	case len(r.Homes) > 0 && !slices.Contains(r.Homes, w.d.ProviderHome):
		return false
	case len(r.Activities) == 0:
		return r.Touches(w.class)
	}
	switch w.d.Facts.statedFor(r.Activities) {
	case statedTrue:
		return true
	case statedFalse:
		return false
	}
	return r.Touches(w.class)
}

// openingFor returns the report of an opening at the place that limits the bar of a
// provision, or nil.
func (w *serviceWork) openingFor(p *services.Provision) *services.Report {
	all := services.Reports()
	for i := range all {
		if r := &all[i]; slices.Contains(r.Opens, p.ID) && w.d.AsOf >= w.reportsFrom() && w.reportApplies(r) {
			return r
		}
	}
	return nil
}

func citeReport(r *services.Report) Citation {
	c := Citation{Entry: r.ID, Quote: r.Text.ZH, Summarised: true, Source: strings.Join(r.Sources, ";")}
	if s, ok := services.FindSource(r.Sources[0]); ok {
		c.Document, c.Published = s.Title, s.Where
	}
	return c
}

// addNationalRows adds the rows of the national list that touch the service to what is
// known, for another place whose list is partial and that has no report of an opening.
func (w *serviceWork) addNationalRows() {
	if w.place == services.National || w.list == nil || w.list.Sample || w.reported || w.d.AsOf < listsOf2024 ||
		w.list.Coverage() == edition.Complete {
		return
	}
	l, ok := w.checker.services.List(services.NationalList)
	if !ok {
		return
	}
	national, ok := l.At(w.d.AsOf)
	if !ok || national.Sample {
		return
	}
	for i := range national.Measures {
		m := &national.Measures[i]
		whole, ok := w.touched(&m.Restriction)
		if !ok || !m.Modes.Has(w.d.Mode) || !whole && w.d.Facts.statedFor(m.Activities) == statedFalse {
			continue
		}
		w.recordRead(&national.Edition)
		w.addKnownMeasure(national, m, services.ListedElse)
	}
}

// addPermitStep adds a next step for the permit of a provision that applies or may
// apply.
func (w *serviceWork) addPermitStep(p *services.Provision) {
	if p.Permit.EN == "" {
		return
	}
	for i := range w.next {
		if w.next[i].Citation.Entry == p.ID {
			return
		}
	}
	w.next = append(w.next, NextStep{
		Kind: StepPermit, Instrument: p.Label, Permit: p.Permit, Authority: p.Authority, Citation: citeProvision(w.laws, p),
	})
}

// nextSteps returns the next steps of the place. A barred service needs no permit.
func (w *serviceWork) nextSteps(verdict Verdict) []NextStep {
	var out []NextStep
	if verdict != Ineligible {
		out = append(out, w.next...)
	}
	if w.list != nil && !w.list.Sample {
		out = append(out, NextStep{
			Kind: StepReadList, Instrument: w.list.Title, Authority: w.list.Issuer, Page: services.Page(w.list.List),
			Citation: citeServiceEdition(w.list),
		})
	}
	return out
}
