package eligibility

import (
	"importchecker/shared/country"
	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// addSilence adds the reasons on what the list does not say: what follows from it on a
// complete list, and what a partial list leaves open.
func (w *serviceWork) addSilence() {
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
		r := Reason{Code: ListMaySayMore, Effect: Informs, Basis: basis, Missing: &e.Edition,
			Args: [4]string{e.Short.EN, e.Short.ZH}, Nums: counts}
		switch {
		case w.settled:
		case w.atLeast:
			r.Code, r.Effect = LawNeedsAtLeast, NeedsList
		case w.listed:
			r.Effect = NeedsList
		case w.reported:
			r.Code, r.Effect = OpeningReported, NeedsList
		default:
			r.Code, r.Effect, r.Args = ListIncomplete, NeedsList, [4]string{e.Short.EN, e.Short.ZH, e.Document}
		}
		w.add(r, citeServiceEdition(e))
		if w.reported && r.Code != OpeningReported && r.Effect == NeedsList {
			r.Code, r.Effect = OpeningReported, Informs
			w.add(r, citeServiceEdition(e))
		}
		if excepted {
			w.addExceptedArea(area, Informs)
		}
		return
	}
	switch unread := w.countUnread(e); {
	case unread > 0:
		w.addUnreadRows(e, unread, basis)
	case !w.listed:
		w.add(Reason{Code: EqualTreatment, Effect: Permits, Basis: basis, Args: [4]string{e.Short.EN, e.Short.ZH},
			Nums: counts}, citeServiceEdition(e))
	}
	if excepted {
		effect := NeedsList
		if w.listed || w.settled || w.ruled {
			effect = Informs
		}
		w.addExceptedArea(area, effect)
	}
	w.add(Reason{Code: GeneralRulesApply, Effect: Informs, Basis: nationalNotes.basis}, nationalNotes.citation())
	if w.d.Mode == services.NaturalPersons {
		w.add(Reason{Code: EntryAndWorkRules, Effect: Informs, Basis: nationalNotes.basis}, nationalNotes.citation())
	}
}

// countUnread counts the rows of the mode that were not read as rules.
func (w *serviceWork) countUnread(e *services.Edition) (n int64) {
	for i := range e.Measures {
		if m := &e.Measures[i]; m.Weight == services.Unread && m.Modes.Has(w.d.Mode) {
			n++
		}
	}
	return n
}

// addUnreadRows adds the reason that the list has rows that were not read as rules. Any
// of them may touch the sector, so that the list settles nothing unless a row it has does.
func (w *serviceWork) addUnreadRows(e *services.Edition, rows int64, basis edition.Basis) {
	effect := NeedsList
	if w.settled {
		effect = Informs
	}
	w.add(Reason{
		Code: RowsNotRead, Effect: effect, Basis: basis, Missing: &e.Edition,
		Args: [4]string{e.Short.EN, e.Short.ZH}, Nums: [3]int64{rows, int64(e.Stated)},
	}, citeServiceEdition(e))
}

// addExceptedArea adds the reason that the notes of the list except an area.
func (w *serviceWork) addExceptedArea(area *services.Area, effect Effect) {
	notes := w.notes()
	if w.place == services.FTZ {
		notes = &ftzNotes
	}
	w.add(Reason{Code: LeftToExistingRules, Effect: effect, Basis: notes.basis,
		Args: [4]string{area.Name.EN, area.Name.ZH}}, notes.citation())
}

// addContext adds the reasons on the scope of the list, on arrangements that may favour
// the provider, and on the age of the last check for new lists.
func (w *serviceWork) addContext() {
	switch {
	case w.list == nil:
	case w.place == services.Hainan:
		w.add(Reason{Code: HainanScope, Effect: Informs, Basis: hainanNotes.basis}, hainanNotes.citation())
	case w.place == services.FTZ:
		w.add(Reason{Code: FTZScope, Effect: Informs, Basis: ftzNotes.basis}, ftzNotes.citation())
	}
	switch home := w.d.ProviderHome; home {
	case "":
	case "HK", "MO", "TW":
		w.add(Reason{Code: CloserArrangement, Effect: Informs, Basis: nationalNotes.basis}, nationalNotes.citation())
	default:
		name := country.Name(home)
		w.add(Reason{Code: TreatyMayGiveMore, Effect: Informs, Basis: nationalNotes.basis, Args: [4]string{name.EN, name.ZH}},
			nationalNotes.citation())
	}
	if w.list != nil && !w.list.Sample && w.d.AsOf > services.LastChecked.AddDays(freshDays) {
		w.add(Reason{
			Code: LastCheckLongAgo, Effect: Informs, Basis: edition.Reported,
			Args: [4]string{services.LastChecked.String(), w.d.AsOf.String()},
		}, citeServiceEdition(w.list))
	}
}

// freshDays is the number of days after the last check for new lists during which
// decisions have no caution about it.
const freshDays = 90
