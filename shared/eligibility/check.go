package eligibility

import (
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/regime"
	"importchecker/shared/services"
	"importchecker/shared/tariff"
)

// Ruleset names the version of the rules in this package. It changes whenever
// the same declaration on the same editions could be answered differently.
const Ruleset = "goods-6"

// maxCandidates bounds how many candidate codes, and how many lines of a
// reason, an answer spells out; the rest is counted.
const maxCandidates = 20

// Checker answers declarations from one catalogue of lists and the tariff. It
// is immutable and safe for concurrent use.
type Checker struct {
	catalogue *list.Catalogue
	lists     [len(channels)][]*indexedList // the positive lists of each channel
	tariff    *tariff.Catalogue
	services  *services.Catalogue
	regimes   []regimeRule
}

// NewChecker returns a checker on the lists of the catalogue. A list that a
// channel needs and the catalogue lacks is treated as a list without editions.
func NewChecker(catalogue *list.Catalogue) *Checker {
	c := &Checker{catalogue: catalogue, tariff: tariff.BuiltIn(), services: services.BuiltIn(), regimes: regimeRules()}
	lists := map[string]*indexedList{}
	for i := range channels {
		for _, id := range channels[i].lists {
			if lists[id] == nil {
				l, ok := catalogue.List(id)
				if !ok {
					l = &list.List{ID: id}
				}
				lists[id] = newIndexedList(l)
			}
			c.lists[i] = append(c.lists[i], lists[id])
		}
	}
	return c
}

// WithTariff returns a checker that uses the given editions of the tariff instead of
// the compiled-in ones.
func (c *Checker) WithTariff(t *tariff.Catalogue) *Checker {
	with := *c
	with.tariff = t
	return &with
}

// Tariff returns the editions of the tariff that the checker uses.
func (c *Checker) Tariff() *tariff.Catalogue { return c.tariff }

// Catalogue returns the lists that the checker uses.
func (c *Checker) Catalogue() *list.Catalogue { return c.catalogue }

// Ruleset returns the version of the rules.
func (c *Checker) Ruleset() string { return Ruleset }

// FirstDay returns the first day that can be asked about: the day on which the
// first edition of any list took effect.
func (c *Checker) FirstDay() edition.Date {
	var first edition.Date
	for _, l := range c.catalogue.Lists() {
		for _, e := range l.Editions {
			if first == 0 || e.From < first {
				first = e.From
			}
		}
	}
	return first
}

// NotChecked names the questions that no decision of this package covers.
func NotChecked() []string { return notChecked[:] }

// DutiesByOriginNotHeld stands for the duties by origin that no source held has.
const DutiesByOriginNotHeld = "duties_by_origin_not_held"

var notChecked = [...]string{
	"classification", "customs_valuation", "registrations_of_other_authorities", "labelling", "product_standards",
	"trade_marks",
	"brand_authorisation", "sanctions", DutiesByOriginNotHeld, "rules_of_origin",
	"content_of_publications", "counterfeits", "wood_packaging", "parcels_for_personal_use", "processing_trade",
	"goods_left_in_bonded_zones", "tariff_amendments_not_held",
}

// Goods decides a declaration. The declaration is taken to be well formed:
// its code parsed, its amounts in range, its channels known.
func (c *Checker) Goods(d *GoodsDeclaration) *Decision { return c.GoodsIn(new(Memory), d) }

// GoodsIn decides a declaration as Goods does, in the memory given. The decision
// is valid until the memory is used again.
func (c *Checker) GoodsIn(m *Memory, d *GoodsDeclaration) *Decision {
	out := m.answer.decideAll(c, d, everyChannel)
	if d.Item.Facts.Any() {
		c.findUnusedFacts(m, d, out)
	}
	if given := d.givenFields(); given != 0 {
		if m.answer.hi-m.answer.lo > 1 {
			c.compareFields(m, d, out, given)
		}
		out.addUnusedFields(given)
	}
	return out
}

// everyChannel is the mask that selects all channels asked for.
const everyChannel = ^uint(0)

