package eligibility

import (
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// Known is one thing that is held of a service at a place: a row of its list, a
// provision of law, or what sources report. It stands there whether or not it
// decides; what is reported as open clears nothing.
type Known struct {
	State services.State
	Text  edition.Text
	Basis edition.Basis
	// Day is the day from which the text answers, or the day of the source.
	Day string
	// DayAssumed says that no text gives the day: it is that on which the text
	// was adopted.
	DayAssumed bool
	Citation   Citation
}

// NextStep is where a provider turns: an authority with the permit that it
// gives, or the published list to read.
type NextStep struct {
	Kind       StepKind
	Instrument edition.Text
	Permit     edition.Text // blank for a list
	Authority  edition.Text
	Page       string // where the list is published
	Citation   Citation
}

// StepKind says what a next step is.
type StepKind string

const (
	StepPermit   StepKind = "permit"    // ask the authority for the permit
	StepReadList StepKind = "read_list" // read the list where it is published
)

// know adds what is known once.
func (w *serviceWork) addKnown(k Known) {
	for i := range w.known {
		have := &w.known[i]
		if have.State == k.State && have.Citation.List == k.Citation.List && have.Citation.Entry == k.Citation.Entry {
			return
		}
	}
	w.known = append(w.known, k)
}

// knowMeasure tells a row of a list.
func (w *serviceWork) addKnownMeasure(e *services.Edition, m *services.Measure, state services.State) {
	if state == services.Listed && m.Weight == services.Unread {
		state = services.ListedUnread
	}
	w.addKnown(Known{State: state, Text: labelledText(&m.Restriction), Basis: m.Basis, Day: e.From.String(),
		Citation: citeMeasure(e, m)})
}

// knowProvision tells a provision of law, and whether a later text of it exists
// that is not held.
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

// named is what a row says after its name.
func labelledText(r *services.Restriction) edition.Text {
	text := r.Said()
	return edition.Text{EN: r.Label.EN + ": " + text.EN, ZH: r.Label.ZH + "：" + text.ZH}
}

// reports tells what is reported of the service at the place. It is silent
// beside samples, and before the lists that the reports compare.
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

// reportsFrom is the first day that reports speak of: that of the list of the
// place.
func (w *serviceWork) reportsFrom() edition.Date {
	if w.place == services.Hainan {
		return listOf2021
	}
	return listsOf2024
}

// holds reports whether a report is about the service, the place and the
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

// opened returns the report of an opening at the place beside which the bar of
// a provision does not stand whole.
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

// elsewhereListed tells rows of the national list that touch the service, for a
// place of which nothing is known of them.
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

// stepFor names the authority and the permit of a provision that applies, or
// may.
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

// steps returns the next steps of the place. A service that is barred needs no
// permit.
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
