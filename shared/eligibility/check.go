package eligibility

import (
	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/tariff"
)

// Ruleset names the version of the rules in this package. It changes whenever
// the same declaration on the same editions could be answered differently.
const Ruleset = "goods-3"

// maxCandidates bounds how many candidate codes, and how many lines of a
// reason, an answer spells out; the rest is counted.
const maxCandidates = 20

// Checker answers declarations from one catalogue of lists and the tariff. It
// is immutable and may be used by many at once.
type Checker struct {
	catalogue *list.Catalogue
	lists     [len(channels)][]*list.List // per channel, those that must hold the line
	services  *services.Catalogue
	regimes   []regimeRule
}

// NewChecker returns a checker on the lists of the catalogue. A list that a
// channel needs and the catalogue lacks is treated as a list without editions.
func NewChecker(catalogue *list.Catalogue) *Checker {
	c := &Checker{catalogue: catalogue, services: services.BuiltIn(), regimes: regimeRules()}
	for i := range channels {
		for _, id := range channels[i].lists {
			l, ok := catalogue.List(id)
			if !ok {
				l = &list.List{ID: id}
			}
			c.lists[i] = append(c.lists[i], l)
		}
	}
	return c
}

// Catalogue returns the lists that are answered from.
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

// NotChecked names what no answer of this package covers.
func NotChecked() []string { return notChecked[:] }

var notChecked = [...]string{
	"classification", "customs_valuation", "registrations_of_other_authorities", "labelling", "product_standards", "trade_marks",
	"brand_authorisation", "sanctions", "duties_by_origin_not_held", "rules_of_origin",
	"content_of_publications", "counterfeits", "parcels_for_personal_use", "tariff_amendments_not_held",
}

// Goods decides a declaration. The declaration is taken to be well formed:
// its code parsed, its amounts in range, its channels known.
func (c *Checker) Goods(d *GoodsDeclaration) *Decision {
	a := &answer{checker: c, d: d}
	out := a.decideAll()
	if d.Item.Facts.Any() {
		c.unused(d, out)
	}
	return out
}

// decideAll decides every channel that is asked.
func (a *answer) decideAll() *Decision {
	d := a.d
	a.decision.AsOf = d.AsOf
	a.decision.Ruleset = Ruleset
	a.decision.Item = DecidedItem{Ref: d.Item.Ref, NameGiven: d.Item.Name != "", Code: d.Item.Code, Level: d.Item.Code.Level()}
	a.findCode()
	a.decision.Channels = a.channels[:0]
	for i := range channels {
		if channels[i].askedOf(d.Channels) {
			a.decision.Channels = append(a.decision.Channels, a.decide(i))
		}
	}
	if a.table == nil {
		a.indicate()
	}
	a.decision.Lists = a.editions
	return &a.decision
}

// answer is one decision in the making. It holds the memory that reasons and
// citations are cut from, so that a decision is a few allocations.
type answer struct {
	checker  *Checker
	d        *GoodsDeclaration
	decision Decision

	table  *tariff.Table // of the day; nil when none is held
	lo, hi int           // lines under the code, in table
	line   tariff.Line   // line lo, when there is exactly one

	editions  []*edition.Edition
	channels  [len(channels)]ChannelDecision
	reasons   []Reason
	citations []Citation
	taxLines  []TaxLine
	taxFacts  []FactKey // that taxes miss
	granted   []AgreementTax

	work         work // of the channel and line at hand
	general      generalTrade
	absent       absence
	predecessors []tariff.Candidate
	renumbered   tariff.Code // the subheading that predecessors are of

	taxing, trial taxing // of the channel and line at hand

	measureMemory   [4]duty.Measure
	agreementMemory [4]duty.AgreementRate
	reasonMemory    [48]Reason
	citationMemory  [72]Citation
	taxMemory       [16]TaxLine
	grantedMemory   [4]AgreementTax
	taxFactMemory   [12]FactKey
	editionMemory   [6]*edition.Edition
}

// findCode looks the code up in the tariff of the day.
func (a *answer) findCode() {
	a.reasons = a.reasonMemory[:0]
	a.citations = a.citationMemory[:0]
	a.taxLines = a.taxMemory[:0]
	a.taxFacts = a.taxFactMemory[:0]
	a.granted = a.grantedMemory[:0]
	a.editions = a.editionMemory[:0]
	table, ok := tariff.At(a.d.AsOf)
	if !ok {
		return
	}
	a.table = table
	a.read(table.Edition())
	a.lo, a.hi = table.Range(a.d.Item.Code)
	if node, ok := table.Node(a.d.Item.Code); ok {
		a.decision.Item.NameZH = node.NameZH
		a.decision.Item.NameEN = table.EnglishName(a.d.Item.Code)
	}
	if a.hi-a.lo == 1 {
		a.line = table.LineOn(a.lo, a.d.AsOf)
	}
}

// read records that an edition was read.
func (a *answer) read(e *edition.Edition) {
	for _, have := range a.editions {
		if have == e {
			return
		}
	}
	a.editions = append(a.editions, e)
}

