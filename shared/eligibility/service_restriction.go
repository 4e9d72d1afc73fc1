package eligibility

import (
	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// applyListRows applies the rows of the list in force that touch the class in the mode
// asked about.
func (w *serviceWork) applyListRows() {
	if w.list == nil {
		w.add(Reason{Code: NoEditionInForce, Effect: NeedsList, Basis: edition.Reported, Args: [4]string{w.place.List()}},
			Citation{List: w.place.List()})
		if w.place == services.FTZ && w.d.AsOf >= shanghaiFrom && w.d.AsOf < listsOf2024 {
			w.add(Reason{Code: EarlierListNotHeld, Effect: Informs, Basis: shanghaiList.basis,
				Args: [4]string{shanghaiFrom.String()}}, shanghaiList.citation())
		}
		return
	}
	w.recordRead(&w.list.Edition)
	for i := range w.list.Measures {
		m := &w.list.Measures[i]
		if !m.Modes.Has(w.d.Mode) {
			continue
		}
		if whole, ok := w.touched(&m.Restriction); ok {
			row := restrictionRow{r: &m.Restriction, person: m.Addressee(), basis: m.Basis, whole: whole, list: w.list,
				citation: citeMeasure(w.list, m)}
			if w.apply(&row) {
				w.addKnownMeasure(w.list, m, services.Listed)
			}
		}
	}
}

// applyLawRows applies the provisions of law that touch the class in the mode asked
// about.
func (w *serviceWork) applyLawRows() {
	w.recordRead(&w.laws.Edition)
	for i := range w.laws.Provisions {
		p := &w.laws.Provisions[i]
		if !p.Modes.Has(w.d.Mode) {
			continue
		}
		whole, ok := w.touched(&p.Restriction)
		if !ok {
			continue
		}
		switch {
		case w.d.AsOf < p.From && w.hasEarlierText(p):
			continue
		case w.d.AsOf < p.From:
			w.add(Reason{Code: LawTextLater, Effect: Informs, Basis: p.Basis,
				Args: [4]string{p.Label.EN, p.Label.ZH, p.Adopted.String(), p.From.String()}}, citeProvision(w.laws, p))
			continue
		case !p.Contains(w.d.AsOf):
			continue // a later text is held
		}
		row := restrictionRow{r: &p.Restriction, person: p.Person, basis: p.Basis, whole: whole,
			citation: citeProvision(w.laws, p)}
		if p.Revised != 0 && w.d.AsOf >= p.Revised {
			row.revised = p.Revised
		}
		row.opening = w.openingFor(p)
		if !w.apply(&row) {
			continue
		}
		w.addKnownProvision(p)
		w.addPermitStep(p)
		caveat := [4]string{p.Label.EN, p.Label.ZH, p.Caveat.EN, p.Caveat.ZH}
		if p.Caveat.EN != "" && !w.hasCaveat(caveat) {
			w.add(Reason{Code: LawCaveat, Effect: Informs, Basis: p.Basis, Args: caveat}, row.citation)
		}
	}
}

// hasCaveat reports whether the place has the caveat already.
func (w *serviceWork) hasCaveat(caveat [4]string) bool {
	for i := w.firstReason; i < len(w.reasons); i++ {
		if r := &w.reasons[i]; r.Code == LawCaveat && r.Args == caveat {
			return true
		}
	}
	return false
}

// hasEarlierText reports whether the text that the provision replaced is held and was
// in force on the day.
func (w *serviceWork) hasEarlierText(p *services.Provision) bool {
	for i := range w.laws.Provisions {
		q := &w.laws.Provisions[i]
		if q.To == p.From && q.Contains(w.d.AsOf) && q.Modes.Has(w.d.Mode) {
			if _, ok := w.touched(&q.Restriction); ok {
				return true
			}
		}
	}
	return false
}

// touched reports whether a restriction touches the service: by its class, or by an
// activity that the caller gave, which is closer to the text than our assignment to
// classes. whole says that it touches the whole class.
func (w *serviceWork) touched(r *services.Restriction) (whole, ok bool) {
	if whole, ok = r.Touches(w.class); ok {
		return whole, true
	}
	return false, w.d.Facts.statedFor(r.Activities) == statedTrue
}

// restrictionRow is a row of a list, or a provision of law, that touches the class in
// the mode asked about.
type restrictionRow struct {
	r        *services.Restriction
	person   services.Person
	basis    edition.Basis
	whole    bool
	list     *services.Edition // nil for a provision of law
	revised  edition.Date      // day of a later text that is not held; zero when there is none
	opening  *services.Report  // report of an opening that limits the bar; nil when there is none
	citation Citation
}

// kindCodes has the reason code for each kind of restriction.
var kindCodes = [...]ReasonCode{
	services.Prohibited: SupplyProhibited, services.Presence: PresenceRequired,
	services.NationalityOrResidence: NationalityRequired, services.Nationality: NationalityRequired,
	services.Residence: OverseasIndividualsBarred,
	services.Licence:   ServiceLicence, services.Ratio: RatioRequired, services.Other: TextToBeMet,
	services.Partner: PartnerRequired, services.Qualification: QualificationRequired,
}

// apply adds the reason of a row, and reports whether the row applies or may apply. A
// row that touches part of the class applies to some activities. When the caller does
// not say whether the service is one of them, a bar needs that fact, while a condition
// stays a condition. A text about foreign persons does not apply to those of Hong Kong,
// Macao and Taiwan.
func (w *serviceWork) apply(row *restrictionRow) bool {
	r := row.r
	reason := Reason{Basis: row.basis, Args: restrictionArgs(r)}
	unknown := false
	if !row.whole && len(r.Activities) > 0 {
		switch w.d.Facts.statedFor(r.Activities) {
		case statedTrue:
		case statedFalse:
			reason.Code, reason.Effect = OutsideActivity, Informs
			reason.Args[2], reason.Args[3] = r.Activity.EN, r.Activity.ZH
			w.add(reason, row.citation)
			return false
		default:
			unknown = true
		}
	}
	if row.person.Excludes(w.d.ProviderHome) {
		if unknown && len(w.d.Facts.activities) > 0 {
			return false // it is about another activity and other providers
		}
		reason.Code, reason.Effect = ForeignOnly, Informs
		if row.person == services.Regions {
			reason.Code = RegionsOnly
		}
		w.add(reason, row.citation)
		return false
	}
	w.listed = w.listed || row.list != nil
	w.weighRow(row, &reason, unknown)
	w.add(reason, row.citation)
	if reason.Effect == Bars && row.person == services.Foreign && w.d.ProviderHome == "" {
		w.add(Reason{Code: ForeignInText, Effect: Informs, Basis: row.basis, Args: reason.Args}, row.citation)
	}
	return r.Weight != services.Informs
}

// weighRow sets the code, effect and fact of the reason of a row.
func (w *serviceWork) weighRow(row *restrictionRow, reason *Reason, unknown bool) {
	r := row.r
	bars := r.Kind == services.Prohibited || r.Kind.OfPerson()
	reason.Code, reason.Effect = kindCodes[r.Kind], Condition
	switch {
	case r.Weight == services.Informs:
		reason.Code, reason.Effect = InvestmentRule, Informs
	case row.revised != 0:
		reason.Code, reason.Effect = LawRevised, NeedsList
		reason.Args[2] = row.revised.String()
	case r.Weight == services.Unread:
		reason.Code, reason.Effect = WordingNotHeld, NeedsList
		if !row.citation.Summarised {
			reason.Code = WordingNotRead
		}
		if row.list != nil {
			reason.Missing = &row.list.Edition
		}
	case bars && row.opening != nil:
		reason.Code, reason.Effect = BarOpenedInPart, NeedsList
	case unknown && bars:
		reason.Code, reason.Effect, reason.Fact = ActivityDecides, NeedsFact, ServiceActivity
		reason.Args[2], reason.Args[3] = r.Activity.EN, r.Activity.ZH
	case unknown:
		reason.Fact = ServiceActivity
		reason.Args[2], reason.Args[3] = r.If.EN, r.If.ZH
	case r.Kind == services.Prohibited:
		reason.Effect = Bars
	case bars:
		reason.Effect, reason.Fact = w.weighPerson(row)
	case row.list != nil:
		w.settled = w.settled || r.Weight == services.Decides
	default:
		w.atLeast = true
		w.ruled = w.ruled || r.Weight == services.Decides
	}
	w.settled = w.settled || reason.Effect == Bars
}

func restrictionArgs(r *services.Restriction) [4]string {
	text := r.Said()
	return [4]string{r.Label.EN, r.Label.ZH, text.EN, text.ZH}
}

func citeMeasure(e *services.Edition, m *services.Measure) Citation {
	c := Citation{List: e.List, Edition: e.ID, Entry: m.ID, Document: e.Document, Quote: m.Quote(),
		Summarised: m.Original == ""}
	if len(m.Sources) > 0 {
		c.Source = m.Sources[0]
	}
	return c
}

func citeProvision(l *services.Laws, p *services.Provision) Citation {
	return Citation{List: l.List, Edition: l.ID, Entry: p.ID, Document: p.Document, Quote: p.Summary.ZH, Summarised: true,
		Source: p.Source}
}

func citeServiceEdition(e *services.Edition) Citation {
	return Citation{List: e.List, Edition: e.ID, Document: e.Document, Published: e.Published}
}

// investmentRules adds the rules on investment that touch the sector, for a declaration
// in mode 3.
func (w *serviceWork) investmentRules() {
	for i := range w.laws.Provisions {
		p := &w.laws.Provisions[i]
		if p.Weight != services.Informs || !p.Contains(w.d.AsOf) {
			continue
		}
		for _, c := range w.codes {
			if reaches(&p.Restriction, c) {
				w.recordRead(&w.laws.Edition)
				w.add(Reason{Code: InvestmentRule, Effect: Informs, Basis: edition.Law, Args: restrictionArgs(&p.Restriction)},
					citeProvision(w.laws, p))
				break
			}
		}
	}
}

// reaches reports whether the restriction touches a class under the code.
func reaches(r *services.Restriction, c services.Code) bool {
	for lo, hi := services.ClassesUnder(c); lo < hi; lo++ {
		if touches(r, services.ClassAt(lo)) {
			return true
		}
	}
	return false
}