// decideAll decides the channels that are asked for and in the mask, which has a bit
// for each channel by its index in the decision. The other channels stay blank.
func (a *answer) decideAll(c *Checker, d *GoodsDeclaration, mask uint) *Decision {
	a.reset(c, d)
	a.decision.AsOf = d.AsOf
	a.decision.Ruleset = Ruleset
	a.decision.Item = DecidedItem{Ref: d.Item.Ref, NameGiven: d.Item.Name != "", Code: d.Item.Code,
		Level: d.Item.Code.Level()}
	a.findCode()
	a.decision.Channels = a.channelMemory[:0]
	var memory [len(channels)]int
	asked := memory[:0]
	for i := range channels {
		if channels[i].askedOf(d.Channels) {
			asked = append(asked, i)
		}
	}
	if a.hi-a.lo > 1 {
		a.decideEachLine(asked, mask)
	}
	for n, i := range asked {
		if mask&(1<<n) != 0 {
			a.decide(&a.channelMemory[n], i)
		} else {
			a.channelMemory[n] = ChannelDecision{Channel: channels[i].id}
		}
		a.decision.Channels = a.channelMemory[:n+1]
	}
	for n := range a.decision.Channels {
		a.decision.Channels[n].Unused = a.channelUnusedMemory[n][:0]
	}
	a.decision.Unused = a.unusedMemory[:0]
	if a.table == nil {
		a.indicate()
	}
	a.decision.Lists = a.editions
	return &a.decision
}

// findCode looks the code up in the tariff of the day.
func (a *answer) findCode() {
	table, ok := a.checker.tariff.At(a.d.AsOf)
	if !ok {
		return
	}
	a.table = table
	a.recordRead(table.Edition())
	a.lo, a.hi = table.Range(a.d.Item.Code)
	if a.hi > a.lo {
		a.decision.Item.NameZH, a.decision.Item.named = table.NameZH(a.d.Item.Code, a.lo, a.hi), table
	}
	if a.hi-a.lo == 1 {
		a.line = table.LineOn(a.lo, a.d.AsOf)
	}
}

// recordRead records that the decision read an edition.
func (a *answer) recordRead(e *edition.Edition) {
	for _, have := range a.editions {
		if have == e {
			return
		}
	}
	a.editions = append(a.editions, e)
}

// decide fills in the decision for one channel.
func (a *answer) decide(out *ChannelDecision, channel int) {
	opened := a.d.AsOf >= channels[channel].opened
	switch lines := a.hi - a.lo; {
	case lines > 1 && opened:
		a.decideLines(out, channel)
		return
	case lines == 1 && opened:
		// A coarse code with a single line under it means that line.
		w := a.begin(channel, a.line.Code, &a.line)
		w.applyRules()
		w.addAlternative()
		w.finish(out)
		return
	}
	w := a.begin(channel, a.d.Item.Code, nil)
	switch {
	case !opened:
		w.notOpen()
	case a.table == nil:
		w.withoutTariff()
	default:
		w.notInTariff()
	}
	w.finish(out)
}

// notOpen adds the reason for a day before the channel existed.
func (w *work) notOpen() {
	r := w.addFromText(ChannelNotOpen, Bars, NoFact, w.channel.opening)
	r.Args[0] = w.channel.opened.String()
}

// begin starts collecting the reasons of one channel for one code. line is nil when
// the tariff does not have the code.
func (a *answer) begin(index int, code tariff.Code, line *tariff.Line) *work {
	a.work = work{
		answer: a, channel: &channels[index], lists: a.checker.lists[index],
		code: code, line: line, firstReason: len(a.reasons),
	}
	a.work.loadLine()
	return &a.work
}

// work collects the reasons of one channel for one line. The steps run in the
// order given in the package documentation; all of them run.
type work struct {
	*answer
	channel *channel
	lists   []*indexedList
	code    tariff.Code  // looked up in the lists
	line    *tariff.Line // nil when the tariff does not have the code

	firstReason     int
	missing         missingByInfluence
	fullTax         bool // the one-item rule admits the order, taxed in full
	limitUnsettled  bool // no text says whether the one-item rule admits the order
	candidates      []Candidate
	moreCandidates  int
	channelSpecific bool // the answer of the list depends on the channel
	listOutcome
}

// applyRules runs the steps on a line that the tariff of the day has.
func (w *work) applyRules() {
	w.prohibited()
	w.listed()
	w.placeAndLimits()
	w.documents()
	w.regimes(regime.Silent)
}

// addFromText appends a reason that cites an instrument.
func (w *work) addFromText(code ReasonCode, effect Effect, fact FactKey, text *instrument) *Reason {
	return w.addCited(code, effect, text.basis, fact, text.citations())
}

