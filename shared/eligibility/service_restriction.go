package eligibility

import (
	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// listRows applies the rows of the list in force that touch the class in the
// mode asked.
func (w *serviceWork) listRows() {
	if w.list == nil {
		w.add(Reason{Code: NoEditionInForce, Effect: NeedsList, Basis: edition.Reported, Args: [4]string{w.place.List()}}, Citation{List: w.place.List()})
		if w.place == services.FTZ && w.d.AsOf >= shanghaiFrom && w.d.AsOf < listsOf2024 {
			w.add(Reason{Code: EarlierListNotHeld, Effect: Informs, Basis: shanghaiList.basis, Args: [4]string{shanghaiFrom.String()}}, shanghaiList.cite())
		}
		return
	}
	w.read(&w.list.Edition)
	for i := range w.list.Measures {
		m := &w.list.Measures[i]
		if !m.Modes.Has(w.d.Mode) {
			continue
		}
		if whole, ok := w.touched(&m.Restriction); ok {
			row := restrictionRow{r: &m.Restriction, basis: m.Basis, whole: whole, list: w.list, citation: citeMeasure(w.list, m)}
			w.apply(&row)
		}
	}
}

// lawRows applies the provisions of law that touch the class in the mode
// asked.
func (w *serviceWork) lawRows() {
	w.read(&w.laws.Edition)
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
		case w.d.AsOf < p.From:
			w.add(Reason{Code: LawTextLater, Effect: Informs, Basis: edition.Law, Args: [4]string{p.Label.EN, p.Label.ZH, p.Adopted.String()}}, citeProvision(w.laws, p))
			continue
		case !p.Contains(w.d.AsOf):
			continue // a later text is held
		}
		row := restrictionRow{r: &p.Restriction, basis: edition.Law, whole: whole, citation: citeProvision(w.laws, p)}
		if p.Revised != 0 && w.d.AsOf >= p.Revised {
			row.revised = p.Revised
		}
		if w.apply(&row) && p.Caveat.EN != "" {
			w.add(Reason{Code: LawCaveat, Effect: Informs, Basis: edition.Law, Args: [4]string{p.Label.EN, p.Label.ZH, p.Caveat.EN, p.Caveat.ZH}}, row.citation)
		}
	}
}

// touched reports whether a restriction touches the service: by its class, or
// by the activity that the caller says it consists in, which is nearer to the
// text than the class that we read it into.
func (w *serviceWork) touched(r *services.Restriction) (whole, ok bool) {
	if whole, ok = r.Touches(w.class); ok {
		return whole, true
	}
	return false, w.d.Facts.activity != "" && r.About(w.d.Facts.activity)
}

// restrictionRow is a row of a list, or a provision of law, that touches the
// class in the mode asked.
type restrictionRow struct {
	r        *services.Restriction
	basis    edition.Basis
	whole    bool
	list     *services.Edition // nil for a provision of law
	revised  edition.Date      // since when a later text exists that is not held
	citation Citation
}

// kindCodes has the reason for each kind of restriction.
var kindCodes = [...]ReasonCode{
	services.Prohibited: SupplyProhibited, services.Presence: PresenceRequired, services.Nationality: NationalityRequired,
	services.Licence: ServiceLicence, services.Ratio: RatioRequired, services.Other: TextToBeMet,
}

// apply adds the reason that the row gives, and reports whether it applies, or
// may. A row that touches the class in part applies to an activity, which the
// caller has to name: unnamed, a bar cannot be answered, while a condition can
// be stated as one.
func (w *serviceWork) apply(row *restrictionRow) bool {
	r := row.r
	reason := Reason{Basis: row.basis, Args: restrictionArgs(r)}
	unknown := false
	if !row.whole && len(r.Activities) > 0 {
		switch activity := w.d.Facts.activity; {
		case r.About(activity):
		case w.knowsActivity:
			reason.Code, reason.Effect = OutsideActivity, Informs
			reason.Args[2], reason.Args[3] = r.Activity.EN, r.Activity.ZH
			w.add(reason, row.citation)
			return false
		default:
			unknown = true
		}
	}
	w.listed = w.listed || row.list != nil
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
	case unknown && (r.Kind == services.Prohibited || r.Kind == services.Nationality):
		reason.Code, reason.Effect, reason.Fact = ActivityDecides, NeedsFact, ServiceActivity
		reason.Args[2], reason.Args[3] = r.Activity.EN, r.Activity.ZH
	case unknown:
		reason.Fact = ServiceActivity
		reason.Args[2], reason.Args[3] = r.If.EN, r.If.ZH
	case r.Kind == services.Prohibited:
		reason.Effect = Bars
		w.settled = true
	case r.Kind == services.Nationality:
		reason.Fact = ChineseNational
		reason.Effect = w.nationality(row)
	default:
		w.settled = w.settled || r.Weight == services.Decides
	}
	w.add(reason, row.citation)
	return r.Weight != services.Informs
}

