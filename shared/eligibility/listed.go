package eligibility

import (
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// listed runs the step "on the list, in force" for every positive list of the
// channel.
func (w *work) listed() {
	if len(w.lists) == 0 {
		if w.line != nil && !w.barred() {
			w.addFromLine(NoImportProhibition, Permits, NoFact, w.line.NameZH)
		}
		return
	}
	for _, l := range w.lists {
		w.checkList(l)
	}
}

// barred reports whether a reason of this channel bars the goods already.
func (w *work) barred() bool {
	for i := range w.answer.reasons[w.firstReason:] {
		if w.answer.reasons[w.firstReason+i].Effect == Bars {
			return true
		}
	}
	return false
}

// applyList applies one list. Two of its editions may be in force at once: the line
// is on the list when any of them names it, and known to be absent only when all of
// them are complete.
func (w *work) applyList(l *indexedList) {
	var memory [4]*indexedEdition
	editions := l.inForce(memory[:0], w.d.AsOf)
	if len(editions) == 0 {
		w.addNoEdition(l)
		return
	}
	complete, found := true, false
	for _, e := range editions {
		w.recordRead(&e.Edition.Edition)
		complete = complete && e.Coverage() == edition.Complete
		entries := e.rows.Find(w.code)
		for i := range entries {
			found = true
			w.applyEntry(e.Edition, &entries[i])
		}
	}
	switch newest := editions[len(editions)-1]; {
	case found:
	case complete:
		w.addNotListed(newest.Edition)
	default:
		w.pending = true
		for _, e := range editions {
			if e.Coverage() == edition.Partial {
				w.addIncomplete(e.Edition)
			}
		}
		w.addEarlierEditions(l)
		w.addHints(l)
	}
}

// addNotListed adds the reason that a complete edition does not name the line.
func (w *work) addNotListed(e *list.Edition) {
	basis := edition.Official
	if e.Sample {
		basis = edition.Sample
	}
	w.add(Reason{Code: NotListed, Effect: Bars, Basis: basis, Args: [4]string{e.Title.EN, e.Title.ZH},
		Nums: [3]int64{int64(e.Held)}}, citeEdition(e))
}

// applyEntry applies one row of an edition in force.
func (w *work) applyEntry(e *list.Edition, entry *list.Entry) {
	citation := citeEntry(e, entry)
	if entry.Kind == list.Removed {
		w.add(Reason{Code: RemovedFromList, Effect: Bars, Basis: entry.Basis, Args: [4]string{entry.ID, string(entry.Code)}},
			citation)
		return
	}
	w.add(Reason{Code: Listed, Effect: Permits, Basis: entry.Basis,
		Args: [4]string{entry.ID, string(entry.Code), e.Title.EN, e.Title.ZH}}, citation)
	if !e.Sample {
		w.addFromText(NameMustFit, Informs, NoFact, &scopeNote)
	}
	for i := range entry.Conditions {
		citation.Summarised = entry.Paraphrased()
		w.applyRemark(&entry.Conditions[i], entry.Basis, citation)
	}
}

func citeEdition(e *list.Edition) Citation {
	return Citation{List: e.List, Edition: e.ID, Document: e.Document, Published: e.Published}
}

func citeEntry(e *list.Edition, entry *list.Entry) Citation {
	c := Citation{List: e.List, Edition: e.ID, Entry: entry.Number(), Document: e.Document, Quote: entry.NameZH}
	if c.Entry == "" {
		c.Entry = string(entry.Code) // the list as held has no number for it
	}
	if entry.Basis != edition.Official && len(entry.Sources) > 0 {
		c.Source = entry.Sources[0]
		if len(entry.Sources) > 1 {
			c.Source = strings.Join(entry.Sources, ";")
		}
	}
	return c
}

// addNoEdition adds the reason that the list has no edition on the day.
func (w *work) addNoEdition(l *indexedList) {
	title := l.Title
	if title.EN == "" {
		title = edition.Text{EN: l.ID, ZH: "所需清单"}
	}
	w.add(Reason{Code: NoEditionInForce, Effect: NeedsList, Basis: edition.Reported, Args: [4]string{title.EN, title.ZH}},
		Citation{List: l.ID})
}

// addIncomplete adds the reason that a partial edition does not name the line.
func (w *work) addIncomplete(e *list.Edition) {
	r := Reason{
		Code: ListIncomplete, Effect: NeedsList, Basis: edition.Reported, Missing: &e.Edition,
		Nums: [3]int64{int64(e.Held), int64(e.Stated)}, Args: [4]string{" By secondary sources.", "依据二手来源。"},
	}
	if e.Sample {
		r.Basis, r.Args = edition.Sample, [4]string{}
	}
	w.add(r, citeEdition(e))
}

// addEarlierEditions adds a reason for each row of an earlier edition that named the
// line, or a line of a subheading that preceded its own. These reasons inform only: a
// line may have been removed since.
func (w *work) addEarlierEditions(l *indexedList) {
	predecessors := w.predecessorsOf(w.code.At(tariff.Subheading))
	for i := len(l.editions) - 1; i >= 0; i-- {
		e := &l.editions[i]
		if e.Sample || e.Contains(w.d.AsOf) || e.From > w.d.AsOf {
			continue
		}
		entries := e.rows.Find(w.code)
		for i := range entries {
			if entry := &entries[i]; entry.Kind == list.Listed {
				w.addEarlierListing(e, entry)
			}
		}
		for i := range predecessors {
			if p := &predecessors[i]; p.Code != w.code.At(tariff.Subheading) {
				w.addPredecessorListings(e.Edition, p)
			}
		}
	}
}

// addEarlierListing adds the reason that an earlier edition named the line.
func (w *work) addEarlierListing(e *indexedEdition, entry *list.Entry) {
	w.recordRead(&e.Edition.Edition)
	if w.pending && w.indication.Of == "" {
		w.indication = Indication{Of: OfList, Edition: &e.Edition.Edition, Day: e.last, Line: entry.Code}
	}
	w.add(Reason{Code: StoodInEarlierEdition, Effect: Informs, Basis: entry.Basis,
		Args: [4]string{e.ID, string(entry.Code), e.lastDay}}, citeEntry(e.Edition, entry))
}

// addPredecessorListings adds the reasons that an edition named lines of a predecessor
// of the subheading.
func (w *work) addPredecessorListings(e *list.Edition, p *tariff.Candidate) {
	entries := e.Under(p.Code)
	for i := range entries {
		if entry := &entries[i]; entry.Kind == list.Listed {
			w.recordRead(&e.Edition)
			w.add(Reason{Code: PredecessorWasListed, Effect: Informs, Basis: edition.Weaker(entry.Basis, edition.Reported),
				Args: [4]string{e.ID, string(entry.Code), p.Relationship, string(p.Code)}}, citeEntry(e, entry))
		}
	}
}

// addHints adds a reason for each of the goods that a source names without a code and
// that may belong to the line.
func (w *work) addHints(l *indexedList) {
	if l.hints == nil {
		return
	}
	for _, h := range l.hints[chapterOf(w.code)] {
		e, hint := h.edition, h.hint
		if e.From > w.d.AsOf || !slices.ContainsFunc(hint.Fits, func(f tariff.Code) bool { return f.Contains(w.code) }) {
			continue
		}
		w.recordRead(&e.Edition)
		w.add(Reason{Code: NamedWithoutCode, Effect: Informs, Basis: hint.Basis,
			Args: [4]string{hint.NameEN, e.ID, hint.Note, hint.NameZH}}, citeEntry(e, hint))
	}
}

// applyRemark applies one condition of an entry's remark.
func (w *work) applyRemark(c *list.Condition, basis edition.Basis, citation Citation) {
	citation.Quote = c.Text
	r := Reason{Basis: basis, Args: [4]string{c.Text, c.Goods}}
	facts := &w.facts
	// barIf sets the reason to bar the goods when the fact has the value.
	barIf := func(code ReasonCode, fact FactKey, when bool) {
		r.Code, r.Fact = code, fact
		switch value, known := facts.Bool(fact); {
		case !known:
			r.Effect = NeedsFact
		case value == when:
			r.Effect = Bars
		default:
			r.Effect = Permits
		}
	}
	switch c.Kind {
	case list.BondedOnly:
		w.channelSpecific = true
		r.Code, r.Effect = BondedOnly, Informs
		if w.channel.direct {
			r.Effect = Bars
		}
	case list.NoListedSpecies:
		barIf(ListedSpeciesExcluded, EndangeredSpecies, true)
	case list.NoDualUse:
		barIf(DualUseExcluded, DualUse, true)
	case list.NamedOnly:
		barIf(NamedGoodsOnly, NamedGoods, false)
	case list.ExceptClass:
		barIf(ClassExcluded, ExcludedClass, true)
	case list.WeightPerYear:
		w.weightPerYear(c, &r)
	default:
		r.Code, r.Effect = RemarkToBeRead, Condition
	}
	w.add(r, citation)
}

// weightPerYear compares the order and the buyer's earlier purchases with the weight
// that one person may buy in a year.
func (w *work) weightPerYear(c *list.Condition, r *Reason) {
	r.Code, r.Effect = WeightLimit, Condition
	r.Nums[0] = c.Grams
	w.dependOn(weightField)
	if w.d.Item.NetWeightG != 0 {
		w.dependOn(quantityField)
	}
	quantity := max(w.d.Item.Quantity, 1)
	order := w.d.Item.NetWeightG * quantity
	before, known := w.facts.Milli(BoughtThisYearG)
	switch {
	case order > c.Grams || known && order*1000+before > c.Grams*1000:
		r.Effect = Bars
	case w.d.Item.NetWeightG == 0:
		r.Fact = FactNetWeight
	case w.d.Item.Quantity == 0:
		r.Fact = FactQuantity
	case !known:
		r.Fact = BoughtThisYearG
	default:
		r.Effect = Permits
	}
}