// addFromLine appends a reason that cites a cell of the tariff line.
func (w *work) addFromLine(code ReasonCode, effect Effect, fact FactKey, cell string) *Reason {
	return w.addCited(code, effect, w.table.Basis(), fact, w.lineCitations(cell))
}

// addCited appends a reason with citations that are stored elsewhere.
func (w *work) addCited(code ReasonCode, effect Effect, basis edition.Basis, fact FactKey,
	citations []Citation) *Reason {
	r := w.answer.reason()
	r.Code, r.Effect, r.Basis, r.Fact, r.Citations = code, effect, basis, fact, citations
	w.recordMissing(r)
	return r
}

// add appends a reason and stores its citations.
func (w *work) add(r Reason, citations ...Citation) *Reason {
	r.Citations = w.answer.cite(citations...)
	w.recordMissing(&r)
	w.answer.reasons = append(w.answer.reasons, r)
	return &w.answer.reasons[len(w.answer.reasons)-1]
}

// citeLine returns a citation of the tariff line that quotes one of its cells.
func (w *work) citeLine(cell string) Citation {
	e := w.table.Edition()
	return Citation{List: e.List, Edition: e.ID, Entry: string(w.line.Code), Document: e.Document, Quote: cell}
}

// finish derives the verdict from the reasons and fills in the decision.
func (w *work) finish(out *ChannelDecision) {
	verdict, basis := weigh(w.answer.reasons[w.firstReason:])
	reasons := w.finishReasons(verdict, basis)
	*out = ChannelDecision{
		Channel: w.channel.id, Verdict: verdict, Basis: basis, Reasons: reasons,
		Candidates: w.candidates, MoreCandidates: w.moreCandidates,
	}
	out.Missing = w.missingFacts(verdict, reasons)
	w.tax(&out.Tax, verdict)
	if verdict == Undetermined {
		out.Indication = w.indication
	}
	out.dependsOn = w.dependsOn
}

// finishReasons adds a reason when the verdict rests on less than the official text,
// and returns all reasons of the channel.
func (w *work) finishReasons(verdict Verdict, basis edition.Basis) []Reason {
	if basis < edition.Law && !(verdict == Undetermined && w.onlyRowsMissing()) {
		w.addRestsOn(basis)
	}
	return w.answer.reasons[w.firstReason:len(w.answer.reasons):len(w.answer.reasons)]
}

// onlyRowsMissing reports whether a partial list is all that leaves the channel
// undetermined on a basis weaker than the law. Its reason states the basis already.
func (w *work) onlyRowsMissing() bool {
	missing := false
	for i := w.firstReason; i < len(w.answer.reasons); i++ {
		switch r := &w.answer.reasons[i]; {
		case r.Code == ListIncomplete && r.Basis != edition.Sample:
			missing = true
		case (r.Effect == NeedsList || r.Effect == NeedsFact) && r.Basis < edition.Law:
			return false
		}
	}
	return missing
}

// addRestsOn adds the reason that the verdict rests on less than the official text.
func (w *work) addRestsOn(basis edition.Basis) {
	code := RestsOnReported
	switch basis {
	case edition.Sample:
		code = RestsOnSample
	case edition.Transcribed:
		code = RestsOnTranscribed
	}
	w.addCited(code, Informs, basis, NoFact, nil)
}

// weigh derives the verdict from the effects of the reasons, and the basis from the
// decisive ones. Without a reason that permits or bars, the verdict is undetermined:
// silence is not clearance.
func weigh(reasons []Reason) (Verdict, edition.Basis) {
	var found [Bars + 1]bool
	var basis [Bars + 1]edition.Basis // the weakest of each effect
	for i := range reasons {
		r := &reasons[i]
		found[r.Effect] = true
		basis[r.Effect] = edition.Weaker(basis[r.Effect], r.Basis)
	}
	switch {
	case found[Bars]:
		return Ineligible, basis[Bars]
	case found[NeedsFact] || found[NeedsList]:
		return Undetermined, edition.Weaker(basis[NeedsFact], basis[NeedsList])
	case found[Condition]:
		return Conditional, edition.Weaker(basis[Condition], basis[Permits])
	case found[Permits]:
		return Eligible, basis[Permits]
	}
	return Undetermined, edition.Reported
}