// nationality weighs a row for nationals of China. Nationality cannot be
// arranged, so it is a fact and not a condition. That a person has it lets the
// service through a list that is held whole; elsewhere it leaves the question
// where it was.
func (w *serviceWork) nationality(row *restrictionRow) Effect {
	switch f := &w.d.Facts; {
	case !f.nationalSaid:
		return NeedsFact
	case !f.national:
		return Bars
	case row.list != nil && row.list.Coverage() == edition.Complete:
		return Permits
	}
	return Informs
}

func restrictionArgs(r *services.Restriction) [4]string {
	return [4]string{r.Label.EN, r.Label.ZH, r.Summary.EN, r.Summary.ZH}
}

func citeMeasure(e *services.Edition, m *services.Measure) Citation {
	c := Citation{List: e.List, Edition: e.ID, Entry: m.ID, Document: e.Document, Quote: m.Quote(), Summarised: m.Original == ""}
	if len(m.Sources) > 0 {
		c.Source = m.Sources[0]
	}
	return c
}

func citeProvision(l *services.Laws, p *services.Provision) Citation {
	return Citation{List: l.List, Edition: l.ID, Entry: p.ID, Document: p.Document, Quote: p.Summary.ZH, Summarised: true, Source: p.Source}
}

func citeServiceEdition(e *services.Edition) Citation {
	return Citation{List: e.List, Edition: e.ID, Document: e.Document, Published: e.Published}
}

// investmentRules mentions the rules on investment that touch the sector, for
// a question about mode 3.
func (w *serviceWork) investmentRules() {
	for i := range w.laws.Provisions {
		p := &w.laws.Provisions[i]
		if p.Weight != services.Informs || !p.Contains(w.d.AsOf) {
			continue
		}
		for _, c := range w.codes {
			if reaches(&p.Restriction, c) {
				w.read(&w.laws.Edition)
				w.add(Reason{Code: InvestmentRule, Effect: Informs, Basis: edition.Law, Args: restrictionArgs(&p.Restriction)}, citeProvision(w.laws, p))
				break
			}
		}
	}
}

// reaches reports whether a class under the code is touched.
func reaches(r *services.Restriction, c services.Code) bool {
	for lo, hi := services.ClassesUnder(c); lo < hi; lo++ {
		if touches(r, services.ClassAt(lo)) {
			return true
		}
	}
	return false
}

// silence says what it means that the list says nothing, or nothing more.
func (w *serviceWork) silence() {
	if w.list == nil {
		return
	}
	e := w.list
	basis := edition.Official
	if e.Sample {
		basis = edition.Sample
	}
	counts := [3]int64{int64(e.Held), int64(e.Stated)}
	area, excepted := services.AreaOf(w.class, w.place)
	if e.Coverage() == edition.Partial {
		if !e.Sample {
			basis = edition.Reported
		}
		r := Reason{Code: ListMaySayMore, Effect: Informs, Basis: basis, Missing: &e.Edition, Args: [4]string{e.Short.EN, e.Short.ZH}, Nums: counts}
		switch {
		case w.settled:
		case w.listed:
			r.Effect = NeedsList
		default:
			r.Code, r.Effect, r.Args = ListIncomplete, NeedsList, [4]string{e.List, e.ID, e.Document}
		}
		w.add(r, citeServiceEdition(e))
		if excepted {
			w.leftTo(area, Informs)
		}
		return
	}
	switch unread := w.unread(e); {
	case unread > 0:
		w.notRead(e, unread, basis)
	case !w.listed:
		w.add(Reason{Code: EqualTreatment, Effect: Permits, Basis: basis, Args: [4]string{e.Short.EN, e.Short.ZH}, Nums: counts}, citeServiceEdition(e))
	}
	if excepted {
		effect := NeedsList
		if w.listed || w.settled {
			effect = Informs
		}
		w.leftTo(area, effect)
	}
	w.add(Reason{Code: GeneralRulesApply, Effect: Informs, Basis: nationalNotes.basis}, nationalNotes.cite())
	if w.d.Mode == services.NaturalPersons {
		w.add(Reason{Code: EntryAndWorkRules, Effect: Informs, Basis: nationalNotes.basis}, nationalNotes.cite())
	}
}