// decide answers for one channel.
func (a *answer) decide(channel int) ChannelDecision {
	w := a.begin(channel)
	switch {
	case a.d.AsOf < w.channel.opened:
		w.notOpen()
	case a.hi-a.lo > 1:
		return a.decideLines(channel)
	case a.table == nil:
		w.withoutTariff()
	case a.hi == a.lo:
		w.notInTariff()
	default:
		// One line under a coarse code is the line that is asked about.
		w.line, w.code = &a.line, a.line.Code
		w.rules()
		w.alternative()
	}
	return w.finish()
}

// notOpen answers for a day before the channel existed.
func (w *work) notOpen() {
	w.add(Reason{Code: ChannelNotOpen, Effect: Bars, Basis: w.channel.opening.basis, Args: [4]string{w.channel.opened.String()}}, w.channel.opening.cite())
}

// begin starts the reasons of one channel for one code.
func (a *answer) begin(index int) *work {
	a.work = work{
		answer: a, channel: &channels[index], lists: a.checker.lists[index],
		code: a.d.Item.Code, firstReason: len(a.reasons),
	}
	return &a.work
}

// work collects the reasons of one channel for one line. The steps run in the
// order that package documentation gives, and none stops the others.
type work struct {
	*answer
	channel *channel
	lists   []*list.List
	code    tariff.Code  // the code that lists are asked for
	line    *tariff.Line // nil when the tariff does not have the code

	firstReason int
	missing     [endFacts]pull
	fullTax     bool // the one-item rule: admitted, but taxed in full
	limitOpen   bool // whether the one-item rule admits the order is not settled
	candidates  []Candidate
	more        int
	pending     bool // a needed row is not held
	indication  Indication
}

// rules runs the steps on a line that the tariff of the day has.
func (w *work) rules() {
	w.prohibited()
	w.listed()
	w.placeAndLimits()
	w.documents()
	w.regimes()
}

// addShared appends a reason whose citations are held elsewhere.
func (w *work) addShared(r *Reason) {
	w.want(r)
	w.answer.reasons = append(w.answer.reasons, *r)
}

// add appends a reason with its citations.
func (w *work) add(r Reason, citations ...Citation) *Reason {
	from := len(w.answer.citations)
	w.answer.citations = append(w.answer.citations, citations...)
	r.Citations = w.answer.citations[from:len(w.answer.citations):len(w.answer.citations)]
	w.want(&r)
	w.answer.reasons = append(w.answer.reasons, r)
	return &w.answer.reasons[len(w.answer.reasons)-1]
}

// citeLine cites the tariff line with one of its cells.
func (w *work) citeLine(cell string) Citation {
	e := w.table.Edition()
	return Citation{List: e.List, Edition: e.ID, Entry: string(w.line.Code), Document: e.Document, Quote: cell}
}

// finish weighs the reasons.
func (w *work) finish() ChannelDecision {
	reasons := w.answer.reasons[w.firstReason:len(w.answer.reasons):len(w.answer.reasons)]
	verdict, basis := weigh(reasons)
	if basis < edition.Law {
		w.restsOn(basis)
	}
	w.saysFirst(verdict)
	reasons = w.answer.reasons[w.firstReason:len(w.answer.reasons):len(w.answer.reasons)]
	out := ChannelDecision{
		Channel: w.channel.id, Verdict: verdict, Basis: basis, Reasons: reasons,
		Candidates: w.candidates, MoreCandidates: w.more,
	}
	out.Missing = w.missingFacts(verdict, reasons)
	out.Tax = w.tax(verdict)
	if verdict == Undetermined {
		out.Indication = w.indication
	}
	return out
}

// restsOn says in words that the verdict rests on something less than the
// official text.
func (w *work) restsOn(basis edition.Basis) {
	code := RestsOnReported
	switch basis {
	case edition.Sample:
		code = RestsOnSample
	case edition.Transcribed:
		code = RestsOnTranscribed
	}
	w.add(Reason{Code: code, Effect: Informs, Basis: basis})
}

// weigh derives the verdict from the effects, and the basis from the reasons
// that decided it. Reasons that neither permit nor bar anything leave the
// verdict undetermined: silence is not clearance.
func weigh(reasons []Reason) (Verdict, edition.Basis) {
	var count [Bars + 1]int
	for i := range reasons {
		if reasons[i].Effect == Informs {
			continue
		}
		count[reasons[i].Effect]++
	}
	var verdict Verdict
	var decisive [Bars + 1]bool
	switch {
	case count[Bars] > 0:
		verdict, decisive[Bars] = Ineligible, true
	case count[NeedsFact]+count[NeedsList] > 0:
		verdict, decisive[NeedsFact], decisive[NeedsList] = Undetermined, true, true
	case count[Condition] > 0:
		verdict, decisive[Condition], decisive[Permits] = Conditional, true, true
	case count[Permits] > 0:
		verdict, decisive[Permits] = Eligible, true
	default:
		return Undetermined, edition.Reported
	}
	var basis edition.Basis
	for i := range reasons {
		if decisive[reasons[i].Effect] {
			basis = edition.Weaker(basis, reasons[i].Basis)
		}
	}
	return verdict, basis
}
