package eligibility

import (
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// Service decides a declaration for customers at each place asked about. The
// declaration is taken to be well formed: its code in canonical form, its mode
// and places known.
//
// Verdicts follow from the effects of reasons as they do for goods. All reasons
// are collected, in this order: the sector and how it was found; the provider and
// the mode; the rows of the list in force at the place on the day; the provisions
// of law; the consequence of what the list does not say; the scope of the list and
// arrangements that may be more favourable. A sector with several classes under it
// is decided for each of them, and the reasons are merged.
//
// On a partial list no service is eligible. A row that is held or a law may bar, and
// a row may set a condition. A condition of law leaves the verdict undetermined,
// because a row that is not held may bar the service: the reason says that at least
// this condition applies. On a complete list a sector that no row touches gets equal
// treatment. READINGS.md lists the places where a text leaves a choice, and the
// choice made.
func (c *Checker) Service(d *ServiceDeclaration) *ServiceDecision {
	a := &serviceAnswer{checker: c, d: d, laws: c.services.Laws()}
	a.decision.Ref, a.decision.AsOf, a.decision.Ruleset, a.decision.Mode = d.Ref, d.AsOf, ServiceRuleset, d.Mode
	a.reasons, a.citations, a.editions = a.reasonMemory[:0], a.citationMemory[:0], a.editionMemory[:0]
	a.resolve()
	a.decision.Places = a.places[:0]
	for place := services.National; int(place) <= len(a.places); place++ {
		if askedPlace(d.Places, place) {
			a.decision.Places = append(a.decision.Places, a.decide(place))
		}
	}
	a.decision.Lists = a.editions
	return &a.decision
}

func askedPlace(places []services.Place, place services.Place) bool {
	for _, want := range places {
		if want == place {
			return true
		}
	}
	return len(places) == 0
}

// serviceAnswer is the state of one decision and the memory for its reasons and
// citations.
type serviceAnswer struct {
	checker  *Checker
	d        *ServiceDeclaration
	decision ServiceDecision
	laws     *services.Laws

	codes      []services.Code // of GB/T 4754, that the declaration asks about
	codeMemory [1]services.Code
	mapped     bool // codes come from a mapping that is not official
	classes    int  // number of classes under the codes

	editions  []*edition.Edition
	places    [3]PlaceDecision
	reasons   []Reason
	citations []Citation
	work      serviceWork

	reasonMemory   [12]Reason
	citationMemory [12]Citation
	editionMemory  [5]*edition.Edition
}

// resolve finds the codes of GB/T 4754 that the declaration asks about. There are none
// when the code is unknown or the words do not name a sector.
func (a *serviceAnswer) resolve() {
	q, out := &a.d.Sector, &a.decision.Sector
	out.Asked, out.Text = *q, q.Text
	switch {
	case q.Code != "":
		sector, ok := services.Lookup(q.System, q.Code)
		if !ok {
			return
		}
		out.Sector = sector
		if sector.System == services.GBT4754 {
			a.useCode(sector.Code)
			return
		}
		out.Codes = sector.GBT()
		if !sector.Recalled {
			a.mapped = true
			a.codes = out.Codes
		}
	case q.Text != "":
		if sector, ok := services.Named(q.Text); ok {
			out.Sector = sector
			a.useCode(sector.Code)
			return
		}
		out.Candidates = services.Search(q.Text, maxCandidates/2, services.GBT4754)
	}
	for _, c := range a.codes {
		lo, hi := services.ClassesUnder(c)
		a.classes += hi - lo
	}
}

// useCode sets the codes to one code of GB/T 4754.
func (a *serviceAnswer) useCode(c services.Code) {
	a.codeMemory[0] = c
	a.codes = a.codeMemory[:]
	lo, hi := services.ClassesUnder(c)
	a.classes = hi - lo
}

// recordRead records that the decision read an edition.
func (a *serviceAnswer) recordRead(e *edition.Edition) {
	for _, have := range a.editions {
		if have == e {
			return
		}
	}
	a.editions = append(a.editions, e)
}

// decide returns the decision for one place.
func (a *serviceAnswer) decide(place services.Place) PlaceDecision {
	w := a.begin(place)
	switch {
	case w.outsideScope():
		return w.finish()
	case a.classes == 0:
		w.addSector()
		w.modeMissing()
		return w.finish()
	case a.classes > 1:
		return a.decideClasses(place)
	}
	w.addSector()
	lo, _ := services.ClassesUnder(a.codes[0])
	w.applyRules(services.ClassAt(lo))
	return w.finish()
}

// begin starts collecting the reasons of one place.
func (a *serviceAnswer) begin(place services.Place) *serviceWork {
	a.work = serviceWork{serviceAnswer: a, place: place, firstReason: len(a.reasons)}
	if l, ok := a.checker.services.List(place.List()); ok {
		a.work.list, _ = l.At(a.d.AsOf)
	}
	return &a.work
}

// serviceWork collects the reasons of one place for one class.
type serviceWork struct {
	*serviceAnswer
	place services.Place
	list  *services.Edition // in force; nil when none is
	class services.Code

	firstReason int
	missing     [endFacts]bool
	// settled: a row of the list prohibits the service or sets a condition, or a law
	// bars it, so that the rows that are not held cannot change the verdict.
	settled bool
	// listed: a row of the list touches the class, or may.
	listed bool
	// atLeast: a law sets a condition. On a partial list this does not decide, since a
	// row that is not held may bar the service.
	atLeast bool
	ruled   bool // atLeast by a law that addresses overseas providers
	// reported: an opening is reported for the place.
	reported   bool
	known      []Known
	next       []NextStep
	moreKnown  int // left out for a coarse sector
	moreNext   int
	candidates []SectorCandidate
	more       int
	appliesTo  []reasonSectors
}

// applyRules runs the steps for one class, in the order given at Checker.Service.
func (w *serviceWork) applyRules(class services.Code) {
	w.class = class
	if w.modeMissing() {
		return
	}
	w.applyListRows()
	w.applyLawRows()
	w.addReports()
	w.addNationalRows()
	w.addSilence()
	w.addContext()
}

// outsideScope reports whether the declaration is outside the scope of the lists of
// services, and adds the reasons: the provider is of the mainland, or supplies through
// a company set up in China.
func (w *serviceWork) outsideScope() bool {
	switch {
	case w.d.ProviderHome == "CN":
		w.add(Reason{Code: ProviderNotOverseas, Effect: NeedsFact, Basis: w.notes().basis, Fact: FactProviderHome},
			w.notes().citation())
	case w.d.Mode == services.CommercialPresence:
		w.add(Reason{Code: CommercialPresence, Effect: NeedsList, Basis: w.notes().basis}, w.notes().citation())
		w.investmentRules()
		for _, c := range w.codes {
			for lo, hi := services.ClassesUnder(c); lo < hi; lo++ {
				w.class = services.ClassAt(lo)
				w.addReports()
			}
		}
	default:
		return false
	}
	return true
}

// notes returns the notes of the list of the place.
func (w *serviceWork) notes() *instrument {
	if w.place == services.Hainan {
		return &hainanNotes
	}
	return &nationalNotes
}

// addSector adds the reason on how the sector was found, or why it was not.
func (w *serviceWork) addSector() {
	q, s := &w.d.Sector, &w.decision.Sector
	need := func(code ReasonCode, basis *instrument, args [4]string, n int) {
		w.add(Reason{Code: code, Effect: NeedsFact, Basis: basis.basis, Fact: FactSector, Args: args,
			Nums: [3]int64{int64(n)}}, basis.citation())
	}
	mapping := &w120Document
	if q.System == services.CPC21 {
		mapping = &isicJoin
	}
	switch {
	case q.Code == "" && q.Text == "":
		need(SectorMissing, &gbtStandard, [4]string{}, 0)
	case q.Code != "" && s.Sector.Code == "":
		need(SectorUnknown, &gbtStandard, [4]string{string(q.Code), q.System.Title()}, 0)
	case s.Sector.Code == "":
		need(SectorNeeded, &wordsOfSectors, [4]string{q.Text}, len(s.Candidates))
		for _, c := range s.Candidates {
			w.candidates = append(w.candidates, SectorCandidate{Sector: c.Sector, Score: c.Score,
				Verdict: w.verdictOf(c.Sector.Code)})
		}
	case s.Sector.Recalled:
		need(SectorUnverified, &w120Document, [4]string{string(q.Code)}, 0)
		w.addCandidates(s.Codes)
	case w.classes == 0:
		need(SectorUnlinked, mapping, [4]string{string(q.Code), q.System.Title()}, 0)
	case w.mapped:
		code := SectorMapped
		if q.System == services.CPC21 {
			code = SectorJoined
		}
		w.add(Reason{Code: code, Effect: Informs, Basis: mapping.basis,
			Args: [4]string{string(q.Code), q.System.Title(), joined(s.Codes)}}, mapping.citation())
	case q.Code == "":
		w.add(Reason{Code: SectorFromWords, Effect: Informs, Basis: wordsOfSectors.basis,
			Args: [4]string{q.Text, string(s.Sector.Code)}}, wordsOfSectors.citation())
	}
}

// joined returns the codes as a list for a sentence, at most maxCandidates of them.
func joined(codes []services.Code) string {
	var b strings.Builder
	for i, c := range codes {
		switch {
		case i == maxCandidates:
			return b.String() + ", …"
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(string(c))
	}
	return b.String()
}

// addCandidates adds codes of GB/T 4754 as candidates, each with its verdict.
func (w *serviceWork) addCandidates(codes []services.Code) {
	for _, c := range codes {
		if len(w.candidates) == maxCandidates {
			w.more++
			continue
		}
		if s, ok := services.Lookup(services.GBT4754, c); ok {
			w.candidates = append(w.candidates, SectorCandidate{Sector: s, Verdict: w.verdictOf(c)})
		}
	}
}

// verdictOf returns the verdict on a code of GB/T 4754, and drops its reasons.
func (w *serviceWork) verdictOf(c services.Code) Verdict {
	if w.d.Mode == 0 {
		return Undetermined
	}
	var verdict Verdict
	for lo, hi := services.ClassesUnder(c); lo < hi; lo++ {
		v := w.verdictOfClass(services.ClassAt(lo))
		if verdict != 0 && v != verdict {
			return Undetermined
		}
		verdict = v
	}
	return verdict
}

// verdictOfClass returns the verdict on a class, and drops its reasons.
func (w *serviceWork) verdictOfClass(class services.Code) Verdict {
	saved := *w
	reasons, citations := len(w.reasons), len(w.citations)
	w.firstReason = reasons
	w.settled, w.listed, w.atLeast, w.ruled, w.reported = false, false, false, false, false
	w.known, w.next = nil, nil
	w.applyRules(class)
	verdict, _ := weigh(w.reasons[reasons:])
	a := w.serviceAnswer
	a.reasons, a.citations = a.reasons[:reasons], a.citations[:citations]
	*w = saved
	return verdict
}

// modeMissing reports whether the mode is missing. If so, it adds the reasons on what
// is restricted in any mode.
func (w *serviceWork) modeMissing() bool {
	if w.d.Mode != 0 {
		return false
	}
	w.add(Reason{Code: ModeMissing, Effect: NeedsFact, Basis: w.notes().basis, Fact: FactMode}, w.notes().citation())
	if w.class == "" {
		return true
	}
	if w.list != nil {
		w.recordRead(&w.list.Edition)
		for i := range w.list.Measures {
			if m := &w.list.Measures[i]; touches(&m.Restriction, w.class) {
				w.addRestrictedInMode(&m.Restriction, m.Basis, citeMeasure(w.list, m))
			}
		}
	}
	w.recordRead(&w.laws.Edition)
	for i := range w.laws.Provisions {
		p := &w.laws.Provisions[i]
		if touches(&p.Restriction, w.class) && p.Weight != services.Informs && p.Contains(w.d.AsOf) {
			w.addRestrictedInMode(&p.Restriction, edition.Law, citeProvision(w.laws, p))
		}
	}
	return true
}

func (w *serviceWork) addRestrictedInMode(r *services.Restriction, basis edition.Basis, c Citation) {
	w.add(Reason{Code: RestrictedInMode, Effect: Informs, Basis: basis, Args: restrictionArgs(r)}, c)
}

// touches reports whether a restriction touches a class, in whole or in part.
func touches(r *services.Restriction, class services.Code) bool {
	_, ok := r.Touches(class)
	return ok
}

// add appends a reason and stores its citations.
func (w *serviceWork) add(r Reason, citations ...Citation) {
	a := w.serviceAnswer
	r.ofService = true
	from := len(a.citations)
	a.citations = append(a.citations, citations...)
	r.Citations = a.citations[from:len(a.citations):len(a.citations)]
	if r.Fact != NoFact && (r.Effect == NeedsFact || r.Effect == Condition) {
		w.missing[r.Fact] = true
	}
	a.reasons = append(a.reasons, r)
}

// finish derives the verdict from the reasons and returns the decision.
func (w *serviceWork) finish() PlaceDecision {
	verdict, basis := weigh(w.reasons[w.firstReason:])
	return w.close(verdict, basis)
}

// close adds the reason on the basis of the verdict, and returns the decision.
func (w *serviceWork) close(verdict Verdict, basis edition.Basis) PlaceDecision {
	if w.mapped {
		basis = edition.Weaker(basis, edition.Reported)
	}
	switch basis {
	case edition.Reported:
		w.add(Reason{Code: RestsOnReported, Effect: Informs, Basis: basis})
	case edition.Sample:
		w.add(Reason{Code: RestsOnSample, Effect: Informs, Basis: basis})
	}
	reasons := w.reasons[w.firstReason:len(w.reasons):len(w.reasons)]
	out := PlaceDecision{
		Place: w.place, Verdict: verdict, Basis: basis, Reasons: reasons,
		Candidates: w.candidates, MoreCandidates: w.more, appliesTo: w.appliesTo, Known: w.known,
		Next: w.nextSteps(verdict), MoreKnown: w.moreKnown, MoreNext: w.moreNext,
	}
	if w.list != nil {
		out.Edition = &w.list.Edition
	}
	if verdict == Ineligible {
		out.MoreNext = 0 // a barred service needs no permit
	} else {
		for k := FactSector; k < endFacts; k++ {
			if w.missing[k] {
				out.Missing = append(out.Missing, k)
			}
		}
	}
	return out
}