// unread counts the rows of the mode that were not read as rules.
func (w *serviceWork) unread(e *services.Edition) (n int64) {
	for i := range e.Measures {
		if m := &e.Measures[i]; m.Weight == services.Unread && m.Modes.Has(w.d.Mode) {
			n++
		}
	}
	return n
}

// notRead says that there are such rows. What one reaches is not known either, so
// the list is not silent, about any sector that no row settles.
func (w *serviceWork) notRead(e *services.Edition, rows int64, basis edition.Basis) {
	effect := NeedsList
	if w.settled {
		effect = Informs
	}
	w.add(Reason{
		Code: RowsNotRead, Effect: effect, Basis: basis, Missing: &e.Edition,
		Args: [4]string{e.Short.EN, e.Short.ZH}, Nums: [3]int64{rows, int64(e.Stated)},
	}, citeServiceEdition(e))
}

func (w *serviceWork) leftTo(area *services.Area, effect Effect) {
	notes := w.notes()
	if w.place == services.FTZ {
		notes = &ftzNotes
	}
	w.add(Reason{Code: LeftToExistingRules, Effect: effect, Basis: notes.basis, Args: [4]string{area.Name.EN, area.Name.ZH}}, notes.cite())
}

// around says what stands beside the rule: how the lists of other places
// differ, whom the list of this place is for, and what may be better for the
// provider.
func (w *serviceWork) around() {
	w.otherPlaces()
	switch {
	case w.list == nil:
	case w.place == services.Hainan:
		w.add(Reason{Code: HainanScope, Effect: Informs, Basis: hainanNotes.basis}, hainanNotes.cite())
	case w.place == services.FTZ:
		w.add(Reason{Code: FTZScope, Effect: Informs, Basis: ftzNotes.basis}, ftzNotes.cite())
	}
	switch home := w.d.ProviderHome; home {
	case "":
	case "HK", "MO", "TW":
		w.add(Reason{Code: CloserArrangement, Effect: Informs, Basis: nationalNotes.basis}, nationalNotes.cite())
	default:
		w.add(Reason{Code: TreatyMayGiveMore, Effect: Informs, Basis: nationalNotes.basis, Args: [4]string{home}}, nationalNotes.cite())
	}
}

// otherPlaces tells how the lists that are held stand to each other. It is
// silent about samples, and before the lists that it compares.
func (w *serviceWork) otherPlaces() {
	if w.list == nil || w.list.Sample || w.d.AsOf < listsOf2024 {
		return
	}
	all := services.Differences()
	for i := range all {
		d := &all[i]
		if !d.Touches(w.class, w.d.Mode) {
			continue
		}
		w.add(Reason{Code: EditionsDiffer, Effect: Informs, Basis: d.Basis, Args: [4]string{d.Topic.EN, d.Topic.ZH, d.Statement.EN, d.Statement.ZH}},
			Citation{Entry: d.ID, Document: comparison, Quote: d.Statement.ZH, Summarised: true, Source: d.Sources[0]})
	}
	if w.place == services.National {
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
		whole, ok := m.Touches(w.class)
		if !ok || !m.Modes.Has(w.d.Mode) || !whole && w.knowsActivity && len(m.Activities) > 0 && !m.About(w.d.Facts.activity) {
			continue
		}
		w.read(&national.Edition)
		w.add(Reason{Code: ListedNationally, Effect: Informs, Basis: m.Basis, Args: restrictionArgs(&m.Restriction)}, citeMeasure(national, m))
	}
}
